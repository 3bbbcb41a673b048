//! Whether a formula can hold: a search over its alternatives, with what is known so far cut down at every step, and linear constraints decided
//! exactly at the leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::formula::{Atom, Formula, Relation, TextTest, Word};
use super::linear::{Linear, Var};
use super::system::{self, Outcome};
use super::variables::{Variables, words_of};
use crate::check::typed::Program;
use crate::value::Exact;

/// Values by which a formula holds; what it does not ask of is not there.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    pub(super) numbers: BTreeMap<Var, Exact>,
    pub(super) words: BTreeMap<Var, Word>,
    pub(super) sets: BTreeMap<Var, BTreeSet<Word>>,
    pub(super) present: BTreeSet<Var>,
    pub(super) absent: BTreeSet<Var>,
}

/// More steps than this are not taken for one question.
const MOST: usize = 3000;

/// Whether a formula can hold, and by which values.
pub(super) fn solve(formula: &Formula, vars: &Variables, program: &Program) -> Outcome<Model> {
    let mut search = Search { vars, program, steps: 0 };
    search.go(State::default(), vec![formula])
}

struct Search<'v> {
    vars: &'v Variables,
    program: &'v Program,
    steps: usize,
}

/// The words that a variable may still be.
#[derive(Debug, Clone)]
enum Allowed {
    Only(BTreeSet<Word>),
    Not(BTreeSet<Word>),
}

/// What has been taken to hold so far.
#[derive(Debug, Clone, Default)]
struct State {
    linear: Vec<(Linear, Relation)>,
    /// What single bounds leave of a variable.
    ranges: BTreeMap<Var, (Option<Exact>, Option<Exact>)>,
    words: BTreeMap<Var, Allowed>,
    holds: BTreeMap<(Var, Word), bool>,
    present: BTreeMap<Var, bool>,
    lacking: BTreeSet<Var>,
    same: BTreeMap<(Var, Var), bool>,
    texts: BTreeMap<Var, Vec<(TextTest, Arc<str>, bool)>>,
    facts: BTreeMap<Arc<str>, bool>,
}

