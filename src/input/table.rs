//! Records from the rows of a table: each row, with what belongs to it in other tables, becomes the JSON that the decoder reads. So a contract is
//! judged alike, whatever file it came in.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::cell::{self, Cell, Column, Repair, fold};
use super::fault::TableFault;
use super::grid::{Region, Row, place, text};
use super::heading::{Heading, Headings, find, headings};
use super::layout::{Header, Layout};
use crate::check::typed::{Label, Program};
use crate::decode::{DataError, Reason};
use crate::engine;

use bind::{At, Beside, Bound, BoundField, Found, Place, bind, key_of};

pub use bind::Tables;

mod bind;
mod rows;

/// Reads the rows of one table.
#[derive(Debug)]
pub struct Reader {
    name: String,
    headings: Headings,
    bound: Bound,
    /// Columns and what must stand in them for their row to be left out.
    skip: Vec<(usize, String)>,
    found: Found,
    notes: Notes,
    skipped: Vec<engine::Skipped>,
    layout: Option<String>,
}

/// What is noted of cells while they are read.
#[derive(Debug)]
struct Notes {
    choices: Vec<Vec<(String, Label)>>,
    encoding: String,
    repairs: BTreeMap<(String, String, Repair), engine::Repair>,
}

/// What a row is.
#[derive(Debug)]
pub enum Made {
    /// A record: JSON, the place of each value by its JSON pointer, and what was found wrong already.
    Record {
        /// The record.
        json: String,
        /// Where each value stood.
        places: Vec<(String, String)>,
        /// What was found wrong, or remarked, in its cells.
        faults: Vec<DataError>,
    },
    /// A row that cannot be told: it has more or fewer cells than there are headings.
    Refused(Reason, String),
    /// No record: blank, or left out.
    None,
}

/// One record while it is made.
struct Making {
    json: String,
    places: Vec<(String, String)>,
    faults: Vec<DataError>,
}

impl Reader {
    /// Finds the headings in the first rows of a table, and the columns of the fields. The rows that are no records are told by
    /// [`taken`](Reader::taken).
    ///
    /// # Errors
    /// Why the table cannot be read by this layout.
    pub fn new(
        program: &Program,
        layout: &Layout,
        name: &str,
        first: &[Row],
        merged: &[Region],
        encoding: &str,
        tables: &mut dyn Tables,
    ) -> Result<Reader, TableFault> {
        let headings = headings(layout, name, first, merged)?;
        let (bound, found) = bind(layout, name, &headings, tables)?;
        let skip = layout.skip.iter().flat_map(|(heading, equals)| {
            find(&headings.columns, std::slice::from_ref(heading)).into_iter().map(move |column| (column, fold(equals)))
        });
        Ok(Reader {
            name: name.to_owned(),
            skip: skip.collect(),
            bound,
            found,
            notes: Notes {
                choices: program.choices.iter().map(|choice| choice.variants.clone()).collect(),
                encoding: encoding.to_owned(),
                repairs: BTreeMap::new(),
            },
            skipped: Vec::new(),
            layout: layout.name.clone(),
            headings: if layout.header == Header::None {
                Headings { taken: headings.taken, ..Headings::default() }
            } else {
                headings
            },
        })
    }

