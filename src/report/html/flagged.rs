//! What is flagged: the docket, each record with its findings, and findings across records.

use std::io::Result;

use maud::{Markup, html};

use super::contents::Contents;
use super::evidence::{self, of_record, of_several, word};
use super::frame;
use super::sheet::{self, Sheet};
use crate::json::{Document, Record, Text};
use crate::lang::Lang;
use crate::report::docket::Of;
use crate::report::words;

/// The list of flagged records, gravest first, each with what is said of it in short.
pub(super) fn docket(sheet: &mut Sheet<'_>, document: &Document, contents: &Contents<'_>) -> Result<()> {
    if !frame::section(sheet, contents, "docket")? {
        return Ok(());
    }
    let others = document.summary.flagged.saturating_sub(contents.flagged.len() as u64);
    if others > 0 {
        let text = match sheet.lang {
            Lang::Ja => format!("ほかに{}件が、全体を通しての指摘にだけ挙がっています。", sheet::count(others)),
            Lang::En => format!("{} more stand only among the findings across records.", sheet::count(others)),
        };
        sheet.put(&html! { p { a href="#across" { (text) } } })?;
    }
    sheet.tag("<ol class=\"docket\">")?;
    for (at, of) in contents.flagged.iter().enumerate() {
        let at = at + 1;
        let (name, rest) = (words::name(of.record), headed(sheet, of.heading));
        sheet.put(&html! { li {
            div { a href={ "#c" (at) } { (name) } " " (rest) }
            ul { @for (nth, finding) in of.findings.iter().enumerate() { li {
                span { (word(sheet, finding)) }
                a href={ "#c" (at) "-" (nth + 1) } {
                    b { (finding.rule) }
                    (sheet.text(finding.message.as_ref().unwrap_or(&finding.title)))
                }
            } } }
        } })?;
    }
    sheet.tag("</ol>\n</section>")
}

/// What tells people which record it is, besides its key.
pub(super) fn headed(sheet: &Sheet<'_>, heading: &[Text]) -> Markup {
    html! { @for (at, text) in heading.iter().enumerate() {
        @if at == 0 { (sheet.text(text)) } @else { (sheet.say("　", ", ")) span.part { (sheet.text(text)) } }
    } }
}

/// Each flagged record with its findings.
pub(super) fn records(sheet: &mut Sheet<'_>, contents: &Contents<'_>) -> Result<()> {
    if !frame::section(sheet, contents, "findings")? {
        return Ok(());
    }
    for (at, of) in contents.flagged.iter().enumerate() {
        record(sheet, contents, of, &format!("c{}", at + 1), contents.folded)?;
    }
    sheet.tag("</section>")
}

/// Records whose only departures are excepted.
pub(super) fn excepted(sheet: &mut Sheet<'_>, contents: &Contents<'_>) -> Result<()> {
    if !frame::section(sheet, contents, "excepted")? {
        return Ok(());
    }
    for (at, of) in contents.excepted.iter().enumerate() {
        record(sheet, contents, of, &format!("e{}", at + 1), contents.folded)?;
    }
    sheet.tag("</section>")
}

fn record(sheet: &mut Sheet<'_>, contents: &Contents<'_>, of: &Of<'_>, id: &str, folded: bool) -> Result<()> {
    sheet.tag(&format!("<article class=\"record\" id=\"{id}\" aria-labelledby=\"{id}-h\">"))?;
    let (title, rest) = of.heading.split_at(of.heading.len().min(1));
    let space = sheet.say("　", " ");
    sheet.put(&html! {
        h3 id={ (id) "-h" } { (words::name(of.record)) (space) (headed(sheet, title)) }
        p { @if !rest.is_empty() { (headed(sheet, rest)) (space) } span.place { (words::place(of.record)) } (waiting(sheet, contents, of.record)) }
    })?;
    if folded {
        let count = sheet::counted(sheet.lang, of.findings.len());
        sheet.tag("<details>")?;
        sheet.put(&html! { summary { (sheet.say("指摘　", "Findings: ")) (count) } })?;
    }
    for (nth, finding) in of.findings.iter().enumerate() {
        sheet.put(&of_record(sheet, contents, finding, &format!("{id}-{}", nth + 1)))?;
    }
    sheet.tag(if folded { "</details>\n</article>" } else { "</article>" })
}

/// A link to what could not be judged of the same record.
fn waiting(sheet: &Sheet<'_>, contents: &Contents<'_>, record: &Record) -> Markup {
    html! { @if let Some((anchor, count)) = contents.undetermined(record) {
        (sheet.say("　", " "))
        a.screen href={ "#" (anchor) } { (sheet.say("ほかに判定不能 ", "and undetermined: ")) (sheet::counted(sheet.lang, count)) }
    } }
}

/// Findings of groups, rows and the whole set: rule by rule, gravest first.
pub(super) fn across(sheet: &mut Sheet<'_>, contents: &Contents<'_>) -> Result<()> {
    if !frame::section(sheet, contents, "across")? {
        return Ok(());
    }
    let alike = contents.across.chunk_by(|one, other| one.rule == other.rule && one.outcome == other.outcome);
    for (at, alike) in alike.enumerate() {
        let Some(first) = alike.first() else { continue };
        let id = format!("x{}", at + 1);
        let class = evidence::tone(first.outcome, first.severity);
        let count = match sheet.lang {
            Lang::Ja => format!("　{}件", sheet::count(alike.len() as u64)),
            Lang::En => format!(" ({})", sheet::count(alike.len() as u64)),
        };
        sheet.tag(&format!("<article class=\"record\" id=\"{id}\" aria-labelledby=\"{id}-h\">"))?;
        sheet.put(&html! {
            h3 id={ (id) "-h" } {
                span class={ "word " (class) } { (sheet.text(&first.word)) } " " (first.rule) " " (sheet.text(&first.title)) (count)
            }
            dl.pairs { (evidence::sources(sheet, &first.sources)) }
            @if first.evidence.unplaced > 0 { p { (words::unplaced(sheet.lang, first.evidence.unplaced)) } }
        })?;
        for (nth, finding) in alike.iter().enumerate() {
            sheet.put(&of_several(sheet, contents, finding, &format!("{id}-{}", nth + 1), false))?;
        }
        sheet.tag("</article>")?;
    }
    sheet.tag("</section>")
}
