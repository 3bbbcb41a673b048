//! Operators: which types each goes between, and what comes of it.

use crate::check::scope::Scope;
use crate::check::typed::{Expr, ExprKind, Type};
use crate::check::types::{Clash, is_duration, is_ordered, is_scalar, meet};
use crate::check::{Context, fold};
use crate::diag::problem::CheckProblem;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp};

impl Context<'_> {
    /// `A op B`.
    pub(super) fn binary(&mut self, scope: &Scope, op: BinaryOp, left: &ast::Expr, right: &ast::Expr, span: Span) -> Expr {
        match op {
            BinaryOp::And | BinaryOp::Or => self.connective(scope, op, left, right, span),
            BinaryOp::In => self.member_test(scope, left, right, span),
            BinaryOp::NotIn => {
                let inner = self.member_test(scope, left, right, span);
                Expr { kind: ExprKind::Not(Box::new(inner)), ty: Type::Bool, span }
            }
            _ => {
                let (left, right) = self.pair(scope, left, right);
                match result(op, &left.ty, &right.ty) {
                    Ok(ty) => {
                        self.same_sides(op, &left, &right, span);
                        Expr { kind: ExprKind::Binary(op, Box::new(left), Box::new(right)), ty, span }
                    }
                    Err(clash) => {
                        self.clash(clash, op.sign(), &left.ty, &right.ty, span);
                        self.error_expr(span)
                    }
                }
            }
        }
    }

    /// Warns of a field that is compared with itself: another record of its kind was meant.
    fn same_sides(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) {
        let compares = is_test(op) && matches!(left.kind, ExprKind::Get(..) | ExprKind::Define(_, Some(_)));
        let (one, other) = (self.sources.text(left.span), self.sources.text(right.span));
        // Written alike on purpose, as in `v = v`, it says so itself.
        if compares && one != other && fold::same(left, right) {
            let text = other.to_owned();
            self.report(CheckProblem::SameSides { text }, span);
        }
    }

    pub(super) fn negate(&mut self, scope: &Scope, inner: &ast::Expr, span: Span) -> Expr {
        let inner = self.infer(scope, inner, None);
        let ty = inner.ty.clone();
        if !matches!(ty, Type::Number | Type::Percent | Type::Money(_) | Type::Error) && !is_duration(&ty) {
            self.clash(Clash::Kinds, "-", &Type::Number, &ty, span);
            return self.error_expr(span);
        }
        Expr { kind: ExprKind::Negate(Box::new(inner)), ty, span }
    }

    /// A chain of `and` or of `or` becomes one list; the chain may be long, so it is walked, not recursed into.
    fn connective(&mut self, scope: &Scope, op: BinaryOp, left: &ast::Expr, right: &ast::Expr, span: Span) -> Expr {
        let mut written = vec![right];
        let mut rest = left;
        while let ast::ExprKind::Binary(inner, before, last) = &*rest.kind {
            if *inner != op {
                break;
            }
            written.push(last);
            rest = before;
        }
        written.push(rest);
        let parts = written.into_iter().rev().map(|part| self.condition(scope, part)).collect();
        let kind = if op == BinaryOp::And { ExprKind::And(parts) } else { ExprKind::Or(parts) };
        Expr { kind, ty: Type::Bool, span }
    }

    fn member_test(&mut self, scope: &Scope, left: &ast::Expr, right: &ast::Expr, span: Span) -> Expr {
        if let Some(expr) = self.in_table(scope, left, right, span) {
            return expr;
        }
        let (left, right) = self.pair(scope, left, right);
        let fits = match &right.ty {
            Type::Error => Ok(Type::Bool),
            Type::Set(of) => meet(of, &left.ty)
                .or_else(|clash| if let Type::Set(_) = left.ty { meet(&left.ty, &right.ty) } else { Err(clash) }),
            Type::Range(of) => meet(of, &left.ty)
                .or_else(|clash| if let Type::Range(_) = left.ty { meet(&left.ty, &right.ty) } else { Err(clash) }),
            _ => Err(Clash::Kinds),
        };
        match fits {
            Ok(_) => Expr { kind: ExprKind::Binary(BinaryOp::In, Box::new(left), Box::new(right)), ty: Type::Bool, span },
            Err(clash) => {
                self.clash(clash, "in", &left.ty, &right.ty, span);
                self.error_expr(span)
            }
        }
    }

    /// Two operands, each telling the other which choice a bare word may be of.
    fn pair(&mut self, scope: &Scope, left: &ast::Expr, right: &ast::Expr) -> (Expr, Expr) {
        if self.stands_alone(scope, left) {
            let left = self.infer(scope, left, None);
            let right = self.infer(scope, right, Some(&left.ty));
            (left, right)
        } else {
            let right = self.infer(scope, right, None);
            let left = self.infer(scope, left, Some(&right.ty));
            (left, right)
        }
    }
}

