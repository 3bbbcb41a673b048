//! Operators and functions on known values. What the language cannot hold, or cannot say, is lacking.

use std::cmp::Ordering;
use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};
use sadame::check::typed::{Aggregate, Bound, Function};
use sadame::syntax::ast::BinaryOp;

use super::calendar::{Day, Moment};
use super::value::{Fact, Number, Truth, Value, Why, compare, equal, held, order, set, whole};

/// An operator that stands between two values.
pub fn binary(op: BinaryOp, left: &Value, right: &Value) -> Fact {
    let ordered = |holds: fn(Ordering) -> bool| compare(left, right).map(holds);
    let truth = match op {
        BinaryOp::Add => return add(left, right),
        BinaryOp::Subtract => return subtract(left, right),
        BinaryOp::Multiply => return multiply(left, right),
        BinaryOp::Divide => return divide(left, right),
        BinaryOp::Range => {
            return compare(left, right).map(|_| Value::Range(Rc::new((left.clone(), right.clone()))));
        }
        BinaryOp::Equal => equal(left, right),
        BinaryOp::NotEqual => equal(left, right).map(|same| !same),
        BinaryOp::Less => ordered(Ordering::is_lt),
        BinaryOp::LessEqual => ordered(Ordering::is_le),
        BinaryOp::Greater => ordered(Ordering::is_gt),
        BinaryOp::GreaterEqual => ordered(Ordering::is_ge),
        BinaryOp::In => contains(right, left),
        BinaryOp::Includes => contains(left, right),
        BinaryOp::Overlaps => overlaps(left, right),
        BinaryOp::StartsWith => Ok(text(left).starts_with(text(right))),
        BinaryOp::EndsWith => Ok(text(left).ends_with(text(right))),
        BinaryOp::Contains => Ok(text(left).contains(text(right))),
        BinaryOp::And | BinaryOp::Or | BinaryOp::NotIn => panic!("the checker has made something else of {op:?}"),
    };
    truth.map(Value::Bool)
}

fn text(value: &Value) -> &str {
    let Value::Text(text) = value else { panic!("{value:?} is no text") };
    text
}

// ---- Arithmetic ---------------------------------------------------------------------------------------------------

fn add(left: &Value, right: &Value) -> Fact {
    match (left, right) {
        (Value::Set(left), Value::Set(right)) => Ok(set(left.iter().chain(right.iter()).cloned().collect())),
        (Value::Date(_) | Value::Moment(_), length) => later(left, length, 1),
        (length, Value::Date(_) | Value::Moment(_)) => later(right, length, 1),
        (Value::FiscalYear(year), Value::Years(count)) | (Value::Years(count), Value::FiscalYear(year)) => {
            fiscal_year(year.checked_add(*count))
        }
        _ => quantity(left, right, |left, right| left + right),
    }
}

fn subtract(left: &Value, right: &Value) -> Fact {
    match (left, right) {
        (Value::Set(left), Value::Set(right)) => {
            let rest = left.iter().filter(|item| !right.iter().any(|other| order(item, other).is_eq()));
            Ok(set(rest.cloned().collect()))
        }
        (Value::Date(left), Value::Date(right)) => Ok(Value::Days(left.number() - right.number())),
        (Value::Moment(left), Value::Moment(right)) => Ok(Value::Days(left.days_since(*right))),
        (Value::Date(_) | Value::Moment(_), length) => later(left, length, -1),
        (Value::FiscalYear(left), Value::FiscalYear(right)) => Ok(Value::Years(left - right)),
        (Value::FiscalYear(year), Value::Years(count)) => fiscal_year(year.checked_sub(*count)),
        _ => quantity(left, right, |left, right| left - right),
    }
}

/// Two quantities of one kind.
fn quantity(left: &Value, right: &Value, make: fn(Number, Number) -> Number) -> Fact {
    let count = |left: i64, right: i64| {
        let made = make(whole(left), whole(right));
        made.to_integer().to_i64().ok_or(Why::Lacking)
    };
    let number = |left: &Number, right: &Number| held(make(left.clone(), right.clone()));
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => number(left, right).map(Value::Number),
        (Value::Percent(left), Value::Percent(right)) => number(left, right).map(Value::Percent),
        (Value::Money(left, currency), Value::Money(right, other)) if currency == other => {
            number(left, right).map(|amount| Value::Money(amount, Rc::clone(currency)))
        }
        (Value::Days(left), Value::Days(right)) => count(*left, *right).map(Value::Days),
        (Value::Months(left), Value::Months(right)) => count(*left, *right).map(Value::Months),
        (Value::Years(left), Value::Years(right)) => count(*left, *right).map(Value::Years),
        _ => Err(Why::Lacking),
    }
}

