//! Placing records, or the elements within them, in groups.

use std::sync::Arc;

use super::group::AT_ONCE;
use super::machine::{Data, Frame, Machine};
use super::trace::{Event, Recorder, Silent, Trace};
use super::{Input, crew};
use crate::finding::{Evidence, MissingFact, Subject};
use crate::plan::{Expr, Grouping, Scope};
use crate::value::{Date, Value, Why};

/// A member of a group, with what places it there.
pub(super) struct Placed<'d> {
    pub(super) input: &'d Input,
    /// Its record, then each element on the way down to it.
    pub(super) frames: Vec<Frame<'d>>,
    pub(super) key: Vec<Value>,
    pub(super) date: Option<Date>,
}

impl Placed<'_> {
    /// The record, or the element in it.
    pub(super) fn subject(&self) -> Subject {
        let path = match self.frames.last() {
            Some(Frame::Record { path, .. }) => path.to_string(),
            _ => String::new(),
        };
        Subject::Record { record: self.input.id.clone(), path }
    }
}

/// A record or an element of which it cannot be told in which group it belongs.
#[derive(Clone)]
pub(super) struct Unplaced {
    pub(super) subject: Subject,
    /// What was missing.
    pub(super) evidence: Evidence,
}

/// What places a member.
#[derive(Clone, Copy)]
pub(super) struct Placing<'d> {
    pub(super) record: usize,
    pub(super) path: &'d [usize],
    pub(super) filter: Option<&'d Expr>,
    pub(super) by: &'d [Expr],
    pub(super) date: Option<&'d Expr>,
}

impl<'d> Placing<'d> {
    /// Into the groups of a rule or a summary.
    pub(super) fn of(grouping: &'d Grouping, date: Option<&'d Expr>) -> Placing<'d> {
        let Grouping { record, path, filter, by } = grouping;
        Placing { record: *record, path, filter: filter.as_ref(), by, date }
    }
}

/// Whether a record belongs to what a rule looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    Yes,
    No,
    Unknown,
}

/// For each of those rules that looks at groups of records, whether each record belongs to any; nothing for the others. All are asked of one record
/// before the next: what they define in common is worked out once, and what is kept of many records does not fit where a processor has it at hand.
pub(super) fn sift<'d>(data: &'d Data<'d>, rules: impl Iterator<Item = usize>) -> Vec<Vec<Belongs>> {
    let plan = data.plan;
    let mut sifted = vec![Vec::new(); plan.rules.len()];
    if data.is_watched() {
        return sifted;
    }
    let mut filters = vec![Vec::new(); data.records.len()];
    for rule in rules {
        if let Scope::Group { of: Grouping { record, path, filter: Some(filter), .. }, .. } = &plan.rules[rule].scope
            && path.is_empty()
        {
            filters[*record].push((rule, filter));
        }
    }
    for (records, filters) in data.records.iter().zip(filters).filter(|(_, filters)| !filters.is_empty()) {
        let parts: Vec<&[&Input]> = records.chunks(AT_ONCE).collect();
        for part in crew::each(data.crew, parts.len(), |part| sift_some(data, parts[part], &filters)) {
            for (&(rule, _), belongs) in filters.iter().zip(part) {
                sifted[rule].extend(belongs);
            }
        }
    }
    sifted
}

/// For each of those filters, what it comes to of each of those records.
fn sift_some<'d>(data: &'d Data<'d>, records: &[&'d Input], filters: &[(usize, &'d Expr)]) -> Vec<Vec<Belongs>> {
    let mut sifted = vec![Vec::with_capacity(records.len()); filters.len()];
    for input in records {
        let mut asking = Machine::new(data, Silent, vec![root(input)], &[], &[]);
        asking.remember();
        for ((_, filter), belongs) in filters.iter().zip(&mut sifted) {
            belongs.push(match asking.condition(filter) {
                Value::Bool(true) => Belongs::Yes,
                Value::Bool(false) => Belongs::No,
                _ => Belongs::Unknown,
            });
        }
    }
    sifted
}

/// A record of the input, as a frame.
pub(super) fn root(input: &Input) -> Frame<'_> {
    Frame::Record { value: input.value.clone(), id: Some(&input.id), path: Arc::default() }
}

/// Places each member, or tells that it cannot be placed. Of records it may be known already whether they belong there.
pub(super) fn place<'d>(data: &'d Data<'d>, placing: Placing<'d>, known: &[Belongs]) -> (Vec<Placed<'d>>, Vec<Unplaced>) {
    let mut walk = Walk { data, placing, asked: placing.filter, placed: Vec::new(), unplaced: Vec::new() };
    for (at, input) in data.records.get(placing.record).into_iter().flatten().copied().enumerate() {
        let known = known.get(at);
        walk.asked = placing.filter.filter(|_| known.is_none());
        match known {
            Some(Belongs::No) => {}
            Some(Belongs::Unknown) => walk.lost(input, vec![root(input)]),
            Some(Belongs::Yes) | None => walk.down(input, vec![root(input)], placing.record, placing.path),
        }
    }
    (walk.placed, walk.unplaced)
}

