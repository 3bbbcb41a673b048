//! Asking the forms of [`super`] of a record: of what is not there, not whole or too large they say nothing.

use super::measure::{end, whole};
use super::{Day, Find, Key, List, Memo, Place, Test, Whole, Words};
use crate::check::typed::Bound;
use crate::eval::quick::Judge;
use crate::eval::quick::cells::{Cell, holds};
use crate::eval::quick::value::{Quick, Truth};
use crate::plan::{Expr, Row};
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::{Date, FiscalYear, Value, Why};

impl<'q> Judge<'q> {
    /// Whether a condition holds.
    #[inline(always)]
    pub(super) fn test(&mut self, test: &'q Test<'q>) -> Truth {
        if let Test::Sure(truth) = test { *truth } else { self.tested(test) }
    }

    fn tested(&mut self, test: &'q Test<'q>) -> Truth {
        match test {
            Test::Sure(truth) => *truth,
            Test::Or(form, expr) => self.form_or(form, expr),
            Test::All(parts) => {
                let mut all = Truth::True;
                for part in parts {
                    all = all.and(self.test(part));
                    if all == Truth::False {
                        break;
                    }
                }
                all
            }
            Test::Any(parts) => {
                let mut any = Truth::False;
                for part in parts {
                    any = any.or(self.test(part));
                    if any == Truth::True {
                        break;
                    }
                }
                any
            }
            Test::Not(inner) => self.test(inner).not(),
            Test::Other(expr) => self.eval(expr).truth(),
            form => self.form(form),
        }
    }

    /// Whether what has a form holds; unsure where that says nothing.
    #[inline(always)]
    fn form(&mut self, form: &'q Test<'q>) -> Truth {
        match form {
            Test::Wholes(op, left, right) => {
                let (Some(left), Some(right)) = (self.whole(left), self.whole(right)) else { return Truth::Unsure };
                holds(*op, left.cmp(&right)).map_or(Truth::Unsure, Truth::from)
            }
            Test::Fact(place) => match self.cell(*place) {
                Some(Cell::Bool(truth)) => Truth::from(truth),
                _ => Truth::Unsure,
            },
            Test::Each(kind, list, body) => self.of_each(*kind, list, body.as_deref()),
            Test::Once(number, inner) => {
                if let Memo::Truth(truth) = self.kept.often[*number] {
                    return truth;
                }
                let truth = self.test(inner);
                self.kept.often[*number] = Memo::Truth(truth);
                truth
            }
            Test::Within(parts) => {
                let [whole, start, end] = &**parts;
                let (Some(whole), Some(start), Some(end)) = (self.whole(whole), self.whole(start), self.whole(end)) else {
                    return Truth::Unsure;
                };
                Truth::from(start <= whole && whole <= end)
            }
            Test::Days(op, left, right) => {
                let (Some(left), Some(right)) = (self.day(left), self.day(right)) else { return Truth::Unsure };
                holds(*op, left.cmp(&right)).map_or(Truth::Unsure, Truth::from)
            }
            Test::Sure(_) | Test::All(_) | Test::Any(_) | Test::Not(_) | Test::Or(..) | Test::Other(_) => self.test(form),
            other => self.less_often(other).map_or(Truth::Unsure, Truth::from),
        }
    }

