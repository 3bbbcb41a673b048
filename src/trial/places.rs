//! Where the expressions of a program stand, and what each is there for. An expression is named by its number within what is declared: they are
//! counted from the outside in, as they are written.

use std::collections::BTreeSet;

use crate::check::typed::{Expr, ExprKind, Figure, From, Grouping, Over, Rule, Scope, Summary, Type};
use crate::syntax::ast::Quantifier;

/// What an expression is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The `where` of a scope, of a figure, of what is gone over.
    Where,
    /// A `when` or a `require`.
    Clause,
    /// A condition of an exception; whether it is its first.
    Exception(bool),
    /// A part of `and` or `or`.
    Part,
    /// What `if` asks.
    Branch,
    /// A condition with a name.
    Truth,
    /// What `some` asks of each element.
    Body,
    /// Under `not`, `no` or `every`: turned round, it says what these would say turned round.
    Turned,
    /// A value.
    Value,
    /// Only a message reads it.
    Unread,
}

impl Role {
    /// Whether something turns on its being true or false.
    pub(super) fn is_condition(self) -> bool {
        !matches!(self, Role::Value | Role::Unread)
    }

    /// Whether it can be turned round by itself.
    pub(super) fn can_turn(self) -> bool {
        self.is_condition() && !matches!(self, Role::Body | Role::Turned)
    }
}

/// Expressions that something declared is made of, outermost ones.
pub(super) type Roots<'e> = Vec<(Role, &'e mut Expr)>;

/// An expression, and what is around it.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) role: Role,
    pub(super) expr: Expr,
    /// The number of the expression around it.
    pub(super) parent: Option<usize>,
    /// The number of the first expression behind all that is within it.
    pub(super) end: usize,
}

/// The roots of a rule.
pub(super) fn of_rule(rule: &mut Rule) -> Roots<'_> {
    let used = used_lets(rule);
    let mut roots = Vec::new();
    match &mut rule.scope {
        Scope::Each { filter, .. } | Scope::Row { filter, .. } | Scope::Set { filter, .. } => {
            roots.extend(filter.as_mut().map(|filter| (Role::Where, filter)));
        }
        Scope::Group { of, window } => {
            grouping(of, &mut roots);
            let ends = window.iter_mut().flat_map(|window| [&mut window.length, &mut window.date]);
            roots.extend(ends.map(|expr| (Role::Value, expr)));
        }
    }
    roots.extend(rule.applies.iter_mut().map(|applies| (Role::Value, &mut applies.by)));
    let lets = rule.lets.iter_mut().enumerate();
    roots.extend(lets.map(|(at, (_, expr))| (if used.contains(&at) { named(expr) } else { Role::Unread }, expr)));
    roots.extend(rule.when.iter_mut().chain(&mut rule.require).map(|expr| (Role::Clause, expr)));
    for exception in &mut rule.exceptions {
        let conditions = exception.when.iter_mut().enumerate();
        roots.extend(conditions.map(|(at, expr)| (Role::Exception(at == 0), expr)));
    }
    roots
}

/// The root of a definition.
pub(super) fn of_define(body: &mut Expr) -> Roots<'_> {
    vec![(named(body), body)]
}

/// The roots of a figure.
pub(super) fn of_figure(figure: &mut Figure) -> Roots<'_> {
    let filter = figure.filter.iter_mut().map(|filter| (Role::Where, filter));
    filter.chain([(Role::Value, &mut figure.body)]).collect()
}

/// The roots of a summary; `is_read` says of which of its figures something turns on.
pub(super) fn of_summary<'s>(summary: &'s mut Summary, is_read: &dyn Fn(usize) -> bool) -> Roots<'s> {
    let mut used: BTreeSet<usize> = (0..summary.values.len()).filter(|&at| is_read(at)).collect();
    for at in (0..summary.values.len()).rev() {
        if used.contains(&at) {
            note_lets(&summary.values[at], &mut used);
        }
    }
    let mut roots = Vec::new();
    grouping(&mut summary.of, &mut roots);
    let values = summary.values.iter_mut().enumerate();
    roots.extend(values.map(|(at, expr)| (if used.contains(&at) { named(expr) } else { Role::Unread }, expr)));
    roots
}

fn grouping<'e>(of: &'e mut Grouping, roots: &mut Roots<'e>) {
    roots.extend(of.filter.as_mut().map(|filter| (Role::Where, filter)));
    roots.extend(of.by.iter_mut().map(|by| (Role::Value, by)));
}

fn named(expr: &Expr) -> Role {
    if expr.ty == Type::Bool { Role::Truth } else { Role::Value }
}

/// The `let`s that something else than the message reads.
fn used_lets(rule: &Rule) -> BTreeSet<usize> {
    let mut bare = rule.clone();
    (bare.message_ja, bare.message_en) = (Vec::new(), Vec::new());
    let lets = std::mem::take(&mut bare.lets);
    let mut used = BTreeSet::new();
    bare.expressions().for_each(|expr| note_lets(expr, &mut used));
    for at in (0..lets.len()).rev() {
        if used.contains(&at) {
            note_lets(&lets[at].1, &mut used);
        }
    }
    used
}

fn note_lets(expr: &Expr, used: &mut BTreeSet<usize>) {
    if let ExprKind::Let(at) = expr.kind {
        used.insert(at);
    }
    expr.for_each_child(|child| note_lets(child, used));
}

/// Every expression, by its number.
pub(super) fn nodes(roots: Roots<'_>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (role, expr) in roots {
        enter(role, expr, None, &mut nodes);
    }
    nodes
}

fn enter(role: Role, expr: &Expr, parent: Option<usize>, nodes: &mut Vec<Node>) {
    let at = nodes.len();
    nodes.push(Node { role, expr: expr.clone(), parent, end: 0 });
    // What is within an expression that only a message reads, only a message reads.
    let (roles, rest) = if role == Role::Unread { (Vec::new(), role) } else { (within(&expr.kind), Role::Value) };
    let mut roles = roles.into_iter();
    expr.for_each_child(|child| enter(roles.next().unwrap_or(rest), child, Some(at), nodes));
    nodes[at].end = nodes.len();
}

/// What the expressions directly inside one are there for; values where nothing is said.
fn within(kind: &ExprKind) -> Vec<Role> {
    let over = |over: &Over| {
        let list = matches!(over.from, From::Value(_)).then_some(Role::Value);
        list.into_iter().chain(over.filter.is_some().then_some(Role::Where))
    };
    match kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => vec![Role::Part; parts.len()],
        ExprKind::Not(_) => vec![Role::Turned],
        ExprKind::If(_, yes, no) => vec![Role::Branch, named(yes), named(no)],
        ExprKind::Quantify(kind, elements, _) => {
            let body = if *kind == Quantifier::Some { Role::Body } else { Role::Turned };
            over(elements).chain([body]).collect()
        }
        ExprKind::Aggregate(_, elements, ..) => over(elements).collect(),
        _ => Vec::new(),
    }
}

/// Puts another in the place of the expression of a number.
pub(super) fn replace(roots: Roots<'_>, number: usize, with: &ExprKind) {
    let mut next = 0;
    for (_, expr) in roots {
        put(expr, number, with, &mut next);
    }
}

fn put(expr: &mut Expr, number: usize, with: &ExprKind, next: &mut usize) {
    let at = *next;
    *next += 1;
    if at <= number {
        expr.for_each_child_mut(|child| put(child, number, with, next));
    }
    if at == number {
        expr.kind = with.clone();
    }
}
