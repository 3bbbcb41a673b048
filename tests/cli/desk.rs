//! `sadame check --format desk`: the review desk holds the report, the contracts and the rules, whatever the contracts say.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde_json::Value;

use super::{project, sadame};

const PAGE: &str = "<!doctype html><body><div></div></body></html>\n";

/// A contract whose every text would be a script if a page took it for one.
const HOSTILE: &str =
    r#"{"id": "</script><script>alert(1)</script>", "title": "<img src=x onerror=alert(2)>", "vendor": "\"'><b>"}"#;

/// The lines that stand in the page.
fn lines(page: &str) -> Vec<Value> {
    let (_, block) = page.split_once("id=\"sadame-desk\">").expect("the page has a block of data");
    let (block, rest) = block.split_once("</script>").expect("the block ends");
    assert!(!rest.contains("<script"), "nothing stands behind the block but the end of the page");
    let block: Value = serde_json::from_str(block).expect("the block is JSON");
    let packed = STANDARD.decode(block["data"].as_str().expect("the data is a text")).expect("the data is base 64");
    let mut text = String::new();
    GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("the data is packed with gzip");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

#[test]
fn the_page_holds_the_report_the_contracts_and_the_rules() {
    let folder = project(&[("page.html", PAGE), ("contracts.jsonl", HOSTILE)]);
    let ran = sadame(folder.path(), &["check", "-r", "jlis", "--desk", "page.html", "--format", "desk", "contracts.jsonl"]);
    assert_eq!(ran.err, "");
    assert!(ran.out.starts_with("<!doctype html><body><div></div>") && ran.out.ends_with("</body></html>\n"));
    let lines = lines(&ran.out);
    assert_eq!(lines[0]["type"], "desk");
    assert_eq!(lines[0]["packs"], serde_json::json!(["jlis"]));
    assert!(lines[0]["files"]["jlis/debt_burden.sadame"].as_str().is_some_and(|text| text.contains("rule DB-02")));
    assert_eq!(lines[0]["record"], "contract");
    let records = lines[0]["about"]["records"].as_array().expect("the records are a list");
    assert!(records.iter().any(|record| record["name"] == "contract" && record["key"] == "id"));
    assert!(lines[0]["about"]["tables"].as_array().is_some_and(|tables| !tables.is_empty()));
    assert_eq!(lines[1]["values"]["title"], "<img src=x onerror=alert(2)>");
    // What follows is the report as lines.
    let ran = sadame(folder.path(), &["check", "-r", "jlis", "--format", "jsonl", "--threads", "1", "contracts.jsonl"]);
    let findings = |lines: &[Value]| lines.iter().filter(|line| line["type"] == "finding").cloned().collect::<Vec<_>>();
    let report: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!(findings(&lines), findings(&report));
    assert_eq!(lines.last(), report.last());
}

#[test]
fn equal_contracts_make_equal_pages() {
    let folder = project(&[("page.html", PAGE), ("contracts.jsonl", HOSTILE)]);
    let arguments = ["check", "-r", "jlis", "--desk", "page.html", "--format", "desk", "contracts.jsonl"];
    assert_eq!(sadame(folder.path(), &arguments).out, sadame(folder.path(), &arguments).out);
}

#[test]
fn without_its_page_the_program_says_where_to_get_it() {
    let folder = project(&[("contracts.jsonl", HOSTILE)]);
    let ran = sadame(folder.path(), &["check", "--lang", "en", "-r", "jlis", "--format", "desk", "contracts.jsonl"]);
    // A program with the page in it writes it.
    if ran.status == 2 {
        assert!(ran.err.contains("cargo xtask desk") && ran.err.lines().count() == 1, "{}", ran.err);
    }
    let ran = sadame(folder.path(), &["check", "--lang", "en", "--desk", "none.html", "--format", "desk", "contracts.jsonl"]);
    assert_eq!((ran.status, ran.err.as_str()), (2, "sadame: none.html: there is no such file\n"));
}

#[test]
fn a_decisions_file_may_say_which_contracts_it_is_about() {
    let decisions = r#"{"version": 1, "inputs": [{"name": "contracts.jsonl", "digest": "00"}], "decisions": []}"#;
    let folder = project(&[("decisions.json", decisions), ("contracts.jsonl", HOSTILE)]);
    let ran = sadame(folder.path(), &["check", "-r", "jlis", "--decisions", "decisions.json", "contracts.jsonl"]);
    assert_eq!(ran.err, "");
}
