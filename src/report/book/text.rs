//! The text of declarations as it was written, with the comments above it.

use maud::{Markup, html};

use crate::source::{SourceId, Sources, Span};
use crate::syntax::{ast, parse};

/// The words that a line of a declaration begins with.
const HEADS: &[&str] = &[
    "rule",
    "exception",
    "define",
    "figure",
    "summary",
    "for",
    "severity",
    "cite",
    "applies",
    "let",
    "when",
    "require",
    "except",
    "message",
    "en",
];

/// The files of the program, read again as written.
pub(super) struct Texts<'a> {
    sources: &'a Sources,
    files: Vec<(SourceId, ast::File)>,
}

impl<'a> Texts<'a> {
    /// The modules among the sources; tables have no declarations.
    pub(super) fn of(sources: &'a Sources) -> Texts<'a> {
        let modules = sources.iter().filter(|(_, source)| source.path.ends_with(".sadame"));
        Texts { sources, files: modules.map(|(id, source)| (id, parse(id, &source.text).0)).collect() }
    }

    /// What stands there.
    pub(super) fn written(&self, span: Span) -> &'a str {
        self.sources.text(span)
    }

    /// The file and the line.
    pub(super) fn place(&self, span: Span) -> String {
        format!("{}:{}", self.sources.get(span.source).path, self.sources.place(span).line)
    }

    /// The declaration that something stands in.
    pub(super) fn item(&self, span: Span) -> Option<&ast::Item> {
        let (_, file) = self.files.iter().find(|(id, _)| *id == span.source)?;
        file.items.iter().find(|item| item.span.start <= span.start && span.end <= item.span.end)
    }

    /// The declaration that something stands in, with the comments above it.
    pub(super) fn declaration(&self, span: Span) -> String {
        let Some(item) = self.item(span) else { return self.written(span).to_owned() };
        let above = &self.sources.get(span.source).text[..item.span.start as usize];
        let lines = above.lines().rev().skip_while(|line| line.trim().is_empty());
        let mut lines: Vec<&str> = lines.take_while(|line| line.starts_with('#')).collect();
        lines.reverse();
        lines.push(self.written(item.span));
        lines.join("\n")
    }
}

/// A declaration to be read: comments, texts, and the words that its lines begin with are told apart.
pub(super) fn layout(text: &str) -> Markup {
    html! {
        pre.rule-text lang="ja" { code {
            @for line in text.lines() { (layout_line(line)) }
        } }
    }
}

fn layout_line(line: &str) -> Markup {
    let indent = line.len() - line.trim_start().len();
    let rest = &line[indent..];
    let first = rest.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    let head = if HEADS.contains(&first) { first.len() } else { 0 };
    html! {
        span.line {
            @if rest.starts_with('#') { i { (line) } }
            @else {
                (line[..indent])
                @if head > 0 { b { (rest[..head]) } }
                @for (is_text, part) in parts(&rest[head..]) { @if is_text { q { (part) } } @else { (part) } }
            }
            "\n"
        }
    }
}

/// A line cut at its texts in quotation marks, which are kept.
fn parts(line: &str) -> Vec<(bool, &str)> {
    let mut out = Vec::new();
    let mut rest = line;
    while let Some(open) = rest.find('"') {
        out.push((false, &rest[..open]));
        let (mut end, mut escaped) = (rest.len(), false);
        for (at, letter) in rest[open..].char_indices().skip(1) {
            match letter {
                '"' if !escaped => {
                    end = open + at + 1;
                    break;
                }
                letter => escaped = letter == '\\' && !escaped,
            }
        }
        out.push((true, &rest[open..end]));
        rest = &rest[end..];
    }
    out.push((false, rest));
    out
}
