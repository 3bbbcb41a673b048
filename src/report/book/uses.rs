//! What a rule reads besides records: tables, parameters, definitions and figures, those behind definitions too.

use std::collections::BTreeSet;

use crate::check::typed::{Expr, ExprKind, Program, Rule, Scope};

/// What is read, by number in the program.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub(super) tables: BTreeSet<usize>,
    pub(super) parameters: BTreeSet<usize>,
    pub(super) defines: BTreeSet<usize>,
    pub(super) figures: BTreeSet<usize>,
    pub(super) summaries: BTreeSet<usize>,
    /// It asks for the date of the check.
    pub(super) as_of: bool,
}

impl Uses {
    /// Of a rule.
    pub(super) fn of(program: &Program, rule: &Rule) -> Uses {
        let mut uses = Uses::default();
        if let Scope::Row { table, .. } = rule.scope {
            uses.tables.insert(table);
        }
        if let Scope::Each { record, .. } | Scope::Set { record, .. } = rule.scope {
            uses.summary(program, record);
        }
        rule.expressions().for_each(|expr| uses.expr(program, expr));
        uses
    }

    /// The summary whose figures a record holds.
    fn summary(&mut self, program: &Program, record: usize) {
        if let Some(summary) = program.records[record].summary
            && self.summaries.insert(summary)
        {
            program.summaries[summary].expressions().for_each(|expr| self.expr(program, expr));
        }
    }

    fn expr(&mut self, program: &Program, expr: &Expr) {
        match &expr.kind {
            ExprKind::Lookup(lookup) | ExprKind::HasRow(lookup) => {
                self.tables.insert(lookup.table);
            }
            ExprKind::Parameter(parameter) => {
                self.parameters.insert(*parameter);
            }
            ExprKind::Define(define, _) if self.defines.insert(*define) => {
                self.expr(program, &program.defines[*define].body);
            }
            ExprKind::Figure(figure) if self.figures.insert(*figure) => {
                let figure = &program.figures[*figure];
                self.summary(program, figure.record);
                figure.filter.iter().chain([&figure.body]).for_each(|expr| self.expr(program, expr));
            }
            ExprKind::AsOf => self.as_of = true,
            _ => {}
        }
        expr.for_each_child(|child| self.expr(program, child));
    }
}