impl Search<'_> {
    fn go(&mut self, mut state: State, mut pending: Vec<&Formula>) -> Outcome<Model> {
        self.steps += 1;
        if self.steps > MOST {
            return Outcome::Open;
        }
        let mut open: Vec<&[Formula]> = Vec::new();
        loop {
            while let Some(formula) = pending.pop() {
                match formula {
                    Formula::Atom(atom) if !self.assert(&mut state, atom) => return Outcome::Never,
                    Formula::Atom(_) => {}
                    Formula::All(parts) => pending.extend(parts),
                    Formula::Any(parts) => open.push(parts),
                }
            }
            let mut best: Option<(usize, Vec<&Formula>)> = None;
            for (at, parts) in open.iter().enumerate() {
                let left: Vec<&Formula> = parts.iter().filter(|part| self.possible(&state, part)).collect();
                if best.as_ref().is_none_or(|(_, fewest)| left.len() < fewest.len()) {
                    let decided = left.len() < 2;
                    best = Some((at, left));
                    if decided {
                        break;
                    }
                }
            }
            let Some((at, left)) = best else { return self.leaf(&state) };
            open.swap_remove(at);
            match left.as_slice() {
                [] => return Outcome::Never,
                [only] => pending.push(*only),
                several => return self.branch(&state, several, &parts_of(&open)),
            }
        }
    }

    /// Tries the alternatives one after the other.
    fn branch(&mut self, state: &State, parts: &[&Formula], rest: &[Formula]) -> Outcome<Model> {
        if state.linear.len() > 1 && matches!(system::solve(&state.linear, self.vars), Outcome::Never) {
            return Outcome::Never;
        }
        let mut decided = true;
        for part in parts {
            let mut pending: Vec<&Formula> = rest.iter().collect();
            pending.push(*part);
            match self.go(state.clone(), pending) {
                Outcome::Found(model) => return Outcome::Found(model),
                Outcome::Open => decided = false,
                Outcome::Never => {}
            }
        }
        if decided { Outcome::Never } else { Outcome::Open }
    }

    fn leaf(&mut self, state: &State) -> Outcome<Model> {
        match system::solve(&state.linear, self.vars) {
            Outcome::Found(numbers) => self.model(state, numbers).map_or(Outcome::Open, Outcome::Found),
            Outcome::Never => Outcome::Never,
            Outcome::Open => Outcome::Open,
        }
    }

    /// Takes an atom to hold; false where it cannot, with what is held already.
    fn assert(&self, state: &mut State, atom: &Atom) -> bool {
        match atom {
            Atom::Linear(linear, relation) => {
                state.linear.push((linear.clone(), *relation));
                self.narrow(state, linear, *relation) && self.may_be(state, linear, *relation)
            }
            Atom::Member(var, words, truth) => {
                let allowed = self.allowed(state, *var).cut(words, *truth);
                let allowed = match state.texts.get(var) {
                    Some(tests) => allowed.tested(tests),
                    None => allowed,
                };
                let possible = !allowed.is_empty();
                state.words.insert(*var, allowed);
                possible && self.same_words(state)
            }
            Atom::Holds(var, word, truth) => *state.holds.entry((*var, word.clone())).or_insert(*truth) == *truth,
            Atom::Present(var, truth) => {
                *state.present.entry(*var).or_insert(*truth) == *truth && !(*truth && state.lacking.contains(var))
            }
            Atom::Lacking(var) => {
                state.lacking.insert(*var);
                state.present.get(var) != Some(&true)
            }
            Atom::Fact(text, truth) => *state.facts.entry(text.clone()).or_insert(*truth) == *truth,
            Atom::Same(one, other, truth) => {
                let pair = (*one.min(other), *one.max(other));
                *state.same.entry(pair).or_insert(*truth) == *truth && self.same_words(state)
            }
            Atom::Text(var, test, part, truth) => {
                let tests = state.texts.entry(*var).or_default();
                if tests.contains(&(*test, part.clone(), !truth)) {
                    return false;
                }
                tests.push((*test, part.clone(), *truth));
                let allowed = self.allowed(state, *var).tested(&state.texts[var]);
                let possible = !allowed.is_empty();
                state.words.insert(*var, allowed);
                possible
            }
        }
    }

    /// Whether a formula might hold, by a look at its atoms one by one.
    fn possible(&self, state: &State, formula: &Formula) -> bool {
        match formula {
            Formula::Atom(Atom::Linear(linear, relation)) => self.may_be(state, linear, *relation),
            Formula::Atom(Atom::Member(var, words, truth)) => !self.allowed(state, *var).cut(words, *truth).is_empty(),
            Formula::Atom(Atom::Holds(var, word, truth)) => state.holds.get(&(*var, word.clone())).is_none_or(|it| it == truth),
            Formula::Atom(Atom::Present(var, truth)) => {
                state.present.get(var).is_none_or(|it| it == truth) && !(*truth && state.lacking.contains(var))
            }
            Formula::Atom(Atom::Lacking(var)) => state.present.get(var) != Some(&true),
            Formula::Atom(Atom::Fact(text, truth)) => state.facts.get(text).is_none_or(|it| it == truth),
            Formula::Atom(Atom::Same(..) | Atom::Text(..)) => true,
            Formula::All(parts) => parts.iter().all(|part| self.possible(state, part)),
            Formula::Any(parts) => parts.iter().any(|part| self.possible(state, part)),
        }
    }

    fn allowed(&self, state: &State, var: Var) -> Allowed {
        state.words.get(&var).cloned().unwrap_or_else(|| match words_of(&self.vars.get(var).ty, self.program) {
            Some(words) => Allowed::Only(words),
            None => Allowed::Not(BTreeSet::new()),
        })
    }

    /// Variables that are the same have a word in common, and those that are not are not both the same one word.
    fn same_words(&self, state: &mut State) -> bool {
        for ((one, other), truth) in state.same.clone() {
            let (first, second) = (self.allowed(state, one), self.allowed(state, other));
            if truth {
                let both = first.both(&second);
                if both.is_empty() {
                    return false;
                }
                state.words.insert(one, both.clone());
                state.words.insert(other, both);
            } else if let (Allowed::Only(first), Allowed::Only(second)) = (&first, &second)
                && first.len() == 1
                && first == second
            {
                return false;
            }
        }
        true
    }

    fn range(&self, state: &State, var: Var) -> (Option<Exact>, Option<Exact>) {
        let known = self.vars.get(var);
        state.ranges.get(&var).copied().unwrap_or((known.low, known.high))
    }

    /// Cuts the range of the variable that a constraint is about, where it is about one; false where nothing is left.
    fn narrow(&self, state: &mut State, linear: &Linear, relation: Relation) -> bool {
        let Some((var, factor)) = linear.terms.first_key_value().filter(|_| linear.terms.len() == 1) else { return true };
        let Ok(at) = linear.constant.checked_neg().and_then(|constant| constant.checked_div(*factor)) else { return true };
        let (mut low, mut high) = self.range(state, *var);
        if relation == Relation::Zero || !factor.is_negative() {
            high = Some(high.map_or(at, |high| high.min(at)));
        }
        if relation == Relation::Zero || factor.is_negative() {
            low = Some(low.map_or(at, |low| low.max(at)));
        }
        state.ranges.insert(*var, (low, high));
        low.zip(high).is_none_or(|(low, high)| low <= high)
    }

    /// Whether a constraint might hold, by the ranges of its variables.
    fn may_be(&self, state: &State, linear: &Linear, relation: Relation) -> bool {
        let side = |least: bool| {
            linear.terms.iter().try_fold(linear.constant, |sum, (var, factor)| {
                let (low, high) = self.range(state, *var);
                let end = if least == factor.is_negative() { high } else { low };
                sum.checked_add(end?.checked_mul(*factor).ok()?).ok()
            })
        };
        let least = side(true);
        match relation {
            Relation::AtMost => least.is_none_or(|least| least <= Exact::ZERO),
            Relation::Below => least.is_none_or(|least| least < Exact::ZERO),
            Relation::Zero => {
                least.is_none_or(|least| least <= Exact::ZERO) && side(false).is_none_or(|most| most >= Exact::ZERO)
            }
        }
    }

    /// Values for all that was asked about.
    fn model(&self, state: &State, numbers: BTreeMap<Var, Exact>) -> Option<Model> {
        let mut model = Model { numbers, ..Model::default() };
        for ((one, other), truth) in &state.same {
            for var in [one, other] {
                if !model.words.contains_key(var) {
                    let taken = if *truth { BTreeSet::new() } else { model.words.values().cloned().collect() };
                    let word = self.allowed(state, *var).pick(&taken, state.texts.get(var))?;
                    model.words.insert(*var, word);
                }
            }
            if *truth {
                let word = model.words[one].clone();
                model.words.insert(*other, word);
            }
        }
        for (var, allowed) in &state.words {
            if !model.words.contains_key(var) {
                model.words.insert(*var, allowed.pick(&BTreeSet::new(), state.texts.get(var))?);
            }
        }
        for ((var, word), truth) in &state.holds {
            let set = model.sets.entry(*var).or_default();
            if *truth {
                set.insert(word.clone());
            }
        }
        for (var, present) in &state.present {
            if *present {
                model.present.insert(*var)
            } else {
                model.absent.insert(*var)
            };
        }
        Some(model)
    }
}

