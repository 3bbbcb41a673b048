//! Expressions.

use pest::iterators::Pair;

use super::Reader;
use super::grammar::Rule;
use crate::diag::problem::SyntaxProblem;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, Expr, ExprKind, IsWhat, Quantifier};

/// How many operands one chain of an operator may have, and how many names a path.
const LONGEST: usize = 256;

/// How deep an expression may go, chains within chains included.
const DEEPEST: usize = 320;

fn expr(kind: ExprKind, span: Span) -> Expr {
    Expr { kind: Box::new(kind), span }
}

impl<'c> Reader<'c> {
    /// Any expression.
    pub(super) fn expr(&mut self, pair: Pair<'_, Rule>) -> Expr {
        match pair.as_rule() {
            Rule::expr | Rule::primary => self.expr(Self::only(pair)),
            Rule::if_expr => self.if_expr(pair),
            Rule::or_expr | Rule::and_expr | Rule::sum_expr | Rule::product => self.chain(pair),
            Rule::not_expr | Rule::unary => self.prefixed(pair),
            Rule::comparison => self.comparison(pair),
            Rule::quantified => self.quantified(pair),
            Rule::range_expr => self.range(pair),
            Rule::postfix => self.postfix(pair),
            Rule::literal => {
                let span = self.span(&pair);
                expr(ExprKind::Literal(self.literal(pair)), span)
            }
            Rule::call => self.call(pair),
            Rule::paren => {
                let span = self.span(&pair);
                expr(ExprKind::Paren(self.expr(Self::only(pair))), span)
            }
            Rule::set_lit => {
                let span = self.span(&pair);
                let items = self.all(&pair, Rule::expr, Reader::expr);
                expr(ExprKind::Set(items), span)
            }
            _ => {
                let name = self.name(pair);
                expr(ExprKind::Name(name.node), name.span)
            }
        }
    }

    fn if_expr(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let mut parts = pair.into_inner().map(|part| self.expr(part));
        let mut next = || parts.next().expect("`if` has three parts");
        let (condition, yes, no) = (next(), next(), next());
        expr(ExprKind::If(condition, yes, no), span)
    }

    /// `A op B op C`, from the left.
    fn chain(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        // The first operand lies as deep as the chain is long.
        let length = parts.len() / 2;
        if length > LONGEST || self.depth + length > DEEPEST {
            return self.too_deep(span);
        }
        self.depth += length;
        let mut left = self.expr(parts.next().expect("a chain has a first operand"));
        while let (Some(op), Some(right)) = (parts.next(), parts.next()) {
            let right = self.expr(right);
            let op = match op.as_str() {
                "+" => BinaryOp::Add,
                "-" => BinaryOp::Subtract,
                "*" => BinaryOp::Multiply,
                "/" => BinaryOp::Divide,
                "or" => BinaryOp::Or,
                _ => BinaryOp::And,
            };
            let span = left.span.to(right.span);
            left = expr(ExprKind::Binary(op, left, right), span);
        }
        self.depth -= length;
        left
    }

    /// Tells that an expression goes deeper than it may; something stands in its place.
    fn too_deep(&mut self, span: Span) -> Expr {
        self.report(SyntaxProblem::TooDeep, span);
        expr(ExprKind::Set(Vec::new()), span)
    }

    /// `not not C`, `- - E`.
    fn prefixed(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let mut parts: Vec<Pair<'_, Rule>> = pair.into_inner().collect();
        let mut inner = self.expr(parts.pop().expect("something is prefixed"));
        for prefix in parts.into_iter().rev() {
            let span = self.span(&prefix).to(inner.span);
            let kind = if prefix.as_rule() == Rule::not_op { ExprKind::Not(inner) } else { ExprKind::Negate(inner) };
            inner = expr(kind, span);
        }
        inner
    }

    fn comparison(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        let left = self.expr(parts.next().expect("a comparison has a left side"));
        match (parts.next(), parts.next()) {
            (Some(op), Some(right)) => {
                let op = compare_op(Self::only(op).as_rule());
                let right = self.expr(right);
                expr(ExprKind::Binary(op, left, right), span)
            }
            (Some(test), None) => {
                let what = Self::only(Self::only(test));
                let what = match what.as_rule() {
                    Rule::present => IsWhat::Present,
                    Rule::known => IsWhat::Known,
                    Rule::absent => IsWhat::Absent,
                    Rule::not_empty => IsWhat::NotEmpty,
                    _ => IsWhat::Empty,
                };
                expr(ExprKind::Is(left, what), span)
            }
            _ => left,
        }
    }

