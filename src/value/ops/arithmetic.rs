//! Sums, differences, products, quotients, and going between amounts with tax and without.

use crate::value::ops::{amount, difference, first_unknown, or_unknown, union};
use crate::value::{Exact, FiscalYear, Money, Value, Why};

/// `left + right`: quantities of one kind, a day and a length of time, or the union of two sets.
#[must_use]
pub fn add(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Value::Unknown(*why),
        (Value::Set(_), Value::Set(_)) => union(left, right),
        (Value::Date(_) | Value::Moment(_), _) => shift(left, right, 1),
        (_, Value::Date(_) | Value::Moment(_)) => shift(right, left, 1),
        (Value::FiscalYear(year), Value::Years(count)) | (Value::Years(count), Value::FiscalYear(year)) => {
            shift_year(*year, *count)
        }
        _ => same_kind(left, right, Exact::checked_add),
    }
}

/// `left - right`: quantities of one kind, days between two dates or moments, a day so much earlier, or the difference of two sets.
#[must_use]
pub fn subtract(left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Value::Unknown(*why),
        (Value::Set(_), Value::Set(_)) => difference(left, right),
        (Value::Date(left), Value::Date(right)) => Value::Days(left.days_since(*right)),
        (Value::Moment(left), Value::Moment(right)) => Value::Days(left.days_since(*right)),
        (Value::Date(_) | Value::Moment(_), _) => shift(left, right, -1),
        (Value::FiscalYear(left), Value::FiscalYear(right)) => Value::Years(i64::from(left.0) - i64::from(right.0)),
        (Value::FiscalYear(year), Value::Years(count)) => {
            count.checked_neg().map_or(Value::Unknown(Why::Overflow), |count| shift_year(*year, count))
        }
        _ => same_kind(left, right, Exact::checked_sub),
    }
}

/// `left * right`: numbers, or money and a number or percent.
#[must_use]
pub fn multiply(left: &Value, right: &Value) -> Value {
    if let Some(why) = first_unknown(left, right) {
        return Value::Unknown(why);
    }
    or_unknown(match (left, right) {
        (Value::Percent(left), Value::Percent(right)) => left.checked_mul(*right).map(Value::Percent),
        (Value::Number(left) | Value::Percent(left), Value::Number(right) | Value::Percent(right)) => {
            left.checked_mul(*right).map(Value::Number)
        }
        (Value::Money(money), Value::Number(times) | Value::Percent(times))
        | (Value::Number(times) | Value::Percent(times), Value::Money(money)) => scale(*money, money.amount.checked_mul(*times)),
        _ => Err(Why::Mismatch),
    })
}

/// `left / right`, kept as a fraction.
#[must_use]
pub fn divide(left: &Value, right: &Value) -> Value {
    if let Some(why) = first_unknown(left, right) {
        return Value::Unknown(why);
    }
    or_unknown(match (left, right) {
        (Value::Percent(left), Value::Number(right)) => left.checked_div(*right).map(Value::Percent),
        (Value::Number(left) | Value::Percent(left), Value::Number(right) | Value::Percent(right)) => {
            left.checked_div(*right).map(Value::Number)
        }
        (Value::Money(left), Value::Money(right)) if left.currency != right.currency => Err(Why::Currencies),
        (Value::Money(left), Value::Money(right)) => left.amount.checked_div(right.amount).map(Value::Number),
        (Value::Money(money), Value::Number(by) | Value::Percent(by)) => scale(*money, money.amount.checked_div(*by)),
        (Value::Days(left), Value::Days(right))
        | (Value::Months(left), Value::Months(right))
        | (Value::Years(left), Value::Years(right)) => Exact::from(*left).checked_div(Exact::from(*right)).map(Value::Number),
        _ => Err(Why::Mismatch),
    })
}

