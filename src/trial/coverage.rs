//! What of the rules their examples reach, and what they do not.

use serde::Serialize;

use super::places::{self, Node};
use super::{Item, Trial, reading};
use crate::check::typed::ExprKind;
use crate::eval::{Seen, Watched};
use crate::finding::Outcome;
use crate::lang::Lang;
use crate::plan::{self, Expr, Kind, Scope};
use crate::source::Span;

/// What can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PointKind {
    /// A rule that applies.
    Rule,
    /// An exception that holds.
    Exception,
    /// A condition that is true.
    True,
    /// A condition that is false.
    False,
    /// An arm of `if`.
    Arm,
    /// A part of `and` or `or` that decides alone.
    Part,
    /// A row of a table that is looked up.
    Row,
}

impl PointKind {
    /// Every kind, in the order in which they are told.
    pub const ALL: [PointKind; 7] = [
        PointKind::Rule,
        PointKind::Exception,
        PointKind::True,
        PointKind::False,
        PointKind::Arm,
        PointKind::Part,
        PointKind::Row,
    ];

    /// What people call it.
    #[must_use]
    pub fn word(self, lang: Lang) -> &'static str {
        let (ja, en) = match self {
            PointKind::Rule => ("規則が働く", "rules that apply"),
            PointKind::Exception => ("例外が当たる", "exceptions that hold"),
            PointKind::True => ("条件が真になる", "conditions true"),
            PointKind::False => ("条件が偽になる", "conditions false"),
            PointKind::Arm => ("ifの枝を通る", "arms of if"),
            PointKind::Part => ("and・orの一つが決め手になる", "parts of and, or that decide"),
            PointKind::Row => ("表の行を引く", "rows looked up"),
        };
        if lang == Lang::Ja { ja } else { en }
    }
}

/// Something that an example may reach.
#[derive(Debug, Clone, Serialize)]
pub struct Point {
    /// What is to be reached.
    pub kind: PointKind,
    /// What it belongs to: a rule's id, or the name of what is declared.
    pub of: String,
    /// The file.
    pub path: String,
    /// The line there, from 1.
    pub line: u32,
    /// As written.
    pub text: String,
    /// Whether some example does.
    pub reached: bool,
    /// What it belongs to.
    #[serde(skip)]
    pub item: Item,
}

/// Everything that examples may reach.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// In the order of the files.
    pub points: Vec<Point>,
}

impl Coverage {
    /// How many points of a kind are reached, and how many there are.
    #[must_use]
    pub fn count(&self, kind: PointKind) -> (usize, usize) {
        let of_kind = self.points.iter().filter(|point| point.kind == kind);
        of_kind.fold((0, 0), |(reached, all), point| (reached + usize::from(point.reached), all + 1))
    }
}

