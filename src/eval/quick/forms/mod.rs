//! Conditions and values in the forms that are judged most quickly: of what kind each is, is known beforehand, so that no more than a whole number or a day is
//! handed about. A form comes to what the expression comes to, or to nothing: of a fact that is unknown, of a fraction, of what overflows it says nothing.
//!
//! Forms are made of the plan's expressions (`make` and, for quantities, `measure`), written out as the steps of a small machine (`write`, `code`), and gone
//! through record by record (`run`). Why so: decision 0018.
//!
//! Without the feature `forms`, where the program is to be small, conditions stay as the plan has them (`plain`), and come to the same.

use super::Judge;
use super::value::{Quick, Truth};
use crate::check::typed::Bound;
use crate::finding::Outcome;
use crate::plan::{Expr, Rule, Table};
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::{Currency, Date};
use code::{Code, Register};
pub(super) use make::Make;
use run::Registers;

mod code;
mod make;
mod measure;
mod run;
mod write;

/// How much of what is asked again and again of a record is kept.
const OFTEN: usize = 16;

/// A condition of a rule: all of these parts.
#[derive(Debug)]
pub(super) struct Condition<'p>(Vec<Part<'p>>);

/// A whole rule that looks at the record alone.
#[derive(Debug)]
pub(super) struct AtOnce<'p>(Code<'p>);

/// A part of a condition.
#[derive(Debug)]
struct Part<'p> {
    /// Its code, where it has a form.
    code: Option<Code<'p>>,
    /// As the plan has it: what is asked where the code is not sure.
    plain: &'p Expr,
}

impl<'q> Judge<'q> {
    /// Whether a condition of the rule holds.
    #[inline(always)]
    pub(super) fn meets(&mut self, condition: &'q Condition<'q>) -> Truth {
        let mut all = Truth::True;
        for part in &condition.0 {
            all = all.and(self.part(part));
            if all == Truth::False {
                break;
            }
        }
        all
    }

    /// What comes of a rule, where that is sure at once.
    #[inline(always)]
    pub(super) fn at_once(&mut self, rule: &'q Rule, code: &'q AtOnce<'q>) -> Option<Outcome> {
        // What the plan is asked may read the rule's `let`s.
        if !code.0.asks.is_empty() {
            self.begin(rule);
        }
        self.run(&code.0)
    }

    #[inline(always)]
    fn part(&mut self, part: &'q Part<'q>) -> Truth {
        match part.code.as_ref().and_then(|code| self.run_apart(code)) {
            Some(outcome) => Truth::from(outcome == Outcome::Pass),
            None => self.truth(part.plain),
        }
    }
}

/// What was worked out once for a record.
#[derive(Default)]
pub(super) struct Kept<'q> {
    /// Values, by their numbers in the plan.
    pub(super) shared: Vec<Option<Quick<'q>>>,
    /// What has a form, by the number that was given to it.
    often: Often,
    registers: Registers,
}

/// Whole numbers that were worked out once for a record.
#[derive(Default)]
struct Often {
    /// A bit for each that is there.
    known: u16,
    wholes: [i64; OFTEN],
}

impl Often {
    #[inline(always)]
    fn get(&self, number: u8) -> Option<i64> {
        let number = usize::from(number) % OFTEN;
        (self.known & (1 << number) != 0).then(|| self.wholes[number])
    }

    fn set(&mut self, number: u8, whole: i64) {
        let number = usize::from(number) % OFTEN;
        self.known |= 1 << number;
        self.wholes[number] = whole;
    }
}

