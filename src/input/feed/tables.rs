//! Tables among the inputs that are handed over: texts of rows, the sheets of workbooks, and what is read with them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use encoding_rs::Encoding;

use super::{Around, Content, Fault, Run, TOLD, unpacked};
use crate::engine::{self, Origin};
use crate::input::cell::fold;
use crate::input::choose::{Seen, choose, layouts};
use crate::input::encoding::{Detector, Found, named, to_utf8};
use crate::input::fault::TableFault;
use crate::input::grid::{Row, Table};
use crate::input::heading::SEEN;
use crate::input::table::{self, Made, Tables};
use crate::input::text::{TextRows, delimiter};
use crate::pack::hexadecimal;
use sha2::{Digest, Sha256};

/// The rows of a text, and how it is written.
struct Text<'b> {
    rows: TextRows<Box<dyn Read + 'b>>,
    /// Its first rows.
    first: Vec<Row>,
    /// Its encoding, where it is another than plain UTF-8.
    encoding: Option<&'static str>,
}

/// What may be read beside an input.
struct Neighbours<'f, 'h> {
    content: &'h Content<'h>,
    files: &'f BTreeMap<String, Vec<u8>>,
    /// The other sheets of a workbook; none where the input is none.
    sheets: Option<Vec<Table>>,
    /// Which of them were read.
    read: BTreeSet<usize>,
}

impl Tables for Neighbours<'_, '_> {
    fn sheet(&mut self, names: &[String]) -> Result<Option<Table>, TableFault> {
        let Some(sheets) = &self.sheets else { return self.beside(names, true) };
        let at = names.iter().find_map(|name| sheets.iter().position(|sheet| fold(&sheet.name) == fold(name)));
        // More than one field may be read from it.
        Ok(at.map(|at| {
            self.read.insert(at);
            sheets[at].clone()
        }))
    }

    fn file(&mut self, names: &[String]) -> Result<Option<Table>, TableFault> {
        self.beside(names, false)
    }
}

impl Neighbours<'_, '_> {
    fn beside(&self, names: &[String], sheet: bool) -> Result<Option<Table>, TableFault> {
        let found = beside(self.files, self.content.name, names, sheet);
        found.map(|(name, bytes)| self.content.table(name, bytes)).transpose()
    }
}

/// The file of one of these names beside an input; of a sheet's name, with the input's ending.
fn beside<'f>(files: &'f BTreeMap<String, Vec<u8>>, own: &str, names: &[String], sheet: bool) -> Option<(&'f str, &'f [u8])> {
    let (folder, file) = own.rsplit_once('/').map_or(("", own), |(folder, file)| (&own[..=folder.len()], file));
    let ending = if sheet { file.find('.').map_or("", |at| &file[at..]) } else { "" };
    let mut named = names.iter().map(|name| format!("{folder}{name}{ending}")).filter(|name| name != own);
    named.find_map(|name| files.get_key_value(&name)).map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
}

/// The names of the files that a text is read with, by the layout that fits it.
pub(super) fn read_with(run: &Run<'_>, content: &Content<'_>, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let Some((bytes, _, _)) = files.get(content.name).and_then(|bytes| unpacked(bytes.clone()).ok()) else { return Vec::new() };
    let Ok(text) = content.rows(&bytes) else { return Vec::new() };
    let layouts = layouts(&run.engine.program, run.session.so_far().record, content.how.layout.as_deref());
    let seen = Seen { name: "", rows: &text.first, merged: &[], hidden: false };
    let Ok((layout, _)) = choose(&layouts, &[seen], "csv") else { return Vec::new() };
    let mut found = Vec::new();
    let mut note =
        |names: &[String], sheet| found.extend(beside(files, content.name, names, sheet).map(|(name, _)| name.to_owned()));
    layout.body.joined(&mut |joined| note(&joined.names, !joined.file));
    found
}

