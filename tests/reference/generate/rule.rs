//! Rules of every scope, with conditions, obligations, exceptions, a period of their own, and a message.

use std::fmt::Write as _;

use super::declare::{DEAL, TALLY, Vocabulary, by, grouped};
use super::dice::Dice;
use super::express::Writer;
use super::literal::{any, literal};
use super::scope::{Crowd, Scope, Ty};

/// A rule.
pub fn rule(dice: &mut Dice, vocabulary: &Vocabulary, number: usize, size: usize) -> String {
    let (written, mut scope) = rule_scope(dice, vocabulary, size);
    let mut text = format!("\nrule R{number} \"規則{number}\" en \"rule {number}\" {{\n  for {written}\n");
    if dice.chance(30) {
        writeln!(text, "  severity {}", *dice.pick(&["warning", "review", "info"])).expect("a text takes it");
    }
    text.push_str("  cite doc\n");
    let mut writer = Writer::new(dice, vocabulary);
    if writer.dice.chance(25) {
        let period = *writer.dice.pick(&["from 2016-04-01", "until 2017-03-31", "from 2016-04-01 until 2017-03-31"]);
        let by = writer.expr(&scope, &Ty::Date, size.min(1));
        writeln!(text, "  applies {period} by {by}").expect("a text takes it");
    }
    for number in 0..writer.dice.below(3) {
        let ty = any(writer.dice);
        let value = writer.expr(&scope, &ty, size);
        writeln!(text, "  let l{number} = {value}").expect("a text takes it");
        scope.facts.push((format!("l{number}"), ty));
    }
    // Conditions of different forms are never each other's opposite, which would be an error.
    for form in [plain, both].into_iter().take(writer.dice.below(3)) {
        writeln!(text, "  when {}", form(&mut writer, &scope, size)).expect("a text takes it");
    }
    for _ in 0..1 + writer.dice.below(2) {
        writeln!(text, "  require {}", writer.condition(&scope, size)).expect("a text takes it");
    }
    for (number, form) in [plain, both, either].into_iter().take(writer.dice.below(4)).enumerate() {
        let when = form(&mut writer, &scope, size);
        writeln!(text, "  except \"例外{number}\" en \"exception {number}\" when {when}").expect("a text takes it");
    }
    let shown = writer.fact(&scope, |_| true).map_or("as_of".to_owned(), |(fact, _)| fact);
    writeln!(text, "  message \"{{{shown}}}\" en \"{{{shown}}}\"\n}}").expect("a text takes it");
    text
}

/// A comparison of one fact.
fn plain(writer: &mut Writer<'_>, scope: &Scope, _: usize) -> String {
    writer.condition(scope, 0)
}

fn both(writer: &mut Writer<'_>, scope: &Scope, size: usize) -> String {
    format!("{} and {}", writer.condition(scope, size / 2), writer.condition(scope, size / 2))
}

fn either(writer: &mut Writer<'_>, scope: &Scope, size: usize) -> String {
    format!("{} or {}", writer.condition(scope, size / 2), writer.condition(scope, size / 2))
}

/// What a rule is for, and what can be named in it.
fn rule_scope(dice: &mut Dice, vocabulary: &Vocabulary, size: usize) -> (String, Scope) {
    let filter = |dice: &mut Dice, one: &Scope| {
        let where_clause =
            dice.chance(30).then(|| format!(" where {}", Writer::new(dice, vocabulary).condition(one, size.min(2))));
        where_clause.unwrap_or_default()
    };
    let tally = vocabulary.summary.is_some();
    match dice.below(10) {
        0..4 => {
            let (of, _, one) = grouped(dice, vocabulary);
            (format!("each {of}{}", filter(dice, &one)), one)
        }
        4..7 => {
            let (of, path, one) = grouped(dice, vocabulary);
            let filter = filter(dice, &one);
            let mut keys = by(dice, &one);
            if keys.is_empty() {
                return (format!("each {of}{filter}"), one);
            }
            let mut written = format!(
                "each group of {of}{filter} by {}",
                keys.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
            );
            if dice.chance(40) {
                written.push_str(&window(dice, vocabulary, &one));
            }
            keys.iter_mut().for_each(|(name, _)| *name = name.rsplit('.').next().unwrap_or_default().to_owned());
            (written, Scope { facts: keys, ..vocabulary.of_members(path) })
        }
        7 if !vocabulary.tables.is_empty() => {
            let table = dice.pick(&vocabulary.tables);
            let of = if tally && dice.chance(30) { TALLY } else { DEAL };
            let crowd = Crowd { path: vec![of], prefix: format!("{}.", vocabulary.name(of)) };
            let facts = table.keys.iter().chain(&table.columns).cloned().collect();
            let scope = Scope { facts, crowd: Some(crowd), ..Scope::default() };
            (format!("each row of {}{}", table.name, filter(dice, &scope)), scope)
        }
        8 if tally => {
            let one = vocabulary.of_record(TALLY);
            (format!("each tally{}", filter(dice, &one)), one)
        }
        _ => {
            let of = if tally && dice.chance(40) { TALLY } else { DEAL };
            let filter = filter(dice, &vocabulary.of_record(of));
            (format!("the whole set of {}{filter}", vocabulary.name(of)), vocabulary.of_members(vec![of]))
        }
    }
}

/// A window: of a length that is fixed, set, or below nothing.
fn window(dice: &mut Dice, vocabulary: &Vocabulary, one: &Scope) -> String {
    let ty = dice.pick(&[Ty::Days, Ty::Days, Ty::Months, Ty::Years]).clone();
    let set: Vec<&String> = vocabulary.parameters.iter().filter(|(_, known)| *known == ty).map(|(name, _)| name).collect();
    let length = match dice.below(10) {
        0..3 if !set.is_empty() => (*dice.pick(&set)).clone(),
        3 => format!("(-{})", literal(dice, &ty)),
        _ => literal(dice, &ty),
    };
    format!(" within {length} of {}", Writer::new(dice, vocabulary).expr(one, &Ty::Date, 1))
}
