//! What could not be judged, by what is missing: one line says what to ask for, and which rules wait for it.

use std::collections::BTreeMap;
use std::io::Result;

use super::page::{Ink, Page};
use super::subject;
use crate::finding::Outcome;
use crate::json::{Document, Finding, Missing, Record, Subject, Unset};
use crate::lang::Lang;
use crate::value::Why;

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
    for unset in &document.summary.unset {
        let rules = waiting(&unknown, &unset.name);
        settings(page, unset, &rules)?;
    }
    if !document.summary.unset.is_empty() {
        page.blank()?;
    }
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

fn is_setting(missing: &Missing) -> bool {
    matches!(missing.why, Why::Parameter | Why::AsOf)
}

/// One line for all that turns on one setting, and how to make it.
fn settings(page: &mut Page<'_>, unset: &Unset, rules: &[&str]) -> Result<()> {
    let (label, count, name) = (unset.label.get(page.style.lang), unset.verdicts, &unset.name);
    let rules = rules.join(" ");
    let text = match (page.style.lang, name == "as_of") {
        (Lang::Ja, true) => {
            format!("判定の基準日の指定がなく、{count}件が判定できません。--as-of 2017-03-31 のように指定します  →  {rules}")
        }
        (Lang::En, true) => {
            format!("{count} verdicts turn on the date of the check: give it, as in --as-of 2017-03-31  →  {rules}")
        }
        (Lang::Ja, false) => {
            format!("「{label}」の設定がなく、{count}件が判定できません。--param {name}=値 で設定します  →  {rules}")
        }
        (Lang::En, false) => format!("{count} verdicts turn on “{label}”: set it with --param {name}=VALUE  →  {rules}"),
    };
    page.hung(0, (Ink::Yellow, page.say("設定　", "Setting  ")), (Ink::Plain, &text))
}

/// For each record (or group, row, the whole set), in order: what is missing, and the rules that wait for it.
fn by_subject(page: &Page<'_>, unknown: &[&Finding]) -> Vec<(String, Wants)> {
    let mut all: Vec<(String, Wants)> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for finding in unknown {
        for missing in finding.evidence.missing.iter().filter(|missing| !is_setting(missing)) {
            let about = match (&finding.subject, &missing.record) {
                (Subject::Record { record, .. }, _) => of_record(page, record),
                (_, Some(record)) => of_record(page, record),
                (subject, None) => subject::describe(page, subject),
            };
            let at = *index.entry(about.clone()).or_insert_with(|| {
                all.push((about, Wants::new()));
                all.len() - 1
            });
            want(&mut all[at].1, &what(page, missing), &finding.rule);
        }
        if finding.evidence.missing.is_empty() {
            let about = subject::describe(page, &finding.subject);
            all.push((
                about,
                vec![(page.say("（理由の記録がありません）", "(no reason recorded)").to_owned(), vec![finding.rule.clone()])],
            ));
        }
    }
    all
}

/// A record by its name and place.
fn of_record(page: &Page<'_>, record: &Record) -> String {
    let (name, place) = (subject::name(record), subject::place(record));
    match page.style.lang {
        _ if record.key.is_empty() => name,
        Lang::Ja => format!("{name}〔{place}〕"),
        Lang::En => format!("{name} [{place}]"),
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
