//! Rules of groups that turn on nothing beyond the group: what a change of one record does to them shows among the records that share a group with it, before or after.

use std::collections::{BTreeMap, BTreeSet};

use super::Settled;
use crate::engine::Engine;
use crate::eval::{Input, Out, Portfolio, Tally};
use crate::finding::{RecordId, Subject};
use crate::plan::Scope;

/// What a group is called.
type Key = Vec<[String; 2]>;

/// The groups of each such rule, as things are.
pub(super) struct Near(BTreeMap<usize, BTreeMap<Key, BTreeSet<RecordId>>>);

impl Near {
    /// Of those among some rules.
    pub(super) fn new(engine: &Engine, settled: &Settled, records: &Portfolio, rules: &[usize]) -> Near {
        let plan = &engine.plan;
        let alone = |rule: &usize| match &plan.rules[*rule].scope {
            Scope::Group { of, .. } => plan.summary_of(of.record).is_none() && !plan.asks_all(*rule),
            _ => false,
        };
        let rules: Vec<usize> = rules.iter().copied().filter(alone).collect();
        let mut groups: BTreeMap<usize, BTreeMap<Key, BTreeSet<RecordId>>> = BTreeMap::new();
        for (rule, key, members) in judged(engine, settled, records, &rules) {
            groups.entry(rule).or_default().entry(key).or_default().extend(members);
        }
        // A rule without a group has none that a change could touch, but may get one.
        rules.into_iter().for_each(|rule| {
            groups.entry(rule).or_default();
        });
        Near(groups)
    }

    /// Whether a rule is one of them.
    pub(super) fn has(&self, rule: usize) -> bool {
        self.0.contains_key(&rule)
    }

    /// The records, as they were, among which such a rule may come to something else by a change of one.
    pub(super) fn among(
        &self,
        engine: &Engine,
        settled: &Settled,
        records: &Portfolio,
        rule: usize,
        changed: &Input,
    ) -> Portfolio {
        let mut itself = Portfolio::new();
        itself.push_whole(changed);
        let after: BTreeSet<Key> = judged(engine, settled, &itself, &[rule]).into_iter().map(|(_, key, _)| key).collect();
        let touched = self.0.get(&rule).into_iter().flatten();
        let touched = touched.filter(|(key, members)| after.contains(*key) || members.contains(&changed.id));
        let ids = touched.flat_map(|(_, members)| members).chain([&changed.id]).collect();
        records.of(&ids)
    }
}

/// Every group that some rules judge: the rule, what the group is called, and who is in it. Windows of one group have one name.
fn judged(engine: &Engine, settled: &Settled, records: &Portfolio, rules: &[usize]) -> Vec<(usize, Key, Vec<RecordId>)> {
    let (mut findings, mut tally) = (Vec::new(), Tally::new(&engine.plan));
    records.judge_by(rules, &engine.plan, &settled.quiet, Out { findings: &mut findings, tally: &mut tally });
    let group = |finding: crate::finding::Finding| match finding.subject {
        Subject::Group { key, members, .. } => Some((finding.rule, key, members)),
        _ => None,
    };
    findings.into_iter().filter_map(group).collect()
}
