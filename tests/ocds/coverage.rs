//! How many records each rule could judge: the report, and the table in the pack's README.

use std::process::Command;

/// What `--format coverage` prints.
fn coverage(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sadame"));
    let output = command.args(["check", "--no-config", "-r", "ocds"]).args(arguments).output().expect("the program starts");
    String::from_utf8(output.stdout).expect("a report is UTF-8")
}

const REAL: [&str; 7] = ["armenia", "fictional", "mexico_jalisco", "moldova", "paraguay", "uk_contracts_finder", "ukraine"];

#[test]
fn the_readme_holds_the_table_of_the_real_records() {
    let files = REAL.map(|name| format!("examples/ocds/{name}.jsonl"));
    let arguments: Vec<&str> =
        ["--format", "coverage", "--lang", "en"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let table = coverage(&arguments);
    let readme = std::fs::read_to_string("rules/ocds/README.md").expect("the pack has a README");
    assert!(readme.contains(&table), "the README should hold:\n{table}");
    let counts = |line: &str| line.split('|').filter_map(|cell| cell.trim().parse::<u64>().ok()).sum::<u64>();
    assert!(table.lines().skip(2).all(|line| counts(line) == 73), "every record counts once for every rule:\n{table}");
}

/// Four releases: with a period, with one that is turned round, without its end, and without any.
const PERIODS: &str = r#"
{"ocid": "1", "date": "2020-01-01", "tag": ["compiled"], "tender": {"tenderPeriod": {"startDate": "2020-01-01T00:00:00Z", "endDate": "2020-02-01T00:00:00Z"}}}
{"ocid": "2", "date": "2020-01-01", "tag": ["compiled"], "tender": {"tenderPeriod": {"startDate": "2020-01-02T00:00:00Z", "endDate": "2020-01-01T00:00:00Z"}}}
{"ocid": "3", "date": "2020-01-01", "tag": ["compiled"], "tender": {"tenderPeriod": {"startDate": "2020-01-02T00:00:00Z"}}}
{"ocid": "4", "date": "2020-01-01", "tag": ["compiled"]}
"#;

#[test]
fn what_could_not_be_judged_is_counted_with_what_was_lacking() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (input, report) = (folder.path().join("releases.jsonl"), folder.path().join("report.json"));
    std::fs::write(&input, PERIODS).expect("the folder takes files");
    let (input, report) = (input.to_string_lossy().into_owned(), report.to_string_lossy().into_owned());
    let table =
        coverage(&["--select", "OC-04", "--format", "coverage", "--lang", "en", "--no-clear", "-o", "-", "-o", &report, &input]);
    assert!(
        table.contains("| OC-04 | A tender period does not end before it begins | 2 | 1 | 1 | `/tender_ends_on` |"),
        "{table}"
    );
    let ja = coverage(&["--select", "OC-04", "--format", "coverage", &input]);
    assert!(ja.starts_with("| 規則 | 何 | 判定できた | 判定不能 | 対象外 | 最も足りないもの |\n"), "{ja}");
    assert!(ja.contains("| OC-04 | 応札期間は始まりより前に終わらない | 2 | 1 | 1 | `/tender_ends_on` |"), "{ja}");
    let json = std::fs::read_to_string(&report).expect("the other report is written, too");
    assert!(json.contains("\"fail\"") && !json.contains("\"outcome\": \"pass\""), "what passes is in no other report");
}
