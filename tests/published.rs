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

/// The files of real records: how many there are, in how many something cannot be read, and of what kind.
const RELEASES: &[(&str, u64, u64, &[&str])] = &[
    ("armenia", 26, 4, &["fraction", "no_amount"]),
    ("fictional", 1, 0, &[]),
    ("mexico_jalisco", 3, 2, &["fraction"]),
    ("moldova", 10, 10, &["currency", "no_such_choice", "wrong_type"]),
    ("paraguay", 13, 9, &["missing", "no_amount"]),
    ("uk_contracts_finder", 14, 14, &["no_amount"]),
    ("ukraine", 6, 0, &[]),
];

#[test]
fn every_release_of_every_publisher_is_read_without_being_told_how() {
    for (name, records, in_error, codes) in RELEASES {
        let report = check(&["-r", "ocds", &format!("examples/ocds/{name}.jsonl")]);
        let [read, judged, _, _, faulty] = counts(&report);
        assert_eq!((read, judged, faulty), (*records, *records, *in_error), "{name}");
        assert_eq!(report["summary"]["inputs"][0]["layout"], "ocds", "{name}");
        let mut found: Vec<&str> = errors(&report).into_iter().map(|(_, _, code)| code).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, *codes, "{name}: what cannot be read is told, and what the layout does not name is passed over");
        // Each release is one record, and each is asked once whether it is a compiled one.
        let asked = list(&report, "findings").iter().filter(|it| it["rule"] == "OC-05").count();
        assert_eq!(asked as u64, *records, "{name}");
    }
}

#[test]
fn what_cannot_be_read_has_its_pointer_in_the_release() {
    let of = |name: &str| check(&["-r", "ocds", &format!("examples/ocds/{name}.jsonl")]);
    let uk = of("uk_contracts_finder");
    assert!(errors(&uk).iter().all(|(_, at, code)| (*at, *code) == ("/tender/value", "no_amount")));
    let paraguay = of("paraguay");
    let found = errors(&paraguay);
    for wanted in [("/date", "missing"), ("/tag", "missing"), ("/tender/value", "no_amount")] {
        assert!(found.iter().any(|(_, at, code)| (*at, *code) == wanted), "{wanted:?} in {found:?}");
    }
    let moldova = of("moldova");
    let found = errors(&moldova);
    for wanted in ["/awards/0/status", "/tender/documents/0/datePublished", "/contracts/0/value"] {
        assert!(found.iter().any(|(_, at, _)| *at == wanted), "{wanted} in {found:?}");
    }
}

#[test]
fn the_values_of_releases_arrive_whole() {
    let report = check(&["-r", "ocds", "examples/ocds/fictional.jsonl"]);
    let facts: Vec<(&str, &str, &str)> = list(&report, "findings")
        .iter()
        .flat_map(|finding| list(finding, "facts").iter().map(move |fact| (finding["rule"].as_str(), fact)))
        .map(|(rule, fact)| {
            (rule.unwrap_or_default(), fact["path"].as_str().unwrap_or_default(), fact["text"]["en"].as_str().unwrap_or_default())
        })
        .collect();
    for wanted in [
        ("OC-01", "/awards/0/value", "GBP 11,000,000"),
        ("OC-03", "/contracts/0/signed_on", "2010-06-10"),
        ("OC-03", "/awards/0/awarded_on", "2010-05-10"),
        ("OC-04", "/tender_ends_on", "2010-04-08"),
        ("OC-06", "/contracts/0/value", "GBP 11,000,000"),
        ("R068", "/contracts/0/transactions/1/value", "GBP 10,000"),
    ] {
        assert!(facts.contains(&wanted), "{wanted:?} in {facts:#?}");
    }
}

#[test]
fn releases_inside_packages_are_found_where_they_begin() {
    let report = check(&["-r", "ocds", "examples/ocds/release_package.json"]);
    assert_eq!(counts(&report)[..2], [4, 4]);
    assert_eq!(report["summary"]["inputs"][0]["layout"], "ocds");
    assert_eq!(positions(&report, "OC-05", "pass"), [8, 73, 89]);
    assert_eq!(positions(&report, "OC-05", "fail"), [65], "a release of one point in time");
    assert_eq!(positions(&report, "OC-01", "pass"), [8, 73], "an id that is a number is an id");
    assert_eq!(
        positions(&report, "OC-03", "pass"),
        [8],
        "23:30 in one zone is the next day in another; the day is that which is written"
    );
    assert_eq!(positions(&report, "OC-02", "fail"), [73]);
    let found = errors(&report);
    for wanted in [
        (65, "", "duplicate_id"),
        (73, "/awards/1/value", "no_currency"),
        (73, "/awards/2/value", "no_amount"),
        (73, "/contracts/1/value", "currency"),
        (89, "/tender/status", "no_such_choice"),
        (89, "/tender/tenderPeriod/startDate", "no_such_date"),
        (89, "/tender/tenderPeriod/endDate", "wrong_type"),
        (89, "/bids/details/0/id", "missing"),
        (89, "/awards", "wrong_type"),
        (89, "/contracts/0/awardID", "missing"),
        (89, "/contracts/1", "wrong_type"),
    ] {
        assert!(found.contains(&wanted), "{wanted:?} in {found:#?}");
    }
    assert_eq!(found.len(), 13, "and nothing else, but that each end of the period is read as a day and as a moment: {found:#?}");
}

