//! From JSON to facts, by the types that are declared. What is wrong is not known; what it should have been is not asked.

use std::rc::Rc;

use num_traits::{Pow, ToPrimitive};
use sadame::check::typed::{MoneyType, Presence, Program, RecordIx, Type};

use super::calendar::{Day, Moment, day_of_era, fiscal_year_of_era};
use super::value::{Number, Value, Why, compare, constant, set, whole};
use crate::reference::json::Json;

/// A record. What is left out, or null, is missing, or absent, or its default; what stands there twice is not known.
pub fn record(program: &Program, record: RecordIx, members: &[(String, Json)]) -> Value {
    let fields = program.records[record].fields.iter().map(|field| {
        let written: Vec<&Json> = members.iter().filter(|(name, _)| *name == field.name).map(|(_, value)| value).collect();
        match (written.as_slice(), &field.presence) {
            ([] | [Json::Null], Presence::Required) => Err(Why::Lacking),
            ([] | [Json::Null], Presence::Optional) => Err(Why::Absent),
            ([] | [Json::Null], Presence::Default(value)) => constant(value),
            ([one], _) => value(program, &field.ty, one).ok_or(Why::Lacking),
            _ => Err(Why::Lacking),
        }
    });
    Value::Record(Rc::new(fields.collect()))
}

/// A value of a type, where one can be read.
fn value(program: &Program, ty: &Type, json: &Json) -> Option<Value> {
    match (ty, json) {
        (Type::Text, Json::Text(text)) => Some(Value::Text(text.as_str().into())),
        (Type::Bool, Json::Bool(truth)) => Some(Value::Bool(*truth)),
        (Type::Number, Json::Number(digits)) => decimal(digits).map(Value::Number),
        (Type::Percent, Json::Text(text)) => percent(text).map(Value::Percent),
        (Type::Money(of), _) => money(*of, json),
        (Type::Date, Json::Text(text)) => day(text).map(Value::Date),
        (Type::Moment, Json::Text(text)) => Moment::read(text).map(Value::Moment),
        (Type::FiscalYear, _) => fiscal_year(json).map(Value::FiscalYear),
        (Type::Days, Json::Number(digits)) => count(digits).map(Value::Days),
        (Type::Months, Json::Number(digits)) => count(digits).map(Value::Months),
        (Type::Years, Json::Number(digits)) => count(digits).map(Value::Years),
        (Type::Choice(choice), Json::Text(text)) => {
            let called =
                |(name, label): &(_, sadame::check::typed::Label)| name == text || label.ja == *text || label.en == *text;
            let variants = &program.choices[*choice].variants;
            variants.iter().position(called).map(Value::Choice)
        }
        (Type::Range(of), _) => range(program, of, json),
        (Type::Set(of), Json::List(items)) => items.iter().map(|item| value(program, of, item)).collect::<Option<_>>().map(set),
        (Type::List(of), Json::List(items)) => {
            Some(Value::List(Rc::new(items.iter().map(|item| element(program, of, item)).collect())))
        }
        (Type::Record(inner), Json::Object(members)) => Some(record(program, *inner, members)),
        _ => None,
    }
}

/// An element of a list. One that cannot be read still stands there, and nothing is known of it.
fn element(program: &Program, ty: &Type, json: &Json) -> Value {
    let Type::Record(inner) = ty else { panic!("lists are of records") };
    let unknown = || Value::Record(Rc::new(vec![Err(Why::Lacking); program.records[*inner].fields.len()]));
    value(program, ty, json).unwrap_or_else(unknown)
}

/// A decimal of at most 28 places, and no more digits than 96 bits hold.
fn decimal(digits: &str) -> Option<Number> {
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power: i32 = exponent.parse().ok()?;
    let places = power.checked_sub(i32::try_from(behind.len()).ok()?)?;
    let number = Number::from_integer(format!("{before}{behind}").parse().ok()?) * Pow::pow(whole(10), places);
    let scaled = (0..=28).map(|scale| &number * Pow::pow(whole(10), scale)).find(Number::is_integer)?;
    (scaled.numer().magnitude().bits() <= 96).then_some(number)
}

