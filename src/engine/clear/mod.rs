//! What would clear a failed finding: for each field that the verdict read, the smallest change of it alone with which the rule passes.
//!
//! Candidates come of the recorded evidence ([`points`], [`ordered`], [`chosen`]); each is judged again before it is offered ([`trial`]), and what it does to other
//! rules is told with it ([`effects`]). Nothing of this is paid for unless it was asked for.

use self::effects::Verdicts;
use self::field::Field;
use self::search::{Sought, sought};
use self::set::Set;
use self::trial::{Judged, Trial};
use super::Engine;
use crate::eval::{Input, Portfolio, Settings};
use crate::finding::{Change, Clearing, Finding, Outcome, Subject};
use crate::plan::Plan;
use crate::value::{Value, sort};

mod chosen;
mod effects;
mod field;
mod line;
mod near;
mod ordered;
mod points;
mod search;
mod set;
mod trial;

/// The most records of a set whose rules over several records are judged again.
const SET: usize = 5_000;

/// How many records may be looked at for all findings over several records of a run.
const FOR_ALL: u64 = 4_000_000;

/// How many of the values that stand for any are held against other rules.
const TRIED: usize = 3;

/// The settings of a run, as they are for judging again.
#[derive(Debug)]
pub(super) struct Settled {
    /// Every verdict, and nothing more.
    quiet: Settings,
    /// What failed and what is undetermined, and nothing more.
    counting: Settings,
    /// Every verdict with all that it read.
    everything: Settings,
}

impl Settled {
    pub(super) fn new(settings: &Settings) -> Settled {
        let quiet = Settings { all: true, brief: true, everything: false, ..settings.clone() };
        Settled {
            counting: Settings { all: false, ..quiet.clone() },
            everything: Settings { brief: false, everything: true, ..quiet.clone() },
            quiet,
        }
    }

    /// What would clear the failed findings of a record.
    pub(super) fn of_record(&self, engine: &Engine, input: &Input, findings: &mut [Finding]) {
        let mut before = None;
        for finding in findings.iter_mut().filter(|finding| finding.outcome == Outcome::Fail) {
            let Subject::Record { path, .. } = &finding.subject else { continue };
            let mut left = u64::MAX;
            let judged = Judged::One { input, path };
            let mut trial = Trial { engine, settled: self, rule: finding.rule, judged, left: &mut left };
            let (found, cut) = sought(&mut trial, input.record, None);
            let before = before.get_or_insert_with(|| Verdicts::of(engine, self, input));
            let effects = |field: &Field<'_>, value: &Value, change: &mut Change| {
                let value = field.with(&input.value, value)?;
                let input = Input { id: input.id.clone(), record: input.record, value };
                before.compare(&Verdicts::of(engine, self, &input), finding.rule, change);
                Some(())
            };
            let changes = weighed(engine, input.record, found, effects);
            finding.clearing = Some(Box::new(Clearing { changes, cut }));
        }
    }

    /// What would clear the failed findings over several records; and what the changes found before would do to rules over several records.
    pub(super) fn of_set(&self, engine: &Engine, records: &Portfolio, findings: &mut [Finding]) {
        let of_rows = |finding: &Finding| matches!(finding.subject, Subject::Row { .. });
        let mut failed: Vec<&mut Finding> =
            findings.iter_mut().filter(|finding| finding.outcome == Outcome::Fail && !of_rows(finding)).collect();
        if failed.is_empty() {
            return;
        }
        if records.len() > SET {
            failed.iter_mut().for_each(|finding| finding.clearing.get_or_insert_default().cut = true);
            return;
        }
        let set = Set::new(engine, self, records);
        let mut left = FOR_ALL;
        let portfolio = |finding: &Finding| engine.plan.rules[finding.rule].portfolio;
        for finding in failed.iter_mut().filter(|finding| portfolio(finding)) {
            finding.clearing = set.clearing(finding, &mut left).map(Box::new);
        }
        for finding in failed.iter_mut().filter(|finding| !portfolio(finding)) {
            if let (Subject::Record { record, .. }, Some(clearing)) = (&finding.subject, &mut finding.clearing) {
                set.besides(record, clearing, &mut left);
            }
        }
    }
}

/// What is to be kept of more records besides those that are kept: whole ones, as long as there are few enough.
pub(super) fn kept(plan: &Plan, records: &mut Portfolio, mut more: Portfolio) -> Portfolio {
    if records.len() + more.len() > SET {
        if records.len() <= SET {
            records.slim(plan);
        }
        more.slim(plan);
    }
    more
}

/// The changes that were found, each with what it does besides; of values that stand for any, with that which breaks least. `effects` notes that, or gives none
/// where it cannot be told any more: then the change is not given.
fn weighed(
    engine: &Engine,
    record: usize,
    found: Vec<Sought>,
    mut effects: impl FnMut(&Field<'_>, &Value, &mut Change) -> Option<()>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for Sought { read, found } in found {
        let Some(field) = Field::find(engine, record, &read.path) else { continue };
        for found in found {
            let tried = found.tried.iter().take(TRIED).filter_map(|tried| {
                let mut change = Change {
                    record: read.record.clone(),
                    path: read.path.clone(),
                    label: read.label.clone(),
                    from: read.value.clone(),
                    to: found.to.clone(),
                    way: found.way,
                    by: found.by.clone(),
                    tried: tried.clone(),
                    outcome: found.outcome,
                    breaks: Vec::new(),
                    clears: Vec::new(),
                };
                effects(&field, tried, &mut change).map(|()| change)
            });
            changes.extend(tried.min_by_key(|change| change.breaks.len()));
        }
    }
    gentlest_first(&mut changes);
    changes
}

/// Those that break nothing come first.
fn gentlest_first(changes: &mut [Change]) {
    sort::by(changes, |one, other| other.breaks.is_empty().cmp(&one.breaks.is_empty()));
}
