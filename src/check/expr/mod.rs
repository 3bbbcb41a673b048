//! Expressions: what each is, of which type. One file a family; [`Context::infer`] sends each form to its own.

use crate::check::scope::Scope;
use crate::check::typed::{Expr, ExprKind, MoneyType, Tax, Type};
use crate::check::types::{is_scalar, show};
use crate::check::{Context, fold};
use crate::diag::problem::CheckProblem;
use crate::source::Span;
use crate::syntax::ast;
use crate::value::{Lang, Value, Why, ops};

#[cfg(feature = "lsp")]
pub use call::functions;

mod call;
mod list;
mod lookup;
mod name;
mod operator;

impl Context<'_> {
    /// An expression that has been reported.
    pub(super) fn error_expr(&self, span: Span) -> Expr {
        Expr { kind: ExprKind::Const(Value::Unknown(Why::Mismatch)), ty: Type::Error, span }
    }

    /// The checked form of an expression. `want` is the type its place expects, where one is known: it gives bare choices their meaning.
    pub(super) fn infer(&mut self, scope: &Scope, written: &ast::Expr, want: Option<&Type>) -> Expr {
        let span = written.span;
        match &*written.kind {
            ast::ExprKind::Literal(literal) => {
                Expr { kind: ExprKind::Const(literal.value.clone()), ty: literal_type(&literal.value), span }
            }
            ast::ExprKind::Name(name) => {
                let expr = self.name(scope, name, span, want);
                self.note_expr(scope, span, &expr);
                expr
            }
            ast::ExprKind::Member(base, member) => self.member(scope, base, member, span),
            ast::ExprKind::Lookup { table, keys, on } => self.lookup(scope, table, keys, on, span),
            ast::ExprKind::Call { function, alias, args, filter } => {
                self.call(scope, &call::Call { function, alias: alias.as_ref(), args, filter: filter.as_ref(), span })
            }
            ast::ExprKind::Quantifier { kind, list, alias, filter, body } => self.quantifier(
                scope,
                *kind,
                &list::OverWritten { list, alias: alias.as_ref(), filter: filter.as_ref() },
                body.as_ref(),
                span,
            ),
            ast::ExprKind::If(condition, yes, no) => self.choice_of_two(scope, (condition, yes, no), want, span),
            ast::ExprKind::Not(inner) => {
                let inner = self.condition(scope, inner);
                Expr { kind: ExprKind::Not(Box::new(inner)), ty: Type::Bool, span }
            }
            ast::ExprKind::Negate(inner) => self.negate(scope, inner, span),
            ast::ExprKind::Binary(op, left, right) => self.binary(scope, *op, left, right, span),
            ast::ExprKind::Is(inner, what) => self.is(scope, inner, *what, span),
            ast::ExprKind::Set(items) => self.set(scope, items, want, span),
            ast::ExprKind::Paren(inner) => Expr { span, ..self.infer(scope, inner, want) },
        }
    }

    /// An expression that must be true or false.
    pub(super) fn condition(&mut self, scope: &Scope, written: &ast::Expr) -> Expr {
        let expr = self.infer(scope, written, Some(&Type::Bool));
        if !matches!(expr.ty, Type::Bool | Type::Error) {
            let found = show(&expr.ty, &self.program);
            self.report(CheckProblem::NotCondition { found }, expr.span);
            return self.error_expr(expr.span);
        }
        expr
    }

    /// An expression that must be of a type.
    pub(super) fn expecting(&mut self, scope: &Scope, written: &ast::Expr, want: &Type) -> Expr {
        let expr = self.infer(scope, written, Some(want));
        if self.expect(want, &expr.ty, expr.span) { expr } else { self.error_expr(expr.span) }
    }

    /// The value of an expression that must be fixed.
    pub(super) fn constant(&mut self, module: usize, written: &ast::Expr, want: &Type) -> Value {
        let expr = self.expecting(&Scope::bare(module), written, want);
        if expr.ty == Type::Error {
            return Value::Unknown(Why::Mismatch);
        }
        match fold::fold(&expr, &self.program) {
            None => {
                self.report(CheckProblem::NotConstant, expr.span);
                Value::Unknown(Why::Mismatch)
            }
            Some(Value::Unknown(why)) => {
                self.report(CheckProblem::ConstantFails { why: why.label(Lang::En).to_owned() }, expr.span);
                Value::Unknown(why)
            }
            Some(Value::Range(ends)) if ops::compare(&ends.0, &ends.1).is_ok_and(std::cmp::Ordering::is_gt) => {
                self.report(CheckProblem::EmptyRange, expr.span);
                Value::Unknown(Why::Mismatch)
            }
            Some(value) => value,
        }
    }

    fn choice_of_two(
        &mut self,
        scope: &Scope,
        parts: (&ast::Expr, &ast::Expr, &ast::Expr),
        want: Option<&Type>,
        span: Span,
    ) -> Expr {
        let condition = self.condition(scope, parts.0);
        let yes = self.infer(scope, parts.1, want);
        let no = self.infer(scope, parts.2, Some(&yes.ty));
        match crate::check::types::meet(&yes.ty, &no.ty) {
            Ok(ty) => Expr { kind: ExprKind::If(Box::new(condition), Box::new(yes), Box::new(no)), ty, span },
            Err(clash) => {
                self.clash(clash, "if … then … else", &yes.ty, &no.ty, span);
                self.error_expr(span)
            }
        }
    }

    fn is(&mut self, scope: &Scope, inner: &ast::Expr, what: ast::IsWhat, span: Span) -> Expr {
        let inner = self.infer(scope, inner, None);
        let asks_empty = matches!(what, ast::IsWhat::Empty | ast::IsWhat::NotEmpty);
        if asks_empty && !matches!(inner.ty, Type::List(_) | Type::Set(_) | Type::Range(_) | Type::Text | Type::Error) {
            let found = show(&inner.ty, &self.program);
            self.report(CheckProblem::BadType { found, place: "`is empty`".into() }, inner.span);
            return self.error_expr(span);
        }
        if what == ast::IsWhat::Known {
            return self.known(inner, span);
        }
        let kind = if asks_empty { ExprKind::IsEmpty(Box::new(inner)) } else { ExprKind::IsPresent(Box::new(inner)) };
        let asked = Expr { kind, ty: Type::Bool, span };
        match what {
            ast::IsWhat::Present | ast::IsWhat::Known | ast::IsWhat::Empty => asked,
            ast::IsWhat::Absent | ast::IsWhat::NotEmpty => Expr { kind: ExprKind::Not(Box::new(asked)), ty: Type::Bool, span },
        }
    }

    /// `x is known`: only a figure may go without what cannot be told. A rule that could would pass for want of a fact.
    fn known(&mut self, inner: Expr, span: Span) -> Expr {
        if !self.in_figure {
            return self.refuse(CheckProblem::KnownOutsideFigure, span);
        }
        Expr { kind: ExprKind::IsKnown(Box::new(inner)), ty: Type::Bool, span }
    }

    fn set(&mut self, scope: &Scope, items: &[ast::Expr], want: Option<&Type>, span: Span) -> Expr {
        let mut of = match want {
            Some(Type::Set(of)) => Some((**of).clone()),
            Some(ty) if is_scalar(ty) => Some(ty.clone()),
            _ => self.choice_of_all(scope, items),
        };
        let mut elements = Vec::with_capacity(items.len());
        for item in items {
            let element = self.infer(scope, item, of.as_ref());
            match crate::check::types::meet(of.as_ref().unwrap_or(&element.ty), &element.ty) {
                Ok(ty) if is_scalar(&ty) => of = Some(ty),
                Ok(ty) => {
                    let found = show(&ty, &self.program);
                    self.report(CheckProblem::BadType { found, place: "a set".into() }, element.span);
                }
                Err(clash) => {
                    let first = of.clone().unwrap_or(Type::Error);
                    self.clash(clash, "{ … }", &first, &element.ty, element.span);
                }
            }
            elements.push(element);
        }
        Expr { kind: ExprKind::Set(elements), ty: Type::Set(Box::new(of.unwrap_or(Type::Error))), span }
    }
}

/// The type of a literal. An amount fits any tax basis.
fn literal_type(value: &Value) -> Type {
    match value {
        Value::Text(_) => Type::Text,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::Percent(_) => Type::Percent,
        Value::Money(money) => Type::Money(MoneyType { currency: Some(money.currency), tax: Tax::Any }),
        Value::Date(_) => Type::Date,
        Value::Moment(_) => Type::Moment,
        Value::FiscalYear(_) => Type::FiscalYear,
        Value::Days(_) => Type::Days,
        Value::Months(_) => Type::Months,
        Value::Years(_) => Type::Years,
        _ => Type::Error,
    }
}
