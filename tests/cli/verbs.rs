//! The other verbs: test, fmt, explain, rules, init.

use super::{project, sadame};

#[test]
fn the_starter_project_is_green_and_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let ran = sadame(folder.path(), &["init", "mine"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let mine = folder.path().join("mine");
    for arguments in [&["test"][..], &["check", "contracts.jsonl"], &["fmt", "--check"], &["rules"], &["explain", "EX-01"]] {
        let ran = sadame(&mine, arguments);
        assert_eq!(ran.status, 0, "{arguments:?}\n{}\n{}", ran.out, ran.err);
        assert_eq!(ran.err, "", "{arguments:?}");
    }
    assert_eq!(sadame(folder.path(), &["check", "-r", "mine", "mine/contracts.jsonl"]).status, 0);
    let before = std::fs::read_to_string(mine.join("rules.sadame")).expect("the rules are there");
    let again = sadame(folder.path(), &["init", "mine"]);
    assert_eq!(again.status, 2);
    assert_eq!(std::fs::read_to_string(mine.join("rules.sadame")).expect("the rules are there"), before);
}

#[test]
fn failed_examples_are_shown_with_what_was_found() {
    let folder = project(&[]);
    let ran = sadame(folder.path(), &["test"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    assert!(ran.out.contains("規則 4件") && ran.out.contains("例 10件"), "{}", ran.out);
    let path = folder.path().join("small.sadame");
    let text = std::fs::read_to_string(&path).expect("the rules are there");
    std::fs::write(&path, text.replace("amount: 1_000円 } -> pass", "amount: 1_001円 } -> pass"))
        .expect("the folder takes files");
    let ran = sadame(folder.path(), &["test", "--lang", "en"]);
    assert_eq!(ran.status, 1);
    for wanted in ["./small.sadame:69: S-1", "expected  pass", "found     undetermined", "missing: /title", "1,001"] {
        assert!(ran.out.contains(wanted), "{wanted}\n{}", ran.out);
    }
}

#[test]
fn rules_with_errors_are_refused_with_place_and_help() {
    let folder = project(&[]);
    let path = folder.path().join("small.sadame");
    let text = std::fs::read_to_string(&path).expect("the rules are there");
    std::fs::write(&path, text.replace("require amount <= act", "require amuont <= act")).expect("the folder takes files");
    for verb in [&["check", "x.jsonl"][..], &["test"], &["rules"]] {
        let ran = sadame(folder.path(), verb);
        assert_eq!(ran.status, 2, "{verb:?}");
        for wanted in ["error[E0201]", "small.sadame:37", "`amount` ではありませんか"] {
            assert!(ran.err.contains(wanted), "{wanted}\n{}", ran.err);
        }
    }
}

#[test]
fn packs_are_found_by_name_by_folder_and_by_file() {
    let folder = project(&[("c.json", "[]")]);
    for (pack, status) in [("jlis", 0), (".", 0), ("small.sadame", 0), ("jils", 2)] {
        let ran = sadame(folder.path(), &["check", "-r", pack, "c.json"]);
        assert_eq!(ran.status, status, "{pack}: {}", ran.err);
    }
    let ran = sadame(folder.path(), &["check", "-r", "jils", "c.json"]);
    assert!(ran.err.contains("`jlis` ではありませんか"), "{}", ran.err);
}

#[test]
fn files_are_laid_out_and_checked() {
    let folder = project(&[]);
    assert_eq!(sadame(folder.path(), &["fmt"]).status, 0);
    assert_eq!(sadame(folder.path(), &["fmt", "--check"]).status, 0);
    let path = folder.path().join("small.sadame");
    let text = std::fs::read_to_string(&path).expect("the rules are there");
    std::fs::write(&path, text.replace("  for each contract", "for   each contract")).expect("the folder takes files");
    let ran = sadame(folder.path(), &["fmt", "--check"]);
    assert_eq!((ran.status, ran.out.trim().ends_with("small.sadame")), (1, true), "{}", ran.out);
    assert_eq!(sadame(folder.path(), &["fmt"]).status, 0);
    assert_eq!(std::fs::read_to_string(&path).expect("the rules are there"), text.clone(), "the layout is one");
    std::fs::write(&path, "module").expect("the folder takes files");
    assert_eq!(sadame(folder.path(), &["fmt"]).status, 2);
    assert_eq!(std::fs::read_to_string(&path).expect("the rules are there"), "module", "what cannot be read is left alone");
}

#[test]
fn rules_are_listed_and_explained() {
    let folder = project(&[]);
    let ran = sadame(folder.path(), &["rules"]);
    for wanted in ["S-1", "違反", "契約金額は限度額を超えない", "予算書 第1条第2項", "未確認"] {
        assert!(ran.out.contains(wanted), "{wanted}\n{}", ran.out);
    }
    let ran = sadame(folder.path(), &["explain", "s-1", "--lang", "en"]);
    for wanted in ["The amount stays within the limit", "Budget 第1条第2項", "rule S-1", "example S-1"] {
        assert!(ran.out.contains(wanted), "{wanted}\n{}", ran.out);
    }
    let ran = sadame(folder.path(), &["explain", "S-9"]);
    assert_eq!(ran.status, 2);
}

#[test]
fn help_is_short_and_in_both_languages() {
    let folder = project(&[]);
    let ran = sadame(folder.path(), &["--help"]);
    assert_eq!(ran.status, 0);
    assert!(
        ran.out.lines().count() <= 34 && ran.out.contains("契約を判定する") && ran.out.contains("Judge contracts"),
        "{}",
        ran.out
    );
    assert_eq!(sadame(folder.path(), &["judge"]).status, 2);
}
