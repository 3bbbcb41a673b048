//! The report as a table, for spreadsheets: a row for each finding, then one for each thing in the data that could not be read, then one for each
//! input that could not.
//!
//! UTF-8 with a byte order mark, and lines that end in CR LF, as spreadsheets expect. What a cell holds several of stands in it line by line.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula, and some do so with `＝`, `＋`, `－` and `＠`. The
//! data may come from anyone, so such a cell gets an apostrophe in front. Whoever reads the file by program takes it off, or reads the JSON.
//! Control characters are shown by their signs (`␛`); line ends and tabs are kept.

use std::io::{Error, Result, Write};

use csv::{ErrorKind, Terminator, WriterBuilder};

use super::evidence;
use super::words::{comma, describe, place, say};
use super::wrap::printable;
use crate::finding::Outcome;
use crate::json::{DataError, Document, Finding, Input, Level, Record, Subject, Text};
use crate::lang::Lang;

/// How many columns there are.
const COLUMNS: usize = 20;

/// The cells of a row, as they come; what no cell is given stays empty.
type Row = [String; COLUMNS];

/// Writes the report.
///
/// ```
/// use sadame::engine::{Engine, Options};
/// use sadame::json::Document;
/// use sadame::lang::Lang;
/// use sadame::pack::Builtin;
/// use sadame::report::csv;
///
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
/// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
/// let input = session.input("contracts.jsonl");
/// session.push(input, 1, br#"{"id": "H28-001", "kind": "works", "amount": 1900000, "planned_price": 1848000}"#);
/// let mut table = Vec::new();
/// csv::write(&mut table, &Document::new(&engine, &session.finish()), Lang::En).expect("memory takes all that is written");
/// assert!(String::from_utf8_lossy(&table).contains("finding,violation,PM-09,"));
/// ```
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, document: &Document, lang: Lang) -> Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    let mut put = |row: Row| table.write_record(guarded(row)).map_err(fault_of);
    put(headings(document, lang))?;
    document.findings.iter().try_for_each(|finding| put(of_finding(lang, finding)))?;
    document.data_errors.iter().try_for_each(|fault| put(of_data_error(lang, fault)))?;
    evidence::broken(document, lang).try_for_each(|(input, problem)| put(of_input(lang, input, problem)))?;
    table.flush()
}

/// The fault of the writer below: what kind it is of tells a full disk from a reader that went away.
fn fault_of(fault: csv::Error) -> Error {
    match fault.into_kind() {
        ErrorKind::Io(fault) => fault,
        other => Error::other(format!("{other:?}")),
    }
}

fn headings(document: &Document, lang: Lang) -> Row {
    let label = &document.header.record.label;
    let number = Text { ja: format!("{}番号", label.ja), en: format!("{} number", label.en) };
    [
        say(lang, "区分", "kind"),
        say(lang, "判定", "verdict"),
        say(lang, "規則", "rule"),
        say(lang, "規則名", "rule title"),
        number.get(lang),
        say(lang, "件名等", "title and amount"),
        say(lang, "箇所", "place"),
        say(lang, "指摘", "message"),
        say(lang, "足りない事実", "missing facts"),
        say(lang, "根拠", "sources"),
        say(lang, "比較", "comparisons"),
        say(lang, "表の行", "table rows"),
        say(lang, "例外", "exceptions"),
        say(lang, "既知・承認", "standing and decisions"),
        say(lang, "入力", "input"),
        say(lang, "行", "line"),
        say(lang, "パス", "path"),
        say(lang, "セル", "cell"),
        say(lang, "元の値", "raw value"),
        say(lang, "指紋", "fingerprint"),
    ]
    .map(str::to_owned)
}

