//! Changes of a program, one at a time, each of which an example should notice. A change is data: what is put in the place of what.

use serde::Serialize;

use super::places::{self, Node, Role};
use super::reading::{self, Reading, bracketed, replaced};
use super::{Item, Trial, nudge, same};
use crate::check::typed::{Expr, ExprKind, Function, Tax, Type};
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::{Date, Lang, Value, show};

/// What sort of change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A literal, a parameter's default or a table's figure, moved by one unit.
    Threshold,
    /// A day, moved by one.
    Date,
    /// A comparison, with or without its limit, or `=` for `!=`.
    Comparison,
    /// A condition that is not asked.
    Drop,
    /// A condition turned round.
    Negate,
    /// An exception that is not granted, or granted where it is not.
    Exception,
    /// `every`, `some` and `no`, one for another.
    Quantifier,
    /// An amount with tax for one without.
    Tax,
}

impl Kind {
    /// Every kind, in the order in which they are told.
    pub const ALL: [Kind; 8] =
        [Kind::Threshold, Kind::Date, Kind::Comparison, Kind::Drop, Kind::Negate, Kind::Exception, Kind::Quantifier, Kind::Tax];

    /// Its name, in arguments and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Threshold => "threshold",
            Kind::Date => "date",
            Kind::Comparison => "comparison",
            Kind::Drop => "drop",
            Kind::Negate => "negate",
            Kind::Exception => "exception",
            Kind::Quantifier => "quantifier",
            Kind::Tax => "tax",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn word(self, lang: Lang) -> &'static str {
        let (ja, en) = match self {
            Kind::Threshold => ("しきい値", "threshold"),
            Kind::Date => ("日付", "date"),
            Kind::Comparison => ("比較", "comparison"),
            Kind::Drop => ("条件の削除", "condition dropped"),
            Kind::Negate => ("条件の否定", "condition negated"),
            Kind::Exception => ("例外", "exception"),
            Kind::Quantifier => ("量化", "quantifier"),
            Kind::Tax => ("税の区分", "tax basis"),
        };
        if lang == Lang::Ja { ja } else { en }
    }
}

/// A change.
#[derive(Debug, Clone, Serialize)]
pub struct Mutant {
    /// What sort of change it is.
    pub kind: Kind,
    /// What is changed: a rule's id, or the name of what is declared.
    pub of: String,
    /// The file.
    pub path: String,
    /// The line there, from 1.
    pub line: u32,
    /// How it reads.
    pub before: String,
    /// How it would read.
    pub after: String,
    /// It can be shown that no value tells the two apart.
    #[serde(skip)]
    pub(super) equivalent: bool,
    #[serde(skip)]
    pub(super) edit: Edit,
}

impl Mutant {
    /// What it is made in.
    #[must_use]
    pub fn item(&self) -> Item {
        match &self.edit {
            Edit::Expr(item, ..) => *item,
            Edit::Applies(rule, ..) => Item::Rule(*rule),
            Edit::Default(parameter, _) => Item::Parameter(*parameter),
            Edit::Cell { table, .. } | Edit::Periods(table, _) => Item::Table(*table),
        }
    }
}

/// What is put in the place of what.
#[derive(Debug, Clone)]
pub(super) enum Edit {
    /// An expression, by its number.
    Expr(Item, usize, ExprKind),
    /// A rule's own period in force.
    Applies(usize, Option<Date>, Option<Date>),
    /// A parameter's default.
    Default(usize, Value),
    /// A figure in a table's row.
    Cell { table: usize, row: usize, column: usize, value: Value },
    /// The periods in force of some of a table's rows.
    Periods(usize, Vec<(usize, Option<Date>, Option<Date>)>),
}

