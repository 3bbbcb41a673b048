//! Text files as tables: values between commas, tabs or semicolons.

use std::io::{BufRead, BufReader, Read};

use super::cell::Cell;
use super::grid::Row;

/// The rows of a text.
pub struct TextRows<R> {
    reader: csv::Reader<ByLine<R>>,
    record: csv::ByteRecord,
}

/// Hands out at most one line at a time, so that the number of those handed out is that of the line on which a row ends. (The reader of rows itself counts
/// from where it stopped: before the second half of `\r\n`, and before lines that are empty.)
struct ByLine<R> {
    inner: BufReader<R>,
    /// The lines handed out, with the one that has been begun.
    lines: u64,
    /// A line has been begun.
    begun: bool,
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
        let by_line = ByLine { inner: BufReader::with_capacity(1 << 16, reader), lines: 0, begun: false };
        let mut rows = csv::ReaderBuilder::new();
        let reader = rows.has_headers(false).flexible(true).delimiter(delimiter).from_reader(by_line);
        TextRows { reader, record: csv::ByteRecord::new() }
    }

    /// The next row that is not empty, with the line on which it begins.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn next_row(&mut self) -> std::io::Result<Option<Row>> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(fault) => return Err(fault.into()),
        }
        let inside = self.record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        let number = self.reader.get_ref().lines.saturating_sub(inside);
        let cell = |(at, bytes): (usize, &[u8])| {
            let text = String::from_utf8_lossy(bytes);
            let text = if at == 0 && number == 1 { text.trim_start_matches('\u{feff}') } else { &text };
            if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
        };
        Ok(Some(Row { number, cells: self.record.iter().enumerate().map(cell).collect() }))
    }
}

impl<R: Read> Read for ByLine<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let seen = self.inner.fill_buf()?;
        let line = seen.iter().position(|byte| *byte == b'\n').map_or(seen.len(), |end| end + 1);
        let handed = line.min(buffer.len());
        let Some(last) = handed.checked_sub(1) else { return Ok(0) };
        buffer[..handed].copy_from_slice(&seen[..handed]);
        self.inner.consume(handed);
        self.lines += u64::from(!self.begun);
        self.begun = buffer[last] != b'\n';
        Ok(handed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first value of each row, and its line.
    fn rows(text: &str) -> Vec<(u64, String)> {
        let mut rows = TextRows::new(text.as_bytes(), b',');
        let mut found = Vec::new();
        while let Some(row) = rows.next_row().expect("memory can be read") {
            let Some(Cell::Text(first)) = row.cells.first() else { panic!("{:?}", row.cells) };
            found.push((row.number, first.clone()));
        }
        found
    }

    #[test]
    fn a_row_has_the_number_of_the_line_on_which_it_begins() {
        for end in ["\n", "\r\n"] {
            let text = format!("a,1{end}b,2{end}{end}\"c{end}c\",3{end}{end}{end}d,4{end}\"e\"{end}f,\"{end}{end}\"");
            let c = format!("c{end}c");
            let wanted = [(1, "a"), (2, "b"), (4, &c), (8, "d"), (9, "e"), (10, "f")];
            assert_eq!(rows(&text), wanted.map(|(line, first)| (line, first.to_owned())), "{end:?}");
            assert_eq!(rows(&format!("{text}{end}g")).last(), Some(&(13, "g".to_owned())), "{end:?}");
        }
    }

    #[test]
    fn a_line_longer_than_any_buffer_is_one_line() {
        let long = "x".repeat(200_000);
        let found = rows(&format!("{long},1\r\n{long},2\r\nb"));
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3]);
    }
}
