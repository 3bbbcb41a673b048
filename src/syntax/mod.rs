//! From text to syntax, and back.

pub mod ast;
mod format;
mod parse;

pub use format::{Part, Piece, format, pieces};
pub use parse::{KEYWORDS, parse};
