//! Going through the code of a condition over the cells of a record.

use super::code::{Code, Orders, REGISTERS, Register, Seek, Spot, Step, Target, ended};
use crate::eval::quick::cells::Cell;
use crate::eval::quick::value::{Quick, Truth};
use crate::eval::quick::{DEEP, Judge};
use crate::finding::Outcome;
use crate::value::{Date, FiscalYear, Why};

/// The registers, and how many records each loop has left.
#[derive(Default)]
pub(super) struct Registers {
    wholes: [i64; REGISTERS],
    left: [u32; DEEP],
}

impl Registers {
    #[inline(always)]
    fn get(&self, register: Register) -> i64 {
        self.wholes[usize::from(register) % REGISTERS]
    }

    #[inline(always)]
    fn put(&mut self, register: Register, whole: i64) {
        self.wholes[usize::from(register) % REGISTERS] = whole;
    }
}

impl<'q> Judge<'q> {
    /// What code comes to; none where that is not sure.
    #[inline(always)]
    pub(super) fn run(&mut self, code: &'q Code<'q>) -> Option<Outcome> {
        let mut rest = &code.steps[..];
        loop {
            let Some((step, after)) = rest.split_first() else { return Some(Outcome::Pass) };
            let (holds, to) = match step {
                Step::Put { to, whole } => self.put(*to, *whole),
                Step::Take { to, from } => self.put(*to, self.whole(*from)?),
                Step::YearOf { to, from } => self.put(*to, self.fiscal_year(self.day(*from)?)),
                Step::Column { to, find, column } => self.put_column(*to, code, *find, *column)?,
                Step::Total { to, list, slot } => self.put(*to, self.total_of(*list, *slot)?),
                Step::Compare { orders, one, other, to } => (orders.hold(&self.held(*one), &self.held(*other)), *to),
                Step::CompareField { orders, one, other, to } => (orders.hold(&self.whole(*one)?, &self.held(*other)), *to),
                Step::CompareWith { orders, one, other, to } => (orders.hold(&self.whole(*one)?, other), *to),
                Step::CompareFields { orders, one, other, to } => (orders.hold(&self.whole(*one)?, &self.whole(*other)?), *to),
                Step::CompareDays { orders, one, other, to } => (orders.hold(&self.day(*one)?, &self.day(*other)?), *to),
                Step::CompareSpan { orders, one, other, days, to } => {
                    (orders.hold(&self.day(*one)?.days_since(self.day(*other)?), &(*days).into()), *to)
                }
                Step::CompareTimes { orders, one, other, above_zero, times, other_times, to } => {
                    (self.times(*orders, (*one, *times), (*other, *other_times), *above_zero)?, *to)
                }
                Step::Within { wanted, of, from, until, to } => {
                    let whole = self.whole(*of)?;
                    ((self.held(*from) <= whole && whole <= self.held(*until)) == *wanted, *to)
                }
                Step::Fact { wanted, of, to } => (self.fact(*of)? == *wanted, *to),
                Step::OneOf { wanted, of, bits, to } => (self.chosen(*of, *bits)? == *wanted, *to),
                Step::First { frame, list, none } => (self.first_record(*frame, *list)?, *none),
                Step::Next { frame, back } => (self.next_record(*frame), *back),
                Step::Recall { to, number, known } => (self.is_open(*to, *number), *known),
                Step::Jump { to } => (false, *to),
                step => self.seldom(step, code)?,
            };
            rest = after;
            if !holds {
                match code.steps.get(usize::from(to)..) {
                    Some(there) => rest = there,
                    None => return ended(to),
                }
            }
        }
    }

    /// The same for what is not judged at once.
    #[inline(never)]
    pub(super) fn run_apart(&mut self, code: &'q Code<'q>) -> Option<Outcome> {
        self.run(code)
    }

    /// Puts something into a register, and goes on.
    #[inline(always)]
    fn put(&mut self, to: Register, whole: i64) -> (bool, Target) {
        self.kept.registers.put(to, whole);
        (true, 0)
    }

    /// Whether nothing was kept under a number; what was is put into a register.
    #[inline(always)]
    fn is_open(&mut self, to: Register, number: u8) -> bool {
        let kept = self.kept.often.get(number);
        if let Some(whole) = kept {
            self.kept.registers.put(to, whole);
        }
        kept.is_none()
    }

