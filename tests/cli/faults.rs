//! Bad input: each fault is reported with its place, its raw text and its reason; the record is judged without it; everything is counted.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{json, piped, project, sadame};

/// A record in which one thing can be put in the place of another.
const RECORD: &str =
    r#"{"id":"A","title":"回線","amount":900,"signed_on":"2016-04-01","item":"回線","payments":[{"year":2016,"amount":900}]}"#;

/// What is put in the place of what; the code, the path and the raw text of the data error; whether the record is still judged.
const FAULTS: &[(&str, &str, &str, &str, &str, bool)] = &[
    (RECORD, "contract", "not_json", "", "contract", false),
    (RECORD, "[1, 2]", "not_object", "", "[1, 2]", false),
    (RECORD, "{\"id\": \"A\"", "not_json", "", "{\"id\": \"A\"", false),
    ("\"回線\",\"amount\"", "[5],\"amount\"", "wrong_type", "/title", "[5]", true),
    ("\"amount\":900,\"s", "\"amuont\":900,\"amount\":900,\"s", "unknown_field", "/amuont", "900", true),
    ("\"amount\":900,\"s", "\"s", "missing", "/amount", "", true),
    ("\"amount\":900,\"s", "\"amount\":\"900円\",\"s", "wrong_type", "/amount", "\"900円\"", true),
    ("\"amount\":900,\"s", "\"amount\":04,\"s", "wrong_type", "/amount", "04", true),
    ("\"amount\":900,\"s", "\"amount\":NaN,\"s", "wrong_type", "/amount", "NaN", true),
    ("\"amount\":900,\"s", "\"amount\":0.5,\"s", "fraction", "/amount", "0.5", true),
    ("\"amount\":900,\"s", "\"amount\":1,\"amount\":2,\"s", "twice", "/amount", "2", true),
    (
        "\"amount\":900,\"s",
        "\"amount\":100000000000000000000000000000,\"s",
        "not_exact",
        "/amount",
        "100000000000000000000000000000",
        true,
    ),
    ("2016-04-01", "2016-02-30", "no_such_date", "/signed_on", "\"2016-02-30\"", true),
    ("\"year\":2016", "\"year\":\"平成33年度\"", "era_counted_on", "/payments/0/year", "平成33年度", true),
    ("\"item\":\"回線\"", "\"item\":\"電話\"", "no_such_row", "/item", "電話", true),
];

#[test]
fn each_fault_is_reported_and_the_record_is_judged_without_it() {
    for (old, new, code, path, raw, judged) in FAULTS {
        let record = RECORD.replacen(old, new, 1);
        let folder = project(&[("c.jsonl", &format!("{}\n\n{record}\n", RECORD.replace("\"A\"", "\"first\"")))]);
        let ran = sadame(folder.path(), &["check", "--format", "json", "--all", "c.jsonl"]);
        let report = json(&ran);
        let errors = report["data_errors"].as_array().expect("data errors are a list");
        assert_eq!(errors.len(), 1, "{new}: {errors:#?}");
        let error = &errors[0];
        assert_eq!(
            (error["code"].as_str(), error["path"].as_str(), error["raw"].as_str()),
            (Some(*code), Some(*path), Some(*raw)),
            "{new}"
        );
        assert_eq!((error["input"].as_str(), error["position"].as_u64()), (Some("c.jsonl"), Some(3)), "{new}");
        let summary = &report["summary"];
        let is_note = *code == "era_counted_on";
        assert_eq!(error["level"], if is_note { "note" } else { "error" }, "{new}");
        assert_eq!(summary["read"], 2, "{new}");
        assert_eq!(summary["judged"], 1 + u64::from(*judged), "{new}");
        assert_eq!(summary["in_error"], u64::from(!is_note), "{new}");
        assert_eq!(ran.status, if *judged { 0 } else { 2 }, "{new}");
        let text = sadame(folder.path(), &["check", "c.jsonl"]);
        assert!(text.out.contains("読み取れなかったデータ　1件") && text.out.contains("c.jsonl:3"), "{new}\n{}", text.out);
    }
}

