//! What a `.sadame` file says, as written: names unresolved, types unchecked, every part with its span.

use serde::{Deserialize, Serialize};

use crate::source::Span;

pub use expression::{BinaryOp, Expr, ExprKind, IsWhat, Literal, Quantifier};
pub use group::{Grouping, Summary, SummaryValue};
pub use layout::{Joined, Layout, LayoutBody, LayoutField, LayoutFrom, LayoutLine};

mod expression;
mod group;
mod layout;

/// A piece of syntax with the place it was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The piece of syntax.
    pub node: T,
    /// Where it stands.
    pub span: Span,
}

/// A name as written, e.g. `debt_item`, `契約金額`, or a rule's `DB-02`.
pub type Name = Spanned<String>;

/// What people read: Japanese first, English where given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// The Japanese text.
    pub ja: Spanned<String>,
    /// The English text.
    pub en: Option<Spanned<String>>,
}

/// A file: one module.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// `module a.b "…"`; `None` where it is missing or unreadable (reported by the parser).
    pub module: Option<Module>,
    /// `use a.b` lines.
    pub uses: Vec<Name>,
    /// The declarations that could be read, in order.
    pub items: Vec<Item>,
    /// Every comment, in order, without its `#` and line end.
    pub comments: Vec<Spanned<String>>,
}

/// `module NAME LABEL`.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// Dotted name.
    pub name: Name,
    /// What people read.
    pub label: Option<Label>,
    /// From the keyword to the end of the label.
    pub span: Span,
}

/// A declaration, with the whole of its span.
pub type Item = Spanned<ItemKind>;

/// The kinds of declaration.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// `fiscal year starts in month N`.
    FiscalYear(Spanned<u32>),
    /// `source …`.
    Source(Source),
    /// `choice …`.
    Choice(Choice),
    /// `record …`.
    Record(Record),
    /// `table …`.
    Table(Table),
    /// `parameter …`.
    Parameter(Parameter),
    /// `define …`.
    Define(Define),
    /// `figure …`.
    Figure(Figure),
    /// `summary …`.
    Summary(Summary),
    /// `rule …`.
    Rule(Rule),
    /// `exception … to …`.
    Exception(Exception),
    /// `example …`.
    Example(Example),
    /// `layout …`.
    Layout(Layout),
}

/// A document that rules and tables cite.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub label: Option<Label>,
    /// Its lines, in order.
    pub lines: Vec<Spanned<SourceLine>>,
}

/// One line of a source.
#[derive(Debug, Clone, PartialEq)]
pub enum SourceLine {
    /// `article "…"`.
    Article(Spanned<String>),
    /// `issued DATE`.
    Issued(Literal),
    /// `revised DATE`.
    Revised(Literal),
    /// `in force from DATE until DATE`.
    InForce(Period),
    /// `link "…"`.
    Link(Spanned<String>),
    /// `verified yes`, or `verified no LABEL`.
    Verified {
        /// `yes` or `no`.
        yes: bool,
        /// Why not.
        why: Option<Label>,
    },
    /// `note LABEL`.
    Note(Label),
}

/// `from DATE until DATE`, either end open; both open is `always`.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// First day in force.
    pub from: Option<Literal>,
    /// Last day in force.
    pub until: Option<Literal>,
    /// The whole of it.
    pub span: Span,
}

/// A closed list of possibilities.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub label: Option<Label>,
    /// The possibilities, in order.
    pub variants: Vec<Variant>,
}

/// One possibility of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub label: Option<Label>,
}

/// The shape of a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub label: Option<Label>,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// A field of a record, or a parameter's type line.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// `key`.
    pub key: Option<Span>,
    /// `optional`.
    pub optional: Option<Span>,
    /// `default V`.
    pub default: Option<Default>,
    /// What people read.
    pub label: Option<Label>,
}

/// `default V` or `default empty`.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    /// An empty list or set.
    Empty(Span),
    /// A value.
    Value(Expr),
}

/// A type as written.
pub type TypeExpr = Spanned<TypeKind>;

/// The forms of a type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// `text`, `date`, `fiscal_years`, a choice, a record: one word, resolved later.
    Named(String),
    /// `money`, with what is said of it.
    Money {
        /// A currency code, e.g. `USD`; yen when not given.
        currency: Option<Name>,
        /// `any currency`.
        any_currency: bool,
        /// `incl tax` (true), `excl tax` (false), or neither.
        incl_tax: Option<bool>,
    },
    /// `list of T`.
    List(Box<TypeExpr>),
    /// `set of T`.
    Set(Box<TypeExpr>),
    /// `range of T`.
    Range(Box<TypeExpr>),
}

/// The law's figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub label: Option<Label>,
    /// `dated`: rows have a period in force.
    pub dated: Option<Span>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Where its figures come from.
    pub cites: Vec<Cite>,
    /// Its rows.
    pub rows: Option<Rows>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name, type, `key`, label (the other modifiers are reported by the checker).
    pub field: Field,
    /// `from "heading"`.
    pub from: Option<Spanned<String>>,
    /// `to "heading"`: the end of a range.
    pub to: Option<Spanned<String>>,
    /// `in 千円`.
    pub unit: Option<Unit>,
}

/// A unit of money: `円`, `千円`, `百万円`, … or a currency code. The multiplier, e.g. 1000.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// How many of the currency's unit.
    pub multiplier: u64,
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// Where a table's rows stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows {
    /// `rows { … }`.
    Inline(Vec<Row>),
    /// `rows from "path.csv"`.
    File(Spanned<String>),
}