impl Trial<'_> {
    /// Every change of a kind wanted, in the order of the files. Of tables, the figures count that the examples look up there.
    #[must_use]
    pub fn mutants(&self, wanted: impl Fn(Kind) -> bool) -> Vec<Mutant> {
        let program = &self.engine.program;
        let numbers = |count: usize, item: fn(usize) -> Item| (0..count).map(item);
        let items = numbers(program.rules.len(), Item::Rule)
            .chain(numbers(program.defines.len(), Item::Define))
            .chain(numbers(program.figures.len(), Item::Figure))
            .chain(numbers(program.summaries.len(), Item::Summary))
            .filter(|item| !self.readers(*item).is_empty());
        let mut all = Vec::new();
        for item in items {
            let nodes = places::nodes(self.roots(&mut self.declared(item)));
            let mut list = List { trial: self, item, nodes: &nodes, out: &mut all };
            (0..nodes.len()).for_each(|at| list.node(at));
        }
        self.applies(&mut all);
        self.defaults(&mut all);
        self.rows(&mut all);
        all.retain(|mutant| wanted(mutant.kind));
        all.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
        all
    }

    fn applies(&self, out: &mut Vec<Mutant>) {
        let sources = &self.engine.sources;
        for (number, rule) in self.engine.program.rules.iter().enumerate().filter(|(rule, _)| self.has_cases(*rule)) {
            let Some(applies) = &rule.applies else { continue };
            let by = sources.text(applies.by.span);
            let words = |from: Option<Date>, until: Option<Date>| {
                let from = from.map_or_else(String::new, |day| format!(" from {day}"));
                let until = until.map_or_else(String::new, |day| format!(" until {day}"));
                format!("applies{from}{until} by {by}")
            };
            for days in [-1, 1] {
                let from = applies.from.and_then(|day| day.add_days(days)).map(|day| (Some(day), applies.until));
                let until = applies.until.and_then(|day| day.add_days(days)).map(|day| (applies.from, Some(day)));
                for (from, until) in from.into_iter().chain(until) {
                    let reading = Reading {
                        before: words(applies.from, applies.until),
                        after: words(from, until),
                        ..replaced(sources, applies.by.span, by)
                    };
                    out.push(self.mutant(Kind::Date, Edit::Applies(number, from, until), reading));
                }
            }
        }
    }

    fn defaults(&self, out: &mut Vec<Mutant>) {
        for (number, parameter) in self.engine.program.parameters.iter().enumerate() {
            if self.readers(Item::Parameter(number)).is_empty() {
                continue;
            }
            let Some(default) = &parameter.default else { continue };
            for value in nudge::nudges(default) {
                let kind = if nudge::is_day(default) { Kind::Date } else { Kind::Threshold };
                let words = |value: &Value| {
                    let written = nudge::written(value).unwrap_or_default();
                    format!("parameter {} default {written}", parameter.name)
                };
                let (before, after) = (words(default), words(&value));
                let reading = Reading { before, after, ..replaced(&self.engine.sources, parameter.span, &parameter.name) };
                out.push(self.mutant(kind, Edit::Default(number, value), reading));
            }
        }
    }

    /// The figures and the periods of the rows that examples look up.
    fn rows(&self, out: &mut Vec<Mutant>) {
        for (table, declared) in self.engine.program.tables.iter().enumerate() {
            let reached = self.rows_reached(table);
            for &row in &reached {
                for (column, field) in declared.columns.iter().enumerate() {
                    let is_read = self.watched.iter().any(|watched| watched.cells.contains(&(table, row, column)));
                    if declared.keys.contains(&column) || !is_read {
                        continue;
                    }
                    let value = &declared.rows[row].values[column];
                    for moved in nudge::nudges(value) {
                        let kind = if nudge::is_day(value) { Kind::Date } else { Kind::Threshold };
                        let words = |value: &Value| {
                            let key = self.engine.plan.tables[table].key_text(row, Lang::Ja, &self.engine.plan);
                            let shown = show::show(value, Lang::Ja, &self.engine.plan);
                            format!("{}[{key}].{}: {}", declared.name, field.name, nudge::written(value).unwrap_or(shown))
                        };
                        let reading = self.row_reading(table, row, words(value), words(&moved));
                        out.push(self.mutant(kind, Edit::Cell { table, row, column, value: moved }, reading));
                    }
                }
            }
            if declared.dated {
                self.periods(table, &reached, out);
            }
        }
    }

    /// A day between two periods of one key moves for both: the compiler would refuse a gap, and an overlap.
    fn periods(&self, table: usize, reached: &[usize], out: &mut Vec<Mutant>) {
        let rows = &self.engine.program.tables[table].rows;
        let keys = &self.engine.program.tables[table].keys;
        let key = |row: usize| keys.iter().map(|&key| &rows[row].values[key]).collect::<Vec<_>>();
        for (row, before) in (0..rows.len()).filter_map(|row| Some((row, rows[row].from?))) {
            let earlier = (0..rows.len())
                .find(|&other| key(other) == key(row) && rows[other].until.and_then(|day| day.add_days(1)) == Some(before));
            if !reached.contains(&row) && !earlier.is_some_and(|earlier| reached.contains(&earlier)) {
                continue;
            }
            for from in [before.add_days(-1), before.add_days(1)].into_iter().flatten() {
                let mut periods = vec![(row, Some(from), rows[row].until)];
                periods.extend(earlier.map(|earlier| (earlier, rows[earlier].from, from.add_days(-1))));
                self.period(table, row, &format!("from {before}"), &format!("from {from}"), periods, out);
            }
        }
        for (row, before) in reached.iter().filter_map(|&row| Some((row, rows[row].until?))) {
            let next = before.add_days(1);
            if (0..rows.len()).any(|other| key(other) == key(row) && rows[other].from == next) {
                continue;
            }
            for until in [before.add_days(-1), before.add_days(1)].into_iter().flatten() {
                let periods = vec![(row, rows[row].from, Some(until))];
                self.period(table, row, &format!("until {before}"), &format!("until {until}"), periods, out);
            }
        }
    }

    fn period(
        &self,
        table: usize,
        row: usize,
        before: &str,
        after: &str,
        periods: Vec<(usize, Option<Date>, Option<Date>)>,
        out: &mut Vec<Mutant>,
    ) {
        let key = self.engine.plan.tables[table].key_text(row, Lang::Ja, &self.engine.plan);
        let words = |period: &str| format!("{}[{key}] {period}", self.engine.program.tables[table].name);
        let reading = self.row_reading(table, row, words(before), words(after));
        out.push(self.mutant(Kind::Date, Edit::Periods(table, periods), reading));
    }

    fn row_reading(&self, table: usize, row: usize, before: String, after: String) -> Reading {
        let row = &self.engine.program.tables[table].rows[row];
        Reading { path: row.file.to_string(), line: row.line, before, after }
    }

    fn mutant(&self, kind: Kind, edit: Edit, reading: Reading) -> Mutant {
        let Reading { path, line, before, after } = reading;
        let mut mutant = Mutant { kind, of: String::new(), path, line, before, after, equivalent: false, edit };
        mutant.of = self.name(mutant.item());
        mutant
    }
}

