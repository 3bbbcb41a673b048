//! Lines of a terminal: wrapped by the width that letters take, and free of signs that a terminal would obey.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Signs that must not begin a line (行頭禁則).
const NOT_FIRST: &str = "、。，．・：；！？）」』】〕｝］〉》ー々)]},.:;!?%円年月日";

/// The text with control characters shown instead of sent.
pub(super) fn harmless(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' | '\t' => ' ',
            '\u{7f}' => '␡',
            letter if letter < ' ' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or('�'),
            letter if letter.is_control() || is_direction(letter) => '�',
            letter => letter,
        })
        .collect()
}

/// Signs that turn the direction of writing, and so could make a text read otherwise than it is.
fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The lines of a text, each at most `width` columns wide. Words of Latin letters stay whole where they fit.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = harmless(text);
    let width = width.max(20);
    let (mut lines, mut line) = (Vec::new(), String::new());
    for piece in pieces(&text) {
        let fits = line.width() + piece.trim_end().width() <= width;
        let hangs = piece.chars().next().is_some_and(|letter| NOT_FIRST.contains(letter));
        if !fits && !hangs && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        if line.is_empty() {
            line.push_str(piece.trim_start());
        } else {
            line.push_str(piece);
        }
        while line.width() > width + 4 {
            let (head, tail) = cut(&line, width);
            lines.push(head);
            line = tail;
        }
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Pieces between which a line may break: each wide letter, each run of narrow ones up to a space.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        let narrow = |letter: char| letter.width().unwrap_or(0) < 2;
        let breaks = before.is_some_and(|before| before == ' ' || !narrow(before) || !narrow(letter));
        if breaks && at > start {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(letter);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

fn cut(line: &str, width: usize) -> (String, String) {
    let mut taken = 0;
    for (at, letter) in line.char_indices() {
        taken += letter.width().unwrap_or(0);
        if taken > width {
            return (line[..at].to_owned(), line[at..].to_owned());
        }
    }
    (line.to_owned(), String::new())
}

#[cfg(test)]
mod tests {
    use super::{harmless, wrap};

    #[test]
    fn a_terminal_is_not_told_what_to_do() {
        assert_eq!(harmless("\u{1b}[31m赤\u{7}\u{202e}"), "␛[31m赤␇�");
    }

    #[test]
    fn wide_letters_count_twice_and_stops_do_not_begin_a_line() {
        let lines = wrap("契約金額の累計は限度額を超えています。新たな債務負担行為が要ります。", 20);
        assert_eq!(lines[0], "契約金額の累計は限度");
        assert!(lines.iter().all(|line| !line.starts_with('。')), "{lines:?}");
        assert_eq!(wrap("the total of the contracts", 20), ["the total of the", "contracts"]);
    }
}
