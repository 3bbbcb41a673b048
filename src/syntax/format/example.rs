//! Examples: a case on a line, where it fits.

use super::WIDTH;
use super::writer::{Writer, columns, width};
use crate::source::Span;
use crate::syntax::ast::{self, ValueLit};

impl Writer<'_> {
    pub(super) fn example(&mut self, example: &ast::Example, span: Span) {
        let head = self.head("example", &example.rule, example.label.as_ref());
        self.block(&head, span, |writer| {
            for given in &example.given {
                writer.before(given.span.start, false);
                writer.given(given);
                writer.after(given.span.end);
            }
            for case in &example.cases {
                writer.before(case.span.start, false);
                writer.case(case);
                writer.after(case.span.end);
            }
        });
    }

    fn given(&mut self, given: &ast::RecordLit) {
        let whole = format!("given {}", self.record_lit(given));
        if self.indent() + width(&whole) <= WIDTH {
            return self.line(&whole);
        }
        let head = format!("given {}", given.record.node);
        self.tall(&head, &given.fields, "");
    }

    /// A record with a field a line.
    fn tall(&mut self, head: &str, fields: &[ast::FieldLit], tail: &str) {
        self.line(&format!("{head} {{"));
        for (number, field) in fields.iter().enumerate() {
            let comma = if number + 1 < fields.len() { "," } else { "" };
            self.tall_field(field, comma);
        }
        self.line(&format!("}}{tail}"));
    }

    fn tall_field(&mut self, field: &ast::FieldLit, comma: &str) {
        let whole = format!("  {}: {}{comma}", field.name.node, self.value(&field.value));
        match &field.value {
            ValueLit::List(items, _) if self.indent() + width(&whole) > WIDTH => {
                self.line(&format!("  {}: [", field.name.node));
                for (number, item) in items.iter().enumerate() {
                    let between = if number + 1 < items.len() { "," } else { "" };
                    let text = format!("    {}{between}", self.value(item));
                    self.line(&text);
                }
                self.line(&format!("  ]{comma}"));
            }
            _ => self.line(&whole),
        }
    }

    fn case(&mut self, case: &ast::Case) {
        let mut pieces: Vec<String> = Vec::new();
        pieces.extend(case.with.iter().map(|(name, value)| format!("with {} = {}", name.node, self.expr(value))));
        pieces.extend(case.as_of.iter().map(|date| format!("as of {}", self.literal(date))));
        for (name, rows) in &case.tables {
            pieces.push(self.table_rows(name, rows));
        }
        let records: Vec<String> = case.records.iter().map(|record| self.record_lit(record)).collect();
        let expect = self.expect(&case.expect);
        let whole = pieces.iter().chain(&records).chain([&expect]).cloned().collect::<Vec<_>>().join(" ");
        if self.indent() + width(&whole) <= WIDTH {
            return self.line(&whole);
        }
        let lead = pieces.join(" ");
        let hang = if lead.is_empty() { "" } else { "  " };
        if !lead.is_empty() {
            self.line(&lead);
        }
        for (number, (record, text)) in case.records.iter().zip(&records).enumerate() {
            let tail = if number + 1 == records.len() { format!(" {expect}") } else { String::new() };
            let hang = if number > 0 && hang.is_empty() { "  " } else { hang };
            if self.indent() + width(text) + width(&tail) + hang.len() <= WIDTH || !hang.is_empty() {
                self.line(&format!("{hang}{text}{tail}"));
            } else {
                self.tall(&record.record.node, &record.fields, &tail);
            }
        }
    }

    fn table_rows(&self, name: &ast::Name, rows: &[ast::Row]) -> String {
        let cells = |row: &ast::Row| {
            let cells = row.cells.iter().map(|cell| cell.node.as_ref().map_or_else(|| "-".to_owned(), |value| self.expr(value)));
            vec![cells.chain(row.period.iter().map(|period| self.period(period))).collect::<Vec<String>>().join(" | ")]
        };
        let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
        format!("table {} {{ {} }}", name.node, columns(&rows, " ").join(" "))
    }

    fn expect(&self, expect: &ast::Expect) -> String {
        let mut out = format!("-> {}", expect.outcome.node);
        if let Some(exception) = &expect.exception {
            out.push(' ');
            out.push_str(self.text(exception.span.start, exception.span.end).trim());
        }
        if !expect.missing.is_empty() {
            let names: Vec<&str> = expect.missing.iter().map(|name| name.node.as_str()).collect();
            out.push_str(&format!(" for {}", names.join(", ")));
        }
        if let Some(at) = &expect.at {
            out.push_str(&format!(" at {}", self.text(at.span.start, at.span.end)));
        }
        out
    }

    fn record_lit(&self, record: &ast::RecordLit) -> String {
        format!("{} {}", record.record.node, self.fields(&record.fields))
    }

    fn fields(&self, fields: &[ast::FieldLit]) -> String {
        if fields.is_empty() {
            return "{ }".to_owned();
        }
        let fields: Vec<String> =
            fields.iter().map(|field| format!("{}: {}", field.name.node, self.value(&field.value))).collect();
        format!("{{ {} }}", fields.join(", "))
    }

    fn value(&self, value: &ValueLit) -> String {
        match value {
            ValueLit::Expr(expr) => self.expr(expr),
            ValueLit::List(items, _) => format!("[{}]", items.iter().map(|item| self.value(item)).collect::<Vec<_>>().join(", ")),
            ValueLit::Record(fields, _) => self.fields(fields),
        }
    }
}
