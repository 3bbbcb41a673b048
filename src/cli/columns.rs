//! Reading files of columns into a session: Parquet and Arrow IPC.

use std::fs::File;
use std::io::Cursor;

use super::open::Opened;
use super::read::{Fault, Reader};
use super::tables::Neighbours;
use crate::engine::{Reading, Session};
use crate::input::cell::Cell;
use crate::input::choose::{Seen, choose, layouts};
use crate::input::columns::{ARROW, Batches, PARQUET};
use crate::input::fault::TableFault;
use crate::input::grid::Row;
use crate::input::table;

impl Reader<'_> {
    /// Judges the records of a file of columns. Where its columns are named as the fields of the record are, each row is a record; otherwise a layout
    /// says what they stand for.
    pub(super) fn columns(
        &mut self,
        session: &mut Session<'_>,
        input: u32,
        opened: &mut Opened,
        file: &str,
    ) -> Result<(), Fault> {
        let (batches, format) = batches(opened)?;
        let record = session.so_far().record;
        let names = batches.names();
        let known = |name: &String| self.engine.program.records[record].fields.iter().any(|field| field.name == *name);
        if self.layout_of(file).is_none() && names.iter().filter(|name| known(name)).count() * 2 > names.len() {
            session.understood(input, Reading { format: format.to_owned(), ..Reading::default() });
            return batches.records(|number, json| {
                self.keep(input, number, json.as_bytes());
                session.push(input, number, json.as_bytes());
                (self.after)(session).map_err(Fault::Write)
            });
        }
        self.as_table(session, input, opened, file, batches, format)
    }

    fn as_table(
        &mut self,
        session: &mut Session<'_>,
        input: u32,
        opened: &Opened,
        file: &str,
        batches: Batches,
        format: &str,
    ) -> Result<(), Fault> {
        let headings = [Row { number: 0, cells: batches.names().into_iter().map(Cell::Text).collect(), ..Row::default() }];
        let layouts = layouts(&self.engine.program, session.so_far().record, self.layout_of(file));
        let (layout, _) = choose(&layouts, &[Seen { name: "", rows: &headings, merged: &[], hidden: false }], "parquet")?;
        let mut neighbours = Neighbours::Files(self, opened.path.clone());
        let mut reader = table::Reader::new(&self.engine.program, layout, "", &headings, &[], "UTF-8", &mut neighbours)?;
        session.lacks(input, &reader.lacks());
        batches.rows(|number, cells| {
            let made = reader.row(&Row { number, cells, ..Row::default() });
            self.made(session, input, number, made)
        })?;
        let (reading, orphans) = reader.finish();
        session.understood(input, Reading { format: format.to_owned(), header_row: None, ..reading });
        orphans.into_iter().for_each(|fault| session.fault(input, fault));
        Ok(())
    }
}

/// The batches of a file: read from the disk as they are asked for, where it lies there and is not packed.
fn batches(opened: &mut Opened) -> Result<(Batches, &'static str), Fault> {
    let direct = opened.path.clone().filter(|_| opened.packed.is_none());
    let file = || direct.as_ref().map(File::open).transpose();
    if opened.seen().starts_with(PARQUET) {
        let batches = match file()? {
            Some(file) => Batches::parquet(file)?,
            None => Batches::parquet(bytes::Bytes::from(opened.whole()?))?,
        };
        return Ok((batches, "parquet"));
    }
    if opened.seen().is_empty() {
        return Err(TableFault::Empty.into());
    }
    let batches = match (opened.seen().starts_with(ARROW), file()?) {
        (true, Some(file)) => Batches::arrow_file(std::io::BufReader::new(file))?,
        (true, None) => Batches::arrow_file(Cursor::new(opened.whole()?))?,
        (false, _) => Batches::arrow_stream(Cursor::new(opened.whole()?))?,
    };
    Ok((batches, "arrow"))
}
