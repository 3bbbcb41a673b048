//! Writing the code of a condition from its form.

use super::code::{Code, NOWHERE, Orders, REGISTERS, Register, STEPS, Seek, Spot, Step, Target, end};
use super::measure::{self, whole};
use super::{Day, Find, Key, List, Place, Test, Whole, Words};
use crate::check::typed::Bound;
use crate::finding::Outcome;
use crate::plan::{Expr, Table};
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::{Date, Value};

/// The code of a condition, where its form can be written so. It comes to a pass where the condition is met, to a failure where it is not.
pub(super) fn condition<'p>(test: Test<'p>) -> Option<Code<'p>> {
    let mut writer = Writer::default();
    let no = writer.end(Outcome::Fail);
    writer.test(test, true, no, 0)?;
    writer.finished()
}

/// What a rule asks of a record.
pub(super) struct Asked<'p> {
    /// The days from and until which it applies, by which day.
    pub(super) applies: Option<(Option<Date>, Option<Date>, Day<'p>)>,
    pub(super) when: Test<'p>,
    pub(super) require: Test<'p>,
    pub(super) exceptions: Vec<Test<'p>>,
}

/// The code of a rule.
pub(super) fn rule(asked: Asked<'_>) -> Option<Code<'_>> {
    let mut writer = Writer::default();
    let outside = writer.end(Outcome::NotApplicable);
    if let Some((from, until, by)) = asked.applies {
        writer.day(by, 0)?;
        for (op, day) in [(BinaryOp::GreaterEqual, from), (BinaryOp::LessEqual, until)] {
            if let Some(day) = day {
                writer.step(Step::Put { to: 1, whole: day.number() });
                writer.step(Step::Compare { orders: Orders::of(op)?, one: 0, other: 1, to: outside });
            }
        }
    }
    writer.test(asked.when, true, outside, 0)?;
    let no = writer.end(Outcome::Fail);
    if asked.exceptions.is_empty() {
        writer.test(asked.require, true, no, 0)?;
        return writer.finished();
    }
    let (yes, excepted, fails) = (writer.end(Outcome::Pass), writer.end(Outcome::Excepted), writer.label());
    writer.test(asked.require, true, fails, 0)?;
    writer.step(Step::Jump { to: yes });
    writer.here(fails)?;
    writer.test(Test::Any(asked.exceptions), false, excepted, 0)?;
    writer.step(Step::Jump { to: no });
    writer.finished()
}

/// So many registers hold what is put somewhere ahead.
const AHEAD: Register = 8;

#[derive(Default)]
struct Writer<'p> {
    code: Code<'p>,
    /// Before which step each label stands.
    labels: Vec<Target>,
}

/// Where the loop over a list begins anew, goes on, and ends.
struct Loop {
    frame: u8,
    again: Target,
    next: Target,
    end: Target,
}

