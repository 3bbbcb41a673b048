//! The program as the evaluator runs it: fields resolved to slots, tables indexed, and what evidence needs beside each expression.
//!
//! A record at run time is a [`Value::Record`] with one value for each slot of its [`Projection`]: only the fields that some rule reads.

use std::sync::Arc;

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};

use crate::check::typed::{Aggregate, Bound, Function, Label, Severity, Type};
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::nested::nested;
use crate::value::{ChoiceRef, Date, Lang, Value, Why, show};

pub use group::{Grouping, Summary};
pub(crate) use lower::lower_for;
pub use lower::{Lowering, lower};

mod group;
mod listing;
mod lower;
mod parts;
#[cfg(any(feature = "clear", feature = "dense"))]
mod reach;
mod reads;
mod share;
mod table;

/// A program ready to run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    /// The month in which a fiscal year starts.
    pub fiscal_year_start: u32,
    /// For each record, which fields have a slot.
    pub projections: Vec<Projection>,
    /// The tables. Shared, so that an example can put others in their place at no cost. They are not written with the plan, but made again of the
    /// program's.
    #[serde(skip)]
    pub tables: Vec<Arc<Table>>,
    /// The parameters: name, label, default.
    pub parameters: Vec<Parameter>,
    /// The bodies of definitions; each reads frame 0, its base, where it has one.
    pub defines: Vec<Expr>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The summaries.
    pub summaries: Vec<Summary>,
    /// The rules.
    pub rules: Vec<Rule>,
    /// How many expressions are worked out once for each record, and one.
    pub shared: usize,
    choices: Vec<Vec<Label>>,
}

/// The fields of a record that have a slot, in slot order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Projection {
    /// The record's name.
    pub record: String,
    /// The record's label.
    pub label: Label,
    /// The slots.
    pub slots: Vec<Slot>,
    /// The slot of the field that identifies the record.
    pub key: Option<usize>,
    /// The slots that tell people which record it is, besides its key: the first text and the first amount.
    pub heading: Vec<usize>,
}

impl Projection {
    /// The slots up to the last that rules read which look at more than one record at a time. Plans are made with those first.
    #[must_use]
    pub fn kept(&self) -> &[Slot] {
        let count = self.slots.iter().rposition(|slot| slot.portfolio).map_or(0, |last| last + 1);
        &self.slots[..count]
    }
}

/// A slot: a field that is read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Slot {
    /// The field's number in the record.
    pub field: usize,
    /// The field's name.
    pub name: String,
    /// The field's label.
    pub label: Label,
    /// The record that the field holds, or that its list's elements are.
    pub inner: Option<usize>,
    /// Rules that look at more than one record at a time read it.
    pub portfolio: bool,
    /// What a value that was left out stands for.
    pub default: Option<Value>,
}

impl Slot {
    /// The value in the slot, its default put in where it was left out; and whether it was.
    #[must_use]
    pub fn read(&self, value: &Value) -> (Value, bool) {
        match (value, &self.default) {
            (Value::Unknown(Why::Default), Some(default)) => (default.clone(), true),
            (value, _) => (value.clone(), false),
        }
    }
}

/// A parameter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Label,
    /// Its default.
    pub default: Option<Value>,
}

/// A table with an index over its keys.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Label,
    /// Its columns' names and labels.
    pub columns: Vec<(String, Label)>,
    /// The key columns.
    pub keys: Vec<usize>,
    /// Rows have a period in force.
    pub dated: bool,
    /// Its rows.
    pub rows: Vec<Row>,
    /// The rows' numbers, sorted by key.
    order: Vec<usize>,
    /// Where the rows with a text begin and end in that order, by its hash; empty where the key is not one text.
    texts: HashTable<(u64, usize, usize)>,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// A value for each column.
    pub values: Arc<[Value]>,
    /// First day in force.
    pub from: Option<Date>,
    /// Last day in force.
    pub until: Option<Date>,
    /// The file it stands in.
    pub file: Arc<str>,
    /// Its line there.
    pub line: u32,
}

