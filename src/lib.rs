#![doc = include_str!("../ARCHITECTURE.md")]
//!
//! ## Judging, in a few lines
//!
//! ```
//! use sadame::engine::{Engine, Options};
//! use sadame::finding::Outcome;
//! use sadame::json::Document;
//! use sadame::pack::Builtin;
//! use sadame::report::text;
//!
//! let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
//! let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
//! let input = session.input("contracts.jsonl");
//! session.push(input, 1, r#"{"id": "H28-001", "kind": "works", "amount": 1900000, "planned_price": 1848000}"#.as_bytes());
//! let report = session.finish();
//!
//! let above = report.findings.iter().find(|finding| engine.plan.rules[finding.rule].id == "PM-09").expect("it is above the planned price");
//! assert_eq!(above.outcome, Outcome::Fail);
//!
//! let mut page = Vec::new();
//! text::write(&mut page, &Document::new(&engine, &report), text::Style::default()).expect("memory takes all that is written");
//! assert!(String::from_utf8_lossy(&page).contains("契約金額1,900,000円は、予定価格1,848,000円を52,000円超えています"));
//! ```

pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod decode;
pub mod diag;
pub mod diff;
#[cfg(feature = "disk")]
pub mod disk;
pub mod engine;
pub mod eval;
pub mod finding;
pub mod input;
pub mod json;
pub mod lang;
#[cfg(feature = "lint")]
pub mod lint;
pub mod pack;
pub mod plan;
pub mod report;
pub mod source;
pub mod syntax;
#[cfg(not(target_family = "wasm"))]
pub mod threads;
#[cfg(feature = "trial")]
pub mod trial;
pub mod value;
