//! What a change does besides: the rules that it breaks, and the others that it clears.

use super::Settled;
use crate::engine::Engine;
use crate::eval::{Input, Out, Portfolio, Tally, judge};
use crate::finding::{Change, Outcome, Subject};

/// What the rules that look at one record at a time come to on one: by rule and element.
pub(super) struct Verdicts(Vec<(usize, String, Outcome)>);

impl Verdicts {
    pub(super) fn of(engine: &Engine, settled: &Settled, input: &Input) -> Verdicts {
        let (mut findings, mut tally) = (Vec::new(), Tally::new(&engine.plan));
        judge(&engine.plan, &settled.quiet, input, &mut findings, &mut tally);
        let verdict = |finding: crate::finding::Finding| match finding.subject {
            Subject::Record { path, .. } => Some((finding.rule, path, finding.outcome)),
            _ => None,
        };
        Verdicts(findings.into_iter().filter_map(verdict).collect())
    }

    fn at(&self, rule: usize, path: &str) -> Option<Outcome> {
        self.0.iter().find(|(number, at, _)| *number == rule && at == path).map(|(_, _, outcome)| *outcome)
    }

    /// Notes what was one way before, and is another now.
    pub(super) fn compare(&self, after: &Verdicts, own: usize, change: &mut Change) {
        for (rule, path, outcome) in &after.0 {
            let before = self.at(*rule, path);
            let worse = match outcome {
                Outcome::Fail => before != Some(Outcome::Fail),
                Outcome::Unknown => !matches!(before, Some(Outcome::Fail | Outcome::Unknown)),
                _ => false,
            };
            if worse {
                breaks(change, *rule, *outcome);
            }
        }
        for (rule, path, _) in self.0.iter().filter(|(rule, _, outcome)| *rule != own && *outcome == Outcome::Fail) {
            let cleared = after.at(*rule, path).is_some_and(|outcome| !matches!(outcome, Outcome::Fail | Outcome::Unknown));
            let fails = after.0.iter().any(|(number, _, outcome)| number == rule && *outcome == Outcome::Fail);
            if cleared && !fails && !change.clears.contains(rule) {
                change.clears.push(*rule);
            }
        }
    }
}

/// A rule is broken: once, and as gravely as it is.
fn breaks(change: &mut Change, rule: usize, outcome: Outcome) {
    match change.breaks.iter_mut().find(|(known, _)| *known == rule) {
        Some((_, known)) => *known = (*known).max(outcome),
        None => change.breaks.push((rule, outcome)),
    }
}

/// How often each of some rules that look at more than one record comes to what.
pub(super) fn across(engine: &Engine, settled: &Settled, records: &Portfolio, rules: &[usize]) -> Tally {
    let (mut findings, mut tally) = (Vec::new(), Tally::new(&engine.plan));
    records.judge_by(rules, &engine.plan, &settled.counting, Out { findings: &mut findings, tally: &mut tally });
    tally
}

/// Notes whether such a rule fails, or is undetermined, more often than before; or fails less often. The finding's own rule is to fail once less.
pub(super) fn compare(rule: usize, before: &Tally, after: &Tally, own: Option<usize>, change: &mut Change) {
    let of = |tally: &Tally, outcome| tally.count(rule, outcome);
    let is_own = u64::from(own == Some(rule));
    let (failed, fails) = (of(before, Outcome::Fail), of(after, Outcome::Fail));
    if fails + is_own > failed {
        breaks(change, rule, Outcome::Fail);
    } else if of(after, Outcome::Unknown) > of(before, Outcome::Unknown) {
        breaks(change, rule, Outcome::Unknown);
    } else if own != Some(rule) && fails < failed {
        change.clears.push(rule);
    }
}
