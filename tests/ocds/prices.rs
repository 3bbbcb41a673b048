//! R024, R058, R028, R036.

use serde_json::{Value, json};

use super::{award, bid, failing, outcome, outcomes, process, with};

/// S won at 100; T bid so much more that the ratio of the gap is `ratio` hundredths.
fn gap(ocid: &str, ratio: f64) -> Value {
    process(ocid, &[bid("1", "S", "valid", 100.0), bid("2", "T", "valid", 100.0 + ratio)], &[award("A", "S")])
}

/// Eight ratios. h for a quarter: (8 + 1/3)/4 + 1/3 = 2.41667, between the second and the third, 0.50 and 0.50: Q1 = 0.50.
/// h for three quarters: (8 + 1/3)·3/4 + 1/3 = 6.58333, between the sixth and the seventh, 0.54 and 0.54: Q3 = 0.54.
/// IQR = 0.04; fences 0.50 − 0.06 = 0.44 and 0.54 + 0.06 = 0.60.
fn eight(low: f64, high: f64) -> Vec<Value> {
    let ratios = [("low", low), ("a", 50.0), ("b", 50.0), ("c", 52.0), ("d", 52.0), ("e", 54.0), ("f", 54.0), ("high", high)];
    ratios.iter().map(|(ocid, ratio)| gap(ocid, *ratio)).collect()
}

#[test]
fn r024_and_r058_flag_what_lies_on_the_fences_or_beyond() {
    assert_eq!(failing("R024", &[], &eight(44.0, 60.0)), ["low"], "on the lower fence");
    assert_eq!(failing("R058", &[], &eight(44.0, 60.0)), ["high"], "on the upper fence");
    assert_eq!(failing("R024", &[], &eight(10.0, 90.0)), ["low"]);
    assert_eq!(failing("R058", &[], &eight(10.0, 90.0)), ["high"]);
    assert!(failing("R024", &[], &eight(44.01, 59.99)).is_empty());
    assert!(failing("R058", &[], &eight(44.01, 59.99)).is_empty());
    let passed = outcomes("R024", &[], &eight(44.01, 59.99));
    assert!(passed.len() == 8 && passed.values().all(|outcome| outcome == "pass"), "{passed:?}");
}

#[test]
fn quartiles_stand_between_two_values_in_proportion() {
    // Ratios 0.30, 0.50, 0.56, 0.60: h = (4 + 1/3)/4 + 1/3 = 1.41667, so Q1 = 0.30 + 0.41667·0.20 = 0.38333;
    // h = (4 + 1/3)·3/4 + 1/3 = 3.58333, so Q3 = 0.56 + 0.58333·0.04 = 0.58333. IQR = 0.20; fences 0.08333 and 0.88333.
    let four = |last: f64| [gap("a", 30.0), gap("b", 50.0), gap("c", 56.0), gap("d", last)];
    assert!(failing("R058", &[], &four(60.0)).is_empty());
    // With 0.90 last, Q3 = 0.56 + 0.58333·0.34 = 0.75833, IQR = 0.375, and the fence is 1.32083: a far value draws its own fence along.
    assert!(failing("R058", &[], &four(90.0)).is_empty());
}

#[test]
fn fences_that_are_not_positive_flag_nothing() {
    // Ratios 0, 0, 0.50, 0.50: Q1 = 0, and the lower fence below it.
    let spread = [gap("a", 0.0), gap("b", 0.0), gap("c", 50.0), gap("d", 50.0)];
    assert!(outcomes("R024", &[], &spread).values().all(|outcome| outcome == "not_applicable"));
    // Ratios 0.10, 0.50, 0.90, 0.90: Q1 = 0.10 + 0.41667·0.40 = 0.26667, Q3 = 0.90, the lower fence −0.68333.
    let wide = [gap("a", 10.0), gap("b", 50.0), gap("c", 90.0), gap("d", 90.0)];
    assert!(outcomes("R024", &[], &wide).values().all(|outcome| outcome == "not_applicable"));
    // All ratios 0: both quartiles 0, the upper fence 0, which is not positive.
    let same = [gap("a", 0.0), gap("b", 0.0), gap("c", 0.0)];
    assert!(outcomes("R058", &[], &same).values().all(|outcome| outcome == "not_applicable"));
}

