//! The report as SARIF 2.1.0, for code hosts, editors and result managers: one run, a result for each finding.
//!
//! | finding | `kind` and `level` |
//! | --- | --- |
//! | 違反, 注意 | `fail`, at `error` and at `warning` |
//! | 要審査, 参考 | `fail` at `note`; `properties.severity` tells them apart. A `review` of SARIF has no level, and most readers would not show it |
//! | 判定不能 | `open`: there was not enough to decide by |
//! | 例外適用 | `informational`: what the rules themselves except is no problem, and nobody had to suppress it |
//! | 適合, 対象外 | `pass`, `notApplicable` |
//!
//! Decisions in force are `suppressions`: 承認 is `accepted`, 要是正 `rejected`, 保留 `underReview`; so SARIF calls suppressed what is accepted here.
//! Where the run is compared with an earlier one, each result has a `baselineState`. What could not be read are notifications of the run. The settings and
//! the counts stand in the run's `properties`, as the contract has them.
//!
//! A message cannot hold a placeholder or a link that came with the data: braces are doubled, as SARIF asks, and `](` is parted.

use std::collections::BTreeMap;
use std::io::{Result, Write};

use serde::ser::{Serialize, Serializer};
use serde_json::{Value, json};

use super::evidence;
use super::json_text;
use super::words::{describe, member, place, say};
use super::wrap::printable;
use crate::check::typed::Severity;
use crate::engine::Verdict;
use crate::finding::Outcome;
use crate::json::{DataError, Document, Finding, Input, Level, Record, RuleCount, Subject};
use crate::lang::Lang;

#[cfg(feature = "lint")]
pub mod lint;

/// Writes the report.
///
/// ```
/// use sadame::engine::{Engine, Options};
/// use sadame::json::Document;
/// use sadame::lang::Lang;
/// use sadame::pack::Builtin;
/// use sadame::report::sarif;
///
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
/// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
/// let input = session.input("contracts.jsonl");
/// session.push(input, 1, br#"{"id": "H28-001", "kind": "works", "amount": 1900000, "planned_price": 1848000}"#);
/// let mut log = Vec::new();
/// sarif::write(&mut log, &Document::new(&engine, &session.finish()), Lang::En).expect("memory takes all that is written");
/// let log: serde_json::Value = serde_json::from_slice(&log).expect("it is JSON");
/// assert_eq!(log["runs"][0]["tool"]["driver"]["name"], "Sadame");
/// ```
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, document: &Document, lang: Lang) -> Result<()> {
    log(out, Run::new(document, lang))
}

/// Writes a log of one run.
fn log(out: &mut dyn Write, run: impl Serialize) -> Result<()> {
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    json_text::pretty(out, &log)
}

#[derive(serde::Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [R; 1],
}

#[derive(serde::Serialize)]
struct Run<'d> {
    tool: Value,
    language: &'static str,
    invocations: [Value; 1],
    artifacts: Vec<Value>,
    results: Results<'d>,
    properties: Value,
}

/// The results, each made when it is written: a report may hold many.
struct Results<'d> {
    document: &'d Document,
    lang: Lang,
    /// The number of each rule in the tool's list.
    rules: BTreeMap<&'d str, usize>,
    /// Whether findings were held against an earlier run, and against decisions: then all results must say so.
    compared: bool,
    decided: bool,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq(self.document.findings.iter().map(|finding| self.result(finding)))
    }
}

