//! Japanese eras (元号): reading and writing dates and fiscal years in them.

use crate::value::{Date, FiscalYear};

/// An era: its name, its initial, and its first day.
struct Era {
    name: &'static str,
    initial: char,
    first: (i32, u32, u32),
}

/// The eras since 1868, latest first, by their first days in the Gregorian calendar.
const ERAS: &[Era] = &[
    Era { name: "令和", initial: 'R', first: (2019, 5, 1) },
    Era { name: "平成", initial: 'H', first: (1989, 1, 8) },
    Era { name: "昭和", initial: 'S', first: (1926, 12, 25) },
    Era { name: "大正", initial: 'T', first: (1912, 7, 30) },
    Era { name: "明治", initial: 'M', first: (1868, 1, 25) },
];

/// What is worth saying of a year that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// The era had ended by then (平成33年度): the year was counted on.
    PastEnd,
}

/// Reads `平成28年4月1日`, `令和元年5月1日`, `H28.4.1`, `R7.7.28`, `R7/7/28`.
#[must_use]
pub fn parse_date(text: &str) -> Option<(Date, Option<Note>)> {
    let (era, year, month, day) = written_date(text)?;
    let date = Date::ymd(year, month, day)?;
    if date < first_day(era)? {
        return None;
    }
    Some((date, past_end(era, date).then_some(Note::PastEnd)))
}

/// Whether a text is written as a day of an era is, be there such a day or not.
#[must_use]
pub fn is_date(text: &str) -> bool {
    written_date(text).is_some()
}

fn written_date(text: &str) -> Option<(&'static Era, i32, u32, u32)> {
    let (era, rest) = split_era(text)?;
    let (year, month, day) = match rest.split_once('年') {
        Some((year, rest)) => {
            let (month, day) = rest.strip_suffix('日')?.split_once('月')?;
            (year, month, day)
        }
        None => {
            let mut parts = rest.split(['.', '/', '-']);
            let date = (parts.next()?, parts.next()?, parts.next()?);
            parts.next().is_none().then_some(date)?
        }
    };
    Some((era, western(era, year)?, number(month)?, number(day)?))
}

/// Reads `平成28年度`, `令和元年度`, `H28年度`. A year past the era's end is counted on, and said to be so: 平成33年度 is FY2021.
#[must_use]
pub fn parse_fiscal_year(text: &str) -> Option<(FiscalYear, Option<Note>)> {
    let (era, rest) = split_era(text)?;
    let year = western(era, rest.strip_suffix("年度")?)?;
    let last = Date::ymd(year + 1, 3, 31)?;
    let first = Date::ymd(year, 4, 1)?;
    if last < first_day(era)? {
        return None;
    }
    Some((FiscalYear(year), past_end(era, first).then_some(Note::PastEnd)))
}

/// `平成28年4月1日`; the ISO form for days before 1868.
#[must_use]
pub fn show_date(date: Date) -> String {
    let era = ERAS.iter().find(|era| first_day(era).is_some_and(|first| first <= date));
    match era {
        None => date.to_string(),
        Some(era) => format!("{}{}年{}月{}日", era.name, year_in(era, date.year()), date.month(), date.day()),
    }
}

/// `平成28年度`; the era in force at the start of April, but FY2019 is 令和元年度, as official papers have it.
#[must_use]
pub fn show_fiscal_year(year: FiscalYear) -> String {
    let reference = if year.0 == 2019 { Date::ymd(2019, 5, 1) } else { Date::ymd(year.0, 4, 1) };
    let era = reference.and_then(|day| ERAS.iter().find(|era| first_day(era).is_some_and(|first| first <= day)));
    match era {
        None => year.to_string(),
        Some(era) => format!("{}{}年度", era.name, year_in(era, year.0)),
    }
}

fn split_era(text: &str) -> Option<(&'static Era, &str)> {
    ERAS.iter().find_map(|era| {
        let rest = text.strip_prefix(era.name).or_else(|| {
            let mut letters = text.chars();
            letters.next().filter(|letter| letter.to_ascii_uppercase() == era.initial)?;
            Some(letters.as_str())
        })?;
        Some((era, rest))
    })
}

fn first_day(era: &Era) -> Option<Date> {
    Date::ymd(era.first.0, era.first.1, era.first.2)
}

fn past_end(era: &Era, day: Date) -> bool {
    let next = ERAS.iter().take_while(|other| other.initial != era.initial).last();
    next.and_then(first_day).is_some_and(|next| day >= next)
}

fn western(era: &Era, year: &str) -> Option<i32> {
    let year = if year == "元" { 1 } else { i32::try_from(number(year)?).ok()? };
    if year < 1 {
        return None;
    }
    (era.first.0 - 1).checked_add(year)
}

fn year_in(era: &Era, western: i32) -> String {
    match western - era.first.0 + 1 {
        1 => "元".to_owned(),
        year => year.to_string(),
    }
}

fn number(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}
