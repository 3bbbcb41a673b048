//! Two rules over the same records: that contradict one another, or of which one says no more than the other.

use std::collections::BTreeSet;

use super::ask::scenes;
use super::formula::Formula;
use super::reach::WAYS;
use super::read::{Lists, Reader, Scene};
use super::solve::solve;
use super::system::Outcome as Answer;
use super::witness::{case_of, find};
use super::words::Kind;
use super::{Finding, Linter, Witness};
use crate::check::typed::{FieldIx, RecordIx, RuleIx, Scope};
use crate::finding::Outcome;

/// A rule, by when it applies, when it is kept, when it is broken.
struct Read {
    number: RuleIx,
    applies: Formula,
    out: Formula,
    kept: Formula,
    broken: Formula,
    excepted: Formula,
    subjects: BTreeSet<String>,
}

impl<'e> Linter<'e> {
    /// Every two rules that look at the same records.
    pub(super) fn pairs(&mut self) {
        let program = &self.engine.program;
        let mut places: Vec<(RecordIx, &[FieldIx])> = Vec::new();
        for rule in &program.rules {
            if let Scope::Each { record, path, .. } = &rule.scope
                && program.records[*record].summary.is_none()
                && !places.contains(&(*record, path))
            {
                places.push((*record, path));
            }
        }
        for (record, path) in places {
            let mut reader = Reader::new(program, Lists::Any);
            let numbers = (0..program.rules.len()).filter(|number| {
                matches!(&program.rules[*number].scope, Scope::Each { record: of, path: at, .. } if *of == record && at.as_slice() == path)
            });
            let rules: Vec<Read> = numbers.map(|number| read(&mut reader, &self.engine.program.rules[number], number)).collect();
            for (at, one) in rules.iter().enumerate() {
                for other in &rules[at + 1..] {
                    if !one.subjects.is_disjoint(&other.subjects) {
                        self.contradiction(&reader, one, other);
                        let _ = self.implied(&reader, other, one) || self.implied(&reader, one, other);
                    }
                }
            }
        }
    }

    /// Wherever both apply, one of them is broken.
    fn contradiction(&mut self, reader: &Reader<'e>, one: &Read, other: &Read) {
        let never = |formula: Formula| matches!(solve(&formula, &reader.vars, reader.program), Answer::Never);
        let meets = |read: &Read| Formula::any([read.kept.clone(), read.excepted.clone()]);
        let both = one.applies.clone().and(other.applies.clone());
        if !never(Formula::all([both.clone(), meets(one), meets(other)])) || never(both) {
            return;
        }
        if [one, other].iter().any(|read| never(read.applies.clone().and(meets(read)))) {
            return;
        }
        let judged = |outcomes: &[Outcome]| {
            let known = outcomes.iter().all(|it| matches!(it, Outcome::Pass | Outcome::Fail | Outcome::Excepted));
            known && outcomes.contains(&Outcome::Fail)
        };
        let names = [one, other].map(|read| self.engine.program.rules[read.number].id.clone());
        let decided = |read: &Read| Formula::any([read.kept.clone(), read.broken.clone()]);
        let ask = |one: &Read, other: &Read| {
            let either = Formula::any([one.broken.clone(), other.broken.clone()]);
            Formula::all([one.applies.clone(), other.applies.clone(), either, decided(one), decided(other)])
        };
        if let Some(witness) = self.on_both(one.number, other.number, &ask, &judged) {
            let [first, second] = names;
            self.put(Kind::Contradiction { first, second }, one.number, other.number, witness);
        }
    }

    /// Wherever the second is broken, the first is: the second says no more.
    fn implied(&mut self, reader: &Reader<'e>, second: &Read, first: &Read) -> bool {
        let never = |formula: Formula| matches!(solve(&formula, &reader.vars, reader.program), Answer::Never);
        let rules = &self.engine.program.rules;
        if rules[second.number].severity > rules[first.number].severity {
            return false;
        }
        let breaks = second.applies.clone().and(second.broken.clone());
        let [out, kept, excepted] = [&first.out, &first.kept, &first.excepted].map(|read| breaks.clone().and(read.clone()));
        if never(breaks) || !never(out) || !never(kept) || !never(excepted) {
            return false;
        }
        let judged = |outcomes: &[Outcome]| outcomes.iter().all(|it| *it == Outcome::Fail);
        let ask =
            |first: &Read, second: &Read| Formula::all([first, second].map(|read| read.applies.clone().and(read.broken.clone())));
        let kind = Kind::Implied { rule: rules[second.number].id.clone(), by: rules[first.number].id.clone() };
        let Some(witness) = self.on_both(first.number, second.number, &ask, &judged) else { return false };
        self.put(kind, second.number, first.number, witness);
        true
    }

    fn put(&mut self, kind: Kind, at: RuleIx, beside: RuleIx, witness: Witness) {
        let span = |number: RuleIx| self.engine.program.rules[number].span;
        let finding = Finding { kind, span: span(at), beside: Some(span(beside)), witness: Some(witness) };
        self.report.findings.push(finding);
    }

    /// Records that two rules were run on, both with an outcome that is accepted.
    fn on_both(
        &self,
        one: RuleIx,
        other: RuleIx,
        ask: &dyn Fn(&Read, &Read) -> Formula,
        accept: &dyn Fn(&[Outcome]) -> bool,
    ) -> Option<Witness> {
        for way in WAYS {
            let mut reader = Reader::new(&self.engine.program, way);
            let [first, second] = [one, other].map(|number| read(&mut reader, &self.engine.program.rules[number], number));
            let Some(case) = find(&reader, &ask(&first, &second)).and_then(|model| case_of(&reader, &model)) else { continue };
            let outcomes: Option<Vec<Outcome>> = [one, other].into_iter().map(|number| self.run(number, &case).outcome).collect();
            if let Some(outcomes) = outcomes.filter(|outcomes| accept(outcomes)) {
                return Some(self.witness(&case, [one, other].into_iter().zip(outcomes).collect()));
            }
        }
        None
    }
}

fn read<'p>(reader: &mut Reader<'p>, rule: &'p crate::check::typed::Rule, number: RuleIx) -> Read {
    let scene: Scene<'p> = scenes(reader, rule).swap_remove(0);
    let (kept, broken) = (reader.every(&rule.require, &scene, true), reader.every(&rule.require, &scene, false));
    let mut subjects = BTreeSet::new();
    kept.subjects(&mut subjects);
    Read {
        number,
        applies: reader.applies(rule, &scene),
        out: reader.is_out(rule, &scene),
        excepted: reader.excepted(rule, &scene, true),
        broken: broken.and(reader.excepted(rule, &scene, false)),
        kept,
        subjects,
    }
}
