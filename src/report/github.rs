//! The report as workflow commands: on GitHub, each finding stands at its line of the file it is about.
//!
//! | finding | command |
//! | --- | --- |
//! | 違反 | `error` |
//! | 注意, 判定不能 | `warning`: what could not be judged must not look as if it had passed |
//! | 要審査, 参考, 例外適用; whatever is known from an earlier run or accepted | `notice` |
//! | 適合, 対象外 | `debug`, which the log shows only where that is asked for |
//! | data that could not be read | `warning`; read with a remark, `notice` |
//! | an input that could not be read, or not to its end | `error` |
//!
//! The counts come last, as a `notice`. GitHub itself shows the first ten of each kind of a step beside the files, and all of them in the log.

use std::io::{Result, Write};

use super::evidence;
use super::words::{describe, records_counted, say, verdicts_counted};
use super::wrap::{harmless, printable};
use crate::check::typed::Severity;
use crate::finding::{Outcome, Standing};
use crate::json::{DataError, Document, Finding, Level};
use crate::lang::Lang;

/// A workflow command.
struct Command<'c> {
    name: &'static str,
    file: Option<&'c str>,
    line: Option<u64>,
    title: String,
    message: String,
}

/// Writes the report.
///
/// ```
/// use sadame::engine::{Engine, Options};
/// use sadame::json::Document;
/// use sadame::lang::Lang;
/// use sadame::pack::Builtin;
/// use sadame::report::github;
///
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
/// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
/// let input = session.input("contracts.jsonl");
/// session.push(input, 1, br#"{"id": "H28-001", "kind": "works", "amount": 1900000, "planned_price": 1848000}"#);
/// let mut log = Vec::new();
/// github::write(&mut log, &Document::new(&engine, &session.finish()), Lang::En).expect("memory takes all that is written");
/// assert!(String::from_utf8_lossy(&log).contains("::error file=contracts.jsonl,line=1,title=violation PM-09 "));
/// ```
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, document: &Document, lang: Lang) -> Result<()> {
    for finding in &document.findings {
        command(out, &of_finding(document, lang, finding))?;
    }
    for fault in &document.data_errors {
        command(out, &of_data_error(document, lang, fault))?;
    }
    for (input, problem) in evidence::broken(document, lang) {
        let file = path(document, &input.name);
        let title = say(lang, "入力を読み取れません", "the input could not be read").to_owned();
        command(out, &Command { name: "error", file, line: None, title, message: format!("{}\n{problem}", input.name) })?;
    }
    let summary = &document.summary;
    let message = format!("{}\n{}", records_counted(lang, summary), verdicts_counted(lang, summary));
    let title = format!("Sadame {}", document.header.sadame);
    command(out, &Command { name: "notice", file: None, line: None, title, message })
}

fn of_finding<'c>(document: &'c Document, lang: Lang, finding: &'c Finding) -> Command<'c> {
    let name = match (finding.outcome, finding.severity) {
        (Outcome::Pass | Outcome::NotApplicable, _) => "debug",
        (Outcome::Excepted, _) => "notice",
        _ if finding.standing != Standing::New => "notice",
        (Outcome::Unknown, _) | (Outcome::Fail, Severity::Warning) => "warning",
        (Outcome::Fail, Severity::Error) => "error",
        (Outcome::Fail, Severity::Review | Severity::Info) => "notice",
    };
    let standing = match finding.standing {
        Standing::New => "",
        Standing::Known => say(lang, "（既知）", " (known)"),
        Standing::Accepted => say(lang, "（承認済み）", " (accepted)"),
    };
    let first = evidence::records(finding).first().copied();
    let about = describe(lang, &finding.subject);
    let mut lines = vec![about, evidence::message(lang, finding)];
    lines.extend(evidence::told(lang, finding));
    Command {
        name,
        file: first.and_then(|record| path(document, &record.input)),
        line: first.and_then(|record| evidence::line(document, &record.input, record.position)),
        title: format!("{}{standing} {} {}", finding.word.get(lang), finding.rule, finding.title.get(lang)),
        message: lines.join("\n"),
    }
}

fn of_data_error<'c>(document: &'c Document, lang: Lang, fault: &'c DataError) -> Command<'c> {
    let (name, title) = match fault.level {
        Level::Error => ("warning", say(lang, "読み取れなかったデータ", "data that could not be read")),
        Level::Note => ("notice", say(lang, "データの注記", "a remark on the data")),
    };
    Command {
        name,
        file: path(document, &fault.input),
        line: evidence::line(document, &fault.input, fault.position),
        title: format!("{title} {}", fault.code),
        message: evidence::fault(lang, fault),
    }
}

/// The path of an input; none of what came through a pipe.
fn path<'d>(document: &'d Document, input: &'d str) -> Option<&'d str> {
    Some(evidence::file(document, input)).filter(|file| *file != "-")
}

/// Writes a command in one line, whatever stands in it.
fn command(out: &mut dyn Write, command: &Command<'_>) -> Result<()> {
    let Command { name, file, line, title, message } = command;
    let file = file.map(|file| format!("file={}", property(&harmless(file))));
    let line = line.map(|line| format!("line={line}"));
    let title = Some(format!("title={}", property(&harmless(title)))).filter(|_| *name != "debug");
    let (file, line) = if *name == "debug" { (None, None) } else { (file, line) };
    let properties: Vec<String> = [file, line, title].into_iter().flatten().collect();
    let space = if properties.is_empty() { "" } else { " " };
    writeln!(out, "::{name}{space}{}::{}", properties.join(","), data(&printable(message)))
}

/// A message, by the rules of workflow commands.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, in which a colon and a comma would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
