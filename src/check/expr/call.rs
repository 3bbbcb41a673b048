//! Functions of values, and aggregates, which are written as calls.

use crate::check::Context;
use crate::check::expr::list::OverWritten;
use crate::check::scope::Scope;
use crate::check::typed::{Aggregate, Expr, ExprKind, Function, MoneyType, Tax, Type};
use crate::check::types::{Clash, is_duration, is_ordered, is_scalar, meet};
use crate::diag::nearest;
use crate::diag::problem::CheckProblem;
use crate::source::Span;
use crate::syntax::ast;

/// A call as written.
pub(super) struct Call<'w> {
    pub(super) function: &'w ast::Name,
    pub(super) alias: Option<&'w ast::Name>,
    pub(super) args: &'w [ast::Expr],
    pub(super) filter: Option<&'w ast::Expr>,
    pub(super) span: Span,
}

/// The functions of values: name, function, number of arguments.
const FUNCTIONS: &[(&str, Function, usize)] = &[
    ("fiscal_year", Function::FiscalYear, 1),
    ("year", Function::Year, 1),
    ("month", Function::Month, 1),
    ("day", Function::Day, 1),
    ("round", Function::Round, 2),
    ("round_up", Function::RoundUp, 2),
    ("round_down", Function::RoundDown, 2),
    ("abs", Function::Abs, 1),
    ("with_tax", Function::WithTax, 2),
    ("without_tax", Function::WithoutTax, 2),
    ("length", Function::Length, 1),
    ("prefix", Function::Prefix, 2),
    ("currency", Function::Currency, 1),
    ("date", Function::Date, 1),
    ("is_corporate_number", Function::IsCorporateNumber, 1),
    ("min", Function::Min, 2),
    ("max", Function::Max, 2),
    ("days", Function::Days, 1),
    ("months", Function::Months, 1),
    ("years", Function::Years, 1),
    ("number", Function::Number, 1),
];

/// The aggregates, by name.
const AGGREGATES: &[(&str, Aggregate)] = &[
    ("sum", Aggregate::Sum),
    ("count", Aggregate::Count),
    ("min", Aggregate::Min),
    ("max", Aggregate::Max),
    ("distinct", Aggregate::Distinct),
    ("quantile", Aggregate::Quantile),
    ("only", Aggregate::Only),
];

/// The names of the functions and of the aggregates; those that are both stand twice.
#[cfg(feature = "lsp")]
pub fn functions() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|(name, ..)| *name).chain(AGGREGATES.iter().map(|(name, _)| *name))
}

