//! What evaluation leaves behind. [`Silent`] leaves nothing and compiles away; [`Recorder`] keeps what decided.

use std::sync::Arc;

use crate::finding::{Comparison, Evidence, Fact, MissingFact, RowUse};
use crate::plan::Expr;
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

/// How many events one judgement keeps; the rest are counted. As many comparisons again find room behind them, for the last is the one that decides.
const MOST: usize = 2_000;

/// How many facts, comparisons and missing facts of each kind one finding shows.
const SHOWN: usize = 100;

/// A witness of evaluation; one that says no more keeps nothing.
pub(super) trait Trace {
    /// Whether anything is kept; where nothing is, nothing need be made.
    const ON: bool;

    /// Keeps an event.
    fn push(&mut self, _event: Event) {}

    /// Counts events that are not kept.
    fn drop_more(&mut self, _count: usize) {}

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
#[derive(Debug, Default)]
pub(super) struct Recorder {
    events: Vec<Event>,
    dropped: usize,
    /// What decided nothing is kept too.
    everything: bool,
}

impl Trace for Recorder {
    const ON: bool = true;

    fn push(&mut self, event: Event) {
        let room = if matches!(event, Event::Comparison(_)) { 2 * MOST } else { MOST };
        if self.events.len() < room { self.events.push(event) } else { self.dropped += 1 }
    }

    fn drop_more(&mut self, count: usize) {
        self.dropped += count;
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

impl Recorder {
    /// Whether what decided nothing is kept; a program that never asks for it is spared the code.
    fn keeps_everything(&self) -> bool {
        cfg!(feature = "clear") && self.everything
    }

    /// One that keeps what decided, or all that was read and compared.
    pub(super) fn new(everything: bool) -> Recorder {
        Recorder { everything, ..Recorder::default() }
    }

    /// The evidence in the events: each fact, row and missing fact once.
    pub(super) fn evidence(self) -> Evidence {
        let mut evidence = Evidence { more: self.dropped, ..Evidence::default() };
        for event in self.events {
            match event {
                Event::Fact(fact) => add(&mut evidence.facts, &mut evidence.more, fact, |one, other| {
                    one.path == other.path && one.record == other.record
                }),
                Event::Row(row) => add(&mut evidence.rows, &mut evidence.more, row, |one, other| one == other),
                Event::Comparison(comparison) => {
                    add(&mut evidence.comparisons, &mut evidence.more, comparison, |one, other| one == other)
                }
                Event::Missing(missing) => {
                    add(&mut evidence.missing, &mut evidence.more, missing, |one, other| {
                        one.path == other.path && one.record == other.record
                    });
                }
            }
        }
        evidence
    }
}

fn add<T>(list: &mut Vec<T>, more: &mut usize, item: T, same: fn(&T, &T) -> bool) {
    if list.iter().any(|known| same(known, &item)) {
        return;
    }
    if list.len() < SHOWN { list.push(item) } else { *more += 1 }
}
