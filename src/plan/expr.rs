//! Expressions of a plan: fields are slots, and what can fail or decide a verdict carries its own words.

use std::sync::Arc;

use crate::check::typed::{self, Bound, FieldIx, FrameIx, Function, RecordIx, TableIx};
use crate::plan::{DefineIx, FigureIx, LetIx, ParameterIx};
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::{Date, Value};

/// Text as written in the rule, each run of blanks one space.
pub type Text = Arc<str>;

/// A slot of a record kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlotRef {
    /// The record kind.
    pub record: RecordIx,
    /// The slot's number.
    pub slot: usize,
}

/// An expression.
#[derive(Debug, Clone)]
pub enum Expr {
    /// A value.
    Const(Value),
    /// The record, row or element in a frame.
    Frame(FrameIx),
    /// A field of a record.
    Slot(Box<Expr>, SlotRef),
    /// A column of a row.
    Column(Box<Expr>, FieldIx, Text),
    /// A grouping field of the group in scope.
    GroupKey(usize),
    /// A `let` of the rule.
    Let(LetIx),
    /// A parameter.
    Parameter(ParameterIx),
    /// The date the check is made for.
    AsOf,
    /// A figure.
    Figure(FigureIx),
    /// A definition, of its base where it has one.
    Define(DefineIx, Option<Box<Expr>>),
    /// `.start` or `.end`.
    Bound(Box<Expr>, Bound, Text),
    /// A row of a table.
    Lookup(Box<Lookup>),
    /// Not.
    Not(Box<Expr>),
    /// Minus.
    Negate(Box<Expr>, Text),
    /// All of them.
    And(Vec<Expr>),
    /// Any of them.
    Or(Vec<Expr>),
    /// A choice of two.
    If(Box<[Expr; 3]>),
    /// `..`, `+`, `-`, `*`, `/`.
    Operator(BinaryOp, Box<[Expr; 2]>, Text),
    /// What is true or false, and decides.
    Test(Box<Test>),
    /// `{a, b}`.
    Set(Vec<Expr>),
    /// A function.
    Call(Function, Vec<Expr>, Text),
    /// An aggregate.
    Aggregate(Box<Aggregate>),
    /// How many elements a set or list has.
    Size(Box<Expr>),
}

/// What is true or false by itself: a comparison in the widest sense.
#[derive(Debug, Clone)]
pub struct Test {
    /// As written.
    pub text: Text,
    /// The operator as written; empty for a plain condition.
    pub operator: &'static str,
    /// Its truth is turned over: `not in`, `is absent`, `not negotiated`.
    pub negated: bool,
    /// What it asks.
    pub kind: TestKind,
}

/// What a test asks.
#[derive(Debug, Clone)]
pub enum TestKind {
    /// An operator between two values.
    Compare(BinaryOp, Expr, Expr),
    /// Whether there is such a row.
    HasRow(Lookup),
    /// Whether there is such a fact.
    IsPresent(Expr),
    /// Whether a set, list, range or text is empty.
    IsEmpty(Expr),
    /// A condition that is itself true or false.
    Plain(Expr),
    /// Whether the rule is in force on a date.
    InForce(Expr, Option<Date>, Option<Date>),
    /// A quantifier.
    Quantify(Quantifier, Over, Option<Expr>),
}

/// A look-up.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// The table.
    pub table: TableIx,
    /// A value for each key column.
    pub keys: Vec<Expr>,
    /// The dates that select the version: the first that is not absent.
    pub on: Vec<Expr>,
    /// As written.
    pub text: Text,
}

/// An aggregate.
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// Which.
    pub kind: typed::Aggregate,
    /// What it runs over.
    pub over: Over,
    /// What is taken of each element.
    pub taken: Option<Expr>,
    /// The argument of `quantile`.
    pub argument: Option<Expr>,
    /// What `sum` is of nothing.
    pub zero: Value,
    /// As written.
    pub text: Text,
}

/// What a quantifier or an aggregate runs over. Filter, body and what is taken find the element one frame further in.
#[derive(Debug, Clone)]
pub struct Over {
    /// Where the elements come from.
    pub from: From,
    /// The lists passed through.
    pub through: Vec<SlotRef>,
    /// Which elements count.
    pub filter: Option<Expr>,
}

/// Where elements come from.
#[derive(Debug, Clone)]
pub enum From {
    /// The members in a frame.
    Members(FrameIx),
    /// Every record of a kind.
    All(RecordIx),
    /// A list or set.
    Value(Expr),
}

impl Expr {
    /// Calls `visit` on each expression directly inside this one.
    pub fn for_each_child<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        match self {
            Expr::Const(_)
            | Expr::Frame(_)
            | Expr::GroupKey(_)
            | Expr::Let(_)
            | Expr::Parameter(_)
            | Expr::AsOf
            | Expr::Figure(_) => {}
            Expr::Slot(inner, _)
            | Expr::Column(inner, ..)
            | Expr::Bound(inner, ..)
            | Expr::Not(inner)
            | Expr::Negate(inner, _)
            | Expr::Size(inner) => visit(inner),
            Expr::Define(_, base) => base.iter().for_each(|base| visit(base)),
            Expr::Lookup(lookup) => lookup.for_each_child(visit),
            Expr::And(parts) | Expr::Or(parts) | Expr::Set(parts) | Expr::Call(_, parts, _) => parts.iter().for_each(visit),
            Expr::If(parts) => parts.iter().for_each(visit),
            Expr::Operator(_, parts, _) => parts.iter().for_each(visit),
            Expr::Test(test) => test.for_each_child(visit),
            Expr::Aggregate(aggregate) => {
                aggregate.over.for_each_child(visit);
                aggregate.taken.iter().chain(&aggregate.argument).for_each(visit);
            }
        }
    }
}

impl Test {
    fn for_each_child<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        match &self.kind {
            TestKind::Compare(_, left, right) => [left, right].into_iter().for_each(visit),
            TestKind::HasRow(lookup) => lookup.for_each_child(visit),
            TestKind::IsPresent(inner) | TestKind::IsEmpty(inner) | TestKind::Plain(inner) | TestKind::InForce(inner, ..) => {
                visit(inner);
            }
            TestKind::Quantify(_, over, body) => {
                over.for_each_child(visit);
                body.iter().for_each(visit);
            }
        }
    }
}

impl Lookup {
    fn for_each_child<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        self.keys.iter().chain(&self.on).for_each(visit);
    }
}

impl Over {
    fn for_each_child<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        if let From::Value(value) = &self.from {
            visit(value);
        }
        self.filter.iter().for_each(visit);
    }
}
