//! Groups of records or of their elements, and summaries, which are figures of each group.

use super::{Expr, Label, Name};

/// `each group of tenderer of bid of release [where C] by K, …`.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouping {
    /// What is grouped, innermost first: `["tenderer", "bid", "release"]`; one name is a record.
    pub path: Vec<Name>,
    /// `where C`.
    pub filter: Option<Expr>,
    /// The grouping expressions (fields).
    pub by: Vec<Expr>,
}

/// Figures of each group, which rules then read as the fields of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub label: Option<Label>,
    /// The groups.
    pub of: Grouping,
    /// The figures, in order: a later one may read an earlier.
    pub values: Vec<SummaryValue>,
}

/// One figure of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryValue {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub label: Option<Label>,
    /// How it is computed.
    pub value: Expr,
    /// The whole of it.
    pub span: crate::source::Span,
}
