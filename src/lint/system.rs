//! Linear constraints together: whether they can hold, by Gauss for equations and Fourier and Motzkin for the rest, exactly; and numbers by
//! which they do.

use std::collections::BTreeMap;

use super::formula::Relation;
use super::linear::{Linear, Var, ceiling, floor, minus_one};
use super::variables::{Variables, day_number};
use crate::check::typed::Type;
use crate::value::{Date, Exact};

/// What came of it.
pub(super) enum Outcome<T> {
    /// They cannot hold: proven.
    Never,
    /// They hold by this.
    Found(T),
    /// Not decided: too many of them, too many digits, or no whole numbers found where whole numbers are needed.
    Open,
}

/// More constraints than this are not looked at.
const MOST: usize = 600;

/// `linear <= 0`, or `linear < 0` where it is strict.
#[derive(Debug, Clone, PartialEq)]
struct Bound {
    linear: Linear,
    strict: bool,
}

/// Numbers by which all constraints hold; variables are kept within their ranges.
pub(super) fn solve(constraints: &[(Linear, Relation)], vars: &Variables) -> Outcome<BTreeMap<Var, Exact>> {
    let mut system = System { vars, bounds: Vec::new(), replaced: Vec::new(), out: Vec::new() };
    match system.run(constraints) {
        Some(true) => system.values().map_or(Outcome::Open, Outcome::Found),
        Some(false) => Outcome::Never,
        None => Outcome::Open,
    }
}

struct System<'v> {
    vars: &'v Variables,
    bounds: Vec<Bound>,
    /// Variables that an equation gave, with what they are.
    replaced: Vec<(Var, Linear)>,
    /// Variables that were eliminated, with the bounds on them at that time.
    out: Vec<(Var, Vec<Bound>)>,
}

impl System<'_> {
    /// Whether they can hold over the fractions; `None` where that is not decided.
    fn run(&mut self, constraints: &[(Linear, Relation)]) -> Option<bool> {
        let mut equations: Vec<Linear> = Vec::new();
        for (linear, relation) in constraints {
            match relation {
                Relation::Zero => equations.push(linear.clone()),
                _ => self.bounds.push(Bound { linear: linear.clone(), strict: *relation == Relation::Below }),
            }
        }
        self.ranges(constraints)?;
        while let Some(equation) = equations.pop() {
            if let Some(fixed) = equation.as_fixed() {
                if fixed != Exact::ZERO {
                    return Some(false);
                }
                continue;
            }
            let (var, of) = self.solved_for(&equation)?;
            for other in &mut equations {
                *other = replace(other, var, &of)?;
            }
            for bound in &mut self.bounds {
                bound.linear = replace(&bound.linear, var, &of)?;
            }
            self.replaced.push((var, of));
        }
        self.eliminate()
    }

    /// The ranges of the variables that occur.
    fn ranges(&mut self, constraints: &[(Linear, Relation)]) -> Option<()> {
        let mut seen: Vec<Var> = constraints.iter().flat_map(|(linear, _)| linear.terms.keys().copied()).collect();
        seen.sort_unstable();
        seen.dedup();
        for var in seen {
            let known = self.vars.get(var);
            if let Some(low) = known.low {
                let linear = Linear::fixed(low).minus(&Linear::of(var))?;
                self.bounds.push(Bound { linear, strict: false });
            }
            if let Some(high) = known.high {
                let linear = Linear::of(var).minus(&Linear::fixed(high))?;
                self.bounds.push(Bound { linear, strict: false });
            }
        }
        Some(())
    }

    /// An equation turned to one of its variables: one that need not be whole where there is one, or one whose factor is one.
    fn solved_for(&self, equation: &Linear) -> Option<(Var, Linear)> {
        let rank = |(var, factor): &(&Var, &Exact)| {
            let unit = **factor == Exact::ONE || **factor == minus_one();
            (self.vars.get(**var).whole, !unit)
        };
        let (var, factor) = equation.terms.iter().min_by_key(rank)?;
        let mut rest = equation.clone();
        rest.terms.remove(var);
        Some((*var, rest.times(minus_one().checked_div(*factor).ok()?)?))
    }

    fn eliminate(&mut self) -> Option<bool> {
        loop {
            let mut kept: Vec<Bound> = Vec::new();
            for bound in std::mem::take(&mut self.bounds) {
                let bound = self.tightened(bound)?;
                match bound.linear.as_fixed() {
                    Some(fixed) if fixed > Exact::ZERO || bound.strict && fixed == Exact::ZERO => return Some(false),
                    Some(_) => {}
                    None if kept.contains(&bound) => {}
                    None => kept.push(bound),
                }
            }
            if kept.len() > MOST {
                return None;
            }
            let Some(var) = cheapest(&kept) else { return Some(true) };
            let (with, mut rest): (Vec<Bound>, Vec<Bound>) =
                kept.into_iter().partition(|bound| bound.linear.terms.contains_key(&var));
            let (above, below): (Vec<&Bound>, Vec<&Bound>) =
                with.iter().partition(|bound| !bound.linear.terms[&var].is_negative());
            for upper in &above {
                for lower in &below {
                    let factor = upper.linear.terms[&var].checked_div(lower.linear.terms[&var].checked_neg().ok()?).ok()?;
                    rest.push(Bound { linear: upper.linear.plus(&lower.linear, factor)?, strict: upper.strict || lower.strict });
                }
            }
            self.out.push((var, with));
            self.bounds = rest;
        }
    }

    /// Over whole numbers alone, a bound is moved to the next whole number within.
    fn tightened(&self, bound: Bound) -> Option<Bound> {
        let whole = !bound.linear.terms.is_empty() && bound.linear.terms.keys().all(|var| self.vars.get(*var).whole);
        let bottom = bound.linear.terms.values().try_fold(1_i128, |all, factor| lcm(all, factor.denominator()))?;
        let top = bound.linear.terms.values().fold(0, |all, factor| gcd(all, factor.numerator().unsigned_abs()));
        if !whole {
            return Some(bound);
        }
        let scale = Exact::ratio(bottom, i128::try_from(top.max(1)).ok()?).ok()?;
        let mut linear = bound.linear.times(scale)?;
        if !linear.terms.values().all(|factor| factor.is_integer()) {
            return Some(bound);
        }
        let constant = linear.constant;
        linear.constant = match bound.strict {
            true => floor(constant)?.checked_add(Exact::ONE).ok()?,
            false => ceiling(constant)?,
        };
        Some(Bound { linear, strict: false })
    }

    /// Numbers for all variables, the last eliminated first.
    fn values(&self) -> Option<BTreeMap<Var, Exact>> {
        let mut values = BTreeMap::new();
        for (var, bounds) in self.out.iter().rev() {
            let mut range = Range::default();
            for bound in bounds {
                let factor = bound.linear.terms[var];
                let mut rest = bound.linear.clone();
                rest.terms.remove(var);
                // Variables that were eliminated together with their only bounds may be anything.
                for other in rest.terms.keys() {
                    values.entry(*other).or_insert_with(|| preferred(&self.vars.get(*other).ty));
                }
                let at = rest.value(&values)?.checked_div(factor).ok()?.checked_neg().ok()?;
                range.cut(at, bound.strict, !factor.is_negative());
            }
            let known = self.vars.get(*var);
            values.insert(*var, range.pick(preferred(&known.ty), known.whole)?);
        }
        for (var, of) in self.replaced.iter().rev() {
            for other in of.terms.keys() {
                values.entry(*other).or_insert_with(|| preferred(&self.vars.get(*other).ty));
            }
            let value = of.value(&values)?;
            if self.vars.get(*var).whole && !value.is_integer() {
                return None;
            }
            values.insert(*var, value);
        }
        Some(values)
    }
}

