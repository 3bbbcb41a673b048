//! Expressions: the words they were written in, with one space between them.

use super::writer::Writer;
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, IsWhat, Quantifier, Template, TemplatePart, Unit};

impl Writer<'_> {
    /// An expression on one line.
    pub(super) fn expr(&self, expr: &Expr) -> String {
        let all = |parts: &[Expr]| parts.iter().map(|part| self.expr(part)).collect::<Vec<_>>().join(", ");
        match &*expr.kind {
            ExprKind::Literal(literal) => literal.text.clone(),
            ExprKind::Name(name) => name.clone(),
            ExprKind::Member(base, name) => format!("{}.{}", self.expr(base), name.node),
            ExprKind::Lookup { table, keys, on } => {
                let on = if on.is_empty() {
                    String::new()
                } else {
                    format!(" on {}", on.iter().map(|event| self.expr(event)).collect::<Vec<_>>().join(" else "))
                };
                format!("{}[{}{on}]", self.expr(table), all(keys))
            }
            ExprKind::Call { function, alias, args, filter } => {
                let alias = alias.as_ref().map_or_else(String::new, |alias| format!(" as {}", alias.node));
                let filter = filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", self.expr(filter)));
                format!("{}({}{alias}{filter})", function.node, all(args))
            }
            ExprKind::Quantifier { kind, list, alias, filter, body } => {
                let word = match kind {
                    Quantifier::Every => "every",
                    Quantifier::Some => "some",
                    Quantifier::No => "no",
                };
                let alias = alias.as_ref().map_or_else(String::new, |alias| format!(" as {}", alias.node));
                let filter = filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", self.expr(filter)));
                let body = body.as_ref().map_or_else(String::new, |body| format!(" has {}", self.expr(body)));
                format!("{word} {}{alias}{filter}{body}", self.expr(list))
            }
            ExprKind::If(condition, yes, no) => {
                format!("if {} then {} else {}", self.expr(condition), self.expr(yes), self.expr(no))
            }
            ExprKind::Not(inner) => format!("not {}", self.expr(inner)),
            ExprKind::Negate(inner) => format!("-{}", self.expr(inner)),
            ExprKind::Binary(BinaryOp::Range, from, to) => format!("{}..{}", self.expr(from), self.expr(to)),
            ExprKind::Binary(op, left, right) => format!("{} {} {}", self.expr(left), sign(*op), self.expr(right)),
            ExprKind::Is(inner, what) => {
                let what = match what {
                    IsWhat::Present => "present",
                    IsWhat::Absent => "absent",
                    IsWhat::Empty => "empty",
                    IsWhat::NotEmpty => "not empty",
                };
                format!("{} is {what}", self.expr(inner))
            }
            ExprKind::Set(items) if items.is_empty() => "{}".to_owned(),
            ExprKind::Set(items) => format!("{{{}}}", all(items)),
            ExprKind::Paren(inner) => format!("({})", self.expr(inner)),
        }
    }

    /// An expression that may be broken: before `else`, and before `and` or `or`, where it is too long for one line.
    pub(super) fn broken(&self, expr: &Expr, room: usize) -> Vec<String> {
        let whole = self.expr(expr);
        if super::writer::width(&whole) <= room {
            return vec![whole];
        }
        match &*expr.kind {
            ExprKind::If(condition, yes, no) => {
                let mut lines = vec![format!("if {} then {}", self.expr(condition), self.expr(yes))];
                let mut rest = self.broken(no, 0);
                rest[0] = format!("else {}", rest[0]);
                lines.extend(rest);
                lines
            }
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right) => {
                let mut lines = match &*left.kind {
                    ExprKind::Binary(inner, ..) if inner == op => self.broken(left, 0),
                    _ => vec![self.expr(left)],
                };
                lines.push(format!("{} {}", sign(*op), self.expr(right)));
                lines
            }
            _ => vec![whole],
        }
    }

    /// A message as it is written, its holes laid out.
    pub(super) fn template(&self, template: &Template) -> String {
        let mut out = String::from("\"");
        for part in &template.parts {
            match part {
                TemplatePart::Hole(hole) => out.push_str(&format!("{{{}}}", self.expr(hole))),
                TemplatePart::Text(text) => {
                    for letter in text.chars() {
                        match letter {
                            '"' => out.push_str("\\\""),
                            '\\' => out.push_str("\\\\"),
                            '\n' => out.push_str("\\n"),
                            '\t' => out.push_str("\\t"),
                            '{' => out.push_str("{{"),
                            '}' => out.push_str("}}"),
                            letter => out.push(letter),
                        }
                    }
                }
            }
        }
        out.push('"');
        out
    }

    /// ` in 千円`, where a unit is given.
    pub(super) fn unit(&self, unit: Option<&Unit>) -> String {
        unit.map_or_else(String::new, |unit| format!(" in {}", unit.text))
    }
}

fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Or => "or",
        BinaryOp::And => "and",
        BinaryOp::Equal => "=",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::In => "in",
        BinaryOp::NotIn => "not in",
        BinaryOp::Includes => "includes",
        BinaryOp::Overlaps => "overlaps",
        BinaryOp::StartsWith => "starts with",
        BinaryOp::EndsWith => "ends with",
        BinaryOp::Contains => "contains",
        BinaryOp::Range => "..",
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
    }
}
