//! A value one unit further, and how it is written in a rule.

use std::cmp::Ordering;

use crate::value::{Currency, Exact, Money, Value, ops};

/// The values one unit below and above; of a range, of each of its ends. None for values without order.
pub(super) fn nudges(value: &Value) -> Vec<Value> {
    if let Value::Range(ends) = value {
        let first = nudges(&ends.0).into_iter().map(|first| ops::make_range(&first, &ends.1));
        let last = nudges(&ends.1).into_iter().map(|last| ops::make_range(&ends.0, &last));
        // A range that ends before it begins is refused by the compiler.
        let holds =
            |range: &Value| matches!(range, Value::Range(ends) if ops::compare(&ends.0, &ends.1).is_ok_and(Ordering::is_le));
        return first.chain(last).filter(holds).collect();
    }
    let Some(unit) = unit(value) else { return Vec::new() };
    [ops::subtract(value, &unit), ops::add(value, &unit)].into_iter().filter(|value| !value.is_unknown()).collect()
}

/// Whether it is a day, and not a quantity.
pub(super) fn is_day(value: &Value) -> bool {
    match value {
        Value::Date(_) | Value::Moment(_) => true,
        Value::Range(ends) => is_day(&ends.0),
        _ => false,
    }
}

/// One unit: of money the smallest there is, of a number or a percentage one in its last written place.
fn unit(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Number(number) => Value::Number(last_place(*number)?),
        Value::Percent(share) => {
            let hundred = Exact::from(100);
            Value::Percent(last_place(share.checked_mul(hundred).ok()?)?.checked_div(hundred).ok()?)
        }
        Value::Money(money) => {
            let smallest = place(money.currency.minor_digits())?;
            Value::Money(Money { amount: smallest.min(last_place(money.amount)?), ..*money })
        }
        Value::Date(_) | Value::Moment(_) | Value::Days(_) => Value::Days(1),
        Value::Months(_) => Value::Months(1),
        Value::Years(_) | Value::FiscalYear(_) => Value::Years(1),
        _ => return None,
    })
}

/// One in the last place that a number is written to, and one where it is whole.
fn last_place(number: Exact) -> Option<Exact> {
    place(number.as_decimal()?.normalize().scale())
}

fn place(digits: u32) -> Option<Exact> {
    Exact::ratio(1, 10_i128.checked_pow(digits)?).ok()
}

/// A value as a rule writes it; `None` where there is no literal for it.
pub(super) fn written(value: &Value) -> Option<String> {
    let times = |count: i64, word: &str| format!("{count} {word}{}", if count.abs() == 1 { "" } else { "s" });
    Some(match value {
        Value::Number(number) => digits(*number)?,
        Value::Percent(share) => format!("{}%", digits(share.checked_mul(Exact::from(100)).ok()?)?),
        Value::Money(money) if money.currency == Currency::JPY => format!("{}円", digits(money.amount)?),
        Value::Money(money) => format!("{} {}", money.currency, digits(money.amount)?),
        Value::Date(date) => date.to_string(),
        Value::Moment(moment) => moment.to_string(),
        Value::FiscalYear(year) => format!("FY{:04}", year.0),
        Value::Days(count) => times(*count, "day"),
        Value::Months(count) => times(*count, "month"),
        Value::Years(count) => times(*count, "year"),
        Value::Range(ends) => format!("{}..{}", written(&ends.0)?, written(&ends.1)?),
        _ => return None,
    })
}

/// Digits with `_` between the thousands.
fn digits(number: Exact) -> Option<String> {
    let text = number.as_decimal()?.normalize().to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |text| ("-", text));
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push('_');
        }
        out.push(digit);
    }
    out.push_str(fraction);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{nudges, written};
    use crate::value::{Value, literal, ops};

    /// The values around a literal, as written.
    fn around(value: &Value) -> String {
        nudges(value).iter().filter_map(written).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_unit_is_the_smallest_that_the_literal_can_show() {
        let money = |text| around(&literal::money(text).expect("it is money"));
        assert_eq!(money("1_848千円"), "1_847_999円 1_848_001円");
        assert_eq!(money("USD 25_000.00"), "USD 24_999.99 USD 25_000.01");
        let percent = |text| around(&literal::percent(text).expect("it is a percentage"));
        assert_eq!(percent("50%"), "49% 51%");
        assert_eq!(percent("0.1%"), "0% 0.2%");
        assert_eq!(around(&literal::number("0.5").expect("it is a number")), "0.4 0.6");
        assert_eq!(around(&literal::duration("1 month").expect("it is a time")), "0 months 2 months");
        assert_eq!(around(&literal::date("2024-02-29").expect("it is a day")), "2024-02-28 2024-03-01");
        assert_eq!(around(&literal::fiscal_year("FY2016").expect("it is a year")), "FY2015 FY2017");
        assert_eq!(around(&Value::Text("甲".into())), "");
    }

    #[test]
    fn of_a_range_each_end_moves() {
        let year = |text| literal::fiscal_year(text).expect("it is a year");
        let range = ops::make_range(&year("FY2016"), &year("FY2021"));
        assert_eq!(around(&range), "FY2015..FY2021 FY2017..FY2021 FY2016..FY2020 FY2016..FY2022");
    }
}
