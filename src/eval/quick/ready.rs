//! The rules made ready for a run: those that look at one record at a time, each with its conditions.

use super::conditions::{AtOnce, Condition, Make};
use crate::check::typed::Program;
use crate::eval::Settings;
use crate::plan::{Plan, Scope};

/// The rules that look at one record at a time, made ready.
#[derive(Debug)]
pub(crate) struct Ready<'p> {
    /// For each kind of record, their numbers in the plan.
    pub(super) rules: Vec<Vec<(usize, Conditions<'p>)>>,
    /// The kinds of records that something goes over as a whole, time and again.
    #[cfg(feature = "dense")]
    gone_over: Vec<usize>,
}

/// The conditions of a rule.
#[derive(Debug)]
pub(super) struct Conditions<'p> {
    /// All of it, where it looks at the record alone and can be judged at once.
    pub(super) at_once: Option<AtOnce<'p>>,
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
        let mut rules: Vec<Vec<_>> = plan.projections.iter().map(|_| Vec::new()).collect();
        for (number, rule) in plan.rules.iter().enumerate() {
            let Scope::Each { record, path, filter } = &rule.scope else { continue };
            if rule.portfolio || !settings.runs(number) {
                continue;
            }
            let alone = path.is_empty() && filter.is_none();
            let conditions = Conditions {
                at_once: if alone { make.at_once(rule) } else { None },
                alone,
                filter: filter.as_ref().map(|filter| make.condition(rule, filter)),
                when: make.condition(rule, &rule.when),
                require: make.condition(rule, &rule.require),
                exceptions: rule.exceptions.iter().map(|exception| make.condition(rule, &exception.when)).collect(),
            };
            rules[*record].push((number, conditions));
        }
        Ready {
            rules,
            #[cfg(feature = "dense")]
            gone_over: plan.gone_over(),
        }
    }

    /// Whether something goes over all records of a kind, time and again: what is kept of them has to be quick to look at.
    #[allow(unused_variables, clippy::unused_self, reason = "without the feature it is in any case")]
    pub(crate) fn is_gone_over(&self, record: usize) -> bool {
        #[cfg(feature = "dense")]
        return self.gone_over.contains(&record);
        #[cfg(not(feature = "dense"))]
        false
    }
}
