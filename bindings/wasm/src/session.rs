//! A run: inputs come in, and are judged as they come.

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Function, Uint8Array};
use sadame::engine::{self, Engine};
use sadame::input::fault::TableFault;
use sadame::input::feed::{Around, Feed, How, Run};
use sadame::input::grid::Table;
use self_cell::self_cell;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::options::Told;
use crate::report::Report;
use crate::sheets;

self_cell!(
    /// A run, with the rules that it judges by.
    struct Live {
        owner: Rc<Engine>,
        #[covariant]
        dependent: Underway,
    }
);

/// A run that is underway; none once it is closed.
type Underway<'e> = Option<Run<'e>>;

/// A run over inputs that are handed over.
#[wasm_bindgen]
pub struct Session {
    live: Live,
    feed: Option<Feed>,
    how: How,
    files: BTreeMap<String, Vec<u8>>,
}

impl Session {
    /// Begins.
    pub(crate) fn new(engine: Rc<Engine>, told: &Told) -> Result<Session, JsValue> {
        let how = told.how(&engine, How::default())?;
        let live = Live::try_new(engine, |engine| {
            let session = told.session(engine)?;
            Ok::<_, JsValue>(Some(Run::new(engine, session, told.keep())))
        })?;
        Ok(Session { live, feed: None, how, files: BTreeMap::new() })
    }
}

#[wasm_bindgen]
impl Session {
    /// Begins the next input. `reading` is JSON: its layout and the like, where they are other than the run's.
    pub fn open(&mut self, name: &str, reading: Option<String>) -> Result<(), JsValue> {
        let how = match reading {
            None => self.how.clone(),
            Some(json) => Told::read(&json)?.how(self.live.borrow_owner(), self.how.clone())?,
        };
        self.feed = with(&mut self.live, |run| Feed::new(run, name, how));
        Ok(())
    }

    /// Judges what is whole with these bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        if let Some(feed) = &mut self.feed {
            with(&mut self.live, |run| feed.push(run, bytes));
        }
    }

    /// The same, for a text.
    #[wasm_bindgen(js_name = pushText)]
    pub fn push_text(&mut self, text: &str) {
        self.push(text.as_bytes());
    }

    /// Lets a file be read with others, where a layout says so.
    #[cfg(feature = "full")]
    pub fn beside(&mut self, name: &str, bytes: Vec<u8>) {
        self.files.insert(name.to_owned(), bytes);
    }

    /// The names of the files, among those beside, that this one of them is read with.
    #[cfg(feature = "full")]
    #[wasm_bindgen(js_name = readWith)]
    pub fn read_with(&self, name: &str) -> Vec<String> {
        let run = self.live.borrow_dependent().as_ref();
        run.map_or_else(Vec::new, |run| sadame::input::feed::read_with(run, name, &self.how, &self.files))
    }

    /// Ends the input. `sheets` opens workbooks: bytes in, what the chunk for sheets gives out. `after` is told how many records have been read.
    pub fn close(&mut self, sheets: Option<Function>, after: Option<Function>) {
        let Some(feed) = self.feed.take() else { return };
        let mut open = |bytes: Vec<u8>| opened(sheets.as_ref(), &bytes);
        #[allow(clippy::cast_precision_loss, reason = "nobody counts to 2⁵³")]
        let mut tell = |session: &engine::Session<'_>| {
            if let Some(after) = &after {
                // Whoever is told cannot stop it, and what goes wrong there stays there.
                let _ = after.call1(&JsValue::NULL, &JsValue::from_f64(session.so_far().counts.read as f64));
            }
        };
        let mut around = Around { files: &self.files, sheets: &mut open, after: &mut tell };
        with(&mut self.live, |run| feed.end(run, &mut around));
    }

    /// How many records have been read, judged, and found to have something; and the findings and the data errors so far.
    pub fn counts(&self) -> Vec<f64> {
        let counts = self.live.borrow_dependent().as_ref().map_or([0; 5], |run| {
            let report = run.session.so_far();
            let counts = report.counts;
            [counts.read, counts.judged, counts.flagged, report.findings.len() as u64, report.faults.len() as u64]
        });
        #[allow(clippy::cast_precision_loss, reason = "nobody counts to 2⁵³")]
        counts.map(|count| count as f64).to_vec()
    }

    /// Judges what looks at more than one record, and closes the run.
    pub fn finish(mut self) -> Report {
        let engine = Rc::clone(self.live.borrow_owner());
        let done = self.live.with_dependent_mut(|_, underway| underway.take().map(|run| (run.session.finish(), run.kept)));
        let (report, kept) = done.unwrap_or_default();
        Report { engine, report, kept: kept.unwrap_or_default() }
    }
}

/// Has the run do something.
fn with<T>(live: &mut Live, what: impl FnOnce(&mut Run<'_>) -> T) -> Option<T> {
    live.with_dependent_mut(|_, underway| underway.as_mut().map(what))
}

/// The sheets of a workbook.
fn opened(sheets: Option<&Function>, bytes: &[u8]) -> Result<Vec<Table>, TableFault> {
    let Some(open) = sheets else { return Err(TableFault::NotBuilt { what: "XLSX", feature: "sheets" }) };
    let given = open.call1(&JsValue::NULL, &Uint8Array::from(bytes));
    let given = given.ok().and_then(|given| given.dyn_into::<Uint8Array>().ok());
    given.map_or_else(
        || Err(TableFault::Workbook { why: "the chunk for sheets failed".to_owned() }),
        |given| sheets::Opened::read(&given.to_vec()),
    )
}
