//! How many records each rule could judge at all, and what was lacking most where it could not: a table in Markdown.
//!
//! A record counts once for a rule, however many findings there are of its parts and of the groups it is in: as judged where one of them passed, failed
//! or was excepted; otherwise as undetermined where one was undetermined; otherwise as not applicable. The document must hold every finding,
//! those that passed and those that did not apply included.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Result, Write};

use super::words::say;
use super::wrap::harmless;
use crate::finding::Outcome;
use crate::json::{Document, Finding, RuleCount, Subject};
use crate::lang::Lang;

/// The records that a rule could judge, and those that it could not.
#[derive(Debug, Default)]
struct Reach<'d> {
    judged: BTreeSet<(&'d str, u64)>,
    undetermined: BTreeSet<(&'d str, u64)>,
    /// Some finding is about the whole set, and was judged.
    whole: bool,
    /// What was lacking (pointers without the places in lists), and in how many findings.
    lacking: BTreeMap<String, usize>,
}

/// Writes the table: a line for each rule, by id.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, document: &Document, lang: Lang) -> Result<()> {
    let mut reaches: BTreeMap<&str, Reach<'_>> = BTreeMap::new();
    for finding in &document.findings {
        note(reaches.entry(&finding.rule).or_default(), finding);
    }
    let read = document.summary.judged;
    writeln!(
        out,
        "{}",
        say(
            lang,
            "| 規則 | 何 | 判定できた | 判定不能 | 対象外 | 最も足りないもの |",
            "| rule | what | judged | undetermined | not applicable | lacking most |"
        )
    )?;
    writeln!(out, "| --- | --- | ---: | ---: | ---: | --- |")?;
    let mut rules: Vec<&RuleCount> = document.summary.rules.iter().collect();
    rules.sort_by_key(|rule| &rule.rule);
    for rule in rules {
        let reach = reaches.remove(rule.rule.as_str()).unwrap_or_default();
        let judged = if reach.whole { read } else { reach.judged.len() as u64 };
        let undetermined = if reach.whole { 0 } else { reach.undetermined.difference(&reach.judged).count() as u64 };
        let rest = read.saturating_sub(judged + undetermined);
        let most = reach.lacking.iter().max_by_key(|(path, findings)| (**findings, std::cmp::Reverse(path.as_str())));
        let most =
            most.map_or_else(String::new, |(path, _)| format!("`{}`", harmless(path).replace('`', "'").replace('|', "\\|")));
        let title = cell(rule.title.get(lang));
        writeln!(out, "| {} | {title} | {judged} | {undetermined} | {rest} | {most} |", cell(&rule.rule))?;
    }
    Ok(())
}

/// A text in a cell: one line, no end of the cell, and no markup of its own.
fn cell(text: &str) -> String {
    harmless(text).replace('\\', "\\\\").replace('|', "\\|").replace('&', "&amp;").replace('<', "&lt;")
}

/// Takes down what a finding says of the records that it is about.
fn note<'d>(reach: &mut Reach<'d>, finding: &'d Finding) {
    let judged = matches!(finding.outcome, Outcome::Pass | Outcome::Fail | Outcome::Excepted);
    let records: Vec<(&str, u64)> = match &finding.subject {
        Subject::Record { record, .. } => vec![(&record.input, record.position)],
        Subject::Group { members, .. } => members.iter().map(|it| (it.record.input.as_str(), it.record.position)).collect(),
        Subject::Row { .. } | Subject::Set { .. } => Vec::new(),
    };
    if judged {
        reach.whole |= matches!(finding.subject, Subject::Set { .. });
        reach.judged.extend(records);
    } else if finding.outcome == Outcome::Unknown {
        reach.undetermined.extend(records);
        let paths: BTreeSet<String> = finding.evidence.missing.iter().map(|missing| general(&missing.path)).collect();
        paths.into_iter().for_each(|path| *reach.lacking.entry(path).or_default() += 1);
    }
}

/// A pointer without its places in lists: `/bids/3/status` is `/bids/*/status`.
fn general(path: &str) -> String {
    let part = |part: &str| {
        if !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit()) { "*".to_owned() } else { part.to_owned() }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
