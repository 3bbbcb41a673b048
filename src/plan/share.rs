//! What several rules ask of one record in the same words, and what is asked again for every element of a list though it does not turn on the element: it
//! is worked out once for each record.

use std::collections::BTreeMap;

use super::{Expr, From, Kind, Lookup, Over, Rule, Scope};

/// Numbers what is to be worked out once; how many numbers there are, 0 not being one.
pub(super) fn share(rules: &mut [Rule]) -> usize {
    let mut counts = BTreeMap::new();
    for rule in rules.iter_mut() {
        visit(rule, &mut |expr, depth, place| {
            if worth_it(expr) && expr.is_closed(depth) {
                // Within a list, once is often.
                *counts.entry((place.record, format!("{:?}", expr.kind))).or_insert(0_u32) +=
                    if depth > place.own { 2 } else { 1 };
            }
            true
        });
    }
    let mut numbers = BTreeMap::new();
    for rule in rules.iter_mut() {
        visit(rule, &mut |expr, depth, place| {
            if !worth_it(expr) || !expr.is_closed(depth) {
                return true;
            }
            let key = (place.record, format!("{:?}", expr.kind));
            if counts.get(&key).is_some_and(|count| *count > 1) {
                let next = numbers.len() + 1;
                expr.once = *numbers.entry(key).or_insert(next);
            }
            true
        });
    }
    numbers.len() + 1
}

/// Where an expression stands.
struct Place {
    /// The record that the rule is for.
    record: usize,
    /// How many frames are the rule's own.
    own: usize,
}

/// Goes over the expressions of a rule that looks at one record at a time, outermost first; into their parts where `each` says so. It is told how many
/// frames are around the expression.
fn visit(rule: &mut Rule, each: &mut dyn FnMut(&mut Expr, usize, &Place) -> bool) {
    let Scope::Each { record, path, filter } = &mut rule.scope else { return };
    if rule.portfolio {
        return;
    }
    let place = Place { record: *record, own: path.len() + 1 };
    let applies = rule.applies.as_mut().map(|(_, _, by)| by);
    let exceptions = rule.exceptions.iter_mut().map(|exception| &mut exception.when);
    let all = filter.iter_mut().chain(applies).chain(&mut rule.lets).chain([&mut rule.when, &mut rule.require]).chain(exceptions);
    for expr in all {
        walk(expr, place.own, &mut |expr, depth| each(expr, depth, &place));
    }
}

fn walk(expr: &mut Expr, depth: usize, each: &mut dyn FnMut(&mut Expr, usize) -> bool) {
    if each(expr, depth) {
        parts(&mut expr.kind, &mut |part, inside| walk(part, depth + usize::from(inside), each));
    }
}

/// The parts of an expression, those of [`Expr::parts`], and whether each is asked of an element: it has one frame more, then.
fn parts(kind: &mut Kind, each: &mut dyn FnMut(&mut Expr, bool)) {
    let over = |over: &mut Over, each: &mut dyn FnMut(&mut Expr, bool)| {
        if let From::Value(value) = &mut over.from {
            each(value, false);
        }
        over.filter.iter_mut().for_each(|filter| each(filter, true));
    };
    match kind {
        Kind::Slot(inner, _) | Kind::Column(inner, _) | Kind::Bound(inner, _) => each(inner, false),
        Kind::Not(inner) | Kind::Negate(inner) | Kind::Size(inner) => each(inner, false),
        Kind::IsPresent(inner) | Kind::IsKnown(inner) | Kind::IsEmpty(inner) => each(inner, false),
        Kind::Define(_, base) => base.iter_mut().for_each(|base| each(base, false)),
        Kind::Lookup(Lookup { keys, on, .. }) | Kind::HasRow(Lookup { keys, on, .. }) => {
            keys.iter_mut().chain(on).for_each(|part| each(part, false));
        }
        Kind::And(items) | Kind::Or(items) | Kind::Set(items) | Kind::Call(_, items) => {
            items.iter_mut().for_each(|part| each(part, false));
        }
        Kind::If(condition, yes, no) => [condition, yes, no].into_iter().for_each(|part| each(part, false)),
        Kind::Binary(_, left, right) => [left, right].into_iter().for_each(|part| each(part, false)),
        Kind::Quantify(_, elements, body) => {
            over(elements, each);
            body.iter_mut().for_each(|body| each(body, true));
        }
        Kind::Aggregate(_, elements, taken, argument, _) => {
            over(elements, each);
            taken.iter_mut().for_each(|taken| each(taken, true));
            argument.iter_mut().for_each(|argument| each(argument, false));
        }
        Kind::Const(_)
        | Kind::Frame(_)
        | Kind::GroupKey(_)
        | Kind::Let(_)
        | Kind::Parameter(_)
        | Kind::AsOf
        | Kind::Figure(_) => {}
    }
}

/// Whether working it out costs more than remembering it.
fn worth_it(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Lookup(_) | Kind::HasRow(_) | Kind::Define(..) | Kind::Quantify(..) | Kind::Aggregate(..) | Kind::Call(..) => true,
        Kind::Column(base, _) | Kind::Slot(base, _) | Kind::Bound(base, _) => worth_it(base),
        Kind::Binary(_, left, right) => worth_it(left) || worth_it(right),
        _ => false,
    }
}
