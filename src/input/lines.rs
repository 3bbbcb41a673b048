//! Lines, one at a time, without ever holding one that is too long.

use std::io::{BufRead, Result};

use super::document::without_mark;

/// A line of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Its number, from 1, and its bytes without the line end.
    Whole(u64, Vec<u8>),
    /// Its number, and its first bytes: it was longer than the limit, and passed over.
    TooLong(u64, Vec<u8>),
}

/// The lines of a reader that are not blank.
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    limit: usize,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// Lines of at most `limit` bytes.
    ///
    /// ```
    /// use sadame::input::{Line, Lines};
    /// let mut lines = Lines::new(&b"{}\r\n\n123456\n"[..], 4);
    /// assert_eq!(lines.next_line().unwrap(), Some(Line::Whole(1, b"{}".to_vec())));
    /// assert_eq!(lines.next_line().unwrap(), Some(Line::TooLong(3, b"1234".to_vec())));
    /// assert_eq!(lines.next_line().unwrap(), None);
    /// ```
    pub fn new(reader: R, limit: usize) -> Lines<R> {
        Lines { reader, limit, number: 0 }
    }

    /// The next line that is not blank.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn next_line(&mut self) -> Result<Option<Line>> {
        loop {
            let (mut bytes, mut too_long, mut read) = (Vec::new(), false, false);
            loop {
                let chunk = self.reader.fill_buf()?;
                if chunk.is_empty() {
                    break;
                }
                read = true;
                let end = chunk.iter().position(|byte| *byte == b'\n');
                let part = &chunk[..end.unwrap_or(chunk.len())];
                let room = self.limit.saturating_sub(bytes.len());
                too_long |= part.len() > room;
                bytes.extend_from_slice(&part[..part.len().min(room)]);
                let used = end.map_or(chunk.len(), |end| end + 1);
                self.reader.consume(used);
                if end.is_some() {
                    break;
                }
            }
            if !read {
                return Ok(None);
            }
            self.number += 1;
            if self.number == 1 {
                bytes = without_mark(&bytes).to_vec();
            }
            if too_long {
                bytes.truncate(200);
                return Ok(Some(Line::TooLong(self.number, bytes)));
            }
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some(Line::Whole(self.number, bytes)));
            }
        }
    }
}
