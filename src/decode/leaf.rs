//! Values that are not records: from the raw text of JSON, exactly.

use rust_decimal::Decimal;

use super::fault::Reason;
use super::json::Reader;
use super::repair::QUOTED_SIGN;
use crate::check::typed::{ChoiceIx, MoneyType, Type};
use crate::diag::nearest;
use crate::value::{ChoiceRef, Currency, Date, Exact, FiscalYear, Money, Value, era, ops};

/// An amount with its currency, as `{ "amount": 1000, "currency": "JPY" }`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Amount<'a> {
    #[serde(borrow)]
    amount: &'a serde_json::value::RawValue,
    currency: String,
}

/// A range, as `{ "from": 2016, "to": 2021 }`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends<'a> {
    #[serde(borrow)]
    from: &'a serde_json::value::RawValue,
    #[serde(borrow)]
    to: &'a serde_json::value::RawValue,
}

impl Reader<'_> {
    /// A value of a type that is neither list nor record.
    pub(super) fn leaf(&mut self, raw: &str, ty: &Type, path: &str) -> Result<Value, Reason> {
        match ty {
            Type::Text => self.text(raw, ["文字列", "text"]).map(|text| Value::Text(text.into())),
            Type::Bool => match raw {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(wrong("true か false", "true or false")),
            },
            Type::Number => exact(raw).map(Value::Number),
            Type::Percent => {
                let text = self.text(raw, ["\"50%\" の形の百分率", "a percentage such as \"50%\""])?;
                crate::value::literal::percent(&text).map_err(|_| wrong("\"50%\" の形の百分率", "a percentage such as \"50%\""))
            }
            Type::Money(money) => self.money(raw, *money),
            Type::Date => self.date(raw, path),
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
    fn text(&mut self, raw: &str, expected: [&str; 2]) -> Result<String, Reason> {
        if !raw.starts_with('"') || raw.starts_with(QUOTED_SIGN) {
            return Err(wrong(expected[0], expected[1]));
        }
        let text: String = serde_json::from_str(raw).map_err(|fault| Reason::NotJson { why: fault.to_string() })?;
        if self.lossy && text.contains('\u{fffd}') {
            return Err(Reason::NotUtf8);
        }
        Ok(text)
    }

    fn money(&mut self, raw: &str, ty: MoneyType) -> Result<Value, Reason> {
        let (amount, currency) = if raw.starts_with('{') {
            let read: Amount<'_> = serde_json::from_str(raw).map_err(|_| wrong("金額", "an amount of money"))?;
            let currency = Currency::parse(&read.currency).ok_or_else(|| Reason::Currency { expected: "ISO 4217".into() })?;
            if let Some(expected) = ty.currency.filter(|expected| *expected != currency) {
                return Err(Reason::Currency { expected: expected.to_string() });
            }
            (number(read.amount.get(), || wrong("金額（数）", "an amount of money (a number)"))?, currency)
        } else {
            let amount = number(raw, || wrong("金額（数）", "an amount of money (a number)"))?;
            (amount, ty.currency.ok_or(Reason::NoCurrency)?)
        };
        let smallest = Exact::from(10_i64.pow(currency.minor_digits()));
        if amount.checked_mul(smallest).is_ok_and(|units| !units.is_integer()) {
            return Err(Reason::Fraction);
        }
        Ok(Value::Money(Money { amount, currency }))
    }

    fn date(&mut self, raw: &str, path: &str) -> Result<Value, Reason> {
        let text = self.text(raw, ["日付", "a date"])?;
        if let Some(date) = Date::parse_iso(&text) {
            return Ok(Value::Date(date));
        }
        match era::parse_date(&text) {
            Some((date, note)) => {
                if note.is_some() {
                    self.report(path, &text, Reason::EraCountedOn { year: date.to_string() });
                }
                Ok(Value::Date(date))
            }
            None if text.chars().filter(char::is_ascii_digit).count() >= 3 => Err(Reason::NoSuchDate),
            None => Err(wrong("日付（2016-04-01、平成28年4月1日）", "a date (2016-04-01)")),
        }
    }

    fn fiscal_year(&mut self, raw: &str, path: &str) -> Result<Value, Reason> {
        let expected = || wrong("年度（2016、\"FY2016\"、\"平成28年度\"）", "a fiscal year (2016, \"FY2016\")");
        if !raw.starts_with('"') {
            let year = whole(raw).ok().and_then(|year| i32::try_from(year).ok()).filter(|year| (1868..=9999).contains(year));
            return year.map(|year| Value::FiscalYear(FiscalYear(year))).ok_or_else(expected);
        }
        let text = self.text(raw, ["年度", "a fiscal year"])?;
        if let Some((year, note)) = era::parse_fiscal_year(&text) {
            if note.is_some() {
                self.report(path, &text, Reason::EraCountedOn { year: year.to_string() });
            }
            return Ok(Value::FiscalYear(year));
        }
        crate::value::literal::fiscal_year(&text).map_err(|_| expected())
    }

    fn choice(&mut self, raw: &str, choice: ChoiceIx) -> Result<Value, Reason> {
        let text = self.text(raw, ["選択肢の名前", "the name of a choice"])?;
        let variants = &self.choices[choice];
        let found = variants.iter().position(|(name, label)| *name == text || label.ja == text || label.en == text);
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        found.map(|variant| Value::Choice(ChoiceRef { choice: number(choice), variant: number(variant) })).ok_or_else(|| {
            let known = variants.iter().flat_map(|(name, label)| [name.as_str(), &label.ja, &label.en]);
            Reason::NoSuchChoice { near: nearest(&text, known) }
        })
    }

    fn range(&mut self, raw: &str, of: &Type, path: &str) -> Result<Value, Reason> {
        let expected = || wrong("範囲（{ \"from\": …, \"to\": … }）", "a range ({ \"from\": …, \"to\": … })");
        let ends: Ends<'_> = serde_json::from_str(raw).map_err(|_| expected())?;
        let (from, to) = (self.leaf(ends.from.get(), of, path)?, self.leaf(ends.to.get(), of, path)?);
        if ops::compare(&from, &to).is_ok_and(std::cmp::Ordering::is_gt) {
            return Err(Reason::EmptyRange);
        }
        Ok(ops::make_range(&from, &to))
    }

    fn set(&mut self, raw: &str, of: &Type, path: &str) -> Result<Value, Reason> {
        let items: Vec<&serde_json::value::RawValue> =
            serde_json::from_str(raw).map_err(|_| wrong("リスト（[ … ]）", "a list ([ … ])"))?;
        let mut values: Vec<Value> = Vec::with_capacity(items.len());
        let mut unreadable = false;
        for (at, item) in items.into_iter().enumerate() {
            match self.leaf(item.get(), of, path) {
                Ok(value) if values.contains(&value) => {
                    self.report(&format!("{path}/{at}"), item.get(), Reason::DuplicateElement)
                }
                Ok(value) => values.push(value),
                Err(reason) => {
                    unreadable = true;
                    self.report(&format!("{path}/{at}"), item.get(), reason);
                }
            }
        }
        Ok(if unreadable { Value::Unknown(crate::value::Why::Unreadable) } else { ops::set_of(values) })
    }
}

/// One kind of value where another must stand.
pub(super) fn wrong(ja: &str, en: &str) -> Reason {
    Reason::WrongType { expected: [ja.to_owned(), en.to_owned()] }
}

fn exact(raw: &str) -> Result<Exact, Reason> {
    number(raw, || wrong("数", "a number"))
}

/// A JSON number, digit by digit.
fn number(raw: &str, expected: impl FnOnce() -> Reason) -> Result<Exact, Reason> {
    if !raw.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
        return Err(expected());
    }
    if let Ok(whole) = raw.parse::<i64>() {
        return Ok(Exact::from(whole));
    }
    let decimal = match raw.split_once(['e', 'E']) {
        Some(_) => Decimal::from_scientific(raw)
            .ok()
            .filter(|decimal| !decimal.is_zero() || raw.trim_start_matches('-').starts_with('0')),
        None => Decimal::from_str_exact(raw).ok(),
    };
    decimal.map(Exact::from).ok_or(Reason::NotExact)
}

fn whole(raw: &str) -> Result<i64, Reason> {
    exact(raw)?.to_i64().ok_or_else(|| wrong("整数", "a whole number"))
}
