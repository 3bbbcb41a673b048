//! One record made of a row: the JSON that the decoder reads, where each value stood, and what was noted of the cells.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::bind::{At, Beside, Bound, BoundField, Place, key_of, written_key};
use crate::check::typed::{Label, Type};
use crate::decode::{DataError, Reason};
use crate::engine;
use crate::input::cell::{self, Cell, Column, Repair};
use crate::input::grid::{Row, place, text};
use crate::input::layout::Field;

/// What is noted of cells while they are read.
#[derive(Debug)]
pub(super) struct Notes {
    pub(super) choices: Vec<Vec<(String, Label)>>,
    pub(super) encoding: String,
    pub(super) repairs: BTreeMap<(String, String, Repair), engine::Repair>,
}

/// One record while it is made.
pub(super) struct Making<'n> {
    notes: &'n mut Notes,
    pub(super) json: String,
    pub(super) places: Vec<(String, String)>,
    pub(super) faults: Vec<DataError>,
}

/// The row that is read, and what for.
#[derive(Clone, Copy)]
pub(super) struct Here<'h> {
    pub(super) row: &'h Row,
    /// The name of its table.
    pub(super) table: &'h str,
    /// The JSON pointer of the record, or the field: `/payments/2`.
    pub(super) pointer: &'h str,
    /// The same without numbers: `payments/`.
    pub(super) path: &'h str,
}

impl Here<'_> {
    /// What is wrong with all of the row.
    fn fault(&self) -> Option<DataError> {
        let fault = DataError::new(self.pointer, &super::rows::raw(self.row), self.row.fault.clone()?);
        Some(DataError { at: self.at(0), ..fault })
    }

    /// The place of a column in this row.
    fn at(&self, column: usize) -> String {
        place(self.table, column, self.row.number)
    }
}

impl<'n> Making<'n> {
    pub(super) fn new(notes: &'n mut Notes) -> Making<'n> {
        Making { notes, json: String::new(), places: Vec::new(), faults: Vec::new() }
    }

    /// Makes the record that a row holds.
    pub(super) fn record(&mut self, bound: &mut Bound, here: Here<'_>) {
        self.json.push('{');
        self.members(bound, here);
        self.json.push('}');
    }

    fn members(&mut self, bound: &mut Bound, here: Here<'_>) {
        for BoundField { field, at } in &mut bound.fields {
            let (pointer, path) = (format!("{}/{}", here.pointer, field.name), format!("{}{}", here.path, field.name));
            self.field(field, at, Here { pointer: &pointer, path: &path, ..here });
        }
        for beside in &mut bound.also {
            self.also(beside, here);
        }
    }

    /// A field, by its name; nothing where its cell says nothing.
    fn field(&mut self, field: &Field, at: &mut At, here: Here<'_>) {
        let value = match at {
            At::Nowhere => None,
            At::Cell(place) => self.value((&field.ty, field.split.as_deref()), place, here),
            At::Ends(from, to) => self.ends(field, (from, to), here),
            At::Numbered(elements) => {
                self.name(&field.name);
                let standing = elements.iter_mut().filter(|element| element.fields.iter().any(|field| field.stands(here.row)));
                return self.list(standing, here, |making, element, here| making.record(element, here));
            }
            At::Beside(beside) => {
                self.name(&field.name);
                let Beside { bound, rows, index, used, keys, name, unkeyed, .. } = &mut **beside;
                let key = key_of(here.row, keys);
                let written = written_key(here.row, keys).join(" ");
                // Rows without a key may be those of a record without one.
                if key.is_none() && (*unkeyed || !written.trim().is_empty()) {
                    let fault = DataError::new(here.pointer, &written, Reason::NoKey);
                    self.faults.push(DataError { at: here.at(keys[0]), ..fault });
                    self.json.push_str("null");
                    return;
                }
                let of = key.and_then(|key| index.get(&key)).map_or(&[][..], Vec::as_slice);
                return self.list(of.iter(), here, |making, &at, here| {
                    used[at] = true;
                    let here = Here { row: &rows[at], table: name, ..here };
                    match here.fault() {
                        Some(fault) => {
                            making.faults.push(fault);
                            making.json.push_str("null");
                        }
                        None => making.record(bound, here),
                    }
                });
            }
        };
        if let Some(value) = value {
            self.name(&field.name);
            self.json.push_str(&value);
        }
    }

    /// A list, each of its elements at its own pointer.
    fn list<T>(&mut self, items: impl Iterator<Item = T>, here: Here<'_>, mut each: impl FnMut(&mut Self, T, Here<'_>)) {
        let path = format!("{}/", here.path);
        self.json.push('[');
        for (number, item) in items.enumerate() {
            if number > 0 {
                self.json.push(',');
            }
            let pointer = format!("{}/{number}", here.pointer);
            each(self, item, Here { pointer: &pointer, path: &path, ..here });
        }
        self.json.push(']');
    }

