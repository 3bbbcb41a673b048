//! Expressions over cells.

use super::Judge;
use super::cells::{Cell, holds};
use super::value::{Number, Quick, Truth, Unit};
use crate::check::typed::{Aggregate, Bound, Function};
use crate::plan::{Expr, Kind, Lookup, Over, SlotRef};
use crate::syntax::ast::BinaryOp;
use crate::value::{Date, FiscalYear, Value};

impl<'q> Judge<'q> {
    /// Whether a condition holds.
    pub(super) fn truth(&mut self, expr: &'q Expr) -> Truth {
        self.eval(expr).truth()
    }

    /// The value of an expression, where that is sure.
    pub(super) fn eval(&mut self, expr: &'q Expr) -> Quick<'q> {
        if expr.once == 0 {
            return self.work_out(expr);
        }
        if let Some(Some(value)) = self.kept.shared.get(expr.once) {
            return *value;
        }
        let value = self.work_out(expr);
        if self.kept.shared.is_empty() {
            self.kept.shared = vec![None; self.plan.shared];
        }
        self.kept.shared[expr.once] = Some(value);
        value
    }

    fn work_out(&mut self, expr: &'q Expr) -> Quick<'q> {
        match &expr.kind {
            Kind::Const(value) => Quick::of(value),
            Kind::Frame(frame) => self.frame(*frame),
            Kind::Slot(base, slot) => {
                let base = match &base.kind {
                    Kind::Frame(frame) => self.frame(*frame),
                    _ => self.eval(base),
                };
                match base {
                    Quick::Record(at) => self.slot(at, *slot),
                    Quick::Absent => Quick::Absent,
                    other => unknown(other),
                }
            }
            Kind::Column(base, column) => match self.eval(base) {
                Quick::Row(table, row) => Quick::of(&self.plan.tables[table as usize].rows[row as usize].values[*column]),
                other => unknown(other),
            },
            Kind::Let(number) => self.let_value(*number),
            Kind::Parameter(parameter) => match self.settings.parameters.get(*parameter) {
                Some(Some(value)) => Quick::of(value),
                _ => Quick::Unknown,
            },
            Kind::AsOf => self.settings.as_of.map_or(Quick::Unknown, Quick::Date),
            Kind::Define(define, base) => self.define(*define, base.as_deref()),
            Kind::Bound(inner, bound) => self.bound(inner, *bound),
            Kind::Lookup(lookup) => self.lookup(lookup),
            Kind::HasRow(lookup) => self.rows(lookup).map_or_else(|why| why, |rows| Quick::Bool(!rows.is_empty())),
            Kind::Not(inner) => self.truth(inner).not().into(),
            Kind::Negate(inner) => match self.eval(inner) {
                Quick::Number(number) => sure(number.negative()),
                other => unknown(other),
            },
            Kind::And(parts) => self.connective(parts, Truth::False).into(),
            Kind::Or(parts) => self.connective(parts, Truth::True).into(),
            Kind::If(condition, yes, no) => match self.truth(condition) {
                Truth::True => self.eval(yes),
                Truth::False => self.eval(no),
                neither => neither.into(),
            },
            Kind::Binary(op, left, right) => self.binary(*op, left, right),
            Kind::IsPresent(inner) => self.is_present(inner),
            Kind::IsEmpty(inner) => self.is_empty(inner),
            Kind::Call(function, args) => self.call(*function, args),
            Kind::Quantify(kind, over, body) => self.quantify(*kind, over, body.as_deref()),
            Kind::Aggregate(kind, over, taken, _, nothing) => self.aggregate(*kind, over, taken.as_deref(), nothing),
            Kind::Size(inner) => match self.eval(inner) {
                Quick::Set(items) | Quick::List(items) => count(items.len()),
                Quick::Records(_, many) => Quick::Number(Number::whole(many.into(), Unit::One)),
                Quick::Choices(_, bits) => Quick::Number(Number::whole(bits.count_ones().into(), Unit::One)),
                other => unknown(other),
            },
            Kind::GroupKey(_) | Kind::Figure(_) | Kind::Set(_) | Kind::IsKnown(_) => Quick::Unsure,
        }
    }

    fn frame(&self, frame: usize) -> Quick<'q> {
        self.frames[..self.depth].get(frame).copied().unwrap_or(Quick::Unsure)
    }

    /// What is in a slot, its default put in where it was left out.
    pub(super) fn slot(&self, record: u32, at: SlotRef) -> Quick<'q> {
        match self.row.cell(record, at.slot) {
            Cell::Unknown(crate::value::Why::Default) => {
                self.plan.projections[at.record].slots[at.slot].default.as_ref().map_or(Quick::Unsure, Quick::of)
            }
            cell => Quick::of_cell(cell, self.row),
        }
    }

