//! Rules on trial: what of them their examples reach ([`Trial::coverage`]), and which changes of them no example notices ([`Trial::mutants`],
//! [`Trial::judge`]).
//!
//! ```
//! use sadame::engine::Engine;
//! use sadame::pack::Builtin;
//! use sadame::trial::{Fate, Kind, Trial};
//! let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
//! let mut trial = Trial::new(&engine, engine.examples().expect("they were just compiled"));
//! let mutants = trial.mutants(|kind| kind == Kind::Threshold);
//! assert_eq!(trial.judge(&mutants[0]), Fate::Killed);
//! ```

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use crate::check::typed;
use crate::engine::Engine;
use crate::eval::{ReadyCase, Watched};
use crate::plan::{self, Lowering, Plan};
use crate::value::Value;

pub use coverage::{Coverage, Point, PointKind};
use mutants::Edit;
pub use mutants::{Kind, Mutant};
use places::Roots;
use reads::Reads;

mod coverage;
mod mutants;
mod nudge;
mod places;
mod reading;
mod reads;
mod same;

/// Why what was watched can be looked at.
const UNHARMED: &str = "nobody panics who watches";

/// Something declared, by its number in the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "named as in the language")]
pub enum Item {
    Rule(usize),
    Define(usize),
    Figure(usize),
    Summary(usize),
    Parameter(usize),
    Table(usize),
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// An example comes otherwise than expected.
    Killed,
    /// Every example comes as expected still.
    Survived,
    /// It makes no difference to any value there can be.
    Equivalent,
}

/// Rules with their examples.
pub struct Trial<'e> {
    engine: &'e Engine,
    /// A plan of its own: changes come and go.
    plan: Plan,
    /// For each rule, the cases that come as expected.
    cases: Vec<Vec<ReadyCase<'e>>>,
    /// For each rule, what was seen of it on all its cases.
    watched: Vec<Watched>,
    /// For each rule, what it turns on.
    reads: Vec<Reads>,
}

/// A part of the plan, to be put in its place.
enum Change {
    Rule(usize, plan::Rule),
    Define(usize, plan::Expr),
    Figure(usize, plan::Figure),
    Summary(usize, plan::Summary),
    Default(usize, Option<Value>),
    Table(usize, Arc<plan::Table>),
}

/// A copy of something declared, whose expressions can be looked at and changed.
enum Declared {
    Rule(typed::Rule),
    Define(typed::Expr),
    Figure(typed::Figure),
    Summary(typed::Summary),
    Other,
}

