//! Names, types, tables and exceptions: from syntax to a typed program.

pub mod typed;
