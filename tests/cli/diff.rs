//! `sadame diff`: two versions of rules held against each other, and the verdicts that change with them.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{Ran, json, sadame};

const RULES: &str = include_str!("pack/small.sadame");

const CONTRACTS: &str = r#"{"id":"A","title":"回線","amount":1100,"signed_on":"2016-05-01","item":"回線","negotiated":false,"payments":[]}
{"id":"B","title":"端末","amount":900,"signed_on":"2016-05-01","item":"端末","negotiated":false,"payments":[]}
"#;

/// A folder with `old` and `new` versions of the small pack, and two contracts. The new one is the old one with these texts put in the place of others.
fn versions(edits: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let new = edits.iter().fold(RULES.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    for (version, text) in [("old", RULES), ("new", new.as_str())] {
        put(folder.path(), &format!("{version}/pack.toml"), include_str!("pack/pack.toml"));
        put(folder.path(), &format!("{version}/small.sadame"), text);
    }
    put(folder.path(), "c.jsonl", CONTRACTS);
    folder
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder takes folders");
    fs::write(path, text).expect("the folder takes files");
}

fn diff(folder: &TempDir, arguments: &[&str]) -> Ran {
    sadame(folder.path(), &[&["diff", "old", "new"], arguments].concat())
}

/// The changes of a run: what, of which kind, and the name.
fn changes(ran: &Ran) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let changes = json(ran)["changes"].as_array().expect("changes are a list").clone();
    changes.iter().map(|it| format!("{} {} {}", text(&it["what"]), text(&it["kind"]), text(&it["name"]))).collect()
}

