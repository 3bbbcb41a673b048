//! Words of which there are only so many: yes and no, and the possibilities of a choice.

use super::Repair;
use super::letters::{Repairs, fold, plain, trim};
use crate::check::typed::Label;

/// Words for yes and no, folded.
const WORDS: &[(&str, bool)] = &[
    ("はい", true),
    ("いいえ", false),
    ("有", true),
    ("無", false),
    ("あり", true),
    ("なし", false),
    ("有り", true),
    ("無し", false),
    ("○", true),
    ("◯", true),
    ("〇", true),
    ("●", true),
    ("レ", true),
    ("✓", true),
    ("✔", true),
    ("×", false),
    ("✕", false),
    ("✖", false),
    ("✗", false),
    ("✘", false),
    ("該当", true),
    ("非該当", false),
    ("要", true),
    ("不要", false),
    ("する", true),
    ("しない", false),
    ("済", true),
    ("済み", true),
    ("未", false),
    ("true", true),
    ("false", false),
    ("yes", true),
    ("no", false),
    ("y", true),
    ("n", false),
    ("1", true),
    ("0", false),
];

/// Yes and no as reports and JSON write them: nothing to put right.
const AS_SHOWN: &[(&str, bool)] = &[("はい", true), ("いいえ", false), ("true", true), ("false", false)];

/// Yes or no.
pub(super) fn bool(text: &str, repairs: &mut Repairs) -> Option<String> {
    if let Some((_, value)) = AS_SHOWN.iter().find(|(known, _)| *known == text) {
        return Some(value.to_string());
    }
    let word = fold(&plain(text, repairs)?);
    let (_, value) = WORDS.iter().find(|(known, _)| *known == word)?;
    repairs.insert(Repair::Mark);
    Some(value.to_string())
}

/// The name of the one possibility that is written exactly so, or else of the one that differs only in width, case and white space.
pub(super) fn choice(text: &str, known: &[(String, Label)], repairs: &mut Repairs) -> Option<String> {
    let text = trim(text);
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = known.iter().filter(|(name, label)| [name, &label.ja, &label.en].into_iter().any(|word| fits(word)));
        found.next().filter(|_| found.next().is_none())
    };
    if let Some((name, _)) = only(&|word| word == text) {
        return serde_json::to_string(name).ok();
    }
    let folded = fold(text);
    let (name, _) = only(&|word| !word.is_empty() && fold(word) == folded)?;
    repairs.insert(Repair::Spelling);
    serde_json::to_string(name).ok()
}
