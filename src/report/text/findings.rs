//! Findings: contract by contract, gravest first; then those of groups, rows and the whole set.

use std::io::Result;

use super::page::{Ink, Page};
use super::subject;
use crate::check::typed::Severity;
use crate::finding::Outcome;
use crate::json::{Comparison, Document, Finding, RowUse, Shown, Source, Subject};
use crate::lang::Lang;
use crate::report::docket::{self, Of};
use crate::report::{clears, evidence, words};

/// How many ways to clear a finding are written; the rest are counted.
const WAYS: usize = 3;

/// Contracts with a finding of their own that fails, gravest first; with what was excepted beside it.
pub(super) fn flagged(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let all = docket::flagged(document);
    if document.summary.verdicts.fail == 0 && document.summary.judged > 0 {
        page.inked(0, Ink::Green, page.say("指摘はありません", "No findings"))?;
        page.blank()?;
    }
    if all.is_empty() {
        return Ok(());
    }
    let title = match page.style.lang {
        Lang::Ja => format!("指摘のある{}", document.header.record.label.ja),
        Lang::En => format!("Findings by {}", document.header.record.label.en),
    };
    page.heading(&title, Some(all.len()))?;
    page.blank()?;
    records(page, all)
}

/// Contracts whose only departures are excepted.
pub(super) fn excepted(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let all = docket::excepted(document);
    if all.is_empty() {
        return Ok(());
    }
    page.heading(page.say("例外が適用されたもの", "Excepted"), Some(all.len()))?;
    page.blank()?;
    records(page, all)
}

fn records(page: &mut Page<'_>, all: Vec<Of<'_>>) -> Result<()> {
    for of in all {
        subject::record(page, of.record, of.heading)?;
        for finding in of.findings {
            write(page, finding)?;
        }
        page.blank()?;
    }
    Ok(())
}

/// Findings of groups, rows and the whole set: rule by rule, gravest first.
pub(super) fn across(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let findings = docket::across(document);
    if findings.is_empty() {
        return Ok(());
    }
    page.heading(page.say("全体を通しての指摘", "Findings across records"), Some(findings.len()))?;
    page.blank()?;
    for alike in findings.chunk_by(|one, other| one.rule == other.rule && one.outcome == other.outcome) {
        let Some(first) = alike.first() else { continue };
        title(page, first)?;
        sources(page, &first.sources)?;
        for finding in alike {
            subject::other(page, &finding.subject)?;
            reasons(page, finding, 6)?;
            if let Subject::Group { members, .. } = &finding.subject {
                subject::members(page, members)?;
            }
        }
        let unplaced = first.evidence.unplaced;
        if unplaced > 0 {
            let text = words::unplaced(page.style.lang, unplaced);
            page.line(4, page.say("留意　", "Note     "), &text)?;
        }
        page.blank()?;
    }
    Ok(())
}

/// What passes and what is not applicable, where it was asked for: rules by record.
pub(super) fn clean(page: &mut Page<'_>, document: &Document) -> Result<()> {
    if !document.findings.iter().any(docket::is_clean) {
        return Ok(());
    }
    page.heading(page.say("適合・対象外", "Passed, not applicable"), None)?;
    page.blank()?;
    for of in docket::by_record(document, docket::is_clean) {
        subject::record(page, of.record, of.heading)?;
        for outcome in [Outcome::Pass, Outcome::NotApplicable] {
            let mut rules: Vec<&str> = Vec::new();
            for finding in of.findings.iter().filter(|finding| finding.outcome == outcome) {
                if !rules.contains(&finding.rule.as_str()) {
                    rules.push(&finding.rule);
                }
            }
            if !rules.is_empty() {
                let word = format!("{}  ", outcome.word(Severity::Error, page.style.lang));
                page.hung(2, (Ink::Green, &word), (Ink::Plain, &rules.join(" ")))?;
            }
        }
    }
    let is_listed = |finding: &&Finding| docket::is_clean(finding) && docket::is_across(finding);
    for finding in document.findings.iter().filter(is_listed) {
        let text = format!("{} {}", finding.rule, words::describe(page.style.lang, &finding.subject));
        let word = format!("{}  ", page.text(&finding.word));
        page.hung(2, (Ink::Green, &word), (Ink::Plain, &text))?;
    }
    page.blank()
}

