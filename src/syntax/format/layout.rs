//! Layouts.

use super::writer::{Writer, columns};
use crate::source::Span;
use crate::syntax::ast::{self, LayoutFrom, LayoutLine};

impl Writer<'_> {
    pub(super) fn layout(&mut self, layout: &ast::Layout, span: Span) {
        let head = self.head("layout", &layout.name, layout.label.as_ref());
        self.block(&format!("{head} for {}", layout.record.node), span, |writer| {
            let fields: Vec<&ast::LayoutField> = layout.lines.iter().filter_map(|line| field_of(&line.node)).collect();
            let texts = writer.field_heads(&fields);
            let mut texts = texts.into_iter();
            for line in &layout.lines {
                writer.before(line.span.start, false);
                match &line.node {
                    LayoutLine::Field(field) => {
                        let text = texts.next().unwrap_or_default();
                        writer.layout_field(field, &text, line.span.end);
                    }
                    other => {
                        let text = writer.layout_line(other);
                        writer.line(&text);
                    }
                }
                writer.after(line.span.end);
            }
        });
    }

    fn layout_line(&self, line: &LayoutLine) -> String {
        let quoted = |text: &ast::Spanned<String>| self.text(text.span.start, text.span.end);
        match line {
            LayoutLine::Format(word) => format!("format {}", word.node),
            LayoutLine::Sheet(name) => format!("sheet {}", quoted(name)),
            LayoutLine::HeaderAt(heading) => format!("header at {}", quoted(heading)),
            LayoutLine::WithoutHeader => "without header".to_owned(),
            LayoutLine::Unit(unit) => format!("unit {}", unit.text),
            LayoutLine::SkipRows { heading, equals } => format!("skip rows where {} = {}", quoted(heading), quoted(equals)),
            LayoutLine::Field(_) => String::new(),
        }
    }

    /// `name from …`, aligned.
    fn field_heads(&self, fields: &[&ast::LayoutField]) -> Vec<String> {
        let cells: Vec<Vec<String>> = fields.iter().map(|field| vec![field.name.node.clone(), self.layout_from(field)]).collect();
        columns(&cells, "  ")
    }

    fn layout_from(&self, field: &ast::LayoutField) -> String {
        let quoted = |text: &ast::Spanned<String>| self.text(text.span.start, text.span.end);
        let mut out = match &field.from {
            LayoutFrom::Headings(headings) => format!("from {}", headings.iter().map(quoted).collect::<Vec<_>>().join(", ")),
            LayoutFrom::Column(number) => format!("from column {}", number.node),
            LayoutFrom::Columns { first, last, .. } => format!("from columns {first}..{last} {{"),
            LayoutFrom::Joined { file, name, key, .. } => {
                let word = if *file { "file" } else { "sheet" };
                format!("from {word} {} joined by {} {{", quoted(name), quoted(key))
            }
            LayoutFrom::List { pointer, .. } => format!("from list {} {{", quoted(pointer)),
        };
        if let Some(to) = &field.to {
            out.push_str(&format!(" to {}", quoted(to)));
        }
        out.push_str(&self.unit(field.unit.as_ref()));
        if let Some(split) = &field.split {
            out.push_str(&format!(" split by {}", quoted(split)));
        }
        out
    }

    fn layout_field(&mut self, field: &ast::LayoutField, head: &str, end: u32) {
        self.line(head);
        let (LayoutFrom::Columns { fields, .. } | LayoutFrom::Joined { fields, .. } | LayoutFrom::List { fields, .. }) =
            &field.from
        else {
            return;
        };
        let inner: Vec<&ast::LayoutField> = fields.iter().collect();
        let heads = self.field_heads(&inner);
        self.indented(
            |writer| {
                for (field, head) in fields.iter().zip(&heads) {
                    writer.before(field.name.span.start, false);
                    writer.layout_field(field, head, end);
                }
            },
            end.saturating_sub(1),
        );
        self.line("}");
    }
}

fn field_of(line: &LayoutLine) -> Option<&ast::LayoutField> {
    match line {
        LayoutLine::Field(field) => Some(field),
        _ => None,
    }
}
