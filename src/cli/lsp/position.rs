//! Places in a text as the protocol counts them: lines from 0, and columns in UTF-16 units or in bytes, as client and server agreed.

use lsp_types::{Position, PositionEncodingKind, Range};

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Units of UTF-16: what every client understands.
    Utf16,
}

impl Encoding {
    /// The one to use, of those that the client offers: bytes where it may be, as texts are held so.
    pub(super) fn agreed(offered: Option<&Vec<PositionEncodingKind>>) -> Encoding {
        match offered {
            Some(kinds) if kinds.contains(&PositionEncodingKind::UTF8) => Encoding::Utf8,
            _ => Encoding::Utf16,
        }
    }

    /// What it is called.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    /// How long a text is, in what columns count.
    fn length(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
        }
    }

    /// The place of a byte of the text.
    pub(super) fn position(self, text: &str, offset: usize) -> Position {
        let offset = boundary(text, offset);
        let start = starts(text).take_while(|start| *start <= offset).last().unwrap_or(0);
        let line = starts(text).take_while(|start| *start <= offset).count().saturating_sub(1);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(self.length(&text[start..offset])) }
    }

    /// The byte at a place. Behind the end of a line is its end, and below the last line the end of the text.
    pub(super) fn offset(self, text: &str, position: Position) -> usize {
        let line = position.line as usize;
        let Some(start) = starts(text).nth(line) else { return text.len() };
        let end = starts(text).nth(line + 1).unwrap_or(text.len());
        let content = text[start..end].trim_end_matches(['\n', '\r']);
        let wanted = position.character as usize;
        let mut counted = 0;
        for (at, letter) in content.char_indices() {
            let next = counted + self.length(letter.encode_utf8(&mut [0; 4]));
            // Within a letter is before it.
            if next > wanted {
                return start + at;
            }
            counted = next;
        }
        start + content.len()
    }

    /// The places of a stretch of bytes.
    pub(super) fn range(self, text: &str, start: usize, end: usize) -> Range {
        Range { start: self.position(text, start), end: self.position(text, end.max(start)) }
    }
}

/// The offset, or the nearest before it where a letter begins.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Where lines begin.
fn starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let ends = move |at: usize| bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    std::iter::once(0).chain((0..bytes.len()).filter(move |&at| ends(at)).map(|at| at + 1))
}

#[cfg(test)]
mod tests {
    use lsp_types::Position;

    use super::Encoding;

    #[test]
    fn columns_count_what_was_agreed() {
        let text = "契約\r\n𠮷野 x\n";
        for (encoding, columns) in [(Encoding::Utf8, [0, 4, 7, 8]), (Encoding::Utf16, [0, 2, 3, 4])] {
            let places = [8, 12, 15, 16];
            for (offset, character) in places.into_iter().zip(columns) {
                let position = Position { line: 1, character };
                assert_eq!(encoding.position(text, offset), position, "{encoding:?} {offset}");
                assert_eq!(encoding.offset(text, position), offset, "{encoding:?} {offset}");
            }
            assert_eq!(encoding.offset(text, Position { line: 0, character: 99 }), 6);
            assert_eq!(encoding.offset(text, Position { line: 1, character: 1 }), 8, "within a letter is before it");
            assert_eq!(encoding.offset(text, Position { line: 9, character: 0 }), text.len());
            assert_eq!(encoding.position(text, text.len()), Position { line: 2, character: 0 });
        }
    }
}
