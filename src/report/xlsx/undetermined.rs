//! A row for each fact that was missing: whose it is, why it was not to be had, how to supply it, and which verdict waits for it.

use rust_xlsxwriter::XlsxError;

use super::book::{Book, Grid};
use super::cell::Cell;
use super::findings::named;
use crate::finding::Outcome;
use crate::json::{Document, Finding, Missing};
use crate::lang::Lang;
use crate::report::remedy::remedy;
use crate::report::words::{name, place, say};

/// Writes the sheet.
pub(super) fn write(book: &mut Book, document: &Document) -> Result<(), XlsxError> {
    let lang = book.lang;
    let columns = [
        (book.say("番号", "Key"), 12),
        (book.say("件名・金額等", "What it is about"), 34),
        (book.say("足りない事実", "Missing"), 32),
        (book.say("理由", "Why"), 24),
        (book.say("補い方", "How to supply it"), 36),
        (book.say("規則", "Rule"), 10),
        (book.say("規則の題名", "Title"), 36),
        (book.say("項目の位置", "Path"), 26),
        (book.say("入力の位置", "Place"), 32),
    ];
    let grid = Grid { name: book.say("判定不能", "Undetermined"), columns: &columns, printed: columns.len() };
    let unknown = document.findings.iter().filter(|finding| finding.outcome == Outcome::Unknown);
    book.grid(&grid, unknown.flat_map(|finding| rows(lang, finding)))
}

/// The facts that a verdict waits for; a row that says so where none is recorded.
fn rows(lang: Lang, finding: &Finding) -> Vec<Vec<Cell>> {
    let missing = &finding.evidence.missing;
    if missing.is_empty() {
        return vec![row(lang, finding, None)];
    }
    missing.iter().map(|missing| row(lang, finding, Some(missing))).collect()
}

fn row(lang: Lang, finding: &Finding, missing: Option<&Missing>) -> Vec<Cell> {
    let (number, about) = named(lang, &finding.subject);
    let of_several = missing.and_then(|missing| missing.record.as_ref());
    let record = of_several.or(match &finding.subject {
        crate::json::Subject::Record { record, .. } => Some(record),
        _ => None,
    });
    let none = say(lang, "（理由の記録がありません）", "(no reason recorded)");
    vec![
        of_several.map_or(number, name).into(),
        about.into(),
        missing.map_or(none, |missing| missing.place.get(lang)).into(),
        missing.map_or("", |missing| missing.reason.get(lang)).into(),
        missing.map_or_else(String::new, |missing| remedy(lang, missing)).into(),
        finding.rule.as_str().into(),
        finding.title.get(lang).into(),
        missing.map_or("", |missing| missing.path.as_str()).into(),
        record.map_or_else(String::new, place).into(),
    ]
}
