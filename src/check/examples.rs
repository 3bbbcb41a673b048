//! Examples: cases turned into records, parameters and tables that the evaluator can run.

use std::collections::BTreeMap;

use crate::check::names::{Found, Space, Thing};
use crate::check::typed::{Case, Example, Expect, ExpectOutcome, Late, Presence, RecordIx, RuleIx, Type};
use crate::check::{Context, declare};
use crate::diag::nearest;
use crate::diag::problem::CheckProblem;
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};
use crate::value::{Value, Why};

/// The fields supplied so far, by number.
type Given = BTreeMap<usize, Value>;

impl<'a> Context<'a> {
    /// Every example; and a warning for each rule that has none.
    pub(super) fn examples(&mut self) {
        let mut examples = Vec::new();
        for (module, item) in self.items() {
            if let ItemKind::Example(written) = &item.node {
                examples.extend(self.example(module, written));
            }
        }
        let lacking: Vec<(String, Span)> = (0..self.program.rules.len())
            .filter(|&rule| examples.iter().all(|example| example.rule != rule))
            .map(|rule| (self.program.rules[rule].id.clone(), self.program.rules[rule].span))
            .collect();
        for (rule, span) in lacking {
            self.report(CheckProblem::NoExample { rule }, span);
        }
        self.program.examples = Late::of(examples);
    }

    fn example(&mut self, module: usize, written: &'a ast::Example) -> Option<Example> {
        let rule = self.find_rule(module, &written.rule)?;
        let mut given: BTreeMap<RecordIx, Given> = BTreeMap::new();
        for literal in &written.given {
            if let Some(record) = self.given_record(module, &literal.record) {
                let fields = self.fields(module, record, &literal.fields);
                given.entry(record).or_default().extend(fields);
            }
        }
        let cases = written.cases.iter().map(|case| self.case((module, rule), case, &given)).collect();
        let label = declare::label(written.label.as_ref(), &written.rule.node);
        Some(Example { rule, label, cases, span: written.rule.span })
    }

    fn case(&mut self, (module, rule): (usize, RuleIx), written: &ast::Case, given: &BTreeMap<RecordIx, Given>) -> Case {
        let mut parameters = BTreeMap::new();
        for (name, value) in &written.with {
            if let Found::One(Thing::Parameter(parameter)) = self.names.find(Space::Value, module, &name.node) {
                self.note_thing(name.span, Thing::Parameter(parameter));
                let ty = self.program.parameters[parameter].ty.clone();
                parameters.insert(parameter, self.constant(module, value, &ty));
            } else {
                let near = nearest(&name.node, self.names.seen(Space::Value, module));
                self.report(CheckProblem::UnknownParameter { name: name.node.clone(), near }, name.span);
            }
        }
        let mut tables = BTreeMap::new();
        for (name, rows) in &written.tables {
            if let Some(table) = self.find_table(module, name) {
                let rows = self.inline_rows(module, table, rows);
                tables.insert(table, rows.into_iter().map(|(row, _)| row).collect());
            }
        }
        let mut records = Vec::new();
        for literal in &written.records {
            if let Some(record) = self.given_record(module, &literal.record) {
                let mut fields = given.get(&record).cloned().unwrap_or_default();
                fields.extend(self.fields(module, record, &literal.fields));
                records.push((record, self.filled(record, fields)));
            }
        }
        self.note_expected(&written.expect, rule, &records);
        let as_of = written.as_of.as_ref().and_then(|date| self.literal_date(date));
        Case { parameters, as_of, tables, records, expect: self.expected(&written.expect), span: written.span }
    }

    /// What an expectation names: facts of the records, and an exception of the rule.
    fn note_expected(&mut self, written: &ast::Expect, rule: RuleIx, records: &[(RecordIx, Value)]) {
        let records: Vec<RecordIx> = records.iter().map(|(record, _)| *record).collect();
        for name in &written.missing {
            self.note_missing(name, &records);
        }
        if let Some(name) = &written.exception {
            let known = &self.program.rules[rule].exceptions;
            if let Some(at) = known.iter().position(|exception| exception.id.as_ref() == Some(&name.node)) {
                self.note_exception(name, rule, at, false);
            }
        }
    }

