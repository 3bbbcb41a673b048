//! Quantifiers and aggregates. Of lists as they may be nothing is looked into; to find a witness, lists are read as if they had one element, or two.

use super::formula::Formula;
use super::linear::{Linear, minus_one};
use super::read::{Lists, Reader, Reason, Scene, Seat};
use super::term::{Case, Holding, Term, guarded, one};
use super::variables::{Path, Step};
use crate::check::typed::{Aggregate, Expr, From, Over};
use crate::syntax::ast::Quantifier;
use crate::value::Exact;

/// An element: when it counts, when it does not, and the scene it is looked at in.
pub(super) struct Element<'p> {
    pub(super) counts: Formula,
    pub(super) out: Formula,
    pub(super) scene: Scene<'p>,
}

impl<'p> Reader<'p> {
    pub(super) fn quantified(
        &mut self,
        expr: &'p Expr,
        kind: Quantifier,
        over: &'p Over,
        body: Option<&'p Expr>,
        scene: &Scene<'p>,
        want: bool,
    ) -> Formula {
        let Some(elements) = self.elements(over, scene) else { return self.closed(expr, scene, want, Reason::Quantifier) };
        // `every` fails, and `some` and `no` turn, on an element that counts and whose body is so.
        let (decisive, on_decisive) = match kind {
            Quantifier::Every => (false, false),
            Quantifier::Some => (true, true),
            Quantifier::No => (true, false),
        };
        let mut parts = Vec::new();
        for element in elements {
            let body_is = |reader: &mut Reader<'p>, truth: bool| match body {
                Some(body) => reader.truth(body, &element.scene, truth),
                None => Formula::from(truth),
            };
            parts.push(match want == on_decisive {
                true => element.counts.and(body_is(self, decisive)),
                false => Formula::any([element.out, body_is(self, !decisive)]),
            });
        }
        if want == on_decisive { Formula::any(parts) } else { Formula::all(parts) }
    }

    /// The elements, where they can be told one by one.
    pub(super) fn elements(&mut self, over: &'p Over, scene: &Scene<'p>) -> Option<Vec<Element<'p>>> {
        let mut seats: Vec<Vec<Seat>> = match (&over.from, self.lists) {
            (From::Value(value), lists) => match self.cases(value, scene).as_slice() {
                [Case { term: Term::Set(Holding::Fixed(words)), guard }] if guard.is_true() => {
                    words.iter().map(|word| vec![Seat::Scalar(Term::Word(word.clone()))]).collect()
                }
                [Case { term: Term::List(path, record), .. }] => {
                    let Lists::Of(count) = lists else { return None };
                    self.gone_over.insert(path.clone());
                    (0..count).map(|at| vec![Seat::Record(path.down(Step::Element(at)), *record)]).collect()
                }
                _ => return None,
            },
            (_, Lists::Any) => return None,
            (From::Members(frame, _), Lists::Of(_)) => match &scene.frames[*frame] {
                Seat::Members(members) => members.clone(),
                _ => return None,
            },
            (From::All(record), Lists::Of(count)) => {
                let known: Vec<usize> = (0..self.roots.len()).filter(|root| self.roots[*root] == *record).collect();
                let more = count.saturating_sub(known.len());
                let first = self.roots.len();
                self.roots.extend(std::iter::repeat_n(*record, more));
                known.into_iter().chain(first..first + more).map(|root| vec![Seat::Record(Path::root(root), *record)]).collect()
            }
        };
        for field in &over.through {
            let Lists::Of(count) = self.lists else { return None };
            let mut inner = Vec::new();
            for seat in &seats {
                let Some(Seat::Record(path, record)) = seat.last() else { return None };
                let path = path.down(Step::Field(*field));
                let of = self.program.records[*record].fields[*field].ty.record()?;
                self.gone_over.insert(path.clone());
                inner.extend((0..count).map(|at| vec![Seat::Record(path.down(Step::Element(at)), of)]));
            }
            seats = inner;
        }
        // A body finds the frames around it and one more; of a group of elements, all those of a member.
        let mut elements = Vec::new();
        for seat in seats {
            let mut inner = scene.clone();
            inner.frames.extend(seat);
            let (counts, out) = match &over.filter {
                Some(filter) => (self.truth(filter, &inner, true), self.truth(filter, &inner, false)),
                None => (Formula::TRUE, Formula::FALSE),
            };
            elements.push(Element { counts, out, scene: inner });
        }
        Some(elements)
    }

    pub(super) fn aggregate(
        &mut self,
        expr: &'p Expr,
        kind: Aggregate,
        over: &'p Over,
        taken: Option<&'p Expr>,
        scene: &Scene<'p>,
    ) -> Vec<Case> {
        let Some(elements) = self.elements(over, scene) else { return self.whole(expr, kind, over, scene) };
        match kind {
            Aggregate::Count => self.summed(elements, None).unwrap_or_else(|| self.whole(expr, kind, over, scene)),
            Aggregate::Sum => self.summed(elements, taken).unwrap_or_else(|| self.whole(expr, kind, over, scene)),
            Aggregate::Only => self.only(elements, taken),
            Aggregate::Min | Aggregate::Max => {
                self.extreme(elements, taken, kind).unwrap_or_else(|| self.whole(expr, kind, over, scene))
            }
            Aggregate::Quantile => self.only(elements, taken),
            Aggregate::Distinct => self.whole(expr, kind, over, scene),
        }
    }

    /// An aggregate that is not looked into: counts are whole, and the members of a group are one at least.
    fn whole(&mut self, expr: &'p Expr, kind: Aggregate, over: &'p Over, scene: &Scene<'p>) -> Vec<Case> {
        if kind != Aggregate::Count {
            return self.aside(expr, scene, Reason::Aggregate);
        }
        let of_group = matches!(over.from, From::Members(..)) && over.filter.is_none() && over.through.is_empty();
        let low = i64::from(of_group && !scene.by.is_empty());
        let text = self.text_of(expr, scene);
        self.counted(&expr.ty, text, low, Reason::Aggregate)
    }

    /// The sum of what is taken of those that count; without anything taken, how many they are.
    fn summed(&mut self, elements: Vec<Element<'p>>, taken: Option<&'p Expr>) -> Option<Vec<Case>> {
        let mut sums = one(Term::Number(Linear::fixed(Exact::ZERO)));
        for element in elements {
            let parts = match taken {
                Some(taken) => self.cases(taken, &element.scene),
                None => one(Term::Number(Linear::fixed(Exact::ONE))),
            };
            let mut next = guarded(&element.out, sums.clone());
            for part in &guarded(&element.counts, parts) {
                for sum in &sums {
                    let (Term::Number(part_of), Term::Number(sum_of)) = (&part.term, &sum.term) else { return None };
                    let guard = sum.guard.clone().and(part.guard.clone());
                    next.push(Case { guard, term: Term::Number(sum_of.plus(part_of, Exact::ONE)?) });
                }
            }
            sums = next;
        }
        (sums.len() < 100).then_some(sums)
    }

    /// What is taken of the one that counts.
    fn only(&mut self, elements: Vec<Element<'p>>, taken: Option<&'p Expr>) -> Vec<Case> {
        let mut cases = Vec::new();
        for (at, element) in elements.iter().enumerate() {
            let others = elements.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other.out.clone());
            let guard = Formula::all(others).and(element.counts.clone());
            let terms = match (taken, element.scene.frames.last()) {
                (Some(taken), _) => self.cases(taken, &element.scene),
                (None, Some(Seat::Record(path, record))) => one(Term::Record(path.clone(), *record)),
                _ => one(Term::Other),
            };
            cases.extend(guarded(&guard, terms));
        }
        cases
    }

    /// The least or the greatest of what is taken of those that count.
    fn extreme(&mut self, elements: Vec<Element<'p>>, taken: Option<&'p Expr>, kind: Aggregate) -> Option<Vec<Case>> {
        let taken = taken?;
        let parts: Vec<Vec<Case>> = elements
            .iter()
            .map(|element| {
                let cases = self.cases(taken, &element.scene);
                guarded(&element.counts, cases)
            })
            .collect();
        let mut chosen = Vec::new();
        for (at, own) in parts.iter().enumerate() {
            for case in own {
                let Term::Number(linear) = &case.term else { return None };
                let mut guard = case.guard.clone();
                for (other, element) in elements.iter().enumerate().filter(|(other, _)| *other != at) {
                    let mut bounds = vec![element.out.clone()];
                    for rival in &parts[other] {
                        let Term::Number(rival_is) = &rival.term else { return None };
                        let gap = linear.minus(rival_is)?;
                        let gap = if kind == Aggregate::Min { gap } else { gap.times(minus_one())? };
                        bounds.push(rival.guard.clone().and(Formula::at_most(gap)));
                    }
                    guard = guard.and(Formula::any(bounds));
                }
                chosen.push(Case { guard, term: case.term.clone() });
            }
        }
        (chosen.len() < 100).then_some(chosen)
    }
}
