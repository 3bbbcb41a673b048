//! What is computed and is no sum: fiscal years, months, days moved, rounded amounts, products and quotients. Each is a variable of its own, with
//! what holds of it in any case, so that nothing is shown that is not so.

use super::formula::{Formula, Relation};
use super::linear::{Linear, Var, ceiling, floor, minus_one};
use super::read::{Reader, Reason, Scene};
use super::term::{Case, Term, guarded};
use super::variables::{Derived, Source, day_number, day_of};
use crate::check::typed::{Expr, Function, Type};
use crate::value::ops::{Rounding, round_to};
use crate::value::{Exact, FiscalYear};

impl<'p> Reader<'p> {
    /// A function of values.
    pub(super) fn call(&mut self, expr: &'p Expr, function: Function, args: &'p [Expr], scene: &Scene<'p>) -> Vec<Case> {
        let firsts = self.cases(&args[0], scene);
        match function {
            Function::Days | Function::Months | Function::Years | Function::Number => return firsts,
            Function::Length => {
                let text = self.text_of(expr, scene);
                return self.counted(&expr.ty, text, 0, Reason::Text);
            }
            Function::Abs => {
                let both = [minus_one(), Exact::ONE].map(|sign| self.signed(&firsts, sign));
                return match both {
                    [Some(below), Some(above)] => below.into_iter().chain(above).collect(),
                    _ => self.aside(expr, scene, Reason::NotLinear),
                };
            }
            _ => {}
        }
        let seconds = args.get(1).map_or_else(Vec::new, |arg| self.cases(arg, scene));
        if matches!(function, Function::Min | Function::Max) {
            return self.least(function, &firsts, &seconds).unwrap_or_else(|| self.aside(expr, scene, Reason::NotLinear));
        }
        let second = match seconds.as_slice() {
            [Case { guard, term: Term::Number(linear) }] if guard.is_true() => linear.as_fixed(),
            _ => None,
        };
        let mut made = Vec::new();
        for case in firsts {
            let Term::Number(of) = &case.term else { return self.aside(expr, scene, Reason::Text) };
            let Some((more, term)) = self.computed(function, of, second, &expr.ty) else {
                return self.aside(expr, scene, Reason::NotLinear);
            };
            made.push(Case { guard: case.guard.and(more), term });
        }
        made
    }

    fn computed(&mut self, function: Function, of: &Linear, by: Option<Exact>, ty: &Type) -> Option<(Formula, Term)> {
        let round = |rounding| by.map(|unit| (unit, rounding));
        match function {
            Function::FiscalYear => self.part_of_day(Derived::FiscalYear(of.clone()), of, ty, (0, 9999)),
            Function::Year => self.part_of_day(Derived::Year(of.clone()), of, ty, (0, 9999)),
            Function::Month => self.part_of_day(Derived::Month(of.clone()), of, ty, (1, 12)),
            Function::Day => self.part_of_day(Derived::Day(of.clone()), of, ty, (1, 31)),
            Function::WithTax => Some((Formula::TRUE, Term::Number(of.times(Exact::ONE.checked_add(by?).ok()?)?))),
            Function::WithoutTax => {
                let factor = Exact::ONE.checked_div(Exact::ONE.checked_add(by?).ok()?).ok()?;
                Some((Formula::TRUE, Term::Number(of.times(factor)?)))
            }
            Function::Round => self.rounded(of, round(Rounding::HalfAway)?, ty),
            Function::RoundUp => self.rounded(of, round(Rounding::Up)?, ty),
            Function::RoundDown => self.rounded(of, round(Rounding::Down)?, ty),
            _ => None,
        }
    }

    /// Amounts without their sign: those that are below zero turned, or those that are not.
    fn signed(&mut self, cases: &[Case], sign: Exact) -> Option<Vec<Case>> {
        let one = |case: &Case| {
            let Term::Number(linear) = &case.term else { return None };
            let guard = match sign == Exact::ONE {
                true => Formula::at_most(linear.times(minus_one())?),
                false => Formula::below(linear.clone()),
            };
            Some(guarded(&guard, vec![Case { guard: case.guard.clone(), term: Term::Number(linear.times(sign)?) }]))
        };
        Some(cases.iter().map(one).collect::<Option<Vec<_>>>()?.concat())
    }