    /// Puts what a column has in a row there, and goes on.
    #[inline(always)]
    fn put_column(&mut self, to: Register, code: &'q Code<'q>, find: u16, column: u16) -> Option<(bool, Target)> {
        let seek = code.finds.get(usize::from(find))?;
        let row = match seek.once.and_then(|number| self.kept.often.get(number)) {
            Some(row) => row,
            None => self.find(seek)?,
        };
        let whole = *code.columns.get(usize::from(column))?.get(usize::try_from(row).ok()?)?;
        Some(self.put(to, whole?))
    }

    #[inline(always)]
    fn fact(&self, of: Spot) -> Option<bool> {
        match self.at(of) {
            Cell::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    #[inline(always)]
    fn chosen(&self, of: Spot, bits: u64) -> Option<bool> {
        match self.at(of) {
            Cell::Choice(one) => one.bit().map(|bit| bits & bit != 0),
            _ => None,
        }
    }

    fn fiscal_year(&self, day: Date) -> i64 {
        FiscalYear::of(day, self.plan.fiscal_year_start).0.into()
    }

    /// Steps that stand in code less often: whether what is asked holds, and where to jump where it does not.
    #[inline(never)]
    fn seldom(&mut self, step: &'q Step, code: &'q Code<'q>) -> Option<(bool, Target)> {
        let (truth, wanted, to) = match step {
            Step::Present { wanted, of, to } => match self.at(*of) {
                Cell::Unknown(Why::Absent) => (false, wanted, to),
                Cell::Unknown(_) | Cell::Other(_) => return None,
                _ => (true, wanted, to),
            },
            Step::Empty { wanted, of, to } => match self.at(*of) {
                Cell::Records(_, count) | Cell::Set(_, count) | Cell::List(_, count) => (count == 0, wanted, to),
                Cell::Choices(_, bits) => (bits == 0, wanted, to),
                Cell::Text(span) => (self.row.text(span).is_empty(), wanted, to),
                _ => return None,
            },
            Step::Words { wanted, of, words, to } => (self.text(*of)? == *code.words.get(usize::from(*words))?, wanted, to),
            Step::SameWords { wanted, of, other, to } => (self.text(*of)? == self.text(*other)?, wanted, to),
            Step::Holds { wanted, of, bits, to } => match self.at(*of) {
                Cell::Choices(_, held) => (held & bits == *bits, wanted, to),
                _ => return None,
            },
            Step::HasRow { wanted, find, to } => (!self.rows_of(code.finds.get(usize::from(*find))?)?.is_empty(), wanted, to),
            Step::Ask { wanted, depth, expr, to } => {
                let outer = std::mem::replace(&mut self.depth, usize::from(*depth));
                let truth = self.truth(code.asks.get(usize::from(*expr))?);
                self.depth = outer;
                match truth {
                    Truth::True => (true, wanted, to),
                    Truth::False => (false, wanted, to),
                    Truth::Unknown | Truth::Unsure => return None,
                }
            }
            Step::CompareShares { orders, first, to } => (self.shares(*orders, *first)?, &true, to),
            Step::CompareLater { orders, one, other, months, to } => {
                let later = self.day(*other)?.add_months((*months).into())?;
                (orders.hold(&self.day(*one)?, &later), &true, to)
            }
            step => {
                self.put_seldom(step)?;
                // No place is jumped to.
                return Some((true, 0));
            }
        };
        Some((truth == *wanted, *to))
    }

    /// Puts something into a register, or keeps what is there.
    fn put_seldom(&mut self, step: &Step) -> Option<()> {
        let day = |register: Register| Date::of_number(self.held(register));
        let (to, whole) = match step {
            Step::Day { to, from } => (to, self.day(*from)?.number()),
            Step::Year { to, day: of } => (to, self.fiscal_year(day(*of)?)),
            Step::Add { to, one, other } => (to, self.held(*one).checked_add(self.held(*other))?),
            Step::Subtract { to, one, other } => (to, self.held(*one).checked_sub(self.held(*other))?),
            Step::Multiply { to, one, other } => (to, self.held(*one).checked_mul(self.held(*other))?),
            Step::DaysLater { to, day: of, by } => (to, day(*of)?.add_days(self.held(*by))?.number()),
            Step::MonthsLater { to, day: of, by } => (to, day(*of)?.add_months(self.held(*by))?.number()),
            Step::Keep { from, number } => {
                self.kept.often.set(*number, self.held(*from));
                return Some(());
            }
            _ => return None,
        };
        self.kept.registers.put(*to, whole);
        Some(())
    }

    /// What a register holds.
    #[inline(always)]
    fn held(&self, register: Register) -> i64 {
        self.kept.registers.get(register)
    }

    /// Puts the first record of a list into its frame, where there is one.
    #[inline(always)]
    fn first_record(&mut self, frame: u8, list: Spot) -> Option<bool> {
        let Cell::Records(at, count) = self.at(list) else { return None };
        let frame = usize::from(frame) % DEEP;
        self.kept.registers.left[frame] = count;
        self.frames[frame] = Quick::Record(at);
        self.records[frame] = at;
        Some(count > 0)
    }

    /// Puts the next into it; whether there was none.
    #[inline(always)]
    fn next_record(&mut self, frame: u8) -> bool {
        let frame = usize::from(frame) % DEEP;
        let left = self.kept.registers.left[frame].saturating_sub(1);
        self.kept.registers.left[frame] = left;
        if left > 0 {
            let at = self.row.next(self.records[frame]);
            self.frames[frame] = Quick::Record(at);
            self.records[frame] = at;
        }
        left == 0
    }

    /// The sum of one field of all records in a list.
    #[inline(always)]
    fn total_of(&self, list: Spot, slot: u16) -> Option<i64> {
        let Cell::Records(mut at, count) = self.at(list) else { return None };
        let slot = usize::from(slot);
        if count == 0 {
            return Some(0);
        }
        let mut total = self.row.cell(at, slot).whole()?;
        for _ in 1..count {
            at = self.row.next(at);
            total = total.checked_add(self.row.cell(at, slot).whole()?)?;
        }
        Some(total)
    }

    /// The number of the row that is in force; −1 where there is none. It is kept, where that is asked.
    #[inline(never)]
    fn find(&mut self, seek: &'q Seek<'q>) -> Option<i64> {
        let rows = self.rows_of(seek)?;
        let row = match seek.on {
            None => rows.first(),
            Some(on) => {
                let day = Date::of_number(self.held(on))?;
                rows.iter().find(|row| seek.key.table.rows[**row].in_force(day))
            }
        };
        let row = row.map_or(Some(-1), |row| i64::try_from(*row).ok())?;
        if let Some(number) = seek.once {
            self.kept.often.set(number, row);
        }
        Some(row)
    }

    /// The rows of a key.
    #[inline(always)]
    fn rows_of(&self, seek: &'q Seek<'q>) -> Option<&'q [usize]> {
        match self.at(seek.of) {
            Cell::Text(span) => seek.key.table.find_text(self.row.text(span)),
            Cell::Choice(one) => seek.key.choices.get(one.variant as usize).copied(),
            _ => None,
        }
    }

    fn text(&self, spot: Spot) -> Option<&'q str> {
        match self.at(spot) {
            Cell::Text(span) => Some(self.row.text(span)),
            _ => None,
        }
    }

