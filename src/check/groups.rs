//! Groups, of records or of their elements, and the summaries of them.

use super::Context;
use super::declare;
use super::scope::Scope;
use super::typed::{self, Expr, ExprKind, Frame, Grouping, Label, Presence, Summary, Type};
use super::types::is_scalar;
use super::uses::Lets;
use crate::diag::Beside;
use crate::diag::problem::CheckProblem;
use crate::syntax::ast::{self, ItemKind};

/// A grouping field: the name it is read by, what people read of it, and its type.
struct Key {
    name: String,
    label: Label,
    ty: Type,
}

impl<'a> Context<'a> {
    /// The groups, what can be named of one member, and what of a group.
    pub(super) fn grouping(&mut self, module: usize, written: &ast::Grouping) -> Option<(Grouping, Scope, Scope)> {
        let (record, path, one) = self.way_down(module, &written.path)?;
        if self.program.records[record].summary.is_some() {
            let name = self.program.records[record].name.clone();
            self.report(CheckProblem::SummaryAsRecord { name }, written.path.last()?.span);
            return None;
        }
        let filter = written.filter.as_ref().map(|filter| self.condition(&one, filter));
        let by: Vec<Expr> = written.by.iter().map(|key| self.infer(&one, key, None)).collect();
        let records = one.frames.iter().filter_map(|named| match named.frame {
            Frame::Record(record) => Some(record),
            _ => None,
        });
        let mut scope = Scope::of_members(module, records.collect(), &self.program);
        for key in &by {
            let Key { name, ty, .. } = self.key(key);
            scope.keys.push((name, ty));
        }
        Some((Grouping { record, path, filter, by }, one, scope))
    }

    /// A field to group by; what is none is reported.
    fn key(&mut self, key: &Expr) -> Key {
        let found = match &key.kind {
            ExprKind::Get(base, field) => match base.ty {
                Type::Record(record) => {
                    let field = &self.program.records[record].fields[*field];
                    Some((field.name.clone(), field.label.clone()))
                }
                _ => None,
            },
            ExprKind::Define(define, Some(_)) => {
                let define = &self.program.defines[*define];
                Some((define.name.clone(), define.label.clone()))
            }
            _ => None,
        };
        let (name, label) = found.filter(|_| is_scalar(&key.ty)).unwrap_or_else(|| {
            if key.ty != Type::Error {
                self.report(CheckProblem::BadGroupKey, key.span);
            }
            (String::new(), Label::default())
        });
        Key { name, label, ty: key.ty.clone() }
    }

    /// Gives every summary its number, and its record.
    pub(super) fn declare_summaries(&mut self) {
        for (module, item) in self.items() {
            let ItemKind::Summary(written) = &item.node else { continue };
            let (name, number) = (&written.name, self.program.summaries.len());
            let label = declare::label(written.label.as_ref(), &name.node);
            let record = self.program.records.len();
            self.program.records.push(typed::Record {
                name: name.node.clone(),
                label: label.clone(),
                fields: Vec::new(),
                key: None,
                root: false,
                summary: Some(number),
                span: name.span,
            });
            let of = Grouping::default();
            self.program.summaries.push(Summary {
                name: name.node.clone(),
                label,
                record,
                of,
                values: Vec::new(),
                span: name.span,
            });
            self.summaries.push((module, written));
            self.declare_record(module, name, record);
        }
    }

    /// Every summary: before definitions and figures, which may read them.
    pub(super) fn check_summaries(&mut self) {
        self.in_summary = true;
        for number in 0..self.summaries.len() {
            let (module, written) = self.summaries[number];
            if let Some((of, _, mut scope)) = self.grouping(module, &written.of) {
                self.summary(number, &of, &mut scope, written);
                self.program.summaries[number].of = of;
            }
        }
        self.in_summary = false;
        self.lets_of = Lets::None;
    }

    fn summary(&mut self, number: usize, of: &Grouping, scope: &mut Scope, written: &ast::Summary) {
        let record = self.program.summaries[number].record;
        let field =
            |name: &str, label: Label, ty: Type| typed::Field { name: name.to_owned(), label, ty, presence: Presence::Required };
        for by in of.by.iter().filter(|by| by.ty != Type::Error) {
            let Key { name, label, ty } = self.key(by);
            self.program.records[record].fields.push(field(&name, label, ty));
        }
        self.used_lets.clear();
        self.lets_of = Lets::Summary(record, self.program.records[record].fields.len());
        for (at, value) in written.values.iter().enumerate() {
            let name = &value.name;
            if scope.keys.iter().any(|(key, _)| *key == name.node) {
                self.report(CheckProblem::Duplicate { name: name.node.clone() }, name.span);
            } else if let Some(first) = written.values[..at].iter().find(|first| first.name.node == name.node) {
                let problem = CheckProblem::Duplicate { name: name.node.clone() };
                self.report_beside(problem, name.span, first.name.span, Beside::First);
            }
            let body = self.infer(scope, &value.value, None);
            self.note_field(name, record, self.program.records[record].fields.len(), true);
            if !is_scalar(&body.ty) && !matches!(body.ty, Type::Set(_) | Type::Range(_)) {
                let found = self.called(&body.ty);
                self.report(CheckProblem::BadType { found, place: "a summary".into() }, body.span);
            }
            scope.lets.push((name.node.clone(), at, body.ty.clone()));
            let label = declare::label(value.label.as_ref(), &name.node);
            self.program.records[record].fields.push(field(&name.node, label, body.ty.clone()));
            self.program.summaries[number].values.push(body);
        }
    }
}
