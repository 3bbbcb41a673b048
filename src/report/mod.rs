//! Reports: what a committee reads, and what machines read. Each writes to any writer.

pub mod json;
pub mod text;
mod wrap;
