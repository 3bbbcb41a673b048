//! From text to syntax, and back.

pub mod ast;
mod format;
mod parse;

pub use format::format;
pub use parse::parse;