impl Trial<'_> {
    /// What the examples reach of the rules, and of what these turn on.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let program = &self.engine.program;
        let mut points = Vec::new();
        for rule in 0..program.rules.len() {
            self.cover_rule(rule, &mut points);
        }
        let numbers = |count: usize, item: fn(usize) -> Item| (0..count).map(item);
        let shared = numbers(program.defines.len(), Item::Define)
            .chain(numbers(program.figures.len(), Item::Figure))
            .chain(numbers(program.summaries.len(), Item::Summary));
        for item in shared {
            self.cover_expressions(item, &mut points);
        }
        for table in 0..program.tables.len() {
            self.cover_rows(table, &mut points);
        }
        points.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
        Coverage { points }
    }

    fn cover_rule(&self, number: usize, points: &mut Vec<Point>) {
        let (rule, watched) = (&self.engine.program.rules[number], &self.watched[number]);
        let item = Item::Rule(number);
        let applied = watched.outcomes.iter().any(|outcome| *outcome != Outcome::NotApplicable);
        points.push(self.point(PointKind::Rule, item, rule.span, rule.label.ja.clone(), applied));
        for (at, exception) in rule.exceptions.iter().enumerate() {
            let held = watched.exceptions.contains(&(at, Some(true)));
            points.push(self.point(PointKind::Exception, item, exception.span, exception.label.ja.clone(), held));
        }
        self.cover_expressions(item, points);
    }

    fn cover_expressions(&self, item: Item, points: &mut Vec<Point>) {
        let turning: Vec<&Watched> = self.turns_on(item).map(|rule| &self.watched[rule]).collect();
        if turning.is_empty() {
            return;
        }
        let nodes = places::nodes(self.roots(&mut self.declared(item)));
        let mut seen = vec![None; nodes.len()];
        let mut at = 0;
        for root in self.planned(item) {
            meet(root, &nodes, &mut at, &turning, &mut seen);
        }
        for at in 0..nodes.len() {
            self.cover_node(item, at, &nodes, &seen, points);
        }
    }

    fn cover_node(&self, item: Item, at: usize, nodes: &[Node], seen: &[Option<Seen>], points: &mut Vec<Point>) {
        let node = &nodes[at];
        let text = |node: &Node| reading::on_one_line(self.engine.sources.text(node.expr.span));
        let mut add = |kind: PointKind, node: &Node, reached: bool| {
            points.push(self.point(kind, item, node.expr.span, text(node), reached));
        };
        if let (ExprKind::If(..), true) = (&node.expr.kind, node.role != places::Role::Unread) {
            let yes = nodes[at + 1].end;
            add(PointKind::Arm, &nodes[yes], seen[yes].is_some());
            let no = nodes[yes].end;
            add(PointKind::Arm, &nodes[no], seen[no].is_some());
        }
        if !node.role.is_condition() {
            return;
        }
        let seen = seen[at].unwrap_or_default();
        if !matches!(node.expr.kind, ExprKind::And(_) | ExprKind::Or(_) | ExprKind::If(..) | ExprKind::Const(_)) {
            add(PointKind::True, node, seen.held);
            add(PointKind::False, node, seen.failed);
        }
        if node.role == places::Role::Part {
            add(PointKind::Part, node, seen.decided);
        }
    }

    fn cover_rows(&self, table: usize, points: &mut Vec<Point>) {
        let item = Item::Table(table);
        if !self.reads.iter().any(|reads| reads.items.contains(&item)) {
            return;
        }
        let reached = self.rows_reached(table);
        for (number, row) in self.engine.program.tables[table].rows.iter().enumerate() {
            let key = self.engine.plan.tables[table].key_text(number, Lang::Ja, &self.engine.plan);
            let from = row.from.map_or_else(String::new, |day| format!(" from {day}"));
            let until = row.until.map_or_else(String::new, |day| format!(" until {day}"));
            points.push(Point {
                kind: PointKind::Row,
                of: self.name(item),
                path: row.file.to_string(),
                line: row.line,
                text: format!("{key}{from}{until}"),
                reached: reached.binary_search(&number).is_ok(),
                item,
            });
        }
    }

    fn point(&self, kind: PointKind, item: Item, span: Span, text: String, reached: bool) -> Point {
        let path = self.engine.sources.get(span.source).path.clone();
        let line = self.engine.sources.place(span).line;
        Point { kind, of: self.name(item), path, line, text, reached, item }
    }

    /// The expressions of something declared as the plan has them, in the order of [`Trial::roots`].
    fn planned(&self, item: Item) -> Vec<&Expr> {
        match item {
            Item::Rule(number) => self.planned_rule(number),
            Item::Define(number) => vec![&self.plan.defines[number]],
            Item::Figure(number) => {
                let figure = &self.plan.figures[number];
                figure.filter.iter().chain([&figure.body]).collect()
            }
            Item::Summary(number) => {
                let summary = &self.plan.summaries[number];
                grouped(&summary.of).chain(&summary.values).collect()
            }
            Item::Parameter(_) | Item::Table(_) => Vec::new(),
        }
    }

    fn planned_rule(&self, number: usize) -> Vec<&Expr> {
        let (rule, declared) = (&self.plan.rules[number], &self.engine.program.rules[number]);
        let mut roots: Vec<&Expr> = match &rule.scope {
            Scope::Each { filter, .. } | Scope::Row { filter, .. } | Scope::Set { filter, .. } => filter.iter().collect(),
            Scope::Group { of, window } => grouped(of).chain(window.iter().flat_map(|(length, date)| [length, date])).collect(),
        };
        roots.extend(rule.applies.iter().map(|(_, _, by)| by));
        roots.extend(&rule.lets);
        let exceptions = rule.exceptions.iter().zip(&declared.exceptions).map(|(one, other)| (&one.when, other.when.len()));
        for (clauses, count) in
            [(&rule.when, declared.when.len()), (&rule.require, declared.require.len())].into_iter().chain(exceptions)
        {
            match (&clauses.kind, count) {
                (_, 1) => roots.push(clauses),
                (Kind::And(parts), _) => roots.extend(parts),
                _ => {}
            }
        }
        roots
    }
}

fn grouped(of: &plan::Grouping) -> impl Iterator<Item = &Expr> {
    of.filter.iter().chain(&of.by)
}

/// Goes down an expression of the plan beside the checked one that it was made of, and gathers what was seen of each part.
fn meet(expr: &Expr, nodes: &[Node], at: &mut usize, watched: &[&Watched], seen: &mut [Option<Seen>]) {
    let here = *at;
    *at += 1;
    for other in watched.iter().filter_map(|watched| watched.of(expr)) {
        let known = seen[here].get_or_insert(other);
        known.held |= other.held;
        known.failed |= other.failed;
        known.decided |= other.decided;
    }
    for part in expr.parts() {
        meet(part, nodes, at, watched, seen);
    }
    // A set of values that are all known is one value in the plan.
    *at = nodes[here].end;
}
