//! JSON as text in which nothing is a command: what a terminal would obey, what turns the direction of writing, and what ends a line for a script is
//! written as an escape. It means the same to whoever reads JSON.

use std::io::{Result, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::wrap::is_command;

/// Writes a value in one line.
///
/// # Errors
/// None, for memory takes all that is written.
pub(super) fn line(out: &mut Vec<u8>, value: &impl Serialize) -> Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaping(CompactFormatter)))?;
    Ok(())
}

/// Writes a value as JSON, for people too: in many lines, and what a terminal would obey as escapes.
///
/// # Errors
/// Those of the writer.
pub fn pretty(out: &mut dyn Write, value: &impl Serialize) -> Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Escaping(PrettyFormatter::new())))?;
    writeln!(out)
}

/// Another formatter, but for the texts.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> Result<()> {
        // The first bytes of all that is escaped: nearly no text has one.
        if !fragment.bytes().fold(false, |found, byte| found | matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2)) {
            return out.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, letter)) = rest.char_indices().find(|(_, letter)| is_special(*letter)) {
            out.write_all(&rest.as_bytes()[..at])?;
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + letter.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }

    fn write_raw_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> Result<()> {
        // Such signs stand in texts only.
        self.write_string_fragment(out, fragment)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.0.end_object_value(out)
    }
}

/// What is written as an escape, besides what JSON itself escapes.
fn is_special(letter: char) -> bool {
    is_command(letter) || matches!(letter, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{line, pretty};

    #[test]
    fn what_a_terminal_would_obey_is_an_escape_and_means_the_same() {
        let value = serde_json::json!({ "a\u{9b}2J": ["\u{202e}甲\u{7f}", "乙\u{2028}", "<\u{1b}[0m> \"\\ é"] });
        let mut text = Vec::new();
        line(&mut text, &value).expect("memory takes all that is written");
        assert_eq!(String::from_utf8_lossy(&text), r#"{"a\u009b2J":["\u202e甲\u007f","乙\u2028","<\u001b[0m> \"\\ é"]}"#);
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&text).expect("it is JSON"), value);
        text.clear();
        pretty(&mut text, &serde_json::json!({ "a": [1, "甲"], "b": {} })).expect("memory takes all that is written");
        assert_eq!(String::from_utf8_lossy(&text), "{\n  \"a\": [\n    1,\n    \"甲\"\n  ],\n  \"b\": {}\n}\n");
    }
}
