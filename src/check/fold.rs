//! Fixed values: what an expression comes to when it reads no fact, and when two expressions are the same or opposite.

use crate::check::typed::{Bound, Expr, ExprKind, Program};
use crate::syntax::ast::BinaryOp;
use crate::value::{Value, ops};

/// The value of an expression that reads no fact; `None` where it reads one.
pub(crate) fn fold(expr: &Expr, program: &Program) -> Option<Value> {
    let of = |expr: &Expr| fold(expr, program);
    Some(match &expr.kind {
        ExprKind::Const(value) => value.clone(),
        ExprKind::Define(define, None) => of(&program.defines[*define].body)?,
        ExprKind::Set(items) => ops::set_of(items.iter().map(of).collect::<Option<Vec<Value>>>()?),
        ExprKind::Negate(inner) => ops::negate(&of(inner)?),
        ExprKind::Not(inner) => ops::truth_not(&of(inner)?),
        ExprKind::And(parts) => return connective(parts, program, false),
        ExprKind::Or(parts) => return connective(parts, program, true),
        ExprKind::If(condition, yes, no) => match of(condition)? {
            Value::Bool(true) => of(yes)?,
            Value::Bool(false) => of(no)?,
            unknown => unknown,
        },
        ExprKind::Bound(inner, bound) => match (of(inner)?, bound) {
            (Value::Range(ends), Bound::Start) => ends.0.clone(),
            (Value::Range(ends), Bound::End) => ends.1.clone(),
            _ => return None,
        },
        ExprKind::Binary(op, left, right) => return binary(*op, &of(left)?, &of(right)?),
        _ => return None,
    })
}

/// `and` with one false part is false whatever the others read; `or` with one true part is true.
fn connective(parts: &[Expr], program: &Program, decisive: bool) -> Option<Value> {
    let values: Vec<Option<Value>> = parts.iter().map(|part| fold(part, program)).collect();
    if values.iter().flatten().any(|value| *value == Value::Bool(decisive)) {
        return Some(Value::Bool(decisive));
    }
    values.iter().all(|value| *value == Some(Value::Bool(!decisive))).then_some(Value::Bool(!decisive))
}

fn binary(op: BinaryOp, left: &Value, right: &Value) -> Option<Value> {
    let ordered = |holds: fn(std::cmp::Ordering) -> bool| match ops::compare(left, right) {
        Ok(ordering) => Value::Bool(holds(ordering)),
        Err(why) => Value::Unknown(why),
    };
    Some(match op {
        BinaryOp::Equal => ops::equal(left, right),
        BinaryOp::NotEqual => ops::truth_not(&ops::equal(left, right)),
        BinaryOp::Less => ordered(std::cmp::Ordering::is_lt),
        BinaryOp::LessEqual => ordered(std::cmp::Ordering::is_le),
        BinaryOp::Greater => ordered(std::cmp::Ordering::is_gt),
        BinaryOp::GreaterEqual => ordered(std::cmp::Ordering::is_ge),
        BinaryOp::In => ops::is_in(left, right),
        BinaryOp::Includes => ops::contains(left, right),
        BinaryOp::Range => ops::make_range(left, right),
        BinaryOp::Add => ops::add(left, right),
        BinaryOp::Subtract => ops::subtract(left, right),
        BinaryOp::Multiply => ops::multiply(left, right),
        BinaryOp::Divide => ops::divide(left, right),
        _ => return None,
    })
}

/// Whether two conditions are written alike, apart from where they stand.
pub(super) fn same(one: &Expr, other: &Expr) -> bool {
    shape(one) == shape(other)
}

/// Whether one condition is plainly the negation of the other; either may be the one that is turned.
pub(super) fn opposite(one: &Expr, other: &Expr) -> bool {
    let negated = |expr: &Expr| match &expr.kind {
        ExprKind::Not(inner) => shape(inner),
        ExprKind::Binary(op, left, right) => {
            let op = match op {
                BinaryOp::NotEqual => BinaryOp::Equal,
                BinaryOp::GreaterEqual => BinaryOp::Less,
                BinaryOp::LessEqual => BinaryOp::Greater,
                _ => return format!("(not {})", shape(expr)),
            };
            shape(&Expr { kind: ExprKind::Binary(op, left.clone(), right.clone()), ty: expr.ty.clone(), span: expr.span })
        }
        _ => format!("(not {})", shape(expr)),
    };
    shape(one) == negated(other) || negated(one) == shape(other)
}

/// An expression without its places: equal shapes mean the same.
fn shape(expr: &Expr) -> String {
    let mut bare = expr.clone();
    erase(&mut bare);
    format!("{:?}", bare.kind)
}

/// Sets every span within an expression to the same one.
fn erase(expr: &mut Expr) {
    expr.span = crate::source::Span::default();
    expr.for_each_child_mut(erase);
}
