//! Findings: contract by contract, gravest first; then those of groups, rows and the whole set.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Result;

use super::page::{Ink, Page};
use super::subject;
use crate::check::typed::Severity;
use crate::finding::Outcome;
use crate::json::{Comparison, Document, Finding, Record, RowUse, Shown, Source, Subject, Text};
use crate::lang::Lang;

/// The findings of one record.
pub(super) struct Of<'d> {
    pub(super) record: &'d Record,
    pub(super) heading: &'d [Text],
    pub(super) findings: Vec<&'d Finding>,
}

/// Findings by record, in the order of the input.
pub(super) fn by_record(document: &Document, wanted: impl Fn(&Finding) -> bool) -> Vec<Of<'_>> {
    let mut index: BTreeMap<&Record, usize> = BTreeMap::new();
    let mut all: Vec<Of<'_>> = Vec::new();
    for finding in document.findings.iter().filter(|finding| wanted(finding)) {
        let Subject::Record { record, heading, .. } = &finding.subject else { continue };
        let at = *index.entry(record).or_insert_with(|| {
            all.push(Of { record, heading, findings: Vec::new() });
            all.len() - 1
        });
        all[at].findings.push(finding);
    }
    all
}

/// Contracts with a finding of their own that fails, gravest first; with what was excepted beside it.
pub(super) fn flagged(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let mut all = by_record(document, |finding| matches!(finding.outcome, Outcome::Fail | Outcome::Excepted));
    all.retain(|of| of.findings.iter().any(|finding| finding.outcome == Outcome::Fail));
    all.sort_by_key(|of| Reverse(of.findings.iter().map(|finding| gravity(finding)).max()));
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
    let mut all = by_record(document, |finding| matches!(finding.outcome, Outcome::Fail | Outcome::Excepted));
    all.retain(|of| of.findings.iter().all(|finding| finding.outcome == Outcome::Excepted));
    if all.is_empty() {
        return Ok(());
    }
    page.heading(page.say("例外が適用されたもの", "Excepted"), Some(all.len()))?;
    page.blank()?;
    records(page, all)
}

fn records(page: &mut Page<'_>, all: Vec<Of<'_>>) -> Result<()> {
    for mut of in all {
        of.findings.sort_by_key(|finding| Reverse(gravity(finding)));
        subject::record(page, of.record, of.heading)?;
        for finding in of.findings {
            write(page, finding)?;
        }
        page.blank()?;
    }
    Ok(())
}

/// How far up a finding stands: failures by their severity, then what is excepted.
fn gravity(finding: &Finding) -> (Outcome, Severity) {
    (finding.outcome, finding.severity)
}

/// Findings of groups, rows and the whole set: rule by rule, gravest first.
pub(super) fn across(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let mut findings: Vec<&Finding> = document.findings.iter().collect();
    findings.retain(|finding| {
        !matches!(finding.subject, Subject::Record { .. }) && matches!(finding.outcome, Outcome::Fail | Outcome::Excepted)
    });
    findings.sort_by_key(|finding| Reverse(gravity(finding)));
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
            let text = match page.style.lang {
                Lang::Ja => format!("事実が足りず、どの組に入るか決まらないものが、ほかに{unplaced}件あります"),
                Lang::En => format!("{unplaced} more could not be placed in any group, for want of facts"),
            };
            page.line(4, page.say("留意　", "Note     "), &text)?;
        }
        page.blank()?;
    }
    Ok(())
}

