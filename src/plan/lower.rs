//! From the typed program to the plan: fields become slots, and every expression keeps the words it was written in.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::share::share;
use super::{
    Exception, Expr, Figure, From, Grouping, Kind, Lookup, MessagePart, Over, Parameter, Plan, Projection, Reads, Rule, Scope,
    Slot, SlotRef, Summary, Table, zero,
};
use crate::check::typed::{self, ExprKind, Program, Type};
use crate::source::Sources;
use crate::value::{Value, sort};

/// Lowers a checked program. `sources` are those it was read from: evidence quotes them.
#[must_use]
pub fn lower(program: &Program, sources: &Sources) -> Plan {
    let (reads, defines_read) = collect(program);
    let projections: Vec<Projection> =
        program.records.iter().zip(&reads).map(|(record, reads)| projection(record, reads)).collect();
    let lowering = Lowering::new(program, sources, &projections);
    let mut rules: Vec<Rule> = program.rules.iter().map(|rule| lowering.rule(rule)).collect();
    let shared = share(&mut rules);
    let summaries = program.summaries.iter().map(|summary| lowering.summary(summary)).collect();
    let is_read = |number| defines_read.contains(&(number, false)) || defines_read.contains(&(number, true));
    let defines = program.defines.iter().enumerate().map(|(number, define)| {
        // What no rule reads has no slots for its fields, and is never evaluated.
        if is_read(number) { lowering.expr(&define.body) } else { unread() }
    });
    let figures = program.figures.iter().map(|figure| lowering.figure(figure));
    Plan {
        fiscal_year_start: program.fiscal_year_start,
        figures: figures.collect(),
        summaries,
        defines: defines.collect(),
        rules,
        shared,
        tables: program.tables.iter().map(|table| Arc::new(Table::new(table))).collect(),
        parameters: program
            .parameters
            .iter()
            .map(|it| Parameter { name: it.name.clone(), label: it.label.clone(), default: it.default.clone() })
            .collect(),
        choices: program.choices.iter().map(|choice| choice.variants.iter().map(|(_, label)| label.clone()).collect()).collect(),
        projections,
    }
}

fn projection(record: &typed::Record, reads: &std::collections::BTreeMap<usize, bool>) -> Projection {
    let mut slots: Vec<Slot> = reads
        .iter()
        .map(|(&field, &portfolio)| {
            let declared = &record.fields[field];
            let default = match &declared.presence {
                typed::Presence::Default(value) => Some(value.clone()),
                typed::Presence::Required | typed::Presence::Optional => None,
            };
            Slot {
                field,
                name: declared.name.clone(),
                label: declared.label.clone(),
                inner: declared.ty.record(),
                portfolio,
                default,
            }
        })
        .collect();
    // Those that are kept of every record come first, so that no more need be kept.
    sort::by(&mut slots, |one, other| other.portfolio.cmp(&one.portfolio));
    let key = record.key.and_then(|key| slots.iter().position(|slot| slot.field == key));
    let heading = heading(record).filter_map(|field| slots.iter().position(|slot| slot.field == field)).collect();
    Projection { record: record.name.clone(), label: record.label.clone(), slots, key, heading }
}

/// The fields that tell people which record it is: the first text that is not its key, and the first amount.
fn heading(record: &typed::Record) -> impl Iterator<Item = usize> {
    let first = |fits: fn(&Type) -> bool| {
        record.fields.iter().enumerate().position(|(at, field)| Some(at) != record.key && fits(&field.ty)).filter(|_| record.root)
    };
    [first(|ty| *ty == Type::Text), first(|ty| matches!(ty, Type::Money(_)))].into_iter().flatten()
}

/// A set of values that are all known is one value.
fn set(items: Vec<Expr>) -> Kind {
    let known = |item: &Expr| if let Kind::Const(value) = &item.kind { Some(value.clone()) } else { None };
    match items.iter().map(known).collect::<Option<Vec<Value>>>() {
        Some(values) => Kind::Const(crate::value::ops::set_of(values)),
        None => Kind::Set(items),
    }
}

/// Stands in the place of a definition that no rule reads.
fn unread() -> Expr {
    Expr { kind: Kind::Const(Value::Unknown(crate::value::Why::Mismatch)), text: "".into(), once: 0 }
}

