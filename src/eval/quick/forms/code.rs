//! The steps that a condition is gone through by: in a row, each over a few small registers, with jumps. Whatever a step is not sure of ends the code without
//! an answer.

use super::{Key, Place};
use crate::eval::quick::DEEP;
use crate::finding::Outcome;
use crate::plan::Expr;
use crate::syntax::ast::BinaryOp;

/// How many registers there are.
pub(super) const REGISTERS: usize = 16;

/// A register, by its number: it holds a whole number, a day by its number, a row by its number, or a truth as 1 or 0.
pub(super) type Register = u8;

/// Where a jump leads: a label while the code is written, the number of a step once it is.
pub(super) type Target = u16;

/// A place that is none: code that jumps there comes to nothing.
pub(super) const NOWHERE: Target = Target::MAX;

/// The place to which jumps lead that end code with an outcome. Code that is gone through to its end comes to a pass.
pub(super) fn end(outcome: Outcome) -> Target {
    NOWHERE - 1 - outcome as Target
}

/// The outcome with which code ends there, where no step stands.
pub(super) fn ended(at: Target) -> Option<Outcome> {
    let outcomes = [Outcome::Fail, Outcome::NotApplicable, Outcome::Pass, Outcome::Excepted];
    outcomes.into_iter().find(|outcome| end(*outcome) == at)
}

/// The most steps.
pub(super) const STEPS: usize = 1000;

/// A field of one of the records around, as a step has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) slot: u16,
    pub(super) frame: u8,
}

impl Spot {
    /// The spot of a place; none where that is too far off.
    pub(super) fn of(place: Place) -> Option<Spot> {
        let frame = u8::try_from(place.frame).ok().filter(|frame| usize::from(*frame) < DEEP)?;
        Some(Spot { slot: u16::try_from(place.slot).ok()?, frame })
    }
}

/// How two values may stand to each other: a bit each for the first being smaller, the same, and larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orders(u8);

impl Orders {
    /// Those that a comparison asks for.
    pub(super) fn of(op: BinaryOp) -> Option<Orders> {
        Some(Orders(match op {
            BinaryOp::Less => 1,
            BinaryOp::Equal => 2,
            BinaryOp::LessEqual => 3,
            BinaryOp::Greater => 4,
            BinaryOp::NotEqual => 5,
            BinaryOp::GreaterEqual => 6,
            _ => return None,
        }))
    }

    /// The same seen from the other value.
    pub(super) fn flipped(self) -> Orders {
        Orders(self.0 & 2 | self.0 >> 2 & 1 | (self.0 & 1) << 2)
    }

    /// All others.
    pub(super) fn turned(self) -> Orders {
        Orders(7 ^ self.0)
    }

    /// Whether two values stand so to each other.
    #[inline(always)]
    pub(super) fn hold<T: Ord>(self, one: &T, other: &T) -> bool {
        let order = 1 + u8::from(one > other) - u8::from(one < other);
        self.0 >> order & 1 != 0
    }
}