/// What comes of an operator between two types.
fn result(op: BinaryOp, left: &Type, right: &Type) -> Result<Type, Clash> {
    if *left == Type::Error || *right == Type::Error {
        return Ok(if is_test(op) { Type::Bool } else { Type::Error });
    }
    match op {
        BinaryOp::Equal | BinaryOp::NotEqual => equal(left, right),
        BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => ordered(left, right),
        BinaryOp::Includes => match left {
            Type::Set(of) => meet(left, right).or_else(|_| meet(of, right)).map(|_| Type::Bool),
            Type::Range(of) => meet(left, right).or_else(|_| meet(of, right)).map(|_| Type::Bool),
            _ => Err(Clash::Kinds),
        },
        BinaryOp::Overlaps => match (left, right) {
            (Type::Range(_), Type::Range(_)) | (Type::Set(_), Type::Set(_)) => meet(left, right).map(|_| Type::Bool),
            _ => Err(Clash::Kinds),
        },
        BinaryOp::StartsWith | BinaryOp::EndsWith | BinaryOp::Contains => match (left, right) {
            (Type::Text, Type::Text) => Ok(Type::Bool),
            _ => Err(Clash::Kinds),
        },
        BinaryOp::Range => {
            meet(left, right).and_then(|ty| if is_ordered(&ty) { Ok(Type::Range(Box::new(ty))) } else { Err(Clash::Kinds) })
        }
        BinaryOp::Add => add(left, right),
        BinaryOp::Subtract => subtract(left, right),
        BinaryOp::Multiply => multiply(left, right),
        BinaryOp::Divide => divide(left, right),
        BinaryOp::And | BinaryOp::Or | BinaryOp::In | BinaryOp::NotIn => Ok(Type::Bool),
    }
}

fn is_test(op: BinaryOp) -> bool {
    !matches!(op, BinaryOp::Range | BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide)
}

fn equal(left: &Type, right: &Type) -> Result<Type, Clash> {
    let scalar = |ty: &Type| is_scalar(ty) || matches!(ty, Type::Set(_) | Type::Range(_));
    ordered(left, right).or_else(|clash| match meet(left, right) {
        Ok(ty) if scalar(&ty) => Ok(Type::Bool),
        Ok(_) => Err(clash),
        Err(clash) => Err(clash),
    })
}

fn ordered(left: &Type, right: &Type) -> Result<Type, Clash> {
    if matches!((left, right), (Type::Number, Type::Percent) | (Type::Percent, Type::Number)) {
        return Ok(Type::Bool);
    }
    let ty = meet(left, right)?;
    if is_ordered(&ty) { Ok(Type::Bool) } else { Err(Clash::Kinds) }
}

fn add(left: &Type, right: &Type) -> Result<Type, Clash> {
    match (left, right) {
        (day @ (Type::Date | Type::Moment), length) | (length, day @ (Type::Date | Type::Moment)) if is_duration(length) => {
            Ok(day.clone())
        }
        (Type::FiscalYear, Type::Years) | (Type::Years, Type::FiscalYear) => Ok(Type::FiscalYear),
        _ => same_quantity(left, right),
    }
}

fn subtract(left: &Type, right: &Type) -> Result<Type, Clash> {
    match (left, right) {
        (Type::Date, Type::Date) | (Type::Moment, Type::Moment) => Ok(Type::Days),
        (day @ (Type::Date | Type::Moment), right) if is_duration(right) => Ok(day.clone()),
        (Type::FiscalYear, Type::FiscalYear) => Ok(Type::Years),
        (Type::FiscalYear, Type::Years) => Ok(Type::FiscalYear),
        _ => same_quantity(left, right),
    }
}

fn same_quantity(left: &Type, right: &Type) -> Result<Type, Clash> {
    match meet(left, right)? {
        ty @ (Type::Number | Type::Percent | Type::Money(_) | Type::Set(_)) => Ok(ty),
        ty if is_duration(&ty) => Ok(ty),
        _ => Err(Clash::Kinds),
    }
}

fn multiply(left: &Type, right: &Type) -> Result<Type, Clash> {
    match (left, right) {
        (Type::Number, Type::Number) => Ok(Type::Number),
        (Type::Percent, Type::Percent) => Ok(Type::Percent),
        (Type::Number, Type::Percent) | (Type::Percent, Type::Number) => Ok(Type::Number),
        (money @ Type::Money(_), Type::Number | Type::Percent) | (Type::Number | Type::Percent, money @ Type::Money(_)) => {
            Ok(money.clone())
        }
        _ => Err(Clash::Kinds),
    }
}

fn divide(left: &Type, right: &Type) -> Result<Type, Clash> {
    match (left, right) {
        (Type::Percent, Type::Number) => Ok(Type::Percent),
        (Type::Number | Type::Percent, Type::Number | Type::Percent) => Ok(Type::Number),
        (Type::Money(_), Type::Money(_)) => meet(left, right).map(|_| Type::Number),
        (money @ Type::Money(_), Type::Number | Type::Percent) => Ok(money.clone()),
        (left, right) if is_duration(left) => meet(left, right).map(|_| Type::Number),
        _ => Err(Clash::Kinds),
    }
}
