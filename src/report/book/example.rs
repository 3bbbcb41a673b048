//! The examples of a rule, case by case: what is given, by the labels of its fields, and what it is expected to come to.

use maud::{Markup, html};

use super::Book;
use crate::check::typed::{Case, Example, RecordIx, Row, Severity, Type};
use crate::eval::run_case;
use crate::finding::{MissingFact, Outcome};
use crate::lang::Lang;
use crate::syntax::ast;
use crate::value::Value;

impl Book<'_> {
    /// The examples of a rule.
    pub(super) fn examples_of(&self, rule: usize) -> Markup {
        html! { @for example in self.examples.iter().filter(|example| example.rule == rule) { (self.example(example)) } }
    }

    fn example(&self, example: &Example) -> Markup {
        let Some(ast::ItemKind::Example(written)) = self.texts.item(example.span).map(|item| &item.node) else { return html! {} };
        html! {
            table.example {
                caption { (self.say("例　", "Example: ")) (self.label(&example.label)) }
                thead {
                    tr { th { (self.say("場合", "Case")) } th { (self.say("期待する判定", "Expected")) } }
                    @for given in &written.given { @if !given.fields.is_empty() {
                        tr.given { td colspan="2" { (self.say("共通　", "In all: ")) (self.given(given, written, example)) } }
                    } }
                }
                tbody { @for (written, case) in written.cases.iter().zip(&example.cases) {
                    tr { td { (self.case(written, case)) } td { (self.expected(example.rule, case)) } }
                } }
            }
        }
    }

    /// What every case begins with. Its values are found in the first case that does not give its own.
    fn given(&self, given: &ast::RecordLit, written: &ast::Example, example: &Example) -> Markup {
        let program = self.program();
        let Some(record) = program.records.iter().position(|it| it.name == given.record.node) else { return html! {} };
        let value = |name: &str| {
            let at = program.records[record].fields.iter().position(|field| field.name == name)?;
            let records = written.cases.iter().flat_map(|case| &case.records);
            let values = example.cases.iter().flat_map(|case| &case.records);
            let own = |literal: &ast::RecordLit| literal.fields.iter().any(|field| field.name.node == name);
            let found = records.zip(values).find(|(literal, (of, _))| *of == record && !own(literal));
            found.and_then(|(_, (_, value))| member(value, at))
        };
        html! { @for (at, field) in given.fields.iter().enumerate() {
            @if at > 0 { (self.say("、", "; ")) }
            (self.fact(record, field, value(&field.name.node)))
        } }
    }

    /// A case without what it is expected to come to.
    fn case(&self, written: &ast::Case, case: &Case) -> Markup {
        let program = self.program();
        let several = case.records.len() > 1;
        html! {
            @for (parameter, value) in &case.parameters {
                div { (self.label(&program.parameters[*parameter].label)) " " b { (self.value(value)) } }
            }
            @if let Some(date) = case.as_of { div { (self.say("基準日 ", "date of the check ")) b { (self.value(&Value::Date(date))) } } }
            @for (table, rows) in &case.tables { (self.other_rows(*table, rows)) }
            @for (number, (literal, (record, value))) in written.records.iter().zip(&case.records).enumerate() {
                div {
                    @if several { span.number { (self.label(&program.records[*record].label)) (self.say("", " ")) (number + 1) } " " }
                    @if literal.fields.is_empty() { span.nothing { (self.say("（記載なし）", "(nothing more)")) } }
                    (self.facts(*record, &literal.fields, Some(value)))
                }
            }
        }
    }

    /// The rows that stand in the place of a table's own.
    fn other_rows(&self, table: usize, rows: &[Row]) -> Markup {
        let table = &self.program().tables[table];
        html! { div {
            (self.say("表「", "the table “")) (self.label(&table.label)) (self.say("」を次の行とする：", "” with these rows: "))
            @for (at, row) in rows.iter().enumerate() {
                @if at > 0 { (self.say("／", " / ")) }
                @let values: Vec<String> = row.values.iter().map(|value| self.value(value)).collect();
                b { (values.join(self.say("、", ", "))) } @if table.dated { " " (self.period(row.from, row.until)) }
            }
        } }
    }

    fn facts(&self, record: RecordIx, fields: &[ast::FieldLit], values: Option<&Value>) -> Markup {
        let at = |name: &str| self.program().records[record].fields.iter().position(|field| field.name == name);
        html! { @for (number, field) in fields.iter().enumerate() {
            @if number > 0 { (self.say("、", "; ")) }
            (self.fact(record, field, at(&field.name.node).and_then(|at| member(values?, at))))
        } }
    }

    /// A field by its label, with its value.
    fn fact(&self, record: RecordIx, field: &ast::FieldLit, value: Option<&Value>) -> Markup {
        let declared = self.program().records[record].fields.iter().find(|known| known.name == field.name.node);
        html! { @if let Some(declared) = declared { (self.label(&declared.label)) " " (self.given_value(&declared.ty, &field.value, value)) } }
    }

    fn given_value(&self, ty: &Type, written: &ast::ValueLit, value: Option<&Value>) -> Markup {
        match (ty, written) {
            (Type::List(of), ast::ValueLit::List(items, _)) if !items.is_empty() => html! {
                @for (at, item) in items.iter().enumerate() { (self.given_value(of, item, value.and_then(|value| member(value, at)))) }
            },
            (Type::Record(record), ast::ValueLit::Record(fields, _)) => html! {
                (self.say("［", " [")) (self.facts(*record, fields, value)) (self.say("］", "]"))
            },
            (_, ast::ValueLit::Expr(expr)) if value.is_none() => html! { code { (self.texts.written(expr.span)) } },
            _ => html! { @if let Some(value) = value { b { (self.value(value)) } } },
        }
    }

    fn expected(&self, rule: usize, case: &Case) -> Markup {
        let (rule, expect, missing) = (&self.program().rules[rule], &case.expect, self.missing(rule, case));
        let outcome = Outcome::from(expect.outcome);
        let word = outcome.word(rule.severity, self.lang);
        html! {
            span class={ "outcome " (class(outcome, rule.severity)) } { (word) }
            @if let Some(exception) = &expect.exception { " " small { (exception) } }
            @if !missing.is_empty() { " " small { (self.say("不足：", "missing: ")) (missing.join(self.say("、", ", "))) } }
            @if let Some(at) = &expect.at { " " small { (self.say("箇所：", "at ")) (at) } }
        }
    }

    /// What the facts are called that an example expects to be missing: the case is run, since their names alone do not say whose they are.
    fn missing(&self, rule: usize, case: &Case) -> Vec<String> {
        if case.expect.missing.is_empty() {
            return Vec::new();
        }
        let found = run_case(&self.engine.plan, rule, case).found;
        let missing: Vec<&MissingFact> = found.findings.iter().flat_map(|finding| &finding.evidence.missing).collect();
        let label = |name: &String| {
            let fact = missing.iter().find(|fact| is_called(&fact.path, name));
            fact.map_or(name, |fact| &fact.label[usize::from(self.lang == Lang::En)]).clone()
        };
        case.expect.missing.iter().map(label).collect()
    }
}

/// Whether a dotted name is the end of a path such as `/payments/2/year`.
fn is_called(path: &str, name: &str) -> bool {
    let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty() && word.parse::<usize>().is_err()).collect();
    words.ends_with(&name.split('.').collect::<Vec<&str>>())
}

/// A member of a record, or an element of a list, by number.
fn member(value: &Value, at: usize) -> Option<&Value> {
    match value {
        Value::Record(items) | Value::List(items) => items.get(at),
        _ => None,
    }
}

fn class(outcome: Outcome, severity: Severity) -> &'static str {
    match outcome {
        Outcome::Fail => severity.name(),
        Outcome::Unknown => "unknown",
        Outcome::Excepted => "excepted",
        Outcome::Pass => "pass",
        Outcome::NotApplicable => "other",
    }
}
