//! The kinds of input: bytes of JSON, Arrow through its C interface, and Python's own values.

use std::io::BufReader;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{ArrowError, Schema};
use pyo3::exceptions::PyStopIteration;
use pyo3::prelude::{Bound, Py, PyAny, PyAnyMethods, PyBytesMethods, PyErr, PyResult, PyStringMethods, Python};
use pyo3::types::{PyBytes, PyString};
use sadame::decode::Reason;
use sadame::engine::{Origin, Reading};
use sadame::input::cell::Cell;
use sadame::input::choose::{Seen, choose, layouts};
use sadame::input::columns::Batches;
use sadame::input::fault::TableFault;
use sadame::input::grid::{Row, Table};
use sadame::input::table::{self, Made, Tables};
use sadame::input::{Line, Lines, document, is_document};

use crate::fault::{Stop, of_input};
use crate::run::{LIMIT, Run};
use crate::value::{self, Unread};

/// How many rows or values are taken before an interrupt is looked for, where none is while they are judged.
const AT_ONCE: u64 = 1024;

/// Judges bytes of JSON: a record a line, or one document.
pub(crate) fn json(py: Python<'_>, run: &mut Run<'_>, bytes: &[u8], layout: Option<&str>) -> PyResult<()> {
    let done =
        py.detach(|| if is_document(bytes, true) == Some(true) { whole(run, bytes, layout) } else { lines(run, bytes, layout) });
    Ok(done?)
}

fn whole(run: &mut Run<'_>, bytes: &[u8], layout: Option<&str>) -> Result<(), Stop> {
    run.json("json", beginning(bytes), layout);
    let document = document(bytes);
    for (line, record) in document.records {
        if run.push(line, record) {
            run.turn()?;
        }
    }
    run.turn()?;
    let why = ["配列が ] で閉じられていません".to_owned(), "the array is not closed by `]`".to_owned()];
    if document.closed { Ok(()) } else { Err(Stop::Python(of_input(why))) }
}

fn lines(run: &mut Run<'_>, bytes: &[u8], layout: Option<&str>) -> Result<(), Stop> {
    run.json("jsonl", beginning(bytes), layout);
    let mut lines = Lines::new(BufReader::with_capacity(1 << 18, bytes), LIMIT);
    while let Ok(Some(piece)) = lines.next_piece() {
        let mut full = false;
        for line in piece.lines() {
            full |= match line {
                Line::Whole(number, record) => run.push(number, record),
                Line::TooLong(number, start) => {
                    run.refuse(number, Reason::TooLong { limit: LIMIT }, &String::from_utf8_lossy(start))
                }
            };
        }
        if full {
            run.turn()?;
        }
    }
    run.turn()
}

fn beginning(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(1 << 20)]
}

/// Judges the rows of a stream of Arrow. Where its columns are named as the fields of the record are, each row is a record; otherwise a layout says what
/// they stand for. Positions count on from `before`.
pub(crate) fn arrow(
    py: Python<'_>,
    run: &mut Run<'_>,
    stream: &Bound<'_, PyAny>,
    layout: Option<&str>,
    before: u64,
) -> PyResult<()> {
    if !stream.hasattr("read_next_batch")? {
        let reader = RecordBatchStreamReader::from_pyarrow_bound(stream)?;
        return Ok(py.detach(|| columns(run, reader, layout, before))?);
    }
    let raised = Arc::new(Mutex::new(None));
    let schema = Arc::new(Schema::from_pyarrow_bound(&stream.getattr("schema")?)?);
    let reader = Pulled { schema, reader: stream.clone().unbind(), raised: Arc::clone(&raised) };
    let done = py.detach(|| columns(run, reader, layout, before));
    match raised.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(error) => Err(error),
        None => Ok(done?),
    }
}

/// A reader of pyarrow. It is asked for each batch as Python asks: through the C interface, what a generator behind it raises would become a text, an
/// interrupt too.
struct Pulled {
    schema: Arc<Schema>,
    reader: Py<PyAny>,
    /// What it raised, where it did.
    raised: Arc<Mutex<Option<PyErr>>>,
}

impl Iterator for Pulled {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        Python::attach(|py| match self.reader.bind(py).call_method0("read_next_batch") {
            Ok(batch) => Some(RecordBatch::from_pyarrow_bound(&batch).map_err(|why| ArrowError::CDataInterface(why.to_string()))),
            Err(end) if end.is_instance_of::<PyStopIteration>(py) => None,
            Err(error) => {
                let why = ArrowError::CDataInterface(error.to_string());
                *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                Some(Err(why))
            }
        })
    }
}

impl RecordBatchReader for Pulled {
    fn schema(&self) -> Arc<Schema> {
        Arc::clone(&self.schema)
    }
}

