//! Diagnostics about rule source. Their text is made here and nowhere else; rendering them is the edge's work.

use serde::{Deserialize, Serialize};

use crate::lang::Lang;
use crate::source::Span;

pub use near::nearest;
pub use problem::Problem;

mod near;
pub mod problem;

/// A code such as `E0301`: `E` refuses the program, `W` warns. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl Code {
    /// Whether the program is refused.
    #[must_use]
    pub fn is_error(self) -> bool {
        self.0.starts_with('E')
    }
}

/// A problem with where it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What is wrong.
    pub problem: Problem,
    /// Where.
    pub span: Span,
    /// What else is to be seen, e.g. the first of two.
    pub related: Vec<(Span, Beside)>,
}

/// What a second place has to do with the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Beside {
    /// The first of two declarations.
    First,
    /// The other of two.
    Other,
    /// The other of two rows.
    OtherRow,
    /// The period that ends before a gap.
    PeriodBefore,
    /// The other of two exceptions.
    OtherException,
}

impl Beside {
    /// What people read.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        let (ja, en) = match self {
            Beside::First => ("最初の宣言", "first declared here"),
            Beside::Other => ("もう一方", "the other stands here"),
            Beside::OtherRow => ("もう一方の行", "the other row stands here"),
            Beside::PeriodBefore => ("空白の前の期間", "the period before the gap"),
            Beside::OtherException => ("もう一方の例外", "the other exception"),
        };
        match lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }
}

impl Problem {
    /// Puts the problem in its place.
    #[must_use]
    pub fn at(self, span: Span) -> Diagnostic {
        Diagnostic { problem: self, span, related: Vec::new() }
    }
}

impl Diagnostic {
    /// Adds a second place to look at.
    #[must_use]
    pub fn beside(mut self, span: Span, text: Beside) -> Diagnostic {
        self.related.push((span, text));
        self
    }
}
