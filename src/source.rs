//! Where text stands: sources by number, spans as byte offsets, and lines and columns for people.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

/// A source file's number within one [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A stretch of a source, as byte offsets; `end` is the first byte after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// The source.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The stretch from the start of `self` to the end of `other`.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start, end: other.end }
    }
}

/// One source: its path as given, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path, with `/` between its parts.
    pub path: String,
    /// The whole text.
    pub text: Arc<str>,
    /// Where its lines begin: found when a place in it is first asked for.
    lines: OnceLock<Vec<u32>>,
}

/// Line and column as people count them: from 1, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// The sources of one compilation.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// Adds a source and gives its number.
    ///
    /// ```
    /// let mut sources = sadame::source::Sources::default();
    /// let id = sources.add("a.sadame", "module a\n");
    /// assert_eq!(sources.get(id).path, "a.sadame");
    /// ```
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        self.all.push(Source { path: path.into(), text: text.into(), lines: OnceLock::new() });
        SourceId(u32::try_from(self.all.len() - 1).expect("fewer than 2³² sources"))
    }

    /// The source of that number.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.0 as usize]
    }

    /// The source of that number, where there is one.
    #[must_use]
    pub fn find(&self, id: SourceId) -> Option<&Source> {
        self.all.get(id.0 as usize)
    }

    /// Every source, in the order added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.all)
    }

    /// The text of a span; empty where the span lies outside its source.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Line and column of the start of a span.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let source = self.get(span.source);
        let lines = source.lines.get_or_init(|| {
            let after = source.text.match_indices('\n').map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX));
            std::iter::once(0).chain(after).collect()
        });
        let line = lines.partition_point(|&start| start <= span.start).max(1);
        let start = lines[line - 1] as usize;
        let column = source.text.get(start..span.start as usize).map_or(0, |before| before.chars().count());
        Place { line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column + 1).unwrap_or(u32::MAX) }
    }
}
