//! Quantifiers and aggregates: going over the elements of a list, the members of a group, or all records.

use std::sync::Arc;

use super::kept::Kept;
use super::machine::{Frame, Machine, count};
use super::place::{Member, Within};
use super::trace::{Event, Trace};
use crate::check::typed::Aggregate;
use crate::finding::MissingFact;
use crate::plan::{Expr, From, Kind, Over, Plan, SlotRef};
use crate::syntax::ast::Quantifier;
use crate::value::{Value, Why, ops};

impl<'d, T: Trace> Machine<'_, 'd, T> {
    /// The elements, each as the frames that its filter and its body find; or why there is no telling.
    fn elements(&mut self, over: &'d Over) -> Result<Elements<'d>, Why> {
        let elements = match &over.from {
            From::Members(frame) => match self.frames[*frame] {
                Frame::Members(members) => self.records(members),
                Frame::Elements(within) => Elements::Within(within),
                _ => return Err(Why::Mismatch),
            },
            From::All(record) => self.records(self.data.in_order.get(*record).map_or(&[], Vec::as_slice)),
            From::Value(value) => Elements::Alone(self.items(value)?),
        };
        if over.through.is_empty() {
            return Ok(elements);
        }
        #[cfg(feature = "dense")]
        if let Elements::Records(records, name) = elements {
            return self.inside(Inside { records, name, through: &over.through, numbers: Vec::new() });
        }
        let mut frames = elements.frames(self.data.plan, T::ON);
        for slot in &over.through {
            frames = self.pass_through(&frames, *slot)?;
        }
        Ok(Elements::Alone(frames))
    }

    /// Records. Those of a summary are told of by its name: they stand nowhere in the input.
    fn records(&self, records: &'d [&'d Kept]) -> Elements<'d> {
        let summary = records.first().and_then(|kept| self.data.plan.summary_of(kept.record));
        Elements::Records(records, summary.map_or("", |(_, summary)| summary.name.as_str()).into())
    }

    /// The elements of a list or set.
    fn items(&mut self, list: &'d Expr) -> Result<Vec<Frame<'d>>, Why> {
        match self.eval(list) {
            Value::List(items) | Value::Set(items) => {
                let (id, path) = if T::ON { self.place(list) } else { (None, String::new()) };
                let frame = |(at, value): (usize, &Value)| {
                    let path = if T::ON { format!("{path}/{at}").into() } else { Arc::default() };
                    Frame::Record { value: value.clone(), id, path }
                };
                Ok(items.iter().enumerate().map(frame).collect())
            }
            Value::Unknown(why) => Err(why),
            _ => Err(Why::Mismatch),
        }
    }

    /// The elements of a list that each of these records has.
    fn pass_through(&mut self, records: &[Frame<'d>], at: SlotRef) -> Result<Vec<Frame<'d>>, Why> {
        let mut out = Vec::new();
        let mut lacking = None;
        for frame in records {
            let Frame::Record { id, path, .. } = frame else { return Err(Why::Mismatch) };
            let list = if T::ON { self.data.plan.path_to(path, at) } else { String::new() };
            out.extend(self.list(frame, at, &mut lacking)?.iter().enumerate().map(|(at, value)| {
                let path = if T::ON { format!("{list}/{at}").into() } else { Arc::default() };
                Frame::Record { value: value.clone(), id: *id, path }
            }));
        }
        lacking.map_or(Ok(out), Err)
    }

    /// A list that a record has; what is lacking is noted.
    fn list(&mut self, record: &Frame<'d>, at: SlotRef, lacking: &mut Option<Why>) -> Result<Arc<[Value]>, Why> {
        let Frame::Record { value: Value::Record(slots), id, path } = record else { return Err(Why::Mismatch) };
        let slot = &self.data.plan.projections[at.record].slots[at.slot];
        match slot.read(&slots[at.slot]).0 {
            Value::List(items) => return Ok(items),
            Value::Unknown(why) => {
                *lacking = lacking.or(Some(why));
                if T::ON {
                    let (label, path) = (slot.label.both(), self.data.plan.path_to(path, at));
                    self.trace.push(Event::Missing(MissingFact { record: id.cloned(), path, label, why, value: None }));
                }
            }
            _ => return Err(Why::Mismatch),
        }
        Ok(Arc::default())
    }

    /// The elements of lists that each of many records has: where they lie, and none of them yet.
    #[cfg(feature = "dense")]
    fn inside(&mut self, mut inside: Inside<'d>) -> Result<Elements<'d>, Why> {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        inside.numbers = (0..count(inside.records.len())).collect();
        for (level, slot) in inside.through.iter().enumerate() {
            let (mut deeper, mut lacking) = (Vec::new(), None);
            for above in inside.numbers.chunks_exact(level + 1) {
                let frame = self.frame_inside(&inside, above);
                for at in 0..count(self.list(&frame, *slot, &mut lacking)?.len()) {
                    deeper.extend(above);
                    deeper.push(at);
                }
            }
            if let Some(why) = lacking {
                return Err(why);
            }
            inside.numbers = deeper;
        }
        Ok(Elements::Inside(inside))
    }

    /// An element of such lists: by the number of its record, and its own in each list on the way down.
    #[cfg(feature = "dense")]
    fn frame_inside(&mut self, inside: &Inside<'d>, at: &[u32]) -> Frame<'d> {
        let kept = inside.records[at[0] as usize];
        let mut frame = kept.frame_of(self.value_of(kept), Arc::clone(&inside.name));
        for (list, at) in inside.through.iter().zip(&at[1..]) {
            let Some(element) = frame.element(self.data.plan, *list, *at, T::ON) else { break };
            frame = element;
        }
        frame
    }

    /// A record made whole, once for those that are asked of it one after the other.
    fn value_of(&mut self, kept: &'d Kept) -> Value {
        let value = match self.last.take() {
            Some((last, value)) if std::ptr::eq(last, kept) => value,
            _ => kept.value(),
        };
        self.last = Some((kept, value.clone()));
        value
    }

    /// Puts an element in place, and those around it; how many frames there were before. Each is entered once.
    fn enter(&mut self, elements: &mut Elements<'d>, at: usize) -> usize {
        let outside = self.frames.len();
        match elements {
            Elements::Alone(frames) => self.frames.push(std::mem::replace(&mut frames[at], Frame::Members(&[]))),
            Elements::Records(records, path) => self.frames.push(records[at].frame_of(records[at].value(), Arc::clone(path))),
            Elements::Within(within) => self.enter_within(within, at),
            #[cfg(feature = "dense")]
            Elements::Inside(inside) => {
                let frame = self.frame_inside(inside, inside.at(at));
                self.frames.push(frame);
            }
        }
        outside
    }

    /// Puts a member of a group of elements in place.
    fn enter_within(&mut self, Within { placing, members }: &'d Within<'d>, at: usize) {
        let (kept, at) = members[at];
        let root = kept.frame_of(self.value_of(kept), Arc::default());
        placing.way.enter(self.data.plan, root, at, T::ON, &mut self.frames);
    }

    /// Whether an element counts.
    fn counts(&mut self, over: &'d Over) -> Value {
        over.filter.as_ref().map_or(Value::Bool(true), |filter| self.condition(filter))
    }

    /// `every`, `some`, `no`.
    pub(super) fn quantify(&mut self, kind: Quantifier, over: &'d Over, body: Option<&'d Expr>, text: &str) -> Value {
        let mut elements = match self.elements(over) {
            Ok(elements) => elements,
            Err(why) => return Value::Unknown(why),
        };
        let decisive = kind != Quantifier::Every;
        let (start, size) = (self.trace.mark(), elements.len());
        let mut parts = Vec::new();
        let mut result = Value::Bool(!decisive);
        for at in 0..size {
            let mark = self.trace.mark();
            let outside = self.enter(&mut elements, at);
            let value = self.instance(decisive, over, body);
            self.frames.truncate(outside);
            result = if decisive { ops::truth_or(&result, &value) } else { ops::truth_and(&result, &value) };
            if T::ON {
                parts.push((mark, value));
            } else if result == Value::Bool(decisive) {
                break;
            }
        }
        let held = if kind == Quantifier::No { ops::truth_not(&result) } else { result.clone() };
        if T::ON {
            self.keep_decisive(start, &parts, &result);
            let word = match kind {
                Quantifier::Every => "every",
                Quantifier::Some => "some",
                Quantifier::No => "no",
            };
            self.compared(text, word, Value::Number(count(size)), None, &held);
        }
        held
    }

    /// What one element says: for `every` whether it is no counterexample, otherwise whether it is an instance.
    fn instance(&mut self, decisive: bool, over: &'d Over, body: Option<&'d Expr>) -> Value {
        let counts = self.counts(over);
        if counts == Value::Bool(false) {
            return Value::Bool(!decisive);
        }
        let holds = body.map_or(Value::Bool(true), |body| self.condition(body));
        if decisive { ops::truth_and(&counts, &holds) } else { ops::truth_or(&ops::truth_not(&counts), &holds) }
    }

    /// `sum`, `count` and the others.
    pub(super) fn aggregate(&mut self, expr: &'d Expr) -> Value {
        let Kind::Aggregate(kind, over, taken, argument, nothing) = &expr.kind else { return Value::Unknown(Why::Mismatch) };
        let (mut many, mut values) = (0, Vec::new());
        let all = self.take(over, taken.as_deref(), &mut |value| {
            many += 1;
            // Of what is only counted, nothing is kept; and elements of one record often say the same.
            let kept = *kind != Aggregate::Count && (*kind != Aggregate::Distinct || values.last() != Some(&value));
            values.extend(kept.then_some(value));
        });
        if let Err(why) = all {
            return Value::Unknown(why);
        }
        let value = match kind {
            Aggregate::Count => Value::Number(count(many)),
            Aggregate::Sum => sum(&values, nothing),
            Aggregate::Min => extreme(values, std::cmp::Ordering::Less),
            Aggregate::Max => extreme(values, std::cmp::Ordering::Greater),
            Aggregate::Distinct => ops::set_of(of_sets(values)),
            Aggregate::Only => match <[Value; 1]>::try_from(values) {
                Ok([value]) => value,
                Err(_) => Value::Unknown(Why::NotOne),
            },
            Aggregate::Quantile => {
                let share = argument.as_deref().map_or(Value::Unknown(Why::Mismatch), |argument| self.eval(argument));
                let mut values = values;
                match share {
                    Value::Percent(share) | Value::Number(share) => ops::quantile(&mut values, share),
                    unknown => return unknown,
                }
            }
        };
        self.computed(&expr.text, value, &[])
    }

    /// Puts away what is taken of each element that counts; or the first reason why it cannot be told.
    fn take(&mut self, over: &'d Over, taken: Option<&'d Expr>, put: &mut dyn FnMut(Value)) -> Result<(), Why> {
        let mut elements = self.elements(over)?;
        let mut lacking = None;
        for at in 0..elements.len() {
            let mark = self.trace.mark();
            let outside = self.enter(&mut elements, at);
            match self.counts(over) {
                Value::Bool(true) => match taken {
                    None => put(self.last()),
                    Some(taken) => match self.eval(taken) {
                        Value::Unknown(why) => lacking = lacking.or(Some(why)),
                        value => put(value),
                    },
                },
                Value::Unknown(why) => lacking = lacking.or(Some(why)),
                _ => self.trace.retain(mark, |_, _| false),
            }
            self.frames.truncate(outside);
            self.trace.retain(mark, |_, event| !matches!(event, Event::Comparison(_)));
            if !T::ON && lacking.is_some() {
                break;
            }
        }
        lacking.map_or(Ok(()), Err)
    }

    /// The element in the innermost frame.
    fn last(&self) -> Value {
        match self.frames.last() {
            Some(Frame::Record { value, .. }) => value.clone(),
            _ => Value::Bool(true),
        }
    }
}

/// What is gone over.
enum Elements<'d> {
    /// Each stands alone.
    Alone(Vec<Frame<'d>>),
    /// Each is a record, which is made whole when it is its turn: there may be many. And the name of the summary that they are of.
    Records(&'d [&'d Kept], Arc<str>),
    /// Each stands within the records around it.
    Within(&'d Within<'d>),
    /// Each is an element of a list that one of many records has.
    #[cfg(feature = "dense")]
    Inside(Inside<'d>),
}

/// Elements of lists that records have. Each is put together when it is its turn.
#[cfg(feature = "dense")]
struct Inside<'d> {
    records: &'d [&'d Kept],
    /// The name of the summary that they are of.
    name: Arc<str>,
    /// The lists on the way down.
    through: &'d [SlotRef],
    /// For each element the number of its record, and its own in each of those lists.
    numbers: Vec<u32>,
}

#[cfg(feature = "dense")]
impl Inside<'_> {
    fn at(&self, at: usize) -> &[u32] {
        let each = self.through.len() + 1;
        &self.numbers[at * each..][..each]
    }
}

impl<'d> Elements<'d> {
    /// Each as a frame, without the records around it.
    fn frames(self, plan: &Plan, told: bool) -> Vec<Frame<'d>> {
        match self {
            Elements::Alone(frames) => frames,
            Elements::Records(records, path) => {
                records.iter().map(|kept| kept.frame_of(kept.value(), Arc::clone(&path))).collect()
            }
            Elements::Within(Within { placing, members }) => {
                let mut around = Vec::new();
                let last = |(kept, at): &Member<'d>| {
                    placing.way.enter(plan, kept.frame(), at, told, &mut around);
                    around.pop()
                };
                members.iter().filter_map(last).collect()
            }
            // These are inside the lists already.
            #[cfg(feature = "dense")]
            Elements::Inside(_) => Vec::new(),
        }
    }

    fn len(&self) -> usize {
        match self {
            Elements::Alone(frames) => frames.len(),
            Elements::Records(records, _) => records.len(),
            Elements::Within(within) => within.members.len(),
            #[cfg(feature = "dense")]
            Elements::Inside(inside) => inside.numbers.len() / (inside.through.len() + 1),
        }
    }
}

/// Values; in the place of a set, what is in it.
fn of_sets(values: Vec<Value>) -> Vec<Value> {
    if !values.iter().any(|value| matches!(value, Value::Set(_))) {
        return values;
    }
    let mut items = Vec::with_capacity(values.len());
    for value in values {
        match value {
            Value::Set(set) => items.extend(set.iter().cloned()),
            value => items.push(value),
        }
    }
    items
}

fn sum(values: &[Value], nothing: &Value) -> Value {
    let mut values = values.iter();
    let first = values.next().unwrap_or(nothing).clone();
    values.fold(first, |total, value| ops::add(&total, value))
}

fn extreme(values: Vec<Value>, wanted: std::cmp::Ordering) -> Value {
    let mut values = values.into_iter();
    let Some(mut found) = values.next() else { return Value::Unknown(Why::Nothing) };
    for value in values {
        match ops::compare(&value, &found) {
            Ok(ordering) if ordering == wanted => found = value,
            Ok(_) => {}
            Err(why) => return Value::Unknown(why),
        }
    }
    found
}
