//! Numerals: `1,848,000`, `3億1,630万`, `百二十`, `二〇一六`. Digits are passed on as they stand; nothing is rounded.

use super::Repair;
use super::letters::{Repairs, kanji_digit, large_scale, small_scale};
use crate::value::{Exact, exact};

/// A number as it was written, without its sign.
#[derive(Debug)]
pub(super) struct Numeral {
    /// A decimal, as JSON writes it.
    pub(super) digits: String,
    /// 万, 千 and the like stand in it.
    pub(super) scaled: bool,
}

/// Reads a number without white space; none for what has no reading, or two.
pub(super) fn numeral(text: &str, repairs: &mut Repairs) -> Option<Numeral> {
    if text.starts_with(|letter: char| letter.is_ascii_digit()) && text.bytes().all(is_decimal) {
        return Some(Numeral { digits: decimal(text, repairs)?, scaled: false });
    }
    let kanji = text.chars().any(|letter| kanji_digit(letter).is_some());
    let has_scale = |letter: char| small_scale(letter).is_some() || large_scale(letter).is_some();
    let total = scaled(text, repairs)?;
    let written = text.chars().any(has_scale);
    if kanji || !text.contains(|letter: char| letter.is_ascii_digit()) {
        repairs.insert(Repair::Kanji);
    }
    if written {
        repairs.insert(Repair::Scale);
    }
    total.as_decimal()?;
    Some(Numeral { digits: total.to_string(), scaled: written })
}

/// Whether a text is a scale and nothing else: `千`, `百万`. It may say the unit as well as the number.
pub(super) fn is_bare_scale(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| small_scale(letter).is_some() || large_scale(letter).is_some())
}

/// A whole number of at most four digits, as years, months and days are written: `28`, `二十八`, `二〇一六`.
pub(super) fn small(text: &str, repairs: &mut Repairs) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 7 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return if text.len() <= 4 { text.parse().ok() } else { None };
    }
    if text.chars().any(|letter| kanji_digit(letter).is_none() && small_scale(letter).is_none()) {
        return None;
    }
    let number = scaled(text, repairs)?.to_i64().and_then(|number| u32::try_from(number).ok())?;
    repairs.insert(Repair::Kanji);
    Some(number)
}

/// A number times a whole one, exactly.
pub(super) fn times(digits: &str, factor: u64) -> Option<String> {
    let factor = Exact::ratio(factor.into(), 1).ok()?;
    let product = exact::from_decimal(digits).ok()?.checked_mul(factor).ok()?;
    product.as_decimal().map(|_| product.to_string())
}

/// A number of a workbook, without a fraction of nothing (`4.0`) and without an exponent.
pub(super) fn of_workbook(text: &str) -> String {
    let text = super::letters::trim(text);
    if let Some((whole, fraction)) = text.split_once('.')
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte == b'0')
    {
        return whole.to_owned();
    }
    if text.contains(['e', 'E'])
        && let Ok(number) = exact::from_decimal(text)
    {
        return number.to_string();
    }
    text.to_owned()
}

fn is_decimal(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b',' | b'.')
}

/// `1848000`, `1,848,000.50`: groups of three, no leading zero.
fn decimal(text: &str, repairs: &mut Repairs) -> Option<String> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !fraction.is_none_or(digits) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.len() > first.len();
    let zero = first.starts_with('0') && (first.len() > 1 || grouped);
    if !digits(first) || zero || (grouped && first.len() > 3) || !groups.all(|group| group.len() == 3 && digits(group)) {
        return None;
    }
    if grouped {
        repairs.insert(Repair::Grouping);
    }
    Some(text.replace(',', ""))
}

