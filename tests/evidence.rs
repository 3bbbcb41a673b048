//! What the evidence of a verdict says, and of which records anything is said at all.

use sadame::engine::{Engine, Options, Report};
use sadame::finding::{Finding, Outcome};
use sadame::json::Document;
use sadame::pack::Memory;
use sadame::value::Value;

const RULES: &str = r#"
module e "証拠" en "evidence"
source doc "出典" en "document" { verified yes }
record c "記録" en "record" {
  id text key "番号" en "number"
  n number optional "数" en "n"
  note text optional "備考" en "note"
  signed date optional "締結日" en "signed"
  begun date optional "着手日" en "begun"
  opened moment optional "始期" en "opened"
  closed moment optional "終期" en "closed"
  parts list of part default empty "部分" en "parts"
}
record part "部分" en "part" { n number "数" en "n" }
record d "別" en "other" { id text key "番号" en "number" }
table rate "率" en "rates" dated {
  item text key "事項" en "item"
  most number "上限" en "most"
  cite doc
  rows { "甲" | 10 | from 2016-04-01 }
}
rule N-1 "備考がある" en "noted" { for each c cite doc require note is not empty message "空" en "empty" }
rule N-2 "備考がない" en "not noted" { for each c cite doc require not (note is present) message "有" en "there" }
rule N-3 "甲でない" en "not the first" { for each c cite doc require note not in rate message "行有" en "has a row" }
rule N-4 "率" en "rate" { for each c cite doc require n <= rate["甲" on signed else begun].most message "超" en "over" }
rule N-7 "二倍" en "twice" { for each c cite doc when id != "" require n + n > 6 / n message "小" en "small" }
rule N-8 "場合" en "in case" { for each c cite doc require (if note is present then n > 1 else n > 2) message "小" en "small" }
rule N-9 "合計" en "sum" { for each c cite doc require sum(parts.n) < 0 message "和" en "sum" }
rule N-10 "双方" en "both" { for each c cite doc require n > 5 and id != "" message "小" en "small" }
rule N-11 "部分なし" en "no parts" { for each c cite doc require parts is empty message "有" en "there" }
rule N-5 "一件以下" en "at most one" { for the whole set of c cite doc require count(c) <= 1 message "多" en "many" }
rule N-12 "番号ごとの一件" en "one a number" {
  for each group of c where opened is present and closed - opened > 3 days by id cite doc require count(c) <= 1 message "多" en "many"
}
rule N-6 "別もない" en "no others" { for the whole set of d cite doc require count(d) = 0 message "有" en "there" }
"#;

fn run(record: &str, lines: &[&str]) -> (Engine, Report) {
    let mut files = Memory::default();
    files.0.insert("e/pack.toml".into(), b"name = \"e\"\nversion = \"0\"\ntitle = { ja = \"e\" }\n".to_vec());
    files.0.insert("e/e.sadame".into(), RULES.as_bytes().to_vec());
    let engine = Engine::compile(&[&files], &["e".to_owned()]).unwrap_or_else(|fault| {
        panic!("{:?}", fault.diagnostics.iter().map(|it| it.problem.message(sadame::lang::Lang::En)).collect::<Vec<_>>())
    });
    let options = Options { record: Some(record.to_owned()), all: true, ..Options::default() };
    let mut session = engine.session(&options).expect("nothing need be set");
    let input = session.input("-");
    (1..).zip(lines).for_each(|(number, line)| session.push(input, number, line.as_bytes()));
    let report = session.finish();
    (engine, report)
}

fn of<'r>((engine, report): &'r (Engine, Report), id: &str) -> &'r Finding {
    let of = |finding: &&Finding| engine.program.rules[finding.rule].id == id;
    report.findings.iter().find(of).unwrap_or_else(|| panic!("nothing is said of {id}"))
}

