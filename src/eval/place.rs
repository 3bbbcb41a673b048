//! Placing records, or the elements within them, in groups.

#[cfg(feature = "dense")]
use std::collections::BTreeMap;
use std::sync::Arc;

use super::crew;
use super::down::{Unlisted, Way};
use super::group::{AT_ONCE, compare_keys};
use super::kept::Kept;
use super::machine::{Data, Frame, Machine};
#[cfg(feature = "dense")]
use super::packed::pack;
use super::trace::{Event, Recorder, Silent, Trace};
use crate::finding::{Evidence, MissingFact, Subject, Told};
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
    /// What was missing. It is told by every rule that is judged on those groups.
    pub(super) evidence: Told,
}

/// What places a member.
#[derive(Clone, Copy)]
pub(super) struct Placing<'d> {
    /// To the members, from their records.
    pub(super) way: Way<'d>,
    pub(super) filter: Option<&'d Expr>,
    pub(super) by: &'d [Expr],
    pub(super) date: Option<&'d Expr>,
}

impl<'d> Placing<'d> {
    /// Into the groups of a rule or a summary.
    pub(super) fn of(grouping: &'d Grouping, date: Option<&'d Expr>) -> Placing<'d> {
        let Grouping { record, path, filter, by } = grouping;
        Placing { way: Way { record: *record, path }, filter: filter.as_ref(), by, date }
    }

    /// The record, or the element in it.
    pub(super) fn subject(&self, plan: &Plan, (kept, at): Member<'_>) -> Subject {
        Subject::Record { record: kept.id.clone(), path: self.way.path_of(plan, at) }
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

/// A filter on the records of a kind.
pub(super) struct Filter<'d> {
    /// The number of the rule or the figure that has it.
    pub(super) of: usize,
    pub(super) record: usize,
    pub(super) condition: &'d Expr,
}

/// By the number of what has a filter, whether each record of that kind belongs; nothing for other numbers. All are asked of one record before the next: what they
/// define in common is worked out once, and what is kept of many records does not fit where a processor has it at hand.
pub(super) fn sift<'d>(
    data: &'d Data<'d>,
    records: &'d [Vec<&'d Kept>],
    filters: &[Filter<'d>],
    count: usize,
) -> Vec<Vec<Belongs>> {
    let mut sifted = vec![Vec::new(); count];
    if data.is_watched() {
        return sifted;
    }
    for (kind, records) in records.iter().enumerate() {
        let filters: Vec<_> = filters.iter().filter(|filter| filter.record == kind).collect();
        if filters.is_empty() {
            continue;
        }
        let some = |records: &[&'d Kept]| {
            let mut asking = Machine::new(data, Silent, Vec::new(), &[], &[]);
            let mut sifted = vec![Vec::with_capacity(records.len()); filters.len()];
            for kept in records {
                asking.turn_to(kept.frame());
                for (filter, belongs) in filters.iter().zip(&mut sifted) {
                    belongs.push(Belongs::from(asking.condition(filter.condition)));
                }
            }
            sifted
        };
        for part in some_at_once(data, records, some) {
            for (filter, belongs) in filters.iter().zip(part) {
                sifted[filter.of].extend(belongs);
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

/// Whether the evidence is the same to the letter: moments are equal though they are written in different zones.
#[cfg(feature = "dense")]
fn is_same(one: &Evidence, other: &Evidence) -> bool {
    let values = |it: &Evidence| {
        let compared = it.comparisons.iter().flat_map(|it| [Some(&it.left), it.right.as_ref()]).flatten();
        it.facts.iter().map(|fact| &fact.value).chain(compared).map(pack).collect::<Vec<_>>()
    };
    one == other && values(one) == values(other)
}

/// Among how many members that could not be placed it is looked for the same evidence.
#[cfg(feature = "dense")]
const NEAR: usize = 8;

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

    /// Notes a member that cannot be placed. Those next to one another often lack the same, which takes much memory where each has it for itself.
    fn lose(&mut self, subject: Subject, evidence: Evidence) {
        #[cfg(feature = "dense")]
        if let Some(near) = self.unplaced.iter().rev().take(NEAR).find(|near| is_same(&near.evidence, &evidence)) {
            let evidence = near.evidence.clone();
            return self.unplaced.push(Unplaced { subject, evidence });
        }
        self.unplaced.push(Unplaced { subject, evidence: evidence.into() });
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
        (placed.kept, &self.numbers[placed.at..placed.at + placing.way.path.len()])
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
            let mut members = Members { kept, placing, asked, places };
            match known {
                Some(Belongs::Unknown) => members.lost(&asking, &[]),
                _ => placing.way.down(&mut asking, &mut |asking, at, met| match met {
                    Ok(()) => members.here(asking, at),
                    Err(list) => members.unlisted(asking.data.plan, at, &list),
                }),
            }
        }
    }
    all
}

/// The members in a record, as they are placed.
struct Members<'d, 'w> {
    kept: &'d Kept,
    placing: Placing<'d>,
    /// What is still to be asked of whether a member belongs to any group.
    asked: Option<&'d Expr>,
    places: &'w mut Places<'d>,
}

impl<'d> Members<'d, '_> {
    /// A member, whose frames are those of the machine.
    fn here(&mut self, asking: &mut Machine<'d, 'd, Silent>, at: &[u32]) {
        #[cfg(feature = "trial")]
        asking.data.watch(&asking.frames, &[], &[], |machine| {
            place_one(machine, self.placing, self.placing.filter, &mut None);
        });
        let mut date = None;
        match place_one(asking, self.placing, self.asked, &mut date) {
            Some(Ok(key)) => {
                let (start, key) = (self.places.numbers.len(), self.places.shared(key.into()));
                self.places.numbers.extend(at);
                self.places.placed.push(Placed { kept: self.kept, at: start, key, date });
            }
            Some(Err(())) => self.lost(asking, at),
            None => {}
        }
    }

    /// A list that is not known: nor is it which members there are.
    fn unlisted(&mut self, plan: &Plan, at: &[u32], list: &Unlisted) {
        let subject = self.placing.subject(plan, (self.kept, at));
        let missing = list.missing(plan, &self.placing.way.path_of(plan, at));
        let evidence = Evidence { missing: vec![missing], ..Evidence::default() };
        self.places.lose(subject, evidence);
    }

    /// A member that cannot be placed: asked again, to be told why. The record is the subject, and goes without saying.
    fn lost(&mut self, asking: &Machine<'d, 'd, Silent>, at: &[u32]) {
        let (data, mut frames) = (asking.data, Vec::new());
        let mut root = asking.frames[0].clone();
        if let Frame::Record { id, .. } = &mut root {
            *id = None;
        }
        self.placing.way.enter(data.plan, root, at, true, &mut frames);
        let mut telling = Machine::new(data, Recorder::new(data.plan, false), frames, &[], &[]);
        place_one(&mut telling, self.placing, self.placing.filter, &mut None);
        let subject = self.placing.subject(data.plan, (self.kept, at));
        self.places.lose(subject, telling.trace.evidence());
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
