//! What a rule turns on: records beyond those that it is judged on, and what stands in a slot.

#[cfg(feature = "clear")]
use super::SlotRef;
use super::{Expr, From, Kind, Plan, Scope};

impl Plan {
    /// All that a rule asks to come to its outcome.
    fn asked(&self, rule: usize) -> Vec<&Expr> {
        let rule = &self.rules[rule];
        let of_scope: Vec<&Expr> = match &rule.scope {
            Scope::Each { filter, .. } | Scope::Row { filter, .. } | Scope::Set { filter, .. } => filter.iter().collect(),
            Scope::Group { of, window } => {
                let window = window.iter().flat_map(|(length, date)| [length, date]);
                of.filter.iter().chain(&of.by).chain(window).collect()
            }
        };
        let applies = rule.applies.iter().map(|(_, _, by)| by);
        let exceptions = rule.exceptions.iter().map(|exception| &exception.when);
        let own = rule.lets.iter().chain([&rule.when, &rule.require]);
        of_scope.into_iter().chain(applies).chain(own).chain(exceptions).collect()
    }

    /// The kinds of records that are gone over as a whole by something that may be asked time and again.
    #[cfg(feature = "dense")]
    pub(crate) fn gone_over(&self) -> Vec<usize> {
        let of_rules = (0..self.rules.len()).flat_map(|rule| self.asked(rule));
        let of_figures = self.figures.iter().flat_map(|figure| figure.filter.iter().chain([&figure.body]));
        let of_summaries = self.summaries.iter().flat_map(|it| it.of.filter.iter().chain(&it.of.by).chain(&it.values));
        let mut left: Vec<&Expr> = of_rules.chain(of_figures).chain(of_summaries).chain(&self.defines).collect();
        let mut kinds = Vec::new();
        while let Some(expr) = left.pop() {
            if let Kind::Quantify(_, over, _) | Kind::Aggregate(_, over, ..) = &expr.kind
                && let From::All(record) = over.from
            {
                kinds.push(record);
            }
            left.extend(expr.parts());
        }
        kinds
    }
}

#[cfg(feature = "clear")]
impl Plan {
    /// Whether a rule asks for figures of the whole set, or for all records: judged among some of them alone, it may come to something else.
    #[must_use]
    pub fn asks_all(&self, rule: usize) -> bool {
        match &self.rules[rule].scope {
            Scope::Each { record, .. } if self.summary_of(*record).is_some() => true,
            Scope::Set { .. } => true,
            _ => self.asked(rule).into_iter().any(|expr| self.expr_asks_all(expr)),
        }
    }

    /// Whether what a rule comes to may turn on what stands in a slot. A rule over a summary turns on whatever it sums up.
    #[must_use]
    pub fn turns_on(&self, rule: usize, slot: SlotRef) -> bool {
        match &self.rules[rule].scope {
            Scope::Each { record, .. } | Scope::Set { record, .. } if self.summary_of(*record).is_some() => true,
            Scope::Group { of, .. } if self.summary_of(of.record).is_some() => true,
            _ => self.asked(rule).into_iter().any(|expr| self.expr_turns_on(expr, slot)),
        }
    }

    fn expr_turns_on(&self, expr: &Expr, slot: SlotRef) -> bool {
        let summed_up = |from: &From| matches!(from, From::All(record) if self.summary_of(*record).is_some());
        match &expr.kind {
            Kind::Slot(_, read) if *read == slot => true,
            Kind::Figure(figure) => {
                let figure = &self.figures[*figure];
                self.summary_of(figure.record).is_some()
                    || figure.filter.iter().chain([&figure.body]).any(|expr| self.expr_turns_on(expr, slot))
            }
            Kind::Quantify(_, over, _) | Kind::Aggregate(_, over, ..) if summed_up(&over.from) => true,
            Kind::Define(define, _) if self.expr_turns_on(&self.defines[*define], slot) => true,
            _ => expr.parts().into_iter().any(|part| self.expr_turns_on(part, slot)),
        }
    }

    fn expr_asks_all(&self, expr: &Expr) -> bool {
        match &expr.kind {
            Kind::Figure(_) => true,
            Kind::Quantify(_, over, _) | Kind::Aggregate(_, over, ..) if matches!(over.from, From::All(_)) => true,
            Kind::Define(define, _) if self.expr_asks_all(&self.defines[*define]) => true,
            _ => expr.parts().into_iter().any(|part| self.expr_asks_all(part)),
        }
    }
}
