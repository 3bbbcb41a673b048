//! A report that is written as a [`Document`](super::Document) is, without being one: its findings are made as they are written, one after the other.

use serde::{Serialize, Serializer};

use super::{Header, Maker, Summary};
use crate::engine::{Engine, Report};

/// A report as it is written at once.
///
/// ```
/// use sadame::engine::{Engine, Options};
/// use sadame::json::{Document, Whole};
/// use sadame::pack::Builtin;
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
/// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
/// let input = session.input("contracts.jsonl");
/// session.push(input, 1, br#"{"id": "A", "amount": "much"}"#);
/// let report = session.finish();
/// let (whole, document) = (Whole::new(&engine, &report), Document::new(&engine, &report));
/// assert_eq!(serde_json::to_string(&whole).ok(), serde_json::to_string(&document).ok());
/// ```
#[derive(Debug, Serialize)]
pub struct Whole<'a> {
    #[serde(flatten)]
    header: Header,
    summary: Summary,
    #[serde(serialize_with = "findings")]
    findings: Maker<'a>,
    #[serde(serialize_with = "data_errors")]
    data_errors: Maker<'a>,
}

impl<'a> Whole<'a> {
    /// A report that is done.
    #[must_use]
    pub fn new(engine: &'a Engine, report: &'a Report) -> Whole<'a> {
        let make = Maker { engine, report };
        Whole { header: make.header(), summary: make.summary(), findings: make, data_errors: make }
    }
}

fn findings<S: Serializer>(make: &Maker<'_>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(make.report.findings.iter().map(|finding| make.finding(finding)))
}

fn data_errors<S: Serializer>(make: &Maker<'_>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(make.report.faults.iter().map(|fault| make.data_error(fault)))
}
