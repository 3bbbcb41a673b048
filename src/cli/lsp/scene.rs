//! Where in a text the cursor stands, by the words before it: the text may be half-written, so it is not parsed.

use crate::syntax::KEYWORDS;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Text,
    Mark,
}

/// A word, a number, a text in quotation marks, or a mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    /// Nothing but space stands before it on its line.
    pub(super) first: bool,
}

/// What stands before the cursor.
#[derive(Debug)]
pub(super) struct Scene<'t> {
    /// The word that the declaration begins with; empty between declarations.
    pub(super) declaration: &'t str,
    /// What stands in the declaration before the word that is being written.
    pub(super) tokens: Vec<Token<'t>>,
    /// Nothing but that word stands on the line.
    pub(super) at_line_start: bool,
}

/// The scene at a byte of a text; none within a comment, or in quotation marks outside the holes of a message.
pub(super) fn scene(text: &str, offset: usize) -> Option<Scene<'_>> {
    let before = text.get(..offset)?;
    let start = declaration_start(before);
    let (mut tokens, open) = lexed(&before[start..]);
    let mut written = &before[start..];
    match open {
        Open::Nothing => {}
        Open::Comment => return None,
        Open::Text(at) => {
            let content = &written[at + 1..];
            let hole = content.rfind('{').filter(|at| !content[*at..].contains('}') && !content[..*at].ends_with('{'))?;
            written = &content[hole + 1..];
            tokens.extend(lexed(written).0);
        }
    }
    // The word that is being written is not yet one.
    let unfinished = written.chars().next_back().is_some_and(is_word);
    let prefix = if unfinished { tokens.pop() } else { None };
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let indent = line.len() - prefix.map_or(0, |prefix| prefix.text.len());
    let at_line_start = line.get(..indent).is_some_and(|lead| lead.trim().is_empty());
    let braces = |mark: &str| tokens.iter().filter(|token| token.kind == Kind::Mark && token.text == mark).count();
    let closed = braces("{") > 0 && braces("{") <= braces("}");
    let between = tokens.is_empty() || closed || (indent == 0 && at_line_start);
    let begins = tokens.first().map(|token| token.text).filter(|word| !between && KEYWORDS.contains(word));
    let declaration = begins.unwrap_or_default();
    Some(Scene { declaration, tokens, at_line_start })
}

impl<'t> Scene<'t> {
    /// The text of a token, counted from the last; empty where there is none.
    pub(super) fn back(&self, count: usize) -> &'t str {
        self.tokens.iter().rev().nth(count).map_or("", |token| token.text)
    }

    /// The tokens on the line of the cursor.
    pub(super) fn line(&self) -> &[Token<'t>] {
        if self.at_line_start {
            return &[];
        }
        let start = self.tokens.iter().rposition(|token| token.first).unwrap_or(0);
        &self.tokens[start..]
    }

    /// How many brackets of a kind are open.
    pub(super) fn depth(&self) -> usize {
        let marks = |wanted: &str| self.tokens.iter().filter(|token| token.kind == Kind::Mark && token.text == wanted).count();
        marks("{").saturating_sub(marks("}"))
    }
}

/// Where the last declaration begins: at the margin, as the formatter has it. Where there is none, the last line.
fn declaration_start(before: &str) -> usize {
    let (mut start, mut at) = (before.rfind('\n').map_or(0, |at| at + 1), 0);
    for line in before.split_inclusive('\n') {
        let word = line.split(|letter| !is_word(letter)).next().unwrap_or_default();
        // A word that goes on to the cursor is still being written.
        if KEYWORDS.contains(&word) && at + word.len() < before.len() {
            start = at;
        }
        at += line.len();
    }
    start
}

/// What is still open where a text ends.
enum Open {
    Nothing,
    Comment,
    /// Quotation marks, from here.
    Text(usize),
}

fn lexed(text: &str) -> (Vec<Token<'_>>, Open) {
    let (mut tokens, mut at, mut first) = (Vec::new(), 0, true);
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match letter {
            '\n' => {
                first = true;
                at += 1;
                continue;
            }
            letter if letter.is_whitespace() => {
                at += letter.len_utf8();
                continue;
            }
            '#' => match rest.find('\n') {
                Some(length) => {
                    at += length;
                    continue;
                }
                None => return (tokens, Open::Comment),
            },
            '"' => match text_length(rest) {
                Some(length) => (Kind::Text, length),
                None => return (tokens, Open::Text(at)),
            },
            letter if is_word(letter) => {
                let kind = if letter.is_ascii_digit() { Kind::Number } else { Kind::Word };
                (kind, word_length(rest))
            }
            _ if rest.starts_with("->") => (Kind::Mark, 2),
            letter => (Kind::Mark, letter.len_utf8()),
        };
        tokens.push(Token { kind, text: &rest[..length], first });
        (at, first) = (at + length, false);
    }
    (tokens, Open::Nothing)
}

/// How long a word is; a rule's id may have a `-` in it.
fn word_length(rest: &str) -> usize {
    let ends = |(at, letter): &(usize, char)| {
        let joins = *letter == '-' && rest[at + 1..].starts_with(is_word);
        !is_word(*letter) && !joins
    };
    rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at)
}

/// How long a text in quotation marks is; none where it is not closed on its line.
fn text_length(rest: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            '\n' => return None,
            '"' if !escaped => return Some(at + 1),
            _ => escaped = letter == '\\' && !escaped,
        }
    }
    None
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::scene;

    #[test]
    fn the_cursor_is_found_in_half_written_text() {
        let text = "module m\n\nrule R-1 \"題\" {\n  for each contract\n  message \"{am";
        let found = scene(text, text.len()).expect("it is in a hole");
        assert_eq!((found.declaration, found.back(0), found.at_line_start), ("rule", "message", false));
        assert!(scene(text, text.len() - 3).is_none(), "in a message, outside its holes");
        assert!(scene("# an", 4).is_none());
        let top = scene("module m\nrec", 12).expect("it is between declarations");
        assert_eq!(top.declaration, "");
        let after = scene("record r {\n}\n\n", 14).expect("it is between declarations");
        assert_eq!(after.declaration, "");
        let inside = scene("rule R-1 {\n  when a\n  req", 25).expect("it is in a rule");
        assert_eq!((inside.declaration, inside.at_line_start, inside.depth()), ("rule", true, 1));
    }
}
