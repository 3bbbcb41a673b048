//! What the judgement rests on: counts by rule, packs, settings, and sources that nobody has held the figures against.

use std::io::Result;

use maud::{Markup, html};

use super::contents::Contents;
use super::evidence::{cited, tone};
use super::frame;
use super::sheet::{Sheet, number, table};
use crate::finding::Outcome;
use crate::json::{Document, Header};

/// Counts for every rule that came to any verdict.
pub(super) fn rules(sheet: &mut Sheet<'_>, document: &Document, contents: &Contents<'_>) -> Result<()> {
    if !frame::section(sheet, contents, "rules")? {
        return Ok(());
    }
    let rows = html! { @for rule in &document.summary.rules { tr {
        th scope="row" { span.short { (rule.rule) } }
        td.wide { (sheet.text(&rule.title)) }
        td.short { span class={ "word " (tone(Outcome::Fail, rule.severity)) } { (Outcome::Fail.word(rule.severity, sheet.lang)) } }
        (number(rule.counts.fail)) (number(rule.counts.unknown)) (number(rule.counts.excepted))
        (number(rule.counts.pass)) (number(rule.counts.not_applicable))
    } } };
    let headings = [
        sheet.say("規則", "Rule"),
        sheet.say("題名", "Title"),
        sheet.say("重大度", "Severity"),
        sheet.say("#指摘", "#Failed"),
        sheet.say("#判定不能", "#Undetermined"),
        sheet.say("#例外適用", "#Excepted"),
        sheet.say("#適合", "#Passed"),
        sheet.say("#対象外", "#Not applicable"),
    ];
    sheet.put(&table(sheet.say("規則ごとの判定の件数", "How often each rule came to each outcome"), &headings, &rows))?;
    sheet.tag("</section>")
}

/// Packs, settings, and sources not verified.
pub(super) fn write(sheet: &mut Sheet<'_>, document: &Document, contents: &Contents<'_>) -> Result<()> {
    frame::section(sheet, contents, "basis")?;
    let header = &document.header;
    sheet.put(&packs(sheet, header))?;
    sheet.put(&parameters(sheet, header))?;
    sheet.put(&levels(sheet, header))?;
    if !header.not_run.is_empty() {
        let title = sheet.say("実行しなかった規則", "Rules not run");
        sheet.put(&html! { h3 { (title) } p { (header.not_run.join(" ")) } })?;
    }
    if !document.summary.unverified.is_empty() {
        sheet.put(&html! {
            h3 #unverified { (sheet.say("未確認の出典（数字を原典と照合していないもの）", "Sources not verified (nobody has held the figures against them)")) }
            ul.plain { @for source in &document.summary.unverified { li { (cited(sheet, source)) } } }
        })?;
    }
    sheet.tag("</section>")
}

fn packs(sheet: &Sheet<'_>, header: &Header) -> Markup {
    let rows = html! { @for pack in &header.packs { tr {
        th scope="row" { (sheet.text(&pack.title)) }
        td.short { (pack.name) " " (pack.version) }
        td.wide { span.print { (pack.digest) } }
    } } };
    let headings = [sheet.say("名称", "Title"), sheet.say("パックと版", "Pack and version"), "SHA-256"];
    html! { h3 { (sheet.say("規則パック", "Packs")) } (table(sheet.say("適用した規則パック", "Packs applied"), &headings, &rows)) }
}

fn parameters(sheet: &Sheet<'_>, header: &Header) -> Markup {
    let rows = html! { @for parameter in &header.parameters { tr {
        th scope="row" { (sheet.text(&parameter.label)) }
        td { code { (parameter.name) } }
        td { @match &parameter.text {
            Some(text) => (sheet.text(text)),
            None => span.mark.warning { (sheet.say("未設定", "not set")) },
        } }
    } } };
    let headings = [sheet.say("パラメータ", "Parameter"), sheet.say("名前", "Name"), sheet.say("値", "Value")];
    html! { @if !header.parameters.is_empty() {
        h3 { (sheet.say("パラメータ", "Parameters")) }
        (table(sheet.say("規則が用いたパラメータの値", "Values of the parameters"), &headings, &rows))
    } }
}

fn levels(sheet: &Sheet<'_>, header: &Header) -> Markup {
    let rows = html! { @for level in &header.levels { tr {
        th scope="row" { (level.rule) }
        td { (Outcome::Fail.word(level.written, sheet.lang)) }
        td { (Outcome::Fail.word(level.set, sheet.lang)) }
    } } };
    let headings = [sheet.say("規則", "Rule"), sheet.say("規則の定め", "As written"), sheet.say("今回の設定", "As set")];
    html! { @if !header.levels.is_empty() {
        h3 { (sheet.say("重大度を変えた規則", "Severities set")) }
        (table(sheet.say("重大度を変えた規則", "Rules whose severity was set"), &headings, &rows))
    } }
}
