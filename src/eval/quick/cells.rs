//! A record as it is read at first: a flat row of small cells over the text of the input. Nothing is copied until a rule has to be told of in full.

use std::cmp::Ordering;

use crate::syntax::ast::BinaryOp;
use crate::value::{ChoiceRef, Currency, Date, Value, Why};

/// A value in a slot, small and without parts of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell {
    /// Not known, and why.
    Unknown(Why),
    /// True or false.
    Bool(bool),
    /// A text of the input.
    Text(Span),
    /// A whole number.
    Number(i64),
    /// A whole amount of a currency.
    Money(i64, Currency),
    /// A day.
    Date(Date),
    /// A fiscal year.
    Year(i32),
    /// A number of days.
    Days(i64),
    /// A number of months.
    Months(i64),
    /// A number of years.
    Years(i64),
    /// A possibility of a choice.
    Choice(ChoiceRef),
    /// A record: where it lies.
    Record(u32),
    /// Records: where the first of them lies, and how many there are. Before the cells of each stands a [`Cell::Next`].
    Records(u32, u32),
    /// A set of possibilities of a choice that has no more than 64: the choice, and a bit for each.
    Choices(u32, u64),
    /// The values of a set, in the order of the input: where the first of them lies, and how many there are.
    Set(u32, u32),
    /// The values of a list that are no records.
    List(u32, u32),
    /// Where the next record of the list lies.
    Next(u32),
    /// A value that does not fit: its number among the others.
    Other(u32),
}

/// A text: where it lies in the input, or among the texts that were not written there as they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Span {
    start: u32,
    length: u32,
}

/// The bit that tells texts that were written otherwise.
const ASIDE: u32 = 1 << 31;

/// Cells of records. They are filled anew for every record.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    cells: Vec<Cell>,
    /// Texts that were not written in the input as they are: with escapes, or as numbers.
    aside: String,
    others: Vec<Value>,
}

/// The cells of one record, with the text they lie in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'c> {
    cells: &'c [Cell],
    text: &'c str,
    aside: &'c str,
    others: &'c [Value],
}

/// Cells of many records, one after the other, with what of the text they need.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    cells: Vec<Cell>,
    text: String,
    others: Vec<Value>,
    /// Where each record ends among the cells, in the text, and among the others.
    ends: Vec<[usize; 3]>,
}

impl Cell {
    /// The text that begins and ends there in the input.
    #[inline]
    pub(crate) fn text(start: usize, end: usize) -> Option<Cell> {
        let length = u32::try_from(end - start).ok().filter(|length| *length < ASIDE)?;
        Some(Cell::Text(Span { start: u32::try_from(start).ok()?, length }))
    }
}

/// Whether two values in this order stand to each other as asked; none where it asks for something else.
#[inline(always)]
pub(super) fn holds(op: BinaryOp, order: Ordering) -> Option<bool> {
    match op {
        BinaryOp::Equal => Some(order.is_eq()),
        BinaryOp::NotEqual => Some(order.is_ne()),
        BinaryOp::Less => Some(order.is_lt()),
        BinaryOp::LessEqual => Some(order.is_le()),
        BinaryOp::Greater => Some(order.is_gt()),
        BinaryOp::GreaterEqual => Some(order.is_ge()),
        _ => None,
    }
}

impl Cells {
    /// Empties them.
    pub(crate) fn clear(&mut self) {
        self.cells.clear();
        self.aside.clear();
        self.others.clear();
    }

    /// Makes room for the slots of a record, with what they hold where nothing is written. Where it lies.
    pub(crate) fn open(&mut self, blank: &[Cell]) -> usize {
        let at = self.cells.len();
        self.cells.push(Cell::Next(0));
        self.cells.extend_from_slice(blank);
        at
    }

    /// Puts a cell into a slot of the record that lies there.
    pub(crate) fn put(&mut self, record: usize, slot: usize, cell: Cell) {
        self.cells[record + 1 + slot] = cell;
    }

    /// Notes where the record lies that stands in a list after another.
    pub(crate) fn link(&mut self, before: u32, next: u32) {
        self.cells[before as usize] = Cell::Next(next);
    }

