//! The reports that other programs read, each written of real runs: of the synthetic contracts, of records made to break a writer, and of a run that
//! knows earlier findings and decisions.

use sadame::engine::{Baseline, Decision, Decisions, Engine, KnownFinding, Options, Register, Verdict, parse_date};
use sadame::finding::Outcome;
use sadame::json::Document;
use sadame::lang::Lang;
use sadame::pack::{Builtin, Memory};

mod csv;
mod github;
mod junit;
mod lines;
mod sarif;

/// How a report is written.
type Write = fn(&mut dyn std::io::Write, &Document, Lang) -> std::io::Result<()>;

/// A report as text; twice, for equal documents give equal bytes.
fn written(write: Write, document: &Document, lang: Lang) -> String {
    let page = |document: &Document| {
        let mut page = Vec::new();
        write(&mut page, document, lang).expect("memory takes all that is written");
        page
    };
    let first = page(document);
    assert_eq!(first, page(&document.clone()), "equal documents give equal bytes");
    String::from_utf8(first).expect("reports are UTF-8")
}

/// The synthetic contracts, whole and incomplete; with what passes and does not apply, where `all`.
fn synthetic(all: bool) -> Document {
    judged(Options { all, ..settings() })
}

fn settings() -> Options {
    let text = std::fs::read_to_string("examples/jlis/settings.txt").expect("the settings are there");
    let parameters =
        text.lines().filter_map(|line| line.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned()));
    Options { as_of: parse_date("2017-04-28"), parameters: parameters.collect(), ..Options::default() }
}

fn judged(options: Options) -> Document {
    let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
    let mut session = engine.session(&options).expect("the settings fit");
    for path in ["examples/jlis/contracts.jsonl", "examples/jlis/incomplete.jsonl"] {
        let input = session.input(path);
        let text = std::fs::read_to_string(path).expect("the contracts are there");
        for (number, line) in (1..).zip(text.lines()) {
            session.push(input, number, line.as_bytes());
        }
        session.digest(input, format!("{:064x}", path.len()));
    }
    Document::new(&engine, &session.finish())
}

/// The synthetic contracts, with the first failure accepted, the second refused, the third known, and a decision on the fourth that has run out.
fn decided() -> Document {
    let first = synthetic(false);
    let failures: Vec<_> = first.findings.iter().filter(|finding| finding.outcome == Outcome::Fail).collect();
    let decision = |at: usize, decision: Verdict, until: Option<&str>| Decision {
        fingerprint: failures[at].fingerprint.clone(),
        rule: String::new(),
        subject: String::new(),
        decision,
        by: "契約審査委員会".to_owned(),
        on: "2017-04-01".to_owned(),
        reason: "緊急の復旧による <b>".to_owned(),
        until: until.map(str::to_owned),
    };
    let decisions = vec![
        decision(0, Verdict::Accepted, Some("2018-03-31")),
        decision(1, Verdict::ToCorrect, None),
        decision(3, Verdict::Accepted, Some("2017-04-27")),
    ];
    let known = KnownFinding {
        rule: failures[2].rule.clone(),
        subject: String::new(),
        fingerprint: failures[2].fingerprint.clone(),
        count: 1,
    };
    let register = Register::new(
        Some(&Baseline { version: 1, findings: vec![known] }),
        Some(&Decisions { version: 1, decisions, ..Decisions::default() }),
    );
    judged(Options { register, ..settings() })
}

/// Texts that mean something to a spreadsheet, a browser, a terminal, an XML reader or a job log.
const NASTY: &[&str] = &[
    "=cmd|' /C calc'!A0",
    "＝SUM(A1)",
    "<script>alert(\"1\")</script> & ]]> <![CDATA[",
    "一行目\r\n::error file=x,title=y::二行目\n%0A%25",
    "\u{1b}[31m赤\u{1b}[0m\u{7}\u{0}\u{b}\u{fffe}\u{ffff}\u{202e}逆",
    "[ここ](http://example.invalid) {0} {{ \\ , ; \" '",
    "--> \u{9b}2J \t|",
];

/// Records made of such texts, and a very long one, judged by small rules; the second input could not be read to its end.
fn nasty() -> Document {
    let mut files = Memory::default();
    files.0.insert("small/pack.toml".into(), include_bytes!("../cli/pack/pack.toml").to_vec());
    files.0.insert("small/small.sadame".into(), include_bytes!("../cli/pack/small.sadame").to_vec());
    let engine = Engine::compile(&[&files], &["small".to_owned()]).expect("the rules compile");
    let mut session = engine.session(&Options { all: true, ..Options::default() }).expect("nothing need be set");
    let input = session.input("契約 一覧,<1>:\"%\".jsonl");
    let long = "長い".repeat(20_000);
    for (position, text) in (1..).zip(NASTY.iter().copied().chain([long.as_str()])) {
        let record = serde_json::json!({
            "id": text, "title": text, "amount": 1_900, "signed_on": text, "item": text, "negotiated": true,
            "payments": [{"year": 2016, "amount": text}, {"year": text, "amount": 1}],
            text: 1,
        });
        session.push(input, position, record.to_string().as_bytes());
    }
    let item = |id: &str, amount: u32| {
        serde_json::json!({
            "id": id, "title": format!("特例{id}"), "amount": amount, "signed_on": "2016-04-01", "item": "回線",
            "payments": [{"year": 2015, "amount": 1}],
        })
    };
    session.push(input, 20, item("@A", 900).to_string().as_bytes());
    session.push(input, 21, item("-B", 1_100).to_string().as_bytes());
    let pipe = session.input("-");
    session.push(pipe, 1, b"\x1b[2J not JSON ]]>");
    session.push(pipe, 2, item("C", 1_200).to_string().replace("特例", "").as_bytes());
    session.broken(pipe, ["途中で切れています\u{1b}[2J".to_owned(), "it ends in the middle, ]]>".to_owned()]);
    Document::new(&engine, &session.finish())
}

#[test]
fn the_runs_hold_what_they_are_to_show() {
    for (document, wanted) in [
        (synthetic(false), &[Outcome::Fail, Outcome::Unknown, Outcome::Excepted][..]),
        (synthetic(true), &[Outcome::Fail, Outcome::Unknown, Outcome::Excepted, Outcome::Pass, Outcome::NotApplicable]),
        (nasty(), &[Outcome::Fail, Outcome::Unknown, Outcome::Excepted, Outcome::Pass]),
    ] {
        for outcome in wanted {
            assert!(document.findings.iter().any(|finding| finding.outcome == *outcome), "{outcome:?}");
        }
    }
    let summary = decided().summary;
    assert_eq!((summary.accepted, summary.known), (1, 1));
    assert!(nasty().data_errors.len() > NASTY.len());
}