/// A day, or the same time of a day, so much later or earlier.
fn later(when: &Value, length: &Value, sign: i64) -> Fact {
    let moved = |day: Day| match length {
        Value::Days(count) => day.add_days(count.checked_mul(sign)?),
        Value::Months(count) => day.add_months(count.checked_mul(sign)?),
        Value::Years(count) => day.add_months(count.checked_mul(sign)?.checked_mul(12)?),
        _ => panic!("{length:?} is no length of time"),
    };
    match when {
        Value::Date(day) => moved(*day).map(Value::Date).ok_or(Why::Lacking),
        Value::Moment(moment) => moved(moment.day).map(|day| Value::Moment(moment.on(day))).ok_or(Why::Lacking),
        _ => panic!("{when:?} is no day"),
    }
}

/// A fiscal year, where the language can hold it.
fn fiscal_year(year: Option<i64>) -> Fact {
    year.filter(|year| i32::try_from(*year).is_ok()).map(Value::FiscalYear).ok_or(Why::Lacking)
}

fn multiply(left: &Value, right: &Value) -> Fact {
    match (left, right) {
        (Value::Percent(left), Value::Percent(right)) => held(left * right).map(Value::Percent),
        (Value::Number(left) | Value::Percent(left), Value::Number(right) | Value::Percent(right)) => {
            held(left * right).map(Value::Number)
        }
        (Value::Money(amount, currency), Value::Number(times) | Value::Percent(times))
        | (Value::Number(times) | Value::Percent(times), Value::Money(amount, currency)) => {
            held(amount * times).map(|amount| Value::Money(amount, Rc::clone(currency)))
        }
        _ => panic!("the checker lets {left:?} and {right:?} not be multiplied"),
    }
}

fn divide(left: &Value, right: &Value) -> Fact {
    let quotient = |left: &Number, right: &Number| if right.is_zero() { Err(Why::Lacking) } else { held(left / right) };
    match (left, right) {
        (Value::Percent(left), Value::Number(right)) => quotient(left, right).map(Value::Percent),
        (Value::Number(left) | Value::Percent(left), Value::Number(right) | Value::Percent(right)) => {
            quotient(left, right).map(Value::Number)
        }
        (Value::Money(_, currency), Value::Money(_, other)) if currency != other => Err(Why::Lacking),
        (Value::Money(left, _), Value::Money(right, _)) => quotient(left, right).map(Value::Number),
        (Value::Money(amount, currency), Value::Number(by) | Value::Percent(by)) => {
            quotient(amount, by).map(|amount| Value::Money(amount, Rc::clone(currency)))
        }
        (Value::Days(left), Value::Days(right))
        | (Value::Months(left), Value::Months(right))
        | (Value::Years(left), Value::Years(right)) => quotient(&whole(*left), &whole(*right)).map(Value::Number),
        _ => panic!("the checker lets {left:?} and {right:?} not be divided"),
    }
}

/// `-value`.
pub fn negate(value: &Value) -> Fact {
    let count = |count: &i64| count.checked_neg().ok_or(Why::Lacking);
    match value {
        Value::Days(days) => count(days).map(Value::Days),
        Value::Months(months) => count(months).map(Value::Months),
        Value::Years(years) => count(years).map(Value::Years),
        _ => scale(value, |amount| held(-amount)),
    }
}

/// Another amount in the place of that of a number, a percentage or money.
fn scale(value: &Value, make: impl Fn(&Number) -> Result<Number, Why>) -> Fact {
    match value {
        Value::Number(amount) => make(amount).map(Value::Number),
        Value::Percent(amount) => make(amount).map(Value::Percent),
        Value::Money(amount, currency) => make(amount).map(|amount| Value::Money(amount, Rc::clone(currency))),
        _ => panic!("{value:?} is no amount"),
    }
}

fn amount(value: &Value) -> Number {
    match value {
        Value::Number(amount) | Value::Percent(amount) | Value::Money(amount, _) => amount.clone(),
        Value::Days(count) | Value::Months(count) | Value::Years(count) => whole(*count),
        _ => panic!("{value:?} is no amount"),
    }
}

// ---- Sets and ranges ----------------------------------------------------------------------------------------------

