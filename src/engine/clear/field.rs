//! A field of a record, found by its path: its type, and the record with another value in it.

use crate::check::typed::{self, Presence, Type};
use crate::engine::Engine;
use crate::plan::SlotRef;
use crate::value::Value;

/// A field, by the way down to it.
pub(super) struct Field<'e> {
    steps: Vec<usize>,
    /// What it holds.
    pub(super) ty: &'e Type,
    /// It may be left out, and then there is none.
    pub(super) optional: bool,
    /// Its slot.
    pub(super) slot: SlotRef,
}

impl<'e> Field<'e> {
    /// The field at a path within a record of that kind. None of what is no field, and of a key: who is who is not to be changed.
    pub(super) fn find(engine: &'e Engine, record: usize, path: &str) -> Option<Field<'e>> {
        let (mut steps, mut within) = (Vec::new(), Some(record));
        let mut found: Option<(&'e typed::Field, SlotRef)> = None;
        for segment in path.strip_prefix('/')?.split('/') {
            if let (Ok(at), Some((typed::Field { ty: Type::List(_), .. }, _))) = (segment.parse(), found) {
                steps.push(at);
                found = None;
                continue;
            }
            let record = within?;
            let projection = &engine.plan.projections[record];
            let at = projection.slots.iter().position(|slot| slot.name == segment)?;
            if projection.key == Some(at) {
                return None;
            }
            let slot = &projection.slots[at];
            found = Some((&engine.program.records[record].fields[slot.field], SlotRef { record, slot: at }));
            steps.push(at);
            within = slot.inner;
        }
        let (field, slot) = found?;
        Some(Field { steps, ty: &field.ty, optional: field.presence == Presence::Optional, slot })
    }

    /// The record with another value in the field.
    pub(super) fn with(&self, record: &Value, value: &Value) -> Option<Value> {
        put(record, &self.steps, value)
    }
}

fn put(whole: &Value, steps: &[usize], value: &Value) -> Option<Value> {
    let Some((&at, rest)) = steps.split_first() else { return Some(value.clone()) };
    let inner = |items: &[Value]| {
        let mut items = items.to_vec();
        let changed = put(items.get(at)?, rest, value)?;
        items[at] = changed;
        Some(items.into())
    };
    match whole {
        Value::Record(items) => inner(items).map(Value::Record),
        Value::List(items) => inner(items).map(Value::List),
        _ => None,
    }
}