    fn range(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        let from = self.expr(parts.next().expect("a range has a start"));
        match parts.next() {
            Some(to) => {
                let to = self.expr(to);
                expr(ExprKind::Binary(BinaryOp::Range, from, to), span)
            }
            None => from,
        }
    }

    fn quantified(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let word = self.one(&pair, Rule::quantifier_word, Reader::name).map_or_else(String::new, |word| word.node);
        let kind = match word.as_str() {
            "every" => Quantifier::Every,
            "some" => Quantifier::Some,
            _ => Quantifier::No,
        };
        let list = self.one(&pair, Rule::path, Reader::path).unwrap_or_else(|| expr(ExprKind::Name(String::new()), span));
        let alias = self.one(&pair, Rule::alias, Reader::inner_name);
        let filter = self.one(&pair, Rule::quantified_where, Reader::inner_expr);
        let body = self.one(&pair, Rule::quantified_has, Reader::inner_expr);
        expr(ExprKind::Quantifier { kind, list, alias, filter, body }, span)
    }

    /// `a.b.c`.
    fn path(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        if pair.clone().into_inner().len() > LONGEST {
            return self.too_deep(span);
        }
        let mut names = pair.into_inner().map(|name| self.name(name));
        let first = names.next().expect("a path has a first name");
        let start = expr(ExprKind::Name(first.node), first.span);
        names.fold(start, |base, name| {
            let span = base.span.to(name.span);
            expr(ExprKind::Member(base, name), span)
        })
    }

    /// The expression inside a clause such as `where C`.
    pub(super) fn inner_expr(&mut self, pair: Pair<'_, Rule>) -> Expr {
        self.expr(Self::only(pair))
    }

    /// The name inside a clause such as `as NAME`.
    pub(super) fn inner_name(&mut self, pair: Pair<'_, Rule>) -> ast::Name {
        self.name(Self::only(pair))
    }

    fn postfix(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        if parts.len() > LONGEST {
            return self.too_deep(span);
        }
        let mut base = self.expr(parts.next().expect("something is indexed"));
        for part in parts {
            let span = base.span.to(self.span(&part));
            let kind = match part.as_rule() {
                Rule::member => ExprKind::Member(base, self.inner_name(part)),
                _ => {
                    let keys = self.all(&part, Rule::expr, Reader::expr);
                    let on = self
                        .one(&part, Rule::events, |reader, events| reader.all(&events, Rule::expr, Reader::expr))
                        .unwrap_or_default();
                    ExprKind::Lookup { table: base, keys, on }
                }
            };
            base = expr(kind, span);
        }
        base
    }

    fn call(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let function = self.one(&pair, Rule::name, Reader::name).expect("a call has a name");
        let args = self.all(&pair, Rule::expr, Reader::expr);
        let alias = self.one(&pair, Rule::alias, Reader::inner_name);
        let filter = self.one(&pair, Rule::where_clause, Reader::inner_expr);
        expr(ExprKind::Call { function, alias, args, filter }, span)
    }
}

fn compare_op(rule: Rule) -> BinaryOp {
    match rule {
        Rule::not_equal => BinaryOp::NotEqual,
        Rule::less_equal => BinaryOp::LessEqual,
        Rule::greater_equal => BinaryOp::GreaterEqual,
        Rule::less => BinaryOp::Less,
        Rule::greater => BinaryOp::Greater,
        Rule::not_in => BinaryOp::NotIn,
        Rule::in_word => BinaryOp::In,
        Rule::includes => BinaryOp::Includes,
        Rule::overlaps => BinaryOp::Overlaps,
        Rule::starts_with => BinaryOp::StartsWith,
        Rule::ends_with => BinaryOp::EndsWith,
        Rule::contains => BinaryOp::Contains,
        _ => BinaryOp::Equal,
    }
}
