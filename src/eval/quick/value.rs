//! Values as the quick evaluator has them: small, copied, and only those it is sure of.

use std::cmp::Ordering;

use super::cells::{Cell, Row};
use crate::value::{ChoiceRef, Currency, Date, FiscalYear, Value, Why, ops};

/// A value, or none that is sure.
#[derive(Debug, Clone, Copy)]
pub(super) enum Quick<'q> {
    /// Out of range, or of a kind that is worked out in full only.
    Unsure,
    /// Unknown, for certain: whatever it goes into is unknown, but for what Kleene's logic decides without it.
    Unknown,
    /// An optional fact that was left out.
    Absent,
    /// True or false.
    Bool(bool),
    /// A quantity.
    Number(Number),
    /// A day.
    Date(Date),
    /// A fiscal year.
    Year(i32),
    /// Text.
    Text(&'q str),
    /// A possibility of a choice.
    Choice(ChoiceRef),
    /// A table's row.
    Row(u32, u32),
    /// A record: where it lies.
    Record(u32),
    /// Records of a list: where the first lies, and how many there are.
    Records(u32, u32),
    /// Possibilities of a choice: a bit for each.
    Choices(u32, u64),
    /// Values of a set.
    Set(&'q [Cell]),
    /// Values of a list.
    List(&'q [Cell]),
    /// A value with parts, as tables and parameters have it.
    Value(&'q Value),
}

/// Kleene's three, and that it is not sure which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    False,
    Unsure,
    Unknown,
    True,
}

impl Truth {
    /// Both: the first in the order above, which is how much each takes away.
    pub(super) fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    /// Either.
    pub(super) fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    /// Turned.
    pub(super) fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            neither => neither,
        }
    }
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Truth {
        if truth { Truth::True } else { Truth::False }
    }
}

impl<'q> From<Truth> for Quick<'q> {
    fn from(truth: Truth) -> Quick<'q> {
        match truth {
            Truth::True => Quick::Bool(true),
            Truth::False => Quick::Bool(false),
            Truth::Unknown => Quick::Unknown,
            Truth::Unsure => Quick::Unsure,
        }
    }
}

/// A fraction, not in lowest terms, of a unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    /// Above the line.
    pub(super) top: i64,
    /// Below the line; above zero.
    pub(super) bottom: i64,
    /// Of what.
    pub(super) unit: Unit,
}

/// What a quantity is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
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
}

impl Number {
    /// So many of a unit.
    pub(super) fn whole(count: i64, unit: Unit) -> Number {
        Number { top: count, bottom: 1, unit }
    }

    /// The order of two quantities of one unit.
    pub(super) fn order(self, other: Number) -> Option<Ordering> {
        if self.unit != other.unit {
            return None;
        }
        if self.bottom == other.bottom {
            return Some(self.top.cmp(&other.top));
        }
        Some((i128::from(self.top) * i128::from(other.bottom)).cmp(&(i128::from(other.top) * i128::from(self.bottom))))
    }

    /// The sum.
    pub(super) fn plus(self, other: Number) -> Option<Number> {
        if self.unit != other.unit {
            return None;
        }
        if self.bottom == other.bottom {
            return Some(Number { top: self.top.checked_add(other.top)?, ..self });
        }
        let top = self.top.checked_mul(other.bottom)?.checked_add(other.top.checked_mul(self.bottom)?)?;
        Some(Number { top, bottom: self.bottom.checked_mul(other.bottom)?, ..self })
    }

    /// Its negative.
    pub(super) fn negative(self) -> Option<Number> {
        Some(Number { top: self.top.checked_neg()?, ..self })
    }

    /// The product, where one of the two is a number.
    pub(super) fn times(self, other: Number) -> Option<Number> {
        let unit = match (self.unit, other.unit) {
            (unit @ (Unit::One | Unit::Money(_)), Unit::One) | (Unit::One, unit @ Unit::Money(_)) => unit,
            _ => return None,
        };
        Some(Number { top: self.top.checked_mul(other.top)?, bottom: self.bottom.checked_mul(other.bottom)?, unit })
    }

    /// The quotient: by a number, or by a quantity of the same unit.
    pub(super) fn over(self, other: Number) -> Option<Number> {
        let unit = match (self.unit, other.unit) {
            (unit @ (Unit::One | Unit::Money(_)), Unit::One) => unit,
            (one, other) if one == other => Unit::One,
            _ => return None,
        };
        let sign = other.top.signum();
        if sign == 0 {
            return None;
        }
        let top = self.top.checked_mul(other.bottom)?.checked_mul(sign)?;
        Some(Number { top, bottom: self.bottom.checked_mul(other.top.checked_abs()?)?, unit })
    }
}

