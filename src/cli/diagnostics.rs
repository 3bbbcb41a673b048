//! Diagnostics about rules, drawn with the text they are about.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diag::Diagnostic;
use crate::lang::Lang;
use crate::report::shown;
use crate::source::{Sources, Span};

/// Prints diagnostics on the error stream.
pub(super) fn print(sources: &Sources, diagnostics: &[Diagnostic], lang: Lang) {
    // Once for each source: a long one may have many diagnostics.
    let drawn: Vec<Cow<'_, str>> = sources.iter().map(|(_, source)| as_drawn(&source.text)).collect();
    for diagnostic in diagnostics {
        super::say(&format!("{}\n", render(sources, &drawn, diagnostic, lang)));
    }
}

/// A path in one line; nothing in it is a command to the terminal.
fn path(path: &str) -> String {
    shown(path).replace('\n', " ")
}

/// The text of a source, as long as it was: what is drawn shows all control characters but those of two bytes, in whose place a dot stands.
fn as_drawn(text: &str) -> Cow<'_, str> {
    let is_of_two_bytes = |letter: char| matches!(letter, '\u{80}'..='\u{9f}');
    if text.contains(is_of_two_bytes) { text.replace(is_of_two_bytes, "·").into() } else { text.into() }
}

/// A diagnostic with its place in the text.
fn render(sources: &Sources, drawn: &[Cow<'_, str>], diagnostic: &Diagnostic, lang: Lang) -> String {
    let code = diagnostic.problem.code();
    let level = if code.is_error() { Level::ERROR } else { Level::WARNING };
    let message = shown(&diagnostic.problem.message(lang));
    let title = level.primary_title(message.as_str()).id(code.0);
    let source = sources.get(diagnostic.span.source);
    let help = diagnostic.problem.help(lang).map(|help| shown(&help));
    if source.text.is_empty() {
        // About a whole file, or about a name on the command line: there is no text to show.
        let mut group = match source.path.contains('.') {
            true => title.element(Origin::path(path(&source.path))),
            false => Group::with_title(title),
        };
        if let Some(help) = &help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        return Renderer::styled().render(&[group]);
    }
    let text = |span: Span| &*drawn[span.source.0 as usize];
    let range =
        |span: Span| span.start as usize..(span.end as usize).min(sources.get(span.source).text.len()).max(span.start as usize);
    let mut snippet = Snippet::source(text(diagnostic.span))
        .path(path(&source.path))
        .annotation(AnnotationKind::Primary.span(range(diagnostic.span)));
    for (span, beside) in diagnostic.related.iter().filter(|(span, _)| span.source == diagnostic.span.source) {
        snippet = snippet.annotation(AnnotationKind::Context.span(range(*span)).label(shown(beside.text(lang))));
    }
    let mut group = title.element(snippet);
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let mut report: Vec<Group<'_>> = vec![group];
    for (span, beside) in diagnostic.related.iter().filter(|(span, _)| span.source != diagnostic.span.source) {
        let source = sources.get(span.source);
        let snippet =
            Snippet::source(text(*span)).path(path(&source.path)).annotation(AnnotationKind::Context.span(range(*span)));
        report.push(Level::NOTE.secondary_title(shown(beside.text(lang))).element(snippet));
    }
    Renderer::styled().render(&report)
}
