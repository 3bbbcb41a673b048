//! Records that are written as they should be, in one pass: from the text into cells. Whatever is out of the ordinary ends the pass, and the record is
//! read again by [`super::json`], which says what it was.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

use super::json::{Decoder, Reader};
use super::path::Path;
use super::shape::{Field, Member, Members, Shape};
use crate::check::typed::{Label, Presence, Type};
use crate::eval::{Cell, Cells, Row};
use crate::value::{ChoiceRef, Date, Exact, FiscalYear, Money, Value, Why, ops};

/// The most elements of a set that are compared with one another.
const FEW: usize = 32;

/// What is filled anew for every record, and what was learnt from those before: which member follows which.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    cells: Cells,
    hints: Vec<u32>,
    seen: Vec<u32>,
}

impl Scratch {
    /// The record that was read last, in the text it was read from.
    pub(crate) fn row<'c>(&'c self, text: &'c str) -> Row<'c> {
        Row::new(&self.cells, text)
    }
}

/// One pass over a record.
struct Pass<'p> {
    shapes: &'p [Shape],
    choices: &'p [Vec<(String, Label)>],
    text: &'p str,
    cells: &'p mut Cells,
    hints: &'p mut [u32],
    /// For each field of the records being read, from which of its places it was read: 0 for none, 1 for the first, …
    seen: &'p mut Vec<u32>,
    mapped: bool,
}

/// The record that is being read.
#[derive(Clone, Copy)]
struct Here<'p> {
    shape: &'p Shape,
    /// Where its cells lie.
    row: usize,
    /// Where it is noted which of its fields were read.
    seen: usize,
}

impl Decoder {
    /// The cells of a record; `None` where anything about it is out of the ordinary.
    pub(crate) fn quick<'c>(&'c self, text: &'c str, scratch: &'c mut Scratch) -> Option<Row<'c>> {
        let Scratch { cells, hints, seen } = scratch;
        cells.clear();
        seen.clear();
        hints.resize(self.hints, 0);
        let mapped = self.shapes[self.record].mapped;
        let mut pass = Pass { shapes: &self.shapes, choices: &self.choices, text, cells, hints, seen, mapped };
        let mut deserializer = serde_json::Deserializer::from_str(text);
        RecordSeed { pass: &mut pass, shape: self.record }.deserialize(&mut deserializer).ok()?;
        deserializer.end().ok()?;
        Some(Row::new(&scratch.cells, text))
    }

    /// What is in a slot of the record.
    pub(crate) fn slot(&self, row: Row<'_>, slot: usize) -> Value {
        value(row, row.cell(0, slot), &self.shapes, self.shapes[self.record].inner[slot])
    }

    /// The whole record, from its cells.
    pub(crate) fn whole(&self, row: Row<'_>) -> Value {
        record(row, 0, &self.shapes, self.record)
    }
}

/// The value of a cell, whole.
fn value(row: Row<'_>, cell: Cell, shapes: &[Shape], of: Option<usize>) -> Value {
    match cell {
        Cell::Unknown(why) => Value::Unknown(why),
        Cell::Bool(truth) => Value::Bool(truth),
        Cell::Text(span) => Value::Text(row.text(span).into()),
        Cell::Number(number) => Value::Number(Exact::from(number)),
        Cell::Money(amount, currency) => Value::Money(Money { amount: Exact::from(amount), currency }),
        Cell::Date(date) => Value::Date(date),
        Cell::Year(year) => Value::FiscalYear(FiscalYear(year)),
        Cell::Days(count) => Value::Days(count),
        Cell::Months(count) => Value::Months(count),
        Cell::Years(count) => Value::Years(count),
        Cell::Choice(choice) => Value::Choice(choice),
        Cell::Record(at) => record(row, at, shapes, of.unwrap_or_default()),
        Cell::Records(first, count) => {
            let mut at = first;
            let records = (0..count).map(|_| {
                let record = record(row, at, shapes, of.unwrap_or_default());
                at = row.next(at);
                record
            });
            Value::List(records.collect())
        }
        Cell::Set(start, count) => {
            let items = row.items(start, count).iter().map(|item| value(row, *item, shapes, None));
            ops::set_of(items.collect())
        }
        Cell::List(start, count) => {
            Value::List(row.items(start, count).iter().map(|item| value(row, *item, shapes, None)).collect())
        }
        Cell::Next(_) => Value::Unknown(Why::Mismatch),
        Cell::Other(number) => row.other(number).clone(),
    }
}

