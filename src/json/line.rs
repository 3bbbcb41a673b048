//! The report as lines: what a line may be.

use serde::Serialize;

use super::{DataError, Finding, Header, Summary};

/// A line of a report: the header first, then findings and data errors as they come, the summary last.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Line<'a> {
    /// By what, and under which settings, the report is made.
    Header(&'a Header),
    /// A finding.
    Finding(&'a Finding),
    /// Something that could not be read.
    DataError(&'a DataError),
    /// How many of each.
    Summary(&'a Summary),
}
