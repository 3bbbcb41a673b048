//! Lines, in pieces of many, without ever holding one that is too long.

use std::io::{BufRead, Error, ErrorKind, Result};

use super::document::without_mark;

/// How many bytes of lines a piece holds, unless one line is longer.
const PIECE: usize = 1 << 18;

/// Where fewer bytes than these came at once, whoever writes them is slower than what reads them.
const AT_ONCE: usize = 1 << 13;

/// How many bytes are kept of a line that is too long.
const KEPT: usize = 200;

/// A line of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line<'p> {
    /// Its number, from 1, and its bytes without the line end.
    Whole(u64, &'p [u8]),
    /// Its number, and its first bytes: it was longer than the limit, and passed over.
    TooLong(u64, &'p [u8]),
}

/// Lines that follow one another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// The number of the first, from 1.
    first: u64,
    bytes: Vec<u8>,
    limit: usize,
    /// It is the beginning of one line, which was too long.
    cut: bool,
}

/// The lines of a reader, cut into pieces.
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    limit: usize,
    next: u64,
    /// What was read behind the last line end.
    rest: Vec<u8>,
    /// What went wrong behind the lines given last.
    fault: Option<Error>,
}

impl<R: BufRead> Lines<R> {
    /// Lines of at most `limit` bytes.
    ///
    /// ```
    /// use sadame::input::{Line, Lines};
    /// let mut lines = Lines::new(&b"{}\r\n\n123456\n"[..], 4);
    /// let piece = lines.next_piece().unwrap().unwrap();
    /// assert_eq!(piece.lines().collect::<Vec<_>>(), [Line::Whole(1, b"{}"), Line::TooLong(3, b"123456")]);
    /// assert_eq!(lines.next_piece().unwrap(), None);
    /// ```
    pub fn new(reader: R, limit: usize) -> Lines<R> {
        Lines { reader, limit, next: 1, rest: Vec::new(), fault: None }
    }

    /// The next lines, as many as fit into a piece, or as there are at once: a pipe is not waited for.
    ///
    /// # Errors
    /// Those of the reader, once what was read before them has been given.
    pub fn next_piece(&mut self) -> Result<Option<Piece>> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let mut bytes = std::mem::take(&mut self.rest);
        let mut end = None;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok([]) => break,
                Ok(chunk) => chunk,
                Err(fault) if fault.kind() == ErrorKind::Interrupted => continue,
                // Of a line that breaks off, nothing is known.
                Err(fault) => {
                    self.fault = Some(fault);
                    bytes.truncate(end.unwrap_or(0));
                    break;
                }
            };
            let (before, read) = (bytes.len(), chunk.len());
            bytes.extend_from_slice(chunk);
            self.reader.consume(read);
            end = memchr::memrchr(b'\n', &bytes[before..]).map(|at| before + at + 1).or(end);
            if end.is_none() && bytes.len() > self.limit {
                return self.pass_over(bytes).map(Some);
            }
            if let Some(end) = end.filter(|_| bytes.len() >= PIECE || read < AT_ONCE) {
                self.rest = bytes.split_off(end);
                break;
            }
        }
        match (bytes.is_empty(), self.fault.take()) {
            (true, Some(fault)) => Err(fault),
            (true, None) => Ok(None),
            (false, fault) => {
                self.fault = fault;
                Ok(Some(self.piece(bytes, false)))
            }
        }
    }

    /// Reads to the end of a line that is too long.
    fn pass_over(&mut self, mut bytes: Vec<u8>) -> Result<Piece> {
        bytes.truncate(KEPT);
        loop {
            let chunk = match self.reader.fill_buf() {
                Err(fault) if fault.kind() == ErrorKind::Interrupted => continue,
                read => read?,
            };
            let end = memchr::memchr(b'\n', chunk);
            let used = end.map_or(chunk.len(), |end| end + 1);
            self.reader.consume(used);
            if end.is_some() || used == 0 {
                return Ok(self.piece(bytes, true));
            }
        }
    }

    fn piece(&mut self, bytes: Vec<u8>, cut: bool) -> Piece {
        let first = self.next;
        let ends = memchr::memchr_iter(b'\n', &bytes).count() as u64;
        self.next += ends + u64::from(cut);
        Piece { first, bytes, limit: self.limit, cut }
    }
}

/// Lines of bytes that are handed over bit by bit, by whoever has them.
#[derive(Debug)]
pub struct Fed {
    limit: usize,
    next: u64,
    /// What came behind the last line end.
    rest: Vec<u8>,
    /// The line that is underway is too long, and passed over.
    passing: bool,
}

impl Fed {
    /// Lines of at most `limit` bytes.
    ///
    /// ```
    /// use sadame::input::{Fed, Line};
    /// let mut fed = Fed::new(4);
    /// let mut pieces = fed.feed(b"{}\n12");
    /// pieces.extend(fed.feed(b"3456\n[]"));
    /// pieces.extend(fed.end());
    /// let lines: Vec<Line<'_>> = pieces.iter().flat_map(|piece| piece.lines()).collect();
    /// assert_eq!(lines, [Line::Whole(1, b"{}"), Line::TooLong(2, b"123456"), Line::Whole(3, b"[]")]);
    /// ```
    #[must_use]
    pub fn new(limit: usize) -> Fed {
        Fed { limit, next: 1, rest: Vec::new(), passing: false }
    }

    /// The lines that are whole with these bytes.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Piece> {
        let (mut pieces, mut bytes) = (Vec::new(), bytes);
        if let Some(end) = memchr::memchr(b'\n', bytes).filter(|end| self.passing || self.rest.len() + end > self.limit) {
            self.hold(&bytes[..end]);
            pieces.push(self.piece());
            bytes = &bytes[end + 1..];
        }
        if let Some(end) = memchr::memrchr(b'\n', bytes).filter(|_| !self.passing) {
            self.rest.extend_from_slice(&bytes[..=end]);
            pieces.push(self.piece());
            bytes = &bytes[end + 1..];
        }
        self.hold(bytes);
        pieces
    }

    /// The last line, which nothing ends.
    pub fn end(&mut self) -> Option<Piece> {
        (!self.rest.is_empty()).then(|| self.piece())
    }

    fn hold(&mut self, bytes: &[u8]) {
        if !self.passing {
            self.rest.extend_from_slice(bytes);
            self.passing = self.rest.len() > self.limit;
        }
        if self.passing {
            self.rest.truncate(KEPT);
        }
    }

    fn piece(&mut self) -> Piece {
        let (first, cut) = (self.next, std::mem::take(&mut self.passing));
        let bytes = std::mem::take(&mut self.rest);
        self.next += memchr::memchr_iter(b'\n', &bytes).count() as u64 + u64::from(cut);
        Piece { first, bytes, limit: self.limit, cut }
    }
}

impl Piece {
    /// Its lines that are not blank.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let ends = memchr::memchr_iter(b'\n', &self.bytes).chain([self.bytes.len()]);
        let mut start = 0;
        let lines = (self.first..).zip(ends.map(move |end| {
            let line = &self.bytes[start..end];
            start = end + 1;
            line
        }));
        lines.filter_map(|(number, line)| {
            let line = if number == 1 { without_mark(line) } else { line };
            if self.cut || line.len() > self.limit {
                return Some(Line::TooLong(number, &line[..line.len().min(KEPT)]));
            }
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            (!line.iter().all(u8::is_ascii_whitespace)).then_some(Line::Whole(number, line))
        })
    }

    /// How many bytes it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}
