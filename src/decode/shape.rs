//! What the decoder looks for in each kind of record: fields by name, with their types and slots.

use crate::check::typed::{Presence, Program, Type};
use crate::plan::Plan;
use crate::value::{Value, Why};

/// The shape of a record.
#[derive(Debug)]
pub(super) struct Shape {
    /// The fields, sorted by name.
    fields: Vec<(String, Field)>,
    /// The slots of a record in which nothing is written.
    pub(super) left_out: Vec<Value>,
}

/// A field.
#[derive(Debug)]
pub(super) struct Field {
    /// Its slot; none where no rule reads it.
    pub(super) slot: Option<usize>,
    /// Its type.
    pub(super) ty: Type,
    /// What its being left out means.
    pub(super) presence: Presence,
}

impl Shape {
    /// The shapes of every record of a program.
    pub(super) fn all(program: &Program, plan: &Plan) -> Vec<Shape> {
        let shape = |(number, record): (usize, &crate::check::typed::Record)| {
            let projection = plan.projection(number);
            let mut fields: Vec<(String, Field)> = record
                .fields
                .iter()
                .enumerate()
                .map(|(at, field)| {
                    let slot = projection.slots.iter().position(|slot| slot.field == at);
                    (field.name.clone(), Field { slot, ty: field.ty.clone(), presence: field.presence.clone() })
                })
                .collect();
            fields.sort_by(|one, other| one.0.cmp(&other.0));
            let mut left_out = vec![Value::Unknown(Why::Missing); projection.slots.len()];
            for (field, slot) in fields.iter().filter_map(|(_, field)| Some((field, field.slot?))) {
                left_out[slot] = field.left_out();
            }
            Shape { fields, left_out }
        };
        program.records.iter().enumerate().map(shape).collect()
    }

    /// The number of the field of that name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.fields.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()
    }

    /// The field of that number.
    pub(super) fn field(&self, at: usize) -> &Field {
        &self.fields[at].1
    }

    /// How many fields it has.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Every field, with its name.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.fields.iter().map(|(name, field)| (name.as_str(), field))
    }
}

impl Field {
    /// What it stands for where it is left out.
    pub(super) fn left_out(&self) -> Value {
        Value::Unknown(match self.presence {
            Presence::Required => Why::Missing,
            Presence::Optional => Why::Absent,
            Presence::Default(_) => Why::Default,
        })
    }
}
