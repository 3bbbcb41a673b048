//! The one JSON contract: what every binding and every machine-readable report says, and nothing else.
//!
//! Version 1. Texts for people come in both languages, as `{"ja": …, "en": …}`. Exact numbers are strings, so that no reader rounds them: an amount
//! is `{"amount": "1848000", "currency": "JPY"}`. Nothing in it is of the clock or of the machine: equal rules and records give equal bytes.

use serde::Serialize;

use crate::check::typed::{self, Label, Severity};
use crate::decode::{DataError, Level};
use crate::engine::{Engine, Report};
use crate::finding::{self, Comparison, Evidence, Outcome, RecordId, Subject};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::value::show::show;
use crate::value::{Value, Why};

/// The version of this contract.
pub const VERSION: u32 = 1;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl From<&Label> for Text {
    fn from(label: &Label) -> Text {
        Text { ja: label.ja.clone(), en: label.en.clone() }
    }
}

impl From<&[String; 2]> for Text {
    fn from([ja, en]: &[String; 2]) -> Text {
        Text { ja: ja.clone(), en: en.clone() }
    }
}

impl Text {
    /// The text in a language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }

    fn of(make: impl Fn(Lang) -> String) -> Text {
        Text { ja: make(Lang::Ja), en: make(Lang::En) }
    }
}

/// The whole of a report.
#[derive(Debug, Clone, Serialize)]
pub struct Document {
    /// The version of this contract.
    pub version: u32,
    /// The packs, dependencies first.
    pub packs: Vec<PackInfo>,
    /// The inputs, by number.
    pub inputs: Vec<Input>,
    /// How many of each.
    pub summary: Summary,
    /// The findings.
    pub findings: Vec<Finding>,
    /// What could not be read.
    pub data_errors: Vec<Fault>,
}

/// A pack that was run.
#[derive(Debug, Clone, Serialize)]
pub struct PackInfo {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: Text,
    /// SHA-256 of its rules and tables.
    pub digest: String,
}

/// How many of each.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Records read.
    pub read: u64,
    /// Records judged.
    pub judged: u64,
    /// Records with a failed rule.
    pub flagged: u64,
    /// Records without a failed rule, but with an undetermined one.
    pub undetermined: u64,
    /// Records in which something could not be read.
    pub in_error: u64,
    /// For each rule that came to any outcome, the counts.
    pub rules: Vec<RuleCount>,
    /// Documents cited by these rules that nobody has held the figures against.
    pub unverified: Vec<Source>,
    /// Required parameters that are not set, and how many verdicts turned on them.
    pub parameters_not_set: Vec<Unset>,
}

/// How often a rule came to each outcome.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "named for the outcomes")]
pub struct RuleCount {
    /// The rule's id.
    pub rule: String,
    pub fail: u64,
    pub unknown: u64,
    pub excepted: u64,
    pub pass: u64,
    pub not_applicable: u64,
}

/// A required parameter that is not set.
#[derive(Debug, Clone, Serialize)]
pub struct Unset {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// How many verdicts turned on it.
    pub verdicts: u64,
}

/// A finding.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The rule's title.
    pub title: Text,
    /// How grave a failure is: `error`, `warning`, `review`, `info`.
    pub severity: Severity,
    /// `fail`, `unknown`, `excepted`, `pass`, `not_applicable`.
    pub outcome: Outcome,
    /// The outcome in words: 違反, 注意, 要審査, 参考 for a failure by its severity; 判定不能, 例外適用, 適合, 対象外.
    pub word: Text,
    /// What it is about.
    pub subject: Place,
    /// What the rule says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Text>,
    /// Where the rule comes from.
    pub sources: Vec<Source>,
    /// The facts read.
    pub facts: Vec<Fact>,
    /// The comparisons that decided.
    pub comparisons: Vec<Compared>,
    /// The table rows used.
    pub rows: Vec<RowUsed>,
    /// What was missing.
    pub missing: Vec<Missing>,
    /// The exceptions considered.
    pub exceptions: Vec<Exception>,
    /// Records that could not be placed in any group of this rule.
    #[serde(skip_serializing_if = "is_zero")]
    pub unplaced: usize,
    /// How much more evidence there was.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A record of the input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Record {
    /// The number of the input.
    pub input: u32,
    /// Line, or place in the array, from 1.
    pub position: u64,
    /// Its key; empty where it has none.
    pub key: String,
}

