//! Lines, indentation, comments and columns.

use unicode_width::UnicodeWidthStr;

use crate::syntax::ast::{self, Spanned};

/// Writes lines, and lets the comments of the source out where they belong.
pub(super) struct Writer<'a> {
    source: &'a str,
    comments: &'a [Spanned<String>],
    /// The first comment not written yet.
    next: usize,
    out: String,
    indent: usize,
    /// The source up to here has been written.
    reached: u32,
    /// How a literal is written.
    literal: fn(&ast::Literal) -> String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(source: &'a str, comments: &'a [Spanned<String>]) -> Writer<'a> {
        Writer { source, comments, next: 0, out: String::new(), indent: 0, reached: 0, literal: |literal| literal.text.clone() }
    }

    /// Writes literals by their value rather than in the words they were written in.
    pub(super) fn by_value(source: &'a str) -> Writer<'a> {
        Writer { literal: |literal| format!("{:?}", literal.value), ..Writer::new(source, &[]) }
    }

    /// A writer of the same source, with nothing written yet.
    pub(super) fn anew(&self) -> Writer<'a> {
        Writer { literal: self.literal, ..Writer::new(self.source, &[]) }
    }

    /// A literal.
    pub(super) fn literal(&self, literal: &ast::Literal) -> String {
        (self.literal)(literal)
    }

    /// The source between two places.
    pub(super) fn text(&self, start: u32, end: u32) -> &'a str {
        self.source.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Writes a line, or several, at the indentation.
    pub(super) fn line(&mut self, text: &str) {
        for line in text.lines() {
            if !line.is_empty() {
                self.out.push_str(&" ".repeat(self.indent));
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    /// A blank line, where there is none yet and something stands above.
    pub(super) fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") && !self.out.ends_with("{\n") {
            self.out.push('\n');
        }
    }

    /// Writes what stands before a piece of the source that begins at `start`: its comments, and one blank line where the source has one.
    pub(super) fn before(&mut self, start: u32, top: bool) {
        while let Some(comment) = self.comments.get(self.next).filter(|comment| comment.span.start < start) {
            if self.gap(comment.span.start) {
                self.blank();
            }
            let text = format!("#{}", comment.node);
            self.line(text.trim_end());
            (self.next, self.reached) = (self.next + 1, comment.span.end);
        }
        let after_comment = self.out.lines().last().is_some_and(|line| line.trim_start().starts_with('#'));
        if self.gap(start) && (!top || after_comment) {
            self.blank();
        }
        self.reached = start;
    }

    /// Whether the source has a blank line between what was written and a place.
    fn gap(&self, place: u32) -> bool {
        let between = self.text(self.reached, place);
        between.matches('\n').count() > 1 && between.trim().is_empty() && self.reached > 0
    }

    /// Notes that the source has been written up to `end`; a comment on the same line goes to the end of the line written last.
    pub(super) fn after(&mut self, end: u32) {
        self.reached = self.reached.max(end);
        while let Some(comment) = self.comments.get(self.next) {
            let same_line = comment.span.start >= end && !self.text(end, comment.span.start).contains('\n');
            let inside = comment.span.start < end;
            if !same_line && !inside {
                break;
            }
            let text = format!("#{}", comment.node);
            if self.out.ends_with('\n') {
                self.out.pop();
            }
            let on_comment = self.out.lines().last().is_some_and(|line| line.contains(" # "));
            if on_comment || inside {
                self.out.push('\n');
                self.line(text.trim_end());
            } else {
                self.out.push_str("  ");
                self.out.push_str(text.trim_end());
                self.out.push('\n');
            }
            (self.next, self.reached) = (self.next + 1, comment.span.end);
        }
    }

    /// A body, one step in; the comments before its end stay in it.
    pub(super) fn indented(&mut self, body: impl FnOnce(&mut Self), end: u32) {
        self.indent += 2;
        body(self);
        while let Some(comment) = self.comments.get(self.next).filter(|comment| comment.span.start < end) {
            if self.gap(comment.span.start) {
                self.blank();
            }
            let text = format!("#{}", comment.node);
            self.line(text.trim_end());
            (self.next, self.reached) = (self.next + 1, comment.span.end);
        }
        self.indent -= 2;
        self.reached = self.reached.max(end);
    }

    /// How far in the writer is.
    pub(super) fn indent(&self) -> usize {
        self.indent
    }

    /// The label as it is written.
    pub(super) fn label(&self, label: &ast::Label) -> String {
        let ja = self.text(label.ja.span.start, label.ja.span.end);
        match &label.en {
            Some(en) => format!("{ja} en {}", self.text(en.span.start, en.span.end)),
            None => ja.to_owned(),
        }
    }

    /// Labels that stand below one another: the English texts are aligned.
    pub(super) fn labels(&self, labels: &[Option<&ast::Label>]) -> Vec<String> {
        let ja = |label: &ast::Label| self.text(label.ja.span.start, label.ja.span.end);
        let widest = labels.iter().flatten().filter(|label| label.en.is_some()).map(|label| width(ja(label))).max().unwrap_or(0);
        let written = |label: &Option<&ast::Label>| match label {
            None => String::new(),
            Some(label) => match &label.en {
                None => ja(label).to_owned(),
                Some(en) => {
                    let ja = ja(label);
                    format!("{ja}{} en {}", " ".repeat(widest - width(ja)), self.text(en.span.start, en.span.end))
                }
            },
        };
        labels.iter().map(written).collect()
    }

    /// The whole, with what comments remain.
    pub(super) fn finish(mut self) -> String {
        let end = u32::try_from(self.source.len()).unwrap_or(u32::MAX);
        self.before(end.saturating_add(1), false);
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Rows of cells with each column as wide as its widest cell; trailing spaces are dropped.
pub(super) fn columns(rows: &[Vec<String>], gap: &str) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest: Vec<usize> =
        (0..count).map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0)).collect();
    let row = |row: &Vec<String>| {
        let mut line = String::new();
        for (at, cell) in row.iter().enumerate() {
            if at > 0 && widest[at] > 0 {
                line.push_str(gap);
            }
            line.push_str(cell);
            line.push_str(&" ".repeat(widest[at] - width(cell)));
        }
        line.trim_end().to_owned()
    };
    rows.iter().map(row).collect()
}
