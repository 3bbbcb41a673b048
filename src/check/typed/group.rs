//! Groups of records or of their elements, and summaries of them.

use serde::{Deserialize, Serialize};

use super::{Expr, FieldIx, Label, RecordIx};
use crate::source::Span;

/// What is grouped, and by what.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Grouping {
    /// The root record.
    pub record: RecordIx,
    /// The list fields on the way down to the members, outermost first; empty where the records themselves are.
    pub path: Vec<FieldIx>,
    /// Which members count; reads the frames of a member: its record, then each element on the way down.
    pub filter: Option<Expr>,
    /// What the members of a group have in common; each reads the frames of a member.
    pub by: Vec<Expr>,
}

impl Grouping {
    /// Every expression in it.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        self.filter.iter().chain(&self.by)
    }
}

/// Figures of each group. They are the fields of a record of their own: first what the group is grouped by, then the figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Summary {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Label,
    /// The record of its figures.
    pub record: RecordIx,
    /// The groups.
    pub of: Grouping,
    /// The figures. Frame 0 is the members; a later figure reads an earlier one as a `let`.
    pub values: Vec<Expr>,
    /// Where.
    pub span: Span,
}

impl Summary {
    /// Every expression in it.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        self.of.expressions().chain(&self.values)
    }
}
