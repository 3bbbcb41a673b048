//! What the engine says of a contract: the outcome of a rule, and the evidence for it. Data, not prose.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::check::typed::ExpectOutcome;
use crate::check::typed::Severity;
use crate::value::{Lang, Value, Why};

#[cfg(feature = "clear")]
pub use clearing::{Change, Clearing, Way};

pub(crate) use print::Print;

#[cfg(feature = "clear")]
mod clearing;
mod print;

/// The five outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 対象外: a `when` is false, or the rule is not in force on its date.
    NotApplicable,
    /// 適合: in scope, and the obligation holds.
    Pass,
    /// 例外適用: in scope, the obligation does not hold, and an exception does.
    Excepted,
    /// 判定不能: it turns on a fact that is missing, unreadable or not computable.
    Unknown,
    /// 違反: in scope, and the obligation does not hold.
    Fail,
}

impl Outcome {
    /// As an example writes it.
    ///
    /// ```
    /// assert_eq!(sadame::finding::Outcome::NotApplicable.name(), "not_applicable");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::Unknown => "unknown",
            Outcome::NotApplicable => "not_applicable",
            Outcome::Excepted => "excepted",
        }
    }

    /// The word that people read: a failure is called by how grave it is.
    ///
    /// ```
    /// use sadame::check::typed::Severity;
    /// use sadame::finding::Outcome;
    /// use sadame::value::Lang;
    /// assert_eq!(Outcome::Fail.word(Severity::Warning, Lang::Ja), "注意");
    /// assert_eq!(Outcome::Unknown.word(Severity::Warning, Lang::Ja), "判定不能");
    /// ```
    #[must_use]
    pub fn word(self, severity: Severity, lang: Lang) -> &'static str {
        let (ja, en) = match (self, severity) {
            (Outcome::Fail, Severity::Error) => ("違反", "violation"),
            (Outcome::Fail, Severity::Warning) => ("注意", "warning"),
            (Outcome::Fail, Severity::Review) => ("要審査", "for review"),
            (Outcome::Fail, Severity::Info) => ("参考", "for information"),
            (Outcome::Unknown, _) => ("判定不能", "undetermined"),
            (Outcome::Excepted, _) => ("例外適用", "excepted"),
            (Outcome::Pass, _) => ("適合", "pass"),
            (Outcome::NotApplicable, _) => ("対象外", "not applicable"),
        };
        match lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }
}

impl From<ExpectOutcome> for Outcome {
    /// The outcome that an example expects.
    fn from(expected: ExpectOutcome) -> Outcome {
        match expected {
            ExpectOutcome::NotApplicable => Outcome::NotApplicable,
            ExpectOutcome::Pass => Outcome::Pass,
            ExpectOutcome::Excepted => Outcome::Excepted,
            ExpectOutcome::Unknown => Outcome::Unknown,
            ExpectOutcome::Fail => Outcome::Fail,
        }
    }
}

/// One rule's verdict on one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule: its number in the program.
    pub rule: usize,
    /// What it was judged on.
    pub subject: Subject,
    /// The verdict.
    pub outcome: Outcome,
    /// What the rule says of it, in Japanese and in English: its message where it fails (or is excepted), empty otherwise.
    pub message: Option<Box<[String; 2]>>,
    /// Why.
    pub evidence: Told,
    /// Whether it is known already, or accepted; [`Standing::New`] until the run has looked.
    pub standing: Standing,
    /// Whether the run that this one is compared with found it, whatever was decided of it since.
    pub found_before: bool,
    /// What would clear it, where that was asked and it fails.
    #[cfg(feature = "clear")]
    pub clearing: Option<Box<Clearing>>,
}

impl Finding {
    /// A verdict of which nothing more is said.
    #[must_use]
    pub fn new(rule: usize, subject: Subject, outcome: Outcome) -> Finding {
        Finding {
            rule,
            subject,
            outcome,
            message: None,
            evidence: Told::default(),
            standing: Standing::New,
            found_before: false,
            #[cfg(feature = "clear")]
            clearing: None,
        }
    }
}

