//! R003, R018, R030, R035, and what all of them leave out of view.

use serde_json::{Value, json};

use super::{award, bid, outcome, process, with};

/// A tender period of fifteen days, to the second.
fn period() -> Value {
    let release = process("P", &[], &[]);
    with(&release, "/tender/tenderPeriod", Some(json!({"startDate": "2020-03-01T09:00:00Z", "endDate": "2020-03-16T09:00:00Z"})))
}

fn ending(end: &str) -> Value {
    with(&period(), "/tender/tenderPeriod/endDate", Some(json!(end)))
}

#[test]
fn processes_out_of_view_are_judged_by_no_indicator() {
    let short = ending("2020-03-02T09:00:00Z");
    let of = |release: &Value| outcome("R003", &[], release);
    assert_eq!(of(&short), "fail");
    assert_eq!(of(&with(&short, "/tender/status", Some(json!("cancelled")))), "not_applicable");
    assert_eq!(of(&with(&short, "/tender/status", None)), "fail", "a process without a status is in view");
    let detailed = with(&short, "/tender/procurementMethodDetails", Some(json!("trial")));
    assert_eq!(outcome("R003", &["excluded_details=trial"], &detailed), "not_applicable");
    assert_eq!(outcome("R003", &["excluded_details=other"], &detailed), "fail");
    assert_eq!(outcome("R003", &["excluded_details=trial"], &short), "fail", "nor is one without details left out");
}

#[test]
fn r003_counts_whole_days() {
    let of = |end: &str| outcome("R003", &[], &ending(end));
    assert_eq!(of("2020-03-16T09:00:00Z"), "pass", "fifteen whole days");
    assert_eq!(of("2020-03-16T08:59:59Z"), "fail", "fourteen whole days");
    assert_eq!(of("2020-03-16T18:00:00+09:00"), "pass", "the same moment in another zone");
    assert_eq!(of("2020-03-16T09:00:00+01:00"), "fail", "an hour short");
    assert_eq!(outcome("R003", &["shortest_period=16 days"], &period()), "fail");
    assert_eq!(outcome("R003", &["shortest_period=14 days"], &ending("2020-03-16T08:59:59Z")), "pass");
    let direct = with(&ending("2020-03-02T09:00:00Z"), "/tender/procurementMethod", Some(json!("direct")));
    assert_eq!(outcome("R003", &[], &direct), "fail", "all methods are looked at");
    assert_eq!(outcome("R003", &["period_methods=open"], &direct), "not_applicable");
    assert_eq!(outcome("R003", &["period_methods=direct"], &direct), "fail");
}

#[test]
fn r018_asks_for_one_tenderer_and_a_method() {
    let tenderers = |number: Value| with(&process("P", &[], &[]), "/tender/numberOfTenderers", Some(number));
    let by = |method: &str| with(&tenderers(json!(1)), "/tender/procurementMethod", Some(json!(method)));
    assert_eq!(outcome("R018", &[], &tenderers(json!(1))), "fail");
    for number in [0, 2, 10] {
        assert_eq!(outcome("R018", &[], &tenderers(json!(number))), "pass", "{number}");
    }
    assert_eq!(outcome("R018", &[], &tenderers(json!("one"))), "unknown", "a word is no number");
    assert_eq!(outcome("R018", &[], &by("selective")), "fail");
    assert_eq!(outcome("R018", &[], &by("limited")), "not_applicable");
    assert_eq!(outcome("R018", &[], &by("direct")), "not_applicable");
    assert_eq!(outcome("R018", &["single_bid_methods=direct"], &by("direct")), "fail");
    assert_eq!(outcome("R018", &["single_bid_methods=direct"], &by("open")), "not_applicable");
}

/// A process that S won with a bid a second late.
fn late() -> Value {
    let bid = with(&bid("1", "S", "valid", 100.0), "/date", Some(json!("2020-03-16T09:00:01Z")));
    let release = process("P", &[bid], &[award("A", "S")]);
    with(&release, "/tender/tenderPeriod", Some(json!({"endDate": "2020-03-16T09:00:00Z"})))
}

