//! What stands in a cell: a text that stays a text, or a count; and how texts that are too long for a cell go on.

use crate::report::wrap::harmless;

/// The longest text of a cell, in the units that workbooks count in: a little below what they take.
const LONGEST: usize = 32_000;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// A text.
    Text(String),
    /// A text in a colour; it says in words what the colour says.
    Toned(String, Tone),
    /// A count.
    Count(u64),
}

/// The colours, by what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Error,
    Warning,
    Review,
    Info,
    Unknown,
    Good,
}

impl Tone {
    /// All, in the order of their numbers.
    pub(super) const ALL: [Tone; 6] = [Tone::Error, Tone::Warning, Tone::Review, Tone::Info, Tone::Unknown, Tone::Good];

    /// The colour of the letters and that of the ground.
    pub(super) fn colours(self) -> (u32, u32) {
        match self {
            Tone::Error => (0x009B_1C1C, 0x00FD_EEEE),
            Tone::Warning => (0x0070_4700, 0x00FD_F2D7),
            Tone::Review => (0x0017_4A94, 0x00E9_F0FC),
            Tone::Info => (0x003C_4854, 0x00EC_EFF2),
            Tone::Unknown => (0x0059_378A, 0x00F2_ECFA),
            Tone::Good => (0x001D_6236, 0x00E7_F4EA),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<Vec<String>> for Cell {
    /// One line each.
    fn from(lines: Vec<String>) -> Cell {
        Cell::Text(lines.join("\n"))
    }
}

/// A text that a workbook can hold, with signs shown that would turn it about.
pub(super) fn clean(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(harmless).collect();
    lines.join("\n").replace(['\u{fffe}', '\u{ffff}'], "�")
}

/// A row as the rows it takes: one, and more where a text is too long for a cell. They begin by saying whose they are.
pub(super) fn parted(row: Vec<Cell>, goes_on: &str) -> Vec<Vec<Cell>> {
    let fits = |cell: &Cell| !matches!(cell, Cell::Text(text) | Cell::Toned(text, _) if text.encode_utf16().count() > LONGEST);
    if row.iter().all(fits) {
        return vec![row];
    }
    let pieces: Vec<Vec<Cell>> = row.into_iter().map(pieces).collect();
    let count = pieces.iter().map(Vec::len).max().unwrap_or_default();
    let mut rows = Vec::new();
    for nth in 0..count {
        let mut row: Vec<Cell> =
            pieces.iter().map(|pieces| pieces.get(nth).cloned().unwrap_or_else(|| Cell::Text(String::new()))).collect();
        if nth > 0
            && let Some(first) = row.first_mut()
            && *first == Cell::Text(String::new())
        {
            *first = Cell::from(goes_on);
        }
        rows.push(row);
    }
    rows
}

fn pieces(cell: Cell) -> Vec<Cell> {
    let Cell::Text(text) = &cell else { return vec![cell] };
    let (mut pieces, mut piece, mut length) = (Vec::new(), String::new(), 0);
    for letter in text.chars() {
        if length + letter.len_utf16() > LONGEST {
            pieces.push(Cell::Text(std::mem::take(&mut piece)));
            length = 0;
        }
        length += letter.len_utf16();
        piece.push(letter);
    }
    pieces.push(Cell::Text(piece));
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Cell, LONGEST, clean, parted};

    #[test]
    fn long_texts_go_on_in_the_next_row() {
        let long = "𠮷".repeat(LONGEST);
        let rows = parted(vec![Cell::from("A"), Cell::from(long.clone()), Cell::Count(3)], "続き");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1][0], Cell::from("続き"));
        assert_eq!(rows[1][2], Cell::from(""));
        let text = |row: &[Cell]| if let Cell::Text(text) = &row[1] { text.clone() } else { String::new() };
        assert_eq!(rows.iter().map(|row| text(row)).collect::<String>(), long);
    }

    #[test]
    fn what_a_workbook_cannot_hold_is_shown() {
        assert_eq!(clean("甲\n乙\u{7}\u{202e}\u{ffff}"), "甲\n乙␇��");
    }
}
