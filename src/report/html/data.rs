//! What could not be read, and what was understood of each input.

use std::io::Result;

use maud::{Markup, html};

use super::contents::Contents;
use super::frame;
use super::sheet::{self, Sheet, number, table};
use crate::json::{DataError, Document, Input, Level, Reading};
use crate::report::{intake, words};

/// What could not be read, or was read with a remark.
pub(super) fn errors(sheet: &mut Sheet<'_>, document: &Document, contents: &Contents<'_>) -> Result<()> {
    if !frame::section(sheet, contents, "data")? {
        return Ok(());
    }
    sheet.put(&html! { p { (sheet.say(
        "読み取れない項目は、記載がないものとして判定しています。読み替えはしていません。",
        "What could not be read was judged as missing. Nothing was put in its place.",
    )) } })?;
    let broken: Vec<&Input> = document.summary.inputs.iter().filter(|input| input.problem.is_some()).collect();
    if !broken.is_empty() {
        sheet.put(&html! { ul.plain { @for input in broken {
            li { strong { (input.name) } (sheet.say("　", ": ")) (input.problem.as_ref().map_or("", |problem| sheet.text(problem))) }
        } } })?;
    }
    if !document.data_errors.is_empty() {
        let rows = html! { @for fault in &document.data_errors { (error(sheet, fault)) } };
        let headings = [
            sheet.say("入力の位置", "Place"),
            sheet.say("項目", "Field"),
            sheet.say("記載", "What stands there"),
            sheet.say("理由", "Why"),
            sheet.say("程度", "Level"),
        ];
        sheet.put(&table(sheet.say("読み取れなかった項目", "What could not be read"), &headings, &rows))?;
    }
    sheet.tag("</section>")
}

fn error(sheet: &Sheet<'_>, fault: &DataError) -> Markup {
    let (class, level) = match fault.level {
        Level::Error => ("error", sheet.say("不備", "error")),
        Level::Note => ("note", sheet.say("注記", "note")),
    };
    html! { tr.fault {
        th.at scope="row" { (fault.input) wbr; ":" (fault.position) @if !fault.at.is_empty() { " " span.place { (fault.at) } } }
        td { (sheet.text(&fault.place)) @if !fault.path.is_empty() { " " code { (fault.path) } } }
        td { @if !fault.raw.is_empty() { code { (fault.raw) } } }
        td { (sheet.text(&fault.reason)) " " span.place { (fault.code) } }
        td.short { span class={ "mark " (class) } { (level) } }
    } }
}

/// What was understood of each input.
pub(super) fn inputs(sheet: &mut Sheet<'_>, document: &Document, contents: &Contents<'_>) -> Result<()> {
    if !frame::section(sheet, contents, "inputs")? {
        return Ok(());
    }
    for (at, input) in document.summary.inputs.iter().enumerate() {
        let id = format!("i{}", at + 1);
        sheet.put(&html! {
            article.record id=(id) aria-labelledby={ (id) "-h" } {
                h3 id={ (id) "-h" } { (input.name) }
                (understood(sheet, input))
                (beside(sheet, &input.reading))
                (skipped(sheet, &input.reading))
                (repairs(sheet, &input.reading))
            }
        })?;
    }
    sheet.tag("</section>")
}

fn understood(sheet: &Sheet<'_>, input: &Input) -> Markup {
    let reading = &input.reading;
    let comma = words::comma(sheet.lang);
    let absent: Vec<&str> = reading.absent.iter().map(|field| sheet.text(field)).collect();
    let units: Vec<String> = intake::units(sheet.lang, reading).collect();
    let row = reading.header_row.map(|row| row.to_string());
    let pairs = [
        (sheet.say("件数", "Records"), Some(sheet::count(input.records))),
        ("SHA-256", input.digest.clone()),
        (sheet.say("問題", "Problem"), input.problem.as_ref().map(|problem| sheet.text(problem).to_owned())),
        (sheet.say("形式", "Format"), Some(reading.format.clone())),
        (sheet.say("圧縮", "Packed"), reading.packed.clone()),
        (sheet.say("文字コード", "Encoding"), reading.encoding.clone()),
        (sheet.say("様式", "Layout"), reading.layout.clone()),
        (sheet.say("シート", "Sheet"), reading.sheet.clone()),
        (sheet.say("見出しの行", "Row of headings"), row),
        (sheet.say("単位", "Units"), Some(units.join(comma))),
        (sheet.say("対応する項目のない見出し", "Headings not read"), Some(reading.unmapped.join(comma))),
        (sheet.say("列のない項目", "Fields without a column"), Some(absent.join(comma))),
    ];
    html! { dl.pairs { @for (label, text) in pairs {
        @if let Some(text) = text.filter(|text| !text.is_empty()) { dt { (label) } dd { (text) } }
    } } }
}

fn beside(sheet: &Sheet<'_>, reading: &Reading) -> Markup {
    let rows = html! { @for beside in &reading.beside { tr {
        th scope="row" { (beside.name) }
        (number(beside.rows))
        td { span.print { (beside.digest.as_deref().unwrap_or_default()) } }
    } } };
    let headings = [sheet.say("名称", "Name"), sheet.say("#行数", "#Rows"), "SHA-256"];
    html! { @if !reading.beside.is_empty() {
        (table(sheet.say("併せて読んだもの", "Read with it"), &headings, &rows))
    } }
}

fn skipped(sheet: &Sheet<'_>, reading: &Reading) -> Markup {
    let rows = html! { @for skipped in &reading.skipped { tr {
        th scope="row" { (skipped.at) }
        td { (skipped.text) }
        td { (sheet.text(&skipped.why)) }
    } } };
    let headings = [sheet.say("位置", "Place"), sheet.say("記載", "What stands there"), sheet.say("理由", "Why")];
    html! { @if !reading.skipped.is_empty() { (table(sheet.say("読まなかった行", "Rows left out"), &headings, &rows)) } }
}

fn repairs(sheet: &Sheet<'_>, reading: &Reading) -> Markup {
    let rows = html! { @for repair in &reading.repairs { tr {
        th scope="row" { (repair.column) " " code { (repair.field) } }
        td { (sheet.text(&repair.what)) " " span.place { (repair.code) } }
        (number(repair.count))
        td { (repair.at) }
        td { code { (repair.raw) } }
        td { code { (repair.read) } }
    } } };
    let headings = [
        sheet.say("見出し", "Heading"),
        sheet.say("内容", "What"),
        sheet.say("#件数", "#Cells"),
        sheet.say("最初の位置", "First at"),
        sheet.say("記載", "What stands there"),
        sheet.say("読み取り", "Read as"),
    ];
    html! { @if !reading.repairs.is_empty() {
        (table(sheet.say("表記を補って読んだ欄", "Cells read though not written as data should be"), &headings, &rows))
    } }
}
