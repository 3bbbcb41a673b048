//! Placing records, or the elements within them, in groups.

#[cfg(feature = "dense")]
use std::collections::BTreeMap;
use std::sync::Arc;

use super::crew;
use super::group::{AT_ONCE, compare_keys};
use super::kept::Kept;
use super::machine::{Data, Frame, Machine};
#[cfg(feature = "dense")]
use super::packed::pack;
use super::trace::{Event, Recorder, Silent, Trace};
use crate::finding::{Evidence, MissingFact, Subject};
use crate::plan::{Expr, Grouping, Plan};
use crate::value::{Date, Value, Why};

/// A member of a group, with what places it there.
pub(super) struct Placed<'d> {
    pub(super) kept: &'d Kept,
    /// Where the numbers of the elements on the way down to it begin among those of [`Places`].
    at: usize,
    /// The grouping values, which the members of a group share.
    pub(super) key: Arc<[Value]>,
    pub(super) date: Option<Date>,
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

    /// The record, or the element in it.
    pub(super) fn subject(&self, plan: &Plan, (kept, at): Member<'_>) -> Subject {
        Subject::Record { record: kept.id.clone(), path: self.path_of(plan, at) }
    }

    /// Where an element lies in its record.
    fn path_of(&self, plan: &Plan, at: &[u32]) -> String {
        plan.path_of(self.record, self.path, at)
    }

    /// Puts the frames of a member behind others: its record, which is `root`, then each element on the way down to it. Where nothing is told, it need not be
    /// known where they lie.
    pub(super) fn enter<'k>(
        &self,
        plan: &Plan,
        root: Frame<'k>,
        (kept, at): Member<'k>,
        told: bool,
        frames: &mut Vec<Frame<'k>>,
    ) {
        let mut record = self.record;
        frames.push(root);
        for (level, (slot, number)) in self.path.iter().zip(at).enumerate() {
            let Some(Frame::Record { value: Value::Record(slots), .. }) = frames.last() else { break };
            let info = &plan.projections[record].slots[*slot];
            let Value::List(items) = info.read(&slots[*slot]).0 else { break };
            let path = if told { self.path_of(plan, &at[..=level]).into() } else { Arc::default() };
            frames.push(element(items[*number as usize].clone(), kept, path));
            record = info.inner.unwrap_or(record);
        }
    }
}

/// A member of a group: its record, and the number of each element on the way down to it.
pub(super) type Member<'k> = (&'k Kept, &'k [u32]);

/// The members of a group of elements. Each is put together when it is its turn: there may be many.
pub(super) struct Within<'k> {
    pub(super) placing: Placing<'k>,
    pub(super) members: Vec<Member<'k>>,
}

/// Whether a record belongs to what a rule looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    Yes,
    No,
    Unknown,
}

impl From<Value> for Belongs {
    fn from(condition: Value) -> Belongs {
        match condition {
            Value::Bool(true) => Belongs::Yes,
            Value::Bool(false) => Belongs::No,
            _ => Belongs::Unknown,
        }
    }
}

/// For each of some filters (its number, the kind of record, itself), whether each record of that kind belongs; nothing for other numbers. All are asked of one
/// record before the next: what they define in common is worked out once, and what is kept of many records does not fit where a processor has it at hand.
pub(super) fn sift<'d>(
    data: &'d Data<'d>,
    records: &'d [Vec<&'d Kept>],
    filters: &[(usize, usize, &'d Expr)],
    count: usize,
) -> Vec<Vec<Belongs>> {
    let mut sifted = vec![Vec::new(); count];
    if data.is_watched() {
        return sifted;
    }
    for (kind, records) in records.iter().enumerate() {
        let filters: Vec<_> = filters.iter().filter(|(_, of, _)| *of == kind).collect();
        if filters.is_empty() {
            continue;
        }
        let sift_some = |records: &[&'d Kept]| {
            let mut asking = Machine::new(data, Silent, Vec::new(), &[], &[]);
            let mut sifted = vec![Vec::with_capacity(records.len()); filters.len()];
            for kept in records {
                asking.turn_to(kept.frame());
                for ((_, _, filter), belongs) in filters.iter().zip(&mut sifted) {
                    belongs.push(Belongs::from(asking.condition(filter)));
                }
            }
            sifted
        };
        for part in some_at_once(data, records, sift_some) {
            for ((number, ..), belongs) in filters.iter().zip(part) {
                sifted[*number].extend(belongs);
            }
        }
    }
    sifted
}

/// What is made of some records at once, one after the other.
pub(super) fn some_at_once<'d, T: Send>(data: &Data<'d>, records: &[&'d Kept], make: impl Fn(&[&'d Kept]) -> T + Sync) -> Vec<T> {
    let parts: Vec<&[&Kept]> = records.chunks(AT_ONCE).collect();
    crew::each(data.crew, parts.len(), |part| make(parts[part]))
}

/// What came of placing.
#[derive(Default)]
pub(super) struct Places<'d> {
    pub(super) placed: Vec<Placed<'d>>,
    pub(super) unplaced: Vec<Unplaced>,
    /// The numbers of the elements on the way down to each member, one after the other.
    numbers: Vec<u32>,
    /// The grouping values so far, by their bytes.
    #[cfg(feature = "dense")]
    known: BTreeMap<Box<[u8]>, Arc<[Value]>>,
}

impl<'d> Places<'d> {
    /// The same grouping values, as others have them already.
    #[cfg_attr(not(feature = "dense"), allow(clippy::unused_self, reason = "it is not known what others have"))]
    fn shared(&mut self, key: Arc<[Value]>) -> Arc<[Value]> {
        #[cfg(feature = "dense")]
        return Arc::clone(self.known.entry(pack(&Value::List(Arc::clone(&key)))).or_insert(key));
        #[cfg(not(feature = "dense"))]
        key
    }