    #[inline(never)]
    fn let_value(&mut self, number: usize) -> Quick<'q> {
        if let Some(Some(value)) = self.reached.get(number) {
            return *value;
        }
        let lets = self.lets;
        // A `let` sees the frames of its rule, not those of the quantifier it is read in.
        let value = if self.depth == self.own {
            self.eval(&lets[number])
        } else {
            let inner = (self.frames, self.depth);
            self.depth = self.own;
            let value = self.eval(&lets[number]);
            (self.frames, self.depth) = inner;
            value
        };
        if let Some(place) = self.reached.get_mut(number) {
            *place = Some(value);
        }
        value
    }

    #[inline(never)]
    fn define(&mut self, define: usize, base: Option<&'q Expr>) -> Quick<'q> {
        let base = match base.map(|base| self.eval(base)) {
            None => None,
            Some(base @ (Quick::Record(_) | Quick::Row(..))) => Some(base),
            Some(other) => return unknown(other),
        };
        let outer = (self.frames, self.depth);
        self.depth = usize::from(base.is_some());
        self.frames[0] = base.unwrap_or(self.frames[0]);
        let value = self.eval(&self.plan.defines[define]);
        (self.frames, self.depth) = outer;
        value
    }

    #[inline(never)]
    fn bound(&mut self, inner: &'q Expr, bound: Bound) -> Quick<'q> {
        match self.eval(inner) {
            Quick::Value(Value::Range(ends)) => Quick::of(if bound == Bound::Start { &ends.0 } else { &ends.1 }),
            Quick::Year(year) => {
                let (year, month) = (FiscalYear(year), self.plan.fiscal_year_start);
                let day = if bound == Bound::Start { year.start(month) } else { year.end(month) };
                day.map_or(Quick::Unsure, Quick::Date)
            }
            other => unknown(other),
        }
    }

    /// The rows of a key; or what a look-up by it comes to.
    fn rows(&mut self, lookup: &'q Lookup) -> Result<&'q [usize], Quick<'q>> {
        let table = &self.plan.tables[lookup.table];
        if let [key] = &lookup.keys[..] {
            return match self.eval(key) {
                key if key.is_unknown() => Err(Quick::Unknown),
                Quick::Text(text) if let Some(rows) = table.find_text(text) => Ok(rows),
                key => table.find_by(|_, known| key.key_order(known)).ok_or(Quick::Unsure),
            };
        }
        const MOST: usize = 4;
        let mut keys = [Quick::Unsure; MOST];
        let keys = keys.get_mut(..lookup.keys.len()).ok_or(Quick::Unsure)?;
        for (place, key) in keys.iter_mut().zip(&lookup.keys) {
            *place = self.eval(key);
        }
        if keys.iter().any(|key| key.is_unknown()) {
            return Err(Quick::Unknown);
        }
        table.find_by(|at, known| keys[at].key_order(known)).ok_or(Quick::Unsure)
    }

    /// The row in force.
    #[inline(never)]
    fn lookup(&mut self, lookup: &'q Lookup) -> Quick<'q> {
        let rows = match self.rows(lookup) {
            Ok([]) => return Quick::Unknown,
            Ok(rows) => rows,
            Err(other) => return other,
        };
        let mut day = None;
        for event in &lookup.on {
            match self.eval(event) {
                Quick::Date(date) => {
                    day = Some(date);
                    break;
                }
                Quick::Absent => {}
                Quick::Unknown if is_field(event) => return Quick::Unknown,
                _ => return Quick::Unsure,
            }
        }
        if day.is_none() && !lookup.on.is_empty() {
            return Quick::Unknown;
        }
        let table = &self.plan.tables[lookup.table];
        let Some(row) = rows.iter().find(|row| day.is_none_or(|day| table.rows[**row].in_force(day))) else {
            return Quick::Unknown;
        };
        match (u32::try_from(lookup.table), u32::try_from(*row)) {
            (Ok(table), Ok(row)) => Quick::Row(table, row),
            _ => Quick::Unsure,
        }
    }

    #[inline(never)]
    fn connective(&mut self, parts: &'q [Expr], decisive: Truth) -> Truth {
        let mut result = decisive.not();
        for part in parts {
            let truth = self.truth(part);
            if truth == decisive {
                return decisive;
            }
            result = if decisive == Truth::False { result.and(truth) } else { result.or(truth) };
        }
        result
    }

    #[inline(never)]
    fn binary(&mut self, op: BinaryOp, left: &'q Expr, right: &'q Expr) -> Quick<'q> {
        match (op, &right.kind) {
            (BinaryOp::In, Kind::Set(items)) => return self.one_of(left, items),
            (BinaryOp::Includes, Kind::Set(items)) => return self.includes(left, items),
            (BinaryOp::In, Kind::Aggregate(Aggregate::Distinct, over, taken, ..)) => {
                return self.among(left, over, taken.as_deref());
            }
            _ => {}
        }
        let (a, b) = (self.eval(left), self.eval(right));
        self.compared(op, a, b)
    }

    /// What comes of two values.
    pub(super) fn compared(&self, op: BinaryOp, a: Quick<'q>, b: Quick<'q>) -> Quick<'q> {
        if a.is_unknown() || b.is_unknown() {
            return Quick::Unknown;
        }
        let text = |holds: fn(&str, &str) -> bool| match (a, b) {
            (Quick::Text(a), Quick::Text(b)) => Some(holds(a, b)),
            _ => None,
        };
        let truth = match op {
            BinaryOp::Equal => a.equals(b),
            BinaryOp::NotEqual => a.equals(b).map(|same| !same),
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                a.order(b).and_then(|order| holds(op, order))
            }
            BinaryOp::In => self.contains(b, a),
            BinaryOp::Includes => self.contains(a, b),
            BinaryOp::StartsWith => text(|text, part| text.starts_with(part)),
            BinaryOp::EndsWith => text(|text, part| text.ends_with(part)),
            BinaryOp::Contains => text(|text, part| text.contains(part)),
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => return arithmetic(op, a, b),
            _ => None,
        };
        truth.map_or(Quick::Unsure, Quick::Bool)
    }

    /// Whether a value is one of those named.
    #[inline(never)]
    fn one_of(&mut self, left: &'q Expr, items: &'q [Expr]) -> Quick<'q> {
        let value = self.eval(left);
        let (mut found, mut sure, mut known) = (false, true, !value.is_unknown());
        for item in items {
            let item = self.eval(item);
            known &= !item.is_unknown();
            let same = value.equals(item);
            found |= same == Some(true);
            sure &= same.is_some();
        }
        settled(known, sure, found)
    }

    /// Whether a set holds each of those named.
    #[inline(never)]
    fn includes(&mut self, left: &'q Expr, items: &'q [Expr]) -> Quick<'q> {
        let whole = self.eval(left);
        let (mut held, mut sure, mut known) = (true, true, !whole.is_unknown());
        for item in items {
            let part = self.eval(item);
            known &= !part.is_unknown();
            let holds = self.contains(whole, part);
            held &= holds == Some(true);
            sure &= holds.is_some();
        }
        settled(known, sure, held)
    }

    /// Whether a value is among those of a list's elements.
    #[inline(never)]
    fn among(&mut self, left: &'q Expr, over: &'q Over, taken: Option<&'q Expr>) -> Quick<'q> {
        let value = self.eval(left);
        let (mut found, mut sure, mut known) = (false, true, !value.is_unknown());
        let all = self.each(over, &mut |judge, counts| {
            let other = match (counts, taken) {
                (Truth::False, _) => return true,
                (Truth::True, Some(taken)) => judge.eval(taken),
                (truth, _) => truth.into(),
            };
            known &= !other.is_unknown();
            let same = value.equals(other);
            found |= same == Some(true);
            sure &= same.is_some();
            true
        });
        settled(known && all != Truth::Unknown, sure && all == Truth::True, found)
    }

    fn contains(&self, whole: Quick<'q>, part: Quick<'q>) -> Option<bool> {
        match (whole, part) {
            (Quick::Choices(..), _) | (_, Quick::Choices(..)) => match (whole.choices(), part.choices()) {
                (Some((of, whole)), Some((choice, parts))) => (of == choice).then_some(whole & parts == parts),
                _ => None,
            },
            (Quick::Set(items), part) => self.holds(items, part),
            (Quick::Value(Value::Set(_)), Quick::Set(parts)) => {
                all(parts.iter().map(|part| self.contains(whole, Quick::of_cell(*part, self.row))))
            }
            (Quick::Value(Value::Set(items)), part) => any(items.iter().map(|item| part.equals(Quick::of(item)))),
            (Quick::Value(Value::Range(ends)), Quick::Year(year))
                if let (Value::FiscalYear(from), Value::FiscalYear(to)) = &**ends =>
            {
                Some((from.0..=to.0).contains(&year))
            }
            (Quick::Value(Value::Range(ends)), part) => {
                let (start, end) = (Quick::of(&ends.0).order(part)?, part.order(Quick::of(&ends.1))?);
                Some(start.is_le() && end.is_le())
            }
            _ => None,
        }
    }

    /// Whether the values of a set hold another, or all of several.
    fn holds(&self, items: &'q [Cell], part: Quick<'q>) -> Option<bool> {
        let one = |part: Quick<'q>| any(items.iter().map(|item| part.equals(Quick::of_cell(*item, self.row))));
        match part {
            Quick::Set(parts) => all(parts.iter().map(|part| one(Quick::of_cell(*part, self.row)))),
            Quick::Value(Value::Set(parts)) => all(parts.iter().map(|part| one(Quick::of(part)))),
            part => one(part),
        }
    }

    fn is_present(&mut self, inner: &'q Expr) -> Quick<'q> {
        match self.eval(inner) {
            Quick::Unsure => Quick::Unsure,
            // What an absent fact went into counts as absent too.
            Quick::Unknown if !is_field(inner) => Quick::Unsure,
            Quick::Unknown => Quick::Unknown,
            value => Quick::Bool(!matches!(value, Quick::Absent)),
        }
    }

    #[inline(never)]
    fn is_empty(&mut self, inner: &'q Expr) -> Quick<'q> {
        match self.eval(inner) {
            Quick::Set(items) | Quick::List(items) => Quick::Bool(items.is_empty()),
            Quick::Records(_, many) => Quick::Bool(many == 0),
            Quick::Choices(_, bits) => Quick::Bool(bits == 0),
            Quick::Value(Value::List(items) | Value::Set(items)) => Quick::Bool(items.is_empty()),
            Quick::Text(text) => Quick::Bool(text.is_empty()),
            other => unknown(other),
        }
    }

    #[inline(never)]
    fn call(&mut self, function: Function, args: &'q [Expr]) -> Quick<'q> {
        let first = self.eval(&args[0]);
        let second = args.get(1).map_or(first, |second| self.eval(second));
        if first.is_unknown() || second.is_unknown() {
            return Quick::Unknown;
        }
        let whole = |count: i64, unit| Quick::Number(Number::whole(count, unit));
        match (function, first) {
            (Function::FiscalYear, Quick::Date(day)) => Quick::Year(FiscalYear::of(day, self.plan.fiscal_year_start).0),
            (Function::Year, Quick::Date(day)) => whole(day.year().into(), Unit::One),
            (Function::Month, Quick::Date(day)) => whole(day.month().into(), Unit::One),
            (Function::Day, Quick::Date(day)) => whole(day.day().into(), Unit::One),
            (Function::Days, Quick::Number(Number { top, bottom: 1, unit: Unit::One })) => whole(top, Unit::Days),
            (Function::Months, Quick::Number(Number { top, bottom: 1, unit: Unit::One })) => whole(top, Unit::Months),
            (Function::Years, Quick::Number(Number { top, bottom: 1, unit: Unit::One })) => whole(top, Unit::Years),
            (Function::Number, Quick::Number(Number { top, bottom: 1, unit: Unit::Days | Unit::Months | Unit::Years })) => {
                whole(top, Unit::One)
            }
            (Function::Length, Quick::Text(text)) => count(text.chars().count()),
            (Function::Abs, Quick::Number(number)) if number.top >= 0 => first,
            (Function::Min | Function::Max, _) => match (function, first.order(second)) {
                (_, None) => Quick::Unsure,
                (Function::Min, Some(std::cmp::Ordering::Less)) | (Function::Max, Some(std::cmp::Ordering::Greater)) => first,
                _ => second,
            },
            _ => Quick::Unsure,
        }
    }
}

/// What something comes to that is asked of a value of another kind: unknown where that is.
fn unknown<'q>(value: Quick<'q>) -> Quick<'q> {
    if value.is_unknown() { Quick::Unknown } else { Quick::Unsure }
}

/// Whether it is a field of a record that is there: what is unknown of it is not absent only because something else is.
fn is_field(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Slot(base, _) => matches!(base.kind, Kind::Frame(_)) || is_field(base),
        _ => false,
    }
}

