//! What came of a run.

use std::sync::Arc;

use pyo3::prelude::{Python, pyclass, pymethods};
use sadame::engine::{self, Engine};
use sadame::json::{Document, Finding, Maker};
use sadame::lang::Lang;
use sadame::report::{lines, text};

use crate::lines::Columns;

/// What came of a run. All that it gives is the JSON contract, as text.
#[pyclass(frozen, module = "sadame._native")]
pub(crate) struct Report {
    pub(crate) engine: Arc<Engine>,
    pub(crate) report: engine::Report,
}

impl Report {
    fn maker(&self) -> Maker<'_> {
        Maker { engine: &self.engine, report: &self.report }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("the contract is JSON")
}

#[pymethods]
impl Report {
    /// How many findings there are, and how many data errors.
    fn lengths(&self) -> (usize, usize) {
        (self.report.findings.len(), self.report.faults.len())
    }

    /// Whether all that was given was judged.
    fn complete(&self) -> bool {
        let report = &self.report;
        report.lost == 0
            && report.counts.judged == report.counts.read
            && report.inputs.iter().all(|input| input.problem.is_none())
    }

    /// Some of the findings, as a list.
    fn findings(&self, py: Python<'_>, from: usize, to: usize) -> String {
        py.detach(|| {
            let found = self.report.findings.get(from..to).unwrap_or_default();
            json(&found.iter().map(|finding| self.maker().finding(finding)).collect::<Vec<Finding>>())
        })
    }

    /// Some of the data errors, as a list.
    fn data_errors(&self, py: Python<'_>, from: usize, to: usize) -> String {
        py.detach(|| {
            let faults = self.report.faults.get(from..to).unwrap_or_default();
            json(&faults.iter().map(|fault| self.maker().data_error(fault)).collect::<Vec<_>>())
        })
    }

    /// By what, and under which settings, it was made.
    fn header(&self) -> String {
        json(&self.maker().header())
    }

    /// How many of each.
    fn summary(&self) -> String {
        json(&self.maker().summary())
    }

    /// The whole document.
    fn document(&self, py: Python<'_>) -> String {
        py.detach(|| json(&Document::new(&self.engine, &self.report)))
    }

    /// The report as lines.
    fn lines(&self, py: Python<'_>) -> String {
        py.detach(|| {
            let mut out = Vec::new();
            lines::write(&mut out, &Document::new(&self.engine, &self.report)).expect("memory takes all that is written");
            String::from_utf8_lossy(&out).into_owned()
        })
    }

    /// The report in words.
    fn text(&self, py: Python<'_>, english: bool) -> String {
        py.detach(|| {
            let mut out = Vec::new();
            let lang = if english { Lang::En } else { Lang::Ja };
            let style = text::Style { lang, ..text::Style::default() };
            text::write(&mut out, &Document::new(&self.engine, &self.report), style).expect("memory takes all that is written");
            String::from_utf8_lossy(&out).into_owned()
        })
    }

    /// Findings, data errors and the summary as columns.
    fn columns(&self, py: Python<'_>) -> Columns {
        py.detach(|| {
            let mut columns = Columns::of(&self.engine, &self.report);
            columns.summary(&self.maker().summary());
            columns
        })
    }
}
