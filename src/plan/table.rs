//! Tables at run time: finding rows by key and by date.

use std::cmp::Ordering;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::{Row, Table};
use crate::check::typed;
use crate::value::{Date, Lang, Value, show};

impl Table {
    /// A table with its index.
    #[must_use]
    pub fn new(table: &typed::Table) -> Table {
        Table::plain(table, (0..table.rows.len()).collect()).sorted()
    }

    /// A table whose rows' numbers come sorted by key, and where keys are the same by themselves, as [`Table::new`] sorts them; `None` where they do not, where
    /// they are not the numbers of all its rows, or a row has no such key.
    #[must_use]
    pub fn in_order(table: &typed::Table, order: Vec<usize>) -> Option<Table> {
        let keyed = table.rows.iter().all(|row| table.keys.iter().all(|&key| key < row.values.len()));
        if !keyed || order.len() != table.rows.len() || order.iter().any(|&row| row >= table.rows.len()) {
            return None;
        }
        let table = Table::plain(table, order);
        let rising = |&one: &usize, &other: &usize| table.compare_keys(one, other).then(one.cmp(&other)).is_lt();
        table.order.is_sorted_by(rising).then(|| table.with_texts())
    }

    /// The numbers of its rows, sorted by key.
    #[must_use]
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    fn plain(table: &typed::Table, order: Vec<usize>) -> Table {
        Table {
            name: table.name.clone(),
            label: table.label.clone(),
            columns: table.columns.iter().map(|column| (column.name.clone(), column.label.clone())).collect(),
            keys: table.keys.clone(),
            dated: table.dated,
            rows: table.rows.iter().map(Row::from).collect(),
            order,
            texts: HashTable::new(),
        }
    }

    fn sorted(mut self) -> Table {
        let mut order = std::mem::take(&mut self.order);
        order.sort_by(|&one, &other| self.compare_keys(one, other));
        Table { order, ..self }.with_texts()
    }

    /// The same with an index of its texts, where its key is one text.
    fn with_texts(mut self) -> Table {
        let (mut texts, mut start) = (HashTable::new(), 0);
        for run in self.order.chunk_by(|&one, &other| self.text(one).is_some() && self.text(one) == self.text(other)) {
            let Some(text) = self.text(run[0]) else { break };
            let hash = xxh3_64(text.as_bytes());
            texts.insert_unique(hash, (hash, start, start + run.len()), |known| known.0);
            start += run.len();
        }
        self.texts = texts;
        self
    }

    /// A row's key, where that is one text.
    fn text(&self, row: usize) -> Option<&str> {
        match (&self.keys[..], &self.rows[row].values) {
            (&[key], values) if let Value::Text(text) = &values[key] => Some(text),
            _ => None,
        }
    }

    /// The numbers of the rows with that text for a key; none where keys are no texts.
    #[must_use]
    #[inline]
    pub fn find_text(&self, text: &str) -> Option<&[usize]> {
        let hash = xxh3_64(text.as_bytes());
        let same = |&(known, start, _): &(u64, usize, usize)| known == hash && self.text(self.order[start]) == Some(text);
        match self.texts.find(hash, same) {
            Some(&(_, start, end)) => Some(&self.order[start..end]),
            None if self.texts.is_empty() => None,
            None => Some(&[]),
        }
    }

    /// The same table with other rows, as an example puts them in its place.
    #[must_use]
    pub fn with_rows(&self, rows: &[typed::Row]) -> Table {
        Table { rows: rows.iter().map(Row::from).collect(), order: (0..rows.len()).collect(), ..self.clone() }.sorted()
    }

    /// The numbers of the rows with that key.
    #[must_use]
    pub fn find(&self, key: &[Value]) -> &[usize] {
        let start = self.order.partition_point(|&row| self.compare_to(row, key).is_lt());
        let end = start + self.order[start..].partition_point(|&row| self.compare_to(row, key).is_eq());
        &self.order[start..end]
    }

    /// The numbers of the rows with a key, which is only asked how its parts stand to those of a row; none where it cannot say.
    #[must_use]
    pub fn find_by(&self, order: impl Fn(usize, &Value) -> Option<Ordering>) -> Option<&[usize]> {
        let compare = |row: usize| {
            let mut parts = self.keys.iter().enumerate().map(|(at, &column)| order(at, &self.rows[row].values[column]));
            parts.try_fold(Ordering::Equal, |sofar, part| part.map(|part| sofar.then(part)))
        };
        let (mut low, mut high) = (0, self.order.len());
        while low < high {
            let middle = low.midpoint(high);
            if compare(self.order[middle])?.is_gt() { low = middle + 1 } else { high = middle }
        }
        let mut end = low;
        while end < self.order.len() && compare(self.order[end])?.is_eq() {
            end += 1;
        }
        Some(&self.order[low..end])
    }

    /// The row's key, as people read it.
    #[must_use]
    pub fn key_text(&self, row: usize, lang: Lang, names: &dyn show::Names) -> String {
        let values = &self.rows[row].values;
        let keys = self.keys.iter().map(|&key| show::show(&values[key], lang, names));
        keys.collect::<Vec<String>>().join(if lang == Lang::Ja { "・" } else { ", " })
    }

    /// How the key of a row stands to that of another.
    fn compare_keys(&self, row: usize, other: usize) -> Ordering {
        let (one, other) = (&self.rows[row].values, &self.rows[other].values);
        self.keys.iter().map(|&key| one[key].total_cmp(&other[key])).fold(Ordering::Equal, Ordering::then)
    }

    /// How the key of a row stands to one that is looked up.
    fn compare_to(&self, row: usize, key: &[Value]) -> Ordering {
        let values = &self.rows[row].values;
        let pairs = self.keys.iter().zip(key).map(|(&column, key)| values[column].total_cmp(key));
        pairs.fold(Ordering::Equal, Ordering::then)
    }
}

impl Row {
    /// Whether the row is in force on a day.
    #[must_use]
    pub fn in_force(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl From<&typed::Row> for Row {
    fn from(row: &typed::Row) -> Row {
        Row { values: row.values.clone(), from: row.from, until: row.until, file: row.file.clone(), line: row.line }
    }
}
