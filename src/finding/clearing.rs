//! What would clear a failed finding: changes of one field each, found by judging again.

use super::{Outcome, RecordId};
use crate::value::Value;

/// What would clear a failed finding.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clearing {
    /// The changes; each of them alone clears it. Those that break no other rule come first.
    pub changes: Vec<Change>,
    /// There was more than is looked at: fields, members of a group, or records of the whole set.
    pub cut: bool,
}

/// A change of one field that clears a finding: the smallest of its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The record, where the finding is about several.
    pub record: Option<RecordId>,
    /// JSON pointer of the field within the record.
    pub path: String,
    /// The field's label: Japanese, English.
    pub label: [String; 2],
    /// What stands there now.
    pub from: Value,
    /// What would stand there; unknown where any value does, or none is to stand there.
    pub to: Value,
    /// What is said of that value.
    pub way: Way,
    /// How far it is: an amount, days, years; or what is added to a set, or taken out of it.
    pub by: Option<Value>,
    /// The value that it was judged with: `to`, or one of those that it stands for.
    pub tried: Value,
    /// What the rule then comes to: `Pass`, or `Excepted`.
    pub outcome: Outcome,
    /// The rules that would then fail, or be undetermined, and now are not.
    pub breaks: Vec<(usize, Outcome)>,
    /// The other rules that now fail, and then would not.
    pub clears: Vec<usize>,
}

/// What is said of the value that clears a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// That value and all below it that were tried; of days and years, that and earlier ones.
    AtMost,
    /// That value and all above it that were tried; of days and years, that and later ones.
    AtLeast,
    /// That value.
    Equal,
    /// Any text but that value.
    OtherThan,
    /// Any value, where there is none now.
    Given,
    /// No value, where there is one now.
    LeftOut,
    /// The set with something added.
    With,
    /// The set with something taken out.
    Without,
}
