//! What `sadame lint` found, as SARIF 2.1.0: every code is a rule of the tool, every finding a result at its place in the text of the rules.

use std::io::{Result, Write};

use serde_json::{Value, json};

use super::{log, text, uri};
use crate::engine::Engine;
use crate::lang::Lang;
use crate::lint::{CODES, Code, Finding, Report};
use crate::report::words::say;
use crate::source::Span;

/// Writes what was found. What could not be decided are notifications of the run.
///
/// ```
/// use sadame::engine::Engine;
/// use sadame::lang::Lang;
/// use sadame::pack::Builtin;
/// use sadame::report::sarif;
///
/// let engine = Engine::compile(&[&Builtin], &["portal".to_owned()]).expect("the built-in rules compile");
/// let mut log = Vec::new();
/// sarif::lint::write(&mut log, &engine, &sadame::lint::lint(&engine), Lang::En).expect("memory takes all that is written");
/// let log: serde_json::Value = serde_json::from_slice(&log).expect("it is JSON");
/// assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], "L01");
/// ```
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, engine: &Engine, report: &Report, lang: Lang) -> Result<()> {
    let undecided = report.undecided.iter().map(|it| {
        let message = json!({ "text": text(&it.sentence(engine, lang)) });
        json!({ "level": "note", "message": message, "locations": [location(engine, engine.program.rules[it.rule].span)] })
    });
    let run = json!({
        "tool": { "driver": {
            "name": "Sadame",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "language": say(lang, "ja", "en"),
            "rules": CODES.iter().map(|code| descriptor(code, lang)).collect::<Vec<Value>>(),
        } },
        "language": say(lang, "ja", "en"),
        "columnKind": "unicodeCodePoints",
        "invocations": [{
            "executionSuccessful": true,
            "toolExecutionNotifications": undecided.collect::<Vec<Value>>(),
        }],
        "results": report.findings.iter().map(|finding| result(engine, finding, lang)).collect::<Vec<Value>>(),
        "properties": { "rules": report.rules },
    });
    log(out, run)
}

/// A code; its page is `sadame explain CODE`.
fn descriptor(code: &Code, lang: Lang) -> Value {
    let more = say(lang, "詳しくは", "For more:");
    json!({
        "id": code.name,
        "shortDescription": { "text": code.title(lang) },
        "help": { "text": format!("{more} sadame explain {}", code.name) },
        "defaultConfiguration": { "level": "warning" },
    })
}

fn result(engine: &Engine, finding: &Finding, lang: Lang) -> Value {
    let code = finding.kind.code();
    let mut lines = vec![finding.kind.message(lang)];
    let cases = finding.witness.iter().flat_map(|witness| {
        let rule = |number: usize| &engine.program.rules[number].id;
        witness.outcomes.iter().map(move |(number, outcome)| format!("{}: {} -> {}", rule(*number), witness.case, outcome.name()))
    });
    lines.extend(cases.map(|case| format!("{}{case}", say(lang, "例　", "case  "))));
    let mut result = json!({
        "ruleId": code,
        "ruleIndex": CODES.iter().position(|known| known.name == code),
        "kind": "fail",
        "level": "warning",
        "message": { "text": text(&lines.join("\n")) },
        "locations": [location(engine, finding.span)],
        "properties": { "about": finding.kind.about() },
    });
    if let Some(beside) = finding.beside {
        let mut other = location(engine, beside);
        other["message"] = json!({ "text": say(lang, "もう一方", "the other") });
        result["relatedLocations"] = json!([other]);
    }
    result
}

/// A place in the text of the rules.
fn location(engine: &Engine, span: Span) -> Value {
    let (start, end) = (engine.sources.place(span), engine.sources.place(Span { start: span.end, ..span }));
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&engine.sources.get(span.source).path).unwrap_or_default() },
        "region": { "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column },
    } })
}
