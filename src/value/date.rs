//! Days and fiscal years.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// The day, where there is one.
    ///
    /// ```
    /// use sadame::value::Date;
    /// assert!(Date::ymd(2016, 2, 29).is_some());
    /// assert!(Date::ymd(2017, 2, 29).is_none());
    /// ```
    #[must_use]
    pub fn ymd(year: i32, month: u32, day: u32) -> Option<Date> {
        NaiveDate::from_ymd_opt(year, month, day).filter(|date| (1..=9999).contains(&date.year())).map(Date)
    }

    /// Reads `2016-04-01`, exactly so.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Date> {
        if !Date::is_iso(text) {
            return None;
        }
        Date::ymd(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?)
    }

    /// Whether a text is written as `2016-04-01` is, be there such a day or not.
    #[must_use]
    pub fn is_iso(text: &str) -> bool {
        let fits = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
        text.len() == 10 && text.bytes().enumerate().all(fits)
    }

    /// Calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Day of the month.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// So many days later (earlier when negative).
    #[must_use]
    pub fn add_days(self, days: i64) -> Option<Date> {
        let count = Days::new(days.unsigned_abs());
        let date = if days < 0 { self.0.checked_sub_days(count) } else { self.0.checked_add_days(count) };
        date.and_then(Date::within)
    }

    /// So many months later; a day past the month's end becomes its last day.
    #[must_use]
    pub fn add_months(self, months: i64) -> Option<Date> {
        let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
        let date = if months < 0 { self.0.checked_sub_months(count) } else { self.0.checked_add_months(count) };
        date.and_then(Date::within)
    }

    /// So many years later; 29 February becomes 28 where there is none.
    #[must_use]
    pub fn add_years(self, years: i64) -> Option<Date> {
        self.add_months(years.checked_mul(12)?)
    }

    /// Days from `other` to this day.
    #[must_use]
    pub fn days_since(self, other: Date) -> i64 {
        self.0.signed_duration_since(other.0).num_days()
    }

    /// Its number: that of 1 January of the year 1 is 1.
    ///
    /// ```
    /// use sadame::value::Date;
    /// let day = Date::ymd(2016, 4, 1).expect("there is such a day");
    /// assert_eq!(day.number(), 736_055);
    /// assert_eq!(Date::of_number(736_055), Some(day));
    /// ```
    #[must_use]
    pub fn number(self) -> i64 {
        self.0.num_days_from_ce().into()
    }

    /// The day of a number, where there is one.
    #[must_use]
    pub fn of_number(number: i64) -> Option<Date> {
        NaiveDate::from_num_days_from_ce_opt(number.try_into().ok()?).and_then(Date::within)
    }

    fn within(date: NaiveDate) -> Option<Date> {
        (1..=9999).contains(&date.year()).then_some(Date(date))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

impl Serialize for Date {
    /// For people as they write it, otherwise as a number of days.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.collect_str(self),
            false => self.0.num_days_from_ce().serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        if !deserializer.is_human_readable() {
            let day = Date::of_number(i32::deserialize(deserializer)?.into());
            return day.ok_or_else(|| serde::de::Error::custom("not a date"));
        }
        Date::try_from(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Date, String> {
        Date::parse_iso(&text).ok_or_else(|| format!("`{text}` is not a date"))
    }
}

/// A fiscal year (年度), by the calendar year in which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FiscalYear(pub i32);

impl FiscalYear {
    /// The fiscal year of a day, for years that start in `start_month` (4 in Japan).
    ///
    /// ```
    /// use sadame::value::{Date, FiscalYear};
    /// let day = Date::ymd(2017, 3, 31).expect("there is such a day");
    /// assert_eq!(FiscalYear::of(day, 4), FiscalYear(2016));
    /// ```
    #[must_use]
    pub fn of(date: Date, start_month: u32) -> FiscalYear {
        FiscalYear(if date.month() < start_month { date.year() - 1 } else { date.year() })
    }

    /// Its first day.
    #[must_use]
    pub fn start(self, start_month: u32) -> Option<Date> {
        Date::ymd(self.0, start_month, 1)
    }

    /// Its last day.
    #[must_use]
    pub fn end(self, start_month: u32) -> Option<Date> {
        FiscalYear(self.0.checked_add(1)?).start(start_month)?.add_days(-1)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "FY{}", self.0)
    }
}
