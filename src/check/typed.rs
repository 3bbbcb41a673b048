//! The program after checking: every name resolved to a number, every expression typed, every table read.
//!
//! Numbers (`RecordIx` and the like) are indices into the vectors of [`Program`]. An expression reads *frames*: the innermost
//! record, row, group or element last. Frame 0 is the scope's outermost record (or its row, group or set).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::Span;
use crate::value::{Date, Value};

pub use expression::{Aggregate, Bound, Expr, ExprKind, From, Function, Lookup, Over};
pub use group::{Grouping, Summary};
pub use late::Late;
pub use types::{MoneyType, Tax, Type};

mod expression;
mod group;
mod late;
mod types;

/// Index of a source (document) in [`Program::documents`].
pub type DocumentIx = usize;
/// Index of a choice.
pub type ChoiceIx = usize;
/// Index of a record.
pub type RecordIx = usize;
/// Index of a field in its record, or of a column in its table.
pub type FieldIx = usize;
/// Index of a table.
pub type TableIx = usize;
/// Index of a parameter.
pub type ParameterIx = usize;
/// Index of a definition.
pub type DefineIx = usize;
/// Index of a figure.
pub type FigureIx = usize;
/// Index of a summary.
pub type SummaryIx = usize;
/// Index of a rule.
pub type RuleIx = usize;
/// Index of a `let` within its rule.
pub type LetIx = usize;
/// Index of a frame, 0 the outermost.
pub type FrameIx = usize;

/// A checked program.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Program {
    /// Modules, in the order given.
    pub modules: Vec<Module>,
    /// The month in which a fiscal year starts (4 unless declared).
    pub fiscal_year_start: u32,
    /// Documents that rules cite.
    pub documents: Vec<Document>,
    /// Choices.
    pub choices: Vec<Choice>,
    /// Records.
    pub records: Vec<Record>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Definitions.
    pub defines: Vec<Define>,
    /// Figures.
    pub figures: Vec<Figure>,
    /// Summaries: figures of each group.
    pub summaries: Vec<Summary>,
    /// Rules, in the order of their modules and then as written.
    pub rules: Vec<Rule>,
    /// Examples; the engine gives them by `Engine::examples`.
    pub examples: Late<Example>,
    /// Layouts.
    pub layouts: Vec<Layout>,
}

/// A name with what people read of it. `ja` falls back to the name, `en` to `ja`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// A module.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Module {
    /// Dotted name.
    pub name: String,
    /// What people read.
    pub label: Label,
    /// Where.
    pub span: Span,
}

/// A document that rules cite.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    /// Its name in the program.
    pub name: String,
    /// Its title.
    pub label: Label,
    /// The article that matters, where the source itself says so.
    pub article: Option<String>,
    /// When issued.
    pub issued: Option<Date>,
    /// Its revisions, in order.
    pub revised: Vec<Date>,
    /// First day in force.
    pub from: Option<Date>,
    /// Last day in force.
    pub until: Option<Date>,
    /// Where it can be read.
    pub link: Option<String>,
    /// Whether a person has held the figures against it.
    pub verified: bool,
    /// Why not.
    pub why_unverified: Option<Label>,
    /// Remarks.
    pub notes: Vec<Label>,
    /// Where.
    pub span: Span,
}

/// A citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cite {
    /// The document.
    pub document: DocumentIx,
    /// Article, paragraph, item.
    pub article: Option<String>,
}

/// A choice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Label,
    /// Its possibilities: name and label.
    pub variants: Vec<(String, Label)>,
    /// Where.
    pub span: Span,
}

impl Choice {
    /// The number of the possibility that goes by that name, or that people read as that, in Japanese or in English.
    #[must_use]
    pub fn called(&self, text: &str) -> Option<usize> {
        self.variants.iter().position(|(name, label)| name == text || label.ja == text || label.en == text)
    }
}

/// A record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Label,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The field that identifies it.
    pub key: Option<FieldIx>,
    /// No other record contains it: a line of input holds one.
    pub root: bool,
    /// It holds the figures of a summary, and is no part of the input.
    pub summary: Option<SummaryIx>,
    /// Where.
    pub span: Span,
}

