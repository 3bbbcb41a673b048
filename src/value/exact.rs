//! Exact numbers: fractions of two 128-bit integers, in lowest terms. Nothing rounds; what does not fit is an overflow.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::Why;

/// An exact number. Equal numbers are equal structurally: `1.0` and `1.00` are both one over one.
// Packed, so that a `Value` takes 48 bytes and not 64: whole sets of records are kept in them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(Rust, packed(8))]
pub struct Exact {
    numerator: i128,
    /// Above zero, and without a common factor with the numerator.
    denominator: i128,
}

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact { numerator: 0, denominator: 1 };
    /// One.
    pub const ONE: Exact = Exact { numerator: 1, denominator: 1 };

    /// The fraction in lowest terms.
    ///
    /// # Errors
    /// [`Why::DivisionByZero`] where the denominator is zero, [`Why::Overflow`] where its sign cannot be turned.
    pub fn ratio(numerator: i128, denominator: i128) -> Result<Exact, Why> {
        if denominator == 0 {
            return Err(Why::DivisionByZero);
        }
        if denominator == 1 {
            return Ok(Exact { numerator, denominator });
        }
        let common = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let (mut top, mut bottom) = (numerator, denominator);
        if common > 1 {
            let common = i128::try_from(common).map_err(|_| Why::Overflow)?;
            (top, bottom) = (top / common, bottom / common);
        }
        if bottom < 0 {
            (top, bottom) = (top.checked_neg().ok_or(Why::Overflow)?, bottom.checked_neg().ok_or(Why::Overflow)?);
        }
        Ok(Exact { numerator: top, denominator: bottom })
    }

    /// The number above the line.
    #[must_use]
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The number below the line; above zero.
    #[must_use]
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether it is a whole number.
    #[must_use]
    pub fn is_integer(self) -> bool {
        self.denominator == 1
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// The whole number, where it is one and fits.
    #[must_use]
    pub fn to_i64(self) -> Option<i64> {
        if self.is_integer() { i64::try_from(self.numerator).ok() } else { None }
    }

    /// The decimal, where it ends within 28 digits.
    #[must_use]
    pub fn as_decimal(self) -> Option<Decimal> {
        let mut numerator = self.numerator;
        let mut denominator = self.denominator;
        let mut scale = 0;
        while denominator != 1 && scale < 28 {
            numerator = numerator.checked_mul(10)?;
            scale += 1;
            let common = i128::try_from(gcd(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?;
            (numerator, denominator) = (numerator / common, denominator / common);
        }
        if denominator != 1 {
            return None;
        }
        Decimal::try_from_i128_with_scale(numerator, scale).ok().map(|decimal| decimal.normalize())
    }

    /// The sum.
    ///
    /// # Errors
    /// [`Why::Overflow`].
    pub fn checked_add(self, other: Exact) -> Result<Exact, Why> {
        if self.is_integer() && other.is_integer() {
            let numerator = self.numerator.checked_add(other.numerator).ok_or(Why::Overflow)?;
            return Ok(Exact { numerator, denominator: 1 });
        }
        let common =
            i128::try_from(gcd(self.denominator.unsigned_abs(), other.denominator.unsigned_abs())).map_err(|_| Why::Overflow)?;
        let (left, right) = (other.denominator / common, self.denominator / common);
        let top = self.numerator.checked_mul(left).zip(other.numerator.checked_mul(right)).and_then(|(a, b)| a.checked_add(b));
        Exact::ratio(top.ok_or(Why::Overflow)?, self.denominator.checked_mul(left).ok_or(Why::Overflow)?)
    }

    /// The difference.
    ///
    /// # Errors
    /// [`Why::Overflow`].
    pub fn checked_sub(self, other: Exact) -> Result<Exact, Why> {
        self.checked_add(other.checked_neg()?)
    }

    /// Its negative.
    ///
    /// # Errors
    /// [`Why::Overflow`].
    pub fn checked_neg(self) -> Result<Exact, Why> {
        Ok(Exact { numerator: self.numerator.checked_neg().ok_or(Why::Overflow)?, ..self })
    }

    /// The product.
    ///
    /// # Errors
    /// [`Why::Overflow`].
    pub fn checked_mul(self, other: Exact) -> Result<Exact, Why> {
        // Crosswise first, so that what cancels does not overflow.
        let one = Exact::ratio(self.numerator, other.denominator)?;
        let two = Exact::ratio(other.numerator, self.denominator)?;
        let top = one.numerator.checked_mul(two.numerator).ok_or(Why::Overflow)?;
        Exact::ratio(top, one.denominator.checked_mul(two.denominator).ok_or(Why::Overflow)?)
    }

    /// The quotient.
    ///
    /// # Errors
    /// [`Why::DivisionByZero`], [`Why::Overflow`].
    pub fn checked_div(self, other: Exact) -> Result<Exact, Why> {
        self.checked_mul(Exact::ratio(other.denominator, other.numerator)?)
    }

    /// The greatest whole number that is not above it.
    #[must_use]
    pub fn floor(self) -> i128 {
        self.numerator.div_euclid(self.denominator)
    }
}

impl Ord for Exact {
    /// By value; never overflows.
    fn cmp(&self, other: &Exact) -> Ordering {
        if self.denominator() == other.denominator() {
            return self.numerator().cmp(&other.numerator());
        }
        // Whole parts first, then what is left, turned over: the way of continued fractions.
        let (mut a, mut b, mut c, mut d) = (self.numerator, self.denominator, other.numerator, other.denominator);
        let mut turned = false;
        loop {
            let (whole, other_whole) = (a.div_euclid(b), c.div_euclid(d));
            let (rest, other_rest) = (a.rem_euclid(b), c.rem_euclid(d));
            let ordering = whole.cmp(&other_whole).then_with(|| match (rest, other_rest) {
                (0, 0) => Ordering::Equal,
                (0, _) => Ordering::Less,
                (_, 0) => Ordering::Greater,
                _ => Ordering::Equal,
            });
            if ordering.is_ne() || rest == 0 || other_rest == 0 {
                return if turned { ordering.reverse() } else { ordering };
            }
            (a, b, c, d) = (b, rest, d, other_rest);
            turned = !turned;
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Reads `1848000`, `-0.5`, `1.2e3` digit by digit, as JSON and the language write numbers.
///
/// ```
/// use sadame::value::{Why, exact};
/// assert_eq!(exact::from_decimal("9007199254740993").map(|it| it.to_string()), Ok("9007199254740993".to_owned()));
/// assert_eq!(exact::from_decimal("1.50e1"), exact::from_decimal("15"));
/// assert_eq!(exact::from_decimal("1.23456789012345678901234567890123"), Err(Why::Overflow));
/// ```
///
/// # Errors
/// [`Why::Unreadable`] for what is no number, [`Why::Overflow`] for one of more digits than a decimal of 96 bits and 28 places holds.
pub fn from_decimal(text: &str) -> Result<Exact, Why> {
    let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(left, right)| (left, Some(right)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, fraction)| (whole, Some(fraction)));
    let power = exponent.map(|it| it.strip_prefix(['+', '-']).unwrap_or(it));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !fraction.is_none_or(digits) || !power.is_none_or(digits) {
        return Err(Why::Unreadable);
    }
    let fraction = fraction.unwrap_or("").trim_end_matches('0');
    let mut amount = 0_i128;
    for byte in whole.bytes().chain(fraction.bytes()) {
        amount = amount.checked_mul(10).and_then(|it| it.checked_add(i128::from(byte - b'0'))).ok_or(Why::Overflow)?;
    }
    if amount == 0 {
        return Ok(Exact::ZERO);
    }
    let exponent: i32 = exponent.unwrap_or("0").parse().map_err(|_| Why::Overflow)?;
    let places = i32::try_from(fraction.len()).ok().and_then(|places| places.checked_sub(exponent)).ok_or(Why::Overflow)?;
    let signed = if negative { -amount } else { amount };
    let power = 10_i128.checked_pow(places.unsigned_abs()).ok_or(Why::Overflow)?;
    let read =
        if places > 0 { Exact::ratio(signed, power)? } else { Exact::ratio(signed.checked_mul(power).ok_or(Why::Overflow)?, 1)? };
    // A decimal holds any 28 digits, and as many places.
    let fits = amount < 10_i128.pow(28) && (0..=28).contains(&places);
    if fits { Ok(read) } else { read.as_decimal().map(|_| read).ok_or(Why::Overflow) }
}

impl From<i64> for Exact {
    fn from(number: i64) -> Exact {
        Exact { numerator: number.into(), denominator: 1 }
    }
}

impl From<Decimal> for Exact {
    fn from(decimal: Decimal) -> Exact {
        let power = 10_i128.pow(decimal.scale());
        Exact::ratio(decimal.mantissa(), power).expect("a decimal's scale is at most 28, and a power of ten is not zero")
    }
}

impl FromStr for Exact {
    type Err = Why;

    /// Reads what [`fmt::Display`] writes: `1848000`, `-0.5`, `1/3`.
    fn from_str(text: &str) -> Result<Exact, Why> {
        match text.split_once('/') {
            Some((top, bottom)) => {
                Exact::ratio(top.parse().map_err(|_| Why::Unreadable)?, bottom.parse().map_err(|_| Why::Unreadable)?)
            }
            None => match text.parse::<i128>() {
                Ok(number) => Ok(Exact { numerator: number, denominator: 1 }),
                Err(_) => from_decimal(text),
            },
        }
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_integer() {
            return write!(out, "{}", self.numerator());
        }
        match self.as_decimal() {
            Some(decimal) => write!(out, "{decimal}"),
            None => write!(out, "{}/{}", self.numerator(), self.denominator()),
        }
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.collect_str(self),
            false => (self.numerator, self.denominator).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Exact, D::Error> {
        if !deserializer.is_human_readable() {
            let (numerator, denominator) = <(i128, i128)>::deserialize(deserializer)?;
            return Exact::ratio(numerator, denominator).map_err(|_| serde::de::Error::custom("not an exact number"));
        }
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("not an exact number"))
    }
}

/// The greatest common divisor; 1 for two zeros.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Nearly always both fit a word, which a processor divides at once.
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return gcd_of_words(a, b).into();
        }
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn gcd_of_words(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}