/// Groups with 兆, 億, 万 behind them, greatest first, none reaching into the one before it.
fn scaled(text: &str, repairs: &mut Repairs) -> Option<Exact> {
    let (mut rest, mut total, mut limit) = (text, Exact::ZERO, None);
    while !rest.is_empty() {
        let group = group(rest, repairs)?;
        let mut letters = group.rest.chars();
        let scale = letters.next().and_then(large_scale);
        let after = if scale.is_some() { letters.as_str() } else { group.rest };
        let times = Exact::ratio(scale.unwrap_or(1).into(), 1).ok()?;
        let part = group.value.checked_mul(times).ok()?;
        let ends = scale.is_none() || group.fraction || group.value == Exact::ZERO;
        let fits = limit.is_none_or(|limit| times < limit && part < limit);
        if !fits || (ends && !after.is_empty()) || (scale.is_some() && group.loose) || (limit.is_some() && part == Exact::ZERO) {
            return None;
        }
        (limit, rest) = (Some(times), after);
        total = total.checked_add(part).ok()?;
    }
    limit.map(|_| total)
}

/// What stands before 万: `1,630`, `5百`, `二千五百`.
struct Group<'t> {
    value: Exact,
    /// It has a fraction, and nothing may follow it.
    fraction: bool,
    /// Its first part is above nine, and others follow: `1,848千500`. It is whole as it is, and no larger scale may follow.
    loose: bool,
    rest: &'t str,
}

fn group<'t>(text: &'t str, repairs: &mut Repairs) -> Option<Group<'t>> {
    let (mut rest, mut value, mut limit) = (text, Exact::ZERO, None);
    let (mut parts, mut above_nine, mut fraction) = (0, false, false);
    loop {
        let (count, after) = coefficient(rest, repairs)?;
        let scale = after.chars().next().and_then(small_scale);
        if count.is_none() && scale.is_none() {
            break;
        }
        let kanji = count.is_some() && rest.starts_with(|letter| kanji_digit(letter).is_some());
        let count = count.unwrap_or(Exact::ONE);
        let times = Exact::ratio(scale.unwrap_or(1).into(), 1).ok()?;
        let part = count.checked_mul(times).ok()?;
        let nine = Exact::from(9);
        let fits = limit.is_none_or(|limit| times < limit && part < limit && part > Exact::ZERO);
        // 一二百 is no number; 12百 is, where it stands alone.
        let after_zero = parts > 0 && value == Exact::ZERO;
        if !fits || fraction || after_zero || (kanji && scale.is_some() && (count > nine || count == Exact::ZERO)) {
            return None;
        }
        value = value.checked_add(part).ok()?;
        above_nine |= count > nine && scale.is_some();
        fraction = !count.is_integer();
        (parts, limit) = (parts + 1, Some(times));
        rest = match scale {
            Some(_) => after.get(after.chars().next().map_or(0, char::len_utf8)..)?,
            None => after,
        };
        if scale.is_none() {
            break;
        }
    }
    (parts > 0).then_some(Group { value, fraction, loose: above_nine && parts > 1, rest })
}

/// The digits in front: those of ASCII with commas and a point, or kanji by their places (`一六`). The number is none where there are no digits,
/// the whole is none where they make no number.
fn coefficient<'t>(text: &'t str, repairs: &mut Repairs) -> Option<(Option<Exact>, &'t str)> {
    let ascii = text.bytes().take_while(|byte| is_decimal(*byte)).count();
    if ascii > 0 {
        let number = exact::from_decimal(&decimal(&text[..ascii], repairs)?).ok()?;
        return Some((Some(number), &text[ascii..]));
    }
    let end = text.find(|letter| kanji_digit(letter).is_none()).unwrap_or(text.len());
    if end == 0 {
        return Some((None, text));
    }
    let digits: String = text[..end].chars().filter_map(kanji_digit).map(|digit| char::from(b'0' + digit)).collect();
    // A circle in front may be a mark, or a blank to be filled in: `〇円`, `〇億`.
    if digits.starts_with('0') && text != "零" {
        return None;
    }
    Some((Some(exact::from_decimal(&digits).ok()?), &text[end..]))
}
