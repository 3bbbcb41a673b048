//! Literals, units and templates.

use pest::iterators::Pair;

use super::grammar::Rule;
use super::{Reader, unescape};
use crate::diag::problem::SyntaxProblem;
use crate::syntax::ast;
use crate::value::{Value, Why, literal};

impl Reader<'_> {
    /// A literal of any kind.
    pub(super) fn literal(&mut self, pair: Pair<'_, Rule>) -> ast::Literal {
        let span = self.span(&pair);
        let inner = if pair.as_rule() == Rule::literal { Self::only(pair) } else { pair };
        let text = inner.as_str().trim_end().to_owned();
        let read = match inner.as_rule() {
            Rule::moment_literal => literal::moment(&text),
            Rule::date_literal => literal::date(&text),
            Rule::fiscal_year_literal => literal::fiscal_year(&text),
            Rule::percent_literal => literal::percent(&text),
            Rule::money_literal => literal::money(&text),
            Rule::duration_literal => literal::duration(&text),
            Rule::number_literal => literal::number(&text),
            Rule::bool_literal => Ok(Value::Bool(text == "true")),
            _ => Ok(Value::Text(self.string(inner).node.into())),
        };
        let value = read.unwrap_or_else(|fault| {
            let text = text.clone();
            self.report(
                match fault {
                    literal::Fault::Overflow => SyntaxProblem::TooLarge { text },
                    literal::Fault::NoSuchDate => SyntaxProblem::NoSuchDate { text },
                    literal::Fault::Malformed => SyntaxProblem::Malformed { text },
                },
                span,
            );
            Value::Unknown(Why::Unreadable)
        });
        ast::Literal { value, text, span }
    }

    /// `千円`.
    pub(super) fn unit(&mut self, pair: Pair<'_, Rule>) -> ast::Unit {
        let span = self.span(&pair);
        let text = pair.as_str().trim_end().to_owned();
        ast::Unit { multiplier: literal::unit(&text).unwrap_or(1), text, span }
    }

    /// Digits that count something.
    pub(super) fn count(&mut self, pair: Pair<'_, Rule>) -> ast::Spanned<u32> {
        let span = self.span(&pair);
        let digits: String = pair.as_str().chars().filter(char::is_ascii_digit).collect();
        let node = digits.parse().unwrap_or_else(|_| {
            self.report(SyntaxProblem::TooLarge { text: digits.clone() }, span);
            0
        });
        ast::Spanned { node, span }
    }

    /// A message: text with expressions in it.
    pub(super) fn template(&mut self, pair: Pair<'_, Rule>) -> ast::Template {
        let span = self.span(&pair);
        let parts = pair.into_inner().map(|part| match part.as_rule() {
            Rule::template_hole => ast::TemplatePart::Hole(self.expr(Self::only(part))),
            _ => ast::TemplatePart::Text(unescape(part.as_str()).replace("{{", "{").replace("}}", "}")),
        });
        ast::Template { parts: parts.collect(), span }
    }
}
