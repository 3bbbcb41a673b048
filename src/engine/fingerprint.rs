//! By what a finding is known again in a later run.

use sha2::{Digest, Sha256};

use crate::check::typed::{Program, Severity};
use crate::finding::{Evidence, Finding, RecordId, Subject};
use crate::pack::hexadecimal;
use crate::plan::Plan;
use crate::value::show::show;
use crate::value::{Lang, Value};

/// What tells a finding from all others, whatever the line it stands in: 32 hexadecimal digits of SHA-256 over the rule, the outcome, the subject, the
/// facts read and those missing, and the operands compared. So a finding that was accepted comes back as new when the contract or the limit changes,
/// and is the same in whatever order records come.
///
/// ```
/// use sadame::engine::{Engine, Options, fingerprint};
/// use sadame::pack::Builtin;
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
/// let print = |line: u64, amount: u32| {
///     let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
///     let input = session.input("contracts.jsonl");
///     session.push(input, line, format!(r#"{{"id": "A", "kind": "works", "planned_price": 2000000, "amount": {amount}}}"#).as_bytes());
///     let report = session.finish();
///     let finding = report.findings.iter().find(|it| engine.program.rules[it.rule].id == "PM-09").expect("it is above the planned price");
///     fingerprint(&engine.program, &engine.plan, finding)
/// };
/// assert_eq!(print(1, 2_500_000), print(7, 2_500_000), "another line");
/// assert_ne!(print(1, 2_500_000), print(1, 2_600_000), "another amount");
/// ```
#[must_use]
pub fn fingerprint(program: &Program, plan: &Plan, finding: &Finding) -> String {
    let mut print = Print { plan, parts: Vec::with_capacity(256) };
    print.text(&program.rules[finding.rule].id);
    print.text(finding.outcome.word(Severity::Error, Lang::En));
    print.subject(program, &finding.subject);
    print.evidence(&finding.evidence);
    hexadecimal(&Sha256::digest(&print.parts)[..16])
}

/// What is hashed: texts, each with its length before it.
struct Print<'p> {
    plan: &'p Plan,
    parts: Vec<u8>,
}

impl Print<'_> {
    fn text(&mut self, text: &str) {
        self.parts.extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.parts.extend_from_slice(text.as_bytes());
    }

    fn value(&mut self, value: &Value) {
        self.text(&show(value, Lang::En, self.plan));
    }

    fn record(&mut self, record: Option<&RecordId>) {
        self.text(record.map_or("", |record| &record.key));
    }

    fn subject(&mut self, program: &Program, subject: &Subject) {
        match subject {
            Subject::Record { record, path } => {
                self.record(Some(record));
                self.text(path);
            }
            Subject::Group { key, window, members } => {
                key.iter().for_each(|[ja, _]| self.text(ja));
                window.iter().for_each(|days| [&days.0, &days.1].into_iter().for_each(|day| self.text(day)));
                self.sorted(members.iter(), |print, member| print.record(Some(member)));
            }
            Subject::Row { table, key, .. } => {
                self.text(&program.tables[*table].name);
                self.text(key);
            }
            Subject::Set { .. } => {}
        }
    }

    fn evidence(&mut self, evidence: &Evidence) {
        self.sorted(evidence.facts.iter(), |print, fact| {
            print.record(fact.record.as_ref());
            print.text(&fact.path);
            print.value(&fact.value);
        });
        self.sorted(evidence.comparisons.iter(), |print, compared| {
            print.text(compared.operator);
            print.value(&compared.left);
            print.text(&compared.right.as_ref().map_or_else(String::new, |right| show(right, Lang::En, print.plan)));
        });
        self.sorted(evidence.missing.iter(), |print, missing| {
            print.record(missing.record.as_ref());
            print.text(&missing.path);
            print.text(missing.why.label(Lang::En));
            print.text(&missing.value.as_ref().map_or_else(String::new, |value| show(value, Lang::En, print.plan)));
        });
    }

    /// Several parts, in an order that is theirs: that in which records came is of no matter.
    fn sorted<T>(&mut self, items: impl Iterator<Item = T>, each: impl Fn(&mut Print<'_>, T)) {
        let mut all: Vec<Vec<u8>> = items
            .map(|item| {
                let mut print = Print { plan: self.plan, parts: Vec::new() };
                each(&mut print, item);
                print.parts
            })
            .collect();
        all.sort_unstable();
        self.parts.extend_from_slice(&(all.len() as u64).to_le_bytes());
        all.iter().for_each(|part| self.parts.extend_from_slice(part));
    }
}
