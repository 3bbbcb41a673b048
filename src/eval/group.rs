//! Rules of a group, of a window within a group, of a table's row, and of the whole set.

use std::cmp::Ordering;

use super::machine::{Data, Frame, Machine};
use super::trace::{Recorder, Silent};
use super::verdict::{Case, give, give_unknown};
use super::{Input, Out};
use crate::finding::Subject;
use crate::plan::{Expr, Scope};
use crate::value::{Date, Lang, Value, Why, ops, show};

/// A record with what places it in a group.
struct Placed<'d> {
    input: &'d Input,
    key: Vec<Value>,
    date: Option<Date>,
}

/// What places a record.
#[derive(Clone, Copy)]
struct Placing<'d> {
    rule: usize,
    filter: Option<&'d Expr>,
    by: &'d [Expr],
    date: Option<&'d Expr>,
}

/// Judges a rule that looks at more than one record.
pub(super) fn judge<'d>(data: &'d Data<'d>, rule: usize, out: &mut Out<'_>) {
    match &data.plan.rules[rule].scope {
        Scope::Each { record, .. } => {
            for input in data.records.get(*record).into_iter().flatten().copied() {
                super::each::judge(data, rule, input, out);
            }
        }
        Scope::Group { record, filter, by, window } => {
            let date = window.as_ref().map(|(_, date)| date);
            let placing = Placing { rule, filter: filter.as_ref(), by, date };
            let (placed, unplaced) = place(data, *record, placing, out);
            let length = window.as_ref().map(|(length, _)| length);
            groups(data, rule, placed, unplaced, length, out);
        }
        // A run over records of another kind says nothing of this set.
        Scope::Set { record, .. } if data.records[*record].is_empty() && data.records.iter().any(|kind| !kind.is_empty()) => {}
        Scope::Set { record, filter } => {
            let placing = Placing { rule, filter: filter.as_ref(), by: &[], date: None };
            let (placed, unplaced) = place(data, *record, placing, out);
            let members: Vec<&Input> = placed.iter().map(|placed| placed.input).collect();
            let case = Case { rule, frames: vec![Frame::Members(&members)], keys: &[], unplaced };
            give(data, &case, || Subject::Set { count: members.len() }, out);
        }
        Scope::Row { table, filter } => rows(data, rule, *table, filter.as_ref(), out),
    }
}

/// Places each record, or reports that it cannot be placed.
fn place<'d>(data: &'d Data<'d>, record: usize, placing: Placing<'d>, out: &mut Out<'_>) -> (Vec<Placed<'d>>, usize) {
    let (mut placed, mut unplaced) = (Vec::new(), 0);
    for input in data.records.get(record).into_iter().flatten().copied() {
        let frame = Frame::Record { value: input.value.clone(), id: None, path: "".into() };
        let mut asking = Machine::new(data, Silent, vec![frame.clone()], &[], &[]);
        let mut date = None;
        let belongs = place_one(&mut asking, placing, &mut date);
        match belongs {
            Some(Ok(key)) => placed.push(Placed { input, key, date }),
            Some(Err(())) => {
                unplaced += 1;
                let case = Case { rule: placing.rule, frames: vec![frame], keys: &[], unplaced: 0 };
                let subject = Subject::Record { record: input.id.clone(), path: String::new() };
                let tell = |machine: &mut Machine<'_, 'd, Recorder>| {
                    place_one(machine, placing, &mut None);
                };
                give_unknown(data, &case, subject, tell, out);
            }
            None => {}
        }
    }
    (placed, unplaced)
}

/// The grouping values of a record; `None` where it belongs to no group, an error where that cannot be told.
fn place_one<'d, T: super::trace::Trace>(
    machine: &mut Machine<'_, 'd, T>,
    placing: Placing<'d>,
    date: &mut Option<Date>,
) -> Option<Result<Vec<Value>, ()>> {
    if let Some(filter) = placing.filter {
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

/// Cuts the records into groups, each group into windows, and judges each.
fn groups<'d>(
    data: &'d Data<'d>,
    rule: usize,
    mut placed: Vec<Placed<'d>>,
    unplaced: usize,
    window: Option<&'d Expr>,
    out: &mut Out<'_>,
) {
    placed.sort_by(|one, other| {
        compare_keys(&one.key, &other.key).then(one.date.cmp(&other.date)).then_with(|| one.input.id.cmp(&other.input.id))
    });
    for group in placed.chunk_by(|one, other| compare_keys(&one.key, &other.key).is_eq()) {
        match window {
            None => group_verdict(data, rule, group, unplaced, false, out),
            Some(length) => windows(data, rule, group, unplaced, length, out),
        }
    }
}

fn compare_keys(one: &[Value], other: &[Value]) -> Ordering {
    let pairs = one.iter().zip(other).map(|(one, other)| one.total_cmp(other));
    pairs.fold(Ordering::Equal, Ordering::then)
}

/// The longest runs of records whose dates lie within the window, none of them part of another.
fn windows<'d>(data: &'d Data<'d>, rule: usize, group: &[Placed<'d>], unplaced: usize, length: &'d Expr, out: &mut Out<'_>) {
    let mut asking = Machine::new(data, Silent, Vec::new(), &[], &[]);
    let span = asking.eval(length);
    if span.is_unknown() {
        for placed in group {
            let case = Case { rule, frames: Vec::new(), keys: &[], unplaced: 0 };
            let subject = Subject::Record { record: placed.input.id.clone(), path: String::new() };
            let tell = |machine: &mut Machine<'_, 'd, Recorder>| {
                machine.eval(length);
            };
            give_unknown(data, &case, subject, tell, out);
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

fn group_verdict<'d>(data: &'d Data<'d>, rule: usize, group: &[Placed<'d>], unplaced: usize, window: bool, out: &mut Out<'_>) {
    let mut members: Vec<&Input> = group.iter().map(|placed| placed.input).collect();
    members.sort_by(|one, other| one.id.cmp(&other.id));
    let key = &group[0].key;
    let case = Case { rule, frames: vec![Frame::Members(&members)], keys: key, unplaced };
    let subject = || Subject::Group {
        key: key.iter().map(|part| [Lang::Ja, Lang::En].map(|lang| show::show(part, lang, data.plan))).collect(),
        window: if window { ends(group) } else { None },
        members: members.iter().map(|input| input.id.clone()).collect(),
    };
    judge_members(data, &case, subject, out);
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
