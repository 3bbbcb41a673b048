//! Every integration test, one file a subject, in one binary.

mod check;
mod docs;
mod format;
mod packs;
mod tidy;
mod value;
