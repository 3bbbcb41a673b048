//! What stands before the rules: choices, records, tables, parameters, definitions, figures, a summary.

use std::fmt::Write as _;

use super::dice::Dice;
use super::express::Writer;
use super::literal::{self, literal};
use super::scope::{Crowd, Scope, Ty};

/// A field of a record.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub holds: Holds,
    pub presence: Presence,
}

/// What a field holds.
#[derive(Debug, Clone)]
pub enum Holds {
    One(Ty),
    /// The number of the record.
    Record(usize),
    List(usize),
}

/// What its being left out means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Presence {
    Required,
    Optional,
    Default,
}

/// A record.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub name: &'static str,
    pub fields: Vec<Field>,
    /// Definitions that read like fields.
    pub defined: Vec<(String, Ty)>,
}

/// A table: its columns, the keys first.
#[derive(Debug, Clone)]
pub struct Table {
    pub name: String,
    pub keys: Vec<(String, Ty)>,
    pub columns: Vec<(String, Ty)>,
    pub dated: bool,
}

/// All that is declared so far.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// `deal`, `part` within it, `sub` within that, and `term`.
    pub records: Vec<Record>,
    pub tables: Vec<Table>,
    pub parameters: Vec<(String, Ty)>,
    /// Constants that are defined, which read no fact.
    pub constants: Vec<(String, Ty)>,
    pub figures: Vec<(String, Ty)>,
    /// The fields of the summary `tally`, where there is one.
    pub summary: Option<Vec<(String, Ty)>>,
}

pub const DEAL: usize = 0;
const PART: usize = 1;
const SUB: usize = 2;
const TERM: usize = 3;
/// Stands for the record of the summary.
pub const TALLY: usize = 4;

impl Vocabulary {
    /// What can be named of a record: its fields and definitions, and the fields of the records in it.
    pub fn facts(&self, record: usize, prefix: &str) -> Vec<(String, Ty)> {
        if record == TALLY {
            let fields = self.summary.iter().flatten();
            return fields.map(|(name, ty)| (format!("{prefix}{name}"), ty.clone())).collect();
        }
        let mut facts = Vec::new();
        for field in &self.records[record].fields {
            match &field.holds {
                Holds::One(ty) => facts.push((format!("{prefix}{}", field.name), ty.clone())),
                Holds::Record(inner) => facts.extend(self.facts(*inner, &format!("{prefix}{}.", field.name))),
                Holds::List(_) => {}
            }
        }
        facts.extend(self.records[record].defined.iter().map(|(name, ty)| (format!("{prefix}{name}"), ty.clone())));
        facts
    }

    /// The lists of a record, and the records of their elements.
    pub fn lists(&self, record: usize, prefix: &str) -> Vec<(String, usize)> {
        let fields = self.records.get(record).into_iter().flat_map(|record| &record.fields);
        let lists = fields.filter_map(|field| match field.holds {
            Holds::List(of) => Some((format!("{prefix}{}", field.name), of)),
            _ => None,
        });
        lists.collect()
    }

    /// The name of a record.
    pub fn name(&self, record: usize) -> &'static str {
        self.records.get(record).map_or("tally", |record| record.name)
    }

    /// What can be named of one record.
    pub fn of_record(&self, record: usize) -> Scope {
        Scope::default().within(self, record)
    }

    /// What can be named of a group, or of the whole set.
    pub fn of_members(&self, path: Vec<usize>) -> Scope {
        Scope { crowd: Some(Crowd { path, prefix: String::new() }), ..Scope::default() }
    }
}

/// Declares things at random, and writes them down.
pub fn declare(dice: &mut Dice, size: usize) -> (Vocabulary, String) {
    let mut vocabulary = Vocabulary::default();
    let mut text = String::from("module generated\n\nsource doc { verified yes }\n\n");
    if dice.chance(20) {
        writeln!(text, "fiscal year starts in month {}\n", 1 + dice.below(12)).expect("a text takes it");
    }
    for (name, variants) in literal::CHOICES {
        writeln!(text, "choice {name} {{ {} }}", variants.join(" ")).expect("a text takes it");
    }
    for (name, letter, inside) in [
        ("deal", 'a', &[(PART, true), (PART, false), (TERM, false)][..]),
        ("part", 'b', &[(SUB, true)]),
        ("sub", 'c', &[]),
        ("term", 't', &[]),
    ] {
        let record = record(dice, name, letter, inside);
        text.push_str(&written(dice, &record));
        vocabulary.records.push(record);
    }
    for number in 0..dice.below(3) {
        text.push_str(&table(dice, &mut vocabulary, number));
    }
    for number in 0..dice.below(4) {
        let (name, ty) = (format!("p{number}"), literal::any(dice));
        let default = if dice.chance(50) { format!(" default {}", literal::alone(dice, &ty)) } else { String::new() };
        writeln!(text, "parameter {name} {}{default}", ty.written()).expect("a text takes it");
        vocabulary.parameters.push((name, ty));
    }
    for number in 0..dice.below(2 + size / 2) {
        text.push_str(&define(dice, &mut vocabulary, number, size));
    }
    if dice.chance(40) {
        text.push_str(&summary(dice, &mut vocabulary, size));
    }
    for number in 0..dice.below(3) {
        text.push_str(&figure(dice, &mut vocabulary, number, size));
    }
    // Definitions that read figures, which nothing reads but rules.
    for number in 0..dice.below(2) {
        text.push_str(&define(dice, &mut vocabulary, 10 + number, size));
    }
    (vocabulary, text)
}

