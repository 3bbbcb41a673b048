//! What a rule gives one verdict for: records and the elements in them, groups and windows, rows, the whole set.

use std::cmp::Ordering;
use std::rc::Rc;

use sadame::check::typed::{Expr, FieldIx, Grouping, RecordIx, Summary, TableIx, Window};

use super::calendar::Day;
use super::evaluate::{Frame, Here};
use super::operate;
use super::value::{Fact, Truth, Value, Why, order};
use super::{Place, Verdict, World, undetermined};
use sadame::syntax::ast::BinaryOp;

/// The groups of a summary: where each is, and the record of its figures; and what could not be placed.
pub struct Groups {
    pub groups: Vec<(Place, Value)>,
    pub unplaced: Vec<Place>,
}

/// A record, or an element within it.
#[derive(Clone)]
struct Member {
    position: u64,
    path: String,
    /// The record, then each element on the way down.
    frames: Vec<Value>,
}

impl Member {
    fn place(&self) -> Place {
        Place::Record { position: self.position, path: self.path.clone() }
    }

    fn frames(&self) -> Vec<Frame> {
        self.frames.iter().cloned().map(Frame::One).collect()
    }
}

/// What a member is grouped by, and its date.
type Key = (Vec<Value>, Option<Day>);

/// A member of a group.
#[derive(Clone)]
struct Placed {
    member: Member,
    key: Vec<Value>,
    date: Option<Day>,
}

impl<'p> World<'p> {
    /// The members on the way down from the records of a kind; in the place of a list that is not known, what it lies in.
    fn members(&self, record: RecordIx, path: &[FieldIx]) -> Vec<Result<Member, Place>> {
        let records = self.records_of(record).into_iter();
        let mut members: Vec<Result<Member, Place>> =
            records.map(|(position, value)| Ok(Member { position, path: String::new(), frames: vec![value] })).collect();
        let mut record = record;
        for &field in path {
            let declared = &self.program.records[record].fields[field];
            let below = |member: Result<Member, Place>| match member {
                Ok(member) => elements(&member, field, &declared.name),
                Err(place) => vec![Err(place)],
            };
            members = members.into_iter().flat_map(below).collect();
            record = declared.ty.record().expect("a list on the way down is of records");
        }
        members
    }

    /// `for each contract`, `for each payment of contract`, `for each year_of_payment`.
    pub fn each(&self, rule: usize, record: RecordIx, path: &[FieldIx], filter: Option<&'p Expr>) -> Vec<Verdict> {
        let summary = self.program.records[record].summary.map(|summary| &self.summaries[summary]);
        let unplaced = summary.into_iter().flat_map(|all| &all.unplaced).map(|place| undetermined(place.clone()));
        let judged = self.members(record, path).into_iter().filter_map(|member| {
            let member = match member {
                Ok(member) => member,
                Err(place) => return Some(undetermined(place)),
            };
            let place = match summary {
                Some(all) => all.groups[usize::try_from(member.position - 1).expect("groups are few")].0.clone(),
                None => member.place(),
            };
            match self.belongs(&member.frames, filter) {
                Ok(true) => Some(self.verdict(rule, place, member.frames(), &[])),
                Ok(false) => None,
                Err(_) => Some(undetermined(place)),
            }
        });
        unplaced.chain(judged).collect()
    }

    /// What `where` says of a member.
    fn belongs(&self, frames: &[Value], filter: Option<&'p Expr>) -> Truth {
        filter.map_or(Ok(true), |filter| self.truth(&Here::in_member(frames), filter))
    }

    /// Those that are in a group, and those of which it cannot be told in which. The groups in order, each by its dates and then as the input has it.
    fn place(&self, of: &'p Grouping, date: Option<&'p Expr>) -> (Vec<Vec<Placed>>, Vec<Place>) {
        let (mut placed, mut unplaced) = (Vec::new(), Vec::new());
        for member in self.members(of.record, &of.path) {
            match member {
                Ok(member) => match self.key(&member, of, date) {
                    Ok(Some((key, date))) => placed.push(Placed { member, key, date }),
                    Ok(None) => {}
                    Err(_) => unplaced.push(member.place()),
                },
                Err(place) => unplaced.push(place),
            }
        }
        placed.sort_by(|one, other| {
            by_key(one, other).then(one.date.cmp(&other.date)).then(one.member.position.cmp(&other.member.position))
        });
        (placed.chunk_by(|one, other| by_key(one, other).is_eq()).map(<[Placed]>::to_vec).collect(), unplaced)
    }

    /// What a member is grouped by, and its date; none where it belongs to no group.
    fn key(&self, member: &Member, of: &'p Grouping, date: Option<&'p Expr>) -> Result<Option<Key>, Why> {
        if !self.belongs(&member.frames, of.filter.as_ref())? {
            return Ok(None);
        }
        let here = Here::in_member(&member.frames);
        let key: Vec<Fact> = of.by.iter().map(|by| self.value(&here, by)).collect();
        if key.iter().any(|part| matches!(part, Err(Why::Absent))) {
            return Ok(None);
        }
        let date = match date.map(|date| self.value(&here, date)).transpose()? {
            Some(Value::Date(day)) => Some(day),
            Some(other) => panic!("{other:?} is no date"),
            None => None,
        };
        Ok(Some((key.into_iter().collect::<Result<_, _>>()?, date)))
    }

