//! One field of each kind.

use serde_json::{Value, json};

use super::{clears, engine, record, report, rule, said, sentences};

/// Each body of a rule with what is other than usual in the record, and all that would clear it.
fn come(cases: &[(&str, Value, &[&str])]) {
    for (body, other, expected) in cases {
        assert_eq!(said(body, other), *expected, "{body}");
    }
}

#[test]
fn amounts_come_to_the_last_unit() {
    come(&[
        ("require amount <= 1_848千円", json!({}), &["passes if amount is JPY 1,848,000 or less"]),
        ("require amount < 1_848千円", json!({}), &["passes if amount is JPY 1,847,999 or less"]),
        ("require amount >= 2_000千円", json!({}), &["passes if amount is JPY 2,000,000 or more"]),
        ("require amount = 2_000千円", json!({}), &["passes if amount is JPY 2,000,000"]),
        ("require amount * 2 + 10円 <= 100円", json!({ "amount": 100 }), &["passes if amount is JPY 45 or less"]),
        ("require amount * 3 <= 100円", json!({ "amount": 100 }), &["passes if amount is JPY 33 or less"]),
        (
            "require round_down(amount, 1_000円) <= 5_000円",
            json!({ "amount": 7_000 }),
            &["passes if amount is JPY 5,999 or less"],
        ),
        ("require without_tax(amount, 8%) <= 100円", json!({ "amount": 500 }), &["passes if amount is JPY 108 or less"]),
        ("require foreign <= USD 9.99", json!({}), &["passes if dollars is USD 9.99 or less"]),
        ("require share <= 33.3%", json!({}), &["passes if share is 33.3% or less"]),
        ("require rate >= 0.5", json!({}), &["passes if rate is 0.5 or more"]),
        ("require abs(rate - 1) <= 0.1", json!({}), &["passes if rate is 0.9"]),
        ("require amount < 1円", json!({}), &["passes if amount is JPY 0"]),
        (
            "require amount / 1_000円 not in 500..2_000",
            json!({ "amount": 600_000 }),
            &["passes if amount is JPY 499,999 or less", "passes if amount is JPY 2,000,001 or more"],
        ),
        ("require wait >= 10 days", json!({}), &["passes if wait is 10 days or more"]),
        ("require term <= 6 months", json!({}), &["passes if term is 6 months or less"]),
    ]);
}

#[test]
fn days_and_years_come_to_the_last_day() {
    come(&[
        (
            "require published_on <= signed_on + 72 days",
            json!({ "published_on": "2016-09-10" }),
            &["passes if published is 2016-08-31 or earlier", "passes if signed is 2016-06-30 or later"],
        ),
        ("require fiscal_year(signed_on) = FY2016", json!({ "signed_on": "2017-04-03" }), &["passes if signed is 2017-03-31"]),
        ("require fiscal_year(signed_on) < FY2016", json!({}), &["passes if signed is 2016-03-31 or earlier"]),
        ("require month(signed_on) = 4", json!({}), &["passes if signed is 2016-04-30", "passes if signed is 2017-04-01"]),
        ("require year in FY2016..FY2018", json!({}), &["passes if year is FY2018"]),
        ("require year <= FY2018", json!({}), &["passes if year is FY2018 or earlier"]),
        ("require span.end <= 2017-03-31", json!({}), &["passes if span is 2016-04-01 to 2017-03-31"]),
        (
            "require date(opened_at) >= signed_on",
            json!({}),
            &["passes if opened is 2016-06-20 10:00:00 +09:00 or later", "passes if signed is 2016-06-10 or earlier"],
        ),
        (
            "require amount <= limits[\"工事\" on signed_on].most",
            json!({ "amount": 300, "signed_on": "2025-03-25" }),
            &["passes if amount is JPY 250 or less", "passes if signed is 2025-04-01 or later"],
        ),
    ]);
}

#[test]
fn what_there_is_to_choose_from_is_tried() {
    come(&[
        ("require approved", json!({}), &["passes if approved is “yes”"]),
        ("require urgent", json!({}), &["passes if urgent is “yes”"]),
        ("require way in {open, limited}", json!({}), &["passes if way is “open”", "passes if way is “limited”"]),
        ("require clauses includes {secrecy, damages, audit}", json!({}), &["passes if clauses also has “damages”, “audit”"]),
        ("require not (clauses includes secrecy)", json!({}), &["passes if clauses does not have “secrecy”"]),
        ("require item = \"甲\"", json!({}), &["passes if item is “甲”"]),
        ("require item != \"丙\"", json!({}), &["passes if item is given as other than “丙”"]),
        (
            "require amount <= 250円 or approved",
            json!({}),
            &["passes if amount is JPY 250 or less", "passes if approved is “yes”"],
        ),
    ]);
}

