//! Conditions and values in the forms that are judged most quickly: of what kind each is, is known beforehand, so that no more than a whole number or a day is
//! handed about. A form comes to what the expression comes to, or to nothing: of a fact that is unknown, of a fraction, of what overflows it says nothing.

use super::value::Truth;
use crate::check::typed::Bound;
use crate::plan::{Expr, Table};
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::Date;

/// A condition.
#[derive(Debug)]
pub(super) enum Test<'p> {
    /// It is known beforehand.
    Sure(Truth),
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
    /// Where this is not sure, what the plan has.
    Or(Box<Test<'p>>, &'p Expr),
    /// What has no other form than that of the plan.
    Other(&'p Expr),
}

/// A whole number: a quantity of some unit, a fiscal year, or a possibility of a choice.
#[derive(Debug)]
pub(super) enum Whole<'p> {
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
}

/// A day.
#[derive(Debug)]
pub(super) enum Day<'p> {
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
pub(super) enum Words<'p> {
    /// It is known beforehand.
    Same(&'p str),
    /// A field.
    Field(Place),
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Find<'p> {
    /// Its key.
    pub(super) key: Key<'p>,
    /// The day on which it is in force.
    pub(super) on: Option<Box<Day<'p>>>,
    /// Its number among what is asked again and again of a record.
    pub(super) once: Option<usize>,
}

/// The key of a table's rows.
#[derive(Debug)]
pub(super) struct Key<'p> {
    /// The table.
    pub(super) table: &'p Table,
    /// The field that holds it.
    pub(super) field: Place,
    /// The rows of each possibility, where it is a choice; empty where it is a text.
    pub(super) choices: Vec<&'p [usize]>,
}

/// Elements of a list of records.
#[derive(Debug)]
pub(super) struct List<'p> {
    /// The field that holds it.
    pub(super) field: Place,
    /// The frame in which each element is put.
    pub(super) frame: usize,
    /// Which of them count.
    pub(super) filter: Option<Box<Test<'p>>>,
}

/// A field of one of the records around.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) frame: usize,
    pub(super) slot: usize,
}
