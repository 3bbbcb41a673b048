//! What changed between two versions of rules, and which verdicts on contracts changed with it. Data only: the words stand in `report`.
//!
//! Declarations are held against each other piece by piece, by what they mean: layout, comments, the order of clauses and of declarations, and the
//! writing of a literal are no change. Rows of tables are held against each other by their keys and periods.

use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::json::{Counts, Document, Finding, Input, Pack, Shown, Text};
use crate::syntax::Part;

pub use verdicts::{Pair, pairs};

mod declarations;
mod rows;
mod verdicts;

/// The version of this contract.
pub const VERSION: u32 = 1;

/// What changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diff {
    /// The version of this contract: 1.
    pub version: u32,
    /// The version of the program.
    pub sadame: String,
    /// The packs before, those they depend on first.
    pub old: Vec<Pack>,
    /// The packs after.
    pub new: Vec<Pack>,
    /// What changed in the rules: rules first, then tables, then the others; each in the order of the text.
    pub changes: Vec<Change>,
    /// What changed for the contracts; none where no contracts were judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdicts: Option<Verdicts>,
}

/// What a declaration declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "named as in the language")]
pub enum Kind {
    Rule,
    Exception,
    Table,
    Parameter,
    Define,
    Figure,
    Summary,
    Choice,
    Record,
    Source,
    Layout,
    FiscalYear,
}

/// What happened to a declaration, a row or a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It has another name, and says what it said.
    Renamed,
    /// It says something else.
    Changed,
}

/// A declaration that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// What it declares.
    pub kind: Kind,
    /// Its name: a rule's id; a definition of a record or of a table's rows is `name of record`.
    pub name: String,
    /// What people read of it.
    pub title: Text,
    /// What happened to it.
    pub what: What,
    /// Its former name, where it was renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Where it stood before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Place>,
    /// Where it stands now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Place>,
    /// Its pieces that changed; all of them where it was added or removed.
    pub pieces: Vec<PieceChange>,
    /// The rows of a table that changed; all of them where it was added or removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowChange>,
}

/// A place in the rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// The file.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
}

/// A piece of a declaration that changed: a clause, a field, a default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PieceChange {
    /// What it says.
    pub part: Part,
    /// Its own name, where it has one: of a field, a `let`; the language of a message.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// As it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Written>,
    /// As it is written now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Written>,
}

/// A text of the rules, on one line, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Written {
    /// The text, as the formatter writes it.
    pub text: String,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
}

/// A row of a table that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowChange {
    /// What happened to it.
    pub what: What,
    /// Its key; empty where the table has none.
    pub key: Text,
    /// Its period in force, where it has one: as it is now, or as it was where it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Text>,
    /// Its period before, where that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_period: Option<Text>,
    /// Where it stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Place>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Place>,
    /// Its cells that changed, but for those of the key; all of them where it was added or removed.
    pub cells: Vec<CellChange>,
}

/// A cell that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CellChange {
    /// The column's name.
    pub column: String,
    /// Its label.
    pub label: Text,
    /// What stood there; none where there was no such cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Shown>,
    /// What stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Shown>,
}

/// What changed for the contracts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdicts {
    /// How they were judged before.
    pub old: Judged,
    /// How they are judged now.
    pub new: Judged,
    /// Verdicts that came out alike.
    pub same: u64,
    /// How many turned from what to what.
    pub turns: Vec<Turn>,
    /// Every verdict that changed: by contract, then by rule.
    pub changes: Vec<VerdictChange>,
}

/// A run by one version of the rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Judged {
    /// The inputs.
    pub inputs: Vec<Input>,
    /// Records read.
    pub read: u64,
    /// Records judged.
    pub judged: u64,
    /// Records in which something could not be read.
    pub in_error: u64,
    /// Verdicts by outcome.
    pub verdicts: Counts,
}

/// How many verdicts turned from one word to another: 違反 → 適合.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Turn {
    /// The outcome in words before; none where there was no verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Text>,
    /// And now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Text>,
    /// How many.
    pub count: u64,
}

/// A verdict that changed, with the explanation of both. At least one is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerdictChange {
    /// The verdict before; none where there was no such rule, or no such group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Finding>,
    /// The verdict now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Finding>,
}

impl Diff {
    /// What changed in the rules from one engine to the other.
    ///
    /// ```
    /// use sadame::diff::Diff;
    /// use sadame::engine::Engine;
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// assert!(Diff::new(&engine, &engine).is_empty());
    /// ```
    #[must_use]
    pub fn new(old: &Engine, new: &Engine) -> Diff {
        Diff {
            version: VERSION,
            sadame: env!("CARGO_PKG_VERSION").to_owned(),
            old: old.packs.iter().map(Pack::from).collect(),
            new: new.packs.iter().map(Pack::from).collect(),
            changes: declarations::changes(old, new),
            verdicts: None,
        }
    }

    /// Whether nothing changed: neither the rules nor a verdict.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.verdicts.as_ref().is_none_or(|verdicts| verdicts.changes.is_empty())
    }

    /// The rules that were renamed: their ids before and now.
    pub fn renamed(&self) -> impl Iterator<Item = (&str, &str)> {
        let rules = self.changes.iter().filter(|change| change.kind == Kind::Rule);
        rules.filter_map(|change| Some((change.was.as_deref()?, change.name.as_str())))
    }

    /// Adds what changed for the contracts: reports of them by both versions with every verdict, and the verdicts that changed with their
    /// explanations.
    #[must_use]
    pub fn judged(mut self, old: &Document, new: &Document, same: u64, changes: Vec<VerdictChange>) -> Diff {
        self.verdicts =
            Some(Verdicts { old: Judged::new(old), new: Judged::new(new), same, turns: verdicts::turns(&changes), changes });
        self
    }
}

impl Judged {
    fn new(document: &Document) -> Judged {
        let summary = &document.summary;
        Judged {
            inputs: summary.inputs.clone(),
            read: summary.read,
            judged: summary.judged,
            in_error: summary.in_error,
            verdicts: summary.verdicts,
        }
    }
}

impl VerdictChange {
    /// The verdict now, or the one that was.
    #[must_use]
    pub fn finding(&self) -> &Finding {
        self.new.as_ref().or(self.old.as_ref()).expect("a verdict that changed was there before or is there now")
    }
}
