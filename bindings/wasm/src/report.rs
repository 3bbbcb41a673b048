//! What came of a run.

use sadame::engine;
use sadame::input::feed::Kept;
use sadame::json::{Finding, Maker};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::session::Live;

/// What came of a run. All that it gives is the JSON contract, as text.
#[wasm_bindgen]
pub struct Report {
    pub(crate) live: Live,
    pub(crate) report: engine::Report,
    pub(crate) kept: Kept,
}

impl Report {
    pub(crate) fn maker(&self) -> Maker<'_> {
        Maker { engine: self.live.borrow_owner(), report: &self.report }
    }

    /// The whole of it.
    #[cfg(feature = "full")]
    pub(crate) fn document(&self) -> sadame::json::Document {
        sadame::json::Document::new(self.live.borrow_owner(), &self.report)
    }
}

pub(crate) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("the contract is JSON")
}

#[wasm_bindgen]
impl Report {
    /// How many findings there are, how many data errors, and how many records were kept.
    pub fn lengths(&self) -> Vec<usize> {
        vec![self.report.findings.len(), self.report.faults.len(), self.kept.len()]
    }

    /// Whether all that was given was judged.
    pub fn complete(&self) -> bool {
        let report = &self.report;
        report.lost == 0
            && report.counts.judged == report.counts.read
            && report.inputs.iter().all(|input| input.problem.is_none())
    }

    /// By what, and under which settings, it was made.
    pub fn header(&self) -> String {
        json(&self.maker().header())
    }

    /// How many of each.
    pub fn summary(&self) -> String {
        json(&self.maker().summary())
    }

    /// Some of the findings, as a list.
    pub fn findings(&self, from: usize, to: usize) -> String {
        let found = self.report.findings.get(from..to.min(self.report.findings.len())).unwrap_or_default();
        json(&found.iter().map(|finding| self.maker().finding(finding)).collect::<Vec<Finding>>())
    }

    /// Some of the data errors, as a list.
    #[wasm_bindgen(js_name = dataErrors)]
    pub fn data_errors(&self, from: usize, to: usize) -> String {
        let faults = self.report.faults.get(from..to.min(self.report.faults.len())).unwrap_or_default();
        json(&faults.iter().map(|fault| self.maker().data_error(fault)).collect::<Vec<_>>())
    }
}
