//! Rules for each record, and for each element of its lists.

use std::sync::Arc;

use super::machine::{Data, Frame, Machine};
use super::trace::{Event, Recorder, Silent, Trace};
use super::verdict::{self, Case, give, give_unknown};
use super::{Input, Out};
use crate::finding::{MissingFact, Outcome, Subject};
use crate::plan::{Expr, Scope, Slot};
use crate::value::{Value, Why};

/// The scope of a rule as it is gone through.
struct Walk<'d, 'o, 'f> {
    data: &'d Data<'d>,
    rule: usize,
    input: &'d Input,
    filter: Option<&'d Expr>,
    out: &'o mut Out<'f>,
}

/// Gives the finding of a rule for a record, which has come to that outcome.
pub(super) fn tell<'d>(data: &'d Data<'d>, rule: usize, input: &'d Input, outcome: Outcome, out: &mut Out<'_>) {
    let frames = vec![Frame::Record { value: input.value.clone(), id: None, path: Arc::default() }];
    let subject = || Subject::Record { record: input.id.clone(), path: String::new() };
    out.tally.add(rule, outcome);
    verdict::tell(data, &Case { rule, frames, keys: &[], unplaced: 0 }, &subject, outcome, out);
}

/// Judges a record, or each element in question, by one rule.
pub(super) fn judge<'d>(data: &'d Data<'d>, rule: usize, input: &'d Input, out: &mut Out<'_>) {
    let Scope::Each { record, path, filter } = &data.plan.rules[rule].scope else { return };
    if *record != input.record {
        return;
    }
    let first = Frame::Record { value: input.value.clone(), id: None, path: Arc::default() };
    let mut walk = Walk { data, rule, input, filter: filter.as_ref(), out };
    walk.down(vec![first], *record, path);
}

impl<'d> Walk<'d, '_, '_> {
    /// Goes down one list, or judges where there is none left.
    fn down(&mut self, frames: Vec<Frame<'d>>, record: usize, path: &[usize]) {
        let Some((&slot, rest)) = path.split_first() else { return self.here(frames) };
        let Some(Frame::Record { value: Value::Record(slots), path: above, .. }) = frames.last() else { return };
        let slot_info = &self.data.plan.projections[record].slots[slot];
        let below = format!("{above}/{}", slot_info.name);
        match slot_info.read(&slots[slot]).0 {
            Value::List(items) => {
                for (at, value) in items.iter().enumerate() {
                    let mut inner = frames.clone();
                    inner.push(Frame::Record { value: value.clone(), id: None, path: format!("{below}/{at}").into() });
                    self.down(inner, slot_info.inner.unwrap_or(record), rest);
                }
            }
            Value::Unknown(Why::Absent) => {}
            Value::Unknown(why) => {
                let above = above.to_string();
                self.unlisted(frames, above, &below, slot_info, why);
            }
            _ => {}
        }
    }

    /// A list that is not known: whether the rule is kept cannot be told.
    fn unlisted(&mut self, frames: Vec<Frame<'d>>, above: String, path: &str, slot: &'d Slot, why: Why) {
        let case = Case { rule: self.rule, frames, keys: &[], unplaced: 0 };
        let missing = MissingFact { record: None, path: path.to_owned(), label: slot.label.both(), why, value: None };
        let tell = |machine: &mut Machine<'_, 'd, Recorder>| machine.trace.push(Event::Missing(missing.clone()));
        give_unknown(self.data, &case, self.subject(above), &tell, self.out);
    }

    fn here(&mut self, frames: Vec<Frame<'d>>) {
        let path = match frames.last() {
            Some(Frame::Record { path, .. }) => path.to_string(),
            _ => String::new(),
        };
        let case = Case { rule: self.rule, frames, keys: &[], unplaced: 0 };
        if let Some(filter) = self.filter {
            #[cfg(feature = "trial")]
            self.data.watch(&case.frames, &[], &[], |machine| {
                machine.condition(filter);
            });
            let mut asking = Machine::new(self.data, Silent, case.frames.clone(), &[], &[]);
            match asking.condition(filter) {
                Value::Bool(true) => {}
                Value::Bool(false) => return,
                _ => {
                    let tell = |machine: &mut Machine<'_, 'd, Recorder>| {
                        machine.condition(filter);
                    };
                    return give_unknown(self.data, &case, self.subject(path), &tell, self.out);
                }
            }
        }
        let subject = self.subject(path);
        give(self.data, &case, &|| subject.clone(), self.out);
    }

    fn subject(&self, path: String) -> Subject {
        Subject::Record { record: self.input.id.clone(), path }
    }
}
