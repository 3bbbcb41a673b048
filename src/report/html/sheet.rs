//! Where the page is written: piece by piece, so that it is never held whole, and free of signs that would turn its text about.

use std::io::{Result, Write};

use maud::{Markup, html};

use crate::json::Text;
use crate::lang::Lang;
use crate::report::words;
use crate::report::wrap::harmless;

/// The page, and its language.
pub(super) struct Sheet<'a> {
    pub(super) out: &'a mut dyn Write,
    pub(super) lang: Lang,
}

impl Sheet<'_> {
    /// One of two texts, by the language.
    pub(super) fn say<'s>(&self, ja: &'s str, en: &'s str) -> &'s str {
        words::say(self.lang, ja, en)
    }

    /// A text of the report, in the language.
    pub(super) fn text<'s>(&self, text: &'s Text) -> &'s str {
        text.get(self.lang)
    }

    /// Writes a piece.
    pub(super) fn put(&mut self, markup: &Markup) -> Result<()> {
        writeln!(self.out, "{}", harmless(&markup.0))
    }

    /// Writes a tag that a later piece closes, or closes one.
    pub(super) fn tag(&mut self, tag: &str) -> Result<()> {
        writeln!(self.out, "{tag}")
    }
}

/// A table with a caption and headings; wide ones scroll in their own frame. Headings that begin with `#` are of numbers.
pub(super) fn table(caption: &str, headings: &[&str], rows: &Markup) -> Markup {
    html! {
        div.scroll role="group" aria-label=(caption) tabindex="0" {
            table {
                caption { (caption) }
                thead { tr { @for heading in headings {
                    @match heading.strip_prefix('#') {
                        Some(heading) => th.number scope="col" { (heading) },
                        None => th scope="col" { (heading) },
                    }
                } } }
                tbody { (rows) }
            }
        }
    }
}

/// A number in a table, faint where it is nothing.
pub(super) fn number(count: u64) -> Markup {
    html! { td.number.zero[count == 0] { (self::count(count)) } }
}

/// A count with its thousands parted.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut parted = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// A count of things: `53件`, `53`.
pub(super) fn counted(lang: Lang, number: usize) -> String {
    format!("{}{}", count(number as u64), words::say(lang, "件", ""))
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn thousands_are_parted() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
    }
}
