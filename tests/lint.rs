//! What is said of rules before any contract is seen: each code by its section of `docs/lint.md`, cases that show what they are told for, and the
//! packs that are built in.

use std::collections::BTreeMap;

use sadame::engine::Engine;
use sadame::eval::run_case;
use sadame::lang::Lang;
use sadame::lint::{CODES, Report, lint};
use sadame::pack::{Builtin, Memory};

/// The declarations that the blocks of pages stand behind.
fn prelude() -> String {
    let readme = std::fs::read_to_string("docs/errors/README.md").expect("the readme is there");
    blocks(&readme).swap_remove(0)
}

/// The `sadame` blocks of a page.
fn blocks(page: &str) -> Vec<String> {
    let parts = page.split("```sadame\n").skip(1);
    parts.map(|part| part.split("```").next().unwrap_or_default().to_owned()).collect()
}

/// A module, compiled.
fn compiled(text: &str) -> Engine {
    let manifest = "name = \"page\"\nversion = \"0\"\ntitle = { ja = \"頁\" }\n";
    let files = [("page/pack.toml", manifest), ("page/page.sadame", text)];
    let files = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect());
    Engine::compile(&[&files, &Builtin], &["page".to_owned()]).unwrap_or_else(|error| {
        let shown: Vec<String> = error.diagnostics.iter().map(|it| it.problem.message(Lang::En)).collect();
        panic!("{}\n{text}", shown.join("\n"))
    })
}

/// The codes found in a block behind the prelude.
fn found(text: &str) -> (Engine, Report) {
    let engine = compiled(text);
    let report = lint(&engine);
    (engine, report)
}

#[test]
fn each_code_is_raised_by_the_first_block_of_its_section_and_not_by_the_second() {
    let page = std::fs::read_to_string("docs/lint.md").expect("the page is there");
    let mut wrong = Vec::new();
    for code in CODES {
        let (title, code) = (code.title(Lang::Ja), code.name);
        let section = page.split(&format!("\n## {code}\n")).nth(1).unwrap_or_else(|| panic!("{code} has a section"));
        let section = section.split("\n## ").next().unwrap_or_default();
        assert!(section.starts_with(&format!("\n{title}。 ")), "{code} has its title");
        let blocks = blocks(section);
        assert_eq!(blocks.len(), 2, "{code} has two blocks");
        for (at, block) in blocks.iter().enumerate() {
            let (_, report) = found(&format!("{}\n{block}", prelude()));
            let codes: Vec<&str> = report.findings.iter().map(|finding| finding.kind.code()).collect();
            let expected: &[&str] = if at == 0 { &[code] } else { &[] };
            if codes != expected {
                wrong.push(format!("{code}, block {}: {:?}", at + 1, report.findings));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_case_that_shows_a_finding_can_be_put_beside_the_rule_and_runs() {
    let page = std::fs::read_to_string("docs/lint.md").expect("the page is there");
    let mut shown = 0;
    for block in blocks(&page) {
        let text = format!("{}\n{block}", prelude());
        let (engine, report) = found(&text);
        for witness in report.findings.iter().filter_map(|finding| finding.witness.as_ref()) {
            for (rule, outcome) in &witness.outcomes {
                let (id, outcome) = (&engine.program.rules[*rule].id, outcome.name());
                let example = format!("example {id} \"例\" en \"example\" {{\n  {} -> {outcome}\n}}\n", witness.case);
                let engine = compiled(&format!("{text}\n{example}"));
                let example = &engine.examples().expect("it was just compiled")[0];
                assert!(run_case(&engine.plan, *rule, &example.cases[0]).passed, "{}", witness.case);
                shown += 1;
            }
        }
    }
    assert!(shown >= 8, "{shown} cases");
}

#[test]
fn a_finding_that_an_example_shows_is_not_told_again() {
    let page = std::fs::read_to_string("docs/lint.md").expect("the page is there");
    for code in ["L06", "L07", "L11", "L12"] {
        let section = page.split(&format!("\n## {code}\n")).nth(1).expect("it has a section");
        let text = format!("{}\n{}", prelude(), blocks(section)[0]);
        let (engine, report) = found(&text);
        let witness = report.findings[0].witness.as_ref().expect("it has a witness");
        let id = &engine.program.rules[witness.outcomes[0].0].id;
        let example = format!("example {id} \"例\" en \"example\" {{\n  {} -> unknown\n}}\n", witness.case);
        let (_, report) = found(&format!("{text}\n{example}"));
        assert!(report.findings.is_empty(), "{code}: {:?}", report.findings);
    }
}

/// Findings of the packs that are built in that are meant so, by pack and code, each with the reason.
const ACCEPTED: &[(&str, &str, &str, &str)] = &[
    (
        "jlis",
        "L02",
        "act[debt_item].item = debt_item",
        "never false, and undetermined where there is no row: the table at hand is of one year",
    ),
    ("ocds", "L02", "told or description = ", "never false, and undetermined where neither is given, which is what it is for"),
    (
        "ocds",
        "L02",
        "`currency_settled` is never false",
        "never false, and undetermined where there are several currencies and none is set as the main one, which is what it is for",
    ),
    ("ocds", "L09", "`R054` says no more than `OC-06`", "a published indicator, told by its number beside the pack's own rule"),
];

#[test]
fn the_packs_that_are_built_in_are_clean() {
    let mut met = Vec::new();
    for pack in ["jlis", "budget", "portal", "ocds"] {
        let engine = Engine::compile(&[&Builtin], &[pack.to_owned()]).expect("the pack compiles");
        let report = lint(&engine);
        let mut left: BTreeMap<String, usize> = BTreeMap::new();
        for finding in &report.findings {
            let message = finding.kind.message(Lang::En);
            let accepted =
                ACCEPTED.iter().find(|(of, code, part, _)| *of == pack && *code == finding.kind.code() && message.contains(part));
            match accepted {
                Some(accepted) => met.push(accepted),
                None => *left.entry(format!("{} {message}", finding.kind.code())).or_default() += 1,
            }
        }
        assert!(left.is_empty(), "{pack}: {left:#?}");
    }
    assert!(ACCEPTED.iter().all(|accepted| met.contains(&accepted)), "all that is accepted is still found");
}
