//! What could not be judged: the settings that were not made, then by record what is missing, why, and how to supply it.

use std::collections::BTreeSet;
use std::io::Result;

use maud::{Markup, html};

use super::contents::Contents;
use super::evidence::{of_record, of_several};
use super::flagged::headed;
use super::frame;
use super::sheet::{self, Sheet, number, table};
use crate::json::{Document, Finding, Missing};
use crate::report::docket::{Of, is_setting};
use crate::report::remedy::remedy;
use crate::report::words;

/// Writes the section.
pub(super) fn write(sheet: &mut Sheet<'_>, document: &Document, contents: &Contents<'_>) -> Result<()> {
    if !frame::section(sheet, contents, "undetermined")? {
        return Ok(());
    }
    sheet.put(&html! { p { (sheet.say(
        "足りない事実を補うと判定できます。適合とみなしたものではありません。",
        "These can be judged once the missing facts are supplied. They are not counted as passed.",
    )) } })?;
    settings(sheet, document, contents)?;
    if !contents.unknown.is_empty() {
        let title = sheet.say("記録ごとに足りない事実", "What is missing, record by record");
        sheet.put(&html! { h3 { (title) } })?;
    }
    let numbered = || contents.unknown.iter().enumerate().map(|(at, of)| (format!("u{}", at + 1), of));
    for (id, of) in numbered().filter(|(_, of)| wants_facts(of)) {
        record(sheet, contents, of, &id)?;
    }
    let waiting = numbered().filter(|(_, of)| !wants_facts(of)).count();
    if waiting > 0 {
        let title = sheet.say("上の設定だけを待っているもの　", "Waiting for the settings above only: ");
        sheet.tag("<details class=\"deep\">")?;
        sheet.put(&html! { summary { (title) (sheet::counted(sheet.lang, waiting)) } })?;
        for (id, of) in numbered().filter(|(_, of)| !wants_facts(of)) {
            record(sheet, contents, of, &id)?;
        }
        sheet.tag("</details>")?;
    }
    if !contents.unknown_across.is_empty() {
        sheet.put(&html! { h3 { (sheet.say("複数の記録にわたるもの", "Across records")) } })?;
    }
    for (at, finding) in contents.unknown_across.iter().enumerate() {
        let id = format!("v{}", at + 1);
        let about = words::describe(sheet.lang, &finding.subject);
        open(sheet, &id, &html! { span.title { (finding.rule) " " (about) } })?;
        sheet.put(&wants(sheet, &[*finding]))?;
        sheet.put(&of_several(sheet, contents, finding, &format!("{id}-1"), true))?;
        sheet.tag("</div></details>")?;
    }
    sheet.tag("</section>")
}

/// Whether more is missing of a record than settings of the run.
fn wants_facts(of: &Of<'_>) -> bool {
    of.findings.iter().any(|finding| !finding.evidence.missing.iter().all(is_setting) || finding.evidence.missing.is_empty())
}

/// The settings that were not made, with the rules that wait for them.
fn settings(sheet: &mut Sheet<'_>, document: &Document, contents: &Contents<'_>) -> Result<()> {
    if document.summary.unset.is_empty() {
        return Ok(());
    }
    let unknown =
        || contents.unknown.iter().flat_map(|of| of.findings.iter().copied()).chain(contents.unknown_across.iter().copied());
    let rows = html! { @for unset in &document.summary.unset {
        @let waiting: BTreeSet<&str> = unknown()
            .filter(|finding| finding.evidence.missing.iter().any(|missing| is_setting(missing) && missing.path == unset.name))
            .map(|finding| finding.rule.as_str())
            .collect();
        tr {
            th scope="row" { (sheet.text(&unset.label)) }
            td { code { (words::way(sheet.lang, &unset.name)) } }
            (number(unset.verdicts))
            td { (ids(waiting)) }
        }
    } };
    let headings = [
        sheet.say("設定", "Setting"),
        sheet.say("設定のしかた", "How to set it"),
        sheet.say("#待っている判定", "#Verdicts waiting"),
        sheet.say("規則", "Rules"),
    ];
    sheet.put(&table(sheet.say("設定すると判定できるもの", "To be judged once these are set"), &headings, &rows))
}