/// The record that lies there, whole.
fn record(row: Row<'_>, at: u32, shapes: &[Shape], shape: usize) -> Value {
    let inner = &shapes[shape].inner;
    let slots = inner.iter().enumerate().map(|(slot, of)| value(row, row.cell(at, slot), shapes, *of));
    Value::Record(slots.collect())
}

/// Ends the pass.
fn stop<E: Error>() -> E {
    E::custom("")
}

impl<'p> Pass<'p> {
    /// Goes through the members of an object.
    fn members<'de, A: MapAccess<'de>>(&mut self, map: &mut A, members: &'p Members, here: Here<'p>) -> Result<(), A::Error> {
        let mut before = members.first;
        while let Some(found) = map.next_key_seed(NameSeed { members, hint: self.hints[before] as usize })? {
            let Some(number) = found else {
                if !here.shape.mapped {
                    return Err(stop());
                }
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            self.hints[before] = u32::try_from(number).unwrap_or_default();
            before = members.first + 1 + number;
            let member = &members.list[number].1;
            match member.fields.as_slice() {
                [place] if member.inside.list.is_empty() => self.field(here, *place, |seed| map.next_value_seed(seed))?,
                [] => map.next_value_seed(Inside { pass: self, member, here })?,
                _ => self.spread(map.next_value()?, member, here).map_err(|_| stop())?,
            }
        }
        Ok(())
    }

    /// What stands for several fields at once, or for one and others in it.
    fn spread(&mut self, raw: &RawValue, member: &'p Member, here: Here<'p>) -> Result<(), serde_json::Error> {
        for place in &member.fields {
            self.field(here, *place, |seed| seed.deserialize(raw))?;
        }
        Inside { pass: self, member, here }.deserialize(raw)
    }

    /// Reads a field from the place of that rank.
    fn field<E: Error>(
        &mut self,
        here: Here<'p>,
        (at, rank): (usize, usize),
        read: impl FnOnce(FieldSeed<'_, 'p>) -> Result<Option<Cell>, E>,
    ) -> Result<(), E> {
        let field = here.shape.field(at).1;
        let rank = u32::try_from(rank + 1).unwrap_or(u32::MAX);
        let known = self.seen[here.seen + at];
        let skip = known != 0 && known < rank;
        let cell = read(FieldSeed { pass: self, field, skip })?;
        if skip || (cell.is_none() && here.shape.mapped) {
            return Ok(());
        }
        if known == rank || (cell.is_none() && field.presence == Presence::Required) {
            return Err(stop());
        }
        self.seen[here.seen + at] = rank;
        if let Some(slot) = field.slot {
            self.cells.put(here.row, slot, cell.unwrap_or(here.shape.blank[slot]));
        }
        Ok(())
    }

    /// A value in a form that is not read here.
    fn otherwise<E: Error>(&mut self, raw: &str, ty: &Type) -> Result<Cell, E> {
        let mut faults = Vec::new();
        let mut reader = Reader::of_leaves(self.shapes, self.choices, &mut faults, self.mapped);
        match reader.leaf(raw, ty, &Path::Root) {
            Ok(value) if faults.is_empty() => Ok(self.cells.of(value)),
            _ => Err(stop()),
        }
    }

    /// A text in quotation marks.
    fn quoted<E: Error>(&mut self, text: &str, ty: &Type) -> Result<Cell, E> {
        match ty {
            Type::Text => self.cells.text(self.text, text).ok_or_else(stop),
            Type::Choice(choice) => {
                let same = |(name, label): &(String, Label)| *name == text || label.ja == text || label.en == text;
                let variant = self.choices[*choice].iter().position(same).ok_or_else(stop)?;
                let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                Ok(Cell::Choice(ChoiceRef { choice: number(*choice), variant: number(variant) }))
            }
            Type::Date if let Some(date) = Date::parse_iso(text) => Ok(Cell::Date(date)),
            _ => self.otherwise(&serde_json::to_string(text).map_err(|_| stop())?, ty),
        }
    }

    /// A whole number.
    fn whole<E: Error>(&mut self, number: i64, ty: &Type) -> Result<Cell, E> {
        match ty {
            Type::Money(money) if let Some(currency) = money.currency => Ok(Cell::Money(number, currency)),
            Type::FiscalYear if (1868..=9999).contains(&number) => i32::try_from(number).map(Cell::Year).map_err(|_| stop()),
            Type::Days => Ok(Cell::Days(number)),
            Type::Months => Ok(Cell::Months(number)),
            Type::Years => Ok(Cell::Years(number)),
            Type::Text if self.mapped => self.cells.text(self.text, &number.to_string()).ok_or_else(stop),
            _ => Err(stop()),
        }
    }

    /// Whether any two of the cells from a place on are the same.
    fn twice(&self, start: usize) -> bool {
        let row = Row::new(self.cells, self.text);
        let items = row.items(Pass::place(start), Pass::place(self.cells.len() - start));
        let same = |one: &Cell, other: &Cell| match (one, other) {
            (Cell::Text(one), Cell::Text(other)) => row.text(*one) == row.text(*other),
            (Cell::Other(one), Cell::Other(other)) => row.other(*one).total_cmp(row.other(*other)).is_eq(),
            _ => one == other,
        };
        items.len() > FEW || items.iter().enumerate().any(|(at, one)| items[at + 1..].iter().any(|other| same(one, other)))
    }

    fn place(at: usize) -> u32 {
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

/// The name of a member: its number, where it stands for anything.
struct NameSeed<'p> {
    members: &'p Members,
    hint: usize,
}

impl<'de> DeserializeSeed<'de> for NameSeed<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed<'_> {
    type Value = Option<usize>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<usize>, E> {
        let likely = self.members.list.get(self.hint).is_some_and(|(known, _)| known == name);
        Ok(if likely { Some(self.hint) } else { self.members.number(name) })
    }
}

/// A record, or an element of a list of them: where its cells lie.
struct RecordSeed<'a, 'p> {
    pass: &'a mut Pass<'p>,
    shape: usize,
}

impl<'de> DeserializeSeed<'de> for RecordSeed<'_, '_> {
    type Value = u32;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u32, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_, '_> {
    type Value = u32;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<u32, A::Error> {
        let pass = self.pass;
        let shapes = pass.shapes;
        let shape = &shapes[self.shape];
        let here = Here { shape, row: pass.cells.open(&shape.blank), seen: pass.seen.len() };
        pass.seen.resize(here.seen + shape.len(), 0);
        pass.members(&mut map, &shape.members, here)?;
        let read = &pass.seen[here.seen..];
        if shape.expected().any(|at| read[at] == 0) {
            return Err(stop());
        }
        pass.seen.truncate(here.seen);
        Ok(Pass::place(here.row))
    }
}

/// A field's value; none where `null` stands there, or where it is not wanted.
struct FieldSeed<'a, 'p> {
    pass: &'a mut Pass<'p>,
    field: &'p Field,
    skip: bool,
}

impl<'de> DeserializeSeed<'de> for FieldSeed<'_, '_> {
    type Value = Option<Cell>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Cell>, D::Error> {
        if self.skip {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|_| None);
        }
        ValueSeed { pass: self.pass, ty: &self.field.ty }.deserialize(deserializer)
    }
}