    /// Puts a value of a set or list behind the others.
    pub(crate) fn push(&mut self, cell: Cell) {
        self.cells.push(cell);
    }

    /// How many cells there are.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// A text that does not stand in the input as it is.
    pub(crate) fn aside(&mut self, text: &str) -> Option<Cell> {
        let length = u32::try_from(text.len()).ok().filter(|length| *length < ASIDE)?;
        let start = u32::try_from(self.aside.len()).ok()?;
        self.aside.push_str(text);
        Some(Cell::Text(Span { start, length: length | ASIDE }))
    }

    /// A value as a cell.
    pub(crate) fn of(&mut self, value: Value) -> Cell {
        match value {
            Value::Unknown(why) => Cell::Unknown(why),
            Value::Bool(truth) => Cell::Bool(truth),
            Value::Date(date) => Cell::Date(date),
            Value::FiscalYear(year) => Cell::Year(year.0),
            Value::Days(count) => Cell::Days(count),
            Value::Months(count) => Cell::Months(count),
            Value::Years(count) => Cell::Years(count),
            Value::Choice(choice) => Cell::Choice(choice),
            Value::Number(number) if let Some(whole) = number.to_i64() => Cell::Number(whole),
            Value::Money(money) if let Some(whole) = money.amount.to_i64() => Cell::Money(whole, money.currency),
            other => {
                self.others.push(other);
                Cell::Other(u32::try_from(self.others.len() - 1).unwrap_or(u32::MAX))
            }
        }
    }
}

impl Rows {
    /// Keeps a copy of a record behind the others.
    pub(crate) fn push(&mut self, row: Row<'_>) {
        let start = self.ends.last().copied().unwrap_or_default();
        self.cells.extend_from_slice(row.cells);
        for cell in &mut self.cells[start[0]..] {
            if let Cell::Text(span) = cell {
                let (from, text) = (self.text.len() - start[1], row.text(*span));
                self.text.push_str(text);
                // Each text of an input is shorter than that, and so are all of one record together.
                *span = Span { start: u32::try_from(from).unwrap_or(u32::MAX), length: span.length & !ASIDE };
            }
        }
        self.others.extend_from_slice(row.others);
        self.ends.push([self.cells.len(), self.text.len(), self.others.len()]);
    }

    /// The record of that number, from 0.
    #[inline]
    pub(crate) fn row(&self, number: usize) -> Row<'_> {
        let [cells, text, others] = if number == 0 { [0; 3] } else { self.ends[number - 1] };
        let [cells_end, text_end, others_end] = self.ends[number];
        Row {
            cells: &self.cells[cells..cells_end],
            text: &self.text[text..text_end],
            aside: "",
            others: &self.others[others..others_end],
        }
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

impl<'c> Row<'c> {
    /// The cells of a record that was read from this text.
    pub(crate) fn new(cells: &'c Cells, text: &'c str) -> Row<'c> {
        Row { cells: &cells.cells, text, aside: &cells.aside, others: &cells.others }
    }

    /// The cell in a slot of the record that lies there; 0 is the outermost.
    pub(crate) fn cell(self, record: u32, slot: usize) -> Cell {
        self.cells[record as usize + 1 + slot]
    }

    /// Where the record lies that stands after this one in its list.
    pub(crate) fn next(self, record: u32) -> u32 {
        match self.cells[record as usize] {
            Cell::Next(next) => next,
            _ => 0,
        }
    }

    /// The values of a set or list.
    pub(crate) fn items(self, start: u32, count: u32) -> &'c [Cell] {
        &self.cells[start as usize..(start + count) as usize]
    }

    /// The text.
    pub(crate) fn text(self, span: Span) -> &'c str {
        let (start, length) = (span.start as usize, (span.length & !ASIDE) as usize);
        let whole: &'c str = if span.length & ASIDE == 0 { self.text } else { self.aside };
        &whole[start..start + length]
    }

    /// The value that did not fit.
    pub(crate) fn other(self, number: u32) -> &'c Value {
        &self.others[number as usize]
    }
}
