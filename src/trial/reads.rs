//! What each rule turns on: definitions, figures, summaries, parameters and tables, also through one another. What only its message reads is none of it.

use std::collections::BTreeSet;

use super::Item;
use super::places::{self, Role};
use crate::check::typed::{Expr, ExprKind, FieldIx, Frame, From, Over, Program, RecordIx, Scope, Type};

/// What a rule turns on.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Everything declared beside it.
    pub(super) items: BTreeSet<Item>,
    /// The fields of records.
    pub(super) fields: BTreeSet<(RecordIx, FieldIx)>,
}

/// What a rule turns on.
pub(super) fn of_rule(program: &Program, rule: usize) -> Reads {
    let mut reader = Reader { program, reads: Reads::default() };
    let mut rule = program.rules[rule].clone();
    match &rule.scope {
        Scope::Each { record, .. } | Scope::Set { record, .. } => reader.record(*record),
        Scope::Group { of, .. } => reader.record(of.record),
        Scope::Row { table, .. } => {
            reader.reads.items.insert(Item::Table(*table));
        }
    }
    for (role, expr) in places::of_rule(&mut rule) {
        if role != Role::Unread {
            reader.expr(expr);
        }
    }
    reader.reads
}

struct Reader<'p> {
    program: &'p Program,
    reads: Reads,
}

impl Reader<'_> {
    fn expr(&mut self, expr: &Expr) {
        let program = self.program;
        match &expr.kind {
            ExprKind::Parameter(parameter) => {
                self.reads.items.insert(Item::Parameter(*parameter));
            }
            // Each is gone into once.
            ExprKind::Define(define, _) if self.reads.items.insert(Item::Define(*define)) => {
                self.expr(&program.defines[*define].body);
            }
            ExprKind::Figure(figure) if self.reads.items.insert(Item::Figure(*figure)) => {
                let figure = &program.figures[*figure];
                self.record(figure.record);
                figure.filter.iter().chain([&figure.body]).for_each(|expr| self.expr(expr));
            }
            ExprKind::Lookup(lookup) | ExprKind::HasRow(lookup) => {
                self.reads.items.insert(Item::Table(lookup.table));
            }
            ExprKind::Get(base, field) => {
                if let Type::Record(record) = base.ty {
                    self.reads.fields.insert((record, *field));
                }
            }
            ExprKind::Quantify(_, over, _) | ExprKind::Aggregate(_, over, ..) => self.over(over),
            _ => {}
        }
        expr.for_each_child(|child| self.expr(child));
    }

    fn over(&mut self, over: &Over) {
        if let From::All(record) | From::Members(_, record) = over.from {
            self.record(record);
        }
        if let Frame::Record(record) = over.element {
            self.record(record);
        }
    }

    /// A record may hold the figures of a summary.
    fn record(&mut self, record: RecordIx) {
        let program = self.program;
        if let Some(summary) = program.records[record].summary
            && self.reads.items.insert(Item::Summary(summary))
        {
            let summary = &program.summaries[summary];
            self.record(summary.of.record);
            summary.expressions().for_each(|expr| self.expr(expr));
        }
    }
}