/// A figure of the whole set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figure {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Label,
    /// The record.
    pub record: usize,
    /// Which records count.
    pub filter: Option<Expr>,
    /// How it is computed.
    pub body: Expr,
}

/// A rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its title.
    pub label: Label,
    /// How grave a failure is.
    pub severity: Severity,
    /// What it gives findings for.
    pub scope: Scope,
    /// It looks at more than one record, and is judged when all are in.
    pub portfolio: bool,
    /// Its own period in force: first day, last day, the date that decides.
    pub applies: Option<(Option<Date>, Option<Date>, Expr)>,
    /// Its `let`s.
    pub lets: Vec<Expr>,
    /// Its conditions.
    pub when: Expr,
    /// Its obligations.
    pub require: Expr,
    /// Its exceptions: their conditions.
    pub exceptions: Vec<Exception>,
    /// Its message in Japanese and in English.
    pub message: [Vec<MessagePart>; 2],
    /// The tables it reads, in order: their sources stand behind its verdicts too.
    pub tables: Vec<usize>,
}

/// An exception.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Exception {
    /// Its id.
    pub id: Option<String>,
    /// Its title.
    pub label: Label,
    /// When it holds.
    pub when: Expr,
}

/// A part of a message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum MessagePart {
    /// Text.
    Text(String),
    /// A value.
    Value(Expr),
}

/// The scope of a rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as in `typed::Scope`, with slots for fields")]
pub enum Scope {
    Each { record: usize, path: Vec<usize>, filter: Option<Expr> },
    Group { of: Grouping, window: Option<(Expr, Expr)> },
    Row { table: usize, filter: Option<Expr> },
    Set { record: usize, filter: Option<Expr> },
}

nested!(Expr);

/// An expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// As written; empty for what needs no naming.
    pub text: Arc<str>,
    /// The number by which it is worked out once for each record; 0 where it has none.
    pub once: usize,
}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as in `typed::ExprKind`, with slots for fields")]
pub enum Kind {
    Const(Value),
    Frame(usize),
    /// A slot of a record.
    Slot(Box<Expr>, SlotRef),
    /// A column of a row.
    Column(Box<Expr>, usize),
    GroupKey(usize),
    Let(usize),
    Parameter(usize),
    AsOf,
    Figure(usize),
    Define(usize, Option<Box<Expr>>),
    Bound(Box<Expr>, Bound),
    Lookup(Lookup),
    HasRow(Lookup),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    IsPresent(Box<Expr>),
    IsKnown(Box<Expr>),
    IsEmpty(Box<Expr>),
    Set(Vec<Expr>),
    Call(Function, Vec<Expr>),
    Quantify(Quantifier, Box<Over>, Option<Box<Expr>>),
    /// What is taken of each element, the argument, and what a sum of nothing is.
    Aggregate(Aggregate, Box<Over>, Option<Box<Expr>>, Option<Box<Expr>>, Value),
    Size(Box<Expr>),
}

/// A slot of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotRef {
    /// The record.
    pub record: usize,
    /// The slot.
    pub slot: usize,
}

/// A look-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lookup {
    /// The table.
    pub table: usize,
    /// The keys.
    pub keys: Vec<Expr>,
    /// The dates that select the version.
    pub on: Vec<Expr>,
}

/// What a quantifier or an aggregate runs over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Over {
    /// Where the elements come from.
    pub from: From,
    /// The list slots passed through.
    pub through: Vec<SlotRef>,
    /// Which elements count.
    pub filter: Option<Expr>,
}

/// Where elements come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as in `typed::From`")]
pub enum From {
    Members(usize),
    All(usize),
    Value(Expr),
}

impl Plan {
    /// Which fields of a record have a slot.
    #[must_use]
    pub fn projection(&self, record: usize) -> &Projection {
        &self.projections[record]
    }

