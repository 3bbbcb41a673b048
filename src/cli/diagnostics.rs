//! Diagnostics about rules, drawn with the text they are about.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diag::Diagnostic;
use crate::lang::Lang;
use crate::report::shown;
use crate::source::{Sources, Span};

/// Prints diagnostics on the error stream.
pub(super) fn print(sources: &Sources, diagnostics: &[Diagnostic], lang: Lang) {
    for diagnostic in diagnostics {
        super::say(&format!("{}\n", render(sources, diagnostic, lang)));
    }
}

/// A path in one line; nothing in it is a command to the terminal.
fn path(path: &str) -> String {
    shown(path).replace('\n', " ")
}

/// The text of a source, as long as it was: what is drawn shows all control characters but those of two bytes, in whose place a dot stands.
fn as_drawn(text: &str) -> String {
    text.chars().map(|letter| if matches!(letter, '\u{80}'..='\u{9f}') { '·' } else { letter }).collect()
}

/// A diagnostic with its place in the text.
fn render(sources: &Sources, diagnostic: &Diagnostic, lang: Lang) -> String {
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
    let range =
        |span: Span| span.start as usize..(span.end as usize).min(sources.get(span.source).text.len()).max(span.start as usize);
    let mut snippet = Snippet::source(as_drawn(&source.text))
        .path(path(&source.path))
        .annotation(AnnotationKind::Primary.span(range(diagnostic.span)));
    for (span, text) in diagnostic.related.iter().filter(|(span, _)| span.source == diagnostic.span.source) {
        snippet = snippet.annotation(AnnotationKind::Context.span(range(*span)).label(shown(text.text(lang))));
    }
    let mut group = title.element(snippet);
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let mut report: Vec<Group<'_>> = vec![group];
    for (span, text) in diagnostic.related.iter().filter(|(span, _)| span.source != diagnostic.span.source) {
        let source = sources.get(span.source);
        let snippet = Snippet::source(as_drawn(&source.text))
            .path(path(&source.path))
            .annotation(AnnotationKind::Context.span(range(*span)));
        report.push(Level::NOTE.secondary_title(shown(text.text(lang))).element(snippet));
    }
    Renderer::styled().render(&report)
}
