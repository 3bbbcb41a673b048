//! The JSON Schemas: what is written follows them, and they take of the input what the decoder takes.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use jsonschema::{Draft, Validator};
use sadame::decode::{DataError, Decoder, Level};
use sadame::engine::{Baseline, Decisions, Engine, KnownFinding, Options, Register, parse_date};
use sadame::json::{Document, Whole, schema};
use sadame::pack::{Builtin, Memory};
use sadame::report::{Lines, write_json};
use serde_json::{Value, json};

/// A record with a field of every type.
const EVERY_TYPE: &str = r#"
module all.types "全て" en "Everything"

choice kind "種類" en "kind" {
  works     "工事" en "works"
  purchase  "買入れ" en "purchase"
}

record part "部分" en "part" {
  at      date             "日" en "day"
  shares  range of percent optional "幅" en "width"
}

record whole "全体" en "whole" {
  名前     text key                  "名前" en "name"
  flag     bool default false        "旗" en "flag"
  count    number                    "数" en "number"
  share    percent                   "割合" en "share"
  yen      money incl tax            "円" en "yen"
  dollars  money USD default USD 2.50 "ドル" en "dollars"
  foreign  money any currency        "外貨" en "foreign"
  at_once  moment optional           "日時" en "moment"
  opens    range of moment optional  "日時の範囲" en "moments"
  day      date optional             "日" en "day"
  year     fiscal_year               "年度" en "year"
  wait     days                      "日数" en "days"
  term     months                    "月数" en "months"
  age      years                     "年数" en "years"
  span     dates                     "期間" en "span"
  burden   fiscal_years              "年度の範囲" en "years"
  between  range of number           "範囲" en "between"
  cost     range of money            "費用" en "cost"
  abroad   range of money any currency optional "外国" en "abroad"
  kind     kind default works        "種類" en "kind"
  kinds    set of kind               "種類の集合" en "kinds"
  days_off set of date default empty "休日" en "days off"
  parts    list of part              "部分" en "parts"
}
"#;

/// One that follows it.
fn whole() -> Value {
    json!({
        "名前": "甲", "count": 1.5, "share": "50%", "yen": 1000, "foreign": { "amount": 2.5, "currency": "USD" }, "year": 2016,
        "wait": 72, "term": 3, "age": 5, "span": { "from": "2016-04-01", "to": "2017-03-31" }, "burden": "FY2016..FY2021",
        "between": { "from": 1, "to": 2 }, "cost": { "from": 1, "to": 2 }, "kinds": ["works"],
        "parts": [{ "at": "平成28年4月1日", "shares": "5%..10%" }],
    })
}

/// Values of every sort, several of which fit any one field.
const ANYTHING: &str = r#"[
"", "x", " ", "works", "工事", "Works", "買入れ", "true", "null", "千円",
"2016-04-01T09:30:00+09:00", "2016-04-01 09:30:00.5z", "2016-04-01T09:30:00", "2016-04-01T09:30Z", "2016-04-01T24:00:00Z",
"2016-04-01T09:30:00.1234567890Z", "2016-04-01T09:30:00.1234567891Z", "2016-04-01T00:00:00Z..2016-04-02T00:00:00Z",
"2016-04-01", "2016-13-01", "2016-4-1", "平成28年4月1日", "H28.4.1", "h28-4/1", "平成28年13月1日",
"平成28年度", "平成33年度", "S60年度", "FY2016", "FY16", "2016", "2016年度", "50%", "-0.5 %", "50", "1_000%", "1__0%",
"FY2016..FY2021", "FY2016 .. 平成33年度", "2016..2021", "2016-04-01..平成29年3月31日", "1..2", "1.5..2e3", "1..", "5%..10%",
null, true, 0, -1, 2016, 2016.0, 1867, 10000, 0.5, 1e3,
[], [1], [null], ["works"], ["works", "買入れ"], ["works", "works"], ["2016-04-01", "令和元年5月1日"],
[{}], [{"at": "2016-04-01"}], [{"at": null}], [{"at": "2016-04-01", "or": 1}],
[{"at": "2016-04-01", "shares": {"from": "1%", "to": "2%"}}], [{"at": "2016-04-01", "shares": "1..2"}],
[{"year": 2016, "amount": 1, "paid_on": null}], [{"year": "平成28年度", "amount": 0.5}],
{}, {"amount": 1, "currency": "JPY"}, {"amount": 1.5, "currency": "JPY"}, {"amount": 1, "currency": "USD"},
{"amount": 1, "currency": "usd"}, {"amount": "1", "currency": "JPY"}, {"amount": 1}, {"amount": 1, "currency": "JPY", "tax": 10},
{"from": 1, "to": 2}, {"from": 1}, {"from": 1, "to": 2, "by": 3}, {"from": null, "to": 2}, {"from": "FY2016", "to": 2021},
{"from": "2016-04-01", "to": "平成29年3月31日"}, {"from": "1%", "to": "2%"},
{"from": {"amount": 1, "currency": "JPY"}, "to": {"amount": 2, "currency": "JPY"}}
]"#;

