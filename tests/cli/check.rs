//! `sadame check`: what is judged, what is said of it, and the exit status.

use super::{golden, json, piped, project, sadame};

const GOOD: &str =
    r#"{"id":"A","title":"回線","amount":900,"signed_on":"2016-04-01","item":"回線","payments":[{"year":2016,"amount":900}]}"#;
const BAD: &str = r#"{"id":"B","title":"回線の増設","amount":1001,"signed_on":"2016-04-01","item":"回線","payments":[{"year":"平成27年度","amount":1001}]}"#;

fn lines(records: &[&str]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

#[test]
fn the_exit_status_says_how_it_went() {
    let folder = project(&[
        ("good.jsonl", &lines(&[GOOD])),
        ("bad.jsonl", &lines(&[BAD])),
        ("broken.jsonl", &lines(&[GOOD, "{"])),
        ("empty.jsonl", ""),
        ("none.json", "[]"),
    ]);
    for (arguments, status) in [
        (&["check", "good.jsonl"][..], 0),
        (&["check", "empty.jsonl"], 2),
        (&["check", "none.json"], 0),
        (&["check", "bad.jsonl"], 1),
        (&["check", "--fail-level", "never", "bad.jsonl"], 0),
        (&["check", "broken.jsonl"], 2),
        (&["check", "missing.jsonl", "good.jsonl"], 2),
        (&["check", "."], 2),
        (&["check", "-r", "nosuchpack", "good.jsonl"], 2),
        (&["check", "--param", "ceilling=1円", "good.jsonl"], 2),
        (&["check", "--param", "ceiling=five", "good.jsonl"], 2),
        (&["check", "--as-of", "2016-02-30", "good.jsonl"], 2),
        (&["check", "--record", "payment", "good.jsonl"], 2),
    ] {
        let ran = sadame(folder.path(), arguments);
        assert_eq!(ran.status, status, "{arguments:?}\n{}\n{}", ran.out, ran.err);
    }
}

#[test]
fn the_fail_level_counts_by_severity() {
    let early = GOOD.replace("\"year\":2016", "\"year\":2015");
    let folder = project(&[("early.jsonl", &early)]);
    for (level, status) in [("error", 0), ("warning", 1), ("review", 1), ("info", 1), ("never", 0)] {
        assert_eq!(sadame(folder.path(), &["check", "--fail-level", level, "early.jsonl"]).status, status, "{level}");
    }
}

#[test]
fn a_committee_reads_reasons_sources_and_counts() {
    let folder = project(&[("contracts.jsonl", &lines(&[GOOD, BAD]))]);
    let ran = sadame(folder.path(), &["check", "contracts.jsonl"]);
    golden("tests/cli/report_ja.txt", &ran.out);
    let ran = sadame(folder.path(), &["check", "--lang", "en", "contracts.jsonl"]);
    golden("tests/cli/report_en.txt", &ran.out);
    assert_eq!(ran.err, "");
}

#[test]
fn what_turns_on_one_setting_is_one_line_that_says_how_to_set_it() {
    let negotiated = |id: &str| {
        GOOD.replace("\"A\"", &format!("\"{id}\""))
            .replace("\"amount\":900,\"signed", "\"negotiated\":true,\"amount\":9,\"signed")
    };
    let folder = project(&[("n.jsonl", &lines(&[&negotiated("A"), &negotiated("B"), &negotiated("C")]))]);
    let ran = sadame(folder.path(), &["check", "n.jsonl"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    let wanted = "  --param ceiling=値  随意契約の上限　3件  →  S-3";
    assert_eq!(ran.out.lines().filter(|line| line.contains("--param")).collect::<Vec<_>>(), [wanted]);
    let ran = sadame(folder.path(), &["check", "--param", "ceiling=8円", "--fail-level", "review", "n.jsonl"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("上限8円を超えています"), "{}", ran.out);
}

#[test]
fn json_holds_the_evidence() {
    let folder = project(&[("contracts.jsonl", &lines(&[GOOD, BAD]))]);
    let report = json(&sadame(folder.path(), &["check", "--format", "json", "contracts.jsonl"]));
    assert_eq!(report["version"], 1);
    assert_eq!(report["packs"][0]["name"], "small");
    assert_eq!(report["packs"][0]["digest"].as_str().map(str::len), Some(64));
    assert_eq!(report["parameters"][0]["value"], serde_json::Value::Null);
    let summary = &report["summary"];
    assert_eq!((&summary["read"], &summary["judged"], &summary["flagged"]), (&2.into(), &2.into(), &2.into()));
    assert_eq!(summary["inputs"][0]["records"], 2);
    assert_eq!(summary["unverified"][0]["source"], "journal");
    let findings = report["findings"].as_array().expect("findings are a list");
    let finding = findings.iter().find(|finding| finding["rule"] == "S-1").expect("S-1 fails");
    assert_eq!(finding["outcome"], "fail");
    assert_eq!(finding["word"]["ja"], "違反");
    assert_eq!(finding["subject"]["record"]["key"], "B");
    assert_eq!(finding["subject"]["record"]["position"], 2);
    assert_eq!(finding["sources"][0]["article"], "第1条第2項");
    let comparison = &finding["comparisons"][0];
    assert_eq!(comparison["left"]["value"], serde_json::json!({"amount": "1001", "currency": "JPY"}));
    assert_eq!(comparison["held"], false);
    let row = &finding["rows"][0];
    assert_eq!((row["file"].as_str(), row["line"].as_u64()), (Some("./small.sadame"), Some(27)));
    let finding = findings.iter().find(|finding| finding["rule"] == "S-2").expect("S-2 fails");
    assert_eq!(finding["subject"]["path"], "/payments/0");
    assert_eq!(finding["subject"]["place"]["ja"], "支払予定1件目");
    let group = findings.iter().find(|finding| finding["rule"] == "S-4").expect("S-4 fails");
    assert_eq!(group["subject"]["kind"], "group");
    assert_eq!(group["subject"]["members"].as_array().map(Vec::len), Some(2));
    assert_eq!(group["subject"]["key"][0]["text"]["ja"], "回線");
}

#[test]
fn lines_say_the_same_as_the_document() {
    let folder = project(&[("contracts.jsonl", &lines(&[GOOD, BAD, "nonsense"]))]);
    let document = json(&sadame(folder.path(), &["check", "--format", "json", "--no-clear", "contracts.jsonl"]));
    let ran = sadame(folder.path(), &["check", "--format", "jsonl", "contracts.jsonl"]);
    let mut lines: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    let mut take = |kind: &str| -> Vec<serde_json::Value> {
        let (taken, left) = lines.drain(..).partition(|line| line["type"] == kind);
        lines = left;
        taken
    };
    let without_type = |mut line: serde_json::Value| {
        line.as_object_mut().expect("a line is an object").remove("type");
        line
    };
    let findings: Vec<_> = take("finding").into_iter().map(without_type).collect();
    let errors: Vec<_> = take("data_error").into_iter().map(without_type).collect();
    let summary: Vec<_> = take("summary").into_iter().map(without_type).collect();
    assert_eq!(serde_json::Value::from(findings), document["findings"]);
    assert_eq!(serde_json::Value::from(errors), document["data_errors"]);
    assert_eq!(summary, std::slice::from_ref(&document["summary"]));
    assert_eq!(take("header").len(), 1);
    assert!(lines.is_empty());
}

#[test]
fn equal_input_gives_equal_bytes() {
    let folder = project(&[("contracts.jsonl", &lines(&[GOOD, BAD]))]);
    let run = || sadame(folder.path(), &["check", "--all", "--format", "json", "contracts.jsonl"]).out;
    assert_eq!(run(), run());
}

#[test]
fn records_come_as_lines_as_an_array_or_through_a_pipe() {
    let array = format!("[\n  {GOOD},\n  {BAD}\n]\n");
    let pretty = BAD.replace(",\"", ",\n  \"").replacen('{', "{\n  ", 1);
    let wide = BAD.replace(",\"", ",\n  \"");
    let folder = project(&[
        ("array.json", &array),
        ("pretty.json", &pretty),
        ("wide.json", &wide),
        ("lines.jsonl", &lines(&[GOOD, BAD])),
        ("marked.jsonl", &format!("\u{feff}\n{}", lines(&[BAD]))),
    ]);
    let findings = |arguments: &[&str], input: &str| {
        let ran = piped(folder.path(), &[&["check", "--format", "json"], arguments].concat(), input.as_bytes());
        let report = json(&ran);
        (report["summary"]["read"].as_u64(), report["summary"]["failures"]["error"].as_u64())
    };
    for (arguments, input, read) in [
        (&["array.json"][..], "", 2),
        (&["pretty.json"], "", 1),
        (&["wide.json"], "", 1),
        (&["lines.jsonl"], "", 2),
        (&["marked.jsonl"], "", 1),
        (&["-"], &lines(&[GOOD, BAD]), 2),
        (&[], &array, 2),
        (&["pretty.json", "-"], &lines(&[GOOD]), 2),
    ] {
        assert_eq!(findings(arguments, input), (Some(read), Some(1)), "{arguments:?}");
    }
}

#[test]
fn every_file_is_judged_though_one_is_missing() {
    let folder = project(&[("bad.jsonl", &lines(&[BAD]))]);
    let ran = sadame(folder.path(), &["check", "missing.jsonl", "bad.jsonl"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("missing.jsonl: ファイルがありません"), "{}", ran.err);
    assert!(ran.out.contains("【違反】S-1"), "{}", ran.out);
    assert!(ran.out.contains("missing.jsonl　ファイルがありません"), "{}", ran.out);
}

#[test]
fn exceptions_are_said_with_their_source() {
    let special = BAD.replace("回線の増設", "特例回線").replace("平成27年度", "平成28年度");
    let folder = project(&[("special.jsonl", &special)]);
    let ran = sadame(folder.path(), &["check", "special.jsonl"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    for wanted in ["例外が適用されたもの　1件", "【例外適用】S-1", "例外　特例", "予算書 第1条第3項"]
    {
        assert!(ran.out.contains(wanted), "{wanted}\n{}", ran.out);
    }
}

#[test]
fn data_cannot_speak_to_the_terminal() {
    let rude = BAD.replace("回線の増設", "\\u001b[2J\\u202e消");
    let folder = project(&[("rude.jsonl", &rude)]);
    let ran = sadame(folder.path(), &["check", "rude.jsonl"]);
    assert!(ran.out.contains("␛[2J�消"), "{}", ran.out);
    assert!(!ran.out.contains(['\u{1b}', '\u{202e}']));
    let report = json(&sadame(folder.path(), &["check", "--format", "json", "rude.jsonl"]));
    assert_eq!(report["findings"][0]["subject"]["heading"][0]["ja"], "\u{1b}[2J\u{202e}消", "machines get what was there");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    use unicode_width::UnicodeWidthStr;
    let long = BAD.replace("回線の増設", &"長い件名の契約".repeat(30));
    let folder = project(&[("long.jsonl", &long)]);
    for lang in ["ja", "en"] {
        let ran = sadame(folder.path(), &["check", "--lang", lang, "--all", "long.jsonl"]);
        let wide: Vec<&str> = ran.out.lines().filter(|line| line.width() > 100).collect();
        assert!(wide.is_empty(), "{wide:#?}");
        assert_eq!(ran.out.replace(['\n', ' '], "").matches("長い件名の契約").count() % 30, 0, "nothing is cut off");
    }
}

#[test]
fn a_closed_pipe_is_no_fault() {
    let many: String = (0..2_000).map(|number| BAD.replace("\"B\"", &format!("\"B{number}\"")) + "\n").collect();
    let folder = project(&[("many.jsonl", &many)]);
    for format in ["text", "jsonl"] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_sadame"))
            .args(["check", "--format", format, "many.jsonl"])
            .current_dir(folder.path())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
        assert!(output.status.code().is_some());
    }
}

#[test]
fn a_comparison_in_a_negative_form_is_told_as_written() {
    let rules = r#"module negative "否定" en "Negative forms"
source own "自らの規則" en "Own rules" { verified yes }
record contract "契約" en "contract" {
  id      text key       "番号" en "number"
  shares  number         "割合" en "shares"
  reason  text optional  "理由" en "reason"
}
rule N-1 "否定" en "Negative forms" {
  for each contract
  cite own
  require shares not in 500..2_000
  require not (shares in 400..600)
  require reason is absent
  message "否定" en "negative"
}
"#;
    let folder = project(&[("negative.sadame", rules), ("c.jsonl", r#"{"id": "A", "shares": 500, "reason": "甲"}"#)]);
    let report = json(&sadame(folder.path(), &["check", "-r", "negative.sadame", "--format", "json", "c.jsonl"]));
    let told: Vec<(&str, bool)> = report["findings"][0]["comparisons"]
        .as_array()
        .expect("comparisons are a list")
        .iter()
        .map(|it| (it["text"].as_str().expect("text"), it["held"].as_bool().expect("known")))
        .collect();
    assert_eq!(told, [("shares not in 500..2_000", false), ("not (shares in 400..600)", false), ("reason is absent", false)]);
}