/// Which fields are read, and whether by a portfolio rule; and which definitions.
fn collect(program: &Program) -> (Reads, BTreeSet<(usize, bool)>) {
    let mut reads: Reads = vec![Default::default(); program.records.len()];
    let mut defines = BTreeSet::new();
    for (record, declared) in program.records.iter().enumerate() {
        if let Some(key) = declared.key {
            reads[record].insert(key, true);
        }
        heading(declared).for_each(|field| {
            reads[record].insert(field, false);
        });
    }
    for summary in &program.summaries {
        let fields = 0..program.records[summary.record].fields.len();
        reads[summary.record].extend(fields.map(|field| (field, true)));
        let mut collector = Collector { program, reads: &mut reads, defines: &mut defines, portfolio: true };
        collector.way_down(summary.of.record, &summary.of.path);
        summary.expressions().for_each(|expr| collector.expr(expr));
    }
    for rule in &program.rules {
        let portfolio = is_portfolio(program, rule);
        let mut collector = Collector { program, reads: &mut reads, defines: &mut defines, portfolio };
        match &rule.scope {
            typed::Scope::Each { record, path, .. } => collector.way_down(*record, path),
            typed::Scope::Group { of, .. } => collector.way_down(of.record, &of.path),
            typed::Scope::Row { .. } | typed::Scope::Set { .. } => {}
        }
        rule.expressions().for_each(|expr| collector.expr(expr));
    }
    for figure in &program.figures {
        let mut collector = Collector { program, reads: &mut reads, defines: &mut defines, portfolio: true };
        figure.filter.iter().chain([&figure.body]).for_each(|expr| collector.expr(expr));
    }
    (reads, defines)
}

/// A rule that is judged when all records are in: of a group, a row, the whole set, a summary, or one that reads a figure.
fn is_portfolio(program: &Program, rule: &typed::Rule) -> bool {
    !matches!(rule.scope, typed::Scope::Each { record, .. } if program.records[record].summary.is_none())
        || rule.expressions().any(|expr| reads_figure(program, expr))
}

/// Whether an expression reads a figure.
fn reads_figure(program: &Program, expr: &typed::Expr) -> bool {
    let mut found = matches!(expr.kind, ExprKind::Figure(_));
    if let ExprKind::Define(define, _) = expr.kind {
        found |= reads_figure(program, &program.defines[define].body);
    }
    expr.for_each_child(|child| found |= reads_figure(program, child));
    found
}

/// The tables that a rule reads, through definitions and figures too.
fn tables(program: &Program, rule: &typed::Rule) -> Vec<usize> {
    let mut found = Found { program, tables: BTreeSet::new(), defines: BTreeSet::new() };
    if let typed::Scope::Row { table, .. } = rule.scope {
        found.tables.insert(table);
    }
    if let typed::Scope::Each { record, .. } | typed::Scope::Set { record, .. } = rule.scope {
        found.of_summary(record);
    }
    rule.expressions().for_each(|expr| found.tables_of(expr));
    found.tables.into_iter().collect()
}

/// The tables found so far, and the definitions gone through.
struct Found<'a> {
    program: &'a Program,
    tables: BTreeSet<usize>,
    defines: BTreeSet<usize>,
}

impl Found<'_> {
    fn tables_of(&mut self, expr: &typed::Expr) {
        let program = self.program;
        match &expr.kind {
            ExprKind::Lookup(lookup) | ExprKind::HasRow(lookup) => {
                self.tables.insert(lookup.table);
            }
            ExprKind::Define(define, _) if self.defines.insert(*define) => {
                self.tables_of(&program.defines[*define].body);
            }
            ExprKind::Figure(figure) => {
                let figure = &program.figures[*figure];
                self.of_summary(figure.record);
                figure.filter.iter().chain([&figure.body]).for_each(|expr| self.tables_of(expr));
            }
            _ => {}
        }
        expr.for_each_child(|child| self.tables_of(child));
    }

    /// The tables behind the figures of a summary, where a record holds them.
    fn of_summary(&mut self, record: usize) {
        let program = self.program;
        if let Some(summary) = program.records[record].summary {
            program.summaries[summary].expressions().for_each(|expr| self.tables_of(expr));
        }
    }
}

/// Walks expressions and notes the fields and the definitions they read.
struct Collector<'a> {
    program: &'a Program,
    reads: &'a mut Reads,
    defines: &'a mut BTreeSet<(usize, bool)>,
    portfolio: bool,
}

