//! Checked expressions: every name a number, every part with its type.

use serde::{Deserialize, Serialize};

use super::{DefineIx, FieldIx, FigureIx, Frame, FrameIx, LetIx, ParameterIx, RecordIx, TableIx, Type};
use crate::source::Span;
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::Value;
use crate::value::nested::nested;

nested!(Expr);

/// An expression with its type.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

/// The forms of a checked expression.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ExprKind {
    /// A value.
    Const(Value),
    /// The record or row in a frame, or a scalar element.
    Frame(FrameIx),
    /// A field of a record, or a column of a row.
    Get(Box<Expr>, FieldIx),
    /// A grouping field of the group in scope (index into `by`).
    GroupKey(usize),
    /// A `let` of the rule.
    Let(LetIx),
    /// A parameter.
    Parameter(ParameterIx),
    /// The date the check is made for.
    AsOf,
    /// A figure.
    Figure(FigureIx),
    /// A definition, of the base where it has one.
    Define(DefineIx, Option<Box<Expr>>),
    /// `.start` or `.end` of a range or a fiscal year.
    Bound(Box<Expr>, Bound),
    /// A row of a table.
    Lookup(Lookup),
    /// `k in TABLE`.
    HasRow(Lookup),
    /// Not.
    Not(Box<Expr>),
    /// Minus.
    Negate(Box<Expr>),
    /// All of them (Kleene).
    And(Vec<Expr>),
    /// Any of them (Kleene).
    Or(Vec<Expr>),
    /// A choice of two.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Every other operator. `NotIn` is `Not(In)`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `is present`.
    IsPresent(Box<Expr>),
    /// `is known`.
    IsKnown(Box<Expr>),
    /// `is empty`.
    IsEmpty(Box<Expr>),
    /// `{a, b}`.
    Set(Vec<Expr>),
    /// A function of values.
    Call(Function, Vec<Expr>),
    /// A quantifier.
    Quantify(Quantifier, Box<Over>, Option<Box<Expr>>),
    /// An aggregate: what is taken of each element (`None` for `count` and `only`), and the argument of `quantile`.
    Aggregate(Aggregate, Box<Over>, Option<Box<Expr>>, Option<Box<Expr>>),
    /// `count` of a set or list value.
    Size(Box<Expr>),
}

impl Expr {
    /// Calls `visit` on each expression directly inside this one, in the order of [`Expr::for_each_child_mut`].
    pub fn for_each_child<'e>(&'e self, mut visit: impl FnMut(&'e Expr)) {
        match &self.kind {
            ExprKind::Const(_)
            | ExprKind::Frame(_)
            | ExprKind::GroupKey(_)
            | ExprKind::Let(_)
            | ExprKind::Parameter(_)
            | ExprKind::AsOf
            | ExprKind::Figure(_) => {}
            ExprKind::Get(inner, _)
            | ExprKind::Bound(inner, _)
            | ExprKind::Not(inner)
            | ExprKind::Negate(inner)
            | ExprKind::IsPresent(inner)
            | ExprKind::IsKnown(inner)
            | ExprKind::IsEmpty(inner)
            | ExprKind::Size(inner) => visit(inner),
            ExprKind::Define(_, base) => base.iter().for_each(|base| visit(base)),
            ExprKind::Lookup(lookup) | ExprKind::HasRow(lookup) => lookup.keys.iter().chain(&lookup.on).for_each(visit),
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Set(parts) | ExprKind::Call(_, parts) => {
                parts.iter().for_each(visit);
            }
            ExprKind::If(condition, yes, no) => [condition, yes, no].into_iter().for_each(|part| visit(part)),
            ExprKind::Binary(_, left, right) => [left, right].into_iter().for_each(|part| visit(part)),
            ExprKind::Quantify(_, over, body) => over.parts().chain(body.as_deref()).for_each(visit),
            ExprKind::Aggregate(_, over, taken, argument) => {
                over.parts().chain(taken.as_deref()).chain(argument.as_deref()).for_each(visit);
            }
        }
    }