impl Context<'_> {
    /// `f(…)`.
    pub(super) fn call(&mut self, scope: &Scope, call: &Call<'_>) -> Expr {
        let name = call.function.node.as_str();
        let plain = call.alias.is_none() && call.filter.is_none();
        if let Some(&(_, function, count)) =
            FUNCTIONS.iter().find(|(known, _, count)| *known == name && (*count == call.args.len() || !is_aggregate(name)))
        {
            if !plain || call.args.len() != count {
                return self.wrong_arguments(call, count);
            }
            return self.function(scope, function, call);
        }
        if let Some(&(_, aggregate)) = AGGREGATES.iter().find(|(known, _)| *known == name) {
            let count = if aggregate == Aggregate::Quantile { 2 } else { 1 };
            return if call.args.len() == count {
                self.aggregate(scope, aggregate, call)
            } else {
                self.wrong_arguments(call, count)
            };
        }
        let near = nearest(name, FUNCTIONS.iter().map(|(name, ..)| *name).chain(AGGREGATES.iter().map(|(name, _)| *name)));
        self.refuse(CheckProblem::UnknownFunction { name: name.to_owned(), near }, call.function.span)
    }

    fn wrong_arguments(&mut self, call: &Call<'_>, count: usize) -> Expr {
        let problem =
            CheckProblem::Arguments { name: call.function.node.clone(), expected: count.to_string(), found: call.args.len() };
        self.refuse(problem, call.span)
    }

    fn function(&mut self, scope: &Scope, function: Function, call: &Call<'_>) -> Expr {
        let args: Vec<Expr> = match function {
            Function::WithTax | Function::WithoutTax => {
                vec![self.infer(scope, &call.args[0], None), self.expecting(scope, &call.args[1], &Type::Percent)]
            }
            _ => {
                let first = self.infer(scope, &call.args[0], None);
                let rest: Vec<Expr> = call.args[1..].iter().map(|arg| self.infer(scope, arg, Some(&first.ty))).collect();
                std::iter::once(first).chain(rest).collect()
            }
        };
        if args.iter().any(|arg| arg.ty == Type::Error) {
            return self.error_expr(call.span);
        }
        match function_type(function, &args) {
            Ok(ty) => Expr { kind: ExprKind::Call(function, args), ty, span: call.span },
            Err(clash) => {
                let last = args.last().map_or(Type::Error, |arg| arg.ty.clone());
                self.clash(clash, &call.function.node, &args[0].ty, &last, call.span);
                self.error_expr(call.span)
            }
        }
    }

    fn aggregate(&mut self, scope: &Scope, aggregate: Aggregate, call: &Call<'_>) -> Expr {
        let list = &call.args[0];
        if aggregate == Aggregate::Count
            && call.alias.is_none()
            && call.filter.is_none()
            && let Some(size) = self.size(scope, list, call.span)
        {
            return size;
        }
        let written = OverWritten { list, alias: call.alias, filter: call.filter };
        let Some((over, inner, taken)) = self.over(scope, &written, aggregate == Aggregate::Count) else {
            return self.error_expr(call.span);
        };
        let argument = (aggregate == Aggregate::Quantile).then(|| Box::new(self.expecting(scope, &call.args[1], &Type::Percent)));
        let element = over.element.clone();
        let taken = taken.map(Box::new);
        let Some(ty) = self.aggregate_type(aggregate, &element, taken.as_deref(), call) else {
            return self.error_expr(call.span);
        };
        let taken = match aggregate {
            Aggregate::Count if taken.is_none() => None,
            Aggregate::Only => taken,
            _ => taken.or_else(|| Some(Box::new(super::name::frame_expr(inner.frames.len() - 1, &element, call.span)))),
        };
        Expr { kind: ExprKind::Aggregate(aggregate, Box::new(over), taken, argument), ty, span: call.span }
    }

    /// `count` of a set or of the result of another aggregate: its size.
    fn size(&mut self, scope: &Scope, list: &ast::Expr, span: Span) -> Option<Expr> {
        if super::list::segments(list).is_some() {
            return None;
        }
        let value = self.infer(scope, list, None);
        Some(match &value.ty {
            Type::Set(_) | Type::List(_) => Expr { kind: ExprKind::Size(Box::new(value)), ty: Type::Number, span },
            Type::Error => self.error_expr(span),
            _ => self.refuse(CheckProblem::NotList { name: self.sources.text(list.span).to_owned() }, list.span),
        })
    }

    fn aggregate_type(
        &mut self,
        aggregate: Aggregate,
        element: &crate::check::typed::Frame,
        taken: Option<&Expr>,
        call: &Call<'_>,
    ) -> Option<Type> {
        use crate::check::typed::Frame;
        let of = match (taken, element) {
            (Some(taken), _) => taken.ty.clone(),
            (None, Frame::Scalar(ty)) => ty.clone(),
            (None, Frame::Record(record)) => Type::Record(*record),
            (None, _) => Type::Error,
        };
        let fits = match aggregate {
            Aggregate::Count => return Some(Type::Number),
            Aggregate::Only => return Some(of),
            Aggregate::Sum => matches!(of, Type::Number | Type::Percent | Type::Money(_) | Type::Error) || is_duration(&of),
            Aggregate::Quantile => matches!(of, Type::Number | Type::Percent | Type::Money(_) | Type::Error),
            Aggregate::Min | Aggregate::Max => is_ordered(&of),
            Aggregate::Distinct => is_scalar(&of) || matches!(of, Type::Set(_)),
        };
        if of == Type::Error {
            return None;
        }
        if !fits {
            let problem = if taken.is_none() {
                let list = self.sources.text(call.args[0].span).to_owned();
                CheckProblem::WhatOfEach { function: call.function.node.clone(), list }
            } else {
                let found = crate::check::types::show(&of, &self.program);
                CheckProblem::BadType { found, place: format!("`{}`", call.function.node) }
            };
            self.report(problem, call.args[0].span);
            return None;
        }
        Some(match (aggregate, of) {
            // Of sets, what is in any of them.
            (Aggregate::Distinct, set @ Type::Set(_)) => set,
            (Aggregate::Distinct, of) => Type::Set(Box::new(of)),
            (_, of) => of,
        })
    }
}

fn is_aggregate(name: &str) -> bool {
    AGGREGATES.iter().any(|(known, _)| *known == name)
}

/// What a function gives for arguments of these types.
fn function_type(function: Function, args: &[Expr]) -> Result<Type, Clash> {
    let first = &args[0].ty;
    let needs = |fits: bool, gives: Type| if fits { Ok(gives) } else { Err(Clash::Kinds) };
    match function {
        Function::FiscalYear => needs(*first == Type::Date, Type::FiscalYear),
        Function::Year | Function::Month | Function::Day => needs(*first == Type::Date, Type::Number),
        Function::Round | Function::RoundUp | Function::RoundDown => {
            let unit =
                if (first, &args[1].ty) == (&Type::Number, &Type::Percent) { Type::Number } else { meet(first, &args[1].ty)? };
            needs(matches!(unit, Type::Number | Type::Percent | Type::Money(_)), unit)
        }
        Function::Abs => {
            needs(matches!(first, Type::Number | Type::Percent | Type::Money(_)) || is_duration(first), first.clone())
        }
        Function::WithTax => taxed(first, Tax::Excl, Tax::Incl),
        Function::WithoutTax => taxed(first, Tax::Incl, Tax::Excl),
        Function::Length => needs(*first == Type::Text, Type::Number),
        Function::Prefix => needs(*first == Type::Text && args[1].ty == Type::Number, Type::Text),
        Function::Currency => needs(matches!(first, Type::Money(_)), Type::Text),
        Function::Date => needs(*first == Type::Moment, Type::Date),
        Function::IsCorporateNumber => needs(*first == Type::Text, Type::Bool),
        Function::Min | Function::Max => {
            let ty = meet(first, &args[1].ty)?;
            needs(is_ordered(&ty), ty)
        }
        Function::Days => needs(*first == Type::Number, Type::Days),
        Function::Months => needs(*first == Type::Number, Type::Months),
        Function::Years => needs(*first == Type::Number, Type::Years),
        Function::Number => needs(is_duration(first), Type::Number),
    }
}

fn taxed(ty: &Type, from: Tax, to: Tax) -> Result<Type, Clash> {
    match ty {
        Type::Money(money) if money.tax == from || money.tax == Tax::Any => Ok(Type::Money(MoneyType { tax: to, ..*money })),
        Type::Money(_) => Err(Clash::TaxBasis),
        _ => Err(Clash::Kinds),
    }
}
