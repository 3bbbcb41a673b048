//! The quick way of reading and judging, held against the full one: whatever a record holds, the report is the same.

use proptest::prelude::*;
use proptest::sample::Index;
use sadame::engine::{CompileError, Counts, Engine, Options, Report, parse_date};
use sadame::finding::{Finding, Outcome, Subject};
use sadame::pack::{Builtin, Memory};
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
    // That a key has no row is told with what is missing, which is not given in brief.
    let counted = |report: &Report| Counts { in_error: 0, ..report.counts };
    assert_eq!((counted(&brief), &brief.tally), (counted(&full), &full.tally));
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

/// What the rules of [`FORMS`] ask of an order, and of each of its parts.
const OF_ORDERS: &[&str] = &[
    "amount <= act[item].limit",
    "fiscal_year(ordered_on) = act[item].year",
    "year in act[item].burden",
    "every part has year in act[item].burden",
    "no part has year > act[item].burden.end",
    "some part where kind = works has amount > price",
    "every part where is_late has share * 2 > 1",
    "every part has (amount > 0円 or kind in kinds)",
    "sum(parts.amount) = amount",
    "sum(parts.amount where kind = works) <= amount * 50%",
    "sum(parts.share) <= 1",
    "sum(others.amount) < amount * (1 / 3)",
    "count(parts where amount > 0円) >= 2",
    "count(others) = 0",
    "every part has no piece has piece.weight > part.amount",
    "some part has (every piece has piece.weight <= limit and part.amount >= 50円)",
    "every part where is_late has amount <= limit / 2",
    "amount / price <= 99%",
    "price * 2 - amount >= 0円",
    "amount / count > price / 7",
    "count * count * count > 1_000_000",
    "kinds includes {works, lease}",
    "kinds includes works",
    "kind in {works, purchase}",
    "kind not in {lease}",
    "kind != lease",
    "checked or urgent",
    "not checked and due_on is present",
    "due_on is absent or due_on <= ordered_on + 6 years",
    "due_on - ordered_on <= 72 days",
    "ordered_on + term >= due_on",
    "due_on - 10 days > ordered_on",
    "due_on in 2016-04-01..2017-03-31",
    "amount <= ceiling[kind on due_on else ordered_on].limit",
    "amount <= ceiling[kind on ordered_on].limit",
    "item in act",
    "item is present",
    "note is empty",
    "note = item",
    "note != \"\"",
    "parts is empty or some_is_big",
    "is_big and some_is_big",
    "ordered_on <= as_of",
    "year - 1 years < FY2017",
    "count in 1..3",
    "item in {\"甲\", \"丙\"}",
    "item in tags",
    "tags includes {\"甲\", \"乙\"}",
    "tags includes item",
    "tags is empty",
    "kinds is empty",
    "note starts with \"甲\" or note ends with \"乙\" or note contains \"丙\"",
    "length(note) >= 1",
    "month(ordered_on) >= 4 and day(ordered_on) < 31 and year(ordered_on) != 2017",
    "min(count, 2) * 2 > max(count, 1)",
    "max(ordered_on, due_on) > 2016-12-31",
    "abs(count - 2) >= 1",
    "abs(amount - price) <= 50円",
    "number(due_on - ordered_on) > 100",
    "ordered_on + days(count) > due_on - months(count)",
    "year + 1 years > FY2017",
    "count in {0, 2}",
    "year in FY2016..FY2016",
    "amount in 50円..150円",
    "some part where amount <= act[item].limit has year in act[item].burden",
    "every part has (year < act[item].year or amount <= act[item].limit)",
    "no part where kind in kinds has some piece has piece.weight >= act[item].limit",
    "every part has amount <= ceiling[kind on done_on].limit",
    "every part where (is_late or amount > 50円) has not (amount = limit)",
    "sum(parts.amount where year in act[item].burden) >= act[item].limit / 2",
    "count(parts where kind = works and done_on is present) + count(others) < 3",
    "amount >= sum(parts.amount)",
    "sum(parts.amount) > sum(others.amount)",
    "1 <= count and 3 > count",
    "amount * 150% >= price",
    "99% >= amount / price",
    "amount / 3 > price / 7",
    "amount / price > count / 2",
    "amount / (count - 2) <= price",
    "count / (count - 1) != 2",
    "ordered_on - due_on < -30 days",
    "due_on >= ordered_on - 18 months",
    "ordered_on = due_on - 2 years",
    "fiscal_year(due_on - 3 months) = act[item].year",
    "not (due_on in 2016-04-01..2017-03-31)",
    "not (year in act[item].burden) or not (count in 1..3)",
    "year + span > FY2017",
    "year - span <= act[item].year",
    "fiscal_year(ordered_on) + span - span = year",
    "not (year - 2 years in act[item].burden)",
    "not (year + 1 years in act[item].burden)",
    "count * 2 in 1..3 or year - 1 years in act[item].burden or urgent",
    "not (checked and not urgent) and (kind = works or (note is absent and not is_big))",
    "price is absent or (price > 0円 and amount / price <= 120% and amount <= limit)",
    "price - amount + limit - price + amount - limit = 0円",
];

