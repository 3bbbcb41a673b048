//! Text files as tables: values between commas, tabs or semicolons.
//!
//! Rows are cut here and not by a library, because a library that reads on whatever the quotation marks do would let rows vanish into the value
//! of another; and because the number of a line must be right whatever ends it.

use std::io::{BufRead, BufReader, Read};

use super::cell::Cell;
use super::grid::Row;
use crate::decode::Reason;

/// The rows of a text.
pub struct TextRows<R> {
    reader: BufReader<R>,
    delimiter: u8,
    /// The longest row that is read, in bytes.
    limit: usize,
    /// The line that is being read, from 1.
    line: u64,
    /// The byte before was `\r`: with a `\n` behind it, it is one end of a line.
    after_return: bool,
}

/// What stands between the values of a text: a tab, a semicolon or a comma. It is the one that stands as often in one line as in another; of several,
/// the one that stands in most of the first lines. Values in quotation marks are passed over.
///
/// ```
/// assert_eq!(sadame::input::text::delimiter("契約番号\t件名\n".as_bytes()), b'\t');
/// assert_eq!(sadame::input::text::delimiter("契約番号,件名\n".as_bytes()), b',');
/// assert_eq!(sadame::input::text::delimiter("番号\t金額\nA\t1,000,000,000\nB\t2,000\n".as_bytes()), b'\t');
/// ```
#[must_use]
pub fn delimiter(beginning: &[u8]) -> u8 {
    let mut lines = vec![[0_usize; 3]];
    let mut quoted = false;
    for &byte in beginning {
        match (byte, DELIMITERS.iter().position(|known| *known == byte)) {
            (b'"', _) => quoted = !quoted,
            (b'\n' | b'\r', _) if !quoted && lines.len() > 60 => break,
            (b'\n' | b'\r', _) if !quoted => lines.push([0; 3]),
            (_, Some(at)) if !quoted => {
                *lines.last_mut().expect("there is always a line").get_mut(at).expect("there are three") += 1
            }
            _ => {}
        }
    }
    // How many lines have it equally often, and how often that is.
    let even = |at: usize| {
        let mut counts: Vec<usize> = lines.iter().map(|line| line[at]).filter(|count| *count > 0).collect();
        counts.sort_unstable();
        counts.chunk_by(|one, other| one == other).map(|alike| (alike.len(), alike[0])).max().unwrap_or_default()
    };
    // Of as many, the comma.
    (0..DELIMITERS.len()).max_by_key(|&at| even(at)).map_or(b',', |at| DELIMITERS[at])
}

const DELIMITERS: [u8; 3] = [b';', b'\t', b','];

/// Where in a value one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before its first byte.
    Start,
    /// In a value without quotation marks, or behind those that were closed.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// Behind a quotation mark that ends the value, or is the first half of one in it.
    Closed,
    /// Behind that, and a blank.
    After,
}

/// A row while it is read.
struct Reading {
    /// The line on which it begins.
    number: u64,
    bytes: Vec<u8>,
    /// Where each value but the last ends.
    ends: Vec<usize>,
    state: State,
    /// The line on which a quotation mark was opened last.
    quote: u64,
    /// The quotation marks do not close where the value ends.
    torn: bool,
    too_long: bool,
}

impl<R: Read> TextRows<R> {
    /// Reads UTF-8; what is not becomes U+FFFD, which the reader of the table reports.
    pub fn new(reader: R, delimiter: u8, limit: usize) -> TextRows<R> {
        TextRows { reader: BufReader::with_capacity(1 << 16, reader), delimiter, limit, line: 1, after_return: false }
    }

    /// The next row that is not empty, with the line on which it begins. Lines end in `\n`, `\r\n` or `\r`.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn next_row(&mut self) -> std::io::Result<Option<Row>> {
        let mut row = Reading::at(self.line);
        loop {
            let chunk = match self.reader.fill_buf() {
                Err(fault) if fault.kind() == std::io::ErrorKind::Interrupted => continue,
                chunk => chunk?,
            };
            if chunk.is_empty() {
                row.torn |= row.state == State::Quoted;
                return Ok(row.done(self.limit));
            }
            let (mut used, mut ended) = (0, false);
            for &byte in chunk {
                used += 1;
                let second_half = byte == b'\n' && std::mem::take(&mut self.after_return);
                self.after_return = byte == b'\r';
                self.line += u64::from(matches!(byte, b'\n' | b'\r') && !second_half);
                if second_half && row.is_empty() {
                    row.number = self.line;
                } else if row.step(byte, self.delimiter, self.line, self.limit) {
                    ended = true;
                    break;
                }
            }
            self.reader.consume(used);
            if ended {
                let next = Reading::at(self.line);
                if let Some(row) = std::mem::replace(&mut row, next).done(self.limit) {
                    return Ok(Some(row));
                }
            }
        }
    }
}

