//! Groups and summaries, by slots.

use serde::{Deserialize, Serialize};

use super::{Expr, Label, Plan, Scope};

/// What is grouped, and by what.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Grouping {
    /// The root record.
    pub record: usize,
    /// The slots of the lists on the way down to the members; empty where the records themselves are.
    pub path: Vec<usize>,
    /// Which members count.
    pub filter: Option<Expr>,
    /// What the members of a group have in common.
    pub by: Vec<Expr>,
}

/// Figures of each group, in the slots of a record of their own: first what the group is grouped by, then the figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Summary {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Label,
    /// The record of its figures.
    pub record: usize,
    /// The groups.
    pub of: Grouping,
    /// The figures.
    pub values: Vec<Expr>,
}

impl Plan {
    /// The summary whose figures a record holds, and its number.
    #[must_use]
    pub fn summary_of(&self, record: usize) -> Option<(usize, &Summary)> {
        self.summaries.iter().enumerate().find(|(_, summary)| summary.record == record)
    }

    /// The groups that a scope gives findings for.
    #[must_use]
    pub fn grouping<'p>(&'p self, scope: &'p Scope) -> Option<&'p Grouping> {
        match scope {
            Scope::Group { of, .. } => Some(of),
            Scope::Each { record, .. } => self.summary_of(*record).map(|(_, summary)| &summary.of),
            Scope::Row { .. } | Scope::Set { .. } => None,
        }
    }

    /// The record of the input that a scope looks at.
    #[must_use]
    pub fn judged(&self, scope: &Scope) -> Option<usize> {
        match scope {
            Scope::Each { record, .. } | Scope::Set { record, .. } => {
                Some(self.summary_of(*record).map_or(*record, |(_, summary)| summary.of.record))
            }
            Scope::Group { of, .. } => Some(of.record),
            Scope::Row { .. } => None,
        }
    }
}
