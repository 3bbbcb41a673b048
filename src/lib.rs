//! Rules for contracts and procurement that a machine can judge by and an officer can read aloud.

pub mod check;
pub mod diag;
pub mod eval;
pub mod finding;
pub mod lang;
pub mod plan;
pub mod source;
pub mod syntax;
pub mod value;
