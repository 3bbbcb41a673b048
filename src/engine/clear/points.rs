//! Where on a line a verdict may turn: where the two sides of a comparison would meet, where the figures compared with lie, and ever further out.

use super::line::{Line, measure};
use super::trial::Probe;
use crate::finding::{Comparison, Evidence};
use crate::value::{Exact, Value};

/// The most places that are tried on one line.
const MOST: usize = 200;

/// How far out a place may lie.
const FARTHEST: i128 = 1 << 90;

/// How many comparisons of one text are held against each other.
const PAIRS: usize = 8;

/// The places worth trying, in order; none where nothing that is compared turns on the field.
pub(super) fn of(probe: &mut Probe<'_, '_>, line: &Line, at: i128, now: &Evidence) -> Option<Vec<i128>> {
    let far = if line.is_days() { 400 } else { (at.abs() / 2).max(1_000) };
    let (mut turns, mut points) = (false, Vec::new());
    for step in [1, far, -far] {
        let Some(value) = line.value(at + step) else { continue };
        let Some(then) = probe.evidence(&value) else {
            turns = true;
            continue;
        };
        turns |= then.comparisons != now.comparisons;
        for meet in meetings(&now.comparisons, &then.comparisons, step) {
            points.extend(at.checked_add(meet.floor()).filter(|point| point.abs() < FARTHEST));
        }
    }
    if !turns && !is_dated(probe, line) {
        return None;
    }
    points.extend(compared(probe, line, now));
    let strides = line.strides().iter().flat_map(|stride| [at - stride, at + stride]);
    Some(in_order(points, strides))
}

/// Places with those beside them, in order, each once.
pub(super) fn in_order(points: Vec<i128>, others: impl Iterator<Item = i128>) -> Vec<i128> {
    let mut all: Vec<i128> =
        points.into_iter().take(MOST).flat_map(|point| [point - 1, point, point + 1]).chain(others).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The places of all values compared.
pub(super) fn compared(probe: &Probe<'_, '_>, line: &Line, now: &Evidence) -> Vec<i128> {
    let start_month = probe.trial.engine.plan.fiscal_year_start;
    let sides = now.comparisons.iter().flat_map(|it| [Some(&it.left), it.right.as_ref()]).flatten();
    sides.flat_map(|side| line.places(side, start_month)).collect()
}

/// Whether a day may choose other rows of a table, or decide whether the rule is in force: no comparison tells of that.
fn is_dated(probe: &Probe<'_, '_>, line: &Line) -> bool {
    let plan = &probe.trial.engine.plan;
    let rule = &plan.rules[probe.trial.rule];
    line.is_calendar() && (rule.applies.is_some() || rule.tables.iter().any(|&table| plan.tables[table].dated))
}

/// After how many steps the two sides of a comparison would meet, going on as from here to there.
fn meetings(now: &[Comparison], then: &[Comparison], step: i128) -> Vec<Exact> {
    let mut all = Vec::new();
    for changed in then.iter().filter(|comparison| !now.contains(comparison)) {
        let before = now.iter().filter(|comparison| comparison.text == changed.text).take(PAIRS);
        for (from, to) in before.flat_map(|before| gaps(before).into_iter().zip(gaps(changed))) {
            // from + slope × n = 0, where slope = (to − from) / step
            let steps = || from.checked_neg()?.checked_mul(Exact::ratio(step, 1)?)?.checked_div(to.checked_sub(from)?);
            all.extend(steps().ok());
        }
    }
    all
}

/// How far apart the sides of a comparison are; of ranges, their ends.
fn gaps(comparison: &Comparison) -> Vec<Exact> {
    let Some(right) = &comparison.right else { return Vec::new() };
    let (lefts, rights) = (ends(&comparison.left), ends(right));
    let pairs = lefts.iter().flat_map(|left| rights.iter().map(move |right| (left, right)));
    pairs.filter_map(|(left, right)| left.checked_sub(*right).ok()).collect()
}

fn ends(value: &Value) -> Vec<Exact> {
    match value {
        Value::Range(ends) => [&ends.0, &ends.1].into_iter().filter_map(measure).collect(),
        value => measure(value).into_iter().collect(),
    }
}
