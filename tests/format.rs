//! The formatter: it changes white space and nothing else, and has nothing to say of what it has laid out.

use proptest::prelude::*;
use sadame::source::Sources;
use sadame::syntax::{format, parse};

fn laid_out(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let source = sources.add("a.sadame", text);
    let (file, diagnostics) = parse(source, text);
    diagnostics.is_empty().then(|| format(&file, text))
}

/// The text without its white space: what the formatter may not touch.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// Every rule file of the repository, and the manual's blocks.
fn texts() -> Vec<(String, String)> {
    fn below(folder: &std::path::Path, out: &mut Vec<(String, String)>) {
        let mut entries: Vec<_> =
            std::fs::read_dir(folder).expect("a folder of rules").map(|entry| entry.expect("an entry").path()).collect();
        entries.sort();
        for entry in entries {
            if entry.is_dir() {
                below(&entry, out);
            } else if entry.extension().is_some_and(|extension| extension == "sadame") {
                out.push((entry.display().to_string(), std::fs::read_to_string(&entry).expect("a rule file")));
            }
        }
    }
    let mut out = Vec::new();
    below(std::path::Path::new("rules"), &mut out);
    below(std::path::Path::new("src/cli/starter"), &mut out);
    out.push(("docs/language.md".into(), crate::docs::blocks(&std::fs::read_to_string("docs/language.md").expect("the manual"))));
    out
}

#[test]
fn only_white_space_changes_and_only_once() {
    for (path, text) in texts() {
        let once = laid_out(&text).unwrap_or_else(|| panic!("{path} cannot be read"));
        assert_eq!(letters(&once), letters(&text), "{path}");
        let twice = laid_out(&once).unwrap_or_else(|| panic!("{path} cannot be read once it is laid out:\n{once}"));
        for (line, (one, two)) in once.lines().zip(twice.lines()).enumerate() {
            assert_eq!(one, two, "{path}: line {} is laid out otherwise the second time", line + 1);
        }
        assert_eq!(once, twice, "{path}");
    }
}

#[test]
fn shipped_rules_are_laid_out() {
    for (path, text) in texts().into_iter().filter(|(path, _)| !path.starts_with("docs")) {
        assert_eq!(laid_out(&text).as_deref(), Some(text.as_str()), "{path}: run `sadame fmt`");
    }
}

#[test]
fn comments_stay_with_what_they_are_about() {
    let head = "module m \"例\" en \"example\"\n\n";
    for body in [
        "define a \"甲\" en \"a\" = 1\n\n# 乙について\n# About b\ndefine b \"乙\" en \"b\" = 2\n",
        "define a \"甲\" en \"a\" = 1\n\n# ここから先について\n\ndefine b \"乙\" en \"b\" = 2\n",
        "# 甲の \"#\" について\ndefine a \"甲\" en \"a\" = \"# 注記ではない\"  # 甲の値\n\nparameter p days \"日数\" en \"days\"\n\n# 終わり\n",
    ] {
        let text = format!("{head}{body}");
        assert_eq!(laid_out(&text).as_deref(), Some(text.as_str()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Pieces of the manual, cut out and put elsewhere: whatever comes of it, the parser answers and the formatter keeps the words.
    #[test]
    fn damaged_text_is_refused_or_kept(cut in 0..4000_usize, length in 0..60_usize, put in 0..4000_usize) {
        let manual = crate::docs::blocks(&std::fs::read_to_string("docs/language.md").expect("the manual"));
        let letters_of: Vec<char> = manual.chars().collect();
        let cut = cut.min(letters_of.len());
        let end = (cut + length).min(letters_of.len());
        let mut damaged = letters_of[..cut].to_vec();
        damaged.extend(&letters_of[end..]);
        let put = put.min(damaged.len());
        damaged.splice(put..put, letters_of[cut..end].iter().copied());
        let damaged: String = damaged.into_iter().collect();
        if let Some(once) = laid_out(&damaged) {
            prop_assert_eq!(letters(&once), letters(&damaged));
            prop_assert_eq!(laid_out(&once), Some(once.clone()));
        }
    }
}
