//! The quick evaluator: judges a record over its cells, with whole numbers of 64 bits, where that is sure to come to what the full one comes to.
//!
//! It never guesses. What is unknown, what overflows, what is of a kind it does not know makes it unsure, by Kleene's rules: an `and` with a part that is
//! false is false whatever the others are. Of a rule it is unsure of, the full evaluator judges the record; so it is with every verdict that is explained.

use self::conditions::Kept;
use self::ready::Conditions;
use self::value::{Quick, Truth};
use super::{Out, Settings};
use crate::finding::Outcome;
use crate::plan::{Expr, Plan, Rule, Scope};
use crate::value::Date;
pub(crate) use cells::{Cell, Cells, Row, Rows};
pub(crate) use ready::Ready;

// The one place where it is chosen what conditions are made ready as.
#[cfg(feature = "forms")]
use forms as conditions;
#[cfg(not(feature = "forms"))]
use plain as conditions;

mod cells;
mod express;
#[cfg(feature = "forms")]
mod forms;
mod lists;
#[cfg(not(feature = "forms"))]
mod plain;
mod ready;
mod value;

/// How deep frames may be nested.
const DEEP: usize = 8;

/// Judges one record.
pub(super) struct Judge<'q> {
    plan: &'q Plan,
    settings: &'q Settings,
    row: Row<'q>,
    /// The records and other values around.
    frames: [Quick<'q>; DEEP],
    /// Where the records among them lie.
    records: [u32; DEEP],
    depth: usize,
    /// How many frames are the rule's own.
    own: usize,
    lets: &'q [Expr],
    /// The `let`s reached so far, and whether each was.
    reached: [Option<Quick<'q>>; DEEP],
    /// What is worked out once for the record, as far as it has been.
    kept: Kept<'q>,
}

/// What came of a rule for an element of a record: its numbers in the lists, and its outcome.
pub(super) type Verdict = ([u32; 3], Outcome);

/// What came of a rule for a record.
pub(super) enum Came<'v> {
    /// This, of a rule that looks at the record alone.
    To(Outcome),
    /// This, of each element in question.
    Each(&'v [Verdict]),
    /// It is not sure what.
    Unsure,
}

impl<'q> Judge<'q> {
    /// One for the record in these cells.
    #[inline(always)]
    pub(super) fn new(plan: &'q Plan, settings: &'q Settings, row: Row<'q>) -> Judge<'q> {
        Judge {
            plan,
            settings,
            row,
            frames: [Quick::Unsure; DEEP],
            records: [0; DEEP],
            depth: 0,
            own: 0,
            lets: &[],
            reached: [None; DEEP],
            kept: Kept::default(),
        }
    }

    /// Judges by one rule after the other. What need not be told is counted; `each` is given the others' numbers, and what came of them.
    pub(super) fn judge_all(
        &mut self,
        ready: &'q Ready<'q>,
        record: usize,
        out: &mut Out<'_>,
        mut each: impl FnMut(&mut Out<'_>, usize, Came<'_>),
    ) {
        let mut verdicts = Vec::new();
        for (number, conditions) in &ready.rules[record] {
            let rule = &self.plan.rules[*number];
            if conditions.alone {
                let at_once = conditions.at_once.as_ref().and_then(|code| self.at_once(rule, code));
                let outcome = at_once.or_else(|| {
                    self.begin(rule);
                    self.outcome((rule, conditions))
                });
                match outcome {
                    Some(outcome) if !Out::wants(self.settings, outcome) => out.tally.add(*number, outcome),
                    outcome => each(out, *number, outcome.map_or(Came::Unsure, Came::To)),
                }
                continue;
            }
            self.begin(rule);
            match &rule.scope {
                Scope::Each { record, path, .. } if path.len() <= 3 => {
                    verdicts.clear();
                    let sure = self.down((rule, conditions), *record, path, ([0; 3], 0), &mut verdicts);
                    each(out, *number, if sure { Came::Each(&verdicts) } else { Came::Unsure });
                }
                _ => each(out, *number, Came::Unsure),
            }
        }
    }

    /// Begins with a rule.
    fn begin(&mut self, rule: &'q Rule) {
        self.frames[0] = Quick::Record(0);
        self.depth = 1;
        self.own = 1;
        self.lets = &rule.lets;
        if !self.lets.is_empty() {
            self.reached = [None; DEEP];
        }
    }

    fn push(&mut self, frame: Quick<'q>) -> bool {
        let free = self.depth < DEEP;
        if free {
            self.frames[self.depth] = frame;
            if let Quick::Record(at) = frame {
                self.records[self.depth] = at;
            }
            self.depth += 1;
        }
        free
    }

    /// Goes down one list, or judges where there is none left.
    fn down(
        &mut self,
        rule: (&'q Rule, &'q Conditions<'q>),
        record: usize,
        path: &'q [usize],
        (mut at, level): ([u32; 3], usize),
        verdicts: &mut Vec<Verdict>,
    ) -> bool {
        let Some((&slot, rest)) = path.split_first() else { return self.here(rule, at, verdicts) };
        let Quick::Record(above) = self.frames[self.depth - 1] else { return false };
        let inner = self.plan.projections[record].slots[slot].inner.unwrap_or(record);
        match self.slot(above, crate::plan::SlotRef { record, slot }) {
            Quick::Records(first, count) => {
                let mut element = first;
                for number in 0..count {
                    at[level] = number;
                    if !self.push(Quick::Record(element)) {
                        return false;
                    }
                    let sure = self.down(rule, inner, rest, (at, level + 1), verdicts);
                    self.depth -= 1;
                    if !sure {
                        return false;
                    }
                    element = self.row.next(element);
                }
                true
            }
            Quick::Value(crate::value::Value::List(items)) => items.is_empty(),
            Quick::Absent => true,
            _ => false,
        }
    }

    fn here(&mut self, rule: (&'q Rule, &'q Conditions<'q>), at: [u32; 3], verdicts: &mut Vec<Verdict>) -> bool {
        self.own = self.depth;
        if !self.lets.is_empty() {
            self.reached = [None; DEEP];
        }
        let outcome = match rule.1.filter.as_ref().map_or(Truth::True, |filter| self.meets(filter)) {
            Truth::True => self.outcome(rule),
            Truth::False => return true,
            Truth::Unknown => Some(Outcome::Unknown),
            Truth::Unsure => None,
        };
        let Some(outcome) = outcome else { return false };
        verdicts.push((at, outcome));
        true
    }

    #[inline(always)]
    fn outcome(&mut self, (rule, conditions): (&'q Rule, &'q Conditions<'q>)) -> Option<Outcome> {
        if let Some((from, until, by)) = &rule.applies {
            let day = match self.eval(by) {
                Quick::Date(day) => day,
                unknown if unknown.is_unknown() => return Some(Outcome::Unknown),
                _ => return None,
            };
            let before = |from: Date| day < from;
            if from.is_some_and(before) || until.is_some_and(|until| until < day) {
                return Some(Outcome::NotApplicable);
            }
        }
        match self.meets(&conditions.when) {
            Truth::True => {}
            Truth::False => return Some(Outcome::NotApplicable),
            Truth::Unknown => return Some(Outcome::Unknown),
            Truth::Unsure => return None,
        }
        match self.meets(&conditions.require) {
            Truth::True => return Some(Outcome::Pass),
            Truth::False => {}
            Truth::Unknown => return Some(Outcome::Unknown),
            Truth::Unsure => return None,
        }
        let held = conditions.exceptions.iter().fold(Truth::False, |held, exception| held.or(self.meets(exception)));
        match held {
            Truth::True => Some(Outcome::Excepted),
            Truth::False => Some(Outcome::Fail),
            Truth::Unknown => Some(Outcome::Unknown),
            Truth::Unsure => None,
        }
    }
}
