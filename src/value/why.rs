//! Why a value is not known.

use serde::{Deserialize, Serialize};

use crate::value::Lang;

/// Why a value is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// An expected fact was left out.
    Missing,
    /// An optional fact was left out: there is none.
    Absent,
    /// It was left out, and stands for its field's default, which whoever reads it puts in its place.
    Default,
    /// It was given, and could not be read.
    Unreadable,
    /// The exact result has more digits than can be held.
    Overflow,
    /// Division by zero.
    DivisionByZero,
    /// Amounts in two currencies.
    Currencies,
    /// The table has no row of that key.
    NoRow,
    /// The table has rows of that key, none in force on that date.
    NotInForce,
    /// `only` of none or of several.
    NotOne,
    /// `min`, `max` or `quantile` of nothing.
    Nothing,
    /// A required parameter is not set.
    Parameter,
    /// The date the check is made for was not given.
    AsOf,
    /// A figure of the whole set could not be computed.
    Figure,
    /// Values that do not go together; the checker lets none through.
    Mismatch,
}

impl Why {
    /// What people read.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        let (ja, en) = match self {
            Why::Missing => ("記載がない", "not given"),
            Why::Absent => ("該当がない", "there is none"),
            Why::Default => ("既定値による", "by default"),
            Why::Unreadable => ("読み取れない", "unreadable"),
            Why::Overflow => ("桁があふれた", "overflow"),
            Why::DivisionByZero => ("零で割った", "division by zero"),
            Why::Currencies => ("通貨が異なる", "two currencies"),
            Why::NoRow => ("表に行がない", "no such row in the table"),
            Why::NotInForce => ("その日に適用される行がない", "no row in force on that date"),
            Why::NotOne => ("ちょうど一つではない", "not exactly one"),
            Why::Nothing => ("対象が一つもない", "of nothing"),
            Why::Parameter => ("パラメータが設定されていない", "parameter not set"),
            Why::AsOf => ("判定の基準日が指定されていない", "the date of the check is not given"),
            Why::Figure => ("全体の統計値を求められない", "the figure of the whole set cannot be computed"),
            Why::Mismatch => ("型が合わない", "values that do not go together"),
        };
        match lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }
}
