//! The program as it is run: every field a slot, every table indexed, every rule sorted by what it needs to see.
//!
//! A typed program keeps everything that was written; a plan keeps what judging and explaining need. [`lower`] makes one from the other.
//! Records at run time hold only the fields that some rule reads, in *slots*; a [`Projection`] says which.

use std::sync::Arc;

use crate::check::typed::{
    DefineIx, Exception, FieldIx, FigureIx, Label, LetIx, ParameterIx, RecordIx, RuleIx, Severity, TableIx, Type,
};
use crate::value::{ChoiceRef, Lang, Value, Why, show};

pub use expr::{Aggregate, Expr, From, Lookup, Over, SlotRef, Test, TestKind, Text};
pub use lower::lower;
pub use table::{Found, Table};

mod expr;
mod listing;
mod lower;
mod reads;
mod table;

/// A program, ready to be run.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The month in which a fiscal year starts.
    pub fiscal_year_start: u32,
    /// The slots of each record kind, by record number.
    pub records: Vec<Projection>,
    /// The labels of each choice's possibilities, by choice number.
    pub choices: Vec<Vec<Label>>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The definitions.
    pub defines: Vec<Define>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The rules, numbered as in the typed program.
    pub rules: Vec<Rule>,
    /// For each record kind, the rules that can be judged one record at a time.
    pub streaming: Vec<Vec<RuleIx>>,
    /// The rules that need all the records.
    pub portfolio: Vec<RuleIx>,
    /// The figures that some rule reads.
    pub figures_read: Vec<FigureIx>,
}

/// Which fields of a record kind have a slot, in the order of the slots.
#[derive(Debug, Clone, Default)]
pub struct Projection {
    /// The record's name.
    pub name: String,
    /// The record's label.
    pub label: Label,
    /// The slots.
    pub slots: Vec<Slot>,
    /// The slot of the key field, where the record has one and is not part of another.
    pub key: Option<usize>,
    /// Whether rules about all the records look at records of this kind.
    pub collected: bool,
}

/// A field that is read.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Its number among the record's fields.
    pub field: FieldIx,
    /// Its name.
    pub name: Arc<str>,
    /// Its label.
    pub label: Label,
    /// Its type; for [`Type::Record`] and lists of records the value is a record of that kind's slots.
    pub ty: Type,
    /// Left out, it is absent rather than missing.
    pub optional: bool,
    /// Its value where it is left out. A decoder leaves `Unknown(Missing)` there: the evaluator supplies the default, and its evidence
    /// says so.
    pub default: Option<Value>,
    /// Whether rules about all the records read it.
    pub kept: bool,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: Text,
    /// Its label.
    pub label: Label,
    /// Its value where it is not set.
    pub default: Option<Value>,
}

/// A definition. Its body finds its base, where it has one, in frame 0.
#[derive(Debug, Clone)]
pub struct Define {
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub body: Expr,
    /// It uses another definition, so that its value is worth remembering.
    pub nested: bool,
}

/// A figure of the whole set.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Its name.
    pub name: Text,
    /// Its label.
    pub label: Label,
    /// The record.
    pub record: RecordIx,
    /// Which records count; finds the record in frame 0.
    pub filter: Option<Expr>,
    /// How it is computed; finds the set in frame 0.
    pub body: Expr,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its title.
    pub label: Label,
    /// How grave a failure is.
    pub severity: Severity,
    /// What it gives findings for.
    pub scope: Scope,
    /// Its `let`s: name and expression.
    pub lets: Vec<(String, Expr)>,
    /// Its conditions, its own period in force first.
    pub conditions: Vec<Condition>,
    /// Its obligations.
    pub require: Vec<Expr>,
    /// The conditions of each of its exceptions.
    pub exceptions: Vec<Except>,
    /// What it says, in Japanese and in English.
    pub message: [Vec<Part>; 2],
    /// It needs all the records.
    pub portfolio: bool,
}

/// A condition of a rule.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The condition.
    pub test: Expr,
    /// How many of the scope's frames it reads, counted from the outermost.
    pub frames: usize,
}

/// An exception.
#[derive(Debug, Clone)]
pub struct Except {
    /// Its id, where it has one.
    pub id: Option<String>,
    /// Its title.
    pub label: Label,
    /// Its conditions, all needed.
    pub when: Vec<Expr>,
}

