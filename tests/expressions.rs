//! What expressions come to, through the whole of the engine: one row of `spec/values.csv` each.

use sadame::engine::{Engine, Options};
use sadame::finding::Outcome;
use sadame::pack::Memory;
use sadame::value::Lang;

/// What the expressions of the spec read.
const PRELUDE: &str = r#"
module spec "spec" en "spec"
source doc "出典" en "document" { verified yes }
record c "記録" en "record" {
  id text key "番号" en "number"
  bare money excl tax "税抜" en "without tax"
  any money any currency "外貨" en "any"
  left_out number "欠" en "left out"
  nothing number optional "無" en "nothing"
}
"#;

const RECORD: &str = r#"{"id":"1","bare":1000,"any":{"amount":5,"currency":"USD"}}"#;

/// An expression, and what it comes to.
fn spec() -> Vec<(String, String)> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path("tests/spec/values.csv").expect("the spec is there");
    let rows = reader.records().map(|row| row.expect("the spec is well formed"));
    rows.map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
}

/// For each expression a rule that says it in its message, and a rule that turns on it.
fn rules(spec: &[(String, String)]) -> String {
    let rules = spec.iter().enumerate().map(|(at, (expression, _))| {
        format!(
            "rule SAY-{at} \"言\" en \"say\" {{ for each c cite doc let v = {expression} require false message \"{{v}}\" en \"{{v}}\" }}\n\
             rule ASK-{at} \"問\" en \"ask\" {{ for each c cite doc let v = {expression} require v = v message \"否\" en \"no\" }}\n"
        )
    });
    PRELUDE.to_owned() + &rules.collect::<String>()
}

#[test]
fn expressions_come_to_what_the_spec_says() {
    let spec = spec();
    let mut files = Memory::default();
    files.0.insert("spec/pack.toml".into(), b"name = \"spec\"\nversion = \"0\"\ntitle = { ja = \"spec\" }\n".to_vec());
    files.0.insert("spec/spec.sadame".into(), rules(&spec).into_bytes());
    let engine = Engine::compile(&[&files], &["spec".to_owned()]).unwrap_or_else(|fault| {
        let said =
            fault.diagnostics.iter().map(|it| format!("{}: {}", fault.sources.text(it.span), it.problem.message(Lang::En)));
        panic!("{}", said.collect::<Vec<_>>().join("\n"))
    });
    let mut session = engine.session(&Options { all: true, ..Options::default() }).expect("nothing need be set");
    let input = session.input("-");
    session.push(input, 1, RECORD.as_bytes());
    let findings = session.finish().findings;
    assert_eq!(findings.len(), spec.len() * 2);
    let said = findings.chunks(2).map(|pair| match (pair[1].outcome, &pair[0].message) {
        (Outcome::Unknown, _) => format!("unknown:{}", pair[1].evidence.missing[0].why.label(Lang::En)),
        (_, Some(message)) => message[1].clone(),
        (_, None) => "nothing was said".to_owned(),
    });
    let wrong: Vec<String> = spec
        .iter()
        .zip(said)
        .filter(|((_, expected), said)| expected != said)
        .map(|((expression, expected), said)| format!("{expression}: expected {expected}, came to {said}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), spec.len(), wrong.join("\n"));
}