/// A field of a record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Label,
    /// Its type.
    pub ty: Type,
    /// What its being left out means.
    pub presence: Presence,
}

/// What a field's being left out means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Presence {
    /// A fault of the input.
    Required,
    /// There is no such fact.
    Optional,
    /// It is this value.
    Default(Value),
}

/// A table, with its rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Label,
    /// Its columns.
    pub columns: Vec<Field>,
    /// The key columns, in order.
    pub keys: Vec<FieldIx>,
    /// Rows have a period in force.
    pub dated: bool,
    /// Where its figures come from.
    pub cites: Vec<Cite>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Where.
    pub span: Span,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// A value for each column; `Unknown(Absent)` for `-`.
    pub values: Arc<[Value]>,
    /// First day in force.
    pub from: Option<Date>,
    /// Last day in force.
    pub until: Option<Date>,
    /// The file it stands in, as the program knows it.
    pub file: Arc<str>,
    /// Its line there, from 1.
    pub line: u32,
}

/// A parameter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Label,
    /// Its type.
    pub ty: Type,
    /// Its default; `None` is required.
    pub default: Option<Value>,
    /// Where.
    pub span: Span,
}

/// A definition. Its body reads frame 0, its base, where it has one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Define {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Label,
    /// What it is a definition of.
    pub of: Option<Frame>,
    /// What it stands for.
    pub body: Expr,
    /// Where.
    pub span: Span,
}

/// A figure of the whole set. Its body reads frame 0, the set; its filter frame 0, the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figure {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Label,
    /// The record.
    pub record: RecordIx,
    /// Which records count.
    pub filter: Option<Expr>,
    /// How it is computed.
    pub body: Expr,
    /// Where.
    pub span: Span,
}

/// What a frame holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Frame {
    /// A record.
    Record(RecordIx),
    /// A table's row.
    Row(TableIx),
    /// Members of a group or the whole set: records of one kind, or elements within them. The root record first, the members' own last.
    Members(Vec<RecordIx>),
    /// An element of a list or set that is not a record.
    Scalar(Type),
}

/// A rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its title.
    pub label: Label,
    /// The module it stands in (index into [`Program::modules`]).
    pub module: usize,
    /// How grave a failure is.
    pub severity: Severity,
    /// Its sources.
    pub cites: Vec<Cite>,
    /// What it gives findings for.
    pub scope: Scope,
    /// Its own period in force.
    pub applies: Option<Applies>,
    /// Its `let`s, in order: a later one may read an earlier.
    pub lets: Vec<(String, Expr)>,
    /// Its conditions.
    pub when: Vec<Expr>,
    /// Its obligations.
    pub require: Vec<Expr>,
    /// Its exceptions, those of other modules last.
    pub exceptions: Vec<Exception>,
    /// What it says in Japanese.
    pub message_ja: Vec<MessagePart>,
    /// What it says in English (the Japanese where none is written).
    pub message_en: Vec<MessagePart>,
    /// Where.
    pub span: Span,
}

impl Rule {
    /// Every expression in it: of its scope, its period, its `let`s, conditions, obligations, exceptions and messages.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let (filter, others): (&Option<Expr>, Vec<&Expr>) = match &self.scope {
            Scope::Each { filter, .. } | Scope::Row { filter, .. } | Scope::Set { filter, .. } => (filter, Vec::new()),
            Scope::Group { of, window } => {
                (&of.filter, of.by.iter().chain(window.iter().flat_map(|window| [&window.length, &window.date])).collect())
            }
        };
        let messages = self.message_ja.iter().chain(&self.message_en).filter_map(|part| match part {
            MessagePart::Value(expr) => Some(expr),
            MessagePart::Text(_) => None,
        });
        filter
            .iter()
            .chain(others)
            .chain(self.applies.iter().map(|applies| &applies.by))
            .chain(self.lets.iter().map(|(_, expr)| expr))
            .chain(&self.when)
            .chain(&self.require)
            .chain(self.exceptions.iter().flat_map(|exception| &exception.when))
            .chain(messages)
    }
}