/// A truth made of several parts.
fn settled<'q>(known: bool, sure: bool, truth: bool) -> Quick<'q> {
    match (known, sure) {
        (false, _) => Quick::Unknown,
        (true, true) => Quick::Bool(truth),
        (true, false) => Quick::Unsure,
    }
}

fn sure<'q>(number: Option<Number>) -> Quick<'q> {
    number.map_or(Quick::Unsure, Quick::Number)
}

pub(super) fn count<'q>(many: usize) -> Quick<'q> {
    i64::try_from(many).map_or(Quick::Unsure, |many| Quick::Number(Number::whole(many, Unit::One)))
}

/// True where any is; false where none is; none where that cannot be said. All of them have to be known.
fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut found = false;
    for part in parts {
        found |= part?;
    }
    Some(found)
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    any(parts.map(|part| part.map(|truth| !truth))).map(|found| !found)
}

pub(super) fn arithmetic<'q>(op: BinaryOp, a: Quick<'q>, b: Quick<'q>) -> Quick<'q> {
    match (op, a, b) {
        (BinaryOp::Add, Quick::Number(a), Quick::Number(b)) => sure(a.plus(b)),
        (BinaryOp::Subtract, Quick::Number(a), Quick::Number(b)) => sure(b.negative().and_then(|b| a.plus(b))),
        (BinaryOp::Multiply, Quick::Number(a), Quick::Number(b)) => sure(a.times(b)),
        (BinaryOp::Divide, Quick::Number(a), Quick::Number(b)) => sure(a.over(b)),
        (BinaryOp::Subtract, Quick::Date(a), Quick::Date(b)) => Quick::Number(Number::whole(a.days_since(b), Unit::Days)),
        (BinaryOp::Subtract, Quick::Value(Value::Moment(a)), Quick::Value(Value::Moment(b))) => {
            Quick::Number(Number::whole(a.days_since(*b), Unit::Days))
        }
        (BinaryOp::Add, Quick::Date(day), Quick::Number(by)) | (BinaryOp::Add, Quick::Number(by), Quick::Date(day)) => {
            shift(day, Some(by))
        }
        (BinaryOp::Subtract, Quick::Date(day), Quick::Number(by)) => shift(day, by.negative()),
        (BinaryOp::Subtract, Quick::Year(a), Quick::Year(b)) => {
            Quick::Number(Number::whole(i64::from(a) - i64::from(b), Unit::Years))
        }
        (BinaryOp::Add, Quick::Year(year), Quick::Number(by)) | (BinaryOp::Add, Quick::Number(by), Quick::Year(year)) => {
            shift_year(year, Some(by))
        }
        (BinaryOp::Subtract, Quick::Year(year), Quick::Number(by)) => shift_year(year, by.negative()),
        _ => Quick::Unsure,
    }
}

fn shift<'q>(day: Date, by: Option<Number>) -> Quick<'q> {
    let moved = match by {
        Some(Number { top, bottom: 1, unit: Unit::Days }) => day.add_days(top),
        Some(Number { top, bottom: 1, unit: Unit::Months }) => day.add_months(top),
        Some(Number { top, bottom: 1, unit: Unit::Years }) => day.add_years(top),
        _ => None,
    };
    moved.map_or(Quick::Unsure, Quick::Date)
}

fn shift_year<'q>(year: i32, by: Option<Number>) -> Quick<'q> {
    match by {
        Some(Number { top, bottom: 1, unit: Unit::Years }) => {
            i32::try_from(top).ok().and_then(|count| year.checked_add(count)).map_or(Quick::Unsure, Quick::Year)
        }
        _ => Quick::Unsure,
    }
}
