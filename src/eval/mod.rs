//! Judging records: the five outcomes, with their evidence.
//!
//! [`judge`] gives the verdicts of one record as it comes; [`Portfolio`] keeps what the rules need that look at more than one record, and gives
//! their verdicts when all are in. Evaluation is generic over a trace: the silent one compiles away, and a verdict that has to be explained is
//! reached a second time with the recording one.

use std::cell::OnceCell;

use serde::{Deserialize, Serialize};

use crate::check::typed::Severity;
use crate::finding::{Finding, Outcome, RecordId, Subject};
use crate::plan::{Plan, Scope};
use crate::value::{Date, Value};

pub use case::{CaseResult, Found, ReadyCase, run_case};
pub use crew::{Alone, Crew, Here, Work};
pub use portfolio::{Judgement, Portfolio};
use quick::Came;
pub(crate) use quick::{Cell, Cells, Ready, Row, Rows};
#[cfg(feature = "trial")]
pub use watch::{Seen, Watched};

mod aggregate;
mod case;
mod crew;
mod define;
mod down;
mod each;
mod group;
mod kept;
mod lookup;
mod machine;
#[cfg(feature = "dense")]
mod packed;
mod place;
mod portfolio;
mod quick;
mod summary;
mod trace;
mod verdict;
#[cfg(feature = "trial")]
mod watch;

/// What whoever runs the rules has set.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// A value for each parameter, defaults filled in; `None` where a required one is not set.
    pub parameters: Vec<Option<Value>>,
    /// The date the check is made for.
    pub as_of: Option<Date>,
    /// Give findings for `pass` and `not_applicable` too.
    pub all: bool,
    /// Give findings without their evidence and their message.
    pub brief: bool,
    /// Only findings of what is undetermined have evidence, and none has a message.
    pub lacking: bool,
    /// Evidence holds all that was read and compared, also what decided nothing, and no message is made: for finding out what a verdict turns on.
    #[cfg(feature = "clear")]
    pub everything: bool,
    /// Whether each rule is run; all are where this is empty.
    pub enabled: Vec<bool>,
    /// How grave a failure of each rule is, where that is set otherwise than in the rules; as written there where this is empty.
    pub severities: Vec<Severity>,
}

impl Settings {
    /// Whether evidence holds all that was read and compared.
    fn tells_everything(&self) -> bool {
        #[cfg(feature = "clear")]
        return self.everything;
        #[cfg(not(feature = "clear"))]
        false
    }

    /// Whether a finding is given without its evidence and its message.
    fn is_bare(&self, outcome: Outcome) -> bool {
        self.brief || (self.lacking && outcome != Outcome::Unknown)
    }

    /// Whether a rule is run.
    #[must_use]
    pub fn runs(&self, rule: usize) -> bool {
        self.enabled.get(rule).copied().unwrap_or(true)
    }

    /// How grave a failure of a rule is.
    #[must_use]
    pub fn severity(&self, plan: &Plan, rule: usize) -> Severity {
        self.severities.get(rule).copied().unwrap_or(plan.rules[rule].severity)
    }
}

/// A record to be judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Which record of the input.
    pub id: RecordId,
    /// Of which kind: its number in the program.
    pub record: usize,
    /// A value for each slot (see [`Plan::projection`]).
    pub value: Value,
}

/// How often each rule came to each outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// For each rule, the counts by outcome, in the order of [`Outcome`].
    pub rules: Vec<[u64; 5]>,
}

impl Tally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(plan: &Plan) -> Tally {
        Tally { rules: vec![[0; 5]; plan.rules.len()] }
    }

    /// One more.
    pub fn add(&mut self, rule: usize, outcome: Outcome) {
        self.rules[rule][outcome as usize] += 1;
    }

    /// How often a rule came to an outcome.
    #[must_use]
    pub fn count(&self, rule: usize, outcome: Outcome) -> u64 {
        self.rules[rule][outcome as usize]
    }

    /// What another counted, added.
    pub fn merge(&mut self, other: &Tally) {
        for (counts, others) in self.rules.iter_mut().zip(&other.rules) {
            for (count, other) in counts.iter_mut().zip(others) {
                *count += other;
            }
        }
    }
}

/// Where verdicts go.
pub(crate) struct Out<'o> {
    pub(crate) findings: &'o mut Vec<Finding>,
    pub(crate) tally: &'o mut Tally,
}

