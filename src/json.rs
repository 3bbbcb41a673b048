//! The one JSON contract: what every binding and every report says. Each report for people is written from it too, so none knows more than another.
//!
//! Version 1, as a [`Document`] or as lines (a header, findings and data errors as they come, the summary). Texts for people come in both languages, as
//! `{"ja": …, "en": …}`. Exact numbers are strings, so that no reader rounds them. Values are
//!
//! | type | in JSON |
//! | --- | --- |
//! | text, bool, date | `"甲"`, `true`, `"2016-04-01"` |
//! | number | `"0.5"`; a quotient without end is a fraction, `"1/3"` |
//! | percent | `{"percent": "50"}` |
//! | money | `{"amount": "1848000", "currency": "JPY"}` |
//! | fiscal year | `"FY2016"` |
//! | days, months, years | `{"days": 72}`, `{"months": 3}`, `{"years": 5}` |
//! | range | `{"from": "FY2016", "to": "FY2021"}` |
//! | choice, row | the name of the possibility, `"works"`; the row's key |
//! | list, set | `[…]` |
//! | unknown | `null`; why stands under `missing` |
//!
//! Nothing in it is of the clock or of the machine: equal rules and records give equal bytes.

use serde::{Deserialize, Serialize};

use crate::check::typed::{Label, Severity};
use crate::finding::Outcome;
use crate::lang::Lang;
use crate::value::Why;

pub use make::{Maker, source_of};

mod make;
mod place;

/// The version of this contract.
pub const VERSION: u32 = 1;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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

    /// What `make` gives in each language.
    pub(crate) fn of(make: impl Fn(Lang) -> String) -> Text {
        Text { ja: make(Lang::Ja), en: make(Lang::En) }
    }
}

/// The whole of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// By what, and under which settings, it was made.
    #[serde(flatten)]
    pub header: Header,
    /// How many of each.
    pub summary: Summary,
    /// The findings: those of records in the order of the input, then those of groups, rows and the whole set.
    pub findings: Vec<Finding>,
    /// What could not be read.
    pub data_errors: Vec<DataError>,
}

/// By what, and under which settings, a report was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The version of this contract.
    pub version: u32,
    /// The version of Sadame.
    pub sadame: String,
    /// The packs, dependencies first.
    pub packs: Vec<Pack>,
    /// The kind of record that was judged.
    pub record: RecordKind,
    /// The date the check was made for.
    pub as_of: Option<String>,
    /// Every parameter of the rules.
    pub parameters: Vec<Parameter>,
}

/// A pack that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: Text,
    /// SHA-256 of its rules and tables.
    pub digest: String,
}

/// The kind of record that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordKind {
    /// Its name: `contract`.
    pub name: String,
    /// Its label: 契約.
    pub label: Text,
}

/// A parameter, as it was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// Its value, by default or as set; `null` where it is required and was not set.
    pub value: serde_json::Value,
    /// The value for people.
    pub text: Option<Text>,
}

/// How many of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The inputs, in the order read.
    pub inputs: Vec<Input>,
    /// Records read, those that could not be read as records included.
    pub read: u64,
    /// Records judged.
    pub judged: u64,
    /// Records with a failed rule of their own or of a group they are in.
    pub flagged: u64,
    /// Records without a failed rule, but with an undetermined one.
    pub undetermined: u64,
    /// Records in which something could not be read.
    pub in_error: u64,
    /// Verdicts by outcome, over all rules.
    pub verdicts: Counts,
    /// Failures by how grave the rule is.
    pub failures: Failures,
    /// For each rule that came to any verdict, the counts.
    pub rules: Vec<RuleCount>,
    /// Sources of these rules, and of the tables they read, that nobody has held the figures against.
    pub unverified: Vec<Source>,
    /// What was not set although verdicts turned on it.
    pub unset: Vec<Unset>,
}

/// A file, or what came through a pipe (`-`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name, as given.
    pub name: String,
    /// Records in it.
    pub records: u64,
    /// Why it could not be read, or not to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Text>,
}

/// Verdicts by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "named for the outcomes")]
pub struct Counts {
    pub fail: u64,
    pub unknown: u64,
    pub excepted: u64,
    pub pass: u64,
    pub not_applicable: u64,
}

/// Failures by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(missing_docs, reason = "named for the severities")]
pub struct Failures {
    pub error: u64,
    pub warning: u64,
    pub review: u64,
    pub info: u64,
}

/// How often a rule came to each outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// The rule's id.
    pub rule: String,
    /// Its title.
    pub title: Text,
    /// How grave a failure is.
    pub severity: Severity,
    /// How often it came to each outcome.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A required parameter, or the date of the check (`as_of`), that was not set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unset {
    /// `as_of`, or the parameter's name.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// How many undetermined verdicts turned on it.
    pub verdicts: u64,
}

/// A verdict of a rule on a subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    pub subject: Subject,
    /// What the rule says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Text>,
    /// Where the rule comes from.
    pub sources: Vec<Source>,
    /// Why.
    #[serde(flatten)]
    pub evidence: Evidence,
}