impl Collector<'_> {
    fn read(&mut self, record: usize, field: usize) {
        *self.reads[record].entry(field).or_insert(false) |= self.portfolio;
    }

    /// Lists on the way down from a record.
    fn way_down(&mut self, record: usize, path: &[usize]) {
        let mut at = record;
        for &field in path {
            self.read(at, field);
            at = self.program.records[at].fields[field].ty.record().unwrap_or(at);
        }
    }

    fn expr(&mut self, expr: &typed::Expr) {
        match &expr.kind {
            ExprKind::Get(base, field) => {
                if let Type::Record(record) = base.ty {
                    self.read(record, *field);
                }
            }
            ExprKind::Define(define, _) => {
                let program = self.program;
                // Each is walked once for the rules of one record and once for those of many, however often it is read.
                if self.defines.insert((*define, self.portfolio)) {
                    self.expr(&program.defines[*define].body);
                }
            }
            ExprKind::Quantify(_, over, _) | ExprKind::Aggregate(_, over, ..) => self.through(over),
            _ => {}
        }
        expr.for_each_child(|child| self.expr(child));
    }

    fn through(&mut self, over: &typed::Over) {
        for (record, field) in passed(self.program, over) {
            self.read(record, field);
        }
    }
}

/// The list fields that a path passes through: record and field.
fn passed(program: &Program, over: &typed::Over) -> Vec<(usize, usize)> {
    let mut at = match &over.from {
        typed::From::All(record) | typed::From::Members(_, record) => Some(*record),
        typed::From::Value(value) => value.ty.record(),
    };
    let mut out = Vec::new();
    for &field in &over.through {
        let Some(record) = at else { break };
        out.push((record, field));
        at = program.records[record].fields[field].ty.record();
    }
    out
}

/// Lowers the parts of a program. Of a plan that was made, changed parts can be lowered again: what they read must have its slot there already.
#[derive(Debug, Clone, Copy)]
pub struct Lowering<'a> {
    program: &'a Program,
    sources: &'a Sources,
    projections: &'a [Projection],
}

