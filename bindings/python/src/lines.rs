//! Findings and data errors as columns: what tells them apart, and each as a line of the JSON contract.

use pyo3::prelude::IntoPyObject;
use sadame::engine::{Engine, Report};
use sadame::json::{DataError, Finding, Line, Maker, Subject, Summary};

/// The columns, one entry for each line.
#[derive(Default, IntoPyObject)]
pub(crate) struct Columns {
    r#type: Vec<&'static str>,
    input: Vec<Option<String>>,
    position: Vec<Option<u64>>,
    key: Vec<Option<String>>,
    rule: Vec<Option<String>>,
    severity: Vec<Option<String>>,
    outcome: Vec<Option<String>>,
    code: Vec<Option<String>>,
    message_ja: Vec<Option<String>>,
    message_en: Vec<Option<String>>,
    fingerprint: Vec<Option<String>>,
    json: Vec<String>,
}

impl Columns {
    /// The findings and the data errors of a report.
    pub(crate) fn of(engine: &Engine, report: &Report) -> Columns {
        let make = Maker { engine, report };
        let mut columns = Columns::default();
        report.findings.iter().for_each(|finding| columns.finding(&make.finding(finding)));
        report.faults.iter().for_each(|fault| columns.data_error(&make.data_error(fault)));
        columns
    }

    /// The summary of a report, as its last line.
    pub(crate) fn summary(&mut self, summary: &Summary) {
        self.line("summary", &Line::Summary(summary));
        self.fill();
    }

    fn finding(&mut self, finding: &Finding) {
        self.line("finding", &Line::Finding(finding));
        if let Subject::Record { record, .. } = &finding.subject {
            self.input.push(Some(record.input.clone()));
            self.position.push(Some(record.position));
            self.key.push(Some(record.key.clone()));
        }
        self.rule.push(Some(finding.rule.clone()));
        self.severity.push(word(&finding.severity));
        self.outcome.push(word(&finding.outcome));
        self.message_ja.push(finding.message.as_ref().map(|text| text.ja.clone()));
        self.message_en.push(finding.message.as_ref().map(|text| text.en.clone()));
        self.fingerprint.push(Some(finding.fingerprint.clone()));
        self.fill();
    }

    fn data_error(&mut self, error: &DataError) {
        self.line("data_error", &Line::DataError(error));
        self.input.push(Some(error.input.clone()));
        self.position.push(Some(error.position));
        self.severity.push(word(&error.level));
        self.code.push(Some(error.code.clone()));
        self.message_ja.push(Some(error.reason.ja.clone()));
        self.message_en.push(Some(error.reason.en.clone()));
        self.fill();
    }

    fn line(&mut self, ty: &'static str, line: &Line<'_>) {
        self.r#type.push(ty);
        self.json.push(serde_json::to_string(line).expect("the contract is JSON"));
    }

    /// Has every column as long as the others.
    fn fill(&mut self) {
        let length = self.json.len();
        self.position.resize(length, None);
        let columns = [
            &mut self.input,
            &mut self.key,
            &mut self.rule,
            &mut self.severity,
            &mut self.outcome,
            &mut self.code,
            &mut self.message_ja,
            &mut self.message_en,
            &mut self.fingerprint,
        ];
        columns.into_iter().for_each(|column| column.resize(length, None));
    }
}

/// A name as the contract writes it.
fn word(name: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(name).ok()?.as_str().map(str::to_owned)
}
