//! What stands in rules, in contracts, in settings and in the names of files is no command to the terminal, even where colours are forced.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What a terminal would obey, or an eye be misled by.
const HOSTILE: &str = "\u{1b}]0;t\u{7}\u{1b}[2J\u{1b}[8m\u{9b}2J\u{8}\u{7f}\u{202e}\u{2066}";

/// Rules in which every text is hostile; the example comes out otherwise than it says.
fn rules() -> String {
    "module h \"題#\" en \"module #\"\n\
     source s \"典#\" en \"source #\" { verified no \"故#\" }\n\
     record r \"記録#\" en \"record #\" { id text key \"番号#\" en \"number #\"  title text \"件名#\" en \"title #\" }\n\
     rule H-1 \"名#\" en \"rule #\" { for each r cite s \"第1条#\" require title = \"値#\" message \"指摘#{title}\" en \"finding #{title}\" }\n\
     example H-1 \"例#\" en \"example #\" { r { id: \"1#\", title: \"他#\" } -> pass }\n"
        .replace('#', HOSTILE)
}

/// What a run says on both streams, colours forced, and its status.
fn said(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let ran = Command::new(env!("CARGO_BIN_EXE_sadame"))
        .args(arguments)
        .current_dir(folder)
        .env("CLICOLOR_FORCE", "1")
        .output()
        .expect("the program runs");
    let text = [ran.stdout, ran.stderr].concat();
    (String::from_utf8(text).expect("what is written is UTF-8"), ran.status.code().expect("it ends by itself"))
}

/// Without the colours that the program sets.
fn uncoloured(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|it: char| !it.is_ascii_digit() && it != ';').unwrap_or(piece.len());
        // To hide text is none of its colours.
        if !piece[end..].starts_with('m') || &piece[..end] == "8" {
            out.push_str("\u{1b}[");
            out.push_str(piece);
        } else {
            out.push_str(&piece[end + 1..]);
        }
    }
    out
}

fn calm(folder: &Path, arguments: &[&str], status: i32) {
    let (text, ended) = said(folder, arguments);
    assert_eq!(ended, status, "{arguments:?}: {text:?}");
    assert!(!text.is_empty(), "{arguments:?}");
    let text = uncoloured(&text);
    let turns =
        |letter| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let obeyed: Vec<char> = text.chars().filter(|it| (it.is_control() || turns(*it)) && *it != '\n').collect();
    assert!(obeyed.is_empty(), "{arguments:?}: {obeyed:?} in {text:?}");
}

#[test]
fn whatever_the_texts_say_they_stay_texts() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("the folder takes files");
    put("h.sadame", &rules());
    let contract = serde_json::json!({ "id": format!("A{HOSTILE}"), "title": HOSTILE, HOSTILE: HOSTILE }).to_string();
    put("c.jsonl", &format!("{contract}\n{HOSTILE}\n"));
    put("c.csv", &format!("番号,件名,{HOSTILE}\nA{HOSTILE},{HOSTILE},{HOSTILE}\n"));
    for lang in ["ja", "en"] {
        for (arguments, status) in [
            (&["check", "c.jsonl", "--as-of", "2017-04-01"][..], 2),
            (&["check", "c.csv"], 2),
            (&["check", "--format", "json", "--all", "c.jsonl"], 2),
            (&["check", "--format", "jsonl", "c.jsonl"], 2),
            (&["check", "--format", "github", "c.jsonl"], 2),
            (&["check", "--format", "coverage", "c.jsonl"], 2),
            (&["inspect", "c.jsonl"], 0),
            (&["inspect", "--format", "json", "c.jsonl"], 0),
            (&["rules"], 0),
            (&["explain", "H-1"], 0),
            (&["test"], 1),
            (&["doc"], 0),
        ] {
            calm(folder.path(), &[arguments, &["-r", "h.sadame", "--lang", lang]].concat(), status);
        }
    }
}

#[cfg(unix)]
#[test]
fn names_and_settings_are_no_commands() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("the folder takes files");
    let [contracts, tables, faulty, odd] =
        ["jsonl", "csv", "sadame", "toml"].map(|ending| format!("名{HOSTILE}\n{HOSTILE}.{ending}"));
    put("h.sadame", &rules());
    put(&contracts, "{}\n");
    put(&tables, "nothing,known\n1,2\n");
    put(&faulty, &rules().replace("for each r ", &format!("for each r{HOSTILE} ")));
    put(&odd, &format!("select = [\"{}\"]\n[levels]\n\"x\" = \"{}\"\n", "\\u001b[2J", "\\u001b[2J"));
    let none = format!("none{HOSTILE}");
    let setting = format!("{none}={none}");
    let nowhere = format!("{none}/{none}.json");
    for (arguments, status) in [
        (&["check", "-r", "h.sadame", &contracts][..], 0),
        (&["check", "-r", "h.sadame", &tables], 2),
        (&["check", "-r", "h.sadame", &none], 2),
        (&["check", "-r", "h.sadame", "-o", &nowhere, &contracts], 2),
        (&["check", "-r", "h.sadame", "--config", &odd, &contracts], 2),
        (&["check", "-r", "h.sadame", "--param", &setting, &contracts], 2),
        (&["check", "-r", "h.sadame", "--select", &none, &contracts], 2),
        (&["check", "-r", "h.sadame", "--baseline", &contracts, &contracts], 2),
        (&["check", "-r", &faulty, &contracts], 2),
        (&["check", "-r", &none, &contracts], 2),
        (&["inspect", "-r", "h.sadame", &contracts, &tables], 2),
        (&["explain", "-r", "h.sadame", &none], 2),
        (&["fmt", "--check", &faulty], 2),
        (&["fmt", &none], 2),
        (&["bundle", "-r", "h.sadame", "-o", &nowhere], 2),
    ] {
        calm(folder.path(), arguments, status);
    }
}
