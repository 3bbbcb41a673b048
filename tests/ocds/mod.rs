//! The eleven indicators of red flags over hand-made releases: each clause of each definition, and each thing that the tool they come from does wrong.
//!
//! Quartiles are worked out by hand beside each set. They are of Hyndman and Fan's type 8: of n values in order, the quantile t stands at
//! h = (n + 1/3)t + 1/3, counted from 1, between two neighbours in proportion.

mod coverage;
mod defects;
mod groups;
mod prices;
mod processes;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use sadame::engine::{Engine, Options};
use sadame::json::Document;
use sadame::pack::Builtin;
use serde_json::{Value, json};

/// What a run says of a rule: the outcome for each process, by its ocid, or for each group, by its key. What could not be placed in a group stands
/// by its ocid, too.
pub(crate) type Outcomes = BTreeMap<String, String>;

/// The built-in pack, compiled once.
fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::compile(&[&Builtin], &["ocds".to_owned()]).expect("the built-in rules compile"))
}

/// The report on releases, one a line.
pub(crate) fn report(rule: &str, settings: &[&str], releases: &[Value]) -> Value {
    let engine = engine();
    let parameters = settings.iter().filter_map(|setting| setting.split_once('='));
    let options = Options {
        parameters: parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        select: vec![rule.to_owned()],
        all: true,
        ..Options::default()
    };
    let mut session = engine.session(&options).unwrap_or_else(|why| panic!("{settings:?}: {why:?}"));
    let input = session.input("releases.jsonl");
    session.mapped(input, engine.program.layouts.iter().position(|it| it.name == "ocds").expect("the pack has its layout"));
    for (position, release) in (1..).zip(releases) {
        session.push(input, position, release.to_string().as_bytes());
    }
    serde_json::to_value(Document::new(engine, &session.finish())).expect("a report is JSON")
}

/// The outcomes of a rule.
pub(crate) fn outcomes(rule: &str, settings: &[&str], releases: &[Value]) -> Outcomes {
    let report = report(rule, settings, releases);
    let findings = report["findings"].as_array().expect("there are findings");
    findings
        .iter()
        .map(|finding| {
            let subject = &finding["subject"];
            let name = match subject["kind"].as_str() {
                Some("group") => subject["key"][0]["text"]["en"].as_str(),
                _ => subject["record"]["key"].as_str(),
            };
            (name.unwrap_or_default().to_owned(), finding["outcome"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}

/// The outcome of a rule for one release.
pub(crate) fn outcome(rule: &str, settings: &[&str], release: &Value) -> String {
    outcomes(rule, settings, std::slice::from_ref(release)).into_values().next().unwrap_or_else(|| "nothing".to_owned())
}

/// The subjects that a rule fails.
pub(crate) fn failing(rule: &str, settings: &[&str], releases: &[Value]) -> Vec<String> {
    let outcomes = outcomes(rule, settings, releases);
    outcomes.into_iter().filter(|(_, outcome)| outcome == "fail").map(|(subject, _)| subject).collect()
}

/// A bid of one tenderer, in US dollars.
pub(crate) fn bid(id: &str, tenderer: &str, status: &str, amount: f64) -> Value {
    json!({"id": id, "status": status, "tenderers": [{"id": tenderer}], "value": {"amount": amount, "currency": "USD"}})
}

/// An active award.
pub(crate) fn award(id: &str, supplier: &str) -> Value {
    json!({"id": id, "status": "active", "suppliers": [{"id": supplier}]})
}

/// A process with bids and awards.
pub(crate) fn process(ocid: &str, bids: &[Value], awards: &[Value]) -> Value {
    json!({
        "ocid": ocid, "date": "2020-01-01T00:00:00Z", "tag": ["compiled"],
        "tender": {"id": ocid, "status": "complete", "procurementMethod": "open"},
        "bids": {"details": bids}, "awards": awards
    })
}

/// The same record with another value at a pointer, or without it.
pub(crate) fn with(release: &Value, pointer: &str, value: Option<Value>) -> Value {
    let mut changed = release.clone();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
    let parent = changed.pointer_mut(parent).expect("the parent is there");
    match (parent, value) {
        (Value::Object(members), Some(value)) => {
            members.insert(name.to_owned(), value);
        }
        (Value::Object(members), None) => {
            members.remove(name);
        }
        (other, _) => panic!("{pointer}: {other} has no members"),
    }
    changed
}
