//! How a rule would read: the lines that a change touches, as they are and as they would be.

use crate::source::{Sources, Span};

/// Where a change stands, and how it reads.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) path: String,
    pub(super) line: u32,
    pub(super) before: String,
    pub(super) after: String,
}

/// The lines around a span, with and without other words in its place.
pub(super) fn replaced(sources: &Sources, span: Span, with: &str) -> Reading {
    let source = sources.get(span.source);
    let (start, end) = (span.start as usize, span.end as usize);
    let first = source.text[..start].rfind('\n').map_or(0, |at| at + 1);
    let last = source.text[end..].find('\n').map_or(source.text.len(), |at| end + at);
    Reading {
        path: source.path.clone(),
        line: sources.place(span).line,
        before: on_one_line(&source.text[first..last]),
        after: on_one_line(&format!("{}{with}{}", &source.text[first..start], &source.text[end..last])),
    }
}

/// Words with one space between them.
pub(super) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A span with the brackets that stand around it.
pub(super) fn bracketed(sources: &Sources, span: Span) -> Span {
    let text = &sources.get(span.source).text;
    let before = text[..span.start as usize].trim_end();
    let after = &text[span.end as usize..];
    let gap = after.len() - after.trim_start().len();
    if !before.ends_with('(') || !after.trim_start().starts_with(')') {
        return span;
    }
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: offset(before.len() - 1), end: offset(span.end as usize + gap + 1), ..span }
}
