//! Every change that is offered on the contracts of the packs, made in the JSON and judged again through the whole of the engine.

use std::collections::BTreeSet;

use sadame::engine::{Engine, Options, parse_date};
use sadame::finding::{Outcome, Way};
use sadame::json::{About, AboutRecord, Change, Document, Finding, Subject};
use sadame::pack::Builtin;
use serde_json::{Value, json};

fn judged(engine: &Engine, records: &[Value], options: &Options) -> Document {
    let mut session = engine.session(options).expect("the settings fit");
    let input = session.input("-");
    for (number, record) in (1..).zip(records) {
        session.push(input, number, record.to_string().as_bytes());
    }
    Document::new(engine, &session.finish())
}

fn records(path: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{path} is there"));
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{path} is JSON"))).collect()
}

/// What stands in the contract, as the input has it.
fn as_input(value: &Value, before: Option<&Value>) -> Value {
    let number = |text: &str| text.parse::<serde_json::Number>().map_or_else(|_| Value::from(text), Value::Number);
    match value {
        Value::String(text) if !before.is_some_and(Value::is_string) => number(text),
        Value::Object(members) => match (members.get("amount"), members.get("percent"), members.get("from")) {
            (Some(Value::String(amount)), ..) if members["currency"] == "JPY" => number(amount),
            (_, Some(Value::String(percent)), _) => Value::from(format!("{percent}%")),
            (.., Some(from)) => json!({ "from": as_input(from, None), "to": as_input(&members["to"], None) }),
            _ => members.values().next().cloned().filter(|_| members.len() == 1).unwrap_or_else(|| value.clone()),
        },
        value => value.clone(),
    }
}

/// The record with the change made, in each way that it may be read.
fn changed(about: &About, record: &Value, change: &Change) -> Vec<Value> {
    let before = record.pointer(&change.path).filter(|value| !value.is_null());
    let values = match (change.way, &change.to) {
        (Way::LeftOut, _) => vec![Value::Null],
        (Way::Given, _) => given(about, &change.path),
        (Way::OtherThan, _) => vec![json!("〇〇")],
        (_, Some(to)) => vec![as_input(&to.value, before)],
        (way, None) => panic!("{way:?} has a value"),
    };
    let (parent, name) = change.path.rsplit_once('/').expect("it is a pointer");
    let with = |value: Value| {
        let mut record = record.clone();
        let within = record.pointer_mut(parent).expect("what it stands in is there").as_object_mut().expect("it is an object");
        if value.is_null() {
            within.remove(name)
        } else {
            within.insert(name.to_owned(), value)
        };
        record
    };
    values.into_iter().map(with).collect()
}

/// Some values that a field could have.
fn given(about: &About, path: &str) -> Vec<Value> {
    let mut record = about.records.iter().find(|record| record.name == "contract").expect("there is such a record");
    let mut names = path.split('/').filter(|name| !name.is_empty() && name.parse::<usize>().is_err()).peekable();
    while let Some(name) = names.next() {
        let field = record.fields.iter().find(|field| field.name == name).expect("it is a field");
        if names.peek().is_none() {
            return match field.kind.as_str() {
                "choice" => field.choices.iter().map(|choice| json!(choice.name)).collect(),
                "bool" => vec![json!(true)],
                "text" => vec![json!("〇〇")],
                "date" => vec![json!("2000-01-01")],
                _ => vec![json!(1)],
            };
        }
        let inner = |it: &&AboutRecord| field.record.as_deref() == Some(it.name.as_str());
        record = about.records.iter().find(inner).expect("it holds records");
    }
    Vec::new()
}

/// Whom a finding is about.
fn about(finding: &Finding) -> String {
    match &finding.subject {
        Subject::Record { record, path, .. } => format!("{}{path}", record.key),
        Subject::Group { key, members, .. } => {
            let members: Vec<&str> = members.iter().map(|member| member.record.key.as_str()).collect();
            format!("{:?}{members:?}", key.iter().map(|key| &key.text.ja).collect::<Vec<_>>())
        }
        other => format!("{other:?}"),
    }
}

/// The rules of one record at a time that fail, or are undetermined, on which element.
fn wrong(document: &Document, outcome: Outcome) -> BTreeSet<(String, String)> {
    let of = document.findings.iter().filter(|finding| finding.outcome == outcome);
    of.map(|finding| (finding.rule.clone(), about(finding))).collect()
}

