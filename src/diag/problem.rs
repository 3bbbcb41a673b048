//! What can be wrong with rule source, floor by floor. The words stand here and nowhere else.

use serde::{Deserialize, Serialize};

use crate::diag::Code;
use crate::lang::Lang;

/// Declares the problems: each with its code, its sentence in English and in Japanese, and its help where a fix is known.
macro_rules! problems {
    ($enum:ident, $found_by:literal; $(
        $(#[$doc:meta])*
        $name:ident $({ $($field:ident : $ty:ty),* })? = $code:literal,
        $en:literal, $ja:literal
        $(, help $help_en:literal, $help_ja:literal)?
        $(, near $near:ident)?
        ;
    )*) => {
        #[doc = concat!("A problem found by the ", $found_by, ".")]
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the fields are the words of the sentence")]
        pub enum $enum {
            $( $(#[$doc])* $name $({ $($field: $ty),* })? , )*
        }

        impl $enum {
            /// Every code, in the order declared.
            pub const CODES: &[&str] = &[$($code),*];

            /// Its code.
            #[must_use]
            pub fn code(&self) -> Code {
                match self { $( $enum::$name { .. } => Code($code), )* }
            }

            /// One sentence.
            #[must_use]
            #[allow(unused_variables, reason = "not every word stands in every sentence")]
            pub fn message(&self, lang: Lang) -> String {
                match (self, lang) {
                    $( ($enum::$name $({ $($field),* })?, Lang::En) => format!($en),
                       ($enum::$name $({ $($field),* })?, Lang::Ja) => format!($ja), )*
                }
            }

            /// A known fix.
            #[must_use]
            #[allow(unused_variables, reason = "not every word stands in every help")]
            pub fn help(&self, lang: Lang) -> Option<String> {
                $( problems!(@help $enum self lang $name $({ $($field),* })? ; $($help_en, $help_ja)? ; $($near)?); )*
                None
            }
        }
    };
    (@help $enum:ident $self:ident $lang:ident $name:ident $({ $($field:ident),* })? ; ; ) => {};
    (@help $enum:ident $self:ident $lang:ident $name:ident $({ $($field:ident),* })? ; $en:literal, $ja:literal ; ) => {
        if let $enum::$name $({ $($field),* })? = $self {
            return Some(match $lang { Lang::En => format!($en), Lang::Ja => format!($ja) });
        }
    };
    (@help $enum:ident $self:ident $lang:ident $name:ident { $($field:ident),* } ; ; $near:ident) => {
        if let $enum::$name { $($field),* } = $self {
            return $near.as_ref().map(|near| match $lang {
                Lang::En => format!("did you mean `{near}`?"),
                Lang::Ja => format!("`{near}` ではありませんか"),
            });
        }
    };
}

pub use check::CheckProblem;
pub use pack::PackProblem;
pub use syntax::SyntaxProblem;

pub mod check;
pub mod pack;
pub mod syntax;

/// A problem with rule source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
