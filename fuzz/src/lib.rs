//! What is fuzzed. Each target takes any bytes; that it ends, and none of its `assert`s fails, is all that is asked of it.
//!
//! `cargo xtask fuzz TARGET` runs one; `tests/fuzzed.rs` runs them all over the bytes that are kept in `corpus/`.

pub mod targets;
