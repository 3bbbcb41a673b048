//! Inputs that are wrong, each in its own way: every one is reported with its place and its reason, the record is judged without the fact, the
//! run comes to its end with its counts and its status, and nothing is dropped.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

const RULES: &str = r#"
module bad "不備" en "Bad input"
source doc "出典" en "document" { verified yes }
choice kind "種類" en "kind" { works "工事" en "works"  purchase "買入れ" en "purchase" }
record payment "支払" en "payment" { year fiscal_year "年度" en "year"  amount money incl tax "額" en "amount" }
record contract "契約" en "contract" {
  id text key "番号" en "number"
  title text "件名" en "title"
  kind kind "種類" en "kind"
  amount money incl tax "金額" en "amount"
  share percent optional "割合" en "share"
  signed_on date "締結日" en "signed"
  item text optional "事項" en "item"
  term fiscal_years optional "期間" en "term"
  payments list of payment "支払" en "payments"
}
table act "事項" en "items" { item text key "事項" en "item"  limit money incl tax "限度額" en "limit"  cite doc  rows { "甲" | 100万円 } }
rule B-1 "金額" en "amount" { for each contract cite doc require amount <= 9_000兆円 message "大きい" en "large" }
rule B-2 "締結日" en "signed" { for each contract cite doc require signed_on >= 2016-04-01 message "前" en "before" }
rule B-3 "事項" en "item" { for each contract cite doc when item is present require amount <= act[item].limit message "超過" en "above" }
rule B-4 "支払" en "payments" { for each payment of contract cite doc require year <= FY2021 message "後" en "after" }
rule B-5 "種類" en "kind" { for each contract cite doc require kind = works message "買入れ" en "purchase" }
"#;

/// A contract in which nothing is wrong.
const GOOD: &str = r#"{"id":"G","title":"よい","kind":"works","amount":1000,"signed_on":"2016-06-01","payments":[]}"#;

/// What the program said of some lines.
struct Run {
    status: i32,
    report: Value,
}

fn run(input: &[u8], arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().expect("a folder for the rules");
    let rules = folder.path().join("bad.sadame");
    std::fs::write(&rules, RULES).expect("the rules can be written");
    let mut child = Command::new(env!("CARGO_BIN_EXE_sadame"))
        .args(["check", "--format", "json", "-r"])
        .arg(&rules)
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut pipe = child.stdin.take().expect("its input is a pipe");
    let bytes = input.to_vec();
    let writer = std::thread::spawn(move || pipe.write_all(&bytes));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends").expect("the program reads to the end");
    let report = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    Run { status: output.status.code().expect("no signal"), report }
}

/// One bad line between two good ones: both good ones are judged whatever the bad one is.
fn between(line: &[u8]) -> Run {
    let input = [GOOD.replace("\"G\"", "\"G1\"").as_bytes(), line, GOOD.replace("\"G\"", "\"G2\"").as_bytes(), b""].join(&b'\n');
    let run = run(&input, &[]);
    assert_eq!(run.report["summary"]["read"], 3, "all three lines are counted");
    run
}

impl Run {
    /// The faults on the second line: path, code, what stood there.
    fn faults(&self) -> Vec<(String, String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let faults = self.report["data_errors"].as_array().expect("a list");
        for fault in faults {
            assert_eq!(fault["position"], 2, "the fault is on the second line: {fault}");
            assert!(fault["reason"]["ja"].as_str().is_some_and(|reason| !reason.is_empty()), "{fault}");
            assert!(fault["reason"]["en"].as_str().is_some_and(|reason| !reason.is_empty()), "{fault}");
        }
        faults.iter().map(|fault| (text(&fault["path"]), text(&fault["code"]), text(&fault["raw"]))).collect()
    }

    /// One fault and no other, the record judged all the same.
    fn one(&self, path: &str, code: &str, raw: &str) {
        assert_eq!(self.faults(), [(path.to_owned(), code.to_owned(), raw.to_owned())]);
        assert_eq!(self.report["summary"]["judged"], 3, "the record is judged with the fact missing");
        assert_eq!(self.report["summary"]["in_error"], 1);
    }

