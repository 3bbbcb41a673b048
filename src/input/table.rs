//! Records from the rows of a table: each row, with what belongs to it in other tables, becomes the JSON that the decoder reads. So a contract is
//! judged alike, whatever file it came in.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::fold;
use super::fault::TableFault;
use super::grid::{Region, Row, cell_name, place};
use super::heading::{Headings, find, headings};
use super::layout::{Header, Layout};
use crate::check::typed::Program;
use crate::decode::{DataError, Reason};
use crate::engine;

use bind::{At, Beside, Bound, BoundField, Found, bind, units_of_money, written_key};
use make::{Here, Making, Notes};

pub use bind::Tables;

mod bind;
mod make;
mod rows;

/// Reads the rows of one table.
#[derive(Debug)]
pub struct Reader {
    name: String,
    headings: Headings,
    bound: Bound,
    /// Columns and what must stand in them for their row to be left out.
    skip: Vec<(usize, String)>,
    /// What the amounts of money are counted in.
    units: BTreeSet<u64>,
    found: Found,
    notes: Notes,
    skipped: Vec<engine::Skipped>,
    layout: Option<String>,
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
        let mut units = BTreeSet::new();
        units_of_money(&bound, &mut units);
        let skip = layout.skip.iter().flat_map(|(heading, equals)| {
            find(&headings.columns, std::slice::from_ref(heading)).into_iter().map(move |column| (column, fold(equals)))
        });
        Ok(Reader {
            name: name.to_owned(),
            skip: skip.collect(),
            units,
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

    /// The fields that are expected and that have no column, by their paths: `section`, `payments/year`.
    #[must_use]
    pub fn lacks(&self) -> Vec<String> {
        self.found.absent.iter().map(|(path, _)| path.clone()).collect()
    }

    /// What a row is.
    pub fn row(&mut self, row: &Row) -> Made {
        if row.is_blank() {
            return Made::None;
        }
        if let Some(why) = rows::why_skipped(row, &self.headings, &self.skip) {
            if let Some(said) = rows::unit_against(row, &self.units) {
                return Made::Refused(Reason::UnitBelow { said }, rows::raw(row));
            }
            let at = place(&self.name, 0, row.number);
            self.skipped.push(engine::Skipped { at, text: rows::first_text(row), why });
            return Made::None;
        }
        let mut making = Making::new(&mut self.notes);
        making.record(&mut self.bound, Here { row, table: &self.name, pointer: "", path: "" });
        Made::Record { json: making.json, places: making.places, faults: making.faults }
    }

    /// What a row of text is, of which it is known how many cells it has: one with more or fewer than there are headings cannot be told.
    pub fn text_row(&mut self, row: &Row) -> Made {
        match rows::untold(row, &self.headings, &self.found.taken) {
            Some(reason) if row.fault.is_some() || rows::why_skipped(row, &self.headings, &self.skip).is_none() => {
                Made::Refused(reason, rows::raw(row))
            }
            _ => self.row(row),
        }
    }

    /// What was understood, and the rows of other tables that belong to no record.
    #[must_use]
    pub fn finish(self) -> (engine::Reading, Vec<DataError>) {
        let mut orphans = Vec::new();
        unused(&self.bound, "", &mut orphans);
        let taken = &self.found.taken;
        let free = (0..self.headings.columns.len()).filter(|at| !taken.contains(at));
        let free = free.map(|at| self.headings.columns[at].text.clone()).filter(|text| !text.is_empty());
        let mut columns = Vec::new();
        columns_of(&self.bound, &self.name, "", &mut columns);
        // Table by table as they are read, and as they stand there.
        let tables: Vec<String> = columns.iter().map(|column| table_of(&column.at).to_owned()).collect();
        columns.sort_by_cached_key(|column| {
            let table = tables.iter().position(|table| *table == table_of(&column.at));
            (table, column.at.len(), column.at.clone())
        });
        let beside = self.found.beside.into_iter().map(|(name, rows, digest)| engine::Beside { name, rows, digest });
        let reading = engine::Reading {
            layout: self.layout,
            sheet: Some(self.name).filter(|name| !name.is_empty()),
            header_row: Some(self.headings.row).filter(|row| *row > 0),
            beside: beside.collect(),
            columns,
            unmapped: free.chain(self.found.unmapped).collect(),
            absent: self.found.absent.into_iter().map(|(_, label)| label).collect(),
            skipped: self.skipped.into_iter().chain(self.found.skipped).collect(),
            repairs: self.notes.repairs.into_values().collect(),
            ..engine::Reading::default()
        };
        (reading, orphans)
    }
}

/// The table of a place: `支払` of `支払!B`.
fn table_of(at: &str) -> &str {
    at.rsplit_once('!').map_or("", |(table, _)| table)
}

/// The columns that fields are read from, those of other tables behind.
fn columns_of(bound: &Bound, table: &str, path: &str, out: &mut Vec<engine::ColumnRead>) {
    let mut push = |place: &bind::Place, field: String| {
        let name = cell_name(place.column, 0);
        let at = name.trim_end_matches('0');
        let at = if table.is_empty() { at.to_owned() } else { format!("{table}!{at}") };
        out.push(engine::ColumnRead { at, heading: place.heading.clone(), field, unit: place.unit });
    };
    for BoundField { field, at } in &bound.fields {
        let name = format!("{path}{}", field.name);
        match at {
            At::Cell(place) => push(place, name),
            At::Ends(from, to) => {
                push(from, format!("{name}/from"));
                push(to, format!("{name}/to"));
            }
            _ => {}
        }
    }
    for BoundField { field, at } in &bound.fields {
        let path = format!("{path}{}/", field.name);
        match at {
            At::Numbered(elements) => elements.iter().for_each(|element| columns_of(element, table, &path, out)),
            At::Beside(beside) => columns_of(&beside.bound, &beside.name, &path, out),
            _ => {}
        }
    }
    bound.also.iter().for_each(|beside| columns_of(&beside.bound, &beside.name, path, out));
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
            let key = written_key(row, &beside.own_keys).join(" ");
            let at = place(&beside.name, beside.own_keys.first().copied().unwrap_or_default(), row.number);
            let fault = match &row.fault {
                Some(reason) => DataError::new(&path, &rows::raw(row), reason.clone()),
                None => DataError::new(&path, &rows::first_text(row), Reason::Orphan { key }),
            };
            out.push(DataError { position: row.number, at, ..fault });
        }
        unused(&beside.bound, &path, out);
    }
}
