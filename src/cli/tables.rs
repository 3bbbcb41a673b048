//! Reading tables into a session: text files, workbooks, and what lies beside them.

use std::collections::BTreeSet;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use super::open::Opened;
use super::read::{Fault, Reader, why};
use crate::decode::Reason;
use crate::engine::Session;
use crate::input::cell::fold;
use crate::input::choose::{Seen, choose, layouts};
use crate::input::encoding::{Detector, Found, to_utf8};
use crate::input::fault::TableFault;
use crate::input::grid::{Row, Table};
use crate::input::heading::SEEN;
use crate::input::layout::Layout;
use crate::input::table::{self, Made, Tables};
use crate::input::text::{TextRows, delimiter};
use crate::input::workbook::Workbook;

/// How much of the standard input is seen before its encoding is settled.
const BEGINNING: usize = 1 << 20;

/// The rows of a text file, and how it is written.
pub(super) struct Text {
    pub(super) rows: TextRows<Box<dyn Read>>,
    /// Its first rows.
    pub(super) first: Vec<Row>,
    /// Whether they could be read, or what follows on them cannot.
    pub(super) ended: io::Result<()>,
    /// Its encoding, where it is another than plain UTF-8.
    pub(super) encoding: Option<&'static str>,
}

/// Fails once, where the reading of what stands before it failed.
struct Stumble(Option<io::Error>);

impl Read for Stumble {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// What may be read beside a file.
pub(super) enum Neighbours<'r, 'a> {
    /// Files, beside this one.
    Files(&'r Reader<'a>, Option<PathBuf>),
    /// The sheets of a workbook; also files beside it.
    Sheets {
        /// Reads the files.
        reader: &'r Reader<'a>,
        /// The path of the workbook.
        path: Option<PathBuf>,
        /// Its other sheets.
        sheets: Vec<Table>,
        /// Which of them were read.
        read: BTreeSet<usize>,
    },
}

impl Tables for Neighbours<'_, '_> {
    fn sheet(&mut self, names: &[String]) -> Result<Option<Table>, TableFault> {
        match self {
            Neighbours::Sheets { sheets, read, .. } => {
                let at = names.iter().find_map(|name| sheets.iter().position(|sheet| fold(&sheet.name) == fold(name)));
                // More than one field may be read from it.
                Ok(at.map(|at| {
                    read.insert(at);
                    sheets[at].clone()
                }))
            }
            Neighbours::Files(reader, path) => {
                let Some(path) = path else { return Ok(None) };
                let beside = beside(path, names, true);
                beside.map(|beside| reader.table(&beside)).transpose()
            }
        }
    }

    fn file(&mut self, names: &[String]) -> Result<Option<Table>, TableFault> {
        let (Neighbours::Files(reader, path) | Neighbours::Sheets { reader, path, .. }) = self;
        let Some(path) = path else { return Ok(None) };
        beside(path, names, false).map(|beside| reader.table(&beside)).transpose()
    }
}

/// The file of one of these names beside another; of a sheet's name, with the other's ending.
fn beside(path: &Path, names: &[String], sheet: bool) -> Option<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let own = path.file_name()?.to_string_lossy().into_owned();
    let ending = own.find('.').map_or("", |at| &own[at..]);
    let named = names.iter().map(|name| folder.join(if sheet { format!("{name}{ending}") } else { name.clone() }));
    named.into_iter().find(|beside| beside.is_file() && beside != path)
}