    /// The same of what is asked less often.
    #[inline(never)]
    fn less_often(&mut self, form: &'q Test<'q>) -> Option<bool> {
        match form {
            Test::Fractions(op, parts) => {
                let [a, b, c, d] = &**parts;
                let [a, b, c, d] = [self.whole(a)?, self.whole(b)?, self.whole(c)?, self.whole(d)?];
                let product = |one, other| i128::from(one) * i128::from(other);
                if b > 0 && d > 0 { holds(*op, product(a, d).cmp(&product(c, b))) } else { None }
            }
            Test::Words(same, place, words) => {
                let words = match words {
                    Words::Same(words) => words,
                    Words::Field(place) => self.text(*place)?,
                };
                Some((self.text(*place)? == words) == *same)
            }
            Test::OneOf(place, bits) => match self.cell(*place)? {
                Cell::Choice(one) => one.bit().map(|bit| bits & bit != 0),
                _ => None,
            },
            Test::Holds(place, bits) => match self.cell(*place)? {
                Cell::Choices(_, held) => Some(held & bits == *bits),
                _ => None,
            },
            Test::HasRow(key) => self.rows_of(key).map(|rows| !rows.is_empty()),
            Test::Present(place) => match self.cell(*place)? {
                Cell::Unknown(Why::Absent) => Some(false),
                Cell::Unknown(_) | Cell::Other(_) => None,
                _ => Some(true),
            },
            Test::Empty(place) => match self.cell(*place)? {
                Cell::Records(_, count) | Cell::Set(_, count) | Cell::List(_, count) => Some(count == 0),
                Cell::Choices(_, bits) => Some(bits == 0),
                Cell::Text(span) => Some(self.row.text(span).is_empty()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The same; where that is unsure, as the plan has it.
    #[inline(always)]
    fn form_or(&mut self, form: &'q Test<'q>, expr: &'q Expr) -> Truth {
        match self.form(form) {
            Truth::Unsure => self.eval(expr).truth(),
            sure => sure,
        }
    }

    fn of_each(&mut self, kind: Quantifier, list: &'q List<'q>, body: Option<&'q Test<'q>>) -> Truth {
        // Whether there is a counterexample, or an instance.
        let mut found = Truth::False;
        let known = self.elements(list, |judge, counts| {
            if counts != Truth::False {
                let holds = match body {
                    None => Truth::True,
                    // At once: it is asked of every element.
                    Some(Test::Or(form, expr)) => judge.form_or(form, expr),
                    Some(body) => judge.test(body),
                };
                found = found.or(counts.and(if kind == Quantifier::Every { holds.not() } else { holds }));
            }
            (found != Truth::True).then_some(())
        });
        match (known, kind) {
            (None, _) => Truth::Unsure,
            (_, Quantifier::Some) => found,
            _ => found.not(),
        }
    }

    /// Goes over the records of a list, each with whether it counts, until `each` has enough; none where the list is not at hand.
    #[inline(always)]
    fn elements(&mut self, list: &'q List<'q>, mut each: impl FnMut(&mut Self, Truth) -> Option<()>) -> Option<()> {
        let Some(Cell::Records(mut at, count)) = self.cell(list.field) else { return None };
        let outer = self.depth;
        self.depth = list.frame + 1;
        for _ in 0..count {
            self.frames[list.frame] = Quick::Record(at);
            let counts = list.filter.as_ref().map_or(Truth::True, |filter| self.test(filter));
            if each(self, counts).is_none() {
                break;
            }
            at = self.row.next(at);
        }
        self.depth = outer;
        Some(())
    }

    /// A whole number.
    #[inline(always)]
    fn whole(&mut self, form: &'q Whole<'q>) -> Option<i64> {
        match form {
            Whole::Same(whole) => Some(*whole),
            Whole::Field(place) => self.cell(*place)?.whole(),
            Whole::Once(number, inner) => match self.kept.often[*number] {
                Memo::Whole(whole) => whole,
                _ => {
                    let whole = self.reckoned(inner);
                    self.kept.often[*number] = Memo::Whole(whole);
                    whole
                }
            },
            form => self.reckoned(form),
        }
    }

    #[inline(never)]
    fn reckoned(&mut self, form: &'q Whole<'q>) -> Option<i64> {
        match form {
            Whole::Same(whole) => Some(*whole),
            Whole::Field(place) => self.cell(*place)?.whole(),
            Whole::Once(_, inner) => self.reckoned(inner),
            Whole::Column(find, column, bound) => whole(part(&self.find(find)?.values[*column], *bound)?).map(|(whole, _)| whole),
            Whole::Reckon(op, parts) => {
                let (one, other) = (self.reckoned(&parts.0)?, self.reckoned(&parts.1)?);
                match op {
                    BinaryOp::Add => one.checked_add(other),
                    BinaryOp::Subtract => one.checked_sub(other),
                    BinaryOp::Multiply => one.checked_mul(other),
                    _ => None,
                }
            }
            Whole::FiscalYear(day) => Some(FiscalYear::of(self.day(day)?, self.plan.fiscal_year_start).0.into()),
            Whole::Between(days) => Some(self.day(&days.0)?.days_since(self.day(&days.1)?)),
            Whole::Sum(list, taken) => {
                let mut sum = Some(0_i64);
                self.elements(list, |judge, counts| {
                    sum = match counts {
                        Truth::True => sum.zip(judge.whole(taken)).and_then(|(sum, next)| sum.checked_add(next)),
                        Truth::False => sum,
                        _ => None,
                    };
                    sum.map(|_| ())
                })?;
                sum
            }
            Whole::Count(list) => {
                let mut count = Some(0_i64);
                self.elements(list, |_, counts| {
                    count = match counts {
                        Truth::True => count.map(|count| count + 1),
                        Truth::False => count,
                        _ => None,
                    };
                    count.map(|_| ())
                })?;
                count
            }
        }
    }

    /// A day.
    #[inline(always)]
    fn day(&mut self, form: &'q Day<'q>) -> Option<Date> {
        match form {
            Day::Field(place) => match self.cell(*place)? {
                Cell::Date(day) => Some(day),
                _ => None,
            },
            form => self.other_day(form),
        }
    }

    #[inline(never)]
    fn other_day(&mut self, form: &'q Day<'q>) -> Option<Date> {
        match form {
            Day::Same(day) => Some(*day),
            Day::Field(_) => self.day(form),
            Day::Column(find, column, bound) => match part(&self.find(find)?.values[*column], *bound)? {
                Value::Date(day) => Some(*day),
                _ => None,
            },
            Day::DaysAfter(day, by) => self.day(day)?.add_days(self.whole(by)?),
            Day::MonthsAfter(day, by, each) => self.day(day)?.add_months(self.whole(by)?.checked_mul(*each)?),
        }
    }

    /// A row: the one of its key that is in force.
    fn find(&mut self, find: &'q Find<'q>) -> Option<&'q Row> {
        let all = &find.key.table.rows;
        if let Some(Memo::Row(row)) = find.once.map(|number| self.kept.often[number]) {
            return row.map(|row| &all[row]);
        }
        let row = self.row_number(find);
        if let Some(number) = find.once {
            self.kept.often[number] = Memo::Row(row);
        }
        row.map(|row| &all[row])
    }

    fn row_number(&mut self, find: &'q Find<'q>) -> Option<usize> {
        let rows = self.rows_of(&find.key)?;
        let Some(on) = &find.on else { return rows.first().copied() };
        let day = self.day(on)?;
        rows.iter().copied().find(|row| find.key.table.rows[*row].in_force(day))
    }

    /// The rows of a key.
    fn rows_of(&self, key: &'q Key<'q>) -> Option<&'q [usize]> {
        match self.cell(key.field)? {
            Cell::Text(span) => key.table.find_text(self.row.text(span)),
            Cell::Choice(one) => key.choices.get(one.variant as usize).copied(),
            _ => None,
        }
    }

    fn text(&self, place: Place) -> Option<&'q str> {
        match self.cell(place)? {
            Cell::Text(span) => Some(self.row.text(span)),
            _ => None,
        }
    }

    /// What is in a field.
    #[inline(always)]
    fn cell(&self, place: Place) -> Option<Cell> {
        match self.frames.get(place.frame) {
            Some(Quick::Record(at)) => Some(self.row.cell(*at, place.slot)),
            _ => None,
        }
    }
}

/// A value, or where the range begins or ends that it is.
fn part(value: &Value, bound: Option<Bound>) -> Option<&Value> {
    match bound {
        None => Some(value),
        Some(bound) => end(value, bound),
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
