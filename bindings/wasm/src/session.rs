//! A run: inputs come in, and are judged as they come.

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Function;
#[cfg(feature = "full")]
use js_sys::Uint8Array;
use sadame::engine::Engine;
use sadame::input::fault::TableFault;
use sadame::input::feed::{Around, Feed, How, Run};
use sadame::input::grid::Table;
use self_cell::self_cell;
#[cfg(feature = "full")]
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::options::Told;
use crate::report::Report;
#[cfg(feature = "full")]
use crate::sheets;

self_cell!(
    /// A run, with the rules that it judges by.
    pub(crate) struct Live {
        owner: Rc<Engine>,
        #[covariant]
        dependent: Underway,
    }
);

/// A run that is underway; or, once it is closed, whoever judges a record of an input once more.
pub(crate) enum Underway<'e> {
    Run(Box<Run<'e>>),
    Done(Again<'e>),
}

/// Who judges a record once more, by the number of its input.
#[cfg(feature = "full")]
type Again<'e> = Vec<sadame::engine::Worker<'e>>;

/// Nobody: only the full chunk judges once more.
#[cfg(not(feature = "full"))]
type Again<'e> = std::marker::PhantomData<&'e ()>;

/// Opens a workbook: its bytes in, what [`open_workbook`](crate::open_workbook) gives out; none where that failed.
pub type Open<'a> = &'a mut dyn FnMut(&[u8]) -> Option<Vec<u8>>;

/// Is told how many records have been read, and what came since the last time.
pub type Tell<'a> = &'a mut dyn FnMut(u64, Option<String>);

/// A run over inputs that are handed over.
#[wasm_bindgen]
pub struct Session {
    live: Live,
    feed: Option<Feed>,
    how: How,
    files: BTreeMap<String, Vec<u8>>,
    /// How many of the records that were kept have been taken.
    #[cfg(feature = "full")]
    taken: usize,
}

impl Session {
    /// Begins.
    pub(crate) fn new(engine: Rc<Engine>, told: &Told<'_>) -> Result<Session, String> {
        let how = told.how(&engine, How::default())?;
        let live = Live::try_new(engine, |engine| {
            let session = told.session(engine)?;
            Ok::<_, String>(Underway::Run(Box::new(Run::new(engine, session, told.keep()))))
        })?;
        Ok(Session {
            live,
            feed: None,
            how,
            files: BTreeMap::new(),
            #[cfg(feature = "full")]
            taken: 0,
        })
    }

    /// Ends the input: see [`close`](Session::close), which has it ask JavaScript.
    pub fn end(&mut self, mut sheets: Option<Open<'_>>, mut after: Option<Tell<'_>>, take: bool) {
        let Some(feed) = self.feed.take() else { return };
        let mut open = |bytes: Vec<u8>| opened(&mut sheets, &bytes);
        #[cfg(feature = "full")]
        let taken = &mut self.taken;
        let mut tell = |run: &mut Run<'_>| {
            let Some(after) = &mut after else { return };
            let read = run.session.so_far().counts.read;
            #[cfg(feature = "full")]
            let given = take.then(|| crate::write::taken(run, taken));
            #[cfg(not(feature = "full"))]
            let given = None.filter(|_| take);
            after(read, given);
        };
        let mut around = Around { files: &self.files, sheets: &mut open, after: &mut tell };
        with(&mut self.live, |run| feed.end(run, &mut around));
    }
}

