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
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    put(items, &compare);
}

/// Once for each type, whatever it is sorted by.
fn put<T>(items: &mut [T], compare: &dyn Fn(&T, &T) -> Ordering) {
    let mut order = order(items.len(), &|one, other| compare(&items[one], &items[other]));
    // What belongs in a place changes places with what stands there, until that is where it belongs: no second list is needed.
    for start in 0..items.len() {
        let mut at = start;
        while order[at] != start {
            let from = std::mem::replace(&mut order[at], at);
            items.swap(at, from);
            at = from;
        }
        order[at] = at;
    }
}

/// The numbers from 0 to a count, in the order of what they stand for.
#[must_use]
pub fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    order
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_sorts_as_the_standard_library_does() {
        for (count, many) in [(0, 1), (1, 1), (2, 2), (7, 3), (100, 10), (1_000, 1_000)] {
            // As good as any order: the numbers of a sequence that visits them without a pattern.
            let mut items: Vec<(usize, usize)> = (0..count).map(|at| ((at * 7_919 + 13) % 1_009 % many, at)).collect();
            let mut expected = items.clone();
            super::by(&mut items, |one, other| one.0.cmp(&other.0));
            expected.sort_by_key(|item| item.0);
            assert_eq!(items, expected);
        }
    }
}
