//! By what a finding is known again in a later run, and how it stands then.

use sadame::engine::{Baseline, Decisions, Engine, KnownFinding, Options, Register};
use sadame::finding::{Outcome, Standing};
use sadame::json::{Document, Finding};
use sadame::lang::Lang;
use sadame::pack::Builtin;
use sadame::report::{github, sarif};
use serde_json::Value;

use super::reference::compile;

const RULES: &str = r#"
module k "既知" en "known"
source doc "出典" en "document" { verified yes }
record part "部分" en "part" { name text "名" en "name"  done bool optional "済" en "done" }
record c "記録" en "record" {
  id text key "番号" en "number"
  shop text optional "業者" en "shop"
  n number optional "数" en "n"
  m number optional "他" en "m"
  parts list of part default empty "部分" en "parts"
}
rule K-1 "合計" en "total" { for each group of c by shop cite doc require sum(n) <= 10 message "{sum(n)}" en "{sum(n)}" }
rule K-2 "各々" en "each" { for each group of c by shop cite doc require every c has n < 1 message "有" en "has" }
rule K-3 "全体" en "all" { for the whole set of c cite doc require max(n) < 5 message "大" en "large" }
rule K-4 "双方" en "both" { for each c cite doc require n + m > 0 message "小" en "small" }
rule K-5 "済" en "done" { for each part of c cite doc require done message "{name}" en "{name}" }
summary by_shop "業者別" en "by shop" for each group of c by shop {
  total "計" en "total" = sum(n)
}
rule K-7 "印" en "mark" { for each part of c where done cite doc require name != "甲" message "{name}" en "{name}" }
rule K-8 "業者の計" en "of a shop" { for each by_shop cite doc require total <= 10 message "{total}" en "{total}" }
rule K-6 "名" en "name" { for each c cite doc require shop != "" message "空" en "empty" }
"#;

fn engine() -> Engine {
    compile(RULES)
}

/// Judges records, each input with its lines; findings are held against `known`.
fn judged(engine: &Engine, known: Option<&[KnownFinding]>, inputs: &[(&str, Vec<&str>)]) -> Document {
    let baseline = known.map(|known| Baseline { version: 1, findings: known.to_vec() });
    let options = Options { register: Register::new(baseline.as_ref(), None), ..Options::default() };
    let mut session = engine.session(&options).expect("nothing need be set");
    for (name, lines) in inputs {
        let input = session.input(name);
        (1..).zip(lines).for_each(|(number, line)| session.push(input, number, line.as_bytes()));
    }
    Document::new(engine, &session.finish())
}

fn one(lines: &[&str]) -> Document {
    judged(&engine(), None, &[("a.jsonl", lines.to_vec())])
}

/// By what the findings of a rule are known.
fn prints(document: &Document, rule: &str) -> Vec<String> {
    let mut prints: Vec<String> =
        document.findings.iter().filter(|it| it.rule == rule).map(|it| format!("{:?} {}", it.outcome, it.fingerprint)).collect();
    prints.sort();
    prints
}

fn known(finding: &Finding) -> KnownFinding {
    KnownFinding { rule: finding.rule.clone(), subject: String::new(), fingerprint: finding.fingerprint.clone(), count: 1 }
}

/// What the rules over several records find, whichever way the records come.
fn steady(what: &str, lines: &[String]) {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (first, last) = lines.split_at(lines.len() / 2);
    let engine = engine();
    let forth = judged(&engine, None, &[("a.jsonl", lines.clone())]);
    let back = judged(&engine, None, &[("a.jsonl", lines.iter().rev().copied().collect())]);
    let apart = judged(&engine, None, &[("b.jsonl", last.to_vec()), ("a.jsonl", first.to_vec())]);
    for rule in ["K-1", "K-2", "K-3", "K-8"] {
        assert_eq!(prints(&forth, rule).len(), 1, "{rule}: {what}");
        assert_eq!(prints(&forth, rule), prints(&back, rule), "{rule}: {what}");
        assert_eq!(prints(&forth, rule), prints(&apart, rule), "{rule}: {what}");
    }
}