fn builtin(pack: &str) -> Engine {
    Engine::compile(&[&Builtin], &[pack.to_owned()]).expect("the built-in packs compile")
}

fn every_type() -> Engine {
    let manifest = "name = \"every\"\nversion = \"1\"\ntitle = { ja = \"全て\" }\n";
    let files = [("every/pack.toml", manifest), ("every/every.sadame", EVERY_TYPE)];
    let files: BTreeMap<String, Vec<u8>> = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into();
    Engine::compile(&[&Memory(files)], &["every".to_owned()]).unwrap_or_else(|error| {
        panic!("{:?}", error.diagnostics.iter().map(|it| it.problem.message(sadame::lang::Lang::En)).collect::<Vec<_>>())
    })
}

/// A validator of a schema, which is itself valid.
fn validator(schema: &Value) -> Validator {
    jsonschema::meta::validate(schema).unwrap_or_else(|fault| panic!("{fault} at {}", fault.instance_path()));
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(schema["$id"].as_str().is_some_and(|id| id.starts_with("urn:sadame:") && id.ends_with(":1")), "{}", schema["$id"]);
    jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true).build(schema).expect("it is a schema")
}

/// Fails with the first fault.
fn follows(validator: &Validator, value: &Value, what: &str) {
    if let Err(fault) = validator.validate(value) {
        panic!("{what}: {fault} at {}", fault.instance_path());
    }
}