    fn expected(&mut self, written: &ast::Expect) -> Expect {
        let outcome = match written.outcome.node.as_str() {
            "pass" => ExpectOutcome::Pass,
            "fail" => ExpectOutcome::Fail,
            "unknown" => ExpectOutcome::Unknown,
            "not_applicable" => ExpectOutcome::NotApplicable,
            "excepted" => ExpectOutcome::Excepted,
            other => {
                self.report(CheckProblem::Outcome { name: other.to_owned() }, written.outcome.span);
                ExpectOutcome::Pass
            }
        };
        Expect {
            outcome,
            missing: written.missing.iter().map(|name| name.node.clone()).collect(),
            exception: written.exception.as_ref().map(|name| name.node.clone()),
            at: written.at.as_ref().map(|at| at.node.clone()),
        }
    }

    fn fields(&mut self, module: usize, record: RecordIx, written: &[ast::FieldLit]) -> Given {
        let mut given = Given::new();
        for field in written {
            let declared = &self.program.records[record];
            let Some(at) = declared.fields.iter().position(|known| known.name == field.name.node) else {
                let near = nearest(&field.name.node, declared.fields.iter().map(|field| field.name.as_str()));
                let problem = CheckProblem::UnknownField { of: declared.name.clone(), name: field.name.node.clone(), near };
                self.report(problem, field.name.span);
                continue;
            };
            let ty = declared.fields[at].ty.clone();
            self.note_field(&field.name, record, at, false);
            let value = self.value(module, &field.name, &ty, &field.value);
            if given.insert(at, value).is_some() {
                self.report(CheckProblem::FieldTwice { name: field.name.node.clone() }, field.name.span);
            }
        }
        given
    }

    fn value(&mut self, module: usize, name: &ast::Name, ty: &Type, written: &ast::ValueLit) -> Value {
        match (ty, written) {
            (Type::Error, _) => Value::Unknown(Why::Mismatch),
            (Type::List(of), ast::ValueLit::List(items, _)) => {
                let items: Vec<Value> = items.iter().map(|item| self.value(module, name, of, item)).collect();
                Value::List(items.into())
            }
            (Type::Record(record), ast::ValueLit::Record(fields, _)) => {
                let given = self.fields(module, *record, fields);
                self.filled(*record, given)
            }
            (Type::List(_) | Type::Record(_), _) | (_, ast::ValueLit::List(..) | ast::ValueLit::Record(..)) => {
                // `{}` reads as a record without fields, and may be meant as a set without elements.
                if let (Type::Set(_), ast::ValueLit::Record(fields, _)) = (ty, written)
                    && fields.is_empty()
                {
                    return Value::Set([].into());
                }
                let expected = self.called(ty);
                self.report(CheckProblem::ShapeOf { name: name.node.clone(), expected }, name.span);
                Value::Unknown(Why::Mismatch)
            }
            (_, ast::ValueLit::Expr(expr)) => self.constant(module, expr, ty),
        }
    }

    /// A record that can be given; a summary is worked out.
    pub(super) fn given_record(&mut self, module: usize, name: &ast::Name) -> Option<RecordIx> {
        let record = self.find_record(module, name)?;
        if self.program.records[record].summary.is_some() {
            self.report(CheckProblem::SummaryAsRecord { name: name.node.clone() }, name.span);
            return None;
        }
        Some(record)
    }

    /// A record with what was left out: missing, absent, or its default.
    fn filled(&self, record: RecordIx, mut given: Given) -> Value {
        let fields = self.program.records[record].fields.iter().enumerate().map(|(at, field)| {
            given.remove(&at).unwrap_or(match &field.presence {
                Presence::Required => Value::Unknown(Why::Missing),
                Presence::Optional => Value::Unknown(Why::Absent),
                Presence::Default(_) => Value::Unknown(Why::Default),
            })
        });
        Value::Record(fields.collect())
    }
}
