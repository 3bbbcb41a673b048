//! A row for each finding, gravest first; and a row for each rule.

use rust_xlsxwriter::XlsxError;

use super::book::{Book, Grid};
use super::cell::{Cell, Tone};
use crate::check::typed::Severity;
use crate::finding::Outcome;
use crate::json::{Document, Finding, Subject, Text};
use crate::lang::Lang;
use crate::report::docket::gravest_first;
use crate::report::{evidence, words};

/// The colour of an outcome.
pub(super) fn tone(outcome: Outcome, severity: Severity) -> Tone {
    match (outcome, severity) {
        (Outcome::Fail, Severity::Error) => Tone::Error,
        (Outcome::Fail, Severity::Warning) => Tone::Warning,
        (Outcome::Fail, Severity::Review) => Tone::Review,
        (Outcome::Unknown, _) => Tone::Unknown,
        (Outcome::Excepted | Outcome::Pass, _) => Tone::Good,
        _ => Tone::Info,
    }
}

/// The findings.
pub(super) fn write(book: &mut Book, document: &Document) -> Result<(), XlsxError> {
    let lang = book.lang;
    let columns = [
        (book.say("区分", "Outcome"), if lang == Lang::Ja { 11 } else { 16 }),
        (book.say("規則", "Rule"), 9),
        (book.say("規則の題名", "Title"), 24),
        (book.say("番号", "Key"), 11),
        (book.say("件名・金額等", "What it is about"), 26),
        (book.say("箇所", "At"), 14),
        (book.say("内容", "Finding"), 40),
        (book.say("比較", "Compared"), 28),
        (book.say("根拠", "Sources"), 28),
        (book.say("状態", "Standing"), 9),
        (book.say("決定", "Decisions"), 18),
        (book.say("用いた表", "Tables used"), 30),
        (book.say("検討した例外", "Exceptions considered"), 30),
        (book.say("足りない事実", "Missing"), 30),
        (book.say("対象と入力の位置", "Records and places"), 34),
        (book.say("指紋", "Fingerprint"), 36),
    ];
    let grid = Grid { name: book.say("指摘", "Findings"), columns: &columns, printed: 11 };
    book.grid(&grid, gravest_first(document).into_iter().map(|finding| row(lang, finding)))
}

fn row(lang: Lang, finding: &Finding) -> Vec<Cell> {
    let (number, about) = named(lang, &finding.subject);
    let decisions: Vec<String> = finding.decisions.iter().map(|decided| evidence::decision(lang, decided)).collect();
    vec![
        Cell::Toned(finding.word.get(lang).to_owned(), tone(finding.outcome, finding.severity)),
        finding.rule.as_str().into(),
        finding.title.get(lang).into(),
        number.into(),
        about.into(),
        evidence::within(lang, finding).into(),
        evidence::message(lang, finding).into(),
        evidence::comparisons(lang, finding).into(),
        evidence::sources(lang, finding).into(),
        standing(lang, finding).into(),
        decisions.into(),
        evidence::rows(lang, finding).into(),
        evidence::exceptions(lang, finding).into(),
        evidence::missing(lang, finding).into(),
        records(lang, &finding.subject).into(),
        finding.fingerprint.as_str().into(),
    ]
}

/// How a finding stands that somebody has to look at.
fn standing(lang: Lang, finding: &Finding) -> &'static str {
    match finding.outcome {
        Outcome::Fail | Outcome::Unknown => {
            evidence::standing_word(lang, finding.standing).unwrap_or(words::say(lang, "新規", "new"))
        }
        _ => "",
    }
}

/// The number of what a finding is about, and what tells people what it is.
pub(super) fn named(lang: Lang, subject: &Subject) -> (String, String) {
    match subject {
        Subject::Record { record, heading, .. } => (words::name(record), headed(lang, heading)),
        Subject::Group { members, .. } => {
            let count = match lang {
                Lang::Ja => format!("（{}件）", members.len()),
                Lang::En => format!("({})", members.len()),
            };
            (count, words::describe(lang, subject))
        }
        Subject::Row { .. } | Subject::Set { .. } => (String::new(), words::describe(lang, subject)),
    }
}

fn headed(lang: Lang, heading: &[Text]) -> String {
    heading.iter().map(|text| text.get(lang)).collect::<Vec<&str>>().join(words::say(lang, "　", ", "))
}

/// The records that a finding is about, one a line, and where they stand.
fn records(lang: Lang, subject: &Subject) -> Vec<String> {
    match subject {
        Subject::Record { record, path, .. } => vec![format!("{} {path}", words::place(record)).trim_end().to_owned()],
        Subject::Group { members, .. } => {
            members.iter().map(|member| format!("{} {}", words::member(lang, member), words::place(&member.record))).collect()
        }
        Subject::Row { table, key, line, .. } => vec![format!("{table}[{key}]:{line}")],
        Subject::Set { .. } => Vec::new(),
    }
}

/// Counts for every rule that came to any verdict.
pub(super) fn rules(book: &mut Book, document: &Document) -> Result<(), XlsxError> {
    let lang = book.lang;
    let columns = [
        (book.say("規則", "Rule"), 10),
        (book.say("規則の題名", "Title"), 60),
        (book.say("重大度", "Severity"), 17),
        (book.say("#指摘", "#Failed"), 10),
        (book.say("#判定不能", "#Undetermined"), 15),
        (book.say("#例外適用", "#Excepted"), 12),
        (book.say("#適合", "#Passed"), 10),
        (book.say("#対象外", "#Not applicable"), 16),
    ];
    let grid = Grid { name: book.say("規則別", "By rule"), columns: &columns, printed: columns.len() };
    let rows = document.summary.rules.iter().map(|rule| {
        let counts = rule.counts;
        vec![
            rule.rule.as_str().into(),
            rule.title.get(lang).into(),
            Cell::Toned(Outcome::Fail.word(rule.severity, lang).to_owned(), tone(Outcome::Fail, rule.severity)),
            Cell::Count(counts.fail),
            Cell::Count(counts.unknown),
            Cell::Count(counts.excepted),
            Cell::Count(counts.pass),
            Cell::Count(counts.not_applicable),
        ]
    });
    book.grid(&grid, rows)
}
