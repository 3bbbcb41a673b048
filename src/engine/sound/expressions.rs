//! The expressions of a plan, each with what it is as far as numbers lead into it: a record, a row, a list of records, or none of these.

use super::plan::{base_of, must, shape_of};
use super::{DEEPEST, Whole};
use crate::check::typed::Aggregate;
use crate::plan::{Expr, From, Kind, Lookup, Over};
use crate::value::Value;

/// What a value is, as far as numbers lead into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// No number leads into it.
    Plain,
    /// A record, with a value for each slot.
    Record(usize),
    /// A list of records.
    List(usize),
    /// A row of a table.
    Row(usize),
}

/// What an expression finds in a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Frame {
    /// One value.
    One(Shape),
    /// Members of a group or a set: the records of each, outermost first.
    Members(Vec<usize>),
}

/// What an expression finds around it.
#[derive(Debug)]
pub(super) struct Around {
    pub(super) frames: Vec<Frame>,
    /// The `let`s so far.
    pub(super) lets: Vec<Shape>,
    /// What the members of the group have in common.
    pub(super) keys: Vec<Shape>,
}

impl Around {
    /// Frames, and nothing else.
    pub(super) fn of(frames: Vec<Frame>) -> Around {
        Around { frames, lets: Vec::new(), keys: Vec::new() }
    }
}

/// How far a definition or a figure has come.
#[derive(Debug, Clone, Copy)]
enum State {
    Unseen,
    Underway,
    Known(Shape, usize),
}

/// Goes over the expressions of a plan.
pub(super) struct Walk<'w> {
    pub(super) whole: &'w Whole<'w>,
    /// Whether records are asked that were kept for the end of the run: of those, only what is kept is there.
    kept: bool,
    /// Definitions as they are asked of records that come, and of those that were kept.
    defines: [Vec<State>; 2],
    figures: Vec<State>,
    /// The record of the rule that is gone over, where it is about single records as they come: what it asks of them may be worked out once for all rules.
    pub(super) single: Option<usize>,
    /// The outermost frame but the first that was asked for; 0 where more was asked than frames.
    outermost: usize,
    /// What is worked out once, by its number, and the record that it is worked out of.
    once: Vec<Option<(usize, &'w Kind)>>,
    /// How deep it is, and how deep it was.
    depth: usize,
    deepest: usize,
}