/// The schema without leave to add members, so that what it does not know is found. What is told apart by `type` stays open.
fn closed(mut schema: Value) -> Value {
    let open: Vec<String> = schema["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| Some(it["$ref"].as_str()?.replace("#/$defs/", "")))
        .collect();
    if schema.get("properties").is_some() {
        schema["additionalProperties"] = json!(false);
    } else {
        schema["unevaluatedProperties"] = json!(false);
    }
    for (name, definition) in schema["$defs"].as_object_mut().expect("there are definitions") {
        if !open.contains(name) {
            close(definition);
        }
    }
    schema
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("properties").is_some_and(Value::is_object) && members.get("type") == Some(&json!("object")) {
                members.insert("additionalProperties".to_owned(), json!(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// Files of contracts, and what is wrong in many ways.
fn inputs() -> Vec<(String, String)> {
    let read = |path: &str| (path.to_owned(), std::fs::read_to_string(path).expect("the examples are there"));
    let odd = "{\n[1]\n{\"id\": 1, \"no_such\": NaN, \"payments\": [{\"year\": \"平成33年度\"}]}\n".to_owned();
    vec![read("examples/jlis/contracts.jsonl"), read("examples/jlis/incomplete.jsonl"), ("odd.jsonl".to_owned(), odd)]
}

/// A run over the files that also knows of decisions and of an earlier run.
fn options(engine: &Engine) -> Options {
    let text = std::fs::read_to_string("examples/jlis/settings.txt").expect("the settings are there");
    let parameters =
        text.lines().filter_map(|line| line.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned()));
    let plain = Options { as_of: parse_date("2017-04-28"), parameters: parameters.collect(), all: true, ..Options::default() };
    let mut session = engine.session(&plain).expect("the settings fit");
    let input = session.input("contracts.jsonl");
    let (_, first) = &inputs()[0];
    (1..).zip(first.lines()).for_each(|(line, json)| session.push(input, line, json.as_bytes()));
    let document = Document::new(engine, &session.finish());
    let failed: Vec<&str> =
        document.findings.iter().filter(|it| it.severity.name() == "error").map(|it| it.fingerprint.as_str()).take(9).collect();
    let known = |it: &&str| KnownFinding { rule: String::new(), subject: String::new(), fingerprint: (*it).to_owned(), count: 1 };
    let baseline = Baseline { version: 1, findings: failed[..3].iter().map(known).collect() };
    let decided = |it: &&str| json!({ "fingerprint": it, "decision": "accepted", "by": "委員会", "on": "2017-04-01", "reason": "個別に承認", "until": "2018-03-31" });
    let decisions = json!({ "version": 1, "decisions": failed[3..].iter().map(decided).collect::<Vec<_>>() });
    follows(&validator(&schema::decisions()), &decisions, "decisions");
    follows(&validator(&schema::baseline()), &json!(baseline), "baseline");
    let decisions: Decisions = serde_json::from_value(decisions).expect("they can be read");
    Options { register: Register::new(Some(&baseline), Some(&decisions)), ..plain }
}

#[test]
fn every_report_follows_its_schema() {
    let engine = builtin("jlis");
    let settings = options(&engine);
    let (whole, line) = (validator(&closed(schema::report())), validator(&closed(schema::lines())));
    for options in [&settings, &Options::default()] {
        let mut session = engine.session(options).expect("the settings fit");
        let mut streamed = engine.session(options).expect("the settings fit");
        let mut bytes = Vec::new();
        let mut lines = Lines::new(&mut bytes, &engine);
        lines.header(&streamed).expect("memory takes all that is written");
        for (name, text) in &inputs() {
            let (input, other) = (session.input(name), streamed.input(name));
            for (number, json) in (1..).zip(text.lines()) {
                session.push(input, number, json.as_bytes());
                streamed.push(other, number, json.as_bytes());
                if let Some(part) = streamed.take() {
                    lines.found(&part).expect("memory takes all that is written");
                }
            }
        }
        lines.finish(&streamed.finish()).expect("memory takes all that is written");
        let (report, mut document, mut at_once) = (session.finish(), Vec::new(), Vec::new());
        write_json(&mut document, &Document::new(&engine, &report)).expect("memory takes all that is written");
        write_json(&mut at_once, &Whole::new(&engine, &report)).expect("memory takes all that is written");
        assert!(at_once == document, "what is written at once is written as a document is");
        let document: Value = serde_json::from_slice(&document).expect("it is JSON");
        assert!(document["findings"].as_array().is_some_and(|it| it.len() > 500) && !document["data_errors"][0].is_null());
        follows(&whole, &document, "document");
        for written in String::from_utf8_lossy(&bytes).lines() {
            follows(&line, &serde_json::from_str(written).expect("it is JSON"), written);
        }
    }
}

/// The members that a schema asks for.
fn required(schema: &Value) -> Vec<&str> {
    schema["required"].as_array().map_or(Vec::new(), |it| it.iter().filter_map(Value::as_str).collect())
}

#[test]
fn what_is_always_written_is_required() {
    let report = schema::report();
    let header = ["version", "sadame", "packs", "record", "as_of", "parameters", "summary", "findings", "data_errors"];
    assert_eq!(required(&report), header);
    assert_eq!(report["properties"]["as_of"]["type"], json!(["string", "null"]), "it is written where it is not set");
    assert_eq!(report["properties"]["not_run"]["type"], "array", "it is left out where there are none");
    let definitions = &report["$defs"];
    assert!(!required(&definitions["Finding"]).contains(&"message"));
    assert_eq!(definitions["Finding"]["properties"]["message"]["anyOf"], json!([{ "$ref": "#/$defs/Text" }]), "never null");
    assert!(required(&definitions["Finding"]).contains(&"facts"), "what is flattened is required too");
    assert!(required(&definitions["Comparison"]).contains(&"held"));
    assert!(required(&definitions["Shown"]).contains(&"value"));
    let other = json!({ "version": 2, "findings": [] });
    assert!(!validator(&schema::baseline()).is_valid(&other), "another version is another schema");
}

/// What the decoder has to say against a record.
fn errors(decoder: &Decoder, json: &Value) -> Vec<DataError> {
    let mut faults = Vec::new();
    decoder.decode(json.to_string().as_bytes(), &mut faults);
    faults.retain(|fault| fault.level == Level::Error);
    faults
}

fn agree(decoder: &Decoder, validator: &Validator, record: &Value, what: &str) {
    let errors = errors(decoder, record);
    let fault = validator.validate(record).err().map(|fault| format!("{fault} at {}", fault.instance_path()));
    assert_eq!(errors.is_empty(), fault.is_none(), "{what}\nschema: {fault:?}\ndecoder: {errors:?}");
}

#[test]
fn the_examples_follow_the_schema_of_their_record() {
    for (pack, record, file, some_damaged) in [
        ("jlis", "contract", "examples/jlis/contracts.jsonl", true),
        ("jlis", "contract", "examples/jlis/incomplete.jsonl", true),
        ("budget", "entry", "examples/budget/fy2016.jsonl", false),
        ("budget", "overview_line", "examples/budget/overview_fy2016.jsonl", false),
    ] {
        let engine = builtin(pack);
        let number = engine.program.records.iter().position(|it| it.name == record).expect("there is such a record");
        let (decoder, validator) =
            (Decoder::new(&engine.program, &engine.plan, number), validator(&schema::record(&engine, number)));
        let text = std::fs::read_to_string(file).expect("the examples are there");
        let mut damaged = 0;
        for (number, line) in (1..).zip(text.lines()) {
            let Ok(json) = serde_json::from_str::<Value>(line) else { continue };
            agree(&decoder, &validator, &json, &format!("{file}:{number}"));
            damaged += usize::from(!validator.is_valid(&json));
        }
        assert_eq!(damaged > 0, some_damaged, "{file}");
    }
}

#[test]
fn the_schema_of_a_record_takes_what_the_decoder_takes() {
    for (engine, record, good) in [
        (every_type(), "whole", whole()),
        (builtin("jlis"), "contract", {
            let text = std::fs::read_to_string("examples/jlis/contracts.jsonl").expect("the examples are there");
            serde_json::from_str(text.lines().next().expect("there are contracts")).expect("they are JSON")
        }),
    ] {
        let number = engine.program.records.iter().position(|it| it.name == record).expect("there is such a record");
        let (decoder, validator) =
            (Decoder::new(&engine.program, &engine.plan, number), validator(&schema::record(&engine, number)));
        follows(&validator, &good, record);
        assert_eq!(errors(&decoder, &good), []);
        agree(&decoder, &validator, &json!([good]), "no record");
        let mut damaged = good.clone();
        damaged["no_such_field"] = json!(1);
        assert!(!validator.is_valid(&damaged), "an unknown field");
        agree(&decoder, &validator, &damaged, "an unknown field");
        let names = engine.program.records[number].fields.iter().map(|field| field.name.as_str());
        let anything: Vec<Value> = serde_json::from_str(ANYTHING).expect("it is JSON");
        for name in names {
            let mut without = good.clone();
            without.as_object_mut().expect("a record is an object").remove(name);
            agree(&decoder, &validator, &without, &format!("without {name}"));
            for value in &anything {
                let mut other = good.clone();
                other[name] = value.clone();
                agree(&decoder, &validator, &other, &format!("{name}: {value}"));
            }
        }
    }
}

#[test]
fn the_program_writes_each_schema() {
    let run = |arguments: &[&str]| {
        let ran = Command::new(env!("CARGO_BIN_EXE_sadame"))
            .args(arguments)
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .output();
        let ran = ran.expect("the program starts");
        (ran.status.code(), serde_json::from_slice::<Value>(&ran.stdout).ok(), String::from_utf8_lossy(&ran.stderr).into_owned())
    };
    for (what, schema) in [
        ("report", schema::report()),
        ("lines", schema::lines()),
        ("baseline", schema::baseline()),
        ("decisions", schema::decisions()),
    ] {
        assert_eq!(run(&["schema", what]), (Some(0), Some(schema), String::new()), "{what}");
    }
    assert_eq!(run(&["schema"]).1, Some(schema::report()));
    let (status, record, _) = run(&["schema", "record"]);
    let record = record.expect("it is JSON");
    assert_eq!((status, &record["$id"], &record["title"]), (Some(0), &json!("urn:sadame:record:contract:1"), &json!("契約")));
    assert_eq!(
        run(&["schema", "record", "-r", "budget", "overview_line"]).1.expect("it is JSON")["description"],
        "line of the overview"
    );
    for (arguments, wanted) in [
        (&["schema", "record", "-r", "budget"][..], "--record"),
        (&["schema", "record", "no_such"], "contract"),
        (&["schema", "report", "contract"], "schema record"),
        (&["schema", "no_such"], "report"),
    ] {
        let (status, _, said) = run(arguments);
        assert!(status == Some(2) && said.contains(wanted), "{arguments:?}: {said}");
    }
}
