//! However a run is made, it comes to the same: quickly or in full, briefly or with its evidence, record by record or in batches, on one thread or on eight, in one
//! piece or in parts that are put together in any order.

use std::convert::Infallible;

use sadame::engine::{Alone, Engine, Options, Part, Report, Session};
use sadame::finding::{Finding, RecordId, Subject};
use sadame::json::Document;
use sadame::threads::Threads;

use super::agree::{compile, judged, options};
use super::generate::{Case, Run};

/// How many programs are run, each in so many runs.
const PROGRAMS: u64 = 60;
const RUNS: usize = 3;

/// Everything a report says.
fn same(one: &Report, other: &Report, what: &str) {
    assert_eq!(one.findings, other.findings, "{what}");
    assert_eq!(one.faults, other.faults, "{what}");
    assert_eq!(
        (one.counts, &one.tally, &one.headings, &one.unset),
        (other.counts, &other.tally, &other.headings, &other.unset),
        "{what}"
    );
}

/// Which rule came to what, on what.
fn verdicts(report: &Report) -> Vec<(usize, &Subject, sadame::finding::Outcome)> {
    report.findings.iter().map(|finding| (finding.rule, &finding.subject, finding.outcome)).collect()
}

fn lines(run: &Run) -> Vec<String> {
    run.records.iter().map(ToString::to_string).collect()
}

/// On so many threads: each takes every so-manieth batch, and what comes of the batches is taken in in their order.
fn on_threads(engine: &Engine, run: &Run, options: &Options, threads: usize) -> Report {
    let lines = lines(run);
    let mut session = engine.session(options).expect("nothing is set wrongly");
    let input = session.input("records.jsonl");
    let batches: Vec<(usize, &[String])> = lines.chunks(2).enumerate().collect();
    let mut done = std::thread::scope(|scope| {
        let started: Vec<_> = (0..threads)
            .map(|thread| {
                let (mut worker, batches) = (session.worker(input), &batches);
                scope.spawn(move || {
                    let own = batches.iter().filter(|(number, _)| number % threads == thread);
                    let judged = own.map(|(number, lines)| {
                        let first = u64::try_from(number * 2 + 1).expect("there are few");
                        (first..).zip(lines.iter()).for_each(|(position, line)| worker.push(position, line.as_bytes()));
                        (*number, worker.batch())
                    });
                    judged.collect::<Vec<_>>()
                })
            })
            .collect();
        started.into_iter().flat_map(|thread| thread.join().expect("it does not panic")).collect::<Vec<_>>()
    });
    done.sort_by_key(|(number, _)| *number);
    for (_, batch) in done {
        session.absorb(batch);
    }
    session.finish_on(&Threads(threads))
}

/// A run of which the findings are taken as they come.
fn streamed(engine: &Engine, run: &Run, options: &Options) -> Vec<Finding> {
    let mut session = engine.session(options).expect("nothing is set wrongly");
    let input = session.input("records.jsonl");
    let mut findings = Vec::new();
    for (position, line) in (1..).zip(lines(run)) {
        session.push(input, position, line.as_bytes());
        findings.extend(session.drain().0);
    }
    let report = session.finish_by(&Alone, |session| {
        findings.extend(session.drain().0);
        Ok::<(), Infallible>(())
    });
    assert!(report.expect("nothing is written").findings.is_empty(), "all was taken");
    findings
}

/// The records of a run as inputs of a few records each.
fn inputs(run: &Run) -> Vec<(String, Vec<String>)> {
    lines(run).chunks(3).enumerate().map(|(number, lines)| (format!("input {number}"), lines.to_vec())).collect()
}

fn fill(session: &mut Session<'_>, (name, lines): &(String, Vec<String>)) {
    let input = session.input(name);
    (1..).zip(lines).for_each(|(position, line)| session.push(input, position, line.as_bytes()));
}

/// What is said, with every record by the name of its input, in an order that does not turn on that of the inputs.
fn said(engine: &Engine, names: &[String], findings: &[Finding]) -> Vec<String> {
    let id = |id: &RecordId| format!("{}:{} {}", names.get(id.input as usize).map_or("", String::as_str), id.position, id.key);
    let mut said: Vec<String> = findings
        .iter()
        .map(|finding| {
            let subject = match &finding.subject {
                Subject::Record { record, path } => format!("{}{path}", id(record)),
                Subject::Group { key, window, members } => {
                    let mut members: Vec<String> = members.iter().map(id).collect();
                    members.sort();
                    format!("{key:?} {window:?} {members:?}")
                }
                Subject::Row { key, line, .. } => format!("{key} {line}"),
                Subject::Set { count } => format!("{count}"),
            };
            format!("{} {subject} {:?}", engine.program.rules[finding.rule].id, finding.outcome)
        })
        .collect();
    said.sort();
    said
}

