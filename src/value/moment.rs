//! Moments: a day with its time and its zone, exact to the nanosecond.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::value::Date;

/// Nanoseconds of a second.
const SECOND: u32 = 1_000_000_000;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// A moment, as it is written: its day, its time of day, and how far its clocks are ahead of universal time.
///
/// Two moments are equal where they are the same instant, in whichever zone they are written.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment {
    date: Date,
    /// Seconds since midnight, as written.
    second: u32,
    /// Of a leap second, what is above [`SECOND`] too.
    nano: u32,
    /// Minutes ahead of universal time.
    ahead: i16,
}

/// Why a text is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A day, and no time of day.
    NoTime,
    /// A day and a time, and no zone.
    NoZone,
    /// The calendar has no such day.
    NoSuchDate,
    /// Finer than a nanosecond.
    TooFine,
    /// Not written as RFC 3339 writes it.
    Malformed,
}

impl Moment {
    /// Reads `2016-04-01T09:30:00+09:00`, as RFC 3339 has it.
    ///
    /// ```
    /// use sadame::value::moment::{Fault, Moment};
    /// let tokyo = Moment::parse("2016-04-01T09:30:00+09:00").expect("it is one");
    /// assert_eq!(tokyo, Moment::parse("2016-04-01T00:30:00Z").expect("it is one"));
    /// assert_eq!(Moment::parse("2016-04-01T09:30:00"), Err(Fault::NoZone));
    /// assert_eq!(Moment::parse("2016-04-01"), Err(Fault::NoTime));
    /// ```
    ///
    /// # Errors
    /// What it lacks.
    pub fn parse(text: &str) -> Result<Moment, Fault> {
        let day = text.get(..10).filter(|day| Date::is_iso(day)).ok_or(Fault::Malformed)?;
        let date = Date::parse_iso(day).ok_or(Fault::NoSuchDate)?;
        let rest = &text[10..];
        if rest.is_empty() {
            return Err(Fault::NoTime);
        }
        let rest = rest.strip_prefix(['T', 't', ' ']).ok_or(Fault::Malformed)?;
        let (time, zone) = rest.split_at(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()));
        let (clock, fraction) = time.split_once('.').map_or((time, None), |(clock, fraction)| (clock, Some(fraction)));
        let [hour, minute, second] = parts(clock).ok_or(Fault::Malformed)?;
        let nano = fraction.map_or(Ok(0), nanoseconds)?;
        if zone.is_empty() {
            return Err(Fault::NoZone);
        }
        let ahead = ahead(zone).ok_or(Fault::Malformed)?;
        if hour > 23 || minute > 59 || second > 60 {
            return Err(Fault::Malformed);
        }
        let leap = u32::from(second == 60);
        let moment = Moment { date, second: hour * 3600 + minute * 60 + second - leap, nano: nano + leap * SECOND, ahead };
        // A second is only ever put in at the end of a day of universal time.
        if leap == 1 && moment.instant().0.rem_euclid(DAY) != DAY - 1 {
            return Err(Fault::Malformed);
        }
        Ok(moment)
    }

    /// So many seconds and nanoseconds after the midnight of a day, by clocks that are so many minutes ahead of universal time.
    pub(crate) fn at(date: Date, second: u32, nano: u32, ahead: i16) -> Moment {
        Moment { date, second, nano, ahead }
    }

    /// Its day, as written.
    #[must_use]
    pub fn date(self) -> Date {
        self.date
    }

    /// The whole days from `other` to this moment, towards zero; a day is twenty-four hours.
    #[must_use]
    pub fn days_since(self, other: Moment) -> i64 {
        let ((later, nano), (earlier, other_nano)) = (self.instant(), other.instant());
        let seconds = later - earlier;
        // What is left over of a second tells only where the seconds come to whole days.
        let rest = i64::from(nano) - i64::from(other_nano);
        match seconds.cmp(&0) {
            Ordering::Greater if rest < 0 => (seconds - 1) / DAY,
            Ordering::Less if rest > 0 => (seconds + 1) / DAY,
            _ => seconds / DAY,
        }
    }

    /// The same time of another day, by the same clocks.
    #[must_use]
    pub fn on(self, date: Date) -> Moment {
        Moment { date, ..self }
    }

    /// Seconds of universal time since the first day of the year 1, and nanoseconds.
    fn instant(self) -> (i64, u32) {
        let first = Date::ymd(1, 1, 1).map_or(0, |first| self.date.days_since(first));
        (first * DAY + i64::from(self.second) - i64::from(self.ahead) * 60, self.nano)
    }

    /// Its time of day, as written: `09:30:00.5`.
    #[must_use]
    pub fn clock(self) -> String {
        let leap = self.nano / SECOND;
        let (hour, minute, second) = (self.second / 3600, self.second / 60 % 60, self.second % 60 + leap);
        let fraction = format!(".{:09}", self.nano % SECOND);
        format!("{hour:02}:{minute:02}:{second:02}{}", fraction.trim_end_matches('0').trim_end_matches('.'))
    }

    /// Its zone: `+09:00`; `None` for universal time.
    #[must_use]
    pub fn zone(self) -> Option<String> {
        let sign = if self.ahead < 0 { '-' } else { '+' };
        let minutes = self.ahead.unsigned_abs();
        (minutes > 0).then(|| format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
    }
}

