//! What the decoder looks for in each kind of record: fields by name, with their types and slots.

use super::scan::Written;
use crate::check::typed::{Presence, Program, Type};
use crate::eval::Cell;
use crate::plan::Plan;
use crate::syntax::ast;
use crate::value::{Value, Why, sort};

/// The shape of a record, as it is written in the input.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// The fields, in the order of the record.
    fields: Vec<(String, Field)>,
    /// What its members stand for, sorted by name.
    pub(super) members: Members,
    /// The slots of a record in which nothing is written.
    pub(super) left_out: Vec<Value>,
    /// The same as cells.
    pub(super) blank: Vec<Cell>,
    /// For each slot, the shape of the record in it, or of those in its list.
    pub(super) inner: Vec<Option<usize>>,
    /// The fields that have to be given in every record, and whose lack is not told once for the input: their numbers.
    pub(super) expected: Vec<usize>,
    /// A bit for each of them, below the 64th.
    pub(super) expected_bits: u64,
    /// Members that stand for nothing are passed over: a layout says which are read.
    pub(super) mapped: bool,
}

/// Members of an object.
#[derive(Debug, Clone, Default)]
pub(super) struct Members {
    /// Each with its name, sorted by it.
    pub(super) list: Vec<(String, Member)>,
    /// The first of the hints which member follows which; one for the beginning, and one for each.
    pub(super) first: usize,
    /// A bit for the [mark] of each name: of published data, most members are none of these.
    marks: u64,
}

/// A number below 64 that most names do not share: of their length, and of the letter they begin with.
fn mark(name: &str) -> usize {
    let first = name.bytes().next().map_or(0, usize::from);
    name.len().wrapping_mul(11).wrapping_add(first.wrapping_mul(5)) % 64
}

/// What a member of an object stands for.
#[derive(Debug, Clone, Default)]
pub(super) struct Member {
    /// Its name and the colon, as they are mostly written.
    pub(super) written: Written,
    /// The field it stands for, where it stands for that alone and is the first place that is looked at for it.
    pub(super) field: Option<usize>,
    /// The fields it is read into, and whether it is the first place (0) that is looked at for each, the second, …
    pub(super) fields: Vec<(usize, usize)>,
    /// What its own members stand for.
    pub(super) inside: Members,
    /// Of a list, how many elements stand for something at most.
    pub(super) elements: usize,
}

/// A field.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Its slot; none where no rule reads it.
    pub(super) slot: Option<usize>,
    /// Its type; a record in it is the number of a shape.
    pub(super) ty: Type,
    /// What its being left out means.
    pub(super) presence: Presence,
    /// The first pointer it is looked for at; empty where members are named as the fields are.
    pub(super) pointer: String,
    /// It is known to be left out of the whole input, and need not be told of each record.
    pub(super) told: bool,
}

impl Members {
    /// The number of the member of that name.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        if self.marks & (1 << mark(name)) == 0 {
            return None;
        }
        self.list.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()
    }

    /// The member of that name.
    pub(super) fn find(&self, name: &str) -> Option<&Member> {
        self.number(name).map(|at| &self.list[at].1)
    }

    /// Gives each its hints, from a number on, and notes which stand for one field, and their marks; the number after the hints.
    pub(super) fn prepare(&mut self, first: usize) -> usize {
        self.first = first;
        self.marks = self.list.iter().fold(0, |marks, (name, _)| marks | 1 << mark(name));
        let after = first + self.list.len() + 1;
        self.list.iter_mut().fold(after, |first, (_, member)| {
            member.field = match member.fields[..] {
                [(at, 0)] if member.inside.list.is_empty() => Some(at),
                _ => None,
            };
            let numbers = member.inside.list.iter().filter_map(|(name, _)| name.parse::<usize>().ok());
            member.elements = numbers.max().map_or(0, |last| last.saturating_add(1));
            member.inside.prepare(first)
        })
    }
}

impl Shape {
    /// The shapes of every record of a program, written as the rules name the fields.
    pub(super) fn all(program: &Program, plan: &Plan) -> Vec<Shape> {
        (0..program.records.len()).map(|record| Shape::of(program, plan, record)).collect()
    }