/// How grave a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 参考
    Info,
    /// 要審査
    Review,
    /// 注意
    Warning,
    /// 違反
    Error,
}

impl Severity {
    /// Its name, as rules and settings write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Review => "review",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl std::str::FromStr for Severity {
    type Err = ();

    fn from_str(text: &str) -> Result<Severity, ()> {
        [Severity::Info, Severity::Review, Severity::Warning, Severity::Error].into_iter().find(|it| it.name() == text).ok_or(())
    }
}

/// The scope of a rule, and with it the frames that its expressions find.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Scope {
    /// Frames: the root record, then each element on the way down.
    Each {
        /// The root.
        record: RecordIx,
        /// The list fields on the way down, outermost first; empty for the record itself.
        path: Vec<FieldIx>,
        /// Of the innermost; reads all the frames.
        filter: Option<Expr>,
    },
    /// Frame 0: the members.
    Group {
        /// The groups.
        of: Grouping,
        /// The window.
        window: Option<Window>,
    },
    /// Frame 0: the row.
    Row {
        /// The table.
        table: TableIx,
        /// Reads frame 0.
        filter: Option<Expr>,
    },
    /// Frame 0: the members.
    Set {
        /// The record.
        record: RecordIx,
        /// Reads frame 0, the record.
        filter: Option<Expr>,
    },
}

/// A sliding window.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Window {
    /// Days, months or years; reads no frame.
    pub length: Expr,
    /// The date of a member; reads frame 0, the record.
    pub date: Expr,
}

/// A rule's own period in force.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Applies {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// The date that decides.
    pub by: Expr,
}

/// An exception to a rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Exception {
    /// Its id, where it has one (`exception ID to …`).
    pub id: Option<String>,
    /// Its title.
    pub label: Label,
    /// Its conditions, all needed. `let`s of an `exception` declaration have been added to the rule's.
    pub when: Vec<Expr>,
    /// Its sources.
    pub cites: Vec<Cite>,
    /// The module it stands in.
    pub module: usize,
    /// Where.
    pub span: Span,
}

/// A part of a message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum MessagePart {
    /// Text.
    Text(String),
    /// A value.
    Value(Expr),
}

/// An example of a rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Example {
    /// The rule.
    pub rule: RuleIx,
    /// What it shows.
    pub label: Label,
    /// Its cases.
    pub cases: Vec<Case>,
    /// Where.
    pub span: Span,
}

/// One case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Case {
    /// Parameters set.
    pub parameters: BTreeMap<ParameterIx, Value>,
    /// The date the check is made for.
    pub as_of: Option<Date>,
    /// Rows in the place of a table's own.
    pub tables: BTreeMap<TableIx, Vec<Row>>,
    /// The records, `given` included: a value for each field; `Unknown(Missing)` or `Unknown(Absent)` where left out.
    pub records: Vec<(RecordIx, Value)>,
    /// What is expected.
    pub expect: Expect,
    /// Where.
    pub span: Span,
}

/// What a case expects.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Expect {
    /// `pass`, `fail`, `unknown`, `not_applicable`, `excepted`.
    pub outcome: ExpectOutcome,
    /// Facts that must be among those missing: the end of their path.
    pub missing: Vec<String>,
    /// The exception's id or Japanese title.
    pub exception: Option<String>,
    /// The end of the finding's path, or its group or row.
    pub at: Option<String>,
}

/// The outcome an example expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "named as in the language")]
pub enum ExpectOutcome {
    NotApplicable,
    Pass,
    Excepted,
    Unknown,
    Fail,
}

/// A layout.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Layout {
    /// Its name.
    pub name: String,
    /// What people read.
    pub label: Label,
    /// The record.
    pub record: RecordIx,
    /// As declared; names of fields have been checked.
    pub declaration: crate::syntax::ast::Layout,
}
