//! The places of a rule where a table is looked up or something is divided, each with what holds wherever it matters to the verdict.

use super::formula::Formula;
use super::read::{Lists, Reader, Scene, Seat};
use super::variables::Path;
use crate::check::typed::{self, Expr, ExprKind, From, Lookup, MessagePart, Over, Rule, Scope};
use crate::syntax::ast::BinaryOp;

/// What is done at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed<'p> {
    /// A row is looked up, or asked whether it is there.
    Look(&'p Lookup, bool),
    /// Something is divided by something.
    Divide(&'p Expr, &'p Expr),
}

/// A place.
#[derive(Debug, Clone)]
pub(super) struct Site<'p> {
    pub(super) expr: &'p Expr,
    pub(super) deed: Deed<'p>,
    pub(super) scene: Scene<'p>,
    /// What holds where the place matters.
    pub(super) context: Formula,
}

/// The places of a rule in one of its scenes; those of its messages too, where that is asked for.
pub(super) fn sites<'p>(reader: &mut Reader<'p>, rule: &'p Rule, scene: &Scene<'p>, messages: bool) -> Vec<Site<'p>> {
    let mut walk = Walk { reader, found: Vec::new(), elements: 0 };
    walk.rule(rule, scene, messages);
    walk.found
}

struct Walk<'r, 'p> {
    reader: &'r mut Reader<'p>,
    found: Vec<Site<'p>>,
    /// How many elements of lists have been given a place of their own.
    elements: usize,
}

