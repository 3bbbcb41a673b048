//! Whole numbers, fractions, days and rows in the forms of [`super`], as far as they have one.

use super::make::{Around, Make};
use super::{Day, Find, Key, Place, Unit, Whole};
use crate::check::typed::{Aggregate, Bound, Function, Type};
use crate::eval::quick::value::{self, Number, Quick};
use crate::plan::{Expr, Kind, Lookup};
use crate::syntax::ast::BinaryOp;
use crate::value::{ChoiceRef, Value};

/// A whole number, and what it is of.
type Of<'p> = (Whole<'p>, Unit);

impl Unit {
    /// What values of a type are counted in, where they may be whole numbers.
    fn of(ty: &Type) -> Option<Unit> {
        match ty {
            Type::Number => Some(Unit::One),
            Type::Days => Some(Unit::Days),
            Type::Months => Some(Unit::Months),
            Type::Years => Some(Unit::Years),
            Type::Money(money) => money.currency.map(Unit::Money),
            Type::FiscalYear => Some(Unit::Year),
            Type::Choice(choice) => Some(Unit::Choice(*choice)),
            _ => None,
        }
    }
}

impl From<value::Unit> for Unit {
    fn from(unit: value::Unit) -> Unit {
        match unit {
            value::Unit::One => Unit::One,
            value::Unit::Days => Unit::Days,
            value::Unit::Months => Unit::Months,
            value::Unit::Years => Unit::Years,
            value::Unit::Money(currency) => Unit::Money(currency),
        }
    }
}