impl Reading {
    fn at(number: u64) -> Reading {
        let state = State::Start;
        Reading { number, bytes: Vec::new(), ends: Vec::new(), state, quote: 0, torn: false, too_long: false }
    }

    fn is_empty(&self) -> bool {
        self.ends.is_empty() && self.state == State::Start
    }

    /// Takes in a byte; whether it ends the row.
    fn step(&mut self, byte: u8, delimiter: u8, line: u64, limit: usize) -> bool {
        self.state = match (self.state, byte) {
            (State::Quoted, b'"') => State::Closed,
            (State::Closed, b'"') => {
                self.push(byte, limit);
                State::Quoted
            }
            (State::Start, b'"') => {
                self.quote = line;
                State::Quoted
            }
            (state, b'\n' | b'\r') if state != State::Quoted => return true,
            (state, _) if state != State::Quoted && byte == delimiter => {
                self.ends.push(self.bytes.len());
                State::Start
            }
            // Blanks between a quotation mark and the comma say nothing.
            (State::Closed | State::After, b' ') => State::After,
            (state, _) => {
                self.torn |= matches!(state, State::Closed | State::After);
                self.push(byte, limit);
                if state == State::Quoted { State::Quoted } else { State::Plain }
            }
        };
        false
    }

    fn push(&mut self, byte: u8, limit: usize) {
        self.too_long |= self.bytes.len() >= limit;
        if !self.too_long {
            self.bytes.push(byte);
        }
    }

    /// The row; none of an empty line.
    fn done(mut self, limit: usize) -> Option<Row> {
        if self.is_empty() {
            return None;
        }
        self.ends.push(self.bytes.len());
        let mut start = 0;
        let cells = self.ends.iter().map(|&end| {
            let text = String::from_utf8_lossy(&self.bytes[start..end]);
            let text = if start == 0 && self.number == 1 { text.trim_start_matches('\u{feff}') } else { &text };
            start = end;
            if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
        });
        let fault = match (self.too_long, self.torn) {
            (true, _) => Some(Reason::TooLong { limit }),
            (_, true) => Some(Reason::Quote { line: self.quote }),
            _ => None,
        };
        Some(Row { number: self.number, cells: cells.collect(), fault, filled: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Row> {
        let mut rows = TextRows::new(text.as_bytes(), b',', 1 << 20);
        std::iter::from_fn(|| rows.next_row().expect("memory can be read")).collect()
    }

    /// The first value of each row, and its line.
    fn rows(text: &str) -> Vec<(u64, String)> {
        let first = |row: Row| match row.cells.first() {
            Some(Cell::Text(first)) => (row.number, first.clone()),
            _ => panic!("{:?}", row.cells),
        };
        read(text).into_iter().map(first).collect()
    }

    #[test]
    fn a_row_has_the_number_of_the_line_on_which_it_begins() {
        for end in ["\n", "\r\n", "\r"] {
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

    #[test]
    fn quotation_marks_that_do_not_close_where_the_value_ends_are_told() {
        let faults = |text: &str| read(text).into_iter().map(|row| (row.number, row.fault)).collect::<Vec<_>>();
        assert_eq!(faults("\"a\"\"b\" ,5\" x\n\"\",\n"), [(1, None), (2, None)]);
        assert_eq!(faults("\"a\" \"b\"\n"), [(1, Some(Reason::Quote { line: 1 }))]);
        assert_eq!(faults("a,\"b\nc,d\n"), [(1, Some(Reason::Quote { line: 1 }))]);
        assert_eq!(faults("a,b\nc,\"x\nd,\"y\"\ne"), [(1, None), (2, Some(Reason::Quote { line: 2 })), (4, None)]);
    }

    #[test]
    fn a_row_above_the_limit_is_passed_over_and_the_next_is_read() {
        let mut rows = TextRows::new(&b"1234567,8\n\"12\n34567\",8\n1,2\n"[..], b',', 6);
        let mut next = || rows.next_row().expect("memory can be read").map(|row| (row.number, row.fault.is_some()));
        assert_eq!([next(), next(), next(), next()], [Some((1, true)), Some((2, true)), Some((4, false)), None]);
    }
}
