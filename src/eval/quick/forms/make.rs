//! Making conditions ready for a run: in the forms of [`super`], with what a parameter, the date of the check or a definition stands for put in.

use std::collections::BTreeMap;

use super::write;
use super::{AtOnce, Condition, List, OFTEN, Part, Place, Test, Unit, Words};
use crate::check::typed::{Bound, Program, Type};
use crate::eval::Settings;
use crate::eval::quick::DEEP;
use crate::eval::quick::value::Quick;
use crate::plan::{Expr, From, Kind, Over, Plan, Rule, Scope};
use crate::syntax::ast::BinaryOp;
use crate::value::Value;

/// Makes conditions ready.
pub(in crate::eval::quick) struct Make<'p, 'm> {
    pub(super) program: &'m Program,
    pub(super) plan: &'p Plan,
    pub(super) settings: &'m Settings,
    /// What is worked out once for each record: by its number in the plan, its number among what is kept.
    once: BTreeMap<usize, usize>,
}

/// Where an expression stands: how its frames lie among those of the rule. Those of a definition are others than it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'p> {
    /// The rule's `let`s.
    lets: &'p [Expr],
    /// Where its own frames begin, and how many those are.
    base: usize,
    own: usize,
    /// By how much the others lie further in.
    shift: usize,
    /// How many frames there are.
    pub(super) depth: usize,
}

impl<'p> Around<'p> {
    /// That of the conditions of a rule: its frames are the record, and the elements it goes down to.
    fn of(rule: &'p Rule) -> Around<'p> {
        let own = if let Scope::Each { path, .. } = &rule.scope { path.len() + 1 } else { 1 };
        Around { lets: &rule.lets, base: 0, own, shift: 0, depth: own }
    }

    /// Where a frame of the expression lies.
    pub(super) fn frame(self, frame: usize) -> usize {
        if frame < self.own { self.base + frame } else { self.shift + frame }
    }

    /// Whether each lies where the expression says, so that it may be asked as the plan has it.
    fn is_as_written(self) -> bool {
        self.base == 0 && self.shift == 0
    }
}

impl<'p, 'm> Make<'p, 'm> {
    /// For a run of the plan by these settings.
    pub(in crate::eval::quick) fn new(program: &'m Program, plan: &'p Plan, settings: &'m Settings) -> Make<'p, 'm> {
        Make { program, plan, settings, once: BTreeMap::new() }
    }

    /// A condition of a rule.
    pub(in crate::eval::quick) fn condition(&mut self, rule: &'p Rule, expr: &'p Expr) -> Condition<'p> {
        let parts = if let Kind::And(parts) = &expr.kind { &parts[..] } else { std::slice::from_ref(expr) };
        let mut part = |plain| {
            let form = self.test(plain, Around::of(rule)).filter(|form| !matches!(form, Test::Other(..)));
            Part { code: form.and_then(write::condition), plain }
        };
        Condition(parts.iter().map(&mut part).collect())
    }

    /// A rule that looks at the record alone, where all that it asks has a form.
    pub(in crate::eval::quick) fn at_once(&mut self, rule: &'p Rule) -> Option<AtOnce<'p>> {
        let around = Around::of(rule);
        let applies = match &rule.applies {
            Some((from, until, by)) => Some((*from, *until, self.day(by, around)?)),
            None => None,
        };
        let (when, require) = (self.test(&rule.when, around)?, self.test(&rule.require, around)?);
        let exceptions =
            rule.exceptions.iter().map(|exception| self.test(&exception.when, around)).collect::<Option<Vec<_>>>()?;
        write::rule(write::Asked { applies, when, require, exceptions }).map(AtOnce)
    }

    /// A condition, where it has a form, or stands as it is written, so that the plan can be asked.
    pub(super) fn test(&mut self, expr: &'p Expr, around: Around<'p>) -> Option<Test<'p>> {
        let mut all = |parts: &'p [Expr]| parts.iter().map(|part| self.test(part, around)).collect::<Option<Vec<_>>>();
        match &expr.kind {
            Kind::And(parts) => return Some(Test::All(all(parts)?)),
            Kind::Or(parts) => return Some(Test::Any(all(parts)?)),
            Kind::Not(inner) => return Some(Test::Not(Box::new(self.test(inner, around)?))),
            _ => {}
        }
        self.form(expr, around).or_else(|| around.is_as_written().then_some(Test::Other(expr, around.depth)))
    }

