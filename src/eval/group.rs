//! Rules of a group, of a window within a group, of a table's row, and of the whole set.

use std::cmp::Ordering;

use super::Out;
use super::down::Way;
use super::kept::Kept;
use super::machine::{Data, Frame, Machine};
use super::place::{Placed, Places, Placing, Within, place};
use super::trace::{Recorder, Silent};
use super::verdict::{Case, give, give_undetermined, give_unknown};
use crate::finding::{RecordId, Subject};
use crate::plan::{Expr, Scope};
use crate::value::{Date, Lang, Value, Why, ops, show, sort};

/// How many records are judged at once.
pub(super) const AT_ONCE: usize = 1_000;

/// A rule, or a rule on some of the records that it is judged on one after the other.
pub(super) struct Part<'d> {
    rule: usize,
    records: Option<&'d [&'d Kept]>,
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
        return records.iter().for_each(|kept| super::each::judge(data, rule, &kept.input(), out));
    }
    match &data.plan.rules[rule].scope {
        Scope::Each { record, filter, .. } => {
            if let Some((summary, _)) = data.plan.summary_of(*record) {
                super::summary::judge(data, rule, summary, filter.as_ref(), out);
            }
        }
        Scope::Group { of, window } => {
            let placing = Placing::of(of, window.as_ref().map(|(_, date)| date));
            let (mut places, unplaced) = placed(data, rule, placing, out);
            sort::by(&mut places.placed, |one, other| {
                let keys = compare_keys(&one.key, &other.key);
                keys.then(one.date.cmp(&other.date)).then_with(|| one.kept.id.cmp(&other.kept.id))
            });
            let groups = Groups { data, rule, placing, places: &places, unplaced };
            for group in places.groups() {
                match window {
                    None => groups.verdict(group, false, out),
                    Some((length, _)) => groups.windows(group, length, out),
                }
            }
        }
        Scope::Set { record, .. } if is_elsewhere(data, *record) => {}
        Scope::Set { record, filter } => {
            let way = Way { record: *record, path: &[] };
            let placing = Placing { way, filter: filter.as_ref(), by: &[], date: None };
            let (places, unplaced) = placed(data, rule, placing, out);
            let mut members: Vec<&Kept> = places.placed.iter().map(|placed| placed.kept).collect();
            Kept::order(&mut members);
            let opened = opened(&members);
            let members = if opened.is_empty() { members } else { opened.iter().collect() };
            let case = Case { rule, frames: vec![Frame::Members(&members)], keys: &[], unplaced };
            judge_members(data, &case, &|| Subject::Set { count: members.len() }, out);
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
fn placed<'d>(data: &'d Data<'d>, rule: usize, placing: Placing<'d>, out: &mut Out<'_>) -> (Places<'d>, usize) {
    let records = data.records.get(placing.way.record).map_or(&[][..], Vec::as_slice);
    let known = data.sifted.get(rule).map_or(&[][..], Vec::as_slice);
    let mut places = place(data, &[placing], records, known).pop().unwrap_or_default();
    let unplaced = std::mem::take(&mut places.unplaced);
    let count = unplaced.len();
    for unplaced in unplaced {
        give_undetermined(rule, unplaced.subject, unplaced.evidence, out);
    }
    (places, count)
}

pub(super) fn compare_keys(one: &[Value], other: &[Value]) -> Ordering {
    let pairs = one.iter().zip(other).map(|(one, other)| one.total_cmp(other));
    pairs.fold(Ordering::Equal, Ordering::then)
}

/// The groups that a rule is judged on.
#[derive(Clone, Copy)]
struct Groups<'d, 'p> {
    data: &'d Data<'d>,
    rule: usize,
    placing: Placing<'d>,
    places: &'p Places<'d>,
    /// Records that could not be placed.
    unplaced: usize,
}

impl<'d> Groups<'d, '_> {
    /// The longest runs of records whose dates lie within the window, none of them part of another.
    fn windows(self, group: &[Placed<'d>], length: &'d Expr, out: &mut Out<'_>) {
        let Groups { data, rule, placing, places, .. } = self;
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
                give_unknown(data, &case, placing.subject(data.plan, places.member(&placing, placed)), &tell, out);
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
                self.verdict(&group[start..end], true, out);
                last_end = end;
            }
        }
    }

    /// Judges one group, or one window of it.
    fn verdict(self, group: &[Placed<'d>], window: bool, out: &mut Out<'_>) {
        let Groups { data, rule, placing, places, unplaced } = self;
        let mut members: Vec<&Placed<'_>> = group.iter().collect();
        sort::by(&mut members, |one, other| one.kept.in_order(other.kept));
        let key = &group[0].key;
        let subject = || Subject::Group {
            key: key.iter().map(|part| [Lang::Ja, Lang::En].map(|lang| show::show(part, lang, data.plan))).collect(),
            window: if window { ends(group).map(Box::new) } else { None },
            members: ids(group),
        };
        let kept: Vec<&Kept> = members.iter().map(|placed| placed.kept).collect();
        let opened = if placing.way.path.is_empty() { opened(&kept) } else { Vec::new() };
        let kept = if opened.is_empty() { kept } else { opened.iter().collect() };
        let within = Within { placing, members: members.iter().map(|placed| places.member(&placing, placed)).collect() };
        let frame = if placing.way.path.is_empty() { Frame::Members(&kept) } else { Frame::Elements(&within) };
        judge_members(data, &Case { rule, frames: vec![frame], keys: key, unplaced }, &subject, out);
    }
}

/// The members of a group, quick to look at: a rule may look at them several times. None where they are already, or where they are many.
fn opened(members: &[&Kept]) -> Vec<Kept> {
    let some = members.len() <= AT_ONCE && members.iter().any(|kept| kept.is_packed());
    if some { members.iter().map(|kept| kept.opened()).collect() } else { Vec::new() }
}

/// Whether a window ends before it begins: it holds nothing, and says nothing of anything.
fn is_negative(span: &Value) -> bool {
    matches!(span, Value::Days(count) | Value::Months(count) | Value::Years(count) if *count < 0)
}

/// The records of a group, each once, in their order.
pub(super) fn ids(group: &[Placed<'_>]) -> Vec<RecordId> {
    // Elements of one record stand one after the other, mostly.
    let mut ids: Vec<RecordId> = Vec::new();
    for placed in group {
        if ids.last() != Some(&placed.kept.id) {
            ids.push(placed.kept.id.clone());
        }
    }
    sort::by(&mut ids, Ord::cmp);
    ids.dedup();
    ids
}

/// A group lives as long as its judgement: shorter than the data, which [`give`] is told here.
fn judge_members(data: &Data<'_>, case: &Case<'_>, subject: &dyn Fn() -> Subject, out: &mut Out<'_>) {
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
                    give_unknown(data, &case, subject(), &tell, out);
                    continue;
                }
            }
        }
        give(data, &case, &subject, out);
    }
}
