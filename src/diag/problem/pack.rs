//! What can be wrong in `pack`.

use crate::diag::Code;
use crate::lang::Lang;

/// A problem found by `pack`.
#[derive(Debug, Clone, PartialEq)]
pub enum PackProblem {}

impl PackProblem {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> Code {
        match *self {}
    }

    /// One sentence.
    #[must_use]
    pub fn message(&self, _lang: Lang) -> String {
        match *self {}
    }

    /// A known fix.
    #[must_use]
    pub fn help(&self, _lang: Lang) -> Option<String> {
        match *self {}
    }
}