/// The changes of one thing declared, as they are gathered.
struct List<'t, 'o> {
    trial: &'t Trial<'t>,
    item: Item,
    nodes: &'t [Node],
    out: &'o mut Vec<Mutant>,
}

impl List<'_, '_> {
    fn push(&mut self, kind: Kind, at: usize, with: ExprKind, reading: Reading) {
        self.out.push(self.trial.mutant(kind, Edit::Expr(self.item, at, with), reading));
    }

    fn text(&self, expr: &Expr) -> String {
        reading::on_one_line(self.trial.engine.sources.text(expr.span))
    }

    fn replaced(&self, expr: &Expr, with: &str) -> Reading {
        replaced(&self.trial.engine.sources, expr.span, with)
    }

    /// The changes of one expression itself.
    fn node(&mut self, at: usize) {
        let node = &self.nodes[at];
        if node.role == Role::Unread {
            return;
        }
        match &node.expr.kind {
            ExprKind::Const(value) => self.moved(at, value),
            ExprKind::Binary(op, left, right) => self.compared(at, *op, left, right),
            ExprKind::Quantify(..) => self.quantified(at),
            ExprKind::And(parts) | ExprKind::Or(parts) => self.without_part(at, parts),
            ExprKind::Call(Function::WithTax | Function::WithoutTax, _) | ExprKind::Get(..) => self.other_tax(at),
            _ => {}
        }
        self.dropped(at);
        self.turned(at);
    }

