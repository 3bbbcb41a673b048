//! What rules are, as the contract has it: for programs and pages that show contracts and rules, or ask what these read. A report alone says only what its
//! findings touch.

use serde::{Deserialize, Serialize};

use super::{Maker, Pack, Shown, Source, Text, source_of};
use crate::check::typed::{self, Presence, Program, Severity, Type};
use crate::check::types;
use crate::engine::{Engine, Report};

/// What compiled rules are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct About {
    /// The version of Sadame.
    pub sadame: String,
    /// The packs, dependencies first.
    pub packs: Vec<Pack>,
    /// The records: those that an input may hold, and those in them.
    pub records: Vec<AboutRecord>,
    /// The rules, in the order of their packs.
    pub rules: Vec<AboutRule>,
    /// What may be set.
    pub parameters: Vec<AboutParameter>,
    /// The layouts that files may be read by.
    pub layouts: Vec<String>,
    /// The tables, with all their rows; left out where they were not [asked for](About::with_tables).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<AboutTable>,
}

/// A kind of record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AboutRecord {
    /// Its name: `contract`.
    pub name: String,
    /// Its label: 契約.
    pub label: Text,
    /// Whether an input may hold it; otherwise it stands in another record.
    pub root: bool,
    /// The field that tells one from another.
    pub key: Option<String>,
    /// Its fields.
    pub fields: Vec<AboutField>,
}

/// A field of a record, or a column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AboutField {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// What is read into it: `text`, `bool`, `number`, `percent`, `money`, `date`, `moment`, `fiscal_year`, `days`, `months`, `years`, `range`,
    /// `choice`, `list`, `set`, `record`.
    pub kind: String,
    /// Of a list, a set or a range: what is read into its elements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The record that it is, or that its elements are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Of money: its currency, where it is always the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// What may be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<AboutChoice>,
    /// Its type, in the words of the language.
    pub r#type: String,
    /// Whether its being left out is a fault of the input.
    pub required: bool,
}

/// A possibility of a choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AboutChoice {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Text,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AboutTable {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// Its columns.
    pub columns: Vec<AboutField>,
    /// Its rows: what stands in each column.
    pub rows: Vec<Vec<Shown>>,
    /// Where its figures come from.
    pub sources: Vec<Source>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AboutRule {
    /// Its id.
    pub rule: String,
    /// Its title.
    pub title: Text,
    /// How grave a failure is.
    pub severity: Severity,
    /// The pack it stands in.
    pub pack: String,
    /// The record it judges; none where it judges the rows of a table.
    pub record: Option<String>,
    /// Whether it looks at more than one record.
    pub portfolio: bool,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// The file it stands in.
    pub file: String,
    /// Its line there.
    pub line: u32,
    /// As it is written.
    pub text: String,
    /// Its examples, as they are written.
    pub examples: Vec<String>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AboutParameter {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// Its type, in the words of the language.
    pub r#type: String,
    /// Whether verdicts that turn on it are undetermined unless it is set.
    pub required: bool,
}

impl About {
    /// What the rules of an engine are.
    ///
    /// ```
    /// use sadame::engine::Engine;
    /// use sadame::json::About;
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// let about = About::new(&engine);
    /// assert!(about.rules.iter().any(|rule| rule.rule == "DB-02" && rule.text.starts_with("rule DB-02")));
    /// ```
    #[must_use]
    pub fn new(engine: &Engine) -> About {
        let program = &engine.program;
        let records = program.records.iter().filter(|record| record.summary.is_none());
        let parameter = |it: &typed::Parameter| AboutParameter {
            name: it.name.clone(),
            label: (&it.label).into(),
            r#type: types::show(&it.ty, program).replace('`', ""),
            required: it.default.is_none(),
        };
        About {
            sadame: env!("CARGO_PKG_VERSION").to_owned(),
            packs: engine.packs.iter().map(Pack::from).collect(),
            records: records.map(|record| AboutRecord::new(program, record)).collect(),
            rules: (0..program.rules.len()).map(|number| AboutRule::new(engine, number)).collect(),
            parameters: program.parameters.iter().map(parameter).collect(),
            layouts: program.layouts.iter().map(|layout| layout.name.clone()).collect(),
            tables: Vec::new(),
        }
    }

    /// The same, with the tables of the engine.
    ///
    /// ```
    /// use sadame::engine::Engine;
    /// use sadame::json::About;
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// let about = About::new(&engine).with_tables(&engine);
    /// let table = &about.tables[0];
    /// assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    /// ```
    #[must_use]
    pub fn with_tables(self, engine: &Engine) -> About {
        // What a value is called does not turn on what came of a run.
        let (program, nothing) = (&engine.program, Report::default());
        let make = Maker { engine, report: &nothing };
        let table = |it: &typed::Table| AboutTable {
            name: it.name.clone(),
            label: (&it.label).into(),
            columns: it.columns.iter().map(|column| AboutField::new(program, column)).collect(),
            rows: it.rows.iter().map(|row| row.values.iter().map(|value| make.shown(value)).collect()).collect(),
            sources: it.cites.iter().map(|cite| source_of(program, cite)).collect(),
        };
        About { tables: program.tables.iter().map(table).collect(), ..self }
    }

    /// As one line of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("the contract is JSON")
    }
}

