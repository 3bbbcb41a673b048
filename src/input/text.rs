//! Text files as tables: values between commas, tabs or semicolons.

use std::io::Read;

use super::cell::Cell;
use super::grid::Row;

/// The rows of a text.
pub struct TextRows<R> {
    reader: csv::Reader<R>,
    record: csv::ByteRecord,
}

/// What stands between the values of a text: a tab, a semicolon or a comma, whichever stands most often in its first lines.
///
/// ```
/// assert_eq!(sadame::input::text::delimiter("契約番号\t件名\n".as_bytes()), b'\t');
/// assert_eq!(sadame::input::text::delimiter("契約番号,件名\n".as_bytes()), b',');
/// ```
#[must_use]
pub fn delimiter(beginning: &[u8]) -> u8 {
    let lines = beginning.split(|byte| *byte == b'\n').take(20);
    let first: Vec<u8> = lines.flatten().copied().collect();
    let count = |delimiter: u8| first.iter().filter(|byte| **byte == delimiter).count();
    // Of as many, the comma.
    [b';', b'\t', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

impl<R: Read> TextRows<R> {
    /// Reads UTF-8; what is not becomes U+FFFD, which the reader of the table reports.
    pub fn new(reader: R, delimiter: u8) -> TextRows<R> {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(reader);
        TextRows { reader, record: csv::ByteRecord::new() }
    }

    /// The next row that is not empty.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn next_row(&mut self) -> std::io::Result<Option<Row>> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(fault) => return Err(fault.into()),
        }
        let number = self.record.position().map_or(0, csv::Position::line);
        let cell = |(at, bytes): (usize, &[u8])| {
            let text = String::from_utf8_lossy(bytes);
            let text = if at == 0 && number == 1 { text.trim_start_matches('\u{feff}') } else { &text };
            if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
        };
        Ok(Some(Row { number, cells: self.record.iter().enumerate().map(cell).collect() }))
    }
}
