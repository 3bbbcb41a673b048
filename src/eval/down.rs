//! The way down a record to its elements.

use std::sync::Arc;

use super::machine::{Frame, Machine};
use super::trace::Silent;
use crate::finding::MissingFact;
use crate::plan::{Plan, SlotRef};
use crate::value::{Value, Why};

/// From a kind of record through the lists in these slots, each of the elements of the one before.
#[derive(Clone, Copy)]
pub(super) struct Way<'p> {
    pub(super) record: usize,
    pub(super) path: &'p [usize],
}

/// A list on the way that is not known, and why.
pub(super) struct Unlisted {
    slot: SlotRef,
    why: Why,
}

impl Unlisted {
    /// What is missing in the record, or the element, that lies there.
    pub(super) fn missing(&self, plan: &Plan, above: &str) -> MissingFact {
        let label = plan.projections[self.slot.record].slots[self.slot.slot].label.both();
        MissingFact { record: None, path: plan.path_to(above, self.slot), label, why: self.why, value: None }
    }
}

/// Is told of each element by its numbers in the lists, or of a list that is not known by those down to it.
pub(super) type Met<'m, 'd> = dyn FnMut(&mut Machine<'d, 'd, Silent>, &[u32], Result<(), Unlisted>) + 'm;

impl Way<'_> {
    /// Where an element lies in its record.
    pub(super) fn path_of(&self, plan: &Plan, at: &[u32]) -> String {
        plan.path_of(self.record, self.path, at)
    }

    /// Puts the frames of an element behind others: its record, which is `root`, then each element on the way down to it. Where nothing is told, it need not be
    /// known where they lie.
    pub(super) fn enter<'k>(&self, plan: &Plan, root: Frame<'k>, at: &[u32], told: bool, frames: &mut Vec<Frame<'k>>) {
        let mut record = self.record;
        frames.push(root);
        for (&slot, &number) in self.path.iter().zip(at) {
            let Some(element) = frames[frames.len() - 1].element(plan, SlotRef { record, slot }, number, told) else { break };
            frames.push(element);
            record = plan.projections[record].slots[slot].inner.unwrap_or(record);
        }
    }

    /// Goes down to each element in the record that is the machine's last frame. The elements on the way are its last frames meanwhile.
    pub(super) fn down<'d>(&self, machine: &mut Machine<'d, 'd, Silent>, met: &mut Met<'_, 'd>) {
        self.further(machine, &mut Vec::new(), met);
    }

    fn further<'d>(&self, machine: &mut Machine<'d, 'd, Silent>, at: &mut Vec<u32>, met: &mut Met<'_, 'd>) {
        let Some((&slot, path)) = self.path.split_first() else { return met(machine, at, Ok(())) };
        let Some(Frame::Record { value: Value::Record(slots), id, .. }) = machine.frames.last() else { return };
        let (info, id) = (&machine.data.plan.projections[self.record].slots[slot], *id);
        let rest = Way { record: info.inner.unwrap_or(self.record), path };
        match info.read(&slots[slot]).0 {
            Value::List(items) => {
                for (number, value) in (0..).zip(items.iter()) {
                    at.push(number);
                    machine.frames.push(Frame::Record { value: value.clone(), id, path: Arc::default() });
                    rest.further(machine, at, met);
                    machine.frames.pop();
                    at.pop();
                }
            }
            Value::Unknown(Why::Absent) => {}
            Value::Unknown(why) => met(machine, at, Err(Unlisted { slot: SlotRef { record: self.record, slot }, why })),
            _ => {}
        }
    }
}

impl<'k> Frame<'k> {
    /// The element of a number in a list that a record has.
    pub(super) fn element(&self, plan: &Plan, list: SlotRef, number: u32, told: bool) -> Option<Frame<'k>> {
        let Frame::Record { value: Value::Record(slots), id, path } = self else { return None };
        let Value::List(items) = plan.projections[list.record].slots[list.slot].read(&slots[list.slot]).0 else { return None };
        let path = if told { format!("{}/{number}", plan.path_to(path, list)).into() } else { Arc::default() };
        Some(Frame::Record { value: items.get(number as usize)?.clone(), id: *id, path })
    }
}
