//! Findings over several records: one field of one member is changed, and the group, or the whole set, is judged again.

use super::effects::{self, Verdicts};
use super::field::Field;
use super::search::sought;
use super::trial::{Judged, Trial};
use super::{Settled, gentlest_first, weighed};
use crate::engine::Engine;
use crate::eval::{Input, Portfolio, Tally};
use crate::finding::{Change, Clearing, Finding, RecordId, Subject};
use crate::plan::Scope;
use crate::value::Value;

/// How many records may be looked at for one finding.
const FOR_ONE: u64 = 200_000;

/// The records of a run, when all are in.
pub(super) struct Set<'s> {
    engine: &'s Engine,
    settled: &'s Settled,
    records: &'s Portfolio,
    /// How the rules over several records come out, as things are.
    before: Tally,
}

impl<'s> Set<'s> {
    pub(super) fn new(engine: &'s Engine, settled: &'s Settled, records: &'s Portfolio) -> Set<'s> {
        Set { engine, settled, records, before: effects::across(engine, settled, records) }
    }

    /// What would clear a finding over several records; none where it is not about fields of records. `left` is how many records may still be looked at.
    pub(super) fn clearing(&self, finding: &Finding, left: &mut u64) -> Option<Clearing> {
        let plan = &self.engine.plan;
        let scope = &plan.rules[finding.rule].scope;
        let (record, own) = (plan.judged(scope)?, own(finding));
        if matches!(scope, Scope::Each { record, .. } if plan.summary_of(*record).is_some()) {
            return None;
        }
        let apart = matches!(scope, Scope::Group { .. }) && !plan.asks_all(finding.rule);
        let members = match &finding.subject {
            Subject::Group { members, .. } if apart => Some(self.records.of(members)),
            _ => None,
        };
        let among = members.as_ref().unwrap_or(self.records);
        let given = FOR_ONE.min(*left);
        let mut here = given;
        let judged = Judged::Several { among, subject: &finding.subject };
        let mut trial = Trial { engine: self.engine, settled: self.settled, rule: finding.rule, judged, left: &mut here };
        let (mut found, mut cut) = sought(&mut trial, record, own);
        found.retain(|sought| sought.read.record.is_some());
        *left -= given - here;
        let effects = |field: &Field<'_>, value: &Value, change: &mut Change| {
            let enough = left.checked_sub(self.cost());
            cut |= enough.is_none();
            *left = enough?;
            let id = change.record.clone()?;
            self.effects(Some(finding.rule), &id, field, value, change)
        };
        let mut changes = weighed(self.engine, record, found, effects);
        if own.is_some() {
            changes.iter_mut().for_each(|change| change.record = None);
        }
        Some(Clearing { changes, cut })
    }

    /// What judging all rules over several records once more takes.
    fn cost(&self) -> u64 {
        let rules = self.engine.plan.rules.iter().filter(|rule| rule.portfolio).count();
        (self.records.len() * rules) as u64
    }

    /// What a change of one record does besides: to the rules over several records; and to the others, where the finding is `own` and one of the former.
    fn effects(&self, own: Option<usize>, id: &RecordId, field: &Field<'_>, value: &Value, change: &mut Change) -> Option<()> {
        let input = self.records.get(id)?;
        let value = field.with(&input.value, value)?;
        if let Some(own) = own {
            let changed = Input { value: value.clone(), ..input.clone() };
            let before = Verdicts::of(self.engine, self.settled, &input);
            before.compare(&Verdicts::of(self.engine, self.settled, &changed), own, change);
        }
        if field.portfolio {
            let after = effects::across(self.engine, self.settled, &self.records.with(id, &value));
            effects::compare(&self.before, &after, own, change);
        }
        Some(())
    }

    /// What the changes that clear a finding on one record do to rules over several.
    pub(super) fn besides(&self, id: &RecordId, clearing: &mut Clearing, left: &mut u64) {
        let Some(input) = self.records.get(id) else { return };
        for change in &mut clearing.changes {
            let field = Field::find(self.engine, input.record, &change.path).filter(|field| field.portfolio);
            let Some(field) = field else { continue };
            let Some(rest) = left.checked_sub(self.cost()) else {
                clearing.cut = true;
                break;
            };
            *left = rest;
            let tried = change.tried.clone();
            self.effects(None, id, &field, &tried, change);
        }
        gentlest_first(&mut clearing.changes);
    }
}

/// The record that a finding is about, where it is about one.
fn own(finding: &Finding) -> Option<&RecordId> {
    match &finding.subject {
        Subject::Record { record, .. } => Some(record),
        _ => None,
    }
}