struct Walk<'d> {
    data: &'d Data<'d>,
    placing: Placing<'d>,
    /// What is still to be asked of whether a member belongs to any group.
    asked: Option<&'d Expr>,
    placed: Vec<Placed<'d>>,
    unplaced: Vec<Unplaced>,
}

impl<'d> Walk<'d> {
    /// Goes down one list, or places what is there.
    fn down(&mut self, input: &'d Input, frames: Vec<Frame<'d>>, record: usize, path: &[usize]) {
        let Some((&slot, rest)) = path.split_first() else { return self.here(input, frames) };
        let Some(Frame::Record { value: Value::Record(slots), path: above, .. }) = frames.last() else { return };
        let info = &self.data.plan.projections[record].slots[slot];
        let below = format!("{above}/{}", info.name);
        match info.read(&slots[slot]).0 {
            Value::List(items) => {
                for (at, value) in items.iter().enumerate() {
                    let mut inner = frames.clone();
                    inner.push(Frame::Record { value: value.clone(), id: Some(&input.id), path: format!("{below}/{at}").into() });
                    self.down(input, inner, info.inner.unwrap_or(record), rest);
                }
            }
            Value::Unknown(Why::Absent) => {}
            Value::Unknown(why) => {
                let missing = MissingFact { record: None, path: below, label: info.label.both(), why, value: None };
                let subject = Subject::Record { record: input.id.clone(), path: above.to_string() };
                self.unplaced.push(Unplaced { subject, evidence: Evidence { missing: vec![missing], ..Evidence::default() } });
            }
            _ => {}
        }
    }

    fn here(&mut self, input: &'d Input, frames: Vec<Frame<'d>>) {
        #[cfg(feature = "trial")]
        self.data.watch(&frames, &[], &[], |machine| {
            place_one(machine, self.placing, self.placing.filter, &mut None);
        });
        let mut asking = Machine::new(self.data, Silent, frames, &[], &[]);
        let mut date = None;
        let key = place_one(&mut asking, self.placing, self.asked, &mut date);
        let frames = asking.frames;
        match key {
            Some(Ok(key)) => self.placed.push(Placed { input, frames, key, date }),
            Some(Err(())) => self.lost(input, frames),
            None => {}
        }
    }

    /// It cannot be placed: asked again, to be told why. The record is the subject, and goes without saying.
    fn lost(&mut self, input: &'d Input, mut frames: Vec<Frame<'d>>) {
        let mut at = String::new();
        for frame in &mut frames {
            if let Frame::Record { id, path, .. } = frame {
                (*id, at) = (None, path.to_string());
            }
        }
        let mut telling = Machine::new(self.data, Recorder::new(self.data.plan, false), frames, &[], &[]);
        place_one(&mut telling, self.placing, self.placing.filter, &mut None);
        let subject = Subject::Record { record: input.id.clone(), path: at };
        self.unplaced.push(Unplaced { subject, evidence: telling.trace.evidence() });
    }
}

/// The grouping values of a member; `None` where it belongs to no group, an error where that cannot be told.
fn place_one<'d, T: Trace>(
    machine: &mut Machine<'_, 'd, T>,
    placing: Placing<'d>,
    filter: Option<&'d Expr>,
    date: &mut Option<Date>,
) -> Option<Result<Vec<Value>, ()>> {
    if let Some(filter) = filter {
        match machine.condition(filter) {
            Value::Bool(true) => {}
            Value::Bool(false) => return None,
            _ => return Some(Err(())),
        }
    }
    let mut key = Vec::with_capacity(placing.by.len());
    let mut unknown = false;
    for by in placing.by {
        match machine.eval(by) {
            Value::Unknown(Why::Absent) => return None,
            Value::Unknown(_) => unknown = true,
            value => key.push(value),
        }
    }
    if let Some(when) = placing.date {
        match machine.eval(when) {
            Value::Date(day) => *date = Some(day),
            _ => unknown = true,
        }
    }
    Some(if unknown { Err(()) } else { Ok(key) })
}

/// The missing facts among events.
pub(super) fn missing(events: &[Event]) -> impl Iterator<Item = &MissingFact> {
    events.iter().filter_map(|event| match event {
        Event::Missing(missing) => Some(missing),
        _ => None,
    })
}
