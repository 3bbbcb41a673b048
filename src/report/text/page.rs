//! A page of text: headings, labelled lines that hang under themselves, and the colours of a terminal.

use std::io::{Result, Write};

use unicode_width::UnicodeWidthStr;

use super::Style;
use crate::json::Text;
use crate::lang::Lang;
use crate::report::words;
use crate::report::wrap::{harmless, wrap};

/// Where text is written, and how.
pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    pub(super) style: Style,
}

/// The colours of a terminal, by what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Bold,
    Dim,
    Red,
    Yellow,
    Blue,
    Green,
}

impl Ink {
    fn code(self) -> &'static str {
        match self {
            Ink::Plain => "",
            Ink::Bold => "1",
            Ink::Dim => "2",
            Ink::Red => "1;31",
            Ink::Yellow => "1;33",
            Ink::Blue => "1;34",
            Ink::Green => "32",
        }
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(out: &'a mut dyn Write, style: Style) -> Page<'a> {
        Page { out, style }
    }

    /// One of two texts, by the language.
    pub(super) fn say<'s>(&self, ja: &'s str, en: &'s str) -> &'s str {
        words::say(self.style.lang, ja, en)
    }

    /// A text of the report, in the language.
    pub(super) fn text<'s>(&self, text: &'s Text) -> &'s str {
        text.get(self.style.lang)
    }

    /// What stands between the things of a list.
    pub(super) fn comma(&self) -> &'static str {
        words::comma(self.style.lang)
    }

    pub(super) fn blank(&mut self) -> Result<()> {
        writeln!(self.out)
    }

    /// The heading of a section, with how many things stand in it.
    pub(super) fn heading(&mut self, title: &str, count: Option<usize>) -> Result<()> {
        let count = count.map_or_else(String::new, |count| match self.style.lang {
            Lang::Ja => format!("　{count}件"),
            Lang::En => format!(" ({count})"),
        });
        self.inked(0, Ink::Bold, &format!("■ {title}{count}"))
    }

    /// A text in a colour, wrapped.
    pub(super) fn inked(&mut self, indent: usize, ink: Ink, text: &str) -> Result<()> {
        for line in wrap(text, self.style.width.saturating_sub(indent)) {
            let line = self.ink(ink, &line);
            writeln!(self.out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    /// A label and a text: the text wrapped, and hung under itself.
    pub(super) fn line(&mut self, indent: usize, label: &str, text: &str) -> Result<()> {
        self.hung(indent, (Ink::Dim, label), (Ink::Plain, text))
    }

    /// A label and a text in colours of their own.
    pub(super) fn hung(&mut self, indent: usize, label: (Ink, &str), text: (Ink, &str)) -> Result<()> {
        let label = (label.0, &*harmless(label.1));
        let lead = indent + label.1.width();
        for (number, line) in wrap(text.1, self.style.width.saturating_sub(lead)).iter().enumerate() {
            let line = self.ink(text.0, line);
            if number == 0 {
                let label = self.ink(label.0, label.1);
                writeln!(self.out, "{:indent$}{label}{line}", "")?;
            } else {
                writeln!(self.out, "{:lead$}{line}", "")?;
            }
        }
        Ok(())
    }

    fn ink(&self, ink: Ink, text: &str) -> String {
        if !self.style.colour || ink == Ink::Plain || text.is_empty() {
            return text.to_owned();
        }
        format!("\u{1b}[{}m{text}\u{1b}[0m", ink.code())
    }
}
