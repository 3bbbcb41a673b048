//! Days and fiscal years, in the forms in which offices write them.

use super::Repair;
use super::letters::{Repairs, close_up, is_blank, plain, trim};
use super::numeral::small;
use crate::value::{Date, Moment, era};

/// Names of eras, with their initials.
const ERAS: &[(&str, char)] = &[("令和", 'R'), ("平成", 'H'), ("昭和", 'S'), ("大正", 'T'), ("明治", 'M')];

/// The days of the week, by their number from Sunday.
const WEEKDAYS: &str = "日月火水木金土";

/// The serial numbers that are days rather than amounts: of 1954 and of 2119.
const SERIALS: std::ops::RangeInclusive<i64> = 20_000..=80_000;

/// The years in which eight digits are a day.
const COMPACT_YEARS: std::ops::RangeInclusive<i32> = 1868..=2199;

/// A day, as the JSON for it; one past the end of its era in the words of the era, for the decoder to remark on.
pub(super) fn date(text: &str, of_workbook: bool, repairs: &mut Repairs) -> Option<String> {
    let text = plain(text, repairs)?;
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && let Some(date) = serial(&text, of_workbook, repairs).or_else(|| compact(&text, repairs))
    {
        return Some(quoted(&date));
    }
    let (text, midnight) = without_time(&text);
    if midnight == Some(false) {
        repairs.insert(Repair::Time);
    }
    let (text, weekday) = without_weekday(trim(text));
    let text = close_up(trim(text), repairs, false)?;
    let (written, date) = written(&text, repairs)?;
    if let Some(weekday) = weekday {
        let sunday = Date::ymd(2000, 1, 2)?;
        if date.days_since(sunday).rem_euclid(7) != weekday {
            return None;
        }
        repairs.insert(Repair::Weekday);
    }
    Some(quoted(&written))
}

/// A moment, as the JSON for it. What lacks its time or its zone is left for the decoder to refuse.
pub(super) fn moment(text: &str, repairs: &mut Repairs) -> Option<String> {
    let text = plain(text, repairs)?;
    Moment::parse(trim(&text)).ok().map(|moment| quoted(&moment.to_string()))
}

/// A fiscal year, as the JSON for it.
pub(super) fn fiscal_year(text: &str, repairs: &mut Repairs) -> Option<String> {
    let text = close_up(&plain(text, repairs)?, repairs, false)?;
    let four = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(year) = text.strip_prefix("FY").or_else(|| text.strip_prefix("fy")) {
        return if four(year) { western(year, repairs).map(|year| format!("\"FY{year}\"")) } else { None };
    }
    let (body, word) = match text.strip_suffix("年度").or_else(|| text.strip_suffix('年')) {
        Some(body) => (body, true),
        None => (text.as_str(), false),
    };
    if let Some((name, year)) = of_era(body, repairs) {
        let written = format!("{name}{year}年度");
        return match era::parse_fiscal_year(&written)? {
            (year, None) => {
                repairs.insert(Repair::Era);
                Some(quoted(&year.to_string()))
            }
            (_, Some(_)) => Some(quoted(&written)),
        };
    }
    let year = western(body.strip_prefix("西暦").unwrap_or(body), repairs)?;
    if word || body.starts_with("西暦") {
        repairs.insert(Repair::Form);
    }
    Some(quoted(&format!("FY{year}")))
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// A year of four digits since 1868, or in kanji.
fn western(text: &str, repairs: &mut Repairs) -> Option<u32> {
    let ascii = text.starts_with(|letter: char| letter.is_ascii_digit());
    if ascii && text.len() != 4 {
        return None;
    }
    small(text, repairs).filter(|year| (1868..=9999).contains(year))
}

/// The name of an era and the year in it: `平成28`, `H28`, `令和元`, `平成二十八`.
fn of_era(text: &str, repairs: &mut Repairs) -> Option<(&'static str, String)> {
    let (name, year) = ERAS.iter().find_map(|(name, initial)| {
        let letter = text.chars().next().filter(|letter| letter.to_ascii_uppercase() == *initial);
        let year = text.strip_prefix(name).or_else(|| letter.and_then(|letter| text.strip_prefix(letter)))?;
        Some((*name, year))
    })?;
    if year == "元" {
        return Some((name, "元".to_owned()));
    }
    small(year, repairs).filter(|year| *year > 0).map(|year| (name, year.to_string()))
}

/// The day that is written, and how the decoder is to be told of it.
fn written(text: &str, repairs: &mut Repairs) -> Option<(String, Date)> {
    let (year, month, day) = parts(text)?;
    let (month, day) = (month_or_day(month, repairs)?, month_or_day(day, repairs)?);
    if let Some((name, year)) = of_era(year, repairs) {
        let written = format!("{name}{year}年{month}月{day}日");
        return match era::parse_date(&written)? {
            (date, None) => {
                repairs.insert(Repair::Era);
                Some((date.to_string(), date))
            }
            (date, Some(_)) => Some((written, date)),
        };
    }
    let year = western(year.strip_prefix("西暦").unwrap_or(year), repairs)?;
    let date = Date::ymd(i32::try_from(year).ok()?, month, day)?;
    if !Date::is_iso(text) {
        repairs.insert(Repair::Form);
    }
    Some((date.to_string(), date))
}

/// Year, month and day of `2016年4月1日`, `2016/4/1`, `H28.4.1`.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, day) = rest.strip_suffix('日')?.split_once('月')?;
        return Some((year, month, day));
    }
    let separator = text.chars().find(|letter| matches!(letter, '-' | '/' | '.'))?;
    let mut parts = text.split(separator);
    let found = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_none() { Some(found) } else { None }
}

