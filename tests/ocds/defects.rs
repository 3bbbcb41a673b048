//! Eight things that the tool which the indicators come from does wrong, and that these rules do not.

use std::io::Write;
use std::process::Command;

use serde_json::{Value, json};

use super::{award, bid, outcome, outcomes, process, report, with};

/// A process in a currency that S won at 100, with T at 101.
fn close(ocid: &str, currency: &str) -> Value {
    let bids: Vec<Value> = [("1", "S", 100.0), ("2", "T", 101.0)]
        .iter()
        .map(|(id, tenderer, amount)| with(&bid(id, tenderer, "valid", *amount), "/value/currency", Some(json!(currency))))
        .collect();
    process(ocid, &bids, &[award("A", "S")])
}

/// What is missing from the verdicts of a rule: the names, and why.
fn missing(report: &Value) -> Vec<(String, String)> {
    let findings = report["findings"].as_array().expect("there are findings");
    let lacking = findings.iter().flat_map(|it| it["missing"].as_array().cloned().unwrap_or_default());
    let said = |it: &Value| {
        (it["path"].as_str().unwrap_or_default().to_owned(), it["reason"]["en"].as_str().unwrap_or_default().to_owned())
    };
    lacking.map(|it| said(&it)).collect()
}

#[test]
fn first_two_currencies_and_none_set_are_undetermined_in_every_run() {
    let set = [close("dollars", "USD"), close("euros", "EUR")];
    let turned = [set[1].clone(), set[0].clone()];
    for rule in ["R024", "R036", "R058"] {
        let settings = ["close_ratio=0.05", "discount_ratio=0.5"];
        let once = outcomes(rule, &settings, &set);
        assert!(once.values().all(|outcome| outcome == "unknown"), "{rule}: {once:?}");
        assert_eq!(once, outcomes(rule, &settings, &turned), "{rule}: whichever comes first");
        let why = missing(&report(rule, &settings, &set));
        assert!(why.iter().any(|(_, reason)| reason.contains("two currencies")), "{rule}: {why:?}");
    }
    let dollars = outcomes("R024", &["close_ratio=0.05", "main_currency=USD"], &set);
    assert_eq!((dollars["dollars"].as_str(), dollars["euros"].as_str()), ("fail", "not_applicable"));
    let euros = outcomes("R024", &["close_ratio=0.05", "main_currency=EUR"], &turned);
    assert_eq!((euros["dollars"].as_str(), euros["euros"].as_str()), ("not_applicable", "fail"));
    let one = outcomes("R024", &["close_ratio=0.05"], &set[..1]);
    assert_eq!(one["dollars"], "fail", "one currency needs no setting");
}

#[test]
fn second_the_least_number_of_processes_is_of_processes() {
    let bids: Vec<Value> = (0..9).map(|number| bid(&number.to_string(), "T", "disqualified", 1.0)).collect();
    let one = with(&process("1", &bids, &[]), "/buyer", Some(json!({"id": "B"})));
    let other = with(&process("2", &bids[..1], &[]), "/buyer", Some(json!({"id": "B"})));
    for rule in ["R038", "R038-T"] {
        let of = |set: &[Value]| outcomes(rule, &["disqualified_ratio=0.5"], set).into_values().collect::<Vec<String>>();
        assert_eq!(of(std::slice::from_ref(&one)), ["not_applicable"], "{rule}: nine bids in one process");
        assert_eq!(of(&[one.clone(), other.clone()]), ["fail"], "{rule}: two processes");
    }
}

#[test]
fn third_moments_are_compared_with_their_zones() {
    let of = |date: &str, end: &str| {
        let late = with(&bid("1", "S", "valid", 1.0), "/date", Some(json!(date)));
        let release = process("P", &[late], &[award("A", "S")]);
        outcome("R030", &[], &with(&release, "/tender/tenderPeriod", Some(json!({"endDate": end}))))
    };
    assert_eq!(of("2020-03-16T10:00:00+02:00", "2020-03-16T09:00:00Z"), "pass", "as text it is later, and it is an hour before");
    assert_eq!(of("2020-03-16T08:00:00-02:00", "2020-03-16T09:00:00Z"), "fail", "as text it is earlier, and it is an hour after");
    assert_eq!(of("2020-03-16T08:00:00", "2020-03-16T09:00:00Z"), "unknown", "without a zone there is no telling");
}