    /// How many of the first rows are no records.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.headings.taken
    }

    /// The fields that must be given and that have no column, by their paths: `section`, `payments/year`.
    #[must_use]
    pub fn lacks(&self) -> Vec<String> {
        self.found.absent.iter().map(|(path, _)| path.clone()).collect()
    }

    /// The columns with the fields that are read from them.
    #[must_use]
    pub fn columns(&self) -> Vec<(Heading, Option<String>, u64)> {
        let mut fields: BTreeMap<usize, (String, u64)> = BTreeMap::new();
        columns_of(&self.bound, "", &mut fields);
        let count = self.headings.columns.len().max(fields.keys().max().map_or(0, |last| last + 1));
        let column = |at: usize| {
            let heading = self.headings.columns.get(at).cloned().unwrap_or_default();
            let (field, unit) = fields.get(&at).map_or((None, 1), |(field, unit)| (Some(field.clone()), *unit));
            (heading, field, unit)
        };
        (0..count).map(column).collect()
    }

    /// What a row is.
    pub fn row(&mut self, row: &Row) -> Made {
        if row.is_blank() {
            return Made::None;
        }
        if let Some(why) = rows::why_skipped(row, &self.headings, &self.skip) {
            let at = place(&self.name, 0, row.number);
            self.skipped.push(engine::Skipped { at, text: rows::first_text(row), why });
            return Made::None;
        }
        let mut making = Making { json: String::new(), places: Vec::new(), faults: Vec::new() };
        record(&mut self.bound, row, &self.name, ("", ""), &mut self.notes, &mut making);
        Made::Record { json: making.json, places: making.places, faults: making.faults }
    }

    /// What a row of text is, of which it is known how many cells it has: one with more or fewer than there are headings cannot be told.
    pub fn text_row(&mut self, row: &Row) -> Made {
        let (expected, cells) = (self.width(), row.cells.len());
        let surplus = row.cells.iter().skip(expected).any(|cell| !text(cell).trim().is_empty());
        let told = cells == expected || (cells > expected && !surplus);
        if told || row.is_blank() || rows::why_skipped(row, &self.headings, &self.skip).is_some() {
            return self.row(row);
        }
        let raw: Vec<&str> = row.cells.iter().map(text).collect();
        Made::Refused(Reason::RowLength { expected, found: cells }, raw.join(","))
    }

    /// How many columns there are.
    fn width(&self) -> usize {
        let named = self.headings.columns.iter().rposition(|heading| !heading.text.is_empty()).map_or(0, |last| last + 1);
        let read = self.found.taken.iter().max().map_or(0, |last| last + 1);
        if self.headings.columns.is_empty() { read } else { self.headings.columns.len().max(named) }
    }

    /// What was understood, and the rows of other tables that belong to no record.
    #[must_use]
    pub fn finish(self) -> (engine::Reading, Vec<DataError>) {
        let mut orphans = Vec::new();
        unused(&self.bound, "", &mut orphans);
        let taken = &self.found.taken;
        let free = (0..self.headings.columns.len()).filter(|at| !taken.contains(at));
        let free = free.map(|at| self.headings.columns[at].text.clone()).filter(|text| !text.is_empty());
        let beside = self.found.beside.into_iter().map(|(name, rows, digest)| engine::Beside { name, rows, digest });
        let reading = engine::Reading {
            layout: self.layout,
            sheet: Some(self.name).filter(|name| !name.is_empty()),
            header_row: Some(self.headings.row).filter(|row| *row > 0),
            beside: beside.collect(),
            unmapped: free.chain(self.found.unmapped).collect(),
            absent: self.found.absent.into_iter().map(|(_, label)| label).collect(),
            skipped: self.skipped,
            repairs: self.notes.repairs.into_values().collect(),
            ..engine::Reading::default()
        };
        (reading, orphans)
    }
}

/// The field of each column, with its unit.
fn columns_of(bound: &Bound, path: &str, out: &mut BTreeMap<usize, (String, u64)>) {
    for BoundField { field, at } in &bound.fields {
        let name = format!("{path}{}", field.name);
        match at {
            At::Cell(place) => {
                out.insert(place.column, (name, place.unit));
            }
            At::Ends(from, to) => {
                out.insert(from.column, (format!("{name}/from"), from.unit));
                out.insert(to.column, (format!("{name}/to"), to.unit));
            }
            At::Numbered(elements) => {
                for (number, element) in elements.iter().enumerate() {
                    columns_of(element, &format!("{name}/{number}/"), out);
                }
            }
            At::Beside(_) | At::Nowhere => {}
        }
    }
}

