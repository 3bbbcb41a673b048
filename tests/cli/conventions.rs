//! What programs of this kind are expected to do: settings from a file, rules chosen, findings known or decided, the exit status, several reports at once.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json as value};
use tempfile::TempDir;

use super::tabled::{HEAD, folder, put};
use super::{Ran, json, sadame};

/// Two contracts: the second fails F-1; its rate cannot be read.
fn contracts() -> TempDir {
    let rows = format!("{},落札率\nA,回線,900,2016-04-01,98%\nB,端末,1001,2016-04-01,5割\n", HEAD.trim_end());
    folder("", &[("c.csv", rows.as_bytes())])
}

fn run(folder: &TempDir, arguments: &[&str]) -> Ran {
    sadame(folder.path(), &[&["check", "-r", "forms.sadame", "c.csv"], arguments].concat())
}

/// The findings: rule, outcome, standing.
fn findings(ran: &Ran) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let report = json(ran);
    let findings = report["findings"].as_array().expect("findings are a list");
    findings.iter().map(|it| (text(&it["rule"]), text(&it["outcome"]), text(&it["standing"]))).collect()
}

fn rules(ran: &Ran) -> Vec<String> {
    findings(ran).into_iter().map(|(rule, ..)| rule).collect()
}

#[test]
fn only_the_rules_chosen_are_run() {
    let folder = contracts();
    let with = |arguments: &[&str]| run(&folder, &[&["--format", "json"], arguments].concat());
    assert_eq!(rules(&with(&[])), ["F-1", "F-4"]);
    for (arguments, wanted, status) in [
        (&["--select", "F-1"][..], &["F-1"][..], 1),
        (&["--select", "F-*"], &["F-1", "F-4"], 1),
        (&["--select", "F-1,F-4", "--ignore", "F-1"], &["F-4"], 0),
        (&["--select", "review"], &["F-4"], 0),
        (&["--ignore", "error"], &["F-4"], 0),
        (&["--ignore", "F-1", "--ignore", "F-4"], &[], 0),
    ] {
        let ran = with(arguments);
        assert_eq!(
            (rules(&ran).as_slice(), ran.status),
            (wanted.iter().map(ToString::to_string).collect::<Vec<_>>().as_slice(), status)
        );
        let not_run = json(&ran)["not_run"].as_array().map_or(0, Vec::len);
        assert!(not_run > 0 || arguments == ["--select", "F-*"], "what was not run is told: {arguments:?}");
    }
    for option in ["--select", "--ignore"] {
        let ran = with(&[option, "G-1"]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains("G-1"), "{}", ran.err);
    }
}

#[test]
fn the_exit_status_can_be_made_stricter_or_quieter() {
    let folder = contracts();
    for (arguments, status) in [
        (&["--select", "F-1"][..], 1),
        (&["--select", "F-1", "--exit-zero"], 0),
        (&["--select", "F-4"], 0),
        (&["--select", "F-4", "--fail-on-unknown"], 1),
        (&["--select", "F-4", "--fail-on-unknown", "--exit-zero"], 0),
        (&["--select", "F-2", "--fail-on-unknown"], 0),
        (&["--exit-zero", "missing.csv"], 2),
    ] {
        let ran = run(&folder, arguments);
        assert_eq!(ran.status, status, "{arguments:?} {}", ran.out);
    }
    put(folder.path(), "c.csv", format!("{HEAD}A,回線\n").as_bytes());
    assert_eq!(run(&folder, &["--exit-zero"]).status, 2, "what was not judged is no matter of findings");
}