    /// `for each group of …`, within a window or not.
    pub fn groups(&self, rule: usize, of: &'p Grouping, window: Option<&'p Window>) -> Vec<Verdict> {
        let (groups, unplaced) = self.place(of, window.map(|window| &window.date));
        let mut verdicts: Vec<Verdict> = unplaced.into_iter().map(undetermined).collect();
        for group in groups {
            let Some(window) = window else {
                verdicts.push(self.group(rule, &group, false));
                continue;
            };
            match self.value(&Here::in_member(&[]), &window.length) {
                // One that ends before it begins holds nothing: it says nothing of anything.
                Ok(length) if !is_negative(&length) => {
                    verdicts.extend(runs(&group, &length).into_iter().map(|run| self.group(rule, run, true)))
                }
                _ => verdicts.extend(group.iter().map(|placed| undetermined(placed.member.place()))),
            }
        }
        verdicts
    }

    /// One group, or one run within it.
    fn group(&self, rule: usize, group: &[Placed], window: bool) -> Verdict {
        let dates = group.first().and_then(|first| first.date).zip(group.last().and_then(|last| last.date));
        let window = dates.filter(|_| window).map(|(first, last)| (first.show(), last.show()));
        let place = Place::Group { members: positions(group), window };
        self.verdict(rule, place, vec![together(group)], &group[0].key)
    }

    /// The figures of each group of a summary.
    pub fn summarize(&self, summary: &'p Summary) -> Groups {
        let (groups, unplaced) = self.place(&summary.of, None);
        let groups = groups.iter().map(|group| {
            let key = &group[0].key;
            let here = Here::new(vec![together(group)], key, summary.values.iter().collect());
            let figures = summary.values.iter().map(|figure| self.value(&here, figure));
            let record = key.iter().cloned().map(Ok).chain(figures).collect();
            (Place::Group { members: positions(group), window: None }, Value::Record(Rc::new(record)))
        });
        Groups { groups: groups.collect(), unplaced }
    }

    /// `for each row of …`.
    pub fn rows(&self, rule: usize, table: TableIx, filter: Option<&'p Expr>) -> Vec<Verdict> {
        let rows = self.program.tables[table].rows.iter().enumerate();
        let judged = rows.filter_map(|(row, declared)| {
            let (frame, place) = (Value::Row(table, row), Place::Row { line: declared.line });
            match self.belongs(std::slice::from_ref(&frame), filter) {
                Ok(true) => Some(self.verdict(rule, place, vec![Frame::One(frame)], &[])),
                Ok(false) => None,
                Err(_) => Some(undetermined(place)),
            }
        });
        judged.collect()
    }

    /// `for the whole set of …`. A run over records of another kind says nothing of this set.
    pub fn whole_set(&self, rule: usize, record: RecordIx, filter: Option<&'p Expr>) -> Vec<Verdict> {
        let root = self.program.records[record].summary.map_or(record, |summary| self.program.summaries[summary].of.record);
        if root != self.kind && !self.records.is_empty() {
            return Vec::new();
        }
        let (mut members, mut verdicts) = (Vec::new(), Vec::new());
        for (position, record) in self.records_of(record) {
            match self.belongs(std::slice::from_ref(&record), filter) {
                Ok(true) => members.push(vec![record]),
                Ok(false) => {}
                Err(_) => verdicts.push(undetermined(Place::Record { position, path: String::new() })),
            }
        }
        let place = Place::Set { count: members.len() };
        verdicts.push(self.verdict(rule, place, vec![Frame::Members(Rc::new(members))], &[]));
        verdicts
    }
}

/// The elements of a member's list.
fn elements(member: &Member, field: FieldIx, name: &str) -> Vec<Result<Member, Place>> {
    let Some(Value::Record(fields)) = member.frames.last() else { panic!("a member is a record") };
    match &fields[field] {
        Ok(Value::List(items)) => (0..)
            .zip(items.iter())
            .map(|(at, item): (usize, _)| {
                let frames = member.frames.iter().chain([item]).cloned().collect();
                Ok(Member { path: format!("{}/{name}/{at}", member.path), frames, ..*member })
            })
            .collect(),
        Ok(other) => panic!("{other:?} is no list"),
        Err(Why::Absent) => Vec::new(),
        Err(Why::Lacking) => vec![Err(member.place())],
    }
}

fn by_key(one: &Placed, other: &Placed) -> Ordering {
    one.key.iter().zip(&other.key).map(|(one, other)| order(one, other)).fold(Ordering::Equal, Ordering::then)
}

/// The records of a group, each once.
fn positions(group: &[Placed]) -> Vec<u64> {
    let mut positions: Vec<u64> = group.iter().map(|placed| placed.member.position).collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// The members of a group as the input has them.
fn together(group: &[Placed]) -> Frame {
    let mut members: Vec<&Member> = group.iter().map(|placed| &placed.member).collect();
    members.sort_by_key(|member| member.position);
    Frame::Members(Rc::new(members.into_iter().map(|member| member.frames.clone()).collect()))
}

/// The longest runs of members whose dates lie within a window, none of them part of another.
fn runs<'g>(group: &'g [Placed], length: &Value) -> Vec<&'g [Placed]> {
    let mut runs: Vec<&[Placed]> = Vec::new();
    let mut reached = 0;
    for (start, first) in group.iter().enumerate() {
        let first = first.date.expect("what is placed in a window has a date");
        let lies_within = |date: Day| match operate::binary(BinaryOp::Add, &Value::Date(first), length) {
            Ok(Value::Date(limit)) => date <= limit,
            // The calendar ends before the window does.
            _ => true,
        };
        let count = group[start..].iter().take_while(|placed| placed.date.is_some_and(lies_within)).count();
        if start + count > reached {
            runs.push(&group[start..start + count]);
            reached = start + count;
        }
    }
    runs
}

fn is_negative(length: &Value) -> bool {
    matches!(length, Value::Days(count) | Value::Months(count) | Value::Years(count) if *count < 0)
}