fn columns(run: &mut Run<'_>, reader: impl RecordBatchReader + 'static, layout: Option<&str>, before: u64) -> Result<(), Stop> {
    let batches = Batches::of(reader)?;
    let record = run.session.so_far().record;
    let names = batches.names();
    let known = |name: &String| run.engine.program.records[record].fields.iter().any(|field| field.name == *name);
    if layout.is_some() || names.iter().filter(|name| known(name)).count() * 2 <= names.len() {
        return as_table(run, batches, layout, before);
    }
    run.session.understood(run.input, Reading { format: "arrow".to_owned(), ..Reading::default() });
    batches.records(|number, json| if run.push(before + number, json.as_bytes()) { run.turn() } else { Ok(()) })?;
    run.turn()
}

/// A table beside no other.
struct Alone;

impl Tables for Alone {
    fn sheet(&mut self, _: &[String]) -> Result<Option<Table>, TableFault> {
        Ok(None)
    }

    fn file(&mut self, _: &[String]) -> Result<Option<Table>, TableFault> {
        Ok(None)
    }
}

fn as_table(run: &mut Run<'_>, batches: Batches, layout: Option<&str>, before: u64) -> Result<(), Stop> {
    let headings = [Row { number: 0, cells: batches.names().into_iter().map(Cell::Text).collect(), ..Row::default() }];
    let layouts = layouts(&run.engine.program, run.session.so_far().record, layout);
    let (layout, _) = choose(&layouts, &[Seen { name: "", rows: &headings, merged: &[], hidden: false }], "arrow")?;
    let mut reader = table::Reader::new(&run.engine.program, layout, "", &headings, &[], "UTF-8", &mut Alone)?;
    run.session.lacks(run.input, &reader.lacks());
    batches.rows(|number, cells| {
        match reader.row(&Row { number: before + number, cells, ..Row::default() }) {
            Made::None => {}
            Made::Refused(reason, raw) => run.session.refuse(run.input, before + number, reason, &raw),
            Made::Record { json, places, faults } => {
                let at =
                    |path: &str| places.iter().find(|(known, _)| known == path).map_or_else(String::new, |(_, at)| at.clone());
                run.push_from(before + number, json.as_bytes(), Origin { place: &at, faults });
            }
        }
        if number % AT_ONCE == 0 { run.turn() } else { Ok(()) }
    })?;
    let (reading, orphans) = reader.finish();
    run.session.understood(run.input, Reading { format: "arrow".to_owned(), header_row: None, ..reading });
    orphans.into_iter().for_each(|fault| run.session.fault(run.input, fault));
    Ok(())
}

/// Judges what an iterator gives: mappings, or records that are JSON already.
pub(crate) fn values(py: Python<'_>, run: &mut Run<'_>, records: &Bound<'_, PyAny>, layout: Option<&str>) -> PyResult<()> {
    let mut json = String::new();
    let mut begun = false;
    for (position, record) in (1..).zip(records.try_iter()?) {
        let record = record?;
        // Blank texts are no records, and come to no judging: among those alone, nobody else would have a turn, nor an interrupt.
        if position % AT_ONCE == 0 {
            py.detach(|| ());
            py.check_signals()?;
        }
        json.clear();
        let unread = if let Ok(text) = record.cast::<PyString>() {
            json.push_str(&text.to_string_lossy());
            None
        } else if let Ok(bytes) = record.cast::<PyBytes>() {
            begin(run, &mut begun, bytes.as_bytes(), layout);
            let bytes = bytes.as_bytes().trim_ascii();
            if !bytes.is_empty() && run.push(position, bytes) {
                py.detach(|| run.turn())?;
            }
            continue;
        } else if value::is_mapping(&record)? {
            value::write(&record, &mut json, 0).err()
        } else {
            Some(Unread::Record)
        };
        begin(run, &mut begun, json.as_bytes(), layout);
        let full = match unread {
            None if json.trim().is_empty() => false,
            None => run.push(position, json.trim().as_bytes()),
            Some(Unread::TooDeep) => run.refuse(position, Reason::TooDeep, ""),
            Some(Unread::Record) => run.refuse(position, Reason::NotObject, &value::shown(&record)?),
            Some(Unread::Python(error)) => return Err(error),
        };
        if full {
            py.detach(|| run.turn())?;
        }
    }
    begin(run, &mut begun, b"", layout);
    Ok(py.detach(|| run.turn())?)
}

/// Says by the first record what kind of input it is.
fn begin(run: &mut Run<'_>, begun: &mut bool, json: &[u8], layout: Option<&str>) {
    if !std::mem::replace(begun, true) {
        run.json("python", beginning(json), layout);
    }
}
