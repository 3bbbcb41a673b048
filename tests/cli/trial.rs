//! How well examples hold rules: what they reach, and which changes they do not notice.

use serde_json::Value;
use tempfile::TempDir;

use super::{json, sadame};

const RULES: &str = include_str!("trial.sadame");

/// Cases that the first rule lacks.
const STRONGER: &str = "
  contract { amount: 10円 } -> not_applicable
  contract { amount: 11円 } -> pass
  contract { amount: 1_000円, signed_on: 2025-03-31 } -> pass
  contract { amount: 1_001円, signed_on: 2025-03-31 } -> fail
  contract { amount: 2_000円, signed_on: 2025-04-01 } -> pass
  contract { amount: 2_001円, signed_on: 2025-04-01 } -> fail
  contract { amount: 9_000円, urgent: true, signed_on: 2025-07-10 } -> excepted
  contract { amount: 9_000円, urgent: true, signed_on: 2025-07-11 } -> fail
  contract { amount: 500円, kind: \"借入れ\" } -> pass
  contract { amount: 501円, kind: \"借入れ\" } -> fail
";

/// A folder with the rules, and more cases for the first of them.
fn project(more: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("the folder takes files");
    write("pack.toml", "name = \"trial\"\nversion = \"1.0.0\"\ntitle = { ja = \"試し\", en = \"Trial\" }\n");
    write("trial.sadame", &RULES.replace("# more of T-1", more));
    folder
}

/// The changes that are told of, each as `of: after`.
fn changes(told: &Value) -> Vec<String> {
    let text = |mutant: &Value, name: &str| mutant[name].as_str().expect("it is text").to_owned();
    let list = told.as_array().expect("it is a list").iter();
    list.map(|mutant| format!("{}: {}", text(mutant, "of"), text(mutant, "after"))).collect()
}

#[test]
fn weak_examples_let_exactly_these_changes_pass() {
    let folder = project("");
    let ran = sadame(folder.path(), &["test", "--mutate", "--format", "json"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let told = json(&ran);
    assert_eq!(
        changes(&told["mutants"]["survived"]),
        [
            "parameter grace: parameter grace default 9 days",
            "parameter grace: parameter grace default 11 days",
            "table ceiling: ceiling[買入れ].limit: 1_999円",
            "table ceiling: ceiling[買入れ].limit: 2_001円",
            "table ceiling: ceiling[買入れ] from 2025-03-31",
            "table ceiling: ceiling[買入れ] from 2025-04-02",
            "define late: define late of contract \"遅い\" en \"late\" = signed_on >= 2025-06-30 + grace",
            "define late: define late of contract \"遅い\" en \"late\" = signed_on > 2025-06-29 + grace",
            "define late: define late of contract \"遅い\" en \"late\" = signed_on > 2025-07-01 + grace",
            "T-1: when amount >= 10円",
            "T-1: when amount > 9円",
            "T-1: when amount > 11円",
            "T-1: require amount < ceiling[kind on signed_on].limit",
            "T-1: except \"緊急の契約\" en \"urgent\" when urgent",
            "T-2: when true",
        ]
    );
    assert_eq!(changes(&told["mutants"]["equivalent"]), ["T-2: when day(signed_on) >= 0"], "no day is before the first");
}

#[test]
fn stronger_examples_let_none_pass() {
    let folder = project(STRONGER);
    let ran = sadame(folder.path(), &["test", "--mutate", "--rule", "T-1"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    let ran = sadame(folder.path(), &["test", "--mutate=threshold,date"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn a_change_is_shown_as_the_rule_would_read_in_either_language() {
    let folder = project("");
    for (lang, kind) in [("ja", "比較"), ("en", "comparison")] {
        let ran = sadame(folder.path(), &["test", "--mutate", "--rule", "T-1", "--lang", lang]);
        let shown = format!(
            "trial.sadame:43: T-1 {kind}\n  - require amount <= ceiling[kind on signed_on].limit\n  + require amount < ceiling[kind on signed_on].limit\n"
        );
        assert!(ran.out.contains(&shown), "{}", ran.out);
    }
    let twice = || sadame(folder.path(), &["test", "--mutate", "--coverage"]).out;
    assert_eq!(twice(), twice());
}

#[test]
fn what_is_not_reached_is_named() {
    let folder = project("");
    let ran = sadame(folder.path(), &["test", "--coverage", "--lang", "en"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    let lacking: Vec<&str> = ran.out.lines().filter_map(|line| line.trim().strip_prefix("./trial.sadame:")).collect();
    assert_eq!(
        lacking,
        [
            "32: this row is never looked up　買入れ until 2025-03-31",
            "33: this row is never looked up　借入れ",
            "37: never true　signed_on > 2025-06-30 + grace",
            "44: never false　not late",
            "44: never decides alone　not late",
            "44: never true　late",
            "60: never false　day(signed_on) >= 1",
        ]
    );
    assert!(ran.out.contains("100.0%     2/2     rules that apply"), "{}", ran.out);
    assert!(ran.out.contains("33.3%     1/3     rows looked up"), "{}", ran.out);
}

#[test]
fn less_than_was_asked_for_is_exit_status_1() {
    let folder = project("");
    let status = |least: &[&str]| {
        let arguments: Vec<&str> = ["test"].into_iter().chain(least.iter().flat_map(|least| ["--min-coverage", least])).collect();
        let ran = sadame(folder.path(), &arguments);
        (ran.status, ran.out)
    };
    assert_eq!(status(&["rule=100", "exception=100", "row=33"]).0, 0);
    let (code, out) = status(&["row=34"]);
    assert!(code == 1 && out.contains("求める到達に足りない: 表の行を引く 33.3% < 34%"), "{out}");
    assert_eq!(status(&["100"]).0, 1);
    assert_eq!(status(&["rows=100"]).0, 2, "there is no such kind");
    assert_eq!(status(&["101"]).0, 2);
}
