//! What could not be judged, by what is missing: one line says what to ask for, and which rules wait for it.

use std::collections::BTreeMap;
use std::io::Result;

use unicode_width::UnicodeWidthStr;

use super::page::{Ink, Page};
use crate::finding::Outcome;
use crate::json::{Document, Finding, Missing, Record, Subject, Text};
use crate::lang::Lang;
use crate::report::docket::is_setting;
use crate::report::words;

/// What is missing, each with the rules that wait for it.
type Wants = Vec<(String, Vec<String>)>;

/// Writes the section.
pub(super) fn write(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let unknown: Vec<&Finding> = document.findings.iter().filter(|finding| finding.outcome == Outcome::Unknown).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    page.heading(page.say("判定できなかったもの", "Could not be judged"), Some(unknown.len()))?;
    page.blank()?;
    settings(page, document, &unknown)?;
    let wants = by_subject(page, &unknown);
    // Those that want the same are named together.
    let mut together: Vec<(Wants, Vec<String>)> = Vec::new();
    let mut index: BTreeMap<Wants, usize> = BTreeMap::new();
    for (name, wants) in wants {
        let at = *index.entry(wants.clone()).or_insert_with(|| {
            together.push((wants, Vec::new()));
            together.len() - 1
        });
        together[at].1.push(name);
    }
    let any = !together.is_empty();
    for (wants, mut names) in together {
        if names.len() > 3 {
            // So many are found by their number; where each stands would drown what is asked for.
            names.iter_mut().for_each(|name| name.truncate(name.find(['〔', '[']).unwrap_or(name.len())));
        }
        page.hung(
            0,
            (Ink::Bold, "● "),
            (Ink::Bold, &names.iter().map(|name| name.trim_end()).collect::<Vec<_>>().join(page.comma())),
        )?;
        for (what, rules) in &wants {
            page.line(2, page.say("不足　", "Missing  "), &format!("{what}  →  {}", rules.join(" ")))?;
        }
    }
    if any {
        page.blank()?;
    }
    Ok(())
}

/// The rules that wait for a setting.
fn waiting<'f>(unknown: &[&'f Finding], name: &str) -> Vec<&'f str> {
    let mut rules: Vec<&str> = Vec::new();
    for finding in unknown {
        let waits = finding.evidence.missing.iter().any(|missing| is_setting(missing) && missing.path == name);
        if waits && !rules.contains(&finding.rule.as_str()) {
            rules.push(&finding.rule);
        }
    }
    rules
}

/// One line for all that turns on one setting: how to make it, what it is, how many verdicts wait for it, and of which rules.
fn settings(page: &mut Page<'_>, document: &Document, unknown: &[&Finding]) -> Result<()> {
    let unset = &document.summary.unset;
    if unset.is_empty() {
        return Ok(());
    }
    let say = page.say("次の設定をすると判定できるもの", "To be judged once these are set");
    page.inked(0, Ink::Yellow, say)?;
    let ways: Vec<String> = unset.iter().map(|unset| words::way(page.style.lang, &unset.name)).collect();
    let width = ways.iter().map(|way| way.width()).max().unwrap_or_default();
    for (unset, way) in unset.iter().zip(&ways) {
        let (label, count) = (page.text(&unset.label), unset.verdicts);
        let rules = waiting(unknown, &unset.name).join(" ");
        let text = match page.style.lang {
            Lang::Ja => format!("{label}　{count}件  →  {rules}"),
            Lang::En => format!("{label}, {count} verdicts  →  {rules}"),
        };
        let pad = " ".repeat(width - way.width() + 2);
        page.hung(2, (Ink::Bold, &format!("{way}{pad}")), (Ink::Plain, &text))?;
    }
    page.blank()
}

/// For each record (or group, row, the whole set), in order: what is missing, and the rules that wait for it.
fn by_subject(page: &Page<'_>, unknown: &[&Finding]) -> Vec<(String, Wants)> {
    let mut all: Vec<(String, Wants)> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for finding in unknown {
        for missing in finding.evidence.missing.iter().filter(|missing| !is_setting(missing)) {
            let about = match (&finding.subject, &missing.record) {
                (Subject::Record { record, heading, .. }, _) => of_record(page, record, heading.first()),
                (_, Some(record)) => of_record(page, record, None),
                (subject, None) => words::describe(page.style.lang, subject),
            };
            let at = *index.entry(about.clone()).or_insert_with(|| {
                all.push((about, Wants::new()));
                all.len() - 1
            });
            want(&mut all[at].1, &what(page, missing), &finding.rule);
        }
        if finding.evidence.missing.is_empty() {
            let about = words::describe(page.style.lang, &finding.subject);
            all.push((
                about,
                vec![(page.say("（理由の記録がありません）", "(no reason recorded)").to_owned(), vec![finding.rule.clone()])],
            ));
        }
    }
    all
}

/// A record by its name, its title and its place.
fn of_record(page: &Page<'_>, record: &Record, title: Option<&Text>) -> String {
    let (name, place) = (words::name(record), words::place(record));
    let title = title.map_or_else(String::new, |title| format!("{}{}", page.say("　", "  "), page.text(title)));
    match page.style.lang {
        _ if record.key.is_empty() => format!("{name}{title}"),
        Lang::Ja => format!("{name}{title}〔{place}〕"),
        Lang::En => format!("{name}{title} [{place}]"),
    }
}

fn want(wants: &mut Wants, what: &str, rule: &str) {
    match wants.iter_mut().find(|(known, _)| known == what) {
        Some((_, rules)) => {
            if !rules.iter().any(|known| known == rule) {
                rules.push(rule.to_owned());
            }
        }
        None => wants.push((what.to_owned(), vec![rule.to_owned()])),
    }
}

/// A missing fact: what it is, why it was not to be had, where it belongs.
fn what(page: &Page<'_>, missing: &Missing) -> String {
    let (place, reason) = (page.text(&missing.place), page.text(&missing.reason));
    let pointer = if missing.path.starts_with('/') { format!(" ({})", missing.path) } else { String::new() };
    match page.style.lang {
        Lang::Ja => format!("{place}：{reason}{pointer}"),
        Lang::En => format!("{place}: {reason}{pointer}"),
    }
}
