//! From the bytes of a record to the slots of the plan. What cannot be read is reported, and the record is judged without it.

pub use fault::{DataError, Level, Malformed, Reason};
pub use json::Decoder;
pub(crate) use quick::Scratch;

mod fault;
mod json;
mod leaf;
mod object;
mod path;
mod quick;
mod repair;
mod scan;
mod shape;
mod values;