impl From<&RecordId> for Record {
    fn from(id: &RecordId) -> Record {
        Record { input: id.input, position: id.position, key: id.key.to_string() }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "as in `finding::Subject`")]
pub enum Place {
    Record { record: Record, path: String },
    Group { key: Vec<Text>, window: Option<[String; 2]>, members: Vec<Record> },
    Row { table: String, key: String, line: u32 },
    Set { count: usize },
}

/// A document cited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its name in the rules.
    pub source: String,
    /// Its title.
    pub title: Text,
    /// Article, paragraph, item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Whether a person has held the figures against it.
    pub verified: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_unverified: Option<String>,
}

/// A value, for machines and for people.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// For machines.
    pub value: serde_json::Value,
    /// For people.
    pub text: Text,
}

/// A fact read.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// The record, where the finding is about several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// JSON pointer.
    pub path: String,
    /// The field's label.
    pub label: Text,
    /// What was read.
    #[serde(flatten)]
    pub shown: Shown,
}

/// A comparison with its operands.
#[derive(Debug, Clone, Serialize)]
pub struct Compared {
    /// As written in the rule.
    pub text: String,
    /// The operator.
    pub operator: &'static str,
    /// The left operand.
    pub left: Shown,
    /// The right operand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<Shown>,
    /// Whether it held; `null` is undetermined.
    pub held: Option<bool>,
}

/// A table row used.
#[derive(Debug, Clone, Serialize)]
pub struct RowUsed {
    /// The table's name.
    pub table: String,
    /// The table's label.
    pub label: Text,
    /// The row's key.
    pub key: Text,
    /// The file it stands in.
    pub file: String,
    /// Its line there.
    pub line: u32,
}

/// A fact that was not to be had.
#[derive(Debug, Clone, Serialize)]
pub struct Missing {
    /// The record, where the finding is about several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// JSON pointer, parameter, or expression.
    pub path: String,
    /// What people call it.
    pub label: Text,
    /// Why, for machines: `missing`, `absent`, `unreadable`, `parameter`, …
    pub why: Why,
    /// Why, for people.
    pub reason: Text,
}

/// An exception considered.
#[derive(Debug, Clone, Serialize)]
pub struct Exception {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its title.
    pub title: Text,
    /// Whether it held; `null` is undetermined.
    pub held: Option<bool>,
    /// Where it comes from.
    pub sources: Vec<Source>,
}

/// Something in the input that could not be read.
#[derive(Debug, Clone, Serialize)]
pub struct Fault {
    /// The number of the input.
    pub input: u32,
    /// Line, or place in the array, from 1.
    pub position: u64,
    /// JSON pointer.
    pub path: String,
    /// What stood there.
    pub raw: String,
    /// Why, for machines.
    pub code: &'static str,
    /// Why, for people.
    pub reason: Text,
    /// `error`, or `note` where it was read with a remark.
    pub level: &'static str,
}

/// A report as the contract has it.
#[must_use]
pub fn document(engine: &Engine, report: &Report) -> Document {
    Document {
        version: VERSION,
        packs: engine
            .packs
            .iter()
            .map(|pack| PackInfo {
                name: pack.name.clone(),
                version: pack.version.clone(),
                title: (&pack.title).into(),
                digest: pack.digest.clone(),
            })
            .collect(),
        inputs: report.inputs.iter().map(Input::from).collect(),
        summary: summary(engine, report),
        findings: report.findings.iter().map(|finding| finding_of(engine, finding)).collect(),
        data_errors: report.faults.iter().map(fault_of).collect(),
    }
}

