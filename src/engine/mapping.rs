//! Which layout of JSON an input is written in.

use std::collections::BTreeSet;

use super::Engine;
use crate::syntax::ast::{Layout, LayoutBody, LayoutField, LayoutFrom, LayoutLine};

impl Engine {
    /// The name of a layout of JSON, and the pointers to the records in its documents; none where it is a layout of tables.
    #[must_use]
    pub fn records_of(&self, layout: usize) -> Option<(String, Vec<String>)> {
        let layout = &self.program.layouts[layout];
        let json = matches!(layout.declaration.format(), Some("json" | "jsonl"));
        json.then(|| (layout.name.clone(), pointers(&layout.declaration)))
    }

    /// Why there is no such layout: Japanese, English. None where there is.
    #[must_use]
    pub fn no_layout(&self, name: &str) -> Option<[String; 2]> {
        let known = || self.program.layouts.iter().map(|layout| layout.name.as_str());
        if known().any(|known| known == name) {
            return None;
        }
        let near = crate::diag::nearest(name, known());
        let (ja, en) = near.map_or_else(Default::default, |near| {
            (format!("（`{near}` ではありませんか）"), format!(" (did you mean `{near}`?)"))
        });
        Some([format!("様式 `{name}` はありません{ja}"), format!("there is no layout `{name}`{en}")])
    }

    /// The layout of JSON that an input is written in, by the names that stand at its beginning: its number. None where the names of the record itself
    /// stand there at least as often.
    #[must_use]
    pub fn json_layout(&self, record: usize, beginning: &[u8]) -> Option<usize> {
        let names = names(&String::from_utf8_lossy(beginning));
        let plain = self.program.records[record].fields.iter().filter(|field| names.contains(&field.name)).count();
        let known = |layout: &Layout| {
            let mut segments: BTreeSet<&str> = BTreeSet::new();
            let records = layout.lines.iter().filter_map(|line| match &line.node {
                LayoutLine::Records(pointers) => Some(pointers),
                _ => None,
            });
            records.flatten().for_each(|pointer| segments.extend(pointer.node.split('/')));
            layout.fields().for_each(|field| segments_of(field, &mut segments));
            segments.into_iter().filter(|segment| names.contains(*segment)).count()
        };
        let scored = self.program.layouts.iter().enumerate().filter(|(_, layout)| layout.record == record);
        let scored = scored.filter(|(number, _)| self.records_of(*number).is_some());
        let scored = scored.map(|(number, layout)| (known(&layout.declaration), number)).filter(|(score, _)| *score > plain);
        // Of as many, the first.
        scored.min_by_key(|(score, number)| (std::cmp::Reverse(*score), *number)).map(|(_, number)| number)
    }
}

fn pointers(layout: &Layout) -> Vec<String> {
    let lines = layout.lines.iter().filter_map(|line| match &line.node {
        LayoutLine::Records(pointers) => Some(pointers),
        _ => None,
    });
    lines.flatten().map(|pointer| pointer.node.clone()).collect()
}

fn segments_of<'l>(field: &'l LayoutField, segments: &mut BTreeSet<&'l str>) {
    match &field.from {
        LayoutFrom::Headings(pointers) => pointers.iter().for_each(|pointer| segments.extend(pointer.node.split('/'))),
        LayoutFrom::List { pointer, body: LayoutBody { fields, .. } } => {
            segments.extend(pointer.node.split('/'));
            fields.iter().for_each(|field| segments_of(field, segments));
        }
        _ => {}
    }
}

/// The names that stand before a colon.
fn names(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut parts = text.split('"').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_some_and(|next| next.trim_start().starts_with(':')) {
            found.insert(part.to_owned());
        }
    }
    found
}
