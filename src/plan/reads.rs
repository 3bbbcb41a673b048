//! What each expression reads, through definitions and `let`s: which rules stream, which fields are kept, what is worth remembering.

use std::collections::BTreeSet;

use crate::check::typed::{DefineIx, FigureIx, FrameIx, RecordIx};
use crate::plan::{Expr, From, Over, Plan, Rule, Scope, SlotRef, TestKind};
use crate::value::{Value, Why};

/// How deep an expression may go, with the definitions and `let`s in it spelled out. What goes deeper is undetermined, as an overflow.
const DEEPEST: usize = 384;

/// What an expression reads.
#[derive(Debug, Clone, Default)]
struct Reads {
    slots: BTreeSet<SlotRef>,
    figures: BTreeSet<FigureIx>,
    /// Record kinds of which it looks at every record.
    all: BTreeSet<RecordIx>,
    /// It looks at the members of a group or set.
    members: bool,
    /// How many of the frames it finds around it, counted from the outermost, it reads.
    frames: usize,
    /// It uses a definition.
    defines: bool,
    depth: usize,
}

impl Reads {
    fn add(&mut self, other: &Reads) {
        self.slots.extend(&other.slots);
        self.figures.extend(&other.figures);
        self.all.extend(&other.all);
        self.members |= other.members;
        self.defines |= other.defines;
        self.depth = self.depth.max(other.depth);
    }
}

/// What is known so far.
struct Known {
    defines: Vec<Reads>,
    lets: Vec<Reads>,
    /// The number of frames around the expressions in hand.
    frames: usize,
}

/// Fills in all of a plan that follows from what its expressions read.
pub(super) fn settle(plan: &mut Plan) {
    let mut known = Known { defines: vec![Reads::default(); plan.defines.len()], lets: Vec::new(), frames: 1 };
    for define in dependency_order(plan) {
        let reads = known.reads(&plan.defines[define].body);
        if reads.depth > DEEPEST {
            plan.defines[define].body = Expr::Const(Value::Unknown(Why::Overflow));
        }
        plan.defines[define].nested = reads.defines;
        known.defines[define] = Reads { defines: true, ..reads };
    }
    let figures: Vec<Reads> =
        plan.figures.iter().map(|figure| known.all_of(figure.filter.iter().chain([&figure.body]))).collect();
    plan.streaming = vec![Vec::new(); plan.records.len()];
    let mut kept = Reads::default();
    for number in 0..plan.rules.len() {
        let reads = known.rule(&mut plan.rules[number]);
        let rule = &mut plan.rules[number];
        match rule.scope {
            Scope::Each { record, .. } if reads.figures.is_empty() && reads.all.is_empty() => {
                plan.streaming[record].push(number);
            }
            Scope::Each { record, .. } | Scope::Group { record, .. } | Scope::Set { record, .. } => {
                kept.all.insert(record);
                rule.portfolio = true;
            }
            Scope::Row { .. } => rule.portfolio = true,
        }
        if rule.portfolio {
            plan.portfolio.push(number);
            kept.add(&reads);
        }
    }
    plan.figures_read = kept.figures.iter().copied().collect();
    for &figure in &plan.figures_read {
        kept.add(&figures[figure]);
        kept.all.insert(plan.figures[figure].record);
    }
    for record in kept.all {
        plan.records[record].collected = true;
    }
    for at in kept.slots {
        plan.records[at.record].slots[at.slot].kept = true;
    }
}

impl Known {
    fn reads(&self, expr: &Expr) -> Reads {
        let mut reads = Reads::default();
        self.visit(expr, 1, &mut reads);
        reads
    }