impl<'w> Walk<'w> {
    pub(super) fn new(whole: &'w Whole<'w>) -> Option<Walk<'w>> {
        let plan = whole.plan;
        // As many are worked out once as there are expressions at most; each has a byte somewhere.
        let written: usize = whole.sources.iter().map(|(_, source)| source.text.len()).sum();
        must(plan.shared <= written.saturating_add(1))?;
        Some(Walk {
            whole,
            kept: false,
            defines: [vec![State::Unseen; plan.defines.len()], vec![State::Unseen; plan.defines.len()]],
            figures: vec![State::Unseen; plan.figures.len()],
            single: None,
            outermost: usize::MAX,
            once: vec![None; plan.shared],
            depth: 0,
            deepest: 0,
        })
    }

    /// What a slot holds.
    pub(super) fn slot(&self, record: usize, slot: usize) -> Option<Shape> {
        let slot = self.whole.plan.projections.get(record)?.slots.get(slot)?;
        must(slot.portfolio || !self.kept)?;
        Some(shape_of(&self.whole.program.records.get(record)?.fields.get(slot.field)?.ty))
    }

    /// Goes over what is asked of records that were kept, or, unless `kept`, of those that come.
    pub(super) fn of<T>(&mut self, kept: bool, go: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.kept, kept);
        let out = go(self);
        self.kept = before;
        out
    }

    /// Goes over expressions that find the same around them.
    pub(super) fn all(&mut self, mut exprs: impl Iterator<Item = &'w Expr>, around: &mut Around) -> Option<()> {
        exprs.try_for_each(|expr| self.expr(expr, around).map(|_| ()))
    }

    pub(super) fn figure(&mut self, at: usize) -> Option<Shape> {
        self.within(
            at,
            |walk| &mut walk.figures,
            |walk| {
                let figure = &walk.whole.plan.figures[at];
                must(figure.record < walk.whole.plan.projections.len())?;
                let member = Frame::One(Shape::Record(figure.record));
                walk.of(true, |walk| {
                    walk.all(figure.filter.iter(), &mut Around::of(vec![member]))?;
                    walk.expr(&figure.body, &mut Around::of(vec![Frame::Members(vec![figure.record])]))
                })
            },
        )
    }

    pub(super) fn define(&mut self, at: usize) -> Option<Shape> {
        self.within(
            at,
            |walk| &mut walk.defines[usize::from(walk.kept)],
            |walk| {
                let frames = base_of(walk.whole.program.defines.get(at)?.of.as_ref())?;
                walk.expr(walk.whole.plan.defines.get(at)?, &mut Around::of(frames))
            },
        )
    }

    /// Goes over what stands behind a number, once; it must not stand within itself, nor deeper than it may.
    fn within(
        &mut self,
        at: usize,
        states: fn(&mut Self) -> &mut Vec<State>,
        go: impl FnOnce(&mut Self) -> Option<Shape>,
    ) -> Option<Shape> {
        let (shape, deep) = match *states(self).get(at)? {
            State::Underway => return None,
            State::Known(shape, deep) => (shape, deep),
            State::Unseen => {
                states(self)[at] = State::Underway;
                let before = (self.deepest, self.outermost, self.single);
                (self.deepest, self.single) = (self.depth, None);
                let shape = go(self)?;
                let deep = self.deepest - self.depth;
                (self.deepest, self.outermost, self.single) = before;
                states(self)[at] = State::Known(shape, deep);
                (shape, deep)
            }
        };
        self.deepest = self.deepest.max(self.depth + deep);
        must(self.deepest <= DEEPEST)?;
        Some(shape)
    }

    pub(super) fn expr(&mut self, expr: &'w Expr, around: &mut Around) -> Option<Shape> {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        must(self.depth <= DEEPEST)?;
        let before = std::mem::replace(&mut self.outermost, expr.kind.outermost());
        let shape = self.shape(expr, around)?;
        self.depth -= 1;
        if expr.once > 0 {
            // It turns on the record alone, and is the same wherever it has that number.
            must(self.outermost >= around.frames.len())?;
            let here = (self.single?, &expr.kind);
            must(*self.once.get_mut(expr.once)?.get_or_insert(here) == here)?;
        }
        self.outermost = self.outermost.min(before);
        Some(shape)
    }

    fn shape(&mut self, expr: &'w Expr, around: &mut Around) -> Option<Shape> {
        let plan = self.whole.plan;
        match &expr.kind {
            Kind::Const(value) => must(self.whole.plain(value)).map(|()| Shape::Plain),
            Kind::Frame(at) => match around.frames.get(*at)? {
                Frame::One(shape) => Some(*shape),
                Frame::Members(_) => Some(Shape::Plain),
            },
            Kind::Slot(base, at) => {
                must(self.expr(base, around)? == Shape::Record(at.record))?;
                self.slot(at.record, at.slot)
            }
            Kind::Column(base, column) => {
                let Shape::Row(table) = self.expr(base, around)? else { return None };
                must(*column < plan.tables.get(table)?.columns.len()).map(|()| Shape::Plain)
            }
            Kind::GroupKey(at) => around.keys.get(*at).copied(),
            Kind::Let(at) => around.lets.get(*at).copied(),
            Kind::Parameter(at) => must(*at < plan.parameters.len()).map(|()| Shape::Plain),
            Kind::AsOf => Some(Shape::Plain),
            Kind::Figure(at) => self.figure(*at),
            Kind::Define(at, base) => self.defined(*at, base.as_deref(), around),
            Kind::Lookup(lookup) => self.keyed(lookup, around).map(|()| Shape::Row(lookup.table)),
            Kind::HasRow(lookup) => self.keyed(lookup, around).map(|()| Shape::Plain),
            Kind::Bound(inner, _)
            | Kind::Not(inner)
            | Kind::Negate(inner)
            | Kind::IsPresent(inner)
            | Kind::IsKnown(inner)
            | Kind::IsEmpty(inner)
            | Kind::Size(inner) => self.expr(inner, around).map(|_| Shape::Plain),
            Kind::And(parts) | Kind::Or(parts) => self.all(parts.iter(), around).map(|()| Shape::Plain),
            Kind::Set(parts) => {
                parts.iter().try_for_each(|part| must(self.expr(part, around)? == Shape::Plain)).map(|()| Shape::Plain)
            }
            Kind::Call(_, parts) => {
                must(!parts.is_empty())?;
                parts.iter().try_for_each(|part| must(self.expr(part, around)? == Shape::Plain)).map(|()| Shape::Plain)
            }
            Kind::If(condition, yes, no) => {
                self.expr(condition, around)?;
                let (one, other) = (self.expr(yes, around)?, self.expr(no, around)?);
                let nothing = |expr: &Expr| matches!(expr.kind, Kind::Const(Value::Unknown(_)));
                must(one == other || nothing(yes) || nothing(no))?;
                Some(if nothing(yes) { other } else { one })
            }
            Kind::Binary(_, left, right) => self.all([&**left, &**right].into_iter(), around).map(|()| Shape::Plain),
            Kind::Quantify(_, over, body) => self.elements(over, body.as_deref(), around).map(|_| Shape::Plain),
            Kind::Aggregate(kind, over, taken, argument, nothing) => {
                let shape = self.elements(over, taken.as_deref(), around)?;
                self.all(argument.iter().map(|it| &**it), around)?;
                must(self.whole.plain(nothing))?;
                Some(if matches!(kind, Aggregate::Only | Aggregate::Min | Aggregate::Max) { shape } else { Shape::Plain })
            }
        }
    }

    fn keyed(&mut self, lookup: &'w Lookup, around: &mut Around) -> Option<()> {
        must(self.whole.plan.tables.get(lookup.table)?.keys.len() == lookup.keys.len())?;
        self.all(lookup.keys.iter().chain(&lookup.on), around)
    }

    fn defined(&mut self, at: usize, base: Option<&'w Expr>, around: &mut Around) -> Option<Shape> {
        let wanted = base_of(self.whole.program.defines.get(at)?.of.as_ref())?;
        match (base, wanted.as_slice()) {
            (None, []) => {}
            (Some(base), [Frame::One(wanted)]) => must(self.expr(base, around)? == *wanted)?,
            _ => return None,
        }
        // A frame of the rule is handed on as it is, and is no group.
        if let Some(Kind::Frame(frame)) = base.map(|base| &base.kind) {
            must(matches!(around.frames.get(*frame)?, Frame::One(_)))?;
        }
        self.define(at)
    }

    /// Goes over what is asked of each element; what that comes to, or the element itself where nothing is asked.
    fn elements(&mut self, over: &'w Over, asked: Option<&'w Expr>, around: &mut Around) -> Option<Shape> {
        let mut inner = match &over.from {
            From::Members(at) => match around.frames.get(*at)? {
                Frame::Members(records) if over.through.is_empty() => records.iter().map(|it| Shape::Record(*it)).collect(),
                Frame::Members(records) => vec![Shape::Record(*records.last()?)],
                Frame::One(_) => return None,
            },
            From::All(record) => must(*record < self.whole.plan.projections.len()).map(|()| vec![Shape::Record(*record)])?,
            From::Value(value) => match self.expr(value, around)? {
                Shape::List(record) => vec![Shape::Record(record)],
                Shape::Plain => vec![Shape::Plain],
                Shape::Record(_) | Shape::Row(_) => return None,
            },
        };
        for at in &over.through {
            must(inner.last() == Some(&Shape::Record(at.record)))?;
            match self.slot(at.record, at.slot)? {
                Shape::List(record) => inner = vec![Shape::Record(record)],
                _ => return None,
            }
        }
        let last = *inner.last()?;
        let outside = around.frames.len();
        around.frames.extend(inner.into_iter().map(Frame::One));
        let shape = over.filter.iter().try_for_each(|filter| self.expr(filter, around).map(|_| ()));
        let shape = shape.and_then(|()| asked.map_or(Some(last), |asked| self.expr(asked, around)));
        around.frames.truncate(outside);
        shape
    }
}
