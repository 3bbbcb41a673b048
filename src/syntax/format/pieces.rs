//! A declaration piece by piece, each on one line: what is held against another version of the same declaration.

use serde::{Deserialize, Serialize};

use super::declaration::type_text;
use super::writer::Writer;
use crate::source::Span;
use crate::syntax::ast::{self, ClauseKind, ItemKind, LayoutLine};

/// What a piece of a declaration says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What people read of it.
    Title,
    /// What it gives one finding or one figure for; the record of a layout.
    Scope,
    /// How grave a failure is.
    Severity,
    /// A source.
    Cite,
    /// The rule's own period in force.
    Applies,
    /// A `let`.
    Let,
    /// A condition.
    When,
    /// An obligation.
    Require,
    /// An exception within a rule.
    Except,
    /// What the rule says, in one language.
    Message,
    /// The rule that an exception is to.
    To,
    /// A line of a source or of a layout.
    Line,
    /// A possibility of a choice.
    Variant,
    /// A field of a record.
    Field,
    /// A column of a table.
    Column,
    /// Whether the rows of a table have a period in force.
    Dated,
    /// The type of a parameter.
    Type,
    /// The default of a parameter.
    Default,
    /// What a definition or a figure stands for.
    Value,
}

/// A piece of a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it says.
    pub part: Part,
    /// Its own name among those of its kind: of a field, a `let`, an exception within a rule; empty where it has none.
    pub name: String,
    /// As the formatter writes it, on one line.
    pub text: String,
    /// The same, with every literal by its value: equal where only the writing differs.
    pub meaning: String,
    /// Where.
    pub span: Span,
}

/// The pieces of a declaration, in order. An example has none: it says nothing that a rule does not.
///
/// ```
/// use sadame::source::SourceId;
/// use sadame::syntax::{parse, pieces};
/// let text = "module m\nparameter limit money incl tax default 160万円 \"上限\" en \"limit\"\n";
/// let (file, _) = parse(SourceId::default(), text);
/// let pieces = pieces(&file.items[0], text);
/// let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
/// assert_eq!(texts, ["\"上限\" en \"limit\"", "money incl tax", "160万円"]);
/// ```
#[must_use]
pub fn pieces(item: &ast::Item, text: &str) -> Vec<Piece> {
    let written = Writer::new(text, &[]).pieces(item);
    let meant = Writer::by_value(text).pieces(item);
    written
        .into_iter()
        .zip(meant)
        .map(|(piece, meant)| Piece {
            part: piece.part,
            name: piece.name,
            text: piece.text,
            meaning: meant.text,
            span: piece.span,
        })
        .collect()
}

/// A piece in one way of writing.
struct Written {
    part: Part,
    name: String,
    text: String,
    span: Span,
}

