//! Layouts: that they name fields, each once, and say where every required one is read from.

use crate::check::typed::{Layout, Presence, RecordIx, Type};
use crate::check::{Context, declare};
use crate::diag::problem::CheckProblem;
use crate::diag::{Beside, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind, LayoutFrom, LayoutLine};

/// The formats a layout may be of: those of tables, and those of JSON.
const TABLES: &[&str] = &["csv", "xlsx", "parquet"];
const JSON: &[&str] = &["json", "jsonl"];

/// What a layout, or the element of a list in it, reads: the fields, those from elsewhere, and those that the form does not have.
struct Body<'b> {
    fields: Vec<&'b ast::LayoutField>,
    also: Vec<&'b ast::Joined>,
    lacks: Vec<&'b ast::Name>,
    /// The other fields are read under their labels.
    others: bool,
    /// Where it is named.
    place: Span,
}

impl<'b> Body<'b> {
    fn of(body: &'b ast::LayoutBody, place: Span) -> Body<'b> {
        Body {
            fields: body.fields.iter().collect(),
            also: body.also.iter().collect(),
            lacks: body.lacks.iter().collect(),
            others: body.others,
            place,
        }
    }

    /// Every field that is read, from wherever.
    fn read(&self) -> Vec<&'b ast::LayoutField> {
        self.fields.iter().copied().chain(self.also.iter().flat_map(|joined| &joined.body.fields)).collect()
    }
}

impl<'a> Context<'a> {
    /// Every layout.
    pub(super) fn layouts(&mut self) {
        for (module, item) in self.items() {
            if let ItemKind::Layout(written) = &item.node {
                let Some(record) = self.given_record(module, &written.record) else { continue };
                self.layout(record, written);
                self.program.layouts.push(Layout {
                    name: written.name.node.clone(),
                    label: declare::label(written.label.as_ref(), &written.name.node),
                    record,
                    declaration: written.clone(),
                });
                self.note_layout(&written.name);
            }
        }
    }

    fn layout(&mut self, record: RecordIx, written: &ast::Layout) {
        let name = written.name.node.clone();
        let format = written.format().map(str::to_owned);
        for line in &written.lines {
            if let LayoutLine::Format(name) = &line.node
                && !TABLES.iter().chain(JSON).any(|known| name.node == *known)
            {
                self.report(CheckProblem::Format { name: name.node.clone() }, name.span);
            }
        }
        if format.is_none() {
            self.report(CheckProblem::NoFormat { name: name.clone() }, written.name.span);
        }
        let body = Body {
            fields: written.fields().collect(),
            also: written.also().collect(),
            lacks: written.lacks().collect(),
            others: written.others(),
            place: written.name.span,
        };
        if body.fields.is_empty() && !body.others {
            return self.report(CheckProblem::EmptyLayout { name }, written.name.span);
        }
        if written.lines.iter().any(|line| line.node == LayoutLine::WithoutHeader) {
            let others = written.lines.iter().find(|line| line.node == LayoutLine::Others);
            if let Some(others) = others {
                self.report(CheckProblem::HeadingWithoutHeader { name: "others".to_owned() }, others.span);
            }
            for field in body.fields.iter().filter(|field| matches!(field.from, LayoutFrom::Headings(_))) {
                self.report(CheckProblem::HeadingWithoutHeader { name: field.name.node.clone() }, field.name.span);
            }
        }
        let json = format.as_deref().is_some_and(|format| JSON.contains(&format));
        let format = format.unwrap_or_default();
        self.fits_lines(written, json, &format);
        self.fits(&body, json, &format);
        self.mapped(record, &body);
    }

    /// Lines of the layout that its format has no use for.
    fn fits_lines(&mut self, written: &ast::Layout, json: bool, format: &str) {
        for line in &written.lines {
            let what = match &line.node {
                LayoutLine::Sheet(_) if json => "sheet",
                LayoutLine::HeaderAt { .. } if json => "header at",
                LayoutLine::WithoutHeader if json => "without header",
                LayoutLine::Unit(_) if json => "unit",
                LayoutLine::SkipRows { .. } if json => "skip rows",
                LayoutLine::Also(_) if json => "also from",
                LayoutLine::Others if json => "others by label",
                LayoutLine::Records(_) if !json => "records at",
                LayoutLine::Records(pointers) => {
                    self.pointers(pointers);
                    continue;
                }
                _ => continue,
            };
            self.report(CheckProblem::NotInFormat { what: what.into(), format: format.to_owned() }, line.span);
        }
    }

