//! From the typed program to the plan: fields become slots, and every expression keeps the words it was written in.

use std::sync::Arc;

use super::reads::{Asked, collect, heading, is_portfolio, passed};
use super::share::share;
use super::{
    Exception, Expr, Figure, From, Grouping, Kind, Lookup, MessagePart, Over, Parameter, Plan, Projection, Rule, Scope, Slot,
    SlotRef, Summary, Table, zero,
};
use crate::check::typed::{self, ExprKind, Program, Type};
use crate::source::Sources;
use crate::value::{Value, sort};

/// Lowers a checked program. `sources` are those it was read from: evidence quotes them.
#[must_use]
pub fn lower(program: &Program, sources: &Sources) -> Plan {
    lowered(program, sources, |_| true, &Asked::all(program))
}

/// Lowers a checked program for those rules only that `runs` names: what the others alone read of many records is not kept, and the figures and summaries that they
/// alone ask are of no records. Every record is read as it is by the plan for all rules.
pub(crate) fn lower_for(program: &Program, sources: &Sources, runs: impl Fn(usize) -> bool) -> Plan {
    let asked = Asked::by(program, &runs);
    lowered(program, sources, runs, &asked)
}

fn lowered(program: &Program, sources: &Sources, runs: impl Fn(usize) -> bool, asked: &Asked<'_>) -> Plan {
    let (reads, defines_read) = collect(program, &runs, asked);
    let projections: Vec<Projection> =
        program.records.iter().zip(&reads).map(|(record, reads)| projection(record, reads)).collect();
    let lowering = Lowering::new(program, sources, &projections);
    let mut rules: Vec<Rule> = program.rules.iter().map(|rule| lowering.rule(rule)).collect();
    let shared = share(&mut rules);
    let summaries = program.summaries.iter().enumerate().map(|(number, summary)| {
        let summary = lowering.summary(summary);
        if asked.summaries.contains(&number) {
            return summary;
        }
        let of = Grouping { path: Vec::new(), filter: Some(nobody()), by: Vec::new(), ..summary.of };
        Summary { of, values: Vec::new(), ..summary }
    });
    let is_read = |number| defines_read.contains(&(number, false)) || defines_read.contains(&(number, true));
    let defines = program.defines.iter().enumerate().map(|(number, define)| {
        // What no rule reads has no slots for its fields, and is never evaluated.
        if is_read(number) { lowering.expr(&define.body) } else { unread() }
    });
    let figures = program.figures.iter().enumerate().map(|(number, figure)| {
        let figure = lowering.figure(figure);
        if asked.figures.contains(&number) { figure } else { Figure { filter: Some(nobody()), body: unread(), ..figure } }
    });
    Plan {
        fiscal_year_start: program.fiscal_year_start,
        figures: figures.collect(),
        summaries: summaries.collect(),
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

/// Stands in the place of a filter, where no record is to count.
fn nobody() -> Expr {
    Expr { kind: Kind::Const(Value::Bool(false)), text: "".into(), once: 0 }
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
            tables: Asked::of(self.program, rule).tables.into_iter().collect(),
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
