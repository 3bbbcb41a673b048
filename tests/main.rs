//! Every integration test, one file a subject, in one binary.

mod bad_input;
mod book;
mod bundle;
mod cells;
mod check;
mod cli;
mod defaults;
mod docs;
mod documents;
mod expressions;
mod format;
mod hooks;
mod ocds;
mod packs;
mod pages;
mod parts;
mod published;
mod quick;
mod register;
mod reports;
mod reports_html;
mod reports_xlsx;
mod schema;
mod semantics;
mod tidy;
mod value;
