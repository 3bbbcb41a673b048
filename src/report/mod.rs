//! Reports, written to whatever takes bytes: text, a page and a workbook for a committee, JSON for machines. All are written from the one contract in [`json`](crate::json).

pub use coverage::Coverage;
pub use json_text::pretty;
pub use lines::Lines;
pub use wrap::shown;

#[cfg(feature = "pages")]
pub mod book;
mod clears;
mod coverage;
pub mod csv;
#[cfg(feature = "desk")]
pub mod desk;
mod docket;
mod evidence;
mod form;
pub mod github;
#[cfg(feature = "pages")]
pub mod html;
mod intake;
mod json_text;
#[cfg(feature = "junit")]
pub mod junit;
pub mod lines;
#[cfg(any(feature = "pages", feature = "sheets"))]
mod remedy;
pub mod sarif;
pub mod text;
mod words;
mod wrap;
#[cfg(feature = "sheets")]
pub mod xlsx;

use std::io::{Result, Write};

use serde::Serialize;

/// Writes a report as one JSON document: a [`Document`](crate::json::Document), or the [`Whole`](crate::json::Whole) of it.
///
/// # Errors
/// Those of the writer.
pub fn write_json(out: &mut dyn Write, report: &impl Serialize) -> Result<()> {
    json_text::pretty(out, report)
}
