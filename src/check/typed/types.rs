//! The types of values.

use serde::{Deserialize, Serialize};

use super::{ChoiceIx, Program, RecordIx, TableIx};
use crate::value::nested::nested;
use crate::value::{ChoiceRef, Currency, Value, literal};

nested!(Type);

/// A type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[allow(missing_docs, reason = "named as in the language")]
pub enum Type {
    Text,
    Bool,
    Number,
    Percent,
    Money(MoneyType),
    Date,
    Moment,
    FiscalYear,
    Days,
    Months,
    Years,
    Range(Box<Type>),
    Choice(ChoiceIx),
    List(Box<Type>),
    Set(Box<Type>),
    Record(RecordIx),
    Row(TableIx),
    /// The type of an expression in which an error has been reported: it fits anything.
    Error,
}

impl Type {
    /// The record that it is, or that the elements of the list are.
    #[must_use]
    pub fn record(&self) -> Option<RecordIx> {
        match self {
            Type::Record(record) => Some(*record),
            Type::List(of) => of.record(),
            _ => None,
        }
    }

    /// Whether a value is one of this type, which is no record, row, list or set.
    ///
    /// ```
    /// use sadame::check::typed::{MoneyType, Tax, Type};
    /// use sadame::value::{Currency, literal};
    /// let yen = Type::Money(MoneyType { currency: Some(Currency::JPY), tax: Tax::Incl });
    /// assert!(yen.fits(&literal::money("1_000円").expect("an amount")));
    /// assert!(!yen.fits(&literal::money("USD 5").expect("an amount")));
    /// assert!(!Type::Days.fits(&literal::duration("2 months").expect("a length of time")));
    /// ```
    #[must_use]
    pub fn fits(&self, value: &Value) -> bool {
        match (value, self) {
            (Value::Money(money), Type::Money(of)) => of.currency.is_none_or(|currency| currency == money.currency),
            (Value::Choice(at), Type::Choice(choice)) => at.choice as usize == *choice,
            (Value::Range(ends), Type::Range(of)) => of.fits(&ends.0) && of.fits(&ends.1),
            (value, ty) => matches!(
                (value, ty),
                (Value::Text(_), Type::Text)
                    | (Value::Bool(_), Type::Bool)
                    | (Value::Number(_), Type::Number)
                    | (Value::Percent(_), Type::Percent)
                    | (Value::Date(_), Type::Date)
                    | (Value::Moment(_), Type::Moment)
                    | (Value::FiscalYear(_), Type::FiscalYear)
                    | (Value::Days(_), Type::Days)
                    | (Value::Months(_), Type::Months)
                    | (Value::Years(_), Type::Years)
            ),
        }
    }
}

impl Program {
    /// A value of a type without parts, in the language's own words.
    pub(crate) fn read(&self, text: &str, ty: &Type) -> Option<Value> {
        let read = match ty {
            Type::Text => Some(Value::Text(text.into())),
            Type::Bool => text.parse().ok().map(Value::Bool),
            Type::Number => literal::number(text).ok(),
            Type::Percent => literal::percent(text).ok(),
            Type::Money(_) => literal::money(text).ok(),
            Type::Date => literal::date(text).ok(),
            Type::Moment => literal::moment(text).ok(),
            Type::FiscalYear => literal::fiscal_year(text).ok(),
            Type::Days | Type::Months | Type::Years => literal::duration(text).ok(),
            Type::Choice(choice) => {
                let variant = self.choices[*choice].called(text)?;
                Some(Value::Choice(ChoiceRef { choice: u32::try_from(*choice).ok()?, variant: u32::try_from(variant).ok()? }))
            }
            Type::Range(_) | Type::Set(_) | Type::List(_) | Type::Record(_) | Type::Row(_) | Type::Error => None,
        };
        read.filter(|value| ty.fits(value))
    }
}

/// What is known of an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyType {
    /// `None` is `any currency`: known only when it is read.
    pub currency: Option<Currency>,
    /// The tax basis.
    pub tax: Tax,
}

/// The tax basis of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tax {
    /// Tax included.
    Incl,
    /// Tax excluded.
    Excl,
    /// No tax basis: a balance, a budget figure.
    None,
    /// A literal: fits any basis.
    Any,
}
