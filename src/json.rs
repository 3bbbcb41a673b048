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
//! | record, list of records | `{"entries": 1}`, `{"entries": 3}`; what decided in an entry is a fact of its own |
//! | unknown | `null`; why stands under `missing` |
//!
//! Nothing in it is of the clock or of the machine: equal rules and records give equal bytes.

use serde::{Deserialize, Serialize};

use crate::check::typed::{Label, Severity};
use crate::lang::Lang;

pub use about::{About, AboutChoice, AboutField, AboutParameter, AboutRecord, AboutRule, AboutTable};
#[cfg(feature = "clear")]
pub use clear::{Broken, Change, WouldClear};
pub use finding::{
    Cell, Comparison, Decided, Evidence, Exception, Fact, Finding, Key, Member, Missing, Record, RowUse, Shown, Source, Subject,
};
pub use line::Line;
pub use make::{Maker, source_of};
pub use whole::Whole;

mod about;
#[cfg(feature = "clear")]
mod clear;
mod finding;
mod input;
mod line;
mod make;
mod place;
#[cfg(feature = "schema")]
pub mod schema;
mod whole;

/// The version of this contract.
pub const VERSION: u32 = 1;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Header {
    /// The version of this contract.
    #[cfg_attr(feature = "schema", schemars(extend("const" = VERSION)))]
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
    /// Rules that were not run, because they were not selected or were ignored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_run: Vec<String>,
    /// Rules whose failures were set to be graver or less grave than the rules have it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<LevelSet>,
}

/// A rule whose severity was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LevelSet {
    /// The rule's id.
    pub rule: String,
    /// How grave the rules have it.
    pub written: Severity,
    /// How grave it was set to be.
    pub set: Severity,
}

/// A pack that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordKind {
    /// Its name: `contract`.
    pub name: String,
    /// Its label: 契約.
    pub label: Text,
}

/// A parameter, as it was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// Its value, by default or as set; `null` where it is required and was not set.
    #[cfg_attr(feature = "schema", schemars(with = "schema::Plain"))]
    pub value: serde_json::Value,
    /// The value for people.
    pub text: Option<Text>,
}

/// How many of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// Of these, the failures that are neither known from an earlier run nor accepted.
    pub open: Failures,
    /// Undetermined verdicts that are neither known from an earlier run nor accepted.
    pub open_unknown: u64,
    /// Findings, failed or undetermined, that are known from an earlier run.
    pub known: u64,
    /// Findings, failed or undetermined, that are accepted.
    pub accepted: u64,
    /// Decisions on findings that this run did not make.
    pub unused_decisions: u64,
    /// For each rule that came to any verdict, the counts.
    pub rules: Vec<RuleCount>,
    /// Sources of these rules, and of the tables they read, that nobody has held the figures against.
    pub unverified: Vec<Source>,
    /// What was not set although verdicts turned on it.
    pub unset: Vec<Unset>,
}

/// A file, or what came through a pipe (`-`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Input {
    /// Its name, as given; with a number behind it, where another had that name before.
    pub name: String,
    /// The name as given, where `name` has a number behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// SHA-256 of its bytes, in hexadecimal; none where it was not read to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Records in it.
    pub records: u64,
    /// Why it could not be read, or not to its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Text>,
    /// What was understood of it.
    #[serde(flatten)]
    pub reading: Reading,
}

/// What was understood of an input.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Reading {
    /// What kind of file: `jsonl`, `json`, `csv`, `xlsx`, `parquet`, `arrow`; empty where that was not seen.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub format: String,
    /// How it was packed: `gzip`, `zstd`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packed: Option<String>,
    /// How its text was written, where that is not plain UTF-8: `Shift_JIS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The layout it was read by; none where it was read by the labels of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// The sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row of the headings, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u64>,
    /// Sheets and files that were read with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Beside>,
    /// The columns that fields are read from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnRead>,
    /// Headings that no field is read from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmapped: Vec<String>,
    /// Fields that must be given, or that the layout names, and that have no column: every record lacks them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<Text>,
    /// Rows that were left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
    /// Cells that were read though they were not written as data should be, by column and kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<Repair>,
}

/// A column that a field is read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnRead {
    /// Its place: `D`, `支払!B`.
    pub at: String,
    /// Its heading.
    pub heading: String,
    /// The field: `amount`, `payments/amount`.
    pub field: String,
    /// How many of the currency's unit one stands for, where that is not one: 1000 for 千円.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub unit: u64,
}

fn one() -> u64 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_one(unit: &u64) -> bool {
    *unit == 1
}

/// A sheet or a file that was read with another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Beside {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// SHA-256 of its bytes; none of a sheet in the same file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Skipped {
    /// Its place: `契約一覧!12`.
    pub at: String,
    /// What stands in it first.
    pub text: String,
    /// Why.
    pub why: Text,
}

/// Cells of one column that were repaired in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Repair {
    /// The column's heading.
    pub column: String,
    /// The field it is read into: `amount`, `payments/amount`.
    pub field: String,
    /// In which way, for machines: `width`, `grouping`, `era`, …
    pub code: String,
    /// In which way, for people.
    pub what: Text,
    /// How many cells.
    pub count: u64,
    /// The first of them: its place.
    pub at: String,
    /// What stood there.
    pub raw: String,
    /// What it was read as.
    pub read: String,
}

/// Verdicts by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "named for the severities")]
pub struct Failures {
    pub error: u64,
    pub warning: u64,
    pub review: u64,
    pub info: u64,
}

/// How often a rule came to each outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unset {
    /// `as_of`, or the parameter's name.
    pub name: String,
    /// Its label.
    pub label: Text,
    /// How many undetermined verdicts turned on it.
    pub verdicts: u64,
}

/// Something in the input that could not be read, or was read with a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DataError {
    /// The name of the input.
    pub input: String,
    /// Line, or place in the array, from 1.
    pub position: u64,
    /// JSON pointer; empty for the whole record.
    pub path: String,
    /// Where it stands, in words; empty for the whole record.
    pub place: Text,
    /// Where in the input, where the pointer does not say so: the cell, `契約一覧!D12`, or the pointer in a mapped document.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It was read, with a remark.
    Note,
    /// It was not read.
    Error,
}

/// A fault of the rules, or a warning about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "as in `Diagnostic::level`")]
pub enum DiagnosticLevel {
    Warning,
    Error,
}

/// A stretch of a rule file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "as said above")]
pub struct Range {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}
