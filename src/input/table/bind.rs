//! Binding a layout to the headings of a table: which column each field is read from, and which tables are read beside it.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::typed::Type;
use crate::engine;
use crate::input::cell::Cell;
use crate::input::fault::TableFault;
use crate::input::grid::{Row, Table, cell_name, text};
use crate::input::heading::{Headings, SEEN, find, headings, numbered};
use crate::input::layout::{Body, Field, From, Header, Joined, Layout};

/// Tables that may be read beside the main one.
pub trait Tables {
    /// The sheet of that name: of the same workbook; of a text file, the file of that name beside it.
    ///
    /// # Errors
    /// It is there, and cannot be read.
    fn sheet(&mut self, names: &[String]) -> Result<Option<Table>, TableFault>;

    /// The file of that name, from where the main one lies.
    ///
    /// # Errors
    /// It is there, and cannot be read.
    fn file(&mut self, names: &[String]) -> Result<Option<Table>, TableFault>;
}

/// A body whose fields know their columns.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) fields: Vec<BoundField>,
    pub(super) also: Vec<Beside>,
}

/// A field that knows its column.
#[derive(Debug)]
pub(super) struct BoundField {
    pub(super) field: Field,
    pub(super) at: At,
}

/// Where a field is read from.
#[derive(Debug)]
pub(super) enum At {
    Cell(Place),
    /// A range, from its two ends.
    Ends(Place, Place),
    /// The elements, by number.
    Numbered(Vec<Bound>),
    Beside(Box<Beside>),
    Nowhere,
}

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) column: usize,
    pub(super) unit: u64,
    pub(super) percent: bool,
    pub(super) heading: String,
}

/// A table that is read beside another: its rows, by what they share with the rows of the other.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) name: String,
    pub(super) bound: Bound,
    pub(super) rows: Vec<Row>,
    pub(super) index: BTreeMap<Vec<String>, Vec<usize>>,
    pub(super) used: Vec<bool>,
    /// There are rows without a key.
    pub(super) unkeyed: bool,
    /// The columns of the key in the other table, and in this one.
    pub(super) keys: Vec<usize>,
    pub(super) own_keys: Vec<usize>,
}

/// What is found while a layout is bound.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Columns of the main table that a field is read from.
    pub(super) taken: Vec<usize>,
    /// Fields that are expected and have no column: their paths, and labels.
    pub(super) absent: Vec<(String, [String; 2])>,
    /// The tables read beside it: name, rows, digest.
    pub(super) beside: Vec<(String, u64, Option<String>)>,
    /// Rows of those that are no records.
    pub(super) skipped: Vec<engine::Skipped>,
    /// Headings of those that no field is read from.
    pub(super) unmapped: Vec<String>,
}

/// The table whose columns are bound.
struct Here<'h> {
    name: &'h str,
    headings: &'h Headings,
    layout: &'h Layout,
    /// The path to the record that is read of a row: `payments/`.
    path: &'h str,
}

/// Binds a layout to the headings of its main table.
pub(super) fn bind(
    layout: &Layout,
    name: &str,
    headings: &Headings,
    tables: &mut dyn Tables,
) -> Result<(Bound, Found), TableFault> {
    let mut found = Found::default();
    let here = Here { name, headings, layout, path: "" };
    here.agrees()?;
    let mut taken = Vec::new();
    let bound = here.body(&layout.body, tables, &mut found, &mut taken)?;
    found.taken = taken;
    Ok((bound, found))
}

