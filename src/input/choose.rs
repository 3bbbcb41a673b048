//! Choosing the layout that a table is read by: the one that knows most of its headings.

use super::cell::fold;
use super::fault::TableFault;
use super::grid::{Region, Row, Table};
use super::heading::{SEEN, headings, score};
use super::layout::{From, Header, Layout};
use crate::check::typed::{Program, RecordIx};

/// The beginning of a table.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'t> {
    /// The sheet's name; empty of a file that is one table.
    pub name: &'t str,
    /// Its first rows.
    pub rows: &'t [Row],
    /// Cells that are one over several columns.
    pub merged: &'t [Region],
    /// It is a sheet that does not show.
    pub hidden: bool,
}

impl<'t> Seen<'t> {
    /// The beginning of a sheet.
    #[must_use]
    pub fn of(sheet: &'t Table) -> Seen<'t> {
        let rows = &sheet.rows[..sheet.rows.len().min(SEEN)];
        Seen { name: &sheet.name, rows, merged: &sheet.merged, hidden: sheet.hidden }
    }
}

/// The layouts that tables of a record may be read by: those declared, and last the one that its labels give. With a name, only that.
#[must_use]
pub fn layouts(program: &Program, record: RecordIx, named: Option<&str>) -> Vec<Layout> {
    let declared = (0..program.layouts.len())
        .filter(|&number| program.layouts[number].record == record)
        .filter(|&number| named.is_none_or(|name| program.layouts[number].name == name))
        .filter_map(|number| Layout::declared(program, number));
    let by_labels = named.is_none().then(|| Layout::of_labels(program, record));
    declared.chain(by_labels).collect()
}

/// A layout that knows headings of a table.
struct Fit<'l> {
    layout: &'l Layout,
    table: usize,
    score: usize,
    has_rows: bool,
}

/// The layout, and the number of the table that it reads: the ones that know most headings. Of as many, those of the file's own kind (`csv`, `xlsx`), of
/// sheets that hold rows, and those declared. A hidden sheet is read where a layout names it, or no other can be.
///
/// # Errors
/// None of the layouts knows any of the tables, or more than one reading is left.
pub fn choose<'l>(layouts: &'l [Layout], tables: &[Seen<'_>], format: &str) -> Result<(&'l Layout, usize), TableFault> {
    if tables.iter().all(|table| table.rows.iter().all(Row::is_blank)) {
        return Err(TableFault::Empty);
    }
    let fit = |layout: &'l Layout, table: usize| {
        let Seen { rows, merged, .. } = tables[table];
        let taken = headings(layout, "", rows, merged).map_or(0, |found| found.taken);
        let has_rows = rows.iter().skip(taken).any(|row| !row.is_blank());
        Fit { layout, table, score: score(layout, rows, merged), has_rows }
    };
    let all = layouts.iter().flat_map(|layout| candidates(layout, tables).into_iter().map(move |table| fit(layout, table)));
    let mut fits: Vec<Fit<'_>> = all.filter(|fit| fit.score > 0).collect();
    prefer(&mut fits, |fit| !tables[fit.table].hidden || !fit.layout.sheets.is_empty());
    let best = fits.iter().map(|fit| fit.score).max();
    fits.retain(|fit| Some(fit.score) == best);
    prefer(&mut fits, |fit| fit.layout.format.as_deref() == Some(format));
    prefer(&mut fits, |fit| fit.has_rows);
    prefer(&mut fits, |fit| fit.layout.name.is_some());
    match fits.as_slice() {
        [] => {}
        [one] => return Ok((one.layout, one.table)),
        several => {
            let fit = |fit: &Fit<'_>| (fit.layout.name.clone(), tables[fit.table].name.to_owned());
            return Err(TableFault::Several { fits: several.iter().map(fit).collect() });
        }
    }
    let by_number = layouts.iter().find_map(|layout| {
        let width = width_of(layout)?;
        let fits =
            |table: &usize| tables[*table].rows.iter().find(|row| !row.is_blank()).is_some_and(|row| row.cells.len() == width);
        candidates(layout, tables).into_iter().find(fits).map(|table| (layout, table))
    });
    by_number.ok_or_else(|| why_none(layouts, tables))
}

/// Keeps those that are so, where any is.
fn prefer(fits: &mut Vec<Fit<'_>>, so: impl Fn(&Fit<'_>) -> bool) {
    if fits.iter().any(&so) {
        fits.retain(so);
    }
}

/// How many columns a layout without headings has.
fn width_of(layout: &Layout) -> Option<usize> {
    let columns = layout.body.fields.iter().filter_map(|field| match field.from {
        From::Column(column) => Some(column + 1),
        _ => None,
    });
    (layout.header == Header::None).then(|| columns.max()).flatten()
}

/// The tables that a layout may be of: the first of its sheets that there is, or any where it names none, or where there are no sheets.
fn candidates(layout: &Layout, tables: &[Seen<'_>]) -> Vec<usize> {
    if layout.sheets.is_empty() || tables.iter().all(|table| table.name.is_empty()) {
        return (0..tables.len()).collect();
    }
    let sheet = |name: &String| tables.iter().position(|table| fold(table.name) == fold(name));
    layout.sheets.iter().find_map(sheet).into_iter().collect()
}

fn why_none(layouts: &[Layout], tables: &[Seen<'_>]) -> TableFault {
    let of = |layout: &Layout| match candidates(layout, tables).first() {
        Some(&table) => headings(layout, tables[table].name, tables[table].rows, tables[table].merged).err(),
        None => Some(TableFault::NoSheet {
            wanted: layout.sheets.clone(),
            found: tables.iter().map(|table| table.name.to_owned()).collect(),
        }),
    };
    // What the labels of the record expect is said last, and holds for all.
    layouts.iter().rev().find_map(of).unwrap_or(TableFault::NoHeader { expected: Vec::new() })
}
