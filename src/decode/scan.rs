//! JSON, token by token, in place. A [`Scan`] accepts what RFC 8259 calls JSON and nothing else; of what it does not accept it says nothing, as records
//! that it leaves are read again by [`super::json`], which says what is wrong with them.

/// How deep JSON may be nested.
pub(super) const DEPTH: usize = 64;

/// The byte in all eight places of a word.
const fn everywhere(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// A text that is being read, and what of it has not been yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan<'t> {
    text: &'t str,
    rest: &'t [u8],
}

/// Bytes that are looked for where a name may stand. They are compared as words.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    bytes: Vec<u8>,
    /// The first eight, and which bits of those count where there are fewer.
    first: u64,
    mask: u64,
    /// The last eight, where there are more.
    last: u64,
}

impl Written {
    /// These bytes.
    pub(super) fn new(bytes: Vec<u8>) -> Written {
        let mut first = [0; 8];
        let short = bytes.len().min(8);
        first[..short].copy_from_slice(&bytes[..short]);
        let mask = if short == 8 { u64::MAX } else { (1 << (8 * short)) - 1 };
        let last = bytes.last_chunk().map_or(0, |last| u64::from_le_bytes(*last));
        Written { bytes, first: u64::from_le_bytes(first), mask, last }
    }
}

/// A string of JSON, between its quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted<'t> {
    /// As it is written.
    pub(super) raw: &'t str,
    /// A backslash stands in it, so that it does not read as it is written.
    pub(super) escaped: bool,
}

/// A day with a time of day, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Timed {
    /// Year, month and day.
    pub(super) day: [u32; 3],
    /// Seconds since midnight, and what is more than those.
    pub(super) second: u32,
    pub(super) nano: u32,
    /// Minutes ahead of universal time; none where that is not said.
    pub(super) ahead: Option<i16>,
}

