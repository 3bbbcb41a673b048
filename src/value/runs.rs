//! The values of a record, written for machines: what was left out, which in an example is most of it, is counted and not repeated.

use std::sync::Arc;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Value;

/// The most values of one record: a length that is read is not trusted further.
const MOST: usize = 1 << 16;

pub(super) fn serialize<S: Serializer>(values: &Arc<[Value]>, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        return values.serialize(serializer);
    }
    let mut runs: Vec<(u32, &Value)> = Vec::new();
    for value in values.iter() {
        match runs.last_mut() {
            Some((count, Value::Unknown(last))) if matches!(value, Value::Unknown(why) if why == last) => *count += 1,
            _ => runs.push((1, value)),
        }
    }
    runs.serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[Value]>, D::Error> {
    if deserializer.is_human_readable() {
        return Arc::deserialize(deserializer);
    }
    let runs = Vec::<(u32, Value)>::deserialize(deserializer)?;
    let mut values = Vec::with_capacity(runs.len().max(64));
    for (count, value) in runs {
        if count as usize > MOST - values.len().min(MOST) {
            return Err(D::Error::custom("more values than a record has"));
        }
        match count {
            1 => values.push(value),
            count => values.resize(values.len() + count as usize, value),
        }
    }
    Ok(values.into())
}