impl<'d> Run<'d> {
    fn new(document: &'d Document, lang: Lang) -> Run<'d> {
        let rules = document.summary.rules.iter().enumerate().map(|(number, rule)| (rule.rule.as_str(), number)).collect();
        let results = Results {
            document,
            lang,
            rules,
            compared: document.findings.iter().any(|finding| finding.found_before.is_some()),
            decided: document.findings.iter().any(|finding| !finding.decisions.is_empty()),
        };
        Run {
            tool: tool(document, lang),
            language: say(lang, "ja", "en"),
            invocations: [invocation(document, lang)],
            artifacts: artifacts(document, lang),
            results,
            properties: json!({ "settings": document.header, "summary": document.summary }),
        }
    }
}

/// The program with the rules that came to any verdict; each pack is an extension of it.
fn tool(document: &Document, lang: Lang) -> Value {
    let mut sources: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in &document.findings {
        let lines = sources.entry(&finding.rule).or_default();
        for line in evidence::sources(lang, finding) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    let rule = |rule: &RuleCount| {
        let written = document.header.levels.iter().find(|set| set.rule == rule.rule).map_or(rule.severity, |set| set.written);
        let title = text(rule.title.get(lang));
        let mut descriptor = json!({
            "id": rule.rule,
            "name": rule.title.get(lang),
            "shortDescription": { "text": title },
            "fullDescription": { "text": title },
            "defaultConfiguration": { "level": level(written) },
            "properties": { "severity": written },
        });
        if let Some(lines) = sources.get(rule.rule.as_str()).filter(|lines| !lines.is_empty()) {
            let label = say(lang, "根拠", "Sources");
            descriptor["help"] = json!({ "text": text(&format!("{label}\n{}", lines.join("\n"))) });
        }
        descriptor
    };
    let extensions = document.header.packs.iter().map(|pack| {
        json!({
            "name": pack.name,
            "version": pack.version,
            "shortDescription": { "text": text(pack.title.get(lang)) },
            "properties": { "digest": pack.digest },
        })
    });
    json!({
        "driver": {
            "name": "Sadame",
            "version": document.header.sadame,
            "semanticVersion": document.header.sadame,
            "language": say(lang, "ja", "en"),
            "rules": document.summary.rules.iter().map(rule).collect::<Vec<Value>>(),
        },
        "extensions": extensions.collect::<Vec<Value>>(),
    })
}

/// How the run went: what could not be read, and which rules were set to be graver or less grave.
fn invocation(document: &Document, lang: Lang) -> Value {
    let summary = &document.summary;
    let unread = evidence::broken(document, lang).count() > 0 || summary.judged < summary.read;
    let faults = document.data_errors.iter().map(|fault| data_error(document, lang, fault));
    let broken = evidence::broken(document, lang).map(|(input, problem)| {
        json!({
            "level": "error",
            "message": { "text": text(&format!("{}{}{problem}", input.name, say(lang, "：", ": "))) },
            "locations": [{ "physicalLocation": { "artifactLocation": artifact_location(document, &input.name) } }],
        })
    });
    let overrides = document.header.levels.iter().filter_map(|set| {
        let index = summary.rules.iter().position(|rule| rule.rule == set.rule)?;
        Some(json!({ "descriptor": { "id": set.rule, "index": index }, "configuration": { "level": level(set.set) } }))
    });
    json!({
        "executionSuccessful": !unread,
        "ruleConfigurationOverrides": overrides.collect::<Vec<Value>>(),
        "toolExecutionNotifications": faults.chain(broken).collect::<Vec<Value>>(),
    })
}

/// Something that could not be read; an error where the record is lost by it, a warning where it is judged without.
fn data_error(document: &Document, lang: Lang, fault: &DataError) -> Value {
    let level = match (fault.level, fault.path.is_empty()) {
        (Level::Note, _) => "note",
        (Level::Error, false) => "warning",
        (Level::Error, true) => "error",
    };
    let mut location = json!({ "physicalLocation": physical(document, &fault.input, fault.position) });
    if !fault.path.is_empty() {
        location["logicalLocations"] = json!([{ "name": fault.place.get(lang), "fullyQualifiedName": fault.path }]);
    }
    json!({
        "descriptor": { "id": fault.code },
        "level": level,
        "message": { "text": text(&evidence::fault(lang, fault)) },
        "locations": [location],
        "properties": { "cell": fault.at, "raw": fault.raw },
    })
}

/// The inputs, and the files read with them.
fn artifacts(document: &Document, lang: Lang) -> Vec<Value> {
    let input = |input: &Input| {
        let mut artifact = json!({ "roles": ["analysisTarget"], "properties": { "name": input.name, "records": input.records } });
        artifact["location"] = match uri(evidence::file(document, &input.name)) {
            Some(uri) => json!({ "uri": uri }),
            None => {
                artifact["roles"] = json!(["analysisTarget", "standardStream"]);
                json!({ "description": { "text": say(lang, "標準入力", "standard input") } })
            }
        };
        if let Some(digest) = &input.digest {
            artifact["hashes"] = json!({ "sha-256": digest });
        }
        artifact
    };
    let inputs = &document.summary.inputs;
    let beside = inputs.iter().flat_map(|input| &input.reading.beside).filter_map(|beside| {
        let (uri, digest) = (uri(&beside.name)?, beside.digest.as_ref()?);
        Some(json!({ "roles": ["analysisTarget"], "location": { "uri": uri }, "hashes": { "sha-256": digest } }))
    });
    inputs.iter().map(input).chain(beside).collect()
}

impl Results<'_> {
    fn result(&self, finding: &Finding) -> Value {
        let lang = self.lang;
        let kind = match finding.outcome {
            Outcome::Fail => "fail",
            Outcome::Unknown => "open",
            Outcome::Excepted => "informational",
            Outcome::Pass => "pass",
            Outcome::NotApplicable => "notApplicable",
        };
        let mut lines = vec![evidence::message(lang, finding), describe(lang, &finding.subject)];
        lines.extend(evidence::told(lang, finding));
        let mut result = json!({
            "ruleId": finding.rule,
            "kind": kind,
            "level": if finding.outcome == Outcome::Fail { level(finding.severity) } else { "none" },
            "message": { "text": text(&lines.join("\n")) },
            "locations": self.location(finding).into_iter().collect::<Vec<Value>>(),
            "partialFingerprints": { "sadame/v1": finding.fingerprint },
            "properties": {
                "outcome": finding.outcome,
                "severity": finding.severity,
                "word": finding.word.get(lang),
                "standing": finding.standing,
            },
        });
        if let Some(index) = self.rules.get(finding.rule.as_str()) {
            result["ruleIndex"] = json!(index);
        }
        if let Subject::Group { members, .. } = &finding.subject {
            let others = members.iter().skip(1).map(|it| {
                let message = text(&member(lang, it));
                json!({
                    "physicalLocation": physical(self.document, &it.record.input, it.record.position),
                    "logicalLocations": [of_record(&it.record)],
                    "message": { "text": message },
                })
            });
            result["relatedLocations"] = others.collect();
        }
        if self.decided {
            result["suppressions"] = suppressions(lang, finding);
        }
        if self.compared {
            result["baselineState"] = json!(if finding.found_before == Some(true) { "unchanged" } else { "new" });
        }
        result
    }

    /// Where a finding is: at its record, or at the first of its group; a row of a table has no place in the input, and the whole set has none at all.
    fn location(&self, finding: &Finding) -> Option<Value> {
        let lang = self.lang;
        if let Subject::Row { table, key, .. } = &finding.subject {
            let row = json!({ "name": describe(lang, &finding.subject), "fullyQualifiedName": format!("{table}/{key}") });
            return Some(json!({ "logicalLocations": [row] }));
        }
        let record = evidence::records(finding).into_iter().next()?;
        let mut logical = vec![of_record(record)];
        if let Subject::Record { path, place: words, .. } = &finding.subject
            && !path.is_empty()
        {
            let whole = if record.key.is_empty() { place(record) } else { record.key.clone() };
            let pointer = format!("{whole}{path}");
            logical.push(json!({ "name": words.get(lang), "fullyQualifiedName": pointer, "kind": "object" }));
        }
        let physical = physical(self.document, &record.input, record.position);
        Some(json!({ "physicalLocation": physical, "logicalLocations": logical }))
    }
}

/// The decisions in force, each once.
fn suppressions(lang: Lang, finding: &Finding) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for decided in finding.decisions.iter().filter(|decided| decided.in_force) {
        let status = match decided.decision.decision {
            Verdict::Accepted => "accepted",
            Verdict::ToCorrect => "rejected",
            Verdict::Pending => "underReview",
        };
        let justification = printable(&evidence::decision(lang, decided));
        let suppression = json!({ "kind": "external", "status": status, "justification": justification });
        if !all.contains(&suppression) {
            all.push(suppression);
        }
    }
    Value::Array(all)
}