fn count(digits: &str) -> Option<i64> {
    decimal(digits).filter(Number::is_integer)?.to_integer().to_i64()
}

/// `50%`, `-0.5%`.
fn percent(text: &str) -> Option<Number> {
    let written = text.strip_suffix('%')?.trim_end();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let size = written.strip_prefix('-').unwrap_or(written);
    let (before, behind) = size.split_once('.').unwrap_or((size, "0"));
    if digits(before) && digits(behind) { Some(decimal(written)? / whole(100)) } else { None }
}

/// `1000` of the currency that is declared, or `{"amount": 1000, "currency": "JPY"}`; no fraction of what the currency counts in.
fn money(ty: MoneyType, json: &Json) -> Option<Value> {
    let declared = ty.currency.map(|currency| currency.to_string());
    let (digits, currency) = match json {
        Json::Number(digits) => (digits, declared?),
        Json::Object(members) => {
            let [amount, currency] = ["amount", "currency"].map(|name| match one(members, name) {
                Some(Json::Number(text) | Json::Text(text)) => Some(text),
                _ => None,
            });
            let is_code = |text: &&String| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
            let currency = currency.filter(is_code).filter(|_| members.len() == 2)?;
            let kinds = (one(members, "amount")?, one(members, "currency")?);
            if !matches!(kinds, (Json::Number(_), Json::Text(_))) || declared.is_some_and(|declared| declared != *currency) {
                return None;
            }
            (amount?, currency.clone())
        }
        _ => return None,
    };
    let smallest = match currency.as_str() {
        "JPY" | "KRW" => 1,
        "KWD" => 1000,
        _ => 100,
    };
    let amount = decimal(digits)?;
    (&amount * whole(smallest)).is_integer().then(|| Value::Money(amount, currency.into()))
}

/// The one member of that name.
fn one<'j>(members: &'j [(String, Json)], name: &str) -> Option<&'j Json> {
    let mut found = members.iter().filter(|(known, _)| known == name).map(|(_, value)| value);
    found.next().filter(|_| found.next().is_none())
}

/// A day, of the calendar or of an era; the time behind it is dropped.
fn day(text: &str) -> Option<Day> {
    let timed = text.get(..10).zip(text.get(10..)).filter(|(_, rest)| is_time(rest));
    Day::read(timed.map_or(text, |(day, _)| day)).or_else(|| day_of_era(text))
}

/// `T09:30:00Z` and its like: hours and minutes, seconds or none, and a zone or none.
fn is_time(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['T', 't', ' ']) else { return false };
    let (clock, zone) = rest.split_at(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()));
    // On a day whose last minute has a second more, any time of day is one.
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    let zone = if zone.is_empty() { "Z" } else { zone };
    let leap = clock.replace(":60", ":59");
    Moment::read(&format!("2016-12-31T{leap}{seconds}{zone}")).is_some()
}

fn fiscal_year(json: &Json) -> Option<i64> {
    match json {
        Json::Number(digits) => count(digits).filter(|year| (1868..=9999).contains(year)),
        Json::Text(text) => fiscal_year_of_era(text).or_else(|| {
            let year =
                text.strip_prefix("FY").filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))?;
            year.parse().ok()
        }),
        _ => None,
    }
}

/// `{"from": 2016, "to": 2021}`, or `"FY2016..FY2021"`; one that ends before it begins is none.
fn range(program: &Program, of: &Type, json: &Json) -> Option<Value> {
    let (from, to) = match json {
        Json::Object(members) if members.len() == 2 => (one(members, "from")?.clone(), one(members, "to")?.clone()),
        Json::Text(text) => {
            let (from, to) = text.split_once("..")?;
            (end(of, from.trim()), end(of, to.trim()))
        }
        _ => return None,
    };
    let (from, to) = (value(program, of, &from)?, value(program, of, &to)?);
    compare(&from, &to).is_ok_and(std::cmp::Ordering::is_le).then(|| Value::Range(Rc::new((from, to))))
}

/// An end of a range that is written as text: what is a number elsewhere, is one here.
fn end(of: &Type, text: &str) -> Json {
    match of {
        Type::Date | Type::Moment | Type::FiscalYear | Type::Percent => Json::text(text),
        _ => Json::number(text),
    }
}
