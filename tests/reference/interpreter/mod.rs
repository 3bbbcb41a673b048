//! A second reading of the language, from its manual: an interpreter of the checked program that is written for nothing but to be plainly right. It has no
//! slots, works nothing out beforehand, keeps no value once found, and shares no code with the engine but the tree of the program.
//!
//! What an unknown value lacks is not told, only that it is unknown, and whether it is so because there is no such fact.

use sadame::check::typed::{Expr, Program, RecordIx, Scope};
use sadame::finding::Outcome;
use sadame::value as engine;

use self::calendar::Day;
use self::evaluate::{Frame, Here};
use self::value::{Truth, Value};
use super::json::Json;

mod calendar;
mod evaluate;
mod kleene;
mod operate;
mod read;
mod scope;
mod value;

/// What a rule says of one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub place: Place,
    pub outcome: Outcome,
    /// The exceptions that held, by their numbers in the rule.
    pub held: Vec<usize>,
}

/// What a rule was judged on.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// A record by its number in the input, or what lies in it at a path.
    Record { position: u64, path: String },
    /// The records of a group, and the first and last day of the window.
    Group { members: Vec<u64>, window: Option<(String, String)> },
    /// The row of a table, by its line.
    Row { line: u32 },
    /// So many records.
    Set { count: usize },
}

/// All that there is when a rule is judged.
pub struct World<'p> {
    program: &'p Program,
    /// What the records of the input are.
    kind: RecordIx,
    /// Every record that could be read, with its number.
    records: Vec<(u64, Value)>,
    /// The groups of each summary.
    summaries: Vec<scope::Groups>,
    parameters: Vec<Option<Value>>,
    as_of: Option<Day>,
}

impl<'p> World<'p> {
    /// Records of one kind, numbered from 1, and what whoever runs the rules has set. What is no object is no record.
    pub fn new(
        program: &'p Program,
        kind: RecordIx,
        records: &[Json],
        parameters: &[Option<engine::Value>],
        as_of: Option<engine::Date>,
    ) -> World<'p> {
        let read = (1..).zip(records).filter_map(|(position, json)| match json {
            Json::Object(members) => Some((position, read::record(program, kind, members))),
            _ => None,
        });
        let parameters = parameters.iter().map(|set| set.as_ref().and_then(|set| value::constant(set).ok()));
        let as_of = as_of.map(value::day);
        let mut world =
            World { program, kind, records: read.collect(), summaries: Vec::new(), parameters: parameters.collect(), as_of };
        world.summaries = program.summaries.iter().map(|summary| world.summarize(summary)).collect();
        world
    }

    /// Every verdict of a rule, in order: what cannot be placed comes first.
    pub fn judge(&self, rule: usize) -> Vec<Verdict> {
        match &self.program.rules[rule].scope {
            Scope::Each { record, path, filter } => self.each(rule, *record, path, filter.as_ref()),
            Scope::Group { of, window } => self.groups(rule, of, window.as_ref()),
            Scope::Row { table, filter } => self.rows(rule, *table, filter.as_ref()),
            Scope::Set { record, filter } => self.whole_set(rule, *record, filter.as_ref()),
        }
    }

    /// Every record of a kind, with its number; those of a summary are its groups.
    fn records_of(&self, record: RecordIx) -> Vec<(u64, Value)> {
        match self.program.records[record].summary {
            Some(summary) => {
                let figures = self.summaries.get(summary).into_iter().flat_map(|all| &all.groups);
                (1..).zip(figures.map(|(_, figures)| figures.clone())).collect()
            }
            None if record == self.kind => self.records.clone(),
            None => Vec::new(),
        }
    }

    /// What a rule says where it stands: its date, its conditions, its obligations, its exceptions, in this order.
    fn outcome(&self, rule: usize, frames: Vec<Frame>, keys: &[Value]) -> (Outcome, Vec<usize>) {
        let rule = &self.program.rules[rule];
        let here = Here::new(frames, keys, rule.lets.iter().map(|(_, value)| value).collect());
        let all = |conditions: &'p [Expr]| kleene::all(conditions.iter().map(|condition| self.truth(&here, condition)));
        if let Some(applies) = &rule.applies {
            match self.value(&here, &applies.by) {
                Ok(Value::Date(by)) => {
                    let begun = applies.from.is_none_or(|from| value::day(from) <= by);
                    let over = applies.until.is_some_and(|until| value::day(until) < by);
                    if !begun || over {
                        return (Outcome::NotApplicable, Vec::new());
                    }
                }
                _ => return (Outcome::Unknown, Vec::new()),
            }
        }
        match (all(&rule.when), all(&rule.require)) {
            (Ok(false), _) => (Outcome::NotApplicable, Vec::new()),
            (Err(_), _) | (Ok(true), Err(_)) => (Outcome::Unknown, Vec::new()),
            (Ok(true), Ok(true)) => (Outcome::Pass, Vec::new()),
            (Ok(true), Ok(false)) => {
                let exceptions: Vec<Truth> = rule.exceptions.iter().map(|exception| all(&exception.when)).collect();
                let held = (0..exceptions.len()).filter(|&at| exceptions[at] == Ok(true)).collect();
                match kleene::any(exceptions) {
                    Ok(true) => (Outcome::Excepted, held),
                    Ok(false) => (Outcome::Fail, held),
                    Err(_) => (Outcome::Unknown, held),
                }
            }
        }
    }

    /// A verdict.
    fn verdict(&self, rule: usize, place: Place, frames: Vec<Frame>, keys: &[Value]) -> Verdict {
        let (outcome, held) = self.outcome(rule, frames, keys);
        Verdict { place, outcome, held }
    }
}

/// A verdict where there is no telling whether, or how, a rule applies.
fn undetermined(place: Place) -> Verdict {
    Verdict { place, outcome: Outcome::Unknown, held: Vec::new() }
}
