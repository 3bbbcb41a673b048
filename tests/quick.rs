//! The quick way of reading and judging, held against the full one: whatever a record holds, the report is the same.

use proptest::prelude::*;
use proptest::sample::Index;
use sadame::engine::{Engine, Options, Report, parse_date};
use sadame::finding::{Finding, Outcome, Subject};
use sadame::pack::Builtin;
use serde_json::{Value, json};

/// Records and the packs that judge them.
const SETS: &[(&str, &str, &str)] = &[
    ("jlis", "contract", "examples/jlis/contracts.jsonl"),
    ("jlis", "contract", "examples/jlis/incomplete.jsonl"),
    ("ocds", "release", "examples/ocds/armenia.jsonl"),
    ("ocds", "release", "examples/ocds/fictional.jsonl"),
    ("ocds", "release", "examples/ocds/mexico_jalisco.jsonl"),
    ("ocds", "release", "examples/ocds/paraguay.jsonl"),
    ("ocds", "release", "examples/ocds/ukraine.jsonl"),
];

fn engine(pack: &str) -> Engine {
    Engine::compile(&[&Builtin], &[pack.to_owned()]).expect("the built-in packs compile")
}

fn lines(file: &str) -> Vec<String> {
    std::fs::read_to_string(file).expect("the examples are there").lines().map(str::to_owned).collect()
}

fn options(record: &str) -> Options {
    Options { record: Some(record.to_owned()), as_of: parse_date("2017-04-28"), ..Options::default() }
}

fn run(engine: &Engine, lines: &[String], options: &Options) -> Report {
    let mut session = engine.session(options).expect("nothing is set wrongly");
    let input = session.input("records.jsonl");
    if let Some(layout) = lines.first().and_then(|line| engine.json_layout(session.so_far().record, line.as_bytes())) {
        session.mapped(input, layout);
    }
    for (line, number) in lines.iter().zip(1..) {
        session.push(input, number, line.as_bytes());
    }
    session.finish()
}

fn verdicts(report: &Report) -> Vec<(usize, &Subject, Outcome)> {
    report.findings.iter().map(|Finding { rule, subject, outcome, .. }| (*rule, subject, *outcome)).collect()
}

/// Every way of judging these records gives one report.
fn same(engine: &Engine, lines: &[String], options: &Options) {
    let full = run(engine, lines, &Options { in_full: true, ..options.clone() });
    let quick = run(engine, lines, options);
    assert_eq!(quick.faults, full.faults);
    assert_eq!(verdicts(&quick), verdicts(&full));
    assert_eq!(quick.findings, full.findings);
    assert_eq!((quick.counts, &quick.tally, &quick.headings), (full.counts, &full.tally, &full.headings));
    let brief = run(engine, lines, &Options { brief: true, ..options.clone() });
    assert_eq!(verdicts(&brief), verdicts(&full));
    assert_eq!((brief.counts, &brief.tally), (full.counts, &full.tally));
}

#[test]
fn the_examples_are_judged_alike_quickly_and_in_full() {
    for (pack, record, file) in SETS {
        let (engine, lines) = (engine(pack), lines(file));
        same(&engine, &lines, &options(record));
        same(&engine, &lines, &Options { all: true, ..options(record) });
        same(&engine, &lines, &Options { as_of: None, ..options(record) });
    }
}

/// What may come to stand in the place of a value.
fn odd(number: usize) -> Value {
    let text = |text: &str| Value::String(text.to_owned());
    let values = [
        Value::Null,
        json!([]),
        json!({}),
        json!(""),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(true),
        json!([null]),
        json!(["a", "a"]),
        text("平成28年4月1日"),
        text("2016-04-01"),
        text("2016-02-30"),
        text("2016-04-01T09:30:00Z"),
        text("FY2016"),
        text("50%"),
        text("a\"b\\c\u{1}"),
        text("委託"),
        json!({"amount": 1, "currency": "JPY"}),
        json!({"amount": 1.005, "currency": "USD"}),
        json!({"from": 2016, "to": 2017}),
        json!(2016),
    ];
    values[number % values.len()].clone()
}

/// Every place in a value, as pointers.
fn places(value: &Value, here: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, inner)| {
            let place = format!("{here}/{}", name.replace('~', "~0").replace('/', "~1"));
            places(inner, &place, out);
            out.push(place);
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, inner)| {
            let place = format!("{here}/{at}");
            places(inner, &place, out);
            out.push(place);
        }),
        _ => {}
    }
}

/// A record with something odd in some of its places.
fn damaged(line: &str, damages: &[(Index, usize)]) -> String {
    let mut record: Value = serde_json::from_str(line).expect("examples are JSON");
    for (at, what) in damages {
        let mut all = Vec::new();
        places(&record, "", &mut all);
        if all.is_empty() {
            continue;
        }
        let place = at.get(&all);
        let (parent, name) = place.rsplit_once('/').expect("a pointer has a slash");
        match (what % 26, record.pointer_mut(parent)) {
            (24, Some(Value::Object(members))) => drop(members.remove(name)),
            (25, Some(Value::Object(members))) => drop(members.insert(format!("{name}s"), json!(1))),
            _ => *record.pointer_mut(place).expect("the place was found in it") = odd(*what),
        }
    }
    record.to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_records_are_judged_alike_quickly_and_in_full(
        set in 0..SETS.len(),
        damages in prop::collection::vec((any::<Index>(), prop::collection::vec((any::<Index>(), 0..100_usize), 0..4)), 1..6),
        cut in prop::option::weighted(0.2, any::<Index>()),
    ) {
        let (pack, record, file) = SETS[set];
        let all = lines(file);
        let mut records: Vec<String> = damages.iter().map(|(line, damages)| damaged(&all[line.index(all.len())], damages)).collect();
        if let (Some(at), Some(last)) = (cut, records.last_mut()) {
            let mut end = at.index(last.len());
            while !last.is_char_boundary(end) {
                end -= 1;
            }
            last.remove(end);
        }
        same(&ENGINES[usize::from(pack == "ocds")], &records, &options(record));
    }
}

static ENGINES: std::sync::LazyLock<[Engine; 2]> = std::sync::LazyLock::new(|| [engine("jlis"), engine("ocds")]);
