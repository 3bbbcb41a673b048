//! A default is declared, and said to have been used.

use sadame::engine::{Engine, Options};
use sadame::pack::Memory;

#[test]
fn the_evidence_says_what_was_supplied_by_default() {
    let rules = r#"
module d "既定" en "defaults"
source doc "出典" en "document" { verified yes }
record part "部分" en "part" { n number "数" en "n" }
record c "記録" en "record" {
  id text key "番号" en "number"
  urgent bool default true "急ぎ" en "urgent"
  parts list of part default empty "部分" en "parts"
}
rule D-1 "急がない" en "not urgent" { for each c cite doc require not urgent message "急ぎ" en "urgent" }
rule D-2 "部分" en "parts" { for each part of c cite doc require n > 0 message "零" en "zero" }
"#;
    let mut files = Memory::default();
    files.0.insert("d/pack.toml".into(), b"name = \"d\"\nversion = \"0\"\ntitle = { ja = \"d\" }\n".to_vec());
    files.0.insert("d/d.sadame".into(), rules.as_bytes().to_vec());
    let engine = Engine::compile(&[&files], &["d".to_owned()]).expect("the rules compile");
    let mut session = engine.session(&Options::default()).expect("nothing need be set");
    let input = session.input("-");
    session.push(input, 1, br#"{"id":"left out"}"#);
    session.push(input, 2, br#"{"id":"said","urgent":true}"#);
    let report = session.finish();
    let defaulted: Vec<bool> = report.findings.iter().map(|finding| finding.evidence.facts[0].defaulted).collect();
    assert_eq!(defaulted, [true, false]);
    assert!(report.faults.is_empty(), "a field with a default may be left out: {:?}", report.faults);
}