impl<'t> Scan<'t> {
    /// At the beginning of a text.
    pub(super) fn new(text: &'t str) -> Scan<'t> {
        Scan { text, rest: text.as_bytes() }
    }

    /// How many bytes have been read.
    #[inline(always)]
    fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// The next byte that is no white space, which is left where it stands; 0 at the end.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> u8 {
        while let Some((&byte, rest)) = self.rest.split_first() {
            if byte > b' ' || !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return byte;
            }
            self.rest = rest;
        }
        0
    }

    /// Goes on by so many bytes.
    #[inline(always)]
    fn skip_bytes(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// Takes a byte, after white space, if it is this one.
    #[inline(always)]
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        if found {
            self.skip_bytes(1);
        }
        found
    }

    /// Whether nothing but white space is left.
    pub(super) fn is_done(&mut self) -> bool {
        self.peek() == 0 && self.rest.is_empty()
    }

    /// Goes to the next part of an object or an array that ends with `close`: whether there is one. `first` is whether none was read yet.
    #[inline(always)]
    pub(super) fn part(&mut self, first: bool, close: u8) -> Option<bool> {
        let byte = self.peek();
        if byte == b',' && !first {
            self.skip_bytes(1);
            self.peek();
            return Some(true);
        }
        if byte == close {
            self.skip_bytes(1);
            return Some(false);
        }
        first.then_some(true)
    }

    /// Takes these bytes, if they stand just here.
    #[inline(always)]
    pub(super) fn expect(&mut self, written: &Written) -> bool {
        let length = written.bytes.len();
        let Some((here, rest)) = self.rest.split_at_checked(length) else { return false };
        let same = match self.rest.first_chunk() {
            Some(first) if (u64::from_le_bytes(*first) ^ written.first) & written.mask != 0 => false,
            Some(_) if length <= 8 => true,
            Some(_) if length <= 16 => here.last_chunk().is_some_and(|last| u64::from_le_bytes(*last) == written.last),
            _ => here == written.bytes,
        };
        if same {
            self.rest = rest;
        }
        same
    }

    /// A string in which no backslash stands: where it begins and where it ends, without its quotation marks.
    #[inline(always)]
    pub(super) fn plain(&mut self) -> Option<(usize, usize)> {
        let (b'"', rest) = self.rest.split_first()? else { return None };
        let length = plain(rest);
        let (b'"', after) = rest.get(length..)?.split_first()? else { return None };
        let start = self.at() + 1;
        self.rest = after;
        Some((start, start + length))
    }

    /// A day, as `"2016-04-01"`: year, month and day, be there such a day or not.
    #[inline(always)]
    pub(super) fn day(&mut self) -> Option<[u32; 3]> {
        let (day, rest) = begun_by_day(self.rest)?;
        self.rest = rest.strip_prefix(b"\"")?;
        Some(day)
    }

    /// A day with a time of day, as `"2016-04-01T09:30:00.5+09:00"`, be there such a day or not; none where it is written otherwise, or in a leap second.
    pub(super) fn timed(&mut self) -> Option<Timed> {
        let (day, rest) = begun_by_day(self.rest)?;
        let (clock, rest) = rest.strip_prefix(b"T")?.split_first_chunk()?;
        let clock = u64::from_le_bytes(*clock) ^ u64::from_le_bytes(*b"00:00:00");
        if above(clock, u64::from_le_bytes([9, 9, 0, 9, 9, 0, 9, 9])) != 0 {
            return None;
        }
        let [a, b, _, c, d, _, e, f] = clock.to_le_bytes().map(u32::from);
        let [hour, minute, second] = [a * 10 + b, c * 10 + d, e * 10 + f];
        let (nano, rest) = match rest.strip_prefix(b".") {
            None => (0, rest),
            Some(rest) => fraction(rest)?,
        };
        let (ahead, rest) = match rest {
            [b'Z', rest @ ..] => (Some(0), rest),
            [sign @ (b'+' | b'-'), a, b, b':', c, d, rest @ ..] => (Some(minutes_ahead(*sign, [*a, *b, *c, *d])?), rest),
            rest => (None, rest),
        };
        self.rest = rest.strip_prefix(b"\"")?;
        let fits = hour <= 23 && minute <= 59 && second <= 59;
        fits.then_some(Timed { day, second: hour * 3600 + minute * 60 + second, nano, ahead })
    }

    /// The name of a member, and the colon after it.
    pub(super) fn name(&mut self) -> Option<Quoted<'t>> {
        let name = self.string()?;
        self.take(b':').then_some(name)
    }

    /// A string.
    pub(super) fn string(&mut self) -> Option<Quoted<'t>> {
        if !self.take(b'"') {
            return None;
        }
        let (start, mut escaped) = (self.at(), false);
        loop {
            self.skip_bytes(plain(self.rest));
            match self.rest {
                [b'"', rest @ ..] => {
                    let raw = self.text.get(start..self.at())?;
                    self.rest = rest;
                    return Some(Quoted { raw, escaped });
                }
                [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', rest @ ..] => self.rest = rest,
                [b'\\', b'u', hex @ ..] if hex.len() >= 4 && hex[..4].iter().all(u8::is_ascii_hexdigit) => self.rest = &hex[4..],
                _ => return None,
            }
            escaped = true;
        }
    }

    /// A whole number of up to eighteen digits; none where a fraction or an exponent follows.
    #[inline(always)]
    pub(super) fn whole(&mut self) -> Option<i64> {
        let (negative, digits) = match self.rest {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let (mut rest, mut size) = (digits, 0_i64);
        // Eight at a time; what is more than eighteen digits is not asked for.
        while let Some(eight) = rest.first_chunk() {
            let written = u64::from_le_bytes(*eight) ^ everywhere(b'0');
            let count = above(written, everywhere(9)).trailing_zeros() / 8;
            size = size.wrapping_mul(TENS[count as usize]).wrapping_add(number(written, count));
            rest = &rest[count as usize..];
            if count < 8 {
                break;
            }
        }
        while let Some((byte, after)) = rest.split_first() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            size = size.wrapping_mul(10).wrapping_add(i64::from(digit));
            rest = after;
        }
        let count = digits.len() - rest.len();
        let needless = count > 1 && digits[0] == b'0';
        if count == 0 || count > 18 || needless || matches!(rest.first(), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        self.rest = rest;
        Some(if negative { -size } else { size })
    }

    /// A number of up to eighteen digits, without an exponent: the digits, and how many of them stand behind the point, but for zeros at the end.
    pub(super) fn decimal(&mut self) -> Option<(i64, u32)> {
        let (negative, digits) = match self.rest {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let whole = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let places = match &digits[whole..] {
            [b'.', rest @ ..] => Some(rest.iter().take_while(|byte| byte.is_ascii_digit()).count()),
            _ => None,
        };
        let (behind, rest) = digits[whole..].split_at(places.map_or(0, |places| places + 1));
        let needless = whole > 1 && digits[0] == b'0';
        if whole == 0 || places == Some(0) || needless || whole + behind.len() > 18 || matches!(rest, [b'e' | b'E', ..]) {
            return None;
        }
        let behind = behind.get(1..).unwrap_or_default();
        let zeros = behind.iter().rev().take_while(|digit| **digit == b'0').count();
        let behind = &behind[..behind.len() - zeros];
        let mut size = 0;
        for digit in digits[..whole].iter().chain(behind) {
            size = size * 10 + i64::from(digit - b'0');
        }
        self.rest = rest;
        Some((if negative { -size } else { size }, u32::try_from(behind.len()).ok()?))
    }

    /// Takes this word.
    #[inline(always)]
    pub(super) fn word(&mut self, word: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(word.as_bytes())?;
        Some(())
    }

    /// Any value, nested no deeper than that: as it is written.
    pub(super) fn value(&mut self, depth: usize) -> Option<&'t str> {
        self.peek();
        let start = self.at();
        self.skip(depth)?;
        self.text.get(start..self.at())
    }

    /// Passes over any value, nested no deeper than that.
    pub(super) fn skip(&mut self, depth: usize) -> Option<()> {
        match self.peek() {
            b'"' => self.string().map(|_| ()),
            b'{' => self.all(b'{', b'}', depth, |scan, depth| {
                scan.name()?;
                scan.skip(depth)
            }),
            b'[' => self.all(b'[', b']', depth, Scan::skip),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn all(&mut self, open: u8, close: u8, depth: usize, part: fn(&mut Scan<'t>, usize) -> Option<()>) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let mut first = self.take(open);
        while self.part(first, close)? {
            first = false;
            part(self, depth)?;
        }
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        self.rest = self.rest.strip_prefix(b"-").unwrap_or(self.rest);
        let needless = matches!(self.rest, [b'0', b'0'..=b'9', ..]);
        self.digits().filter(|()| !needless)?;
        if let [b'.', rest @ ..] = self.rest {
            self.rest = rest;
            self.digits()?;
        }
        if let [b'e' | b'E', b'+' | b'-', rest @ ..] | [b'e' | b'E', rest @ ..] = self.rest {
            self.rest = rest;
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.skip_bytes(count);
        (count > 0).then_some(())
    }
}

/// The day that a string begins with, and what stands behind it.
#[inline(always)]
fn begun_by_day(string: &[u8]) -> Option<([u32; 3], &[u8])> {
    let ([b'"', month @ .., tens, ones], rest) = string.split_first_chunk::<11>()? else { return None };
    let month = u64::from_le_bytes(*month) ^ u64::from_le_bytes(*b"0000-00-");
    let most = u64::from_le_bytes([9, 9, 9, 9, 0, 9, 9, 0]);
    let (tens, ones) = (tens ^ b'0', ones ^ b'0');
    if above(month, most) != 0 || tens > 9 || ones > 9 {
        return None;
    }
    let [a, b, c, d, _, e, f, _] = month.to_le_bytes().map(u32::from);
    Some(([a * 1000 + b * 100 + c * 10 + d, e * 10 + f, u32::from(tens) * 10 + u32::from(ones)], rest))
}

/// The digits behind the point of a second, nine at most, as nanoseconds.
fn fraction(digits: &[u8]) -> Option<(u32, &[u8])> {
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=9).contains(&count) {
        return None;
    }
    let (digits, rest) = digits.split_at(count);
    let zeros = [b'0'; 9];
    let nano = digits.iter().chain(&zeros[count..]).fold(0, |nano, digit| nano * 10 + u32::from(digit - b'0'));
    Some((nano, rest))
}

/// How many minutes clocks are ahead, from a sign and the digits of `09:00`.
fn minutes_ahead(sign: u8, digits: [u8; 4]) -> Option<i16> {
    let [a, b, c, d] = digits.map(|digit| i16::from(digit ^ b'0'));
    let (hours, minutes) = (a * 10 + b, c * 10 + d);
    if [a, b, c, d].iter().any(|digit| *digit > 9) || hours > 23 || minutes > 59 {
        return None;
    }
    let ahead = hours * 60 + minutes;
    Some(if sign == b'-' { -ahead } else { ahead })
}

/// Ten, as often multiplied by itself.
const TENS: [i64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// Marks by their highest bit the bytes that are above those of `most`, which are below 128. Of the lowest that is marked, it is right.
#[inline(always)]
fn above(word: u64, most: u64) -> u64 {
    (word.wrapping_add(everywhere(127) - most) | word) & everywhere(0x80)
}

/// The number whose digits are the first bytes of a word, no more than eight.
#[inline(always)]
fn number(word: u64, count: u32) -> i64 {
    // The first digits are the highest, and there are zeros before them.
    let word = word.checked_shl(64 - 8 * count).unwrap_or(0);
    let pairs = (word.wrapping_mul(10) + (word >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    let eight = (fours.wrapping_mul(10_000) + (fours >> 32)) & 0xffff_ffff;
    i64::try_from(eight).unwrap_or_default()
}

/// How many bytes stand before the first that ends a string or cannot stand in it as it is: a quotation mark, a backslash, a control character. Eight are
/// looked at at a time.
#[inline(always)]
fn plain(bytes: &[u8]) -> usize {
    let mut count = 0;
    for word in bytes.chunks_exact(8) {
        let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
        // The highest bit of each byte that is zero: of the lowest that is marked, it is right.
        let zero = |word: u64| word.wrapping_sub(everywhere(1)) & !word;
        let control = word.wrapping_sub(everywhere(b' ')) & !word;
        let marked = (zero(word ^ everywhere(b'"')) | zero(word ^ everywhere(b'\\')) | control) & everywhere(0x80);
        if marked != 0 {
            return count + marked.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    count + bytes[count..].iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | ..b' ')).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::*;
    use crate::value::exact::from_decimal;
    use crate::value::{Date, Exact, Moment};

    /// The text as one value of JSON, if it is one.
    fn accepted(text: &str) -> Option<&str> {
        let mut scan = Scan::new(text);
        let value = scan.value(DEPTH)?;
        scan.is_done().then_some(value)
    }

    #[test]
    fn what_is_json_and_what_is_not() {
        for text in
            ["0", "-0", "1.50e+3", "-12E9", "\"\"", "\"a\\u00e9\\n\\\"\"", " [ ] ", "{\"a\" : [1,{}], \"b\":null}", "true"]
        {
            assert_eq!(accepted(text), Some(text.trim()), "{text}");
        }
        for text in [
            "",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "+1",
            "\"a",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\n\"",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":1,}",
            "{a:1}",
            "tru",
            "nul",
            "1 2",
            "\u{a0}1",
            "{\"a\":1}}",
        ] {
            assert_eq!(accepted(text), None, "{text}");
        }
    }

    #[test]
    fn nesting_ends_where_the_full_decoder_ends() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(accepted(&nested(DEPTH)).is_some());
        assert!(accepted(&nested(DEPTH + 1)).is_none());
        assert!(accepted(&nested(1_000_000)).is_none());
    }

    proptest! {
        #[test]
        fn it_takes_for_json_what_serde_json_does(text in r#"[\[\]{}:,"\\/ntruefalsi0-9.eE+\- \n\u{1}あé]{0,24}"#) {
            prop_assert_eq!(accepted(&text).is_some(), serde_json::from_str::<&RawValue>(&text).is_ok());
        }

        #[test]
        fn a_damaged_document_is_taken_as_serde_json_takes_it(at in any::<prop::sample::Index>(), by in any::<char>(), cut in any::<bool>()) {
            let whole = r#"{"id":"あ\u3042\\","list":[1,-2.50,3e8,{"a":null,"b":true}],"long":"0123456789 0123456789 \"01234\"","n":-0.0}"#;
            let mut text = whole.to_owned();
            let mut place = at.index(text.len());
            while !text.is_char_boundary(place) {
                place -= 1;
            }
            if cut {
                text.remove(place);
            } else {
                text.insert(place, by);
            }
            prop_assert_eq!(accepted(&text).is_some(), serde_json::from_str::<&RawValue>(&text).is_ok());
        }

        #[test]
        fn whole_numbers_are_read_as_they_are_written(number in any::<i64>()) {
            let text = number.to_string();
            let read = Scan::new(&text).whole();
            prop_assert_eq!(read, Some(number).filter(|_| text.trim_start_matches('-').len() <= 18));
        }

        #[test]
        fn decimals_are_read_as_they_are_written(whole in 0..1_000_000_000_i64, behind in "[0-9]{0,8}", negative in any::<bool>(), after in "[,}e ]") {
            let point = if behind.is_empty() { "" } else { "." };
            let text = format!("{}{whole}{point}{behind}", if negative { "-" } else { "" });
            let written = format!("{text}{after}");
            let read = Scan::new(&written).decimal().map(|(digits, places)| Exact::ratio(digits.into(), 10_i128.pow(places)));
            prop_assert_eq!(read, (after != "e").then(|| from_decimal(&text)));
        }

        #[test]
        fn a_day_with_its_time_is_the_moment_that_is_written(
            text in r"2016-0[1-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{1,9})?(Z|[+-][0-2][0-9]:[0-6][0-9])?a?",
        ) {
            let written = format!("\"{text}\"");
            let read = Scan::new(&written).timed();
            let [year, month, day] = read.map_or([0; 3], |read| read.day);
            let day = i32::try_from(year).ok().and_then(|year| Date::ymd(year, month, day));
            if let (Some(Timed { second, nano, ahead: Some(ahead), .. }), Some(day)) = (read, day) {
                prop_assert_eq!(Ok(Moment::at(day, second, nano, ahead).to_string()), Moment::parse(&text).map(|it| it.to_string()));
            }
            if let Ok(moment) = Moment::parse(&text) {
                prop_assert!(day == Some(moment.date()) || text.contains([' ']) || text.contains(":60"));
            }
        }

        #[test]
        fn a_text_ends_at_its_quotation_mark(text in r#"[^"\\\x00-\x1f]{0,40}"#, after in "[\"a-z]{0,20}") {
            let json = format!("\"{text}\"{after}");
            prop_assert_eq!(Scan::new(&json).plain(), Some((1, text.len() + 1)));
        }
    }
}