    fn of(program: &Program, plan: &Plan, record: usize) -> Shape {
        let projection = plan.projection(record);
        let field = |(at, field): (usize, &crate::check::typed::Field)| {
            let slot = projection.slots.iter().position(|slot| slot.field == at);
            (
                field.name.clone(),
                Field { slot, ty: field.ty.clone(), presence: field.presence.clone(), pointer: String::new(), told: false },
            )
        };
        let fields: Vec<(String, Field)> = program.records[record].fields.iter().enumerate().map(field).collect();
        let mut left_out = vec![Value::Unknown(Why::Missing); projection.slots.len()];
        for (field, slot) in fields.iter().filter_map(|(_, field)| Some((field, field.slot?))) {
            left_out[slot] = field.left_out();
        }
        let member =
            |(at, (name, _)): (usize, &(String, Field))| (name.clone(), Member { fields: vec![(at, 0)], ..Member::named(name) });
        let mut list: Vec<(String, Member)> = fields.iter().enumerate().map(member).collect();
        sort::by(&mut list, |one, other| one.0.cmp(&other.0));
        let members = Members { list, ..Members::default() };
        let blank =
            left_out.iter().map(|value| if let Value::Unknown(why) = value { Cell::Unknown(*why) } else { Cell::Next(0) });
        let blank = blank.collect();
        let inner = vec![None; left_out.len()];
        let mut shape = Shape { fields, members, left_out, blank, inner, expected: Vec::new(), expected_bits: 0, mapped: false };
        shape.note();
        shape
    }

    /// Notes what follows from the fields.
    fn note(&mut self) {
        for (_, field) in &self.fields {
            if let Some(slot) = field.slot {
                self.inner[slot] = field.ty.record();
            }
        }
        let expected = |(_, (_, field)): &(usize, &(String, Field))| field.presence == Presence::Required && !field.told;
        self.expected = self.fields.iter().enumerate().filter(expected).map(|(at, _)| at).collect();
        self.expected_bits = self.expected.iter().filter(|at| **at < 64).fold(0, |bits, at| bits | 1 << at);
    }

    /// The number of the shape that a layout gives a record; it and those of its elements are added.
    pub(super) fn mapped(
        shapes: &mut Vec<Shape>,
        program: &Program,
        plan: &Plan,
        record: usize,
        lines: &[&ast::LayoutField],
    ) -> usize {
        let mut shape = Shape { members: Members::default(), mapped: true, ..Shape::of(program, plan, record) };
        for line in lines {
            let Some(at) = shape.fields.iter().position(|(name, _)| *name == line.name.node) else { continue };
            match &line.from {
                ast::LayoutFrom::Headings(pointers) => {
                    shape.fields[at].1.pointer = pointers.first().map(|pointer| pointer.node.clone()).unwrap_or_default();
                    for (rank, pointer) in pointers.iter().enumerate() {
                        put(&mut shape.members, &pointer.node, (at, rank));
                    }
                }
                ast::LayoutFrom::List { pointer, body } => {
                    shape.fields[at].1.pointer = pointer.node.clone();
                    put(&mut shape.members, &pointer.node, (at, 0));
                    if let Some(element) = shape.fields[at].1.ty.record() {
                        let inner = Shape::mapped(shapes, program, plan, element, &body.fields.iter().collect::<Vec<_>>());
                        shape.fields[at].1.ty = Type::List(Box::new(Type::Record(inner)));
                    }
                }
                _ => {}
            }
        }
        // Fields that the layout does not read are left out of every record; the check of the layout has said so.
        let read: Vec<&str> = lines.iter().map(|line| line.name.node.as_str()).collect();
        shape.fields.iter_mut().filter(|(name, _)| !read.contains(&name.as_str())).for_each(|(_, field)| field.told = true);
        shape.note();
        shapes.push(shape);
        shapes.len() - 1
    }

    /// Takes note that a field is left out of the whole input.
    pub(super) fn lacks(&mut self, name: &str) {
        self.fields.iter_mut().filter(|(known, _)| known == name).for_each(|(_, field)| field.told = true);
        self.note();
    }

    /// The field of that number, with its name.
    pub(super) fn field(&self, at: usize) -> (&str, &Field) {
        (&self.fields[at].0, &self.fields[at].1)
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

impl Member {
    /// One of that name, that stands for nothing yet.
    fn named(name: &str) -> Member {
        let written = serde_json::to_string(name).expect("a text is JSON") + ":";
        Member { written: Written::new(written.into_bytes()), ..Member::default() }
    }
}

/// Puts a field where a JSON pointer leads.
fn put(members: &mut Members, pointer: &str, field: (usize, usize)) {
    let (first, rest) = match pointer.trim_start_matches('/').split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (pointer.trim_start_matches('/'), None),
    };
    let name = first.replace("~1", "/").replace("~0", "~");
    let list = &mut members.list;
    let at = list.binary_search_by(|(known, _)| known.cmp(&name)).unwrap_or_else(|at| {
        list.insert(at, (name.clone(), Member::named(&name)));
        at
    });
    match rest {
        Some(rest) => put(&mut list[at].1.inside, rest, field),
        None => list[at].1.fields.push(field),
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