const OF_PARTS: &[&str] = &[
    "order.is_big or year in act[order.item].burden",
    "order.some_is_big and is_late",
    "amount <= order.amount * share",
    "fiscal_year(done_on) = act[order.item].burden.end",
    "done_on - order.ordered_on < 100 days",
    "kind = order.kind or kind in order.kinds",
    "twice <= limit",
    "every piece has piece.weight <= part.amount",
    "amount <= 2 * order.price",
];

/// What they ask it of.
const DECLARED: &str = r#"
        module forms "試験用の規則" en "Rules for testing"
        source made_up "架空の規程" en "made-up regulation" { verified no "made up for a test" }
        choice kind_of_order "種類" en "kind" { works "工事" en "works" purchase "買入れ" en "purchase" lease "借入れ" en "lease" }
        record part "部分" en "part" {
          year fiscal_year "年度" en "year"
          amount money incl tax "額" en "amount"
          share number optional "割合" en "share"
          done_on date optional "完了日" en "done"
          kind kind_of_order "種類" en "kind"
          pieces list of piece default empty "品" en "pieces"
        }
        record piece "品" en "piece" { weight money incl tax "額" en "amount" }
        record extra "追加" en "extra" { amount money incl tax "額" en "amount" }
        record order "発注" en "order" {
          id text key "番号" en "number"
          item text optional "事項" en "item"
          kind kind_of_order "種類" en "kind"
          kinds set of kind_of_order "種類の集まり" en "kinds"
          amount money incl tax "額" en "amount"
          price money incl tax optional "予定価格" en "price"
          count number "数" en "count"
          ordered_on date "発注日" en "ordered"
          due_on date optional "期限" en "due"
          term months "期間" en "term"
          year fiscal_year default FY2016 "年度" en "year"
          span years optional "年数" en "years"
          urgent bool default false "緊急" en "urgent"
          checked bool "確認" en "checked"
          note text optional "備考" en "note"
          parts list of part "部分" en "parts"
          tags set of text optional "札" en "tags"
          others list of extra default empty "その他" en "others"
        }
        table act "事項" en "acts" {
          item text key "事項" en "item"
          limit money incl tax "限度額" en "limit"
          year fiscal_year "年度" en "year"
          burden fiscal_years "負担年度" en "burden"
          cite made_up
          rows { "甲" | 100円 | FY2016 | FY2016..FY2018   "乙" | 1000円 | FY2017 | FY2017..FY2017 }
        }
        table ceiling "上限" en "ceilings" dated {
          kind kind_of_order key "種類" en "kind"
          limit money incl tax "上限" en "limit"
          cite made_up
          rows {
            works | 100円 | until 2016-12-31
            works | 200円 | from 2017-01-01
            lease | 50円 | always
          }
        }
        parameter big money incl tax default 150円 "大きい額" en "big"
        define is_big of order "大きい" en "is big" = amount > big
        define some_is_big of order "大きい部分がある" en "some is big" = some part has amount > big
        define is_late of part "遅い" en "is late" = done_on > 2016-12-31
        define twice of part "二倍" en "twice" = amount * 2
    "#;

/// Rules in which every condition has a form of its own in the quick evaluator.
fn forms() -> Engine {
    let rule = |of: &str, prefix: &str, number: usize, condition: &str| {
        let order = if of == "order" { "" } else { "order." };
        format!(
            "rule {prefix}-{number} \"規則\" en \"rule\" {{ for each {of} cite made_up {} let limit = {} {} require {condition} {} message \"違反\" en \"broken\" }}\n",
            // Some apply from a day on that an optional fact decides, some to a day that is always there.
            match number % 6 {
                2 => format!("applies from 2016-04-01 until 2018-02-28 by {order}due_on"),
                5 => format!("applies from 2016-04-01 by {order}ordered_on"),
                _ => String::new(),
            },
            if of == "order" { "sum(parts.amount)" } else { "order.amount" },
            // Some are asked only of what another lets through.
            if number % 5 == 4 { "when limit > 0円" } else { "" },
            match number % 7 {
                3 => format!("except \"緊急\" en \"urgent\" when {order}urgent"),
                6 => format!(
                    "except \"備考\" en \"note\" when {order}note = \"甲\" except \"多数\" en \"many\" when {order}count > act[{order}item].limit / 50円"
                ),
                _ => String::new(),
            },
        )
    };
    let orders = OF_ORDERS.iter().enumerate().map(|(number, condition)| rule("order", "O", number, condition));
    let parts = OF_PARTS.iter().enumerate().map(|(number, condition)| rule("part of order", "P", number, condition));
    let text = DECLARED.to_owned() + &orders.chain(parts).collect::<String>();
    compiled(text).unwrap_or_else(|error| {
        panic!("{:?}", error.diagnostics.iter().map(|it| it.problem.message(sadame::value::Lang::En)).collect::<Vec<_>>())
    })
}

