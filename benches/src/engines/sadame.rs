//! Sadame, twice: the outcomes alone, which is what the other engines give; and all that it says of a violation.

use std::collections::BTreeMap;

use sadame::engine::{Batch, Engine, Held, Options, Session};
use sadame::finding::{Finding, Outcome, Subject};
use sadame::pack::Memory;

use crate::generate::Lines;
use crate::judge::{Contestant, Decoded, Violation};

/// After how many records what was found is taken.
const BATCH: u64 = 500;

/// The compiled rules, and how much is told.
pub struct Sadame {
    name: &'static str,
    engine: Engine,
    options: Options,
    /// The number of each rule: that of its id.
    rules: Vec<u8>,
}

/// The rules of `rules/`, compiled.
///
/// # Panics
/// Where they do not compile.
#[must_use]
pub fn engine() -> Engine {
    let files = [
        ("bench/pack.toml", include_str!("../../rules/pack.toml")),
        ("bench/contracts.sadame", include_str!("../../rules/contracts.sadame")),
    ];
    let files: BTreeMap<String, Vec<u8>> = files.into_iter().map(|(path, text)| (path.to_owned(), text.into())).collect();
    Engine::compile(&[&Memory(files)], &["bench".to_owned()]).expect("the rules compile")
}

/// Sadame, telling only which rules are broken.
#[must_use]
pub fn outcomes() -> Sadame {
    new("Sadame, outcomes", true)
}

/// Sadame with messages, figures and sources.
#[must_use]
pub fn findings() -> Sadame {
    new("Sadame, findings", false)
}

fn new(name: &'static str, brief: bool) -> Sadame {
    let engine = engine();
    let number = |id: &str| id.trim_start_matches("B-").parse().expect("the ids are numbered");
    let rules = engine.plan.rules.iter().map(|rule| number(&rule.id)).collect();
    Sadame { name, rules, engine, options: Options { brief, ..Options::default() } }
}

impl Sadame {
    fn session(&self) -> Session<'_> {
        self.engine.session(&self.options).expect("nothing is set wrongly")
    }

    fn violations(&self, findings: &[Finding], found: &mut Vec<Violation>) {
        for finding in findings.iter().filter(|finding| finding.outcome == Outcome::Fail) {
            let Subject::Record { record, .. } = &finding.subject else { continue };
            let record = u32::try_from(record.position - 1).expect("there are not that many");
            found.push(Violation { record, rule: self.rules[finding.rule] });
        }
    }
}

impl Contestant for Sadame {
    fn name(&self) -> &'static str {
        self.name
    }

    fn lacks(&self) -> &'static str {
        ""
    }

    fn end_to_end(&self, lines: &Lines, found: &mut Vec<Violation>) {
        let mut session = self.session();
        let input = session.input("contracts.jsonl");
        for (position, line) in (1..).zip(lines.iter()) {
            session.push(input, position, line);
            let (findings, faults) = session.drain();
            assert!(faults.is_empty(), "what was generated can be read: {faults:?}");
            self.violations(&findings, found);
        }
    }

    fn decoded<'a>(&'a self, lines: &'a Lines) -> Decoded<'a> {
        let mut session = self.session();
        let input = session.input("contracts.jsonl");
        let mut worker = session.worker(input);
        let mut records = Held::default();
        for line in lines.iter() {
            assert!(worker.read(line, &mut records), "what was generated is a contract");
        }
        let mut spent = Batch::default();
        Box::new(move |found| {
            for (position, record) in (1..).zip(0..records.len()) {
                worker.judge(position, &records, record);
                // As programs do that judge as records come: what was found is taken now and then, and its memory used again.
                if position % BATCH == 0 {
                    spent = worker.exchange(std::mem::take(&mut spent));
                    self.violations(spent.findings(), found);
                }
            }
            spent = worker.exchange(std::mem::take(&mut spent));
            self.violations(spent.findings(), found);
        })
    }
}