impl Out<'_> {
    /// Counts a verdict; whether it is given as a finding, too.
    fn counts(&mut self, settings: &Settings, rule: usize, outcome: Outcome) -> bool {
        self.tally.add(rule, outcome);
        Out::wants(settings, outcome)
    }

    /// Whether a verdict is given as a finding; it is counted in any case.
    fn wants(settings: &Settings, outcome: Outcome) -> bool {
        settings.all || !matches!(outcome, Outcome::Pass | Outcome::NotApplicable)
    }
}

/// Judges one record by every rule that looks at one record at a time.
pub fn judge(plan: &Plan, settings: &Settings, input: &Input, findings: &mut Vec<Finding>, tally: &mut Tally) {
    let data = machine::Data::none(plan, settings);
    let mut out = Out { findings, tally };
    for rule in single(plan, settings, input.record) {
        each::judge(&data, rule, input, &mut out);
    }
}

/// Judges one record by one of those rules.
#[cfg(feature = "clear")]
pub(crate) fn judge_by(rule: usize, plan: &Plan, settings: &Settings, input: &Input, mut out: Out<'_>) {
    each::judge(&machine::Data::none(plan, settings), rule, input, &mut out);
}

/// A record that is whole, and has a name, only once somebody asks.
pub(crate) struct Asked<'a> {
    /// Its number.
    pub(crate) record: usize,
    /// Makes its name.
    pub(crate) id: &'a dyn Fn() -> RecordId,
    /// Makes it whole.
    pub(crate) value: &'a dyn Fn() -> Value,
    /// Its name and itself, once made.
    pub(crate) named: OnceCell<RecordId>,
    /// Itself, once made.
    pub(crate) whole: OnceCell<Input>,
}

impl Asked<'_> {
    /// Its name.
    pub(crate) fn id(&self) -> &RecordId {
        self.named.get_or_init(self.id)
    }

    /// The whole of it.
    pub(crate) fn input(&self) -> &Input {
        self.whole.get_or_init(|| Input { id: self.id().clone(), record: self.record, value: (self.value)() })
    }
}

/// Judges one record over its cells, as [`judge`] does over its values: by the quick evaluator where that is sure.
pub(crate) fn judge_row(ready: &Ready<'_>, plan: &Plan, settings: &Settings, row: Row<'_>, asked: &Asked<'_>, mut out: Out<'_>) {
    quick::Judge::new(plan, settings, row).judge_all(ready, asked.record, &mut out, |out, rule, came| {
        let data = || machine::Data::none(plan, settings);
        match came {
            Came::To(outcome) if settings.is_bare(outcome) => {
                out.tally.add(rule, outcome);
                out.findings.push(bare(plan, rule, asked.id(), &[], outcome));
            }
            Came::To(outcome) => each::tell(&data(), rule, asked.input(), outcome, out),
            Came::Each(verdicts) if verdicts.iter().all(|(_, it)| settings.is_bare(*it) || !Out::wants(settings, *it)) => {
                for (at, outcome) in verdicts {
                    out.tally.add(rule, *outcome);
                    if Out::wants(settings, *outcome) {
                        out.findings.push(bare(plan, rule, asked.id(), at, *outcome));
                    }
                }
            }
            _ => each::judge(&data(), rule, asked.input(), out),
        }
    });
}

/// The rules that look at one record of a kind at a time, and are run.
fn single<'a>(plan: &'a Plan, settings: &'a Settings, record: usize) -> impl Iterator<Item = usize> + 'a {
    let fits = move |(number, rule): &(usize, &crate::plan::Rule)| {
        matches!(rule.scope, Scope::Each { record: of, .. } if of == record) && !rule.portfolio && settings.runs(*number)
    };
    plan.rules.iter().enumerate().filter(fits).map(|(number, _)| number)
}

/// A finding without evidence.
#[inline]
fn bare(plan: &Plan, rule: usize, id: &RecordId, at: &[u32], outcome: Outcome) -> Finding {
    let path = match &plan.rules[rule].scope {
        Scope::Each { record, path, .. } if !at.is_empty() => plan.path_of(*record, path, at),
        _ => String::new(),
    };
    Finding::new(rule, Subject::Record { record: id.clone(), path }, outcome)
}