/// The counts of a report.
#[must_use]
pub fn summary(engine: &Engine, report: &Report) -> Summary {
    let count = |rule: usize, outcome: Outcome| report.tally.count(rule, outcome);
    let counted: Vec<usize> =
        (0..engine.plan.rules.len()).filter(|&rule| report.tally.rules[rule].iter().any(|count| *count > 0)).collect();
    let mut unverified: Vec<Source> = Vec::new();
    for &rule in &counted {
        for cite in &engine.program.rules[rule].cites {
            let source = Source { article: None, ..source_of(&engine.program, cite) };
            if !source.verified && !unverified.contains(&source) {
                unverified.push(source);
            }
        }
    }
    Summary {
        read: report.counts.read,
        judged: report.counts.judged,
        flagged: report.counts.flagged,
        undetermined: report.counts.undetermined,
        in_error: report.counts.in_error,
        rules: counted
            .iter()
            .map(|&rule| RuleCount {
                rule: engine.plan.rules[rule].id.clone(),
                fail: count(rule, Outcome::Fail),
                unknown: count(rule, Outcome::Unknown),
                excepted: count(rule, Outcome::Excepted),
                pass: count(rule, Outcome::Pass),
                not_applicable: count(rule, Outcome::NotApplicable),
            })
            .collect(),
        unverified,
        parameters_not_set: unset(engine, report),
    }
}

fn unset(engine: &Engine, report: &Report) -> Vec<Unset> {
    let missing =
        report.findings.iter().flat_map(|finding| &finding.evidence.missing).filter(|missing| missing.why == Why::Parameter);
    let mut verdicts = vec![0; engine.plan.parameters.len()];
    for missing in missing {
        if let Some(at) = engine.plan.parameters.iter().position(|parameter| parameter.name == missing.path) {
            verdicts[at] += 1;
        }
    }
    let named = engine.plan.parameters.iter().zip(verdicts).filter(|(_, verdicts)| *verdicts > 0);
    named
        .map(|(parameter, verdicts)| Unset { name: parameter.name.clone(), label: (&parameter.label).into(), verdicts })
        .collect()
}

/// A finding as the contract has it.
#[must_use]
pub fn finding_of(engine: &Engine, finding: &finding::Finding) -> Finding {
    let rule = &engine.program.rules[finding.rule];
    let Evidence { facts, comparisons, rows, missing, exceptions, unplaced, more } = &finding.evidence;
    let plan = &engine.plan;
    Finding {
        rule: rule.id.clone(),
        title: (&rule.label).into(),
        severity: rule.severity,
        outcome: finding.outcome,
        word: word(finding.outcome, rule.severity),
        subject: place_of(plan, &finding.subject),
        message: finding.message.as_ref().map(Text::from),
        sources: rule.cites.iter().map(|cite| source_of(&engine.program, cite)).collect(),
        facts: facts
            .iter()
            .map(|fact| Fact {
                record: fact.record.as_ref().map(Record::from),
                path: fact.path.clone(),
                label: (&fact.label).into(),
                shown: shown(plan, &fact.value),
            })
            .collect(),
        comparisons: comparisons.iter().map(|comparison| compared(plan, comparison)).collect(),
        rows: rows.iter().map(|used| row_of(plan, used)).collect(),
        missing: missing.iter().map(missing_of).collect(),
        exceptions: exceptions.iter().map(|tried| exception_of(&engine.program, rule, tried)).collect(),
        unplaced: *unplaced,
        more: *more,
    }
}

fn compared(plan: &Plan, comparison: &Comparison) -> Compared {
    Compared {
        text: comparison.text.clone(),
        operator: comparison.operator,
        left: shown(plan, &comparison.left),
        right: comparison.right.as_ref().map(|right| shown(plan, right)),
        held: comparison.held,
    }
}

fn row_of(plan: &Plan, used: &finding::RowUse) -> RowUsed {
    let table = &plan.tables[used.table];
    RowUsed {
        table: table.name.clone(),
        label: (&table.label).into(),
        key: Text::of(|lang| table.key_text(used.row, lang, plan)),
        file: used.file.to_string(),
        line: used.line,
    }
}

fn missing_of(missing: &finding::MissingFact) -> Missing {
    Missing {
        record: missing.record.as_ref().map(Record::from),
        path: missing.path.clone(),
        label: (&missing.label).into(),
        why: missing.why,
        reason: Text::of(|lang| missing.why.label(lang).to_owned()),
    }
}

