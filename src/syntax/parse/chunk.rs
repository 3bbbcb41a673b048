//! Cuts a file into declarations without understanding them, and collects its comments.

use crate::diag::problem::{Problem, SyntaxProblem};
use crate::diag::{Diagnostic, nearest};
use crate::source::{SourceId, Span};
use crate::syntax::ast::Spanned;

/// The words that declarations begin with.
pub const KEYWORDS: &[&str] = &[
    "module",
    "use",
    "fiscal",
    "source",
    "choice",
    "record",
    "table",
    "parameter",
    "define",
    "figure",
    "summary",
    "rule",
    "exception",
    "example",
    "layout",
];

/// How deep brackets may go, and how many of `not`, `-`, `if`, `has` and `list of` may stand within one another.
const DEPTH: usize = 64;

/// A declaration: where it stands, and the word it begins with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) keyword: &'static str,
}

/// What the scanner found.
#[derive(Default)]
pub(super) struct Scanned {
    pub(super) chunks: Vec<Chunk>,
    pub(super) comments: Vec<Spanned<String>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A place where a declaration may begin: at the start of a line.
struct Mark {
    at: usize,
    keyword: &'static str,
    depth: usize,
    /// Nothing stands before it on its line, not even a space.
    flush: bool,
}

/// Cuts a file into declarations.
pub(super) fn scan(source: SourceId, text: &str) -> Scanned {
    let mut scanned = Scanned::default();
    let (marks, end_depth) = marks(source, text, &mut scanned);
    // A declaration begins where no brace is open. Where one is left open to the end, the marks flush with the margin begin one too.
    let open_from =
        if end_depth > 0 { marks.iter().rev().find(|mark| mark.depth == 0).map_or(0, |mark| mark.at) } else { usize::MAX };
    let starts: Vec<&Mark> = marks.iter().filter(|mark| mark.depth == 0 || (mark.flush && mark.at > open_from)).collect();
    let first = starts.first().map_or(text.len(), |mark| mark.at);
    stray(source, text, first, &mut scanned);
    for (number, mark) in starts.iter().enumerate() {
        let end = starts.get(number + 1).map_or(text.len(), |next| next.at);
        scanned.chunks.push(Chunk { start: mark.at, end, keyword: mark.keyword });
    }
    scanned
}

/// Walks the text once: strings, comments and braces. Gives the marks, and how many braces are open at the end.
fn marks(source: SourceId, text: &str, scanned: &mut Scanned) -> (Vec<Mark>, usize) {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut marks) = (0, 0_usize, Vec::new());
    let (mut line_start, mut only_space) = (0, true);
    while at < bytes.len() {
        match bytes[at] {
            b'\n' => (line_start, only_space) = (at + 1, true),
            b'#' => {
                let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
                let span = span(source, at, end);
                scanned.comments.push(Spanned { node: text[at + 1..end].trim_end().to_owned(), span });
                at = end;
                continue;
            }
            b'"' => {
                let (end, closed) = string_end(bytes, at);
                if !closed {
                    scanned.diagnostics.push(Problem::Syntax(SyntaxProblem::UnclosedString).at(span(source, at, end)));
                }
                (at, only_space) = (end, false);
                continue;
            }
            b'{' => (depth, only_space) = (depth + 1, false),
            b'}' => (depth, only_space) = (depth.saturating_sub(1), false),
            b' ' | b'\t' | b'\r' => {}
            _ => {
                if only_space && let Some(keyword) = keyword_at(text, at) {
                    marks.push(Mark { at, keyword, depth, flush: at == line_start });
                }
                only_space = false;
            }
        }
        at += 1;
    }
    (marks, depth)
}

/// The byte after a string's end, and whether it is closed on its line.
fn string_end(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return (at + 1, true),
            b'\n' => return (at, false),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    (bytes.len(), false)
}

fn keyword_at(text: &str, at: usize) -> Option<&'static str> {
    let rest = text.get(at..)?;
    let known = KEYWORDS.iter().find(|word| rest.strip_prefix(**word).is_some_and(|after| !after.starts_with(is_word)))?;
    Some(known)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Text before the first declaration that is neither space nor comment.
fn stray(source: SourceId, text: &str, first: usize, scanned: &mut Scanned) {
    let mut at = 0;
    for line in text[..first].split_inclusive('\n') {
        let content = line.split('#').next().unwrap_or_default().trim();
        if let Some(word) = content.split(|letter| !is_word(letter)).next().filter(|_| !content.is_empty()) {
            let start = at + line.find(content).unwrap_or(0);
            let near = nearest(word, KEYWORDS.iter().copied());
            let problem = SyntaxProblem::UnknownDeclaration {
                word: if word.is_empty() { content.to_owned() } else { word.to_owned() },
                near,
            };
            scanned.diagnostics.push(Problem::Syntax(problem).at(span(source, start, start + content.len())));
            return;
        }
        at += line.len();
    }
}

/// Where a declaration is nested deeper than the parser may follow it.
pub(super) fn too_deep(source: SourceId, text: &str, offset: usize) -> Option<Span> {
    let (mut depth, mut run, mut ifs) = (0_usize, 0, 0);
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut word_start = None;
    while at <= bytes.len() {
        let byte = bytes.get(at).copied().unwrap_or(b' ');
        let in_word = byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        match (word_start, in_word) {
            (None, true) => word_start = Some(at),
            (Some(start), false) => {
                match &text[start..at] {
                    "not" | "list" | "set" | "range" => run += 1,
                    "of" => {}
                    "if" | "has" => (ifs, run) = (ifs + 1, 0),
                    "let" | "when" | "require" | "except" | "message" => (ifs, run) = (0, 0),
                    _ => run = 0,
                }
                word_start = None;
            }
            _ => {}
        }
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'-' => run += 1,
            b'#' => at = text[at..].find('\n').map_or(bytes.len(), |length| at + length),
            _ => {}
        }
        if depth > DEPTH || run > DEPTH || ifs > DEPTH {
            return Some(span(source, offset + at, offset + at + 1));
        }
        at += 1;
    }
    None
}

fn span(source: SourceId, start: usize, end: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { source, start: offset(start), end: offset(end) }
}
