//! What evaluation leaves behind. [`Silent`] leaves nothing and compiles away; [`Recorder`] keeps what decided.

use std::sync::Arc;

use crate::finding::{Comparison, Evidence, Fact, MissingFact, Print, RowUse};
use crate::plan::{Expr, Plan};
use crate::value::Value;

/// Something that evaluation did.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// A field was read.
    Fact(Fact),
    /// Two values were compared.
    Comparison(Comparison),
    /// A table row was used.
    Row(RowUse),
    /// A fact was not to be had.
    Missing(MissingFact),
}

/// How many events one judgement keeps; of the rest there is a digest. As many comparisons and missing facts again find room behind them: the last of them
/// may be the one that decides.
const MOST: usize = 2_000;

/// How many facts, comparisons and missing facts of each kind one finding shows.
const SHOWN: usize = 100;

/// A witness of evaluation; one that says no more keeps nothing.
pub(super) trait Trace {
    /// Whether anything is kept; where nothing is, nothing need be made.
    const ON: bool;

    /// Keeps an event.
    fn push(&mut self, _event: Event) {}

    /// Counts events that are not kept, of which there is a digest.
    fn drop_more(&mut self, _count: usize, _rest: u128) {}

    /// The place before the next event.
    fn mark(&self) -> usize {
        0
    }

    /// Drops the events since a mark that `keep` does not want.
    fn retain(&mut self, _since: usize, _keep: impl FnMut(usize, &Event) -> bool) {}

    /// The events since a mark.
    fn since(&self, _mark: usize) -> Arc<[Event]> {
        Arc::default()
    }

    /// The last comparison since a mark.
    fn last_compared(&self, _mark: usize) -> Option<Comparison> {
        None
    }

    /// Drops the comparisons and the missing facts so far: they belong to conditions that held.
    fn settle(&mut self) {}

    /// Is told what an expression came to.
    fn saw(&mut self, _expr: &Expr, _value: &Value) {}

    /// Is told which rows of a table a key was found in.
    fn found(&mut self, _table: usize, _rows: &[usize]) {}

    /// Is told which column was read of a row that was looked up.
    fn took(&mut self, _table: usize, _row: usize, _column: usize) {}
}

/// Keeps nothing.
pub(super) struct Silent;

impl Trace for Silent {
    const ON: bool = false;
}

/// Keeps events, up to a bound.
#[derive(Debug)]
pub(super) struct Recorder<'p> {
    plan: &'p Plan,
    events: Vec<Event>,
    /// How many were dropped, and their digest.
    dropped: (usize, u128),
    /// What decided nothing is kept too.
    everything: bool,
}

impl Trace for Recorder<'_> {
    const ON: bool = true;

    fn push(&mut self, event: Event) {
        let room = if matches!(event, Event::Comparison(_) | Event::Missing(_)) { 2 * MOST } else { MOST };
        if self.events.len() < room { self.events.push(event) } else { leave_out(&mut self.dropped, self.plan, &event) }
    }

    fn drop_more(&mut self, count: usize, rest: u128) {
        self.dropped = (self.dropped.0 + count, self.dropped.1.wrapping_add(rest));
    }

    fn mark(&self) -> usize {
        self.events.len()
    }

    fn retain(&mut self, since: usize, mut keep: impl FnMut(usize, &Event) -> bool) {
        if self.keeps_everything() {
            return;
        }
        let mut at = since.min(self.events.len());
        let unwanted = self.events.extract_if(at.., |event| {
            at += 1;
            !keep(at - 1, event)
        });
        unwanted.for_each(drop);
    }

    fn since(&self, mark: usize) -> Arc<[Event]> {
        self.events.get(mark..).unwrap_or_default().into()
    }

    fn last_compared(&self, mark: usize) -> Option<Comparison> {
        self.events.get(mark..)?.iter().rev().find_map(|event| match event {
            Event::Comparison(comparison) => Some(comparison.clone()),
            _ => None,
        })
    }

    fn settle(&mut self) {
        if !self.keeps_everything() {
            self.events.retain(|event| matches!(event, Event::Fact(_) | Event::Row(_)));
        }
    }
}

impl<'p> Recorder<'p> {
    /// Whether what decided nothing is kept; a program that never asks for it is spared the code.
    fn keeps_everything(&self) -> bool {
        cfg!(feature = "clear") && self.everything
    }

    /// One that keeps what decided, or all that was read and compared.
    pub(super) fn new(plan: &'p Plan, everything: bool) -> Recorder<'p> {
        Recorder { plan, events: Vec::new(), dropped: (0, 0), everything }
    }

    /// The evidence in the events: each fact, row and missing fact once.
    pub(super) fn evidence(self) -> Evidence {
        let Recorder { plan, events, mut dropped, .. } = self;
        let mut evidence = Evidence::default();
        for event in events {
            let left = match event {
                Event::Fact(fact) => {
                    add(&mut evidence.facts, fact, |one, other| one.path == other.path && one.record == other.record)
                        .map(Event::Fact)
                }
                Event::Row(row) => add(&mut evidence.rows, row, |one, other| one == other).map(Event::Row),
                Event::Comparison(comparison) => {
                    add(&mut evidence.comparisons, comparison, |one, other| one == other).map(Event::Comparison)
                }
                Event::Missing(missing) => {
                    add(&mut evidence.missing, missing, |one, other| one.path == other.path && one.record == other.record)
                        .map(Event::Missing)
                }
            };
            left.iter().for_each(|event| leave_out(&mut dropped, plan, event));
        }
        Evidence { more: dropped.0, rest: dropped.1, ..evidence }
    }
}

/// Adds what is not there yet; where there are enough, it is given back.
fn add<T>(list: &mut Vec<T>, item: T, same: fn(&T, &T) -> bool) -> Option<T> {
    if list.iter().any(|known| same(known, &item)) {
        return None;
    }
    if list.len() < SHOWN {
        list.push(item);
        return None;
    }
    Some(item)
}

/// Counts an event that is left out, and adds to the digest what tells it from others.
fn leave_out((count, rest): &mut (usize, u128), plan: &Plan, event: &Event) {
    let mut print = Print::new(plan);
    match event {
        Event::Fact(fact) => print.fact(fact),
        Event::Comparison(comparison) => print.comparison(comparison),
        Event::Missing(missing) => print.missing(missing),
        Event::Row(_) => {}
    }
    *count += 1;
    print.add_since(0, rest);
}
