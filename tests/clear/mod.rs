//! What would clear a failed finding: each kind of field, to the last yen and day; what a change breaks; and that nothing is offered where nothing clears.

mod kinds;
mod several;
mod whole;

use std::sync::OnceLock;

use sadame::engine::{Engine, Options};
use sadame::json::{Document, Finding, WouldClear};
use sadame::pack::Memory;
use sadame::value::Lang;
use serde_json::{Value, json};

const PRELUDE: &str = r#"
module c "試" en "trial"
source doc "出典" en "document" { verified yes }
choice way "方法" en "way" { open "一般" en "open"  limited "指名" en "limited"  direct "随意" en "direct" }
choice clause "条項" en "clause" { secrecy "秘密" en "secrecy"  damages "損害" en "damages"  audit "監査" en "audit" }
table act "事項" en "items" {
  entry  text key       "事項"   en "item"
  most   money incl tax "限度額" en "limit"
  cite doc
  rows { "甲" | 100円  "乙" | 200円 }
}
table limits "上限" en "limits" dated {
  name  text key       "名"   en "name"
  most  money incl tax "上限" en "most"
  cite doc
  rows { "工事" | 250円 | until 2025-03-31  "工事" | 400円 | from 2025-04-01 }
}
record line "明細" en "line" { price money incl tax "単価" en "price"  part text "部" en "part" }
record c "契約" en "contract" {
  id            text key                 "番号" en "number"
  vendor        text                     "相手" en "vendor"
  amount        money incl tax           "金額" en "amount"
  foreign       money USD                "外貨" en "dollars"
  share         percent                  "割合" en "share"
  rate          number                   "率"   en "rate"
  signed_on     date                     "締結" en "signed"
  published_on  date optional            "公表" en "published"
  opened_at     moment                   "開札" en "opened"
  year          fiscal_year              "年度" en "year"
  wait          days                     "日数" en "wait"
  term          months                   "月数" en "term"
  span          dates                    "期間" en "span"
  approved      bool                     "承認" en "approved"
  urgent        bool default false       "急ぎ" en "urgent"
  way           way                      "方法" en "way"
  clauses       set of clause            "条項" en "clauses"
  reason        text optional            "理由" en "reason"
  item          text                     "事項" en "item"
  lines         list of line             "明細" en "lines"
}
"#;

/// Rules behind the records, compiled.
fn engine(rules: &str) -> Engine {
    let mut files = Memory::default();
    files.0.insert("c/pack.toml".into(), b"name = \"c\"\nversion = \"0\"\ntitle = { ja = \"c\" }\n".to_vec());
    files.0.insert("c/c.sadame".into(), format!("{PRELUDE}{rules}").into_bytes());
    Engine::compile(&[&files], &["c".to_owned()]).unwrap_or_else(|fault| {
        let said =
            fault.diagnostics.iter().map(|it| format!("{}: {}", fault.sources.text(it.span), it.problem.message(Lang::En)));
        panic!("{rules}\n{}", said.collect::<Vec<_>>().join("\n"))
    })
}

/// A rule for each contract, with that body.
fn rule(id: &str, body: &str) -> String {
    format!("rule {id} \"則\" en \"rule\" {{ for each c cite doc {body} message \"否\" en \"no\" }}\n")
}

/// A record in which only what is said is other than usual.
fn record(other: &Value) -> Value {
    static USUAL: OnceLock<Value> = OnceLock::new();
    let mut record = USUAL
        .get_or_init(|| {
            json!({
                "id": "A", "vendor": "東", "amount": 1_900_000, "foreign": 10.5, "share": "50%", "rate": 0.25,
                "signed_on": "2016-06-20", "opened_at": "2016-06-10T10:00:00+09:00", "year": "FY2020", "wait": 3, "term": 7,
                "span": { "from": "2016-04-01", "to": "2017-06-30" }, "approved": false, "way": "direct", "clauses": ["secrecy"],
                "item": "丙", "lines": [{ "price": 5, "part": "一" }, { "price": 50, "part": "二" }],
            })
        })
        .clone();
    for (name, value) in other.as_object().expect("it is an object") {
        record[name] = value.clone();
    }
    record
}

/// The report on records, what would clear findings in it.
fn report(engine: &Engine, records: &[Value]) -> Document {
    let mut session = engine.session(&Options { clear: true, ..Options::default() }).expect("nothing need be set");
    let input = session.input("c.jsonl");
    for (number, record) in (1..).zip(records) {
        session.push(input, number, record.to_string().as_bytes());
    }
    let document = Document::new(engine, &session.finish());
    assert!(document.data_errors.is_empty(), "{:?}", document.data_errors);
    document
}

/// What would clear a finding.
fn clears(finding: &Finding) -> &WouldClear {
    finding.would_clear.as_ref().unwrap_or_else(|| panic!("it was asked of {}: {finding:?}", finding.rule))
}

/// The sentences on a finding.
fn sentences(finding: &Finding) -> Vec<&str> {
    clears(finding).changes.iter().map(|change| change.text.en.as_str()).collect()
}

/// The sentences on the only finding of a rule with that body.
fn said(body: &str, other: &Value) -> Vec<String> {
    let document = report(&engine(&rule("C-1", body)), &[record(other)]);
    let [finding] = document.findings.as_slice() else { panic!("{body}: {:?}", document.findings) };
    sentences(finding).into_iter().map(str::to_owned).collect()
}
