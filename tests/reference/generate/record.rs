//! Records: in order, or with something left out, wrong, doubled, or at the edge of what can be held.

use super::declare::{DEAL, Field, Holds, Presence, Vocabulary};
use super::dice::Dice;
use super::literal::{CHOICES, DAYS, MOMENTS, TEXTS};
use super::scope::Ty;
use crate::reference::json::Json;

/// Numbers as JSON writes them: small ones first, then those at some edge, then those that cannot be held.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "10",
    "100",
    "-1",
    "0.5",
    "1.5",
    "0.1",
    "0.3",
    "7",
    "1e2",
    "1.50",
    "-0",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551616",
    "79228162514264337593543950335",
    "-79228162514264337593543950335",
    "0.0000000000000000000000000001",
    "79228162514264337593543950336",
    "170141183460469231731687303715884105728",
    "0.00000000000000000000000000001",
    "1e40",
];

/// A record of the input; so many of a hundred of its values are damaged.
pub fn root(dice: &mut Dice, vocabulary: &Vocabulary, damage: usize) -> Json {
    if dice.below(2000) < damage {
        return dice.pick(&[Json::Null, Json::List(Vec::new()), Json::number(1)]).clone();
    }
    record(dice, vocabulary, DEAL, damage)
}

fn record(dice: &mut Dice, vocabulary: &Vocabulary, record: usize, damage: usize) -> Json {
    let mut members = Vec::new();
    for field in &vocabulary.records[record].fields {
        let lacking = if field.presence == Presence::Required { damage } else { 25 };
        if dice.chance(lacking) {
            if dice.chance(40) {
                members.push((field.name.clone(), Json::Null));
            }
            continue;
        }
        let value = held(dice, vocabulary, field, damage);
        members.push((field.name.clone(), value));
        if dice.below(400) < damage {
            members.push((field.name.clone(), held(dice, vocabulary, field, damage)));
        }
    }
    if dice.below(200) < damage {
        members.push((format!("{}x", dice.pick(&["a0", "b1", "other"])), odd(dice)));
    }
    if dice.chance(10) {
        members.reverse();
    }
    Json::Object(members)
}

fn held(dice: &mut Dice, vocabulary: &Vocabulary, field: &Field, damage: usize) -> Json {
    if dice.chance(damage) {
        return odd(dice);
    }
    match &field.holds {
        Holds::One(ty) => value(dice, ty),
        Holds::Record(inner) => record(dice, vocabulary, *inner, damage),
        Holds::List(inner) => {
            let element =
                |dice: &mut Dice| if dice.below(300) < damage { odd(dice) } else { record(dice, vocabulary, *inner, damage) };
            Json::List((0..dice.below(4)).map(|_| element(dice)).collect())
        }
    }
}

/// A value of a type, written in one of the ways in which it may be.
fn value(dice: &mut Dice, ty: &Ty) -> Json {
    match ty {
        Ty::Text => Json::text(*dice.pick(TEXTS)),
        Ty::Bool => Json::Bool(dice.chance(50)),
        Ty::Number => Json::number(if dice.chance(85) { *dice.pick(&NUMBERS[..15]) } else { *dice.pick(NUMBERS) }),
        Ty::Percent => Json::text(*dice.pick(&["0%", "10%", "50%", "100%", "33.3%", "-5%", "0.1%", "150%", "50 %"])),
        Ty::Money(_, currency) => money(dice, *currency),
        Ty::Date => match dice.below(12) {
            0 => Json::text("平成28年4月1日"),
            1 => Json::text("H28.4.1"),
            2 => Json::text("令和元年5月1日"),
            3 => Json::text("平成33年4月1日"),
            4 => Json::text("2016-04-01T23:30:00-09:00"),
            5 => Json::text("2016-02-30"),
            _ => Json::text(*dice.pick(DAYS)),
        },
        Ty::Moment => match dice.below(10) {
            0 => Json::text("2016-04-01"),
            1 => Json::text("2016-04-01T09:30:00"),
            _ => Json::text(*dice.pick(MOMENTS)),
        },
        Ty::FiscalYear => match dice.below(6) {
            0 => Json::text("FY2016"),
            1 => Json::text("平成28年度"),
            2 => Json::number(*dice.pick(&["1867", "1868", "9999", "10000"])),
            _ => Json::number(2015 + dice.below(3)),
        },
        Ty::Days | Ty::Months | Ty::Years => Json::number(*dice.pick(&[
            "0",
            "1",
            "2",
            "30",
            "365",
            "-30",
            "1.0",
            "1.5",
            "9223372036854775807",
            "9223372036854775808",
        ])),
        Ty::Choice(choice) => Json::text(if dice.chance(95) { *dice.pick(CHOICES[*choice].1) } else { "mauve" }),
        Ty::Range(of) => range(dice, of),
        Ty::Set(of) => Json::List((0..dice.below(4)).map(|_| value(dice, of)).collect()),
    }
}

fn money(dice: &mut Dice, currency: Option<&'static str>) -> Json {
    let digits = match currency {
        Some("JPY") | None => *dice.pick(&[
            "0",
            "1",
            "100",
            "1000",
            "316300000",
            "-1",
            "0.5",
            "9007199254740993",
            "9223372036854775808",
            "79228162514264337593543950335",
        ]),
        _ => *dice.pick(&["0", "0.01", "1", "100.50", "0.005", "-1.00"]),
    };
    if currency.is_some() && dice.chance(80) {
        return Json::number(digits);
    }
    let code = if dice.chance(90) {
        currency.unwrap_or(*dice.pick(&["JPY", "JPY", "JPY", "USD", "KWD"]))
    } else {
        *dice.pick(&["EUR", "jpy", ""])
    };
    let mut members = vec![("amount".to_owned(), Json::number(digits)), ("currency".to_owned(), Json::text(code))];
    match dice.below(30) {
        0 => drop(members.pop()),
        1 => members.push(("tax".to_owned(), Json::Null)),
        2 => members.push(("currency".to_owned(), Json::text("JPY"))),
        _ => {}
    }
    Json::Object(members)
}

/// A range, by its ends or as text.
fn range(dice: &mut Dice, of: &Ty) -> Json {
    let (from, to) = (value(dice, of), value(dice, of));
    match (&from, &to) {
        (Json::Text(from), Json::Text(to)) if dice.chance(30) => Json::text(format!("{from}..{to}")),
        (Json::Number(from), Json::Number(to)) if dice.chance(30) && *of != Ty::FiscalYear => {
            Json::text(format!("{from} .. {to}"))
        }
        _ => Json::Object(vec![("from".to_owned(), from), ("to".to_owned(), to)]),
    }
}

/// Something that hardly anything may be.
fn odd(dice: &mut Dice) -> Json {
    let one = ("a".to_owned(), Json::number(1));
    dice.pick(&[
        Json::Null,
        Json::Bool(true),
        Json::number(4),
        Json::number("1.5"),
        Json::number("1e40"),
        Json::text(""),
        Json::text("04"),
        Json::text("50"),
        Json::text("2016-02-30"),
        Json::text("true"),
        Json::text("FY2016..FY2015"),
        Json::List(Vec::new()),
        Json::List(vec![Json::Null]),
        Json::List(vec![Json::number(1), Json::text("a")]),
        Json::Object(Vec::new()),
        Json::Object(vec![one.clone(), one]),
    ])
    .clone()
}