    /// Ways to read a field that its format has no use for.
    fn fits(&mut self, body: &Body<'_>, json: bool, format: &str) {
        for field in body.read() {
            let what = match &field.from {
                LayoutFrom::Column(_) if json => Some("from column"),
                LayoutFrom::Columns { .. } if json => Some("from columns"),
                LayoutFrom::Joined(_) if json => Some("joined by"),
                LayoutFrom::List { .. } if !json => Some("from list"),
                LayoutFrom::List { pointer, .. } => {
                    self.pointers(std::slice::from_ref(pointer));
                    None
                }
                LayoutFrom::Headings(pointers) if json => {
                    self.pointers(pointers);
                    None
                }
                LayoutFrom::Columns { body, .. } => {
                    self.numbered(body);
                    None
                }
                _ => None,
            };
            let beside = [("to", field.to.is_some()), ("in", field.unit.is_some()), ("split by", field.split.is_some())];
            let beside = beside.into_iter().filter(|(_, given)| json && *given).map(|(what, _)| what);
            for what in what.into_iter().chain(beside) {
                self.report(CheckProblem::NotInFormat { what: what.into(), format: format.to_owned() }, field.name.span);
            }
            if let Some(inner) = field.from.body() {
                self.fits(&Body::of(inner, field.name.span), json, format);
            }
        }
    }

    fn pointers(&mut self, pointers: &[ast::Spanned<String>]) {
        for pointer in pointers.iter().filter(|pointer| !pointer.node.is_empty() && !pointer.node.starts_with('/')) {
            self.report(CheckProblem::Pointer { text: pointer.node.clone() }, pointer.span);
        }
    }

    /// Numbered columns, each of which needs its number in its heading.
    fn numbered(&mut self, body: &ast::LayoutBody) {
        let headings = body.fields.iter().filter_map(|field| match &field.from {
            LayoutFrom::Headings(headings) => Some(headings),
            _ => None,
        });
        for heading in headings.flatten().filter(|heading| !heading.node.contains("{n}")) {
            self.report(CheckProblem::NotNumbered { heading: heading.node.clone() }, heading.span);
        }
    }

    fn mapped(&mut self, record: RecordIx, body: &Body<'_>) {
        let read = body.read();
        let named: Vec<&ast::Name> = read.iter().map(|field| &field.name).chain(body.lacks.iter().copied()).collect();
        for (at, name) in named.iter().enumerate() {
            let declared = &self.program.records[record];
            let Some(number) = declared.fields.iter().position(|known| known.name == name.node) else {
                let near = nearest(&name.node, declared.fields.iter().map(|field| field.name.as_str()));
                let problem = CheckProblem::UnknownField { of: declared.name.clone(), name: name.node.clone(), near };
                self.report(problem, name.span);
                continue;
            };
            let ty = declared.fields[number].ty.clone();
            self.note_field(name, record, number, false);
            if let Some(first) = named[..at].iter().find(|first| first.node == name.node) {
                let problem = CheckProblem::MappedTwice { name: name.node.clone() };
                self.report_beside(problem, name.span, first.span, Beside::Other);
            }
            if let Some(field) = read.get(at) {
                self.mapped_field(field, &ty);
            }
        }
        if body.others {
            return;
        }
        let lacking: Vec<String> = self.program.records[record]
            .fields
            .iter()
            .filter(|known| known.presence == Presence::Required && !matches!(known.ty, Type::List(_)))
            .filter(|known| named.iter().all(|name| name.node != known.name))
            .map(|known| known.name.clone())
            .collect();
        for name in lacking {
            self.report(CheckProblem::LayoutLacks { name }, body.place);
        }
    }

    fn mapped_field(&mut self, field: &ast::LayoutField, ty: &Type) {
        if let Some(unit) = field.unit.as_ref().filter(|_| !matches!(ty, Type::Money(_) | Type::Error)) {
            self.report(CheckProblem::UnitOfWhat { column: field.name.node.clone() }, unit.span);
        }
        match (field.from.body(), ty) {
            (Some(body), Type::List(of)) if matches!(**of, Type::Record(_)) => {
                if let Type::Record(child) = **of {
                    self.mapped(child, &Body::of(body, field.name.span));
                }
            }
            (None, Type::List(of)) if !matches!(**of, Type::Record(_)) => {}
            (None, Type::List(_) | Type::Record(_)) | (Some(_), _) if *ty != Type::Error => {
                let expected = self.called(ty);
                self.report(CheckProblem::LayoutShape { name: field.name.node.clone(), expected }, field.name.span);
            }
            _ => {}
        }
    }
}