impl Writer<'_> {
    fn pieces(&self, item: &ast::Item) -> Vec<Written> {
        match &item.node {
            ItemKind::FiscalYear(month) => vec![piece(Part::Value, month.node.to_string(), month.span)],
            ItemKind::Source(it) => self.titled(it.label.as_ref(), it.lines.iter().map(|line| self.line_of_source(line))),
            ItemKind::Choice(it) => self.titled(it.label.as_ref(), it.variants.iter().map(|variant| self.variant(variant))),
            ItemKind::Record(it) => {
                let fields = it.fields.iter().map(|field| self.one_field(Part::Field, field));
                self.titled(it.label.as_ref(), fields)
            }
            ItemKind::Table(it) => self.table_pieces(it),
            ItemKind::Parameter(it) => self.parameter_pieces(&it.field),
            ItemKind::Define(it) => {
                self.titled(it.label.as_ref(), [piece(Part::Value, self.expr(&it.body), it.body.span)].into_iter())
            }
            ItemKind::Figure(it) => {
                let filter = it.filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", self.expr(filter)));
                let scope = piece(Part::Scope, format!("for the whole set of {}{filter}", it.record.node), it.record.span);
                self.titled(it.label.as_ref(), [scope, piece(Part::Value, self.expr(&it.body), it.body.span)].into_iter())
            }
            ItemKind::Summary(it) => self.summary_pieces(it, item.span),
            ItemKind::Rule(it) => self.rule_pieces(it),
            ItemKind::Exception(it) => {
                let to = piece(Part::To, it.rule.node.clone(), it.rule.span);
                let clauses = it.clauses.iter().flat_map(|clause| self.clause_pieces(clause));
                self.titled(it.label.as_ref(), std::iter::once(to).chain(clauses))
            }
            ItemKind::Example(_) => Vec::new(),
            ItemKind::Layout(it) => {
                let record = piece(Part::Scope, format!("for {}", it.record.node), it.record.span);
                let lines = it.lines.iter().map(|line| self.line_of_layout(line));
                self.titled(it.label.as_ref(), std::iter::once(record).chain(lines))
            }
        }
    }

    /// The title, where there is one, and the rest.
    fn titled(&self, label: Option<&ast::Label>, rest: impl Iterator<Item = Written>) -> Vec<Written> {
        let title = label.map(|label| piece(Part::Title, self.label(label), label.ja.span));
        title.into_iter().chain(rest).collect()
    }

    fn line_of_source(&self, line: &ast::Spanned<ast::SourceLine>) -> Written {
        let mut cells = self.source_line(&line.node).into_iter();
        let name = cells.next().unwrap_or_default();
        Written { part: Part::Line, text: format!("{name} {}", cells.next().unwrap_or_default()), name, span: line.span }
    }

    fn variant(&self, variant: &ast::Variant) -> Written {
        let label = variant.label.as_ref().map_or_else(String::new, |label| format!(" {}", self.label(label)));
        let name = variant.name.node.clone();
        Written { part: Part::Variant, text: format!("{name}{label}"), name, span: variant.name.span }
    }

    fn one_field(&self, part: Part, field: &ast::Field) -> Written {
        let label = field.label.as_ref().map_or_else(String::new, |label| self.label(label));
        let text = self.field(field, label).join(" ").trim_end().to_owned();
        Written { part, name: field.name.node.clone(), text, span: field.name.span }
    }

    fn table_pieces(&self, table: &ast::Table) -> Vec<Written> {
        let columns = table.columns.iter().map(|column| {
            let label = column.field.label.as_ref().map_or_else(String::new, |label| self.label(label));
            let cells: Vec<String> = self.column(column, label).into_iter().filter(|cell| !cell.is_empty()).collect();
            let (name, span) = (column.field.name.node.clone(), column.field.name.span);
            Written { part: Part::Column, name, text: cells.join(" "), span }
        });
        let dated = table.dated.map(|span| piece(Part::Dated, "dated".to_owned(), span));
        let cites = table.cites.iter().map(|cite| piece(Part::Cite, self.cite(cite), cite.span));
        self.titled(table.label.as_ref(), dated.into_iter().chain(columns).chain(cites))
    }

    fn parameter_pieces(&self, field: &ast::Field) -> Vec<Written> {
        let default = match &field.default {
            Some(ast::Default::Empty(span)) => Some(piece(Part::Default, "empty".to_owned(), *span)),
            Some(ast::Default::Value(value)) => Some(piece(Part::Default, self.expr(value), value.span)),
            None => None,
        };
        let ty = piece(Part::Type, type_text(&field.ty.node), field.ty.span);
        self.titled(field.label.as_ref(), std::iter::once(ty).chain(default))
    }

    fn summary_pieces(&self, summary: &ast::Summary, span: Span) -> Vec<Written> {
        let scope = piece(Part::Scope, format!("for {}", self.grouping(&summary.of)), span);
        let values = summary.values.iter().map(|value| {
            let label = value.label.as_ref().map_or_else(String::new, |label| format!(" {}", self.label(label)));
            let text = format!("{}{label} = {}", value.name.node, self.expr(&value.value));
            Written { part: Part::Value, name: value.name.node.clone(), text, span: value.span }
        });
        self.titled(summary.label.as_ref(), std::iter::once(scope).chain(values))
    }

    /// A rule that does not say how grave it is, is an error.
    fn rule_pieces(&self, rule: &ast::Rule) -> Vec<Written> {
        let mut pieces = self.titled(rule.label.as_ref(), rule.clauses.iter().flat_map(|clause| self.clause_pieces(clause)));
        if pieces.iter().all(|piece| piece.part != Part::Severity) {
            pieces.push(piece(Part::Severity, "severity error".to_owned(), rule.name.span));
        }
        pieces
    }

    fn clause_pieces(&self, clause: &ast::Clause) -> Vec<Written> {
        let one = |part, text| vec![piece(part, text, clause.span)];
        match &clause.node {
            ClauseKind::Scope(scope) => one(Part::Scope, self.scope(scope)),
            ClauseKind::Severity(word) => one(Part::Severity, format!("severity {}", word.node)),
            ClauseKind::Cite(cite) => one(Part::Cite, self.cite(cite)),
            ClauseKind::Applies { period, by } => {
                one(Part::Applies, format!("applies {} by {}", self.period(period), self.expr(by)))
            }
            ClauseKind::Let { name, value } => {
                let text = format!("let {} = {}", name.node, self.expr(value));
                vec![Written { part: Part::Let, name: name.node.clone(), text, span: clause.span }]
            }
            ClauseKind::When(condition) => one(Part::When, format!("when {}", self.expr(condition))),
            ClauseKind::Require(condition) => one(Part::Require, format!("require {}", self.expr(condition))),
            ClauseKind::Except(except) => {
                let cites: String = except.cites.iter().map(|cite| format!(" {}", self.cite(cite))).collect();
                let text = format!("except {} when {}{cites}", self.label(&except.label), self.expr(&except.when));
                vec![Written { part: Part::Except, name: except.label.ja.node.clone(), text, span: clause.span }]
            }
            ClauseKind::Message(message) => {
                let one = |name: &str, template: &ast::Template| {
                    let text = self.template(template);
                    Written { part: Part::Message, name: name.to_owned(), text, span: template.span }
                };
                std::iter::once(one("ja", &message.ja)).chain(message.en.iter().map(|en| one("en", en))).collect()
            }
        }
    }

    fn line_of_layout(&self, line: &ast::Spanned<LayoutLine>) -> Written {
        let name = match &line.node {
            LayoutLine::Field(field) => field.name.node.clone(),
            _ => String::new(),
        };
        // What is nested is laid out over several lines, in columns.
        let text = squeezed(&self.layout_piece(line));
        Written { part: Part::Line, name, text, span: line.span }
    }
}

fn piece(part: Part, text: String, span: Span) -> Written {
    Written { part, name: String::new(), text, span }
}

/// The text with one space where it has several, but for what stands in quotation marks.
fn squeezed(text: &str) -> String {
    let (mut out, mut quoted, mut escaped) = (String::new(), false, false);
    for letter in text.trim().chars() {
        match letter {
            '"' if !escaped => quoted = !quoted,
            ' ' | '\n' if !quoted && out.ends_with(' ') => continue,
            _ => {}
        }
        escaped = letter == '\\' && !escaped;
        out.push(if letter == '\n' { ' ' } else { letter });
    }
    out
}
