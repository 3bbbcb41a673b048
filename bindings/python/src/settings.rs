//! What a run is told, as Python says it.

use pyo3::prelude::{FromPyObject, PyResult};
use sadame::engine::{Engine, Options, Register, Session, parse_date};

use crate::fault;

/// What a run is told.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Settings {
    record: Option<String>,
    as_of: Option<String>,
    parameters: Vec<(String, String)>,
    select: Vec<String>,
    ignore: Vec<String>,
    levels: Vec<(String, String)>,
    all: bool,
    brief: bool,
    clear: bool,
    /// What is known of findings: a name, and the file.
    baseline: Option<(String, Vec<u8>)>,
    /// What was decided of them.
    decisions: Option<(String, Vec<u8>)>,
    /// The layout that the input is read by.
    pub(crate) layout: Option<String>,
    /// What the input is called in the report.
    pub(crate) name: String,
    /// The digest of the input's bytes, where it has some.
    pub(crate) digest: Option<String>,
    /// On how many threads records are judged.
    pub(crate) threads: usize,
}

impl Settings {
    /// Starts judging.
    pub(crate) fn session<'e>(&self, engine: &'e Engine) -> PyResult<Session<'e>> {
        let as_of = self.as_of.as_deref().map(|text| {
            let ja = format!("`{text}` は日付ではありません。2017-03-31 か 平成29年3月31日 の形で書きます");
            let en = format!("`{text}` is not a date; write 2017-03-31 or 平成29年3月31日");
            parse_date(text).ok_or_else(|| fault::setting(&ja, &en))
        });
        let levels = self.levels.iter().map(|(rules, level)| {
            let ja = format!("`{level}` という重大度はありません（info、review、warning、error）");
            let en = format!("`{level}` is not a severity; write info, review, warning or error");
            level.parse().map(|level| (rules.clone(), level)).map_err(|()| fault::setting(&ja, &en))
        });
        if let Some(why) = self.layout.as_deref().and_then(|name| engine.no_layout(name)) {
            return Err(fault::setting(&why[0], &why[1]));
        }
        let register = Register::read(self.baseline.as_ref(), self.decisions.as_ref());
        let options = Options {
            as_of: as_of.transpose()?,
            parameters: self.parameters.clone(),
            record: self.record.clone(),
            all: self.all,
            brief: self.brief,
            clear: self.clear,
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            levels: levels.collect::<PyResult<_>>()?,
            register: register.map_err(|[ja, en]| fault::setting(&ja, &en))?,
            ..Options::default()
        };
        engine.session(&options).map_err(|errors| fault::of_settings(&errors))
    }
}
