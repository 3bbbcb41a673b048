//! The variables of a question: facts of records, parameters, and what is computed of them where it is no sum.

use std::collections::{BTreeMap, BTreeSet};

use super::formula::Word;
use super::linear::{Linear, Var};
use crate::check::typed::{FieldIx, ParameterIx, Program, Type};
use crate::value::ops::Rounding;
use crate::value::{ChoiceRef, Date, Exact};

/// A step on the way from a record of the input to a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Field(FieldIx),
    Element(usize),
    Start,
    End,
}

/// Where a fact stands: in which record of the input, and the way there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path {
    pub(super) root: usize,
    pub(super) steps: Vec<Step>,
}

impl Path {
    pub(super) fn root(root: usize) -> Path {
        Path { root, steps: Vec::new() }
    }

    pub(super) fn down(&self, step: Step) -> Path {
        let mut steps = self.steps.clone();
        steps.push(step);
        Path { root: self.root, steps }
    }
}

/// What a variable stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    Fact(Path),
    Parameter(ParameterIx),
    AsOf,
    /// What a group has in common, by its place in `by`.
    Key(usize),
    /// Anything else, by its text: equal texts are equal values.
    Text(String),
}

/// What a variable is computed of, where that is no sum.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Derived {
    FiscalYear(Linear),
    Year(Linear),
    Month(Linear),
    Day(Linear),
    LaterBy(Linear, i64),
    Rounded(Linear, Exact, Rounding),
    Product(Linear, Linear),
    Quotient(Linear, Linear),
}

/// A variable.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) source: Source,
    pub(super) ty: Type,
    /// Its values are whole numbers.
    pub(super) whole: bool,
    pub(super) low: Option<Exact>,
    pub(super) high: Option<Exact>,
    pub(super) derived: Option<Derived>,
}

/// All variables of a question.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    all: Vec<Variable>,
    known: BTreeMap<Source, Var>,
}

impl Variables {
    /// The variable of a source.
    pub(super) fn of(&mut self, source: Source, ty: &Type) -> Var {
        if let Some(var) = self.known.get(&source) {
            return *var;
        }
        let (low, high) = match ty {
            Type::Date => (Some(Exact::from(0)), Date::ymd(9999, 12, 31).map(day_number)),
            _ => (None, None),
        };
        let whole = matches!(ty, Type::Date | Type::FiscalYear | Type::Days | Type::Months | Type::Years);
        self.all.push(Variable { source: source.clone(), ty: ty.clone(), whole, low, high, derived: None });
        self.known.insert(source, self.all.len() - 1);
        self.all.len() - 1
    }

    pub(super) fn get(&self, var: Var) -> &Variable {
        &self.all[var]
    }

    pub(super) fn get_mut(&mut self, var: Var) -> &mut Variable {
        &mut self.all[var]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Var, &Variable)> {
        self.all.iter().enumerate()
    }
}

/// The words that a type has, where they can be told one by one.
pub(super) fn words_of(ty: &Type, program: &Program) -> Option<BTreeSet<Word>> {
    match ty {
        Type::Bool => Some(BTreeSet::from([Word::Bool(false), Word::Bool(true)])),
        Type::Choice(choice) => {
            let number = u32::try_from(*choice).ok()?;
            let variants = 0..u32::try_from(program.choices[*choice].variants.len()).ok()?;
            Some(variants.map(|variant| Word::Choice(ChoiceRef { choice: number, variant })).collect())
        }
        _ => None,
    }
}

/// Whether values of a type are reckoned with as numbers here.
pub(super) fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Number | Type::Percent | Type::Money(_) | Type::Date | Type::FiscalYear)
        || matches!(ty, Type::Days | Type::Months | Type::Years)
}

/// A day as a number: how many days after the first of the year 1.
pub(super) fn day_number(date: Date) -> Exact {
    Exact::from(date.days_since(first_day()))
}

/// The day of a number.
pub(super) fn day_of(number: Exact) -> Option<Date> {
    first_day().add_days(number.to_i64()?)
}

fn first_day() -> Date {
    Date::ymd(1, 1, 1).expect("the calendar begins there")
}