#[test]
fn r030_asks_for_a_valid_late_bid_whose_tenderer_won() {
    let of = |release: &Value| outcome("R030", &[], release);
    let bid = |member: &str, value: Value| with(&late(), &format!("/bids/details/0/{member}"), Some(value));
    assert_eq!(of(&late()), "fail");
    assert_eq!(of(&bid("date", json!("2020-03-16T09:00:00Z"))), "pass", "at the moment itself");
    assert_eq!(of(&bid("status", json!("disqualified"))), "not_applicable");
    assert_eq!(of(&bid("status", json!("qualified"))), "fail", "a publisher's word for valid");
    assert_eq!(of(&bid("tenderers", json!([{"id": "T"}]))), "not_applicable", "another won");
    assert_eq!(of(&bid("tenderers", json!([{"id": "T"}, {"id": "S"}]))), "fail", "one of a joint bid won");
    assert_eq!(of(&with(&late(), "/awards/0/status", Some(json!("cancelled")))), "not_applicable");
    assert_eq!(of(&with(&late(), "/awards/0/status", None)), "not_applicable", "awards without a status are passed over");
    let unstated = with(&late(), "/awards/0/status", None);
    assert_eq!(outcome("R030", &["unstated_awards_are_active=true"], &unstated), "fail");
    assert_eq!(of(&with(&late(), "/bids/details/0/date", None)), "unknown");
    assert_eq!(of(&with(&late(), "/bids", None)), "unknown", "no bids are published");
}

/// S won, T and U were disqualified.
fn alone() -> Value {
    let bids = [
        bid("1", "S", "valid", 100.0),
        bid("2", "T", "disqualified", 90.0),
        bid("3", "U", "not-qualified", 95.0),
        bid("4", "T", "disqualified", 91.0),
        bid("5", "V", "withdrawn", 80.0),
    ];
    process("P", &bids, &[award("A", "S")])
}

#[test]
fn r035_asks_for_one_valid_tenderer_who_won_and_others_disqualified() {
    let of = |release: &Value| outcome("R035", &[], release);
    assert_eq!(of(&alone()), "fail");
    assert_eq!(outcome("R035", &["fewest_disqualified=2"], &alone()), "fail", "T and U");
    assert_eq!(outcome("R035", &["fewest_disqualified=3"], &alone()), "pass", "T counts once, V not at all, S is no other");
    let second = |status: &str| process("P", &[bid("1", "S", "valid", 1.0), bid("2", "S", status, 2.0)], &[award("A", "S")]);
    assert_eq!(of(&second("disqualified")), "pass", "the winner's own other bid");
    let bids = |others: &[Value]| {
        let all: Vec<Value> =
            [bid("1", "S", "valid", 1.0), bid("2", "T", "disqualified", 2.0)].iter().chain(others).cloned().collect();
        process("P", &all, &[award("A", "S")])
    };
    assert_eq!(of(&bids(&[bid("3", "S", "valid", 3.0)])), "fail", "one valid tenderer with two bids");
    assert_eq!(of(&bids(&[bid("3", "U", "valid", 3.0)])), "pass", "two valid tenderers");
    let awards = |awards: &[Value]| with(&alone(), "/awards", Some(json!(awards)));
    assert_eq!(of(&awards(&[award("A", "T")])), "pass", "the supplier is not the valid tenderer");
    assert_eq!(of(&awards(&[award("A", "S"), award("B", "U")])), "pass", "two suppliers");
    assert_eq!(of(&awards(&[award("A", "S"), award("B", "S")])), "fail", "one supplier in two awards");
}

#[test]
fn a_process_is_final_with_awards_and_bids_and_nothing_pending() {
    let of = |awards: Value| outcome("R035", &[], &with(&alone(), "/awards", Some(awards)));
    let other = |status: Value| of(json!([award("A", "S"), {"id": "B", "status": status}]));
    assert_eq!(other(json!("cancelled")), "fail");
    assert_eq!(other(json!("unsuccessful")), "fail");
    assert_eq!(other(json!("pending")), "not_applicable");
    assert_eq!(other(json!("in dispute")), "unknown", "a word outside the codelist");
    assert_eq!(of(json!([award("A", "S"), {"id": "B"}])), "fail", "an award without a status is passed over");
    assert_eq!(of(json!([])), "not_applicable");
    assert_eq!(outcome("R035", &[], &with(&alone(), "/bids", None)), "unknown", "no bids are published");
}