/// Whether a set or range holds a value, or the whole of another.
fn contains(container: &Value, part: &Value) -> Truth {
    match (container, part) {
        (Value::Set(items), Value::Set(parts)) => super::kleene::all(parts.iter().map(|part| member(items, part))),
        (Value::Set(items), item) => member(items, item),
        (Value::Range(_), Value::Range(part)) if compare(&part.0, &part.1)?.is_gt() => Ok(true),
        (Value::Range(ends), Value::Range(part)) => Ok(compare(&ends.0, &part.0)?.is_le() & compare(&part.1, &ends.1)?.is_le()),
        (Value::Range(ends), item) => Ok(compare(&ends.0, item)?.is_le() & compare(item, &ends.1)?.is_le()),
        _ => panic!("{container:?} holds nothing"),
    }
}

/// Whether a set has an item; among amounts of other currencies, that cannot be said.
fn member(items: &[Value], item: &Value) -> Truth {
    super::kleene::any(items.iter().map(|known| equal(known, item)))
}

fn overlaps(left: &Value, right: &Value) -> Truth {
    match (left, right) {
        (Value::Set(left), Value::Set(right)) => super::kleene::any(left.iter().map(|item| member(right, item))),
        (Value::Range(left), Value::Range(right)) => {
            let in_order = |from: &Value, to: &Value| compare(from, to).map(Ordering::is_le);
            let both_hold_something = in_order(&left.0, &left.1)? & in_order(&right.0, &right.1)?;
            Ok(both_hold_something & in_order(&left.0, &right.1)? & in_order(&right.0, &left.1)?)
        }
        _ => panic!("{left:?} overlaps nothing"),
    }
}

/// `is empty`.
pub fn is_empty(value: &Value) -> Truth {
    match value {
        Value::List(items) | Value::Set(items) => Ok(items.is_empty()),
        Value::Text(text) => Ok(text.is_empty()),
        Value::Range(ends) => compare(&ends.0, &ends.1).map(Ordering::is_gt),
        _ => panic!("{value:?} cannot be empty"),
    }
}

/// `.start` and `.end`.
pub fn bound(value: &Value, bound: Bound, first_month: i64) -> Fact {
    match (value, bound) {
        (Value::Range(ends), Bound::Start) => Ok(ends.0.clone()),
        (Value::Range(ends), Bound::End) => Ok(ends.1.clone()),
        (Value::FiscalYear(year), Bound::Start) => Day::of(*year, first_month, 1).map(Value::Date).ok_or(Why::Lacking),
        (Value::FiscalYear(year), Bound::End) => {
            let next = Day::of(year + 1, first_month, 1);
            next.and_then(|next| next.add_days(-1)).map(Value::Date).ok_or(Why::Lacking)
        }
        _ => panic!("{value:?} has no ends"),
    }
}

// ---- Functions ----------------------------------------------------------------------------------------------------

/// A function of known values.
pub fn call(function: Function, args: &[Value], first_month: i64) -> Fact {
    let first = &args[0];
    let number = |count: i64| Ok(Value::Number(whole(count)));
    match (function, first) {
        (Function::FiscalYear, Value::Date(day)) => Ok(Value::FiscalYear(day.fiscal_year(first_month))),
        (Function::Year, Value::Date(day)) => number(day.year),
        (Function::Month, Value::Date(day)) => number(day.month),
        (Function::Day, Value::Date(day)) => number(day.day),
        (Function::Date, Value::Moment(Moment { day, .. })) => Ok(Value::Date(*day)),
        (Function::Round, _) => round(first, &args[1], |size| (size + Number::new(1.into(), 2.into())).floor()),
        (Function::RoundUp, _) => round(first, &args[1], |size| size.ceil()),
        (Function::RoundDown, _) => round(first, &args[1], |size| size.floor()),
        (Function::Abs, _) => {
            if amount(first).is_negative() {
                negate(first)
            } else {
                Ok(first.clone())
            }
        }
        (Function::WithTax, _) => scale(first, |net| held(net * (whole(1) + amount(&args[1])))),
        (Function::WithoutTax, _) => match whole(1) + amount(&args[1]) {
            none if none.is_zero() => Err(Why::Lacking),
            factor => scale(first, |gross| held(gross / &factor)),
        },
        (Function::Length, Value::Text(text)) => number(i64::try_from(text.chars().count()).expect("texts are short")),
        (Function::Prefix, Value::Text(text)) => prefix(text, &args[1]),
        (Function::Currency, Value::Money(_, currency)) => Ok(Value::Text(Rc::clone(currency))),
        (Function::IsCorporateNumber, Value::Text(text)) => Ok(Value::Bool(is_corporate_number(text))),
        (Function::Min, _) => Ok(if compare(first, &args[1])?.is_lt() { first } else { &args[1] }.clone()),
        (Function::Max, _) => Ok(if compare(first, &args[1])?.is_gt() { first } else { &args[1] }.clone()),
        (Function::Days, Value::Number(count)) => small(count).map(Value::Days),
        (Function::Months, Value::Number(count)) => small(count).map(Value::Months),
        (Function::Years, Value::Number(count)) => small(count).map(Value::Years),
        (Function::Number, Value::Days(count) | Value::Months(count) | Value::Years(count)) => number(*count),
        _ => panic!("the checker lets {function:?} not be asked of {first:?}"),
    }
}