/// A record, folded: what is missing of it, then each verdict that waits.
fn record(sheet: &mut Sheet<'_>, contents: &Contents<'_>, of: &Of<'_>, id: &str) -> Result<()> {
    let all = || of.findings.iter().flat_map(|finding| &finding.evidence.missing);
    let distinct = |wanted: &dyn Fn(&Missing) -> bool| {
        all().filter(|missing| wanted(missing)).map(|missing| (&missing.path, &missing.reason.ja)).collect::<BTreeSet<_>>().len()
    };
    let counted = [
        (sheet.say("足りない事実", "facts missing"), distinct(&|missing| !is_setting(missing))),
        (sheet.say("設定待ち", "settings missing"), distinct(&is_setting)),
        (sheet.say("判定不能", "verdicts waiting"), of.findings.len()),
    ];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counted.map(|(what, count)| format!("{what} {}", sheet::counted(sheet.lang, count))).collect();
    let counts = counts.join(sheet.say("　", ", "));
    let summary = html! {
        span.title { (words::name(of.record)) } " " (headed(sheet, of.heading.get(..1).unwrap_or_default())) " "
        span.place { (counts) }
    };
    open(sheet, id, &summary)?;
    sheet.put(&html! { p.place { (words::place(of.record)) } (wants(sheet, &of.findings)) })?;
    let verdicts = sheet.say("判定できなかった規則", "Rules that could not be judged");
    sheet.tag("<details class=\"deep\">")?;
    sheet.put(&html! { summary { (verdicts) } })?;
    for (nth, finding) in of.findings.iter().enumerate() {
        sheet.put(&of_record(sheet, contents, finding, &format!("{id}-{}", nth + 1)))?;
    }
    sheet.tag("</details></div></details>")
}

fn open(sheet: &mut Sheet<'_>, id: &str, summary: &Markup) -> Result<()> {
    sheet.tag(&format!("<details class=\"record\" id=\"{id}\">"))?;
    sheet.put(&html! { summary { (summary) } })?;
    sheet.tag("<div>")
}

/// The ids of rules, none broken over two lines.
fn ids<'r>(rules: impl IntoIterator<Item = &'r str>) -> Markup {
    html! { @for rule in rules { span.short { (rule) } " " } }
}

/// What is missing, each once with the rules that wait for it: facts first, then settings.
fn wants(sheet: &Sheet<'_>, findings: &[&Finding]) -> Markup {
    let mut wants: Vec<(&Missing, Vec<&str>)> = Vec::new();
    for finding in findings {
        for missing in &finding.evidence.missing {
            let same = |known: &Missing| {
                (&known.path, &known.record, &known.reason) == (&missing.path, &missing.record, &missing.reason)
            };
            match wants.iter_mut().find(|(known, _)| same(known)) {
                Some((_, rules)) if rules.contains(&finding.rule.as_str()) => {}
                Some((_, rules)) => rules.push(&finding.rule),
                None => wants.push((missing, vec![&finding.rule])),
            }
        }
    }
    wants.sort_by_key(|(missing, _)| is_setting(missing));
    let several = wants.iter().any(|(missing, _)| missing.record.is_some());
    let mut headings = vec![
        sheet.say("足りない事実", "Missing"),
        sheet.say("理由", "Why"),
        sheet.say("補い方", "How to supply it"),
        sheet.say("規則", "Rules"),
    ];
    if several {
        headings.insert(0, sheet.say("番号", "Record"));
    }
    let rows = html! { @for (missing, rules) in &wants { tr {
        @if several { td { @if let Some(record) = &missing.record { (words::name(record)) } } }
        th scope="row" { (sheet.text(&missing.place)) @if missing.path.starts_with('/') { " " code { (missing.path) } } }
        td { (sheet.text(&missing.reason)) }
        td { (remedy(sheet.lang, missing)) }
        td { (ids(rules.iter().copied())) }
    } } };
    html! {
        @if wants.is_empty() { p { (sheet.say("（理由の記録がありません）", "(no reason recorded)")) } }
        @else { (table(sheet.say("足りない事実", "What is missing"), &headings, &rows)) }
    }
}
