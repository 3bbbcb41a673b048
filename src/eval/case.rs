//! Examples: one case run, and held against what it expects.

use std::sync::Arc;

use super::{Input, Portfolio, Settings, Tally};
use crate::check::typed::{Case, Expect};
use crate::finding::{Finding, Outcome, RecordId, Subject};
use crate::plan::Plan;

/// What came of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// It came as expected.
    pub passed: bool,
    /// What was found.
    pub found: Found,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The gravest outcome, or that of the finding named by `at`; `None` where no finding is at that place.
    pub outcome: Option<Outcome>,
    /// The facts that were missing.
    pub missing: Vec<String>,
    /// The exceptions that held: id, or Japanese title.
    pub exceptions: Vec<String>,
    /// Every finding of the rule on this case.
    pub findings: Vec<Finding>,
}

/// Runs one case of an example.
#[must_use]
pub fn run_case(plan: &Plan, rule: usize, case: &Case) -> CaseResult {
    let mut plan = plan.clone();
    for (&table, rows) in &case.tables {
        plan.tables[table] = Arc::new(plan.tables[table].with_rows(rows));
    }
    let mut settings = Settings { parameters: plan.default_parameters(), as_of: case.as_of, all: true, ..Settings::default() };
    for (&parameter, value) in &case.parameters {
        settings.parameters[parameter] = Some(value.clone());
    }
    let mut portfolio = Portfolio::new();
    let (mut findings, mut tally) = (Vec::new(), Tally::new(&plan));
    for (position, (record, full)) in case.records.iter().enumerate() {
        let value = plan.slots_of(*record, full);
        let key = plan.key_of(*record, &value);
        let id = RecordId { input: 0, position: u64::try_from(position + 1).unwrap_or(u64::MAX), key };
        let input = Input { id, record: *record, value };
        if plan.rules[rule].portfolio {
            portfolio.push(&plan, &input);
        } else {
            let data = super::machine::Data::none(&plan, &settings);
            super::each::judge(&data, rule, &input, &mut super::Out { findings: &mut findings, tally: &mut tally });
        }
    }
    if plan.rules[rule].portfolio {
        portfolio.judge(&plan, &settings, |number| number == rule, &mut findings, &mut tally);
    }
    compare(&plan, rule, &case.expect, findings)
}

fn compare(plan: &Plan, rule: usize, expect: &Expect, findings: Vec<Finding>) -> CaseResult {
    let there: Vec<&Finding> =
        findings.iter().filter(|finding| expect.at.as_ref().is_none_or(|at| lies_at(&finding.subject, at))).collect();
    let outcome = there.iter().map(|finding| finding.outcome).max();
    let outcome = if expect.at.is_none() { Some(outcome.unwrap_or(Outcome::NotApplicable)) } else { outcome };
    let missing: Vec<String> =
        there.iter().flat_map(|finding| &finding.evidence.missing).map(|missing| missing.path.clone()).collect();
    let held = there.iter().flat_map(|finding| &finding.evidence.exceptions).filter(|tried| tried.held == Some(true));
    let exceptions: Vec<(Option<&String>, &String)> = held
        .map(|tried| {
            let exception = &plan.rules[rule].exceptions[tried.exception];
            (exception.id.as_ref(), &exception.label.ja)
        })
        .collect();
    let passed = outcome == Some(expect.outcome.into())
        && expect.missing.iter().all(|name| missing.iter().any(|path| names(path, name)))
        && expect.exception.as_ref().is_none_or(|name| exceptions.iter().any(|(id, title)| *id == Some(name) || *title == name));
    let exceptions = exceptions.into_iter().map(|(id, title)| id.unwrap_or(title).clone()).collect();
    CaseResult { passed, found: Found { outcome, missing, exceptions, findings } }
}

/// Whether a dotted name is the end of a path such as `/payments/2/year`; numbers in the path are passed over.
fn names(path: &str, name: &str) -> bool {
    let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty() && word.parse::<usize>().is_err()).collect();
    let wanted: Vec<&str> = name.split('.').collect();
    path == name || words.ends_with(&wanted)
}

fn lies_at(subject: &Subject, at: &str) -> bool {
    match subject {
        Subject::Record { record, path } => {
            let (path, wanted) = (path.trim_start_matches('/'), at.trim_start_matches('/'));
            path == wanted || path.ends_with(&format!("/{wanted}")) || (path.is_empty() && &*record.key == at)
        }
        Subject::Group { key, .. } => key.iter().flatten().any(|part| part == at),
        Subject::Row { key, .. } => key == at,
        Subject::Set { .. } => false,
    }
}