impl Here<'_> {
    /// Whether the layout and the cells above the headings say the same of the unit.
    fn agrees(&self) -> Result<(), TableFault> {
        match (&self.layout.unit, &self.headings.unit) {
            (Some((times, word)), Some((at, said, file))) if times != said => {
                Err(TableFault::Units { at: at.clone(), file: file.clone(), layout: word.clone() })
            }
            _ => Ok(()),
        }
    }

    fn body(&self, body: &Body, tables: &mut dyn Tables, found: &mut Found, taken: &mut Vec<usize>) -> Result<Bound, TableFault> {
        let mut fields = Vec::new();
        for field in &body.fields {
            let at = self.field(field, tables, found, taken)?;
            if matches!(at, At::Nowhere) && field.expected {
                found.absent.push((format!("{}{}", self.path, field.name), field.label.clone()));
            }
            fields.push(BoundField { field: field.clone(), at });
        }
        let mut also = Vec::new();
        for joined in &body.also {
            match self.beside(joined, self.path, tables, found, taken)? {
                Some(beside) => also.push(beside),
                None => {
                    let lacking = joined.body.fields.iter().filter(|field| field.expected);
                    found.absent.extend(lacking.map(|field| (format!("{}{}", self.path, field.name), field.label.clone())));
                }
            }
        }
        Ok(Bound { fields, also })
    }

    fn field(&self, field: &Field, tables: &mut dyn Tables, found: &mut Found, taken: &mut Vec<usize>) -> Result<At, TableFault> {
        match &field.from {
            From::Nowhere => Ok(At::Nowhere),
            From::Column(column) => {
                taken.push(*column);
                let heading = cell_name(*column, 0).trim_end_matches('0').to_owned();
                Ok(At::Cell(self.place(field, *column, heading)?))
            }
            From::Headings(names, to) => {
                let Some(to) = to else { return Ok(self.column(field, names, taken)?.map_or(At::Nowhere, At::Cell)) };
                let mut ends = Vec::new();
                match (self.column(field, names, &mut ends)?, self.column(field, std::slice::from_ref(to), &mut ends)?) {
                    (Some(from), Some(to)) => {
                        taken.extend(ends);
                        Ok(At::Ends(from, to))
                    }
                    // Half of a range is none: its column is told to be read into nothing.
                    _ => Ok(At::Nowhere),
                }
            }
            From::Numbered(first, last, body) => self.numbered(field, (*first, *last), body, tables, taken),
            From::Joined(joined) => {
                let path = format!("{}{}/", self.path, field.name);
                let beside = self.beside(joined, &path, tables, found, taken)?;
                Ok(beside.map_or(At::Nowhere, |beside| At::Beside(Box::new(beside))))
            }
        }
    }

    /// The elements that have columns, by number; those that have none need not be there.
    fn numbered(
        &self,
        field: &Field,
        (first, last): (u32, u32),
        body: &Body,
        tables: &mut dyn Tables,
        taken: &mut Vec<usize>,
    ) -> Result<At, TableFault> {
        let mut elements = Vec::new();
        for number in first..=last {
            let mut inner = body.clone();
            for field in &mut inner.fields {
                if let From::Headings(names, to) = &mut field.from {
                    *names = numbered(names, number);
                    *to = to.as_ref().map(|to| to.replace("{n}", &number.to_string()));
                }
            }
            let path = format!("{}{}/", self.path, field.name);
            let (mut none, here) = (Found::default(), Here { path: &path, ..*self });
            let bound = here.body(&inner, tables, &mut none, taken)?;
            if bound.fields.iter().any(|field| !matches!(field.at, At::Nowhere)) {
                elements.push(bound);
            }
        }
        Ok(if elements.is_empty() { At::Nowhere } else { At::Numbered(elements) })
    }

    /// The column of a field.
    fn column(&self, field: &Field, names: &[String], taken: &mut Vec<usize>) -> Result<Option<Place>, TableFault> {
        let columns = &self.headings.columns;
        match find(columns, names).as_slice() {
            [] => Ok(None),
            [column] => {
                taken.push(*column);
                Ok(Some(self.place(field, *column, columns[*column].text.clone())?))
            }
            several => {
                let place = |at: &usize| format!("{} `{}`", self.at(*at), columns[*at].text);
                Err(TableFault::TwoHeadings { field: field.label.clone(), headings: several.iter().map(place).collect() })
            }
        }
    }

    fn at(&self, column: usize) -> String {
        crate::input::grid::place(self.name, column, self.headings.row)
    }

    /// What the heading, the layout and the sheet say of a column. The nearest word counts; two that contradict on the same column do not.
    fn place(&self, field: &Field, column: usize, heading: String) -> Result<Place, TableFault> {
        let said = self.headings.columns.get(column);
        let by_heading = said.and_then(|heading| heading.unit.as_ref());
        if let (Some((times, word)), Some((said_times, said_word))) = (&field.unit, by_heading)
            && times != said_times
        {
            let (file, layout) = (said_word.clone(), word.clone());
            return Err(TableFault::Units { at: self.at(column), file, layout });
        }
        let by_sheet = self.headings.unit.as_ref().map(|(_, times, _)| *times);
        let by_layout = self.layout.unit.as_ref().map(|(times, _)| *times);
        let nearest = field.unit.as_ref().or(by_heading).map(|(times, _)| *times).or(by_layout);
        let of_money = has_money(&field.ty);
        if let (true, None, Some((at, text))) = (of_money, nearest, &self.headings.unclear) {
            return Err(TableFault::UnitUnclear { at: at.clone(), text: text.clone() });
        }
        let unit = if of_money { nearest.or(by_sheet).unwrap_or(1) } else { 1 };
        Ok(Place { column, unit, percent: said.is_some_and(|heading| heading.percent), heading })
    }

    /// A table read beside this one; none where it is not there.
    fn beside(
        &self,
        joined: &Joined,
        path: &str,
        tables: &mut dyn Tables,
        found: &mut Found,
        taken: &mut Vec<usize>,
    ) -> Result<Option<Beside>, TableFault> {
        let table = if joined.file { tables.file(&joined.names)? } else { tables.sheet(&joined.names)? };
        let Some(table) = table else { return Ok(None) };
        let inner = Layout {
            header: Header::Sought,
            unit: self.layout.unit.clone(),
            body: with_keys(&joined.body, &joined.keys),
            ..self.layout.clone()
        };
        let seen = &table.rows[..table.rows.len().min(SEEN)];
        let own = match headings(&inner, &table.name, seen, &table.merged) {
            Ok(own) => own,
            Err(TableFault::Empty) => return Ok(None),
            Err(why) => return Err(TableFault::Beside { name: table.name.clone(), why: why.message() }),
        };
        let here = Here { name: &table.name, headings: &own, layout: &inner, path };
        here.agrees()?;
        let mut own_taken = Vec::new();
        let bound = here.body(&joined.body, tables, found, &mut own_taken)?;
        let keys = self.keys(&joined.keys, taken)?;
        let own_keys = here.keys(&joined.keys, &mut own_taken)?;
        let mut rows: Vec<Row> = table.rows.into_iter().skip(own.taken).filter(|row| !row.is_blank()).collect();
        rows.retain(|row| match super::rows::why_skipped(row, &own, &[]) {
            None => true,
            Some(why) => {
                let at = crate::input::grid::place(&table.name, 0, row.number);
                found.skipped.push(engine::Skipped { at, text: super::rows::first_text(row), why });
                false
            }
        });
        let mut index: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        let mut unkeyed = false;
        for (at, row) in rows.iter_mut().enumerate() {
            if table.text && row.fault.is_none() {
                row.fault = super::rows::untold(row, &own, &own_taken);
            }
            match key_of(row, &own_keys) {
                Some(key) => index.entry(key).or_default().push(at),
                None => unkeyed = true,
            }
        }
        found.beside.push((table.name.clone(), rows.len() as u64, table.digest));
        let free = (0..own.columns.len()).filter(|at| !own_taken.contains(at) && !own.columns[*at].text.is_empty());
        found.unmapped.extend(free.map(|at| format!("{}!{}", table.name, own.columns[at].text)));
        let used = vec![false; rows.len()];
        Ok(Some(Beside { name: table.name, bound, rows, index, used, unkeyed, keys, own_keys }))
    }

    fn keys(&self, keys: &[Vec<String>], taken: &mut Vec<usize>) -> Result<Vec<usize>, TableFault> {
        let column = |names: &Vec<String>| {
            // The names stand in their order: an `id` of its own does not matter where the key's label is there.
            let by_name = |name: &String| find(&self.headings.columns, std::slice::from_ref(name));
            let found = names.iter().map(by_name).find(|found| !found.is_empty()).unwrap_or_default();
            let table = if self.name.is_empty() { "1".to_owned() } else { self.name.to_owned() };
            match found.as_slice() {
                [] => Err(TableFault::NoKey { table, heading: names[0].clone() }),
                [one] => Ok(*one),
                several => Err(TableFault::TwoHeadings {
                    field: [names[0].clone(), names.get(1).unwrap_or(&names[0]).clone()],
                    headings: several
                        .iter()
                        .map(|at| format!("{} `{}`", self.at(*at), self.headings.columns[*at].text))
                        .collect(),
                }),
            }
        };
        let columns: Vec<usize> = keys.iter().map(column).collect::<Result<_, _>>()?;
        taken.extend(&columns);
        Ok(columns)
    }
}