#[test]
fn what_is_only_written_otherwise_is_no_change() {
    let folder = versions(&[
        ("rule S-1 ", "# 注釈\nrule   S-1\n"),
        ("1_500円", "1500円"),
        ("  severity review\n  cite budget\n", "  cite budget # ここにも\n  severity review\n"),
        ("\"回線\" | 1_000円", "\"回線\"|1千円"),
    ]);
    let text = fs::read_to_string(folder.path().join("new/small.sadame")).expect("it was written");
    let (head, examples) = text.split_at(text.find("example S-1").expect("there are examples"));
    let (before, rule) = head.split_at(head.find("rule S-2").expect("there is a rule"));
    put(folder.path(), "new/small.sadame", &format!("{before}{rule}"));
    put(folder.path(), "new/examples.sadame", &format!("module small.examples\nuse small\n{examples}"));
    let ran = diff(&folder, &["--on", "c.jsonl"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    for wanted in ["規則と表に変更はありません", "判定の変わるものはありません"] {
        assert!(ran.out.contains(wanted), "{}", ran.out);
    }
    assert!(diff(&folder, &["--lang", "en", "--on", "c.jsonl"]).out.contains("No verdict changes"));
}

#[test]
fn rules_are_compared_clause_by_clause() {
    let folder = versions(&[
        ("契約金額は限度額を超えない", "契約金額は限度額に収まる"),
        ("cite budget \"第2項\"", "cite budget \"第2項第1号\""),
        ("when title starts with \"特例\"", "when title starts with \"特認\""),
        ("severity warning", "severity error"),
        ("  when negotiated\n", "  when negotiated\n  when amount > 0円\n"),
        ("上限{ceiling}を超えています", "上限の{ceiling}を超えています"),
        ("rule S-4 ", "rule S-9 "),
        ("example S-4 ", "example S-9 "),
    ]);
    let ran = diff(&folder, &["--format", "json"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert_eq!(changes(&ran), ["changed rule S-1", "changed rule S-2", "changed rule S-3", "renamed rule S-9"]);
    let ran = diff(&folder, &["--plain"]);
    for wanted in [
        "契約金額は限度額を超えない\" en \"The amount stays within the limit\"　old/small.sadame:34",
        "新　\"契約金額は限度額に収まる\" en \"The amount stays within the limit\"　new/small.sadame:34",
        "旧　cite budget \"第2項\"",
        "新　cite budget \"第2項第1号\"",
        "旧　except \"特例\" en \"special case\" when title starts with \"特例\" cite budget \"第3項\"",
        "新　severity error",
        "新　when amount > 0円",
        "新　\"上限の{ceiling}を超えています\"",
        "改名（旧 S-4）",
    ] {
        assert!(ran.out.contains(wanted), "{wanted}\n{}", ran.out);
    }
    for same in ["for each contract", "require", "S-4\n"] {
        assert!(!ran.out.contains(same), "{same}\n{}", ran.out);
    }
}

#[test]
fn declarations_come_and_go() {
    let folder = versions(&[
        ("parameter ceiling money incl tax", "parameter ceiling money incl tax default 160万円"),
        ("  title       text                  \"件名\"", "  title       text optional         \"件名\""),
        (
            "example S-2 \"年度の前後\"",
            "rule S-5 \"新しい規則\" en \"A new rule\" {\n  for each contract\n  cite budget\n  require amount > 0円\n  message \"金額がない\" en \"no amount\"\n}\nexample S-2 \"年度の前後\"",
        ),
    ]);
    let path = folder.path().join("new/small.sadame");
    let text = fs::read_to_string(&path).expect("it was written");
    let start = text.find("rule S-4").expect("there is one");
    let end = text.find("example S-1").expect("there is one");
    let example = text.find("example S-4").expect("there is one");
    put(folder.path(), "new/small.sadame", &format!("{}{}", &text[..start], &text[end..example]));
    let ran = diff(&folder, &["--format", "json"]);
    assert_eq!(
        changes(&ran),
        ["added rule S-5", "removed rule S-4", "changed parameter ceiling", "changed record contract"],
        "{}",
        ran.err
    );
    let report = json(&ran);
    let parameter = &report["changes"][2]["pieces"][0];
    assert_eq!((parameter["part"].as_str(), parameter["new"]["text"].as_str()), (Some("default"), Some("160万円")));
    assert_eq!(report["changes"][3]["pieces"][0]["name"], "title");
}

#[test]
fn rows_are_compared_by_key_and_period() {
    let folder = versions(&[]);
    let table = |rows: &str| {
        RULES
            .replace("table act \"債務負担行為\" en \"acts\" {", "table act \"債務負担行為\" en \"acts\" dated {")
            .replace("    \"回線\" | 1_000円\n    \"端末\" | 10_000_000_000_000_000_000円\n", rows)
            .replace("act[item].limit", "act[item on signed_on].limit")
    };
    put(
        folder.path(),
        "old/small.sadame",
        &table(
            "\"回線\" | 1_000円 | from 2016-04-01 until 2017-03-31\n\"回線\" | 1_000円 | from 2017-04-01\n\"端末\" | 5円 | always\n",
        ),
    );
    put(
        folder.path(),
        "new/small.sadame",
        &table(
            "\"端末\" | 5円 | always\n\"回線\" | 1_000円 | from 2016-04-01 until 2017-03-31\n\"回線\" | 1_200円 | from 2017-04-01 until 2018-03-31\n\"机\" | - | always\n",
        ),
    );
    let ran = diff(&folder, &["--plain"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    for wanted in [
        "■ 表　1件",
        "行の変更　「回線」　2017年4月1日から → 2017年4月1日から2018年3月31日まで　new/small.sadame:29（旧 old/small.sadame:28）",
        "限度額　1,000円 → 1,200円",
        "行の追加　「机」　常時　new/small.sadame:30",
    ] {
        assert!(ran.out.contains(wanted), "{wanted}\n{}", ran.out);
    }
    assert!(!ran.out.contains("「端末」"), "{}", ran.out);
    let back = sadame(folder.path(), &["diff", "new", "old", "--lang", "en", "--plain"]);
    for wanted in ["row removed  “机”", "limit  JPY 1,200 → JPY 1,000"] {
        assert!(back.out.contains(wanted), "{wanted}\n{}", back.out);
    }
}

#[test]
fn verdicts_that_change_have_both_explanations() {
    let folder = versions(&[
        ("\"回線\" | 1_000円", "\"回線\" | 1_200円"),
        ("contract { amount: 1_000円 } -> pass", "contract { amount: 1_200円 } -> pass"),
        ("require sum(amount) <= 1_500円", "require sum(amount) <= 1_000円"),
    ]);
    let ran = diff(&folder, &["--on", "c.jsonl", "--plain"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    for wanted in [
        "限度額　1,000円 → 1,200円",
        "■ 判定の変化　2件",
        "違反 → 適合　1件",
        "適合 → 参考　1件",
        "● A　回線",
        "【違反 → 適合】S-1 契約金額は限度額を超えない",
        "旧　契約金額1,100円は限度額1,000円を超えています",
        "1,100円 ≦ 1,200円 は成り立ちます",
        "【適合 → 参考】S-4",
        "回線の合計は1,100円です",
    ] {
        assert!(ran.out.contains(wanted), "{wanted}\n{}", ran.out);
    }
    assert!(!ran.out.contains("● B"), "{}", ran.out);
    let report = json(&diff(&folder, &["--on", "c.jsonl", "--format", "json"]));
    let change = &report["verdicts"]["changes"][0];
    assert_eq!((change["old"]["outcome"].as_str(), change["new"]["outcome"].as_str()), (Some("fail"), Some("pass")));
    assert_eq!(change["new"]["comparisons"][0]["right"]["value"]["amount"], "1200");
    assert_eq!((&report["verdicts"]["new"]["read"], &report["verdicts"]["old"]["verdicts"]["fail"]), (&2.into(), &1.into()));
    let english = diff(&folder, &["--on", "c.jsonl", "--plain", "--lang", "en"]);
    for wanted in ["[violation → pass] S-1", "JPY 1,100 <= JPY 1,200 holds"] {
        assert!(english.out.contains(wanted), "{wanted}\n{}", english.out);
    }
}

#[test]
fn a_rule_that_is_new_changes_what_it_finds_and_a_renamed_one_nothing() {
    let added = "rule S-5 \"件名\" en \"title\" {\n  for each contract\n  cite budget\n  require title = \"端末\"\n  message \"件名が違う\" en \"another title\"\n}\nrule S-7 ";
    let folder = versions(&[("rule S-1 ", added), ("example S-1 ", "example S-7 ")]);
    let ran = diff(&folder, &["--on", "c.jsonl", "--format", "json"]);
    assert_eq!(changes(&ran), ["added rule S-5", "renamed rule S-7"]);
    let report = json(&ran);
    let verdicts = report["verdicts"]["changes"].as_array().expect("a list");
    assert_eq!(verdicts.len(), 1, "{}", ran.out);
    assert_eq!(verdicts[0]["new"]["rule"], "S-5");
    assert!(verdicts[0].get("old").is_none());
}

#[test]
fn packs_of_every_kind_are_compared_and_what_cannot_be_is_refused() {
    let folder = versions(&[("\"回線\" | 1_000円", "\"回線\" | 1_200円")]);
    let bundled = sadame(folder.path(), &["bundle", "-r", "old", "-o", "old.sadamec"]);
    assert_eq!(bundled.status, 0, "{}", bundled.err);
    for (old, new, status) in [
        ("old.sadamec", "old", 0),
        ("old.sadamec", "new", 1),
        ("old/small.sadame", "old", 0),
        ("jlis", "jlis", 0),
        ("jlis", "budget", 1),
        ("old", "nowhere", 2),
    ] {
        let ran = sadame(folder.path(), &["diff", old, new]);
        assert_eq!(ran.status, status, "{old} {new}\n{}", ran.err);
    }
    for arguments in [&["--on", "none.jsonl"][..], &["--on", "-"], &["--on", "c.jsonl", "--param", "no=1"]] {
        let ran = diff(&folder, arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!ran.err.is_empty());
    }
    let with = diff(&folder, &["--on", "c.jsonl", "--param", "ceiling=100円", "--as-of", "2016-04-01"]);
    assert_eq!(with.status, 1, "{}", with.err);
    put(folder.path(), "bad.jsonl", "{\n");
    assert_eq!(diff(&folder, &["--on", "c.jsonl", "bad.jsonl"]).status, 2);
}

#[test]
fn the_json_follows_its_schema() {
    let folder = versions(&[("\"回線\" | 1_000円", "\"回線\" | 1_200円"), ("severity warning", "severity error")]);
    let schema = json(&sadame(folder.path(), &["schema", "diff"]));
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    for arguments in [&["--format", "json"][..], &["--format", "json", "--on", "c.jsonl"]] {
        let report = json(&diff(&folder, arguments));
        let faults: Vec<String> = validator.iter_errors(&report).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
    }
}
