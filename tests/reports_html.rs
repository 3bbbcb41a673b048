//! The report as a page: nothing in the data turns into markup, nothing is left out, and it loads nothing.

use std::collections::BTreeSet;

use sadame::finding::Outcome;
use sadame::json::Document;
use sadame::lang::Lang;
use sadame::report::html;

use super::documents::{examples, nasty};

fn page(document: &Document, lang: Lang) -> String {
    let mut page = Vec::new();
    html::write(&mut page, document, lang).expect("memory takes all that is written");
    String::from_utf8(page).expect("the page is UTF-8")
}

/// The values of an attribute, in order.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    page.split(&start).skip(1).map(|rest| rest.split('"').next().expect("a split has a first part")).collect()
}

/// A text as it stands on the page.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[test]
fn texts_stay_texts() {
    let document = nasty();
    for lang in [Lang::Ja, Lang::En] {
        let page = page(&document, lang);
        assert!(!page.contains("<script") && !page.contains("<img"), "{lang:?}: a text has become markup");
        assert!(!page.contains(['\u{1b}', '\u{202e}']), "{lang:?}: a text turns its neighbours about");
        assert_eq!(page.matches("</style>").count(), 1, "{lang:?}");
        assert!(page.matches("&lt;script&gt;alert(1)").count() > document.findings.len());
        for value in values(&page, "aria-label") {
            assert!(!value.contains('<'), "{lang:?}: {value}");
        }
    }
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    let page = page(&examples(false), Lang::Ja);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"ja\">"));
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline';"));
    for outside in ["http:", "https:", "//", "url(", "@import", "<link", "<script", " src=", " onclick"] {
        let rest = page.replace("content=\"width=device-width", "");
        assert!(!rest.contains(outside), "{outside}");
    }
    assert!(values(&page, "href").iter().all(|target| target.starts_with('#')));
}

#[test]
fn anchors_are_unique_and_links_lead_somewhere() {
    for document in [examples(false), examples(true)] {
        let page = page(&document, Lang::En);
        let ids = values(&page, "id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "an anchor stands twice");
        for target in values(&page, "href").into_iter().chain(values(&page, "aria-labelledby")) {
            assert!(known.contains(target.trim_start_matches('#')), "{target} leads nowhere");
        }
    }
}

#[test]
fn all_that_the_document_says_is_on_the_page() {
    for (document, lang) in [(examples(false), Lang::En), (nasty(), Lang::Ja)] {
        let page = page(&document, lang);
        assert_eq!(page.matches("<section class=\"finding ").count(), document.findings.len());
        assert_eq!(page.matches("<tr class=\"fault\">").count(), document.data_errors.len());
        let missing: usize = document.findings.iter().map(|finding| finding.evidence.missing.len()).sum();
        assert_eq!(page.matches("<li class=\"missing\">").count(), missing);
        assert!(missing > 0 && !document.data_errors.is_empty());
    }
    let document = examples(false);
    for lang in [Lang::Ja, Lang::En] {
        let page = page(&document, lang);
        for finding in &document.findings {
            let message = finding.message.as_ref().filter(|_| finding.outcome == Outcome::Fail).map_or("", |text| text.get(lang));
            assert!(page.contains(&escaped(message)) && page.contains(&finding.fingerprint), "{} {message}", finding.rule);
            assert!(finding.sources.iter().all(|source| page.contains(&escaped(source.title.get(lang)))));
            assert!(finding.evidence.comparisons.iter().all(|comparison| page.contains(&escaped(&comparison.text))));
        }
        for source in &document.summary.unverified {
            assert!(page.contains(&escaped(source.why_unverified.as_ref().map_or("", |why| why.get(lang)))));
        }
        assert!(document.header.packs.iter().all(|pack| page.contains(&pack.digest)));
    }
}

#[test]
fn what_is_known_accepted_or_decided_is_shown_as_such() {
    let page = page(&nasty(), Lang::Ja);
    assert!(page.contains("<span class=\"mark\">既知</span>") && page.contains("<span class=\"mark\">承認済み</span>"));
    assert!(page.contains("やむを得ない") && page.contains("現在は効力なし"));
    for said in ["DB-01", "Shift_JIS", "契約一覧!9", "備考", "締結日", "読めない", "ff00"] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn equal_documents_give_equal_bytes() {
    assert_eq!(page(&examples(false), Lang::Ja), page(&examples(false), Lang::Ja));
}

#[test]
fn a_run_without_records_or_findings_is_a_page_too() {
    let mut document = examples(false);
    document.findings.clear();
    document.data_errors.clear();
    document.summary = serde_json::from_value(serde_json::json!({
        "inputs": [], "read": 0, "judged": 0, "flagged": 0, "undetermined": 0, "in_error": 0,
        "verdicts": { "fail": 0, "unknown": 0, "excepted": 0, "pass": 0, "not_applicable": 0 },
        "failures": { "error": 0, "warning": 0, "review": 0, "info": 0 }, "open": { "error": 0, "warning": 0, "review": 0, "info": 0 },
        "open_unknown": 0, "known": 0, "accepted": 0, "unused_decisions": 0, "rules": [], "unverified": [], "unset": [],
    }))
    .expect("an empty summary is a summary");
    assert!(page(&document, Lang::Ja).contains("点検した契約はありません。"));
}
