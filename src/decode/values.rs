//! From cells to values: of a record that has to be told of in full, and of what is kept of one.

use super::json::Decoder;
use super::shape::Shape;
use crate::eval::{Cell, Row};
use crate::plan::Plan;
use crate::value::{ChoiceRef, Exact, FiscalYear, Money, Value, Why, ops};

impl Decoder {
    /// What is in a slot of the record.
    pub(crate) fn slot(&self, row: Row<'_>, slot: usize) -> Value {
        let make = Make { row, shapes: &self.shapes, kept: None };
        make.value(row.cell(0, slot), self.shapes[self.record].inner[slot].map(|shape| (shape, 0)))
    }

    /// The whole record, from its cells.
    pub(crate) fn whole(&self, row: Row<'_>) -> Value {
        Make { row, shapes: &self.shapes, kept: None }.record(0, (self.record, 0))
    }

    /// What is kept of it for the rules that look at more than one record, as [`Plan::portfolio_slots`] gives it: the number of the record in the plan.
    pub(crate) fn kept(&self, row: Row<'_>, plan: &Plan, record: usize) -> Value {
        Make { row, shapes: &self.shapes, kept: Some(plan) }.record(0, (self.record, record))
    }
}

/// Makes values of cells.
struct Make<'m> {
    row: Row<'m>,
    shapes: &'m [Shape],
    /// What is kept of records, where not all of it is wanted.
    kept: Option<&'m Plan>,
}

/// The shape of a record, and its number in the plan.
type Of = (usize, usize);

impl Make<'_> {
    fn value(&self, cell: Cell, of: Option<Of>) -> Value {
        let row = self.row;
        match cell {
            Cell::Unknown(why) => Value::Unknown(why),
            Cell::Bool(truth) => Value::Bool(truth),
            Cell::Text(span) => Value::Text(row.text(span).into()),
            Cell::Number(number) => Value::Number(Exact::from(number)),
            Cell::Money(amount, currency) => Value::Money(Money { amount: Exact::from(amount), currency }),
            Cell::Date(date) => Value::Date(date),
            Cell::Year(year) => Value::FiscalYear(FiscalYear(year)),
            Cell::Days(count) => Value::Days(count),
            Cell::Months(count) => Value::Months(count),
            Cell::Years(count) => Value::Years(count),
            Cell::Choice(choice) => Value::Choice(choice),
            Cell::Record(at) => self.record(at, of.unwrap_or_default()),
            Cell::Records(first, count) => {
                let mut at = first;
                let records = (0..count).map(|_| {
                    let record = self.record(at, of.unwrap_or_default());
                    at = row.next(at);
                    record
                });
                Value::List(records.collect())
            }
            Cell::Choices(choice, bits) => {
                let all = (0..u64::BITS).filter(|variant| bits & (1 << variant) != 0);
                ops::set_of(all.map(|variant| Value::Choice(ChoiceRef { choice, variant })).collect())
            }
            Cell::Set(start, count) => {
                let items = row.items(start, count).iter().map(|item| self.value(*item, None));
                ops::set_of(items.collect())
            }
            Cell::List(start, count) => Value::List(row.items(start, count).iter().map(|item| self.value(*item, None)).collect()),
            Cell::Next(_) => Value::Unknown(Why::Mismatch),
            Cell::Other(number) => row.other(number).clone(),
        }
    }

    /// The record that lies there.
    fn record(&self, at: u32, (shape, record): Of) -> Value {
        let inner = &self.shapes[shape].inner;
        let slot = |slot: usize, of: usize| self.value(self.row.cell(at, slot), inner[slot].map(|shape| (shape, of)));
        let Some(plan) = self.kept else { return Value::Record((0..inner.len()).map(|number| slot(number, 0)).collect()) };
        let kept = plan.projections[record].kept().iter().enumerate();
        let values = kept.map(|(number, known)| match known.portfolio {
            true => slot(number, known.inner.unwrap_or_default()),
            false => Value::Unknown(Why::Missing),
        });
        Value::Record(values.collect())
    }
}