/// How a finding stands, seen against earlier runs and decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing is known of it.
    #[default]
    New,
    /// It was there in an earlier run.
    Known,
    /// It was accepted, and that still holds.
    Accepted,
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A record, or an element in it.
    Record {
        /// The record.
        record: RecordId,
        /// JSON pointer within the record, e.g. `/payments/2`; empty for the record itself.
        path: String,
    },
    /// A group of records.
    Group {
        /// What its members have in common, as text, in the order of `by`.
        key: Vec<[String; 2]>,
        /// First and last day of the window.
        window: Option<Box<(String, String)>>,
        /// Its members, in the order of the input.
        members: Vec<RecordId>,
    },
    /// A row of a table.
    Row {
        /// The table: its number in the program.
        table: usize,
        /// The row's key, as text.
        key: String,
        /// The row's line in its file.
        line: u32,
    },
    /// The whole set.
    Set {
        /// How many records.
        count: usize,
    },
}

/// Which record of the input: sorted by input, then position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId {
    /// The number of the input file.
    pub input: u32,
    /// Line (JSON lines), or position in the array, from 1.
    pub position: u64,
    /// The value of its key field, as text; empty where it has none.
    pub key: Arc<str>,
}

/// Why a verdict is what it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// The fields read, with their values, in the order first read; each once.
    pub facts: Vec<Fact>,
    /// The comparisons that decided it: of the conditions for `not_applicable`, of the obligations otherwise.
    pub comparisons: Vec<Comparison>,
    /// The table rows used.
    pub rows: Vec<RowUse>,
    /// What was missing, unreadable or not computable (for `unknown`).
    pub missing: Vec<MissingFact>,
    /// The exceptions tried: the one that held, or those that did not.
    pub exceptions: Vec<ExceptionTried>,
    /// Records that could not be placed in any group, or in the set, of this rule.
    pub unplaced: usize,
    /// How much more there was of any of these than is kept here.
    pub more: usize,
    /// The sum of digests of that: by it a finding is another when what is not kept here is.
    pub rest: u128,
}

impl Evidence {
    /// None at all.
    pub const NONE: Evidence = Evidence {
        facts: Vec::new(),
        comparisons: Vec::new(),
        rows: Vec::new(),
        missing: Vec::new(),
        exceptions: Vec::new(),
        unplaced: 0,
        more: 0,
        rest: 0,
    };
}

/// The evidence of a finding, which takes no room where there is none; findings that have it in common share it.
///
/// ```
/// use sadame::finding::{Evidence, Told};
/// assert!(Told::default().facts.is_empty());
/// assert_eq!(Told::from(Evidence { unplaced: 2, ..Evidence::default() }).unplaced, 2);
/// ```
#[derive(Clone, Default)]
pub struct Told(Option<Arc<Evidence>>);

impl Deref for Told {
    type Target = Evidence;

    fn deref(&self) -> &Evidence {
        static NONE: Evidence = Evidence::NONE;
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Told {
    fn deref_mut(&mut self) -> &mut Evidence {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}

impl From<Evidence> for Told {
    fn from(evidence: Evidence) -> Told {
        Told((evidence != Evidence::NONE).then(|| Arc::new(evidence)))
    }
}

impl PartialEq for Told {
    fn eq(&self, other: &Told) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(out)
    }
}

/// A field read.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The record, where the finding is about several.
    pub record: Option<RecordId>,
    /// JSON pointer within the record.
    pub path: String,
    /// The field's label: Japanese, English.
    pub label: [String; 2],
    /// What was read.
    pub value: Value,
    /// Supplied by `default`.
    pub defaulted: bool,
}

/// A comparison with both its operands.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// As written in the rule.
    pub text: String,
    /// The operator as written: `<=`, `in`, `is present`, …
    pub operator: &'static str,
    /// The left operand.
    pub left: Value,
    /// The right operand, where there is one.
    pub right: Option<Value>,
    /// Whether it held; `None` is unknown.
    pub held: Option<bool>,
}

/// A table row used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowUse {
    /// The table: its number in the program.
    pub table: usize,
    /// The row: its number in the table.
    pub row: usize,
    /// The file it stands in.
    pub file: Arc<str>,
    /// Its line there.
    pub line: u32,
}

/// A fact that a verdict turned on and that was not to be had.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingFact {
    /// The record, where the finding is about several.
    pub record: Option<RecordId>,
    /// JSON pointer of the field; or the name of a parameter, `as_of`, or the expression as written.
    pub path: String,
    /// What people read: Japanese, English.
    pub label: [String; 2],
    /// Why it was not to be had.
    pub why: Why,
    /// The text looked up, where no row had that key.
    pub value: Option<Value>,
}

/// An exception that was considered.
#[derive(Debug, Clone, PartialEq)]
pub struct ExceptionTried {
    /// Its number in the rule.
    pub exception: usize,
    /// Whether it held; `None` is unknown.
    pub held: Option<bool>,
}
