//! Layouts: where each field of a record is read from.

use pest::iterators::Pair;

use super::Reader;
use super::grammar::Rule;
use crate::syntax::ast::{self, LayoutFrom, LayoutLine};

impl Reader<'_> {
    pub(super) fn layout(&mut self, pair: Pair<'_, Rule>) -> ast::Layout {
        let mut names = self.all(&pair, Rule::name, Reader::name).into_iter();
        let mut next = || names.next().expect("a layout names itself and its record");
        ast::Layout {
            name: next(),
            record: next(),
            label: self.one(&pair, Rule::label, Reader::label),
            lines: self.all(&pair, Rule::layout_line, Reader::layout_line),
        }
    }

    fn layout_line(&mut self, pair: Pair<'_, Rule>) -> ast::Spanned<LayoutLine> {
        let span = self.span(&pair);
        let line = Self::only(pair);
        let node = match line.as_rule() {
            Rule::format_line => LayoutLine::Format(self.inner_name(line)),
            Rule::sheet_line => LayoutLine::Sheet(self.all(&line, Rule::string, Reader::string)),
            Rule::records_line => LayoutLine::Records(self.all(&line, Rule::string, Reader::string)),
            Rule::others_line => LayoutLine::Others,
            Rule::lacks_line => LayoutLine::Lacks(self.all(&line, Rule::name, Reader::name)),
            Rule::layout_also => LayoutLine::Also(self.joined(&Self::only(line))),
            Rule::header_line => {
                let rows = self.one(&line, Rule::digits, Reader::count).map_or(1, |rows| rows.node);
                let heading = self.one(&line, Rule::string, Reader::string).expect("`header at` has a heading");
                LayoutLine::HeaderAt { heading, rows }
            }
            Rule::without_header => LayoutLine::WithoutHeader,
            Rule::unit_line => LayoutLine::Unit(self.unit(Self::only(line))),
            Rule::skip_line => {
                let mut strings = self.all(&line, Rule::string, Reader::string).into_iter();
                let mut next = || strings.next().expect("`skip rows` has a heading and a text");
                LayoutLine::SkipRows { heading: next(), equals: next() }
            }
            _ => LayoutLine::Field(self.layout_field(line)),
        };
        ast::Spanned { node, span }
    }

    fn layout_field(&mut self, pair: Pair<'_, Rule>) -> ast::LayoutField {
        ast::LayoutField {
            name: self.first_name(&pair),
            from: self.one(&pair, Rule::layout_from, Reader::layout_from).expect("a field is read from somewhere"),
            to: self.one(&pair, Rule::to_heading, |reader, it| reader.string(Self::only(it))),
            unit: self.one(&pair, Rule::in_unit, |reader, it| reader.unit(Self::only(it))),
            split: self.one(&pair, Rule::split_by, |reader, it| reader.string(Self::only(it))),
        }
    }

    fn layout_from(&mut self, pair: Pair<'_, Rule>) -> LayoutFrom {
        let form = Self::only(pair);
        if form.as_rule() == Rule::from_joined {
            return LayoutFrom::Joined(self.joined(&form));
        }
        let mut strings = self.all(&form, Rule::string, Reader::string).into_iter();
        let body = self.layout_body(&form);
        let mut counts = self.all(&form, Rule::digits, Reader::count).into_iter();
        let mut count = || counts.next().expect("the grammar gives this form its numbers");
        match form.as_rule() {
            Rule::from_columns => LayoutFrom::Columns { first: count().node, last: count().node, body },
            Rule::from_column => LayoutFrom::Column(count()),
            Rule::from_list => LayoutFrom::List { pointer: strings.next().expect("a list has its pointer"), body },
            _ => LayoutFrom::Headings(strings.collect()),
        }
    }

    fn joined(&mut self, form: &Pair<'_, Rule>) -> ast::Joined {
        let mut strings = self.all(form, Rule::string, Reader::string).into_iter();
        let words = form.clone().into_inner();
        let file = words.into_iter().any(|it| it.as_rule() == Rule::sheet_or_file && it.as_str().starts_with("file"));
        ast::Joined {
            file,
            name: strings.next().expect("what is joined has a name"),
            keys: strings.collect(),
            body: self.layout_body(form),
            span: self.span(form),
        }
    }

    fn layout_body(&mut self, form: &Pair<'_, Rule>) -> ast::LayoutBody {
        let body = self.one(form, Rule::layout_body, |reader, body| ast::LayoutBody {
            fields: reader.all(&body, Rule::layout_field, Reader::layout_field),
            others: body.clone().into_inner().any(|it| it.as_rule() == Rule::others_line),
            lacks: reader
                .all(&body, Rule::lacks_line, |reader, line| reader.all(&line, Rule::name, Reader::name))
                .into_iter()
                .flatten()
                .collect(),
            also: reader.all(&body, Rule::layout_also, |reader, also| reader.joined(&Self::only(also))),
        });
        body.unwrap_or_default()
    }
}
