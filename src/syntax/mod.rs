//! From text to syntax, and back.

pub mod ast;
