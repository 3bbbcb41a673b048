//! Expressions, as written: names unresolved, brackets kept.

use serde::{Deserialize, Serialize};

use super::Name;
use crate::source::Span;
use crate::value::Value;

/// A literal with the place and the words it was written in (the formatter keeps the words).
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    /// Its value: text, bool, number, percent, money, date, fiscal year, days, months or years.
    pub value: Value,
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// An expression with its span.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: Box<ExprKind>,
    /// Where.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A literal.
    Literal(Literal),
    /// A name.
    Name(String),
    /// `E.name`.
    Member(Expr, Name),
    /// `TABLE[keys on EVENT else EVENT]`.
    Lookup {
        /// The table's name (the checker sees to it that it is one).
        table: Expr,
        /// The keys.
        keys: Vec<Expr>,
        /// The events, in order of preference.
        on: Vec<Expr>,
    },
    /// `f(a, b)` where no argument has `where` or `as`: also aggregates in their plain form.
    Call {
        /// The function.
        function: Name,
        /// `LIST as NAME` of an aggregate.
        alias: Option<Name>,
        /// The arguments.
        args: Vec<Expr>,
        /// `where C` of an aggregate.
        filter: Option<Expr>,
    },
    /// `every LIST as NAME where C has C`.
    Quantifier {
        /// Which.
        kind: Quantifier,
        /// The list: a name or a path of names.
        list: Expr,
        /// `as NAME`.
        alias: Option<Name>,
        /// `where C`.
        filter: Option<Expr>,
        /// `has C`.
        body: Option<Expr>,
    },
    /// `if C then A else B`.
    If(Expr, Expr, Expr),
    /// `not C`.
    Not(Expr),
    /// `-E`.
    Negate(Expr),
    /// `A op B`.
    Binary(BinaryOp, Expr, Expr),
    /// `x is present` and its like.
    Is(Expr, IsWhat),
    /// `{a, b}`.
    Set(Vec<Expr>),
    /// `(E)`: kept so that the formatter keeps it.
    Paren(Expr),
}

/// The quantifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantifier {
    /// All of them.
    Every,
    /// At least one.
    Some,
    /// None.
    No,
}

/// The operators between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named for the word or sign it stands for")]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    NotIn,
    Includes,
    Overlaps,
    StartsWith,
    EndsWith,
    Contains,
    Range,
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl BinaryOp {
    /// How it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Equal => "=",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            BinaryOp::In => "in",
            BinaryOp::NotIn => "not in",
            BinaryOp::Includes => "includes",
            BinaryOp::Overlaps => "overlaps",
            BinaryOp::StartsWith => "starts with",
            BinaryOp::EndsWith => "ends with",
            BinaryOp::Contains => "contains",
            BinaryOp::Range => "..",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
        }
    }
}

/// What `is` asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named for the words it stands for")]
pub enum IsWhat {
    Present,
    Known,
    Absent,
    Empty,
    NotEmpty,
}