/// Hours, minutes and seconds, two digits each.
fn parts(clock: &str) -> Option<[u32; 3]> {
    let mut parts = clock.split(':').map(|part| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        if digits { part.parse().ok() } else { None }
    });
    let found = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(found)
}

/// The digits behind the point, to the nanosecond.
fn nanoseconds(fraction: &str) -> Result<u32, Fault> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Malformed);
    }
    let digits = fraction.trim_end_matches('0');
    if digits.len() > 9 {
        return Err(Fault::TooFine);
    }
    format!("{digits:0<9}").parse().map_err(|_| Fault::Malformed)
}

/// Minutes ahead of universal time: `Z`, `+09:00`.
fn ahead(zone: &str) -> Option<i16> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let [hour, minute, _] = parts(&format!("{}:00", &zone[1..]))?;
    let minutes = i16::try_from(hour * 60 + minute).ok().filter(|_| hour <= 23 && minute <= 59)?;
    Some(sign * minutes)
}

impl PartialEq for Moment {
    fn eq(&self, other: &Moment) -> bool {
        self.instant() == other.instant()
    }
}

impl Eq for Moment {}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Moment) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Moment) -> Ordering {
        self.instant().cmp(&other.instant())
    }
}

impl Hash for Moment {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.instant().hash(state);
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}T{}{}", self.date, self.clock(), self.zone().as_deref().unwrap_or("Z"))
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Moment, String> {
        Moment::parse(&text).map_err(|_| format!("`{text}` is not a moment"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::parse(text).expect("it is one")
    }

    #[test]
    fn moments_are_written_as_they_were_read() {
        for text in
            ["2016-04-01T09:30:00+09:00", "2016-04-01T23:59:59.000000001-11:30", "2016-12-31T23:59:60Z", "0001-01-01T00:00:00Z"]
        {
            assert_eq!(moment(text).to_string(), text);
        }
        assert_eq!(moment("2017-01-01 08:59:60.50+09:00").to_string(), "2017-01-01T08:59:60.5+09:00");
    }

    #[test]
    fn moments_are_ordered_as_instants() {
        let order =
            ["2016-12-31T23:59:59.9Z", "2017-01-01T08:59:60+09:00", "2016-12-31T19:00:00-05:00", "2017-01-01T00:00:00.1Z"];
        assert!(order.windows(2).all(|pair| moment(pair[0]) < moment(pair[1])));
        assert_eq!(moment("2016-04-01T00:00:00+09:00"), moment("2016-03-31T15:00:00.000Z"));
    }

    #[test]
    fn whole_days_are_counted_towards_zero() {
        let days = |later: &str, earlier: &str| moment(later).days_since(moment(earlier));
        assert_eq!(days("2016-04-16T00:00:00Z", "2016-04-01T00:00:00Z"), 15);
        assert_eq!(days("2016-04-15T23:59:59.999999999Z", "2016-04-01T00:00:00Z"), 14);
        assert_eq!(days("2016-04-16T00:00:00Z", "2016-04-01T00:00:00.000000001Z"), 14);
        assert_eq!(days("2016-04-16T00:00:00+09:00", "2016-04-01T00:00:00Z"), 14);
        assert_eq!(days("2016-04-01T00:00:00Z", "2016-04-01T23:00:00Z"), 0);
        assert_eq!(days("2016-04-01T00:00:00.5Z", "2016-04-02T00:00:00Z"), 0);
        assert_eq!(days("2016-04-01T00:00:00Z", "2016-04-02T00:00:00Z"), -1);
    }

    #[test]
    fn what_is_lacking_is_said() {
        for (text, fault) in [
            ("2016-04-01", Fault::NoTime),
            ("2016-04-01T09:30:00", Fault::NoZone),
            ("2016-04-01T09:30:00.5", Fault::NoZone),
            ("2016-02-30T09:30:00Z", Fault::NoSuchDate),
            ("2016-04-01T09:30:00.1234567891Z", Fault::TooFine),
            ("2016-04-01T24:00:00Z", Fault::Malformed),
            ("2016-04-01T09:30Z", Fault::Malformed),
            ("2016-04-01T09:30:60Z", Fault::Malformed),
            ("2016-04-01T09:30:00+0900", Fault::Malformed),
            ("2016-04-01T09:30:00.Z", Fault::Malformed),
            ("2016-04-01T09:30:00Zx", Fault::Malformed),
            ("平成28年4月1日", Fault::Malformed),
            ("", Fault::Malformed),
        ] {
            assert_eq!(Moment::parse(text), Err(fault), "{text}");
        }
    }
}
