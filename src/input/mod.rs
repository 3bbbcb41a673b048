//! Cutting inputs into records: lines of JSON, whole documents of JSON, and tables. Bytes come in from any reader; nothing is dropped in silence.

pub use document::{Document, document, is_document};
pub use lines::{Fed, Line, Lines, Piece};
pub use nested::{cut, records_at};

pub mod cell;
pub mod choose;
#[cfg(feature = "arrow")]
pub mod columns;
mod document;
#[cfg(feature = "encodings")]
pub mod encoding;
pub mod fault;
pub mod feed;
pub mod grid;
pub mod heading;
pub mod kind;
pub mod layout;
mod lines;
mod nested;
pub mod packed;
pub mod table;
pub mod text;
#[cfg(feature = "sheets")]
pub mod workbook;
