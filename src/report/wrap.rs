//! Lines of a terminal: wrapped by the width that letters take, and free of signs that a terminal would obey.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Signs that must not begin a line (行頭禁則), and units that stay with their number.
const NOT_FIRST: &str = "、。，．・：；！？）」』】〕｝］〉》ー々ゃゅょっぁぃぅぇぉャュョッァィゥェォ)]},.:;!?%円年月日件";

/// Signs that must not end a line (行末禁則).
const NOT_LAST: &str = "（「『【〔｛［〈《([{“";

/// The text in one line, with control characters shown instead of sent.
pub(super) fn harmless(text: &str) -> String {
    text.chars().map(|letter| if matches!(letter, '\n' | '\t') { ' ' } else { visible(letter) }).collect()
}

/// The text with its line ends and tabs as they are, and all other control characters shown instead of sent.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|letter| if matches!(letter, '\n' | '\t' | '\r') { letter } else { visible(letter) }).collect()
}

/// The text in its lines, with all else shown that a terminal would obey.
///
/// ```
/// assert_eq!(sadame::report::shown("one\u{1b}[2J\r\ntwo"), "one␛[2J\ntwo");
/// ```
#[must_use]
pub fn shown(text: &str) -> String {
    let lines = text.split('\n').map(|line| harmless(line.strip_suffix('\r').unwrap_or(line)));
    lines.collect::<Vec<String>>().join("\n")
}

/// A control character as the sign for it.
fn visible(letter: char) -> char {
    match letter {
        '\u{7f}' => '␡',
        letter if letter < ' ' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or('�'),
        letter if is_command(letter) => '�',
        // No characters at all, and not allowed in XML.
        '\u{fffe}' | '\u{ffff}' => '�',
        letter => letter,
    }
}

/// Control characters, and signs that turn the direction of writing, and so could make a text read otherwise than it is.
pub(super) fn is_command(letter: char) -> bool {
    let turns = matches!(letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || letter.is_control()
}

/// The lines of a text, each at most `width` columns wide. Words of Latin letters stay whole where they fit; the last line is not left with a
/// letter or two.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = harmless(text);
    let width = width.max(20);
    let lines = wrapped(&text, width);
    let is_wide = |line: &String| line.chars().next().is_some_and(|letter| letter.width() == Some(2));
    let is_stump = |lines: &[String]| lines.len() > 1 && lines.last().is_some_and(|line| is_wide(line) && line.width() < 8);
    if !is_stump(&lines) {
        return lines;
    }
    let mut narrower = (1..=6).map(|step| wrapped(&text, width - 2 * step));
    narrower.find(|other| other.len() == lines.len() && !is_stump(other)).unwrap_or(lines)
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    // The width of the line is counted along: lines may be very long.
    let (mut lines, mut line, mut taken) = (Vec::new(), String::new(), 0);
    for piece in pieces(text) {
        if !line.is_empty() && taken + piece.trim_end().width() > width {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            taken = 0;
        }
        let piece = if line.is_empty() { piece.trim_start() } else { piece };
        line.push_str(piece);
        taken += piece.width();
        while taken > width && line.trim_end().width() > width {
            let (head, tail) = cut(&line, width);
            lines.push(head);
            (taken, line) = (tail.width(), tail);
        }
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Pieces between which a line may break: wide letters with the signs that belong to them, runs of narrow ones up to a space.
fn pieces(text: &str) -> Vec<&str> {
    let is_wide = |letter: char| letter.width().unwrap_or(0) > 1;
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        let breaks = before.is_some_and(|before| {
            before == ' ' || ((is_wide(before) || is_wide(letter)) && !NOT_FIRST.contains(letter) && !NOT_LAST.contains(before))
        });
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
    use unicode_width::UnicodeWidthStr;

    use super::{harmless, wrap};

    #[test]
    fn a_terminal_is_not_told_what_to_do() {
        assert_eq!(harmless("\u{1b}[31m赤\u{7}\u{202e}"), "␛[31m赤␇�");
    }

    #[test]
    fn wide_letters_count_twice_and_words_stay_whole() {
        assert_eq!(wrap("契約金額の累計は限度額を超えています", 20), ["契約金額の累計は限度", "額を超えています"]);
        assert_eq!(wrap("the total of the contracts", 20), ["the total of the", "contracts"]);
    }

    #[test]
    fn a_letter_or_two_are_not_left_alone() {
        assert_eq!(wrap("限度額を52,000円超えています", 26), ["限度額を52,000円超え", "ています"]);
    }

    #[test]
    fn no_line_begins_with_a_stop_or_ends_with_a_bracket_or_is_too_wide() {
        let text = "委託先事業者と取り交わす事項（安全確保、秘密保持義務、1,848,000円）、「その他」必要な措置。".repeat(3);
        for width in 20..100 {
            for line in wrap(&text, width) {
                assert!(line.width() <= width, "{width}: {line}");
                assert!(!line.starts_with(['。', '、', '）', '」', '円']), "{width}: {line}");
                assert!(!line.ends_with(['（', '「']), "{width}: {line}");
            }
        }
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut() {
        assert_eq!(wrap(&"x".repeat(50), 20), ["x".repeat(20), "x".repeat(20), "x".repeat(10)]);
    }
}