/// The values that are left.
#[derive(Default)]
struct Range {
    low: Option<(Exact, bool)>,
    high: Option<(Exact, bool)>,
}

impl Range {
    fn cut(&mut self, at: Exact, strict: bool, from_above: bool) {
        let side = if from_above { &mut self.high } else { &mut self.low };
        let closer = side.is_none_or(|(known, open)| {
            let nearer = if from_above { at < known } else { at > known };
            nearer || at == known && strict && !open
        });
        if closer {
            *side = Some((at, strict));
        }
    }

    fn has(&self, value: Exact) -> bool {
        self.low.is_none_or(|(low, open)| value > low || !open && value == low)
            && self.high.is_none_or(|(high, open)| value < high || !open && value == high)
    }

    /// The value nearest to what is preferred: a whole one where there is one.
    fn pick(&self, preferred: Exact, whole: bool) -> Option<Exact> {
        let mut tried = vec![preferred];
        for (at, step) in [(self.low, Exact::ONE), (self.high, minus_one())] {
            let Some((at, _)) = at else { continue };
            let inward = if step == Exact::ONE { ceiling(at)? } else { floor(at)? };
            tried.extend([inward, inward.checked_add(step).ok()?]);
        }
        if let Some(value) = tried.into_iter().find(|value| self.has(*value) && (!whole || value.is_integer())) {
            return Some(value);
        }
        let middle = match (self.low, self.high) {
            (Some((low, _)), Some((high, _))) => low.checked_add(high).ok()?.checked_div(Exact::from(2)).ok()?,
            (Some((at, _)), None) | (None, Some((at, _))) => at,
            (None, None) => preferred,
        };
        (!whole && self.has(middle)).then_some(middle)
    }
}

/// What a witness has where nothing else is asked for.
pub(super) fn preferred(ty: &Type) -> Exact {
    match ty {
        Type::Date => Date::ymd(2020, 4, 1).map_or(Exact::ONE, day_number),
        Type::FiscalYear => Exact::from(2020),
        Type::Money(_) => Exact::from(1_000_000),
        Type::Percent => Exact::ratio(1, 2).unwrap_or(Exact::ONE),
        _ => Exact::ONE,
    }
}

/// The variable whose elimination leaves the fewest bounds.
fn cheapest(bounds: &[Bound]) -> Option<Var> {
    let mut sides: BTreeMap<Var, (usize, usize)> = BTreeMap::new();
    for bound in bounds {
        for (var, factor) in &bound.linear.terms {
            let (above, below) = sides.entry(*var).or_default();
            if factor.is_negative() { *below += 1 } else { *above += 1 }
        }
    }
    sides.into_iter().min_by_key(|(var, (above, below))| (above * below, *var)).map(|(var, _)| var)
}

fn replace(linear: &Linear, var: Var, of: &Linear) -> Option<Linear> {
    let Some(factor) = linear.terms.get(&var).copied() else { return Some(linear.clone()) };
    let mut rest = linear.clone();
    rest.terms.remove(&var);
    rest.plus(of, factor)
}

fn lcm(one: i128, other: i128) -> Option<i128> {
    let common = i128::try_from(gcd(one.unsigned_abs(), other.unsigned_abs())).ok()?;
    (one / common.max(1)).checked_mul(other)
}

fn gcd(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}