#[test]
fn a_threshold_stands_instead_of_the_fence() {
    let set = [gap("a", 5.0), gap("b", 5.01), gap("c", 50.0)];
    assert_eq!(failing("R024", &["close_ratio=0.05"], &set), ["a"]);
    assert_eq!(failing("R058", &["discount_ratio=0.5"], &set), ["c"]);
    assert_eq!(failing("R058", &["discount_ratio=0.0501"], &set), ["b", "c"]);
}

/// What R024 says of a process with the threshold that S and T are within.
fn close(release: &Value) -> String {
    outcome("R024", &["close_ratio=0.05", "main_currency=USD"], release)
}

#[test]
fn the_ratio_is_of_the_lowest_bids_of_the_supplier_and_of_the_others() {
    let of = |bids: &[Value]| close(&process("P", bids, &[award("A", "S")]));
    let s = bid("1", "S", "valid", 100.0);
    assert_eq!(of(&[s.clone(), bid("2", "T", "valid", 105.0)]), "fail");
    assert_eq!(of(&[s.clone(), bid("2", "S", "valid", 90.0), bid("3", "T", "valid", 100.0)]), "pass", "w is the lowest, 90");
    assert_eq!(of(&[s.clone(), bid("2", "T", "valid", 150.0), bid("3", "U", "valid", 101.0)]), "fail", "l is the lowest, 101");
    assert_eq!(of(&[s.clone(), bid("2", "T", "valid", 99.0)]), "not_applicable", "the next bid is below");
    assert_eq!(of(&[s.clone(), bid("2", "T", "valid", 100.0)]), "fail", "the ratio is zero");
    for status in ["disqualified", "withdrawn", "pending"] {
        assert_eq!(of(&[s.clone(), bid("2", "T", status, 101.0)]), "not_applicable", "{status} is not valid");
    }
    let joint = with(&bid("2", "T", "valid", 101.0), "/tenderers", Some(json!([{"id": "T"}, {"id": "U"}])));
    assert_eq!(of(&[s.clone(), joint]), "not_applicable", "a joint bid is not compared");
    let unpriced = with(&bid("2", "T", "valid", 101.0), "/value/amount", None);
    assert_eq!(of(&[s.clone(), unpriced]), "not_applicable", "a bid without an amount is not compared");
    let euros = with(&bid("2", "T", "valid", 101.0), "/value/currency", Some(json!("EUR")));
    assert_eq!(of(&[s.clone(), euros]), "not_applicable", "a bid in another currency is not compared");
    assert_eq!(of(&[bid("2", "T", "valid", 101.0)]), "not_applicable", "the supplier has no bid");
}

#[test]
fn the_ratio_needs_a_sole_award() {
    let base = gap("P", 5.0);
    let of = |awards: Value| close(&with(&base, "/awards", Some(awards)));
    assert_eq!(of(json!([award("A", "S")])), "fail");
    assert_eq!(of(json!([award("A", "S"), award("B", "S")])), "not_applicable", "two active awards");
    assert_eq!(of(json!([award("A", "S"), {"id": "B", "status": "cancelled"}])), "fail");
    assert_eq!(of(json!([award("A", "S"), {"id": "B", "status": "pending"}])), "not_applicable", "not final");
    assert_eq!(of(json!([{"id": "A", "status": "active", "suppliers": [{"id": "S"}, {"id": "T"}]}])), "not_applicable");
    assert_eq!(of(json!([{"id": "A", "status": "active", "suppliers": [{"name": "S"}]}])), "unknown", "a supplier without an id");
}

#[test]
fn prices_must_be_comparable() {
    let plain = gap("P", 5.0);
    let framework = with(&plain, "/tender/procurementMethodDetails", Some(json!("framework")));
    let of = |setting: &str, release: &Value| outcome("R024", &["close_ratio=0.05", setting], release);
    assert_eq!(of("incomparable_details=framework", &framework), "not_applicable");
    assert_eq!(of("incomparable_details=framework", &plain), "fail", "a process without details passes");
    assert_eq!(of("comparable_details=framework", &framework), "fail");
    assert_eq!(of("comparable_details=other", &framework), "not_applicable");
    assert_eq!(of("comparable_details=framework", &plain), "unknown");
}