/// A finding: its word and rule, its reasons, where it comes from.
fn write(page: &mut Page<'_>, finding: &Finding) -> Result<()> {
    title(page, finding)?;
    reasons(page, finding, 4)?;
    sources(page, &finding.sources)
}

/// The word of the outcome, the rule and its title.
fn title(page: &mut Page<'_>, finding: &Finding) -> Result<()> {
    let lang = page.style.lang;
    let ink = match (finding.outcome, finding.severity) {
        (Outcome::Fail, Severity::Error) => Ink::Red,
        (Outcome::Fail, Severity::Warning) | (Outcome::Unknown, _) => Ink::Yellow,
        (Outcome::Fail, _) => Ink::Blue,
        _ => Ink::Green,
    };
    let word = match lang {
        Lang::Ja => format!("【{}】", finding.word.ja),
        Lang::En => format!("[{}] ", finding.word.en),
    };
    page.hung(2, (ink, &word), (Ink::Bold, &format!("{} {}", finding.rule, finding.title.get(lang))))
}

/// What the rule says, where, and what decided.
fn reasons(page: &mut Page<'_>, finding: &Finding, indent: usize) -> Result<()> {
    let lang = page.style.lang;
    let message = finding.message.as_ref().map_or("", |message| message.get(lang));
    if !message.is_empty() {
        page.line(indent, "", message)?;
    }
    if let Subject::Record { path, place, .. } = &finding.subject
        && !path.is_empty()
    {
        page.line(indent, page.say("箇所　", "At       "), &format!("{} ({path})", place.get(lang)))?;
    }
    for exception in finding.evidence.exceptions.iter().filter(|exception| exception.held == Some(true)) {
        page.line(indent, page.say("例外　", "Except   "), exception.title.get(lang))?;
        for source in &exception.sources {
            let text = words::cited(page.style.lang, source);
            page.line(indent, page.say("　　　", "         "), &text)?;
        }
    }
    for comparison in finding.evidence.comparisons.iter().filter(|comparison| !is_told(comparison, message, lang)) {
        page.line(indent, page.say("比較　", "Compared "), &words::compared(lang, comparison))?;
    }
    for row in &finding.evidence.rows {
        used(page, row, &finding.sources, indent)?;
    }
    let ways = clears::sentences(lang, finding);
    for way in ways.iter().take(WAYS) {
        page.line(indent, page.say("条件　", "Clears   "), way)?;
    }
    if ways.len() > WAYS {
        let more = ways.len() - WAYS;
        let text = match lang {
            Lang::Ja => format!("ほかに{more}通り（HTML、JSONに示す）"),
            Lang::En => format!("{more} more ways stand in HTML and JSON"),
        };
        page.line(indent, page.say("　　　", "         "), &text)?;
    }
    for standing in evidence::standing(lang, finding) {
        page.line(indent, page.say("処理　", "Standing "), &standing)?;
    }
    if finding.evidence.more > 0 {
        let text = words::more(lang, finding.evidence.more);
        page.line(indent, page.say("留意　", "Note     "), &text)?;
    }
    Ok(())
}

/// Whether the message already says what a comparison would add: both its figures, or that something is there or not.
fn is_told(comparison: &Comparison, message: &str, lang: Lang) -> bool {
    let says = |shown: &Shown| message.contains(shown.text.get(lang));
    match &comparison.right {
        Some(right) => says(&comparison.left) && says(right),
        None => !message.is_empty(),
    }
}

fn sources(page: &mut Page<'_>, sources: &[Source]) -> Result<()> {
    for source in sources {
        let text = words::cited(page.style.lang, source);
        page.line(4, page.say("根拠　", "Source   "), &text)?;
    }
    Ok(())
}

/// A table row used: where it stands; and its source, where that is not verified and not one of the rule's own.
fn used(page: &mut Page<'_>, row: &RowUse, of_rule: &[Source], indent: usize) -> Result<()> {
    let lang = page.style.lang;
    let named = words::row(lang, row);
    let known = |source: &Source| of_rule.iter().any(|cited| cited.source == source.source);
    let others: Vec<String> = row
        .sources
        .iter()
        .filter(|source| !source.verified && !known(source))
        .map(|source| words::cited(page.style.lang, source))
        .collect();
    let others =
        if others.is_empty() { String::new() } else { format!("{}{}", page.say("　", "  "), others.join(page.comma())) };
    page.line(indent, page.say("表　　", "Table    "), &format!("{named} {}:{}{others}", row.file, row.line))
}
