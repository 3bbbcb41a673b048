//! Findings over several records.

use serde_json::{Value, json};

use super::{clears, engine, record, report, rule, sentences};

fn contract(id: &str, amount: u32, other: &Value) -> Value {
    let mut whole = record(other);
    (whole["id"], whole["amount"]) = (json!(id), json!(amount));
    whole
}

const GROUP: &str = r#"
rule G-1 "計" en "total" {
  for each group of c by vendor
  cite doc
  require sum(amount) <= 100円
  message "超過" en "too much"
}
"#;

#[test]
fn one_member_of_a_group_may_change() {
    let rules = format!("{GROUP}{}", rule("C-1", "require amount >= 25円"));
    let records = [contract("A", 80, &json!({})), contract("B", 30, &json!({})), contract("C", 500, &json!({ "vendor": "西" }))];
    let document = report(&engine(&rules), &records);
    let east = document.findings.iter().find(|finding| sentences(finding).len() == 2).expect("the group of two");
    assert_eq!(
        sentences(east),
        ["passes if amount of A is JPY 70 or less", "passes if amount of B is JPY 20 or less; but it would then break C-1"]
    );
    assert_eq!(clears(east).changes[0].record.as_ref().map(|record| record.key.as_str()), Some("A"));
}

#[test]
fn what_a_change_of_one_contract_does_to_a_group_is_told() {
    let rules = format!("{GROUP}{}", rule("C-1", "require amount = sum(lines.price)"));
    let lines = json!({ "lines": [{ "price": 81, "part": "一" }] });
    let document = report(
        &engine(&rules),
        &[contract("A", 80, &lines), contract("B", 20, &json!({ "lines": [{ "price": 20, "part": "一" }] }))],
    );
    let own = document.findings.iter().find(|finding| finding.rule == "C-1").expect("the total is not that of the lines");
    assert_eq!(
        sentences(own),
        ["passes if lines no. 1, price is JPY 80", "passes if amount is JPY 81; but it would then break G-1"]
    );
}

#[test]
fn what_a_change_does_to_the_group_that_a_contract_comes_into_is_told() {
    let rules = format!("{GROUP}{}", rule("C-1", "require vendor = \"西\""));
    let west = json!({ "vendor": "西" });
    for (amount, wanted) in [(20, "passes if vendor is “西”"), (21, "passes if vendor is “西”; but it would then break G-1")]
    {
        let document = report(&engine(&rules), &[contract("A", 80, &json!({})), contract("B", amount, &west)]);
        assert_eq!(sentences(&document.findings[0]), [wanted]);
    }
}

#[test]
fn a_group_is_not_left_to_comply() {
    let rules = r#"
rule W-1 "分割" en "split" {
  for each group of c where way = direct by vendor within 30 days of signed_on
  cite doc
  when count(c) >= 2
  require sum(amount) <= 100円
  message "超過" en "too much"
}
"#;
    let records = [contract("A", 80, &json!({})), contract("B", 30, &json!({ "signed_on": "2016-06-25" }))];
    let document = report(&engine(rules), &records);
    assert_eq!(
        sentences(&document.findings[0]),
        ["passes if amount of A is JPY 70 or less", "passes if amount of B is JPY 20 or less"],
        "another day, vendor or way would take a contract out of the group"
    );
}

#[test]
fn the_whole_set_and_its_figures_are_judged_again() {
    let rules = r#"
figure highest "最多" en "highest" for the whole set of c = max(amount)
rule S-1 "割合" en "share" {
  for the whole set of c
  cite doc
  require count(c where way = direct) / count(c) <= 50%
  message "多い" en "too many"
}
rule F-1 "突出" en "stands out" {
  for each c
  cite doc
  require amount < highest or amount <= 200円
  message "最多" en "the most"
}
"#;
    let open = json!({ "way": "open" });
    let records = [contract("A", 10, &json!({})), contract("B", 20, &json!({})), contract("C", 300, &open)];
    let document = report(&engine(rules), &records);
    let of = |rule: &str| document.findings.iter().find(|finding| finding.rule == rule).expect("it fails");
    assert_eq!(
        sentences(of("S-1")),
        [
            "passes if way of A is “open”",
            "passes if way of A is “limited”",
            "passes if way of B is “open”",
            "passes if way of B is “limited”"
        ]
    );
    assert_eq!(sentences(of("F-1")), ["passes if amount is JPY 200 or less"], "lower alone, it would still be the most");
}

#[test]
fn of_rows_nothing_is_told() {
    let rules = r#"
rule R-1 "使われない事項" en "unused" {
  for each row of act
  cite doc
  require some c has item = entry
  message "ない" en "none"
}
"#;
    let document = report(&engine(rules), &[record(&json!({}))]);
    assert!(!document.findings.is_empty() && document.findings.iter().all(|finding| finding.would_clear.is_none()));
}

#[test]
fn a_set_too_large_says_so() {
    let records: Vec<Value> = (0..5_001).map(|number| contract(&format!("N{number}"), 1, &json!({ "lines": [] }))).collect();
    let document = report(&engine(GROUP), &records);
    let said = clears(&document.findings[0]);
    assert!(said.cut && said.changes.is_empty());
    assert!(said.note.as_ref().is_some_and(|note| note.en.contains("of what was tried")));
}