    /// Fields of the same record from the row of another table; more than one such row is a fault.
    fn also(&mut self, beside: &mut Beside, here: Here<'_>) {
        let Some(key) = key_of(here.row, &beside.keys) else { return };
        let rows = beside.index.get(&key).cloned().unwrap_or_default();
        for (number, &at) in rows.iter().enumerate() {
            beside.used[at] = true;
            let there = |at: usize| place(&beside.name, beside.own_keys[0], beside.rows[at].number);
            let row = Here { row: &beside.rows[at], table: &beside.name, ..here };
            if let Some(fault) = row.fault() {
                for BoundField { field, .. } in &beside.bound.fields {
                    let path = format!("{}/{}", here.pointer, field.name);
                    self.faults.push(DataError { path, ..fault.clone() });
                    self.name(&field.name);
                    self.json.push_str("null");
                }
            } else if number == 0 {
                self.members(&mut beside.bound, Here { row: &beside.rows[at], table: &beside.name, ..here });
            } else {
                let fault = DataError::new(here.pointer, &key.join(" "), Reason::DuplicateId { first: there(rows[0]) });
                self.faults.push(DataError { at: there(at), ..fault });
            }
        }
    }

    /// The name of a member, with a comma where one stands before it.
    fn name(&mut self, name: &str) {
        if !self.json.ends_with('{') {
            self.json.push(',');
        }
        let _ = write!(self.json, "\"{name}\":");
    }

    /// The JSON of a range, from the cells of its two ends.
    fn ends(&mut self, field: &Field, (from, to): (&Place, &Place), here: Here<'_>) -> Option<String> {
        let ty = match &field.ty {
            Type::Range(of) => of,
            other => other,
        };
        let mut ends = Vec::new();
        for (name, place) in [("from", from), ("to", to)] {
            let pointer = format!("{}/{name}", here.pointer);
            let end = self.value((ty, None), place, Here { pointer: &pointer, ..here });
            ends.extend(end.map(|end| format!("\"{name}\":{end}")));
        }
        (!ends.is_empty()).then(|| format!("{{{}}}", ends.join(",")))
    }

    /// The JSON of a cell; what was repaired is noted.
    fn value(&mut self, (ty, split): (&Type, Option<&str>), at: &Place, here: Here<'_>) -> Option<String> {
        let cell = here.row.cell(at.column);
        let fault = |reason| DataError { at: here.at(at.column), ..DataError::new(here.pointer, text(cell), reason) };
        let unreadable = match cell {
            Cell::Fault(text) if text.starts_with('=') => Some(Reason::NoResult),
            Cell::Fault(text) if text.starts_with(|letter: char| letter == '-' || letter.is_ascii_digit()) => {
                Some(Reason::NotExact)
            }
            _ if text(cell).contains('\u{fffd}') => Some(Reason::Encoding { encoding: self.notes.encoding.clone() }),
            _ => None,
        };
        if let Some(reason) = unreadable {
            self.faults.push(fault(reason));
            // What stands for it is not looked at: that it cannot be read has been said.
            return Some("null".to_owned());
        }
        let column = Column { ty, choices: &self.notes.choices, unit: at.unit, percent: at.percent, split };
        let mut reading = cell::read(cell, &column);
        if here.row.filled.contains(&at.column) {
            reading.repairs.push(Repair::Merged);
        }
        self.faults.extend(reading.remark.map(|note| fault(Reason::NoteBeside { note })));
        for repair in reading.repairs {
            let key = (here.path.to_owned(), at.heading.clone(), repair);
            let known = self.notes.repairs.entry(key).or_insert_with(|| engine::Repair {
                column: at.heading.clone(),
                field: here.path.to_owned(),
                code: repair.code(),
                what: repair.what(),
                count: 0,
                at: here.at(at.column),
                raw: text(cell).to_owned(),
                read: reading.json.clone().unwrap_or_default(),
            });
            known.count += 1;
        }
        self.places.push((here.pointer.to_owned(), here.at(at.column)));
        reading.json
    }
}

impl BoundField {
    /// Whether anything stands in its cell.
    fn stands(&self, row: &Row) -> bool {
        let stands = |place: &Place| !cell::says_nothing(text(row.cell(place.column)));
        match &self.at {
            At::Cell(place) => stands(place),
            At::Ends(from, to) => stands(from) || stands(to),
            _ => false,
        }
    }
}
