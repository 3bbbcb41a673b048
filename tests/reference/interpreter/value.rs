//! Values, and why there may be none. Numbers are fractions of whole numbers of any size.

use std::cmp::Ordering;
use std::rc::Rc;

use num_bigint::BigInt;
use num_rational::BigRational;
use sadame::value as engine;

use super::calendar::{Day, Moment};

/// An exact number.
pub type Number = BigRational;

/// Why a value is not known: the language tells these two apart, with `is present`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// An optional fact was left out: there is none.
    Absent,
    /// It is missing, unreadable, or cannot be computed.
    Lacking,
}

/// What is known of a fact.
pub type Fact = Result<Value, Why>;

/// Whether something holds, as far as that is known.
pub type Truth = Result<bool, Why>;

/// A value.
#[derive(Debug, Clone)]
pub enum Value {
    Bool(bool),
    Text(Rc<str>),
    Number(Number),
    Percent(Number),
    /// An amount, and its currency.
    Money(Number, Rc<str>),
    Date(Day),
    Moment(Moment),
    /// By the calendar year in which it starts.
    FiscalYear(i64),
    Days(i64),
    Months(i64),
    Years(i64),
    /// Both ends belong to it.
    Range(Rc<(Value, Value)>),
    /// The number of the possibility in its choice.
    Choice(usize),
    List(Rc<Vec<Value>>),
    /// Each value once, in order.
    Set(Rc<Vec<Value>>),
    /// What is known of each field.
    Record(Rc<Vec<Fact>>),
    /// The number of the table, and of the row in it.
    Row(usize, usize),
}

/// A number, where the language can hold it: a fraction of two whole numbers of 128 bits.
pub fn held(number: Number) -> Result<Number, Why> {
    let fits = i128::try_from(number.numer()).is_ok() && i128::try_from(number.denom()).is_ok();
    if fits { Ok(number) } else { Err(Why::Lacking) }
}

/// A whole number as a number.
pub fn whole(count: impl Into<BigInt>) -> Number {
    Number::from_integer(count.into())
}

/// The order of two values of one kind: what `<` goes by.
pub fn compare(left: &Value, right: &Value) -> Result<Ordering, Why> {
    use Value::{Date, Days, FiscalYear, Moment, Money, Months, Number, Percent, Years};
    match (left, right) {
        (Number(left) | Percent(left), Number(right) | Percent(right)) => Ok(left.cmp(right)),
        (Money(left, currency), Money(right, other)) if currency == other => Ok(left.cmp(right)),
        (Date(left), Date(right)) => Ok(left.cmp(right)),
        (Moment(left), Moment(right)) => Ok(left.instant().cmp(&right.instant())),
        (FiscalYear(left), FiscalYear(right)) | (Days(left), Days(right)) => Ok(left.cmp(right)),
        (Months(left), Months(right)) | (Years(left), Years(right)) => Ok(left.cmp(right)),
        _ => Err(Why::Lacking),
    }
}

/// Whether two values are equal: of two currencies that cannot be said.
pub fn equal(left: &Value, right: &Value) -> Truth {
    match (left, right) {
        (Value::Money(_, currency), Value::Money(_, other)) if currency != other => Err(Why::Lacking),
        _ => Ok(order(left, right).is_eq()),
    }
}

/// An order for sets and groups, in which only what is equal stands level.
pub fn order(left: &Value, right: &Value) -> Ordering {
    let all = |left: &[Value], right: &[Value]| {
        let pairs = left.iter().zip(right).map(|(left, right)| order(left, right));
        pairs.fold(Ordering::Equal, Ordering::then).then(left.len().cmp(&right.len()))
    };
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Money(left, currency), Value::Money(right, other)) => currency.cmp(other).then(left.cmp(right)),
        (Value::Choice(left), Value::Choice(right)) => left.cmp(right),
        (Value::Range(left), Value::Range(right)) => order(&left.0, &right.0).then_with(|| order(&left.1, &right.1)),
        (Value::Set(left), Value::Set(right)) => all(left, right),
        _ => compare(left, right).unwrap_or_else(|_| panic!("the checker lets {left:?} and {right:?} not meet")),
    }
}

/// A set of these values, each once.
pub fn set(mut items: Vec<Value>) -> Value {
    items.sort_by(order);
    items.dedup_by(|later, kept| order(later, kept).is_eq());
    Value::Set(Rc::new(items))
}

/// A value that stands in the program: a literal, a cell of a table, a default.
pub fn constant(value: &engine::Value) -> Fact {
    let number = |exact: &engine::Exact| Number::new_raw(exact.numerator().into(), exact.denominator().into());
    let all = |items: &[engine::Value]| items.iter().map(constant).collect::<Result<Vec<Value>, Why>>();
    Ok(match value {
        engine::Value::Unknown(engine::Why::Absent) => return Err(Why::Absent),
        engine::Value::Unknown(_) => return Err(Why::Lacking),
        engine::Value::Bool(truth) => Value::Bool(*truth),
        engine::Value::Text(text) => Value::Text(text.to_string().into()),
        engine::Value::Number(exact) => Value::Number(number(exact)),
        engine::Value::Percent(exact) => Value::Percent(number(exact)),
        engine::Value::Money(money) => Value::Money(number(&money.amount), money.currency.to_string().into()),
        engine::Value::Date(date) => Value::Date(day(*date)),
        engine::Value::Moment(moment) => Value::Moment(Moment::read(&moment.to_string()).expect("it is written as one")),
        engine::Value::FiscalYear(year) => Value::FiscalYear(year.0.into()),
        engine::Value::Days(count) => Value::Days(*count),
        engine::Value::Months(count) => Value::Months(*count),
        engine::Value::Years(count) => Value::Years(*count),
        engine::Value::Range(ends) => Value::Range(Rc::new((constant(&ends.0)?, constant(&ends.1)?))),
        engine::Value::Choice(of) => Value::Choice(of.variant as usize),
        engine::Value::List(items) => Value::List(Rc::new(all(items)?)),
        engine::Value::Set(items) => set(all(items)?),
        engine::Value::Record(_) | engine::Value::Row(..) => panic!("no record stands in a program"),
    })
}

/// A day that stands in the program.
pub fn day(date: engine::Date) -> Day {
    Day::read(&date.to_string()).expect("a date is a day of the calendar")
}
