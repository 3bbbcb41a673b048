//! Examples: one case run, and held against what it expects.

use std::sync::Arc;

use super::machine::Data;
use super::{Input, Out, Portfolio, Settings, Tally};
use crate::check::typed::{Case, Expect};
use crate::finding::{Finding, Outcome, RecordId, Subject};
use crate::plan::{Plan, Table};

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

/// A case made ready: its records in slots, its own tables indexed. It can be run again and again, on plans of the same slots.
#[derive(Debug)]
pub struct ReadyCase<'c> {
    rule: usize,
    case: &'c Case,
    inputs: Vec<Input>,
    /// Tables that stand in the place of the plan's.
    tables: Vec<(usize, Arc<Table>)>,
    /// Nothing but the outcome is asked for: no evidence need be kept.
    brief: bool,
}

impl<'c> ReadyCase<'c> {
    /// Makes a case of a rule ready.
    #[must_use]
    pub fn new(plan: &Plan, rule: usize, case: &'c Case) -> ReadyCase<'c> {
        let tables = case.tables.iter().map(|(&table, rows)| (table, Arc::new(plan.tables[table].with_rows(rows))));
        let inputs = case.records.iter().enumerate().map(|(position, (record, full))| {
            let value = plan.slots_of(*record, full);
            let key = plan.key_of(*record, &value);
            let position = u64::try_from(position + 1).unwrap_or(u64::MAX);
            Input { id: RecordId { input: 0, position, key }, record: *record, value }
        });
        ReadyCase { rule, case, inputs: inputs.collect(), tables: tables.collect(), brief: false }
    }

    /// Whether it still comes as expected, without saying why or why not.
    #[must_use]
    pub fn passes(&mut self, plan: &mut Plan) -> bool {
        self.brief = self.case.expect.missing.is_empty() && self.case.expect.exception.is_none();
        self.run(plan).passed
    }

    /// Runs it.
    pub fn run(&mut self, plan: &mut Plan) -> CaseResult {
        self.swap_tables(plan);
        let result = self.judge(&Data::none(plan, &self.settings(plan)));
        self.swap_tables(plan);
        result
    }

    /// Runs it, and notes what every expression came to.
    #[cfg(feature = "trial")]
    pub fn watch(&mut self, plan: &mut Plan, watched: &std::sync::Mutex<super::Watched>) -> CaseResult {
        self.swap_tables(plan);
        let result = self.judge(&Data { watched: Some(watched), ..Data::none(plan, &self.settings(plan)) });
        self.swap_tables(plan);
        result
    }

    /// The tables that it brings along itself.
    pub fn own_tables(&self) -> impl Iterator<Item = usize> {
        self.tables.iter().map(|(table, _)| *table)
    }

    /// Puts its tables in the place of the plan's, and those in the place of its own.
    fn swap_tables(&mut self, plan: &mut Plan) {
        for (table, rows) in &mut self.tables {
            std::mem::swap(&mut plan.tables[*table], rows);
        }
    }

    fn settings(&self, plan: &Plan) -> Settings {
        let mut parameters = plan.default_parameters();
        for (&parameter, value) in &self.case.parameters {
            parameters[parameter] = Some(value.clone());
        }
        Settings { parameters, as_of: self.case.as_of, all: true, brief: self.brief, ..Settings::default() }
    }

    fn judge(&self, data: &Data<'_>) -> CaseResult {
        let (rule, plan) = (self.rule, data.plan);
        let (mut findings, mut tally) = (Vec::new(), Tally::new(plan));
        let mut out = Out { findings: &mut findings, tally: &mut tally };
        if plan.rules[rule].portfolio {
            let mut portfolio = Portfolio::new();
            self.inputs.iter().for_each(|input| portfolio.push(plan, input));
            let Ok(()) = portfolio.judge(data, |number| number == rule, |it| it.put(&mut out));
        } else {
            for input in &self.inputs {
                super::each::judge(data, rule, input, &mut out);
            }
        }
        compare(plan, rule, &self.case.expect, findings)
    }
}

/// Runs one case of an example.
#[must_use]
pub fn run_case(plan: &Plan, rule: usize, case: &Case) -> CaseResult {
    let mut ready = ReadyCase::new(plan, rule, case);
    match case.tables.is_empty() {
        true => ready.judge(&Data::none(plan, &ready.settings(plan))),
        false => ready.run(&mut plan.clone()),
    }
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
