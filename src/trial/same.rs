//! Changes that no example can notice: what is compared can never come to a value that they tell apart, or the same rows are in force.

use std::cmp::Ordering;

use crate::check::fold::fold;
use crate::check::typed::{Aggregate, Expr, ExprKind, From, Function, Over, Program, Row, TableIx, Type};
use crate::syntax::ast::BinaryOp;
use crate::value::{Exact, Value};

/// Whether a comparison says the same of every value that `other` can come to, with `new` in the place of `old`. `left` says on which side these stand.
pub(super) fn unnoticeable(program: &Program, op: BinaryOp, other: &Expr, old: &Value, new: &Value, left: bool) -> bool {
    let (Some((least, greatest)), Value::Number(old), Value::Number(new)) = (whole_numbers(program, other), old, new) else {
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

/// Whether a comparison says the same with its limit and without: what stands in a record is a decimal fraction, and the other side is none.
pub(super) fn never_meet(program: &Program, left: &Expr, right: &Expr) -> bool {
    let stands_in_a_record = |expr: &Expr| match &expr.kind {
        ExprKind::Get(base, _) => matches!(base.ty, Type::Record(record) if program.records[record].summary.is_none()),
        _ => false,
    };
    let no_decimal = |expr: &Expr| match fold(expr, program) {
        Some(Value::Number(number) | Value::Percent(number)) => number.as_decimal().is_none(),
        _ => false,
    };
    (stands_in_a_record(left) && no_decimal(right)) || (stands_in_a_record(right) && no_decimal(left))
}

/// Whether the same rows of a table are in force on two days that no fact has a part in.
pub(super) fn same_rows(program: &Program, table: TableIx, old: &Expr, new: &Expr) -> bool {
    let (Some(Value::Date(old)), Some(Value::Date(new))) = (fold(old, program), fold(new, program)) else { return false };
    let in_force = |row: &Row, day| row.from.is_none_or(|from| from <= day) && row.until.is_none_or(|until| day <= until);
    program.tables[table].rows.iter().all(|row| in_force(row, old) == in_force(row, new))
}

/// The least and the greatest whole number that an expression can come to; `None` where it may come to others.
fn whole_numbers(program: &Program, expr: &Expr) -> Option<(i64, i64)> {
    match &expr.kind {
        ExprKind::Get(base, field) => {
            let Type::Record(record) = base.ty else { return None };
            let summary = &program.summaries[program.records[record].summary?];
            let value = &summary.values[field.checked_sub(summary.of.by.len())?];
            // A group has a member.
            let (least, greatest) = whole_numbers(program, value)?;
            Some((if counts_members(value) { 1 } else { least }, greatest))
        }
        ExprKind::Call(Function::Month, _) => Some((1, 12)),
        ExprKind::Call(Function::Day, _) => Some((1, 31)),
        ExprKind::Call(Function::Length, _) | ExprKind::Size(_) | ExprKind::Aggregate(Aggregate::Count, ..) => {
            Some((0, i64::MAX))
        }
        ExprKind::Call(Function::Number, _) => Some((i64::MIN, i64::MAX)),
        _ => None,
    }
}

/// Whether an expression of a group counts all its members, or the different values that these have.
fn counts_members(expr: &Expr) -> bool {
    let all = |over: &Over| matches!(over.from, From::Members(..)) && over.through.is_empty() && over.filter.is_none();
    match &expr.kind {
        ExprKind::Aggregate(Aggregate::Count, over, ..) => all(over),
        ExprKind::Size(values) => matches!(&values.kind, ExprKind::Aggregate(Aggregate::Distinct, over, ..) if all(over)),
        _ => false,
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
