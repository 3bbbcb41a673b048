//! Lines that are written as a run goes, some of their text made once for many of them: each is the line that the contract itself gives.

use sadame::engine::{Baseline, Decision, Decisions, Engine, KnownFinding, Options, Register, Session, Verdict};
use sadame::finding::Outcome;
use sadame::json::Document;
use sadame::pack::Builtin;
use sadame::report::{Lines, lines};

/// Real records of publishers, some values of which cannot be read.
const FILES: &[&str] = &["examples/ocds/armenia.jsonl", "examples/ocds/moldova.jsonl", "examples/ocds/uk_contracts_finder.jsonl"];

/// Judges the records; `each` is done after every one.
fn judge<'e>(engine: &'e Engine, options: &Options, mut each: impl FnMut(&mut Session<'e>)) -> Session<'e> {
    let mut session = engine.session(options).expect("nothing is set wrongly");
    for path in FILES {
        let input = session.input(path);
        let text = std::fs::read_to_string(path).expect("the records are there");
        session.mapped(input, engine.json_layout(session.so_far().record, text.as_bytes()).expect("they are compiled releases"));
        for (position, line) in (1..).zip(text.lines()) {
            session.push(input, position, line.as_bytes());
            each(&mut session);
        }
    }
    session
}

fn whole(engine: &Engine, options: &Options) -> Document {
    Document::new(engine, &judge(engine, options, |_| {}).finish())
}

/// The first failures of a run known, accepted, and refused.
fn register(document: &Document) -> Register {
    let failures: Vec<_> = document.findings.iter().filter(|finding| finding.outcome == Outcome::Fail).collect();
    let decision = |at: usize, decision| Decision {
        fingerprint: failures[at].fingerprint.clone(),
        rule: String::new(),
        subject: String::new(),
        decision,
        by: "委員会".to_owned(),
        on: "2017-04-01".to_owned(),
        reason: "個別に承認".to_owned(),
        until: None,
    };
    let known = |at: usize| KnownFinding {
        rule: failures[at].rule.clone(),
        subject: String::new(),
        fingerprint: failures[at].fingerprint.clone(),
        count: 1,
    };
    let decisions = vec![decision(0, Verdict::Accepted), decision(1, Verdict::ToCorrect)];
    let findings = vec![known(2), known(3)];
    Register::new(Some(&Baseline { version: 1, findings }), Some(&Decisions { version: 1, decisions, ..Decisions::default() }))
}

fn sorted(text: &[u8]) -> Vec<String> {
    let mut lines: Vec<String> = String::from_utf8_lossy(text).lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn what_is_written_as_a_run_goes_is_what_its_document_says() {
    let engine = Engine::compile(&[&Builtin], &["ocds".to_owned()]).expect("the built-in rules compile");
    for (brief, all) in [(true, false), (true, true), (false, false)] {
        let plain = Options { brief, all, ..Options::default() };
        for options in [Options { register: register(&whole(&engine, &plain)), ..plain.clone() }, plain] {
            let (mut streamed, mut at_once) = (Vec::new(), Vec::new());
            let mut writer = Lines::new(&mut streamed, &engine);
            let session = judge(&engine, &options, |session| {
                session.take().into_iter().for_each(|part| writer.found(&part).expect("memory takes all that is written"));
            });
            writer.header(&session).expect("memory takes all that is written");
            writer.finish(&session.finish()).expect("memory takes all that is written");
            lines::write(&mut at_once, &whole(&engine, &options)).expect("memory takes all that is written");
            assert!(sorted(&streamed) == sorted(&at_once), "brief: {brief}, all: {all}");
        }
    }
}