    #[inline(always)]
    fn day(&self, spot: Spot) -> Option<Date> {
        match self.at(spot) {
            Cell::Date(day) => Some(day),
            _ => None,
        }
    }

    /// The whole number of a field.
    #[inline(always)]
    fn whole(&self, spot: Spot) -> Option<i64> {
        self.at(spot).whole()
    }

    /// What is in a field.
    #[inline(always)]
    fn at(&self, spot: Spot) -> Cell {
        self.row.cell(self.records[usize::from(spot.frame) % DEEP], usize::from(spot.slot))
    }

    /// How so many times one register stands to so many times another.
    #[inline(always)]
    fn times(&self, orders: Orders, one: (Register, u32), other: (Register, u32), above_zero: bool) -> Option<bool> {
        let (one_whole, other_whole) = (self.held(one.0), self.held(other.0));
        let product = |whole: i64, times: u32| i128::from(whole) * i128::from(times);
        (!above_zero || other_whole > 0).then(|| orders.hold(&product(one_whole, one.1), &product(other_whole, other.1)))
    }

    /// How two fractions stand to each other.
    fn shares(&self, orders: Orders, first: Register) -> Option<bool> {
        let [a, b, c, d] = [0, 1, 2, 3].map(|at| self.held(first + at));
        let product = |one, other| i128::from(one) * i128::from(other);
        (b > 0 && d > 0).then(|| orders.hold(&product(a, d), &product(c, b)))
    }
}

impl Cell {
    /// The whole number that it is: how much of a unit, which year, which possibility.
    #[inline(always)]
    fn whole(self) -> Option<i64> {
        match self {
            Cell::Number(whole) | Cell::Money(whole, _) | Cell::Days(whole) | Cell::Months(whole) | Cell::Years(whole) => {
                Some(whole)
            }
            Cell::Year(year) => Some(year.into()),
            Cell::Choice(one) => Some(one.variant.into()),
            _ => None,
        }
    }
}
