//! Tables by key: rows found by binary search, versions by date.

use std::cmp::Ordering;

use crate::check::typed::{self, FieldIx, Label, Row};
use crate::value::{Date, Value};

/// A table with its rows, findable by key.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Label,
    /// The labels of its columns.
    pub columns: Vec<Label>,
    /// The key columns.
    pub keys: Vec<FieldIx>,
    /// Rows have a period in force.
    pub dated: bool,
    /// Its rows, as in the typed program.
    pub rows: Vec<Row>,
    /// Row numbers by key, then by first day in force.
    order: Vec<usize>,
}

/// What a look-up finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A row, by number.
    Row(usize),
    /// No row of that key.
    NoRow,
    /// Rows of that key, none in force on the date.
    NotInForce,
}

impl Table {
    /// The table of a typed program.
    #[must_use]
    pub fn new(table: &typed::Table) -> Table {
        let empty = Table {
            name: table.name.clone(),
            label: table.label.clone(),
            columns: table.columns.iter().map(|column| column.label.clone()).collect(),
            keys: table.keys.clone(),
            dated: table.dated,
            ..Table::default()
        };
        empty.with_rows(table.rows.clone())
    }

    /// The same table with other rows.
    #[must_use]
    pub fn with_rows(&self, rows: Vec<Row>) -> Table {
        let mut table = Table { rows, order: Vec::new(), ..self.clone() };
        let mut order: Vec<usize> =
            (0..table.rows.len()).filter(|&row| table.key(row).all(|value| !value.is_unknown())).collect();
        order.sort_by(|&one, &other| {
            let from = |row: usize| table.rows[row].from;
            by_parts(table.key(one), table.key(other)).then(from(one).cmp(&from(other))).then(one.cmp(&other))
        });
        table.order = order;
        table
    }

    /// The key of a row.
    pub fn key(&self, row: usize) -> impl Iterator<Item = &Value> {
        self.keys.iter().filter_map(move |&column| self.rows.get(row)?.values.get(column))
    }

    /// The first row of a key, whatever its period.
    #[must_use]
    pub fn any(&self, keys: &[Value]) -> Option<usize> {
        self.versions(keys).first().copied()
    }

    /// The row of a key; on a date where the table is dated.
    #[must_use]
    pub fn find(&self, keys: &[Value], on: Option<Date>) -> Found {
        let versions = self.versions(keys);
        let Some(&first) = versions.first() else { return Found::NoRow };
        let Some(on) = on.filter(|_| self.dated) else { return Found::Row(first) };
        let in_force = |&&row: &&usize| {
            let row = &self.rows[row];
            row.from.is_none_or(|from| from <= on) && row.until.is_none_or(|until| on <= until)
        };
        versions.iter().find(in_force).map_or(Found::NotInForce, |&row| Found::Row(row))
    }

    fn versions(&self, keys: &[Value]) -> &[usize] {
        let compare = |row: usize| by_parts(self.key(row), keys.iter());
        let start = self.order.partition_point(|&row| compare(row).is_lt());
        let end = start + self.order[start..].partition_point(|&row| compare(row).is_eq());
        &self.order[start..end]
    }
}

fn by_parts<'v>(left: impl Iterator<Item = &'v Value>, right: impl Iterator<Item = &'v Value>) -> Ordering {
    left.zip(right).map(|(left, right)| left.total_cmp(right)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}
