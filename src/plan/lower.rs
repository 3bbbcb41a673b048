//! From the typed program to the plan: fields become slots, conditions become tests that know their own words.

use std::sync::Arc;

use crate::check::typed::{self, ExprKind, FieldIx, RecordIx, Type};
use crate::plan::{
    Aggregate, Condition, Define, Except, Expr, Figure, From, Lookup, Over, Parameter, Part, Plan, Projection, Rule, Scope, Slot,
    SlotRef, Table, Test, TestKind, Text, reads,
};
use crate::source::{Sources, Span};
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::{Currency, Exact, Money, Value, Why};

/// Lowers a program that has been checked without errors. `sources` are those it was checked from: evidence quotes them.
#[must_use]
pub fn lower(program: &typed::Program, sources: &Sources) -> Plan {
    let mut lowering = Lowering { program, sources, records: Vec::new(), members: None };
    lowering.records = program.records.iter().map(projection).collect();
    for (record, declared) in program.records.iter().enumerate() {
        if let Some(key) = declared.key.filter(|_| declared.root) {
            lowering.records[record].key = Some(lowering.slot(record, key).slot);
        }
    }
    let defines = program.defines.iter().map(|define| Define {
        name: define.name.clone(),
        body: lowering.condition(&define.body),
        nested: false,
    });
    let defines = defines.collect();
    let figures = program.figures.iter().map(|figure| lowering.figure(figure)).collect();
    let rules = program.rules.iter().map(|rule| lowering.rule(rule)).collect();
    let mut plan = Plan {
        fiscal_year_start: program.fiscal_year_start,
        records: lowering.records,
        choices: program.choices.iter().map(|choice| choice.variants.iter().map(|(_, label)| label.clone()).collect()).collect(),
        tables: program.tables.iter().map(Table::new).collect(),
        parameters: program.parameters.iter().map(parameter).collect(),
        defines,
        figures,
        rules,
        ..Plan::default()
    };
    reads::settle(&mut plan);
    plan
}

struct Lowering<'a> {
    program: &'a typed::Program,
    sources: &'a Sources,
    records: Vec<Projection>,
    /// The kind of the members, in a group or a set.
    members: Option<RecordIx>,
}

fn projection(record: &typed::Record) -> Projection {
    Projection { name: record.name.clone(), label: record.label.clone(), ..Projection::default() }
}

fn parameter(parameter: &typed::Parameter) -> Parameter {
    Parameter { name: parameter.name.as_str().into(), label: parameter.label.clone(), default: parameter.default.clone() }
}