impl AboutRecord {
    fn new(program: &Program, record: &typed::Record) -> AboutRecord {
        AboutRecord {
            name: record.name.clone(),
            label: (&record.label).into(),
            root: record.root,
            key: record.key.map(|key| record.fields[key].name.clone()),
            fields: record.fields.iter().map(|field| AboutField::new(program, field)).collect(),
        }
    }
}

impl AboutField {
    fn new(program: &Program, field: &typed::Field) -> AboutField {
        let inner = match &field.ty {
            Type::List(of) | Type::Set(of) | Type::Range(of) => Some(&**of),
            _ => None,
        };
        let choice = match inner.unwrap_or(&field.ty) {
            Type::Choice(choice) => Some(&program.choices[*choice]),
            _ => None,
        };
        let currency = match inner.unwrap_or(&field.ty) {
            Type::Money(money) => money.currency.map(|currency| currency.to_string()),
            _ => None,
        };
        let variants = choice.into_iter().flat_map(|choice| &choice.variants);
        AboutField {
            name: field.name.clone(),
            label: (&field.label).into(),
            kind: kind(&field.ty).to_owned(),
            of: inner.map(|of| kind(of).to_owned()),
            record: field.ty.record().map(|record| program.records[record].name.clone()),
            currency,
            choices: variants.map(|(name, label)| AboutChoice { name: name.clone(), label: label.into() }).collect(),
            r#type: types::show(&field.ty, program).replace('`', ""),
            required: field.presence == Presence::Required,
        }
    }
}

/// What is read as a value of a type, in a word.
fn kind(ty: &Type) -> &'static str {
    match ty {
        Type::Text | Type::Row(_) | Type::Error => "text",
        Type::Bool => "bool",
        Type::Number => "number",
        Type::Percent => "percent",
        Type::Money(_) => "money",
        Type::Date => "date",
        Type::Moment => "moment",
        Type::FiscalYear => "fiscal_year",
        Type::Days => "days",
        Type::Months => "months",
        Type::Years => "years",
        Type::Range(_) => "range",
        Type::Choice(_) => "choice",
        Type::List(_) => "list",
        Type::Set(_) => "set",
        Type::Record(_) => "record",
    }
}

impl AboutRule {
    /// A rule by its number in the program.
    #[must_use]
    pub fn new(engine: &Engine, number: usize) -> AboutRule {
        let (program, planned) = (&engine.program, &engine.plan.rules[number]);
        let rule = &program.rules[number];
        let source = engine.sources.get(rule.span.source);
        let (written, examples) = engine.written(number).into_iter().partition::<Vec<&str>, _>(|text| text.starts_with("rule"));
        AboutRule {
            rule: rule.id.clone(),
            title: (&rule.label).into(),
            severity: rule.severity,
            pack: engine.pack_of(number).map_or_else(String::new, |pack| pack.name.clone()),
            record: engine.plan.judged(&planned.scope).map(|record| program.records[record].name.clone()),
            portfolio: planned.portfolio,
            sources: rule.cites.iter().map(|cite| source_of(program, cite)).collect(),
            file: source.path.clone(),
            line: engine.sources.place(rule.span).line,
            text: written.join("\n\n"),
            examples: examples.into_iter().map(str::to_owned).collect(),
        }
    }
}