/// A whole number that counts days, months or years.
fn small(count: &Number) -> Result<i64, Why> {
    if count.is_integer() { count.to_integer().to_i64().ok_or(Why::Lacking) } else { Err(Why::Lacking) }
}

/// To a multiple of a unit: how many of them is found without the sign, which is put back.
fn round(value: &Value, unit: &Value, to_whole: fn(Number) -> Number) -> Fact {
    if let (Value::Money(_, currency), Value::Money(_, other)) = (value, unit)
        && currency != other
    {
        return Err(Why::Lacking);
    }
    let unit = amount(unit);
    if unit.is_zero() {
        return Err(Why::Lacking);
    }
    scale(value, |amount| {
        let times = held(amount / &unit)?;
        let whole = to_whole(times.abs());
        held(if times.is_negative() { -whole } else { whole } * &unit)
    })
}

/// The first characters of a text; there is no telling how many that are where the count is no whole number, or below zero.
fn prefix(text: &Rc<str>, count: &Value) -> Fact {
    let count = amount(count);
    if !count.is_integer() || count.is_negative() {
        return Err(Why::Lacking);
    }
    let count = count.to_integer().to_usize().unwrap_or(usize::MAX);
    Ok(Value::Text(text.chars().take(count).collect::<String>().into()))
}

/// Thirteen digits, the first of which is 9 less the rest by nine of the sum of the others, every second of them doubled, from the last.
fn is_corporate_number(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|letter| letter.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 13) else { return false };
    let sum: u32 = digits[1..].iter().rev().zip([1, 2].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    digits[0] == 9 - sum % 9
}

// ---- Aggregates ---------------------------------------------------------------------------------------------------

/// What an aggregate comes to, of known values; `nothing` is the sum of none.
pub fn aggregate(aggregate: Aggregate, values: Vec<Value>, nothing: Value) -> Fact {
    match aggregate {
        Aggregate::Count => Ok(Value::Number(whole(values.len()))),
        Aggregate::Sum => {
            let mut values = values.into_iter();
            let first = values.next().unwrap_or(nothing);
            values.try_fold(first, |total, value| add(&total, &value))
        }
        Aggregate::Min => extreme(values, Ordering::Less),
        Aggregate::Max => extreme(values, Ordering::Greater),
        Aggregate::Distinct => {
            let items = values.into_iter().flat_map(|value| match value {
                Value::Set(items) => items.to_vec(),
                value => vec![value],
            });
            Ok(set(items.collect()))
        }
        Aggregate::Only => <[Value; 1]>::try_from(values).map(|[value]| value).map_err(|_| Why::Lacking),
        Aggregate::Quantile => panic!("a quantile wants its share"),
    }
}

fn extreme(values: Vec<Value>, wanted: Ordering) -> Fact {
    let mut values = values.into_iter();
    let first = values.next().ok_or(Why::Lacking)?;
    values.try_fold(first, |found, value| Ok(if compare(&value, &found)? == wanted { value } else { found }))
}

/// Hyndman and Fan's type 8: with h = (n + 1/3)·p + 1/3, between the values around the h-th.
pub fn quantile(mut values: Vec<Value>, share: &Value) -> Fact {
    let first = values.first().ok_or(Why::Lacking)?;
    for value in &values {
        compare(first, value)?;
    }
    values.sort_by(order);
    let third = Number::new(1.into(), 3.into());
    let place = held((whole(values.len()) + &third) * amount(share) + third)?;
    let below = place.floor();
    let at = |place: &Number| -> &Value {
        let last = BigInt::from(values.len() - 1);
        let place = (place.to_integer() - 1_u8).max(BigInt::ZERO).min(last);
        &values[place.to_usize().expect("it is not beyond the last")]
    };
    let (low, high) = (at(&below), amount(at(&(&below + whole(1)))));
    scale(low, |low| held(low + held(held(high.clone() - low)? * (&place - &below))?))
}
