//! Amounts: money, numbers, counts of days, months and years, percentages.

use super::letters::{MINUS, Repairs, close_up, is_blank, plain, trim};
use super::numeral::{Numeral, is_bare_scale, numeral, times};
use super::{Column, Repair};
use crate::check::typed::{MoneyType, Type};
use crate::value::Currency;

/// What may stand behind a number of things.
const COUNTERS: &[&str] =
    &["者", "社", "回", "件", "人", "名", "通", "個", "台", "枚", "部", "箇所", "か所", "ヶ所", "カ所", "ヵ所", "ケ所"];

/// What may stand behind a number of days, of months, of years; the longer first.
const DAYS: &[&str] = &["日間", "日", "days", "day"];
const MONTHS: &[&str] = &[
    "か月間",
    "ヶ月間",
    "カ月間",
    "ヵ月間",
    "ケ月間",
    "箇月間",
    "か月",
    "ヶ月",
    "カ月",
    "ヵ月",
    "ケ月",
    "箇月",
    "月間",
    "months",
    "month",
];
const YEARS: &[&str] = &["年間", "年", "years", "year"];

/// An amount with what stands around its digits taken off.
#[derive(Default)]
struct Peeled<'t> {
    digits: &'t str,
    negative: bool,
    /// A sign has been taken off, be it plus or minus.
    signed: bool,
    /// 円 stands behind.
    yen: bool,
    /// ¥ stands before, or JPY beside.
    mark: bool,
    /// 金 stands before.
    gold: bool,
}

/// An amount of money, as a number, or with its currency where it names one that the column does not have.
pub(super) fn money(text: &str, ty: MoneyType, column: &Column<'_>, repairs: &mut Repairs) -> Option<String> {
    let text = plain(text, repairs)?;
    let (code, text) = without_code(trim(&text));
    let text = close_up(text, repairs, true)?;
    let peeled = peel(&text, true, repairs)?;
    let named = if peeled.yen || peeled.mark { Some(Currency::JPY) } else { None };
    if named.is_some_and(|named| code.is_some_and(|code| code != named)) || (peeled.gold && !peeled.yen) {
        return None;
    }
    let named = code.or(named);
    if named.is_some() && code.is_none_or(|code| code == Currency::JPY) {
        repairs.insert(Repair::Currency);
    }
    // 千円 may be the unit of the column rather than a thousand; 一 may be a dash.
    let is_unit = is_bare_scale(peeled.digits) && !peeled.gold;
    if is_unit || (peeled.digits == "一" && named.is_none()) {
        return None;
    }
    let Numeral { digits, scaled } = numeral(peeled.digits, repairs)?;
    let foreign = named.filter(|named| *named != Currency::JPY);
    if scaled && foreign.is_some() {
        return None;
    }
    let digits = if column.unit == 1 {
        digits
    } else if peeled.yen || foreign.is_some() {
        repairs.insert(Repair::OwnUnit);
        digits
    } else if scaled || named.is_some() {
        // Of the column's thousands, or of one yen: there are two readings.
        return None;
    } else {
        times(&digits, column.unit)?
    };
    let amount = if peeled.negative { format!("-{digits}") } else { digits };
    match named.filter(|named| !(*named == Currency::JPY && ty.currency == Some(Currency::JPY))) {
        None => Some(amount),
        Some(currency) => Some(format!("{{\"amount\":{amount},\"currency\":\"{currency}\"}}")),
    }
}

/// A number, be it of things.
pub(super) fn number(text: &str, repairs: &mut Repairs) -> Option<String> {
    counted(text, COUNTERS, repairs)
}

/// A number of days, months or years; other kinds than the column's are not read.
pub(super) fn duration(text: &str, ty: &Type, repairs: &mut Repairs) -> Option<String> {
    let words = match ty {
        Type::Days => DAYS,
        Type::Months => MONTHS,
        _ => YEARS,
    };
    let count = counted(text, words, repairs)?;
    // `2016年` is a year, and no number of years.
    let is_year = *ty == Type::Years && repairs.contains(&Repair::Counter) && count.trim_start_matches('-').len() > 3;
    if is_year { None } else { Some(count) }
}