impl<'e> Trial<'e> {
    /// Runs every example once, watched.
    #[must_use]
    pub fn new(engine: &'e Engine, examples: &'e [typed::Example]) -> Trial<'e> {
        let rules = engine.program.rules.len();
        let mut trial = Trial {
            engine,
            plan: engine.plan.clone(),
            cases: (0..rules).map(|_| Vec::new()).collect(),
            watched: Vec::new(),
            reads: (0..rules).map(|rule| reads::of_rule(&engine.program, rule)).collect(),
        };
        let mut watched: Vec<Mutex<Watched>> = (0..rules).map(|_| Mutex::default()).collect();
        for example in examples {
            for case in &example.cases {
                let mut ready = ReadyCase::new(&trial.plan, example.rule, case);
                let watched = &mut watched[example.rule];
                let seen = watched.get_mut().expect(UNHARMED);
                let (rows, cells) = (seen.rows.clone(), seen.cells.clone());
                let passed = ready.watch(&mut trial.plan, watched).passed;
                // Rows that the example brought along itself are no rows of the table.
                let own: Vec<usize> = ready.own_tables().collect();
                let seen = watched.get_mut().expect(UNHARMED);
                seen.rows.retain(|row| !own.contains(&row.0) || rows.contains(row));
                seen.cells.retain(|cell| !own.contains(&cell.0) || cells.contains(cell));
                if passed {
                    trial.cases[example.rule].push(ready);
                }
            }
        }
        trial.watched = watched.into_iter().map(|it| it.into_inner().expect(UNHARMED)).collect();
        trial
    }

    /// Makes a change, and runs the examples of every rule that turns on it, until one notices.
    pub fn judge(&mut self, mutant: &Mutant) -> Fate {
        if mutant.equivalent {
            return Fate::Equivalent;
        }
        let before = self.swap(self.changed(&mutant.edit));
        let mut fate = Fate::Survived;
        for rule in self.readers(mutant.item()) {
            if self.cases[rule].iter_mut().any(|case| !case.passes(&mut self.plan)) {
                fate = Fate::Killed;
                break;
            }
        }
        self.swap(before);
        fate
    }

    /// The rules that turn on something, in order: of a rule, itself.
    pub fn turns_on(&self, item: Item) -> impl Iterator<Item = usize> {
        let reads = move |rule: &usize| item == Item::Rule(*rule) || self.reads[*rule].items.contains(&item);
        (0..self.reads.len()).filter(reads)
    }

    /// Those that turn on something and have examples.
    fn readers(&self, item: Item) -> Vec<usize> {
        self.turns_on(item).filter(|rule| self.has_cases(*rule)).collect()
    }

    fn has_cases(&self, rule: usize) -> bool {
        !self.cases[rule].is_empty()
    }

    fn has_slot(&self, record: usize, field: usize) -> bool {
        self.plan.projections[record].slots.iter().any(|slot| slot.field == field)
    }

    /// The rows of a table that examples look up, in order.
    fn rows_reached(&self, table: usize) -> Vec<usize> {
        let rows: BTreeSet<usize> =
            self.watched.iter().flat_map(|watched| &watched.rows).filter(|row| row.0 == table).map(|row| row.1).collect();
        rows.into_iter().collect()
    }

    /// What people call something declared: the id of a rule, or what it is and its name.
    #[must_use]
    pub fn name(&self, item: Item) -> String {
        let program = &self.engine.program;
        match item {
            Item::Rule(rule) => program.rules[rule].id.clone(),
            Item::Define(define) => format!("define {}", program.defines[define].name),
            Item::Figure(figure) => format!("figure {}", program.figures[figure].name),
            Item::Summary(summary) => format!("summary {}", program.summaries[summary].name),
            Item::Parameter(parameter) => format!("parameter {}", program.parameters[parameter].name),
            Item::Table(table) => format!("table {}", program.tables[table].name),
        }
    }

    fn declared(&self, item: Item) -> Declared {
        let program = &self.engine.program;
        match item {
            Item::Rule(rule) => Declared::Rule(program.rules[rule].clone()),
            Item::Define(define) => Declared::Define(program.defines[define].body.clone()),
            Item::Figure(figure) => Declared::Figure(program.figures[figure].clone()),
            Item::Summary(summary) => Declared::Summary(program.summaries[summary].clone()),
            Item::Parameter(_) | Item::Table(_) => Declared::Other,
        }
    }

    /// The expressions of something declared.
    fn roots<'d>(&self, declared: &'d mut Declared) -> Roots<'d> {
        match declared {
            Declared::Rule(rule) => places::of_rule(rule),
            Declared::Define(body) => places::of_define(body),
            Declared::Figure(figure) => places::of_figure(figure),
            Declared::Summary(summary) => {
                let (record, before) = (summary.record, summary.of.by.len());
                places::of_summary(summary, &|at| self.reads.iter().any(|it| it.fields.contains(&(record, before + at))))
            }
            Declared::Other => Vec::new(),
        }
    }

    /// The part of the plan that a change makes.
    fn changed(&self, edit: &Edit) -> Change {
        let lowering = Lowering::new(&self.engine.program, &self.engine.sources, &self.engine.plan.projections);
        let lower_rule = |number: usize, rule: &typed::Rule| {
            // Whether records are looked at together is no part of the change.
            Change::Rule(number, plan::Rule { portfolio: self.plan.rules[number].portfolio, ..lowering.rule(rule) })
        };
        match edit {
            Edit::Expr(item, at, with) => {
                let mut declared = self.declared(*item);
                places::replace(self.roots(&mut declared), *at, with);
                match (*item, declared) {
                    (Item::Rule(number), Declared::Rule(rule)) => lower_rule(number, &rule),
                    (Item::Define(number), Declared::Define(body)) => Change::Define(number, lowering.expr(&body)),
                    (Item::Figure(number), Declared::Figure(figure)) => Change::Figure(number, lowering.figure(&figure)),
                    (Item::Summary(number), Declared::Summary(it)) => Change::Summary(number, lowering.summary(&it)),
                    _ => unreachable!("expressions stand in rules, definitions, figures and summaries"),
                }
            }
            Edit::Applies(number, from, until) => {
                let mut rule = self.engine.program.rules[*number].clone();
                if let Some(applies) = &mut rule.applies {
                    (applies.from, applies.until) = (*from, *until);
                }
                lower_rule(*number, &rule)
            }
            Edit::Default(parameter, value) => Change::Default(*parameter, Some(value.clone())),
            Edit::Cell { table, row, column, value } => {
                let mut changed = plan::Table::clone(&self.plan.tables[*table]);
                let mut values = changed.rows[*row].values.to_vec();
                values[*column] = value.clone();
                changed.rows[*row].values = values.into();
                Change::Table(*table, Arc::new(changed))
            }
            Edit::Periods(table, periods) => {
                let mut changed = plan::Table::clone(&self.plan.tables[*table]);
                for (row, from, until) in periods {
                    (changed.rows[*row].from, changed.rows[*row].until) = (*from, *until);
                }
                Change::Table(*table, Arc::new(changed))
            }
        }
    }

    /// Puts a part in its place, and gives back what stood there.
    fn swap(&mut self, change: Change) -> Change {
        use std::mem::replace;
        let plan = &mut self.plan;
        match change {
            Change::Rule(at, it) => Change::Rule(at, replace(&mut plan.rules[at], it)),
            Change::Define(at, it) => Change::Define(at, replace(&mut plan.defines[at], it)),
            Change::Figure(at, it) => Change::Figure(at, replace(&mut plan.figures[at], it)),
            Change::Summary(at, it) => Change::Summary(at, replace(&mut plan.summaries[at], it)),
            Change::Default(at, it) => Change::Default(at, replace(&mut plan.parameters[at].default, it)),
            Change::Table(at, it) => Change::Table(at, replace(&mut plan.tables[at], it)),
        }
    }
}
