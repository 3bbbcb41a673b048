//! What is wrong with rules and can be seen before any contract is: rules that never apply, rows that nothing looks up, keys without a row, rules that
//! contradict one another, divisions by zero.
//!
//! [`lint`] reads the typed program by when each condition is true and when it is false (`read`), over variables that stand for facts
//! (`variables`); what is a sum is reckoned with exactly, what is not becomes a variable of its own. Whether such a formula can hold is decided
//! by a search and by Fourier and Motzkin (`solve`, `system`). That something never happens is said only where it is proven so; that it can
//! happen is said only with a record that the engine itself has judged so (`witness`).

use crate::check::typed::{Case, RuleIx};
use crate::engine::Engine;
use crate::eval::{Found, run_case};
use crate::finding::{MissingFact, Outcome};
use crate::source::Span;

use read::Reason;

pub use words::{CODES, Code, Kind};

mod absent;
#[cfg(test)]
mod agreement;
mod ask;
mod computed;
mod figures;
mod formula;
mod gaps;
mod linear;
mod lists;
mod lookup;
mod pairs;
mod reach;
mod read;
mod rows;
mod sites;
mod solve;
mod system;
mod term;
mod text;
mod variables;
mod witness;
mod words;
mod written;
mod zero;

/// What was found, and what could not be decided.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What was found, in the order of the text.
    pub findings: Vec<Finding>,
    /// What could not be decided.
    pub undecided: Vec<Undecided>,
    /// How many rules were looked at.
    pub rules: usize,
}

/// Something that was found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What.
    pub kind: Kind,
    /// Where.
    pub span: Span,
    /// Another place that it is about.
    pub beside: Option<Span>,
    /// Records that show it.
    pub witness: Option<Witness>,
}

/// Records that show a finding, and what the engine says of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// As an example writes them, without its arrow: `contract { amount: 5円 }`.
    pub case: String,
    /// The rules that were run on them, and what each came to.
    pub outcomes: Vec<(RuleIx, Outcome)>,
}

/// A question about a rule that was not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The rule.
    pub rule: RuleIx,
    /// What was asked.
    pub question: Question,
    /// What was not looked into: in Japanese and in English.
    pub why: Vec<[&'static str; 2]>,
}

/// What is asked of every rule, and of every pair of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Whether it can fail.
    Fails,
    /// Whether it can be kept.
    Passes,
    /// Whether a division can be by zero.
    Divides,
}

/// What the examples of a rule show already.
#[derive(Debug, Clone, Default)]
struct Shown {
    outcomes: Vec<Outcome>,
    /// What was missing where a verdict was undetermined.
    missing: Vec<MissingFact>,
}

/// One run.
struct Linter<'e> {
    engine: &'e Engine,
    shown: Vec<Shown>,
    report: Report,
}

/// Looks at every rule of an engine.
///
/// ```
/// use sadame::engine::Engine;
/// use sadame::pack::Builtin;
/// let engine = Engine::compile(&[&Builtin], &["portal".to_owned()]).expect("the built-in packs compile");
/// assert!(sadame::lint::lint(&engine).findings.is_empty());
/// ```
#[must_use]
pub fn lint(engine: &Engine) -> Report {
    let rules = engine.program.rules.len();
    let mut linter = Linter { engine, shown: vec![Shown::default(); rules], report: Report { rules, ..Report::default() } };
    linter.run_examples();
    for rule in 0..rules {
        linter.reach(rule);
        linter.zero(rule);
        linter.gaps(rule);
        linter.absent(rule);
    }
    linter.rows();
    linter.pairs();
    linter.figures();
    let Linter { mut report, .. } = linter;
    report.findings.sort_by_key(|finding| (finding.span, finding.kind.code()));
    report
}

impl<'e> Linter<'e> {
    /// What the examples of each rule come to.
    fn run_examples(&mut self) {
        for example in self.engine.examples().unwrap_or_default() {
            for case in &example.cases {
                let found = run_case(&self.engine.plan, example.rule, case).found;
                let shown = &mut self.shown[example.rule];
                for finding in found.findings {
                    if finding.outcome == Outcome::Unknown {
                        shown.missing.extend(finding.evidence.missing.iter().cloned());
                    }
                    if !shown.outcomes.contains(&finding.outcome) {
                        shown.outcomes.push(finding.outcome);
                    }
                }
            }
        }
    }

    /// Runs a rule on a case.
    fn run(&self, rule: RuleIx, case: &Case) -> Found {
        run_case(&self.engine.plan, rule, case).found
    }

    /// A case that was run, as a witness.
    fn witness(&self, case: &Case, outcomes: Vec<(RuleIx, Outcome)>) -> Witness {
        Witness { case: written::case(case, &self.engine.program), outcomes }
    }

    fn report(&mut self, kind: Kind, span: Span, witness: Option<Witness>) {
        self.report.findings.push(Finding { kind, span, beside: None, witness });
    }

    fn undecided(&mut self, rule: RuleIx, question: Question, reasons: impl IntoIterator<Item = Reason>) {
        let why = reasons.into_iter().map(Reason::words).collect();
        let undecided = Undecided { rule, question, why };
        if !self.report.undecided.contains(&undecided) {
            self.report.undecided.push(undecided);
        }
    }
}
