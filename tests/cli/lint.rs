//! `sadame lint`: its forms, its codes, its exit status.

use serde_json::Value;
use tempfile::TempDir;

use super::{json, project, sadame};

/// A file with a rule that never applies, and one that can divide by zero.
fn folder() -> TempDir {
    project(&[(
        "page.sadame",
        r#"module page "頁" en "Page"

source law "規程" en "Regulation" {
  verified yes
}

record tender "入札" en "tender" {
  id     text key  "番号"     en "number"
  total  number    "総数"     en "total"
  bids   number    "応札者数" en "bids"
}

rule R-1 "題" en "title" {
  for each tender
  cite law
  when total > 10 and total < 5
  require bids > 1
  message "文" en "text"
}

rule R-2 "題" en "title" {
  for each tender
  cite law
  require total / bids <= 5
  message "文" en "text"
}
"#,
    )])
}

#[test]
fn findings_are_told_with_their_place_and_a_case() {
    let folder = folder();
    let ran = sadame(folder.path(), &["lint", "-r", "page.sadame", "--lang", "en"]);
    assert_eq!(ran.status, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("page.sadame:16:8: L01 rule `R-1` never applies"), "{}", ran.out);
    assert!(ran.out.contains("case  R-2: tender {") && ran.out.contains("bids: 0 } -> unknown"), "{}", ran.out);
    assert!(ran.out.ends_with("2 rules, 2 findings, 0 questions not decided\n"), "{}", ran.out);
    let ran = sadame(folder.path(), &["lint", "-r", "page.sadame", "--format", "github"]);
    assert!(ran.out.starts_with("::warning file=page.sadame,line=16,col=8,title=L01::"), "{}", ran.out);
}

#[test]
fn codes_are_chosen_and_the_exit_status_follows() {
    let folder = folder();
    for (arguments, codes, status) in [
        (&[][..], &["L01", "L12"][..], 1),
        (&["--only", "L01"], &["L01"], 1),
        (&["--allow", "l01"], &["L12"], 1),
        (&["--allow", "L01,L12"], &[], 0),
        (&["--allow", "L01:r-1"], &["L12"], 1),
        (&["--allow", "L01:R-2,L12:R-2"], &["L01"], 1),
        (&["--only", "L08"], &[], 0),
    ] {
        let ran = sadame(folder.path(), &[&["lint", "-r", "page.sadame", "--format", "json"], arguments].concat());
        let report = json(&ran);
        let found: Vec<&str> =
            report["findings"].as_array().expect("a list").iter().filter_map(|it| it["code"].as_str()).collect();
        assert_eq!((found.as_slice(), ran.status), (codes, status), "{arguments:?}");
    }
    let ran = sadame(folder.path(), &["lint", "-r", "page.sadame", "--only", "L99"]);
    assert_eq!(ran.status, 2, "{}", ran.err);
    let ran = sadame(folder.path(), &["lint", "-r", "page.sadame", "--allow", "L01:R-9"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("there is neither a rule nor a table `R-9`"), "{}", ran.err);
    std::fs::write(folder.path().join("broken.sadame"), "module broken\nrule").expect("it can be written");
    assert_eq!(sadame(folder.path(), &["lint", "-r", "broken.sadame"]).status, 2);
}

#[test]
fn a_code_is_explained() {
    let folder = folder();
    let ran = sadame(folder.path(), &["explain", "l12"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.starts_with("# L12\n") && !ran.out.contains("## "), "{}", ran.out);
    let report = json(&sadame(folder.path(), &["lint", "-r", "page.sadame", "--format", "json"]));
    assert_eq!(report["findings"][1]["cases"][0]["outcome"], Value::from("unknown"));
}

#[test]
fn a_log_for_code_hosts_follows_the_schema_and_leads_to_the_text() {
    let folder = folder();
    let schema = include_str!("../schemas/sarif-2.1.0.json").replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::draft7::new(&schema).expect("it is a schema");
    for lang in ["ja", "en"] {
        let ran = sadame(folder.path(), &["lint", "-r", "page.sadame", "--format", "sarif", "--lang", lang]);
        assert_eq!(ran.status, 1, "{}", ran.err);
        let log = json(&ran);
        let faults: Vec<String> = validator.iter_errors(&log).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:#?}");
        let result = &log["runs"][0]["results"][1];
        assert_eq!((&result["ruleId"], &result["ruleIndex"]), (&"L12".into(), &11.into()));
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][11]["id"], "L12");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "page.sadame");
        assert_eq!(place["region"]["startLine"], 24, "the division stands there");
        let message = result["message"]["text"].as_str().expect("a text");
        assert!(message.contains("R-2: tender {{") && message.ends_with("bids: 0 }} -> unknown"), "{message}");
    }
}
