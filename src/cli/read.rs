//! Reading files into a session: lines as they come, documents whole. A file that cannot be read is said so, and the next is read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use super::complain;
use crate::decode::Reason;
use crate::engine::Session;
use crate::input::{Line, Lines, document, is_document};
use crate::lang::Lang;

/// Reads files into a session.
pub(super) struct Reader<'a> {
    /// The longest line that is read, in bytes.
    pub(super) limit: usize,
    /// The language of complaints.
    pub(super) lang: Lang,
    /// What is done after each record; its errors end the run.
    pub(super) after: &'a mut dyn FnMut(&mut Session<'_>) -> io::Result<()>,
}

/// How many bytes are seen at most before it is settled what a file holds.
const SEEN: usize = 1 << 16;

/// What kept a file from being read.
enum Fault {
    /// The file.
    Read(io::Error),
    /// An array without its end.
    Unclosed,
    /// The report could not be written.
    Write(io::Error),
}

impl From<io::Error> for Fault {
    fn from(fault: io::Error) -> Fault {
        Fault::Read(fault)
    }
}

impl Reader<'_> {
    /// Judges every record of a file; `-` is the standard input.
    ///
    /// # Errors
    /// Those of writing the report; a file that cannot be read is noted in the session.
    pub(super) fn read(&mut self, session: &mut Session<'_>, file: &str) -> io::Result<()> {
        let input = session.input(file);
        let why = match self.records(session, input, file) {
            Ok(()) => return Ok(()),
            Err(Fault::Write(fault)) => return Err(fault),
            Err(Fault::Read(fault)) => why(&fault),
            Err(Fault::Unclosed) => ["配列が ] で閉じられていません".to_owned(), "the array is not closed by `]`".to_owned()],
        };
        complain(&format!("{file}: {}", why[usize::from(self.lang == Lang::En)]));
        session.broken(input, why);
        Ok(())
    }

    fn records(&mut self, session: &mut Session<'_>, input: u32, file: &str) -> Result<(), Fault> {
        if file == "-" {
            return self.stream(session, input, io::stdin().lock(), false);
        }
        let path = Path::new(file);
        if path.is_dir() {
            return Err(Fault::Read(io::ErrorKind::IsADirectory.into()));
        }
        let lines = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("jsonl") || it.eq_ignore_ascii_case("ndjson"));
        self.stream(session, input, File::open(path)?, lines)
    }

    /// Reads lines, unless the stream begins as one document does.
    fn stream(&mut self, session: &mut Session<'_>, input: u32, stream: impl Read, lines: bool) -> Result<(), Fault> {
        let mut reader = BufReader::with_capacity(SEEN, stream);
        let mut beginning = Vec::new();
        // A pipe gives what it has; what it holds may show only with more.
        let is_document = !lines
            && loop {
                let chunk = reader.fill_buf()?;
                let (length, ended) = (chunk.len(), chunk.is_empty());
                beginning.extend_from_slice(chunk);
                reader.consume(length);
                if let Some(is_document) = is_document(&beginning, ended || beginning.len() >= SEEN) {
                    break is_document;
                }
            };
        let mut reader = Cursor::new(beginning).chain(reader);
        if is_document {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes)?;
            return self.document(session, input, &bytes);
        }
        let mut lines = Lines::new(reader, self.limit);
        while let Some(line) = lines.next_line()? {
            match line {
                Line::Whole(number, bytes) => self.push(session, input, number, &bytes)?,
                Line::TooLong(number, start) => self.refuse(session, input, number, &start)?,
            }
        }
        Ok(())
    }

    fn document(&mut self, session: &mut Session<'_>, input: u32, bytes: &[u8]) -> Result<(), Fault> {
        let cut = document(bytes);
        for (line, record) in &cut.records {
            if record.len() > self.limit {
                self.refuse(session, input, *line, &record[..200.min(record.len())])?;
            } else {
                self.push(session, input, *line, record)?;
            }
        }
        if cut.closed { Ok(()) } else { Err(Fault::Unclosed) }
    }

    fn push(&mut self, session: &mut Session<'_>, input: u32, line: u64, record: &[u8]) -> Result<(), Fault> {
        session.push(input, line, record);
        (self.after)(session).map_err(Fault::Write)
    }

    fn refuse(&mut self, session: &mut Session<'_>, input: u32, line: u64, start: &[u8]) -> Result<(), Fault> {
        session.refuse(input, line, Reason::TooLong { limit: self.limit }, &String::from_utf8_lossy(start));
        (self.after)(session).map_err(Fault::Write)
    }
}

/// Why a file cannot be read: Japanese, English. Nothing of the machine's own wording, so that reports are the same everywhere.
pub(super) fn why(fault: &io::Error) -> [String; 2] {
    let (ja, en) = match fault.kind() {
        io::ErrorKind::NotFound => ("ファイルがありません", "there is no such file"),
        io::ErrorKind::PermissionDenied => ("読む権限がありません", "no permission to read it"),
        io::ErrorKind::IsADirectory => ("フォルダです。ファイルを指定してください", "this is a folder, not a file"),
        _ => ("読み取れません", "it cannot be read"),
    };
    [ja.to_owned(), en.to_owned()]
}