    /// Calls `visit` on each expression directly inside this one, to change it.
    pub fn for_each_child_mut(&mut self, mut visit: impl FnMut(&mut Expr)) {
        match &mut self.kind {
            ExprKind::Const(_)
            | ExprKind::Frame(_)
            | ExprKind::GroupKey(_)
            | ExprKind::Let(_)
            | ExprKind::Parameter(_)
            | ExprKind::AsOf
            | ExprKind::Figure(_) => {}
            ExprKind::Get(inner, _)
            | ExprKind::Bound(inner, _)
            | ExprKind::Not(inner)
            | ExprKind::Negate(inner)
            | ExprKind::IsPresent(inner)
            | ExprKind::IsKnown(inner)
            | ExprKind::IsEmpty(inner)
            | ExprKind::Size(inner) => visit(inner),
            ExprKind::Define(_, base) => base.iter_mut().for_each(|base| visit(base)),
            ExprKind::Lookup(lookup) | ExprKind::HasRow(lookup) => lookup.keys.iter_mut().chain(&mut lookup.on).for_each(visit),
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Set(parts) | ExprKind::Call(_, parts) => {
                parts.iter_mut().for_each(visit);
            }
            ExprKind::If(condition, yes, no) => [condition, yes, no].into_iter().for_each(|part| visit(part)),
            ExprKind::Binary(_, left, right) => [left, right].into_iter().for_each(|part| visit(part)),
            ExprKind::Quantify(_, over, body) => over.parts_mut().chain(body.as_deref_mut()).for_each(visit),
            ExprKind::Aggregate(_, over, taken, argument) => {
                over.parts_mut().chain(taken.as_deref_mut()).chain(argument.as_deref_mut()).for_each(visit);
            }
        }
    }
}

impl Over {
    fn parts(&self) -> impl Iterator<Item = &Expr> {
        let from = if let From::Value(value) = &self.from { Some(value) } else { None };
        from.into_iter().chain(&self.filter)
    }

    fn parts_mut(&mut self) -> impl Iterator<Item = &mut Expr> {
        let from = if let From::Value(value) = &mut self.from { Some(value) } else { None };
        from.into_iter().chain(&mut self.filter)
    }
}

/// `.start` or `.end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as written")]
pub enum Bound {
    Start,
    End,
}

/// A look-up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lookup {
    /// The table.
    pub table: TableIx,
    /// A value for each key column.
    pub keys: Vec<Expr>,
    /// The dates that select the version, in order of preference: the first that is not absent.
    pub on: Vec<Expr>,
}

/// What a quantifier or an aggregate runs over. Its filter, its body and what is taken of each element find one more frame: the element.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Over {
    /// Where the elements come from.
    pub from: From,
    /// The list fields passed through (each element's list, flattened), outermost first.
    pub through: Vec<FieldIx>,
    /// What the element's frame holds.
    pub element: Frame,
    /// Which elements count.
    pub filter: Option<Expr>,
}

/// Where elements come from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum From {
    /// The members in the group or set frame, which are of that record.
    Members(FrameIx, RecordIx),
    /// Every record of that kind in the input (in the scope of a row, or of another record's set).
    All(RecordIx),
    /// A list- or set-valued expression.
    Value(Expr),
}

/// The aggregates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "named as in the language")]
pub enum Aggregate {
    Sum,
    Count,
    Min,
    Max,
    Distinct,
    Quantile,
    Only,
}

/// The functions of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "named as in the language")]
pub enum Function {
    FiscalYear,
    Year,
    Month,
    Day,
    Round,
    RoundUp,
    RoundDown,
    Abs,
    WithTax,
    WithoutTax,
    Length,
    Prefix,
    Currency,
    Date,
    IsCorporateNumber,
    Min,
    Max,
    Days,
    Months,
    Years,
    Number,
}
