//! The rules made ready for a run: those that look at one record at a time, each with its conditions.

use super::conditions::{Condition, Make};
use crate::check::typed::Program;
use crate::eval::Settings;
use crate::plan::{Plan, Rule, Scope};

/// The rules that look at one record at a time, made ready.
#[derive(Debug)]
pub(crate) struct Ready<'p> {
    /// Their numbers in the plan, with the record whose fields they look at.
    pub(super) rules: Vec<(usize, usize, Conditions<'p>)>,
}

/// The conditions of a rule.
#[derive(Debug)]
pub(super) struct Conditions<'p> {
    /// It looks at the record alone, at none of its elements, whatever it is.
    pub(super) alone: bool,
    pub(super) filter: Option<Condition<'p>>,
    pub(super) when: Condition<'p>,
    pub(super) require: Condition<'p>,
    pub(super) exceptions: Vec<Condition<'p>>,
}

impl<'p> Ready<'p> {
    /// The rules of a plan that are run by these settings.
    pub(crate) fn new(program: &Program, plan: &'p Plan, settings: &Settings) -> Ready<'p> {
        let mut make = Make::new(program, plan, settings);
        let single = |(number, rule): (usize, &'p Rule)| match &rule.scope {
            Scope::Each { record, path, filter } if !rule.portfolio && settings.runs(number) => {
                let conditions = Conditions {
                    alone: path.is_empty() && filter.is_none(),
                    filter: filter.as_ref().map(|filter| make.condition(rule, filter)),
                    when: make.condition(rule, &rule.when),
                    require: make.condition(rule, &rule.require),
                    exceptions: rule.exceptions.iter().map(|exception| make.condition(rule, &exception.when)).collect(),
                };
                Some((number, *record, conditions))
            }
            _ => None,
        };
        Ready { rules: plan.rules.iter().enumerate().filter_map(single).collect() }
    }
}
