//! Changes that no example can notice: what is compared can never come to a value that they tell apart, or the same rows are in force.

use std::cmp::Ordering;

use crate::check::fold::fold;
use crate::check::typed::{Aggregate, Expr, ExprKind, Function, Program, Row, TableIx};
use crate::syntax::ast::BinaryOp;
use crate::value::{Exact, Value};

/// Whether a comparison says the same of every value that `other` can come to, with `new` in the place of `old`. `left` says on which side these stand.
pub(super) fn unnoticeable(op: BinaryOp, other: &Expr, old: &Value, new: &Value, left: bool) -> bool {
    let (Some((least, greatest)), Value::Number(old), Value::Number(new)) = (whole_numbers(other), old, new) else {
        return false;
    };
    // Outside of this stretch, all values lie on one side of both.
    let near = |number: &Exact| i64::try_from(number.floor()).ok();
    let (Some(first), Some(last)) = (near(old.min(new)), near(old.max(new))) else { return false };
    let stretch = first.saturating_sub(1).max(least)..=last.saturating_add(1).min(greatest);
    stretch.into_iter().all(|value| {
        let value = Exact::from(value);
        let says = |fixed: &Exact| if left { holds(op, fixed.cmp(&value)) } else { holds(op, value.cmp(fixed)) };
        says(old) == says(new)
    })
}

/// Whether the same rows of a table are in force on two days that no fact has a part in.
pub(super) fn same_rows(program: &Program, table: TableIx, old: &Expr, new: &Expr) -> bool {
    let (Some(Value::Date(old)), Some(Value::Date(new))) = (fold(old, program), fold(new, program)) else { return false };
    let in_force = |row: &Row, day| row.from.is_none_or(|from| from <= day) && row.until.is_none_or(|until| day <= until);
    program.tables[table].rows.iter().all(|row| in_force(row, old) == in_force(row, new))
}

/// The least and the greatest whole number that an expression can come to; `None` where it may come to others.
fn whole_numbers(expr: &Expr) -> Option<(i64, i64)> {
    match &expr.kind {
        ExprKind::Call(Function::Month, _) => Some((1, 12)),
        ExprKind::Call(Function::Day, _) => Some((1, 31)),
        ExprKind::Call(Function::Length, _) | ExprKind::Size(_) | ExprKind::Aggregate(Aggregate::Count, ..) => {
            Some((0, i64::MAX))
        }
        ExprKind::Call(Function::Number, _) => Some((i64::MIN, i64::MAX)),
        _ => None,
    }
}

fn holds(op: BinaryOp, order: Ordering) -> Option<bool> {
    Some(match op {
        BinaryOp::Equal => order.is_eq(),
        BinaryOp::NotEqual => order.is_ne(),
        BinaryOp::Less => order.is_lt(),
        BinaryOp::LessEqual => order.is_le(),
        BinaryOp::Greater => order.is_gt(),
        BinaryOp::GreaterEqual => order.is_ge(),
        _ => return None,
    })
}