    /// One fault that leaves no record to judge.
    fn lost(&self, code: &str) {
        let faults = self.faults();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!((faults[0].0.as_str(), faults[0].1.as_str()), ("", code));
        assert_eq!(self.report["summary"]["judged"], 2, "the others are judged");
        assert_eq!(self.report["summary"]["in_error"], 1);
        assert_eq!(self.status, 2, "a record that cannot be read at all is abnormal");
    }

    /// The rules that could not be judged on the second line.
    fn undetermined(&self) -> Vec<String> {
        let findings = self.report["findings"].as_array().expect("a list").iter();
        let unknown = findings.filter(|finding| finding["outcome"] == "unknown");
        unknown.map(|finding| finding["rule"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// The good contract with one member written otherwise.
fn with(name: &str, value: &str) -> String {
    let mut members: Vec<(&str, &str)> = vec![
        ("id", "\"B\""),
        ("title", "\"不備\""),
        ("kind", "\"works\""),
        ("amount", "1000"),
        ("signed_on", "\"2016-06-01\""),
        ("payments", "[]"),
    ];
    match members.iter_mut().find(|(known, _)| *known == name) {
        Some(member) => member.1 = value,
        None => members.push((name, value)),
    }
    let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

#[test]
fn nothing_wrong() {
    let run = run(GOOD.as_bytes(), &[]);
    assert_eq!(run.status, 0);
    assert_eq!(run.report["data_errors"].as_array().map(Vec::len), Some(0));
}

#[test]
fn not_json() {
    between(b"this is not JSON").lost("not_json");
}

#[test]
fn not_an_object() {
    between(b"[1, 2]").lost("not_object");
}

#[test]
fn a_line_cut_short() {
    between(br#"{"id":"B","title":"#).lost("not_json");
}

#[test]
fn a_wrong_type() {
    let run = between(with("title", "[1]").as_bytes());
    run.one("/title", "wrong_type", "[1]");
}

#[test]
fn an_unknown_field() {
    let run = between(with("amuont", "1").as_bytes());
    run.one("/amuont", "unknown_field", "1");
    assert!(
        run.report["data_errors"][0]["reason"]["en"].as_str().is_some_and(|reason| reason.contains("`amount`")),
        "did you mean"
    );
}

#[test]
fn a_missing_field() {
    let run = between(br#"{"id":"B","title":"t","kind":"works","signed_on":"2016-06-01","payments":[]}"#);
    run.one("/amount", "missing", "");
    assert_eq!(run.undetermined(), ["B-1"], "only what turns on it");
}

#[test]
fn null_for_a_required_field() {
    between(with("amount", "null").as_bytes()).one("/amount", "missing", "null");
}

#[test]
fn an_amount_as_text() {
    let run = between(with("amount", "\"1000\"").as_bytes());
    run.one("/amount", "wrong_type", "\"1000\"");
    assert_eq!(run.undetermined(), ["B-1"]);
}

#[test]
fn two_to_the_53rd_and_one_is_kept() {
    let run = run(with("amount", "9007199254740993").as_bytes(), &["--all"]);
    assert_eq!(run.report["findings"][0]["facts"][0]["value"]["amount"], "9007199254740993");
}

#[test]
fn one_more_than_64_bits_hold_is_kept() {
    let run = run(with("amount", "9223372036854775808").as_bytes(), &["--all"]);
    let finding = &run.report["findings"][0];
    assert_eq!(finding["facts"][0]["value"]["amount"], "9223372036854775808");
    assert_eq!(finding["outcome"], "fail", "and compared");
}

#[test]
fn more_digits_than_can_be_held() {
    let digits = "1".repeat(60);
    between(with("amount", &digits).as_bytes()).one("/amount", "not_exact", &digits);
}

#[test]
fn a_number_is_never_rounded_to_fit() {
    let digits = "1.23456789012345678901234567890123";
    between(with("amount", &format!("{digits}e31")).as_bytes()).one("/amount", "not_exact", &format!("{digits}e31"));
    let run = run(with("amount", "1.500e3").as_bytes(), &["--all"]);
    assert_eq!(run.report["findings"][0]["facts"][0]["value"]["amount"], "1500", "an exponent is a way of writing");
}

#[test]
fn a_fraction_of_a_yen() {
    between(with("amount", "1000.5").as_bytes()).one("/amount", "fraction", "1000.5");
}

#[test]
fn a_number_with_a_leading_zero_in_quotes() {
    between(with("amount", "\"04\"").as_bytes()).one("/amount", "wrong_type", "\"04\"");
}

#[test]
fn a_bare_number_with_a_leading_zero() {
    between(with("amount", "04").as_bytes()).one("/amount", "wrong_type", "04");
}

#[test]
fn nan_and_infinity() {
    for word in ["NaN", "Infinity", "-Infinity"] {
        let run = between(with("amount", word).as_bytes());
        run.one("/amount", "wrong_type", word);
        assert_eq!(run.undetermined(), ["B-1"], "the other facts of the record are judged");
    }
}

#[test]
fn a_line_of_200_megabytes() {
    let mut line = br#"{"id":"B","title":""#.to_vec();
    line.resize(200 * 1024 * 1024, b'x');
    line.extend_from_slice(b"\"}");
    between(&line).lost("too_long");
}

#[test]
fn nesting_ten_thousand_deep() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    between(with("title", &deep).as_bytes()).lost("too_deep");
    between(with("nonsense", &deep).as_bytes()).lost("too_deep");
    let deep = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    between(with("payments", &deep).as_bytes()).lost("too_deep");
}

#[test]
fn bytes_that_are_not_utf_8() {
    let mut line = with("title", "\"XX\"").into_bytes();
    let at = line.windows(2).position(|pair| pair == b"XX").expect("the mark is there");
    (line[at], line[at + 1]) = (0x8c, 0xee);
    let run = between(&line);
    let faults = run.faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!((faults[0].0.as_str(), faults[0].1.as_str()), ("/title", "not_utf8"));
    assert_eq!(run.report["summary"]["judged"], 3, "the other facts are judged");
}

#[test]
fn an_unknown_debt_item() {
    let run = between(with("item", "\"乙\"").as_bytes());
    run.one("/item", "no_such_row", "乙");
    assert_eq!(run.undetermined(), ["B-3"]);
}

#[test]
fn an_era_year_past_the_eras_end() {
    let run = between(with("payments", r#"[{"year":"平成33年度","amount":1}]"#).as_bytes());
    assert_eq!(run.faults(), [("/payments/0/year".into(), "era_counted_on".into(), "平成33年度".into())]);
    assert_eq!(run.report["data_errors"][0]["level"], "note", "it is read, with a note");
    assert_eq!(run.report["summary"]["in_error"], 0);
    assert_eq!(run.status, 0, "FY2021 is within the rule");
}

#[test]
fn a_date_that_does_not_exist() {
    for date in ["2016-02-30", "平成28年2月30日", "2016-13-01"] {
        let run = between(with("signed_on", &format!("\"{date}\"")).as_bytes());
        run.one("/signed_on", "no_such_date", &format!("\"{date}\""));
        assert_eq!(run.undetermined(), ["B-2"]);
    }
}

#[test]
fn a_date_written_another_way() {
    for text in ["\"2016/06/01\"", "\"20160601\"", "\"2016-06-01T24:00:00+09:00\""] {
        between(with("signed_on", text).as_bytes()).one("/signed_on", "wrong_type", text);
    }
}

#[test]
fn of_a_date_with_a_time_the_day_is_read_as_written() {
    for text in ["2016-03-31T23:59:59-10:00", "2016-03-31T00:00:00+09:00", "2016-03-31T12:00:00"] {
        let run = between(with("signed_on", &format!("\"{text}\"")).as_bytes());
        assert_eq!(run.faults(), []);
        let failed =
            run.report["findings"].as_array().expect("a list").iter().find(|it| it["outcome"] == "fail").expect("one fails");
        assert_eq!((&failed["rule"], &failed["facts"][0]["value"]), (&"B-2".into(), &"2016-03-31".into()), "{text}");
    }
}

#[test]
fn names_without_quotation_marks() {
    between(br#"{id:"B",title:"t"}"#).lost("not_json");
}

#[test]
fn a_range_in_words_and_in_parts() {
    for good in ["\"FY2016..FY2021\"", "\"平成28年度..令和3年度\"", "{\"from\":2016,\"to\":\"FY2021\"}"] {
        let faults = between(with("term", good).as_bytes()).faults();
        assert!(faults.is_empty(), "{good}: {faults:?}");
    }
    between(with("term", "\"FY2021..FY2016\"").as_bytes()).one("/term", "empty_range", "\"FY2021..FY2016\"");
    between(with("term", "\"FY2016\"").as_bytes()).one("/term", "wrong_type", "\"FY2016\"");
}

#[test]
fn where_it_stops_being_json_is_said_in_characters() {
    let run = between(br#"{"id":"B","title":}"#);
    assert_eq!(run.report["data_errors"][0]["reason"]["en"], "not JSON (at character 19)");
    let run = between("{\"id\":\"日本\",,}".as_bytes());
    assert_eq!(run.report["data_errors"][0]["reason"]["ja"], "JSON として読めません（12文字目）");
    let run = between(br#"{"id":"B""#);
    assert_eq!(run.report["data_errors"][0]["reason"]["en"], "not JSON (it ends before it is complete)");
}

#[test]
fn more_faults_in_a_record_than_are_listed_are_counted() {
    let members: Vec<String> = (0..1500).map(|at| format!("\"x{at}\":0")).collect();
    let faults = between(format!("{},{}}}", with("item", "\"甲\"").trim_end_matches('}'), members.join(",")).as_bytes()).faults();
    assert_eq!(faults.len(), 1001);
    assert_eq!((faults[0].0.as_str(), faults[0].1.as_str()), ("/x0", "unknown_field"));
    assert_eq!((faults[1000].0.as_str(), faults[1000].1.as_str()), ("", "more"));
}

#[test]
fn a_misspelt_choice() {
    between(with("kind", "\"wroks\"").as_bytes()).one("/kind", "no_such_choice", "\"wroks\"");
}

#[test]
fn the_same_member_twice() {
    let line = with("amount", "1").replace("\"title\"", "\"amount\":2,\"title\"");
    let run = between(line.as_bytes());
    assert_eq!(run.faults().len(), 1);
    assert_eq!(run.faults()[0].1, "twice");
    assert_eq!(run.undetermined(), ["B-1"], "neither of the two is taken");
}

#[test]
fn the_same_number_twice() {
    let run = between(with("id", "\"G1\"").as_bytes());
    run.one("/id", "duplicate_id", "G1");
}

#[test]
fn a_percentage_as_a_bare_number() {
    between(with("share", "50").as_bytes()).one("/share", "wrong_type", "50");
}

#[test]
fn an_element_that_cannot_be_read() {
    let run = between(with("payments", r#"[{"year":2016,"amount":1},7]"#).as_bytes());
    run.one("/payments/1", "wrong_type", "7");
    assert_eq!(run.undetermined(), ["B-4"], "the element still stands in its list");
}

#[test]
fn a_list_left_out_is_not_an_empty_one() {
    let run = between(br#"{"id":"B","title":"t","kind":"works","amount":1,"signed_on":"2016-06-01"}"#);
    run.one("/payments", "missing", "");
    assert_eq!(run.undetermined(), ["B-4"]);
}

#[test]
fn blank_lines_line_ends_and_a_mark_of_byte_order() {
    let input = format!("\u{feff}{GOOD}\r\n\r\n   \n{}", GOOD.replace("\"G\"", "\"H\""));
    let run = run(input.as_bytes(), &[]);
    assert_eq!(run.report["summary"]["read"], 2);
    assert_eq!(run.report["summary"]["judged"], 2);
    assert_eq!(run.status, 0);
}

#[test]
fn a_file_that_is_not_there() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_sadame")).args(["check", "no-such-file.jsonl"]).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no-such-file.jsonl"));
    assert!(!output.stdout.is_empty(), "the report is written all the same");
}
