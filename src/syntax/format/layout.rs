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
                    LayoutLine::Also(joined) => writer.also(joined),
                    other => {
                        let text = writer.layout_line(other);
                        writer.line(&text);
                    }
                }
                writer.after(line.span.end);
            }
        });
    }

    /// A line with what is nested in it, however wide.
    pub(super) fn layout_piece(&self, line: &ast::Spanned<LayoutLine>) -> String {
        let mut writer = self.anew();
        match &line.node {
            LayoutLine::Field(field) => {
                let head = self.field_heads(&[field]).pop().unwrap_or_default();
                writer.layout_field(field, &head, line.span.end);
            }
            LayoutLine::Also(joined) => writer.also(joined),
            other => return self.layout_line(other),
        }
        writer.finish()
    }

    fn layout_line(&self, line: &LayoutLine) -> String {
        let quoted = |text: &ast::Spanned<String>| self.text(text.span.start, text.span.end);
        let all = |texts: &[ast::Spanned<String>]| texts.iter().map(quoted).collect::<Vec<_>>().join(", ");
        match line {
            LayoutLine::Format(word) => format!("format {}", word.node),
            LayoutLine::Sheet(names) => format!("sheet {}", all(names)),
            LayoutLine::HeaderAt { heading, rows: 1 } => format!("header at {}", quoted(heading)),
            LayoutLine::HeaderAt { heading, rows } => format!("header at {} over {rows} rows", quoted(heading)),
            LayoutLine::Lacks(names) => lacks(names),
            LayoutLine::Others => OTHERS.to_owned(),
            LayoutLine::Records(pointers) => format!("records at {}", all(pointers)),
            LayoutLine::WithoutHeader => "without header".to_owned(),
            LayoutLine::Unit(unit) => format!("unit {}", unit.text),
            LayoutLine::SkipRows { heading, equals } => format!("skip rows where {} = {}", quoted(heading), quoted(equals)),
            LayoutLine::Field(_) | LayoutLine::Also(_) => String::new(),
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
            LayoutFrom::Joined(joined) => self.joined(joined),
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

    /// `from sheet "…" joined by "…" {`.
    fn joined(&self, joined: &ast::Joined) -> String {
        let quoted = |text: &ast::Spanned<String>| self.text(text.span.start, text.span.end);
        let word = if joined.file { "file" } else { "sheet" };
        let keys: Vec<&str> = joined.keys.iter().map(quoted).collect();
        format!("from {word} {} joined by {} {{", quoted(&joined.name), keys.join(", "))
    }

    fn layout_field(&mut self, field: &ast::LayoutField, head: &str, end: u32) {
        self.line(head);
        if let Some(body) = field.from.body() {
            self.layout_body(body, end);
        }
    }

    fn also(&mut self, joined: &ast::Joined) {
        let head = format!("also {}", self.joined(joined));
        self.line(&head);
        self.layout_body(&joined.body, joined.span.end);
    }

    /// Fields and `also`, in the order they stand in, and the closing brace.
    fn layout_body(&mut self, body: &ast::LayoutBody, end: u32) {
        let heads = self.field_heads(&body.fields.iter().collect::<Vec<_>>());
        self.indented(
            |writer| {
                let mut also = body.also.iter().peekable();
                for (field, head) in body.fields.iter().zip(&heads) {
                    while let Some(joined) = also.next_if(|joined| joined.span.start < field.name.span.start) {
                        writer.before(joined.span.start, false);
                        writer.also(joined);
                    }
                    writer.before(field.name.span.start, false);
                    writer.layout_field(field, head, end);
                }
                if body.others {
                    writer.line(OTHERS);
                }
                if let Some(first) = body.lacks.first() {
                    writer.before(first.span.start, false);
                    writer.line(&lacks(&body.lacks));
                }
                for joined in also {
                    writer.before(joined.span.start, false);
                    writer.also(joined);
                }
            },
            end.saturating_sub(1),
        );
        self.line("}");
    }
}

/// The line that reads all other fields by their labels.
const OTHERS: &str = "others by label";

fn lacks(names: &[ast::Name]) -> String {
    format!("lacks {}", names.iter().map(|name| name.node.as_str()).collect::<Vec<_>>().join(", "))
}

fn field_of(line: &LayoutLine) -> Option<&ast::LayoutField> {
    match line {
        LayoutLine::Field(field) => Some(field),
        _ => None,
    }
}