impl<'a> Lowering<'a> {
    /// Of a program, its sources, and the slots that its records have.
    #[must_use]
    pub fn new(program: &'a Program, sources: &'a Sources, projections: &'a [Projection]) -> Lowering<'a> {
        Lowering { program, sources, projections }
    }

    /// A rule.
    #[must_use]
    pub fn rule(&self, rule: &typed::Rule) -> Rule {
        let all = |parts: &[typed::Expr]| match parts {
            [one] => self.expr(one),
            parts => Expr { kind: Kind::And(parts.iter().map(|part| self.expr(part)).collect()), text: "".into(), once: 0 },
        };
        let message = |parts: &[typed::MessagePart]| {
            let lowered = parts.iter().map(|part| match part {
                typed::MessagePart::Text(text) => MessagePart::Text(text.clone()),
                typed::MessagePart::Value(expr) => MessagePart::Value(self.expr(expr)),
            });
            lowered.collect()
        };
        Rule {
            id: rule.id.clone(),
            label: rule.label.clone(),
            severity: rule.severity,
            scope: self.scope(&rule.scope),
            portfolio: is_portfolio(self.program, rule),
            applies: rule.applies.as_ref().map(|applies| (applies.from, applies.until, self.expr(&applies.by))),
            lets: rule.lets.iter().map(|(_, expr)| self.expr(expr)).collect(),
            when: all(&rule.when),
            require: all(&rule.require),
            exceptions: rule
                .exceptions
                .iter()
                .map(|it| Exception { id: it.id.clone(), label: it.label.clone(), when: all(&it.when) })
                .collect(),
            message: [message(&rule.message_ja), message(&rule.message_en)],
            tables: tables(self.program, rule),
        }
    }

    fn scope(&self, scope: &typed::Scope) -> Scope {
        let maybe = |expr: &Option<typed::Expr>| expr.as_ref().map(|expr| self.expr(expr));
        match scope {
            typed::Scope::Each { record, path, filter } => {
                Scope::Each { record: *record, path: self.way_down(*record, path), filter: maybe(filter) }
            }
            typed::Scope::Group { of, window } => Scope::Group {
                of: self.grouping(of),
                window: window.as_ref().map(|window| (self.expr(&window.length), self.expr(&window.date))),
            },
            typed::Scope::Row { table, filter } => Scope::Row { table: *table, filter: maybe(filter) },
            typed::Scope::Set { record, filter } => Scope::Set { record: *record, filter: maybe(filter) },
        }
    }

    fn way_down(&self, record: usize, path: &[usize]) -> Vec<usize> {
        let mut at = record;
        let slot = |&field: &usize| {
            let slot = self.slot(at, field).slot;
            at = self.program.records[at].fields[field].ty.record().unwrap_or(at);
            slot
        };
        path.iter().map(slot).collect()
    }

    fn grouping(&self, of: &typed::Grouping) -> Grouping {
        Grouping {
            record: of.record,
            path: self.way_down(of.record, &of.path),
            filter: of.filter.as_ref().map(|filter| self.expr(filter)),
            by: self.all(&of.by),
        }
    }

    /// A figure.
    #[must_use]
    pub fn figure(&self, figure: &typed::Figure) -> Figure {
        Figure {
            name: figure.name.clone(),
            label: figure.label.clone(),
            record: figure.record,
            filter: figure.filter.as_ref().map(|filter| self.expr(filter)),
            body: self.expr(&figure.body),
        }
    }

    /// A summary.
    #[must_use]
    pub fn summary(&self, summary: &typed::Summary) -> Summary {
        Summary {
            name: summary.name.clone(),
            label: summary.label.clone(),
            record: summary.record,
            of: self.grouping(&summary.of),
            values: self.all(&summary.values),
        }
    }

    fn slot(&self, record: usize, field: usize) -> SlotRef {
        let slot = self.projections[record].slots.iter().position(|slot| slot.field == field);
        SlotRef { record, slot: slot.expect("every field that is read was given a slot") }
    }

    fn boxed(&self, expr: &typed::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn all(&self, exprs: &[typed::Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn lookup(&self, lookup: &typed::Lookup) -> Lookup {
        Lookup { table: lookup.table, keys: self.all(&lookup.keys), on: self.all(&lookup.on) }
    }

    fn over(&self, over: &typed::Over) -> Box<Over> {
        let through = passed(self.program, over).into_iter().map(|(record, field)| self.slot(record, field)).collect();
        let from = match &over.from {
            typed::From::Members(frame, _) => From::Members(*frame),
            typed::From::All(record) => From::All(*record),
            typed::From::Value(value) => From::Value(self.expr(value)),
        };
        Box::new(Over { from, through, filter: over.filter.as_ref().map(|filter| self.expr(filter)) })
    }

    /// An expression.
    #[must_use]
    pub fn expr(&self, expr: &typed::Expr) -> Expr {
        let maybe = |part: &Option<Box<typed::Expr>>| part.as_ref().map(|part| self.boxed(part));
        let kind = match &expr.kind {
            ExprKind::Const(value) => Kind::Const(value.clone()),
            ExprKind::Frame(frame) => Kind::Frame(*frame),
            ExprKind::Get(base, field) => match base.ty {
                Type::Record(record) => Kind::Slot(self.boxed(base), self.slot(record, *field)),
                _ => Kind::Column(self.boxed(base), *field),
            },
            ExprKind::GroupKey(key) => Kind::GroupKey(*key),
            ExprKind::Let(number) => Kind::Let(*number),
            ExprKind::Parameter(parameter) => Kind::Parameter(*parameter),
            ExprKind::AsOf => Kind::AsOf,
            ExprKind::Figure(figure) => Kind::Figure(*figure),
            ExprKind::Define(define, base) => Kind::Define(*define, maybe(base)),
            ExprKind::Bound(inner, bound) => Kind::Bound(self.boxed(inner), *bound),
            ExprKind::Lookup(lookup) => Kind::Lookup(self.lookup(lookup)),
            ExprKind::HasRow(lookup) => Kind::HasRow(self.lookup(lookup)),
            ExprKind::Not(inner) => Kind::Not(self.boxed(inner)),
            ExprKind::Negate(inner) => Kind::Negate(self.boxed(inner)),
            ExprKind::And(parts) => Kind::And(self.all(parts)),
            ExprKind::Or(parts) => Kind::Or(self.all(parts)),
            ExprKind::If(condition, yes, no) => Kind::If(self.boxed(condition), self.boxed(yes), self.boxed(no)),
            ExprKind::Binary(op, left, right) => Kind::Binary(*op, self.boxed(left), self.boxed(right)),
            ExprKind::IsPresent(inner) => Kind::IsPresent(self.boxed(inner)),
            ExprKind::IsKnown(inner) => Kind::IsKnown(self.boxed(inner)),
            ExprKind::IsEmpty(inner) => Kind::IsEmpty(self.boxed(inner)),
            ExprKind::Set(items) => set(self.all(items)),
            ExprKind::Call(function, args) => Kind::Call(*function, self.all(args)),
            ExprKind::Quantify(kind, over, body) => Kind::Quantify(*kind, self.over(over), maybe(body)),
            ExprKind::Aggregate(aggregate, over, taken, argument) => {
                let nothing = taken.as_ref().map_or(Value::Unknown(crate::value::Why::Nothing), |taken| zero(&taken.ty));
                Kind::Aggregate(*aggregate, self.over(over), maybe(taken), maybe(argument), nothing)
            }
            ExprKind::Size(inner) => Kind::Size(self.boxed(inner)),
        };
        let text = self.sources.text(expr.span).split_whitespace().collect::<Vec<_>>().join(" ");
        Expr { kind, text: text.into(), once: 0 }
    }
}
