//! Reading files into a session: JSON as lines or whole, tables row by row. A file that cannot be read is said so, and the next is read.

use std::collections::BTreeSet;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use indicatif::ProgressBar;

use super::complain;
use super::open::Opened;
use super::threads;
use crate::engine::{Engine, Reading, Session};
use crate::input::fault::TableFault;
use crate::input::kind::{self, Kind, SEEN, ends_in};
use crate::input::{Lines, cut, document, is_document};
use crate::lang::Lang;

/// Reads files into a session.
pub(super) struct Reader<'a> {
    /// What judges.
    pub(super) engine: &'a Engine,
    /// The longest line that is read, in bytes.
    pub(super) limit: usize,
    /// The language of complaints.
    pub(super) lang: Lang,
    /// How texts are written; otherwise, what their bytes show.
    pub(super) encoding: Option<&'static Encoding>,
    /// The layout of every file.
    pub(super) layout: Option<String>,
    /// The layouts of files whose names fit a pattern.
    pub(super) layouts: Vec<(glob::Pattern, String)>,
    /// Shows how much has been read.
    pub(super) progress: ProgressBar,
    /// What is done after each record; its errors end the run.
    pub(super) after: &'a mut dyn FnMut(&mut Session<'_>) -> io::Result<()>,
    /// On how many threads lines are judged.
    pub(super) threads: usize,
    /// How many records of each file are kept as they were read, and those.
    pub(super) keep: usize,
    pub(super) kept: Vec<(u32, u64, String)>,
}

/// What kept a file from being read.
pub(super) enum Fault {
    /// The file.
    Read(io::Error),
    /// What stands in it.
    Table(TableFault),
    /// An array without its end.
    Unclosed,
    /// Somebody wrote to it meanwhile.
    Changed,
    /// The report could not be written.
    Write(io::Error),
}

impl From<io::Error> for Fault {
    fn from(fault: io::Error) -> Fault {
        Fault::Read(fault)
    }
}

impl From<TableFault> for Fault {
    fn from(fault: TableFault) -> Fault {
        Fault::Table(fault)
    }
}

