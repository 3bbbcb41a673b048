//! Rules that never apply, never fail or are never kept; and conditions that are always true or always false where they stand.

use std::collections::BTreeSet;

use super::ask::{open, scenes};
use super::formula::Formula;
use super::read::{Lists, Reader, Reason, Scene};
use super::solve::solve;
use super::system::Outcome as Answer;
use super::witness::{case_of, find};
use super::words::Kind;
use super::{Linter, Question, Witness};
use crate::check::typed::{Case, Expr, ExprKind, Rule, RuleIx, Scope};
use crate::eval::Found;
use crate::finding::Outcome;
use crate::source::Span;

/// Lists are read so, one way after the other, to find a witness.
pub(super) const WAYS: [Lists; 3] = [Lists::Of(1), Lists::Of(2), Lists::Of(0)];

/// More rows of a table than this are not tried for a witness.
const ROWS: usize = 40;

/// What is asked, as a formula.
pub(super) type Ask<'a, 'p> = &'a dyn Fn(&mut Reader<'p>, &'p Rule, &Scene<'p>) -> Formula;

impl<'e> Linter<'e> {
    /// Whether a rule can apply, fail and be kept: as its examples show, as records that are found show, or as is proven.
    pub(super) fn reach(&mut self, number: RuleIx) {
        let rule = &self.engine.program.rules[number];
        if matches!(rule.scope, Scope::Row { .. }) {
            // It holds a table against what is asked of it, and says nothing where the table is as it should be.
            return;
        }
        let shown = self.shown[number].outcomes.clone();
        let has = |outcomes: &[Outcome]| shown.iter().any(|outcome| outcomes.contains(outcome));
        let (kept, broken) = (has(&[Outcome::Pass]), has(&[Outcome::Fail, Outcome::Excepted]));
        if !kept && !broken && self.is_never(number, &|reader, rule, scene| reader.applies(rule, scene)).is_ok() {
            return self.never_applies(number);
        }
        let keeps: Ask<'_, 'e> = &|reader, rule, scene| reader.applies(rule, scene).and(reader.every(&rule.require, scene, true));
        let breaks: Ask<'_, 'e> =
            &|reader, rule, scene| reader.applies(rule, scene).and(reader.every(&rule.require, scene, false));
        let (passes, fails): (&[Outcome], &[Outcome]) = (&[Outcome::Pass], &[Outcome::Fail, Outcome::Excepted]);
        let mut whole = true;
        for (is_shown, ask, outcomes, question) in
            [(broken, breaks, fails, Question::Fails), (kept, keeps, passes, Question::Passes)]
        {
            if is_shown || self.shows(number, ask, outcomes).is_some() {
                continue;
            }
            if let Err(reasons) = self.is_never(number, ask) {
                self.undecided(number, question, reasons);
                continue;
            }
            whole = false;
            let (kind, other, outcomes) = match question {
                Question::Fails => (Kind::NeverFails { rule: rule.id.clone() }, keeps, passes),
                _ => (Kind::NeverPasses { rule: rule.id.clone() }, breaks, fails),
            };
            let witness = self.shows(number, other, outcomes);
            self.report(kind, span_of(&rule.require, rule.span), witness);
        }
        if whole {
            self.conditions(number);
        }
    }

    /// That something never is, proven; otherwise what was not looked into.
    fn is_never(&self, number: RuleIx, ask: Ask<'_, 'e>) -> Result<(), BTreeSet<Reason>> {
        let rule = &self.engine.program.rules[number];
        let mut asked = open(&self.engine.program, rule, Lists::Any);
        for scene in asked.scenes.clone() {
            let formula = ask(&mut asked.reader, rule, &scene);
            if !matches!(solve(&formula, &asked.reader.vars, asked.reader.program), Answer::Never) {
                return Err(asked.reader.reasons);
            }
        }
        Ok(())
    }

    /// A witness that the engine gives one of these outcomes.
    pub(super) fn shows(&self, number: RuleIx, ask: Ask<'_, 'e>, outcomes: &[Outcome]) -> Option<Witness> {
        let accept = |found: &Found| found.findings.iter().map(|it| it.outcome).find(|it| outcomes.contains(it));
        self.search(number, ask, &accept).map(|(case, outcome)| self.witness(&case, vec![(number, outcome)]))
    }

    /// A case on which the engine's findings are accepted, and the outcome they are accepted for.
    pub(super) fn search(
        &self,
        number: RuleIx,
        ask: Ask<'_, 'e>,
        accept: &dyn Fn(&Found) -> Option<Outcome>,
    ) -> Option<(Case, Outcome)> {
        let rule = &self.engine.program.rules[number];
        if matches!(rule.scope, Scope::Each { record, .. } if self.engine.program.records[record].summary.is_some()) {
            return None;
        }
        for way in WAYS {
            let rows = open(&self.engine.program, rule, way).scenes.len().min(ROWS);
            for row in 0..rows {
                let mut reader = Reader::new(&self.engine.program, way);
                let scene = scenes(&mut reader, rule).swap_remove(row);
                let formula = ask(&mut reader, rule, &scene);
                let Some(case) = find(&reader, &formula).and_then(|model| case_of(&reader, &model)) else { continue };
                if let Some(outcome) = accept(&self.run(number, &case)) {
                    return Some((case, outcome));
                }
            }
        }
        None
    }

