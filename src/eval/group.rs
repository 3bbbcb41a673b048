//! Rules of a group, of a window within a group, of a table's row, and of the whole set.

use std::cmp::Ordering;

use super::machine::{Data, Frame, Machine};
use super::place::{Placed, Placing, place};
use super::trace::{Recorder, Silent};
use super::verdict::{Case, give, give_undetermined, give_unknown};
use super::{Input, Out};
use crate::finding::{RecordId, Subject};
use crate::plan::{Expr, Scope};
use crate::value::{Date, Lang, Value, Why, ops, show, sort};

/// How many records are judged at once.
pub(super) const AT_ONCE: usize = 1_000;

/// A rule, or a rule on some of the records that it is judged on one after the other.
pub(super) struct Part<'d> {
    rule: usize,
    records: Option<&'d [&'d Input]>,
}

/// The parts of rules that look at more than one record; what comes of them is, in their order, what comes of the rules.
pub(super) fn parts<'d>(data: &'d Data<'_>, rules: &[usize]) -> Vec<Part<'d>> {
    let mut parts = Vec::new();
    for &rule in rules {
        match data.plan.rules[rule].scope {
            Scope::Each { record, .. } if data.plan.summary_of(record).is_none() => {
                for records in data.records[record].chunks(AT_ONCE) {
                    parts.push(Part { rule, records: Some(records) });
                }
            }
            _ => parts.push(Part { rule, records: None }),
        }
    }
    parts
}

/// Judges a part of a rule that looks at more than one record.
pub(super) fn judge<'d>(data: &'d Data<'d>, part: &Part<'d>, out: &mut Out<'_>) {
    let rule = part.rule;
    if let Some(records) = part.records {
        return records.iter().for_each(|input| super::each::judge(data, rule, input, out));
    }
    match &data.plan.rules[rule].scope {
        Scope::Each { record, filter, .. } => {
            if let Some((summary, _)) = data.plan.summary_of(*record) {
                super::summary::judge(data, rule, summary, filter.as_ref(), out);
            }
        }
        Scope::Group { of, window } => {
            let date = window.as_ref().map(|(_, date)| date);
            let (placed, unplaced) = placed(data, rule, Placing::of(of, date), out);
            let length = window.as_ref().map(|(length, _)| length);
            groups(data, rule, placed, unplaced, length, out);
        }
        Scope::Set { record, .. } if is_elsewhere(data, *record) => {}
        Scope::Set { record, filter } => {
            let placing = Placing { record: *record, path: &[], filter: filter.as_ref(), by: &[], date: None };
            let (placed, unplaced) = placed(data, rule, placing, out);
            let mut members: Vec<&Input> = placed.iter().map(|placed| placed.input).collect();
            Input::order(&mut members);
            let case = Case { rule, frames: vec![Frame::Members(&members)], keys: &[], unplaced };
            give(data, &case, || Subject::Set { count: members.len() }, out);
        }
        Scope::Row { table, filter } => rows(data, rule, *table, filter.as_ref(), out),
    }
}

/// Whether a run is over records of another kind than those of a set: it says nothing of the set. A summary is of the records that it sums up.
fn is_elsewhere(data: &Data<'_>, record: usize) -> bool {
    let root = data.plan.summary_of(record).map_or(record, |(_, summary)| summary.of.record);
    data.records[root].is_empty() && data.records.iter().any(|kind| !kind.is_empty())
}

/// Places each record, and reports those that cannot be placed.
fn placed<'d>(data: &'d Data<'d>, rule: usize, placing: Placing<'d>, out: &mut Out<'_>) -> (Vec<Placed<'d>>, usize) {
    let (placed, unplaced) = place(data, placing, data.sifted.get(rule).map_or(&[], Vec::as_slice));
    let count = unplaced.len();
    for unplaced in unplaced {
        give_undetermined(rule, unplaced.subject, unplaced.evidence, out);
    }
    (placed, count)
}

/// Cuts the records into groups, each group into windows, and judges each.
fn groups<'d>(
    data: &'d Data<'d>,
    rule: usize,
    mut placed: Vec<Placed<'d>>,
    unplaced: usize,
    window: Option<&'d Expr>,
    out: &mut Out<'_>,
) {
    sort::by(&mut placed, |one, other| {
        compare_keys(&one.key, &other.key).then(one.date.cmp(&other.date)).then_with(|| one.input.id.cmp(&other.input.id))
    });
    for group in placed.chunk_by(|one, other| compare_keys(&one.key, &other.key).is_eq()) {
        match window {
            None => group_verdict(data, rule, group, unplaced, false, out),
            Some(length) => windows(data, rule, group, unplaced, length, out),
        }
    }
}

pub(super) fn compare_keys(one: &[Value], other: &[Value]) -> Ordering {
    let pairs = one.iter().zip(other).map(|(one, other)| one.total_cmp(other));
    pairs.fold(Ordering::Equal, Ordering::then)
}