    fn moved(&mut self, at: usize, value: &Value) {
        let node = &self.nodes[at];
        let kind = if nudge::is_day(value) { Kind::Date } else { Kind::Threshold };
        for moved in nudge::nudges(value) {
            let Some(written) = nudge::written(&moved) else { continue };
            let reading = self.replaced(&node.expr, &written);
            let equivalent = self.is_unnoticeable(at, value, &moved);
            self.push(kind, at, ExprKind::Const(moved), reading);
            if let Some(last) = self.out.last_mut() {
                last.equivalent = equivalent;
            }
        }
    }

    /// Whether nothing can ever tell a literal from another: what it is compared with, or the table that it selects rows of.
    fn is_unnoticeable(&self, at: usize, old: &Value, new: &Value) -> bool {
        let Some(parent) = self.nodes[at].parent else { return false };
        if let ExprKind::Binary(op, left, right) = &self.nodes[parent].expr.kind
            && flipped(*op).is_some()
        {
            let first = at == parent + 1;
            return same::unnoticeable(&self.trial.engine.program, *op, if first { right } else { left }, old, new, first);
        }
        let mut inner = at;
        while let Some(outer) = self.nodes[inner].parent {
            if let ExprKind::Lookup(lookup) = &self.nodes[outer].expr.kind {
                let day = &self.nodes[inner].expr;
                let mut changed = day.clone();
                places::replace(vec![(Role::Value, &mut changed)], at - inner, &ExprKind::Const(new.clone()));
                let selects = lookup.on.first().is_some_and(|on| on.span == day.span);
                return selects && same::same_rows(&self.trial.engine.program, lookup.table, day, &changed);
            }
            inner = outer;
        }
        false
    }

