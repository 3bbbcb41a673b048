//! How many records each rule could judge at all, and what was lacking most where it could not: a table in Markdown.
//!
//! A record counts once for a rule, however many findings there are of its parts and of the groups it is in: as judged where one of them passed, failed
//! or was excepted; otherwise as undetermined where one was undetermined; otherwise as not applicable. It is counted as findings come, so that they need
//! not be held: a record that a rule judges by itself is forgotten with the next one, and those of groups with the next rule.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Result, Write};

use super::words::say;
use super::wrap::harmless;
use crate::engine::Engine;
use crate::finding::{Finding, Outcome, RecordId, Subject};
use crate::json::{RuleCount, Summary};
use crate::lang::Lang;
use crate::plan::Scope;

/// What has been counted so far.
///
/// ```
/// use sadame::engine::{Engine, Options};
/// use sadame::json::Document;
/// use sadame::lang::Lang;
/// use sadame::pack::Builtin;
/// use sadame::report::Coverage;
///
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
/// let options = Options { all: true, lacking: true, select: vec!["PM-09".to_owned()], ..Options::default() };
/// let mut session = engine.session(&options).expect("nothing is set wrongly");
/// let input = session.input("contracts.jsonl");
/// session.push(input, 1, br#"{"id": "A", "kind": "works", "amount": 1900000, "planned_price": 1848000}"#);
/// session.push(input, 2, br#"{"id": "B", "kind": "works", "amount": 1900000}"#);
/// let report = session.finish();
/// let mut coverage = Coverage::new(&engine);
/// coverage.found(&report.findings);
/// let (mut table, document) = (Vec::new(), Document::new(&engine, &report));
/// coverage.write(&mut table, &document.summary, Lang::En).expect("memory takes all that is written");
/// assert!(String::from_utf8_lossy(&table).ends_with(" | 1 | 1 | 0 | `/planned_price` |\n"));
/// ```
#[derive(Debug)]
pub struct Coverage<'e> {
    engine: &'e Engine,
    /// For each rule, by its number.
    rules: Vec<Reach>,
    /// The rule over several records whose findings are coming, and its records: whether each could be judged.
    open: (usize, BTreeMap<Place, bool>),
}

/// Where a record stands: the number of the input, and its place there.
type Place = (u32, u64);

/// What a rule could judge, and what it could not.
#[derive(Debug, Clone, Default)]
struct Reach {
    judged: u64,
    undetermined: u64,
    /// The record that came last, of a rule that judges each by itself: whether it could be judged.
    last: Option<(Place, bool)>,
    /// Some finding is about the whole set, and was judged.
    whole: bool,
    /// What was lacking (pointers without the places in lists), and in how many findings.
    lacking: BTreeMap<String, usize>,
}

impl Reach {
    fn count(&mut self, judged: bool) {
        *(if judged { &mut self.judged } else { &mut self.undetermined }) += 1;
    }
}

impl<'e> Coverage<'e> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(engine: &'e Engine) -> Coverage<'e> {
        Coverage { engine, rules: vec![Reach::default(); engine.plan.rules.len()], open: (0, BTreeMap::new()) }
    }

    /// Counts what was found, in the order in which it was: all of it, or some and then the rest. Those that passed are to be among it, and of undetermined
    /// ones what was missing ([`all`](crate::engine::Options::all), [`lacking`](crate::engine::Options::lacking)).
    pub fn found(&mut self, findings: &[Finding]) {
        findings.iter().for_each(|finding| self.note(finding));
    }

    /// Takes down what a finding says of the records that it is about.
    fn note(&mut self, finding: &Finding) {
        let judged = match finding.outcome {
            Outcome::Pass | Outcome::Fail | Outcome::Excepted => true,
            Outcome::Unknown => false,
            Outcome::NotApplicable => return,
        };
        let plan = &self.engine.plan;
        let reach = &mut self.rules[finding.rule];
        if !judged {
            let paths: BTreeSet<String> = finding.evidence.missing.iter().map(|missing| general(&missing.path)).collect();
            paths.into_iter().for_each(|path| *reach.lacking.entry(path).or_default() += 1);
        }
        let alone = matches!(plan.rules[finding.rule].scope, Scope::Each { record, .. } if plan.summary_of(record).is_none());
        match &finding.subject {
            Subject::Record { record, .. } if alone => match &mut reach.last {
                Some((known, before)) if *known == place(record) => *before |= judged,
                last => {
                    let done = last.replace((place(record), judged));
                    done.into_iter().for_each(|(_, judged)| reach.count(judged));
                }
            },
            Subject::Record { record, .. } => self.gather(finding.rule, std::slice::from_ref(record), judged),
            Subject::Group { members, .. } => self.gather(finding.rule, members, judged),
            Subject::Set { .. } => reach.whole |= judged,
            Subject::Row { .. } => {}
        }
    }

    /// Records of a rule over several: the same may come again, until another such rule begins.
    fn gather(&mut self, rule: usize, records: &[RecordId], judged: bool) {
        if self.open.0 != rule {
            self.close();
            self.open.0 = rule;
        }
        for record in records {
            *self.open.1.entry(place(record)).or_default() |= judged;
        }
    }

    fn close(&mut self) {
        let (rule, records) = std::mem::take(&mut self.open);
        records.into_values().for_each(|judged| self.rules[rule].count(judged));
    }

    /// Writes the table: a line for each rule of the summary of the run, by id.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(mut self, out: &mut dyn Write, summary: &Summary, lang: Lang) -> Result<()> {
        self.close();
        for reach in &mut self.rules {
            let last = reach.last.take();
            last.into_iter().for_each(|(_, judged)| reach.count(judged));
        }
        let head = say(
            lang,
            "| 規則 | 何 | 判定できた | 判定不能 | 対象外 | 最も足りないもの |",
            "| rule | what | judged | undetermined | not applicable | lacking most |",
        );
        writeln!(out, "{head}\n| --- | --- | ---: | ---: | ---: | --- |")?;
        let ids = self.engine.program.rules.iter().map(|rule| rule.id.as_str());
        let reaches: BTreeMap<&str, Reach> = ids.zip(self.rules).collect();
        let mut rules: Vec<&RuleCount> = summary.rules.iter().collect();
        rules.sort_by_key(|rule| &rule.rule);
        for rule in rules {
            let reach = reaches.get(rule.rule.as_str()).cloned().unwrap_or_default();
            let (judged, undetermined) = if reach.whole { (summary.judged, 0) } else { (reach.judged, reach.undetermined) };
            let rest = summary.judged.saturating_sub(judged + undetermined);
            let most = reach.lacking.iter().max_by_key(|(path, findings)| (**findings, std::cmp::Reverse(path.as_str())));
            let most =
                most.map_or_else(String::new, |(path, _)| format!("`{}`", harmless(path).replace('`', "'").replace('|', "\\|")));
            let (id, title) = (cell(&rule.rule), cell(rule.title.get(lang)));
            writeln!(out, "| {id} | {title} | {judged} | {undetermined} | {rest} | {most} |")?;
        }
        Ok(())
    }
}

fn place(record: &RecordId) -> Place {
    (record.input, record.position)
}

/// A text in a cell: one line, no end of the cell, and no markup of its own.
fn cell(text: &str) -> String {
    harmless(text).replace('\\', "\\\\").replace('|', "\\|").replace('&', "&amp;").replace('<', "&lt;")
}

/// A pointer without its places in lists: `/bids/3/status` is `/bids/*/status`.
fn general(path: &str) -> String {
    let part = |part: &str| {
        if !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit()) { "*".to_owned() } else { part.to_owned() }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