/// A pack of that text alone.
fn compiled(text: String) -> Result<Engine, CompileError> {
    let pack = "name = \"forms\"\nversion = \"1.0.0\"\ntitle = { ja = \"試験\", en = \"test\" }\n";
    let files = [("forms/pack.toml", pack.into()), ("forms/rules.sadame", text.into_bytes())];
    let files = files.into_iter().map(|(path, text): (&str, Vec<u8>)| (path.to_owned(), text)).collect();
    Engine::compile(&[&Memory(files)], &["forms".to_owned()])
}

static FORMS: std::sync::LazyLock<Engine> = std::sync::LazyLock::new(forms);

const DAYS: [&str; 6] = ["2016-03-31", "2016-04-01", "2016-12-31", "2017-01-01", "2018-02-28", "2020-02-29"];
const KINDS: [&str; 3] = ["works", "purchase", "lease"];
const AMOUNTS: [i64; 9] = [0, 1, 50, 100, 101, 150, 200, 1000, i64::MAX / 2];

/// A part of an order; `next` says which of so many things stands in a place.
fn part(next: &mut dyn FnMut(usize) -> usize) -> Value {
    let mut part = json!({ "year": 2015 + next(5), "amount": AMOUNTS[next(9)], "kind": KINDS[next(3)] });
    match next(6) {
        0 => part["share"] = json!(next(3)),
        1 => part["share"] = json!(0.25),
        2 | 3 => part["done_on"] = json!(DAYS[next(6)]),
        _ => {}
    }
    if next(2) == 0 {
        part["pieces"] = (0..next(3)).map(|_| json!({ "weight": AMOUNTS[next(9)] })).collect();
    }
    part
}

/// An order, in which a number says what stands in each place.
fn order(seed: &[usize]) -> Value {
    let mut seed = seed.iter().copied().cycle();
    let mut next = |most: usize| seed.next().expect("it goes round") % most;
    let parts: Vec<Value> = (0..next(4)).map(|_| part(&mut next)).collect();
    let mut order = json!({
        "id": "A", "kind": KINDS[next(3)], "kinds": KINDS[next(3)..], "amount": AMOUNTS[next(9)], "count": next(4),
        "ordered_on": DAYS[next(6)], "term": next(40), "checked": next(2) == 0, "parts": parts,
    });
    let optional = [
        ("item", json!("甲")),
        ("price", json!(100)),
        ("due_on", json!(DAYS[next(6)])),
        ("year", json!(2017)),
        ("urgent", json!(true)),
        // The last three lead out of the years that there are.
        ("span", json!([0, 1, i64::from(i32::MAX), i64::from(i32::MAX) + 1, i64::MIN][next(5)])),
        ("note", json!(["", "甲", "丙", "甲乙"][next(4)])),
        ("tags", json!(["甲", "乙", "丙"][next(3)..])),
        ("others", json!([{ "amount": AMOUNTS[next(9)] }])),
    ];
    for (name, value) in optional {
        if next(3) > 0 {
            order[name] = value;
        }
    }
    order
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_form_of_a_condition_comes_to_what_the_condition_comes_to(
        seeds in prop::collection::vec(prop::collection::vec(0..1000_usize, 40), 1..6),
        damages in prop::collection::vec((any::<Index>(), 0..100_usize), 0..3),
    ) {
        let mut records: Vec<String> = seeds.iter().map(|seed| order(seed).to_string()).collect();
        if let Some(last) = records.last_mut() {
            *last = damaged(last, &damages);
        }
        same(&FORMS, &records, &options("order"));
    }
}

#[test]
fn a_key_without_a_row_is_told_briefly_where_an_element_turns_on_it() {
    let text = DECLARED.to_owned()
        + r#"rule A-1 "規則" en "rule" { for each order where act[item].limit > 0円 cite made_up require count > 0 message "違反" en "broken" }"#;
    let engine = compiled(text).expect("the rule is well written");
    // The unknown member has the record judged in full.
    let record = json!({
        "id": "A", "item": "丙", "kind": "works", "kinds": [], "amount": 1, "count": 1, "ordered_on": "2016-04-01", "term": 1, "checked": true,
        "parts": [], "unheard_of": 1,
    });
    let report = run(&engine, &[record.to_string()], &Options { brief: true, ..options("order") });
    assert!(report.faults.iter().any(|fault| fault.path == "/item"), "{:?}", report.faults);
    assert_eq!(report.counts.in_error, 1);
}

static ENGINES: std::sync::LazyLock<[Engine; 2]> = std::sync::LazyLock::new(|| [engine("jlis"), engine("ocds")]);
