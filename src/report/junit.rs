//! The report as JUnit's XML, for job runners: a suite for each rule, a case for each record, group, row or set that the rule was judged on.
//!
//! | finding | case |
//! | --- | --- |
//! | 違反, 注意, 要審査, 参考 | `failure`, with the severity as its `type`: JUnit knows no degrees |
//! | 判定不能 | `error`: the test could not be carried out, and must not look as if it had passed |
//! | 例外適用; known from an earlier run, or accepted | `skipped`, with what excepts or accepts it |
//! | 適合, 対象外 | passed, `skipped` |
//! | data that could not be read, an input that could not | `error`, in a suite of their own at the end |
//!
//! A report lists what passed only where it was asked to. Where it did not, one case of the suite stands for all that passed under the rule, and says how
//! many; the counts stand in the properties of the suite. There are no times in it. Characters that XML does not allow are shown by their signs (`␛`).

use std::io::{Error, Result, Write};

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::evidence;
use super::words::{describe, say};
use super::wrap::{harmless, printable};
use crate::finding::{Outcome, Standing};
use crate::json::{DataError, Document, Finding, Level, RuleCount};
use crate::lang::Lang;

/// Writes the report.
///
/// ```
/// use sadame::engine::{Engine, Options};
/// use sadame::json::Document;
/// use sadame::lang::Lang;
/// use sadame::pack::Builtin;
/// use sadame::report::junit;
///
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
/// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
/// let input = session.input("contracts.jsonl");
/// session.push(input, 1, br#"{"id": "H28-001", "kind": "works", "amount": 1900000, "planned_price": 1848000}"#);
/// let mut xml = Vec::new();
/// junit::write(&mut xml, &Document::new(&engine, &session.finish()), Lang::En).expect("memory takes all that is written");
/// assert!(String::from_utf8_lossy(&xml).contains(r#"classname="PM-09">"#));
/// ```
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, document: &Document, lang: Lang) -> Result<()> {
    let mut report = Report::new("sadame");
    for rule in &document.summary.rules {
        report.add_test_suite(suite(document, lang, rule));
    }
    if !document.data_errors.is_empty() || evidence::broken(document, lang).next().is_some() {
        report.add_test_suite(unread(document, lang));
    }
    let xml = report.to_string().map_err(Error::other)?;
    // The schema that Jenkins holds such files against knows this attribute of a suite, and not of the whole.
    let xml = xml.replacen(&format!(" skipped=\"{}\"", report.skipped), "", 1);
    out.write_all(xml.as_bytes())
}

/// What came of a rule.
fn suite(document: &Document, lang: Lang, rule: &RuleCount) -> TestSuite {
    let mut suite = TestSuite::new(one_line(&format!("{} {}", rule.rule, rule.title.get(lang))));
    let counts = rule.counts;
    suite.add_property(Property::new("severity", rule.severity.name()));
    for (name, count) in [
        ("fail", counts.fail),
        ("unknown", counts.unknown),
        ("excepted", counts.excepted),
        ("pass", counts.pass),
        ("not_applicable", counts.not_applicable),
    ] {
        suite.add_property(Property::new(name, count.to_string()));
    }
    let mut listed = 0;
    for finding in document.findings.iter().filter(|finding| finding.rule == rule.rule) {
        listed += u64::from(finding.outcome == Outcome::Pass);
        suite.add_test_case(case(lang, finding));
    }
    if counts.pass > listed {
        let name = match lang {
            Lang::Ja => format!("適合 {}件", counts.pass - listed),
            Lang::En => format!("passed: {}", counts.pass - listed),
        };
        let mut passed = TestCase::new(name, TestCaseStatus::success());
        passed.set_classname(one_line(&rule.rule));
        suite.add_test_case(passed);
    }
    suite
}

fn case(lang: Lang, finding: &Finding) -> TestCase {
    let mut status = match (finding.outcome, finding.standing) {
        (Outcome::Pass, _) => TestCaseStatus::success(),
        (Outcome::NotApplicable | Outcome::Excepted, _) | (_, Standing::Known | Standing::Accepted) => TestCaseStatus::skipped(),
        (Outcome::Fail, Standing::New) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        (Outcome::Unknown, Standing::New) => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    if finding.outcome != Outcome::Pass {
        let kind = match (finding.outcome, finding.standing) {
            (_, Standing::Known) => "known",
            (_, Standing::Accepted) => "accepted",
            (Outcome::Fail, _) => finding.severity.name(),
            (Outcome::Excepted, _) => "excepted",
            (Outcome::NotApplicable, _) => "not_applicable",
            _ => "unknown",
        };
        let said = evidence::standing(lang, finding).into_iter().chain([evidence::message(lang, finding)]);
        let message = format!(
            "{}{}{}",
            finding.word.get(lang),
            say(lang, "：", ": "),
            said.collect::<Vec<_>>().join(say(lang, "　", "  "))
        );
        status.set_message(one_line(&message));
        status.set_type(kind);
        status.set_description(lines(&evidence::told(lang, finding).join("\n")));
    }
    let within = evidence::within(lang, finding);
    let space = if within.is_empty() { "" } else { say(lang, "　", "  ") };
    let mut case = TestCase::new(one_line(&format!("{}{space}{within}", describe(lang, &finding.subject))), status);
    case.set_classname(one_line(&finding.rule));
    case
}

/// What could not be read.
fn unread(document: &Document, lang: Lang) -> TestSuite {
    let mut suite = TestSuite::new(say(lang, "読み取れなかったデータ", "Data that could not be read"));
    suite.add_test_cases(document.data_errors.iter().map(|fault| data_error(lang, fault)));
    suite.add_test_cases(evidence::broken(document, lang).map(|(input, problem)| {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(one_line(problem)).set_type("input");
        let mut case = TestCase::new(one_line(&input.name), status);
        case.set_classname("input");
        case
    }));
    suite
}

/// Something that could not be read, or was read with a remark.
fn data_error(lang: Lang, fault: &DataError) -> TestCase {
    let text = evidence::fault(lang, fault);
    let status = match fault.level {
        Level::Note => TestCaseStatus::success(),
        Level::Error => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(one_line(fault.reason.get(lang))).set_type(one_line(&fault.code));
            status.set_description(lines(&text));
            status
        }
    };
    let space = if fault.path.is_empty() { "" } else { " " };
    let mut case = TestCase::new(one_line(&format!("{}:{}{space}{}", fault.input, fault.position, fault.path)), status);
    case.set_classname(format!("data.{}", one_line(&fault.code)));
    if fault.level == Level::Note {
        case.set_system_out(lines(&text));
    }
    case
}

/// A text for an attribute, which holds one line.
fn one_line(text: &str) -> String {
    harmless(text)
}

/// A text of several lines.
fn lines(text: &str) -> String {
    printable(text).replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ")
}
