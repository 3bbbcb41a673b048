//! What editors take: the words of the TextMate grammar are those of the language, and the extension's files name what is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

const FOLDER: &str = "editors/vscode";

fn read(file: &str) -> Value {
    let text = fs::read_to_string(Path::new(FOLDER).join(file)).expect("the file is there");
    serde_json::from_str(&text).unwrap_or_else(|fault| panic!("{file}: {fault}"))
}

/// The words of a text: runs of small letters and `_`.
fn words(text: &str) -> BTreeSet<String> {
    let is_word = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let words = text.split(|letter| !is_word(letter)).filter(|word| word.contains(|letter: char| letter != '_'));
    words.map(str::to_owned).collect()
}

/// The words that the language's grammar has in quotation marks.
fn of_the_language() -> BTreeSet<String> {
    let grammar = fs::read_to_string("grammar/sadame.pest").expect("the grammar is there");
    let mut found = BTreeSet::new();
    for line in grammar.lines().filter(|line| !line.starts_with("//")) {
        let quoted = line.split('"').skip(1).step_by(2);
        found.extend(quoted.filter(|text| words(text).contains(*text)).map(str::to_owned));
    }
    // Letters behind a backslash.
    found.remove("n");
    found.remove("t");
    found
}

/// Every pattern of the TextMate grammar: the names it gives, and its expression.
fn patterns(value: &Value, found: &mut Vec<(String, String)>) {
    if let Value::Object(members) = value {
        if let Some(expression) = members.get("match").and_then(Value::as_str) {
            let mut names = members.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            names.push_str(&members.get("captures").map(Value::to_string).unwrap_or_default());
            found.push((names, expression.to_owned()));
        }
        members.values().for_each(|member| patterns(member, found));
    } else if let Value::Array(items) = value {
        items.iter().for_each(|item| patterns(item, found));
    }
}

/// The words that patterns of a kind colour.
fn coloured(kinds: &[&str]) -> BTreeSet<String> {
    let mut all = Vec::new();
    patterns(&read("syntaxes/sadame.tmLanguage.json"), &mut all);
    let of_kind = all.iter().filter(|(names, _)| kinds.iter().any(|kind| names.contains(kind)));
    // Classes of characters are no words.
    let plain = |expression: &str| expression.replace("\\p{L}", "").replace("\\p{N}", "").replace("\\t", "");
    of_kind.flat_map(|(_, expression)| words(&plain(expression))).collect()
}

#[test]
fn every_word_of_the_language_is_coloured_and_no_other() {
    let language = of_the_language();
    assert!(language.len() > 90 && language.contains("exception") && language.contains("yes"), "{language:?}");
    let keywords = coloured(&["keyword.", "constant.language"]);
    let lacking: Vec<&String> = language.difference(&keywords).collect();
    assert!(lacking.is_empty(), "not in the grammar for editors: {lacking:?}");
    let values = ["pass", "fail", "unknown", "not_applicable", "excepted", "error", "warning", "review", "info"];
    let strange: Vec<&String> = keywords.difference(&language).filter(|word| !values.contains(&word.as_str())).collect();
    assert!(strange.is_empty(), "not in the grammar of the language: {strange:?}");
}

#[test]
fn functions_and_types_are_coloured() {
    let functions: BTreeSet<String> = sadame::check::functions().map(str::to_owned).collect();
    assert_eq!(coloured(&["support.function"]), functions);
    // A type that is also a word of the grammar, such as `days`, is coloured as that.
    let types = coloured(&["support.type"]);
    for (name, fits) in [("text", true), ("fiscal_years", true), ("nothing", false)] {
        let text = format!("module m \"m\" en \"m\"\nrecord r \"r\" en \"r\" {{\n  f {name} \"f\" en \"f\"\n}}\n");
        let mut sources = sadame::source::Sources::default();
        let source = sources.add("m.sadame", text.as_str());
        let (file, _) = sadame::syntax::parse(source, &text);
        let (_, faults) = sadame::check::check(&[sadame::check::CheckFile { file: &file, source }], &(), &mut sources);
        assert_eq!((faults.is_empty(), types.contains(name)), (fits, fits), "{name}");
    }
}

#[test]
fn the_extension_names_what_is_there() {
    let manifest = read("package.json");
    let (language, grammar) = (&manifest["contributes"]["languages"][0], &manifest["contributes"]["grammars"][0]);
    for file in [&manifest["main"], &language["configuration"], &grammar["path"]] {
        let file = file.as_str().expect("a path");
        assert!(Path::new(FOLDER).join(file).is_file(), "{file}");
    }
    assert_eq!(grammar["scopeName"], read("syntaxes/sadame.tmLanguage.json")["scopeName"]);
    assert_eq!(language["extensions"][0], ".sadame");
    assert_eq!(read("language-configuration.json")["comments"]["lineComment"], "#");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    let script = fs::read_to_string(Path::new(FOLDER).join("extension.js")).expect("it is there");
    for setting in manifest["contributes"]["configuration"]["properties"].as_object().expect("settings").keys() {
        let name = setting.trim_start_matches("sadame.");
        assert!(script.contains(&format!("get(\"{name}\")")), "{setting} is read");
    }
    for command in manifest["contributes"]["commands"].as_array().expect("commands") {
        assert!(script.contains(command["command"].as_str().expect("a name")));
    }
    for needed in manifest["dependencies"].as_object().expect("dependencies").keys() {
        assert!(script.contains(&format!("require(\"{needed}")), "{needed} is needed");
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let copy = fs::read_to_string(Path::new(FOLDER).join(licence)).expect("the licence goes with it");
        assert_eq!(copy, fs::read_to_string(licence).expect("it is there"), "{licence}");
    }
}
