//! Divisions that can be by zero: the verdict is undetermined then, and no example says that it is meant so.

use std::collections::BTreeSet;

use super::ask::open;
use super::formula::Formula;
use super::read::{Lists, Reader, Scene};
use super::sites::{Deed, Site, sites};
use super::solve::solve;
use super::system::Outcome as Answer;
use super::term::Term;
use super::words::Kind;
use super::{Linter, Question};
use crate::check::typed::{Expr, Rule, RuleIx};
use crate::eval::Found;
use crate::finding::Outcome;
use crate::source::Span;
use crate::value::Why;

impl<'e> Linter<'e> {
    /// Divisions of a rule.
    pub(super) fn zero(&mut self, number: RuleIx) {
        let rule = &self.engine.program.rules[number];
        let mut asked = open(&self.engine.program, rule, Lists::Any);
        let mut open_at: BTreeSet<Span> = BTreeSet::new();
        for scene in asked.scenes.clone() {
            for (site, of, by) in divisions(&mut asked.reader, rule, &scene) {
                let formula = zero_at(&mut asked.reader, &site, of, by);
                if !matches!(solve(&formula, &asked.reader.vars, asked.reader.program), Answer::Never) {
                    open_at.insert(site.expr.span);
                }
            }
        }
        for span in open_at {
            if self.is_shown(span) {
                continue;
            }
            let ask = |reader: &mut Reader<'e>, rule: &'e Rule, scene: &Scene<'e>| {
                let of_span: Vec<_> =
                    divisions(reader, rule, scene).into_iter().filter(|(site, ..)| site.expr.span == span).collect();
                Formula::any(of_span.iter().map(|(site, of, by)| zero_at(reader, site, of, by)).collect::<Vec<_>>())
            };
            let accept = |found: &Found| {
                let by_zero = |it: &&crate::finding::Finding| {
                    it.outcome == Outcome::Unknown && it.evidence.missing.iter().any(|lack| lack.why == Why::DivisionByZero)
                };
                found.findings.iter().find(by_zero).map(|it| it.outcome)
            };
            let text = self.engine.sources.text(span).to_owned();
            match self.search(number, &ask, &accept) {
                Some((case, outcome)) => {
                    let witness = self.witness(&case, vec![(number, outcome)]);
                    self.report(Kind::ByZero { rule: rule.id.clone(), text }, span, Some(witness));
                }
                None => self.undecided(number, Question::Divides, asked.reader.reasons.clone()),
            }
        }
    }

    /// Whether a division has been told of already, or an example shows what comes of it.
    fn is_shown(&self, span: Span) -> bool {
        let text = self.engine.sources.text(span);
        let shown = self.shown.iter().flat_map(|shown| &shown.missing);
        self.report.findings.iter().any(|finding| finding.span == span && matches!(finding.kind, Kind::ByZero { .. }))
            || shown.clone().any(|lack| lack.why == Why::DivisionByZero && lack.path == text)
    }
}

/// The divisions of a rule, each with what is divided, and by what.
fn divisions<'p>(reader: &mut Reader<'p>, rule: &'p Rule, scene: &Scene<'p>) -> Vec<(Site<'p>, &'p Expr, &'p Expr)> {
    let found = sites(reader, rule, scene, false).into_iter();
    let divisions = found.filter_map(|site| match site.deed {
        Deed::Divide(of, by) => Some((site, of, by)),
        Deed::Look(..) => None,
    });
    divisions.collect()
}

/// When a division matters and is by zero.
fn zero_at<'p>(reader: &mut Reader<'p>, site: &Site<'p>, of: &'p Expr, by: &'p Expr) -> Formula {
    let cases = reader.cases(by, &site.scene);
    let zero = cases.into_iter().filter_map(|case| Some(case.guard.and(is_zero(&case.term)?)));
    let zero = Formula::any(zero);
    Formula::all([site.context.clone(), reader.known(of, &site.scene), zero])
}

/// When a number is zero.
fn is_zero(term: &Term) -> Option<Formula> {
    match term {
        Term::Number(linear) => Some(Formula::zero(linear.clone())),
        _ => None,
    }
}
