//! One object of JSON, a level deep: names, and the text of what they stand before.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fault::Malformed;

/// A string of JSON, borrowed where no escape stands in it.
pub(super) struct Text<'t>(pub(super) Cow<'t, str>);

/// The fields of an object, as written.
pub(super) type Entries<'t> = Vec<(Text<'t>, &'t RawValue)>;

/// Reads an object one level deep.
///
/// # Errors
/// Where and how it is not one.
pub(super) fn entries(text: &str) -> Result<Entries<'_>, Malformed> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let entries = deserializer.deserialize_map(Object).and_then(|entries| deserializer.end().map(|()| entries));
    entries.map_err(|fault| malformed(text, &fault))
}

/// The place of a fault, in lines and characters rather than bytes.
fn malformed(text: &str, fault: &serde_json::Error) -> Malformed {
    if fault.is_eof() {
        return Malformed::CutShort;
    }
    let line = fault.line().max(1);
    let written = text.split('\n').nth(line - 1).unwrap_or_default();
    let before = written.char_indices().take_while(|(at, _)| *at < fault.column()).count();
    Malformed::At { line, column: before.max(1) }
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Entries<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text<'de>, D::Error> {
        deserializer.deserialize_str(Borrow)
    }
}

struct Borrow;

impl<'de> Visitor<'de> for Borrow {
    type Value = Text<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}