/// A step. Those that ask jump where the answer is not the one that is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// Puts a whole number that is known beforehand into a register.
    Put { to: Register, whole: i64 },
    /// Puts the whole number of a field there.
    Take { to: Register, from: Spot },
    /// Puts the day of a field there.
    Day { to: Register, from: Spot },
    /// Puts the fiscal year of a field's day there.
    YearOf { to: Register, from: Spot },
    /// Puts the fiscal year of a day there.
    Year { to: Register, day: Register },
    /// Finds a row, and puts what a column has in it there.
    Column { to: Register, find: u16, column: u16 },
    /// Puts a sum there.
    Add { to: Register, one: Register, other: Register },
    /// Puts a difference there.
    Subtract { to: Register, one: Register, other: Register },
    /// Puts a product there.
    Multiply { to: Register, one: Register, other: Register },
    /// Puts the day there that comes so many days after another.
    DaysLater { to: Register, day: Register, by: Register },
    /// Puts the day there that comes so many months after another.
    MonthsLater { to: Register, day: Register, by: Register },
    /// Puts the sum of one field of all records in a list there.
    Total { to: Register, list: Spot, slot: u16 },
    /// Puts what was kept under a number there, and jumps; goes on where nothing was.
    Recall { to: Register, number: u8, known: Target },
    /// Keeps what is there for the rest of the record.
    Keep { from: Register, number: u8 },
    /// Jumps.
    Jump { to: Target },
    /// Two registers.
    Compare { orders: Orders, one: Register, other: Register, to: Target },
    /// A field's whole number and a register.
    CompareField { orders: Orders, one: Spot, other: Register, to: Target },
    /// A field's whole number and one that is known beforehand.
    CompareWith { orders: Orders, one: Spot, to: Target, other: i64 },
    /// The whole numbers of two fields.
    CompareFields { orders: Orders, one: Spot, other: Spot, to: Target },
    /// The days of two fields.
    CompareDays { orders: Orders, one: Spot, other: Spot, to: Target },
    /// The days from the second field to the first, and a number of days.
    CompareSpan { orders: Orders, one: Spot, other: Spot, to: Target, days: i32 },
    /// The day of a field, and that which comes so many months after another's.
    CompareLater { orders: Orders, one: Spot, other: Spot, to: Target, months: i32 },
    /// Two fractions, in four registers: above and below the line of the first, then of the other.
    CompareShares { orders: Orders, first: Register, to: Target },
    /// So many times a register, and so many times another; which may have to be above zero.
    CompareTimes { orders: Orders, one: Register, other: Register, above_zero: bool, to: Target, times: u32, other_times: u32 },
    /// Whether the whole number of a field is no smaller than a register, and no larger than another.
    Within { wanted: bool, of: Spot, from: Register, until: Register, to: Target },
    /// A field's truth.
    Fact { wanted: bool, of: Spot, to: Target },
    /// Whether a field is there.
    Present { wanted: bool, of: Spot, to: Target },
    /// Whether nothing is in a field.
    Empty { wanted: bool, of: Spot, to: Target },
    /// Whether a field's text is that one.
    Words { wanted: bool, of: Spot, words: u16, to: Target },
    /// Whether the texts of two fields are the same.
    SameWords { wanted: bool, of: Spot, other: Spot, to: Target },
    /// Whether a field's choice is one of those.
    OneOf { wanted: bool, of: Spot, to: Target, bits: u64 },
    /// Whether a field's set holds all of those.
    Holds { wanted: bool, of: Spot, to: Target, bits: u64 },
    /// Whether a table has rows of a key.
    HasRow { wanted: bool, find: u16, to: Target },
    /// What the plan has, with so many frames around.
    Ask { wanted: bool, depth: u8, expr: u16, to: Target },
    /// Begins with the first record of a list, in that frame; jumps where there is none.
    First { frame: u8, list: Spot, none: Target },
    /// Goes on to the next, back to what is asked of each; past it where there is none left.
    Next { frame: u8, back: Target },
}

impl Step {
    /// Where it may jump.
    pub(super) fn target(&mut self) -> Option<&mut Target> {
        match self {
            Step::Recall { known: to, .. }
            | Step::Jump { to }
            | Step::Compare { to, .. }
            | Step::CompareField { to, .. }
            | Step::CompareWith { to, .. }
            | Step::CompareFields { to, .. }
            | Step::CompareDays { to, .. }
            | Step::CompareSpan { to, .. }
            | Step::CompareLater { to, .. }
            | Step::CompareShares { to, .. }
            | Step::CompareTimes { to, .. }
            | Step::Within { to, .. }
            | Step::Fact { to, .. }
            | Step::Present { to, .. }
            | Step::Empty { to, .. }
            | Step::Words { to, .. }
            | Step::SameWords { to, .. }
            | Step::OneOf { to, .. }
            | Step::Holds { to, .. }
            | Step::HasRow { to, .. }
            | Step::Ask { to, .. }
            | Step::First { none: to, .. }
            | Step::Next { back: to, .. } => Some(to),
            _ => None,
        }
    }
}

/// The code of a condition, with what its steps name by numbers.
#[derive(Debug, Default)]
pub(super) struct Code<'p> {
    pub(super) steps: Vec<Step>,
    pub(super) words: Vec<&'p str>,
    pub(super) finds: Vec<Seek<'p>>,
    /// What a column has in each row, as far as it is whole.
    pub(super) columns: Vec<Vec<Option<i64>>>,
    pub(super) asks: Vec<&'p Expr>,
}

/// How a row is found.
#[derive(Debug)]
pub(super) struct Seek<'p> {
    /// Its key, and the field that holds it.
    pub(super) key: Key<'p>,
    pub(super) of: Spot,
    /// The register of the day on which it is in force.
    pub(super) on: Option<Register>,
    /// Under which number it is kept for the rest of the record.
    pub(super) once: Option<u8>,
}
