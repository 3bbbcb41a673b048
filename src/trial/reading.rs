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

/// The lines around a span, with and without other words in its place. Of a bundle, whose text is not at hand, only these words.
pub(super) fn replaced(sources: &Sources, span: Span, with: &str) -> Reading {
    let source = sources.get(span.source);
    let before = source.text.get(..span.start as usize).unwrap_or_default();
    let after = source.text.get(span.end as usize..).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    Reading {
        path: source.path.clone(),
        line: sources.place(span).line,
        before: on_one_line(&format!("{before}{}{after}", sources.text(span))),
        after: on_one_line(&format!("{before}{with}{after}")),
    }
}

/// Words with one space between them.
pub(super) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A span with the brackets that stand around it.
pub(super) fn bracketed(sources: &Sources, span: Span) -> Span {
    let text = &sources.get(span.source).text;
    let before = text.get(..span.start as usize).unwrap_or_default().trim_end();
    let after = text.get(span.end as usize..).unwrap_or_default();
    let gap = after.len() - after.trim_start().len();
    if !before.ends_with('(') || !after.trim_start().starts_with(')') {
        return span;
    }
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: offset(before.len() - 1), end: offset(span.end as usize + gap + 1), ..span }
}