#[test]
fn two_currencies_are_neither_added_nor_compared() {
    let report = check(&["-r", "ocds", "examples/ocds/release_package.json"]);
    let mixed = list(&report, "findings").iter().filter(|it| it["rule"] == "OC-06" && it["outcome"] == "unknown");
    let why: Vec<&Value> = mixed.flat_map(|it| list(it, "missing")).map(|missing| &missing["reason"]).collect();
    assert!(why.iter().any(|why| why.to_string().contains("two currencies")), "{why:?}");
}

#[test]
fn a_record_without_its_compiled_release_is_a_record_and_not_dropped() {
    let report = check(&["-r", "ocds", "examples/ocds/record_package.json"]);
    assert_eq!(counts(&report)[..2], [2, 2]);
    assert_eq!(positions(&report, "OC-04", "fail"), [10]);
    assert_eq!(positions(&report, "OC-05", "unknown"), [19]);
    assert_eq!(errors(&report), [(19, "/date", "missing"), (19, "/tag", "missing")]);
}

/// A record that a layout maps, and the same record by its own names.
const BIDS: &str = r#"
module bids "応札" en "Bids"
source doc "出典" en "document" { verified yes }
record bid "応札" en "bid" {
  id text "番号" en "id"
  made_on date "応札日" en "date"
  noted text optional "日時" en "moment"
  price money any currency optional "金額" en "price"
}
layout foreign "外の様式" en "foreign" for bid {
  format jsonl
  id from "/bid/number"
  made_on from "/bid/when"
  noted from "/bid/remark", "/bid/when"
  price from "/bid/price"
}
rule B-1 "番号" en "id" { for each bid cite doc require id = "7" message "番号{id}" en "id {id}" }
rule B-2 "日時" en "moment" { for each bid cite doc require noted = "x" message "日時{noted}" en "noted {noted}" }
rule B-3 "金額" en "price" { for each bid cite doc require price <= EUR 5 message "金額{price}" en "price {price}" }
rule B-4 "応札日" en "date" { for each bid cite doc require made_on = 2024-04-01 message "応札日{made_on}" en "made on {made_on}" }
"#;

/// What comes of one bid: the outcomes of the four rules, and what could not be read.
fn bid(json: &str) -> (Vec<String>, Vec<(String, String)>) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (rules, input) = (folder.path().join("bids.sadame"), folder.path().join("bids.jsonl"));
    std::fs::write(&rules, BIDS).and_then(|()| std::fs::write(&input, format!("{json}\n"))).expect("the folder takes files");
    let report = check(&["-r", &rules.to_string_lossy(), &input.to_string_lossy()]);
    assert_eq!(counts(&report)[..2], [1, 1]);
    let word = |it: &Value| it["outcome"].as_str().unwrap_or_default().to_owned();
    let outcomes = list(&report, "findings").iter().map(word).collect();
    (outcomes, errors(&report).into_iter().map(|(_, at, code)| (at.to_owned(), code.to_owned())).collect())
}

#[test]
fn documents_of_others_are_read_by_what_the_layout_names() {
    let all = |outcomes: &[&str]| outcomes.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let (outcomes, faults) = bid(
        r#"{"bid": {"number": 7, "when": "2024-04-01T23:00:00-09:00", "price": {"amount": 5.00, "currency": "EUR", "vat": true}, "more": {}}}"#,
    );
    assert_eq!(outcomes, all(&["pass", "fail", "pass", "pass"]), "one pointer feeds two fields: the date and the text");
    assert_eq!(faults, []);
    let (outcomes, _) = bid(r#"{"bid": {"when": "2024-04-01", "remark": "x", "number": "7"}}"#);
    assert_eq!(outcomes, all(&["pass", "pass", "unknown", "pass"]), "the first of two pointers counts, wherever it stands");
    let (outcomes, faults) = bid(r#"{"bid": {"number": 7.5, "price": {"amount": null, "currency": "EUR"}, "remark": true}}"#);
    assert_eq!(outcomes, all(&["unknown"; 4]));
    let wanted =
        [("/bid/number", "wrong_type"), ("/bid/price", "no_amount"), ("/bid/remark", "wrong_type"), ("/bid/when", "missing")];
    assert_eq!(faults, wanted.map(|(at, code)| (at.to_owned(), code.to_owned())));
}

#[test]
fn records_by_their_own_names_are_read_as_strictly_as_before_but_for_the_time_of_a_date() {
    let (outcomes, faults) =
        bid(r#"{"id": 7, "made_on": "2024-04-01T23:00:00-09:00", "price": {"amount": 5, "currency": "EUR", "vat": true}}"#);
    assert_eq!(outcomes, ["unknown", "unknown", "unknown", "pass"]);
    let codes: Vec<&str> = faults.iter().map(|(_, code)| code.as_str()).collect();
    assert_eq!(codes, ["wrong_type", "wrong_type"]);
    let (_, faults) = bid(r#"{"id": "7", "made_on": "2024-04-01T25:00:00Z", "price": {"currency": "EUR"}}"#);
    let codes: Vec<&str> = faults.iter().map(|(_, code)| code.as_str()).collect();
    assert_eq!(codes, ["wrong_type", "no_amount"]);
}
