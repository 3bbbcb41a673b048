//! Kleene's logic: false decides `and`, true decides `or`, and what is unknown decides nothing.

use super::value::Truth;

/// `and`: the first of the unknown parts says why, where none is false.
pub fn all(parts: impl IntoIterator<Item = Truth>) -> Truth {
    let parts: Vec<Truth> = parts.into_iter().collect();
    if parts.contains(&Ok(false)) {
        return Ok(false);
    }
    parts.into_iter().find(Result::is_err).unwrap_or(Ok(true))
}

/// `or`.
pub fn any(parts: impl IntoIterator<Item = Truth>) -> Truth {
    not(all(parts.into_iter().map(not)))
}

/// `not`.
pub fn not(truth: Truth) -> Truth {
    truth.map(|truth| !truth)
}
