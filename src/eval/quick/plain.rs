//! Conditions as the plan has them, without the feature `forms`: where the program is to be small. They come to the same as in those forms, and take longer.

use std::convert::Infallible;

use super::Judge;
use super::value::{Quick, Truth};
use crate::check::typed::Program;
use crate::eval::Settings;
use crate::finding::Outcome;
use crate::plan::{Expr, Plan, Rule};

/// A condition of a rule.
#[derive(Debug)]
pub(super) struct Condition<'p>(&'p Expr);

/// A whole rule that is judged at once: none is.
#[derive(Debug)]
pub(super) struct AtOnce<'p>(&'p Infallible);

impl<'q> Judge<'q> {
    /// What comes of a rule, where that is sure at once.
    pub(super) fn at_once(&mut self, _: &Rule, code: &AtOnce<'q>) -> Option<Outcome> {
        match *code.0 {}
    }

    /// Whether a condition of the rule holds.
    pub(super) fn meets(&mut self, condition: &Condition<'q>) -> Truth {
        self.truth(condition.0)
    }
}

/// What was worked out once for a record.
#[derive(Default)]
pub(super) struct Kept<'q> {
    /// Values, by their numbers in the plan.
    pub(super) shared: Vec<Option<Quick<'q>>>,
}

/// Makes conditions ready: there is nothing to be made.
pub(super) struct Make;

impl Make {
    /// For a run of the plan by these settings.
    pub(super) fn new(_: &Program, _: &Plan, _: &Settings) -> Make {
        Make
    }

    /// A rule that looks at the record alone.
    pub(super) fn at_once<'p>(&mut self, _: &'p Rule) -> Option<AtOnce<'p>> {
        None
    }

    /// A condition of a rule.
    pub(super) fn condition<'p>(&mut self, _: &'p Rule, expr: &'p Expr) -> Condition<'p> {
        Condition(expr)
    }
}
