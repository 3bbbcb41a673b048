//! Values of each type, from small pools: so that they often meet, and stand at the edges of what can be held.

use super::dice::Dice;
use super::scope::{Tax, Ty};

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "10",
    "0.5",
    "1.5",
    "0.1",
    "0.3",
    "100",
    "7",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "79228162514264337593543950335",
    "0.0000000000000000000000000001",
    "12345678901234567890.12345678",
];
const PERCENTS: &[&str] = &["0%", "10%", "50%", "100%", "33.3%", "0.1%", "150%"];
const YEN: &[&str] = &["0円", "1円", "100円", "1_000円", "3億1_630万円", "9007199254740993円", "79228162514264337593543950335円"];
const DOLLARS: &[&str] = &["USD 0.01", "USD 1", "USD 100.50"];
pub const DAYS: &[&str] = &[
    "2016-04-01",
    "2016-03-31",
    "2016-02-29",
    "2017-03-31",
    "2019-04-30",
    "2019-05-01",
    "2000-02-29",
    "0001-01-01",
    "9999-12-31",
    "1868-01-25",
    "2016-04-30",
];
pub const MOMENTS: &[&str] = &[
    "2016-04-01T09:30:00+09:00",
    "2016-04-01T00:30:00Z",
    "2016-12-31T23:59:60Z",
    "2016-04-01T23:59:59.999999999-11:30",
    "2017-03-31T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
];
const COUNTS: &[&str] = &["0", "1", "2", "30", "365", "9223372036854775807"];
pub const TEXTS: &[&str] = &["", "甲", "乙", "甲乙", "a", "ab b", "7000012050002", "8000012050002", "𠮷野家"];
pub const CHOICES: &[(&str, &[&str])] = &[("colour", &["red", "green", "blue"]), ("grade", &["low", "high"])];

/// A value as the language writes it.
pub fn literal(dice: &mut Dice, ty: &Ty) -> String {
    match ty {
        Ty::Text => format!("\"{}\"", dice.pick(TEXTS)),
        Ty::Bool => (*dice.pick(&["true", "false"])).to_owned(),
        Ty::Number => small_or_large(dice, NUMBERS, 11),
        Ty::Percent => (*dice.pick(PERCENTS)).to_owned(),
        Ty::Money(_, Some("JPY")) => small_or_large(dice, YEN, 4),
        Ty::Money(_, Some(_)) => (*dice.pick(DOLLARS)).to_owned(),
        // Two currencies that stand there as values do not meet.
        Ty::Money(tax, None) => literal(dice, &Ty::Money(*tax, Some("JPY"))),
        Ty::Date => match dice.below(8) {
            0 => "平成28年4月1日".to_owned(),
            1 => "令和元年5月1日".to_owned(),
            _ => (*dice.pick(DAYS)).to_owned(),
        },
        Ty::Moment => (*dice.pick(MOMENTS)).to_owned(),
        Ty::FiscalYear => (*dice.pick(&["FY2015", "FY2016", "平成28年度", "FY2017", "FY9999"])).to_owned(),
        Ty::Days => format!("{} days", small_or_large(dice, COUNTS, 5)),
        Ty::Months => format!("{} months", small_or_large(dice, COUNTS, 4)),
        Ty::Years => format!("{} years", small_or_large(dice, COUNTS, 3)),
        Ty::Choice(choice) => {
            let (name, variants) = CHOICES[*choice];
            format!("{name}.{}", dice.pick(variants))
        }
        Ty::Range(of) => range(dice, of),
        Ty::Set(of) => {
            let items: Vec<String> = (0..=dice.below(3)).map(|_| literal(dice, of)).collect();
            format!("{{{}}}", items.join(", "))
        }
    }
}

/// A value that stands by itself: money of any currency may then be of any.
pub fn alone(dice: &mut Dice, ty: &Ty) -> String {
    match ty {
        Ty::Money(tax, None) if dice.chance(40) => literal(dice, &Ty::Money(*tax, Some("USD"))),
        _ => literal(dice, ty),
    }
}

/// Mostly one of the first so many.
fn small_or_large(dice: &mut Dice, pool: &[&str], small: usize) -> String {
    let pool = if dice.chance(85) { &pool[..small] } else { pool };
    (*dice.pick(pool)).to_owned()
}

/// A range; of the types that fields have, one that ends no sooner than it begins.
fn range(dice: &mut Dice, of: &Ty) -> String {
    let (from, to) = match of {
        Ty::Date => *dice.pick(&[("2016-04-01", "2017-03-31"), ("2016-02-29", "2016-02-29"), ("0001-01-01", "9999-12-31")]),
        Ty::FiscalYear => *dice.pick(&[("FY2015", "FY2016"), ("FY2016", "FY2016"), ("FY2016", "FY2021")]),
        Ty::Days => *dice.pick(&[("1 days", "30 days"), ("0 days", "0 days")]),
        Ty::Number => *dice.pick(&[("0", "1"), ("1", "10"), ("2", "2"), ("0.1", "9223372036854775808")]),
        _ => return format!("{} .. {}", literal(dice, of), literal(dice, of)),
    };
    format!("{from}..{to}")
}

/// A day.
pub fn day(dice: &mut Dice) -> String {
    (*dice.pick(DAYS)).to_owned()
}

/// A value as it is set from outside: a text stands without its quotation marks, a choice under its own name, a set without its braces.
pub fn setting(dice: &mut Dice, ty: &Ty) -> String {
    let written = alone(dice, ty);
    match ty {
        Ty::Text => written.trim_matches('"').to_owned(),
        Ty::Choice(choice) => written.trim_start_matches(CHOICES[*choice].0).trim_start_matches('.').to_owned(),
        Ty::Set(_) => written.trim_matches(['{', '}']).replace("colour.", "").replace("grade.", "").replace('"', ""),
        _ => written,
    }
}

/// A type that a single field may have; money of any tax basis and currency among them.
pub fn scalar(dice: &mut Dice) -> Ty {
    match dice.below(15) {
        0 => Ty::Text,
        1 => Ty::Bool,
        2 | 3 => Ty::Number,
        4 => Ty::Percent,
        5 | 6 => Ty::Money(Tax::Incl, Some("JPY")),
        7 => {
            let currency = *dice.pick(&[Some("USD"), None, None, Some("JPY")]);
            Ty::Money(*dice.pick(&[Tax::Incl, Tax::Excl, Tax::None]), currency)
        }
        8 | 9 => Ty::Date,
        10 => Ty::Moment,
        11 => Ty::FiscalYear,
        12 => dice.pick(&[Ty::Days, Ty::Months, Ty::Years]).clone(),
        _ => Ty::Choice(dice.below(CHOICES.len())),
    }
}

/// Any type of a field that is no record and no list of them.
pub fn any(dice: &mut Dice) -> Ty {
    match dice.below(10) {
        0 => Ty::Range(Box::new(dice.pick(&[Ty::Date, Ty::FiscalYear, Ty::Number, Ty::Days]).clone())),
        1 => Ty::Set(Box::new(scalar(dice))),
        _ => scalar(dice),
    }
}
