//! The report as a table: every row there, every cell in its column, and nothing that a spreadsheet would run.

use csv::{Reader, ReaderBuilder, StringRecord};
use sadame::finding::Outcome;
use sadame::json::{Document, Subject};
use sadame::lang::Lang;
use sadame::report::csv::write;

use super::{NASTY, decided, nasty, synthetic, written};

/// The rows, read again.
fn rows(document: &Document, lang: Lang) -> Vec<StringRecord> {
    let text = written(write, document, lang);
    let text = text.strip_prefix('\u{feff}').expect("a spreadsheet is told that it is UTF-8");
    let mut reader: Reader<&[u8]> = ReaderBuilder::new().from_reader(text.as_bytes());
    assert_eq!(reader.headers().expect("there is a heading").len(), 20);
    reader.records().collect::<Result<Vec<StringRecord>, csv::Error>>().expect("all rows have all columns")
}

fn broken(document: &Document) -> usize {
    document.summary.inputs.iter().filter(|input| input.problem.is_some()).count()
}

#[test]
fn there_is_a_row_for_everything() {
    for document in [synthetic(false), synthetic(true), decided(), nasty()] {
        for lang in [Lang::Ja, Lang::En] {
            let wanted = document.findings.len() + document.data_errors.len() + broken(&document);
            assert_eq!(rows(&document, lang).len(), wanted);
        }
    }
}

#[test]
fn it_is_read_as_it_was_meant() {
    let document = synthetic(false);
    let rows = rows(&document, Lang::Ja);
    let at = document
        .findings
        .iter()
        .position(|finding| finding.outcome == Outcome::Fail && matches!(finding.subject, Subject::Record { .. }))
        .expect("a contract fails");
    let (finding, row) = (&document.findings[at], &rows[at]);
    let Subject::Record { record, .. } = &finding.subject else { unreachable!("it was looked for") };
    assert_eq!((&row[0], &row[1], &row[2]), ("判定", finding.word.ja.as_str(), finding.rule.as_str()));
    assert_eq!((&row[4], &row[14], row[15].to_owned()), (&*record.key, &*record.input, record.position.to_string()));
    assert_eq!(&row[7], finding.message.as_ref().expect("a failure has a message").ja);
    assert_eq!(&row[19], finding.fingerprint);
    let text = written(write, &document, Lang::Ja);
    assert!(
        text.starts_with("\u{feff}区分,判定,規則,規則名,契約番号,件名等,箇所,指摘,足りない事実,根拠,比較,表の行,例外,"),
        "{text:.120}"
    );
    assert!(text.ends_with("\r\n"));
    let unverified = rows.iter().filter(|row| row[9].contains("未確認")).count();
    assert!(unverified > 0, "a source that nobody has checked is said to be so");
    let undetermined = rows.iter().filter(|row| &row[1] == "判定不能");
    assert!(undetermined.clone().count() > 0 && undetermined.clone().all(|row| !row[8].is_empty()), "what is missing is named");
}

#[test]
fn a_group_names_all_its_members() {
    let document = nasty();
    let rows = rows(&document, Lang::Ja);
    let group = rows.iter().find(|row| &row[2] == "S-4" && row[5].contains("回線")).expect("there is a total");
    assert_eq!(&group[4], "'@A、-B、C");
    assert_eq!(&group[14], "契約 一覧,<1>:\"%\".jsonl、-");
    assert_eq!(&group[15], "契約 一覧,<1>:\"%\".jsonl:20、契約 一覧,<1>:\"%\".jsonl:21、-:2");
}

#[test]
fn decisions_stand_beside_the_finding() {
    let document = decided();
    let standing: Vec<String> = rows(&document, Lang::Ja).iter().map(|row| row[13].to_owned()).collect();
    let wanted = "承認済み\n承認（契約審査委員会 2017-04-01、2018-03-31まで）：緊急の復旧による <b>";
    assert!(standing.iter().any(|cell| cell == wanted), "{standing:?}");
    assert!(standing.iter().any(|cell| cell == "既知"));
    assert!(standing.iter().any(|cell| cell.starts_with("要是正（")));
    assert!(standing.iter().any(|cell| cell.contains("2017-04-27まで、現在は効力なし）")));
}

#[test]
fn no_cell_is_a_formula_or_a_command() {
    let document = nasty();
    for lang in [Lang::Ja, Lang::En] {
        for row in rows(&document, lang) {
            for cell in &row {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']), "{cell}");
                assert!(!cell.chars().any(|it| it.is_control() && !matches!(it, '\n' | '\r' | '\t')), "{cell}");
            }
        }
    }
    let rows = rows(&document, Lang::Ja);
    assert!(rows.iter().any(|row| row[4] == format!("'{}", NASTY[0])), "it can still be read");
    assert!(rows.iter().any(|row| row[4].len() == "長い".repeat(20_000).len()), "nothing is cut off");
}

#[test]
fn what_could_not_be_read_comes_after_the_findings() {
    let document = nasty();
    let rows = rows(&document, Lang::En);
    let fault = rows.iter().find(|row| &row[2] == "not_json").expect("a line was no JSON");
    assert_eq!((&fault[0], &fault[1], &fault[14], &fault[15]), ("data", "error", "'-", "1"));
    assert!(fault[18].contains("not JSON ]]>"), "what stood there is shown");
    let last = rows.last().expect("there are rows");
    assert_eq!((&last[0], &last[1], &last[7], &last[14]), ("input", "unreadable", "it ends in the middle, ]]>", "'-"));
}
