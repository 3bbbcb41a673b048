//! Sources, choices, records, tables, parameters, definitions, figures.

use super::WIDTH;
use super::writer::{Writer, columns, width};
use crate::source::Span;
use crate::syntax::ast::{self, SourceLine, TypeKind};

impl Writer<'_> {
    pub(super) fn source(&mut self, source: &ast::Source, span: Span) {
        let head = self.head("source", &source.name, source.label.as_ref());
        self.block(&head, span, |writer| {
            let cells: Vec<Vec<String>> = source.lines.iter().map(|line| writer.source_line(&line.node)).collect();
            for (line, text) in source.lines.iter().zip(columns(&cells, " ")) {
                writer.before(line.span.start, false);
                match writer.in_two(&line.node, &text) {
                    Some(two) => two.iter().for_each(|text| writer.line(text)),
                    None => writer.line(&text),
                }
                writer.after(line.span.end);
            }
        });
    }

    /// A note or a reason that is too long for one line: its English stands below.
    fn in_two(&self, line: &SourceLine, text: &str) -> Option<[String; 2]> {
        let (SourceLine::Note(label) | SourceLine::Verified { why: Some(label), .. }) = line else { return None };
        let (ja, en) = (&label.ja.span, &label.en.as_ref()?.span);
        let below = format!("en {}", self.text(en.start, en.end));
        let first = text.strip_suffix(&below).filter(|_| self.indent() + width(text) > WIDTH)?.trim_end();
        let lead = width(first) - width(self.text(ja.start, ja.end));
        Some([first.to_owned(), format!("{:lead$}{below}", "")])
    }

    pub(super) fn source_line(&self, line: &SourceLine) -> Vec<String> {
        let (word, rest) = match line {
            SourceLine::Article(text) => ("article", self.text(text.span.start, text.span.end).to_owned()),
            SourceLine::Issued(date) => ("issued", self.literal(date)),
            SourceLine::Revised(date) => ("revised", self.literal(date)),
            SourceLine::InForce(period) => ("in force", self.period(period)),
            SourceLine::Link(text) => ("link", self.text(text.span.start, text.span.end).to_owned()),
            SourceLine::Verified { yes: true, .. } => ("verified", "yes".to_owned()),
            SourceLine::Verified { why, .. } => {
                let why = why.as_ref().map_or_else(String::new, |why| format!(" {}", self.label(why)));
                ("verified", format!("no{why}"))
            }
            SourceLine::Note(label) => ("note", self.label(label)),
        };
        vec![word.to_owned(), rest]
    }

    /// `from … until …`, `always`.
    pub(super) fn period(&self, period: &ast::Period) -> String {
        let from = period.from.as_ref().map(|date| format!("from {}", self.literal(date)));
        let until = period.until.as_ref().map(|date| format!("until {}", self.literal(date)));
        match (from, until) {
            (None, None) => "always".to_owned(),
            (from, until) => from.into_iter().chain(until).collect::<Vec<_>>().join(" "),
        }
    }

    pub(super) fn choice(&mut self, choice: &ast::Choice, span: Span) {
        let head = self.head("choice", &choice.name, choice.label.as_ref());
        self.block(&head, span, |writer| {
            let labels: Vec<Option<&ast::Label>> = choice.variants.iter().map(|variant| variant.label.as_ref()).collect();
            let names = choice.variants.iter().map(|variant| variant.name.node.clone());
            let cells: Vec<Vec<String>> = names.zip(writer.labels(&labels)).map(|(name, label)| vec![name, label]).collect();
            for (variant, text) in choice.variants.iter().zip(columns(&cells, "  ")) {
                let end = variant.label.as_ref().map_or(variant.name.span.end, label_end);
                writer.before(variant.name.span.start, false);
                writer.line(&text);
                writer.after(end);
            }
        });
    }

    pub(super) fn record(&mut self, record: &ast::Record, span: Span) {
        let head = self.head("record", &record.name, record.label.as_ref());
        self.block(&head, span, |writer| {
            let labels: Vec<Option<&ast::Label>> = record.fields.iter().map(|field| field.label.as_ref()).collect();
            let labels = writer.labels(&labels);
            let cells: Vec<Vec<String>> =
                record.fields.iter().zip(labels).map(|(field, label)| writer.field(field, label)).collect();
            for (field, text) in record.fields.iter().zip(columns(&cells, "  ")) {
                writer.before(field.name.span.start, false);
                writer.line(&text);
                writer.after(field_end(field));
            }
        });
    }

    /// Name, type with its modifiers, label.
    pub(super) fn field(&self, field: &ast::Field, label: String) -> Vec<String> {
        let mut ty = type_text(&field.ty.node);
        if field.key.is_some() {
            ty.push_str(" key");
        }
        if field.optional.is_some() {
            ty.push_str(" optional");
        }
        match &field.default {
            Some(ast::Default::Empty(_)) => ty.push_str(" default empty"),
            Some(ast::Default::Value(value)) => ty.push_str(&format!(" default {}", self.expr(value))),
            None => {}
        }
        vec![field.name.node.clone(), ty, label]
    }

    pub(super) fn table(&mut self, table: &ast::Table, span: Span) {
        let head = self.head("table", &table.name, table.label.as_ref());
        let head = if table.dated.is_some() { format!("{head} dated") } else { head };
        self.block(&head, span, |writer| {
            let labels: Vec<Option<&ast::Label>> = table.columns.iter().map(|column| column.field.label.as_ref()).collect();
            let labels = writer.labels(&labels);
            let cells: Vec<Vec<String>> =
                table.columns.iter().zip(labels).map(|(column, label)| writer.column(column, label)).collect();
            for (column, text) in table.columns.iter().zip(columns(&cells, "  ")) {
                writer.before(column.field.name.span.start, false);
                writer.line(&text);
                writer.after(column_end(column));
            }
            for cite in &table.cites {
                writer.before(cite.span.start, false);
                let text = writer.cite(cite);
                writer.line(&text);
                writer.after(cite.span.end);
            }
            match &table.rows {
                Some(ast::Rows::File(path)) => {
                    writer.before(path.span.start, false);
                    let path_text = writer.text(path.span.start, path.span.end);
                    writer.line(&format!("rows from {path_text}"));
                    writer.after(path.span.end);
                }
                Some(ast::Rows::Inline(rows)) => {
                    writer.line("rows {");
                    writer.indented(|writer| writer.rows(rows), span.end.saturating_sub(1));
                    writer.line("}");
                }
                None => {}
            }
        });
    }

    pub(super) fn column(&self, column: &ast::Column, label: String) -> Vec<String> {
        let mut cells = self.field(&column.field, label);
        let quoted = |text: &ast::Spanned<String>| self.text(text.span.start, text.span.end);
        let mut from = String::new();
        if let Some(heading) = &column.from {
            from.push_str(&format!("from {}", quoted(heading)));
        }
        if let Some(heading) = &column.to {
            from.push_str(&format!(" to {}", quoted(heading)));
        }
        from.push_str(&self.unit(column.unit.as_ref()));
        cells.push(from.trim().to_owned());
        cells
    }

    /// The rows of a table, their cells aligned.
    pub(super) fn rows(&mut self, rows: &[ast::Row]) {
        let cells = |row: &ast::Row| {
            let cells = row.cells.iter().map(|cell| cell.node.as_ref().map_or_else(|| "-".to_owned(), |value| self.expr(value)));
            cells.chain(row.period.iter().map(|period| self.period(period))).collect()
        };
        let cells: Vec<Vec<String>> = rows.iter().map(cells).collect();
        for (row, text) in rows.iter().zip(columns(&cells, " | ")) {
            self.before(row.span.start, false);
            self.line(&text);
            self.after(row.span.end);
        }
    }

    /// `cite SOURCE "article"`.
    pub(super) fn cite(&self, cite: &ast::Cite) -> String {
        let article =
            cite.article.as_ref().map_or_else(String::new, |text| format!(" {}", self.text(text.span.start, text.span.end)));
        format!("cite {}{article}", cite.source.node)
    }

    pub(super) fn parameter(&mut self, parameter: &ast::Parameter) {
        let label = parameter.field.label.as_ref().map_or_else(String::new, |label| self.label(label));
        let cells = self.field(&parameter.field, label);
        self.line(format!("parameter {}", cells.join(" ")).trim_end());
    }

    pub(super) fn define(&mut self, define: &ast::Define) {
        let of = define.of.as_ref().map_or_else(String::new, |of| format!(" of {}", of.node));
        let label = define.label.as_ref().map_or_else(String::new, |label| format!(" {}", self.label(label)));
        self.equation(&format!("define {}{of}{label} =", define.name.node), &define.body);
    }

    pub(super) fn figure(&mut self, figure: &ast::Figure) {
        let head = self.head("figure", &figure.name, figure.label.as_ref());
        let filter = figure.filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", self.expr(filter)));
        self.equation(&format!("{head} for the whole set of {}{filter} =", figure.record.node), &figure.body);
    }

    pub(super) fn summary(&mut self, summary: &ast::Summary, span: Span) {
        let head = self.head("summary", &summary.name, summary.label.as_ref());
        let head = format!("{head} for {}", self.grouping(&summary.of));
        self.block(&head, span, |writer| {
            for value in &summary.values {
                writer.before(value.span.start, false);
                let label = value.label.as_ref().map_or_else(String::new, |label| format!(" {}", writer.label(label)));
                writer.equation(&format!("{}{label} =", value.name.node), &value.value);
                writer.after(value.span.end);
            }
        });
    }

    /// `each group of NAME of NAME where C by K, …`.
    pub(super) fn grouping(&self, of: &ast::Grouping) -> String {
        let names: Vec<&str> = of.path.iter().map(|name| name.node.as_str()).collect();
        let filter = of.filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", self.expr(filter)));
        let by = of.by.iter().map(|key| self.expr(key)).collect::<Vec<_>>().join(", ");
        format!("each group of {}{filter} by {by}", names.join(" of "))
    }

    /// `HEAD = BODY`, the body below where it does not fit beside.
    fn equation(&mut self, head: &str, body: &ast::Expr) {
        let whole = self.expr(body);
        if width(head) + 1 + width(&whole) <= WIDTH {
            return self.line(&format!("{head} {whole}"));
        }
        self.line(head);
        for line in self.broken(body, WIDTH - 2) {
            self.line(&format!("  {line}"));
        }
    }
}

