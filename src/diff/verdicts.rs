//! Verdicts on the same contracts by two versions of rules: which is which, and which changed.

use std::collections::BTreeMap;

use super::{Turn, VerdictChange};
use crate::finding::Outcome;
use crate::json::{Document, Finding, Subject, Text};

/// A verdict before and now, where there is one.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'d> {
    /// Before.
    pub old: Option<&'d Finding>,
    /// Now.
    pub new: Option<&'d Finding>,
}

impl Pair<'_> {
    /// Whether they come to something else. A verdict of a rule or a group that is not there is none; that counts as no change beside one that finds
    /// nothing either.
    #[must_use]
    pub fn differs(&self) -> bool {
        let idle = |finding: &Finding| matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable);
        match (self.old, self.new) {
            (Some(old), Some(new)) => old.outcome != new.outcome || old.word != new.word,
            (Some(one), None) | (None, Some(one)) => !idle(one),
            (None, None) => false,
        }
    }

    /// The pair with its explanations, to be kept.
    #[must_use]
    pub fn change(&self) -> VerdictChange {
        VerdictChange { old: self.old.cloned(), new: self.new.cloned() }
    }
}

/// What a verdict is about and by which rule: contracts in the order of the input, then what goes over several.
type Key = (u8, String, u64, String, String);

/// The verdicts of two reports on the same inputs, each with the other on the same subject by the same rule. `renamed` are rules with the ids they
/// had and have.
#[must_use]
pub fn pairs<'d>(old: &'d Document, new: &'d Document, renamed: &BTreeMap<String, String>) -> Vec<Pair<'d>> {
    let mut by_key: BTreeMap<Key, [Vec<&Finding>; 2]> = BTreeMap::new();
    for finding in &old.findings {
        let rule = renamed.get(&finding.rule).unwrap_or(&finding.rule);
        by_key.entry(key(finding, rule)).or_default()[0].push(finding);
    }
    for finding in &new.findings {
        by_key.entry(key(finding, &finding.rule)).or_default()[1].push(finding);
    }
    by_key.into_values().flat_map(|[old, new]| paired(old, new)).collect()
}

/// Of one key there are several only where a group has several windows: those of the same days go together, the others in their order.
fn paired<'d>(old: Vec<&'d Finding>, new: Vec<&'d Finding>) -> Vec<Pair<'d>> {
    let mut left = old;
    let mut found: Vec<Option<&Finding>> = vec![None; new.len()];
    let same: [fn(&Finding, &Finding) -> bool; 2] = [|one, other| window(one) == window(other), |_, _| true];
    for same in same {
        for (is, was) in new.iter().zip(&mut found).filter(|(_, was)| was.is_none()) {
            *was = left.iter().position(|other| same(other, is)).map(|at| left.remove(at));
        }
    }
    let there = found.into_iter().zip(new).map(|(old, new)| Pair { old, new: Some(new) });
    there.chain(left.into_iter().map(|old| Pair { old: Some(old), new: None })).collect()
}

fn key(finding: &Finding, rule: &str) -> Key {
    let rule = rule.to_owned();
    match &finding.subject {
        Subject::Record { record, path, .. } => (0, record.input.clone(), record.position, rule, path.clone()),
        Subject::Group { key, .. } => {
            let key: Vec<&str> = key.iter().map(|key| key.text.ja.as_str()).collect();
            (1, rule, 0, key.join("\n"), String::new())
        }
        Subject::Row { table, key, .. } => (2, rule, 0, table.clone(), key.clone()),
        Subject::Set { .. } => (3, rule, 0, String::new(), String::new()),
    }
}

fn window(finding: &Finding) -> Option<&[String; 2]> {
    match &finding.subject {
        Subject::Group { window, .. } => window.as_ref(),
        _ => None,
    }
}

/// How many turned from what to what, the most first.
pub(super) fn turns(changes: &[VerdictChange]) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let word = |finding: &Option<Finding>| finding.as_ref().map(|finding| finding.word.clone());
    for change in changes {
        let (old, new): (Option<Text>, Option<Text>) = (word(&change.old), word(&change.new));
        match turns.iter_mut().find(|turn| turn.old == old && turn.new == new) {
            Some(turn) => turn.count += 1,
            None => turns.push(Turn { old, new, count: 1 }),
        }
    }
    turns.sort_by_key(|turn| std::cmp::Reverse(turn.count));
    turns
}
