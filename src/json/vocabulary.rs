//! What the words of the rules mean: the fields of the record, the choices, the tables and the rules, with what people read of them. A page that shows contracts
//! and rules needs it; a report alone says only what its findings touch.

use serde::{Deserialize, Serialize};

use super::{Maker, Shown, Source, Text, source_of};
use crate::check::typed::{Field, Presence, Program, Scope, Severity, Table, Type};
use crate::engine::{Engine, Report};

/// The words of the rules that a report was made by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// The record that was judged, by its name.
    pub record: String,
    /// That record, and those inside it.
    pub records: Vec<RecordWords>,
    /// The choices.
    pub choices: Vec<ChoiceWords>,
    /// The tables, with all their rows.
    pub tables: Vec<TableWords>,
    /// The rules, in the order of their modules and then as written.
    pub rules: Vec<RuleWords>,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordWords {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// The field that identifies it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Its fields.
    pub fields: Vec<FieldWords>,
}

/// A field of a record, or a column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldWords {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// What it holds: `text`, `bool`, `number`, `percent`, `money`, `date`, `moment`, `fiscal_year`, `days`, `months`, `years`, `range`, `choice`, `record`, `list`, `set`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Of a choice or a record, its name; of a list, a set or a range, what its elements are; of money, its currency.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// Whether it has to be given.
    pub required: bool,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceWords {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// Its possibilities.
    pub variants: Vec<VariantWords>,
}

/// A possibility of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantWords {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Text,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableWords {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Text,
    /// Its columns.
    pub columns: Vec<FieldWords>,
    /// Its rows: what stands in each column.
    pub rows: Vec<Vec<Shown>>,
    /// Where its figures come from.
    pub sources: Vec<Source>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleWords {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// How grave a failure is, as the rules have it.
    pub severity: Severity,
    /// What it gives findings for: `record`, `group`, `row`, `set`.
    pub scope: String,
    /// The pack that it stands in.
    pub pack: String,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// The file that it stands in.
    pub file: String,
    /// Its line there, from 1.
    pub line: u32,
}

impl Vocabulary {
    /// The words of the rules, for one of their records: its number in the program, as a [report](Report) has it.
    ///
    /// ```
    /// use sadame::engine::{Engine, Options};
    /// use sadame::json::Vocabulary;
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// let words = Vocabulary::new(&engine, engine.session(&Options::default()).expect("nothing is set wrongly").so_far().record);
    /// assert_eq!(words.records[0].fields[0].label.ja, "契約番号");
    /// ```
    #[must_use]
    pub fn new(engine: &Engine, judged: usize) -> Vocabulary {
        // What a value is called does not turn on what came of a run.
        let (program, nothing) = (&engine.program, Report::default());
        let make = Maker { engine, report: &nothing };
        let mut records = vec![judged];
        let mut at = 0;
        while let Some(&number) = records.get(at) {
            let inside: Vec<usize> = program.records[number].fields.iter().filter_map(|field| field.ty.record()).collect();
            for inner in inside {
                if !records.contains(&inner) {
                    records.push(inner);
                }
            }
            at += 1;
        }
        Vocabulary {
            record: program.records[judged].name.clone(),
            records: records.into_iter().map(|number| record(program, number)).collect(),
            choices: program.choices.iter().map(choice).collect(),
            tables: program.tables.iter().map(|it| table(program, make, it)).collect(),
            rules: (0..program.rules.len()).map(|number| rule(engine, number)).collect(),
        }
    }
}

fn record(program: &Program, number: usize) -> RecordWords {
    let it = &program.records[number];
    RecordWords {
        name: it.name.clone(),
        label: (&it.label).into(),
        key: it.key.map(|key| it.fields[key].name.clone()),
        fields: it.fields.iter().map(|it| field(program, it)).collect(),
    }
}

fn field(program: &Program, it: &Field) -> FieldWords {
    let (kind, of) = kind(program, &it.ty);
    let required = it.presence == Presence::Required;
    FieldWords { name: it.name.clone(), label: (&it.label).into(), kind: kind.to_owned(), of, required }
}

/// What a type is called, and of what it is.
fn kind(program: &Program, ty: &Type) -> (&'static str, String) {
    let inner = |of: &Type| {
        let (kind, name) = kind(program, of);
        if name.is_empty() || kind == "money" { kind.to_owned() } else { name }
    };
    match ty {
        Type::Text => ("text", String::new()),
        Type::Bool => ("bool", String::new()),
        Type::Number => ("number", String::new()),
        Type::Percent => ("percent", String::new()),
        Type::Money(money) => ("money", money.currency.map(|currency| currency.to_string()).unwrap_or_default()),
        Type::Date => ("date", String::new()),
        Type::Moment => ("moment", String::new()),
        Type::FiscalYear => ("fiscal_year", String::new()),
        Type::Days => ("days", String::new()),
        Type::Months => ("months", String::new()),
        Type::Years => ("years", String::new()),
        Type::Choice(number) => ("choice", program.choices[*number].name.clone()),
        Type::Record(number) => ("record", program.records[*number].name.clone()),
        Type::Row(number) => ("row", program.tables[*number].name.clone()),
        Type::Range(of) => ("range", inner(of)),
        Type::List(of) => ("list", inner(of)),
        Type::Set(of) => ("set", inner(of)),
        Type::Error => ("", String::new()),
    }
}

fn choice(it: &crate::check::typed::Choice) -> ChoiceWords {
    let variants = it.variants.iter().map(|(name, label)| VariantWords { name: name.clone(), label: label.into() });
    ChoiceWords { name: it.name.clone(), label: (&it.label).into(), variants: variants.collect() }
}

fn table(program: &Program, make: Maker<'_>, it: &Table) -> TableWords {
    TableWords {
        name: it.name.clone(),
        label: (&it.label).into(),
        columns: it.columns.iter().map(|column| field(program, column)).collect(),
        rows: it.rows.iter().map(|row| row.values.iter().map(|value| make.shown(value)).collect()).collect(),
        sources: it.cites.iter().map(|cite| source_of(program, cite)).collect(),
    }
}

fn rule(engine: &Engine, number: usize) -> RuleWords {
    let it = &engine.program.rules[number];
    let scope = match it.scope {
        Scope::Each { .. } => "record",
        Scope::Group { .. } => "group",
        Scope::Row { .. } => "row",
        Scope::Set { .. } => "set",
    };
    RuleWords {
        id: it.id.clone(),
        title: (&it.label).into(),
        severity: it.severity,
        scope: scope.to_owned(),
        pack: engine.pack_of(number).map_or_else(String::new, |pack| pack.name.clone()),
        sources: it.cites.iter().map(|cite| source_of(&engine.program, cite)).collect(),
        file: engine.sources.get(it.span.source).path.clone(),
        line: engine.sources.place(it.span).line,
    }
}
