//! What a shell and a manual are given: completions and pages, with every verb and option in them.

use std::collections::BTreeMap;
use std::path::Path;

use super::{piped, sadame};

/// The verbs, as the help lists them.
fn verbs(folder: &Path) -> Vec<String> {
    let help = sadame(folder, &["--help"]).out;
    let listed = help.split("Commands:\n").nth(1).expect("the help lists the verbs").lines().take_while(|line| !line.is_empty());
    let verbs: Vec<String> = listed.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect();
    assert!(verbs.len() > 8, "{verbs:?}");
    verbs.into_iter().filter(|verb| verb != "help").collect()
}

#[test]
fn every_shell_completes_every_verb_and_its_options() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = sadame(folder.path(), &["completions", shell]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{shell}");
        for wanted in verbs(folder.path()).iter().map(String::as_str).chain(["as-of", "fail-level", "lang"]) {
            assert!(ran.out.contains(wanted), "{shell}: {wanted}");
        }
        assert_eq!(ran.out, sadame(folder.path(), &["completions", shell]).out, "equal bytes");
    }
    for arguments in [&["completions"][..], &["completions", "csh"]] {
        let ran = sadame(folder.path(), arguments);
        assert!(ran.status == 2 && ran.out.is_empty(), "{arguments:?}: {}", ran.err);
    }
}

/// The pages in a folder, by name.
fn pages(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let name = |path: &Path| path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    paths.map(|path| (name(&path), std::fs::read_to_string(&path).expect("a page is text"))).collect()
}

#[test]
fn there_is_a_page_of_the_manual_for_each_verb() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let ran = sadame(folder.path(), &["man", "-o", "new/man1"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let written = pages(&folder.path().join("new/man1"));
    let verbs = verbs(folder.path());
    let mut names: Vec<String> = verbs.iter().map(|verb| format!("sadame-{verb}.1")).chain(["sadame.1".to_owned()]).collect();
    names.sort();
    assert_eq!(written.keys().cloned().collect::<Vec<String>>(), names);
    for (name, page) in &written {
        let title = page.lines().find(|line| line.starts_with(".TH ")).expect("a page has a title");
        let wanted =
            format!(".TH {} 1 \" \" \"sadame {}\" \"Sadame 定め\"", name.trim_end_matches(".1"), env!("CARGO_PKG_VERSION"));
        assert_eq!(title, wanted, "the version, and no date");
    }
    let main = &written["sadame.1"];
    assert!(verbs.iter().all(|verb| main.contains(&format!("sadame\\-{verb}(1)"))) && main.contains("定め"), "{main}");
    assert!(
        written["sadame-check.1"].contains(r"\fB\-\-as\-of\fR") && written["sadame-check.1"].contains("Exit status 終了コード")
    );
    assert_eq!(sadame(folder.path(), &["man"]).out, *main, "the main page goes to the standard output");
    assert_eq!(sadame(folder.path(), &["man", "--output", "again"]).status, 0);
    assert_eq!(pages(&folder.path().join("again")), written, "equal bytes");
}

#[test]
fn pages_that_cannot_be_written_are_told() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    std::fs::write(folder.path().join("taken"), "").expect("the folder takes files");
    let ran = piped(folder.path(), &["man", "-o", "taken"], b"");
    assert!(ran.status == 2 && ran.err.contains("taken"), "{}", ran.err);
}
