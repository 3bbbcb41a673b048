//! Judging records.
