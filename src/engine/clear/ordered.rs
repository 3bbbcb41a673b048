//! Amounts, days, years: the nearest value on either side that clears the finding, and one that is not there yet.

use super::line::Line;
use super::points;
use super::search::Found;
use super::trial::Probe;
use crate::finding::{Evidence, Way};
use crate::value::{Value, sort};

/// Of a value that is there: the nearest that clears, below and above.
pub(super) fn nearest(probe: &mut Probe<'_, '_>, value: &Value, now: &Evidence) -> Vec<Found> {
    let beside: Vec<Value> = now.comparisons.iter().flat_map(|it| [Some(it.left.clone()), it.right.clone()]).flatten().collect();
    let mut found: Vec<(u128, Found)> = Vec::new();
    for line in Line::through(value, &beside) {
        let Some(at) = line.at(value) else { continue };
        let Some(points) = points::of(probe, &line, at, now) else { continue };
        let lowest = lowest(&line, at);
        let down: Vec<i128> =
            points.iter().rev().copied().filter(|it| *it < at && lowest.is_none_or(|lowest| *it >= lowest)).collect();
        let up: Vec<i128> = points.into_iter().filter(|point| *point > at).collect();
        for outwards in [down, up] {
            let Some(to) = first(probe, &line, at, &outwards) else { continue };
            let ends = lowest.filter(|_| to < at);
            let way = match value {
                Value::Range(_) => Way::Equal,
                _ if ends == Some(to) => Way::Equal,
                _ => way(probe, &line, to, to < at, outwards.into_iter().chain(ends)),
            };
            let by = line.distance(at, to);
            found.extend(line.value(to).map(|value| (to.abs_diff(at), Found { by, ..Found::new(value, way) })));
        }
    }
    sort::by(&mut found, |one, other| one.0.cmp(&other.0));
    found.into_iter().map(|(_, found)| found).collect()
}

/// What is not below zero stays so.
fn lowest(line: &Line, at: i128) -> Option<i128> {
    (!line.is_calendar() && at >= 0).then_some(0)
}

/// The first place that clears, going outwards; then the nearest after the last that does not.
fn first(probe: &mut Probe<'_, '_>, line: &Line, at: i128, outwards: &[i128]) -> Option<i128> {
    let mut last = at;
    for &point in outwards {
        if clears(probe, line, point) {
            return Some(edge(probe, line, last, point));
        }
        last = point;
    }
    None
}

/// Between a place that does not clear and one that does, the last that does.
fn edge(probe: &mut Probe<'_, '_>, line: &Line, not: i128, does: i128) -> i128 {
    let (mut not, mut does) = (not, does);
    while not.abs_diff(does) > 1 {
        let middle = not + (does - not) / 2;
        if clears(probe, line, middle) { does = middle } else { not = middle }
    }
    does
}

fn clears(probe: &mut Probe<'_, '_>, line: &Line, at: i128) -> bool {
    line.value(at).is_some_and(|value| probe.clears(&value))
}

/// Whether all beyond clears too, as far as it is tried.
fn way(probe: &mut Probe<'_, '_>, line: &Line, to: i128, down: bool, beyond: impl Iterator<Item = i128>) -> Way {
    let next = if down { to - 1 } else { to + 1 };
    let beyond = beyond.filter(|point| if down { *point < to } else { *point > to });
    let there = std::iter::once(next).chain(beyond).filter_map(|point| line.value(point));
    match there.into_iter().all(|value| probe.clears(&value)) {
        true if down => Way::AtMost,
        true => Way::AtLeast,
        false => Way::Equal,
    }
}

/// Of one that is not there: where giving it clears, from which value on or up to which. `such` are values that it could be.
pub(super) fn given(probe: &mut Probe<'_, '_>, such: &[Value], now: &Evidence) -> Option<Found> {
    let line = such.iter().flat_map(|value| Line::through(value, such)).next()?;
    let mut points: Vec<i128> = such.iter().filter_map(|value| line.at(value)).collect();
    points.extend(points::compared(probe, &line, now));
    let (low, high) = (*points.iter().min()?, *points.iter().max()?);
    let lowest = lowest(&line, low);
    let strides = line.strides().iter().flat_map(|stride| [low - stride, high + stride]);
    let mut points = points::in_order(points, strides);
    points.retain(|point| lowest.is_none_or(|lowest| *point >= lowest) && line.value(*point).is_some());
    let cleared: Vec<bool> = points.iter().map(|point| clears(probe, &line, *point)).collect();
    let first = cleared.iter().position(|clears| *clears)?;
    let last = cleared.iter().skip(first).position(|clears| !*clears).map(|run| first + run);
    let (to, way) = match (first, last) {
        (0, None) => return Some(Found::given(such.to_vec())),
        (0, Some(not)) if cleared[not..].iter().all(|clears| !clears) => {
            (edge(probe, &line, points[not], points[not - 1]), Way::AtMost)
        }
        (first, None) => (edge(probe, &line, points[first - 1], points[first]), Way::AtLeast),
        (0, Some(_)) => (points[0], Way::Equal),
        (first, Some(_)) => (edge(probe, &line, points[first - 1], points[first]), Way::Equal),
    };
    Some(Found::new(line.value(to)?, way))
}
