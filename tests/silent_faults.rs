//! Faults that let a check pass in silence elsewhere: here each is refused, or reported, or right. They stand in `tests/spec/silent_faults.json`.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn sadame(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sadame")).args(arguments).current_dir(folder).output().expect("the program runs")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("it is a text")
}

/// What is said of each of these, by these of its members.
fn said(list: &Value, members: &[&str]) -> Value {
    let all = list.as_array().into_iter().flatten();
    all.map(|it| members.iter().map(|member| it[member].clone()).collect::<Value>()).collect()
}

/// Holds one fault against what the program says.
fn hold(fault: &Value, rules: &str) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("the file can be written");
    let name = text(&fault["name"]);
    write("rules.sadame", &rules.replace("REQUIRE", text(&fault["require"])));
    write("records.jsonl", fault["record"].as_str().unwrap_or("{}"));
    let run = sadame(folder.path(), &["check", "-r", "rules.sadame", "--all", "--format", "json", "records.jsonl"]);
    if let Some(code) = fault["refused"].as_str() {
        let err = String::from_utf8_lossy(&run.stderr);
        assert!(run.stdout.is_empty() && err.contains(code), "{name}: {err}");
        assert!(err.contains(fault["near"].as_str().unwrap_or_default()), "{name}: {err}");
        return;
    }
    let report: Value = serde_json::from_slice(&run.stdout).unwrap_or_else(|why| panic!("{name}: {why}"));
    let [finding] = report["findings"].as_array().expect("there are findings").as_slice() else { panic!("{name}: {report}") };
    assert_eq!(finding["outcome"], fault["outcome"], "{name}");
    assert_eq!(said(&report["data_errors"], &["code", "path", "raw"]), fault["errors"], "{name}");
    if fault["outcome"] == "unknown" {
        assert_eq!(said(&finding["missing"], &["path", "why"]), fault["missing"], "{name}");
    }
    assert_eq!(run.status.code(), Some(i32::from(fault["outcome"] == "fail")), "{name}");
}

#[test]
fn nothing_passes_in_silence() {
    let spec = std::fs::read_to_string("tests/spec/silent_faults.json").expect("the faults are there");
    let spec: Value = serde_json::from_str(&spec).expect("they are JSON");
    let lines: Vec<&str> = spec["rules"].as_array().expect("lines").iter().map(text).collect();
    let faults = spec["faults"].as_array().expect("a list");
    assert!(faults.len() >= 10);
    faults.iter().for_each(|fault| hold(fault, &lines.join("\n")));
}