/// A record with fields of its own, and some of those inside it: lists of records where that is said, otherwise a record, or a second list.
fn record(dice: &mut Dice, name: &'static str, letter: char, inside: &[(usize, bool)]) -> Record {
    let mut record = Record { name, ..Record::default() };
    if letter == 'a' && dice.chance(70) {
        let ty = if dice.chance(70) { Ty::Text } else { Ty::Number };
        record.fields.push(Field { name: "a".to_owned(), holds: Holds::One(ty), presence: Presence::Required });
    }
    for number in 0..2 + dice.below(5) {
        let presence = match dice.below(10) {
            0..5 => Presence::Required,
            5..8 => Presence::Optional,
            _ => Presence::Default,
        };
        record.fields.push(Field { name: format!("{letter}{number}"), holds: Holds::One(literal::any(dice)), presence });
    }
    for (at, &(inner, always)) in inside.iter().enumerate() {
        if !always && !dice.chance(40) {
            continue;
        }
        let (holds, presence) = match inner {
            TERM => (Holds::Record(TERM), *dice.pick(&[Presence::Required, Presence::Optional])),
            _ => (Holds::List(inner), *dice.pick(&[Presence::Required, Presence::Required, Presence::Default])),
        };
        record.fields.push(Field { name: format!("{letter}_in{at}"), holds, presence });
    }
    record
}

fn written(dice: &mut Dice, record: &Record) -> String {
    let mut text = format!("\nrecord {} {{\n", record.name);
    for field in &record.fields {
        let names = ["deal", "part", "sub", "term"];
        let (ty, default) = match &field.holds {
            Holds::One(ty @ Ty::Set(_)) if dice.chance(50) => (ty.written(), "empty".to_owned()),
            Holds::One(ty) => (ty.written(), literal::alone(dice, ty)),
            Holds::Record(of) => (names[*of].to_owned(), String::new()),
            Holds::List(of) => (format!("list of {}", names[*of]), "empty".to_owned()),
        };
        let presence = match field.presence {
            _ if field.name == "a" => " key".to_owned(),
            Presence::Required => String::new(),
            Presence::Optional => " optional".to_owned(),
            Presence::Default => format!(" default {default}"),
        };
        writeln!(text, "  {} {ty}{presence}", field.name).expect("a text takes it");
    }
    text + "}\n"
}

/// A table: no key twice, or its periods one after the other.
fn table(dice: &mut Dice, vocabulary: &mut Vocabulary, number: usize) -> String {
    let dated = dice.chance(50);
    let key =
        |dice: &mut Dice| dice.pick(&[Ty::Text, Ty::Choice(0), Ty::Choice(1), Ty::FiscalYear, Ty::Number, Ty::Bool]).clone();
    let keys: Vec<(String, Ty)> = (0..1 + dice.below(2)).map(|at| (format!("k{number}{at}"), key(dice))).collect();
    let columns: Vec<(String, Ty)> = (0..1 + dice.below(3)).map(|at| (format!("v{number}{at}"), literal::any(dice))).collect();
    let name = format!("table{number}");
    let mut text = format!("\ntable {name}{} {{\n", if dated { " dated" } else { "" });
    for (column, ty) in &keys {
        writeln!(text, "  {column} {} key", ty.written()).expect("a text takes it");
    }
    for (column, ty) in &columns {
        writeln!(text, "  {column} {}", ty.written()).expect("a text takes it");
    }
    text.push_str("  cite doc\n  rows {\n");
    let mut known: Vec<Vec<String>> = Vec::new();
    for _ in 0..1 + dice.below(5) {
        let key: Vec<String> = keys.iter().map(|(_, ty)| literal(dice, ty)).collect();
        // Two ways of writing one value are one key.
        let plain = key.iter().map(|part| part.replace("平成28年度", "FY2016")).collect();
        if known.contains(&plain) {
            continue;
        }
        known.push(plain);
        let periods: &[&str] = match dice.below(if dated { 4 } else { 1 }) {
            _ if !dated => &[""],
            0 => &["| always"],
            1 => &["| from 2016-04-01"],
            2 => &["| until 2016-03-31", "| from 2016-04-01 until 2017-03-31"],
            _ => &["| from 2016-04-01 until 2016-04-30", "| from 2016-05-01"],
        };
        for period in periods {
            let mut cells = key.clone();
            cells.extend(columns.iter().map(|(_, ty)| if dice.chance(15) { "-".to_owned() } else { literal::alone(dice, ty) }));
            writeln!(text, "    {} {period}", cells.join(" | ")).expect("a text takes it");
        }
    }
    vocabulary.tables.push(Table { name, keys, columns, dated });
    text + "  }\n}\n"
}

