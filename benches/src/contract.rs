//! A contract as a Rust program reads it: with serde, text borrowed from the line, money in yen, dates as dates.

use std::borrow::Cow;
use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// What is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the rules")]
pub enum Kind {
    Works,
    Purchase,
    Lease,
}

impl Kind {
    /// Its word in the rules.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Works => "works",
            Kind::Purchase => "purchase",
            Kind::Lease => "lease",
        }
    }
}

/// How the contractor was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the rules")]
pub enum Procedure {
    Open,
    Selective,
    Negotiated,
}

impl Procedure {
    /// Its word in the rules.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Procedure::Open => "open",
            Procedure::Selective => "selective",
            Procedure::Negotiated => "negotiated",
        }
    }
}

/// A clause that protects personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the rules")]
pub enum Clause {
    Safety,
    Secrecy,
    Education,
    Damages,
    Compliance,
    Suboutsourcing,
    OtherMeasures,
}

impl Clause {
    /// Its word in the rules.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Clause::Safety => "safety",
            Clause::Secrecy => "secrecy",
            Clause::Education => "education",
            Clause::Damages => "damages",
            Clause::Compliance => "compliance",
            Clause::Suboutsourcing => "suboutsourcing",
            Clause::OtherMeasures => "other_measures",
        }
    }
}

/// A day, written `2016-04-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl Day {
    /// From the ten characters of its text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Day> {
        let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
        let number = |from: usize, to: usize| {
            bytes[from..to].iter().try_fold(0_u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
        };
        if bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?).map(Day)
    }

    /// The fiscal year it lies in: April to March.
    #[must_use]
    pub fn fiscal_year(self) -> i32 {
        self.0.year() - i32::from(self.0.month() < 4)
    }

    /// The day as a number that orders by year, month, day: 20160401.
    #[must_use]
    pub fn ymd(self) -> i64 {
        i64::from(self.0.year()) * 10_000 + i64::from(self.0.month()) * 100 + i64::from(self.0.day())
    }

    /// The day counted from a fixed one, for differences in days.
    #[must_use]
    pub fn count(self) -> i64 {
        i64::from(self.0.num_days_from_ce())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Day;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a date such as 2016-04-01")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
                Day::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// A payment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Payment {
    /// The fiscal year.
    pub year: i32,
    /// In yen, with tax.
    pub amount: i64,
}

/// What the contractor passes on. Its vendor is in the input too, and no rule asks for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Subcontract {
    /// In yen, with tax.
    pub amount: i64,
    /// When it was approved.
    pub approved_on: Day,
}

/// A contract: what the rules ask for. Title and contractor are in the input too.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names of the rules")]
pub struct Contract<'a> {
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    pub kind: Kind,
    pub procedure: Procedure,
    pub amount: i64,
    pub planned_price: i64,
    pub bidders: u32,
    pub signed_on: Day,
    pub starts_on: Day,
    pub ends_on: Day,
    pub published_on: Day,
    #[serde(borrow)]
    pub debt_item: Cow<'a, str>,
    pub handles_personal_data: bool,
    pub privacy_mark: bool,
    pub isms: bool,
    pub clauses: Vec<Clause>,
    pub payments: Vec<Payment>,
    pub subcontracts: Vec<Subcontract>,
}

impl<'a> Contract<'a> {
    /// From a line of the generated input.
    ///
    /// # Panics
    /// Where the line is no such contract.
    #[must_use]
    pub fn read(line: &'a [u8]) -> Contract<'a> {
        serde_json::from_slice(line).expect("what was generated is a contract")
    }

    /// Its numbers, by the names that the rules of other engines have for them. Engines without dates take numbers for those: year, month, day where they are
    /// ordered, days where they are counted.
    #[must_use]
    pub fn numbers(&self) -> [(&'static str, i64); 9] {
        [
            ("amount", self.amount),
            ("planned_price", self.planned_price),
            ("bidders", self.bidders.into()),
            ("signed_on", self.signed_on.ymd()),
            ("signed_day", self.signed_on.count()),
            ("starts_on", self.starts_on.ymd()),
            ("ends_on", self.ends_on.ymd()),
            ("published_on", self.published_on.ymd()),
            ("published_day", self.published_on.count()),
        ]
    }
}
