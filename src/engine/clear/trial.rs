//! Judging again with one field changed: nothing is offered that was not tried here.

use super::Settled;
use super::field::Field;
use crate::engine::Engine;
use crate::eval::{Input, Out, Portfolio, Settings, Tally, judge_by};
use crate::finding::{Finding, Outcome, RecordId, Subject, Told};
use crate::value::Value;

/// A failed finding that is judged again.
pub(super) struct Trial<'t> {
    pub(super) engine: &'t Engine,
    pub(super) settled: &'t Settled,
    /// The rule.
    pub(super) rule: usize,
    pub(super) judged: Judged<'t>,
    /// How many records may still be looked at; each judgement of a set takes as many as it has.
    pub(super) left: &'t mut u64,
}

/// What it is judged on.
pub(super) enum Judged<'t> {
    /// A record, or an element in it.
    One { input: &'t Input, path: &'t str },
    /// Records, and whom the finding is about.
    Several { among: &'t Portfolio, subject: &'t Subject },
}

/// A field of the trial, with the record it belongs to.
pub(super) struct Probe<'p, 't> {
    pub(super) trial: &'p mut Trial<'t>,
    pub(super) field: &'p Field<'t>,
    /// The record, where the finding is about several.
    pub(super) member: Option<&'p RecordId>,
}

impl Trial<'_> {
    /// All that the verdict read and compared, as things are.
    pub(super) fn evidence(&mut self) -> Option<Told> {
        let whole = match &self.judged {
            Judged::One { input, .. } => Changed::One(input),
            Judged::Several { among, .. } => Changed::Several(among),
        };
        self.judge(true, &whole).map(|finding| finding.evidence)
    }

    /// Whether more had to be looked at than may be.
    pub(super) fn spent(&self) -> bool {
        *self.left == 0
    }

    fn judge(&mut self, everything: bool, changed: &Changed<'_>) -> Option<Finding> {
        let (plan, rule) = (&self.engine.plan, self.rule);
        let settings: &Settings = if everything { &self.settled.everything } else { &self.settled.quiet };
        let (mut findings, mut tally) = (Vec::new(), Tally::new(plan));
        match (changed, &self.judged) {
            (Changed::One(input), Judged::One { path: wanted, .. }) => {
                judge_by(rule, plan, settings, input, Out { findings: &mut findings, tally: &mut tally });
                let here = |it: &Finding| matches!(&it.subject, Subject::Record { path, .. } if path == wanted);
                findings.into_iter().find(here)
            }
            (Changed::Several(among), Judged::Several { subject, .. }) => {
                let cost = among.len() as u64;
                if *self.left < cost {
                    *self.left = 0;
                    return None;
                }
                *self.left -= cost;
                among.judge_by(&[rule], plan, settings, Out { findings: &mut findings, tally: &mut tally });
                findings.into_iter().find(|finding| is_same(subject, &finding.subject))
            }
            _ => None,
        }
    }
}

/// What is judged, with the change made.
enum Changed<'c> {
    One(&'c Input),
    Several(&'c Portfolio),
}

/// Whether it is about the same: the same record and element, or the same members. The days of a window may have moved with one of them.
fn is_same(one: &Subject, other: &Subject) -> bool {
    match (one, other) {
        (Subject::Group { key, members, .. }, Subject::Group { key: other_key, members: others, .. }) => {
            key == other_key && members == others
        }
        _ => one == other,
    }
}

impl Probe<'_, '_> {
    fn judge(&mut self, everything: bool, value: &Value) -> Option<Finding> {
        match (&self.trial.judged, self.member) {
            (Judged::One { input, .. }, _) => {
                let input = Input { id: input.id.clone(), record: input.record, value: self.field.with(&input.value, value)? };
                self.trial.judge(everything, &Changed::One(&input))
            }
            (Judged::Several { among, .. }, Some(member)) => {
                let value = self.field.with(&among.get(member)?.value, value)?;
                let among = among.with(member, &value);
                self.trial.judge(everything, &Changed::Several(&among))
            }
            _ => None,
        }
    }

    /// What the rule comes to with that value; none where it is no longer asked of the same.
    pub(super) fn outcome(&mut self, value: &Value) -> Option<Outcome> {
        self.judge(false, value).map(|finding| finding.outcome)
    }

    /// Whether that value clears the finding. A rule that no longer applies is not kept, but evaded.
    pub(super) fn clears(&mut self, value: &Value) -> bool {
        matches!(self.outcome(value), Some(Outcome::Pass | Outcome::Excepted))
    }

    /// All that the verdict reads and compares with that value.
    pub(super) fn evidence(&mut self, value: &Value) -> Option<Told> {
        self.judge(true, value).map(|finding| finding.evidence)
    }
}
