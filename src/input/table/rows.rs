//! Rows that are no record: totals, remarks, headings printed again.

use std::collections::BTreeSet;

use crate::decode::Reason;
use crate::input::cell::{Cell, fold};
use crate::input::grid::{Row, text};
use crate::input::heading::{Headings, Said, unit_said};

/// What stands before a total.
const TOTALS: &[&str] = &["合計", "小計", "総計", "計", "総合計", "年度計", "total", "subtotal", "grandtotal", "sum"];

/// How remarks below a table begin.
const REMARKS: &[&str] = &["※", "注", "(注", "備考", "*"];

/// Why a row is no record: Japanese, English.
pub(super) fn why_skipped(row: &Row, headings: &Headings, skip: &[(usize, String)]) -> Option<[String; 2]> {
    let by_layout = skip.iter().find(|(column, equals)| fold(text(row.cell(*column))) == *equals);
    if by_layout.is_some() {
        return Some(["様式が除くとした行".to_owned(), "left out by the layout".to_owned()]);
    }
    if is_total(row) {
        return Some(["合計の行".to_owned(), "a row of totals".to_owned()]);
    }
    if is_remark(row) {
        return Some(["注記の行".to_owned(), "a remark".to_owned()]);
    }
    if is_heading(row, headings) {
        return Some(["見出しの繰り返し".to_owned(), "the headings again".to_owned()]);
    }
    None
}

/// Whether a row is one of totals: what stands first in it says so.
fn is_total(row: &Row) -> bool {
    let first = row.cells.iter().map(text).find(|text| !text.trim().is_empty());
    first.is_some_and(|first| TOTALS.contains(&fold(first).as_str()))
}

/// Whether a row holds one remark and nothing else.
fn is_remark(row: &Row) -> bool {
    let mut texts = row.cells.iter().map(text).filter(|text| !text.trim().is_empty());
    match (texts.next(), texts.next()) {
        (Some(only), None) => REMARKS.iter().any(|word| fold(only).starts_with(word)),
        _ => false,
    }
}

fn is_heading(row: &Row, headings: &Headings) -> bool {
    let mut pairs = headings.columns.iter().zip(&row.cells).filter(|(heading, _)| !heading.text.is_empty()).peekable();
    // Of almost every row, the first cell tells.
    headings.columns.len() > 1 && pairs.peek().is_some() && pairs.all(|(heading, cell)| fold(&heading.text) == fold(text(cell)))
}

/// What a row below the headings says of the unit, where no amount was read so.
pub(super) fn unit_against(row: &Row, units: &BTreeSet<u64>) -> Option<String> {
    let said = |cell: &Cell| match unit_said(text(cell))? {
        Said::Unit(times, word) => (!units.is_empty() && !units.contains(&times)).then_some(word),
        Said::Unclear => units.contains(&1).then(|| text(cell).to_owned()),
    };
    row.cells.iter().find_map(said)
}

/// Why it cannot be told what stands in which column of a row of text: it has more or fewer cells than there are headings, or something worse.
pub(super) fn untold(row: &Row, headings: &Headings, taken: &[usize]) -> Option<Reason> {
    if row.fault.is_some() || row.is_blank() {
        return row.fault.clone();
    }
    let read = taken.iter().max().map_or(0, |last| last + 1);
    let expected = if headings.columns.is_empty() { read } else { headings.columns.len() };
    let found = row.cells.len();
    let surplus = row.cells.iter().skip(expected).any(|cell| !text(cell).trim().is_empty());
    (found < expected || surplus).then_some(Reason::RowLength { expected, found })
}

/// A row as it stands there, for a report.
pub(super) fn raw(row: &Row) -> String {
    row.cells.iter().map(text).collect::<Vec<_>>().join(",")
}

/// What stands first in a row, for a report.
pub(super) fn first_text(row: &Row) -> String {
    row.cells.iter().map(text).find(|text| !text.trim().is_empty()).unwrap_or_default().trim().to_owned()
}