    fn compared(&mut self, at: usize, op: BinaryOp, left: &Expr, right: &Expr) {
        let node = &self.nodes[at];
        let Some(other) = flipped(op) else { return };
        // Turned round under `not`, it is what the whole would be, turned round.
        if node.role == Role::Turned && matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) {
            return;
        }
        let between = crate::source::Span { start: left.span.end, end: right.span.start, ..left.span };
        let sign = self.trial.engine.sources.text(between).replacen(op.sign(), other.sign(), 1);
        let reading = replaced(&self.trial.engine.sources, between, &sign);
        let with = ExprKind::Binary(other, Box::new(left.clone()), Box::new(right.clone()));
        self.push(Kind::Comparison, at, with, reading);
        let limit = !matches!(op, BinaryOp::Equal | BinaryOp::NotEqual);
        if let Some(last) = self.out.last_mut() {
            last.equivalent = limit && same::never_meet(&self.trial.engine.program, left, right);
        }
    }

    fn quantified(&mut self, at: usize) {
        let ExprKind::Quantify(kind, over, body) = &self.nodes[at].expr.kind else { return };
        let text = self.text(&self.nodes[at].expr);
        for other in [Quantifier::Every, Quantifier::Some, Quantifier::No] {
            let fits = body.is_some() || other != Quantifier::Every;
            let turns = matches!((*kind, other), (Quantifier::Some, Quantifier::No) | (Quantifier::No, Quantifier::Some));
            if other == *kind || !fits || (turns && self.nodes[at].role == Role::Turned) {
                continue;
            }
            let reading = self.replaced(&self.nodes[at].expr, &text.replacen(word(*kind), word(other), 1));
            self.push(Kind::Quantifier, at, ExprKind::Quantify(other, over.clone(), body.clone()), reading);
        }
    }

    /// `and` and `or` with a part less.
    fn without_part(&mut self, at: usize, parts: &[Expr]) {
        let expr = &self.nodes[at].expr;
        let sources = &self.trial.engine.sources;
        let (is_and, sign) = if let ExprKind::And(_) = expr.kind { (true, " and ") } else { (false, " or ") };
        for gone in 0..parts.len() {
            let rest: Vec<Expr> = parts.iter().enumerate().filter(|(part, _)| *part != gone).map(|(_, it)| it.clone()).collect();
            let words: Vec<&str> = rest.iter().map(|part| sources.text(bracketed(sources, part.span))).collect();
            let reading =
                Reading { line: sources.place(parts[gone].span).line, ..replaced(sources, expr.span, &words.join(sign)) };
            let with = match <[Expr; 1]>::try_from(rest) {
                Ok([one]) => one.kind,
                Err(rest) => {
                    if is_and {
                        ExprKind::And(rest)
                    } else {
                        ExprKind::Or(rest)
                    }
                }
            };
            self.push(Kind::Drop, at, with, reading);
        }
    }

    /// A clause that is not asked, an exception that is not granted.
    fn dropped(&mut self, at: usize) {
        let node = &self.nodes[at];
        let several = matches!(node.expr.kind, ExprKind::And(_));
        let (kind, holds) = match node.role {
            Role::Exception(true) => (Kind::Exception, false),
            Role::Where | Role::Clause if !several => (Kind::Drop, true),
            _ => return,
        };
        let reading = self.replaced(&node.expr, if holds { "true" } else { "false" });
        self.push(kind, at, ExprKind::Const(Value::Bool(holds)), reading);
    }

    fn turned(&mut self, at: usize) {
        let node = &self.nodes[at];
        let otherwise = matches!(
            &node.expr.kind,
            ExprKind::And(_)
                | ExprKind::Or(_)
                | ExprKind::If(..)
                | ExprKind::Const(_)
                | ExprKind::Binary(BinaryOp::Equal | BinaryOp::NotEqual, ..)
                | ExprKind::Quantify(Quantifier::Some | Quantifier::No, ..)
        );
        if !node.role.can_turn() || otherwise {
            return;
        }
        let kind = if let Role::Exception(_) = node.role { Kind::Exception } else { Kind::Negate };
        let text = self.text(&node.expr);
        let words = text.strip_prefix("not ").map_or_else(|| format!("not ({text})"), ToOwned::to_owned);
        let reading = self.replaced(&node.expr, &words);
        let with = match &node.expr.kind {
            ExprKind::Not(inner) => inner.kind.clone(),
            _ => ExprKind::Not(Box::new(node.expr.clone())),
        };
        self.push(kind, at, with, reading);
    }

    /// An amount that is compared with a literal, which fits amounts of every basis, may be taken with tax or without.
    fn other_tax(&mut self, at: usize) {
        let node = &self.nodes[at];
        let Some(ExprKind::Binary(_, left, right)) = node.parent.map(|parent| &self.nodes[parent].expr.kind) else { return };
        let any = |expr: &Expr| matches!(&expr.ty, Type::Money(money) if money.tax == Tax::Any);
        if !any(left) && !any(right) {
            return;
        }
        match &node.expr.kind {
            ExprKind::Call(_, arguments) => {
                let reading = self.replaced(&node.expr, &self.text(&arguments[0]));
                self.push(Kind::Tax, at, arguments[0].kind.clone(), reading);
            }
            ExprKind::Get(base, field) => {
                let Type::Record(record) = base.ty else { return };
                let fields = &self.trial.engine.program.records[record].fields;
                for (other, declared) in fields.iter().enumerate().filter(|(_, it)| is_other_basis(&fields[*field].ty, &it.ty)) {
                    if !self.trial.has_slot(record, other) {
                        continue;
                    }
                    let text = self.text(&node.expr).replace(&fields[*field].name, &declared.name);
                    let reading = self.replaced(&node.expr, &text);
                    self.push(Kind::Tax, at, ExprKind::Get(base.clone(), other), reading);
                }
            }
            _ => {}
        }
    }
}

/// One amount with tax, the other without.
fn is_other_basis(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Money(one), Type::Money(other)) => {
            one.currency == other.currency && matches!((one.tax, other.tax), (Tax::Incl, Tax::Excl) | (Tax::Excl, Tax::Incl))
        }
        _ => false,
    }
}

/// A comparison with its limit for one without, or without for with.
fn flipped(op: BinaryOp) -> Option<BinaryOp> {
    Some(match op {
        BinaryOp::Equal => BinaryOp::NotEqual,
        BinaryOp::NotEqual => BinaryOp::Equal,
        BinaryOp::Less => BinaryOp::LessEqual,
        BinaryOp::LessEqual => BinaryOp::Less,
        BinaryOp::Greater => BinaryOp::GreaterEqual,
        BinaryOp::GreaterEqual => BinaryOp::Greater,
        _ => return None,
    })
}

fn word(kind: Quantifier) -> &'static str {
    match kind {
        Quantifier::Every => "every",
        Quantifier::Some => "some",
        Quantifier::No => "no",
    }
}
