//! What an expression is made of.

use super::{Expr, From, Kind, Lookup, Over};

impl Expr {
    /// The expressions directly inside this one, in the order of those inside the checked expression that it was made of.
    #[must_use]
    pub fn parts(&self) -> Vec<&Expr> {
        let mut all = Vec::new();
        self.for_each_part(&mut |part, _| all.push(part));
        all
    }

    /// Shows the expressions directly inside this one, in the order of [`Expr::parts`], and whether each is asked of an element: it has one frame more, then,
    /// or as many as there are records on the way down to the element.
    pub(crate) fn for_each_part<'x>(&'x self, each: &mut dyn FnMut(&'x Expr, bool)) {
        match &self.kind {
            Kind::Const(_)
            | Kind::Frame(_)
            | Kind::GroupKey(_)
            | Kind::Let(_)
            | Kind::Parameter(_)
            | Kind::AsOf
            | Kind::Figure(_) => {}
            Kind::Slot(inner, _)
            | Kind::Column(inner, _)
            | Kind::Bound(inner, _)
            | Kind::Not(inner)
            | Kind::Negate(inner)
            | Kind::IsPresent(inner)
            | Kind::IsKnown(inner)
            | Kind::IsEmpty(inner)
            | Kind::Size(inner) => each(inner, false),
            Kind::Define(_, base) => base.iter().for_each(|base| each(base, false)),
            Kind::Lookup(Lookup { keys, on, .. }) | Kind::HasRow(Lookup { keys, on, .. }) => {
                keys.iter().chain(on).for_each(|part| each(part, false));
            }
            Kind::And(parts) | Kind::Or(parts) | Kind::Set(parts) | Kind::Call(_, parts) => {
                parts.iter().for_each(|part| each(part, false));
            }
            Kind::If(condition, yes, no) => [condition, yes, no].into_iter().for_each(|part| each(part, false)),
            Kind::Binary(_, left, right) => [left, right].into_iter().for_each(|part| each(part, false)),
            Kind::Quantify(_, over, body) => {
                over.for_each_part(each);
                body.iter().for_each(|body| each(body, true));
            }
            Kind::Aggregate(_, over, taken, argument, _) => {
                over.for_each_part(each);
                taken.iter().for_each(|taken| each(taken, true));
                argument.iter().for_each(|argument| each(argument, false));
            }
        }
    }

    /// Whether it turns on nothing but the outermost of the frames around it, of which there are so many: then it is the same wherever it stands in rules over
    /// single records of one kind.
    pub(crate) fn is_closed(&self, depth: usize) -> bool {
        match &self.kind {
            Kind::Frame(frame) => *frame == 0 || *frame >= depth,
            Kind::Let(_) | Kind::GroupKey(_) | Kind::Figure(_) => false,
            Kind::Quantify(_, over, _) | Kind::Aggregate(_, over, ..) if !matches!(over.from, From::Value(_)) => false,
            _ => {
                let mut all = true;
                self.for_each_part(&mut |part, _| all &= part.is_closed(depth));
                all
            }
        }
    }
}

impl Over {
    fn for_each_part<'x>(&'x self, each: &mut dyn FnMut(&'x Expr, bool)) {
        if let From::Value(value) = &self.from {
            each(value, false);
        }
        self.filter.iter().for_each(|filter| each(filter, true));
    }
}