fn of_finding(lang: Lang, finding: &Finding) -> Row {
    let records = evidence::records(finding);
    let keys: Vec<&str> = records.iter().map(|record| record.key.as_str()).filter(|key| !key.is_empty()).collect();
    let (input, line) = stands(lang, &records);
    let heading = match &finding.subject {
        Subject::Record { heading, .. } => {
            heading.iter().map(|text| text.get(lang)).collect::<Vec<_>>().join(say(lang, "　", "  "))
        }
        subject => describe(lang, subject),
    };
    // What is missing has a column of its own.
    let message = match (finding.outcome, &finding.message) {
        (Outcome::Unknown, None) => String::new(),
        (_, message) => message.as_ref().map_or_else(String::new, |message| message.get(lang).to_owned()),
    };
    let path = if let Subject::Record { path, .. } = &finding.subject { path } else { "" };
    [
        say(lang, "判定", "finding").to_owned(),
        finding.word.get(lang).to_owned(),
        finding.rule.clone(),
        finding.title.get(lang).to_owned(),
        keys.join(comma(lang)),
        heading,
        evidence::within(lang, finding).to_owned(),
        message,
        evidence::missing(lang, finding).join("\n"),
        evidence::sources(lang, finding).join("\n"),
        evidence::comparisons(lang, finding).join("\n"),
        evidence::rows(lang, finding).join("\n"),
        evidence::exceptions(lang, finding).join("\n"),
        evidence::standing(lang, finding).join("\n"),
        input,
        line,
        path.to_owned(),
        String::new(),
        String::new(),
        finding.fingerprint.clone(),
    ]
}

/// The inputs and the lines of records. Where they are of several inputs, each line is named with its own.
fn stands(lang: Lang, records: &[&Record]) -> (String, String) {
    let mut inputs: Vec<&str> = Vec::new();
    for record in records {
        if !inputs.contains(&record.input.as_str()) {
            inputs.push(&record.input);
        }
    }
    let line = |record: &&Record| if inputs.len() > 1 { place(record) } else { record.position.to_string() };
    let lines: Vec<String> = records.iter().map(line).collect();
    (inputs.join(comma(lang)), lines.join(comma(lang)))
}

fn of_data_error(lang: Lang, fault: &DataError) -> Row {
    let word = match fault.level {
        Level::Error => say(lang, "不備", "error"),
        Level::Note => say(lang, "注記", "note"),
    };
    let mut row = Row::default();
    row[0] = say(lang, "データ", "data").to_owned();
    row[1] = word.to_owned();
    row[2].clone_from(&fault.code);
    row[6] = fault.place.get(lang).to_owned();
    row[7] = fault.reason.get(lang).to_owned();
    row[14].clone_from(&fault.input);
    row[15] = fault.position.to_string();
    row[16].clone_from(&fault.path);
    row[17].clone_from(&fault.at);
    row[18].clone_from(&fault.raw);
    row
}

fn of_input(lang: Lang, input: &Input, problem: &str) -> Row {
    let mut row = Row::default();
    row[0] = say(lang, "入力", "input").to_owned();
    row[1] = say(lang, "読取不能", "unreadable").to_owned();
    row[7] = problem.to_owned();
    row[14].clone_from(&input.name);
    row
}

/// Cells that no spreadsheet takes for a formula, and no terminal for a command.
fn guarded(row: Row) -> Row {
    row.map(|cell| {
        let cell = printable(&cell);
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
        if formula { format!("'{cell}") } else { cell }
    })
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, guarded};

    #[test]
    fn a_formula_gets_an_apostrophe_and_nothing_else_does() {
        let cells = ["=1+1", "＝cmd()", "-5", "\t=1", "H28-001", "'=1", "", "a=1"];
        let mut row = <[String; COLUMNS]>::default();
        row.iter_mut().zip(cells).for_each(|(cell, text)| *cell = text.to_owned());
        assert_eq!(guarded(row)[..cells.len()], ["'=1+1", "'＝cmd()", "'-5", "'\t=1", "H28-001", "'=1", "", "a=1"]);
    }
}
