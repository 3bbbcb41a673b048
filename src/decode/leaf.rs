//! Values that are not records: from the raw text of JSON, exactly.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::fault::{Malformed, Reason};
use super::json::Reader;
use super::object::{Text, entries};
use super::path::Path;
use crate::check::typed::{ChoiceIx, MoneyType, Type};
use crate::value::{
    ChoiceRef, Currency, Date, Exact, FiscalYear, Moment, Money, Value, Why, era, exact, literal, moment, ops, sort,
};

/// A range, as `{ "from": 2016, "to": 2021 }`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends<'a> {
    #[serde(borrow)]
    from: &'a RawValue,
    #[serde(borrow)]
    to: &'a RawValue,
}

impl Reader<'_> {
    /// A value of a type that is neither list nor record.
    pub(super) fn leaf(&mut self, raw: &str, ty: &Type, path: &Path<'_>) -> Result<Value, Reason> {
        match ty {
            // In the documents of others, what identifies something is a whole number here and text there: as text it is one and the same.
            Type::Text if self.mapped && is_whole(raw) => Ok(Value::Text(raw.into())),
            Type::Text => self.text(raw, || wrong("文字列", "text")).map(|text| Value::Text(text.into())),
            Type::Bool => match raw {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(wrong("true か false", "true or false")),
            },
            Type::Number => number(raw, || wrong("数", "a number")).map(Value::Number),
            Type::Percent => self.percent(raw),
            Type::Money(money) => self.money(raw, *money),
            Type::Date => self.date(raw, path),
            Type::Moment => self.moment(raw),
            Type::FiscalYear => self.fiscal_year(raw, path),
            Type::Days => whole(raw).map(Value::Days),
            Type::Months => whole(raw).map(Value::Months),
            Type::Years => whole(raw).map(Value::Years),
            Type::Choice(choice) => self.choice(raw, *choice),
            Type::Range(of) => self.range(raw, of, path),
            Type::Set(of) => self.set(raw, of, path),
            Type::List(_) | Type::Record(_) | Type::Row(_) | Type::Error => Err(wrong("値", "a value")),
        }
    }

    /// A JSON string.
    fn text<'t>(&self, raw: &'t str, expected: impl FnOnce() -> Reason) -> Result<Cow<'t, str>, Reason> {
        if !raw.starts_with('"') || self.is_bare_word(raw) {
            return Err(expected());
        }
        let text: Text<'_> = serde_json::from_str(raw).map_err(|_| Reason::NotJson(Malformed::Escape))?;
        if self.lossy && text.0.contains('\u{fffd}') {
            return Err(Reason::NotUtf8);
        }
        Ok(text.0)
    }

    fn percent(&self, raw: &str) -> Result<Value, Reason> {
        let expected = || wrong("\"50%\" の形の百分率", "a percentage such as \"50%\"");
        let text = self.text(raw, expected)?;
        let (size, negative) = text.strip_prefix('-').map_or((&*text, false), |size| (size, true));
        match literal::percent(size) {
            Ok(share) => Ok(if negative { ops::negate(&share) } else { share }),
            Err(literal::Fault::Overflow) => Err(Reason::NotExact),
            Err(_) => Err(expected()),
        }
    }

    fn money(&mut self, raw: &str, ty: MoneyType) -> Result<Value, Reason> {
        let (amount, currency) = if raw.starts_with('{') {
            self.amount(raw, ty)?
        } else {
            let amount = number(raw, || wrong("金額（数）", "an amount of money (a number)"))?;
            (amount, ty.currency.ok_or(Reason::NoCurrency)?)
        };
        if !amount.is_integer() {
            let smallest = Exact::from(10_i64.pow(currency.minor_digits()));
            if amount.checked_mul(smallest).is_ok_and(|units| !units.is_integer()) {
                return Err(Reason::Fraction);
            }
        }
        Ok(Value::Money(Money { amount, currency }))
    }

    /// An amount with its currency, as `{ "amount": 1000, "currency": "JPY" }`. What else stands there is passed over in the documents of others only.
    fn amount(&self, raw: &str, ty: MoneyType) -> Result<(Exact, Currency), Reason> {
        let (mut amount, mut currency) = (None, None);
        for (name, raw) in entries(raw).map_err(|_| wrong("金額", "an amount of money"))? {
            let member = match &*name.0 {
                "amount" => &mut amount,
                "currency" => &mut currency,
                _ if self.mapped => continue,
                _ => return Err(wrong("金額", "an amount of money")),
            };
            if member.replace(raw.get()).is_some() {
                return Err(Reason::Twice);
            }
        }
        let amount = amount.filter(|raw| *raw != "null").ok_or(Reason::NoAmount)?;
        let currency = currency.filter(|raw| *raw != "null").ok_or(Reason::NoCurrency)?;
        let code = self.text(currency, || Reason::Currency { expected: "ISO 4217".into() })?;
        let currency = Currency::parse(&code).ok_or_else(|| Reason::Currency { expected: "ISO 4217".into() })?;
        if let Some(expected) = ty.currency.filter(|expected| *expected != currency) {
            return Err(Reason::Currency { expected: expected.to_string() });
        }
        Ok((number(amount, || wrong("金額（数）", "an amount of money (a number)"))?, currency))
    }

    /// A day; of a date and time such as `2016-04-01T09:30:00+09:00`, the day as it is written: time and zone are dropped, and nothing is shifted.
    fn date(&mut self, raw: &str, path: &Path<'_>) -> Result<Value, Reason> {
        let expected = || wrong("日付（2016-04-01、平成28年4月1日）", "a date (2016-04-01)");
        let written = self.text(raw, expected)?;
        let text = without_time(&written);
        match (literal::date(text), era::parse_date(text)) {
            (Ok(date), Some((counted_on, Some(era::Note::PastEnd)))) => {
                self.report(path, text, Reason::EraCountedOn { year: counted_on.to_string() });
                Ok(date)
            }
            (Ok(date), _) => Ok(date),
            (Err(literal::Fault::NoSuchDate), _) => Err(Reason::NoSuchDate),
            (Err(_), _) => Err(expected()),
        }
    }

    /// A day with its time and its zone: one that lacks either is refused, and never read by guess.
    fn moment(&self, raw: &str) -> Result<Value, Reason> {
        let expected = || wrong("日時（2016-04-01T09:30:00+09:00）", "a date with its time and zone (2016-04-01T09:30:00+09:00)");
        let text = self.text(raw, expected)?;
        Moment::parse(&text).map(Value::Moment).map_err(|fault| match fault {
            moment::Fault::NoTime => Reason::NoTime,
            moment::Fault::NoZone => Reason::NoZone,
            moment::Fault::NoSuchDate => Reason::NoSuchDate,
            moment::Fault::TooFine => Reason::NotExact,
            moment::Fault::Malformed => expected(),
        })
    }

    fn fiscal_year(&mut self, raw: &str, path: &Path<'_>) -> Result<Value, Reason> {
        let expected = || wrong("年度（2016、\"FY2016\"、\"平成28年度\"）", "a fiscal year (2016, \"FY2016\")");
        if !raw.starts_with('"') {
            let year = whole(raw).ok().and_then(|year| i32::try_from(year).ok()).filter(|year| (1868..=9999).contains(year));
            return year.map(|year| Value::FiscalYear(FiscalYear(year))).ok_or_else(expected);
        }
        let text = self.text(raw, expected)?;
        if let Some((year, note)) = era::parse_fiscal_year(&text) {
            if note.is_some() {
                self.report(path, &text, Reason::EraCountedOn { year: year.to_string() });
            }
            return Ok(Value::FiscalYear(year));
        }
        literal::fiscal_year(&text).map_err(|_| expected())
    }

    fn choice(&mut self, raw: &str, choice: ChoiceIx) -> Result<Value, Reason> {
        let text = self.text(raw, || wrong("選択肢の名前", "the name of a choice"))?;
        let variants = &self.choices[choice];
        let found = variants.iter().position(|(name, label)| *name == text || label.ja == text || label.en == text);
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        found.map(|variant| Value::Choice(ChoiceRef { choice: number(choice), variant: number(variant) })).ok_or_else(|| {
            let known = variants.iter().flat_map(|(name, label)| [name.as_str(), &label.ja, &label.en]);
            Reason::NoSuchChoice { near: self.near(&text, known) }
        })
    }

    /// `{ "from": 2016, "to": 2021 }`, or `"FY2016..FY2021"`.
    fn range(&mut self, raw: &str, of: &Type, path: &Path<'_>) -> Result<Value, Reason> {
        let expected = || wrong("範囲（{ \"from\": …, \"to\": … }）", "a range ({ \"from\": …, \"to\": … })");
        let (from, to) = if raw.starts_with('"') {
            let text = self.text(raw, expected)?;
            let (from, to) = text.split_once("..").ok_or_else(expected)?;
            (self.end(from, of, path)?, self.end(to, of, path)?)
        } else {
            if !raw.starts_with('{') {
                return Err(expected());
            }
            let ends: Ends<'_> = serde_json::from_str(raw).map_err(|_| expected())?;
            (self.leaf(ends.from.get(), of, path)?, self.leaf(ends.to.get(), of, path)?)
        };
        match ops::compare(&from, &to) {
            Ok(order) if order.is_gt() => Err(Reason::EmptyRange),
            Ok(_) => Ok(ops::make_range(&from, &to)),
            Err(_) => Err(expected()),
        }
    }

    /// An end of a range written as text: a number, or what stands in quotation marks elsewhere.
    fn end(&mut self, text: &str, of: &Type, path: &Path<'_>) -> Result<Value, Reason> {
        let text = text.trim();
        match of {
            Type::Date | Type::Moment | Type::FiscalYear | Type::Percent => {
                let quoted = serde_json::to_string(text).map_err(|_| Reason::NotJson(Malformed::Escape))?;
                self.leaf(&quoted, of, path)
            }
            _ => self.leaf(text, of, path),
        }
    }

    /// A set; an element that stands there twice is reported, and is in the set.
    fn set(&mut self, raw: &str, of: &Type, path: &Path<'_>) -> Result<Value, Reason> {
        let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(|_| wrong("リスト（[ … ]）", "a list ([ … ])"))?;
        let mut values: Vec<(Value, usize)> = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let path = &Path::Element(path, at);
            match self.leaf(item.get(), of, path) {
                Ok(value) => values.push((value, at)),
                Err(reason) => self.report(path, item.get(), reason),
            }
        }
        let unreadable = values.len() < items.len();
        sort::by(&mut values, |one, other| one.0.total_cmp(&other.0));
        let pairs = values.windows(2).filter(|pair| pair[0].0.total_cmp(&pair[1].0).is_eq());
        let mut twice: Vec<usize> = pairs.map(|pair| pair[1].1).collect();
        sort::by(&mut twice, Ord::cmp);
        for at in twice {
            self.report(&Path::Element(path, at), items[at].get(), Reason::DuplicateElement);
        }
        if unreadable {
            return Ok(Value::Unknown(Why::Unreadable));
        }
        Ok(ops::set_of(values.into_iter().map(|(value, _)| value).collect()))
    }
}

