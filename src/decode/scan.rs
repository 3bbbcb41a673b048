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

/// Bytes that are looked for where a name may stand: short ones are compared as two words.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    bytes: Vec<u8>,
    /// The first eight bytes and the last eight, where there are from eight to sixteen.
    ends: Option<(u64, u64)>,
}

impl Written {
    /// These bytes.
    pub(super) fn new(bytes: Vec<u8>) -> Written {
        let ends = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) if bytes.len() <= 16 => Some((u64::from_ne_bytes(*first), u64::from_ne_bytes(*last))),
            _ => None,
        };
        Written { bytes, ends }
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
        let Some((here, rest)) = self.rest.split_at_checked(written.bytes.len()) else { return false };
        let same = match (written.ends, here.first_chunk(), here.last_chunk()) {
            (Some((first, last)), Some(from), Some(to)) => u64::from_ne_bytes(*from) == first && u64::from_ne_bytes(*to) == last,
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

    /// The bytes of such a string.
    #[inline(always)]
    pub(super) fn plain_bytes(&mut self) -> Option<&'t [u8]> {
        let (start, end) = self.plain()?;
        self.text.as_bytes().get(start..end)
    }

    /// A day, as `"2016-04-01"`: year, month and day, be there such a day or not.
    #[inline(always)]
    pub(super) fn day(&mut self) -> Option<[u32; 3]> {
        let (written, rest) = self.rest.split_first_chunk::<12>()?;
        let mut odd = (written[0] ^ b'"') | (written[5] ^ b'-') | (written[8] ^ b'-') | (written[11] ^ b'"');
        let mut number = |from: usize, to: usize| {
            written[from..to].iter().fold(0_u32, |number, byte| {
                let digit = byte.wrapping_sub(b'0');
                odd |= u8::from(digit > 9);
                number * 10 + u32::from(digit)
            })
        };
        let day = [number(1, 5), number(6, 8), number(9, 11)];
        if odd != 0 {
            return None;
        }
        self.rest = rest;
        Some(day)
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
        while let Some((byte, after)) = rest.split_first() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            // What is more than eighteen digits is not asked for.
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
        fn a_text_ends_at_its_quotation_mark(text in r#"[^"\\\x00-\x1f]{0,40}"#, after in "[\"a-z]{0,20}") {
            let json = format!("\"{text}\"{after}");
            prop_assert_eq!(Scan::new(&json).plain(), Some((1, text.len() + 1)));
        }
    }
}
