//! Exact numbers.
use serde::{Deserialize, Serialize};
/// An exact number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exact { num: i64 }