#[test]
fn findings_of_a_baseline_are_known_until_something_changes() {
    let folder = contracts();
    let ran = run(&folder, &["--write-baseline", "known.json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("known.json: 2 known findings"), "{}", ran.err);
    let known = || run(&folder, &["--format", "json", "--fail-on-unknown", "--baseline", "known.json"]);
    let ran = known();
    assert_eq!((ran.status, findings(&ran).iter().filter(|(.., standing)| standing == "known").count()), (0, 2));
    assert!(run(&folder, &["--baseline", "known.json"]).out.contains("既知"));
    let ran = run(&folder, &["--brief", "--write-baseline", "brief.json"]);
    assert!(ran.err.contains("brief.json: 2 known findings"), "{}", ran.err);
    for file in ["known.json", "brief.json"] {
        let ran = run(&folder, &["--brief", "--format", "json", "--fail-on-unknown", "--baseline", file]);
        assert_eq!((ran.status, findings(&ran).iter().filter(|(.., standing)| standing == "known").count()), (0, 2), "{file}");
    }
    let text = fs::read_to_string(folder.path().join("c.csv")).expect("the contracts are there");
    put(folder.path(), "c.csv", text.replace("1001", "1002").as_bytes());
    let ran = known();
    assert_eq!((ran.status, findings(&ran)[0].2.as_str()), (1, "new"), "another amount is another finding");
    for (text, wanted) in
        [("{", "known.json"), ("{\"version\":2,\"findings\":[]}", "2"), ("{\"version\":1,\"found\":[]}", "found")]
    {
        put(folder.path(), "known.json", text.as_bytes());
        let ran = known();
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{text}");
        assert!(ran.err.contains(wanted), "{}", ran.err);
    }
    let ran = run(&folder, &["--baseline", "nowhere.json"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("nowhere.json: ファイルがありません"), "{}", ran.err);
}

#[test]
fn what_was_decided_of_a_finding_holds_while_it_is_in_force() {
    let folder = contracts();
    let found = json(&run(&folder, &["--format", "json", "--select", "F-1"]));
    let decide = |decision: &str, until: Value| {
        let mut one = value!({
            "fingerprint": found["findings"][0]["fingerprint"], "decision": decision, "by": "契約課長", "on": "2017-04-01", "reason": "経緯による"
        });
        if !until.is_null() {
            one["until"] = until;
        }
        put(folder.path(), "decided.json", value!({ "version": 1, "decisions": [one] }).to_string().as_bytes());
    };
    let with = |arguments: &[&str]| {
        run(&folder, &[&["--format", "json", "--select", "F-1", "--decisions", "decided.json"], arguments].concat())
    };
    let stands = |ran: &Ran| (ran.status, findings(ran)[0].2.clone());
    decide("accepted", Value::Null);
    assert_eq!(stands(&with(&[])), (0, "accepted".to_owned()));
    let told = run(&folder, &["--decisions", "decided.json"]).out;
    assert!(["承認", "契約課長", "経緯による"].iter().all(|word| told.contains(word)), "{told}");
    decide("to_correct", Value::Null);
    assert_eq!(stands(&with(&[])), (1, "new".to_owned()));
    decide("accepted", "2018-03-31".into());
    assert_eq!(stands(&with(&["--as-of", "2018-03-31"])), (0, "accepted".to_owned()));
    assert_eq!(stands(&with(&["--as-of", "2018-04-01"])), (1, "new".to_owned()));
    assert_eq!(stands(&with(&[])), (1, "new".to_owned()), "nobody could say that it has not run out");
    decide("accepted", "来年".into());
    let ran = with(&[]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("1件目の決定の `until` が読めません（「来年」）"), "{}", ran.err);
}

#[test]
fn several_reports_are_written_in_one_run() {
    let folder = contracts();
    let ran = run(
        &folder,
        &["--format", "json", "-o", "all.txt", "-o", "page.html", "-o", "t.xlsx", "-o", "t.csv", "--format", "jsonl"],
    );
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(
        ran.out.lines().count() > 1 && ran.out.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()),
        "{}",
        ran.out
    );
    let begins = |name: &str, with: &[u8]| {
        let bytes = fs::read(folder.path().join(name)).expect("the report was written");
        assert!(bytes.starts_with(with), "{name}: {:?}", bytes.get(..20));
        bytes
    };
    let whole: Value =
        serde_json::from_slice(&begins("all.txt", b"{")).expect("the form named before it counts more than its ending");
    assert_eq!(whole["summary"]["read"], 2);
    begins("page.html", b"<!DOCTYPE html>");
    begins("t.xlsx", b"PK");
    begins("t.csv", b"\xef\xbb\xbf");
    let left: Vec<_> = fs::read_dir(folder.path()).expect("the folder is there").flatten().collect();
    assert_eq!(left.len(), 6, "no half-written file stays behind: {left:?}");
    for (arguments, wanted) in [
        (&["--format", "json", "--format", "text"][..], "only one report can go to the standard output"),
        (&["-o", "report.doc"], "report.doc: which form? say `--format` before `-o`"),
        (&["-o", "nowhere/report.txt"], "nowhere/report.txt"),
    ] {
        let ran = run(&folder, arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(wanted), "{}", ran.err);
    }
}

#[test]
fn settings_come_from_the_nearest_file_and_arguments_count_more() {
    let folder = contracts();
    let settings =
        "rules = [\"forms.sadame\"]\nlanguage = \"en\"\nignore = [\"F-1\"]\nfail_level = \"review\"\nfail_on_unknown = true\n";
    put(folder.path(), "sadame.toml", settings.as_bytes());
    put(folder.path(), "below/readme.txt", b"");
    let below = folder.path().join("below");
    let ran = sadame(&below, &["check", "../c.csv"]);
    assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("F-4") && !ran.out.contains("千円") && ran.out.contains("undetermined"), "{}", ran.out);
    let over = sadame(&below, &["check", "../c.csv", "--lang", "ja", "--ignore", "F-4", "--fail-level", "never"]);
    assert_eq!(over.status, 0, "{}", over.out);
    assert!(over.out.contains("千円を超えています"), "{}", over.out);
    let none = sadame(&below, &["check", "--no-config", "-r", "../forms.sadame", "--format", "json", "../c.csv"]);
    assert_eq!((none.status, rules(&none).len()), (1, 2));
    put(&below, "other.toml", b"rules = [\"../forms.sadame\"]\nselect = [\"F-2\"]\n");
    let named = sadame(&below, &["check", "--config", "other.toml", "--format", "json", "../c.csv"]);
    assert_eq!((named.status, rules(&named).len()), (0, 0));
}

#[test]
fn a_setting_that_cannot_be_read_is_told_with_its_line() {
    let folder = contracts();
    for (settings, wanted) in [
        ("language = \"ja\"\nignroe = [\"F-1\"]\n", "sadame.toml: line 2: unknown field `ignroe`"),
        ("fail_level = \"grave\"\n", "sadame.toml: line 1"),
        ("rules = [\n", "sadame.toml: line"),
        ("as_of = \"2017-02-30\"\n", "as_of: `2017-02-30` is not a date"),
        ("encoding = \"klingon\"\n", "encoding: `klingon` is no encoding"),
        ("select = [\"G-1\"]\n", "G-1"),
        ("baseline = \"nowhere.json\"\n", "nowhere.json"),
        ("decisions = \"nowhere.json\"\n", "nowhere.json"),
        ("[layouts]\n\"*.csv\" = \"nosuch\"\n", "nosuch"),
        ("[parameters]\nlimit = \"1円\"\n", "limit"),
        ("[levels]\n\"G-1\" = \"error\"\n", "G-1"),
    ] {
        put(folder.path(), "sadame.toml", settings.as_bytes());
        let ran = run(&folder, &[]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{settings}");
        assert!(ran.err.contains(wanted), "{settings}: {}", ran.err);
    }
    let ran = run(&folder, &["--config", "nowhere.toml"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("nowhere.toml: it cannot be read"), "{}", ran.err);
}

#[test]
fn a_folder_or_a_pattern_that_stands_for_no_file_is_told() {
    let folder = contracts();
    put(folder.path(), "empty/readme.md", b"");
    let arguments = ["check", "-r", "forms.sadame", "--format", "json", "empty", "x*.csv", "c.csv"];
    let ran = sadame(folder.path(), &arguments);
    assert_eq!(ran.status, 2, "{}", ran.out);
    for wanted in ["empty: 読めるファイルがありません", "x*.csv: この型に合うファイルがありません"] {
        assert!(ran.err.contains(wanted), "{}", ran.err);
    }
    assert_eq!(json(&ran)["summary"]["judged"], 2, "the others are judged");
    let ran = sadame(folder.path(), &[&arguments[..], &["--lang", "en"]].concat());
    assert!(
        ran.err.contains("empty: there is no file in it that can be read (jsonl, ndjson, json, csv and others)"),
        "{}",
        ran.err
    );
}

#[test]
fn a_reader_that_goes_away_changes_neither_the_status_nor_the_files() {
    let folder = contracts();
    let arguments =
        ["check", "-r", "forms.sadame", "--format", "json", "-o", "-", "-o", "later.json", "--write-baseline", "known.json"];
    let mut child = Command::new(env!("CARGO_BIN_EXE_sadame"))
        .args(arguments)
        .arg("c.csv")
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(json_of(folder.path().join("later.json"))["summary"]["verdicts"]["fail"], 1);
    assert_eq!(json_of(folder.path().join("known.json"))["findings"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_layout_that_names_no_field_or_no_layout_is_told() {
    for (layout, wanted) in [
        ("format csv header at \"契約番号\"", "error[E0705]: 様式 `list` に項目がありません"),
        ("format csv note from \"備考\"", "error[E0701]: 必須の項目 `id` をどこから読むかが書かれていません"),
        ("format csv others by label nosuch from \"件名\"", "nosuch"),
    ] {
        let layout = format!("layout list \"一覧\" for contract {{ {layout} }}");
        let ran = run(&folder(&layout, &[("c.csv", HEAD.as_bytes())]), &[]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(wanted) && ran.err.contains("forms.sadame:"), "{}", ran.err);
    }
    let folder = contracts();
    let ran = run(&folder, &["--layout", "nosuch"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("nosuch"), "{}", ran.err);
}

#[test]
fn a_change_is_judged_while_it_is_watched() {
    let folder = contracts();
    let mut child = Command::new(env!("CARGO_BIN_EXE_sadame"))
        .args(["check", "-r", "forms.sadame", "--select", "F-1", "--format", "json", "-o", "report.json", "--watch", "c.csv"])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut told = BufReader::new(child.stderr.take().expect("it is piped")).lines();
    let mut until = |word: &str| told.any(|line| line.is_ok_and(|line| line.contains(word)));
    assert!(until("watching"), "it waits for changes");
    let read = |name: &str| json_of(folder.path().join(name));
    assert_eq!(read("report.json")["summary"]["verdicts"]["fail"], 1);
    put(folder.path(), "c.csv", format!("{HEAD}A,回線,1,2016-04-01\n").as_bytes());
    assert!(until("changed"), "it sees the change");
    // The report is written after that is said, whole or not at all.
    let judged = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        read("report.json")["summary"]["read"] == 1
    });
    child.kill().expect("it runs until it is stopped");
    child.wait().expect("it ends");
    assert!(judged, "it judges again");
}

fn json_of(path: std::path::PathBuf) -> Value {
    serde_json::from_slice(&fs::read(path).expect("the report is there")).expect("a report is whole")
}