/// The longest runs of records whose dates lie within the window, none of them part of another.
fn windows<'d>(data: &'d Data<'d>, rule: usize, group: &[Placed<'d>], unplaced: usize, length: &'d Expr, out: &mut Out<'_>) {
    let mut asking = Machine::new(data, Silent, Vec::new(), &[], &[]);
    let span = asking.eval(length);
    if span.is_unknown() || is_negative(&span) {
        for placed in group {
            let case = Case { rule, frames: Vec::new(), keys: &[], unplaced: 0 };
            let tell = |machine: &mut Machine<'_, 'd, Recorder>| {
                let span = machine.eval(length);
                if !span.is_unknown() {
                    machine.computed(&length.text, Value::Unknown(Why::Nothing), &[]);
                }
            };
            give_unknown(data, &case, placed.subject(), tell, out);
        }
        return;
    }
    let mut last_end = 0;
    for start in 0..group.len() {
        let Some(first) = group[start].date else { continue };
        let limit = match ops::add(&Value::Date(first), &span) {
            Value::Date(limit) => limit,
            _ => Date::ymd(9999, 12, 31).unwrap_or(first),
        };
        let end = start + group[start..].partition_point(|placed| placed.date.is_some_and(|date| date <= limit));
        if end > last_end {
            group_verdict(data, rule, &group[start..end], unplaced, true, out);
            last_end = end;
        }
    }
}

/// Whether a window ends before it begins: it holds nothing, and says nothing of anything.
fn is_negative(span: &Value) -> bool {
    matches!(span, Value::Days(count) | Value::Months(count) | Value::Years(count) if *count < 0)
}

fn group_verdict<'d>(data: &'d Data<'d>, rule: usize, group: &[Placed<'d>], unplaced: usize, window: bool, out: &mut Out<'_>) {
    let mut inputs: Vec<&Input> = group.iter().map(|placed| placed.input).collect();
    Input::order(&mut inputs);
    let mut elements: Vec<&Placed<'_>> = group.iter().collect();
    sort::by(&mut elements, |one, other| one.input.in_order(other.input));
    let elements: Vec<&[Frame<'_>]> = elements.iter().map(|placed| placed.frames.as_slice()).collect();
    let of_elements = group[0].frames.len() > 1;
    let frame = if of_elements { Frame::Elements(&elements) } else { Frame::Members(&inputs) };
    let key = &group[0].key;
    let case = Case { rule, frames: vec![frame], keys: key, unplaced };
    let subject = || Subject::Group {
        key: key.iter().map(|part| [Lang::Ja, Lang::En].map(|lang| show::show(part, lang, data.plan))).collect(),
        window: if window { ends(group).map(Box::new) } else { None },
        members: ids(group),
    };
    judge_members(data, &case, subject, out);
}

/// The records of a group, each once, in their order.
pub(super) fn ids(group: &[Placed<'_>]) -> Vec<RecordId> {
    let mut ids: Vec<RecordId> = group.iter().map(|placed| placed.input.id.clone()).collect();
    sort::by(&mut ids, Ord::cmp);
    ids.dedup();
    ids
}

/// A group lives as long as its judgement: shorter than the data, which [`give`] is told here.
fn judge_members(data: &Data<'_>, case: &Case<'_>, subject: impl FnOnce() -> Subject, out: &mut Out<'_>) {
    give(data, case, subject, out);
}

fn ends(group: &[Placed<'_>]) -> Option<(String, String)> {
    let (first, last) = (group.first()?.date?, group.last()?.date?);
    Some((first.to_string(), last.to_string()))
}

/// Each row of a table.
fn rows<'d>(data: &'d Data<'d>, rule: usize, table: usize, filter: Option<&'d Expr>, out: &mut Out<'_>) {
    let rows = &data.plan.tables[table];
    for (row, declared) in rows.rows.iter().enumerate() {
        let case = Case { rule, frames: vec![Frame::Row(table, row)], keys: &[], unplaced: 0 };
        let subject = || Subject::Row { table, key: rows.key_text(row, Lang::Ja, data.plan), line: declared.line };
        if let Some(filter) = filter {
            #[cfg(feature = "trial")]
            data.watch(&case.frames, &[], &[], |machine| {
                machine.condition(filter);
            });
            let mut asking = Machine::new(data, Silent, case.frames.clone(), &[], &[]);
            match asking.condition(filter) {
                Value::Bool(true) => {}
                Value::Bool(false) => continue,
                _ => {
                    let tell = |machine: &mut Machine<'_, 'd, Recorder>| {
                        machine.condition(filter);
                    };
                    give_unknown(data, &case, subject(), tell, out);
                    continue;
                }
            }
        }
        give(data, &case, subject, out);
    }
}
