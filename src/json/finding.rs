//! A finding, and the evidence in it, as the contract has them.

use serde::{Deserialize, Serialize};

use super::Text;
#[cfg(feature = "clear")]
use super::WouldClear;
use crate::check::typed::Severity;
use crate::engine::Decision;
use crate::finding::{Outcome, Standing};
use crate::value::Why;

/// A verdict of a rule on a subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// What tells it from all other findings, whatever the line it stands in: for baselines and decisions.
    pub fingerprint: String,
    /// `new`, `known` from an earlier run, or `accepted`.
    pub standing: Standing,
    /// Whether the run that this one is compared with (`--baseline`) found it, whatever was decided of it since; not told where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_before: Option<bool>,
    /// What was decided of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decided>,
    /// Why.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// What would clear it, where that was asked and it fails; of rules over rows, and over the figures of groups, it is not told.
    #[cfg(feature = "clear")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub would_clear: Option<WouldClear>,
}

/// What somebody decided of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decided {
    /// The decision, as it stands in the decisions file.
    #[serde(flatten)]
    pub decision: Decision,
    /// The decision in a word: 承認, 要是正, 保留.
    pub word: Text,
    /// Whether it holds on the date of the check. One with an end needs that date to be given.
    pub in_force: bool,
}

/// A record of the input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    /// The name of the input.
    pub input: String,
    /// Its line, or its place in the array, from 1.
    pub position: u64,
    /// Its key; empty where it has none.
    pub key: String,
}

impl Record {
    /// Its key; where it has none, its place in the input.
    #[must_use]
    pub fn name(&self) -> String {
        if self.key.is_empty() { format!("{}:{}", self.input, self.position) } else { self.key.clone() }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Key {
    /// What: the field's label.
    pub label: Text,
    /// Its value for people.
    pub text: Text,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Member {
    /// Which record.
    #[serde(flatten)]
    pub record: Record,
    /// What tells people which record it is.
    pub heading: Vec<Text>,
}

/// A document cited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    pub why_unverified: Option<Text>,
}

/// Why a verdict is what it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shown {
    /// For machines, exact: a number is a string.
    #[cfg_attr(feature = "schema", schemars(with = "super::schema::Plain"))]
    pub value: serde_json::Value,
    /// For people.
    pub text: Text,
}

/// A fact read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
