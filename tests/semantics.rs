//! What evaluation means: a module of examples, each of which must come as it says.

use sadame::engine::Engine;
use sadame::eval::run_case;
use sadame::pack::Memory;

#[test]
fn every_case_means_what_it_says() {
    let mut files = Memory::default();
    files.0.insert("s/pack.toml".into(), b"name = \"s\"\nversion = \"0\"\ntitle = { ja = \"s\" }\n".to_vec());
    files.0.insert("s/s.sadame".into(), std::fs::read("tests/language/semantics.sadame").expect("the module is there"));
    let engine = Engine::compile(&[&files], &["s".to_owned()]).unwrap_or_else(|error| {
        let shown: Vec<String> = error
            .diagnostics
            .iter()
            .map(|it| format!("{:?} {}", error.sources.place(it.span), it.problem.message(sadame::lang::Lang::En)))
            .collect();
        panic!("{}", shown.join("\n"))
    });
    assert!(engine.warnings.is_empty(), "{:?}", engine.warnings);
    let mut wrong = Vec::new();
    for example in engine.examples().expect("they were just compiled") {
        for case in &example.cases {
            let result = run_case(&engine.plan, example.rule, case);
            if !result.passed {
                let found = (result.found.outcome, result.found.missing, result.found.exceptions);
                wrong.push(format!(
                    "{}: {} but {found:?}",
                    engine.program.rules[example.rule].id,
                    engine.sources.text(case.span)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