fn month_or_day(text: &str, repairs: &mut Repairs) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() > 2 {
        return None;
    }
    small(text, repairs)
}

/// `42461`, as a workbook counts days from the end of 1899; what stands behind a point is the time.
fn serial(text: &str, of_workbook: bool, repairs: &mut Repairs) -> Option<String> {
    let (days, time) = text.split_once('.').map_or((text, None), |(days, time)| (days, Some(time)));
    if days.len() != 5 || (time.is_some() && !of_workbook) {
        return None;
    }
    let days: i64 = days.parse().ok().filter(|days| SERIALS.contains(days))?;
    let date = Date::ymd(1899, 12, 30)?.add_days(days)?;
    if let Some(time) = time {
        if time.is_empty() || time.contains('.') {
            return None;
        }
        if time.bytes().any(|digit| digit != b'0') {
            repairs.insert(Repair::Time);
        }
    }
    repairs.insert(Repair::Serial);
    Some(date.to_string())
}

/// `20160401`.
fn compact(text: &str, repairs: &mut Repairs) -> Option<String> {
    if text.len() != 8 || text.contains('.') {
        return None;
    }
    let date = Date::ymd(text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?)?;
    if !COMPACT_YEARS.contains(&date.year()) {
        return None;
    }
    repairs.insert(Repair::Compact);
    Some(date.to_string())
}

/// The text before a time of day, and whether that is midnight.
fn without_time(text: &str) -> (&str, Option<bool>) {
    for (at, letter) in text.char_indices() {
        let after = at + letter.len_utf8();
        let day = match letter {
            'T' if at > 0 => at,
            '日' | ')' => after,
            letter if is_blank(letter) => at,
            _ => continue,
        };
        // No time of day is longer.
        if text.len() - after > 40 {
            continue;
        }
        if let Some(midnight) = clock(trim(&text[after..])) {
            return (&text[..day], Some(midnight));
        }
    }
    (text, None)
}

/// Whether a time of day is midnight: `0:00`, `17:30:00`, `午後5時`, `17時30分`.
fn clock(text: &str) -> Option<bool> {
    let (noon, text) = match (text.strip_prefix("午前"), text.strip_prefix("午後")) {
        (Some(rest), _) => (Some(false), rest),
        (_, Some(rest)) => (Some(true), rest),
        _ => (None, text),
    };
    let number = |text: &str, most: u32| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { text.parse::<u32>().ok() } else { None };
        number.filter(|number| *number <= most)
    };
    let most = if noon.is_some() { 12 } else { 23 };
    if let Some((hour, rest)) = text.split_once('時') {
        let hour = number(trim(hour), most)?;
        let minute = if rest.is_empty() { 0 } else { number(trim(rest.strip_suffix('分')?), 59)? };
        return Some(hour == 0 && minute == 0 && noon != Some(true));
    }
    let (time, fraction) = text.split_once('.').map_or((text, "0"), |(time, fraction)| (time, fraction));
    let parts: Vec<&str> = time.split(':').collect();
    let ([_, _] | [_, _, _]) = parts.as_slice() else { return None };
    let hour = number(parts[0], most)?;
    let rest = parts[1..].iter().map(|part| number(part, 59)).collect::<Option<Vec<u32>>>()?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nothing = rest.iter().all(|part| *part == 0) && fraction.bytes().all(|byte| byte == b'0');
    Some(hour == 0 && nothing && noon != Some(true))
}

/// The text before a day of the week in brackets, and its number from Sunday.
fn without_weekday(text: &str) -> (&str, Option<i64>) {
    let found = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).and_then(|(date, name)| {
        let name = trim(name);
        let name = name.strip_suffix("曜日").or_else(|| name.strip_suffix('曜')).unwrap_or(name);
        let at = WEEKDAYS.chars().position(|letter| name.chars().eq([letter]))?;
        Some((date, i64::try_from(at).ok()))
    });
    found.unwrap_or((text, None))
}