    /// Takes in what came of placing others.
    pub(super) fn take_in(&mut self, others: Places<'d>) {
        let before = self.numbers.len();
        self.numbers.extend(others.numbers);
        self.unplaced.extend(others.unplaced);
        for placed in others.placed {
            let key = self.shared(placed.key);
            self.placed.push(Placed { key, at: placed.at + before, ..placed });
        }
    }

    /// Cuts the members, sorted by their groups, into these.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[Placed<'d>]> {
        self.placed.chunk_by(|one, other| compare_keys(&one.key, &other.key).is_eq())
    }

    /// A member that was placed by `placing`.
    pub(super) fn member(&self, placing: &Placing<'_>, placed: &Placed<'d>) -> Member<'_> {
        (placed.kept, &self.numbers[placed.at..placed.at + placing.path.len()])
    }
}

/// Places each member of some records by each of some placings, all of one kind of record, or tells that it cannot be placed. Of the records it may be known
/// already whether they belong there.
pub(super) fn place<'d>(
    data: &'d Data<'d>,
    placings: &[Placing<'d>],
    records: &[&'d Kept],
    known: &[Belongs],
) -> Vec<Places<'d>> {
    let mut all: Vec<Places<'_>> = placings.iter().map(|_| Places::default()).collect();
    let mut asking = Machine::new(data, Silent, Vec::new(), &[], &[]);
    for (number, kept) in records.iter().copied().enumerate() {
        let known = known.get(number);
        if known == Some(&Belongs::No) {
            continue;
        }
        asking.turn_to(kept.frame());
        for (&placing, places) in placings.iter().zip(&mut all) {
            let asked = placing.filter.filter(|_| known.is_none());
            let mut walk = Walk { asking: &mut asking, kept, placing, asked, at: Vec::new(), places };
            match known {
                Some(Belongs::Unknown) => walk.lost(),
                _ => walk.down(placing.record, placing.path),
            }
        }
    }
    all
}

/// The way down a record to its members.
struct Walk<'d, 'w> {
    /// It has the record, and each element on the way, as its frames.
    asking: &'w mut Machine<'d, 'd, Silent>,
    kept: &'d Kept,
    placing: Placing<'d>,
    /// What is still to be asked of whether a member belongs to any group.
    asked: Option<&'d Expr>,
    /// The numbers of the elements on the way.
    at: Vec<u32>,
    places: &'w mut Places<'d>,
}

impl<'d> Walk<'d, '_> {
    /// Goes down one list, or places what is there.
    fn down(&mut self, record: usize, path: &[usize]) {
        let Some((&slot, rest)) = path.split_first() else { return self.here() };
        let Some(Frame::Record { value: Value::Record(slots), .. }) = self.asking.frames.last() else { return };
        let info = &self.asking.data.plan.projections[record].slots[slot];
        match info.read(&slots[slot]).0 {
            Value::List(items) => {
                for (at, value) in (0..).zip(items.iter()) {
                    self.at.push(at);
                    self.asking.frames.push(element(value.clone(), self.kept, Arc::default()));
                    self.down(info.inner.unwrap_or(record), rest);
                    self.asking.frames.pop();
                    self.at.pop();
                }
            }
            Value::Unknown(Why::Absent) => {}
            Value::Unknown(why) => {
                let above = self.placing.path_of(self.asking.data.plan, &self.at);
                let path = format!("{above}/{}", info.name);
                let missing = MissingFact { record: None, path, label: info.label.both(), why, value: None };
                let subject = Subject::Record { record: self.kept.id.clone(), path: above };
                let evidence = Evidence { missing: vec![missing], ..Evidence::default() };
                self.places.unplaced.push(Unplaced { subject, evidence });
            }
            _ => {}
        }
    }

    fn here(&mut self) {
        #[cfg(feature = "trial")]
        self.asking.data.watch(&self.asking.frames, &[], &[], |machine| {
            place_one(machine, self.placing, self.placing.filter, &mut None);
        });
        let mut date = None;
        match place_one(self.asking, self.placing, self.asked, &mut date) {
            Some(Ok(key)) => {
                let (at, key) = (self.places.numbers.len(), self.places.shared(key.into()));
                self.places.numbers.extend(&self.at);
                self.places.placed.push(Placed { kept: self.kept, at, key, date });
            }
            Some(Err(())) => self.lost(),
            None => {}
        }
    }

    /// It cannot be placed: asked again, to be told why. The record is the subject, and goes without saying.
    fn lost(&mut self) {
        let data = self.asking.data;
        let mut frames = Vec::new();
        self.placing.enter(data.plan, self.asking.frames[0].clone(), (self.kept, &self.at), true, &mut frames);
        for frame in &mut frames {
            if let Frame::Record { id, .. } = frame {
                *id = None;
            }
        }
        let mut telling = Machine::new(data, Recorder::new(data.plan, false), frames, &[], &[]);
        place_one(&mut telling, self.placing, self.placing.filter, &mut None);
        let subject = Subject::Record { record: self.kept.id.clone(), path: self.placing.path_of(data.plan, &self.at) };
        self.places.unplaced.push(Unplaced { subject, evidence: telling.trace.evidence() });
    }
}

/// An element of a record that is kept.
fn element(value: Value, kept: &Kept, path: Arc<str>) -> Frame<'_> {
    Frame::Record { value, id: Some(&kept.id), path }
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
