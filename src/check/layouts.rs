//! Layouts: that they name fields, each once, and say where every required one is read from.

use crate::check::typed::{Layout, Presence, RecordIx, Type};
use crate::check::{Context, declare};
use crate::diag::problem::CheckProblem;
use crate::diag::{Beside, nearest};
use crate::syntax::ast::{self, ItemKind, LayoutFrom, LayoutLine};

/// The formats a layout may be of.
const FORMATS: &[&str] = &["csv", "xlsx", "json", "jsonl", "parquet"];

impl<'a> Context<'a> {
    /// Every layout.
    pub(super) fn layouts(&mut self) {
        for (module, item) in self.items() {
            if let ItemKind::Layout(written) = &item.node {
                let Some(record) = self.find_record(module, &written.record) else { continue };
                self.layout(record, written);
                self.program.layouts.push(Layout {
                    name: written.name.node.clone(),
                    label: declare::label(written.label.as_ref(), &written.name.node),
                    record,
                    declaration: written.clone(),
                });
            }
        }
    }

    fn layout(&mut self, record: RecordIx, written: &ast::Layout) {
        let mut format = None;
        let fields: Vec<&ast::LayoutField> = written
            .lines
            .iter()
            .filter_map(|line| match &line.node {
                LayoutLine::Field(field) => Some(field),
                _ => None,
            })
            .collect();
        for line in &written.lines {
            if let LayoutLine::Format(name) = &line.node {
                format = Some(name);
                if !FORMATS.contains(&name.node.as_str()) {
                    self.report(CheckProblem::Format { name: name.node.clone() }, name.span);
                }
            }
        }
        let name = written.name.node.clone();
        if format.is_none() {
            self.report(CheckProblem::NoFormat { name: name.clone() }, written.name.span);
        }
        if fields.is_empty() {
            return self.report(CheckProblem::EmptyLayout { name }, written.name.span);
        }
        if written.lines.iter().any(|line| line.node == LayoutLine::WithoutHeader) {
            for field in fields.iter().filter(|field| matches!(field.from, LayoutFrom::Headings(_))) {
                self.report(CheckProblem::HeadingWithoutHeader { name: field.name.node.clone() }, field.name.span);
            }
        }
        self.mapped(record, &fields, &written.name);
    }

    fn mapped(&mut self, record: RecordIx, fields: &[&ast::LayoutField], place: &ast::Name) {
        for (at, field) in fields.iter().enumerate() {
            let declared = &self.program.records[record];
            let Some(known) = declared.fields.iter().find(|known| known.name == field.name.node) else {
                let near = nearest(&field.name.node, declared.fields.iter().map(|field| field.name.as_str()));
                let problem = CheckProblem::UnknownField { of: declared.name.clone(), name: field.name.node.clone(), near };
                self.report(problem, field.name.span);
                continue;
            };
            let ty = known.ty.clone();
            if let Some(first) = fields[..at].iter().find(|first| first.name.node == field.name.node) {
                let problem = CheckProblem::MappedTwice { name: field.name.node.clone() };
                self.report_beside(problem, field.name.span, first.name.span, Beside::Other);
            }
            self.mapped_field(field, &ty);
        }
        let lacking: Vec<String> = self.program.records[record]
            .fields
            .iter()
            .filter(|known| known.presence == Presence::Required && !matches!(known.ty, Type::List(_)))
            .filter(|known| fields.iter().all(|field| field.name.node != known.name))
            .map(|known| known.name.clone())
            .collect();
        for name in lacking {
            self.report(CheckProblem::LayoutLacks { name }, place.span);
        }
    }

    fn mapped_field(&mut self, field: &ast::LayoutField, ty: &Type) {
        let children = match &field.from {
            LayoutFrom::Columns { fields, .. } | LayoutFrom::Joined { fields, .. } | LayoutFrom::List { fields, .. } => {
                Some(fields)
            }
            LayoutFrom::Headings(_) | LayoutFrom::Column(_) => None,
        };
        if let Some(unit) = field.unit.as_ref().filter(|_| !matches!(ty, Type::Money(_) | Type::Error)) {
            self.report(CheckProblem::UnitOfWhat { column: field.name.node.clone() }, unit.span);
        }
        match (children, ty) {
            (Some(children), Type::List(of)) => {
                if let Type::Record(child) = **of {
                    self.mapped(child, &children.iter().collect::<Vec<_>>(), &field.name);
                }
            }
            (None, Type::List(_)) | (Some(_), _) if *ty != Type::Error => {
                let expected = self.called(ty);
                self.report(CheckProblem::LayoutShape { name: field.name.node.clone(), expected }, field.name.span);
            }
            _ => {}
        }
    }
}
