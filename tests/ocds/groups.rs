//! R025, R038, R048: tenderers, buyers and procuring entities.

use serde_json::{Value, json};

use super::{award, bid, failing, outcomes, process, with};

/// A process that the first of the tenderers won.
fn won(ocid: &str, tenderers: &[&str]) -> Value {
    let bids: Vec<Value> = tenderers.iter().map(|it| bid(&format!("{ocid}-{it}"), it, "valid", 100.0)).collect();
    process(ocid, &bids, &[award("A", tenderers[0])])
}

/// A, B, C and D bid for five processes each and win four of them. L bids for `lost` of the processes, and wins none.
fn contest(lost: usize) -> Vec<Value> {
    let mut set: Vec<Value> = [("B", "A"), ("C", "B"), ("D", "C"), ("A", "D")]
        .iter()
        .map(|(winner, loser)| won(&format!("{winner} over {loser}"), &[winner, loser]))
        .collect();
    for (number, name) in ["A", "B", "C", "D"].iter().cycle().take(12).enumerate() {
        let tenderers: &[&str] = if number < lost { &[name, "L"] } else { &[name] };
        set.push(won(&format!("{name} {number}"), tenderers));
    }
    set
}

#[test]
fn r025_flags_a_busy_tenderer_below_the_fence() {
    // Shares 0, 0.8, 0.8, 0.8, 0.8. h = (5 + 1/3)/4 + 1/3 = 1.66667: Q1 = 0.66667·0.8 = 0.53333; h = 4.33333: Q3 = 0.8.
    // IQR = 0.26667; the fence is 0.53333 − 0.4 = 0.13333. All bid for five processes, which is the percentile 75.
    let outcomes = outcomes("R025", &[], &contest(5));
    assert_eq!(outcomes["L"], "fail");
    assert!(["A", "B", "C", "D"].iter().all(|name| outcomes[*name] == "pass"), "{outcomes:?}");
}

#[test]
fn r025_leaves_out_those_who_bid_seldom() {
    // Processes 4, 5, 5, 5, 5: h = (5 + 1/3)·3/4 + 1/3 = 4.33333, so the percentile 75 is 5, and L is below it; the percentile 10 is 4.
    assert_eq!(outcomes("R025", &[], &contest(4))["L"], "not_applicable");
    assert_eq!(failing("R025", &["busy_percentile=10%"], &contest(4)), ["L"]);
}

#[test]
fn r025_needs_a_positive_quartile_and_fence() {
    // Shares 0, 0, 0.8, 0.8, 0.8, 0.8: h = (6 + 1/3)/4 + 1/3 = 1.91667, between two zeros: Q1 = 0.
    let mut set = contest(5);
    for number in [0, 1, 2, 3, 4] {
        let bids = set[4 + number]["bids"]["details"].as_array_mut().expect("there are bids");
        bids.push(bid("M", "M", "valid", 100.0));
    }
    assert!(outcomes("R025", &[], &set).values().all(|outcome| outcome == "not_applicable"));
    assert_eq!(failing("R025", &["winning_ratio=0"], &set), ["L", "M"]);
    assert_eq!(failing("R025", &["winning_ratio=0.8"], &set), ["A", "B", "C", "D", "L", "M"], "at the threshold");
    assert_eq!(failing("R025", &["winning_ratio=0.79"], &set), ["L", "M"]);
}

#[test]
fn r025_counts_valid_bids_of_one_tenderer_in_sole_awards_alone() {
    let set = |change: &dyn Fn(&Value) -> Value| {
        let mut set = contest(5);
        set[8] = change(&set[8]); // the fifth process that L lost
        outcomes("R025", &[], &set)["L"].clone()
    };
    assert_eq!(set(&Value::clone), "fail");
    let bid = "/bids/details/1";
    assert_eq!(set(&|it| with(it, &format!("{bid}/status"), Some(json!("disqualified")))), "not_applicable");
    assert_eq!(set(&|it| with(it, &format!("{bid}/tenderers"), Some(json!([{"id": "L"}, {"id": "X"}])))), "not_applicable");
    assert_eq!(set(&|it| with(it, "/tender/status", Some(json!("cancelled")))), "not_applicable");
    assert_eq!(set(&|it| with(it, "/awards/0/status", Some(json!("pending")))), "not_applicable");
    assert_eq!(set(&|it| with(it, "/awards/0/suppliers", Some(json!([{"id": "A"}, {"id": "X"}])))), "not_applicable");
}

/// Two processes of a body with two bids each, of which `disqualified` are disqualified. The body is buyer, procuring entity and tenderer by the same name.
fn body(name: &str, disqualified: usize) -> Vec<Value> {
    let status = |number: usize| if number < disqualified { "disqualified" } else { "valid" };
    let process = |part: usize| {
        let bids = [bid("1", name, status(2 * part), 1.0), bid("2", name, status(2 * part + 1), 2.0)];
        let release = process(&format!("{name}{part}"), &bids, &[]);
        let release = with(&release, "/buyer", Some(json!({"id": name})));
        with(&release, "/tender/procuringEntity", Some(json!({"id": name})))
    };
    vec![process(0), process(1)]
}

