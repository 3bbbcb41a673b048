//! The documents are programs: the manual is one module, which is read and checked without a word.

use sadame::check::{CheckFile, check};
use sadame::eval::run_case;
use sadame::plan;
use sadame::source::Sources;
use sadame::syntax::parse;
use sadame::value::Lang;

/// The `sadame` blocks of a document, in order, each at its own lines.
pub fn blocks(document: &str) -> String {
    let mut inside = false;
    let mut text = String::new();
    for line in document.lines() {
        if line.starts_with("```") {
            inside = line == "```sadame";
        } else if inside {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_manual_is_a_module_without_faults() {
    let text = blocks(&std::fs::read_to_string("docs/language.md").expect("the manual is there"));
    let mut sources = Sources::default();
    let source = sources.add("docs/language.md", text.as_str());
    let (file, mut diagnostics) = parse(source, &text);
    let (program, found) = check(&[CheckFile { file: &file, source }], &(), &mut sources);
    diagnostics.extend(found);
    let shown: Vec<String> = diagnostics
        .iter()
        .map(|it| format!("{} {:?} {}", it.problem.code().0, sources.place(it.span), it.problem.message(Lang::En)))
        .collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    assert_eq!(program.rules.len(), 10);

    let plan = plan::lower(&program, &sources);
    let mut wrong = Vec::new();
    for example in program.examples.get().expect("they were just compiled") {
        for case in &example.cases {
            let result = run_case(&plan, example.rule, case);
            if !result.passed {
                let line = sources.place(case.span).line;
                wrong.push(format!(
                    "{}:{line}: expected {:?}, found {:?}",
                    program.rules[example.rule].id, case.expect, result.found
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = std::fs::read_to_string("README.md").expect("there is one");
    let block = readme.split("```console\n").nth(1).and_then(|rest| rest.split("```").next()).expect("it has a transcript");
    let (command, shown) = block.split_once('\n').expect("the command stands on the first line");
    let words: Vec<&str> = command.strip_prefix("$ sadame ").expect("a command of the program").split(' ').collect();
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_sadame")).args(words).env_remove("COLUMNS").output().expect("it runs");
    let printed = String::from_utf8(output.stdout).expect("text");
    // `…` on a line of its own stands for lines left out.
    let mut rest = printed.as_str();
    for part in shown.split("…\n").map(str::trim).filter(|part| !part.is_empty()) {
        let at = rest.find(part).unwrap_or_else(|| panic!("the program does not print, in this order:\n{part}"));
        rest = &rest[at + part.len()..];
    }
}

/// A block of a document, by its language.
fn block<'d>(document: &'d str, language: &str) -> &'d str {
    let rest = document.split(&format!("```{language}\n")).nth(1).expect("the document has such a block");
    rest.split("```").next().expect("it ends")
}

/// The schema that `sadame schema` writes.
fn schema(of: &str) -> jsonschema::Validator {
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_sadame")).args(["schema", of]).output().expect("the program runs");
    jsonschema::validator_for(&serde_json::from_slice(&ran.stdout).expect("it is JSON")).expect("it is a schema")
}

#[test]
fn settings_and_decisions_are_as_the_page_on_reports_shows_them() {
    let page = std::fs::read_to_string("docs/reports.md").expect("the page is there");
    let decisions: serde_json::Value = serde_json::from_str(block(&page, "json")).expect("it is JSON");
    assert!(schema("decisions").is_valid(&decisions), "{decisions:#}");
    let settings: serde_json::Value = toml::from_str(block(&page, "toml")).expect("it is TOML");
    assert!(schema("config").is_valid(&settings), "{settings:#}");
    assert!(!schema("config").is_valid(&serde_json::json!({ "packs": ["jlis"] })), "a word that is none is refused");
}

#[test]
fn the_settings_shown_are_taken() {
    let page = std::fs::read_to_string("docs/reports.md").expect("the page is there");
    let folder = tempfile::tempdir().expect("there is room");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("the folder takes files");
    write("sadame.toml", block(&page, "toml"));
    write("decisions.json", block(&page, "json"));
    write("known.json", r#"{"version": 1, "findings": []}"#);
    write("contracts.json", "[]");
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_sadame"))
        .args(["check", "contracts.json", "--format", "json"])
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    let report: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("it is JSON");
    assert_eq!(report["as_of"], "2017-04-28");
    assert_eq!(report["not_run"], serde_json::json!(["LS-11"]));
    assert_eq!(report["levels"][0]["set"], "review");
    assert_eq!(report["summary"]["unused_decisions"], 1);
}