#[test]
fn a_group_is_known_in_whatever_order_its_records_come() {
    for count in [3, 150, 2_500] {
        let of = |n: usize| format!(r#"{{"id":"{n}","shop":"甲","n":{},"m":1}}"#, 5 + n % 7);
        let records: Vec<String> = (0..count).map(of).collect();
        steady(&format!("{count} records"), &records);
        let keyless: Vec<String> = (0..count).map(|n| format!(r#"{{"shop":"甲","n":{},"m":1}}"#, 5 + n)).collect();
        steady(&format!("{count} records without a key"), &keyless);
    }
    // One is left out, one cannot be read; and one of many is left out, behind what is kept of the facts.
    let two = [r#"{"id":"1","shop":"甲","m":1}"#, r#"{"id":"2","shop":"甲","n":"三","m":1}"#].map(str::to_owned);
    steady("two reasons", &two);
    let many = |lacks: usize| -> Vec<String> {
        let n = |n: usize| if n == lacks { String::new() } else { r#""n":3,"#.to_owned() };
        (0..3_000).map(|at| format!(r#"{{"id":"{at:05}","shop":"甲",{}"m":1}}"#, n(at))).collect()
    };
    steady("one of many is left out", &many(2_700));
    let of = |lacks: usize| one(&many(lacks).iter().map(String::as_str).collect::<Vec<_>>());
    let (one, other) = (of(2_500), of(2_700));
    for rule in ["K-1", "K-3", "K-8"] {
        assert_ne!(prints(&one, rule), prints(&other, rule), "{rule}: another lacks it");
    }
}

#[test]
fn what_is_worked_out_of_a_group_does_not_depend_on_the_order_of_its_records() {
    // Together the first two come to nothing; apart from one another, neither can be added to the third.
    let lines = [
        r#"{"id":"1","shop":"甲","n":1000000000000000000000000000,"m":1}"#,
        r#"{"id":"2","shop":"甲","n":-1000000000000000000000000000,"m":1}"#,
        r#"{"id":"3","shop":"甲","n":0.000000000000000000001,"m":1}"#,
    ];
    for order in [[0, 1, 2], [0, 2, 1], [2, 1, 0], [1, 2, 0]] {
        let document = one(&order.map(|at| lines[at]));
        assert_eq!(prints(&document, "K-1"), Vec::<String>::new(), "{order:?}: it is next to nothing");
    }
}

#[test]
fn a_large_group_is_another_when_any_of_its_records_is() {
    let of = |last: &str| {
        let record = |n: usize| format!(r#"{{"id":"{n:05}","shop":"甲","n":{},"m":1}}"#, 5 + n);
        let mut records: Vec<String> = (0..150).map(record).collect();
        records.push(format!(r#"{{"id":"00150","shop":"甲",{last}"m":1}}"#));
        prints(&one(&records.iter().map(String::as_str).collect::<Vec<_>>()), "K-2")
    };
    let before = of(r#""n":7,"#);
    for after in [r#""n":1000000,"#, r#""n":0,"#, ""] {
        assert_ne!(before, of(after), "{after}");
    }
}

#[test]
fn a_group_is_another_when_a_member_or_a_figure_changes() {
    let group = |lines: &[&str]| prints(&one(lines), "K-1");
    let before = group(&[r#"{"id":"1","shop":"甲","n":8}"#, r#"{"id":"2","shop":"甲","n":8}"#]);
    assert_ne!(before, group(&[r#"{"id":"1","shop":"甲","n":8}"#, r#"{"id":"3","shop":"甲","n":8}"#]), "another member");
    assert_ne!(before, group(&[r#"{"id":"1","shop":"甲","n":8}"#, r#"{"id":"2","shop":"甲","n":9}"#]), "another sum");
    assert_ne!(before, group(&[r#"{"id":"1","shop":"甲","n":7}"#, r#"{"id":"2","shop":"甲","n":9}"#]), "other figures");
}

#[test]
fn a_large_group_shows_the_comparison_that_decided() {
    let lines: Vec<String> = (0..2_500).map(|n| format!(r#"{{"id":"{n}","shop":"甲","n":1}}"#)).collect();
    let document = one(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let finding = document.findings.iter().find(|it| it.rule == "K-1").expect("it fails");
    assert_eq!(finding.evidence.comparisons[0].left.text.en, "2,500");
}

#[test]
fn what_is_undetermined_is_another_when_another_fact_is_missing() {
    let of = |line: &str| prints(&one(&[line]), "K-4");
    let (n, m) = (of(r#"{"id":"1","m":3,"shop":"甲"}"#), of(r#"{"id":"1","n":3,"shop":"甲"}"#));
    assert!(n[0].starts_with("Unknown") && m[0].starts_with("Unknown"));
    assert_ne!(n, m, "another fact is missing");
    assert_ne!(n, of(r#"{"id":"1","n":"三","m":3,"shop":"甲"}"#), "it is there, and cannot be read");
    assert_eq!(n, of(r#"{"shop":"乙","id":"1","m":3}"#), "what the rule does not read is of no matter");
}

#[test]
fn an_entry_is_another_when_it_is_exchanged() {
    let of = |part: &str| prints(&one(&[&format!(r#"{{"id":"1","shop":"甲","parts":[{part}]}}"#)]), "K-5");
    let before = of(r#"{"name":"配線","done":false}"#);
    assert_eq!(before.len(), 1);
    assert_ne!(before, of(r#"{"name":"運用","done":false}"#), "it fails as before, and is another part");
    let before = of(r#"{"name":"配線"}"#);
    assert!(before[0].starts_with("Unknown"));
    assert_ne!(before, of(r#"{"name":"運用"}"#), "it is undetermined as before, and is another part");
    let of = |part: &str| prints(&one(&[&format!(r#"{{"id":"1","shop":"甲","parts":[{part}]}}"#)]), "K-7");
    let before = of(r#"{"name":"配線"}"#);
    assert!(before[0].starts_with("Unknown"));
    assert_ne!(before, of(r#"{"name":"運用"}"#), "it is not known whether it is looked at, and is another part");
}

#[test]
fn what_is_accepted_is_known_only_where_the_baseline_has_it() {
    let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
    let line = r#"{"id": "H28-001", "kind": "works", "amount": 1900000, "planned_price": 1848000}"#;
    let run = |baseline: Option<&Baseline>, decisions: Option<&Decisions>| {
        let options = Options { register: Register::new(baseline, decisions), ..Options::default() };
        let mut session = engine.session(&options).expect("nothing need be set");
        let input = session.input("a.jsonl");
        session.push(input, 1, line.as_bytes());
        Document::new(&engine, &session.finish())
    };
    let first = run(None, None);
    let failed: Vec<&Finding> = first.findings.iter().filter(|it| it.outcome == Outcome::Fail).collect();
    let decision = format!(
        r#"{{"version": 1, "decisions": [{{"fingerprint": "{}", "decision": "accepted", "by": "委員会", "on": "2017-04-01", "reason": "可"}}]}}"#,
        failed[0].fingerprint
    );
    let decisions: Decisions = serde_json::from_str(&decision).expect("it is a file of decisions");
    let baseline = |findings: Vec<KnownFinding>| Baseline { version: 1, findings };
    for (held, compared, wanted) in [
        (None, false, Value::Null),
        (Some(baseline(Vec::new())), true, "new".into()),
        (Some(baseline(vec![KnownFinding { fingerprint: "0".repeat(32), ..known(failed[0]) }])), true, "new".into()),
        (Some(baseline(vec![known(failed[0])])), true, "unchanged".into()),
    ] {
        let document = run(held.as_ref(), Some(&decisions));
        let log = sarif_of(&document);
        let results = log["runs"][0]["results"].as_array().expect("there are results");
        assert!(results.iter().all(|result| result["baselineState"].is_string() == compared), "{held:?}");
        let accepted = document.findings.iter().position(|it| it.standing == Standing::Accepted).expect("it is accepted");
        assert_eq!(results[accepted]["baselineState"], wanted, "{held:?}");
    }
}

fn sarif_of(document: &Document) -> Value {
    let mut log = Vec::new();
    sarif::write(&mut log, document, Lang::En).expect("memory takes all that is written");
    serde_json::from_slice(&log).expect("it is JSON")
}

#[test]
fn a_file_given_twice_is_one_file() {
    let line = r#"{"id":"1","shop":"","n":1,"m":1}"#;
    let document = judged(&engine(), None, &[("a.jsonl", vec![line]), ("a.jsonl", vec!["{"])]);
    let names: Vec<&str> = document.summary.inputs.iter().map(|input| input.name.as_str()).collect();
    assert_eq!(names, ["a.jsonl", "a.jsonl (2)"], "people tell them apart");
    let document = judged(&engine(), None, &["a.jsonl", "a.jsonl", "a.jsonl (2)", "a.jsonl"].map(|name| (name, vec![])));
    let named = document.summary.inputs.iter().map(|input| (input.name.as_str(), input.given.as_deref()));
    let wanted = [
        ("a.jsonl", None),
        ("a.jsonl (2)", Some("a.jsonl")),
        ("a.jsonl (2) (2)", Some("a.jsonl (2)")),
        ("a.jsonl (3)", Some("a.jsonl")),
    ];
    assert_eq!(named.collect::<Vec<_>>(), wanted, "also from a file that is called so");
    let document = judged(&engine(), None, &[("a.jsonl", vec![]), ("a.jsonl", vec![line, "{"])]);
    let log = sarif_of(&document);
    let mut uris: Vec<&Value> = Vec::new();
    collect(&log["runs"][0], "uri", &mut uris);
    assert!(uris.len() > 3 && uris.iter().all(|uri| *uri == "a.jsonl"), "{uris:?}");
    let mut annotations = Vec::new();
    github::write(&mut annotations, &document, Lang::En).expect("memory takes all that is written");
    let annotations = String::from_utf8(annotations).expect("it is UTF-8");
    let files: Vec<&str> = annotations.split("file=").skip(1).filter_map(|rest| rest.split([',', ':']).next()).collect();
    assert!(files.len() > 1 && files.iter().all(|file| *file == "a.jsonl"), "{annotations}");
}

/// Every value of a name, wherever it stands.
fn collect<'v>(value: &'v Value, name: &str, into: &mut Vec<&'v Value>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(member, value)| match member == name {
            true => into.push(value),
            false => collect(value, name, into),
        }),
        Value::Array(items) => items.iter().for_each(|item| collect(item, name, into)),
        _ => {}
    }
}

#[test]
fn an_empty_text_is_seen_in_a_comparison() {
    let document = one(&[r#"{"id":"1","shop":"","n":1,"m":1}"#]);
    let page = |lang| {
        let mut page = Vec::new();
        github::write(&mut page, &document, lang).expect("memory takes all that is written");
        String::from_utf8(page).expect("it is UTF-8")
    };
    assert!(page(Lang::Ja).contains("「」 ≠ 「」"), "{}", page(Lang::Ja));
    assert!(page(Lang::En).contains("\"\" != \"\""), "{}", page(Lang::En));
}
