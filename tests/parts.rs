//! A run in parts: each judged by itself, sent as bytes, and finished elsewhere. What comes of it is what one run comes to.

use sadame::engine::{Engine, Options, OtherRules, Part, Report};
use sadame::finding::{Finding, RecordId, Subject};
use sadame::json::{Document, Maker, Summary};
use sadame::pack::Builtin;

fn engine(pack: &str) -> Engine {
    Engine::compile(&[&Builtin], &[pack.to_owned()]).expect("the built-in packs compile")
}

/// The synthetic contracts three times, so that there are duplicates in one part and across parts; and some that cannot be read.
fn lines() -> Vec<String> {
    let text = std::fs::read_to_string("examples/jlis/contracts.jsonl").expect("the contracts are there");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.insert(20, "{\"id\": \"broken\", \"amount\": \"04\"}".to_owned());
    lines.insert(40, "nothing".to_owned());
    lines.extend(lines[..30].to_vec());
    lines
}

/// Judges lines as one input, in batches: after each, the session leaves off and another goes on.
fn part(engine: &Engine, name: &str, lines: &[String], batch: usize) -> (Part, Vec<Finding>) {
    let (mut findings, mut kept) = (Vec::new(), None::<Part>);
    for (number, some) in lines.chunks(batch).enumerate() {
        let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
        match kept.take() {
            Some(part) => session.merge(part).expect("it is of the same rules"),
            None => drop(session.input(name)),
        }
        for (line, json) in (number * batch + 1..).zip(some) {
            session.push(0, line as u64, json.as_bytes());
        }
        findings.extend(session.drain().0);
        kept = Some(session.part());
    }
    (kept.expect("there is a line"), findings)
}

fn sent(part: &Part) -> Part {
    serde_json::from_slice(&serde_json::to_vec(part).expect("a part is written")).expect("and read")
}

fn in_one(engine: &Engine, parts: &[&[String]]) -> Report {
    let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
    for (number, lines) in parts.iter().enumerate() {
        let input = session.input(&format!("part {number}"));
        (1..).zip(lines.iter()).for_each(|(line, json)| session.push(input, line, json.as_bytes()));
    }
    session.finish()
}

fn summary(engine: &Engine, report: &Report) -> Summary {
    let mut summary = Maker { engine, report }.summary();
    summary.inputs.iter_mut().for_each(|input| input.reading = sadame::json::Reading::default());
    summary
}

#[test]
fn parts_come_to_what_one_run_comes_to() {
    let (engine, lines) = (engine("jlis"), lines());
    let parts: Vec<&[String]> = lines.chunks(37).collect();
    let expected = in_one(&engine, &parts);
    for batch in [1000, 10, 1] {
        let mut whole = engine.session(&Options::default()).expect("nothing is set wrongly");
        let mut own = Vec::new();
        for (number, lines) in parts.iter().enumerate() {
            let (part, findings) = part(&engine, &format!("part {number}"), lines, batch);
            assert_eq!(part.records(), lines.len() as u64);
            let here = |finding: Finding| Finding { subject: renumbered(finding.subject, number), ..finding };
            own.extend(findings.into_iter().map(here));
            whole.merge(sent(&part)).expect("it is of the same rules");
        }
        let report = whole.finish();
        own.extend(report.findings.iter().cloned());
        assert_eq!(own, expected.findings, "in batches of {batch}");
        assert_eq!(summary(&engine, &report), summary(&engine, &expected), "in batches of {batch}");
        let groups = |report: &Report| {
            let all = Document::new(&engine, report).findings;
            all.into_iter().filter(|it| !matches!(it.subject, sadame::json::Subject::Record { .. })).collect::<Vec<_>>()
        };
        assert_eq!(groups(&report), groups(&expected), "with their headings and inputs");
    }
}

fn renumbered(subject: Subject, input: usize) -> Subject {
    let input = u32::try_from(input).expect("there are few parts");
    match subject {
        Subject::Record { record, path } => Subject::Record { record: RecordId { input, ..record }, path },
        other => other,
    }
}

#[test]
fn a_key_in_two_parts_is_told_with_both_places() {
    let engine = engine("jlis");
    let line = |id: &str| vec![format!("{{\"id\": \"{id}\"}}")];
    let mut whole = engine.session(&Options::default()).expect("nothing is set wrongly");
    for (name, id) in [("a", "A"), ("b", "B"), ("c", "A")] {
        whole.merge(sent(&part(&engine, name, &line(id), 1).0)).expect("it is of the same rules");
    }
    let faults = whole.finish().faults;
    let [fault] = faults.as_slice() else { panic!("{faults:?}") };
    assert_eq!((fault.reason.code(), fault.input, fault.position, &*fault.raw), ("duplicate_id", 2, 1, "A"));
    assert!(fault.reason.message(sadame::lang::Lang::En).contains("a:1"));
}

#[test]
fn a_part_of_other_rules_is_refused() {
    let (one, other) = (engine("jlis"), engine("portal"));
    let (part, _) = part(&one, "a", &["{}".to_owned()], 1);
    let mut session = other.session(&Options::default()).expect("nothing is set wrongly");
    assert_eq!(session.merge(part), Err(OtherRules));
    assert_eq!(session.finish().counts.read, 0);
    // One of a program that writes them down otherwise.
    let (part, _) = self::part(&one, "a", &["{}".to_owned()], 1);
    let written = serde_json::to_string(&part).expect("a part can be written");
    let former = written.replacen(r#""format":2"#, r#""format":1"#, 1);
    assert_ne!(former, written);
    let former: Part = serde_json::from_str(&former).expect("it can be read");
    let mut session = one.session(&Options::default()).expect("nothing is set wrongly");
    assert_eq!(session.merge(former), Err(OtherRules));
}
