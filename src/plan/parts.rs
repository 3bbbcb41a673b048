//! What an expression is made of.

use super::{Expr, From, Kind, Lookup};

impl Expr {
    /// The expressions directly inside this one, in the order of those inside the checked expression that it was made of.
    #[must_use]
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            Kind::Const(_)
            | Kind::Frame(_)
            | Kind::GroupKey(_)
            | Kind::Let(_)
            | Kind::Parameter(_)
            | Kind::AsOf
            | Kind::Figure(_) => Vec::new(),
            Kind::Slot(inner, _)
            | Kind::Column(inner, _)
            | Kind::Bound(inner, _)
            | Kind::Not(inner)
            | Kind::Negate(inner)
            | Kind::IsPresent(inner)
            | Kind::IsKnown(inner)
            | Kind::IsEmpty(inner)
            | Kind::Size(inner) => vec![inner],
            Kind::Define(_, base) => base.iter().map(AsRef::as_ref).collect(),
            Kind::Lookup(Lookup { keys, on, .. }) | Kind::HasRow(Lookup { keys, on, .. }) => keys.iter().chain(on).collect(),
            Kind::And(parts) | Kind::Or(parts) | Kind::Set(parts) | Kind::Call(_, parts) => parts.iter().collect(),
            Kind::If(condition, yes, no) => vec![condition, yes, no],
            Kind::Binary(_, left, right) => vec![left, right],
            Kind::Quantify(_, over, body) => over.from.value().chain(&over.filter).chain(body.as_deref()).collect(),
            Kind::Aggregate(_, over, taken, argument, _) => {
                over.from.value().chain(&over.filter).chain(taken.as_deref()).chain(argument.as_deref()).collect()
            }
        }
    }

    /// Whether it turns on nothing but the first of the frames around it, of which there are so many: then it is the same wherever it stands in rules over
    /// single records of one kind.
    pub(super) fn is_closed(&self, depth: usize) -> bool {
        self.kind.outermost() >= depth && self.parts().into_iter().all(|part| part.is_closed(depth))
    }
}

impl Kind {
    /// The outermost frame but the first that an expression of this form asks for, its parts left out; 0 where it asks for more than frames.
    pub(crate) fn outermost(&self) -> usize {
        match self {
            Kind::Frame(at) if *at > 0 => *at,
            Kind::Let(_) | Kind::GroupKey(_) | Kind::Figure(_) => 0,
            Kind::Quantify(_, over, _) | Kind::Aggregate(_, over, ..) if !matches!(over.from, From::Value(_)) => 0,
            _ => usize::MAX,
        }
    }
}

impl From {
    fn value(&self) -> impl Iterator<Item = &Expr> {
        match self {
            From::Value(value) => Some(value),
            From::Members(_) | From::All(_) => None,
        }
        .into_iter()
    }
}