impl Lowering<'_> {
    /// The slot of a field: the one it has, or a new one.
    fn slot(&mut self, record: RecordIx, field: FieldIx) -> SlotRef {
        let slots = &mut self.records[record].slots;
        let slot = slots.iter().position(|slot| slot.field == field).unwrap_or_else(|| {
            let declared = &self.program.records[record].fields[field];
            slots.push(Slot {
                field,
                name: declared.name.as_str().into(),
                label: declared.label.clone(),
                ty: declared.ty.clone(),
                optional: declared.presence == typed::Presence::Optional,
                default: match &declared.presence {
                    typed::Presence::Default(value) => Some(value.clone()),
                    _ => None,
                },
                kept: false,
            });
            slots.len() - 1
        });
        SlotRef { record, slot }
    }

    /// The slots of list fields that follow one another, from a record kind on.
    fn path(&mut self, mut record: RecordIx, fields: &[FieldIx]) -> Vec<SlotRef> {
        let mut path = Vec::with_capacity(fields.len());
        for &field in fields {
            path.push(self.slot(record, field));
            record = element_record(&self.program.records[record].fields[field].ty).unwrap_or(record);
        }
        path
    }

    fn text(&self, span: Span) -> Text {
        self.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ").into()
    }

    fn figure(&mut self, figure: &typed::Figure) -> Figure {
        self.members = Some(figure.record);
        Figure {
            name: figure.name.as_str().into(),
            label: figure.label.clone(),
            record: figure.record,
            filter: figure.filter.as_ref().map(|filter| self.condition(filter)),
            body: self.condition(&figure.body),
        }
    }

    fn rule(&mut self, rule: &typed::Rule) -> Rule {
        self.members = match &rule.scope {
            typed::Scope::Group { record, .. } | typed::Scope::Set { record, .. } => Some(*record),
            typed::Scope::Each { .. } | typed::Scope::Row { .. } => None,
        };
        let conditions = rule.applies.iter().map(|applies| self.in_force(applies)).collect::<Vec<_>>();
        let conditions = conditions.into_iter().chain(self.conditions(&rule.when));
        let conditions = conditions.map(|test| Condition { test, frames: 0 }).collect();
        let exceptions = rule.exceptions.iter().map(|exception| Except::from((exception, self.conditions(&exception.when))));
        let exceptions = exceptions.collect();
        Rule {
            id: rule.id.clone(),
            label: rule.label.clone(),
            severity: rule.severity,
            scope: self.scope(&rule.scope),
            lets: rule.lets.iter().map(|(name, value)| (name.clone(), self.condition(value))).collect(),
            conditions,
            require: self.conditions(&rule.require),
            exceptions,
            message: [&rule.message_ja, &rule.message_en].map(|parts| self.message(parts)),
            portfolio: false,
        }
    }

    fn in_force(&mut self, applies: &typed::Applies) -> Expr {
        let by = self.expr(&applies.by);
        test(self.text(applies.by.span), "applies", TestKind::InForce(by, applies.from, applies.until))
    }

    fn conditions(&mut self, written: &[typed::Expr]) -> Vec<Expr> {
        written.iter().map(|condition| self.condition(condition)).collect()
    }

    fn message(&mut self, parts: &[typed::MessagePart]) -> Vec<Part> {
        let part = |part: &typed::MessagePart| match part {
            typed::MessagePart::Text(text) => Part::Text(text.clone()),
            typed::MessagePart::Value(value) => Part::Value(self.expr(value)),
        };
        parts.iter().map(part).collect()
    }

    fn scope(&mut self, scope: &typed::Scope) -> Scope {
        match scope {
            typed::Scope::Each { record, path, filter } => {
                let path = self.path(*record, path);
                Scope::Each { record: *record, path, filter: self.filter(filter) }
            }
            typed::Scope::Group { record, filter, by, window } => Scope::Group {
                record: *record,
                filter: self.filter(filter),
                by: by.iter().map(|key| self.expr(key)).collect(),
                window: window.as_ref().map(|window| (self.expr(&window.length), self.expr(&window.date))),
            },
            typed::Scope::Row { table, filter } => Scope::Row { table: *table, filter: self.filter(filter) },
            typed::Scope::Set { record, filter } => Scope::Set { record: *record, filter: self.filter(filter) },
        }
    }

    fn filter(&mut self, filter: &Option<typed::Expr>) -> Option<Expr> {
        filter.as_ref().map(|filter| self.condition(filter))
    }

    /// An expression in a place where its truth decides: what is true or false by itself becomes a test. Anything else is as [`Self::expr`].
    fn condition(&mut self, expr: &typed::Expr) -> Expr {
        let plain = |expr: &typed::Expr| {
            expr.ty == Type::Bool
                && matches!(
                    expr.kind,
                    ExprKind::Get(..)
                        | ExprKind::GroupKey(_)
                        | ExprKind::Parameter(_)
                        | ExprKind::Figure(_)
                        | ExprKind::Frame(_)
                        | ExprKind::Call(..)
                        | ExprKind::Const(_)
                )
        };
        match &expr.kind {
            _ if plain(expr) => {
                let inner = self.expr(expr);
                test(self.text(expr.span), "", TestKind::Plain(inner))
            }
            ExprKind::Not(inner) if plain(inner) => {
                let inner = self.expr(inner);
                negated(test(self.text(expr.span), "", TestKind::Plain(inner)), "not")
            }
            ExprKind::If(condition, yes, no) if expr.ty == Type::Bool => {
                Expr::If(Box::new([self.condition(condition), self.condition(yes), self.condition(no)]))
            }
            _ => self.expr(expr),
        }
    }

    fn exprs(&mut self, parts: &[typed::Expr]) -> Vec<Expr> {
        parts.iter().map(|part| self.expr(part)).collect()
    }

    fn boxed(&mut self, expr: &typed::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn expr(&mut self, expr: &typed::Expr) -> Expr {
        let text = |lowering: &Self| lowering.text(expr.span);
        match &expr.kind {
            ExprKind::Const(value) => Expr::Const(value.clone()),
            ExprKind::Frame(frame) => Expr::Frame(*frame),
            ExprKind::Get(base, field) => match base.ty {
                Type::Record(record) => {
                    let slot = self.slot(record, *field);
                    Expr::Slot(self.boxed(base), slot)
                }
                Type::Row(_) => Expr::Column(self.boxed(base), *field, text(self)),
                _ => Expr::Const(Value::Unknown(Why::Mismatch)),
            },
            ExprKind::GroupKey(key) => Expr::GroupKey(*key),
            ExprKind::Let(number) => Expr::Let(*number),
            ExprKind::Parameter(parameter) => Expr::Parameter(*parameter),
            ExprKind::AsOf => Expr::AsOf,
            ExprKind::Figure(figure) => Expr::Figure(*figure),
            ExprKind::Define(define, base) => Expr::Define(*define, base.as_ref().map(|base| self.boxed(base))),
            ExprKind::Bound(inner, bound) => Expr::Bound(self.boxed(inner), *bound, text(self)),
            ExprKind::Lookup(lookup) => Expr::Lookup(Box::new(self.lookup(lookup, expr.span))),
            ExprKind::HasRow(lookup) => {
                let kind = TestKind::HasRow(self.lookup(lookup, expr.span));
                test(text(self), "in", kind)
            }
            ExprKind::Not(inner) => self.not(inner, expr.span),
            ExprKind::Negate(inner) => Expr::Negate(self.boxed(inner), text(self)),
            ExprKind::And(parts) => Expr::And(self.conditions(parts)),
            ExprKind::Or(parts) => Expr::Or(self.conditions(parts)),
            ExprKind::If(condition, yes, no) => Expr::If(Box::new([self.condition(condition), self.expr(yes), self.expr(no)])),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right, expr.span),
            ExprKind::IsPresent(inner) => test(text(self), "is present", TestKind::IsPresent(self.expr(inner))),
            ExprKind::IsEmpty(inner) => test(text(self), "is empty", TestKind::IsEmpty(self.expr(inner))),
            ExprKind::Set(items) => Expr::Set(self.exprs(items)),
            ExprKind::Call(function, args) => Expr::Call(*function, self.exprs(args), text(self)),
            ExprKind::Quantify(kind, over, body) => {
                let over = self.over(over);
                let body = body.as_ref().map(|body| self.condition(body));
                test(text(self), quantifier(*kind), TestKind::Quantify(*kind, over, body))
            }
            ExprKind::Aggregate(kind, over, taken, argument) => Expr::Aggregate(Box::new(Aggregate {
                kind: *kind,
                over: self.over(over),
                taken: taken.as_ref().map(|taken| self.expr(taken)),
                argument: argument.as_ref().map(|argument| self.expr(argument)),
                zero: zero(&expr.ty),
                text: text(self),
            })),
            ExprKind::Size(inner) => Expr::Size(self.boxed(inner)),
        }
    }

    /// `not in`, `is absent` and `is not empty` come as a negation that stands where what it negates stands.
    fn not(&mut self, inner: &typed::Expr, span: Span) -> Expr {
        let operator = match &inner.kind {
            ExprKind::Binary(BinaryOp::In, ..) | ExprKind::HasRow(_) => "not in",
            ExprKind::IsPresent(_) => "is absent",
            ExprKind::IsEmpty(_) => "is not empty",
            _ => "",
        };
        let lowered = self.condition(inner);
        if operator.is_empty() || inner.span != span { Expr::Not(Box::new(lowered)) } else { negated(lowered, operator) }
    }

    fn binary(&mut self, op: BinaryOp, left: &typed::Expr, right: &typed::Expr, span: Span) -> Expr {
        match op {
            BinaryOp::And => return Expr::And(vec![self.condition(left), self.condition(right)]),
            BinaryOp::Or => return Expr::Or(vec![self.condition(left), self.condition(right)]),
            _ => {}
        }
        let (left, right) = (self.expr(left), self.expr(right));
        let text = self.text(span);
        match op {
            BinaryOp::Range | BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => {
                Expr::Operator(op, Box::new([left, right]), text)
            }
            BinaryOp::NotIn => negated(test(text, "in", TestKind::Compare(BinaryOp::In, left, right)), "not in"),
            _ => test(text, sign(op), TestKind::Compare(op, left, right)),
        }
    }

    fn lookup(&mut self, lookup: &typed::Lookup, span: Span) -> Lookup {
        Lookup { table: lookup.table, keys: self.exprs(&lookup.keys), on: self.exprs(&lookup.on), text: self.text(span) }
    }

    fn over(&mut self, over: &typed::Over) -> Over {
        let (from, record) = match &over.from {
            typed::From::Members(frame) => (From::Members(*frame), self.members),
            typed::From::All(record) => (From::All(*record), Some(*record)),
            typed::From::Value(value) => (From::Value(self.expr(value)), element_record(&value.ty)),
        };
        let through = record.map_or_else(Vec::new, |record| self.path(record, &over.through));
        Over { from, through, filter: self.filter(&over.filter) }
    }
}

