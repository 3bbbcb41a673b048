#![doc = include_str!("../ARCHITECTURE.md")]

pub mod check;
pub mod decode;
pub mod diag;
pub mod engine;
pub mod eval;
pub mod finding;
pub mod lang;
pub mod pack;
pub mod plan;
pub mod source;
pub mod syntax;
pub mod value;