impl std::convert::From<(&Exception, Vec<Expr>)> for Except {
    fn from((exception, when): (&Exception, Vec<Expr>)) -> Except {
        Except { id: exception.id.clone(), label: exception.label.clone(), when }
    }
}

/// A part of a message.
#[derive(Debug, Clone)]
pub enum Part {
    /// Text.
    Text(String),
    /// A value.
    Value(Expr),
}

/// The scope of a rule.
#[derive(Debug, Clone)]
pub enum Scope {
    /// Each record, or each element of the lists on the way down.
    Each {
        /// The root.
        record: RecordIx,
        /// The lists on the way down.
        path: Vec<SlotRef>,
        /// Which of the innermost; reads all the frames.
        filter: Option<Expr>,
    },
    /// Each group.
    Group {
        /// The record.
        record: RecordIx,
        /// Which records; finds the record in frame 0.
        filter: Option<Expr>,
        /// What they have in common; each finds the record in frame 0.
        by: Vec<Expr>,
        /// The window: its length, and the date of a member.
        window: Option<(Expr, Expr)>,
    },
    /// Each row.
    Row {
        /// The table.
        table: TableIx,
        /// Which rows.
        filter: Option<Expr>,
    },
    /// The whole set.
    Set {
        /// The record.
        record: RecordIx,
        /// Which records; finds the record in frame 0.
        filter: Option<Expr>,
    },
}

impl Plan {
    /// Which fields of a record kind have a slot, in which order.
    ///
    /// # Panics
    /// Where the program has no record of that number.
    #[must_use]
    pub fn projection(&self, record: RecordIx) -> &Projection {
        &self.records[record]
    }

    /// A full record (a value for each field) as its slots.
    #[must_use]
    pub fn slots_of(&self, record: RecordIx, full: &Value) -> Value {
        let Value::Record(fields) = full else { return full.clone() };
        let slots = self.records[record].slots.iter().map(|slot| {
            let value = fields.get(slot.field).unwrap_or(&Value::Unknown(Why::Missing));
            match (&slot.ty, value) {
                (Type::Record(inner), value) => self.slots_of(*inner, value),
                (Type::List(of), Value::List(items)) => match **of {
                    Type::Record(inner) => Value::List(items.iter().map(|item| self.slots_of(inner, item)).collect()),
                    _ => value.clone(),
                },
                _ => value.clone(),
            }
        });
        Value::Record(slots.collect())
    }

    /// The same plan with other rows in the place of some tables' own.
    #[must_use]
    pub fn with_rows<'r>(&self, rows: impl IntoIterator<Item = (TableIx, &'r [crate::check::typed::Row])>) -> Plan {
        let mut plan = self.clone();
        for (table, rows) in rows {
            plan.tables[table] = plan.tables[table].with_rows(rows.to_vec());
        }
        plan
    }

    /// The slot that a reference means.
    #[must_use]
    pub fn slot(&self, at: SlotRef) -> &Slot {
        &self.records[at.record].slots[at.slot]
    }

    /// What rules about all the records keep of a record: the slots they read, the others left blank.
    #[must_use]
    pub fn kept_of(&self, record: RecordIx, value: &Value) -> Value {
        let Value::Record(slots) = value else { return value.clone() };
        let kept = self.records[record].slots.iter().zip(slots.iter()).map(|(slot, value)| match (&slot.ty, value) {
            _ if !slot.kept => Value::Unknown(Why::Missing),
            (Type::Record(inner), value) => self.kept_of(*inner, value),
            (Type::List(of), Value::List(items)) => match **of {
                Type::Record(inner) => Value::List(items.iter().map(|item| self.kept_of(inner, item)).collect()),
                _ => value.clone(),
            },
            _ => value.clone(),
        });
        Value::Record(kept.collect())
    }
}

impl show::Names for Plan {
    fn choice(&self, choice: ChoiceRef, lang: Lang) -> &str {
        let label = self.choices.get(choice.choice as usize).and_then(|variants| variants.get(choice.variant as usize));
        label.map_or("", |label| match lang {
            Lang::Ja => &label.ja,
            Lang::En => &label.en,
        })
    }

    fn row(&self, table: u32, row: u32) -> String {
        let table = &self.tables[table as usize];
        let key = table.key(row as usize);
        key.map(|value| show::show(value, Lang::Ja, self)).collect::<Vec<_>>().join(", ")
    }
}