const KINDS: [&str; 3] = ["R038", "R038-E", "R038-T"];

#[test]
fn r038_flags_buyers_entities_and_tenderers_above_the_fence() {
    // Shares 0.25, 0.25, 0.25, 0.25, 1. h = (5 + 1/3)/4 + 1/3 = 1.66667: Q1 = 0.25; h = 4.33333: Q3 = 0.25 + 0.33333·0.75 = 0.5.
    // IQR = 0.25; the fence is 0.5 + 0.375 = 0.875.
    let set: Vec<Value> =
        [("A", 1), ("B", 1), ("C", 1), ("D", 1), ("Z", 4)].iter().flat_map(|(name, count)| body(name, *count)).collect();
    for rule in KINDS {
        let outcomes = outcomes(rule, &[], &set);
        assert_eq!(outcomes["Z"], "fail", "{rule}");
        assert!(["A", "B", "C", "D"].iter().all(|name| outcomes[*name] == "pass"), "{rule}: {outcomes:?}");
        assert_eq!(failing(rule, &["disqualified_ratio=0.25"], &set), ["A", "B", "C", "D", "Z"], "{rule}, at the threshold");
        assert_eq!(failing(rule, &["disqualified_ratio=0.26"], &set), ["Z"], "{rule}");
    }
}

#[test]
fn r038_needs_a_positive_fence_and_enough_bids() {
    let none: Vec<Value> = ["A", "B", "C"].iter().flat_map(|name| body(name, 0)).collect();
    for rule in KINDS {
        assert!(outcomes(rule, &[], &none).values().all(|outcome| outcome == "not_applicable"), "{rule}: the fence is 0");
        let few = ["fewest_submitted=5", "disqualified_ratio=0.1"];
        assert!(outcomes(rule, &few, &body("A", 4)).values().all(|outcome| outcome == "not_applicable"), "{rule}");
        let enough = ["fewest_submitted=4", "disqualified_ratio=0.1"];
        assert_eq!(failing(rule, &enough, &body("A", 4)), ["A"], "{rule}");
        let withdrawn: Vec<Value> =
            body("A", 4).iter().map(|it| with(it, "/bids/details/1/status", Some(json!("withdrawn")))).collect();
        assert!(
            outcomes(rule, &["fewest_submitted=3"], &withdrawn).values().all(|outcome| outcome == "not_applicable"),
            "{rule}"
        );
    }
}

/// Processes that a supplier won, with items of as many kinds.
fn supplier(name: &str, processes: usize, kinds: usize) -> Vec<Value> {
    let release = |number: usize| {
        let class = format!("{}000{number}", 10 + number % kinds);
        let mut award = award("A", name);
        award["items"] = json!([{"id": "1", "classification": {"scheme": "CPV", "id": class}}, {"id": "2"}]);
        process(&format!("{name}{number}"), &[], &[award])
    };
    (0..processes).map(release).collect()
}

#[test]
fn r048_flags_suppliers_of_many_kinds_of_item() {
    // Kinds 1, 1, 1, 1, 5: Q1 = 1; h = (5 + 1/3)·3/4 + 1/3 = 4.33333: Q3 = 1 + 0.33333·4 = 2.33333. IQR = 1.33333; the fence is 4.33333.
    let mut set: Vec<Value> = ["A", "B", "C", "D"].iter().flat_map(|name| supplier(name, 20, 1)).collect();
    set.extend(supplier("Z", 20, 5));
    set.extend(supplier("F", 19, 9));
    let found = outcomes("R048", &[], &set);
    assert_eq!(found["Z"], "fail");
    assert_eq!(found["A"], "pass");
    assert_eq!(found["F"], "not_applicable", "in nineteen processes");
    assert_eq!(failing("R048", &["kinds_threshold=5"], &set), ["Z"]);
    assert!(failing("R048", &["kinds_threshold=6"], &set).is_empty());
    assert_eq!(failing("R048", &["kinds_threshold=9", "fewest_won=19"], &set), ["F"]);
}

#[test]
fn r048_counts_first_letters_in_active_awards_to_one_supplier() {
    let settings = ["kinds_threshold=3", "fewest_won=3"];
    let set = supplier("Z", 3, 3);
    assert_eq!(failing("R048", &settings, &set), ["Z"], "10, 11 and 12");
    assert!(
        failing("R048", &["kinds_threshold=3", "fewest_won=3", "classification_digits=1"], &set).is_empty(),
        "all begin with 1"
    );
    let change = |pointer: &str, value: Value| {
        let changed: Vec<Value> = set.iter().map(|it| with(it, pointer, Some(value.clone()))).collect();
        failing("R048", &settings, &changed)
    };
    assert!(change("/awards/0/status", json!("cancelled")).is_empty());
    assert!(change("/awards/0/suppliers", json!([{"id": "Z"}, {"id": "Y"}])).is_empty());
    assert!(change("/tender/status", json!("cancelled")).is_empty());
}