impl<'p> Writer<'p> {
    fn finished(mut self) -> Option<Code<'p>> {
        if self.code.steps.len() > STEPS || self.labels.len() >= usize::from(NOWHERE) {
            return None;
        }
        for step in &mut self.code.steps {
            if let Some(target) = step.target() {
                *target = *self.labels.get(usize::from(*target))?;
            }
        }
        Some(self.code)
    }

    fn step(&mut self, step: Step) {
        self.code.steps.push(step);
    }

    fn label(&mut self) -> Target {
        self.labels.push(NOWHERE);
        // Where there are more than that, the code is not finished.
        Target::try_from(self.labels.len() - 1).unwrap_or(NOWHERE)
    }

    /// The label of an outcome.
    fn end(&mut self, outcome: Outcome) -> Target {
        let label = self.label();
        if let Some(place) = self.labels.get_mut(usize::from(label)) {
            *place = end(outcome);
        }
        label
    }

    fn here(&mut self, label: Target) -> Option<()> {
        *self.labels.get_mut(usize::from(label))? = Target::try_from(self.code.steps.len()).ok()?;
        Some(())
    }

    /// Jumps to the label unless the answer is the one that is wanted. Registers from `free` on may be used.
    fn test(&mut self, test: Test<'p>, wanted: bool, to: Target, free: Register) -> Option<()> {
        match test {
            Test::Sure(truth) => {
                if truth != wanted {
                    self.step(Step::Jump { to });
                }
            }
            Test::Not(inner) => self.test(*inner, !wanted, to, free)?,
            Test::All(parts) => self.several(parts, true, wanted, to, free)?,
            Test::Any(parts) => self.several(parts, false, wanted, to, free)?,
            Test::Wholes(op, left, right) => self.compare(op, left, right, wanted, to, free)?,
            Test::Days(op, left, right) => self.days(wanted_orders(op, wanted)?, left, right, to, free)?,
            Test::Fractions(op, parts) => self.shares(wanted_orders(op, wanted)?, *parts, to, free)?,
            Test::Within(parts) => self.within(*parts, wanted, to, free)?,
            Test::Each(kind, list, body) => self.each(kind, list, body.map(|body| *body), wanted, to, free)?,
            Test::Once(number, inner) => self.once(number, *inner, wanted, to, free)?,
            plain => self.plain(plain, wanted, to, free)?,
        }
        Some(())
    }

    /// What is asked of one field.
    fn plain(&mut self, test: Test<'p>, wanted: bool, to: Target, free: Register) -> Option<()> {
        let step = match test {
            Test::Fact(of) => Step::Fact { wanted, of: Spot::of(of)?, to },
            Test::Present(of) => Step::Present { wanted, of: Spot::of(of)?, to },
            Test::Empty(of) => Step::Empty { wanted, of: Spot::of(of)?, to },
            Test::OneOf(of, bits) => Step::OneOf { wanted, of: Spot::of(of)?, to, bits },
            Test::Holds(of, bits) => Step::Holds { wanted, of: Spot::of(of)?, to, bits },
            Test::Words(same, of, Words::Same(words)) => {
                let words = add(&mut self.code.words, words)?;
                Step::Words { wanted: same == wanted, of: Spot::of(of)?, words, to }
            }
            Test::Words(same, of, Words::Field(other)) => {
                Step::SameWords { wanted: same == wanted, of: Spot::of(of)?, other: Spot::of(other)?, to }
            }
            Test::HasRow(key) => Step::HasRow { wanted, find: self.seek(key, None, None)?, to },
            Test::Other(expr, depth) => {
                Step::Ask { wanted, depth: u8::try_from(depth).ok()?, expr: add::<&'p Expr>(&mut self.code.asks, expr)?, to }
            }
            other => return self.test(other, wanted, to, free),
        };
        self.step(step);
        Some(())
    }

    /// All of several, or any.
    fn several(&mut self, mut parts: Vec<Test<'p>>, all: bool, wanted: bool, to: Target, free: Register) -> Option<()> {
        if all == wanted {
            return parts.into_iter().try_for_each(|part| self.test(part, wanted, to, free));
        }
        let Some(last) = parts.pop() else {
            self.step(Step::Jump { to });
            return Some(());
        };
        let settled = self.label();
        for part in parts {
            self.test(part, all, settled, free)?;
        }
        self.test(last, wanted, to, free)?;
        self.here(settled)
    }

    fn compare(
        &mut self,
        op: BinaryOp,
        left: Whole<'p>,
        right: Whole<'p>,
        wanted: bool,
        to: Target,
        free: Register,
    ) -> Option<()> {
        let orders = wanted_orders(op, wanted)?;
        let step = match (left, right) {
            (Whole::Field(one), Whole::Field(other)) => {
                Step::CompareFields { orders, one: Spot::of(one)?, other: Spot::of(other)?, to }
            }
            (Whole::Field(one), Whole::Same(other)) => Step::CompareWith { orders, one: Spot::of(one)?, other, to },
            (Whole::Field(one), right) => {
                let other = self.operand(right, free)?;
                Step::CompareField { orders, one: Spot::of(one)?, other, to }
            }
            (left, Whole::Field(other)) => {
                let one = self.operand(left, free)?;
                Step::CompareField { orders: orders.flipped(), one: Spot::of(other)?, other: one, to }
            }
            (left, right) if let Some((one, other, days)) = span(&left, &right) => {
                Step::CompareSpan { orders, one: Spot::of(one)?, other: Spot::of(other)?, to, days }
            }
            (left, right) => {
                let (one, other) = (self.operand(left, free)?, self.operand(right, free + 1)?);
                Step::Compare { orders, one, other, to }
            }
        };
        self.step(step);
        Some(())
    }

    fn days(&mut self, orders: Orders, left: Day<'p>, right: Day<'p>, to: Target, free: Register) -> Option<()> {
        let step = match (&left, &right) {
            (Day::Field(one), Day::Field(other)) => {
                Step::CompareDays { orders, one: Spot::of(*one)?, other: Spot::of(*other)?, to }
            }
            (Day::Field(one), right) if let Some((other, months)) = months_after(right) => {
                Step::CompareLater { orders, one: Spot::of(*one)?, other: Spot::of(other)?, to, months }
            }
            _ => {
                self.day(left, free)?;
                self.day(right, free + 1)?;
                Step::Compare { orders, one: free, other: free + 1, to }
            }
        };
        self.step(step);
        Some(())
    }

    fn within(&mut self, [of, start, end]: [Whole<'p>; 3], wanted: bool, to: Target, free: Register) -> Option<()> {
        let (from, until) = (self.operand(start, free)?, self.operand(end, free + 1)?);
        if let Whole::Field(of) = of {
            self.step(Step::Within { wanted, of: Spot::of(of)?, from, until, to });
            return Some(());
        }
        let (one, outside) = (self.operand(of, free + 2)?, self.label());
        let orders = Orders::of(BinaryOp::GreaterEqual)?;
        self.step(Step::Compare { orders, one, other: from, to: if wanted { to } else { outside } });
        let orders = wanted_orders(BinaryOp::LessEqual, wanted)?;
        self.step(Step::Compare { orders, one, other: until, to });
        self.here(outside)
    }

    /// Two fractions. Where two of their four parts are known beforehand, so that no more than two are to be compared, that is done at once.
    fn shares(&mut self, orders: Orders, parts: [Whole<'p>; 4], to: Target, free: Register) -> Option<()> {
        let times = |whole: &Whole<'p>| match whole {
            Whole::Same(whole) => u32::try_from(*whole).ok(),
            _ => None,
        };
        let known = [times(&parts[1]), times(&parts[2]), times(&parts[3])];
        let [a, b, c, d] = parts;
        let (other, times, other_times, above_zero) = match known {
            [Some(below), _, Some(times)] if below > 0 && times > 0 => (c, times, below, false),
            [None, Some(share), Some(times)] if times > 0 => (b, times, share, true),
            _ => {
                for (part, register) in [a, b, c, d].into_iter().zip(free..) {
                    self.whole(part, register)?;
                }
                self.step(Step::CompareShares { orders, first: free, to });
                return Some(());
            }
        };
        let (one, other) = (self.operand(a, free)?, self.operand(other, free + 1)?);
        self.step(Step::CompareTimes { orders, one, other, above_zero, to, times, other_times });
        Some(())
    }

    /// Something of each element, or of one at least: where one is found that settles it, the rest is passed over.
    fn each(
        &mut self,
        kind: Quantifier,
        list: List<'p>,
        body: Option<Test<'p>>,
        wanted: bool,
        to: Target,
        free: Register,
    ) -> Option<()> {
        // An instance is looked for, or a counterexample.
        let (instance, answer) = (kind != Quantifier::Every, kind == Quantifier::Some);
        let settled = if answer == wanted { self.label() } else { to };
        let (mut list, mut body, mut free) = (list, body, free);
        for asked in list.filter.as_deref_mut().into_iter().chain(body.as_mut()) {
            self.ahead(asked, &mut free)?;
        }
        let round = self.first(list, free)?;
        match body {
            Some(body) => self.test(body, !instance, settled, free)?,
            None if instance => self.step(Step::Jump { to: settled }),
            None => {}
        }
        self.next(&round)?;
        if answer == wanted {
            self.step(Step::Jump { to });
            self.here(settled)?;
        }
        Some(())
    }

    /// Puts what is worked out once for each record into registers before a loop, rather than in every round of it.
    fn ahead(&mut self, test: &mut Test<'p>, free: &mut Register) -> Option<()> {
        match test {
            Test::Not(inner) => self.ahead(inner, free)?,
            Test::All(parts) | Test::Any(parts) => parts.iter_mut().try_for_each(|part| self.ahead(part, free))?,
            Test::Wholes(_, one, other) => [one, other].into_iter().try_for_each(|whole| self.whole_ahead(whole, free))?,
            Test::Within(parts) => parts.iter_mut().try_for_each(|whole| self.whole_ahead(whole, free))?,
            _ => {}
        }
        Some(())
    }

    fn whole_ahead(&mut self, whole: &mut Whole<'p>, free: &mut Register) -> Option<()> {
        let once = match whole {
            Whole::Once(..) => true,
            Whole::Column(find, ..) => find.once.is_some(),
            _ => false,
        };
        if once && *free < AHEAD {
            self.whole(std::mem::replace(whole, Whole::Ahead(*free)), *free)?;
            *free += 1;
        }
        Some(())
    }

    /// Begins a loop over a list, as far as to what is done with each element that counts.
    fn first(&mut self, list: List<'p>, free: Register) -> Option<Loop> {
        let round = Loop { frame: u8::try_from(list.frame).ok()?, again: self.label(), next: self.label(), end: self.label() };
        self.step(Step::First { frame: round.frame, list: Spot::of(list.field)?, none: round.end });
        self.here(round.again)?;
        if let Some(filter) = list.filter {
            self.test(*filter, true, round.next, free)?;
        }
        Some(round)
    }

    fn next(&mut self, round: &Loop) -> Option<()> {
        self.here(round.next)?;
        self.step(Step::Next { frame: round.frame, back: round.again });
        self.here(round.end)
    }

    /// A condition that is worked out once for each record.
    fn once(&mut self, number: usize, inner: Test<'p>, wanted: bool, to: Target, free: Register) -> Option<()> {
        let (number, no, known) = (u8::try_from(number).ok()?, self.label(), self.label());
        let keep = self.label();
        self.step(Step::Recall { to: within_bounds(free)?, number, known });
        self.test(inner, true, no, free + 1)?;
        self.step(Step::Put { to: free, whole: 1 });
        self.step(Step::Jump { to: keep });
        self.here(no)?;
        self.step(Step::Put { to: free, whole: 0 });
        self.here(keep)?;
        self.step(Step::Keep { from: free, number });
        self.here(known)?;
        self.step(Step::Put { to: within_bounds(free + 1)?, whole: wanted.into() });
        self.step(Step::Compare { orders: Orders::of(BinaryOp::Equal)?, one: free, other: free + 1, to });
        Some(())
    }

    /// The register in which a whole number stands: that one, where it stands in none yet.
    fn operand(&mut self, form: Whole<'p>, to: Register) -> Option<Register> {
        if let Whole::Ahead(register) = form {
            return Some(register);
        }
        self.whole(form, to).map(|()| to)
    }

    /// Puts a whole number into a register; those behind it may be used for that.
    fn whole(&mut self, form: Whole<'p>, to: Register) -> Option<()> {
        let to = within_bounds(to)?;
        let step = match form {
            Whole::Same(whole) => Step::Put { to, whole },
            // Only operands are put somewhere ahead, and those are read where they stand.
            Whole::Ahead(_) => return None,
            Whole::Field(from) => Step::Take { to, from: Spot::of(from)? },
            Whole::Column(find, column, bound) => {
                return self.column(find, to, |value| whole(part(value, bound)?).map(|it| it.0), column);
            }
            Whole::Reckon(op, parts) => {
                let (one, other) = *parts;
                let (one, other) = (self.operand(one, to)?, self.operand(other, to + 1)?);
                match op {
                    BinaryOp::Add => Step::Add { to, one, other },
                    BinaryOp::Subtract => Step::Subtract { to, one, other },
                    BinaryOp::Multiply => Step::Multiply { to, one, other },
                    _ => return None,
                }
            }
            Whole::FiscalYear(day) => match *day {
                Day::Field(from) => Step::YearOf { to, from: Spot::of(from)? },
                day => {
                    self.day(day, to)?;
                    Step::Year { to, day: to }
                }
            },
            Whole::Between(days) => {
                self.day(days.0, to)?;
                self.day(days.1, to + 1)?;
                Step::Subtract { to, one: to, other: to + 1 }
            }
            Whole::Sum(list, taken) => return self.sum(list, *taken, to),
            Whole::Count(list) => return self.sum(list, Whole::Same(1), to),
            Whole::Once(number, inner) => {
                let (number, known) = (u8::try_from(number).ok()?, self.label());
                self.step(Step::Recall { to, number, known });
                self.whole(*inner, to)?;
                self.step(Step::Keep { from: to, number });
                return self.here(known);
            }
        };
        self.step(step);
        Some(())
    }

    fn sum(&mut self, list: List<'p>, taken: Whole<'p>, to: Register) -> Option<()> {
        if let (None, Whole::Field(place)) = (&list.filter, &taken)
            && place.frame == list.frame
        {
            self.step(Step::Total { to, list: Spot::of(list.field)?, slot: Spot::of(*place)?.slot });
            return Some(());
        }
        self.step(Step::Put { to, whole: 0 });
        let round = self.first(list, within_bounds(to + 1)?)?;
        self.whole(taken, to + 1)?;
        self.step(Step::Add { to, one: to, other: to + 1 });
        self.next(&round)
    }

    /// Puts a day into a register.
    fn day(&mut self, form: Day<'p>, to: Register) -> Option<()> {
        let to = within_bounds(to)?;
        let step = match form {
            Day::Same(day) => Step::Put { to, whole: day.number() },
            Day::Field(from) => Step::Day { to, from: Spot::of(from)? },
            Day::Column(find, column, bound) => {
                let day = |value: &Value| match part(value, bound)? {
                    Value::Date(day) => Some(day.number()),
                    _ => None,
                };
                return self.column(find, to, day, column);
            }
            Day::DaysAfter(day, by) => {
                self.day(*day, to)?;
                self.whole(by, to + 1)?;
                Step::DaysLater { to, day: to, by: to + 1 }
            }
            Day::MonthsAfter(day, by, each) => {
                self.day(*day, to)?;
                self.whole(by, to + 1)?;
                self.step(Step::Put { to: within_bounds(to + 2)?, whole: each });
                self.step(Step::Multiply { to: to + 1, one: to + 1, other: to + 2 });
                Step::MonthsLater { to, day: to, by: to + 1 }
            }
        };
        self.step(step);
        Some(())
    }

    /// What a column has in the row that is found, as far as it is whole.
    fn column(&mut self, find: Find<'p>, to: Register, of: impl Fn(&Value) -> Option<i64>, column: usize) -> Option<()> {
        let table: &'p Table = find.key.table;
        let on = match find.on {
            Some(day) => {
                self.day(*day, to + 1)?;
                Some(to + 1)
            }
            None => None,
        };
        let find = self.seek(find.key, on, find.once)?;
        let column = add(&mut self.code.columns, table.rows.iter().map(|row| of(&row.values[column])).collect())?;
        self.step(Step::Column { to, find, column });
        Some(())
    }

    fn seek(&mut self, key: Key<'p>, on: Option<Register>, once: Option<usize>) -> Option<u16> {
        let (of, once) = (Spot::of(key.field)?, once.and_then(|number| u8::try_from(number).ok()));
        add(&mut self.code.finds, Seek { key, of, on, once })
    }
}

/// The orders for which it is not jumped.
fn wanted_orders(op: BinaryOp, wanted: bool) -> Option<Orders> {
    Orders::of(op).map(|orders| if wanted { orders } else { orders.turned() })
}

/// The field and the number of months of a day that comes so many after a field's.
fn months_after(day: &Day<'_>) -> Option<(Place, i32)> {
    match day {
        Day::MonthsAfter(from, Whole::Same(by), each) => match **from {
            Day::Field(from) => Some((from, by.checked_mul(*each)?.try_into().ok()?)),
            _ => None,
        },
        _ => None,
    }
}

/// The two fields whose days are so far apart, and the number of days they are compared with.
fn span(apart: &Whole<'_>, days: &Whole<'_>) -> Option<(Place, Place, i32)> {
    match (apart, days) {
        (Whole::Between(ends), Whole::Same(days)) => match **ends {
            (Day::Field(one), Day::Field(other)) => Some((one, other, (*days).try_into().ok()?)),
            _ => None,
        },
        _ => None,
    }
}

fn within_bounds(register: Register) -> Option<Register> {
    (usize::from(register) < REGISTERS).then_some(register)
}

/// Adds to what steps name by numbers.
fn add<T>(all: &mut Vec<T>, one: T) -> Option<u16> {
    all.push(one);
    u16::try_from(all.len() - 1).ok()
}

/// A value, or where the range begins or ends that it is.
fn part(value: &Value, bound: Option<Bound>) -> Option<&Value> {
    match bound {
        None => Some(value),
        Some(bound) => measure::end(value, bound),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Place, Test};
    use super::{NOWHERE, condition};

    #[test]
    fn a_condition_of_more_parts_than_there_are_places_to_jump_to_has_no_code() {
        let fact = |slot| Test::Fact(Place { frame: 0, slot });
        let known = || Test::Any(vec![Test::Sure(false), Test::Sure(true)]);
        let of = |count: usize| {
            let parts = (0..count).map(|_| known()).chain([Test::Any(vec![fact(0), fact(1)]), Test::Any(vec![fact(2), fact(3)])]);
            condition(Test::All(parts.collect()))
        };
        assert!(of(100).is_some());
        assert!(of(usize::from(NOWHERE)).is_none());
    }
}