/// A row: its cells, and its period where the table is dated.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The cells; `None` is `-`, no value.
    pub cells: Vec<Spanned<Option<Expr>>>,
    /// `from … until …`, or `always` (both ends open).
    pub period: Option<Period>,
    /// The whole of it.
    pub span: Span,
}

/// `cite SOURCE "article"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cite {
    /// The source's name.
    pub source: Name,
    /// Article, paragraph, item.
    pub article: Option<Spanned<String>>,
    /// The whole of it.
    pub span: Span,
}

/// A setting of whoever runs the rules. `key` and `optional` are reported by the checker.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Name, type, default, label.
    pub field: Field,
}

/// A named expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// `of RECORD` or `of TABLE`.
    pub of: Option<Name>,
    /// What people read.
    pub label: Option<Label>,
    /// What it stands for.
    pub body: Expr,
}

/// A number computed from the whole set of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub label: Option<Label>,
    /// The record.
    pub record: Name,
    /// `where C`.
    pub filter: Option<Expr>,
    /// How it is computed.
    pub body: Expr,
}

/// A rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Its id, e.g. `DB-02`.
    pub name: Name,
    /// Its title.
    pub label: Option<Label>,
    /// Its clauses, as written.
    pub clauses: Vec<Clause>,
}

/// A clause, with the whole of its span.
pub type Clause = Spanned<ClauseKind>;

/// The clauses of a rule or an exception.
#[derive(Debug, Clone, PartialEq)]
pub enum ClauseKind {
    /// `for …`.
    Scope(Scope),
    /// `severity WORD`.
    Severity(Name),
    /// `cite …`.
    Cite(Cite),
    /// `applies from D until D by EVENT`.
    Applies {
        /// The period.
        period: Period,
        /// The date that decides.
        by: Expr,
    },
    /// `let NAME = E`.
    Let {
        /// The name.
        name: Name,
        /// What it stands for.
        value: Expr,
    },
    /// `when C`.
    When(Expr),
    /// `require C`.
    Require(Expr),
    /// `except LABEL when C cite …`.
    Except(Except),
    /// `message LABEL`.
    Message(Message),
}

/// An exception inside a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Except {
    /// Its title.
    pub label: Label,
    /// When it holds.
    pub when: Expr,
    /// Its source.
    pub cites: Vec<Cite>,
}

/// What a rule says when it fails.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// In Japanese.
    pub ja: Template,
    /// In English.
    pub en: Option<Template>,
}

/// Text with expressions in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Its parts, in order; neighbouring texts are joined.
    pub parts: Vec<TemplatePart>,
    /// The whole of it, with its quotation marks.
    pub span: Span,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum TemplatePart {
    /// Text, unescaped.
    Text(String),
    /// `{E}`.
    Hole(Expr),
}

/// What a rule gives one finding for.
#[derive(Debug, Clone, PartialEq)]
pub enum Scope {
    /// `for each payment of contract`: innermost first; one name is a record scope.
    Each {
        /// `["payment", "contract"]`.
        path: Vec<Name>,
        /// `where C` of the innermost.
        filter: Option<Expr>,
    },
    /// `for each group of contract [where C] by K, … [within N of D]`.
    Group {
        /// The groups.
        of: Grouping,
        /// `within 30 days of signed_on`.
        window: Option<Window>,
    },
    /// `for each row of act [where C]`.
    Row {
        /// The table.
        table: Name,
        /// `where C`.
        filter: Option<Expr>,
    },
    /// `for the whole set of contract [where C]`.
    Set {
        /// The record.
        record: Name,
        /// `where C`.
        filter: Option<Expr>,
    },
}

/// A sliding window of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// How long: days, months or years.
    pub length: Expr,
    /// The date of each member.
    pub date: Expr,
}

/// An exception that a module adds to a rule of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// Its id.
    pub name: Name,
    /// The rule it is added to.
    pub rule: Name,
    /// Its title.
    pub label: Option<Label>,
    /// `let`, `when` and `cite`.
    pub clauses: Vec<Clause>,
}

/// Cases that a rule is tried on.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The rule.
    pub rule: Name,
    /// What it shows.
    pub label: Option<Label>,
    /// Facts supplied to every case.
    pub given: Vec<RecordLit>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// `with P = V`.
    pub with: Vec<(Name, Expr)>,
    /// `as of DATE`.
    pub as_of: Option<Literal>,
    /// `table NAME { rows }`.
    pub tables: Vec<(Name, Vec<Row>)>,
    /// The records.
    pub records: Vec<RecordLit>,
    /// What is expected.
    pub expect: Expect,
    /// The whole of it.
    pub span: Span,
}

/// `-> OUTCOME …`.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// `pass`, `fail`, `unknown`, `not_applicable`, `excepted`.
    pub outcome: Name,
    /// `for a, b`: facts that must be among those missing. A dotted path is one name.
    pub missing: Vec<Name>,
    /// `excepted ID`: the exception's id, or its title in quotes.
    pub exception: Option<Name>,
    /// `at "payments/2"`: the finding meant, by the end of its path, its group or its row.
    pub at: Option<Spanned<String>>,
}

/// `contract { field: value, … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordLit {
    /// The record's name.
    pub record: Name,
    /// Its fields.
    pub fields: Vec<FieldLit>,
    /// The whole of it.
    pub span: Span,
}

/// `field: value`.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldLit {
    /// The field.
    pub name: Name,
    /// Its value.
    pub value: ValueLit,
}

/// A value in an example.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueLit {
    /// A literal, a choice, a set or a range.
    Expr(Expr),
    /// `[a, b]`.
    List(Vec<ValueLit>, Span),
    /// `{ field: value }`.
    Record(Vec<FieldLit>, Span),
}