    fn least(&mut self, function: Function, firsts: &[Case], seconds: &[Case]) -> Option<Vec<Case>> {
        let mut made = Vec::new();
        for first in firsts {
            for second in seconds {
                let (Term::Number(a), Term::Number(b)) = (&first.term, &second.term) else { return None };
                let (low, high) = if function == Function::Min { (a, b) } else { (b, a) };
                let guard = first.guard.clone().and(second.guard.clone());
                let chosen = |guard: Formula, term: &Term| Case { guard, term: term.clone() };
                made.push(chosen(guard.clone().and(Formula::at_most(low.minus(high)?)), &first.term));
                made.push(chosen(guard.and(Formula::below(high.minus(low)?)), &second.term));
            }
        }
        Some(made)
    }

    /// The variable of something computed.
    fn variable(&mut self, derived: Derived, ty: &Type) -> Var {
        let var = self.vars.of(Source::Text(format!("{derived:?}")), ty);
        self.vars.get_mut(var).derived = Some(derived);
        var
    }

    /// The fiscal year, year, month or day of the month of a day.
    fn part_of_day(&mut self, derived: Derived, of: &Linear, ty: &Type, within: (i64, i64)) -> Option<(Formula, Term)> {
        let month = self.program.fiscal_year_start;
        if let Some(fixed) = of.as_fixed() {
            let value = value_of(&derived, &[fixed], month)?;
            return Some((Formula::TRUE, Term::Number(Linear::fixed(value))));
        }
        let years = matches!(derived, Derived::FiscalYear(_) | Derived::Year(_));
        let offset = if matches!(derived, Derived::FiscalYear(_)) { i64::from(month - 1) * 31 } else { 0 };
        let var = self.variable(derived, ty);
        let known = self.vars.get_mut(var);
        known.whole = true;
        (known.low, known.high) = (Some(Exact::from(within.0)), Some(Exact::from(within.1)));
        if !years {
            return Some((Formula::TRUE, Term::Number(Linear::of(var))));
        }
        // A year begins 365.2425 days a year after the first one, give or take three days and the months before it begins.
        let length = Exact::ratio(3_652_425, 10_000).ok()?;
        let start = Linear::of(var).plus(&Linear::fixed(minus_one()), Exact::ONE)?.times(length)?;
        let after = of.minus(&start)?;
        let least = after.plus(&Linear::fixed(Exact::from(3)), Exact::ONE)?.times(minus_one())?;
        let most = after.minus(&Linear::fixed(Exact::from(366 + 3 + offset)))?;
        Some((Formula::at_most(least).and(Formula::at_most(most)), Term::Number(Linear::of(var))))
    }

    /// A day so many months later.
    pub(super) fn later_by(&mut self, day: &Linear, months: i64) -> Option<(Formula, Term)> {
        let derived = Derived::LaterBy(day.clone(), months);
        if let Some(fixed) = day.as_fixed() {
            return Some((Formula::TRUE, Term::Number(Linear::fixed(value_of(&derived, &[fixed], 4)?))));
        }
        let var = self.variable(derived, &Type::Date);
        let moved = Linear::of(var).minus(day)?;
        let (one, other) = (Exact::from(months.checked_mul(28)?), Exact::from(months.checked_mul(31)?));
        let least = Linear::fixed(one.min(other)).minus(&moved)?;
        let most = moved.minus(&Linear::fixed(one.max(other)))?;
        Some((Formula::at_most(least).and(Formula::at_most(most)), Term::Number(Linear::of(var))))
    }

