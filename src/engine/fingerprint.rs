//! By what a finding is known again in a later run.

use sha2::{Digest, Sha256};

use crate::check::typed::{Program, Severity};
use crate::finding::{Evidence, Finding, Print, Subject};
use crate::lang::Lang;
use crate::pack::hexadecimal;
use crate::plan::Plan;

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
    let mut print = Print::new(plan);
    print.text(&program.rules[finding.rule].id);
    print.text(finding.outcome.word(Severity::Error, Lang::En));
    subject(&mut print, program, &finding.subject);
    evidence(&mut print, &finding.evidence);
    hexadecimal(&Sha256::digest(&print.bytes)[..16])
}

fn subject(print: &mut Print<'_>, program: &Program, subject: &Subject) {
    match subject {
        Subject::Record { record, path } => {
            print.record(Some(record));
            print.text(path);
        }
        Subject::Group { key, window, members } => {
            key.iter().for_each(|[ja, _]| print.text(ja));
            window.iter().for_each(|days| [&days.0, &days.1].into_iter().for_each(|day| print.text(day)));
            let (start, mut sum) = (print.bytes.len(), 0);
            for member in members {
                print.record(Some(member));
                print.add_since(start, &mut sum);
            }
            print.bytes.extend_from_slice(&sum.to_le_bytes());
        }
        Subject::Row { table, key, .. } => {
            print.text(&program.tables[*table].name);
            print.text(key);
        }
        Subject::Set { .. } => {}
    }
}

fn evidence(print: &mut Print<'_>, evidence: &Evidence) {
    let (start, mut sum) = (print.bytes.len(), evidence.rest);
    for fact in &evidence.facts {
        print.fact(fact);
        print.add_since(start, &mut sum);
    }
    for compared in &evidence.comparisons {
        print.comparison(compared);
        print.add_since(start, &mut sum);
    }
    for missing in &evidence.missing {
        print.missing(missing);
        print.add_since(start, &mut sum);
    }
    print.bytes.extend_from_slice(&sum.to_le_bytes());
}