/// A type as it is written.
pub(super) fn type_text(ty: &TypeKind) -> String {
    match ty {
        TypeKind::Named(name) => name.clone(),
        TypeKind::List(of) => format!("list of {}", type_text(&of.node)),
        TypeKind::Set(of) => format!("set of {}", type_text(&of.node)),
        TypeKind::Range(of) => format!("range of {}", type_text(&of.node)),
        TypeKind::Money { currency, any_currency, incl_tax } => {
            let currency = match currency {
                _ if *any_currency => " any currency".to_owned(),
                Some(code) => format!(" {}", code.node),
                None => String::new(),
            };
            let tax = match incl_tax {
                Some(true) => " incl tax",
                Some(false) => " excl tax",
                None => "",
            };
            format!("money{currency}{tax}")
        }
    }
}

fn label_end(label: &ast::Label) -> u32 {
    label.en.as_ref().map_or(label.ja.span.end, |en| en.span.end)
}

fn field_end(field: &ast::Field) -> u32 {
    let default = match &field.default {
        Some(ast::Default::Empty(span)) => span.end,
        Some(ast::Default::Value(value)) => value.span.end,
        None => 0,
    };
    let marks = field.key.into_iter().chain(field.optional).map(|span| span.end).max().unwrap_or(0);
    field.label.as_ref().map_or(0, label_end).max(field.ty.span.end).max(marks).max(default)
}

fn column_end(column: &ast::Column) -> u32 {
    let headings = column.from.iter().chain(&column.to).map(|heading| heading.span.end).max().unwrap_or(0);
    field_end(&column.field).max(headings).max(column.unit.as_ref().map_or(0, |unit| unit.span.end))
}