    fn all_of<'e>(&self, exprs: impl Iterator<Item = &'e Expr>) -> Reads {
        let mut reads = Reads::default();
        exprs.for_each(|expr| self.visit(expr, 1, &mut reads));
        reads
    }

    /// What a rule reads; its `let`s that go too deep are cut off, and its conditions learn which frames they need.
    fn rule(&mut self, rule: &mut Rule) -> Reads {
        self.frames = match &rule.scope {
            Scope::Each { path, .. } => path.len() + 1,
            Scope::Group { .. } | Scope::Row { .. } | Scope::Set { .. } => 1,
        };
        self.lets = Vec::new();
        for (_, value) in &mut rule.lets {
            let reads = self.reads(value);
            if reads.depth > DEEPEST {
                *value = Expr::Const(Value::Unknown(Why::Overflow));
            }
            self.lets.push(reads);
        }
        for condition in &mut rule.conditions {
            condition.frames = self.reads(&condition.test).frames;
        }
        let mut exprs: Vec<&Expr> = Vec::new();
        match &rule.scope {
            Scope::Each { filter, .. } | Scope::Row { filter, .. } | Scope::Set { filter, .. } => exprs.extend(filter),
            Scope::Group { filter, by, window, .. } => {
                exprs.extend(filter.iter().chain(by));
                exprs.extend(window.iter().flat_map(|(length, date)| [length, date]));
            }
        }
        exprs.extend(rule.conditions.iter().map(|condition| &condition.test).chain(&rule.require));
        exprs.extend(rule.exceptions.iter().flat_map(|exception| &exception.when));
        exprs.extend(rule.message.iter().flatten().filter_map(|part| match part {
            super::Part::Value(value) => Some(value),
            super::Part::Text(_) => None,
        }));
        let mut reads = self.all_of(exprs.into_iter());
        if let Scope::Each { path, .. } = &rule.scope {
            reads.slots.extend(path);
        }
        reads
    }

    fn visit(&self, expr: &Expr, depth: usize, reads: &mut Reads) {
        reads.depth = reads.depth.max(depth);
        let mut inner = |other: &Reads| {
            reads.add(other);
            reads.depth = reads.depth.max(depth + other.depth);
        };
        match expr {
            Expr::Slot(_, slot) => {
                reads.slots.insert(*slot);
            }
            Expr::Figure(figure) => {
                reads.figures.insert(*figure);
            }
            Expr::Frame(frame) => self.frame(*frame, reads),
            Expr::Define(define, _) => inner(&self.defines[*define]),
            Expr::Let(number) => {
                inner(&self.lets[*number]);
                reads.frames = reads.frames.max(self.lets[*number].frames);
            }
            Expr::Aggregate(aggregate) => self.over(&aggregate.over, reads),
            Expr::Test(test) => {
                if let TestKind::Quantify(_, over, _) = &test.kind {
                    self.over(over, reads);
                }
            }
            _ => {}
        }
        expr.for_each_child(&mut |child| self.visit(child, depth + 1, reads));
    }

    fn frame(&self, frame: FrameIx, reads: &mut Reads) {
        if frame < self.frames {
            reads.frames = reads.frames.max(frame + 1);
        }
    }

    fn over(&self, over: &Over, reads: &mut Reads) {
        reads.slots.extend(&over.through);
        match over.from {
            From::Members(frame) => {
                reads.members = true;
                self.frame(frame, reads);
            }
            From::All(record) => {
                reads.all.insert(record);
            }
            From::Value(_) => {}
        }
    }
}

/// The definitions, each after those it uses. Without recursion: a chain of them may be long.
fn dependency_order(plan: &Plan) -> Vec<DefineIx> {
    let uses: Vec<Vec<DefineIx>> = plan.defines.iter().map(|define| used(&define.body)).collect();
    let mut order = Vec::with_capacity(uses.len());
    let mut entered = vec![false; uses.len()];
    for start in 0..uses.len() {
        let mut stack = vec![(start, 0)];
        while let Some((define, next)) = stack.pop() {
            if next == 0 && std::mem::replace(&mut entered[define], true) {
                continue;
            }
            match uses[define].get(next) {
                Some(&used) => stack.extend([(define, next + 1), (used, 0)]),
                None => order.push(define),
            }
        }
    }
    order
}

fn used(expr: &Expr) -> Vec<DefineIx> {
    let mut found = Vec::new();
    let mut rest = vec![expr];
    while let Some(expr) = rest.pop() {
        if let Expr::Define(define, _) = expr {
            found.push(*define);
        }
        expr.for_each_child(&mut |child| rest.push(child));
    }
    found
}
