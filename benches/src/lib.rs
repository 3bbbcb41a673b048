//! The same fifteen rules over the same made-up contracts, in Sadame, in Rust written by hand, and in other engines. All must name the same violations
//! before anything is timed.
#![allow(clippy::disallowed_types, reason = "what is timed here looks at the clock, and no order of a map shows in a report")]

pub mod contract;
pub mod engines;
pub mod generate;
pub mod judge;
pub mod load;
pub mod measure;
pub mod ocds;
pub mod scale;
pub mod show;
pub mod table;