    /// A record with a value for each slot, from one with a value for each field.
    #[must_use]
    pub fn slots_of(&self, record: usize, full: &Value) -> Value {
        let Value::Record(fields) = full else { return full.clone() };
        let slots = self.projections[record].slots.iter().map(|slot| match (slot.inner, &fields[slot.field]) {
            (Some(inner), Value::List(items)) => Value::List(items.iter().map(|item| self.slots_of(inner, item)).collect()),
            (Some(inner), value) => self.slots_of(inner, value),
            (None, value) => value.clone(),
        });
        Value::Record(slots.collect())
    }

    /// A record with only what portfolio rules read; what stands behind the last of that is dropped.
    #[must_use]
    pub fn portfolio_slots(&self, record: usize, value: &Value) -> Value {
        let Value::Record(slots) = value else { return value.clone() };
        let kept = self.projections[record].kept().iter().zip(slots.iter()).map(|(slot, value)| {
            match (slot.portfolio, slot.inner, value) {
                (false, ..) => Value::Unknown(crate::value::Why::Missing),
                (true, Some(inner), Value::List(items)) => {
                    Value::List(items.iter().map(|item| self.portfolio_slots(inner, item)).collect())
                }
                (true, Some(inner), value) => self.portfolio_slots(inner, value),
                (true, None, value) => value.clone(),
            }
        });
        Value::Record(kept.collect())
    }

    /// Where an element lies in its record: by the slots of the lists on the way, and its number in each; `/subcontracts/0`.
    pub(crate) fn path_of(&self, mut record: usize, slots: &[usize], at: &[u32]) -> String {
        let mut path = String::new();
        for (slot, at) in slots.iter().zip(at) {
            let slot = &self.projections[record].slots[*slot];
            path.push_str(&format!("/{}/{at}", slot.name));
            record = slot.inner.unwrap_or(record);
        }
        path
    }

    /// Where a slot of a record lies that itself lies there.
    pub(crate) fn path_to(&self, record: &str, slot: SlotRef) -> String {
        format!("{record}/{}", self.projections[slot.record].slots[slot.slot].name)
    }

    /// Whether there is such a possibility of a choice.
    pub(crate) fn knows(&self, choice: ChoiceRef) -> bool {
        self.choices.get(choice.choice as usize).is_some_and(|variants| variants.len() > choice.variant as usize)
    }

    /// The rules' settings before anybody sets one: the defaults.
    #[must_use]
    pub fn default_parameters(&self) -> Vec<Option<Value>> {
        self.parameters.iter().map(|parameter| parameter.default.clone()).collect()
    }

    /// The value that identifies a record, as text; empty where it has none.
    #[must_use]
    pub fn key_of(&self, record: usize, value: &Value) -> Arc<str> {
        match (self.projections[record].key, value) {
            (Some(key), Value::Record(slots)) => match &slots[key] {
                Value::Unknown(_) => "".into(),
                Value::Text(text) => text.clone(),
                value => show::show(value, Lang::Ja, self).into(),
            },
            _ => "".into(),
        }
    }
}

impl show::Names for Plan {
    fn choice(&self, choice: ChoiceRef, lang: Lang) -> &str {
        self.choices[choice.choice as usize][choice.variant as usize].text(lang)
    }

    fn row(&self, table: u32, row: u32) -> String {
        let table = &self.tables[table as usize];
        table.key_text(row as usize, Lang::Ja, self)
    }
}

impl Label {
    /// The text in a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }

    /// Both texts: Japanese, English.
    #[must_use]
    pub fn both(&self) -> [String; 2] {
        [self.ja.clone(), self.en.clone()]
    }
}

/// What a sum of nothing is, by the type of what is summed.
fn zero(ty: &Type) -> Value {
    use crate::value::{Currency, Exact, Money};
    match ty {
        Type::Percent => Value::Percent(Exact::ZERO),
        Type::Money(money) => Value::Money(Money { amount: Exact::ZERO, currency: money.currency.unwrap_or(Currency::JPY) }),
        Type::Days => Value::Days(0),
        Type::Months => Value::Months(0),
        Type::Years => Value::Years(0),
        _ => Value::Number(Exact::ZERO),
    }
}
