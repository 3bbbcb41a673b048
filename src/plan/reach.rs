//! Whether a rule turns on records beyond those that it is judged on.

use super::{Expr, From, Kind, Plan, Scope};

impl Plan {
    /// Whether a rule asks for figures of the whole set, or for all records: judged among some of them alone, it may come to something else.
    #[must_use]
    pub fn asks_all(&self, rule: usize) -> bool {
        let rule = &self.rules[rule];
        let of_scope: Vec<&Expr> = match &rule.scope {
            Scope::Each { record, .. } if self.summary_of(*record).is_some() => return true,
            Scope::Set { .. } => return true,
            Scope::Each { filter, .. } | Scope::Row { filter, .. } => filter.iter().collect(),
            Scope::Group { of, window } => {
                let window = window.iter().flat_map(|(length, date)| [length, date]);
                of.filter.iter().chain(&of.by).chain(window).collect()
            }
        };
        let applies = rule.applies.iter().map(|(_, _, by)| by);
        let exceptions = rule.exceptions.iter().map(|exception| &exception.when);
        let own = rule.lets.iter().chain([&rule.when, &rule.require]);
        of_scope.into_iter().chain(applies).chain(own).chain(exceptions).any(|expr| self.expr_asks_all(expr))
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
