//! Look-ups: `TABLE[keys on EVENT else EVENT]`, and `key in TABLE`.

use crate::check::Context;
use crate::check::names::{Found, Space, Thing};
use crate::check::scope::Scope;
use crate::check::typed::{Expr, ExprKind, Lookup, TableIx, Type};
use crate::check::types::show;
use crate::diag::problem::CheckProblem;
use crate::source::Span;
use crate::syntax::ast;

impl Context<'_> {
    /// A row of a table.
    pub(super) fn lookup(&mut self, scope: &Scope, table: &ast::Expr, keys: &[ast::Expr], on: &[ast::Expr], span: Span) -> Expr {
        let ast::ExprKind::Name(name) = &*table.kind else {
            let found = self.infer(scope, table, None);
            let found = show(&found.ty, &self.program);
            return self.refuse(CheckProblem::WrongType { expected: "a table's name".into(), found }, table.span);
        };
        let Some(table) = self.find_table(scope.module, &ast::Spanned { node: name.clone(), span: table.span }) else {
            return self.error_expr(span);
        };
        let name = name.clone();
        let keys = self.keys(scope, table, keys, span);
        let on: Vec<Expr> = on.iter().map(|event| self.expecting(scope, event, &Type::Date)).collect();
        match (self.program.tables[table].dated, on.first()) {
            (true, None) => self.report(CheckProblem::WhichEvent { table: name }, span),
            (false, Some(event)) => self.report(CheckProblem::NoEvent { table: name }, event.span),
            _ => {}
        }
        match keys {
            Some(keys) => Expr { kind: ExprKind::Lookup(Lookup { table, keys, on }), ty: Type::Row(table), span },
            None => self.error_expr(span),
        }
    }

    /// `key in TABLE`, where the word on the right is a table's name; `None` where it is something else.
    pub(super) fn in_table(&mut self, scope: &Scope, key: &ast::Expr, right: &ast::Expr, span: Span) -> Option<Expr> {
        let ast::ExprKind::Name(name) = &*right.kind else { return None };
        if self.local(scope, name, right.span).is_some() {
            return None;
        }
        let Found::One(Thing::Table(table)) = self.names.find(Space::Value, scope.module, name) else { return None };
        self.note_thing(right.span, Thing::Table(table));
        let keys = self.keys(scope, table, std::slice::from_ref(key), span);
        Some(match keys {
            Some(keys) => Expr { kind: ExprKind::HasRow(Lookup { table, keys, on: Vec::new() }), ty: Type::Bool, span },
            None => self.error_expr(span),
        })
    }

    fn keys(&mut self, scope: &Scope, table: TableIx, keys: &[ast::Expr], span: Span) -> Option<Vec<Expr>> {
        let columns: Vec<Type> =
            self.program.tables[table].keys.iter().map(|&key| self.program.tables[table].columns[key].ty.clone()).collect();
        if columns.len() != keys.len() {
            let name = self.program.tables[table].name.clone();
            self.report(CheckProblem::KeyCount { table: name, expected: columns.len(), found: keys.len() }, span);
            return None;
        }
        Some(keys.iter().zip(&columns).map(|(key, ty)| self.expecting(scope, key, ty)).collect())
    }
}
