//! Sums of variables with exact factors: what the figures of a rule come to as long as nothing but sums and fixed factors stands between them.

use std::collections::BTreeMap;

use crate::value::Exact;

/// The number of a variable.
pub(super) type Var = usize;

/// A sum of variables, each with its factor, and a constant. No factor is zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Linear {
    pub(super) terms: BTreeMap<Var, Exact>,
    pub(super) constant: Exact,
}

impl Linear {
    pub(super) fn fixed(constant: Exact) -> Linear {
        Linear { terms: BTreeMap::new(), constant }
    }

    pub(super) fn of(var: Var) -> Linear {
        Linear { terms: BTreeMap::from([(var, Exact::ONE)]), constant: Exact::ZERO }
    }

    /// The constant, where there is no variable.
    pub(super) fn as_fixed(&self) -> Option<Exact> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// `self + other * times`; `None` where the digits do not suffice.
    pub(super) fn plus(&self, other: &Linear, times: Exact) -> Option<Linear> {
        let mut sum = self.clone();
        sum.constant = sum.constant.checked_add(other.constant.checked_mul(times).ok()?).ok()?;
        for (var, factor) in &other.terms {
            let part = factor.checked_mul(times).ok()?;
            let before = sum.terms.get(var).copied().unwrap_or(Exact::ZERO);
            match before.checked_add(part).ok()? {
                Exact::ZERO => sum.terms.remove(var),
                factor => sum.terms.insert(*var, factor),
            };
        }
        Some(sum)
    }

    pub(super) fn minus(&self, other: &Linear) -> Option<Linear> {
        self.plus(other, minus_one())
    }

    pub(super) fn times(&self, factor: Exact) -> Option<Linear> {
        Linear::fixed(Exact::ZERO).plus(self, factor)
    }

    /// What it comes to; `None` where a variable has no value.
    pub(super) fn value(&self, values: &BTreeMap<Var, Exact>) -> Option<Exact> {
        self.terms.iter().try_fold(self.constant, |sum, (var, factor)| {
            values.get(var).and_then(|value| sum.checked_add(value.checked_mul(*factor).ok()?).ok())
        })
    }
}

/// −1.
pub(super) fn minus_one() -> Exact {
    Exact::from(-1)
}

/// The least whole number that is not below.
pub(super) fn ceiling(number: Exact) -> Option<Exact> {
    Exact::ratio(number.floor() + i128::from(!number.is_integer()), 1).ok()
}

/// The greatest whole number that is not above.
pub(super) fn floor(number: Exact) -> Option<Exact> {
    Exact::ratio(number.floor(), 1).ok()
}