/// A value of a type.
struct ValueSeed<'a, 'p> {
    pass: &'a mut Pass<'p>,
    ty: &'p Type,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, '_> {
    type Value = Option<Cell>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Cell>, D::Error> {
        let raw = match self.ty {
            Type::Number | Type::Percent | Type::Range(_) => true,
            Type::Money(money) => money.currency.is_none_or(|currency| currency.minor_digits() > 0),
            _ => false,
        };
        if !raw {
            return deserializer.deserialize_any(self);
        }
        let raw = <&RawValue as serde::Deserialize>::deserialize(deserializer)?.get();
        match (self.ty, raw.parse::<i64>()) {
            _ if raw == "null" => Ok(None),
            (Type::Number, Ok(number)) => Ok(Some(Cell::Number(number))),
            (Type::Money(_), Ok(number)) => self.pass.whole(number, self.ty).map(Some),
            (ty, _) => self.pass.otherwise(raw, ty).map(Some),
        }
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_, '_> {
    type Value = Option<Cell>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Option<Cell>, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Option<Cell>, E> {
        if *self.ty == Type::Bool { Ok(Some(Cell::Bool(truth))) } else { Err(stop()) }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<Cell>, E> {
        self.pass.whole(number, self.ty).map(Some)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<Cell>, E> {
        self.pass.whole(i64::try_from(number).map_err(|_| stop())?, self.ty).map(Some)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<Cell>, E> {
        match self.ty {
            Type::List(_) | Type::Set(_) | Type::Record(_) => Err(stop()),
            ty => self.pass.quoted(text, ty).map(Some),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Option<Cell>, A::Error> {
        let pass = self.pass;
        match self.ty {
            Type::List(of) if let Type::Record(shape) = **of => {
                let (mut first, mut last, mut count) = (0, None, 0);
                while let Some(at) = seq.next_element_seed(RecordSeed { pass: &mut *pass, shape })? {
                    match last.replace(at) {
                        None => first = at,
                        Some(before) => pass.cells.link(before, at),
                    }
                    count += 1;
                }
                Ok(Some(Cell::Records(first, count)))
            }
            Type::List(of) | Type::Set(of) if !matches!(**of, Type::List(_) | Type::Set(_) | Type::Record(_)) => {
                let start = pass.cells.len();
                while let Some(cell) = seq.next_element_seed(ValueSeed { pass: &mut *pass, ty: of })? {
                    pass.cells.push(cell.ok_or_else(stop)?);
                }
                let (place, count) = (Pass::place(start), Pass::place(pass.cells.len() - start));
                if matches!(self.ty, Type::List(_)) {
                    return Ok(Some(Cell::List(place, count)));
                }
                if pass.twice(start) { Err(stop()) } else { Ok(Some(Cell::Set(place, count))) }
            }
            _ => Err(stop()),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<Cell>, A::Error> {
        match self.ty {
            Type::Record(shape) => RecordSeed { pass: self.pass, shape: *shape }.visit_map(map).map(|at| Some(Cell::Record(at))),
            _ => Err(stop()),
        }
    }
}

/// What has fields in it. Anything else that stands there is passed over.
struct Inside<'a, 'p> {
    pass: &'a mut Pass<'p>,
    member: &'p Member,
    here: Here<'p>,
}

impl<'de> DeserializeSeed<'de> for Inside<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inside<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.pass.members(&mut map, &self.member.inside, self.here)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut at = 0_u64;
        while let Some(raw) = seq.next_element::<&RawValue>()? {
            if let Some(number) = self.member.inside.number(&at.to_string()) {
                self.pass.spread(raw, &self.member.inside.list[number].1, self.here).map_err(|_| stop())?;
            }
            at += 1;
        }
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}