/// A percentage: with its sign, in hundredths where the heading says so, or the fraction that a workbook holds.
pub(super) fn percent(text: &str, of_workbook: bool, column: &Column<'_>, repairs: &mut Repairs) -> Option<String> {
    let text = close_up(&plain(text, repairs)?, repairs, true)?;
    let (body, signed) = match (text.strip_suffix('%'), text.strip_suffix("パーセント")) {
        (Some(body), _) => (body, true),
        (_, Some(body)) => {
            repairs.insert(Repair::PercentWord);
            (body, true)
        }
        _ => (text.as_str(), false),
    };
    let peeled = peel(body, false, repairs)?;
    let Numeral { digits, scaled } = numeral(peeled.digits, repairs)?;
    let small = |most: &str| at_most(&digits, most);
    let hundredths = match (signed, column.percent, of_workbook) {
        _ if scaled || peeled.digits == "一" => return None,
        (true, _, _) => digits,
        // A workbook may hold 0.985 and show 98.5%: under a heading in hundredths there are two readings.
        (false, true, true) if small("1") && digits != "0" => return None,
        (false, true, _) => {
            repairs.insert(Repair::Hundredths);
            digits
        }
        (false, false, true) if small("2") => {
            repairs.insert(Repair::Fraction);
            times(&digits, 100)?
        }
        (false, false, _) => return None,
    };
    Some(format!("\"{}{hundredths}%\"", if peeled.negative { "-" } else { "" }))
}

fn at_most(digits: &str, most: &str) -> bool {
    let number = crate::value::exact::from_decimal;
    number(digits).is_ok_and(|digits| number(most).is_ok_and(|most| digits <= most))
}

fn counted(text: &str, words: &[&str], repairs: &mut Repairs) -> Option<String> {
    let text = close_up(&plain(text, repairs)?, repairs, true)?;
    let word = words.iter().find(|word| text.ends_with(**word));
    let body = match word {
        Some(word) => {
            repairs.insert(Repair::Counter);
            text.strip_suffix(word)?
        }
        None => &text,
    };
    let peeled = peel(body, false, repairs)?;
    if peeled.digits == "一" && word.is_none() {
        return None;
    }
    let digits = numeral(peeled.digits, repairs)?.digits;
    Some(if peeled.negative { format!("-{digits}") } else { digits })
}

/// A code of three capitals before or behind the digits: `USD 25,000.00`, `1,000 JPY`.
fn without_code(text: &str) -> (Option<Currency>, &str) {
    let apart = |rest: &str| !rest.contains(|letter: char| letter.is_ascii_alphabetic()) && !trim(rest).is_empty();
    let front = text.get(..3).and_then(Currency::parse).zip(text.get(3..)).filter(|(_, rest)| apart(rest));
    let behind = text.len().checked_sub(3).and_then(|at| text.get(at..).and_then(Currency::parse).zip(text.get(..at)));
    match front.or(behind.filter(|(_, rest)| apart(rest))) {
        Some((code, rest)) => (Some(code), rest.trim_matches(is_blank)),
        None => (None, text),
    }
}

/// Takes off signs and, of money, brackets and marks of the yen: each at most once.
fn peel<'t>(text: &'t str, of_money: bool, repairs: &mut Repairs) -> Option<Peeled<'t>> {
    let mut peeled = Peeled { digits: text, ..Peeled::default() };
    while peel_one(&mut peeled, of_money, repairs) {}
    if peeled.digits.is_empty() { None } else { Some(peeled) }
}

fn peel_one(peeled: &mut Peeled<'_>, of_money: bool, repairs: &mut Repairs) -> bool {
    let text = peeled.digits;
    if let Some(rest) = text.strip_prefix(MINUS).filter(|_| !peeled.signed) {
        if !text.starts_with('-') {
            repairs.insert(Repair::Sign);
        }
        (peeled.digits, peeled.negative, peeled.signed) = (rest, true, true);
        return true;
    }
    if let Some(rest) = text.strip_prefix('+').filter(|_| !peeled.signed) {
        repairs.insert(Repair::Sign);
        (peeled.digits, peeled.signed) = (rest, true);
        return true;
    }
    if !of_money {
        return false;
    }
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    if let Some(inner) = inner.filter(|_| !peeled.signed) {
        repairs.insert(Repair::Sign);
        (peeled.digits, peeled.negative, peeled.signed) = (inner, true, true);
        return true;
    }
    let behind = text.strip_suffix(['円', '圓']).or_else(|| text.strip_suffix("円也")).or_else(|| text.strip_suffix("圓也"));
    if let Some(rest) = behind.filter(|_| !peeled.yen) {
        (peeled.digits, peeled.yen) = (rest, true);
        return true;
    }
    // A reversed stroke is how ¥ is kept in older Japanese encodings.
    if let Some(rest) = text.strip_prefix(['¥', '\\']).filter(|_| !peeled.mark) {
        (peeled.digits, peeled.mark) = (rest, true);
        return true;
    }
    if let Some(rest) = text.strip_prefix("一金").or_else(|| text.strip_prefix('金')).filter(|_| !peeled.gold) {
        (peeled.digits, peeled.gold) = (rest, true);
        return true;
    }
    false
}
