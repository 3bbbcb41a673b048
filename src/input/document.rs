//! A whole file of JSON cut into records: the elements of an array, or values one after the other. A fault in one record leaves the others whole.

/// The records of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document<'b> {
    /// Each record, with the line on which it begins, from 1.
    pub records: Vec<(u64, &'b [u8])>,
    /// The array is closed by `]`; of values without an array, true.
    pub closed: bool,
}

/// Whether a file that begins so holds one document, rather than a record a line: an array, or a record laid out over several lines. `None`
/// where more must be seen first; never where this is the `whole` of it.
///
/// ```
/// use sadame::input::is_document;
/// assert_eq!(is_document(b"{\"id\": 1,\n \"n\": 2}", false), Some(true));
/// assert_eq!(is_document(b"{\"id\": 1}\n", false), Some(false));
/// assert_eq!(is_document(b"{\"id\": 1", false), None);
/// ```
#[must_use]
pub fn is_document(beginning: &[u8], whole: bool) -> Option<bool> {
    let more = if whole { Some(false) } else { None };
    let text = without_mark(beginning).trim_ascii_start();
    match text.first() {
        None => return more,
        Some(b'[') => return Some(true),
        Some(b'{') => {}
        Some(_) if MARK.starts_with(beginning) => return more,
        Some(_) => return Some(false),
    }
    let Some(end) = text.iter().position(|byte| *byte == b'\n') else { return more };
    let (line, rest) = (text[..end].trim_ascii_end(), text[end..].trim_ascii_start());
    let mut scan = Scan::default();
    line.iter().for_each(|byte| scan.step(*byte));
    match (line.last(), rest.first()) {
        _ if scan.in_string || scan.depth == 0 => Some(false),
        (Some(b'{' | b'['), _) => Some(true),
        // A line cut short may end in a comma too; then the next one begins a record.
        (Some(b','), None) => more,
        (Some(b','), Some(next)) => Some(*next == b'"'),
        _ => Some(false),
    }
}

/// Cuts a document into its records.
///
/// ```
/// let cut = sadame::input::document(b"[{\"id\": \"a,b\"},\n {\"id\": [1, 2]}]");
/// assert_eq!(cut.records, [(1, &b"{\"id\": \"a,b\"}"[..]), (2, b"{\"id\": [1, 2]}")]);
/// assert!(!sadame::input::document(b"[{}, {}").closed);
/// ```
#[must_use]
pub fn document(bytes: &[u8]) -> Document<'_> {
    let bytes = without_mark(bytes);
    let first = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(bytes.len());
    let mut cutter = Cutter { bytes, line: 1, records: Vec::new() };
    let closed = match bytes.get(first) {
        Some(b'[') => cutter.elements(first + 1),
        _ => {
            cutter.values(0);
            true
        }
    };
    Document { records: cutter.records, closed }
}

/// The mark of byte order, as UTF-8 has it.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes without the mark of byte order that they may begin with.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK).unwrap_or(bytes)
}

struct Cutter<'b> {
    bytes: &'b [u8],
    line: u64,
    records: Vec<(u64, &'b [u8])>,
}

impl<'b> Cutter<'b> {
    /// The elements of an array; whether it was closed. What stands behind it is a record too, for the decoder to refuse.
    fn elements(&mut self, start: usize) -> bool {
        self.line += newlines(&self.bytes[..start]);
        let mut at = start;
        loop {
            let end = self.end_of_element(at);
            let last = self.bytes.get(end) != Some(&b',');
            if !last || !self.bytes[at..end].trim_ascii().is_empty() {
                self.record(at, end);
            }
            self.line += newlines(&self.bytes[at..end]);
            if last {
                let closed = self.bytes.get(end) == Some(&b']');
                self.values((end + 1).min(self.bytes.len()));
                return closed;
            }
            at = end + 1;
        }
    }

