//! Operators between values. Unknown operands make unknown results, with their reason; nothing panics, wraps or rounds.

use std::cmp::Ordering;

use crate::value::{Exact, Value, Why};

pub use arithmetic::{abs, add, divide, multiply, negate, subtract, with_tax, without_tax};
pub use logic::{truth_and, truth_not, truth_or};
pub use rounding::{Rounding, quantile, round, round_down, round_to, round_up};
pub use sets::{contains, difference, is_in, make_range, overlaps, set_of, union};
pub use text::{contains_text, ends_with, is_corporate_number, length, prefix, starts_with};

mod arithmetic;
mod logic;
mod rounding;
mod sets;
mod text;

/// The first reason of two operands.
fn first_unknown(left: &Value, right: &Value) -> Option<Why> {
    match (left, right) {
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Some(*why),
        _ => None,
    }
}

/// A result, or its reason as a value.
fn or_unknown(result: Result<Value, Why>) -> Value {
    result.unwrap_or_else(Value::Unknown)
}

/// The order of two values of one kind; a percent and a number compare as numbers.
///
/// # Errors
/// Why there is none.
pub fn compare(left: &Value, right: &Value) -> Result<Ordering, Why> {
    match (left, right) {
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Err(*why),
        (Value::Number(left) | Value::Percent(left), Value::Number(right) | Value::Percent(right)) => Ok(left.cmp(right)),
        (Value::Money(left), Value::Money(right)) if left.currency == right.currency => Ok(left.amount.cmp(&right.amount)),
        (Value::Money(_), Value::Money(_)) => Err(Why::Currencies),
        (Value::Date(left), Value::Date(right)) => Ok(left.cmp(right)),
        (Value::Moment(left), Value::Moment(right)) => Ok(left.cmp(right)),
        (Value::FiscalYear(left), Value::FiscalYear(right)) => Ok(left.cmp(right)),
        (Value::Days(left), Value::Days(right))
        | (Value::Months(left), Value::Months(right))
        | (Value::Years(left), Value::Years(right)) => Ok(left.cmp(right)),
        _ => Err(Why::Mismatch),
    }
}

/// Whether two values are equal: true, false, or why it cannot be said.
#[must_use]
pub fn equal(left: &Value, right: &Value) -> Value {
    if let Some(why) = first_unknown(left, right) {
        return Value::Unknown(why);
    }
    match compare(left, right) {
        Ok(ordering) => Value::Bool(ordering.is_eq()),
        Err(Why::Mismatch) => Value::Bool(left.total_cmp(right).is_eq()),
        Err(why) => Value::Unknown(why),
    }
}

impl Value {
    /// Whether there is no value.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown(_))
    }

    /// True or false; `None` where it is not known.
    #[must_use]
    pub fn truth(&self) -> Option<bool> {
        match self {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// A total order over all values, for sorting and for keys: by kind, then by value.
    #[must_use]
    pub fn total_cmp(&self, other: &Value) -> Ordering {
        let by_items = |left: &[Value], right: &[Value]| {
            let pairs = left.iter().zip(right).map(|(left, right)| left.total_cmp(right));
            pairs.fold(Ordering::Equal, Ordering::then).then(left.len().cmp(&right.len()))
        };
        match (self, other) {
            (Value::Unknown(left), Value::Unknown(right)) => left.cmp(right),
            (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
            (Value::Text(left), Value::Text(right)) => left.cmp(right),
            (Value::Number(left) | Value::Percent(left), Value::Number(right) | Value::Percent(right)) => left.cmp(right),
            (Value::Money(left), Value::Money(right)) => left.currency.cmp(&right.currency).then(left.amount.cmp(&right.amount)),
            (Value::Date(left), Value::Date(right)) => left.cmp(right),
            (Value::Moment(left), Value::Moment(right)) => left.cmp(right),
            (Value::FiscalYear(left), Value::FiscalYear(right)) => left.cmp(right),
            (Value::Days(left), Value::Days(right))
            | (Value::Months(left), Value::Months(right))
            | (Value::Years(left), Value::Years(right)) => left.cmp(right),
            (Value::Range(left), Value::Range(right)) => left.0.total_cmp(&right.0).then_with(|| left.1.total_cmp(&right.1)),
            (Value::Choice(left), Value::Choice(right)) => left.cmp(right),
            (Value::List(left), Value::List(right))
            | (Value::Set(left), Value::Set(right))
            | (Value::Record(left), Value::Record(right)) => by_items(left, right),
            (Value::Row(table, row), Value::Row(other_table, other_row)) => (table, row).cmp(&(other_table, other_row)),
            _ => self.kind().cmp(&other.kind()),
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Value::Unknown(_) => 0,
            Value::Bool(_) => 1,
            Value::Text(_) => 2,
            Value::Number(_) | Value::Percent(_) => 3,
            Value::Money(_) => 4,
            Value::Date(_) => 5,
            Value::FiscalYear(_) => 6,
            Value::Days(_) => 7,
            Value::Months(_) => 8,
            Value::Years(_) => 9,
            Value::Range(_) => 10,
            Value::Choice(_) => 11,
            Value::List(_) => 12,
            Value::Set(_) => 13,
            Value::Record(_) => 14,
            Value::Row(..) => 15,
            Value::Moment(_) => 16,
        }
    }
}

/// The amount in a value that is one.
fn amount(value: &Value) -> Option<Exact> {
    match value {
        Value::Number(amount) | Value::Percent(amount) => Some(*amount),
        Value::Money(money) => Some(money.amount),
        Value::Days(count) | Value::Months(count) | Value::Years(count) => Some(Exact::from(*count)),
        _ => None,
    }
}
