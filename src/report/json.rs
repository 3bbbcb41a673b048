//! Reports for machines: one document, or one line a finding.

use std::io::{Result, Write};

use serde::Serialize;

use crate::engine::{Engine, Report};
use crate::json::{self, Document, Fault, Finding, PackInfo, Summary};

/// A line of a report in JSON lines.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line<'a> {
    Header { version: u32, packs: &'a [PackInfo], inputs: &'a [String] },
    Finding(&'a Finding),
    DataError(&'a Fault),
    Summary(&'a Summary),
}

/// Writes the report as one document.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, engine: &Engine, report: &Report) -> Result<()> {
    let document = json::document(engine, report);
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Writes the report as lines: a header, the findings, the data errors, the summary.
///
/// # Errors
/// Those of the writer.
pub fn write_lines(out: &mut dyn Write, engine: &Engine, report: &Report) -> Result<()> {
    let Document { version, packs, inputs, summary, findings, data_errors } = json::document(engine, report);
    let header = Line::Header { version, packs: &packs, inputs: &inputs };
    let findings = findings.iter().map(Line::Finding);
    let faults = data_errors.iter().map(Line::DataError);
    for line in std::iter::once(header).chain(findings).chain(faults).chain([Line::Summary(&summary)]) {
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}
