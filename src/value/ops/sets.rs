//! Sets and ranges: making them, and asking what is in them.

use std::sync::Arc;

use crate::value::ops::{compare, first_unknown, truth_and, truth_or};
use crate::value::{Value, Why, sort};

/// A set of these values, each once; unknown where any is.
#[must_use]
pub fn set_of(mut items: Vec<Value>) -> Value {
    if let Some(Value::Unknown(why)) = items.iter().find(|item| item.is_unknown()) {
        return Value::Unknown(*why);
    }
    sort::by(&mut items, Value::total_cmp);
    items.dedup_by(|one, other| one.total_cmp(other).is_eq());
    Value::Set(items.into())
}

/// From one value to another, both included. One that ends before it begins contains nothing.
#[must_use]
pub fn make_range(from: &Value, to: &Value) -> Value {
    match compare(from, to) {
        Ok(_) => Value::Range(Arc::new((from.clone(), to.clone()))),
        Err(why) => Value::Unknown(why),
    }
}

/// Whether a set or range holds a value, or the whole of another set or range.
#[must_use]
pub fn contains(whole: &Value, part: &Value) -> Value {
    if let Some(why) = first_unknown(whole, part) {
        return Value::Unknown(why);
    }
    match (whole, part) {
        (Value::Set(whole), Value::Set(part)) => {
            part.iter().map(|item| member(whole, item)).fold(Value::Bool(true), |all, one| truth_and(&all, &one))
        }
        (Value::Set(whole), item) => member(whole, item),
        (Value::Range(whole), Value::Range(part)) => {
            let empty = compare(&part.0, &part.1).is_ok_and(std::cmp::Ordering::is_gt);
            if empty { Value::Bool(true) } else { within(whole, &part.0, &part.1) }
        }
        (Value::Range(whole), item) => within(whole, item, item),
        _ => Value::Unknown(Why::Mismatch),
    }
}

/// Whether a part is in the whole, as [`contains`] has it: of two that are unknown, the one that is written first says why.
#[must_use]
pub fn is_in(part: &Value, whole: &Value) -> Value {
    first_unknown(part, whole).map_or_else(|| contains(whole, part), Value::Unknown)
}

/// Whether an item is in a set; of an amount among amounts of other currencies, that cannot be said.
fn member(set: &[Value], item: &Value) -> Value {
    if holds(set, item) {
        return Value::Bool(true);
    }
    let currencies = set.iter().any(|known| compare(known, item) == Err(Why::Currencies));
    if currencies { Value::Unknown(Why::Currencies) } else { Value::Bool(false) }
}

fn holds(set: &[Value], item: &Value) -> bool {
    set.binary_search_by(|known| known.total_cmp(item)).is_ok()
}

fn within(range: &(Value, Value), from: &Value, to: &Value) -> Value {
    match (compare(&range.0, from), compare(to, &range.1)) {
        (Err(why), _) | (_, Err(why)) => Value::Unknown(why),
        (Ok(start), Ok(end)) => Value::Bool(start.is_le() && end.is_le()),
    }
}

/// Whether two ranges or two sets have anything in common. Of sets with amounts of different currencies and nothing in common, that cannot be said.
#[must_use]
pub fn overlaps(left: &Value, right: &Value) -> Value {
    if let Some(why) = first_unknown(left, right) {
        return Value::Unknown(why);
    }
    match (left, right) {
        (Value::Set(left), Value::Set(right)) => {
            left.iter().map(|item| member(right, item)).fold(Value::Bool(false), |any, one| truth_or(&any, &one))
        }
        (Value::Range(left), Value::Range(right)) => {
            let in_order = |one: &Value, other: &Value| compare(one, other).map(std::cmp::Ordering::is_le);
            let all = [
                in_order(&left.0, &left.1),
                in_order(&right.0, &right.1),
                in_order(&left.0, &right.1),
                in_order(&right.0, &left.1),
            ];
            match all.iter().find_map(|one| one.err()) {
                Some(why) => Value::Unknown(why),
                None => Value::Bool(all.iter().all(|one| *one == Ok(true))),
            }
        }
        _ => Value::Unknown(Why::Mismatch),
    }
}

/// What is in either set.
#[must_use]
pub fn union(left: &Value, right: &Value) -> Value {
    combine(left, right, |left, right| left.iter().chain(right).cloned().collect())
}

/// What is in the left set and not in the right.
#[must_use]
pub fn difference(left: &Value, right: &Value) -> Value {
    combine(left, right, |left, right| left.iter().filter(|item| !holds(right, item)).cloned().collect())
}

fn combine(left: &Value, right: &Value, make: fn(&[Value], &[Value]) -> Vec<Value>) -> Value {
    match (left, right) {
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Value::Unknown(*why),
        (Value::Set(left), Value::Set(right)) => set_of(make(left, right)),
        _ => Value::Unknown(Why::Mismatch),
    }
}
