//! What other tools are told of the program: the hooks for pre-commit and the page on integration name verbs and options that there are.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;

fn sadame(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sadame")).args(words).current_dir(folder).output().expect("the program starts")
}

/// The hooks, each by its keys: the file is a list of flat maps.
fn hooks() -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(".pre-commit-hooks.yaml").expect("the hooks are there");
    let mut hooks: Vec<BTreeMap<String, String>> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let entry = line.strip_prefix("- ").inspect(|_| hooks.push(BTreeMap::new())).or_else(|| line.strip_prefix("  "));
        let (key, value) = entry.and_then(|entry| entry.split_once(": ")).unwrap_or_else(|| panic!("not `key: value`: {line}"));
        let known = hooks.last_mut().expect("a hook begins with `- `").insert(key.to_owned(), value.trim().to_owned());
        assert_eq!(known, None, "{key} stands once in a hook");
    }
    hooks
}

/// Fails unless the program has that verb and those options.
fn there_is(words: &[&str]) {
    let [program, verb, rest @ ..] = words else { panic!("no verb in {words:?}") };
    assert_eq!(*program, "sadame", "{words:?}");
    let ran = sadame(Path::new("."), &[verb, "--help"]);
    assert!(ran.status.success(), "{words:?}: {}", String::from_utf8_lossy(&ran.stderr));
    let help = String::from_utf8_lossy(&ran.stdout).into_owned();
    let known: Vec<&str> = help.split([' ', ',', '\n', '<', '[']).collect();
    for option in rest.iter().filter(|word| word.starts_with('-') && word.len() > 1) {
        assert!(known.contains(option), "`sadame {verb}` has no {option}");
    }
}

#[test]
fn every_hook_runs_a_verb_that_there_is() {
    let hooks = hooks();
    let ids: Vec<&str> = hooks.iter().map(|hook| hook["id"].as_str()).collect();
    assert_eq!(ids, ["sadame-fmt", "sadame-test", "sadame-check"]);
    for hook in &hooks {
        there_is(&hook["entry"].split(' ').collect::<Vec<&str>>());
        for key in ["name", "description", "language", "files"] {
            assert!(hook.contains_key(key), "{} has no {key}", hook["id"]);
        }
        assert!(["rust", "system"].contains(&hook["language"].as_str()));
    }
}

#[test]
fn every_hook_is_about_the_files_it_says() {
    let cases = [
        ("sadame-fmt", &["a.sadame", "rules/x/規則.sadame"][..], &["a.sadame.md", "sadame", "x.csv"][..]),
        (
            "sadame-test",
            &["a.sadame", "tables/x.csv", "pack.toml", "rules/jlis/pack.toml"],
            &["Cargo.toml", "my-pack.toml", "x.jsonl"],
        ),
        ("sadame-check", &["contracts.jsonl", "a/b.ndjson"], &["package.json", "a.sadame", "jsonl"]),
    ];
    for ((id, fits, others), hook) in cases.into_iter().zip(hooks()) {
        assert_eq!(hook["id"], id);
        let pattern = jsonschema::validator_for(&json!({ "pattern": hook["files"] })).expect("it is a pattern");
        let taken = |files: &[&str]| files.iter().map(|file| pattern.is_valid(&json!(file))).collect::<Vec<bool>>();
        assert!(taken(fits).iter().all(|it| *it), "{id}");
        assert!(taken(others).iter().all(|it| !*it), "{id}");
    }
}

#[test]
fn hooks_do_what_they_say_in_a_fresh_project() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let at = folder.path();
    assert!(sadame(at, &["init", "."]).status.success());
    let files = |end: &str| -> Vec<String> {
        let names =
            std::fs::read_dir(at).expect("the folder is there").flatten().map(|it| it.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.ends_with(end)).collect()
    };
    for hook in hooks() {
        let mut words: Vec<String> = hook["entry"].split(' ').skip(1).map(str::to_owned).collect();
        if hook.get("pass_filenames").is_none_or(|it| it != "false") {
            words.extend(if hook["id"] == "sadame-fmt" { files(".sadame") } else { files(".jsonl") });
        }
        let ran = sadame(at, &words.iter().map(String::as_str).collect::<Vec<&str>>());
        assert_eq!(ran.status.code(), Some(0), "{words:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }
}

#[test]
fn the_page_on_integration_names_what_there_is() {
    let page = std::fs::read_to_string("docs/integration.md").expect("the page is there");
    let commands: Vec<&str> = page.lines().filter(|line| line.starts_with("sadame ")).collect();
    assert!(commands.len() > 9, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.split(' ').take_while(|word| *word != ">").collect();
        there_is(&words);
        if words[1] == "schema" {
            assert!(sadame(Path::new("."), &words[1..]).status.success(), "{command}");
        }
    }
    for hook in hooks() {
        assert!(page.contains(&format!("- id: {}", hook["id"])), "{}", hook["id"]);
    }
    let verbs = [("sadame-fmt", "fmt"), ("sadame-test", "test"), ("sadame-check", "check")];
    let mut verb = "";
    for line in page.lines().map(str::trim) {
        if let Some(id) = line.strip_prefix("- id: ") {
            verb = verbs.iter().find(|(known, _)| *known == id).map(|(_, verb)| *verb).unwrap_or_else(|| panic!("no hook {id}"));
        } else if let Some(list) = line.strip_prefix("args: [") {
            let options = list.trim_end_matches(']').split(", ").filter(|word| word.starts_with('-'));
            there_is(&["sadame", verb].into_iter().chain(options).collect::<Vec<&str>>());
        }
    }
}