/// Makes the record that a row holds, at a pointer (`/payments/2`) and a path of fields (`payments/`).
fn record(bound: &mut Bound, row: &Row, table: &str, (pointer, path): (&str, &str), notes: &mut Notes, making: &mut Making) {
    making.json.push('{');
    members(bound, row, table, (pointer, path), notes, making);
    making.json.push('}');
}

fn members(bound: &mut Bound, row: &Row, table: &str, (pointer, path): (&str, &str), notes: &mut Notes, making: &mut Making) {
    for BoundField { field, at } in &mut bound.fields {
        let (pointer, path) = (format!("{pointer}/{}", field.name), format!("{path}{}", field.name));
        let value = match at {
            At::Nowhere => None,
            At::Cell(place) => notes.cell(field, place, row, table, (&pointer, &path), making),
            At::Ends(from, to) => {
                let from = notes.end(field, from, row, table, (&format!("{pointer}/from"), &path), making);
                let to = notes.end(field, to, row, table, (&format!("{pointer}/to"), &path), making);
                (from.is_some() || to.is_some()).then(|| {
                    let ends = [("from", from), ("to", to)].map(|(name, end)| end.map(|end| format!("\"{name}\":{end}")));
                    format!("{{{}}}", ends.into_iter().flatten().collect::<Vec<String>>().join(","))
                })
            }
            At::Numbered(elements) => {
                begin(&field.name, making);
                list(making, elements.iter_mut(), |element, number, making| {
                    if !element.fields.iter().any(|field| field.stands(row)) {
                        return false;
                    }
                    let pointer = format!("{pointer}/{number}");
                    record(element, row, table, (&pointer, &format!("{path}/")), notes, making);
                    true
                });
                continue;
            }
            At::Beside(beside) => {
                begin(&field.name, making);
                let Beside { bound, rows, index, used, keys, name, .. } = &mut **beside;
                let of = index.get(&key_of(row, keys)).map_or(&[][..], Vec::as_slice);
                list(making, of.iter(), |&at, number, making| {
                    used[at] = true;
                    let pointer = format!("{pointer}/{number}");
                    record(bound, &rows[at], name, (&pointer, &format!("{path}/")), notes, making);
                    true
                });
                continue;
            }
        };
        if let Some(value) = value {
            begin(&field.name, making);
            making.json.push_str(&value);
        }
    }
    for beside in &mut bound.also {
        let of = beside.index.get(&key_of(row, &beside.keys)).cloned().unwrap_or_default();
        for (number, at) in of.into_iter().enumerate() {
            beside.used[at] = true;
            if number > 0 && beside.single {
                let first =
                    place(&beside.name, beside.own_keys[0], beside.rows[beside.index[&key_of(row, &beside.keys)][0]].number);
                let (key, here) =
                    (key_of(row, &beside.keys).join(" "), place(&beside.name, beside.own_keys[0], beside.rows[at].number));
                let fault = DataError::new(pointer, &key, Reason::DuplicateId { first });
                making.faults.push(DataError { at: here, ..fault });
                continue;
            }
            members(&mut beside.bound, &beside.rows[at], &beside.name, (pointer, path), notes, making);
        }
    }
}

/// A list: what `each` writes of its elements, those that it passes over left out and not numbered.
fn list<T>(making: &mut Making, items: impl Iterator<Item = T>, mut each: impl FnMut(T, usize, &mut Making) -> bool) {
    making.json.push('[');
    let mut number = 0;
    for item in items {
        let before = making.json.len();
        if number > 0 {
            making.json.push(',');
        }
        if each(item, number, making) {
            number += 1;
        } else {
            making.json.truncate(before);
        }
    }
    making.json.push(']');
}

