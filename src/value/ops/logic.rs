//! Kleene's logic: false decides `and`, true decides `or`, whatever else is unknown.

use crate::value::{Value, Why};

/// `not`.
#[must_use]
pub fn truth_not(value: &Value) -> Value {
    match value {
        Value::Bool(truth) => Value::Bool(!truth),
        Value::Unknown(why) => Value::Unknown(*why),
        _ => Value::Unknown(Why::Mismatch),
    }
}

/// `and`.
#[must_use]
pub fn truth_and(left: &Value, right: &Value) -> Value {
    connective(left, right, false)
}

/// `or`.
#[must_use]
pub fn truth_or(left: &Value, right: &Value) -> Value {
    connective(left, right, true)
}

fn connective(left: &Value, right: &Value, decisive: bool) -> Value {
    if left.truth() == Some(decisive) || right.truth() == Some(decisive) {
        return Value::Bool(decisive);
    }
    match (left, right) {
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Value::Unknown(*why),
        (Value::Bool(_), Value::Bool(_)) => Value::Bool(!decisive),
        _ => Value::Unknown(Why::Mismatch),
    }
}