    /// Where the element that begins here ends: at `,` or `]` outside of strings and brackets.
    fn end_of_element(&self, start: usize) -> usize {
        let mut scan = Scan::default();
        let rest = self.bytes[start..].iter();
        let end = rest.enumerate().find(|(_, byte)| {
            let ends = matches!(byte, b',' | b']') && scan.outside();
            scan.step(**byte);
            ends
        });
        end.map_or(self.bytes.len(), |(at, _)| start + at)
    }

    /// Values one after the other: each ends where its brackets close.
    fn values(&mut self, mut at: usize) {
        while let Some(first) = self.bytes[at..].iter().position(|byte| !byte.is_ascii_whitespace()) {
            self.line += newlines(&self.bytes[at..at + first]);
            at += first;
            let mut scan = Scan::default();
            let mut open = false;
            let end = self.bytes[at..].iter().position(|byte| {
                scan.step(*byte);
                let closes = scan.outside() && (open || *byte == b'\n');
                open |= !scan.outside();
                closes
            });
            let end = end.map_or(self.bytes.len(), |end| at + end + 1);
            self.record(at, end);
            self.line += newlines(&self.bytes[at..end]);
            at = end;
        }
    }

    fn record(&mut self, start: usize, end: usize) {
        let bytes = &self.bytes[start..end];
        let blank = bytes.len() - bytes.trim_ascii_start().len();
        self.records.push((self.line + newlines(&bytes[..blank]), bytes.trim_ascii()));
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// Whether one is inside a string or brackets.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    fn outside(&self) -> bool {
        self.depth == 0 && !self.in_string
    }

    /// Takes in a byte.
    fn step(&mut self, byte: u8) {
        if self.in_string {
            self.in_string = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
        } else {
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> (Vec<(u64, &str)>, bool) {
        let Document { records, closed } = document(text.as_bytes());
        (records.into_iter().map(|(line, bytes)| (line, std::str::from_utf8(bytes).unwrap())).collect(), closed)
    }

    #[test]
    fn arrays_are_cut_into_their_elements() {
        assert_eq!(cut("[]"), (vec![], true));
        assert_eq!(
            cut("\n[\n{\"a\": \"],[\"},\n\n{\"b\": \"\\\"]\"}\n]\n"),
            (vec![(3, "{\"a\": \"],[\"}"), (5, "{\"b\": \"\\\"]\"}")], true)
        );
        assert_eq!(cut("[1,,2]"), (vec![(1, "1"), (1, ""), (1, "2")], true));
        assert_eq!(cut("[{}] x"), (vec![(1, "{}"), (1, "x")], true));
    }

    #[test]
    fn a_fault_leaves_the_rest_whole() {
        assert_eq!(cut("[{}, {\"a\": nope}, {}]").0.len(), 3);
        assert_eq!(cut("[{}, {\"a\""), (vec![(1, "{}"), (1, "{\"a\"")], false));
    }

    #[test]
    fn values_may_follow_one_another() {
        assert_eq!(cut("{\n \"a\": 1\n}\n{}\n"), (vec![(1, "{\n \"a\": 1\n}"), (4, "{}")], true));
    }

    #[test]
    fn a_document_is_told_by_its_first_lines() {
        for (beginning, expected) in [
            ("{\n", Some(true)),
            (" [", Some(true)),
            ("\u{feff}\n[", Some(true)),
            ("{\"a\": [\n", Some(true)),
            ("{ \"a\": 1,\r\n  \"b\": 2 }", Some(true)),
            ("{\"a\": 1,\n{\"a\": 1}\n", Some(false)),
            ("{\"a\": \"x,\n\"b\": 1}\n", Some(false)),
            ("{\"a\": \"{\n", Some(false)),
            ("{\"a\": {}}\n{\n", Some(false)),
            ("x\n[", Some(false)),
            ("{\"a\": 1", None),
            ("{\"a\": 1,\n ", None),
            ("\n", None),
            ("", None),
        ] {
            assert_eq!(is_document(beginning.as_bytes(), false), expected, "{beginning}");
            assert_eq!(is_document(beginning.as_bytes(), true), Some(expected == Some(true)), "{beginning}");
        }
        assert_eq!(is_document(b"\xef\xbb", false), None, "half of a mark of byte order");
    }
}
