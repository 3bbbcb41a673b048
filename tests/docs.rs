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
    assert_eq!(program.rules.len(), 9);

    let plan = plan::lower(&program, &sources);
    let mut wrong = Vec::new();
    for example in &program.examples {
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
