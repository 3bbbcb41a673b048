//! From checked expressions to formulas. An expression is read twice: by when it is true and by when it is false; what is unknown is neither.
//!
//! Nothing is lost by it that could make an expression true or false: what is not looked into becomes a condition or a variable of its own, by its
//! text. So what is shown never to hold of the formula never holds.

use std::collections::BTreeSet;

use super::formula::{Atom, Formula, Relation, TextTest, Word};
use super::linear::{Linear, Var};
use super::term::{Case, Holding, Term, one_known};
use super::variables::{Path, Source, Variables, is_number, words_of};
use crate::check::typed::{Expr, ExprKind, Program, RecordIx, TableIx, Type};
use crate::syntax::ast::BinaryOp;
use crate::value::{Exact, Value};

/// Why something was not looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    NotLinear,
    Aggregate,
    Quantifier,
    Table,
    Text,
    Figure,
    Cases,
    Other,
}

/// What a frame of an expression holds.
#[derive(Debug, Clone)]
pub(super) enum Seat {
    Record(Path, RecordIx),
    Row(TableIx, usize),
    /// Records, each with the elements on the way down, outermost first.
    Members(Vec<Vec<Seat>>),
    Scalar(Term),
    /// Something that is known by its name alone.
    Named(String),
}

/// What the names in an expression mean.
#[derive(Debug, Clone)]
pub(super) struct Scene<'p> {
    pub(super) frames: Vec<Seat>,
    /// The frames of the rule itself, which its `let`s see.
    pub(super) own: Vec<Seat>,
    pub(super) lets: &'p [(String, Expr)],
    /// What the group in scope has in common.
    pub(super) by: &'p [Expr],
}

impl<'p> Scene<'p> {
    pub(super) fn new(own: Vec<Seat>, lets: &'p [(String, Expr)], by: &'p [Expr]) -> Scene<'p> {
        Scene { frames: own.clone(), own, lets, by }
    }

    /// The scene in which a definition of something is read.
    pub(super) fn of(seat: Option<Seat>) -> Scene<'p> {
        Scene::new(seat.into_iter().collect(), &[], &[])
    }

    /// The scene in which the rule's `let`s are read.
    pub(super) fn outside(&self) -> Scene<'p> {
        Scene { frames: self.own.clone(), ..self.clone() }
    }

    pub(super) fn with(&self, seat: Seat) -> Scene<'p> {
        let mut inner = self.clone();
        inner.frames.push(seat);
        inner
    }
}

/// How lists are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    /// As they may be: what is said of them is not looked into.
    Any,
    /// As if each had so many elements: to find witnesses, not to prove anything.
    Of(usize),
}

/// Reads expressions.
pub(super) struct Reader<'p> {
    pub(super) program: &'p Program,
    pub(super) vars: Variables,
    pub(super) lists: Lists,
    /// The records of the input, by kind.
    pub(super) roots: Vec<RecordIx>,
    /// The lists that were gone over.
    pub(super) gone_over: BTreeSet<Path>,
    /// Why something was not looked into.
    pub(super) reasons: BTreeSet<Reason>,
}