/// A condition.
#[derive(Debug)]
enum Test<'p> {
    /// It is known beforehand.
    Sure(bool),
    /// All of these.
    All(Vec<Test<'p>>),
    /// Any of these.
    Any(Vec<Test<'p>>),
    /// Not this.
    Not(Box<Test<'p>>),
    /// A fact that is true or false.
    Fact(Place),
    /// A fact that is there.
    Present(Place),
    /// A list, a set or a text in which nothing is.
    Empty(Place),
    /// Two whole numbers of one unit.
    Wholes(BinaryOp, Whole<'p>, Whole<'p>),
    /// Two fractions of one unit: above and below the line of the first, then of the other.
    Fractions(BinaryOp, Box<[Whole<'p>; 4]>),
    /// A whole number that is no smaller than the second and no larger than the third.
    Within(Box<[Whole<'p>; 3]>),
    /// Two days.
    Days(BinaryOp, Day<'p>, Day<'p>),
    /// A text, and whether it is to be this one or not to be.
    Words(bool, Place, Words<'p>),
    /// A possibility of a choice, and a bit for each that it may be.
    OneOf(Place, u64),
    /// A set of possibilities, and a bit for each that is to be in it.
    Holds(Place, u64),
    /// A table has rows of a key.
    HasRow(Key<'p>),
    /// Something of the elements of a list.
    Each(Quantifier, List<'p>, Option<Box<Test<'p>>>),
    /// What is asked again and again of a record: by its number among those.
    Once(usize, Box<Test<'p>>),
    /// What has no other form than that of the plan, and how many frames are around it.
    Other(&'p Expr, usize),
}

/// A whole number: a quantity of some unit, a fiscal year, or a possibility of a choice.
#[derive(Debug)]
enum Whole<'p> {
    /// It is known beforehand.
    Same(i64),
    /// A field.
    Field(Place),
    /// A column of a row; or where the range begins or ends that stands there.
    Column(Find<'p>, usize, Option<Bound>),
    /// What comes of two others: their sum, difference or product.
    Reckon(BinaryOp, Box<(Whole<'p>, Whole<'p>)>),
    /// The fiscal year of a day.
    FiscalYear(Box<Day<'p>>),
    /// The days from the second to the first.
    Between(Box<(Day<'p>, Day<'p>)>),
    /// The sum of something of the elements of a list.
    Sum(List<'p>, Box<Whole<'p>>),
    /// How many elements a list has.
    Count(List<'p>),
    /// What is asked again and again of a record: by its number among those.
    Once(usize, Box<Whole<'p>>),
    /// What code has put into a register before.
    Ahead(Register),
}

/// A day.
#[derive(Debug)]
enum Day<'p> {
    /// It is known beforehand.
    Same(Date),
    /// A field.
    Field(Place),
    /// A column of a row; or where the range begins or ends that stands there.
    Column(Find<'p>, usize, Option<Bound>),
    /// So many days after another.
    DaysAfter(Box<Day<'p>>, Whole<'p>),
    /// So many times that number of months after another.
    MonthsAfter(Box<Day<'p>>, Whole<'p>, i64),
}

/// A text to compare with.
#[derive(Debug)]
enum Words<'p> {
    /// It is known beforehand.
    Same(&'p str),
    /// A field.
    Field(Place),
}

/// A row of a table.
#[derive(Debug)]
struct Find<'p> {
    /// Its key.
    key: Key<'p>,
    /// The day on which it is in force.
    on: Option<Box<Day<'p>>>,
    /// Its number among what is asked again and again of a record.
    once: Option<usize>,
}

/// The key of a table's rows.
#[derive(Debug)]
struct Key<'p> {
    /// The table.
    table: &'p Table,
    /// The field that holds it.
    field: Place,
    /// The rows of each possibility, where it is a choice; empty where it is a text.
    choices: Vec<&'p [usize]>,
}

/// Elements of a list of records.
#[derive(Debug)]
struct List<'p> {
    /// The field that holds it.
    field: Place,
    /// The frame in which each element is put.
    frame: usize,
    /// Which of them count.
    filter: Option<Box<Test<'p>>>,
}

/// A field of one of the records around.
#[derive(Debug, Clone, Copy)]
struct Place {
    frame: usize,
    slot: usize,
}

/// What a whole number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// A number or a share.
    One,
    /// Days.
    Days,
    /// Months.
    Months,
    /// Years.
    Years,
    /// Money.
    Money(Currency),
    /// A fiscal year, by the year in which it begins.
    Year,
    /// A possibility of a choice, by its number.
    Choice(usize),
}
