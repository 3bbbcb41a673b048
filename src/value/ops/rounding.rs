//! Rounding to a multiple, and quantiles: the two places where a figure is chosen among others.

use crate::value::ops::{amount, compare, or_unknown};
use crate::value::{Exact, Money, Value, Why, sort};

/// How to round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest; a half goes away from zero (四捨五入).
    HalfAway,
    /// Away from zero (切上げ).
    Up,
    /// Towards zero (切捨て).
    Down,
}

/// A value rounded to the nearest multiple of `unit`, a half away from zero.
#[must_use]
pub fn round(value: &Value, unit: &Value) -> Value {
    rounded(value, unit, Rounding::HalfAway)
}

/// A value rounded away from zero to a multiple of `unit`.
#[must_use]
pub fn round_up(value: &Value, unit: &Value) -> Value {
    rounded(value, unit, Rounding::Up)
}

/// A value rounded towards zero to a multiple of `unit`.
#[must_use]
pub fn round_down(value: &Value, unit: &Value) -> Value {
    rounded(value, unit, Rounding::Down)
}

fn rounded(value: &Value, unit: &Value, rounding: Rounding) -> Value {
    or_unknown(match (value, unit) {
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Err(*why),
        (Value::Number(number), Value::Number(unit) | Value::Percent(unit)) => {
            round_to(*number, *unit, rounding).map(Value::Number)
        }
        (Value::Percent(share), Value::Percent(unit) | Value::Number(unit)) => {
            round_to(*share, *unit, rounding).map(Value::Percent)
        }
        (Value::Money(money), Value::Money(unit)) if money.currency != unit.currency => Err(Why::Currencies),
        (Value::Money(money), Value::Money(unit)) => {
            round_to(money.amount, unit.amount, rounding).map(|amount| Value::Money(Money { amount, ..*money }))
        }
        _ => Err(Why::Mismatch),
    })
}

/// A number rounded to a multiple of `unit`.
///
/// # Errors
/// [`Why::DivisionByZero`] for a unit of zero, [`Why::Overflow`].
pub fn round_to(number: Exact, unit: Exact, rounding: Rounding) -> Result<Exact, Why> {
    let negative = number.is_negative() != unit.is_negative();
    let quotient = number.checked_div(unit)?;
    let size = if quotient.is_negative() { quotient.checked_neg()? } else { quotient };
    let whole = match rounding {
        Rounding::HalfAway => size.checked_add(Exact::ratio(1, 2)?)?.floor(),
        Rounding::Down => size.floor(),
        Rounding::Up => size.floor() + i128::from(!size.is_integer()),
    };
    let times = Exact::ratio(if negative { -whole } else { whole }, 1)?;
    times.checked_mul(unit)
}

/// The quantile of a sample by Hyndman and Fan's type 8: h = (n + 1/3)·p + 1/3, between the values around the h-th.
///
/// Source: R. J. Hyndman and Y. Fan, “Sample Quantiles in Statistical Packages”, The American Statistician 50 (1996), 361–365.
#[must_use]
pub fn quantile(sample: &mut [Value], share: Exact) -> Value {
    or_unknown(exact_quantile(sample, share))
}

fn exact_quantile(sample: &mut [Value], share: Exact) -> Result<Value, Why> {
    let Some(first) = sample.first() else { return Err(Why::Nothing) };
    for value in sample.iter() {
        compare(first, value)?;
    }
    sort::by(sample, Value::total_cmp);
    let third = Exact::ratio(1, 3)?;
    let count = Exact::from(i64::try_from(sample.len()).map_err(|_| Why::Overflow)?);
    let place = count.checked_add(third)?.checked_mul(share)?.checked_add(third)?;
    let below = place.floor();
    let last = sample.len() - 1;
    let at = |place: i128| &sample[usize::try_from((place - 1).max(0)).unwrap_or(last).min(last)];
    let (low, high) = (at(below), at(below + 1));
    let (low_amount, high_amount) = (amount(low).ok_or(Why::Mismatch)?, amount(high).ok_or(Why::Mismatch)?);
    let part = place.checked_sub(Exact::ratio(below, 1)?)?;
    let result = low_amount.checked_add(high_amount.checked_sub(low_amount)?.checked_mul(part)?)?;
    Ok(match low {
        Value::Money(money) => Value::Money(Money { amount: result, ..*money }),
        Value::Percent(_) => Value::Percent(result),
        _ => Value::Number(result),
    })
}
