//! Look-ups: the row of a key, in the version that the event's date selects.

use super::machine::Machine;
use super::trace::{Event, Trace};
use crate::finding::{MissingFact, RowUse};
use crate::plan::{Expr, Kind, Lookup};
use crate::value::{Date, Value, Why};

impl<'d, T: Trace> Machine<'_, 'd, T> {
    /// The row of a key.
    pub(super) fn lookup(&mut self, lookup: &'d Lookup, text: &str) -> Value {
        let key = match self.key(lookup) {
            Ok(key) => key,
            Err(why) => return Value::Unknown(why),
        };
        let table = &self.data.plan.tables[lookup.table];
        let rows = table.find(&key);
        if rows.is_empty() {
            return self.no_row(lookup, &key, text, Why::NoRow);
        }
        let day = match self.event(lookup) {
            Ok(day) => day,
            Err(why) => return Value::Unknown(why),
        };
        let found = rows.iter().copied().find(|&row| day.is_none_or(|day| table.rows[row].in_force(day)));
        let Some(row) = found else { return self.no_row(lookup, &key, text, Why::NotInForce) };
        if T::ON {
            let used = &table.rows[row];
            self.trace.push(Event::Row(RowUse { table: lookup.table, row, file: used.file.clone(), line: used.line }));
            self.trace.found(lookup.table, &[row]);
        }
        let number = |at: usize| u32::try_from(at).expect("fewer than 2³² rows");
        Value::Row(number(lookup.table), number(row))
    }

    /// Whether there is a row of a key, on any date.
    pub(super) fn has_row(&mut self, lookup: &'d Lookup, text: &str) -> Value {
        let key = match self.key(lookup) {
            Ok(key) => key,
            Err(why) => return Value::Unknown(why),
        };
        let rows = self.data.plan.tables[lookup.table].find(&key);
        let found = Value::Bool(!rows.is_empty());
        if T::ON {
            self.trace.found(lookup.table, rows);
            let name = Value::Text(self.data.plan.tables[lookup.table].label.ja.as_str().into());
            let asked = if key.len() == 1 { key[0].clone() } else { Value::List(key.into()) };
            self.compared(text, "in", asked, Some(name), &found);
        }
        found
    }

    fn key(&mut self, lookup: &'d Lookup) -> Result<Vec<Value>, Why> {
        let key: Vec<Value> = lookup.keys.iter().map(|key| self.eval(key)).collect();
        match key.iter().find(|part| part.is_unknown()) {
            Some(Value::Unknown(why)) => Err(*why),
            _ => Ok(key),
        }
    }

    /// The date that selects the version: of the events named, the first that took place.
    fn event(&mut self, lookup: &'d Lookup) -> Result<Option<Date>, Why> {
        let mut last = None;
        for event in &lookup.on {
            let mark = self.trace.mark();
            match self.eval(event) {
                Value::Date(date) => {
                    return Ok(Some(date));
                }
                Value::Unknown(Why::Absent) => {
                    last = Some(Why::Absent);
                    let is_last = lookup.on.last().is_some_and(|last| std::ptr::eq(last, event));
                    if !is_last {
                        self.trace.retain(mark, |_, event| !matches!(event, Event::Missing(_)));
                    }
                }
                Value::Unknown(why) => return Err(why),
                _ => return Err(Why::Mismatch),
            }
        }
        last.map_or(Ok(None), Err)
    }

    fn no_row(&mut self, lookup: &'d Lookup, key: &[Value], text: &str, why: Why) -> Value {
        if T::ON {
            let (record, path) = self.place_of_key(lookup.keys.first());
            let label = self.data.plan.tables[lookup.table].label.both();
            let path = path.unwrap_or_else(|| text.to_owned());
            let value = key.first().cloned();
            self.trace.push(Event::Missing(MissingFact { record, path, label, why, value }));
        }
        Value::Unknown(why)
    }

    /// The field that a key was read from.
    fn place_of_key(&mut self, key: Option<&'d Expr>) -> (Option<crate::finding::RecordId>, Option<String>) {
        match key {
            Some(key) if matches!(key.kind, Kind::Slot(..)) => {
                let (record, path) = self.place(key);
                (record.cloned(), Some(path))
            }
            _ => (None, None),
        }
    }
}
