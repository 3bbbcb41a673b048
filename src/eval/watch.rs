//! Watching an evaluation: what each expression came to, which rows were found, and how far a rule was gone into. Only where rules are on trial:
//! whoever judges contracts pays nothing for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

use super::machine::{Data, Frame, Machine};
use super::trace::Trace;
use crate::finding::{ExceptionTried, Outcome};
use crate::plan::{Expr, Kind};
use crate::value::Value;

/// What was seen of a rule on its examples.
#[derive(Debug, Default)]
pub struct Watched {
    /// What each expression came to, by where it lies in memory: the plan must stay where it is.
    seen: BTreeMap<usize, Seen>,
    /// Rows that were found, by table and row.
    pub rows: BTreeSet<(usize, usize)>,
    /// Figures that were looked up, by table, row and column.
    pub cells: BTreeSet<(usize, usize, usize)>,
    /// The outcomes of the rule.
    pub outcomes: BTreeSet<Outcome>,
    /// Exceptions that were tried, with what came of them.
    pub exceptions: BTreeSet<(usize, Option<bool>)>,
}

/// What an expression came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// It was true once.
    pub held: bool,
    /// It was false once.
    pub failed: bool,
    /// As a part of `and` or `or`, it alone decided once: the others would have let it be otherwise.
    pub decided: bool,
    /// What it came to last.
    last: Option<bool>,
}

impl Watched {
    /// What an expression came to; `None` where it was never asked.
    #[must_use]
    pub fn of(&self, expr: &Expr) -> Option<Seen> {
        self.seen.get(&at(expr)).copied()
    }

    fn note(&mut self, expr: &Expr, value: &Value) {
        let truth = value.truth();
        let seen = self.seen.entry(at(expr)).or_default();
        seen.last = truth;
        seen.held |= truth == Some(true);
        seen.failed |= truth == Some(false);
        match &expr.kind {
            Kind::And(parts) => self.note_decisive(parts, false),
            Kind::Or(parts) => self.note_decisive(parts, true),
            _ => {}
        }
    }

    /// A part decides where it alone is false in `and`, or alone true in `or`. All of them have just been asked.
    fn note_decisive(&mut self, parts: &[Expr], decisive: bool) {
        let last = |part: &Expr| self.seen.get(&at(part)).and_then(|seen| seen.last);
        let deciding: Vec<&Expr> = parts.iter().filter(|part| last(part) != Some(!decisive)).collect();
        if let [one] = deciding[..]
            && let Some(seen) = self.seen.get_mut(&at(one))
        {
            seen.decided |= seen.last == Some(decisive);
        }
    }
}

/// Where an expression lies.
fn at(expr: &Expr) -> usize {
    std::ptr::from_ref(expr).addr()
}

/// The trace of a watched evaluation.
pub(super) struct Watcher<'w>(&'w Mutex<Watched>);

impl Watcher<'_> {
    fn seen(&self) -> MutexGuard<'_, Watched> {
        self.0.lock().expect("nobody panics who watches")
    }

    /// Is told what came of a judgement.
    pub(super) fn judged(&self, frames: &[Frame<'_>], outcome: Outcome, exceptions: &[ExceptionTried]) {
        let mut watched = self.seen();
        watched.outcomes.insert(outcome);
        watched.exceptions.extend(exceptions.iter().map(|tried| (tried.exception, tried.held)));
        if let [Frame::Row(table, row), ..] = frames
            && outcome != Outcome::NotApplicable
        {
            watched.rows.insert((*table, *row));
        }
    }
}

impl Trace for Watcher<'_> {
    const ON: bool = true;

    fn saw(&mut self, expr: &Expr, value: &Value) {
        self.seen().note(expr, value);
    }

    fn found(&mut self, table: usize, rows: &[usize]) {
        self.seen().rows.extend(rows.iter().map(|&row| (table, row)));
    }

    fn took(&mut self, table: usize, row: usize, column: usize) {
        self.seen().cells.insert((table, row, column));
    }
}

impl<'a> Data<'a> {
    /// Lets whoever watches see an evaluation; nothing happens where nobody does.
    pub(super) fn watch<'d>(
        &'d self,
        frames: &[Frame<'d>],
        keys: &'d [Value],
        lets: &'d [Expr],
        ask: impl FnOnce(&mut Machine<'a, 'd, Watcher<'a>>),
    ) {
        if let Some(watched) = self.watched {
            ask(&mut Machine::new(self, Watcher(watched), frames.to_vec(), keys, lets));
        }
    }
}