/// `-value`.
#[must_use]
pub fn negate(value: &Value) -> Value {
    or_unknown(match value {
        Value::Unknown(why) => Err(*why),
        Value::Number(number) => number.checked_neg().map(Value::Number),
        Value::Percent(share) => share.checked_neg().map(Value::Percent),
        Value::Money(money) => scale(*money, money.amount.checked_neg()),
        Value::Days(count) => count.checked_neg().map(Value::Days).ok_or(Why::Overflow),
        Value::Months(count) => count.checked_neg().map(Value::Months).ok_or(Why::Overflow),
        Value::Years(count) => count.checked_neg().map(Value::Years).ok_or(Why::Overflow),
        _ => Err(Why::Mismatch),
    })
}

/// The value without its sign.
#[must_use]
pub fn abs(value: &Value) -> Value {
    if amount(value).is_some_and(Exact::is_negative) { negate(value) } else { value.clone() }
}

/// An amount without tax, with tax at that rate added. Not rounded.
#[must_use]
pub fn with_tax(value: &Value, rate: &Value) -> Value {
    taxed(value, rate, Exact::checked_mul)
}

/// An amount with tax, without the tax at that rate. Not rounded.
#[must_use]
pub fn without_tax(value: &Value, rate: &Value) -> Value {
    taxed(value, rate, Exact::checked_div)
}

fn taxed(value: &Value, rate: &Value, apply: fn(Exact, Exact) -> Result<Exact, Why>) -> Value {
    or_unknown(match (value, rate) {
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Err(*why),
        (Value::Money(money), Value::Percent(rate)) => {
            Exact::ONE.checked_add(*rate).and_then(|factor| scale(*money, apply(money.amount, factor)))
        }
        _ => Err(Why::Mismatch),
    })
}

fn scale(money: Money, amount: Result<Exact, Why>) -> Result<Value, Why> {
    amount.map(|amount| Value::Money(Money { amount, ..money }))
}

fn shift(date: &Value, by: &Value, sign: i64) -> Value {
    let (date, moment) = match date {
        Value::Date(date) => (*date, None),
        Value::Moment(moment) => (moment.date(), Some(moment)),
        _ => return Value::Unknown(Why::Mismatch),
    };
    let signed = |count: &i64| count.checked_mul(sign);
    let moved = match by {
        Value::Days(count) => signed(count).and_then(|count| date.add_days(count)),
        Value::Months(count) => signed(count).and_then(|count| date.add_months(count)),
        Value::Years(count) => signed(count).and_then(|count| date.add_years(count)),
        _ => return Value::Unknown(Why::Mismatch),
    };
    match (moved, moment) {
        (None, _) => Value::Unknown(Why::Overflow),
        (Some(date), None) => Value::Date(date),
        (Some(date), Some(moment)) => Value::Moment(moment.on(date)),
    }
}

fn shift_year(year: FiscalYear, count: i64) -> Value {
    let moved = i32::try_from(count).ok().and_then(|count| year.0.checked_add(count));
    moved.map_or(Value::Unknown(Why::Overflow), |year| Value::FiscalYear(FiscalYear(year)))
}

fn same_kind(left: &Value, right: &Value, apply: fn(Exact, Exact) -> Result<Exact, Why>) -> Value {
    let counts =
        |left: i64, right: i64| apply(Exact::from(left), Exact::from(right)).and_then(|sum| sum.to_i64().ok_or(Why::Overflow));
    or_unknown(match (left, right) {
        (Value::Number(left), Value::Number(right)) => apply(*left, *right).map(Value::Number),
        (Value::Percent(left), Value::Percent(right)) => apply(*left, *right).map(Value::Percent),
        (Value::Money(left), Value::Money(right)) if left.currency != right.currency => Err(Why::Currencies),
        (Value::Money(left), Value::Money(right)) => scale(*left, apply(left.amount, right.amount)),
        (Value::Days(left), Value::Days(right)) => counts(*left, *right).map(Value::Days),
        (Value::Months(left), Value::Months(right)) => counts(*left, *right).map(Value::Months),
        (Value::Years(left), Value::Years(right)) => counts(*left, *right).map(Value::Years),
        _ => Err(Why::Mismatch),
    })
}
