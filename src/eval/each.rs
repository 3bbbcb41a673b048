//! Rules for each record, and for each element of its lists.

use std::sync::Arc;

use super::down::{Unlisted, Way};
use super::machine::{Data, Frame, Machine};
use super::trace::{Event, Recorder, Silent, Trace};
#[cfg(feature = "trial")]
use super::verdict::watch;
use super::verdict::{self, Case, give_unknown};
use super::{Input, Out};
use crate::finding::{Outcome, Subject};
use crate::plan::{Expr, Scope};
use crate::value::Value;

/// A rule, and the record that it is judged on.
struct Judging<'d> {
    data: &'d Data<'d>,
    rule: usize,
    input: &'d Input,
    way: Way<'d>,
    filter: Option<&'d Expr>,
}

/// Gives the finding of a rule for a record, which has come to that outcome.
pub(super) fn tell<'d>(data: &'d Data<'d>, rule: usize, input: &'d Input, outcome: Outcome, out: &mut Out<'_>) {
    let judging = Judging { data, rule, input, way: Way { record: input.record, path: &[] }, filter: None };
    out.tally.add(rule, outcome);
    verdict::tell(data, &judging.case(&[]), &|| judging.subject(&[]), outcome, out);
}

/// Judges a record, or each element in question, by one rule.
pub(super) fn judge<'d>(data: &'d Data<'d>, rule: usize, input: &'d Input, out: &mut Out<'_>) {
    let Scope::Each { record, path, filter } = &data.plan.rules[rule].scope else { return };
    if *record != input.record {
        return;
    }
    let judging = Judging { data, rule, input, way: Way { record: *record, path }, filter: filter.as_ref() };
    let mut asking = Machine::new(data, Silent, vec![judging.root()], &[], &data.plan.rules[rule].lets);
    judging.way.down(&mut asking, &mut |asking, at, met| match met {
        Ok(()) => judging.here(asking, at, out),
        Err(list) => judging.unlisted(at, &list, out),
    });
}

impl<'d> Judging<'d> {
    /// An element, or the record itself.
    fn here(&self, asking: &mut Machine<'d, 'd, Silent>, at: &[u32], out: &mut Out<'_>) {
        if let Some(filter) = self.filter {
            #[cfg(feature = "trial")]
            self.data.watch(&asking.frames, &[], &[], |machine| {
                machine.condition(filter);
            });
            match asking.condition(filter) {
                Value::Bool(true) => {}
                Value::Bool(false) => return,
                _ => {
                    let tell = |machine: &mut Machine<'_, 'd, Recorder>| {
                        machine.condition(filter);
                    };
                    return give_unknown(self.data, &self.case(at), self.subject(at), &tell, out);
                }
            }
        }
        let outcome = asking.outcome(&self.data.plan.rules[self.rule]);
        #[cfg(feature = "trial")]
        watch(self.data, self.rule, &asking.frames, &[]);
        if out.counts(self.data.settings, self.rule, outcome) {
            verdict::tell(self.data, &self.case(at), &|| self.subject(at), outcome, out);
        }
    }

    /// A list that is not known: whether the rule is kept cannot be told.
    fn unlisted(&self, at: &[u32], list: &Unlisted, out: &mut Out<'_>) {
        let missing = list.missing(self.data.plan, &self.way.path_of(self.data.plan, at));
        let tell = |machine: &mut Machine<'_, 'd, Recorder>| machine.trace.push(Event::Missing(missing.clone()));
        give_unknown(self.data, &self.case(at), self.subject(at), &tell, out);
    }

    fn root(&self) -> Frame<'d> {
        Frame::Record { value: self.input.value.clone(), id: None, path: Arc::default() }
    }

    /// What the rule is judged on there, to be told.
    fn case(&self, at: &[u32]) -> Case<'d> {
        let mut frames = Vec::new();
        self.way.enter(self.data.plan, self.root(), at, true, &mut frames);
        Case { rule: self.rule, frames, keys: &[], unplaced: 0 }
    }

    fn subject(&self, at: &[u32]) -> Subject {
        Subject::Record { record: self.input.id.clone(), path: self.way.path_of(self.data.plan, at) }
    }
}
