//! What can be wrong with rule source, floor by floor. The words stand here and nowhere else.

use crate::diag::Code;
use crate::value::Lang;

pub use check::CheckProblem;
pub use pack::PackProblem;
pub use syntax::SyntaxProblem;

pub mod check;
pub mod pack;
pub mod syntax;

/// A problem with rule source.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// It cannot be read.
    Syntax(SyntaxProblem),
    /// It can be read, but does not make sense.
    Check(CheckProblem),
    /// The pack around it is wrong.
    Pack(PackProblem),
}

impl Problem {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Problem::Syntax(it) => it.code(),
            Problem::Check(it) => it.code(),
            Problem::Pack(it) => it.code(),
        }
    }

    /// One sentence.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Problem::Syntax(it) => it.message(lang),
            Problem::Check(it) => it.message(lang),
            Problem::Pack(it) => it.message(lang),
        }
    }

    /// A known fix.
    #[must_use]
    pub fn help(&self, lang: Lang) -> Option<String> {
        match self {
            Problem::Syntax(it) => it.help(lang),
            Problem::Check(it) => it.help(lang),
            Problem::Pack(it) => it.help(lang),
        }
    }
}