    fn rounded(&mut self, of: &Linear, (unit, rounding): (Exact, Rounding), ty: &Type) -> Option<(Formula, Term)> {
        if let Some(fixed) = of.as_fixed() {
            return Some((Formula::TRUE, Term::Number(Linear::fixed(round_to(fixed, unit, rounding).ok()?))));
        }
        let var = self.variable(Derived::Rounded(of.clone(), unit, rounding), ty);
        let gap = Linear::of(var).minus(of)?;
        let unit = Linear::fixed(if unit.is_negative() { unit.checked_neg().ok()? } else { unit });
        let most = Formula::at_most(gap.minus(&unit)?);
        let least = Formula::at_most(gap.times(minus_one())?.minus(&unit)?);
        Some((most.and(least), Term::Number(Linear::of(var))))
    }

    pub(super) fn product(&mut self, a: &Linear, b: &Linear, ty: &Type) -> Option<(Formula, Term)> {
        self.reasons.insert(Reason::NotLinear);
        let var = self.variable(Derived::Product(a.clone(), b.clone()), ty);
        Some((Formula::TRUE, Term::Number(Linear::of(var))))
    }

    pub(super) fn quotient(&mut self, a: &Linear, b: &Linear, ty: &Type) -> Option<(Formula, Term)> {
        self.reasons.insert(Reason::NotLinear);
        let var = self.variable(Derived::Quotient(a.clone(), b.clone()), ty);
        Some((Formula::not_zero(b)?, Term::Number(Linear::of(var))))
    }

    /// What a bound on a fiscal year or a year says of the day that it is the year of.
    pub(super) fn told_of_days(&self, linear: &Linear, relation: Relation) -> Option<Formula> {
        let (var, factor) = linear.terms.first_key_value().filter(|_| linear.terms.len() == 1)?;
        let (day, month) = match self.vars.get(*var).derived.as_ref()? {
            Derived::FiscalYear(day) => (day, self.program.fiscal_year_start),
            Derived::Year(day) => (day, 1),
            _ => return None,
        };
        let at = linear.constant.checked_neg().ok()?.checked_div(*factor).ok()?;
        let year = |at: Exact| Some(FiscalYear(i32::try_from(at.to_i64()?).ok()?));
        let strict = relation == Relation::Below;
        let mut parts = Vec::new();
        if relation == Relation::Zero || !factor.is_negative() {
            let last = if strict { ceiling(at)?.checked_sub(Exact::ONE).ok()? } else { floor(at)? };
            let end = Linear::fixed(day_number(year(last)?.end(month)?));
            parts.push(Formula::at_most(day.minus(&end)?));
        }
        if relation == Relation::Zero || factor.is_negative() {
            let first = if strict { floor(at)?.checked_add(Exact::ONE).ok()? } else { ceiling(at)? };
            let start = Linear::fixed(day_number(year(first)?.start(month)?));
            parts.push(Formula::at_most(start.minus(day)?));
        }
        Some(Formula::all(parts))
    }
}

/// What is computed of these values.
pub(super) fn value_of(derived: &Derived, of: &[Exact], month: u32) -> Option<Exact> {
    let first = *of.first()?;
    match derived {
        Derived::FiscalYear(_) => Some(Exact::from(i64::from(FiscalYear::of(day_of(first)?, month).0))),
        Derived::Year(_) => Some(Exact::from(i64::from(day_of(first)?.year()))),
        Derived::Month(_) => Some(Exact::from(i64::from(day_of(first)?.month()))),
        Derived::Day(_) => Some(Exact::from(i64::from(day_of(first)?.day()))),
        Derived::LaterBy(_, months) => day_of(first)?.add_months(*months).map(day_number),
        Derived::Rounded(_, unit, rounding) => round_to(first, *unit, *rounding).ok(),
        Derived::Product(..) => first.checked_mul(*of.get(1)?).ok(),
        Derived::Quotient(..) => first.checked_div(*of.get(1)?).ok(),
    }
}

/// The sums that something is computed of.
pub(super) fn operands(derived: &Derived) -> Vec<&Linear> {
    match derived {
        Derived::FiscalYear(of)
        | Derived::Year(of)
        | Derived::Month(of)
        | Derived::Day(of)
        | Derived::LaterBy(of, _)
        | Derived::Rounded(of, ..) => vec![of],
        Derived::Product(a, b) | Derived::Quotient(a, b) => vec![a, b],
    }
}
