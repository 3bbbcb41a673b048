//! Summaries: the figures of each group, worked out when all records are in, and the rules that judge them.

use super::group::{compare_keys, ids};
use super::machine::{Data, Frame, Machine};
use super::place::{Placed, Placing, Unplaced, missing, place};
use super::trace::{Recorder, Silent, Trace};
use super::verdict::{Case, give, give_undetermined, give_unknown};
use super::{Input, Out};
use crate::finding::{Evidence, MissingFact, Outcome, RecordId, Subject};
use crate::plan::{Expr, Summary};
use crate::value::{Lang, Value, show, sort};

/// The groups of a summary.
pub(super) struct Groups {
    /// The figures of each, as a record; in the order of what they are grouped by.
    pub(super) inputs: Vec<Input>,
    groups: Vec<Group>,
    unplaced: Vec<Unplaced>,
}

/// One group.
struct Group {
    subject: Subject,
    /// For each figure that is not known, why: by its slot.
    lacking: Vec<(usize, Vec<MissingFact>)>,
}

/// Works out the figures of every group.
pub(super) fn compute<'d>(data: &'d Data<'d>, summary: &'d Summary) -> Groups {
    let (mut placed, unplaced) = place(data, Placing::of(&summary.of, None), &[]);
    sort::by(&mut placed, |one, other| compare_keys(&one.key, &other.key).then_with(|| one.input.in_order(other.input)));
    let mut all = Groups { inputs: Vec::new(), groups: Vec::new(), unplaced };
    for group in placed.chunk_by(|one, other| compare_keys(&one.key, &other.key).is_eq()) {
        let position = all.inputs.len() as u64 + 1;
        let (input, group) = one(data, summary, group, position);
        all.inputs.push(input);
        all.groups.push(group);
    }
    all
}

fn one<'d>(data: &'d Data<'d>, summary: &'d Summary, group: &[Placed<'d>], position: u64) -> (Input, Group) {
    let key = &group[0].key;
    let members: Vec<&[Frame<'_>]> = group.iter().map(|placed| placed.frames.as_slice()).collect();
    let mut slots = key.clone();
    let mut lacking = Vec::new();
    #[cfg(feature = "trial")]
    watch(data, &members, key, &summary.values);
    let mut machine = machine(data, Silent, &members, key, &summary.values);
    for at in 0..summary.values.len() {
        let value = machine.let_value(at);
        if value.is_unknown() {
            lacking.push((slots.len(), why(data, summary, &members, key, at)));
        }
        slots.push(value);
    }
    let shown: Vec<[String; 2]> =
        key.iter().map(|part| [Lang::Ja, Lang::En].map(|lang| show::show(part, lang, data.plan))).collect();
    let text: Vec<&str> = shown.iter().map(|[ja, _]| ja.as_str()).collect();
    let id = RecordId { input: u32::MAX, position, key: text.join("、").into() };
    let subject = Subject::Group { key: shown, window: None, members: ids(group) };
    (Input { id, record: summary.record, value: Value::Record(slots.into()) }, Group { subject, lacking })
}

fn machine<'a, 'm, T: Trace>(
    data: &'m Data<'a>,
    trace: T,
    members: &'m [&'m [Frame<'m>]],
    key: &'m [Value],
    values: &'m [Expr],
) -> Machine<'a, 'm, T> {
    Machine::new(data, trace, vec![Frame::Elements(members)], key, values)
}

/// A group lives as long as it is worked out: shorter than the data, which whoever watches is told here.
#[cfg(feature = "trial")]
fn watch<'m>(data: &'m Data<'_>, members: &'m [&'m [Frame<'m>]], key: &'m [Value], values: &'m [Expr]) {
    data.watch(&[Frame::Elements(members)], key, values, |machine| {
        for at in 0..values.len() {
            machine.let_value(at);
        }
    });
}

/// Why a figure is not known.
fn why(data: &Data<'_>, summary: &Summary, members: &[&[Frame<'_>]], key: &[Value], at: usize) -> Vec<MissingFact> {
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
    for (input, group) in all.inputs.iter().zip(&all.groups) {
        let frame = Frame::Record { value: input.value.clone(), id: None, path: summary.name.as_str().into() };
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
                give_unknown(data, &case, group.subject.clone(), tell, out);
            }
            _ => give(data, &case, || group.subject.clone(), out),
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