impl<'p> Reader<'p> {
    pub(super) fn new(program: &'p Program, lists: Lists) -> Reader<'p> {
        Reader {
            program,
            vars: Variables::default(),
            lists,
            roots: Vec::new(),
            gone_over: BTreeSet::new(),
            reasons: BTreeSet::new(),
        }
    }

    /// When all of these conditions are true, or when one is false.
    pub(super) fn every(&mut self, conditions: &'p [Expr], scene: &Scene<'p>, want: bool) -> Formula {
        let parts: Vec<Formula> = conditions.iter().map(|condition| self.truth(condition, scene, want)).collect();
        if want { Formula::all(parts) } else { Formula::any(parts) }
    }

    /// When a condition that stands beside others, all or any of which are needed, does not decide by itself. To find witnesses: when it leaves the
    /// others to decide.
    pub(super) fn undecisive(&mut self, condition: &'p Expr, scene: &Scene<'p>, all: bool) -> Formula {
        match self.lists {
            Lists::Any => self.truth(condition, scene, !all).denied(),
            Lists::Of(_) => self.truth(condition, scene, all),
        }
    }

    /// When a condition is true, or when it is false.
    pub(super) fn truth(&mut self, expr: &'p Expr, scene: &Scene<'p>, want: bool) -> Formula {
        match &expr.kind {
            ExprKind::Const(value) => Formula::from(*value == Value::Bool(want)),
            ExprKind::Not(inner) => self.truth(inner, scene, !want),
            ExprKind::And(parts) => self.every(parts, scene, want),
            ExprKind::Or(parts) => {
                let parts: Vec<Formula> = parts.iter().map(|part| self.truth(part, scene, want)).collect();
                if want { Formula::any(parts) } else { Formula::all(parts) }
            }
            ExprKind::If(condition, yes, no) => {
                let first = self.truth(condition, scene, true).and(self.truth(yes, scene, want));
                Formula::any([first, self.truth(condition, scene, false).and(self.truth(no, scene, want))])
            }
            ExprKind::Let(at) => self.truth(&scene.lets[*at].1, &scene.outside(), want),
            ExprKind::Define(define, base) => {
                let seat = base.as_ref().map(|base| self.seat(base, scene));
                let program = self.program;
                self.truth(&program.defines[*define].body, &Scene::of(seat), want)
            }
            ExprKind::Binary(op, left, right) => self.comparison(expr, *op, (left, right), scene, want),
            ExprKind::IsPresent(inner) if want => self.known(inner, scene),
            ExprKind::IsPresent(inner) => self.absent(inner, scene),
            ExprKind::IsKnown(inner) => {
                let text = self.text_of(expr, scene);
                let fact = Formula::fact(&text, want);
                if want { fact.and(self.known(inner, scene)) } else { fact }
            }
            ExprKind::IsEmpty(inner) => self.is_empty(expr, inner, scene, want),
            ExprKind::HasRow(lookup) => self.has_row(lookup, scene, want),
            ExprKind::Quantify(kind, over, body) => self.quantified(expr, *kind, over, body.as_deref(), scene, want),
            _ => {
                let cases = self.cases(expr, scene);
                Formula::any(cases.into_iter().map(|case| match case.term {
                    Term::Word(Word::Bool(truth)) => case.guard.and(Formula::from(truth == want)),
                    Term::Of(var) => case.guard.and(Formula::is(var, Word::Bool(want), true)),
                    _ => case.guard,
                }))
            }
        }
    }

    /// A condition that is not looked into.
    pub(super) fn closed(&mut self, expr: &'p Expr, scene: &Scene<'p>, want: bool, reason: Reason) -> Formula {
        self.reasons.insert(reason);
        let text = self.text_of(expr, scene);
        Formula::fact(&text, want)
    }

    fn comparison(
        &mut self,
        expr: &'p Expr,
        op: BinaryOp,
        (left, right): (&'p Expr, &'p Expr),
        scene: &Scene<'p>,
        want: bool,
    ) -> Formula {
        let (lefts, rights) = (self.cases(left, scene), self.cases(right, scene));
        if lefts.len() * rights.len() > 2000 {
            return self.closed(expr, scene, want, Reason::Cases);
        }
        let mut parts = Vec::new();
        for one in &lefts {
            for other in &rights {
                let guard = one.guard.clone().and(other.guard.clone());
                let held = self.compare(op, &one.term, &other.term, want);
                let held = match held {
                    Some(held) => held,
                    None => self.closed(expr, scene, want, Reason::Other),
                };
                parts.push(guard.and(held));
            }
        }
        Formula::any(parts)
    }

    /// When two terms stand so to one another; `None` where that is not looked into.
    fn compare(&mut self, op: BinaryOp, one: &Term, other: &Term, want: bool) -> Option<Formula> {
        Some(match (op, want) {
            (BinaryOp::NotEqual, want) => return self.compare(BinaryOp::Equal, one, other, !want),
            (BinaryOp::Greater, want) => return self.compare(BinaryOp::Less, other, one, want),
            (BinaryOp::GreaterEqual, want) => return self.compare(BinaryOp::LessEqual, other, one, want),
            (BinaryOp::Less, false) => return self.compare(BinaryOp::LessEqual, other, one, true),
            (BinaryOp::LessEqual, false) => return self.compare(BinaryOp::Less, other, one, true),
            (BinaryOp::Less, true) => self.ordered(one, other, Relation::Below)?,
            (BinaryOp::LessEqual, true) => self.ordered(one, other, Relation::AtMost)?,
            (BinaryOp::Equal, want) => self.equal(one, other, want)?,
            (BinaryOp::In, want) => self.within(one, other, want)?,
            (BinaryOp::Includes, want) => self.within(other, one, want)?,
            (BinaryOp::Overlaps, want) => self.overlap(one, other, want)?,
            (BinaryOp::StartsWith, want) => text_test(TextTest::StartsWith, one, other, want)?,
            (BinaryOp::EndsWith, want) => text_test(TextTest::EndsWith, one, other, want)?,
            (BinaryOp::Contains, want) => text_test(TextTest::Contains, one, other, want)?,
            _ => return None,
        })
    }

    /// `one - other` is below zero, at most zero, or zero: what is computed of a day is told of the day itself, too.
    fn ordered(&self, one: &Term, other: &Term, relation: Relation) -> Option<Formula> {
        let (Term::Number(one), Term::Number(other)) = (one, other) else { return None };
        let linear = one.minus(other)?;
        let of_days = self.told_of_days(&linear, relation);
        let held = match relation {
            Relation::Below => Formula::below(linear),
            Relation::AtMost => Formula::at_most(linear),
            Relation::Zero => Formula::zero(linear),
        };
        Some(held.and(of_days.unwrap_or(Formula::TRUE)))
    }

    pub(super) fn equal(&mut self, one: &Term, other: &Term, want: bool) -> Option<Formula> {
        Some(match (one, other) {
            (Term::Number(left), Term::Number(right)) if !want => {
                let linear = left.minus(right)?;
                let above = self.ordered(other, one, Relation::Below)?;
                let below = self.ordered(one, other, Relation::Below)?;
                if linear.as_fixed().is_some() { Formula::not_zero(&linear)? } else { Formula::any([above, below]) }
            }
            (Term::Number(_), Term::Number(_)) => self.ordered(one, other, Relation::Zero)?,
            (Term::Word(one), Term::Word(other)) => Formula::from((one == other) == want),
            (Term::Of(var), Term::Word(word)) | (Term::Word(word), Term::Of(var)) => Formula::is(*var, word.clone(), want),
            (Term::Of(one), Term::Of(other)) if one == other => Formula::from(want),
            (Term::Of(one), Term::Of(other)) => Formula::Atom(Atom::Same(*one, *other, want)),
            (Term::Range(one), Term::Range(other)) => {
                let starts = self.equal(&one.0, &other.0, want)?;
                let ends = self.equal(&one.1, &other.1, want)?;
                if want { starts.and(ends) } else { Formula::any([starts, ends]) }
            }
            (Term::Set(one), Term::Set(other)) => {
                let there = self.holds_all(one, other, want)?;
                let back = self.holds_all(other, one, want)?;
                if want { there.and(back) } else { Formula::any([there, back]) }
            }
            _ => return None,
        })
    }

    /// A word, a number, a set or a range is in a set or in a range.
    fn within(&mut self, one: &Term, whole: &Term, want: bool) -> Option<Formula> {
        match (one, whole) {
            (Term::Set(part), Term::Set(whole)) => self.holds_all(whole, part, want),
            (Term::Word(word), Term::Set(set)) => Some(set.holds(word, want)),
            (Term::Of(var), Term::Set(Holding::Fixed(words))) => Some(Formula::Atom(Atom::Member(*var, words.clone(), want))),
            (Term::Of(var), Term::Set(set)) => {
                let words = self.words_of(*var)?;
                Some(Formula::any(words.into_iter().map(|word| set.holds(&word, want).and(Formula::is(*var, word, true)))))
            }
            (Term::Range(part), Term::Range(_)) if want => {
                let empty = self.ordered(&part.1, &part.0, Relation::Below)?;
                let (start, end) = (self.within(&part.0, whole, true)?, self.within(&part.1, whole, true)?);
                Some(Formula::any([empty, start.and(end)]))
            }
            (Term::Range(part), Term::Range(_)) => {
                let filled = self.ordered(&part.0, &part.1, Relation::AtMost)?;
                let (start, end) = (self.within(&part.0, whole, false)?, self.within(&part.1, whole, false)?);
                Some(filled.and(Formula::any([start, end])))
            }
            (Term::Number(_), Term::Range(ends)) if want => {
                Some(self.ordered(&ends.0, one, Relation::AtMost)?.and(self.ordered(one, &ends.1, Relation::AtMost)?))
            }
            (Term::Number(_), Term::Range(ends)) => {
                Some(Formula::any([self.ordered(one, &ends.0, Relation::Below)?, self.ordered(&ends.1, one, Relation::Below)?]))
            }
            _ => None,
        }
    }

    fn overlap(&mut self, one: &Term, other: &Term, want: bool) -> Option<Formula> {
        match (one, other) {
            (Term::Set(one), Term::Set(other)) => {
                let words = self.words_in(&[one, other])?;
                let parts = words.iter().map(|word| match want {
                    true => one.holds(word, true).and(other.holds(word, true)),
                    false => Formula::any([one.holds(word, false), other.holds(word, false)]),
                });
                Some(if want { Formula::any(parts) } else { Formula::all(parts) })
            }
            (Term::Range(one), Term::Range(other)) => {
                let pairs = [(&one.0, &one.1), (&other.0, &other.1), (&one.0, &other.1), (&other.0, &one.1)];
                let relation = if want { Relation::AtMost } else { Relation::Below };
                let parts: Option<Vec<Formula>> = pairs
                    .into_iter()
                    .map(|(low, high)| if want { self.ordered(low, high, relation) } else { self.ordered(high, low, relation) })
                    .collect();
                Some(if want { Formula::all(parts?) } else { Formula::any(parts?) })
            }
            _ => None,
        }
    }

    /// Everything in one set is in the other, or something is not.
    fn holds_all(&mut self, whole: &Holding, part: &Holding, want: bool) -> Option<Formula> {
        let words = self.words_in(&[whole, part])?;
        let parts = words.iter().map(|word| match want {
            true => Formula::any([part.holds(word, false), whole.holds(word, true)]),
            false => part.holds(word, true).and(whole.holds(word, false)),
        });
        Some(if want { Formula::all(parts) } else { Formula::any(parts) })
    }

    fn is_empty(&mut self, expr: &'p Expr, inner: &'p Expr, scene: &Scene<'p>, want: bool) -> Formula {
        let mut parts = Vec::new();
        for Case { guard, term } in self.cases(inner, scene) {
            let held = match (&term, self.lists) {
                (Term::Set(set), _) => self.words_in(&[set]).map(|words| {
                    let parts = words.iter().map(|word| set.holds(word, !want));
                    if want { Formula::all(parts) } else { Formula::any(parts) }
                }),
                (Term::List(path, _), Lists::Of(count)) => {
                    self.gone_over.insert(path.clone());
                    Some(Formula::from((count == 0) == want))
                }
                (Term::Range(ends), _) if want => self.ordered(&ends.1, &ends.0, Relation::Below),
                (Term::Range(ends), _) => self.ordered(&ends.0, &ends.1, Relation::AtMost),
                (Term::Of(var), _) => Some(Formula::is(*var, Word::Text("".into()), want)),
                (Term::Word(Word::Text(text)), _) => Some(Formula::from(text.is_empty() == want)),
                _ => None,
            };
            let held = match held {
                Some(held) => held,
                None => self.closed(expr, scene, want, Reason::Aggregate),
            };
            parts.push(guard.and(held));
        }
        Formula::any(parts)
    }

    /// The words that decide questions about sets; `None` where they cannot be told.
    fn words_in(&self, sets: &[&Holding]) -> Option<BTreeSet<Word>> {
        let mut words = BTreeSet::new();
        for set in sets {
            set.words(&|var| self.words_of(var), &mut words)?;
        }
        Some(words)
    }

    /// The words of a variable's type, or of the elements of a set's.
    fn words_of(&self, var: Var) -> Option<BTreeSet<Word>> {
        match &self.vars.get(var).ty {
            Type::Set(of) => words_of(of, self.program),
            ty => words_of(ty, self.program),
        }
    }

    /// A value of a type that is known by its text alone.
    pub(super) fn unlooked(&mut self, ty: &Type, text: String, reason: Reason) -> Vec<Case> {
        self.reasons.insert(reason);
        vec![one_known(self.term_of(ty, Source::Text(text)))]
    }

    /// The term of a source, by its type.
    pub(super) fn term_of(&mut self, ty: &Type, source: Source) -> Term {
        match ty {
            ty if is_number(ty) => Term::Number(Linear::of(self.vars.of(source, ty))),
            Type::Text | Type::Bool | Type::Choice(_) => Term::Of(self.vars.of(source, ty)),
            Type::Set(of) if matches!(**of, Type::Text | Type::Choice(_) | Type::Bool) => {
                Term::Set(Holding::Held(self.vars.of(source, ty)))
            }
            _ => Term::Other,
        }
    }

    /// A whole number that is not below another, known by its text.
    pub(super) fn counted(&mut self, ty: &Type, text: String, low: i64, reason: Reason) -> Vec<Case> {
        self.reasons.insert(reason);
        let var = self.vars.of(Source::Text(text), ty);
        let known = self.vars.get_mut(var);
        (known.whole, known.low) = (true, Some(Exact::from(low)));
        vec![one_known(Term::Number(Linear::of(var)))]
    }
}

fn text_test(test: TextTest, one: &Term, other: &Term, want: bool) -> Option<Formula> {
    match (one, other) {
        (Term::Word(Word::Text(text)), Term::Word(Word::Text(part))) => Some(Formula::from(test.holds(text, part) == want)),
        (Term::Of(var), Term::Word(Word::Text(part))) => Some(Formula::Atom(Atom::Text(*var, test, part.clone(), want))),
        _ => None,
    }
}
