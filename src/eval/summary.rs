//! Summaries: the figures of each group, worked out when all records are in, and the rules that judge them.

use super::group::{compare_keys, ids};
use super::kept::Kept;
use super::machine::{Data, Frame, Machine};
use super::place::{Placed, Places, Placing, Unplaced, Within, missing, place, some_at_once};
use super::trace::{Recorder, Silent, Trace};
use super::verdict::{Case, give, give_undetermined, give_unknown};
use super::{Out, crew};
use crate::finding::{Evidence, MissingFact, Outcome, RecordId, Subject};
use crate::plan::{Expr, Summary};
use crate::value::{Lang, Value, show, sort};

/// The groups of a summary.
pub(super) struct Groups {
    /// The figures of each, as a record; in the order of what they are grouped by.
    pub(super) kept: Vec<Kept>,
    groups: Vec<Group>,
    unplaced: Vec<Unplaced>,
}

/// One group.
struct Group {
    subject: Subject,
    /// For each figure that is not known, why: by its slot.
    lacking: Vec<(usize, Vec<MissingFact>)>,
}

/// Works out the figures of every group of every summary.
pub(super) fn compute<'d>(data: &'d Data<'d>) -> Vec<Groups> {
    let all = &data.plan.summaries;
    let mut places: Vec<Places<'_>> = all.iter().map(|_| Places::default()).collect();
    for (record, records) in data.records.iter().enumerate() {
        let of: Vec<usize> = (0..all.len()).filter(|at| all[*at].of.record == record).collect();
        let placings: Vec<Placing<'_>> = of.iter().map(|at| Placing::of(&all[*at].of, None)).collect();
        if placings.is_empty() {
            continue;
        }
        for part in some_at_once(data, records, |some| place(data, &placings, some, &[])) {
            for (at, part) in of.iter().zip(part) {
                places[*at].take_in(part);
            }
        }
    }
    crew::each_of(data.crew, places, |at, places| groups(data, &all[at], places))
}

fn groups<'d>(data: &'d Data<'d>, summary: &'d Summary, mut places: Places<'d>) -> Groups {
    let placing = Placing::of(&summary.of, None);
    let order =
        |one: &Placed<'_>, other: &Placed<'_>| compare_keys(&one.key, &other.key).then_with(|| one.kept.in_order(other.kept));
    sort::by(&mut places.placed, order);
    let mut all = Groups { kept: Vec::new(), groups: Vec::new(), unplaced: std::mem::take(&mut places.unplaced) };
    for group in places.groups() {
        let position = all.kept.len() as u64 + 1;
        let members = group.iter().map(|placed| places.member(&placing, placed)).collect();
        let (kept, group) = one(data, summary, group, &Within { placing, members }, position);
        all.kept.push(kept);
        all.groups.push(group);
    }
    all
}

fn one(data: &Data<'_>, summary: &Summary, group: &[Placed<'_>], members: &Within<'_>, position: u64) -> (Kept, Group) {
    let key = &group[0].key;
    let mut slots = key.to_vec();
    let mut lacking = Vec::new();
    #[cfg(feature = "trial")]
    watch(data, members, key, &summary.values);
    let mut machine = machine(data, Silent, members, key, &summary.values);
    for at in 0..summary.values.len() {
        let value = machine.let_value(at);
        if value.is_unknown() {
            lacking.push((slots.len(), why(data, summary, members, key, at)));
        }
        slots.push(value);
    }
    let shown: Vec<[String; 2]> =
        key.iter().map(|part| [Lang::Ja, Lang::En].map(|lang| show::show(part, lang, data.plan))).collect();
    let text: Vec<&str> = shown.iter().map(|[ja, _]| ja.as_str()).collect();
    let id = RecordId { input: u32::MAX, position, key: text.join("、").into() };
    let subject = Subject::Group { key: shown, window: None, members: ids(group) };
    (Kept::whole(id, summary.record, Value::Record(slots.into())), Group { subject, lacking })
}

fn machine<'a, 'm, T: Trace>(
    data: &'m Data<'a>,
    trace: T,
    members: &'m Within<'m>,
    key: &'m [Value],
    values: &'m [Expr],
) -> Machine<'a, 'm, T> {
    Machine::new(data, trace, vec![Frame::Elements(members)], key, values)
}

/// A group lives as long as it is worked out: shorter than the data, which whoever watches is told here.
#[cfg(feature = "trial")]
fn watch<'m>(data: &'m Data<'_>, members: &'m Within<'m>, key: &'m [Value], values: &'m [Expr]) {
    data.watch(&[Frame::Elements(members)], key, values, |machine| {
        for at in 0..values.len() {
            machine.let_value(at);
        }
    });
}

/// Why a figure is not known.
fn why(data: &Data<'_>, summary: &Summary, members: &Within<'_>, key: &[Value], at: usize) -> Vec<MissingFact> {
    let mut telling = machine(data, Recorder::new(data.plan, false), members, key, &summary.values);
    telling.let_value(at);
    missing(&telling.trace.since(0)).cloned().collect()
}

/// Judges a rule on each group of a summary.
pub(super) fn judge<'d>(data: &'d Data<'d>, rule: usize, number: usize, filter: Option<&'d Expr>, out: &mut Out<'_>) {
    let (summary, all) = (&data.plan.summaries[number], &data.summaries[number]);
    for unplaced in &all.unplaced {
        give_undetermined(rule, unplaced.subject.clone(), unplaced.evidence.clone(), out);
    }
    for (kept, group) in all.kept.iter().zip(&all.groups) {
        let frame = Frame::Record { value: kept.value(), id: None, path: summary.name.as_str().into() };
        let case = Case { rule, frames: vec![frame], keys: &[], unplaced: all.unplaced.len() };
        let before = out.findings.len();
        #[cfg(feature = "trial")]
        if let Some(filter) = filter {
            data.watch(&case.frames, &[], &[], |machine| {
                machine.condition(filter);
            });
        }
        let belongs = filter
            .map_or(Value::Bool(true), |filter| Machine::new(data, Silent, case.frames.clone(), &[], &[]).condition(filter));
        match (belongs, filter) {
            (Value::Bool(false), _) => continue,
            (Value::Unknown(_), Some(filter)) => {
                let tell = |machine: &mut Machine<'_, 'd, Recorder>| {
                    machine.condition(filter);
                };
                give_unknown(data, &case, group.subject.clone(), &tell, out);
            }
            _ => give(data, &case, &|| group.subject.clone(), out),
        }
        for finding in out.findings[before..].iter_mut().filter(|finding| finding.outcome == Outcome::Unknown) {
            deepen(data, summary, group, &mut finding.evidence);
        }
    }
}

/// Beside a figure that is not known, the facts that it lacks.
fn deepen(data: &Data<'_>, summary: &Summary, group: &Group, evidence: &mut Evidence) {
    let slots = &data.plan.projections[summary.record].slots;
    let names: Vec<String> = evidence.missing.iter().map(|missing| missing.path.clone()).collect();
    for (slot, lacking) in &group.lacking {
        let path = format!("{}/{}", summary.name, slots[*slot].name);
        if names.contains(&path) {
            for fact in lacking {
                if !evidence.missing.contains(fact) {
                    evidence.missing.push(fact.clone());
                }
            }
        }
    }
}