#[test]
fn a_negative_form_is_told_as_it_is_written() {
    let run = run("c", &[r#"{"id":"1","note":"甲"}"#]);
    for (id, sign, held) in [("N-1", "is not empty", true), ("N-2", "is absent", false), ("N-3", "not in", false)] {
        let comparisons = &of(&run, id).evidence.comparisons;
        let told: Vec<_> = comparisons.iter().map(|it| (it.operator, it.held)).collect();
        assert_eq!(told, [(sign, Some(held))], "{id}");
    }
}

/// The moment is the same, but it is written otherwise: each finding says what stands in its own record.
#[test]
fn of_records_that_cannot_be_placed_each_keeps_what_is_written_in_it() {
    let lines = [r#"{"id":"1","opened":"2016-04-01T09:00:00+09:00"}"#, r#"{"id":"2","opened":"2016-04-01T00:00:00Z"}"#];
    let (engine, report) = run("c", &lines);
    let placed = report.findings.iter().filter(|finding| engine.program.rules[finding.rule].id == "N-12");
    let opened = |finding: &Finding| {
        let fact = finding.evidence.facts.iter().find(|fact| fact.path == "/opened");
        let Some(Value::Moment(moment)) = fact.map(|fact| &fact.value) else { panic!("{:?}", finding.evidence) };
        moment.to_string()
    };
    let told: Vec<String> = placed.map(opened).collect();
    assert_eq!(told, ["2016-04-01T09:00:00+09:00", "2016-04-01T00:00:00Z"]);
}

/// Which fields rules read of an entry is no business of whoever reads a report: other rules would change it.
#[test]
fn of_entries_it_is_told_how_many_there_are() {
    for (parts, count, shown) in [(r#"[{"n":1},{"n":2}]"#, 2, "2件"), ("[]", 0, "（なし）")] {
        let (engine, report) = run("c", &[&format!(r#"{{"id":"1","parts":{parts}}}"#)]);
        let document = serde_json::to_value(Document::new(&engine, &report)).expect("a report is JSON");
        let findings = document["findings"].as_array().expect("there are findings");
        let of_parts = findings.iter().find(|it| it["rule"] == "N-11").expect("there is one of the parts");
        assert_eq!(of_parts["facts"][0]["value"], serde_json::json!({ "entries": count }));
        assert_eq!(of_parts["facts"][0]["text"]["ja"], shown);
    }
}

#[test]
fn of_several_dates_the_last_is_what_is_missing() {
    let missing = |line: &str| -> Vec<String> {
        let run = run("c", &[line]);
        of(&run, "N-4").evidence.missing.iter().map(|it| it.path.clone()).collect()
    };
    assert_eq!(missing(r#"{"id":"1","n":1}"#), ["/begun"]);
    assert_eq!(missing(r#"{"id":"1","begun":"2016-04-01"}"#), ["/n"]);
    assert_eq!(missing(r#"{"id":"1","n":1,"begun":"2016-04-01"}"#), [""; 0]);
}

#[test]
fn what_is_missing_is_told_once_and_not_what_was_made_of_it() {
    let missing = |id: &str, line: &str| -> Vec<String> {
        let run = run("c", &[line]);
        of(&run, id).evidence.missing.iter().map(|it| it.path.clone()).collect()
    };
    assert_eq!(missing("N-7", r#"{"id":"1"}"#), ["/n"]);
    assert_eq!(missing("N-7", r#"{"id":"1","n":0}"#), ["6 / n"]);
    assert_eq!(missing("N-9", r#"{"id":"1","parts":[{},{"n":1},{}]}"#), ["/parts/0/n", "/parts/2/n"]);
    assert_eq!(missing("N-8", r#"{"id":"1"}"#), ["/n"], "that the note is absent is known");
}

#[test]
fn comparisons_of_conditions_that_held_are_not_told() {
    let run = run("c", &[r#"{"id":"1","n":1}"#]);
    let comparisons = &of(&run, "N-7").evidence.comparisons;
    assert_eq!(comparisons.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["n + n > 6 / n"]);
    let comparisons = &of(&run, "N-10").evidence.comparisons;
    assert_eq!(comparisons.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["n > 5"], "the other part decided nothing");
}

#[test]
fn of_much_evidence_the_rest_is_counted() {
    for parts in [99, 100, 101, 3_000] {
        let list = vec![r#"{"n":1}"#; parts].join(",");
        let run = run("c", &[&format!(r#"{{"id":"1","parts":[{list}]}}"#)]);
        let evidence = &of(&run, "N-9").evidence;
        // The list is a fact, and so is each number in it; that of the sum is a comparison.
        assert!(evidence.facts.len() <= 100, "{parts}");
        assert_eq!(evidence.facts.len() + evidence.comparisons.len() + evidence.more, parts + 2, "{parts}");
    }
}

#[test]
fn only_what_is_broken_speaks() {
    let run = run("c", &[r#"{"id":"1","note":"甲"}"#]);
    for (id, outcome, speaks) in [("N-1", Outcome::Pass, false), ("N-3", Outcome::Fail, true), ("N-4", Outcome::Unknown, false)] {
        let finding = of(&run, id);
        assert_eq!((finding.outcome, finding.message.is_some()), (outcome, speaks), "{id}");
    }
}

#[test]
fn a_run_over_one_kind_says_nothing_of_the_set_of_another() {
    let said = |record: &str| -> Vec<String> {
        let (engine, report) = run(record, &[r#"{"id":"1"}"#]);
        let of_sets = report.findings.iter().map(|finding| engine.program.rules[finding.rule].id.clone());
        of_sets.filter(|id| id == "N-5" || id == "N-6").collect()
    };
    assert_eq!(said("c"), ["N-5"]);
    assert_eq!(said("d"), ["N-6"]);
}