fn of_record(record: &Record) -> Value {
    let name = if record.key.is_empty() { place(record) } else { record.key.clone() };
    json!({ "name": name, "kind": "object" })
}

/// A place in an input; its line, where the input has lines.
fn physical(document: &Document, input: &str, position: u64) -> Value {
    let mut physical = json!({ "artifactLocation": artifact_location(document, input) });
    if let Some(line) = evidence::line(document, input, position) {
        physical["region"] = json!({ "startLine": line });
    }
    physical
}

/// An input, by its URI and its number among the artifacts.
fn artifact_location(document: &Document, name: &str) -> Value {
    let index = document.summary.inputs.iter().position(|input| input.name == name);
    match (uri(evidence::file(document, name)), index) {
        (Some(uri), Some(index)) => json!({ "uri": uri, "index": index }),
        (None, Some(index)) => json!({ "index": index }),
        (uri, None) => json!({ "uri": uri.unwrap_or_default() }),
    }
}

/// A path as a URI: relative where it is relative, a `file` URI where it is absolute. None for what came through a pipe.
fn uri(name: &str) -> Option<String> {
    if name == "-" {
        return None;
    }
    let path = name.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let drive = path.get(..3).filter(|start| start.as_bytes()[0].is_ascii_alphabetic() && &start[1..] == ":/");
    let (start, rest) = match drive {
        Some(drive) => (format!("file:///{drive}"), &path[3..]),
        None if path.starts_with("//") => ("file:".to_owned(), path),
        None if path.starts_with('/') => ("file://".to_owned(), path),
        None => (String::new(), path),
    };
    let mut uri = start;
    for byte in rest.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(uri)
}

/// A text as SARIF's messages have it: without control characters, placeholders or links of its own.
fn text(text: &str) -> String {
    printable(text).replace('{', "{{").replace('}', "}}").replace("](", "] (")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Review | Severity::Info => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_a_uri() {
        for (path, wanted) in [
            ("a/b c.jsonl", "a/b%20c.jsonl"),
            ("./契約.jsonl", "%E5%A5%91%E7%B4%84.jsonl"),
            ("a:b?#%.jsonl", "a%3Ab%3F%23%25.jsonl"),
            ("/var/a.jsonl", "file:///var/a.jsonl"),
            ("C:\\x y\\a.jsonl", "file:///C:/x%20y/a.jsonl"),
            ("data\\a.jsonl", "data/a.jsonl"),
            ("//server/share/a", "file://server/share/a"),
            ("", ""),
        ] {
            assert_eq!(uri(path).as_deref(), Some(wanted), "{path}");
        }
        assert_eq!(uri("-"), None);
    }
}