impl Content<'_> {
    /// The rows of a text: its encoding as told, or as its bytes show it.
    fn rows<'b>(&self, bytes: &'b [u8]) -> Result<Text<'b>, Fault> {
        let told = self.how.encoding.as_deref().and_then(named);
        let encoding = told.map_or_else(|| detected(bytes), Ok)?;
        let mut content: Box<dyn Read + 'b> = Box::new(to_utf8(bytes, encoding));
        let mut beginning = Vec::new();
        content.by_ref().take(1 << 16).read_to_end(&mut beginning).map_err(|_| Fault::Broken)?;
        let delimiter = delimiter(&beginning);
        let content: Box<dyn Read + 'b> = Box::new(Cursor::new(beginning).chain(content));
        let mut rows = TextRows::new(content, delimiter, self.how.limit);
        let mut first = Vec::new();
        while first.len() < SEEN {
            match rows.next_row().map_err(|_| Fault::Broken)? {
                Some(row) => first.push(row),
                None => break,
            }
        }
        let plain = encoding == encoding_rs::UTF_8 && told.is_none();
        Ok(Text { rows, first, encoding: (!plain).then(|| encoding.name()) })
    }

    /// A file that belongs to the input, whole.
    fn table(&self, name: &str, bytes: &[u8]) -> Result<Table, TableFault> {
        let short = name.rsplit('/').next().unwrap_or(name).to_owned();
        let read = || -> Result<Table, Fault> {
            let digest = Some(hexadecimal(&Sha256::digest(bytes)));
            let (content, _, ended) = unpacked(bytes.to_vec())?;
            let text = self.rows(&content)?;
            let (mut rows, mut all) = (text.rows, text.first);
            while let Some(row) = rows.next_row().map_err(|_| Fault::Broken)? {
                all.push(row);
            }
            ended?;
            Ok(Table { name: short.clone(), rows: all, merged: Vec::new(), text: true, hidden: false, digest })
        };
        read().map_err(|fault| TableFault::Beside { name: short.clone(), why: fault.message() })
    }

    /// Judges the records of a text.
    pub(super) fn text(&self, run: &mut Run<'_>, bytes: &[u8], around: &mut Around<'_>) -> Result<(), Fault> {
        let Text { mut rows, first, encoding } = self.rows(bytes)?;
        let layouts = layouts(&run.engine.program, run.session.so_far().record, self.how.layout.as_deref());
        let seen = Seen { name: "", rows: &first, merged: &[], hidden: false };
        let (layout, _) = choose(&layouts, &[seen], "csv")?;
        let mut beside = Neighbours { content: self, files: around.files, sheets: None, read: BTreeSet::new() };
        let written = encoding.unwrap_or("UTF-8");
        let mut reader = table::Reader::new(&run.engine.program, layout, "", &first, &[], written, &mut beside)?;
        run.session.lacks(self.input, &reader.lacks());
        let taken = reader.taken().min(first.len());
        for row in &first[taken..] {
            self.made(run, row.number, reader.text_row(row));
        }
        let mut number = 0;
        let ended = loop {
            match rows.next_row() {
                Ok(Some(row)) => self.made(run, row.number, reader.text_row(&row)),
                Ok(None) => break Ok(()),
                Err(_) => break Err(Fault::Broken),
            }
            number += 1;
            if number % TOLD == 0 {
                (around.after)(run);
            }
        };
        let (reading, orphans) = reader.finish();
        let encoding = encoding.map(str::to_owned);
        run.session.understood(self.input, engine::Reading { format: "csv".to_owned(), encoding, ..reading });
        // Of a file that breaks off nobody knows which rows of other tables belong to none of its records.
        orphans.into_iter().filter(|_| ended.is_ok()).for_each(|fault| run.session.fault(self.input, fault));
        ended
    }

    /// Judges the records of a workbook.
    pub(super) fn workbook(&self, run: &mut Run<'_>, bytes: Vec<u8>, around: &mut Around<'_>) -> Result<(), Fault> {
        let mut sheets = (around.sheets)(bytes)?;
        let layouts = layouts(&run.engine.program, run.session.so_far().record, self.how.layout.as_deref());
        let seen: Vec<Seen<'_>> = sheets.iter().map(Seen::of).collect();
        let (layout, at) = choose(&layouts, &seen, "xlsx")?;
        let main = sheets.swap_remove(at);
        let first = &main.rows[..main.rows.len().min(SEEN)];
        let mut beside = Neighbours { content: self, files: around.files, sheets: Some(sheets), read: BTreeSet::new() };
        let mut reader = table::Reader::new(&run.engine.program, layout, &main.name, first, &main.merged, "UTF-8", &mut beside)?;
        let Neighbours { sheets, read, .. } = beside;
        run.session.lacks(self.input, &reader.lacks());
        for some in main.rows[reader.taken().min(main.rows.len())..].chunks(TOLD) {
            some.iter().for_each(|row| self.made(run, row.number, reader.row(row)));
            (around.after)(run);
        }
        let (mut reading, orphans) = reader.finish();
        reading.format = "xlsx".to_owned();
        let others = sheets.iter().flatten().enumerate();
        let unread = others.filter(|(at, sheet)| !read.contains(at) && !sheet.rows.iter().all(Row::is_blank));
        reading.unmapped.extend(unread.map(|(_, sheet)| format!("{}!*", sheet.name)));
        run.session.understood(self.input, reading);
        orphans.into_iter().for_each(|fault| run.session.fault(self.input, fault));
        Ok(())
    }

    /// Judges what was made of a row.
    fn made(&self, run: &mut Run<'_>, row: u64, made: Made) {
        match made {
            Made::None => {}
            Made::Refused(reason, raw) => run.session.refuse(self.input, row, reason, &raw),
            Made::Record { json, places, faults } => {
                let at =
                    |path: &str| places.iter().find(|(known, _)| known == path).map_or_else(String::new, |(_, at)| at.clone());
                if let Some(kept) = &mut run.kept {
                    kept.push(self.input, row, json.as_bytes(), &faults);
                }
                run.session.push_from(self.input, row, json.as_bytes(), Origin { place: &at, faults });
            }
        }
    }
}

fn detected(bytes: &[u8]) -> Result<&'static Encoding, Fault> {
    let mut detector = Detector::default();
    bytes.chunks(1 << 16).for_each(|chunk| detector.feed(chunk));
    Err(match detector.finish() {
        Found::One(encoding) => return Ok(encoding),
        Found::Either(line) => TableFault::Either { line }.into(),
        Found::Mixed(utf8, other, encoding) => TableFault::Mixed { utf8, other, encoding: encoding.name().to_owned() }.into(),
    })
}
