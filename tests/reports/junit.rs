//! The report as JUnit's XML. The files that the last test leaves are held against the schema by `cargo xtask test junit`.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus};
use sadame::finding::{Outcome, Standing};
use sadame::json::{Document, Level};
use sadame::lang::Lang;
use sadame::report::junit::write;

use super::{decided, nasty, synthetic, written};

/// The report, read again.
fn read(document: &Document, lang: Lang) -> Report {
    let xml = written(write, document, lang);
    Report::deserialize_from_str(&xml).unwrap_or_else(|fault| panic!("{fault}: {xml:.2000}"))
}

fn cases(report: &Report) -> impl Iterator<Item = &TestCase> {
    report.test_suites.iter().flat_map(|suite| &suite.test_cases)
}

/// How a case ended, and what it says.
fn ended(case: &TestCase) -> (&'static str, String) {
    let (name, message) = match &case.status {
        TestCaseStatus::Success { .. } => ("passed", None),
        TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, message, .. } => ("failure", message.as_deref()),
        TestCaseStatus::NonSuccess { kind: NonSuccessKind::Error, message, .. } => ("error", message.as_deref()),
        TestCaseStatus::Skipped { message, .. } => ("skipped", message.as_deref()),
    };
    (name, message.unwrap_or_default().to_owned())
}

#[test]
fn each_rule_is_a_suite_and_each_finding_a_case_of_it() {
    for document in [synthetic(false), synthetic(true), decided()] {
        let report = read(&document, Lang::Ja);
        assert_eq!(report.test_suites.len(), document.summary.rules.len() + 1, "and one for the data");
        for (rule, suite) in document.summary.rules.iter().zip(&report.test_suites) {
            assert_eq!(suite.name.as_str(), format!("{} {}", rule.rule, rule.title.ja));
            let findings: Vec<_> = document.findings.iter().filter(|finding| finding.rule == rule.rule).collect();
            for (finding, case) in findings.iter().zip(&suite.test_cases) {
                let wanted = match (finding.outcome, finding.standing) {
                    (Outcome::Pass, _) => "passed",
                    (Outcome::Fail, Standing::New) => "failure",
                    (Outcome::Unknown, Standing::New) => "error",
                    _ => "skipped",
                };
                let (how, message) = ended(case);
                assert_eq!(how, wanted, "{message}");
                assert_eq!(case.classname.as_deref(), Some(rule.rule.as_str()));
                assert!(how == "passed" || message.starts_with(&finding.word.ja), "{message}");
            }
            let listed = findings.iter().filter(|finding| finding.outcome == Outcome::Pass).count() as u64;
            let rest = suite.test_cases.get(findings.len()).map(|case| case.name.to_string());
            assert_eq!(rest, (rule.counts.pass > listed).then(|| format!("適合 {}件", rule.counts.pass - listed)));
            let pass = suite.properties.iter().find(|property| property.name.as_str() == "pass").expect("it is counted");
            assert_eq!(pass.value.as_str(), rule.counts.pass.to_string());
        }
    }
}

#[test]
fn the_counts_are_those_of_the_cases() {
    let document = synthetic(false);
    let (report, summary) = (read(&document, Lang::En), &document.summary);
    let count = |wanted: &str| cases(&report).filter(|case| ended(case).0 == wanted).count();
    assert_eq!(report.failures as u64, summary.verdicts.fail);
    let unread = report.test_suites.last().expect("there are suites").errors;
    assert_eq!((report.errors - unread) as u64, summary.verdicts.unknown, "what is undetermined does not look green");
    assert_eq!([report.tests, report.failures, report.errors], [cases(&report).count(), count("failure"), count("error")]);
    assert_eq!(count("skipped") as u64, summary.verdicts.excepted);
}

#[test]
fn what_was_accepted_says_by_whom_and_why() {
    let report = read(&decided(), Lang::Ja);
    let messages: Vec<String> = cases(&report).filter(|case| ended(case).0 == "skipped").map(|case| ended(case).1).collect();
    let accepted = messages.iter().find(|message| message.contains("承認済み")).expect("one is accepted");
    assert!(
        accepted.contains("契約審査委員会 2017-04-01、2018-03-31まで") && accepted.contains("緊急の復旧による <b>"),
        "{accepted}"
    );
    assert!(messages.iter().any(|message| message.contains("既知")));
}

#[test]
fn what_could_not_be_read_is_an_error_and_a_remark_is_not() {
    let document = nasty();
    let report = read(&document, Lang::En);
    let suite = report.test_suites.last().expect("there are suites");
    assert_eq!(suite.name.as_str(), "Data that could not be read");
    let errors = document.data_errors.iter().filter(|fault| fault.level == Level::Error).count() + 1;
    assert_eq!((suite.test_cases.len(), suite.errors), (document.data_errors.len() + 1, errors));
    let last = suite.test_cases.last().expect("there are cases");
    assert_eq!((last.name.as_str(), ended(last)), ("-", ("error", "it ends in the middle, ]]>".to_owned())));
}

#[test]
fn nothing_in_the_data_breaks_the_xml_or_is_lost() {
    let document = nasty();
    let xml = written(write, &document, Lang::Ja);
    let allowed = |it: char| it == '\n' || !(it.is_control() || matches!(it, '\u{fffe}' | '\u{ffff}'));
    assert!(xml.chars().all(allowed), "XML knows no such characters");
    assert!(!xml.contains("time"), "and there are no times in it");
    let report = read(&document, Lang::Ja);
    let holds = |text: &str| cases(&report).any(|case| case.name.contains(text));
    assert!(holds("<script>alert(\"1\")</script> & ]]> <![CDATA["));
    assert!(holds("␛[31m赤␛[0m␇␀␋��"), "what cannot be written is shown");
    assert!(holds(&"長い".repeat(20_000)), "and nothing is cut off");
}

#[test]
fn reports_are_left_for_the_schema() {
    let folder = "target/reports/junit";
    // Those of an earlier run would be held against the schema too.
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).expect("there is room for a folder");
    for (name, document) in [("some", synthetic(false)), ("all", synthetic(true)), ("decided", decided()), ("nasty", nasty())] {
        for (lang, code) in [(Lang::Ja, "ja"), (Lang::En, "en")] {
            std::fs::write(format!("{folder}/{name}.{code}.xml"), written(write, &document, lang)).expect("files can be written");
        }
    }
}
