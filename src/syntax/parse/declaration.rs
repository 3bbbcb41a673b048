//! Declarations: sources, choices, records, tables, parameters, definitions, figures.

use pest::iterators::Pair;

use super::Reader;
use super::grammar::Rule;
use crate::syntax::ast::{self, ItemKind};

impl Reader<'_> {
    /// A declaration; `None` for what the grammar does not make one.
    pub(super) fn item(&mut self, line: Pair<'_, Rule>) -> Option<ast::Item> {
        let item = Self::only(line);
        let span = self.span(&item);
        let pair = Self::only(item);
        let node = match pair.as_rule() {
            Rule::fiscal => ItemKind::FiscalYear(self.count(Self::only(pair))),
            Rule::source => ItemKind::Source(self.source(pair)),
            Rule::choice => ItemKind::Choice(self.choice(pair)),
            Rule::record => ItemKind::Record(self.record(pair)),
            Rule::table => ItemKind::Table(self.table(pair)),
            Rule::parameter => ItemKind::Parameter(ast::Parameter { field: self.field(Self::only(pair)) }),
            Rule::define => ItemKind::Define(self.define(pair)),
            Rule::figure => ItemKind::Figure(self.figure(pair)),
            Rule::summary => ItemKind::Summary(self.summary(pair)),
            Rule::rule_item => ItemKind::Rule(self.rule(pair)),
            Rule::exception => ItemKind::Exception(self.exception(pair)),
            Rule::example => ItemKind::Example(self.example(pair)),
            Rule::layout => ItemKind::Layout(self.layout(pair)),
            _ => return None,
        };
        Some(ast::Spanned { node, span })
    }

    /// The name that a declaration begins with.
    pub(super) fn first_name(&mut self, pair: &Pair<'_, Rule>) -> ast::Name {
        let name = pair.clone().into_inner().find(|it| matches!(it.as_rule(), Rule::name | Rule::id));
        self.name(name.expect("the grammar gives a declaration its name"))
    }

    fn source(&mut self, pair: Pair<'_, Rule>) -> ast::Source {
        ast::Source {
            name: self.first_name(&pair),
            label: self.one(&pair, Rule::label, Reader::label),
            lines: self.all(&pair, Rule::source_line, Reader::source_line),
        }
    }

    fn source_line(&mut self, pair: Pair<'_, Rule>) -> ast::Spanned<ast::SourceLine> {
        let span = self.span(&pair);
        let line = Self::only(pair);
        let node = match line.as_rule() {
            Rule::article_line => ast::SourceLine::Article(self.string(Self::only(line))),
            Rule::issued_line => ast::SourceLine::Issued(self.literal(Self::only(line))),
            Rule::in_force_line => ast::SourceLine::InForce(self.period(Self::only(line))),
            Rule::revised_line => ast::SourceLine::Revised(self.literal(Self::only(line))),
            Rule::link_line => ast::SourceLine::Link(self.string(Self::only(line))),
            Rule::verified_line => {
                let yes = self.one(&line, Rule::yes_no, Reader::name).is_some_and(|word| word.node == "yes");
                ast::SourceLine::Verified { yes, why: self.one(&line, Rule::label, Reader::label) }
            }
            _ => ast::SourceLine::Note(self.label(Self::only(line))),
        };
        ast::Spanned { node, span }
    }

    /// `from … until …`, `always`.
    pub(super) fn period(&mut self, pair: Pair<'_, Rule>) -> ast::Period {
        let span = self.span(&pair);
        let from = self.one(&pair, Rule::from_date, |reader, date| reader.literal(Self::only(date)));
        let until = self.one(&pair, Rule::until_date, |reader, date| reader.literal(Self::only(date)));
        ast::Period { from, until, span }
    }

    fn choice(&mut self, pair: Pair<'_, Rule>) -> ast::Choice {
        let variants = self.all(&pair, Rule::variant, |reader, variant| ast::Variant {
            name: reader.first_name(&variant),
            label: reader.one(&variant, Rule::label, Reader::label),
        });
        ast::Choice { name: self.first_name(&pair), label: self.one(&pair, Rule::label, Reader::label), variants }
    }

    fn record(&mut self, pair: Pair<'_, Rule>) -> ast::Record {
        ast::Record {
            name: self.first_name(&pair),
            label: self.one(&pair, Rule::label, Reader::label),
            fields: self.all(&pair, Rule::field, Reader::field),
        }
    }

    fn field(&mut self, pair: Pair<'_, Rule>) -> ast::Field {
        let mut field = ast::Field {
            name: self.first_name(&pair),
            ty: self.one(&pair, Rule::type_expr, Reader::type_expr).expect("a field has a type"),
            key: None,
            optional: None,
            default: None,
            label: self.one(&pair, Rule::label, Reader::label),
        };
        for modifier in self.all(&pair, Rule::modifier, |reader, modifier| reader.modifier(modifier)) {
            match modifier {
                Modifier::Key(span) => field.key = Some(span),
                Modifier::Optional(span) => field.optional = Some(span),
                Modifier::Default(default) => field.default = Some(default),
            }
        }
        field
    }

    fn modifier(&mut self, pair: Pair<'_, Rule>) -> Modifier {
        let span = self.span(&pair);
        let inner = Self::only(pair);
        match inner.as_rule() {
            Rule::key_word => Modifier::Key(span),
            Rule::optional_word => Modifier::Optional(span),
            _ => {
                let value = Self::only(inner);
                Modifier::Default(match value.as_rule() {
                    Rule::empty_word => ast::Default::Empty(self.span(&value)),
                    _ => ast::Default::Value(self.expr(value)),
                })
            }
        }
    }

    fn type_expr(&mut self, pair: Pair<'_, Rule>) -> ast::TypeExpr {
        let span = self.span(&pair);
        let form = Self::only(pair);
        let of = |reader: &mut Self, form: Pair<'_, Rule>| Box::new(reader.type_expr(Self::only(form)));
        let node = match form.as_rule() {
            Rule::list_type => ast::TypeKind::List(of(self, form)),
            Rule::set_type => ast::TypeKind::Set(of(self, form)),
            Rule::range_type => ast::TypeKind::Range(of(self, form)),
            Rule::money_type => {
                let has = |rule: Rule| form.clone().into_inner().any(|it| it.as_rule() == rule);
                let (any_currency, incl, excl) = (has(Rule::any_currency), has(Rule::incl_tax), has(Rule::excl_tax));
                let currency = self.one(&form, Rule::currency, Reader::name);
                ast::TypeKind::Money { currency, any_currency, incl_tax: (incl || excl).then_some(incl) }
            }
            _ => ast::TypeKind::Named(self.name(form).node),
        };
        ast::Spanned { node, span }
    }

    fn table(&mut self, pair: Pair<'_, Rule>) -> ast::Table {
        ast::Table {
            name: self.first_name(&pair),
            label: self.one(&pair, Rule::label, Reader::label),
            dated: self.one(&pair, Rule::dated, |reader, word| reader.span(&word)),
            columns: self.all(&pair, Rule::column, Reader::column),
            cites: self.all(&pair, Rule::cite, Reader::cite),
            rows: self.one(&pair, Rule::rows, Reader::rows),
        }
    }

    fn column(&mut self, pair: Pair<'_, Rule>) -> ast::Column {
        ast::Column {
            field: self.one(&pair, Rule::field, Reader::field).expect("a column is a field"),
            from: self.one(&pair, Rule::from_heading, |reader, it| reader.string(Self::only(it))),
            to: self.one(&pair, Rule::to_heading, |reader, it| reader.string(Self::only(it))),
            unit: self.one(&pair, Rule::in_unit, |reader, it| reader.unit(Self::only(it))),
        }
    }

    fn rows(&mut self, pair: Pair<'_, Rule>) -> ast::Rows {
        let inner = Self::only(pair);
        match inner.as_rule() {
            Rule::rows_file => ast::Rows::File(self.string(Self::only(inner))),
            _ => ast::Rows::Inline(self.all(&inner, Rule::row, Reader::row)),
        }
    }

    /// A row of a table, in its place or in an example.
    pub(super) fn row(&mut self, pair: Pair<'_, Rule>) -> ast::Row {
        let span = self.span(&pair);
        let cells = self.all(&pair, Rule::cell, |reader, cell| {
            let span = reader.span(&cell);
            let inner = Self::only(cell);
            let node = if inner.as_rule() == Rule::no_value { None } else { Some(reader.expr(inner)) };
            ast::Spanned { node, span }
        });
        ast::Row { cells, period: self.one(&pair, Rule::period, Reader::period), span }
    }

    /// `cite SOURCE "article"`.
    pub(super) fn cite(&mut self, pair: Pair<'_, Rule>) -> ast::Cite {
        let span = self.span(&pair);
        ast::Cite { source: self.first_name(&pair), article: self.one(&pair, Rule::string, Reader::string), span }
    }

    fn define(&mut self, pair: Pair<'_, Rule>) -> ast::Define {
        ast::Define {
            name: self.first_name(&pair),
            of: self.one(&pair, Rule::of_name, Reader::inner_name),
            label: self.one(&pair, Rule::label, Reader::label),
            body: self.one(&pair, Rule::expr, Reader::expr).expect("a definition has a body"),
        }
    }

    fn figure(&mut self, pair: Pair<'_, Rule>) -> ast::Figure {
        let mut names = self.all(&pair, Rule::name, Reader::name).into_iter();
        let mut next = || names.next().expect("a figure has a name and a record");
        ast::Figure {
            name: next(),
            record: next(),
            label: self.one(&pair, Rule::label, Reader::label),
            filter: self.one(&pair, Rule::where_clause, Reader::inner_expr),
            body: self.one(&pair, Rule::expr, Reader::expr).expect("a figure has a body"),
        }
    }
}

impl Reader<'_> {
    fn summary(&mut self, pair: Pair<'_, Rule>) -> ast::Summary {
        ast::Summary {
            name: self.first_name(&pair),
            label: self.one(&pair, Rule::label, Reader::label),
            of: self.one(&pair, Rule::grouping, Reader::grouping).expect("a summary has its groups"),
            values: self.all(&pair, Rule::summary_value, |reader, value| ast::SummaryValue {
                name: reader.first_name(&value),
                label: reader.one(&value, Rule::label, Reader::label),
                value: reader.one(&value, Rule::expr, Reader::expr).expect("a figure has a body"),
                span: reader.span(&value),
            }),
        }
    }

    /// `each group of NAME of NAME where C by K, …`.
    pub(super) fn grouping(&mut self, pair: Pair<'_, Rule>) -> ast::Grouping {
        ast::Grouping {
            path: self.all(&pair, Rule::name, Reader::name),
            filter: self.one(&pair, Rule::where_clause, Reader::inner_expr),
            by: self.all(&pair, Rule::expr, Reader::expr),
        }
    }
}

/// What may follow a field's type.
enum Modifier {
    Key(crate::source::Span),
    Optional(crate::source::Span),
    Default(ast::Default),
}
