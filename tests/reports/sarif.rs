//! The report as SARIF: valid by the official schema, and by what the standard asks beyond it.

use jsonschema::Draft;
use sadame::finding::{Outcome, Standing};
use sadame::json::{Document, Subject};
use sadame::lang::Lang;
use sadame::report::sarif::write;
use serde_json::Value;

use super::{decided, nasty, synthetic, written};

fn log(document: &Document, lang: Lang) -> Value {
    serde_json::from_str(&written(write, document, lang)).expect("it is JSON")
}

fn run(document: &Document, lang: Lang) -> Value {
    log(document, lang)["runs"][0].take()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("`{name}` is a list"))
}

#[test]
fn it_follows_the_schema() {
    // The official schema has a bracket too many in the pattern of a language, which strict readers of patterns refuse.
    let text = include_str!("../schemas/sarif-2.1.0.json").replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    let options = jsonschema::options().with_draft(Draft::Draft7).should_validate_formats(true);
    let validator = options.build(&schema).expect("it is a schema");
    for document in [synthetic(false), synthetic(true), decided(), nasty()] {
        for lang in [Lang::Ja, Lang::En] {
            let log = log(&document, lang);
            let faults: Vec<String> = validator
                .iter_errors(&log)
                .take(5)
                .map(|fault| format!("{} at {}", fault.masked(), fault.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{faults:#?}");
            assert_eq!(list(&log["runs"][0], "results").len(), document.findings.len());
        }
    }
}

#[test]
fn each_result_says_what_the_finding_says() {
    let document = synthetic(true);
    let run = run(&document, Lang::Ja);
    let rules = list(&run["tool"]["driver"], "rules");
    for (finding, result) in document.findings.iter().zip(list(&run, "results")) {
        let (kind, level) = match (finding.outcome, finding.word.ja.as_str()) {
            (Outcome::Fail, "違反") => ("fail", "error"),
            (Outcome::Fail, "注意") => ("fail", "warning"),
            (Outcome::Fail, _) => ("fail", "note"),
            (Outcome::Unknown, _) => ("open", "none"),
            (Outcome::Excepted, _) => ("informational", "none"),
            (Outcome::Pass, _) => ("pass", "none"),
            (Outcome::NotApplicable, _) => ("notApplicable", "none"),
        };
        assert_eq!((&result["kind"], &result["level"]), (&kind.into(), &level.into()));
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("a small one")];
        assert_eq!((&rule["id"], &result["ruleId"]), (&finding.rule.as_str().into(), &finding.rule.as_str().into()));
        assert_eq!(rule["shortDescription"]["text"], finding.title.ja);
        assert!(rule["help"]["text"].as_str().is_some_and(|help| help.starts_with("根拠\n")), "its sources are named");
        assert_eq!(result["partialFingerprints"]["sadame/v1"], finding.fingerprint);
        if let Subject::Record { record, path, .. } = &finding.subject {
            let location = &result["locations"][0];
            assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], record.input);
            assert_eq!(location["physicalLocation"]["region"]["startLine"], record.position);
            assert_eq!(location["logicalLocations"][0]["name"], record.key);
            let pointer = location["logicalLocations"][1]["fullyQualifiedName"].as_str();
            assert_eq!(pointer, Some(format!("{}{path}", record.key)).as_deref().filter(|_| !path.is_empty()));
        }
        if let Subject::Group { members, .. } = &finding.subject {
            assert_eq!(list(result, "relatedLocations").len(), members.len() - 1);
        }
    }
    assert!(run["invocations"][0]["executionSuccessful"].as_bool().is_some_and(|well| well));
}

#[test]
fn the_run_names_its_rules_inputs_and_counts() {
    let document = synthetic(false);
    let run = run(&document, Lang::En);
    assert_eq!(run["tool"]["driver"]["version"], document.header.sadame);
    assert_eq!(list(&run["tool"], "extensions").len(), document.header.packs.len());
    assert_eq!(run["tool"]["extensions"][0]["properties"]["digest"], document.header.packs[0].digest);
    assert_eq!(run["properties"]["summary"]["judged"], document.summary.judged);
    for (input, artifact) in document.summary.inputs.iter().zip(list(&run, "artifacts")) {
        assert_eq!(artifact["location"]["uri"], input.name);
        assert_eq!(artifact["hashes"]["sha-256"].as_str(), input.digest.as_deref());
    }
}

#[test]
fn decisions_suppress_and_earlier_findings_are_unchanged() {
    let document = decided();
    let run = run(&document, Lang::Ja);
    let mut seen = [0; 3];
    for (finding, result) in document.findings.iter().zip(list(&run, "results")) {
        let statuses: Vec<&str> = list(result, "suppressions").iter().filter_map(|it| it["status"].as_str()).collect();
        let suppressed = !statuses.is_empty() && statuses.iter().all(|status| *status == "accepted");
        assert_eq!(suppressed, finding.standing == Standing::Accepted, "{statuses:?}");
        assert_eq!(result["baselineState"], if finding.standing == Standing::Known { "unchanged" } else { "new" });
        seen[0] += usize::from(suppressed);
        seen[1] += usize::from(statuses.contains(&"rejected"));
        seen[2] += usize::from(finding.standing == Standing::Known);
    }
    assert_eq!(seen, [1, 1, 1], "accepted, rejected, known");
    let accepted = list(&run, "results").iter().find(|result| !list(result, "suppressions").is_empty()).expect("one is");
    let justification = accepted["suppressions"][0]["justification"].as_str().expect("it says why");
    assert!(justification.contains("契約審査委員会 2017-04-01") && justification.contains("緊急の復旧による"), "{justification}");
    for result in list(&self::run(&synthetic(false), Lang::Ja), "results") {
        assert!(result.get("suppressions").is_none() && result.get("baselineState").is_none(), "nothing was compared");
    }
}

#[test]
fn what_could_not_be_read_is_notified() {
    let document = nasty();
    let run = run(&document, Lang::En);
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notifications = list(invocation, "toolExecutionNotifications");
    assert_eq!(notifications.len(), document.data_errors.len() + 1);
    let lost = notifications.iter().find(|it| it["descriptor"]["id"] == "not_json").expect("a line was no JSON");
    assert_eq!(lost["level"], "error");
    let last = notifications.last().expect("there are some");
    assert_eq!(last["message"]["text"], "-: it ends in the middle, ]]>");
    let pipe = last["locations"][0]["physicalLocation"]["artifactLocation"]["index"].as_u64().expect("a number");
    assert_eq!(run["artifacts"][usize::try_from(pipe).expect("small")]["location"]["description"]["text"], "standard input");
}

#[test]
fn data_brings_no_links_placeholders_or_control_characters() {
    let run = run(&nasty(), Lang::Ja);
    let mut named = false;
    for result in list(&run, "results") {
        let message = result["message"]["text"].as_str().expect("it has a message");
        assert!(!message.contains("]("), "{message:.300}");
        assert!(!message.replace("{{", "").replace("}}", "").contains(['{', '}']), "{message:.300}");
        assert!(!message.chars().any(|it| it.is_control() && !matches!(it, '\n' | '\r' | '\t')), "{message:.300}");
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        named |= uri == "%E5%A5%91%E7%B4%84%20%E4%B8%80%E8%A6%A7%2C%3C1%3E%3A%22%25%22.jsonl";
    }
    assert!(named, "the file's name is a URI");
}