impl Reader<'_> {
    /// The layouts for a file: the one that was chosen for it, or all.
    fn layouts(&self, record: usize, file: &str) -> Vec<Layout> {
        layouts(&self.engine.program, record, self.layout_of(file))
    }

    /// The files beside a text file that its layout reads with it.
    pub(super) fn beside(&self, record: usize, file: &str) -> Vec<PathBuf> {
        if !Path::new(file).is_file() {
            return Vec::new();
        }
        let Ok(mut opened) = Opened::new(file, &indicatif::ProgressBar::hidden()) else { return Vec::new() };
        let (Ok(text), Some(path)) = (self.text(&mut opened), opened.path.clone()) else { return Vec::new() };
        let layouts = self.layouts(record, file);
        let seen = Seen { name: "", rows: &text.first, merged: &[], hidden: false };
        let Ok((layout, _)) = choose(&layouts, &[seen], "csv") else { return Vec::new() };
        let mut found = Vec::new();
        layout.body.joined(&mut |joined| found.extend(beside(&path, &joined.names, !joined.file)));
        found
    }

    /// Opens the rows of a text file: its encoding as told, or as its bytes show it.
    pub(super) fn text(&self, opened: &mut Opened) -> Result<Text, Fault> {
        let (encoding, told) = match self.encoding {
            Some(encoding) => (encoding, true),
            None => (self.detect(opened)?, false),
        };
        let mut content: Box<dyn Read> = Box::new(to_utf8(opened.content(), encoding));
        let mut beginning = Vec::new();
        let seen = content.by_ref().take(1 << 16).read_to_end(&mut beginning);
        let delimiter = delimiter(&beginning);
        let content: Box<dyn Read> = Box::new(Cursor::new(beginning).chain(Stumble(seen.err())).chain(content));
        let mut rows = TextRows::new(content, delimiter, self.limit);
        let (mut first, mut ended) = (Vec::new(), Ok(()));
        while first.len() < SEEN {
            match rows.next_row() {
                Ok(Some(row)) => first.push(row),
                Ok(None) => break,
                // What was read until then is kept.
                Err(fault) => {
                    ended = Err(fault);
                    break;
                }
            }
        }
        if first.is_empty() {
            ended?;
            ended = Ok(());
        }
        let plain = encoding == encoding_rs::UTF_8 && !told;
        Ok(Text { rows, first, ended, encoding: (!plain).then(|| encoding.name()) })
    }

    /// How a text is written: a file is looked through; of the standard input, the beginning.
    fn detect(&self, opened: &mut Opened) -> Result<&'static encoding_rs::Encoding, Fault> {
        let mut detector = Detector::default();
        match opened.again() {
            Some(content) => {
                let mut content = BufReader::with_capacity(1 << 16, content?);
                // What cannot be read is told where it is read for good.
                while let Ok(chunk) = io::BufRead::fill_buf(&mut content)
                    && !chunk.is_empty()
                {
                    detector.feed(chunk);
                    let read = chunk.len();
                    io::BufRead::consume(&mut content, read);
                }
            }
            None => {
                while opened.seen().len() < BEGINNING && opened.more()? {}
                let seen = opened.seen();
                // A line that goes on may stop within a letter.
                let line = seen.iter().rposition(|byte| *byte == b'\n').map_or(seen.len(), |end| end + 1);
                detector.feed(if opened.ended() { seen } else { &seen[..line] });
            }
        }
        match detector.finish() {
            Found::One(encoding) => Ok(encoding),
            Found::Either(line) => Err(Fault::Table(TableFault::Either { line })),
            Found::Mixed(utf8, other, encoding) => {
                Err(Fault::Table(TableFault::Mixed { utf8, other, encoding: encoding.name().to_owned() }))
            }
        }
    }

    /// A file that belongs to another, whole.
    fn table(&self, path: &Path) -> Result<Table, TableFault> {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let read = || -> Result<Table, Fault> {
            let mut opened = Opened::new(&path.to_string_lossy(), &self.progress)?;
            let text = self.text(&mut opened)?;
            text.ended?;
            let (mut rows, mut all) = (text.rows, text.first);
            while let Some(row) = rows.next_row()? {
                all.push(row);
            }
            drop(rows);
            if opened.changed() {
                return Err(Fault::Changed);
            }
            Ok(Table {
                name: name.clone(),
                rows: all,
                merged: Vec::new(),
                text: true,
                hidden: false,
                digest: Some(opened.digest()?),
            })
        };
        read().map_err(|fault| TableFault::Beside { name: name.clone(), why: fault.message() })
    }

    /// Judges the records of a text file.
    pub(super) fn text_file(
        &mut self,
        session: &mut Session<'_>,
        input: u32,
        opened: &mut Opened,
        file: &str,
    ) -> Result<(), Fault> {
        let text = self.text(opened)?;
        let layouts = self.layouts(session.so_far().record, file);
        let seen = Seen { name: "", rows: &text.first, merged: &[], hidden: false };
        let (layout, _) = choose(&layouts, &[seen], "csv")?;
        let mut neighbours = Neighbours::Files(self, opened.path.clone());
        let encoding = text.encoding.unwrap_or("UTF-8");
        let mut reader = table::Reader::new(&self.engine.program, layout, "", &text.first, &[], encoding, &mut neighbours)?;
        session.lacks(input, &reader.lacks());
        let encoding = text.encoding.map(str::to_owned);
        let ended = self.text_rows(session, input, &mut reader, text);
        let (reading, orphans) = reader.finish();
        session.understood(input, crate::engine::Reading { format: "csv".to_owned(), encoding, ..reading });
        // Of a file that breaks off nobody knows which rows of other tables belong to none of its records.
        let orphans = orphans.into_iter().filter(|_| ended.is_ok());
        orphans.for_each(|fault| session.fault(input, fault));
        ended
    }

    /// Judges the rows of a text.
    fn text_rows(&mut self, session: &mut Session<'_>, input: u32, reader: &mut table::Reader, text: Text) -> Result<(), Fault> {
        let taken = reader.taken().min(text.first.len());
        for row in &text.first[taken..] {
            let made = reader.text_row(row);
            self.made(session, input, row.number, made)?;
        }
        text.ended?;
        let mut rows = text.rows;
        while let Some(row) = rows.next_row()? {
            let made = reader.text_row(&row);
            self.made(session, input, row.number, made)?;
        }
        Ok(())
    }

    /// Judges the records of a workbook.
    pub(super) fn workbook(
        &mut self,
        session: &mut Session<'_>,
        input: u32,
        opened: &mut Opened,
        file: &str,
    ) -> Result<(), Fault> {
        let mut workbook = Workbook::new(opened.whole()?)?;
        let mut sheets = Vec::new();
        for name in workbook.names() {
            sheets.push(workbook.table(&name)?);
        }
        drop(workbook);
        let layouts = self.layouts(session.so_far().record, file);
        let seen: Vec<Seen<'_>> = sheets.iter().map(Seen::of).collect();
        let (layout, at) = choose(&layouts, &seen, "xlsx")?;
        let main = sheets.swap_remove(at);
        let first = &main.rows[..main.rows.len().min(SEEN)];
        let path = opened.path.clone();
        let mut neighbours = Neighbours::Sheets { reader: self, path, sheets, read: BTreeSet::new() };
        let program = &self.engine.program;
        let mut reader = table::Reader::new(program, layout, &main.name, first, &main.merged, "UTF-8", &mut neighbours)?;
        let Neighbours::Sheets { sheets, read, .. } = neighbours else { return Ok(()) };
        session.lacks(input, &reader.lacks());
        for row in &main.rows[reader.taken().min(main.rows.len())..] {
            let made = reader.row(row);
            self.made(session, input, row.number, made)?;
        }
        let (mut reading, orphans) = reader.finish();
        reading.format = "xlsx".to_owned();
        let unread = sheets.iter().enumerate().filter(|(at, sheet)| !read.contains(at) && !sheet.rows.iter().all(Row::is_blank));
        reading.unmapped.extend(unread.map(|(_, sheet)| format!("{}!*", sheet.name)));
        session.understood(input, reading);
        orphans.into_iter().for_each(|fault| session.fault(input, fault));
        Ok(())
    }

    /// Judges what was made of a row.
    pub(super) fn made(&mut self, session: &mut Session<'_>, input: u32, row: u64, made: Made) -> Result<(), Fault> {
        match made {
            Made::None => Ok(()),
            Made::Refused(reason, raw) => {
                session.refuse(input, row, reason, &raw);
                (self.after)(session).map_err(Fault::Write)
            }
            Made::Record { json, places, faults } => {
                let place = |path: &str| {
                    let at = places.iter().find(|(known, _)| known == path);
                    at.map_or_else(String::new, |(_, at)| at.clone())
                };
                self.keep(input, row, json.as_bytes());
                session.push_from(input, row, json.as_bytes(), crate::engine::Origin { place: &place, faults });
                (self.after)(session).map_err(Fault::Write)
            }
        }
    }
}

impl Fault {
    /// Why a file cannot be read: Japanese, English.
    pub(super) fn message(&self) -> [String; 2] {
        match self {
            Fault::Read(fault) | Fault::Write(fault) => why(fault),
            Fault::Table(fault) => fault.message(),
            Fault::Changed => [
                "読み取っている間に内容が変わりました。書き終わってから、もう一度実行してください".to_owned(),
                "it was written to while it was read: run again when it is finished".to_owned(),
            ],
            Fault::Unclosed => ["配列が ] で閉じられていません".to_owned(), "the array is not closed by `]`".to_owned()],
        }
    }
}

/// A line that is longer than may be read.
pub(super) fn too_long(limit: usize) -> Reason {
    Reason::TooLong { limit }
}
