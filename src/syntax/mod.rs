//! From text to syntax, and back.

pub mod ast;
mod parse;

pub use parse::parse;