/// In parts, each judged by itself and sent as bytes, put together in an order.
fn in_parts(engine: &Engine, inputs: &[&(String, Vec<String>)], options: &Options) -> Vec<String> {
    let mut whole = engine.session(options).expect("nothing is set wrongly");
    let names: Vec<String> = inputs.iter().map(|(name, _)| name.clone()).collect();
    let mut all = Vec::new();
    for input in inputs {
        let mut session = engine.session(options).expect("nothing is set wrongly");
        fill(&mut session, input);
        all.extend(said(engine, std::slice::from_ref(&input.0), &session.drain().0));
        let sent = serde_json::to_vec(&session.part()).expect("a part is written");
        let part: Part = serde_json::from_slice(&sent).expect("and read");
        whole.merge(part).expect("it is of the same rules");
    }
    all.extend(said(engine, &names, &whole.finish().findings));
    all.sort();
    all
}

#[test]
fn however_a_run_is_made_it_comes_to_the_same() {
    for seed in 0..PROGRAMS {
        let case = Case::of(seed, usize::try_from(seed % 4).expect("it is small"), RUNS);
        let engine = compile(&case.program());
        for run in &case.runs {
            let options = options(run);
            let full = judged(&engine, run, &Options { in_full: true, ..options.clone() });
            let quick = judged(&engine, run, &options);
            same(&quick, &full, &format!("seed {seed}, quickly"));
            let brief = judged(&engine, run, &Options { brief: true, ..options.clone() });
            assert_eq!(verdicts(&brief), verdicts(&full), "seed {seed}, briefly");
            assert_eq!((brief.counts, &brief.tally), (full.counts, &full.tally), "seed {seed}, briefly");
            for threads in [1, 2, 8] {
                same(&on_threads(&engine, run, &options, threads), &full, &format!("seed {seed}, on {threads} threads"));
            }
            assert_eq!(streamed(&engine, run, &options), full.findings, "seed {seed}, record by record");
            together(&engine, run, &options, seed);
        }
    }
}

/// Made ready for a run of one rule, or of all but one, rules say what they say in that run anyway.
#[test]
fn rules_that_are_ready_for_some_say_the_same_of_these() {
    for seed in 0..PROGRAMS {
        let case = Case::of(seed, usize::try_from(seed % 4).expect("it is small"), RUNS);
        let engine = compile(&case.program());
        let ids = engine.program.rules.iter().map(|rule| vec![rule.id.clone()]);
        for (one, run) in ids.flat_map(|one| case.runs.iter().map(move |run| (one.clone(), run))) {
            let alone = Options { select: one.clone(), ..options(run) };
            let others = Options { ignore: one.clone(), ..options(run) };
            for options in [alone, others] {
                let ready = compile(&case.program()).ready_for(&options);
                let [said, anyway] = [&ready, &engine].map(|engine| {
                    let report = judged(engine, run, &options);
                    serde_json::to_string(&Document::new(engine, &report)).expect("a report is JSON")
                });
                assert_eq!(said, anyway, "seed {seed}, {one:?}");
            }
        }
    }
}

/// What is ready for one rule alone runs no other, says so, and is written as the rules that it was made of.
#[test]
fn rules_that_are_not_ready_are_not_run() {
    let case = Case::of(1, 1, 1);
    let (engine, run) = (compile(&case.program()), &case.runs[0]);
    let one = Options { select: vec![engine.program.rules[0].id.clone()], ..options(run) };
    let ready = compile(&case.program()).ready_for(&one);
    assert_eq!(ready.to_bundle(), engine.to_bundle());
    let report = judged(&ready, run, &options(run));
    let said = Document::new(&ready, &report);
    assert_eq!(said.header.not_run.len(), engine.program.rules.len() - 1);
    assert!(report.findings.iter().all(|finding| finding.rule == 0));
}

/// One run over several inputs, against parts put together in their order, backwards, and from the middle.
fn together(engine: &Engine, run: &Run, options: &Options, seed: u64) {
    let inputs = inputs(run);
    let mut whole = engine.session(options).expect("nothing is set wrongly");
    inputs.iter().for_each(|input| fill(&mut whole, input));
    let names: Vec<String> = inputs.iter().map(|(name, _)| name.clone()).collect();
    let expected = said(engine, &names, &whole.finish().findings);
    let in_order: Vec<&(String, Vec<String>)> = inputs.iter().collect();
    let backwards = in_order.iter().rev().copied().collect();
    let from_the_middle = [&in_order[in_order.len() / 2..], &in_order[..in_order.len() / 2]].concat();
    for (order, what) in [(in_order, "in order"), (backwards, "backwards"), (from_the_middle, "from the middle")] {
        assert_eq!(
            in_parts(engine, &order, options),
            expected,
            "seed {seed}, parts {what}\n{}",
            super::agree::shown(engine, run)
        );
    }
}
