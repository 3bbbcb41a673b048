//! The one style: syntax back to text. Comments are kept, columns are aligned by the width that letters take.
//!
//! Laying out what is laid out changes nothing, and what is laid out reads the same.

use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};
use writer::Writer;

pub use pieces::{Part, Piece, pieces};

mod declaration;
mod example;
mod expression;
mod layout;
mod pieces;
mod rule;
mod writer;

/// How wide a line may be before it is broken where it can be.
const WIDTH: usize = 130;

/// Lays a file out in the one style. `text` is the source it was read from, without faults.
///
/// ```
/// let text = "module m \"例\" en \"example\"\nuse   procurement\n";
/// let mut sources = sadame::source::Sources::default();
/// let (file, _) = sadame::syntax::parse(sources.add("m.sadame", text), text);
/// assert_eq!(sadame::syntax::format(&file, text), "module m \"例\" en \"example\"\n\nuse procurement\n");
/// ```
#[must_use]
pub fn format(file: &ast::File, text: &str) -> String {
    let mut writer = Writer::new(text, &file.comments);
    if let Some(module) = &file.module {
        writer.before(module.span.start, true);
        let label = module.label.as_ref().map_or_else(String::new, |label| format!(" {}", writer.label(label)));
        writer.line(&format!("module {}{label}", module.name.node));
        writer.after(module.span.end);
    }
    for (number, used) in file.uses.iter().enumerate() {
        if number == 0 {
            writer.blank();
        }
        writer.before(used.span.start, false);
        writer.line(&format!("use {}", used.node));
        writer.after(used.span.end);
    }
    for item in &file.items {
        writer.blank();
        writer.before(item.span.start, true);
        writer.item(item);
        writer.after(item.span.end);
    }
    writer.finish()
}

impl Writer<'_> {
    fn item(&mut self, item: &ast::Item) {
        match &item.node {
            ItemKind::FiscalYear(month) => self.line(&format!("fiscal year starts in month {}", month.node)),
            ItemKind::Source(it) => self.source(it, item.span),
            ItemKind::Choice(it) => self.choice(it, item.span),
            ItemKind::Record(it) => self.record(it, item.span),
            ItemKind::Table(it) => self.table(it, item.span),
            ItemKind::Parameter(it) => self.parameter(it),
            ItemKind::Define(it) => self.define(it),
            ItemKind::Figure(it) => self.figure(it),
            ItemKind::Summary(it) => self.summary(it, item.span),
            ItemKind::Rule(it) => self.rule(it, item.span),
            ItemKind::Exception(it) => self.exception(it, item.span),
            ItemKind::Example(it) => self.example(it, item.span),
            ItemKind::Layout(it) => self.layout(it, item.span),
        }
    }

    /// `HEAD {`, a body, `}`: comments before the closing brace stay inside.
    fn block(&mut self, head: &str, span: Span, body: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.indented(body, span.end.saturating_sub(1));
        self.line("}");
    }

    /// A name, then a label where there is one.
    fn head(&self, word: &str, name: &ast::Name, label: Option<&ast::Label>) -> String {
        let label = label.map_or_else(String::new, |label| format!(" {}", self.label(label)));
        format!("{word} {}{label}", name.node)
    }
}