    /// The form of a condition that is none of several, where it has one.
    fn form(&mut self, expr: &'p Expr, around: Around<'p>) -> Option<Test<'p>> {
        if let Some(Value::Bool(truth)) = self.constant(expr) {
            return Some(Test::Sure(*truth));
        }
        if let Some((body, inner)) = self.inside(expr, around) {
            let test = self.test(body, inner)?;
            return match (test, self.once(expr)) {
                (Test::Other(..), _) => None,
                (test, Some(number)) => Some(Test::Once(number, Box::new(test))),
                (test, None) => Some(test),
            };
        }
        match &expr.kind {
            Kind::Slot(..) => self.place(expr, around).map(|(place, _)| Test::Fact(place)),
            Kind::IsPresent(inner) => self.place(inner, around).map(|(place, _)| Test::Present(place)),
            Kind::IsEmpty(inner) => self.place(inner, around).map(|(place, _)| Test::Empty(place)),
            Kind::HasRow(lookup) => self.key(lookup, around).map(Test::HasRow),
            Kind::Binary(op, left, right) => self.compare(*op, left, right, around),
            Kind::Quantify(kind, over, body) => {
                let (list, within) = self.list(over, around)?;
                let body = match body {
                    Some(body) => Some(Box::new(self.test(body, within)?)),
                    None => None,
                };
                Some(Test::Each(*kind, list, body))
            }
            _ => None,
        }
    }

    fn compare(&mut self, op: BinaryOp, left: &'p Expr, right: &'p Expr, around: Around<'p>) -> Option<Test<'p>> {
        let equality = matches!(op, BinaryOp::Equal | BinaryOp::NotEqual);
        match op {
            BinaryOp::In => return self.within(left, right, around),
            BinaryOp::Includes => {
                let bits = self.choices(right)?;
                return self.place(left, around).map(|(place, _)| Test::Holds(place, bits));
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {}
            _ if !equality => return None,
            _ => {}
        }
        if let (Some(left), Some(right)) = (self.whole(left, around), self.whole(right, around)) {
            let ordered = left.1 == right.1 && (equality || !matches!(left.1, Unit::Choice(_)));
            return ordered.then_some(Test::Wholes(op, left.0, right.0));
        }
        if let (Some(left), Some(right)) = (self.day(left, around), self.day(right, around)) {
            return Some(Test::Days(op, left, right));
        }
        if let (Some((a, b, unit)), Some((c, d, other))) = (self.fraction(left, around), self.fraction(right, around)) {
            return (unit == other).then(|| Test::Fractions(op, Box::new([a, b, c, d])));
        }
        let words = match &right.kind {
            Kind::Const(Value::Text(text)) => Words::Same(text),
            _ => Words::Field(self.text(right, around)?),
        };
        equality.then_some(Test::Words(op == BinaryOp::Equal, self.text(left, around)?, words))
    }

    /// Whether a value is one of several, or lies in a range.
    fn within(&mut self, left: &'p Expr, right: &'p Expr, around: Around<'p>) -> Option<Test<'p>> {
        if let Some(bits) = self.choices(right) {
            return self.place(left, around).map(|(place, _)| Test::OneOf(place, bits));
        }
        if let Some((whole, unit)) = self.whole(left, around) {
            let (start, end) = (self.whole_end(right, Bound::Start, around)?, self.whole_end(right, Bound::End, around)?);
            return ([start.1, end.1] == [unit, unit]).then(|| Test::Within(Box::new([whole, start.0, end.0])));
        }
        let mut part = |op, bound| Some(Test::Days(op, self.day(left, around)?, self.day_end(right, bound, around)?));
        Some(Test::All(vec![part(BinaryOp::GreaterEqual, Bound::Start)?, part(BinaryOp::LessEqual, Bound::End)?]))
    }

    /// Possibilities of one choice, a bit for each.
    fn choices(&self, expr: &Expr) -> Option<u64> {
        if let Some(value) = self.constant(expr) {
            return Quick::of(value).choices().map(|(_, bits)| bits);
        }
        let Kind::Set(items) = &expr.kind else { return None };
        items.iter().try_fold(0, |bits, item| Some(bits | Quick::of(self.constant(item)?).choices()?.1))
    }

    /// A field that is a text.
    fn text(&self, expr: &'p Expr, around: Around<'p>) -> Option<Place> {
        self.place(expr, around).filter(|(_, ty)| **ty == Type::Text).map(|(place, _)| place)
    }

    /// The elements of a list of records, and where what is asked of them stands.
    pub(super) fn list(&mut self, over: &'p Over, around: Around<'p>) -> Option<(List<'p>, Around<'p>)> {
        let (From::Value(list), true) = (&over.from, over.through.is_empty() && around.depth < DEEP) else { return None };
        let (field, Type::List(of)) = self.place(list, around)? else { return None };
        of.record()?;
        let within = Around { depth: around.depth + 1, ..around };
        let filter = match &over.filter {
            Some(filter) => Some(Box::new(self.test(filter, within)?)),
            None => None,
        };
        Some((List { field, frame: around.depth, filter }, within))
    }

    /// What a definition or a `let` stands for, and where that stands.
    pub(super) fn inside(&self, expr: &Expr, around: Around<'p>) -> Option<(&'p Expr, Around<'p>)> {
        match &expr.kind {
            Kind::Let(number) => Some((&around.lets[*number], Around { base: 0, shift: around.depth - around.own, ..around })),
            Kind::Define(define, base) => {
                let base = match base.as_ref().map(|base| &base.kind) {
                    None => None,
                    Some(Kind::Frame(frame)) => Some(around.frame(*frame)),
                    Some(_) => return None,
                };
                let own = usize::from(base.is_some());
                let inner = Around { lets: &[], base: base.unwrap_or(0), own, shift: around.depth - own, depth: around.depth };
                Some((&self.plan.defines[*define], inner))
            }
            _ => None,
        }
    }

    /// What is the same for every record.
    pub(super) fn constant<'a>(&'a self, expr: &'a Expr) -> Option<&'a Value> {
        match &expr.kind {
            Kind::Const(value) => Some(value),
            Kind::Define(define, None) => self.constant(&self.plan.defines[*define]),
            Kind::Parameter(parameter) => self.settings.parameters.get(*parameter)?.as_ref(),
            _ => None,
        }
    }

    /// The number of what is worked out once for each record, where it is.
    pub(super) fn once(&mut self, expr: &Expr) -> Option<usize> {
        let next = self.once.len();
        (expr.once > 0).then(|| *self.once.entry(expr.once).or_insert(next)).filter(|number| *number < OFTEN)
    }
}