#[wasm_bindgen]
impl Session {
    /// Begins the next input. `reading` says its layout and the like, where they are other than the run's.
    pub fn open(&mut self, name: &str, reading: Option<String>) -> Result<(), String> {
        let how = match reading {
            None => self.how.clone(),
            Some(told) => Told::new(&told).how(self.live.borrow_owner(), self.how.clone())?,
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

    /// Lets a file be read with others, where a layout says so.
    #[cfg(feature = "full")]
    pub fn beside(&mut self, name: &str, bytes: Vec<u8>) {
        self.files.insert(name.to_owned(), bytes);
    }

    /// The names of the files, among those beside, that this one of them is read with.
    #[cfg(feature = "full")]
    #[wasm_bindgen(js_name = readWith)]
    pub fn read_with(&self, name: &str) -> Vec<String> {
        let Underway::Run(run) = self.live.borrow_dependent() else { return Vec::new() };
        sadame::input::feed::read_with(run, name, &self.how, &self.files)
    }

    /// Takes what came since the last time, as JSON: `{"records", "findings", "data_errors"}`, the findings as outlines. It is not in the report then.
    #[cfg(feature = "full")]
    pub fn take(&mut self) -> String {
        let taken = &mut self.taken;
        with(&mut self.live, |run| crate::write::taken(run, taken)).unwrap_or_default()
    }

    /// Ends the input. `sheets` opens workbooks: bytes in, what the chunk for sheets gives out. `after` is told how many records have been read; and, where
    /// `take` is set, what came since the last time.
    pub fn close(&mut self, sheets: Option<Function>, after: Option<Function>, take: bool) {
        #[cfg(feature = "full")]
        let mut open = sheets.map(|open| {
            move |bytes: &[u8]| {
                let given = open.call1(&JsValue::NULL, &Uint8Array::from(bytes)).ok()?;
                given.dyn_into::<Uint8Array>().ok().map(|given| given.to_vec())
            }
        });
        #[cfg(not(feature = "full"))]
        let mut open = {
            drop(sheets);
            None::<fn(&[u8]) -> Option<Vec<u8>>>
        };
        #[allow(clippy::cast_precision_loss, reason = "nobody counts to 2⁵³")]
        let mut tell = after.map(|after| {
            move |read: u64, taken: Option<String>| {
                let taken = taken.map_or(JsValue::UNDEFINED, |taken| JsValue::from_str(&taken));
                // Whoever is told cannot stop it, and what goes wrong there stays there.
                let _ = after.call2(&JsValue::NULL, &JsValue::from_f64(read as f64), &taken);
            }
        });
        self.end(open.as_mut().map(|it| it as Open<'_>), tell.as_mut().map(|it| it as Tell<'_>), take);
    }

    /// How many records have been read, judged, and found to have something; and the findings and the data errors so far.
    pub fn counts(&self) -> Vec<f64> {
        let mut counts = [0; 5];
        if let Underway::Run(run) = self.live.borrow_dependent() {
            let report = run.session.so_far();
            let found = [report.findings.len() as u64, report.faults.len() as u64];
            counts = [report.counts.read, report.counts.judged, report.counts.flagged, found[0], found[1]];
        }
        #[allow(clippy::cast_precision_loss, reason = "nobody counts to 2⁵³")]
        counts.map(|count| count as f64).to_vec()
    }

    /// Judges what looks at more than one record, and closes the run.
    pub fn finish(mut self) -> Report {
        let (report, kept) = self.live.with_dependent_mut(|_, underway| {
            let Underway::Run(run) = std::mem::replace(underway, Underway::Done(Default::default())) else {
                return Default::default();
            };
            #[cfg(feature = "full")]
            {
                let inputs = 0..u32::try_from(run.session.so_far().inputs.len()).unwrap_or_default();
                *underway = Underway::Done(inputs.map(|input| run.session.worker(input)).collect());
            }
            (run.session.finish(), run.kept)
        });
        Report { live: self.live, report, kept: kept.unwrap_or_default() }
    }
}

/// Has the run do something.
fn with<T>(live: &mut Live, what: impl FnOnce(&mut Run<'_>) -> T) -> Option<T> {
    live.with_dependent_mut(|_, underway| match underway {
        Underway::Run(run) => Some(what(run)),
        Underway::Done(_) => None,
    })
}

/// The sheets of a workbook.
#[cfg(feature = "full")]
fn opened(sheets: &mut Option<Open<'_>>, bytes: &[u8]) -> Result<Vec<Table>, TableFault> {
    let Some(open) = sheets else { return Err(TableFault::NotBuilt { what: "XLSX", feature: "sheets" }) };
    open(bytes).map_or_else(
        || Err(TableFault::Workbook { why: "the chunk for sheets failed".to_owned() }),
        |given| sheets::Opened::read(&given),
    )
}

/// The sheets of a workbook: only the full chunk has them opened.
#[cfg(not(feature = "full"))]
fn opened(_: &mut Option<Open<'_>>, _: &[u8]) -> Result<Vec<Table>, TableFault> {
    Err(TableFault::NotBuilt { what: "XLSX", feature: "sheets" })
}
