//! How a text is written: UTF-8, Shift_JIS (CP932), EUC-JP, UTF-16, ISO-2022-JP.

use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// Finds out how a text is written, as its bytes come.
pub struct Detector {
    guess: EncodingDetector,
    /// How many bytes the guess has seen.
    fed: usize,
    /// The line that is being seen, from 1, and its bytes so far.
    line: u64,
    bytes: Vec<u8>,
    mark: Option<&'static Encoding>,
    begun: bool,
    /// The first line that can only be UTF-8, and the first that cannot be.
    utf8: Option<u64>,
    other: Option<u64>,
    kana: Kana,
}

/// Whether a text is one of CP932 and of EUC-JP alike: two half-width katakana of the one are a letter of the other, and a letter that begins with `8E`
/// is one half-width katakana of the other.
#[derive(Default)]
struct Kana {
    /// There is a byte that is not so.
    plain: bool,
    /// The first half of a pair has been seen.
    open: bool,
}

impl Kana {
    fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let (open, second) = (self.open, (0xa1..=0xdf).contains(byte));
            self.plain |= if open || byte.is_ascii() { open != second } else { !second && *byte != 0x8e };
            self.open = !open && !byte.is_ascii();
        }
    }
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// In one way throughout.
    One(&'static Encoding),
    /// In two ways: a line of UTF-8, a line that is something else, and what that seems to be.
    Mixed(u64, u64, &'static Encoding),
    /// In CP932 or in EUC-JP, which cannot be told: there are only half-width katakana in the one. The first line with them.
    Either(u64),
}

/// The longest part of a line that is looked at.
const LINE: usize = 1 << 16;

/// How many bytes are enough for a guess.
const ENOUGH: usize = 1 << 20;

/// What begins a change of letters in ISO-2022-JP.
const ESCAPE: u8 = 0x1b;

impl Default for Detector {
    fn default() -> Detector {
        Detector {
            guess: EncodingDetector::new(Iso2022JpDetection::Allow),
            fed: 0,
            line: 1,
            bytes: Vec::new(),
            mark: None,
            begun: false,
            utf8: None,
            other: None,
            kana: Kana::default(),
        }
    }
}

impl Detector {
    /// Sees more of the text.
    pub fn feed(&mut self, bytes: &[u8]) {
        if !self.begun && !bytes.is_empty() {
            self.begun = true;
            self.mark = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
        }
        if self.mark.is_some() {
            return;
        }
        self.guess.feed(bytes, false);
        self.kana.feed(bytes);
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.part(&rest[..end]);
            self.end_line(false);
            rest = &rest[end + 1..];
        }
        self.part(rest);
    }

    fn part(&mut self, bytes: &[u8]) {
        let room = LINE.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// `last`: where the text breaks off, which may be within a letter.
    fn end_line(&mut self, last: bool) {
        let cut = self.bytes.len() == LINE || last;
        match std::str::from_utf8(&self.bytes) {
            // Three bytes and more are a character that no other encoding writes so by chance.
            Ok(text) if text.chars().any(|letter| letter.len_utf8() > 2) => _ = self.utf8.get_or_insert(self.line),
            Err(fault) if !(cut && fault.error_len().is_none()) => _ = self.other.get_or_insert(self.line),
            _ => {}
        }
        // What is plain UTF-8 tells the guess nothing, and is most of what there is to see.
        let telling = self.bytes.contains(&ESCAPE) || std::str::from_utf8(&self.bytes).is_err();
        if telling && self.fed < ENOUGH {
            self.guess.feed(&self.bytes, false);
            self.guess.feed(b"\n", false);
            self.fed += self.bytes.len();
        }
        self.bytes.clear();
        self.line += 1;
    }

    /// What was found.
    #[must_use]
    pub fn finish(mut self) -> Found {
        if let Some(marked) = self.mark {
            return Found::One(marked);
        }
        self.end_line(true);
        self.guess.feed(b"", true);
        let guess = self.guess.guess(Some(b"jp"), Utf8Detection::Deny);
        match (self.utf8, self.other) {
            (Some(utf8), Some(other)) => Found::Mixed(utf8, other, guess),
            (None, Some(line)) if !self.kana.plain && !self.kana.open => Found::Either(line),
            (None, Some(_)) => Found::One(guess),
            (_, None) if guess == encoding_rs::ISO_2022_JP => Found::One(guess),
            (_, None) => Found::One(UTF_8),
        }
    }
}

/// The encoding of that name: `shift_jis`, `cp932`, `euc-jp`, `utf-16le`.
///
/// ```
/// assert_eq!(sadame::input::encoding::named("CP932").map(|it| it.name()), Some("Shift_JIS"));
/// assert!(sadame::input::encoding::named("kanji").is_none());
/// ```
#[must_use]
pub fn named(name: &str) -> Option<&'static Encoding> {
    let name = name.to_ascii_lowercase();
    let label = match name.as_str() {
        "cp932" | "ms932" | "windows932" => "shift_jis",
        "eucjp" => "euc-jp",
        "jis" => "iso-2022-jp",
        other => other,
    };
    Encoding::for_label(label.as_bytes())
}

/// A text of that encoding as UTF-8; what it does not have becomes U+FFFD.
pub fn to_utf8<R: Read>(reader: R, encoding: &'static Encoding) -> impl Read {
    DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).strip_bom(true).build(reader)
}
