//! One cell of a table, made into the JSON that the decoder reads for a field.
//!
//! What has one reading is read, and it is said what was repaired. What has none, or two, is handed on as it stands, so that the decoder reports
//! it with what stood there.

pub use letters::fold;
pub use repair::Repair;

use serde::{Deserialize, Serialize};

use crate::check::typed::{Label, Type};
use letters::{Repairs, is_dash, trim};

mod amount;
mod calendar;
mod letters;
mod numeral;
mod repair;
mod several;
mod word;

/// A cell of a table, as the reader of the file gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Cell {
    /// Nothing stands there.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A number of a workbook or a column file: decimal digits, as exactly as the file holds it (`1848000`, `0.985`, `-3`).
    Number(String),
    /// A day, as `2016-04-01`.
    Date(String),
    /// True or false.
    Bool(bool),
    /// What cannot be read: what a formula could not compute (`#N/A`), a formula without its result (`=B2*C2`), a number of which the file no longer
    /// has every digit (`12345678901234568`).
    Fault(String),
}

/// What the column says of its cells.
#[derive(Debug, Clone, Copy)]
pub struct Column<'c> {
    /// The type of the field.
    pub ty: &'c Type,
    /// For each choice of the program its possibilities, name and labels.
    pub choices: &'c [Vec<(String, Label)>],
    /// What a plain number of money is counted in (1000 for 千円, 1 000 000 for 百万円); 1 where nothing is said.
    pub unit: u64,
    /// The heading says that numbers are hundredths: `落札率（％）`.
    pub percent: bool,
    /// What stands between the elements of a set or a list, where the layout says so.
    pub split: Option<&'c str>,
}

/// What was made of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// JSON for the decoder; none where the cell says that there is nothing (blank, `―`).
    pub json: Option<String>,
    /// What was repaired, each kind once.
    pub repairs: Vec<Repair>,
    /// A remark that stood beside the value: `※ 変更後`.
    pub remark: Option<String>,
}

/// The text of a value, without what stands around it.
#[derive(Debug, Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    /// It is a number of a workbook, and no text.
    of_workbook: bool,
}

/// Reads a cell as a value of the column's type.
///
/// ```
/// use sadame::check::typed::Type;
/// use sadame::input::cell::{Cell, Column, Repair, read};
///
/// let column = Column { ty: &Type::Date, choices: &[], unit: 1, percent: false, split: None };
/// let reading = read(&Cell::Text("平成28年4月1日 ※変更後".to_owned()), &column);
/// assert_eq!(reading.json.as_deref(), Some("\"2016-04-01\""));
/// assert_eq!(reading.repairs, [Repair::Era]);
/// assert_eq!(reading.remark.as_deref(), Some("※変更後"));
///
/// let reading = read(&Cell::Text("4月1日".to_owned()), &column);
/// assert_eq!(reading.json.as_deref(), Some("\"4月1日\""), "of no year: the decoder reports it");
/// ```
#[must_use]
pub fn read(cell: &Cell, column: &Column<'_>) -> Reading {
    match cell {
        Cell::Empty => Reading::default(),
        Cell::Bool(value) if *column.ty == Type::Bool => as_json(value.to_string()),
        Cell::Bool(value) => as_json(quoted(if *value { "true" } else { "false" })),
        // Any string is a text; a list is none, and is reported.
        Cell::Fault(text) if *column.ty == Type::Text => as_json(format!("[{}]", quoted(text))),
        Cell::Fault(text) => as_json(quoted(text)),
        Cell::Number(text) => read_text(&numeral::of_workbook(text), text, true, column),
        Cell::Text(text) | Cell::Date(text) => read_text(text, text, false, column),
    }
}

/// Whether a text is blank, or a dash.
#[must_use]
pub fn says_nothing(text: &str) -> bool {
    let text = trim(text);
    text.is_empty() || is_dash(text)
}

fn as_json(json: String) -> Reading {
    Reading { json: Some(json), ..Reading::default() }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn read_text(text: &str, raw: &str, of_workbook: bool, column: &Column<'_>) -> Reading {
    let text = trim(text);
    if text.is_empty() {
        return Reading::default();
    }
    if is_dash(text) {
        return Reading { repairs: vec![Repair::Dash], ..Reading::default() };
    }
    if holds_text(column.ty) {
        return value(Piece { text, of_workbook }, column).unwrap_or_else(|| as_json(quoted(raw)));
    }
    let whole = if text.contains('※') && !matches!(column.ty, Type::Choice(_)) {
        None
    } else {
        value(Piece { text, of_workbook }, column)
    };
    whole.or_else(|| beside_remark(text, column)).unwrap_or_else(|| as_json(quoted(raw)))
}

/// Whether a remark could be part of the value.
fn holds_text(ty: &Type) -> bool {
    match ty {
        Type::Text => true,
        Type::Set(of) | Type::List(of) => **of == Type::Text,
        _ => false,
    }
}

/// A value with a remark behind it; none where the remark holds another value.
fn beside_remark(text: &str, column: &Column<'_>) -> Option<Reading> {
    let at = text.find('※')?;
    let (text, remark) = (trim(&text[..at]), &text[at..]);
    if text.is_empty() {
        return None;
    }
    let several = matches!(column.ty, Type::Set(_) | Type::List(_));
    if several && several::is_divided(remark, column) {
        return None;
    }
    let other = |line: &str| value(Piece { text: trim(line), of_workbook: false }, column).is_some();
    if remark.lines().skip(1).any(other) {
        return None;
    }
    let reading = if is_dash(text) {
        Reading { repairs: vec![Repair::Dash], ..Reading::default() }
    } else {
        value(Piece { text, of_workbook: false }, column)?
    };
    Some(Reading { remark: Some(remark.to_owned()), ..reading })
}

fn value(piece: Piece<'_>, column: &Column<'_>) -> Option<Reading> {
    let mut repairs = Repairs::new();
    let json = match column.ty {
        Type::Set(of) | Type::List(of) if is_leaf(of) => several::elements(piece, of, column, &mut repairs)?,
        ty => leaf(piece, ty, column, &mut repairs)?,
    };
    Some(Reading { json: Some(json), repairs: repairs.into_iter().collect(), remark: None })
}

/// Whether an element of that type can stand in a cell beside others.
fn is_leaf(ty: &Type) -> bool {
    !matches!(ty, Type::Set(_) | Type::List(_) | Type::Record(_) | Type::Row(_) | Type::Error)
}

/// A value of a type that is neither set nor list; none where it has no reading, or two.
fn leaf(piece: Piece<'_>, ty: &Type, column: &Column<'_>, repairs: &mut Repairs) -> Option<String> {
    let Piece { text, of_workbook } = piece;
    match ty {
        Type::Text => Some(quoted(text)),
        Type::Bool => word::bool(text, repairs),
        Type::Number => amount::number(text, repairs),
        Type::Percent => amount::percent(text, of_workbook, column, repairs),
        Type::Money(money) => amount::money(text, *money, column, repairs),
        Type::Date => calendar::date(text, of_workbook, repairs),
        Type::Moment => calendar::moment(text, repairs),
        Type::FiscalYear => calendar::fiscal_year(text, repairs),
        Type::Days | Type::Months | Type::Years => amount::duration(text, ty, repairs),
        Type::Choice(choice) => word::choice(text, column.choices.get(*choice)?, repairs),
        Type::Range(of) => several::range(piece, of, column, repairs),
        Type::Set(_) | Type::List(_) | Type::Record(_) | Type::Row(_) | Type::Error => None,
    }
}