/// One kind of value where another must stand.
pub(super) fn wrong(ja: &str, en: &str) -> Reason {
    Reason::WrongType { expected: [ja.to_owned(), en.to_owned()] }
}

/// A JSON number, digit by digit.
fn number(raw: &str, expected: impl FnOnce() -> Reason) -> Result<Exact, Reason> {
    if let Ok(whole) = raw.parse::<i64>() {
        return Ok(Exact::from(whole));
    }
    exact::from_decimal(raw).map_err(|why| if why == Why::Overflow { Reason::NotExact } else { expected() })
}

fn whole(raw: &str) -> Result<i64, Reason> {
    let expected = || wrong("整数", "a whole number");
    let number = number(raw, expected)?;
    number.to_i64().ok_or_else(|| if number.is_integer() { Reason::NotExact } else { expected() })
}

/// Whether a whole number stands here, digit by digit.
fn is_whole(raw: &str) -> bool {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The day of a date and time as RFC 3339 writes it, with or without its zone (`2016-04-01T09:30:00.5Z`); any other text as it is.
fn without_time(text: &str) -> &str {
    let Some((day, time)) = text.get(..10).zip(text.get(11..)) else { return text };
    let between = matches!(text.as_bytes()[10], b'T' | b't' | b' ');
    if between && Date::is_iso(day) && is_time(time) { day } else { text }
}

/// Whether a text is a time of day, with its zone or without.
fn is_time(text: &str) -> bool {
    let (time, zone) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let zone = match zone.as_bytes().first() {
        None => true,
        Some(b'Z' | b'z') => zone.len() == 1,
        Some(_) => clock(&zone[1..], &[23, 59]),
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let seconds = time.len() > 5;
    let fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    zone && fraction && if seconds { clock(time, &[23, 59, 60]) } else { clock(time, &[23, 59]) }
}

/// Whether a text is two digits for each of these, none greater, with `:` between.
fn clock(text: &str, greatest: &[u8]) -> bool {
    let part = |(part, most): (&str, &u8)| {
        part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()) && part.parse::<u8>().is_ok_and(|part| part <= *most)
    };
    text.split(':').count() == greatest.len() && text.split(':').zip(greatest).all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_date_and_time_the_day_is_read_as_written() {
        for time in
            ["T09:30:00Z", "T00:00:00+09:00", "t23:59:60-11:30", "T09:30:00.123456z", " 09:30", "T23:59:59", "T00:00:00.000Z"]
        {
            assert_eq!(without_time(&format!("2016-04-01{time}")), "2016-04-01", "{time}");
        }
    }

    #[test]
    fn what_is_no_time_of_day_is_left_where_it_stands() {
        for text in [
            "2016-04-01",
            "2016-04-01T",
            "2016-04-01T24:00:00Z",
            "2016-04-01T09:60:00Z",
            "2016-04-01T9:30:00Z",
            "2016-04-01T09:30:00.Z",
            "2016-04-01T09:30:00+0900",
            "2016-04-01T09:30:00Zx",
            "2016-04-01x09:30:00",
            "2016-4-01T09:30:00Z",
            "2016-04-01T09Z",
            "",
            "平成28年4月1日T09:30",
            "2016-04-01\u{3000}09:30",
            "2016-04-01T+09:00",
        ] {
            assert_eq!(without_time(text), text);
        }
    }
}
