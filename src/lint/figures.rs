//! Amounts that look as if 千円 had been taken for 円, or the other way: a suspicion, and no more.

use super::Linter;
use super::words::Kind;
use crate::check::typed::{Expr, ExprKind, FieldIx, RecordIx, RuleIx, Type};
use crate::lang::Lang;
use crate::source::Span;
use crate::syntax::ast::BinaryOp;
use crate::value::show::show;
use crate::value::{Exact, Money, Value};

/// An amount that a field is compared with.
struct Limit {
    record: RecordIx,
    field: FieldIx,
    amount: Money,
    span: Span,
    rule: RuleIx,
}

impl Linter<'_> {
    /// The amounts of tables beside those of their columns, and of rules beside those that the same field is compared with.
    pub(super) fn figures(&mut self) {
        self.columns();
        self.limits();
    }

    fn columns(&mut self) {
        let program = &self.engine.program;
        for table in &program.tables {
            for (at, column) in table.columns.iter().enumerate() {
                let amounts: Vec<(usize, Exact)> = table
                    .rows
                    .iter()
                    .enumerate()
                    .filter_map(|(number, row)| match &row.values[at] {
                        Value::Money(money) if money.amount > Exact::ZERO => Some((number, money.amount)),
                        _ => None,
                    })
                    .collect();
                for (number, amount) in &amounts {
                    let others: Vec<Exact> =
                        amounts.iter().filter(|(other, _)| other != number).map(|(_, amount)| *amount).collect();
                    if !is_off(*amount, &others) {
                        continue;
                    }
                    let row = &table.rows[*number];
                    let shown = show(&row.values[at], Lang::Ja, program);
                    let span = self.line(&row.file, row.line).unwrap_or(table.span);
                    let kind = Kind::ThousandInColumn { table: table.name.clone(), column: column.name.clone(), amount: shown };
                    self.report(kind, span, None);
                }
            }
        }
    }

    fn limits(&mut self) {
        let program = &self.engine.program;
        let mut limits = Vec::new();
        for (number, rule) in program.rules.iter().enumerate() {
            let conditions = rule.when.iter().chain(&rule.require).chain(rule.lets.iter().map(|(_, value)| value));
            for expr in conditions.chain(rule.exceptions.iter().flat_map(|exception| &exception.when)) {
                compared(expr, number, &mut limits);
            }
        }
        for (at, later) in limits.iter().enumerate() {
            let rival = limits[..at].iter().find(|earlier| {
                let same = earlier.record == later.record && earlier.field == later.field;
                same && earlier.amount.currency == later.amount.currency
                    && is_thousandfold(earlier.amount.amount, later.amount.amount)
            });
            if let Some(earlier) = rival {
                let field = &program.records[later.record].fields[later.field];
                let shown = |money: Money| show(&Value::Money(money), Lang::Ja, program);
                let kind = Kind::ThousandInRules {
                    rule: program.rules[later.rule].id.clone(),
                    field: field.name.clone(),
                    amount: shown(later.amount),
                    other: shown(earlier.amount),
                };
                let finding = super::Finding { kind, span: later.span, beside: Some(earlier.span), witness: None };
                self.report.findings.push(finding);
            }
        }
    }
}

/// A thousand times, or a thousandth.
fn is_thousandfold(one: Exact, other: Exact) -> bool {
    let times = |amount: Exact| amount.checked_mul(Exact::from(1000)).ok();
    one > Exact::ZERO && (times(one) == Some(other) || times(other) == Some(one))
}

/// Whether an amount stands far outside the others of its column, and a thousand times it, or a thousandth, would stand among them.
fn is_off(amount: Exact, others: &[Exact]) -> bool {
    let (Some(least), Some(most)) = (others.iter().min(), others.iter().max()) else { return false };
    if others.len() < 2 {
        return false;
    }
    let times = |amount: Exact, by: i64| amount.checked_mul(Exact::from(by));
    let among = |moved: Exact| *least <= moved && moved <= *most;
    let low = times(amount, 30).is_ok_and(|it| it <= *least) && times(amount, 1000).is_ok_and(among);
    let high = times(*most, 30).is_ok_and(|it| it <= amount) && amount.checked_div(Exact::from(1000)).is_ok_and(among);
    low || high
}

/// The amounts that an expression compares fields with.
fn compared(expr: &Expr, rule: RuleIx, into: &mut Vec<Limit>) {
    if let ExprKind::Binary(
        BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual | BinaryOp::Equal | BinaryOp::NotEqual,
        left,
        right,
    ) = &expr.kind
    {
        for (field, amount) in [(left, right), (right, left)] {
            if let (ExprKind::Get(base, field), ExprKind::Const(Value::Money(amount))) = (&field.kind, &amount.kind)
                && let Type::Record(record) = base.ty
            {
                into.push(Limit { record, field: *field, amount: *amount, span: expr.span, rule });
            }
        }
    }
    expr.for_each_child(|child| compared(child, rule, into));
}
