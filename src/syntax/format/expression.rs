//! Expressions: the words they were written in, with one space between them, broken where a line is too long.

use super::writer::{Writer, width};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind, IsWhat, Name, Quantifier, Template, TemplatePart, Unit};

impl Writer<'_> {
    /// An expression on one line.
    pub(super) fn expr(&self, expr: &Expr) -> String {
        let all = |parts: &[Expr]| parts.iter().map(|part| self.expr(part)).collect::<Vec<_>>().join(", ");
        match &*expr.kind {
            ExprKind::Literal(literal) => self.literal(literal),
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
                let head = self.quantifier(*kind, list, alias.as_ref(), filter.as_ref());
                body.as_ref().map_or(head.clone(), |body| format!("{head} has {}", self.expr(body)))
            }
            ExprKind::If(condition, yes, no) => {
                format!("if {} then {} else {}", self.expr(condition), self.expr(yes), self.expr(no))
            }
            ExprKind::Not(inner) => format!("not {}", self.expr(inner)),
            ExprKind::Negate(inner) => format!("-{}", self.expr(inner)),
            ExprKind::Binary(BinaryOp::Range, from, to) => format!("{}..{}", self.expr(from), self.expr(to)),
            ExprKind::Binary(op, left, right) => format!("{} {} {}", self.expr(left), op.sign(), self.expr(right)),
            ExprKind::Is(inner, what) => {
                let what = match what {
                    IsWhat::Present => "present",
                    IsWhat::Known => "known",
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

    /// `every LIST as NAME where C`.
    fn quantifier(&self, kind: Quantifier, list: &Expr, alias: Option<&Name>, filter: Option<&Expr>) -> String {
        let word = match kind {
            Quantifier::Every => "every",
            Quantifier::Some => "some",
            Quantifier::No => "no",
        };
        let alias = alias.map_or_else(String::new, |alias| format!(" as {}", alias.node));
        let filter = filter.map_or_else(String::new, |filter| format!(" where {}", self.expr(filter)));
        format!("{word} {}{alias}{filter}", self.expr(list))
    }

    /// An expression that is broken where it is too long for one line: before `else`, before `and` or `or`, after `has`,
    /// before a comparison, and in a sum wherever the line is full.
    pub(super) fn broken(&self, expr: &Expr, room: usize) -> Vec<String> {
        let whole = self.expr(expr);
        if width(&whole) <= room {
            return vec![whole];
        }
        match &*expr.kind {
            ExprKind::If(..) => self.ladder(expr, room),
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), ..) => self.chain(*op, expr, room),
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Subtract, ..) => self.filled(expr, room),
            ExprKind::Binary(op, left, right) if is_comparison(*op) => {
                let mut lines = self.broken(left, room);
                lines.push(format!("  {} {}", op.sign(), self.expr(right)));
                lines
            }
            ExprKind::Quantifier { kind, list, alias, filter, body: Some(body) } => {
                let head = self.quantifier(*kind, list, alias.as_ref(), filter.as_ref());
                let mut lines = vec![format!("{head} has")];
                lines.extend(self.broken(body, room));
                lines
            }
            ExprKind::Paren(inner) => {
                let mut lines = hung("(", self.broken(inner, room.saturating_sub(2)));
                if let Some(last) = lines.last_mut() {
                    last.push(')');
                }
                lines
            }
            _ => vec![whole],
        }
    }

    /// `if … then …`, and each `else` on a line of its own.
    fn ladder(&self, expr: &Expr, room: usize) -> Vec<String> {
        let (mut lines, mut word, mut rest) = (Vec::new(), "", expr);
        while let ExprKind::If(condition, yes, no) = &*rest.kind {
            lines.push(format!("{word}if {} then {}", self.expr(condition), self.expr(yes)));
            (word, rest) = ("else ", no);
        }
        lines.extend(hung(word, self.broken(rest, room.saturating_sub(width(word)))));
        lines
    }

    /// A chain of `and` or of `or`, each part on a line of its own.
    fn chain(&self, op: BinaryOp, expr: &Expr, room: usize) -> Vec<String> {
        let (mut parts, mut rest) = (Vec::new(), expr);
        while let ExprKind::Binary(inner, left, right) = &*rest.kind {
            if *inner != op {
                break;
            }
            parts.push(right);
            rest = left;
        }
        let mut lines = self.broken(rest, room);
        let word = format!("{} ", op.sign());
        for part in parts.iter().rev() {
            lines.extend(hung(&word, self.broken(part, room.saturating_sub(width(&word)))));
        }
        lines
    }

    /// A sum, with as many of its terms on a line as there is room for.
    fn filled(&self, sum: &Expr, room: usize) -> Vec<String> {
        let (mut terms, mut rest) = (Vec::new(), sum);
        while let ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Subtract), left, right) = &*rest.kind {
            terms.push(format!("{} {}", op.sign(), self.expr(right)));
            rest = left;
        }
        let mut lines = vec![self.expr(rest)];
        for term in terms.iter().rev() {
            match lines.last_mut() {
                Some(line) if width(line) + 1 + width(term) <= room => *line = format!("{line} {term}"),
                _ => lines.push(format!("  {term}")),
            }
        }
        lines
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

/// Lines behind a word: those after the first stand below what follows it.
fn hung(word: &str, lines: Vec<String>) -> Vec<String> {
    let space = " ".repeat(width(word));
    let behind = |(number, line): (usize, String)| format!("{}{line}", if number == 0 { word } else { &space });
    lines.into_iter().enumerate().map(behind).collect()
}

fn is_comparison(op: BinaryOp) -> bool {
    use BinaryOp::{Equal, Greater, GreaterEqual, In, Less, LessEqual, NotEqual, NotIn};
    matches!(op, Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual | In | NotIn)
}