/// The name of a member, with a comma where one stands before it.
fn begin(name: &str, making: &mut Making) {
    if !making.json.ends_with('{') {
        making.json.push(',');
    }
    let _ = write!(making.json, "\"{name}\":");
}

impl BoundField {
    /// Whether anything stands in its cell.
    fn stands(&self, row: &Row) -> bool {
        let stands = |place: &Place| !text(row.cell(place.column)).trim().is_empty();
        match &self.at {
            At::Cell(place) => stands(place),
            At::Ends(from, to) => stands(from) || stands(to),
            _ => false,
        }
    }
}

impl Notes {
    /// The JSON of a cell; what was repaired is noted.
    fn cell(
        &mut self,
        field: &super::layout::Field,
        at: &Place,
        row: &Row,
        table: &str,
        (pointer, path): (&str, &str),
        making: &mut Making,
    ) -> Option<String> {
        self.value(&field.ty, field.split.as_deref(), at, row, table, (pointer, path), making)
    }

    /// The JSON of an end of a range.
    fn end(
        &mut self,
        field: &super::layout::Field,
        at: &Place,
        row: &Row,
        table: &str,
        paths: (&str, &str),
        making: &mut Making,
    ) -> Option<String> {
        let ty = match &field.ty {
            crate::check::typed::Type::Range(of) => of,
            other => other,
        };
        self.value(ty, None, at, row, table, paths, making)
    }

    #[allow(clippy::too_many_arguments, reason = "a cell, where it stands, and where it goes")]
    fn value(
        &mut self,
        ty: &crate::check::typed::Type,
        split: Option<&str>,
        at: &Place,
        row: &Row,
        table: &str,
        (pointer, path): (&str, &str),
        making: &mut Making,
    ) -> Option<String> {
        let cell = row.cell(at.column);
        let here = || place(table, at.column, row.number);
        if text(cell).contains('\u{fffd}') {
            let fault = DataError::new(pointer, text(cell), Reason::Encoding { encoding: self.encoding.clone() });
            making.faults.push(DataError { at: here(), ..fault });
            return Some("null".to_owned());
        }
        let column = Column { ty, choices: &self.choices, unit: at.unit, percent: at.percent, split };
        let reading = cell::read(cell, &column);
        if let Some(note) = reading.remark {
            let fault = DataError::new(pointer, text(cell), Reason::NoteBeside { note });
            making.faults.push(DataError { at: here(), ..fault });
        }
        for repair in reading.repairs {
            let key = (path.to_owned(), at.heading.clone(), repair);
            let read = || reading.json.clone().unwrap_or_default();
            let known = self.repairs.entry(key).or_insert_with(|| engine::Repair {
                column: at.heading.clone(),
                field: path.to_owned(),
                code: repair.code(),
                what: repair.what(),
                count: 0,
                at: here(),
                raw: text(cell).to_owned(),
                read: read(),
            });
            known.count += 1;
        }
        if *cell != Cell::Empty {
            making.places.push((pointer.to_owned(), here()));
        }
        reading.json
    }
}

/// Rows of other tables that no record used.
fn unused(bound: &Bound, path: &str, out: &mut Vec<DataError>) {
    let mut beside: Vec<(&Beside, String)> = bound.also.iter().map(|beside| (beside, path.to_owned())).collect();
    for BoundField { field, at } in &bound.fields {
        if let At::Beside(inner) = at {
            beside.push((&**inner, format!("{path}/{}", field.name)));
        }
    }
    for (beside, path) in beside {
        for (row, _) in beside.rows.iter().zip(&beside.used).filter(|(_, used)| !**used) {
            let key = key_of(row, &beside.own_keys).join(" ");
            let at = place(&beside.name, beside.own_keys.first().copied().unwrap_or_default(), row.number);
            let fault = DataError::new(&path, &rows::first_text(row), Reason::Orphan { key });
            out.push(DataError { position: row.number, at, ..fault });
        }
        unused(&beside.bound, &path, out);
    }
}