#[test]
fn fourth_dates_without_time_or_zone_are_told_and_undetermined() {
    for (start, code) in [("2020-03-01", "no_time"), ("2020-03-01T09:00:00", "no_zone")] {
        let period = json!({"startDate": start, "endDate": "2020-03-02T09:00:00Z"});
        let report = report("R003", &[], &[with(&process("P", &[], &[]), "/tender/tenderPeriod", Some(period))]);
        assert_eq!(report["findings"][0]["outcome"], "unknown", "{start}");
        let told: Vec<(&str, &str)> = report["data_errors"]
            .as_array()
            .expect("there are errors")
            .iter()
            .map(|it| (it["at"].as_str().unwrap_or_default(), it["code"].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(told, [("/tender/tenderPeriod/startDate", code)]);
        assert!(missing(&report).iter().any(|(path, _)| path == "/tender_starts_at"), "{start}");
    }
}

#[test]
fn fifth_a_single_bid_is_seen_among_the_bids() {
    let of = |bids: &[Value]| outcome("R018", &[], &process("P", bids, &[]));
    let one = bid("1", "S", "valid", 1.0);
    assert_eq!(of(std::slice::from_ref(&one)), "fail");
    assert_eq!(of(&[one.clone(), bid("2", "T", "withdrawn", 1.0)]), "fail", "the other was withdrawn");
    assert_eq!(of(&[one.clone(), bid("2", "T", "disqualified", 1.0)]), "pass", "two were submitted");
    let numbered = with(&process("P", &[one], &[]), "/tender/numberOfTenderers", Some(json!(2)));
    assert_eq!(outcome("R018", &[], &numbered), "pass", "the number that is given counts");
}

#[test]
fn sixth_nothing_over_nothing_enters_no_quartile() {
    let gap = |ocid: &str, low: f64, high: f64| {
        process(ocid, &[bid("1", "S", "valid", low), bid("2", "T", "valid", high)], &[award("A", "S")])
    };
    // As in the set of eight ratios: Q1 = 0.50, Q3 = 0.54, the lower fence 0.44.
    let highs = [144.0, 150.0, 150.0, 152.0, 152.0, 154.0, 154.0, 160.0];
    let mut set: Vec<Value> = highs.iter().enumerate().map(|(number, high)| gap(&number.to_string(), 100.0, *high)).collect();
    let before = outcomes("R024", &[], &set);
    set.push(gap("nothing", 0.0, 0.0));
    let mut after = outcomes("R024", &[], &set);
    assert_eq!(after.remove("nothing").as_deref(), Some("unknown"));
    assert_eq!(before, after);
    assert_eq!(before["0"], "fail");
}

#[test]
fn seventh_not_computed_and_not_flagged_are_told_apart() {
    let base = close("P", "USD");
    let report_of = |release: &Value| report("R036", &[], std::slice::from_ref(release));
    assert_eq!(report_of(&base)["findings"][0]["outcome"], "pass");
    let without = report_of(&with(&base, "/bids", None));
    assert_eq!(without["findings"][0]["outcome"], "unknown");
    assert!(missing(&without).iter().any(|(path, _)| path == "/bids_given"), "what is lacking is named");
    let unstated = report_of(&with(&base, "/bids/details/1/status", None));
    assert_eq!(unstated["findings"][0]["outcome"], "unknown");
    assert!(
        missing(&unstated).iter().any(|(path, _)| path == "status_where_none_is_given"),
        "and so is the setting that would help"
    );
    assert_eq!(report_of(&with(&base, "/awards", Some(json!([]))))["findings"][0]["outcome"], "not_applicable");
}

#[test]
fn eighth_a_line_that_is_not_json_is_told_and_is_no_success() {
    let good = close("P", "USD").to_string();
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().expect("there is room for a file");
    write!(file, "{good}\nthis is no JSON\n{}", good.replace("\"P\"", "\"Q\"")).expect("the file takes lines");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sadame"));
    command.args(["check", "--no-config", "-r", "ocds", "--format", "json", "--select", "R036"]).arg(file.path());
    let output = command.output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is written all the same");
    assert_eq!(report["summary"]["read"], 3);
    assert_eq!(report["summary"]["judged"], 2);
    assert_eq!(report["data_errors"][0]["position"], 2);
}