impl<'p, 'm> Make<'p, 'm> {
    /// A whole number.
    pub(super) fn whole(&mut self, expr: &'p Expr, around: Around<'p>) -> Option<Of<'p>> {
        let (form, unit) = self.whole_form(expr, around)?;
        Some(match (&form, self.once(expr)) {
            (Whole::Same(_) | Whole::Field(_) | Whole::Once(..), _) | (_, None) => (form, unit),
            // The row is kept, which is as good.
            (Whole::Column(find, ..), _) if find.once.is_some() => (form, unit),
            (_, Some(number)) => (Whole::Once(number, Box::new(form)), unit),
        })
    }

    fn whole_form(&mut self, expr: &'p Expr, around: Around<'p>) -> Option<Of<'p>> {
        if let Some(value) = self.constant(expr) {
            return whole(value).map(|(whole, unit)| (Whole::Same(whole), unit));
        }
        if let Some((body, inner)) = self.inside(expr, around) {
            return self.whole(body, inner);
        }
        match &expr.kind {
            Kind::Slot(..) => self.place(expr, around).and_then(|(place, ty)| Some((Whole::Field(place), Unit::of(ty)?))),
            Kind::Column(..) => self.column(expr, None, around),
            Kind::Bound(inner, bound) => self.whole_end(inner, *bound, around),
            Kind::Binary(op, left, right) => self.reckon(*op, left, right, around),
            Kind::Call(Function::FiscalYear, args) => {
                Some((Whole::FiscalYear(Box::new(self.day(args.first()?, around)?)), Unit::Year))
            }
            Kind::Aggregate(Aggregate::Sum, over, Some(taken), ..) => {
                let (list, within) = self.list(over, around)?;
                let (taken, unit) = self.whole(taken, within)?;
                Some((Whole::Sum(list, Box::new(taken)), unit))
            }
            Kind::Aggregate(Aggregate::Count, over, None, ..) => Some((Whole::Count(self.list(over, around)?.0), Unit::One)),
            _ => None,
        }
    }

    /// Where a range of whole numbers begins or ends.
    pub(super) fn whole_end(&mut self, expr: &'p Expr, bound: Bound, around: Around<'p>) -> Option<Of<'p>> {
        if let Some(value) = self.constant(expr) {
            return whole(end(value, bound)?).map(|(whole, unit)| (Whole::Same(whole), unit));
        }
        if let Some((body, inner)) = self.inside(expr, around) {
            return self.whole_end(body, bound, inner);
        }
        self.column(expr, Some(bound), around)
    }

    /// A column of a row.
    fn column(&mut self, expr: &'p Expr, bound: Option<Bound>, around: Around<'p>) -> Option<Of<'p>> {
        let (find, column, ty) = self.found(expr, bound, around)?;
        Some((Whole::Column(find, column, bound), Unit::of(ty)?))
    }

    /// A row, the number of a column of it, and the type of what stands there, or at an end of the range that does.
    fn found(&mut self, expr: &'p Expr, bound: Option<Bound>, around: Around<'p>) -> Option<(Find<'p>, usize, &'m Type)> {
        let Kind::Column(base, column) = &expr.kind else { return None };
        let (find, table) = self.find(base, around)?;
        match (&self.program.tables[table].columns[*column].ty, bound) {
            (Type::Range(of), Some(_)) => Some((find, *column, of)),
            (_, Some(_)) => None,
            (ty, None) => Some((find, *column, ty)),
        }
    }

    fn reckon(&mut self, op: BinaryOp, left: &'p Expr, right: &'p Expr, around: Around<'p>) -> Option<Of<'p>> {
        if let (BinaryOp::Subtract, Some(first), Some(last)) = (op, self.day(right, around), self.day(left, around)) {
            return Some((Whole::Between(Box::new((last, first))), Unit::Days));
        }
        let ((left, of), (right, by)) = (self.whole(left, around)?, self.whole(right, around)?);
        let unit = match (op, of, by) {
            // So few years lead out of those that a fiscal year may be only after more steps than code may have.
            (BinaryOp::Add | BinaryOp::Subtract, Unit::Year, Unit::Years) if matches!(right, Whole::Same(-1000..=1000)) => {
                Unit::Year
            }
            (BinaryOp::Subtract, Unit::Year, Unit::Year) => Unit::Years,
            (_, Unit::Year | Unit::Choice(_), _) => return None,
            (BinaryOp::Add | BinaryOp::Subtract, of, by) if of == by => of,
            (BinaryOp::Multiply, of @ (Unit::One | Unit::Money(_)), Unit::One) => of,
            (BinaryOp::Multiply, Unit::One, by @ Unit::Money(_)) => by,
            _ => return None,
        };
        Some((Whole::Reckon(op, Box::new((left, right))), unit))
    }

    /// A fraction: what stands above its line and below, and what it is of.
    pub(super) fn fraction(&mut self, expr: &'p Expr, around: Around<'p>) -> Option<(Whole<'p>, Whole<'p>, Unit)> {
        if let Some((whole, unit)) = self.whole(expr, around) {
            return Some((whole, Whole::Same(1), unit));
        }
        if let Some(value) = self.constant(expr) {
            let Quick::Number(Number { top, bottom, unit }) = Quick::of(value) else { return None };
            return Some((Whole::Same(top), Whole::Same(bottom), unit.into()));
        }
        if let Some((body, inner)) = self.inside(expr, around) {
            return self.fraction(body, inner);
        }
        let Kind::Binary(op, left, right) = &expr.kind else { return None };
        let ((a, b, of), (c, d, by)) = (self.fraction(left, around)?, self.fraction(right, around)?);
        match (op, of, by, &d) {
            (BinaryOp::Multiply, of @ (Unit::One | Unit::Money(_)), Unit::One, _) => Some((product(a, c), product(b, d), of)),
            (BinaryOp::Multiply, Unit::One, by @ Unit::Money(_), _) => Some((product(a, c), product(b, d), by)),
            // What stands below a line below a line must not be zero either.
            (BinaryOp::Divide, of @ (Unit::One | Unit::Money(_)), Unit::One, Whole::Same(1..)) => {
                Some((product(a, d), product(b, c), of))
            }
            (BinaryOp::Divide, Unit::Money(of), Unit::Money(by), Whole::Same(1..)) if of == by => {
                Some((product(a, d), product(b, c), Unit::One))
            }
            _ => None,
        }
    }

    /// A day.
    pub(super) fn day(&mut self, expr: &'p Expr, around: Around<'p>) -> Option<Day<'p>> {
        if let Some(value) = self.constant(expr) {
            return if let Value::Date(day) = value { Some(Day::Same(*day)) } else { None };
        }
        if let Some((body, inner)) = self.inside(expr, around) {
            return self.day(body, inner);
        }
        match &expr.kind {
            Kind::AsOf => self.settings.as_of.map(Day::Same),
            Kind::Slot(..) => self.place(expr, around).filter(|(_, ty)| **ty == Type::Date).map(|(place, _)| Day::Field(place)),
            Kind::Column(..) => self.day_column(expr, None, around),
            Kind::Bound(inner, bound) => self.day_end(inner, *bound, around),
            Kind::Binary(op @ (BinaryOp::Add | BinaryOp::Subtract), left, right) => {
                let (day, (by, unit)) = (Box::new(self.day(left, around)?), self.whole(right, around)?);
                let by = if *op == BinaryOp::Add { by } else { product(Whole::Same(-1), by) };
                match unit {
                    Unit::Days => Some(Day::DaysAfter(day, by)),
                    Unit::Months => Some(Day::MonthsAfter(day, by, 1)),
                    Unit::Years => Some(Day::MonthsAfter(day, by, 12)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Where a range of days begins or ends.
    pub(super) fn day_end(&mut self, expr: &'p Expr, bound: Bound, around: Around<'p>) -> Option<Day<'p>> {
        if let Some(value) = self.constant(expr) {
            return if let Value::Date(day) = end(value, bound)? { Some(Day::Same(*day)) } else { None };
        }
        match self.inside(expr, around) {
            Some((body, inner)) => self.day_end(body, bound, inner),
            None => self.day_column(expr, Some(bound), around),
        }
    }

    fn day_column(&mut self, expr: &'p Expr, bound: Option<Bound>, around: Around<'p>) -> Option<Day<'p>> {
        let (find, column, ty) = self.found(expr, bound, around)?;
        (*ty == Type::Date).then_some(Day::Column(find, column, bound))
    }

    /// A row of a table, and the table's number.
    fn find(&mut self, expr: &'p Expr, around: Around<'p>) -> Option<(Find<'p>, usize)> {
        if let Some((body, inner)) = self.inside(expr, around) {
            return self.find(body, inner);
        }
        let Kind::Lookup(lookup) = &expr.kind else { return None };
        // The day that decides is the first that is there.
        let on = match lookup.on.first() {
            None => None,
            Some(on) => Some(Box::new(self.day(on, around)?)),
        };
        Some((Find { key: self.key(lookup, around)?, on, once: self.once(expr) }, lookup.table))
    }

    /// A key that is a field: a text or a choice.
    pub(super) fn key(&self, lookup: &'p Lookup, around: Around<'p>) -> Option<Key<'p>> {
        let [key] = &lookup.keys[..] else { return None };
        let (table, (field, ty)) = (&*self.plan.tables[lookup.table], self.place(key, around)?);
        let choices = match ty {
            Type::Text => Vec::new(),
            Type::Choice(choice) => {
                let one = |variant| ChoiceRef { choice: u32::try_from(*choice).unwrap_or(u32::MAX), variant };
                let all = u32::try_from(self.program.choices[*choice].variants.len()).ok()?;
                (0..all).map(|variant| table.find(&[Value::Choice(one(variant))])).collect()
            }
            _ => return None,
        };
        Some(Key { table, field, choices })
    }

    /// A field of a record around, and its type.
    pub(super) fn place(&self, expr: &Expr, around: Around<'p>) -> Option<(Place, &'m Type)> {
        let Kind::Slot(base, at) = &expr.kind else { return None };
        let Kind::Frame(frame) = base.kind else { return None };
        let field = self.plan.projections[at.record].slots[at.slot].field;
        let place = Place { frame: around.frame(frame), slot: at.slot };
        Some((place, &self.program.records[at.record].fields[field].ty))
    }
}

/// The whole number that a value is, and what it is of.
pub(super) fn whole(value: &Value) -> Option<(i64, Unit)> {
    match Quick::of(value) {
        Quick::Number(Number { top, bottom: 1, unit }) => Some((top, unit.into())),
        Quick::Year(year) => Some((year.into(), Unit::Year)),
        Quick::Choice(one) => Some((one.variant.into(), Unit::Choice(one.choice as usize))),
        _ => None,
    }
}

/// Where a range begins or ends.
pub(super) fn end(value: &Value, bound: Bound) -> Option<&Value> {
    match (value, bound) {
        (Value::Range(ends), Bound::Start) => Some(&ends.0),
        (Value::Range(ends), Bound::End) => Some(&ends.1),
        _ => None,
    }
}

/// The product of two whole numbers, where it is known beforehand as it is then.
fn product<'p>(one: Whole<'p>, other: Whole<'p>) -> Whole<'p> {
    match (one, other) {
        (Whole::Same(1), whole) | (whole, Whole::Same(1)) => whole,
        (Whole::Same(one), Whole::Same(other)) if let Some(product) = one.checked_mul(other) => Whole::Same(product),
        parts => Whole::Reckon(BinaryOp::Multiply, Box::new(parts)),
    }
}