/// What the amounts of money of a body are counted in, in its own table.
pub(super) fn units_of_money(bound: &Bound, out: &mut BTreeSet<u64>) {
    for BoundField { field, at } in &bound.fields {
        match at {
            At::Cell(place) if has_money(&field.ty) => _ = out.insert(place.unit),
            At::Ends(from, to) if has_money(&field.ty) => out.extend([from.unit, to.unit]),
            At::Numbered(elements) => elements.iter().for_each(|element| units_of_money(element, out)),
            _ => {}
        }
    }
}

/// Whether amounts of money stand in a field.
fn has_money(ty: &Type) -> bool {
    match ty {
        Type::Money(_) => true,
        Type::Set(of) | Type::List(of) | Type::Range(of) => has_money(of),
        _ => false,
    }
}

/// A body with its keys as fields, so that their headings count when the row of headings is looked for.
fn with_keys(body: &Body, keys: &[Vec<String>]) -> Body {
    let mut body = body.clone();
    for names in keys {
        body.fields.push(Field {
            name: String::new(),
            label: [names[0].clone(), names[0].clone()],
            ty: Type::Text,
            expected: false,
            from: From::Headings(names.clone(), None),
            unit: None,
            split: None,
        });
    }
    body
}

/// What a row shares with those of another table; none where a part of it is blank or cannot be read: that is shared with no other row.
pub(super) fn key_of(row: &Row, columns: &[usize]) -> Option<Vec<String>> {
    let fault = columns.iter().any(|&column| matches!(row.cell(column), Cell::Fault(_)));
    Some(written_key(row, columns)).filter(|key| !fault && key.iter().all(|part| !part.is_empty() && !part.contains('\u{fffd}')))
}

/// What stands in the columns of a key.
pub(super) fn written_key(row: &Row, columns: &[usize]) -> Vec<String> {
    columns.iter().map(|&column| text(row.cell(column)).trim().to_owned()).collect()
}
