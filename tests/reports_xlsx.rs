//! The report as a workbook: read back, it says all that the document says, and every text in it is a text.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use sadame::finding::Outcome;
use sadame::json::Document;
use sadame::lang::Lang;
use sadame::report::xlsx;

use super::documents::{examples, nasty};

fn bytes(document: &Document, lang: Lang) -> Vec<u8> {
    let mut workbook = Vec::new();
    xlsx::write(&mut workbook, document, lang).expect("memory takes all that is written");
    workbook
}

/// The sheets, by name.
fn sheets(document: &Document, lang: Lang) -> Vec<(String, Range<Data>)> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes(document, lang))).expect("the workbook can be read");
    assert!(workbook.worksheets().iter().all(|(name, _)| !name.is_empty()));
    for name in workbook.sheet_names() {
        let formulas = workbook.worksheet_formula(&name).expect("the sheet is there");
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{name}: a text has become a formula");
    }
    workbook.worksheets()
}

/// The column under a heading.
fn column<'r>(range: &'r Range<Data>, heading: &str) -> Vec<&'r Data> {
    let at = range.headers().expect("a sheet has headings").iter().position(|it| it == heading).expect("the heading is there");
    range.rows().skip(1).map(|row| &row[at]).collect()
}

fn texts(range: &Range<Data>, heading: &str) -> Vec<String> {
    column(range, heading).into_iter().map(ToString::to_string).collect()
}

#[test]
fn the_sheets_and_their_rows() {
    let document = examples(false);
    let unknown = document.findings.iter().filter(|finding| finding.outcome == Outcome::Unknown);
    let missing: usize = unknown.map(|finding| finding.evidence.missing.len().max(1)).sum();
    let names = [
        (Lang::Ja, ["概要", "指摘", "規則別", "判定不能", "データの不備", "入力"]),
        (Lang::En, ["Summary", "Findings", "By rule", "Undetermined", "Data errors", "Inputs"]),
    ];
    for (lang, names) in names {
        let sheets = sheets(&document, lang);
        assert_eq!(sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), names);
        let rows = |sheet: usize| sheets[sheet].1.height() - 1;
        assert_eq!(rows(1), document.findings.len());
        assert_eq!(rows(2), document.summary.rules.len());
        assert_eq!(rows(3), missing);
        assert_eq!(rows(4), document.data_errors.len());
        assert!(rows(5) >= document.summary.inputs.len());
    }
}

#[test]
fn every_finding_is_there_with_its_evidence() {
    let document = examples(false);
    let (_, findings) = &sheets(&document, Lang::Ja)[1];
    let prints = texts(findings, "指紋");
    assert!(document.findings.iter().all(|finding| prints.contains(&finding.fingerprint)));
    let said = texts(findings, "内容");
    for finding in &document.findings {
        assert!(finding.message.as_ref().is_none_or(|message| said.contains(&message.ja)), "{}", finding.rule);
    }
    assert_eq!(texts(findings, "区分")[0], "違反");
    assert!(texts(findings, "根拠").iter().any(|text| text.contains("【未確認】")));
    assert!(texts(findings, "状態").iter().any(|text| text == "新規"));
    let (_, rules) = &sheets(&document, Lang::Ja)[2];
    let failed: f64 = column(rules, "指摘").iter().map(|count| count.to_string().parse::<f64>().expect("a count")).sum();
    assert_eq!(failed.to_string(), document.summary.verdicts.fail.to_string());
}

#[test]
fn a_text_that_looks_like_a_formula_stays_a_text() {
    let mut document = examples(false);
    document.findings[0].title.ja = "=1+1".to_owned();
    document.findings[1].title.ja = "=cmd|' /C calc'!A0".to_owned();
    document.findings[2].title.ja = "https://example.com/".to_owned();
    let (_, findings) = &sheets(&document, Lang::Ja)[1];
    let titles = column(findings, "規則の題名");
    for text in ["=1+1", "=cmd|' /C calc'!A0", "https://example.com/"] {
        assert!(titles.contains(&&Data::String(text.to_owned())), "{text}");
    }
}

#[test]
fn nasty_texts_long_texts_and_remarks_on_the_input_are_held() {
    let mut document = nasty();
    let long: String = "長い文。".repeat(20_000);
    document.findings[0].message = serde_json::from_value(serde_json::json!({ "ja": &long, "en": &long })).expect("a text");
    let rows = document.findings.len() + long.chars().count().div_ceil(32_000) - 1;
    let sheets = sheets(&document, Lang::Ja);
    let (_, findings) = &sheets[1];
    assert_eq!(findings.height() - 1, rows);
    let whole: String = texts(findings, "内容").into_iter().filter(|text| text.contains("長い文。")).collect();
    assert_eq!(whole, long);
    assert!(texts(findings, "状態").iter().any(|text| text == "承認済み"));
    assert!(texts(findings, "決定").iter().any(|text| text.contains("やむを得ない")));
    let inputs: Vec<String> = sheets[5].1.cells().map(|(_, _, cell)| cell.to_string()).collect();
    for said in ["Shift_JIS", "契約一覧!9", "備考", "締結日", "読めない", "00ff", "ff00"] {
        assert!(inputs.iter().any(|cell| cell.starts_with(said)), "{said}");
    }
}

#[test]
fn equal_documents_give_equal_bytes() {
    assert_eq!(bytes(&examples(false), Lang::Ja), bytes(&examples(false), Lang::Ja));
    let mut undated = examples(false);
    undated.header.as_of = None;
    let first = bytes(&undated, Lang::En);
    // A clock would have gone on by then.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert_eq!(first, bytes(&undated, Lang::En));
}
