//! Diagnostics about rule source. Their text is made here and nowhere else; rendering them is the edge's work.

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
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What is wrong.
    pub problem: Problem,
    /// Where.
    pub span: Span,
    /// What else is to be seen, e.g. the first of two.
    pub related: Vec<(Span, &'static str)>,
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
    pub fn beside(mut self, span: Span, text: &'static str) -> Diagnostic {
        self.related.push((span, text));
        self
    }
}
