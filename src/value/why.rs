//! Why a value is not known.
use serde::{Deserialize, Serialize};
/// Why a value is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Why { Missing, Absent, Unreadable, Overflow, DivisionByZero, Currencies, NoRow, NotInForce, NotOne, Nothing, Parameter, AsOf, Figure, Mismatch }