/// A record of the input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Record {
    /// The name of the input.
    pub input: String,
    /// Its line, or its place in the array, from 1.
    pub position: u64,
    /// Its key; empty where it has none.
    pub key: String,
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// A record, or an element in it.
    Record {
        /// The record.
        record: Record,
        /// What tells people which record it is, besides its key: its title, its amount.
        heading: Vec<Text>,
        /// JSON pointer of the element, as in `/payments/2`; empty for the record itself.
        path: String,
        /// The element in words; empty for the record itself.
        place: Text,
    },
    /// A group of records.
    Group {
        /// What its members have in common.
        key: Vec<Key>,
        /// First and last day, where the group is a window.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        window: Option<[String; 2]>,
        /// Its members.
        members: Vec<Member>,
    },
    /// A row of a table.
    Row {
        /// The table's name.
        table: String,
        /// Its label.
        label: Text,
        /// The row's key.
        key: String,
        /// Its line in its file.
        line: u32,
    },
    /// The whole set.
    Set {
        /// How many records.
        count: usize,
    },
}

/// One of the things that the members of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// What: the field's label.
    pub label: Text,
    /// Its value for people.
    pub text: Text,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Which record.
    #[serde(flatten)]
    pub record: Record,
    /// What tells people which record it is.
    pub heading: Vec<Text>,
}

/// A document cited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its name in the rules.
    pub source: String,
    /// Its title.
    pub title: Text,
    /// Article, paragraph, item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Whether a person has held the figures against it.
    pub verified: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_unverified: Option<String>,
}

/// Why a verdict is what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The facts read.
    pub facts: Vec<Fact>,
    /// The comparisons that decided.
    pub comparisons: Vec<Comparison>,
    /// The table rows used.
    pub rows: Vec<RowUse>,
    /// What was missing, unreadable or not computable.
    pub missing: Vec<Missing>,
    /// The exceptions considered.
    pub exceptions: Vec<Exception>,
    /// Records that could not be placed in any group of this rule.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unplaced: usize,
    /// How much more there was of any of these than is listed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_false(truth: &bool) -> bool {
    !*truth
}

/// A value, for machines and for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// For machines; see the [table](self).
    pub value: serde_json::Value,
    /// For people.
    pub text: Text,
}

/// A fact read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The record, where the finding is about several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// JSON pointer.
    pub path: String,
    /// Where it stands, in words: 支払予定 1件目の支払額.
    pub place: Text,
    /// What was read.
    #[serde(flatten)]
    pub shown: Shown,
    /// It was left out, and this is the value that the rules suppose then.
    #[serde(default, skip_serializing_if = "is_false")]
    pub by_default: bool,
}

/// A comparison with its operands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// As written in the rule.
    pub text: String,
    /// The operator.
    pub operator: String,
    /// The left operand.
    pub left: Shown,
    /// The right operand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Shown>,
    /// Whether it held; `null` is undetermined.
    pub held: Option<bool>,
}

/// A table row used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowUse {
    /// The table's name.
    pub table: String,
    /// Its label.
    pub label: Text,
    /// The row's key.
    pub key: Text,
    /// What stands in it.
    pub cells: Vec<Cell>,
    /// The file it stands in.
    pub file: String,
    /// Its line there.
    pub line: u32,
    /// Where the table's figures come from.
    pub sources: Vec<Source>,
}

/// A cell of a table row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The column's name.
    pub column: String,
    /// Its label.
    pub label: Text,
    /// What stands there.
    #[serde(flatten)]
    pub shown: Shown,
}

/// A fact that was not to be had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    /// The record, where the finding is about several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
    /// JSON pointer; the name of a parameter, `as_of`, or the expression as written.
    pub path: String,
    /// What it is, in words: 支払予定 1件目の支払年度.
    pub place: Text,
    /// Why, for machines: `missing`, `absent`, `unreadable`, `no_row`, `parameter`, `as_of`, …
    pub why: Why,
    /// Why, for people.
    pub reason: Text,
    /// What was looked up, where no row had that key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sought: Option<Shown>,
}

/// An exception considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its title.
    pub title: Text,
    /// Whether it held; `null` is undetermined.
    pub held: Option<bool>,
    /// Where it comes from.
    pub sources: Vec<Source>,
}

/// Something in the input that could not be read, or was read with a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataError {
    /// The name of the input.
    pub input: String,
    /// Line, or place in the array, from 1.
    pub position: u64,
    /// JSON pointer; empty for the whole record.
    pub path: String,
    /// Where it stands, in words; empty for the whole record.
    pub place: Text,
    /// What stood there, cut to 80 characters.
    pub raw: String,
    /// Why, for machines: `not_json`, `wrong_type`, `no_such_date`, …
    pub code: String,
    /// Why, for people.
    pub reason: Text,
    /// `error`, or `note` where it was read with a remark.
    pub level: Level,
}

/// How grave a data error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It was read, with a remark.
    Note,
    /// It was not read.
    Error,
}

/// A fault of the rules, or a warning about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Its code: `E0301`.
    pub code: String,
    /// `error` refuses the rules, `warning` does not.
    pub level: DiagnosticLevel,
    /// One sentence.
    pub message: Text,
    /// A known fix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// Where.
    #[serde(flatten)]
    pub range: Range,
}

/// Whether the rules are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "as in `Diagnostic::level`")]
pub enum DiagnosticLevel {
    Warning,
    Error,
}

/// A stretch of a rule file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as said above")]
pub struct Range {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}