    /// The rule never applies: the first condition without which it could is pointed at, with a record that the others take in.
    fn never_applies(&mut self, number: RuleIx) {
        let rule = &self.engine.program.rules[number];
        let count = rule.when.len();
        let first = (0..count).find(|last| {
            let ask: Ask<'_, 'e> = &|reader, rule, scene| {
                let base = reader.in_scope(rule, scene).and(reader.in_time(rule, scene, true));
                base.and(reader.every(&rule.when[..=*last], scene, true))
            };
            self.is_never(number, ask).is_ok()
        });
        let (span, witness) = match first {
            Some(at) => {
                let ask: Ask<'_, 'e> = &|reader, rule, scene| {
                    let base = reader.in_scope(rule, scene).and(reader.in_time(rule, scene, true));
                    let others = reader.every(&rule.when[..at], scene, true);
                    Formula::all([base, others, reader.truth(&rule.when[at], scene, false)])
                };
                (rule.when[at].span, self.shows(number, ask, &[Outcome::NotApplicable]))
            }
            None => (rule.span, None),
        };
        self.report(Kind::NeverApplies { rule: rule.id.clone() }, span, witness);
    }

    /// Conditions within conditions that are always true, or never, wherever they matter.
    fn conditions(&mut self, number: RuleIx) {
        let rule = &self.engine.program.rules[number];
        let mut asked = open(&self.engine.program, rule, Lists::Any);
        let mut left: Vec<(&'e Expr, bool, bool)> = Vec::new();
        for (at, scene) in asked.scenes.clone().into_iter().enumerate() {
            for (turn, part) in parts(&mut asked.reader, rule, &scene).into_iter().enumerate() {
                let (expr, context) = part;
                if at == 0 {
                    left.push((expr, true, true));
                }
                for (want, is_left) in [(true, true), (false, false)] {
                    let slot = if is_left { &mut left[turn].1 } else { &mut left[turn].2 };
                    if *slot {
                        let formula = context.clone().and(asked.reader.truth(expr, &scene, want));
                        *slot = matches!(solve(&formula, &asked.reader.vars, asked.reader.program), Answer::Never);
                    }
                }
            }
        }
        let mut told: Vec<Span> = Vec::new();
        for (expr, never_true, never_false) in left {
            let within = told
                .iter()
                .any(|span| span.source == expr.span.source && span.start <= expr.span.start && expr.span.end <= span.end);
            if (!never_true && !never_false) || within {
                continue;
            }
            told.push(expr.span);
            let text = self.engine.sources.text(expr.span).to_owned();
            let rule = rule.id.clone();
            let kind = match never_true {
                true => Kind::NeverTrue { rule, text },
                false => Kind::AlwaysTrue { rule, text },
            };
            self.report(kind, expr.span, None);
        }
    }
}

/// The conditions within the conditions of a rule, outermost first, each with what holds where it matters.
fn parts<'p>(reader: &mut Reader<'p>, rule: &'p Rule, scene: &Scene<'p>) -> Vec<(&'p Expr, Formula)> {
    let mut found = Vec::new();
    let base = reader.in_scope(rule, scene).and(reader.in_time(rule, scene, true));
    let applies = base.clone().and(reader.every(&rule.when, scene, true));
    let fails = applies.clone().and(reader.every(&rule.require, scene, false));
    among(reader, &rule.when, scene, &base, true, &mut found);
    among(reader, &rule.require, scene, &applies, true, &mut found);
    for exception in &rule.exceptions {
        among(reader, &exception.when, scene, &fails, true, &mut found);
    }
    found
}

/// Conditions of which all are needed, or any.
fn among<'p>(
    reader: &mut Reader<'p>,
    parts: &'p [Expr],
    scene: &Scene<'p>,
    context: &Formula,
    all: bool,
    found: &mut Vec<(&'p Expr, Formula)>,
) {
    let held: Vec<Formula> = parts.iter().map(|part| reader.undecisive(part, scene, all)).collect();
    for (at, part) in parts.iter().enumerate() {
        let others = held.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, held)| held.clone());
        let context = Formula::all(others.chain([context.clone()]));
        if !matches!(part.kind, ExprKind::Const(_)) {
            found.push((part, context.clone()));
        }
        match &part.kind {
            ExprKind::And(parts) => among(reader, parts, scene, &context, true, found),
            ExprKind::Or(parts) => among(reader, parts, scene, &context, false, found),
            ExprKind::If(condition, yes, no) => {
                let (when, unless) = (reader.truth(condition, scene, true), reader.truth(condition, scene, false));
                among(reader, std::slice::from_ref(&**condition), scene, &context, true, found);
                among(reader, std::slice::from_ref(&**yes), scene, &context.clone().and(when), true, found);
                among(reader, std::slice::from_ref(&**no), scene, &context.and(unless), true, found);
            }
            _ => {}
        }
    }
}

/// Where conditions stand.
fn span_of(conditions: &[Expr], otherwise: Span) -> Span {
    match (conditions.first(), conditions.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => otherwise,
    }
}
