//! What can be wrong in `check`.

use crate::diag::Code;
use crate::value::Lang;

/// A problem found by `check`.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckProblem {}

impl CheckProblem {
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