/// What passes and what is not applicable, where it was asked for: rules by record.
pub(super) fn clean(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let is_clean = |finding: &Finding| matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable);
    if !document.findings.iter().any(is_clean) {
        return Ok(());
    }
    page.heading(page.say("適合・対象外", "Passed, not applicable"), None)?;
    page.blank()?;
    for of in by_record(document, is_clean) {
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
    let across = document.findings.iter().filter(|finding| is_clean(finding));
    for finding in across.filter(|finding| !matches!(finding.subject, Subject::Record { .. })) {
        let text = format!("{} {}", finding.rule, subject::describe(page, &finding.subject));
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
            let text = cited(page, source);
            page.line(indent, page.say("　　　", "         "), &text)?;
        }
    }
    for comparison in finding.evidence.comparisons.iter().filter(|comparison| !is_told(comparison, message, lang)) {
        compared(page, comparison, indent)?;
    }
    for row in &finding.evidence.rows {
        used(page, row, &finding.sources, indent)?;
    }
    if finding.evidence.more > 0 {
        let text = match lang {
            Lang::Ja => format!("このほかに読んだ事実・比較が{}件あります", finding.evidence.more),
            Lang::En => format!("{} more facts and comparisons were read", finding.evidence.more),
        };
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

/// A comparison with what stood on its two sides.
fn compared(page: &mut Page<'_>, comparison: &Comparison, indent: usize) -> Result<()> {
    let lang = page.style.lang;
    let left = comparison.left.text.get(lang);
    let right = comparison.right.as_ref().map_or("", |right| right.text.get(lang));
    let (ja, en) = match comparison.held {
        Some(true) => ("成り立ちます", "holds"),
        Some(false) => ("成り立ちません", "does not hold"),
        None => ("決まりません", "is undetermined"),
    };
    let text = match lang {
        Lang::Ja => format!("{} は{ja}（{}）", in_japanese(left, &comparison.operator, right), comparison.text),
        Lang::En => format!("{left} {} {right} {en} ({})", comparison.operator, comparison.text),
    };
    page.line(indent, page.say("比較　", "Compared "), &text)
}

/// A comparison as it is read in Japanese.
fn in_japanese(left: &str, operator: &str, right: &str) -> String {
    match operator {
        "<=" => format!("{left} ≦ {right}"),
        ">=" => format!("{left} ≧ {right}"),
        "!=" => format!("{left} ≠ {right}"),
        "in" => format!("「{left}」が「{right}」に含まれること"),
        "includes" | "contains" => format!("「{left}」が「{right}」を含むこと"),
        "overlaps" => format!("「{left}」と「{right}」が重なること"),
        "starts with" => format!("「{left}」が「{right}」で始まること"),
        "ends with" => format!("「{left}」が「{right}」で終わること"),
        "is present" => "記載があること".to_owned(),
        "is absent" => "記載がないこと".to_owned(),
        operator => format!("{left} {operator} {right}"),
    }
}

fn sources(page: &mut Page<'_>, sources: &[Source]) -> Result<()> {
    for source in sources {
        let text = cited(page, source);
        page.line(4, page.say("根拠　", "Source   "), &text)?;
    }
    Ok(())
}

/// A source as it is cited: title, article, and whether a person has held the figures against it.
pub(super) fn cited(page: &Page<'_>, source: &Source) -> String {
    let article = source.article.as_deref().map_or_else(String::new, |article| format!(" {article}"));
    let mark = if source.verified { "" } else { page.say("【未確認】", " [not verified]") };
    format!("{}{article}{mark}", source.title.get(page.style.lang))
}

/// A table row used: where it stands; and its source, where that is not verified and not one of the rule's own.
fn used(page: &mut Page<'_>, row: &RowUse, of_rule: &[Source], indent: usize) -> Result<()> {
    let lang = page.style.lang;
    let (label, key) = (row.label.get(lang), row.key.get(lang));
    let named = if lang == Lang::Ja { format!("{label}「{key}」") } else { format!("{label} “{key}”") };
    let known = |source: &Source| of_rule.iter().any(|cited| cited.source == source.source);
    let others: Vec<String> =
        row.sources.iter().filter(|source| !source.verified && !known(source)).map(|source| cited(page, source)).collect();
    let others =
        if others.is_empty() { String::new() } else { format!("{}{}", page.say("　", "  "), others.join(page.comma())) };
    page.line(indent, page.say("表　　", "Table    "), &format!("{named} {}:{}{others}", row.file, row.line))
}
