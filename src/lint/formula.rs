//! Conditions in normal form: what must hold of variables so that an expression is true, or so that it is false. There is no `not` in it, as
//! Kleene's logic asks for the one or the other, and what is unknown is neither.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::linear::{Linear, Var, minus_one};
use crate::value::{ChoiceRef, Exact, Value};

/// A value that is only equal to another or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    Bool(bool),
    Choice(ChoiceRef),
    Text(Arc<str>),
}

impl Word {
    pub(super) fn of(value: &Value) -> Option<Word> {
        match value {
            Value::Bool(truth) => Some(Word::Bool(*truth)),
            Value::Choice(choice) => Some(Word::Choice(*choice)),
            Value::Text(text) => Some(Word::Text(text.clone())),
            _ => None,
        }
    }

    pub(super) fn value(&self) -> Value {
        match self {
            Word::Bool(truth) => Value::Bool(*truth),
            Word::Choice(choice) => Value::Choice(*choice),
            Word::Text(text) => Value::Text(text.clone()),
        }
    }
}

/// How a sum stands to zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    AtMost,
    Below,
    Zero,
}

/// A question of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextTest {
    StartsWith,
    EndsWith,
    Contains,
}

impl TextTest {
    pub(super) fn holds(self, text: &str, part: &str) -> bool {
        match self {
            TextTest::StartsWith => text.starts_with(part),
            TextTest::EndsWith => text.ends_with(part),
            TextTest::Contains => text.contains(part),
        }
    }
}

/// What is asked of variables.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Atom {
    /// A sum is at most zero, below zero, or zero.
    Linear(Linear, Relation),
    /// A variable is one of these words, or none of them.
    Member(Var, BTreeSet<Word>, bool),
    /// A set has a word in it, or not.
    Holds(Var, Word, bool),
    /// A fact is there, or is absent.
    Present(Var, bool),
    /// A fact is not there, whatever the reason.
    Lacking(Var),
    /// Two variables are the same word, or not.
    Same(Var, Var, bool),
    /// A text stands a test, or fails it.
    Text(Var, TextTest, Arc<str>, bool),
    /// A condition that is not looked into is true, or false.
    Fact(Arc<str>, bool),
}

/// Atoms, all or any of which hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Formula {
    Atom(Atom),
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

impl Formula {
    pub(super) const TRUE: Formula = Formula::All(Vec::new());
    pub(super) const FALSE: Formula = Formula::Any(Vec::new());

    pub(super) fn from(truth: bool) -> Formula {
        if truth { Formula::TRUE } else { Formula::FALSE }
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self, Formula::All(parts) if parts.is_empty())
    }

    pub(super) fn is_false(&self) -> bool {
        matches!(self, Formula::Any(parts) if parts.is_empty())
    }

    /// All of them.
    pub(super) fn all(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                part if part.is_false() => return Formula::FALSE,
                Formula::All(parts) => kept.extend(parts),
                part => kept.push(part),
            }
        }
        if kept.len() == 1 { kept.swap_remove(0) } else { Formula::All(kept) }
    }

    /// Any of them.
    pub(super) fn any(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                part if part.is_true() => return Formula::TRUE,
                Formula::Any(parts) => kept.extend(parts),
                part => kept.push(part),
            }
        }
        if kept.len() == 1 { kept.swap_remove(0) } else { Formula::Any(kept) }
    }

    pub(super) fn and(self, other: Formula) -> Formula {
        Formula::all([self, other])
    }

    /// A variable is this word, or is not.
    pub(super) fn is(var: Var, word: Word, truth: bool) -> Formula {
        Formula::Atom(Atom::Member(var, BTreeSet::from([word]), truth))
    }

    /// A condition that is not looked into.
    pub(super) fn fact(text: &str, truth: bool) -> Formula {
        Formula::Atom(Atom::Fact(text.into(), truth))
    }

    /// `linear <= 0`.
    pub(super) fn at_most(linear: Linear) -> Formula {
        Formula::held(linear, Relation::AtMost)
    }

    /// `linear < 0`.
    pub(super) fn below(linear: Linear) -> Formula {
        Formula::held(linear, Relation::Below)
    }

    /// `linear = 0`.
    pub(super) fn zero(linear: Linear) -> Formula {
        Formula::held(linear, Relation::Zero)
    }

    fn held(linear: Linear, relation: Relation) -> Formula {
        match linear.as_fixed() {
            Some(fixed) => Formula::from(relation.holds(fixed)),
            None => Formula::Atom(Atom::Linear(linear, relation)),
        }
    }

    /// `linear != 0`: nothing where its digits do not suffice.
    pub(super) fn not_zero(linear: &Linear) -> Option<Formula> {
        let turned = linear.times(minus_one())?;
        Some(Formula::any([Formula::below(linear.clone()), Formula::below(turned)]))
    }

    /// What holds wherever it does not: where what is not looked into might be either, that is left open.
    pub(super) fn denied(&self) -> Formula {
        let turned = |linear: &Linear| linear.times(minus_one());
        match self {
            Formula::All(parts) => Formula::any(parts.iter().map(Formula::denied)),
            Formula::Any(parts) => Formula::all(parts.iter().map(Formula::denied)),
            Formula::Atom(Atom::Linear(linear, Relation::AtMost)) => turned(linear).map_or(Formula::TRUE, Formula::below),
            Formula::Atom(Atom::Linear(linear, Relation::Below)) => turned(linear).map_or(Formula::TRUE, Formula::at_most),
            Formula::Atom(Atom::Linear(linear, Relation::Zero)) => Formula::not_zero(linear).unwrap_or(Formula::TRUE),
            Formula::Atom(Atom::Member(var, words, truth)) => Formula::Atom(Atom::Member(*var, words.clone(), !truth)),
            Formula::Atom(Atom::Holds(var, word, truth)) => Formula::Atom(Atom::Holds(*var, word.clone(), !truth)),
            Formula::Atom(Atom::Present(var, true)) => Formula::Atom(Atom::Lacking(*var)),
            Formula::Atom(Atom::Same(one, other, truth)) => Formula::Atom(Atom::Same(*one, *other, !truth)),
            Formula::Atom(Atom::Text(var, test, part, truth)) => Formula::Atom(Atom::Text(*var, *test, part.clone(), !truth)),
            Formula::Atom(Atom::Present(_, false) | Atom::Lacking(_) | Atom::Fact(..)) => Formula::TRUE,
        }
    }

    /// The variables and the conditions that it asks about.
    pub(super) fn subjects(&self, into: &mut BTreeSet<String>) {
        match self {
            Formula::All(parts) | Formula::Any(parts) => parts.iter().for_each(|part| part.subjects(into)),
            Formula::Atom(Atom::Linear(linear, _)) => into.extend(linear.terms.keys().map(ToString::to_string)),
            Formula::Atom(Atom::Member(var, ..) | Atom::Holds(var, ..) | Atom::Text(var, ..)) => {
                into.insert(var.to_string());
            }
            Formula::Atom(Atom::Present(var, _) | Atom::Lacking(var)) => {
                into.insert(var.to_string());
            }
            Formula::Atom(Atom::Same(one, other, _)) => into.extend([one.to_string(), other.to_string()]),
            Formula::Atom(Atom::Fact(text, _)) => {
                into.insert(text.to_string());
            }
        }
    }
}

impl Relation {
    pub(super) fn holds(self, number: Exact) -> bool {
        match self {
            Relation::AtMost => number <= Exact::ZERO,
            Relation::Below => number < Exact::ZERO,
            Relation::Zero => number == Exact::ZERO,
        }
    }
}
