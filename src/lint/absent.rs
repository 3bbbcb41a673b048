//! Facts that may be absent and are asked of without `is present`: a record without one is undetermined, and no example
//! of the rule says that it may be.

use super::Linter;
use super::formula::Formula;
use super::reach::Ask;
use super::words::Kind;
use crate::check::typed::{Case, Presence, RecordIx, RuleIx, Type};
use crate::finding::{MissingFact, Outcome};
use crate::value::{Value, Why};

/// The way to a field of a case: the record of the case, then fields and elements.
type Way = Vec<usize>;

impl Linter<'_> {
    /// The facts of a rule that may be absent, each left out of a case that is decided with it.
    pub(super) fn absent(&mut self, number: RuleIx) {
        if self.shown[number].outcomes.contains(&Outcome::Unknown) {
            return;
        }
        let mut told: Vec<String> = Vec::new();
        let cases: Vec<Case> = self.decided(number);
        for case in &cases {
            for (way, name, label) in self.optional(case) {
                let key = format!("{name} {label}");
                if told.contains(&key) {
                    continue;
                }
                let mut without = case.clone();
                without.records[way[0]].1 = left_out(&without.records[way[0]].1, &way[1..]);
                let found = self.run(number, &without);
                let turns = found.findings.iter().any(|finding| {
                    finding.outcome == Outcome::Unknown && finding.evidence.missing.iter().any(|lack| is_absent(lack, &name))
                });
                if turns {
                    told.push(key);
                    let rule = &self.engine.program.rules[number];
                    let witness = self.witness(&without, vec![(number, Outcome::Unknown)]);
                    let kind = Kind::Unguarded { rule: rule.id.clone(), field: name };
                    self.report(kind, rule.span, Some(witness));
                }
            }
        }
    }

    /// Cases that a rule decides: its examples; where it has none, what is found for it.
    fn decided(&self, number: RuleIx) -> Vec<Case> {
        let examples = self.engine.examples().unwrap_or_default().iter().filter(|example| example.rule == number);
        let mut cases: Vec<Case> = examples.flat_map(|example| &example.cases).cloned().collect();
        let decides = |outcome: Outcome| matches!(outcome, Outcome::Pass | Outcome::Fail | Outcome::Excepted);
        cases.retain(|case| self.run(number, case).outcome.is_some_and(decides));
        if cases.is_empty() {
            let ask: Ask<'_, '_> = &|reader, rule, scene| {
                let decided = [true, false].map(|want| reader.every(&rule.require, scene, want));
                reader.applies(rule, scene).and(Formula::any(decided))
            };
            let accept = |found: &crate::eval::Found| found.outcome.filter(|outcome| decides(*outcome));
            cases.extend(self.search(number, ask, &accept).map(|(case, _)| case));
        }
        cases
    }

    /// The facts of a case that might be absent: the way to each, its name and the record it is of.
    fn optional(&self, case: &Case) -> Vec<(Way, String, String)> {
        let mut found = Vec::new();
        for (at, (record, value)) in case.records.iter().enumerate() {
            self.optional_in(*record, value, vec![at], &mut found);
        }
        found
    }

    fn optional_in(&self, record: RecordIx, value: &Value, way: Way, found: &mut Vec<(Way, String, String)>) {
        let declared = &self.engine.program.records[record];
        let Value::Record(values) = value else { return };
        for (at, (field, value)) in declared.fields.iter().zip(values.iter()).enumerate() {
            let way = [way.as_slice(), &[at]].concat();
            match (&field.ty, value) {
                (_, Value::Unknown(_)) => {}
                (Type::Record(inner), value) => self.optional_in(*inner, value, way, found),
                (Type::List(of), Value::List(items)) => {
                    for (number, item) in items.iter().enumerate() {
                        if let Some(inner) = of.record() {
                            self.optional_in(inner, item, [way.as_slice(), &[number]].concat(), found);
                        }
                    }
                }
                _ if field.presence == Presence::Optional => found.push((way, field.name.clone(), declared.name.clone())),
                _ => {}
            }
        }
    }
}

/// A record with one of its facts left out.
fn left_out(value: &Value, way: &[usize]) -> Value {
    let Some((at, rest)) = way.split_first() else { return Value::Unknown(Why::Absent) };
    let changed = |items: &[Value]| {
        let mut items = items.to_vec();
        items[*at] = left_out(&items[*at], rest);
        items.into()
    };
    match value {
        Value::Record(items) => Value::Record(changed(items)),
        Value::List(items) => Value::List(changed(items)),
        other => other.clone(),
    }
}

/// Whether what is missing is a fact of that name that is absent.
fn is_absent(lack: &MissingFact, name: &str) -> bool {
    lack.why == Why::Absent && lack.path.rsplit(['/', '.']).find(|part| part.parse::<usize>().is_err()) == Some(name)
}