/// The alternatives that are still open, as formulas of their own.
fn parts_of(open: &[&[Formula]]) -> Vec<Formula> {
    open.iter().map(|parts| Formula::Any(parts.to_vec())).collect()
}

impl Allowed {
    fn cut(self, words: &BTreeSet<Word>, truth: bool) -> Allowed {
        match (self, truth) {
            (Allowed::Only(known), true) => Allowed::Only(known.intersection(words).cloned().collect()),
            (Allowed::Only(known), false) => Allowed::Only(known.difference(words).cloned().collect()),
            (Allowed::Not(not), true) => Allowed::Only(words.difference(&not).cloned().collect()),
            (Allowed::Not(not), false) => Allowed::Not(not.union(words).cloned().collect()),
        }
    }

    fn both(&self, other: &Allowed) -> Allowed {
        match other {
            Allowed::Only(words) => self.clone().cut(words, true),
            Allowed::Not(words) => self.clone().cut(words, false),
        }
    }

    fn tested(self, tests: &[(TextTest, Arc<str>, bool)]) -> Allowed {
        let stands = |word: &Word| match word {
            Word::Text(text) => tests.iter().all(|(test, part, truth)| test.holds(text, part) == *truth),
            _ => true,
        };
        match self {
            Allowed::Only(words) => Allowed::Only(words.into_iter().filter(stands).collect()),
            not => not,
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Allowed::Only(words) if words.is_empty())
    }

    /// A word that is left, and not taken; a text is made where none is named.
    fn pick(&self, taken: &BTreeSet<Word>, tests: Option<&Vec<(TextTest, Arc<str>, bool)>>) -> Option<Word> {
        let not = match self {
            Allowed::Only(words) => return words.iter().find(|word| !taken.contains(*word)).cloned(),
            Allowed::Not(not) => not,
        };
        let tests = tests.map_or(&[][..], Vec::as_slice);
        let wanted = |wanted: TextTest| {
            let parts = tests.iter().filter(move |(test, _, truth)| *test == wanted && *truth);
            parts.map(|(_, part, _)| &**part).collect::<Vec<&str>>().concat()
        };
        let (starts, middle, ends) = (wanted(TextTest::StartsWith), wanted(TextTest::Contains), wanted(TextTest::EndsWith));
        let made = ["甲", "乙", "丙", "丁", "戊", ""].map(|name| format!("{starts}{middle}{name}{ends}"));
        made.into_iter().map(|text| Word::Text(text.into())).find(|word| {
            let Word::Text(text) = word else { return false };
            let stands = tests.iter().all(|(test, part, truth)| test.holds(text, part) == *truth);
            stands && !not.contains(word) && !taken.contains(word)
        })
    }
}
