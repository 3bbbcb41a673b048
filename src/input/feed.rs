//! Judging inputs that are handed over as bytes, bit by bit: what a page, or a program in another language, holds in memory.
//!
//! Lines of JSON are judged as they come. Of all else the bytes are gathered, and judged when the input [ends](Feed::end). Equal bytes under equal names give
//! what the program gives for files.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};

use sha2::{Digest, Sha256};

use super::fault::TableFault;
use super::grid::Table;
use super::kind::{Kind, SEEN, ends_in, kind};
use super::packed::{packed, unpack};
use super::{Fed, Line, Piece, cut, document, is_document};
use crate::decode::Reason;
use crate::engine::{Engine, Reading, Session, Worker};
use crate::pack::hexadecimal;

pub use kept::{Kept, KeptRecord};

mod kept;
#[cfg(feature = "encodings")]
mod tables;

/// The longest record that is read, in bytes, where nothing else is said.
pub const LIMIT: usize = 16 << 20;

/// After how many records of a whole file it is told how far it is.
const TOLD: usize = 1024;

/// How an input is read.
#[derive(Debug, Clone)]
pub struct How {
    /// The layout; otherwise, the one that fits.
    pub layout: Option<String>,
    /// How a text is written; otherwise, what its bytes show.
    pub encoding: Option<String>,
    /// The longest record, in bytes.
    pub limit: usize,
    /// What the input is said to be, where its bytes are lines of JSON that somebody made of something else; they have no digest.
    pub made_of: Option<String>,
    /// Whether the digest of its bytes is told: of files.
    pub digest: bool,
}

impl Default for How {
    fn default() -> How {
        How { layout: None, encoding: None, limit: LIMIT, made_of: None, digest: true }
    }
}

/// A run over inputs that are handed over.
#[derive(Debug)]
pub struct Run<'e> {
    /// What judges.
    pub engine: &'e Engine,
    /// What is judged so far.
    pub session: Session<'e>,
    /// The records as they were read, where they are kept.
    pub kept: Option<Kept>,
}

/// What an input may need besides its bytes.
pub struct Around<'a> {
    /// Files that may be read with it, by name.
    pub files: &'a BTreeMap<String, Vec<u8>>,
    /// Opens workbooks.
    pub sheets: &'a mut dyn FnMut(Vec<u8>) -> Result<Vec<Table>, TableFault>,
    /// Is told how far it is, each thousand records; it may take out what was found.
    pub after: &'a mut dyn FnMut(&mut Run<'_>),
}

/// An input that is underway.
#[derive(Debug)]
pub struct Feed {
    input: u32,
    name: String,
    how: How,
    digest: Option<Sha256>,
    bytes: Vec<u8>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// It is not settled yet what it holds.
    Beginning,
    /// Lines of JSON, with where the records in them are.
    Lines(Fed, Vec<String>),
    /// What is judged when it has ended.
    Gathering,
    /// It cannot be read.
    Broken(Fault),
}

/// What keeps an input from being read.
#[derive(Debug)]
enum Fault {
    Table(TableFault),
    /// An array without its end.
    Unclosed,
    /// A packed file that breaks off.
    Broken,
}

impl From<TableFault> for Fault {
    fn from(fault: TableFault) -> Fault {
        Fault::Table(fault)
    }
}

impl Fault {
    /// One sentence: Japanese, English.
    fn message(&self) -> [String; 2] {
        let (ja, en) = match self {
            Fault::Table(fault) => return fault.message(),
            Fault::Unclosed => ("配列が ] で閉じられていません", "the array is not closed by `]`"),
            Fault::Broken => (
                "途中から読み取れません。壊れているか、途中で終わっています",
                "it cannot be read further: it is damaged, or ends too early",
            ),
        };
        [ja.to_owned(), en.to_owned()]
    }
}

impl Feed {
    /// Begins an input of the run.
    #[must_use]
    pub fn new(run: &mut Run<'_>, name: &str, how: How) -> Feed {
        let input = run.session.input(name);
        let digest = (how.digest && how.made_of.is_none()).then(Sha256::new);
        Feed { input, name: name.to_owned(), how, digest, bytes: Vec::new(), state: State::Beginning }
    }

    /// Judges what is whole with these bytes.
    pub fn push(&mut self, run: &mut Run<'_>, bytes: &[u8]) {
        if let Some(digest) = &mut self.digest {
            digest.update(bytes);
        }
        match &mut self.state {
            State::Lines(fed, pointers) => run.lines(self.input, &fed.feed(bytes), pointers, self.how.limit),
            State::Broken(_) => {}
            State::Gathering => self.bytes.extend_from_slice(bytes),
            State::Beginning => {
                self.bytes.extend_from_slice(bytes);
                if self.bytes.len() >= SEEN || self.how.made_of.is_some() {
                    self.settle(run, false);
                }
            }
        }
    }

