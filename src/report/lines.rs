//! The report as JSON lines: a header, findings and data errors as they come, the summary. It never holds more than one record's findings.

use std::io::{Result, Write};

use super::form::Forms;
use super::json_text;
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
    let mut text = Vec::new();
    for line in lines.chain([Line::Summary(&document.summary)]) {
        json_text::line(&mut text, &line)?;
        text.push(b'\n');
        out.write_all(&text)?;
        text.clear();
    }
    Ok(())
}

/// Writes lines while a session runs.
pub struct Lines<'a, W> {
    out: W,
    engine: &'a Engine,
    /// Whole lines that are not given to the writer yet; it is never given less than lines.
    whole: Vec<u8>,
    /// What is the same in many of them.
    forms: Forms,
}

/// How many bytes of lines are given to the writer at once.
const AT_ONCE: usize = 1 << 16;

impl<'a, W: Write> Lines<'a, W> {
    /// Lines of what these rules find.
    pub fn new(out: W, engine: &'a Engine) -> Lines<'a, W> {
        Lines { out, engine, whole: Vec::new(), forms: Forms::default() }
    }

    /// The writer.
    pub fn writer(&mut self) -> &mut W {
        &mut self.out
    }

    /// Writes the header.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn header(&mut self, session: &Session<'_>) -> Result<()> {
        let header = Maker { engine: self.engine, report: session.so_far() }.header();
        self.line(&Line::Header(&header))?;
        self.give()
    }

    /// Writes the findings and the faults that a report holds.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn found(&mut self, report: &Report) -> Result<()> {
        let make = Maker { engine: self.engine, report };
        self.forms.begin();
        for finding in &report.findings {
            self.forms.write(&mut self.whole, &make, finding)?;
            self.end_line()?;
        }
        for fault in &report.faults {
            self.line(&Line::DataError(&make.data_error(fault)))?;
        }
        self.give()
    }

    /// Writes what is left, and the summary.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self, report: &Report) -> Result<()> {
        self.found(report)?;
        let summary = Maker { engine: self.engine, report }.summary();
        self.line(&Line::Summary(&summary))?;
        self.give()
    }

    fn line(&mut self, line: &Line<'_>) -> Result<()> {
        json_text::line(&mut self.whole, line)?;
        self.end_line()
    }

    fn end_line(&mut self) -> Result<()> {
        self.whole.push(b'\n');
        if self.whole.len() < AT_ONCE { Ok(()) } else { self.give() }
    }

    fn give(&mut self) -> Result<()> {
        self.out.write_all(&self.whole)?;
        self.whole.clear();
        self.out.flush()
    }
}