#[test]
fn r028_asks_for_two_submitted_bids_at_one_price_by_different_tenderers() {
    let of = |second: &Value| outcome("R028", &[], &process("P", &[bid("1", "S", "valid", 100.0), second.clone()], &[]));
    let same = bid("2", "T", "disqualified", 100.0);
    assert_eq!(of(&same), "fail");
    assert_eq!(of(&with(&same, "/value/amount", Some(json!(100.00)))), "fail", "100.00 is 100");
    assert_eq!(of(&with(&same, "/value/amount", Some(json!(100.01)))), "pass");
    assert_eq!(of(&with(&same, "/value/currency", Some(json!("EUR")))), "pass");
    assert_eq!(of(&with(&same, "/tenderers", Some(json!([{"id": "S"}])))), "pass");
    assert_eq!(of(&with(&same, "/tenderers", Some(json!([{"id": "S"}, {"id": "T"}])))), "fail", "another set of tenderers");
    for status in ["invited", "withdrawn"] {
        assert_eq!(of(&with(&same, "/status", Some(json!(status)))), "pass", "{status} is not submitted");
    }
    assert_eq!(of(&with(&same, "/status", Some(json!("anything")))), "fail", "any other word is submitted");
    let framework = with(
        &process("P", &[bid("1", "S", "valid", 1.0), bid("2", "T", "valid", 1.0)], &[]),
        "/tender/procurementMethodDetails",
        Some(json!("x")),
    );
    assert_eq!(outcome("R028", &["incomparable_details=x"], &framework), "not_applicable");
}

#[test]
fn r036_asks_for_the_lowest_bid_to_be_disqualified() {
    let set = |low: &Value| process("P", &[bid("1", "S", "valid", 100.0), low.clone()], &[award("A", "S")]);
    let of = |low: &Value| outcome("R036", &["main_currency=USD"], &set(low));
    let low = bid("2", "T", "disqualified", 99.99);
    assert_eq!(of(&low), "fail");
    assert_eq!(of(&bid("2", "T", "disqualified", 100.01)), "pass");
    assert_eq!(of(&bid("2", "T", "disqualified", 100.0)), "pass", "a valid bid is as low");
    assert_eq!(of(&bid("2", "T", "withdrawn", 99.0)), "pass", "the lowest was not submitted");
    assert_eq!(of(&bid("2", "T", "pending", 99.0)), "pass", "the lowest is neither valid nor disqualified");
    assert_eq!(of(&with(&low, "/value/currency", Some(json!("EUR")))), "pass", "in another currency");
    assert_eq!(of(&with(&low, "/value/amount", None)), "pass", "without an amount");
    let rule = |release: &Value| outcome("R036", &["main_currency=USD"], release);
    assert_eq!(rule(&with(&set(&low), "/awards/0/status", Some(json!("cancelled")))), "not_applicable");
    assert_eq!(rule(&with(&set(&low), "/awards", Some(json!([award("A", "S"), award("B", "U")])))), "fail", "any active award");
    assert_eq!(rule(&with(&set(&low), "/bids/details/0/value/amount", None)), "not_applicable", "no valid bid has an amount");
    assert_eq!(rule(&with(&set(&low), "/bids/details/0/status", Some(json!("disqualified")))), "not_applicable");
    let framework = with(&set(&low), "/tender/procurementMethodDetails", Some(json!("x")));
    assert_eq!(outcome("R036", &["incomparable_details=x"], &framework), "not_applicable");
}

#[test]
fn a_process_that_cannot_be_judged_leaves_the_others_as_they_are() {
    for rule in ["R024", "R058"] {
        let mut set = eight(44.0, 60.0);
        let before = outcomes(rule, &[], &set);
        set.push(with(&gap("no status", 50.0), "/bids/details/1/status", None));
        set.push(with(&gap("no word", 50.0), "/tender/status", Some(json!("under way"))));
        let mut after = outcomes(rule, &[], &set);
        assert_eq!(after.remove("no status").as_deref(), Some("unknown"), "{rule}");
        assert_eq!(after.remove("no word").as_deref(), Some("unknown"), "{rule}");
        assert_eq!(before, after, "{rule}");
    }
}
