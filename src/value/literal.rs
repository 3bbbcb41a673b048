//! Values as the language writes them: `1_000`, `50%`, `71_928千円`, `USD 25_000.00`, `2016-04-01`, `平成28年度`, `72 days`.

use rust_decimal::Decimal;

use crate::value::exact::from_decimal;
use crate::value::{Currency, Date, Exact, FiscalYear, Moment, Money, Value, Why, era, moment};

/// Why a literal is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Too large, or with too many digits.
    Overflow,
    /// The calendar has no such day or year.
    NoSuchDate,
    /// Not written as the language writes it.
    Malformed,
}

impl From<Why> for Fault {
    fn from(why: Why) -> Fault {
        if why == Why::Overflow { Fault::Overflow } else { Fault::Malformed }
    }
}

/// What may stand before 円, greatest first, so that 百万 is found before 百 and 万.
const SCALES: &[(&str, u64)] = &[
    ("百兆", 100_000_000_000_000),
    ("十兆", 10_000_000_000_000),
    ("兆", 1_000_000_000_000),
    ("千億", 100_000_000_000),
    ("百億", 10_000_000_000),
    ("十億", 1_000_000_000),
    ("億", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十万", 100_000),
    ("万", 10_000),
    ("千", 1_000),
    ("百", 100),
    ("十", 10),
];

/// `1_000`, `0.5`. A sign is not part of a literal.
///
/// # Errors
/// Why it is none.
pub fn number(text: &str) -> Result<Value, Fault> {
    digits(text).map(Value::Number)
}

/// `50%`, `0.1%`: holds the share, 0.5 and 0.001.
///
/// # Errors
/// Why it is none.
pub fn percent(text: &str) -> Result<Value, Fault> {
    let share = digits(text.strip_suffix('%').ok_or(Fault::Malformed)?.trim_end())?.checked_div(Exact::from(100))?;
    Ok(Value::Percent(share))
}

/// `100円`, `71_928千円`, `3億1_630万円`, `USD 25_000.00`.
///
/// # Errors
/// Why it is none.
pub fn money(text: &str) -> Result<Value, Fault> {
    if let Some(yen) = text.strip_suffix('円') {
        return Ok(Value::Money(Money { amount: yen_amount(yen)?, currency: Currency::JPY }));
    }
    let code = text.get(..3).and_then(Currency::parse).ok_or(Fault::Malformed)?;
    Ok(Value::Money(Money { amount: digits(text[3..].trim())?, currency: code }))
}

/// The multiplier of a unit of yen: 1 for `円`, 1000 for `千円`.
#[must_use]
pub fn unit(text: &str) -> Option<u64> {
    let scale = text.strip_suffix('円')?;
    if scale.is_empty() {
        return Some(1);
    }
    SCALES.iter().find(|(word, _)| *word == scale).map(|(_, times)| *times)
}

/// `2016-04-01`, `平成28年4月1日`.
///
/// # Errors
/// [`Fault::NoSuchDate`] for a day that the calendar does not have.
pub fn date(text: &str) -> Result<Value, Fault> {
    let read = Date::parse_iso(text).or_else(|| era::parse_date(text).map(|(date, _)| date));
    let written = Date::is_iso(text) || era::is_date(text);
    read.map(Value::Date).ok_or(if written { Fault::NoSuchDate } else { Fault::Malformed })
}

/// `2016-04-01T09:30:00+09:00`.
///
/// # Errors
/// [`Fault::NoSuchDate`] for a day that the calendar does not have.
pub fn moment(text: &str) -> Result<Value, Fault> {
    Moment::parse(text).map(Value::Moment).map_err(|fault| match fault {
        moment::Fault::NoSuchDate => Fault::NoSuchDate,
        moment::Fault::TooFine => Fault::Overflow,
        _ => Fault::Malformed,
    })
}

/// `FY2016`, `平成28年度`.
///
/// # Errors
/// Why it is none.
pub fn fiscal_year(text: &str) -> Result<Value, Fault> {
    if let Some(year) = text.strip_prefix("FY") {
        let year = Some(year).filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()));
        return year.and_then(|year| year.parse().ok()).map(|year| Value::FiscalYear(FiscalYear(year))).ok_or(Fault::Malformed);
    }
    era::parse_fiscal_year(text).map(|(year, _)| Value::FiscalYear(year)).ok_or(Fault::NoSuchDate)
}

/// `72 days`, `1 day`, `3 months`, `5 years`.
///
/// # Errors
/// Why it is none.
pub fn duration(text: &str) -> Result<Value, Fault> {
    let (count, word) = text.split_once(char::is_whitespace).ok_or(Fault::Malformed)?;
    let count = digits(count)?;
    let whole = if count.is_integer() { Fault::Overflow } else { Fault::Malformed };
    let count = count.to_i64().ok_or(whole)?;
    match word.trim() {
        "day" | "days" => Ok(Value::Days(count)),
        "month" | "months" => Ok(Value::Months(count)),
        "year" | "years" => Ok(Value::Years(count)),
        _ => Err(Fault::Malformed),
    }
}

/// `3億1_630万` and its like: numbers, each with its scale, greatest first, and none reaching into the scale before it.
fn yen_amount(text: &str) -> Result<Exact, Fault> {
    let (mut rest, mut total, mut last) = (text.trim_end(), Exact::ZERO, None);
    if rest.is_empty() {
        return Err(Fault::Malformed);
    }
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '_' && letter != '.').unwrap_or(rest.len());
        let count = digits(&rest[..end])?;
        rest = &rest[end..];
        let scale = SCALES.iter().find(|(word, _)| rest.starts_with(word));
        let times = match scale {
            Some((word, times)) => {
                rest = &rest[word.len()..];
                *times
            }
            None if rest.is_empty() => 1,
            None => return Err(Fault::Malformed),
        };
        let part = count.checked_mul(Exact::ratio(times.into(), 1)?)?;
        if last.is_some_and(|last| times >= last || part >= Exact::from(Decimal::from(last))) {
            return Err(Fault::Malformed);
        }
        last = Some(times);
        total = total.checked_add(part)?;
    }
    Ok(total)
}

/// Digits with `_` between them, and one point.
fn digits(text: &str) -> Result<Exact, Fault> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let fits = |(at, byte): (usize, &u8)| match byte {
        b'0'..=b'9' => true,
        b'_' | b'.' => at > 0 && digit(at - 1) && digit(at + 1),
        _ => false,
    };
    if bytes.is_empty() || !bytes.iter().enumerate().all(fits) || bytes.iter().filter(|byte| **byte == b'.').count() > 1 {
        return Err(Fault::Malformed);
    }
    let plain: String = text.chars().filter(|letter| *letter != '_').collect();
    Ok(from_decimal(&plain)?)
}