/// The record kind of a list's elements.
fn element_record(ty: &Type) -> Option<RecordIx> {
    match ty {
        Type::List(of) => match **of {
            Type::Record(record) => Some(record),
            _ => None,
        },
        _ => None,
    }
}

fn test(text: Arc<str>, operator: &'static str, kind: TestKind) -> Expr {
    Expr::Test(Box::new(Test { text, operator, negated: false, kind }))
}

fn negated(expr: Expr, operator: &'static str) -> Expr {
    match expr {
        Expr::Test(test) => Expr::Test(Box::new(Test { operator, negated: !test.negated, ..*test })),
        other => Expr::Not(Box::new(other)),
    }
}

/// What `sum` is of nothing, by the type of what it sums. Money of any currency has none of its own: it is counted in yen.
fn zero(ty: &Type) -> Value {
    match ty {
        Type::Percent => Value::Percent(Exact::ZERO),
        Type::Money(money) => Value::Money(Money { amount: Exact::ZERO, currency: money.currency.unwrap_or(Currency::JPY) }),
        Type::Days => Value::Days(0),
        Type::Months => Value::Months(0),
        Type::Years => Value::Years(0),
        _ => Value::Number(Exact::ZERO),
    }
}

fn quantifier(kind: Quantifier) -> &'static str {
    match kind {
        Quantifier::Every => "every",
        Quantifier::Some => "some",
        Quantifier::No => "no",
    }
}

/// How an operator that decides is written.
fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Equal => "=",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::In => "in",
        BinaryOp::Includes => "includes",
        BinaryOp::Overlaps => "overlaps",
        BinaryOp::StartsWith => "starts with",
        BinaryOp::EndsWith => "ends with",
        BinaryOp::Contains => "contains",
        _ => "",
    }
}