    /// Judges the rest. What keeps the input from being read, or not to its end, is noted in the session.
    pub fn end(mut self, run: &mut Run<'_>, around: &mut Around<'_>) {
        if matches!(self.state, State::Beginning) {
            self.settle(run, true);
        }
        let done = match self.state {
            State::Lines(mut fed, pointers) => {
                run.lines(self.input, fed.end().as_slice(), &pointers, self.how.limit);
                Ok(())
            }
            State::Broken(fault) => Err(fault),
            State::Beginning | State::Gathering => {
                let content = Content { input: self.input, name: &self.name, how: &self.how };
                content.judge(run, std::mem::take(&mut self.bytes), around)
            }
        };
        match done {
            Err(fault) => run.session.broken(self.input, fault.message()),
            Ok(()) => {
                let digest = self.digest.map(|digest| hexadecimal(&digest.finalize()));
                digest.into_iter().for_each(|digest| run.session.digest(self.input, digest));
            }
        }
    }

    /// What kind of input it is, by its beginning.
    fn settle(&mut self, run: &mut Run<'_>, ended: bool) {
        let seen = &self.bytes[..self.bytes.len().min(SEEN)];
        let lines = |format: &str, run: &mut Run<'_>| {
            let pointers = run.json(self.input, format, seen, &self.how);
            let mut fed = Fed::new(self.how.limit);
            run.lines(self.input, &fed.feed(&self.bytes), &pointers, self.how.limit);
            State::Lines(fed, pointers)
        };
        let state = match (&self.how.made_of, packed(seen), kind(seen, ended, &self.name)) {
            (Some(format), ..) => lines(format, run),
            (None, Some(_), _) => State::Gathering,
            (None, None, Err(fault)) => State::Broken(fault.into()),
            (None, None, Ok(Kind::Json)) if !is_whole(&self.name, seen) => lines("jsonl", run),
            (None, None, Ok(_)) => State::Gathering,
        };
        if matches!(state, State::Lines(..)) {
            self.bytes = Vec::new();
        }
        self.state = state;
    }
}

/// The names of the files, among these, that a text of rows is read with: they are not to be judged by themselves.
#[must_use]
#[cfg(feature = "encodings")]
pub fn read_with(run: &Run<'_>, name: &str, how: &How, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    if !ends_in(name, &["csv", "tsv", "txt"]) {
        return Vec::new();
    }
    tables::read_with(run, &Content { input: 0, name, how }, files)
}

/// Whether what begins so is one document of JSON, and no lines.
fn is_whole(name: &str, seen: &[u8]) -> bool {
    !ends_in(name, &["jsonl", "ndjson"]) && is_document(seen, true) == Some(true)
}

/// An input all of whose bytes are there.
struct Content<'f> {
    input: u32,
    name: &'f str,
    how: &'f How,
}

impl Content<'_> {
    fn judge(&self, run: &mut Run<'_>, bytes: Vec<u8>, around: &mut Around<'_>) -> Result<(), Fault> {
        let (bytes, packed, ended) = unpacked(bytes)?;
        let done = self.unpacked(run, bytes, around);
        let reading = run.session.so_far().inputs[self.input as usize].reading.clone();
        run.session.understood(self.input, Reading { packed, ..reading });
        done.and(ended)
    }

    fn unpacked(&self, run: &mut Run<'_>, bytes: Vec<u8>, around: &mut Around<'_>) -> Result<(), Fault> {
        let seen = &bytes[..bytes.len().min(SEEN)];
        match kind(seen, seen.len() == bytes.len(), self.name)? {
            Kind::Json if is_whole(self.name, seen) => {
                let pointers = run.json(self.input, "json", seen, self.how);
                run.document(self.input, &bytes, &pointers, self.how.limit, around)
            }
            Kind::Json => {
                let pointers = run.json(self.input, "jsonl", seen, self.how);
                let mut fed = Fed::new(self.how.limit);
                for part in bytes.chunks(SEEN) {
                    run.lines(self.input, &fed.feed(part), &pointers, self.how.limit);
                    (around.after)(run);
                }
                run.lines(self.input, fed.end().as_slice(), &pointers, self.how.limit);
                Ok(())
            }
            #[cfg(feature = "encodings")]
            Kind::Text => self.text(run, &bytes, around),
            #[cfg(feature = "encodings")]
            Kind::Workbook => self.workbook(run, bytes, around),
            #[cfg(not(feature = "encodings"))]
            Kind::Text | Kind::Workbook => Err(TableFault::NotBuilt { what: "CSV / XLSX", feature: "encodings" }.into()),
            Kind::Columns => Err(TableFault::NotBuilt { what: "Parquet / Arrow", feature: "arrow" }.into()),
        }
    }
}