fn exception_of(program: &typed::Program, rule: &typed::Rule, tried: &finding::ExceptionTried) -> Exception {
    let exception = &rule.exceptions[tried.exception];
    Exception {
        id: exception.id.clone(),
        title: (&exception.label).into(),
        held: tried.held,
        sources: exception.cites.iter().map(|cite| source_of(program, cite)).collect(),
    }
}

/// A citation with its document.
#[must_use]
pub fn source_of(program: &typed::Program, cite: &typed::Cite) -> Source {
    let document = &program.documents[cite.document];
    Source {
        source: document.name.clone(),
        title: (&document.label).into(),
        article: cite.article.clone().or_else(|| document.article.clone()),
        verified: document.verified,
        why_unverified: document.why_unverified.clone(),
    }
}

/// A data error as the contract has it.
#[must_use]
pub fn fault_of(fault: &DataError) -> Fault {
    Fault {
        input: fault.input,
        position: fault.position,
        path: fault.path.clone(),
        raw: fault.raw.clone(),
        code: fault.reason.code(),
        reason: Text::of(|lang| fault.reason.message(lang)),
        level: if fault.level == Level::Error { "error" } else { "note" },
    }
}

/// An outcome in words; a failure by how grave it is.
#[must_use]
pub fn word(outcome: Outcome, severity: Severity) -> Text {
    let (ja, en) = match (outcome, severity) {
        (Outcome::Fail, Severity::Error) => ("違反", "violation"),
        (Outcome::Fail, Severity::Warning) => ("注意", "warning"),
        (Outcome::Fail, Severity::Review) => ("要審査", "for review"),
        (Outcome::Fail, Severity::Info) => ("参考", "for information"),
        (Outcome::Unknown, _) => ("判定不能", "undetermined"),
        (Outcome::Excepted, _) => ("例外適用", "excepted"),
        (Outcome::Pass, _) => ("適合", "passes"),
        (Outcome::NotApplicable, _) => ("対象外", "not applicable"),
    };
    Text { ja: ja.to_owned(), en: en.to_owned() }
}

fn place_of(plan: &Plan, subject: &Subject) -> Place {
    match subject {
        Subject::Record { record, path } => Place::Record { record: record.into(), path: path.clone() },
        Subject::Group { key, window, members } => Place::Group {
            key: key.iter().map(Text::from).collect(),
            window: window.clone().map(|(first, last)| [first, last]),
            members: members.iter().map(Record::from).collect(),
        },
        Subject::Row { table, key, line } => {
            Place::Row { table: plan.tables[*table].name.clone(), key: key.clone(), line: *line }
        }
        Subject::Set { count } => Place::Set { count: *count },
    }
}

/// A value for machines and for people.
#[must_use]
pub fn shown(plan: &Plan, value: &Value) -> Shown {
    Shown { value: plain(plan, value), text: Text::of(|lang| show(value, lang, plan)) }
}

/// A value for machines: exact numbers as strings.
fn plain(plan: &Plan, value: &Value) -> serde_json::Value {
    use serde_json::json;
    match value {
        Value::Unknown(_) => serde_json::Value::Null,
        Value::Bool(truth) => json!(truth),
        Value::Text(text) => json!(text),
        Value::Number(number) => json!(number.to_string()),
        Value::Percent(_) | Value::Choice(_) | Value::Row(..) => json!(show(value, Lang::En, plan)),
        Value::Money(money) => json!({ "amount": money.amount.to_string(), "currency": money.currency.to_string() }),
        Value::Date(date) => json!(date.to_string()),
        Value::FiscalYear(year) => json!(year.to_string()),
        Value::Days(count) => json!({ "days": count }),
        Value::Months(count) => json!({ "months": count }),
        Value::Years(count) => json!({ "years": count }),
        Value::Range(ends) => json!({ "from": plain(plan, &ends.0), "to": plain(plan, &ends.1) }),
        Value::List(items) | Value::Set(items) | Value::Record(items) => items.iter().map(|item| plain(plan, item)).collect(),
    }
}