#[test]
fn what_turns_on_an_unreadable_field_is_undetermined_and_the_rest_is_judged() {
    let record = RECORD.replace("\"amount\":900,\"s", "\"amount\":\"900\",\"s");
    let folder = project(&[("c.jsonl", &record)]);
    let report = json(&sadame(folder.path(), &["check", "--format", "json", "--all", "c.jsonl"]));
    let outcome = |rule: &str| {
        let findings = report["findings"].as_array().expect("findings are a list");
        findings
            .iter()
            .find(|finding| finding["rule"] == rule)
            .map(|finding| finding["outcome"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(outcome("S-1").as_deref(), Some("unknown"));
    assert_eq!(outcome("S-2").as_deref(), Some("pass"));
    assert_eq!(report["summary"]["undetermined"], 1);
}

#[test]
fn large_numbers_are_exact() {
    for (amount, shown) in
        [("9007199254740993", "9,007,199,254,740,993円"), ("9223372036854775808", "9,223,372,036,854,775,808円")]
    {
        let record = RECORD.replace("\"amount\":900,\"s", &format!("\"amount\":{amount},\"s"));
        let folder = project(&[("c.jsonl", &record)]);
        let report = json(&sadame(folder.path(), &["check", "--format", "json", "c.jsonl"]));
        let finding = &report["findings"][0];
        assert_eq!(finding["message"]["ja"], format!("契約金額{shown}は限度額1,000円を超えています"));
        assert_eq!(finding["comparisons"][0]["left"]["value"]["amount"], amount);
        assert_eq!(report["data_errors"], serde_json::json!([]));
    }
}

#[test]
fn a_line_of_200_megabytes_is_passed_over_and_reported() {
    let folder = project(&[]);
    let mut input = RECORD.as_bytes().to_vec();
    input.extend_from_slice(b"\n{\"id\":\"");
    input.resize(200_000_000, b'x');
    input.extend_from_slice(b"\"}\n");
    input.extend_from_slice(RECORD.replace("\"A\"", "\"Z\"").as_bytes());
    let report = json(&piped(folder.path(), &["check", "--format", "json", "-"], &input));
    assert_eq!((&report["summary"]["read"], &report["summary"]["judged"]), (&3.into(), &2.into()));
    assert_eq!(report["data_errors"][0]["code"], "too_long");
    assert_eq!(report["data_errors"][0]["position"], 2);
    assert!(report["data_errors"][0]["raw"].as_str().is_some_and(|raw| raw.chars().count() < 100));
}

#[test]
fn depth_and_bytes_that_are_no_text_are_reported() {
    let folder = project(&[]);
    let deep = format!("{{\"id\":\"A\",\"title\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let mut input = deep.into_bytes();
    input.extend_from_slice(b"\n");
    let (before, after) = RECORD.split_once("回線").expect("the record has a title");
    input.extend_from_slice(before.as_bytes());
    input.extend_from_slice(b"\xff\xfe");
    input.extend_from_slice(after.as_bytes());
    let ran = piped(folder.path(), &["check", "--format", "json", "-"], &input);
    let report = json(&ran);
    assert_eq!(
        (&report["summary"]["read"], &report["summary"]["judged"], &report["summary"]["in_error"]),
        (&2.into(), &1.into(), &2.into())
    );
    let codes: Vec<&str> =
        report["data_errors"].as_array().expect("a list").iter().filter_map(|it| it["code"].as_str()).collect();
    assert_eq!(codes, ["too_deep", "not_utf8"]);
    assert_eq!(ran.status, 2);
}

#[test]
fn a_number_given_twice_is_an_error_of_the_data_and_both_are_judged() {
    let folder = project(&[("c.jsonl", &format!("{RECORD}\n{RECORD}\n"))]);
    let report = json(&sadame(folder.path(), &["check", "--format", "json", "c.jsonl"]));
    assert_eq!(report["summary"]["judged"], 2);
    assert_eq!(report["data_errors"][0]["code"], "duplicate_id");
    assert_eq!(report["data_errors"][0]["reason"]["ja"], "同じ番号の記録が既にあります（c.jsonl:1）");
}

#[test]
fn an_array_that_does_not_end_is_reported_and_what_was_whole_is_judged() {
    let folder = project(&[("c.json", &format!("[{RECORD},\n{RECORD}"))]);
    let ran = sadame(folder.path(), &["check", "--format", "json", "c.json"]);
    let report = json(&ran);
    assert_eq!(ran.status, 2);
    assert_eq!(report["summary"]["judged"], 2);
    assert_eq!(report["summary"]["inputs"][0]["problem"]["en"], "the array is not closed by `]`");
}

#[test]
fn an_amount_in_another_currency_is_reported_and_neither_summed_nor_compared() {
    let dollars =
        RECORD.replace("\"A\"", "\"B\"").replacen("\"amount\":900", "\"amount\":{\"amount\":900,\"currency\":\"USD\"}", 1);
    let folder = project(&[("c.jsonl", &format!("{RECORD}\n{dollars}\n"))]);
    let ran = sadame(folder.path(), &["check", "--format", "json", "--all", "c.jsonl"]);
    let report = json(&ran);
    assert_eq!((&report["summary"]["read"], &report["summary"]["judged"]), (&2.into(), &2.into()));
    let findings = report["findings"].as_array().expect("a list");
    let outcomes =
        |rule: &str| findings.iter().filter(|it| it["rule"] == rule).map(|it| it["outcome"].clone()).collect::<Vec<_>>();
    assert_eq!(outcomes("S-1"), ["pass", "unknown"], "a limit in yen says nothing of dollars");
    assert_eq!(outcomes("S-4"), ["unknown"], "nobody knows what yen and dollars come to");
    let faults: Vec<_> =
        report["data_errors"].as_array().expect("a list").iter().map(|it| (&it["code"], &it["position"])).collect();
    assert_eq!(faults, [(&"currency".into(), &2.into())]);
}

#[test]
fn of_a_run_that_is_killed_what_was_finished_is_kept_line_by_line() {
    let folder = project(&[]);
    let lines = folder.path().join("found.jsonl");
    let mut child = Command::new(env!("CARGO_BIN_EXE_sadame"))
        .args(["check", "--format", "jsonl", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(std::fs::File::create(&lines).expect("the folder takes files"))
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("the input is piped");
    let record = RECORD.replacen("900", "1001", 1);
    // There is no end to the records: the program is in the midst of its run whenever it is killed.
    let writer = std::thread::spawn(move || {
        (0..).find(|number| writeln!(input, "{}", record.replace("\"A\"", &format!("\"A{number}\""))).is_err())
    });
    // The system may cut the last line, in the midst of writing it: it then lacks its end.
    let written = || {
        let mut bytes = std::fs::read(&lines).expect("the file is there");
        bytes.truncate(bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1));
        String::from_utf8(bytes).expect("what is written is UTF-8")
    };
    let found = || written().lines().any(|line| line.contains("\"rule\":\"S-1\""));
    let waited = (0..2_400).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        found()
    });
    child.kill().expect("it runs");
    let status = child.wait().expect("it has ended");
    writer.join().expect("the writer ends with its reader");
    assert!(waited, "what is finished is written while more is judged");
    assert!(!status.success());
    let written = written();
    assert!(written.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(!written.contains("\"type\":\"summary\""), "without a summary, everybody sees that it did not end");
}
