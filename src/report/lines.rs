//! The report as JSON lines: a header, findings and data errors as they come, the summary. It never holds more than one record's findings.

use std::io::{Result, Write};

use crate::engine::{Engine, Report, Session};
use crate::json::{Document, Line, Maker};

/// Writes a report that is done as lines.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, document: &Document) -> Result<()> {
    let findings = document.findings.iter().map(Line::Finding);
    let errors = document.data_errors.iter().map(Line::DataError);
    let lines = std::iter::once(Line::Header(&document.header)).chain(findings).chain(errors);
    for line in lines.chain([Line::Summary(&document.summary)]) {
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes lines while a session runs.
pub struct Lines<'a> {
    out: &'a mut dyn Write,
    engine: &'a Engine,
}

impl<'a> Lines<'a> {
    /// Writes the header.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(out: &'a mut dyn Write, engine: &'a Engine, session: &Session<'_>) -> Result<Lines<'a>> {
        let header = Maker { engine, report: session.so_far() }.header();
        let mut lines = Lines { out, engine };
        lines.line(&Line::Header(&header))?;
        Ok(lines)
    }

    /// Writes what the session has found so far, and takes it out of the session.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn drain(&mut self, session: &mut Session<'_>) -> Result<()> {
        self.findings(session.so_far())?;
        session.drain();
        Ok(())
    }

    /// Writes what is left, and the summary.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self, report: &Report) -> Result<()> {
        self.findings(report)?;
        let summary = Maker { engine: self.engine, report }.summary();
        self.line(&Line::Summary(&summary))
    }

    fn findings(&mut self, report: &Report) -> Result<()> {
        let make = Maker { engine: self.engine, report };
        for finding in &report.findings {
            self.line(&Line::Finding(&make.finding(finding)))?;
        }
        for fault in &report.faults {
            self.line(&Line::DataError(&make.data_error(fault)))?;
        }
        Ok(())
    }

    fn line(&mut self, line: &Line<'_>) -> Result<()> {
        serde_json::to_writer(&mut *self.out, line)?;
        writeln!(self.out)
    }
}
