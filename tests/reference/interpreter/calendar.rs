//! Days, moments, fiscal years and eras, counted by the rules of the calendar and nothing else.

/// A day of the years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

impl Day {
    /// The day, where the calendar has it.
    pub fn of(year: i64, month: i64, day: i64) -> Option<Day> {
        let there = (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=length(year, month)).contains(&day);
        there.then_some(Day { year, month, day })
    }

    /// How many days have passed since the last day before the year 1.
    pub fn number(self) -> i64 {
        let months: i64 = (1..self.month).map(|month| length(self.year, month)).sum();
        before(self.year) + months + self.day
    }

    fn of_number(number: i64) -> Option<Day> {
        let about = (number / 365).clamp(1, 9999) + 1;
        let year = (1..=about).rev().find(|&year| before(year) < number)?;
        let mut rest = number - before(year);
        for month in 1..=12 {
            if rest <= length(year, month) {
                return Day::of(year, month, rest);
            }
            rest -= length(year, month);
        }
        None
    }

    /// So many days later.
    pub fn add_days(self, days: i64) -> Option<Day> {
        Day::of_number(self.number().checked_add(days)?)
    }

    /// So many months later; a day past the month's end becomes its last day.
    pub fn add_months(self, months: i64) -> Option<Day> {
        let count = (self.year * 12 + self.month - 1).checked_add(months)?;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        Day::of(year, month, self.day.min(length(year, month)))
    }

    /// Reads `2016-04-01`.
    pub fn read(text: &str) -> Option<Day> {
        let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let written = parts.next().is_none() && digits(year, 4) && digits(month, 2) && digits(day, 2);
        if written { Day::of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?) } else { None }
    }

    /// As it is written.
    pub fn show(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// The fiscal year it lies in.
    pub fn fiscal_year(self, first_month: i64) -> i64 {
        if self.month < first_month { self.year - 1 } else { self.year }
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month has.
fn length(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// How many days there were before a year began.
fn before(year: i64) -> i64 {
    let past = year - 1;
    past * 365 + past / 4 - past / 100 + past / 400
}

/// A day with its time and how far its clocks are ahead of universal time. A second that was put in is the end of the one before it.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub day: Day,
    /// Seconds since midnight.
    second: i64,
    /// Within the second; of one that is followed by a leap second, up to two seconds.
    nano: i64,
    /// Minutes.
    ahead: i64,
}

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

impl Moment {
    /// Reads `2016-04-01T09:30:00.5+09:00`.
    pub fn read(text: &str) -> Option<Moment> {
        let day = Day::read(text.get(..10)?)?;
        let rest = text[10..].strip_prefix(['T', 't', ' '])?;
        let (time, zone) = rest.split_at(rest.find(['Z', 'z', '+', '-'])?);
        let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let [hour, minute, second] = <[i64; 3]>::try_from(two_digits(clock)?).ok()?;
        let digits = fraction.trim_end_matches('0');
        let fits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()) && digits.len() <= 9;
        if !fits || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let leap = i64::from(second == 60);
        let nano = format!("{digits:0<9}").parse::<i64>().ok()? + leap * SECOND;
        let moment = Moment { day, second: hour * 3600 + minute * 60 + second - leap, nano, ahead: ahead(zone)? };
        // A second is only ever put in at the end of a day of universal time.
        if leap == 1 && moment.instant().0.rem_euclid(DAY) != DAY - 1 { None } else { Some(moment) }
    }

    /// Seconds of universal time, and nanoseconds: by these moments compare.
    pub fn instant(self) -> (i64, i64) {
        (self.day.number() * DAY + self.second - self.ahead * 60, self.nano)
    }

    /// The same time of another day, by the same clocks.
    pub fn on(self, day: Day) -> Moment {
        Moment { day, ..self }
    }

    /// The whole days from another moment to this, towards zero.
    pub fn days_since(self, other: Moment) -> i64 {
        let in_nanos = |(seconds, nano): (i64, i64)| i128::from(seconds) * i128::from(SECOND) + i128::from(nano);
        let between = (in_nanos(self.instant()) - in_nanos(other.instant())) / (i128::from(DAY) * i128::from(SECOND));
        i64::try_from(between).expect("there are few days in 9999 years")
    }
}

/// Minutes ahead of universal time: `Z`, `+09:00`.
fn ahead(zone: &str) -> Option<i64> {
    if zone == "Z" || zone == "z" {
        return Some(0);
    }
    let [hours, minutes] = <[i64; 2]>::try_from(two_digits(&zone[1..])?).ok()?;
    let fits = hours <= 23 && minutes <= 59;
    fits.then_some((hours * 60 + minutes) * if zone.starts_with('-') { -1 } else { 1 })
}

/// Numbers of two digits with `:` between.
fn two_digits(text: &str) -> Option<Vec<i64>> {
    text.split(':')
        .map(|part| {
            let fits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            if fits { part.parse().ok() } else { None }
        })
        .collect()
}

/// The eras: name, initial, first day.
const ERAS: &[(&str, char, (i64, i64, i64))] = &[
    ("令和", 'R', (2019, 5, 1)),
    ("平成", 'H', (1989, 1, 8)),
    ("昭和", 'S', (1926, 12, 25)),
    ("大正", 'T', (1912, 7, 30)),
    ("明治", 'M', (1868, 1, 25)),
];

/// Reads `平成28年4月1日`, `H28.4.1`. An era is counted on after its end, and not before its beginning.
pub fn day_of_era(text: &str) -> Option<Day> {
    let (first, rest) = era(text)?;
    let [year, month, day] = match rest.strip_suffix('日') {
        Some(rest) => {
            let (year, rest) = rest.split_once('年')?;
            let (month, day) = rest.split_once('月')?;
            [year, month, day]
        }
        None => <[&str; 3]>::try_from(rest.split(['.', '/', '-']).collect::<Vec<_>>()).ok()?,
    };
    let day = Day::of(first.year - 1 + year_of_era(year)?, small(month)?, small(day)?)?;
    (day >= first).then_some(day)
}

/// Reads `平成28年度`: the calendar year in which it starts.
pub fn fiscal_year_of_era(text: &str) -> Option<i64> {
    let (first, rest) = era(text)?;
    let year = first.year - 1 + year_of_era(rest.strip_suffix("年度")?)?;
    (Day::of(year + 1, 3, 31)? >= first).then_some(year)
}

fn era(text: &str) -> Option<(Day, &str)> {
    ERAS.iter().find_map(|(name, initial, (year, month, day))| {
        let rest = text.strip_prefix(name).or_else(|| text.strip_prefix([*initial, initial.to_ascii_lowercase()]))?;
        Some((Day::of(*year, *month, *day)?, rest))
    })
}

fn year_of_era(text: &str) -> Option<i64> {
    if text == "元" { Some(1) } else { small(text).filter(|year| *year > 0) }
}

fn small(text: &str) -> Option<i64> {
    let fits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}