impl<'p> Walk<'_, 'p> {
    fn rule(&mut self, rule: &'p Rule, scene: &Scene<'p>, messages: bool) {
        let in_scope = self.reader.in_scope(rule, scene);
        let in_time = self.reader.in_time(rule, scene, true);
        self.scope(rule, scene);
        if let Some(applies) = &rule.applies {
            self.walk(&applies.by, scene, &in_scope);
        }
        let base = in_scope.and(in_time);
        self.parts(&rule.when, scene, &base, true);
        let applies = base.and(self.reader.every(&rule.when, scene, true));
        self.parts(&rule.require, scene, &applies, true);
        let fails = applies.clone().and(self.reader.every(&rule.require, scene, false));
        for exception in &rule.exceptions {
            self.parts(&exception.when, scene, &fails, true);
        }
        for part in rule.message_ja.iter().chain(&rule.message_en).filter(|_| messages) {
            if let MessagePart::Value(expr) = part {
                self.walk(expr, scene, &fails);
            }
        }
    }

    /// What is asked of each member before it is one.
    fn scope(&mut self, rule: &'p Rule, scene: &Scene<'p>) {
        let member = match scene.own.first() {
            Some(Seat::Members(members)) => members.first().map(|frames| Scene::new(frames.clone(), &[], &[])),
            _ => None,
        };
        let (filter, others): (&Option<Expr>, Vec<&Expr>) = match &rule.scope {
            Scope::Each { filter, .. } | Scope::Row { filter, .. } | Scope::Set { filter, .. } => (filter, Vec::new()),
            Scope::Group { of, window } => (&of.filter, of.by.iter().chain(window.iter().map(|it| &it.date)).collect()),
        };
        let scene = member.as_ref().unwrap_or(scene);
        for expr in filter.iter().chain(others) {
            self.walk(expr, scene, &Formula::TRUE);
        }
    }

    /// Conditions that stand together: each matters where the others do not decide.
    fn parts(&mut self, parts: &'p [Expr], scene: &Scene<'p>, context: &Formula, all: bool) {
        let held: Vec<Formula> = parts.iter().map(|part| self.reader.undecisive(part, scene, all)).collect();
        for (at, part) in parts.iter().enumerate() {
            let others = held.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, held)| held.clone());
            let context = Formula::all(others.chain([context.clone()]));
            self.walk(part, scene, &context);
        }
    }

    fn walk(&mut self, expr: &'p Expr, scene: &Scene<'p>, context: &Formula) {
        if context.is_false() {
            return;
        }
        match &expr.kind {
            ExprKind::Lookup(lookup) => self.look(expr, lookup, true, scene, context),
            ExprKind::HasRow(lookup) => self.look(expr, lookup, false, scene, context),
            ExprKind::And(parts) => self.parts(parts, scene, context, true),
            ExprKind::Or(parts) => self.parts(parts, scene, context, false),
            ExprKind::If(condition, yes, no) => {
                self.walk(condition, scene, context);
                let (when, unless) = (self.reader.truth(condition, scene, true), self.reader.truth(condition, scene, false));
                self.walk(yes, scene, &context.clone().and(when));
                self.walk(no, scene, &context.clone().and(unless));
            }
            ExprKind::Let(at) => self.walk(&scene.lets[*at].1, &scene.outside(), context),
            ExprKind::Define(define, base) => {
                let seat = base.as_ref().map(|base| self.reader.seat(base, scene));
                base.iter().for_each(|base| self.walk(base, scene, context));
                let program = self.reader.program;
                self.walk(&program.defines[*define].body, &Scene::of(seat), context);
            }
            ExprKind::Quantify(_, over, body) => self.over(over, body.as_deref(), scene, context),
            ExprKind::Aggregate(_, over, taken, argument) => {
                self.over(over, taken.as_deref(), scene, context);
                argument.iter().for_each(|argument| self.walk(argument, scene, context));
            }
            ExprKind::Binary(op, left, right) => {
                if *op == BinaryOp::Divide {
                    self.put(expr, Deed::Divide(left, right), scene, context);
                }
                self.walk(left, scene, context);
                self.walk(right, scene, context);
            }
            ExprKind::Get(inner, _)
            | ExprKind::Bound(inner, _)
            | ExprKind::Not(inner)
            | ExprKind::Negate(inner)
            | ExprKind::IsPresent(inner)
            | ExprKind::IsKnown(inner)
            | ExprKind::IsEmpty(inner)
            | ExprKind::Size(inner) => self.walk(inner, scene, context),
            ExprKind::Set(parts) | ExprKind::Call(_, parts) => parts.iter().for_each(|part| self.walk(part, scene, context)),
            ExprKind::Const(_)
            | ExprKind::Frame(_)
            | ExprKind::GroupKey(_)
            | ExprKind::Parameter(_)
            | ExprKind::AsOf
            | ExprKind::Figure(_) => {}
        }
    }

    fn put(&mut self, expr: &'p Expr, deed: Deed<'p>, scene: &Scene<'p>, context: &Formula) {
        self.found.push(Site { expr, deed, scene: scene.clone(), context: context.clone() });
    }

    fn look(&mut self, expr: &'p Expr, lookup: &'p Lookup, finds: bool, scene: &Scene<'p>, context: &Formula) {
        self.put(expr, Deed::Look(lookup, finds), scene, context);
        lookup.keys.iter().chain(&lookup.on).for_each(|part| self.walk(part, scene, context));
    }

    /// What is asked of each element: of those that are looked at to find witnesses, or of one that stands for all.
    fn over(&mut self, over: &'p Over, body: Option<&'p Expr>, scene: &Scene<'p>, context: &Formula) {
        if let From::Value(value) = &over.from {
            self.walk(value, scene, context);
        }
        let elements = match self.reader.elements(over, scene) {
            Some(elements) => elements.into_iter().map(|element| (element.counts, element.scene)).collect(),
            None => vec![self.any_element(over, scene)],
        };
        for (counts, inner) in elements {
            over.filter.iter().for_each(|filter| self.walk(filter, &inner, context));
            if let Some(body) = body {
                self.walk(body, &inner, &context.clone().and(counts));
            }
        }
    }

    /// An element that stands for all: a record in a place of its own, of which nothing is known but that it counts.
    fn any_element(&mut self, over: &'p Over, scene: &Scene<'p>) -> (Formula, Scene<'p>) {
        let mut inner = scene.clone();
        let mut own = |record: typed::RecordIx| {
            self.elements += 1;
            Seat::Record(Path::root(usize::MAX - self.elements), record)
        };
        match (&over.element, &over.from) {
            (typed::Frame::Record(record), From::Members(frame, _)) if over.through.is_empty() => {
                let around = match &scene.frames[*frame] {
                    Seat::Members(members) => members.first().cloned(),
                    _ => None,
                };
                let around = around.unwrap_or_else(|| vec![Seat::Record(Path::root(0), *record)]);
                let records = around.iter().filter_map(|seat| match seat {
                    Seat::Record(_, record) => Some(own(*record)),
                    _ => None,
                });
                inner.frames.extend(records.collect::<Vec<Seat>>());
            }
            (typed::Frame::Record(record), _) => inner.frames.push(own(*record)),
            _ => inner.frames.push(Seat::Named(format!("element {}", self.elements))),
        }
        let counts = match (&over.filter, self.reader.lists) {
            (Some(filter), Lists::Any) => self.reader.truth(filter, &inner, true),
            _ => Formula::TRUE,
        };
        (counts, inner)
    }
}
