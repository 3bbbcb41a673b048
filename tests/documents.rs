//! Documents to write reports of: that of the synthetic contracts, and one in which every text tries to be more than text.

use std::sync::LazyLock;

use sadame::engine::{Engine, Options, parse_date};
use sadame::finding::Outcome;
use sadame::json::Document;
use sadame::pack::Builtin;

static FLAGGED: LazyLock<Document> = LazyLock::new(|| judged(false));
static ALL: LazyLock<Document> = LazyLock::new(|| judged(true));

/// The synthetic contracts, judged by the built-in rules; with what passes and does not apply where all is asked for.
pub fn examples(all: bool) -> Document {
    if all { ALL.clone() } else { FLAGGED.clone() }
}

fn judged(all: bool) -> Document {
    let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
    let settings = std::fs::read_to_string("examples/jlis/settings.txt").expect("the settings are there");
    let parameters = settings.lines().filter_map(|line| line.split_once('='));
    // One is left unset, so that verdicts wait for it.
    let parameters = parameters.filter(|(name, _)| *name != "split_window");
    let options = Options {
        as_of: parse_date("2017-04-28"),
        parameters: parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        all,
        ..Options::default()
    };
    let mut session = engine.session(&options).expect("nothing is set wrongly");
    for name in ["examples/jlis/contracts.jsonl", "examples/jlis/incomplete.jsonl"] {
        let text = std::fs::read_to_string(name).expect("the contracts are there");
        let input = session.input(name);
        for (line, json) in (1..).zip(text.lines()) {
            session.push(input, line, json.as_bytes());
        }
    }
    Document::new(&engine, &session.finish())
}

/// What a text says that would be more than text, in markup, in a cell or on a screen.
pub const NASTY: &str =
    "</style></script><script>alert(1)</script>\"><img src=x onerror='alert(1)'>&amp;=1+1\u{1b}[31m\u{202e}]]>";

/// The document of the synthetic contracts with every text in it made nasty, but for the words that it is counted by; and one of every kind of remark on the
/// input.
pub fn nasty() -> Document {
    let mut document = examples(true);
    let mut clean = 0;
    document.findings.retain(|finding| {
        let is_clean = matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable);
        clean += usize::from(is_clean);
        !is_clean || clean <= 40
    });
    let mut json = serde_json::to_value(document).expect("a document is JSON");
    json["levels"] = serde_json::json!([{ "rule": "DB-02", "written": "error", "set": "info" }]);
    json["not_run"] = serde_json::json!(["DB-01"]);
    json["summary"]["inputs"][0] = serde_json::json!({
        "name": "list.xlsx", "digest": "00ff", "records": 2, "problem": { "ja": "読めない", "en": "not read" }, "format": "xlsx",
        "packed": "gzip", "encoding": "Shift_JIS", "layout": "list", "sheet": "契約一覧", "header_row": 3,
        "beside": [{ "name": "支払", "rows": 4, "digest": "ff00" }], "unmapped": ["備考"], "absent": [{ "ja": "締結日", "en": "date" }],
        "skipped": [{ "at": "契約一覧!9", "text": "合計", "why": { "ja": "合計の行", "en": "a total" } }],
        "repairs": [{ "column": "金額", "field": "amount", "code": "width", "what": { "ja": "全角", "en": "wide" }, "count": 2,
            "at": "契約一覧!D4", "raw": "１", "read": "1" }],
    });
    for (at, finding) in json["findings"].as_array_mut().expect("findings are a list").iter_mut().enumerate() {
        finding["standing"] = serde_json::json!(["new", "known", "accepted"][at % 3]);
        finding["decisions"] = serde_json::json!([{ "fingerprint": "f", "decision": "accepted", "by": "課長", "on": "2017-04-01",
            "reason": "やむを得ない", "until": "2018-03-31", "word": { "ja": "承認", "en": "accepted" }, "in_force": at % 2 == 0 }]);
    }
    spoil(&mut json, "", NASTY);
    serde_json::from_value(json).expect("a nasty document is a document")
}

/// A document with something put before and after every text in it.
pub fn spoilt(document: &Document, before: &str, after: &str) -> Document {
    let mut json = serde_json::to_value(document).expect("a document is JSON");
    spoil(&mut json, before, after);
    serde_json::from_value(json).expect("a spoilt document is a document")
}

/// Names whose texts are read by machines, and so are what they are.
const KEPT: &[&str] = &["outcome", "severity", "standing", "kind", "why", "level", "decision", "written", "set", "value"];

fn spoil(json: &mut serde_json::Value, before: &str, after: &str) {
    match json {
        serde_json::Value::String(text) => *text = format!("{before}{text}{after}"),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, before, after)),
        serde_json::Value::Object(fields) => {
            let texts = fields.iter_mut().filter(|(name, _)| !KEPT.contains(&name.as_str()));
            texts.for_each(|(_, value)| spoil(value, before, after));
        }
        _ => {}
    }
}
