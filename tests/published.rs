//! Data as it is published, read by the layouts of the packs: every record is read, nothing is dropped, and what is wrong with it is told.

use std::process::Command;

use serde_json::Value;

/// The report of a check, as JSON.
fn check(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_sadame"))
        .args(["check", "--format", "json", "--all"])
        .args(arguments)
        .output()
        .expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("a report is UTF-8");
    serde_json::from_str(&text).unwrap_or_else(|fault| panic!("{fault}: {text}\n{}", String::from_utf8_lossy(&output.stderr)))
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("{name}: {value}"))
}

/// Read, judged, flagged, undetermined, in error.
fn counts(report: &Value) -> [u64; 5] {
    ["read", "judged", "flagged", "undetermined", "in_error"]
        .map(|name| report["summary"][name].as_u64().unwrap_or_else(|| panic!("{name}: {}", report["summary"])))
}

/// The positions of the findings of a rule with that outcome.
fn positions(report: &Value, rule: &str, outcome: &str) -> Vec<u64> {
    let of_rule = list(report, "findings").iter().filter(|it| it["rule"] == rule && it["outcome"] == outcome);
    of_rule.filter_map(|it| it["subject"]["record"]["position"].as_u64()).collect()
}

/// The errors of reading: position, cell or pointer in the input, code.
fn errors(report: &Value) -> Vec<(u64, &str, &str)> {
    list(report, "data_errors")
        .iter()
        .map(|it| {
            (
                it["position"].as_u64().unwrap_or_default(),
                it["at"].as_str().unwrap_or_default(),
                it["code"].as_str().unwrap_or_default(),
            )
        })
        .collect()
}

const AWARDS: &str = "examples/portal/awards.csv";

#[test]
fn the_portals_awards_are_read_without_headings_and_without_being_told_how() {
    let report = check(&["-r", "portal", "--param", "share_of_one_vendor=50%", "--param", "awards_to_compare=3", AWARDS]);
    assert_eq!(counts(&report), [12, 12, 8, 1, 2]);
    assert_eq!(report["summary"]["inputs"][0]["layout"], "portal_awards");
    assert_eq!(report["summary"]["inputs"][0]["records"], 12);
    assert_eq!(errors(&report), [(9, "D9", "fraction"), (11, "C11", "no_such_date")]);
    assert_eq!(positions(&report, "PA-01", "fail"), [10]);
    assert_eq!(positions(&report, "PA-01", "not_applicable"), [5, 8], "an empty number is none at all");
    assert_eq!(positions(&report, "PA-02", "fail"), [7]);
    assert_eq!(positions(&report, "PA-02", "unknown"), [9], "an award with a price that cannot be read is judged without it");
    assert_eq!(positions(&report, "PA-03", "fail"), [5, 8]);
}

#[test]
fn the_values_of_the_portals_awards_arrive_whole() {
    let report = check(&["-r", "portal", "--param", "share_of_one_vendor=50%", "--param", "awards_to_compare=3", AWARDS]);
    let found = |rule: &str, position: u64, path: &str| {
        let finding = list(&report, "findings")
            .iter()
            .find(|it| it["rule"] == rule && it["subject"]["record"]["position"] == position)
            .unwrap_or_else(|| panic!("{rule} judged {position}"));
        list(finding, "facts").iter().find(|fact| fact["path"] == path).map(|fact| fact["text"]["ja"].clone())
    };
    assert_eq!(found("PA-02", 1, "/price"), Some("31,389,000円".into()), "31389000.00 is whole yen");
    assert_eq!(
        found("PA-01", 1, "/corporate_number"),
        Some("6999902000001".into()),
        "the mark at the head of the file is no value"
    );
    let share = list(&report, "findings").iter().find(|it| it["rule"] == "PA-04" && it["outcome"] == "fail").expect("one fails");
    assert_eq!(list(&share["subject"], "members").len(), 4);
    let message = share["message"]["ja"].as_str().unwrap_or_default();
    assert!(message.contains("府省コードA01の落札4件") && message.ends_with("：架空清掃株式会社"), "{message}");
}
