//! Findings over several records: one field of one member is changed, and the group, or the whole set, is judged again.

use super::effects::{self, Verdicts};
use super::field::Field;
use super::near::Near;
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
    /// The rules over several records.
    rules: Vec<usize>,
    /// How they come out, as things are.
    before: Tally,
    near: Near,
}

impl<'s> Set<'s> {
    pub(super) fn new(engine: &'s Engine, settled: &'s Settled, records: &'s Portfolio) -> Set<'s> {
        let several = |rule: &usize| engine.plan.rules[*rule].portfolio && settled.quiet.runs(*rule);
        let rules: Vec<usize> = (0..engine.plan.rules.len()).filter(several).collect();
        let before = effects::across(engine, settled, records, &rules);
        let near = Near::new(engine, settled, records, &rules);
        Set { engine, settled, records, rules, before, near }
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
            Subject::Group { members, .. } if apart => Some(self.records.of(&members.iter().collect())),
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
            let id = change.record.clone()?;
            let told = self.effects(Some(finding.rule), &id, field, value, change, left);
            cut |= told.is_none();
            told
        };
        let mut changes = weighed(self.engine, record, found, effects);
        if own.is_some() {
            changes.iter_mut().for_each(|change| change.record = None);
        }
        Some(Clearing { changes, cut })
    }

    /// What a change of one record does besides: to the rules over several records; and to the others, where the finding is `own` and one of the former. None
    /// where more records would have to be looked at than are `left`.
    fn effects(
        &self,
        own: Option<usize>,
        id: &RecordId,
        field: &Field<'_>,
        value: &Value,
        change: &mut Change,
        left: &mut u64,
    ) -> Option<()> {
        let input = self.records.get(id)?;
        let changed = Input { value: field.with(&input.value, value)?, ..input.clone() };
        if let Some(own) = own {
            let before = Verdicts::of(self.engine, self.settled, &input);
            before.compare(&Verdicts::of(self.engine, self.settled, &changed), own, change);
        }
        let turns = |rule: &usize| self.engine.plan.turns_on(*rule, field.slot);
        let rules: Vec<usize> = self.rules.iter().copied().filter(turns).collect();
        let far: Vec<usize> = rules.iter().copied().filter(|rule| !self.near.has(*rule)).collect();
        *left = left.checked_sub((self.records.len() * far.len()) as u64)?;
        let across = |records: &Portfolio, rules: &[usize]| effects::across(self.engine, self.settled, records, rules);
        let after = (!far.is_empty()).then(|| across(&self.records.with(id, &changed.value), &far));
        for rule in rules {
            if let Some(after) = after.as_ref().filter(|_| !self.near.has(rule)) {
                effects::compare(rule, &self.before, after, own, change);
                continue;
            }
            let among = self.near.among(self.engine, self.settled, self.records, rule, &changed);
            *left = left.checked_sub(2 * among.len() as u64)?;
            let after = across(&among.with(id, &changed.value), &[rule]);
            effects::compare(rule, &across(&among, &[rule]), &after, own, change);
        }
        Some(())
    }

    /// What the changes that clear a finding on one record do to rules over several.
    pub(super) fn besides(&self, id: &RecordId, clearing: &mut Clearing, left: &mut u64) {
        let Some(input) = self.records.get(id) else { return };
        for change in &mut clearing.changes {
            let Some(field) = Field::find(self.engine, input.record, &change.path) else { continue };
            let tried = change.tried.clone();
            if self.effects(None, id, &field, &tried, change, left).is_none() {
                clearing.cut = true;
                break;
            }
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
