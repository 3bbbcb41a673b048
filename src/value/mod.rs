//! The values that rules reckon with: exact money and numbers, dates, fiscal years, ranges, and the honest "unknown".

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use crate::lang::Lang;
pub use date::{Date, FiscalYear};
pub use exact::Exact;
pub use moment::Moment;
pub use money::{Currency, Money};
pub use why::Why;

pub mod date;
pub mod era;
pub mod exact;
pub mod literal;
pub mod moment;
pub mod money;
pub(crate) mod nested;
pub mod ops;
mod runs;
pub mod show;
pub mod sort;
pub mod why;

/// A possibility of a choice: the choice's number in the program, and the possibility's in the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChoiceRef {
    /// The choice's number in the program.
    pub choice: u32,
    /// The possibility's number in the choice.
    pub variant: u32,
}

impl ChoiceRef {
    /// The bit that stands for it in a set of possibilities; none beyond the 64th.
    pub(crate) fn bit(self) -> Option<u64> {
        1_u64.checked_shl(self.variant)
    }
}

nested::nested!(Value);

/// A value, or why there is none. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub enum Value {
    /// Not known, and why.
    Unknown(Why),
    /// True or false.
    Bool(bool),
    /// Text.
    Text(Arc<str>),
    /// An exact number.
    Number(Exact),
    /// An exact share; 50% holds 0.5.
    Percent(Exact),
    /// Money of one currency.
    Money(Money),
    /// A day.
    Date(Date),
    /// A day with its time and zone.
    Moment(Moment),
    /// A fiscal year, by the calendar year in which it starts.
    FiscalYear(FiscalYear),
    /// A number of days.
    Days(i64),
    /// A number of months.
    Months(i64),
    /// A number of years.
    Years(i64),
    /// From the first to the second, both included.
    Range(Arc<(Value, Value)>),
    /// A possibility of a choice.
    Choice(ChoiceRef),
    /// A list, in order.
    List(Arc<[Value]>),
    /// A set: sorted by [`Value::total_cmp`], no two equal.
    Set(Arc<[Value]>),
    /// A record: its fields' values, by field number (or slot).
    Record(#[serde(with = "runs")] Arc<[Value]>),
    /// A table's row: the table's number, and the row's in the table.
    Row(u32, u32),
}
