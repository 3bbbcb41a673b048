//! From text to syntax. A light scanner cuts the file into declarations; pest reads each; one function a grammar rule makes the tree.
//!
//! A declaration that cannot be read is reported and left out, so that all errors of a file come in one run.

use pest::Parser;
use pest::iterators::Pair;

use crate::diag::Diagnostic;
use crate::diag::problem::{Problem, SyntaxProblem};
use crate::source::{SourceId, Span};
use crate::syntax::ast;
use chunk::Chunk;

pub use chunk::KEYWORDS;

mod chunk;
mod declaration;
mod error;
mod example;
mod expression;
mod layout;
mod literal;
mod rule;

/// The generated parser.
mod grammar {
    #![allow(missing_docs, reason = "one variant for each rule of grammar/sadame.pest")]

    /// Reads by the rules of `grammar/sadame.pest`.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/sadame.pest"]
    pub struct Sadame;
}

use grammar::{Rule, Sadame};

/// Reads a file. What cannot be read is left out of the tree, and reported.
///
/// ```
/// let mut sources = sadame::source::Sources::default();
/// let text = "module m \"例\" en \"example\"\n";
/// let source = sources.add("m.sadame", text);
/// let (file, diagnostics) = sadame::syntax::parse(source, text);
/// assert!(diagnostics.is_empty());
/// assert_eq!(file.module.expect("there is one").name.node, "m");
/// ```
#[must_use]
pub fn parse(source: SourceId, text: &str) -> (ast::File, Vec<Diagnostic>) {
    let scanned = chunk::scan(source, text);
    let mut file = ast::File { module: None, uses: Vec::new(), items: Vec::new(), comments: Vec::new() };
    let mut diagnostics = scanned.diagnostics;
    for chunk in &scanned.chunks {
        let mut reader = Reader { chunk, source, comments: &scanned.comments, diagnostics: Vec::new(), depth: 0 };
        reader.chunk(text, &mut file);
        diagnostics.append(&mut reader.diagnostics);
    }
    if file.module.is_none() && diagnostics.iter().all(|it| it.span.start > 0) {
        diagnostics.push(Problem::Syntax(SyntaxProblem::NoModule).at(Span { source, start: 0, end: 0 }));
    }
    diagnostics.sort_by_key(|it| it.span);
    file.comments = scanned.comments;
    (file, diagnostics)
}

/// Reads one declaration.
struct Reader<'c> {
    chunk: &'c Chunk,
    source: SourceId,
    /// Those of the whole file, in order.
    comments: &'c [ast::Spanned<String>],
    diagnostics: Vec<Diagnostic>,
    /// How many operands stand before and after that which is read, in the chains around it.
    depth: usize,
}

/// A function that turns a pair into a piece of the tree.
type Read<'c, T> = fn(&mut Reader<'c>, Pair<'_, Rule>) -> T;

impl<'c> Reader<'c> {
    fn chunk(&mut self, text: &str, file: &mut ast::File) {
        let rule = match self.chunk.keyword {
            "module" => Rule::module_line,
            "use" => Rule::use_line,
            _ => Rule::item_line,
        };
        let body = &text[self.chunk.start..self.chunk.end];
        if let Some(span) = chunk::too_deep(self.source, body, self.chunk.start) {
            return self.report(SyntaxProblem::TooDeep, span);
        }
        let pair = match Sadame::parse(rule, body) {
            Ok(mut pairs) => pairs.next().expect("a rule that is read gives one pair"),
            Err(fault) => {
                let diagnostic = error::explain(&fault, body, self.chunk, self.source);
                return self.diagnostics.push(diagnostic);
            }
        };
        match rule {
            Rule::module_line if file.module.is_some() => {
                let span = self.span(&pair);
                self.report(SyntaxProblem::ModuleTwice, span);
            }
            Rule::module_line => file.module = Some(self.module(pair)),
            Rule::use_line => file.uses.extend(pair.into_inner().find(|it| it.as_rule() == Rule::dotted).map(|it| self.name(it))),
            _ => {
                let before = self.diagnostics.len();
                let item = self.item(pair);
                if self.diagnostics.len() == before {
                    file.items.extend(item);
                }
            }
        }
    }

    fn module(&mut self, pair: Pair<'_, Rule>) -> ast::Module {
        let span = self.span(&pair);
        let mut inner = pair.into_inner();
        let name = self.name(inner.next().expect("a module has a name"));
        let label = inner.next().filter(|it| it.as_rule() == Rule::label).map(|it| self.label(it));
        ast::Module { name, label, span }
    }

    /// The span of a pair, without the white space and the comments that may follow it: those are about what comes next.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let (span, mut text) = (pair.as_span(), pair.as_str().trim_end());
        let offset = |at: usize| u32::try_from(self.chunk.start + at).unwrap_or(u32::MAX);
        let start = offset(span.start());
        let comment = |end: u32| self.comments.binary_search_by_key(&end, |comment| comment.span.end).ok();
        while let Some(comment) = comment(offset(span.start() + text.len())) {
            let length = self.comments[comment].span.start.saturating_sub(start);
            text = text.get(..length as usize).unwrap_or_default().trim_end();
        }
        Span { source: self.source, start, end: offset(span.start() + text.len()) }
    }

    fn report(&mut self, problem: SyntaxProblem, span: Span) {
        self.diagnostics.push(Problem::Syntax(problem).at(span));
    }

    /// A name, an id, a word: the text as it stands.
    fn name(&mut self, pair: Pair<'_, Rule>) -> ast::Name {
        let span = self.span(&pair);
        ast::Spanned { node: pair.as_str().trim_end().to_owned(), span }
    }

    /// `"…"` without its quotation marks and escapes.
    fn string(&mut self, pair: Pair<'_, Rule>) -> ast::Spanned<String> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next().map_or("", |it| it.as_str());
        ast::Spanned { node: unescape(inner), span }
    }

    /// `"日本語" en "English"`.
    fn label(&mut self, pair: Pair<'_, Rule>) -> ast::Label {
        let mut strings = pair.into_inner();
        let ja = self.string(strings.next().expect("a label has a text"));
        ast::Label { ja, en: strings.next().map(|it| self.string(it)) }
    }

    /// The children of a pair that are of one rule.
    fn all<T>(&mut self, pair: &Pair<'_, Rule>, rule: Rule, read: Read<'c, T>) -> Vec<T> {
        let children: Vec<Pair<'_, Rule>> = pair.clone().into_inner().filter(|it| it.as_rule() == rule).collect();
        children.into_iter().map(|it| read(self, it)).collect()
    }

    /// The first child of a pair that is of one rule.
    fn one<T>(&mut self, pair: &Pair<'_, Rule>, rule: Rule, read: Read<'c, T>) -> Option<T> {
        let child = pair.clone().into_inner().find(|it| it.as_rule() == rule)?;
        Some(read(self, child))
    }

    /// The first child, whatever it is.
    fn only<'p>(pair: Pair<'p, Rule>) -> Pair<'p, Rule> {
        pair.into_inner().next().expect("the grammar gives this rule a child")
    }
}

/// The text that escapes stand for.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(letter),
        }
    }
    out
}