/// A definition: of a record, or of nothing.
fn define(dice: &mut Dice, vocabulary: &mut Vocabulary, number: usize, size: usize) -> String {
    let (name, ty) = (format!("d{number}"), literal::any(dice));
    if dice.chance(25) {
        let text = format!("\ndefine {name} = {}\n", literal(dice, &ty));
        vocabulary.constants.push((name, ty));
        return text;
    }
    let of = *dice.pick(&[DEAL, DEAL, PART, SUB, TERM]);
    let body = Writer::new(dice, vocabulary).expr(&vocabulary.of_record(of), &ty, size);
    let text = format!("\ndefine {name} of {} = {body}\n", vocabulary.name(of));
    vocabulary.records[of].defined.push((name, ty));
    text
}

/// A summary of the deals or of their parts.
fn summary(dice: &mut Dice, vocabulary: &mut Vocabulary, size: usize) -> String {
    let (of, path, one) = grouped(dice, vocabulary);
    let filter = if dice.chance(30) {
        format!(" where {}", Writer::new(dice, vocabulary).condition(&one, size.min(2)))
    } else {
        String::new()
    };
    let mut fields = by(dice, &one);
    if fields.is_empty() {
        return String::new();
    }
    let keys = fields.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
    let mut text = format!("\nsummary tally for each group of {of}{filter} by {keys} {{\n");
    fields.iter_mut().for_each(|(name, _)| *name = name.rsplit('.').next().unwrap_or_default().to_owned());
    let mut scope = Scope { facts: fields.clone(), ..vocabulary.of_members(path) };
    for number in 0..1 + dice.below(3) {
        let ty = literal::any(dice);
        let body = Writer::in_summary(dice, vocabulary).expr(&scope, &ty, size);
        writeln!(text, "  s{number} = {body}").expect("a text takes it");
        scope.facts.push((format!("s{number}"), ty.clone()));
        fields.push((format!("s{number}"), ty));
    }
    vocabulary.summary = Some(fields);
    text + "}\n"
}

/// What is grouped, as it is written; the records on the way down to a member; and what can be named of one.
pub fn grouped(dice: &mut Dice, vocabulary: &Vocabulary) -> (String, Vec<usize>, Scope) {
    let (mut written, mut path, mut scope) = ("deal".to_owned(), vec![DEAL], vocabulary.of_record(DEAL));
    while let Some((list, inner)) = dice.chance(40).then(|| some_list(dice, vocabulary, path[path.len() - 1])).flatten() {
        written = format!("{list} of {written}");
        path.push(inner);
        scope = scope.within(vocabulary, inner);
    }
    (written, path, scope)
}

/// A list of a record: by its own name, or by that of its element where there is no other.
fn some_list(dice: &mut Dice, vocabulary: &Vocabulary, record: usize) -> Option<(String, usize)> {
    let lists = vocabulary.lists(record, "");
    if lists.is_empty() {
        return None;
    }
    let (name, inner) = dice.pick(&lists).clone();
    let by_element = lists.len() == 1 && dice.chance(50);
    Some((if by_element { vocabulary.name(inner).to_owned() } else { name }, inner))
}

/// One or two fields to group by; none where there is nothing but sets and lists.
pub fn by(dice: &mut Dice, one: &Scope) -> Vec<(String, Ty)> {
    let fits: Vec<&(String, Ty)> = one.facts.iter().filter(|(_, ty)| ty.is_scalar()).collect();
    let mut keys: Vec<(String, Ty)> = Vec::new();
    if fits.is_empty() {
        return keys;
    }
    for _ in 0..1 + dice.below(2) {
        let key = (*dice.pick(&fits)).clone();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// A figure of the whole set, or of the groups of the summary.
fn figure(dice: &mut Dice, vocabulary: &mut Vocabulary, number: usize, size: usize) -> String {
    let of = if vocabulary.summary.is_some() && dice.chance(40) { TALLY } else { DEAL };
    let one = Scope { in_figure: true, ..vocabulary.of_record(of) };
    // The `=` behind the condition would be taken for a part of it, did it not end in a comparison.
    let filter = if dice.chance(40) {
        format!(" where {} = true", Writer::in_summary(dice, vocabulary).condition(&one, size.min(2)))
    } else {
        String::new()
    };
    let (name, ty) = (format!("g{number}"), literal::any(dice));
    let scope = Scope { in_figure: true, ..vocabulary.of_members(vec![of]) };
    let body = Writer::in_summary(dice, vocabulary).expr(&scope, &ty, size);
    let text = format!("\nfigure {name} for the whole set of {}{filter} = {body}\n", vocabulary.name(of));
    vocabulary.figures.push((name, ty));
    text
}
