//! The slot-resolved program.