impl<'q> Quick<'q> {
    /// What a cell holds.
    pub(super) fn of_cell(cell: Cell, row: Row<'q>) -> Quick<'q> {
        let whole = |count, unit| Quick::Number(Number::whole(count, unit));
        match cell {
            Cell::Unknown(Why::Absent) => Quick::Absent,
            Cell::Unknown(_) => Quick::Unknown,
            Cell::Next(_) => Quick::Unsure,
            Cell::Bool(truth) => Quick::Bool(truth),
            Cell::Text(span) => Quick::Text(row.text(span)),
            Cell::Number(count) => whole(count, Unit::One),
            Cell::Money(amount, currency) => whole(amount, Unit::Money(currency)),
            Cell::Date(date) => Quick::Date(date),
            Cell::Year(year) => Quick::Year(year),
            Cell::Days(count) => whole(count, Unit::Days),
            Cell::Months(count) => whole(count, Unit::Months),
            Cell::Years(count) => whole(count, Unit::Years),
            Cell::Choice(choice) => Quick::Choice(choice),
            Cell::Record(at) => Quick::Record(at),
            Cell::Records(first, count) => Quick::Records(first, count),
            Cell::Choices(choice, bits) => Quick::Choices(choice, bits),
            Cell::Set(start, count) => Quick::Set(row.items(start, count)),
            Cell::List(start, count) => Quick::List(row.items(start, count)),
            Cell::Other(number) => Quick::of(row.other(number)),
        }
    }

    /// A value of a table, a parameter or the rules themselves.
    pub(super) fn of(value: &'q Value) -> Quick<'q> {
        let fraction = |number: crate::value::Exact, unit| {
            let parts = (i64::try_from(number.numerator()), i64::try_from(number.denominator()));
            if let (Ok(top), Ok(bottom)) = parts { Quick::Number(Number { top, bottom, unit }) } else { Quick::Unsure }
        };
        match value {
            Value::Unknown(Why::Absent) => Quick::Absent,
            Value::Unknown(_) => Quick::Unknown,
            Value::Bool(truth) => Quick::Bool(*truth),
            Value::Text(text) => Quick::Text(text),
            Value::Number(number) | Value::Percent(number) => fraction(*number, Unit::One),
            Value::Money(money) => fraction(money.amount, Unit::Money(money.currency)),
            Value::Date(date) => Quick::Date(*date),
            Value::FiscalYear(FiscalYear(year)) => Quick::Year(*year),
            Value::Days(count) => Quick::Number(Number::whole(*count, Unit::Days)),
            Value::Months(count) => Quick::Number(Number::whole(*count, Unit::Months)),
            Value::Years(count) => Quick::Number(Number::whole(*count, Unit::Years)),
            Value::Choice(choice) => Quick::Choice(*choice),
            Value::Row(table, row) => Quick::Row(*table, *row),
            Value::Moment(_) | Value::Range(_) | Value::List(_) | Value::Set(_) | Value::Record(_) => Quick::Value(value),
        }
    }

    /// The possibilities of a choice in it, as a bit for each: the choice and they; none where it is anything else.
    pub(super) fn choices(self) -> Option<(u32, u64)> {
        match self {
            Quick::Choices(choice, bits) => Some((choice, bits)),
            Quick::Choice(one) => Some((one.choice, one.bit()?)),
            Quick::Value(Value::Set(items)) => {
                let mut all = None;
                for item in items.iter() {
                    let Value::Choice(one) = item else { return None };
                    let (choice, bits) = all.unwrap_or((one.choice, 0));
                    all = Some((choice, bits | one.bit()?));
                }
                all
            }
            _ => None,
        }
    }

    /// Whether it is unknown for certain.
    pub(super) fn is_unknown(self) -> bool {
        matches!(self, Quick::Unknown | Quick::Absent)
    }

    /// What it is as a condition.
    pub(super) fn truth(self) -> Truth {
        match self {
            Quick::Bool(true) => Truth::True,
            Quick::Bool(false) => Truth::False,
            Quick::Unknown | Quick::Absent => Truth::Unknown,
            _ => Truth::Unsure,
        }
    }

    /// The order of two values of one kind.
    pub(super) fn order(self, other: Quick<'_>) -> Option<Ordering> {
        match (self, other) {
            (Quick::Number(one), Quick::Number(other)) => one.order(other),
            (Quick::Date(one), Quick::Date(other)) => Some(one.cmp(&other)),
            (Quick::Year(one), Quick::Year(other)) => Some(one.cmp(&other)),
            (Quick::Value(one @ Value::Moment(_)), Quick::Value(other @ Value::Moment(_))) => ops::compare(one, other).ok(),
            _ => None,
        }
    }

    /// Whether two values are equal.
    pub(super) fn equals(self, other: Quick<'_>) -> Option<bool> {
        match (self, other) {
            (Quick::Text(one), Quick::Text(other)) => Some(one == other),
            (Quick::Choice(one), Quick::Choice(other)) => Some(one == other),
            (Quick::Bool(one), Quick::Bool(other)) => Some(one == other),
            _ => self.order(other).map(Ordering::is_eq),
        }
    }

    /// The order of this and a key of a table, as [`Value::total_cmp`] has it.
    pub(super) fn key_order(self, key: &Value) -> Option<Ordering> {
        match (self, key) {
            (Quick::Text(one), Value::Text(other)) => Some(one.cmp(other)),
            (Quick::Choice(one), Value::Choice(other)) => Some(one.cmp(other)),
            (Quick::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
            _ => self.order(Quick::of(key)),
        }
    }
}