#[test]
fn what_is_left_out_may_be_given() {
    come(&[
        ("require reason is present", json!({}), &["passes if reason is given"]),
        ("require reason is present and reason != item", json!({}), &["passes if reason is given as other than “丙”"]),
        ("require reason is absent", json!({ "reason": "急ぎ" }), &["passes if reason is not given"]),
        ("require published_on is present", json!({}), &["passes if published is given"]),
        (
            "require published_on is present and published_on < signed_on",
            json!({}),
            &["passes if published is 2016-06-19 or earlier"],
        ),
    ]);
}

#[test]
fn nothing_is_offered_where_nothing_clears() {
    for (body, other) in [
        ("require amount <= 100円 and share <= 10%", json!({})),
        ("require item in act", json!({})),
        ("require id = \"B\"", json!({})),
        ("require is_corporate_number(vendor)", json!({})),
        // Whoever is not asked any more has not complied.
        ("when amount > 100円 require false", json!({})),
    ] {
        assert_eq!(said(body, &other), Vec::<String>::new(), "{body}");
    }
    let document = report(&engine(&rule("C-1", "require item in act")), &[record(&json!({}))]);
    let said = clears(&document.findings[0]);
    assert_eq!(said.note.as_ref().map(|note| note.en.as_str()), Some("no change of a single field clears it"));
    assert!(!said.cut);
    assert_eq!(
        super::said("when amount > 100円 require approved", &json!({})),
        ["passes if approved is “yes”"],
        "the rule is kept, not evaded"
    );
}

#[test]
fn a_change_tells_what_it_breaks_and_what_else_it_clears() {
    let rules = [
        rule("C-1", "require amount <= 1_848千円"),
        rule("C-2", "require amount >= 1_849千円"),
        rule("C-3", "require amount <= 1_870千円"),
        rule("C-4", "require 100円 / (amount - 1_848千円) != 1"),
    ];
    let document = report(&engine(&rules.concat()), &[record(&json!({}))]);
    let change = &clears(&document.findings[0]).changes[0];
    assert_eq!(
        change.text.en,
        "passes if amount is JPY 1,848,000 or less; but it would then break C-2, and C-4 could not be decided"
    );
    assert_eq!(change.text.ja, "金額が1,848,000円以下であれば適合する。ただし、C-2に反し、C-4が判定できなくなる");
    assert_eq!(change.clears, ["C-3"]);
    let by = change.by.as_ref().map(|by| by.text.ja.as_str());
    assert_eq!((change.from.text.ja.as_str(), by), ("1,900,000円", Some("52,000円")));
}

#[test]
fn the_gentlest_change_comes_first() {
    let rules = [rule("C-1", "require amount <= 250円 or approved"), rule("C-2", "require amount >= 251円")];
    let document = report(&engine(&rules.concat()), &[record(&json!({}))]);
    assert_eq!(
        sentences(&document.findings[0]),
        ["passes if approved is “yes”", "passes if amount is JPY 250 or less; but it would then break C-2"]
    );
}

#[test]
fn an_exception_that_would_hold_is_told_as_one() {
    let body = "require amount <= 250円 except \"緊急\" en \"urgency\" when approved cite doc";
    assert_eq!(said(body, &json!({})), ["passes if amount is JPY 250 or less", "is excepted if approved is “yes”"]);
}

#[test]
fn elements_are_changed_alone() {
    let rules = "rule C-1 \"則\" en \"rule\" { for each line of c cite doc require price * 2 <= 40円 message \"否\" en \"no\" }";
    let document = report(&engine(rules), &[record(&json!({}))]);
    let change = &clears(&document.findings[0]).changes[0];
    assert_eq!(
        (change.path.as_str(), change.text.en.as_str()),
        ("/lines/1/price", "passes if lines no. 2, price is JPY 20 or less")
    );
    assert_eq!(
        said("require sum(lines.price) <= 40円", &json!({})),
        ["passes if lines no. 2, price is JPY 35 or less"],
        "the first line alone cannot make it good"
    );
}
