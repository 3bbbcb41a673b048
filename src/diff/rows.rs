//! Rows of a table held against each other by their keys and periods: each figure before and now, with its line.

use std::collections::{BTreeMap, BTreeSet};

use super::{CellChange, Place, RowChange, What};
use crate::check::typed::{Row, Table};
use crate::engine::Engine;
use crate::json::{Shown, Text};
use crate::lang::Lang;
use crate::source::Span;
use crate::value::show::show;
use crate::value::{Date, Value};

/// A table of one of the versions.
#[derive(Clone, Copy)]
struct Side<'e> {
    engine: &'e Engine,
    table: &'e Table,
}

/// A row before and now, where it is there.
type Match<'e> = (Option<&'e Row>, Option<&'e Row>);

/// The rows that changed between the tables whose names stand at these places: none before where it was added, none now where it was removed.
pub(super) fn changes((old, before): (&Engine, Option<Span>), (new, now): (&Engine, Option<Span>)) -> Vec<RowChange> {
    let before = before.and_then(|span| Side::at(old, span));
    let now = now.and_then(|span| Side::at(new, span));
    matched(before, now).into_iter().filter_map(|(was, is)| change((before, was), (now, is))).collect()
}

impl<'e> Side<'e> {
    fn at(engine: &'e Engine, name: Span) -> Option<Side<'e>> {
        let table = engine.program.tables.iter().find(|table| table.span == name)?;
        Some(Side { engine, table })
    }

    /// What stands in a column of a row.
    fn cell(self, row: &Row, column: &str) -> Option<Shown> {
        let at = self.table.columns.iter().position(|known| known.name == column)?;
        Some(Shown::new(self.engine, &row.values[at]))
    }

    /// The names of the columns that make the key; all of them where none does.
    fn key_columns(self) -> Vec<&'e str> {
        let named = |&at: &usize| self.table.columns[at].name.as_str();
        if self.table.keys.is_empty() {
            return self.table.columns.iter().map(|column| column.name.as_str()).collect();
        }
        self.table.keys.iter().map(named).collect()
    }

    /// The key of a row for machines: equal keys are equal texts.
    fn key(self, row: &Row, columns: &[&str]) -> String {
        let cells = columns.iter().map(|column| self.cell(row, column).map_or(serde_json::Value::Null, |shown| shown.value));
        cells.collect::<serde_json::Value>().to_string()
    }

    /// The key of a row for people.
    fn key_text(self, row: &Row) -> Text {
        let values: Vec<&Value> = self.table.keys.iter().map(|&at| &row.values[at]).collect();
        Text::of(|lang| {
            let values: Vec<String> = values.iter().map(|value| show(value, lang, &self.engine.plan)).collect();
            values.join(if lang == Lang::Ja { "、" } else { ", " })
        })
    }
}

/// Which row is which: by key, then by the first day in force, and what is left of one key in order.
fn matched<'e>(before: Option<Side<'e>>, now: Option<Side<'e>>) -> Vec<Match<'e>> {
    let columns = now.or(before).map_or_else(Vec::new, Side::key_columns);
    let keyed = |side: Option<Side<'e>>| {
        let rows = side.into_iter().flat_map(|side| side.table.rows.iter().map(move |row| (side, row)));
        rows.map(|(side, row)| (side.key(row, &columns), row)).collect::<Vec<(String, &'e Row)>>()
    };
    let mut left: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let before = keyed(before);
    for (at, (key, _)) in before.iter().enumerate() {
        left.entry(key.clone()).or_default().push(at);
    }
    let now = keyed(now);
    let mut found: Vec<Option<&Row>> = vec![None; now.len()];
    let same: [fn(&Row, &Row) -> bool; 2] = [|one, other| one.from == other.from, |_, _| true];
    for same in same {
        for ((key, is), was) in now.iter().zip(&mut found).filter(|(_, was)| was.is_none()) {
            if let Some(rows) = left.get_mut(key) {
                *was = rows.iter().position(|&other| same(before[other].1, is)).map(|at| before[rows.remove(at)].1);
            }
        }
    }
    let removed: BTreeSet<usize> = left.into_values().flatten().collect();
    let there = found.into_iter().zip(&now).map(|(was, (_, is))| (was, Some(*is)));
    there.chain(removed.into_iter().map(|at| (Some(before[at].1), None))).collect()
}

/// What happened to a row; none where nothing did.
fn change((old, was): (Option<Side<'_>>, Option<&Row>), (new, is): (Option<Side<'_>>, Option<&Row>)) -> Option<RowChange> {
    let (before, now) = (old.zip(was), new.zip(is));
    let (side, row) = now.or(before)?;
    let cells = cells(before, now);
    let periods = [before, now].map(|it| it.and_then(|(side, row)| period(side, row)));
    let what = match (&before, &now) {
        (None, _) => What::Added,
        (_, None) => What::Removed,
        _ if cells.is_empty() && periods[0] == periods[1] => return None,
        _ => What::Changed,
    };
    let place = |row: &Row| Place { file: row.file.to_string(), line: row.line };
    let [old_period, new_period] = periods;
    let changed = what == What::Changed && old_period != new_period;
    Some(RowChange {
        what,
        key: side.key_text(row),
        period: if what == What::Removed { old_period.clone() } else { new_period },
        old_period: old_period.filter(|_| changed),
        old: was.map(place),
        new: is.map(place),
        cells,
    })
}

/// The cells that differ, in the order of the columns now, those that are no more last.
fn cells(before: Option<(Side<'_>, &Row)>, now: Option<(Side<'_>, &Row)>) -> Vec<CellChange> {
    let columns = [now, before].into_iter().flatten().flat_map(|(side, _)| {
        let is_key = move |at: &usize| side.table.keys.contains(at);
        side.table.columns.iter().enumerate().filter(move |(at, _)| !is_key(at)).map(|(_, column)| column)
    });
    let mut changes: Vec<CellChange> = Vec::new();
    for column in columns {
        if changes.iter().any(|known| known.column == column.name) {
            continue;
        }
        let [old, new] = [before, now].map(|it| it.and_then(|(side, row)| side.cell(row, &column.name)));
        changes.push(CellChange { column: column.name.clone(), label: (&column.label).into(), old, new });
    }
    changes.retain(|cell| cell.old.as_ref().map(|shown| &shown.value) != cell.new.as_ref().map(|shown| &shown.value));
    changes
}

/// The period in force of a row of a dated table.
fn period(side: Side<'_>, row: &Row) -> Option<Text> {
    let day = |day: Date, lang| show(&Value::Date(day), lang, &side.engine.plan);
    side.table.dated.then(|| {
        Text::of(|lang| match (row.from, row.until, lang) {
            (None, None, Lang::Ja) => "常時".to_owned(),
            (None, None, Lang::En) => "always".to_owned(),
            (Some(from), None, Lang::Ja) => format!("{}から", day(from, lang)),
            (Some(from), None, Lang::En) => format!("from {}", day(from, lang)),
            (None, Some(until), Lang::Ja) => format!("{}まで", day(until, lang)),
            (None, Some(until), Lang::En) => format!("until {}", day(until, lang)),
            (Some(from), Some(until), Lang::Ja) => format!("{}から{}まで", day(from, lang), day(until, lang)),
            (Some(from), Some(until), Lang::En) => format!("{} to {}", day(from, lang), day(until, lang)),
        })
    })
}