impl Reader<'_> {
    /// Judges every record of the files. Those that others are read with are not read by themselves.
    ///
    /// # Errors
    /// Those of writing the report; a file that cannot be read is noted in the session.
    pub(super) fn read_all(&mut self, session: &mut Session<'_>, files: &[String]) -> io::Result<()> {
        let record = session.so_far().record;
        let tables = files.iter().filter(|file| files.len() > 1 && ends_in(file, &["csv", "tsv", "txt"]));
        let beside: BTreeSet<PathBuf> = tables.flat_map(|file| self.beside(record, file)).collect();
        files.iter().filter(|file| !beside.contains(Path::new(file))).try_for_each(|file| self.read(session, file))
    }

    /// Judges every record of a file; `-` is the standard input.
    ///
    /// # Errors
    /// Those of writing the report; a file that cannot be read is noted in the session.
    pub(super) fn read(&mut self, session: &mut Session<'_>, file: &str) -> io::Result<()> {
        let input = session.input(file);
        let why = match self.records(session, input, file) {
            Ok(digest) => {
                session.digest(input, digest);
                return Ok(());
            }
            Err(Fault::Write(fault)) => return Err(fault),
            Err(fault) => fault.message(),
        };
        let line = format!("{file}: {}", why[usize::from(self.lang == Lang::En)]);
        self.progress.suspend(|| complain(&line));
        session.broken(input, why);
        Ok(())
    }

    /// The digest of the file, when all of it was read.
    fn records(&mut self, session: &mut Session<'_>, input: u32, file: &str) -> Result<String, Fault> {
        let mut opened = Opened::new(file, &self.progress)?;
        let kind = kind(&mut opened, file)?;
        let read = match kind {
            Kind::Json => self.json(session, input, &mut opened, file),
            Kind::Text => self.text_file(session, input, &mut opened, file),
            Kind::Workbook => self.workbook(session, input, &mut opened, file),
            Kind::Columns => self.columns(session, input, &mut opened, file),
        };
        let packed = opened.packed;
        let reading = session.so_far().inputs[input as usize].reading.clone();
        session.understood(input, Reading { packed, ..reading });
        // What is wrong with a file that somebody writes to comes of that.
        if !matches!(read, Err(Fault::Write(_))) && opened.changed() {
            return Err(Fault::Changed);
        }
        read?;
        Ok(opened.digest()?)
    }

    /// The layout that was chosen for a file.
    pub(super) fn layout_of(&self, file: &str) -> Option<&str> {
        let by_name = self.layouts.iter().find(|(pattern, _)| {
            pattern.matches(file) || Path::new(file).file_name().is_some_and(|name| pattern.matches(&name.to_string_lossy()))
        });
        self.layout.as_deref().or(by_name.map(|(_, layout)| layout.as_str()))
    }

    /// Reads lines, unless the content begins as one document does.
    fn json(&mut self, session: &mut Session<'_>, input: u32, opened: &mut Opened, file: &str) -> Result<(), Fault> {
        let lines = ends_in(file, &["jsonl", "ndjson"]);
        // A pipe gives what it has; what it holds may show only with more.
        let document = !lines
            && loop {
                if let Some(is_document) = is_document(opened.seen(), opened.ended() || opened.seen().len() >= SEEN) {
                    break is_document;
                }
                opened.more()?;
            };
        let pointers = self.json_layout(session, input, opened.seen(), file);
        let format = if document { "json" } else { "jsonl" };
        let layout = pointers.as_ref().map(|(name, _)| name.clone());
        session.understood(input, Reading { format: format.to_owned(), layout, ..Reading::default() });
        let pointers = pointers.map(|(_, pointers)| pointers).unwrap_or_default();
        if document {
            let (bytes, ended) = opened.readable();
            let cut = self.document(session, input, &bytes, &pointers);
            return ended.map_err(Fault::from).and(cut);
        }
        let lines = Lines::new(BufReader::with_capacity(SEEN, opened.content()), self.limit);
        self.lines(session, input, lines, &pointers)
    }

    fn document(&mut self, session: &mut Session<'_>, input: u32, bytes: &[u8], pointers: &[String]) -> Result<(), Fault> {
        let document = document(bytes);
        let mut worker = session.worker(input);
        for (line, bytes) in &document.records {
            // A package is one value, however long; the records in it are held to the limit.
            for (line, record) in cut(*line, bytes, pointers) {
                self.keep(input, line, record);
                threads::judge(&mut worker, line, record, self.limit);
            }
            session.absorb(worker.batch());
            (self.after)(session).map_err(Fault::Write)?;
        }
        if document.closed { Ok(()) } else { Err(Fault::Unclosed) }
    }

    /// Keeps a record as it was read, where it is one of the first.
    pub(super) fn keep(&mut self, input: u32, position: u64, json: &[u8]) {
        if self.keep == usize::MAX || self.keep > 0 && self.kept.iter().filter(|(of, ..)| *of == input).count() < self.keep {
            self.kept.push((input, position, String::from_utf8_lossy(json).into_owned()));
        }
    }

    /// Sets the layout of JSON that a file is read by: its name, and where its records are.
    fn json_layout(&self, session: &mut Session<'_>, input: u32, beginning: &[u8], file: &str) -> Option<(String, Vec<String>)> {
        let record = session.so_far().record;
        let layout = match self.layout_of(file) {
            Some(name) => self.engine.program.layouts.iter().position(|layout| layout.name == name && layout.record == record)?,
            None => self.engine.json_layout(record, beginning)?,
        };
        let (name, pointers) = self.engine.records_of(layout)?;
        session.mapped(input, layout);
        Some((name, pointers))
    }

    #[cfg(not(feature = "arrow"))]
    fn columns(&mut self, _: &mut Session<'_>, _: u32, _: &mut Opened, _: &str) -> Result<(), Fault> {
        Err(Fault::Table(TableFault::NotBuilt { what: "Parquet / Arrow", feature: "arrow" }))
    }
}

/// What a file holds.
pub(super) fn kind(opened: &mut Opened, file: &str) -> Result<Kind, Fault> {
    while (opened.seen().len() < 8 || kind::first(opened.seen()).is_none()) && !opened.ended() && opened.seen().len() < SEEN {
        opened.more()?;
    }
    Ok(kind::kind(opened.seen(), opened.ended(), file)?)
}

/// Why a file cannot be read: Japanese, English. Nothing of the machine's own wording, so that reports are the same everywhere.
pub(super) fn why(fault: &io::Error) -> [String; 2] {
    let (ja, en) = match fault.kind() {
        io::ErrorKind::NotFound => ("ファイルがありません", "there is no such file"),
        io::ErrorKind::PermissionDenied => ("読む権限がありません", "no permission to read it"),
        io::ErrorKind::IsADirectory => ("フォルダです。ファイルを指定してください", "this is a folder, not a file"),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::Other => (
            "途中から読み取れません。壊れているか、途中で終わっています",
            "it cannot be read further: it is damaged, or ends too early",
        ),
        _ => ("読み取れません", "it cannot be read"),
    };
    [ja.to_owned(), en.to_owned()]
}
