//! Examples: cases, and the records they are made of.

use pest::iterators::Pair;

use super::Reader;
use super::grammar::Rule;
use crate::syntax::ast::{self, ValueLit};

impl Reader<'_> {
    pub(super) fn example(&mut self, pair: Pair<'_, Rule>) -> ast::Example {
        ast::Example {
            rule: self.first_name(&pair),
            label: self.one(&pair, Rule::label, Reader::label),
            given: self.all(&pair, Rule::given, |reader, given| reader.record_lit(Self::only(given))),
            cases: self.all(&pair, Rule::case, Reader::case),
        }
    }

    fn case(&mut self, pair: Pair<'_, Rule>) -> ast::Case {
        let span = self.span(&pair);
        ast::Case {
            with: self.all(&pair, Rule::with_param, |reader, with| {
                let value = reader.one(&with, Rule::expr, Reader::expr).expect("`with` has a value");
                (reader.first_name(&with), value)
            }),
            as_of: self.one(&pair, Rule::as_of_date, |reader, date| reader.literal(Self::only(date))),
            tables: self.all(&pair, Rule::table_rows, |reader, table| {
                (reader.first_name(&table), reader.all(&table, Rule::row, Reader::row))
            }),
            records: self.all(&pair, Rule::record_lit, Reader::record_lit),
            expect: self.expect(&pair),
            span,
        }
    }

    fn expect(&mut self, pair: &Pair<'_, Rule>) -> ast::Expect {
        ast::Expect {
            outcome: self.one(pair, Rule::outcome, Reader::name).expect("a case expects an outcome"),
            missing: self
                .one(pair, Rule::missing, |reader, missing| reader.all(&missing, Rule::dotted, Reader::name))
                .unwrap_or_default(),
            exception: self.one(pair, Rule::exception_ref, |reader, exception| {
                let inner = Self::only(exception);
                if inner.as_rule() == Rule::string { reader.string(inner) } else { reader.name(inner) }
            }),
            at: self.one(pair, Rule::at_subject, |reader, at| reader.string(Self::only(at))),
        }
    }

    fn record_lit(&mut self, pair: Pair<'_, Rule>) -> ast::RecordLit {
        let span = self.span(&pair);
        let fields = self.one(&pair, Rule::record_body, Reader::record_body).unwrap_or_default();
        ast::RecordLit { record: self.first_name(&pair), fields, span }
    }

    fn record_body(&mut self, pair: Pair<'_, Rule>) -> Vec<ast::FieldLit> {
        self.all(&pair, Rule::field_lit, |reader, field| ast::FieldLit {
            name: reader.first_name(&field),
            value: reader.one(&field, Rule::value_lit, Reader::value_lit).expect("a field has a value"),
        })
    }

    fn value_lit(&mut self, pair: Pair<'_, Rule>) -> ValueLit {
        let span = self.span(&pair);
        let inner = Self::only(pair);
        match inner.as_rule() {
            Rule::list_lit => ValueLit::List(self.all(&inner, Rule::value_lit, Reader::value_lit), span),
            Rule::record_body => ValueLit::Record(self.record_body(inner), span),
            _ => ValueLit::Expr(self.expr(inner)),
        }
    }
}
