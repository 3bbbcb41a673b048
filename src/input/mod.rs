//! Cutting inputs into records: lines of JSON, and whole documents of JSON. Bytes come in from any reader; nothing is dropped in silence.

pub use document::{Document, document, is_document};
pub use lines::{Line, Lines};

mod document;
mod lines;