/// What a packed file holds, how it was packed, and whether that is all of it.
type Unpacked = (Vec<u8>, Option<&'static str>, Result<(), Fault>);

/// Unpacks a file, where it is packed.
fn unpacked(bytes: Vec<u8>) -> Result<Unpacked, Fault> {
    let Some(how) = packed(&bytes) else { return Ok((bytes, None, Ok(()))) };
    if cfg!(not(feature = "packed")) {
        return Err(TableFault::NotBuilt { what: how, feature: "packed" }.into());
    }
    let mut content = Vec::new();
    let mut reader = unpack(BufReader::new(&bytes[..]), how).map_err(|_| Fault::Broken)?;
    let ended = reader.read_to_end(&mut content).map(|_| ()).map_err(|_| Fault::Broken);
    Ok((content, Some(how), ended))
}

impl<'e> Run<'e> {
    /// Nothing is judged yet.
    #[must_use]
    pub fn new(engine: &'e Engine, session: Session<'e>, keep: bool) -> Run<'e> {
        Run { engine, session, kept: keep.then(Kept::default) }
    }

    /// Notes by which layout of JSON an input is read; where the records are in it.
    fn json(&mut self, input: u32, format: &str, beginning: &[u8], how: &How) -> Vec<String> {
        let record = self.session.so_far().record;
        let layouts = &self.engine.program.layouts;
        let layout = match &how.layout {
            Some(name) => layouts.iter().position(|layout| layout.name == *name && layout.record == record),
            None => self.engine.json_layout(record, beginning),
        };
        let found = layout.and_then(|layout| Some((layout, self.engine.records_of(layout)?)));
        let mut reading = Reading { format: format.to_owned(), ..Reading::default() };
        let pointers = found.map_or_else(Vec::new, |(layout, (name, pointers))| {
            self.session.mapped(input, layout);
            reading.layout = Some(name);
            pointers
        });
        self.session.understood(input, reading);
        pointers
    }

    /// Judges lines.
    fn lines(&mut self, input: u32, pieces: &[Piece], pointers: &[String], limit: usize) {
        if pieces.is_empty() {
            return;
        }
        let mut worker = self.session.worker(input);
        for line in pieces.iter().flat_map(Piece::lines) {
            match line {
                Line::TooLong(number, start) => refuse(&mut worker, number, start, limit),
                Line::Whole(number, bytes) if pointers.is_empty() => self.record(&mut worker, input, number, bytes, limit),
                Line::Whole(number, bytes) => {
                    let records = cut(number, bytes, pointers);
                    records.iter().for_each(|(line, record)| self.record(&mut worker, input, *line, record, limit));
                }
            }
        }
        self.session.absorb(worker.batch());
    }

    fn document(
        &mut self,
        input: u32,
        bytes: &[u8],
        pointers: &[String],
        limit: usize,
        around: &mut Around<'_>,
    ) -> Result<(), Fault> {
        let document = document(bytes);
        let mut worker = self.session.worker(input);
        for some in document.records.chunks(TOLD) {
            for (line, bytes) in some {
                // A package is one value, however long; the records in it are held to the limit.
                let records = cut(*line, bytes, pointers);
                records.iter().for_each(|(line, record)| self.record(&mut worker, input, *line, record, limit));
            }
            self.session.absorb(worker.batch());
            (around.after)(self);
        }
        if document.closed { Ok(()) } else { Err(Fault::Unclosed) }
    }

    /// Judges a record that is not too long.
    fn record(&mut self, worker: &mut Worker<'_>, input: u32, position: u64, record: &[u8], limit: usize) {
        if record.len() > limit {
            return refuse(worker, position, record, limit);
        }
        if let Some(kept) = &mut self.kept {
            kept.push(input, position, record, &[]);
        }
        worker.push(position, record);
    }
}

fn refuse(worker: &mut Worker<'_>, position: u64, start: &[u8], limit: usize) {
    let start = &start[..start.len().min(200)];
    worker.refuse(position, Reason::TooLong { limit }, &String::from_utf8_lossy(start));
}
