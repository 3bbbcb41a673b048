//! Lists over cells: what holds of their elements, and what these come to together.

use super::cells::Cell;
use super::express::{arithmetic, count};
use super::value::{Number, Quick, Truth, Unit};
use super::{DEEP, Judge};
use crate::check::typed::Aggregate;
use crate::plan::{Expr, From, Kind, Over, SlotRef};
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::{ChoiceRef, Value};

impl<'q> Judge<'q> {
    /// Goes over the elements, each with whether it counts, until `each` has enough. True where all lists are known, or those up to there.
    pub(super) fn each(&mut self, over: &'q Over, each: &mut dyn FnMut(&mut Self, Truth) -> bool) -> Truth {
        let From::Value(list) = &over.from else { return Truth::Unsure };
        let list = self.eval(list);
        match self.walk(list, &over.through, over.filter.as_ref(), each) {
            Ok(_) => Truth::True,
            Err(why) => why,
        }
    }

    /// Whether to go on; or what the list is, where it is none.
    fn walk(
        &mut self,
        list: Quick<'q>,
        through: &'q [SlotRef],
        filter: Option<&'q Expr>,
        each: &mut dyn FnMut(&mut Self, Truth) -> bool,
    ) -> Result<bool, Truth> {
        let mut go = |judge: &mut Self, frame: Quick<'q>| -> Result<bool, Truth> {
            if let (Quick::Record(at), Some((slot, rest))) = (frame, through.split_first()) {
                let inner = judge.slot(at, *slot);
                return judge.walk(inner, rest, filter, each);
            }
            if judge.depth == DEEP {
                return Err(Truth::Unsure);
            }
            judge.frames[judge.depth] = frame;
            judge.depth += 1;
            let counts = filter.map_or(Truth::True, |filter| judge.truth(filter));
            let more = each(judge, counts);
            judge.depth -= 1;
            Ok(more)
        };
        match list {
            Quick::Records(first, count) => {
                let mut at = first;
                for _ in 0..count {
                    if !go(self, Quick::Record(at))? {
                        return Ok(false);
                    }
                    at = self.row.next(at);
                }
                Ok(true)
            }
            Quick::Choices(choice, mut bits) if through.is_empty() => {
                while bits != 0 {
                    let one = ChoiceRef { choice, variant: bits.trailing_zeros() };
                    if !go(self, Quick::Choice(one))? {
                        return Ok(false);
                    }
                    bits &= bits - 1;
                }
                Ok(true)
            }
            Quick::Set(items) | Quick::List(items) if through.is_empty() => {
                for item in items {
                    if !go(self, Quick::of_cell(*item, self.row))? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Quick::Value(Value::List(items) | Value::Set(items)) if items.is_empty() => Ok(true),
            other => Err(if other.is_unknown() { Truth::Unknown } else { Truth::Unsure }),
        }
    }

    #[inline(never)]
    pub(super) fn quantify(&mut self, kind: Quantifier, over: &'q Over, body: Option<&'q Expr>) -> Quick<'q> {
        let every = kind == Quantifier::Every;
        // Whether there is a counterexample, or an instance.
        let mut found = Truth::False;
        let known = self.each(over, &mut |judge, counts| {
            if counts != Truth::False {
                let holds = body.map_or(Truth::True, |body| judge.truth(body));
                found = found.or(counts.and(if every { holds.not() } else { holds }));
            }
            // Lists inside others must all be known before an element decides.
            found != Truth::True || !over.through.is_empty()
        });
        match known {
            Truth::True if kind == Quantifier::Some => found.into(),
            Truth::True => found.not().into(),
            neither => neither.into(),
        }
    }

    /// The total of one amount of every record in a list, where all are known and whole.
    fn total(&mut self, over: &'q Over, taken: &Expr) -> Option<Quick<'q>> {
        let (From::Value(list), [], None) = (&over.from, &over.through[..], &over.filter) else { return None };
        let slot = match &taken.kind {
            Kind::Slot(base, slot) if matches!(base.kind, Kind::Frame(frame) if frame == self.depth) => slot.slot,
            _ => return None,
        };
        let Quick::Records(mut at, count @ 1..) = self.eval(list) else { return None };
        let Cell::Money(mut total, currency) = self.row.cell(at, slot) else { return None };
        for _ in 1..count {
            at = self.row.next(at);
            match self.row.cell(at, slot) {
                Cell::Money(amount, of) if of == currency => total = total.checked_add(amount)?,
                _ => return None,
            }
        }
        Some(Quick::Number(Number::whole(total, Unit::Money(currency))))
    }

    #[inline(never)]
    pub(super) fn aggregate(
        &mut self,
        kind: Aggregate,
        over: &'q Over,
        taken: Option<&'q Expr>,
        nothing: &'q Value,
    ) -> Quick<'q> {
        if let (Aggregate::Sum, Some(taken)) = (kind, taken)
            && let Some(total) = self.total(over, taken)
        {
            return total;
        }
        let (mut many, mut result, mut sure, mut known) = (0_usize, Quick::Unsure, true, true);
        let all = self.each(over, &mut |judge, counts| {
            let value = match counts {
                Truth::False => return true,
                Truth::True => taken.map_or(Quick::Bool(true), |taken| judge.eval(taken)),
                neither => neither.into(),
            };
            many += 1;
            known &= !value.is_unknown();
            let next = match (kind, many) {
                (Aggregate::Count, _) | (_, 1) => value,
                (Aggregate::Sum, _) => arithmetic(BinaryOp::Add, result, value),
                (Aggregate::Min, _) => {
                    value.order(result).map_or(Quick::Unsure, |order| if order.is_lt() { value } else { result })
                }
                (Aggregate::Max, _) => {
                    value.order(result).map_or(Quick::Unsure, |order| if order.is_gt() { value } else { result })
                }
                _ => Quick::Unsure,
            };
            sure &= !matches!(next, Quick::Unsure);
            result = next;
            known
        });
        match (kind, many) {
            _ if !known || all == Truth::Unknown => Quick::Unknown,
            _ if !sure || all != Truth::True => Quick::Unsure,
            (Aggregate::Count, many) => count(many),
            (Aggregate::Sum, 0) => Quick::of(nothing),
            (Aggregate::Min | Aggregate::Max | Aggregate::Only, 0) => Quick::Unknown,
            (Aggregate::Sum | Aggregate::Min | Aggregate::Max | Aggregate::Only, 1..) => result,
            _ => Quick::Unsure,
        }
    }
}
