//! Values that have an order, as whole numbers on a line: yen, days, years. One step is the smallest unit in which such a value is written.

use crate::value::{Currency, Date, Exact, FiscalYear, Moment, Money, Value, ops};

/// A line of values.
pub(super) struct Line {
    kind: Kind,
    side: Side,
}

/// What a step is.
enum Kind {
    /// So many digits behind the point.
    Money(Currency, u32),
    Number(u32),
    /// Of hundredths.
    Percent(u32),
    Day,
    /// A day, at the same time of the day.
    Moment(Moment),
    FiscalYear,
    Days,
    Months,
    Years,
}

/// What the value is of a range.
enum Side {
    Alone,
    /// Its first end, with the last as it is.
    First(Value),
    /// Its last end, with the first as it is.
    Last(Value),
}

/// Days out: no month of the next year is passed over.
const DAYS: [i128; 20] = [1, 7, 14, 30, 45, 61, 76, 91, 122, 152, 183, 213, 244, 274, 305, 335, 366, 1_461, 3_653, 32_850];

/// The most digits behind the point that a step may have.
const FINEST: u32 = 6;

impl Line {
    /// The lines that a value lies on: one, or two of a range; none of what has no order. Steps are as fine as the values compared with.
    pub(super) fn through(value: &Value, beside: &[Value]) -> Vec<Line> {
        match value {
            Value::Range(ends) => {
                let line = |end: &Value, side: Side| Line::kind(end, beside).map(|kind| Line { kind, side });
                [line(&ends.0, Side::First(ends.1.clone())), line(&ends.1, Side::Last(ends.0.clone()))]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            value => Line::kind(value, beside).map(|kind| Line { kind, side: Side::Alone }).into_iter().collect(),
        }
    }

    fn kind(value: &Value, beside: &[Value]) -> Option<Kind> {
        let like = |known: &&Value| std::mem::discriminant(*known) == std::mem::discriminant(value);
        let digits = |percent: u32| {
            let all = beside.iter().filter(like).chain([value]);
            all.filter_map(measure).map(|amount| decimals(amount).saturating_sub(percent)).max().unwrap_or_default()
        };
        Some(match value {
            Value::Money(money) => Kind::Money(money.currency, digits(0).max(money.currency.minor_digits())),
            Value::Number(_) => Kind::Number(digits(0)),
            Value::Percent(_) => Kind::Percent(digits(2)),
            Value::Date(_) => Kind::Day,
            Value::Moment(moment) => Kind::Moment(*moment),
            Value::FiscalYear(_) => Kind::FiscalYear,
            Value::Days(_) => Kind::Days,
            Value::Months(_) => Kind::Months,
            Value::Years(_) => Kind::Years,
            _ => return None,
        })
    }

    /// Whether it is of days or years of the calendar, which have no zero.
    pub(super) fn is_calendar(&self) -> bool {
        matches!(self.kind, Kind::Day | Kind::Moment(_) | Kind::FiscalYear)
    }

    /// Whether it is of days of the calendar.
    pub(super) fn is_days(&self) -> bool {
        matches!(self.kind, Kind::Day | Kind::Moment(_))
    }

    /// How many steps an amount is.
    fn scale(&self) -> Exact {
        let digits = match self.kind {
            Kind::Money(_, digits) | Kind::Number(digits) => digits,
            Kind::Percent(digits) => digits + 2,
            _ => 0,
        };
        Exact::from(10_i64.pow(digits))
    }

    /// Where on the line a value lies; between two steps, the one below.
    pub(super) fn at(&self, value: &Value) -> Option<i128> {
        let end = match (value, &self.side) {
            (Value::Range(ends), Side::First(_)) => &ends.0,
            (Value::Range(ends), Side::Last(_)) => &ends.1,
            (value, _) => value,
        };
        let same = match (&self.kind, end) {
            (Kind::Money(currency, _), Value::Money(money)) => *currency == money.currency,
            (Kind::Number(_) | Kind::Percent(_), Value::Number(_) | Value::Percent(_))
            | (Kind::Day | Kind::Moment(_), Value::Date(_) | Value::Moment(_))
            | (Kind::FiscalYear, Value::FiscalYear(_))
            | (Kind::Days, Value::Days(_))
            | (Kind::Months, Value::Months(_))
            | (Kind::Years, Value::Years(_)) => true,
            _ => false,
        };
        if same { measure(end)?.checked_mul(self.scale()).ok().map(Exact::floor) } else { None }
    }

    /// The value at a place.
    pub(super) fn value(&self, at: i128) -> Option<Value> {
        let end = self.end(at)?;
        let (first, last) = match &self.side {
            Side::Alone => return Some(end),
            Side::First(last) => (&end, last),
            Side::Last(first) => (first, &end),
        };
        ops::compare(first, last).is_ok_and(std::cmp::Ordering::is_le).then(|| ops::make_range(first, last))
    }

    fn end(&self, at: i128) -> Option<Value> {
        let amount = || Exact::ratio(at, self.scale().numerator()).ok();
        let count = || i64::try_from(at).ok();
        let day = || first_day()?.add_days(count()?);
        Some(match self.kind {
            Kind::Money(currency, _) => Value::Money(Money { amount: amount()?, currency }),
            Kind::Number(_) => Value::Number(amount()?),
            Kind::Percent(_) => Value::Percent(amount()?),
            Kind::Day => Value::Date(day()?),
            Kind::Moment(moment) => Value::Moment(moment.on(day()?)),
            Kind::FiscalYear => Value::FiscalYear(FiscalYear(i32::try_from(at).ok().filter(|year| (1..=9999).contains(year))?)),
            Kind::Days => Value::Days(count()?),
            Kind::Months => Value::Months(count()?),
            Kind::Years => Value::Years(count()?),
        })
    }

    /// How far it is from one place to another.
    pub(super) fn distance(&self, from: i128, to: i128) -> Option<Value> {
        let steps = i128::try_from(from.abs_diff(to)).ok()?;
        match self.kind {
            Kind::Day | Kind::Moment(_) => i64::try_from(steps).ok().map(Value::Days),
            Kind::FiscalYear => i64::try_from(steps).ok().map(Value::Years),
            _ => self.end(steps),
        }
    }

    /// The places that a value compared with may have to do with: its own, those of its ends or items; of a fiscal year, its first and last day.
    pub(super) fn places(&self, value: &Value, start_month: u32) -> Vec<i128> {
        match value {
            Value::Range(ends) => [&ends.0, &ends.1].into_iter().flat_map(|end| self.places(end, start_month)).collect(),
            Value::FiscalYear(year) if self.is_days() => {
                let days = [year.start(start_month), year.end(start_month)].into_iter().flatten();
                days.filter_map(|day| self.at(&Value::Date(day))).collect()
            }
            Value::Date(day) if matches!(self.kind, Kind::FiscalYear) => {
                self.at(&Value::FiscalYear(FiscalYear::of(*day, start_month))).into_iter().collect()
            }
            value => self.at(value).into_iter().collect(),
        }
    }

    /// How far to look, step by step further out.
    pub(super) fn strides(&self) -> &'static [i128] {
        match self.kind {
            Kind::Day | Kind::Moment(_) => &DAYS,
            Kind::FiscalYear => &[1, 2, 4, 8, 16, 32, 64],
            Kind::Days | Kind::Months | Kind::Years => &[1, 4, 16, 64, 256, 1_024],
            Kind::Money(..) | Kind::Number(_) | Kind::Percent(_) => {
                &[1, 1 << 4, 1 << 8, 1 << 12, 1 << 16, 1 << 20, 1 << 24, 1 << 28, 1 << 32, 1 << 36, 1 << 40]
            }
        }
    }
}

/// How much a value is, in units of its kind.
pub(super) fn measure(value: &Value) -> Option<Exact> {
    Some(match value {
        Value::Number(amount) | Value::Percent(amount) => *amount,
        Value::Money(money) => money.amount,
        Value::Date(day) => Exact::from(day.days_since(first_day()?)),
        Value::Moment(moment) => Exact::from(moment.date().days_since(first_day()?)),
        Value::FiscalYear(year) => Exact::from(i64::from(year.0)),
        Value::Days(count) | Value::Months(count) | Value::Years(count) => Exact::from(*count),
        _ => return None,
    })
}

/// The day from which days are counted.
fn first_day() -> Option<Date> {
    Date::ymd(1, 1, 1)
}

/// The digits behind the point; of a fraction that has no end, none.
fn decimals(amount: Exact) -> u32 {
    let whole = |digits: &u32| amount.checked_mul(Exact::from(10_i64.pow(*digits))).is_ok_and(Exact::is_integer);
    (0..=FINEST + 2).find(whole).unwrap_or_default()
}
