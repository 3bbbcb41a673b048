//! Cutting inputs into records: lines of JSON, and whole documents of JSON; and reading the cells of tables. Bytes come in from any reader; nothing is
//! dropped in silence.

pub use document::{Document, document, is_document};
pub use lines::{Line, Lines};

pub mod cell;
mod document;
mod lines;
