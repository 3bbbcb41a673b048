//! Sorting, by one sort for values of all types: each type that the standard library sorts on its own makes the program that a page loads some
//! kilobytes longer.

use std::cmp::Ordering;

/// Sorts as [`slice::sort_by`] does: equal ones stay in their order.
///
/// ```
/// let mut words = vec!["乙", "甲", "丙"];
/// sadame::value::sort::by(&mut words, |one, other| other.cmp(one));
/// assert_eq!(words, ["甲", "乙", "丙"]);
/// ```
pub fn by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    put(items, &compare);
}

/// Once for each type, whatever it is sorted by.
fn put<T>(items: &mut Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|one, other| compare(&items[one], &items[other]));
    let mut left: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|at| left[at].take()));
}

/// The numbers from 0 to a count, in the order of what they stand for.
#[must_use]
pub fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}
