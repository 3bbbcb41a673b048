//! What rules read: the fields of records, and what else they ask.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::typed::{self, ExprKind, Program, Type};

/// Fields read, by record, and whether by what looks at more than one record: collected before slots are given out.
pub(super) type Reads = Vec<BTreeMap<usize, bool>>;

/// Which fields are read, and whether by a portfolio rule that is run; and which definitions.
pub(super) fn collect(program: &Program, runs: &impl Fn(usize) -> bool, asked: &Asked<'_>) -> (Reads, BTreeSet<(usize, bool)>) {
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
    for (number, summary) in program.summaries.iter().enumerate() {
        let fields = 0..program.records[summary.record].fields.len();
        reads[summary.record].extend(fields.map(|field| (field, true)));
        let portfolio = asked.summaries.contains(&number);
        let mut collector = Collector { program, reads: &mut reads, defines: &mut defines, portfolio };
        collector.way_down(summary.of.record, &summary.of.path);
        summary.expressions().for_each(|expr| collector.expr(expr));
    }
    for (number, rule) in program.rules.iter().enumerate() {
        let portfolio = runs(number) && is_portfolio(program, rule);
        let mut collector = Collector { program, reads: &mut reads, defines: &mut defines, portfolio };
        match &rule.scope {
            typed::Scope::Each { record, path, .. } => collector.way_down(*record, path),
            typed::Scope::Group { of, .. } => collector.way_down(of.record, &of.path),
            typed::Scope::Row { .. } | typed::Scope::Set { .. } => {}
        }
        rule.expressions().for_each(|expr| collector.expr(expr));
    }
    for (number, figure) in program.figures.iter().enumerate() {
        let portfolio = asked.figures.contains(&number);
        let mut collector = Collector { program, reads: &mut reads, defines: &mut defines, portfolio };
        figure.filter.iter().chain([&figure.body]).for_each(|expr| collector.expr(expr));
    }
    (reads, defines)
}

/// A rule that is judged when all records are in: of a group, a row, the whole set, a summary, or one that reads a figure.
pub(super) fn is_portfolio(program: &Program, rule: &typed::Rule) -> bool {
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

/// The fields that tell people which record it is: the first text that is not its key, and the first amount.
pub(super) fn heading(record: &typed::Record) -> impl Iterator<Item = usize> {
    let first = |fits: fn(&Type) -> bool| {
        record.fields.iter().enumerate().position(|(at, field)| Some(at) != record.key && fits(&field.ty)).filter(|_| record.root)
    };
    [first(|ty| *ty == Type::Text), first(|ty| matches!(ty, Type::Money(_)))].into_iter().flatten()
}

/// What rules ask beside the records they judge, through definitions, figures and summaries, too.
pub(super) struct Asked<'a> {
    program: &'a Program,
    pub(super) tables: BTreeSet<usize>,
    pub(super) figures: BTreeSet<usize>,
    pub(super) summaries: BTreeSet<usize>,
    /// The definitions gone through.
    defines: BTreeSet<usize>,
}

impl<'a> Asked<'a> {
    fn nothing(program: &'a Program) -> Asked<'a> {
        let (tables, figures, summaries, defines) = Default::default();
        Asked { program, tables, figures, summaries, defines }
    }

    /// Whatever there is.
    pub(super) fn all(program: &'a Program) -> Asked<'a> {
        let (figures, summaries) = ((0..program.figures.len()).collect(), (0..program.summaries.len()).collect());
        Asked { figures, summaries, ..Asked::nothing(program) }
    }

    /// By a rule.
    pub(super) fn of(program: &'a Program, rule: &typed::Rule) -> Asked<'a> {
        let mut asked = Asked::nothing(program);
        asked.rule(rule);
        asked
    }

    /// By the rules that are run.
    pub(super) fn by(program: &'a Program, runs: &impl Fn(usize) -> bool) -> Asked<'a> {
        let mut asked = Asked::nothing(program);
        program.rules.iter().enumerate().filter(|(number, _)| runs(*number)).for_each(|(_, rule)| asked.rule(rule));
        asked
    }

    fn rule(&mut self, rule: &typed::Rule) {
        match &rule.scope {
            typed::Scope::Each { record, .. } | typed::Scope::Set { record, .. } => self.record(*record),
            typed::Scope::Group { of, .. } => self.record(of.record),
            typed::Scope::Row { table, .. } => {
                self.tables.insert(*table);
            }
        }
        rule.expressions().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &typed::Expr) {
        let program = self.program;
        match &expr.kind {
            ExprKind::Lookup(lookup) | ExprKind::HasRow(lookup) => {
                self.tables.insert(lookup.table);
            }
            ExprKind::Define(define, _) if self.defines.insert(*define) => self.expr(&program.defines[*define].body),
            ExprKind::Figure(figure) if self.figures.insert(*figure) => {
                let figure = &program.figures[*figure];
                self.record(figure.record);
                figure.filter.iter().chain([&figure.body]).for_each(|expr| self.expr(expr));
            }
            ExprKind::Quantify(_, over, _) | ExprKind::Aggregate(_, over, ..) => {
                if let typed::From::All(record) = over.from {
                    self.record(record);
                }
            }
            _ => {}
        }
        expr.for_each_child(|child| self.expr(child));
    }

    /// Records of that kind; where they hold the figures of a summary, that.
    fn record(&mut self, record: usize) {
        let program = self.program;
        if let Some(summary) = program.records[record].summary
            && self.summaries.insert(summary)
        {
            self.record(program.summaries[summary].of.record);
            program.summaries[summary].expressions().for_each(|expr| self.expr(expr));
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
pub(super) fn passed(program: &Program, over: &typed::Over) -> Vec<(usize, usize)> {
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
