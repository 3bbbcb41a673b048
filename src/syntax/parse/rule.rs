//! Rules and exceptions: their scope and their clauses.

use pest::iterators::Pair;

use super::Reader;
use super::grammar::Rule;
use crate::syntax::ast::{self, ClauseKind};

impl Reader<'_> {
    pub(super) fn rule(&mut self, pair: Pair<'_, Rule>) -> ast::Rule {
        ast::Rule {
            name: self.first_name(&pair),
            label: self.one(&pair, Rule::label, Reader::label),
            clauses: self.all(&pair, Rule::clause, Reader::clause),
        }
    }

    pub(super) fn exception(&mut self, pair: Pair<'_, Rule>) -> ast::Exception {
        let mut ids = self.all(&pair, Rule::id, Reader::name).into_iter();
        let mut next = || ids.next().expect("an exception names itself and its rule");
        ast::Exception {
            name: next(),
            rule: next(),
            label: self.one(&pair, Rule::label, Reader::label),
            clauses: self.all(&pair, Rule::clause, Reader::clause),
        }
    }

    fn clause(&mut self, pair: Pair<'_, Rule>) -> ast::Clause {
        let span = self.span(&pair);
        let clause = Self::only(pair);
        let node = match clause.as_rule() {
            Rule::scope_clause => ClauseKind::Scope(self.scope(Self::only(clause))),
            Rule::severity_clause => ClauseKind::Severity(self.inner_name(clause)),
            Rule::cite => ClauseKind::Cite(self.cite(clause)),
            Rule::applies_clause => ClauseKind::Applies {
                period: self.one(&clause, Rule::period, Reader::period).expect("`applies` has a period"),
                by: self.one(&clause, Rule::expr, Reader::expr).expect("`applies` has its event"),
            },
            Rule::let_clause => ClauseKind::Let {
                name: self.first_name(&clause),
                value: self.one(&clause, Rule::expr, Reader::expr).expect("`let` has a value"),
            },
            Rule::when_clause => ClauseKind::When(self.inner_expr(clause)),
            Rule::require_clause => ClauseKind::Require(self.inner_expr(clause)),
            Rule::except_clause => ClauseKind::Except(ast::Except {
                label: self.one(&clause, Rule::label, Reader::label).expect("`except` has a title"),
                when: self.one(&clause, Rule::expr, Reader::expr).expect("`except` has a condition"),
                cites: self.all(&clause, Rule::cite, Reader::cite),
            }),
            _ => {
                let mut templates = self.all(&clause, Rule::template, Reader::template).into_iter();
                let ja = templates.next().expect("`message` has a text");
                ClauseKind::Message(ast::Message { ja, en: templates.next() })
            }
        };
        ast::Spanned { node, span }
    }

    fn scope(&mut self, pair: Pair<'_, Rule>) -> ast::Scope {
        let mut names = self.all(&pair, Rule::name, Reader::name);
        let filter = self.one(&pair, Rule::where_clause, Reader::inner_expr);
        match pair.as_rule() {
            Rule::each_scope => ast::Scope::Each { path: names, filter },
            Rule::row_scope => ast::Scope::Row { table: names.remove(0), filter },
            Rule::set_scope => ast::Scope::Set { record: names.remove(0), filter },
            _ => ast::Scope::Group {
                of: self.one(&pair, Rule::grouping, Reader::grouping).expect("a group has its members"),
                window: self.one(&pair, Rule::window, |reader, window| {
                    let mut parts = reader.all(&window, Rule::expr, Reader::expr).into_iter();
                    let mut next = || parts.next().expect("a window has a length and a date");
                    ast::Window { length: next(), date: next() }
                }),
            },
        }
    }
}