/// How many changes of a finding are tried again.
const MOST: usize = 4;

/// The changes on these records; how many there were.
fn holds(engine: &Engine, records: &[Value], options: &Options) -> usize {
    let plain = Options { all: true, clear: false, ..options.clone() };
    let (mut count, whole) = (0, judged(engine, records, &Options { clear: true, ..options.clone() }));
    let rules = About::new(engine);
    assert!(!whole.findings.is_empty());
    for finding in whole.findings.iter().filter(|finding| finding.would_clear.is_some()) {
        let portfolio = engine.plan.rules.iter().any(|rule| rule.id == finding.rule && rule.portfolio);
        for change in finding.would_clear.iter().flat_map(|clears| clears.changes.iter().take(MOST)) {
            let named = match (&change.record, &finding.subject) {
                (Some(record), _) | (None, Subject::Record { record, .. }) => record,
                _ => panic!("a change is of a record"),
            };
            let at = usize::try_from(named.position - 1).expect("it is a line");
            let cleared = changed(&rules, &records[at], change).into_iter().any(|with| {
                let mut all = records.to_vec();
                all[at] = with;
                let some = if portfolio { &all[..] } else { &all[at..=at] };
                let after = judged(engine, some, &plain);
                let is = |it: &&Finding| it.rule == finding.rule && about(it) == about(finding);
                if !portfolio && !matches!(change.way, Way::Given | Way::OtherThan) {
                    breaks_as_told(engine, &judged(engine, &records[at..=at], &plain), &after, change);
                }
                after.findings.iter().find(is).is_some_and(|it| it.outcome == change.outcome)
            });
            assert!(cleared, "{} of {}: {}", finding.rule, about(finding), change.text.en);
            count += 1;
        }
    }
    count
}

/// What is newly wrong with the record after the change is what it was told to break.
fn breaks_as_told(engine: &Engine, before: &Document, after: &Document, change: &Change) {
    let single = |rule: &str| engine.plan.rules.iter().any(|it| it.id == rule && !it.portfolio);
    for outcome in [Outcome::Fail, Outcome::Unknown] {
        let (was, is) = (wrong(before, outcome), wrong(after, outcome));
        let failed = wrong(before, Outcome::Fail);
        let new = is.difference(&was).filter(|it| outcome == Outcome::Fail || !failed.contains(it));
        let new: BTreeSet<&str> = new.map(|(rule, _)| rule.as_str()).filter(|rule| single(rule)).collect();
        let told: BTreeSet<&str> = change
            .breaks
            .iter()
            .filter(|it| it.outcome >= outcome)
            .map(|it| it.rule.as_str())
            .filter(|rule| single(rule))
            .collect();
        assert!(new.is_subset(&told), "{}: {new:?}, told {told:?}", change.text.en);
    }
    for broken in change.breaks.iter().filter(|it| single(&it.rule)) {
        let is = wrong(after, broken.outcome);
        assert!(is.iter().any(|(rule, _)| *rule == broken.rule), "{}: {broken:?}", change.text.en);
    }
}

#[test]
fn what_is_said_to_clear_a_contract_clears_it() {
    let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
    let text = std::fs::read_to_string("examples/jlis/settings.txt").expect("the settings are there");
    let parameters =
        text.lines().filter_map(|line| line.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned()));
    let options = Options { as_of: parse_date("2017-04-28"), parameters: parameters.collect(), ..Options::default() };
    let count = holds(&engine, &records("examples/jlis/contracts.jsonl"), &options);
    assert!(count > 100, "{count}");
}

#[test]
fn what_is_said_to_clear_a_budget_clears_it() {
    let engine = Engine::compile(&[&Builtin], &["budget".to_owned()]).expect("the built-in rules compile");
    let mut records = records("examples/budget/fy2016.jsonl");
    // As it was printed, without its minus signs, it does not add up.
    for record in &mut records {
        if let Some(amount) = record["amount"].as_i64() {
            record["amount"] = json!(amount.abs());
        }
    }
    let count = holds(&engine, &records, &Options { record: Some("entry".to_owned()), ..Options::default() });
    assert!(count > 5, "{count}");
}
