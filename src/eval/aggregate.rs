//! Quantifiers and aggregates: going over the elements of a list, the members of a group, or all records.

use std::sync::Arc;

use super::machine::{Frame, Machine, count};
use super::trace::{Event, Trace};
use crate::check::typed::Aggregate;
use crate::finding::MissingFact;
use crate::plan::{Expr, From, Kind, Over, SlotRef};
use crate::syntax::ast::Quantifier;
use crate::value::{Value, Why, ops};

impl<'d, T: Trace> Machine<'_, 'd, T> {
    /// The elements, each as the frames that its filter and its body find; or why there is no telling.
    fn elements(&mut self, over: &'d Over) -> Result<Elements<'d>, Why> {
        let mut frames = match &over.from {
            From::Members(frame) => match self.frames[*frame] {
                Frame::Members(members) => self.of_records(members),
                Frame::Elements(members) if over.through.is_empty() => return Ok(Elements::Within(members)),
                Frame::Elements(members) => members.iter().filter_map(|frames| frames.last().cloned()).collect(),
                _ => return Err(Why::Mismatch),
            },
            From::All(record) => {
                let data = self.data;
                data.in_order.get(*record).map_or_else(Vec::new, |records| self.of_records(records))
            }
            From::Value(value) => self.items(value)?,
        };
        for slot in &over.through {
            frames = self.pass_through(&frames, *slot)?;
        }
        Ok(Elements::Alone(frames))
    }

    /// Records, each as a frame. Those of a summary are told of by its name: they stand nowhere in the input.
    fn of_records(&self, records: &'d [&'d super::Input]) -> Vec<Frame<'d>> {
        let summary = records.first().and_then(|input| self.data.plan.summary_of(input.record));
        let path: Arc<str> = summary.map_or("", |(_, summary)| summary.name.as_str()).into();
        records
            .iter()
            .map(|input| Frame::Record { value: input.value.clone(), id: Some(&input.id), path: path.clone() })
            .collect()
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
            let Frame::Record { value: Value::Record(slots), id, path } = frame else { return Err(Why::Mismatch) };
            let slot = &self.data.plan.projections[at.record].slots[at.slot];
            let list = if T::ON { format!("{path}/{}", slot.name) } else { String::new() };
            match slot.read(&slots[at.slot]).0 {
                Value::List(items) => out.extend(items.iter().enumerate().map(|(at, value)| {
                    let path = if T::ON { format!("{list}/{at}").into() } else { Arc::default() };
                    Frame::Record { value: value.clone(), id: *id, path }
                })),
                Value::Unknown(why) => {
                    lacking = lacking.or(Some(why));
                    if T::ON {
                        let label = slot.label.both();
                        self.trace.push(Event::Missing(MissingFact { record: id.cloned(), path: list, label, why, value: None }));
                    }
                }
                _ => return Err(Why::Mismatch),
            }
        }
        lacking.map_or(Ok(out), Err)
    }

    /// Puts an element in place, and those around it; how many frames there were before. Each is entered once.
    fn enter(&mut self, elements: &mut Elements<'d>, at: usize) -> usize {
        let outside = self.frames.len();
        match elements {
            Elements::Alone(frames) => self.frames.push(std::mem::replace(&mut frames[at], Frame::Members(&[]))),
            Elements::Within(members) => self.frames.extend_from_slice(members[at]),
        }
        outside
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
        let values = match self.taken(over, taken.as_deref()) {
            Ok(values) => values,
            Err(why) => return Value::Unknown(why),
        };
        let value = match kind {
            Aggregate::Count => Value::Number(count(values.len())),
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

    /// What is taken of each element that counts; or the first reason why it cannot be told.
    fn taken(&mut self, over: &'d Over, taken: Option<&'d Expr>) -> Result<Vec<Value>, Why> {
        let mut elements = self.elements(over)?;
        let size = elements.len();
        let mut values = Vec::with_capacity(size);
        let mut lacking = None;
        for at in 0..size {
            let mark = self.trace.mark();
            let outside = self.enter(&mut elements, at);
            match self.counts(over) {
                Value::Bool(true) => match taken {
                    None => values.push(self.last()),
                    Some(taken) => match self.eval(taken) {
                        Value::Unknown(why) => lacking = lacking.or(Some(why)),
                        value => values.push(value),
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
        lacking.map_or(Ok(values), Err)
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
    /// Each stands within the records around it.
    Within(&'d [&'d [Frame<'d>]]),
}

impl Elements<'_> {
    fn len(&self) -> usize {
        match self {
            Elements::Alone(frames) => frames.len(),
            Elements::Within(members) => members.len(),
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
