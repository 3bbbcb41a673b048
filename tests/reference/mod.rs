//! The engine held against a second reading of the language: on programs that are made at random, and records that are made for them.

mod agree;
mod corpus;
mod generate;
mod interpreter;
mod json;
mod runs;

pub use agree::compile;
