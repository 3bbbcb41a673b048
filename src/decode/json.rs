//! Records of JSON: straight from the text into slots, without a tree in between.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::fault::{DataError, Reason};
use super::leaf::wrong;
use super::repair::{QUOTED_SIGN, SIGN, quote_bare_words};
use super::shape::{Field, Shape};
use crate::check::typed::{Label, Presence, Program, Type};
use crate::diag::nearest;
use crate::plan::Plan;
use crate::value::{Value, Why};

/// How deep JSON may be nested.
const DEPTH: usize = 64;

/// Decodes records of one kind.
#[derive(Debug)]
pub struct Decoder {
    shapes: Vec<Shape>,
    choices: Vec<Vec<(String, Label)>>,
    record: usize,
}

/// Decodes one record.
pub(super) struct Reader<'a> {
    shapes: &'a [Shape],
    pub(super) choices: &'a [Vec<(String, Label)>],
    faults: &'a mut Vec<DataError>,
    /// Bytes that were not UTF-8 have been replaced.
    pub(super) lossy: bool,
}

impl Decoder {
    /// A decoder of records of that kind.
    #[must_use]
    pub fn new(program: &Program, plan: &Plan, record: usize) -> Decoder {
        let choices = program.choices.iter().map(|choice| choice.variants.clone()).collect();
        Decoder { shapes: Shape::all(program, plan), choices, record }
    }

    /// The slots of a record; `None` where no record could be read at all. Whatever could not be read is added to `faults`.
    pub fn decode(&self, json: &[u8], faults: &mut Vec<DataError>) -> Option<Value> {
        let (text, lossy) = match std::str::from_utf8(json) {
            Ok(text) => (std::borrow::Cow::Borrowed(text), false),
            Err(_) => (String::from_utf8_lossy(json), true),
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).trim();
        if too_deep(text) {
            faults.push(DataError::new("", text, Reason::TooDeep));
            return None;
        }
        let mut reader = Reader { shapes: &self.shapes, choices: &self.choices, faults, lossy };
        let first = entries(text);
        let repaired = if first.is_err() { quote_bare_words(text) } else { None };
        // Where the repair does not help, what was wrong at first is told.
        let read = first.or_else(|why| repaired.as_deref().and_then(|repaired| entries(repaired).ok()).ok_or(why));
        match read {
            Ok(entries) => Some(reader.record(&entries, self.record, "")),
            Err(_) if text.starts_with(|first| first != '{') && serde_json::from_str::<&RawValue>(text).is_ok() => {
                faults.push(DataError::new("", text, Reason::NotObject));
                None
            }
            Err(why) => {
                let reason = if lossy { Reason::NotUtf8 } else { Reason::NotJson { why } };
                faults.push(DataError::new("", text, reason));
                None
            }
        }
    }
}

/// The fields of an object, as written.
type Entries<'t> = Vec<(String, &'t RawValue)>;

/// Reads an object one level deep.
fn entries(text: &str) -> Result<Entries<'_>, String> {
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

    let mut deserializer = serde_json::Deserializer::from_str(text);
    let entries = deserializer.deserialize_map(Object).map_err(|fault| fault.to_string())?;
    deserializer.end().map_err(|fault| fault.to_string())?;
    Ok(entries)
}

impl Reader<'_> {
    /// A record's slots from its entries.
    fn record(&mut self, entries: &Entries<'_>, record: usize, path: &str) -> Value {
        let shapes = self.shapes;
        let shape = &shapes[record];
        let mut slots: Vec<Option<Value>> = vec![None; shape.slots];
        let mut seen: Vec<usize> = Vec::with_capacity(entries.len());
        for (name, raw) in entries {
            let path = format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
            let Some(at) = shape.find(name) else {
                let near = nearest(name, shape.fields().map(|(name, _)| name));
                self.report(&path, raw.get(), Reason::UnknownField { near });
                continue;
            };
            let field = shape.field(at);
            let twice = seen.contains(&at);
            seen.push(at);
            if twice {
                self.report(&path, raw.get(), Reason::Twice);
            }
            // Fields that no rule reads are read too: what is wrong in them is worth knowing.
            let value = if twice { Value::Unknown(Why::Unreadable) } else { self.field(raw.get(), field, &path) };
            if let Some(slot) = field.slot {
                slots[slot] = Some(value);
            }
        }
        for (at, (name, field)) in shape.fields().enumerate() {
            if field.presence == Presence::Required && !seen.contains(&at) {
                self.report(&format!("{path}/{name}"), "", Reason::Missing);
            }
            if let Some(slot) = field.slot {
                slots[slot].get_or_insert_with(|| left_out(field));
            }
        }
        Value::Record(slots.into_iter().map(|slot| slot.unwrap_or(Value::Unknown(Why::Missing))).collect())
    }

    /// A field's value; unreadable where it cannot be read.
    fn field(&mut self, raw: &str, field: &Field, path: &str) -> Value {
        if raw == "null" {
            if field.presence == Presence::Required {
                self.report(path, raw, Reason::Missing);
            }
            return left_out(field);
        }
        self.value(raw, &field.ty, path).unwrap_or_else(|reason| {
            self.report(path, raw, reason);
            Value::Unknown(Why::Unreadable)
        })
    }

    fn value(&mut self, raw: &str, ty: &Type, path: &str) -> Result<Value, Reason> {
        match ty {
            Type::List(of) => {
                let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(|_| wrong("リスト（[ … ]）", "a list ([ … ])"))?;
                let values = items.iter().enumerate().map(|(at, item)| {
                    let path = format!("{path}/{at}");
                    self.value(item.get(), of, &path).unwrap_or_else(|reason| {
                        self.report(&path, item.get(), reason);
                        self.unreadable(of)
                    })
                });
                Ok(Value::List(values.collect()))
            }
            Type::Record(record) => match entries(raw) {
                Ok(entries) => Ok(self.record(&entries, *record, path)),
                Err(_) => Err(wrong("記録（{ … }）", "a record ({ … })")),
            },
            _ => self.leaf(raw, ty, path),
        }
    }

    /// An element that cannot be read still stands in its list: every one of its fields is unreadable.
    fn unreadable(&self, ty: &Type) -> Value {
        match ty {
            Type::Record(record) => Value::Record(vec![Value::Unknown(Why::Unreadable); self.shapes[*record].slots].into()),
            _ => Value::Unknown(Why::Unreadable),
        }
    }

    pub(super) fn report(&mut self, path: &str, raw: &str, reason: Reason) {
        let bare = raw.strip_prefix(QUOTED_SIGN).and_then(|raw| raw.strip_suffix('"')).unwrap_or(raw);
        self.faults.push(DataError::new(path, bare.trim_start_matches(SIGN), reason));
    }
}

/// What a field that was left out stands for.
fn left_out(field: &Field) -> Value {
    match &field.presence {
        Presence::Required => Value::Unknown(Why::Missing),
        Presence::Optional => Value::Unknown(Why::Absent),
        Presence::Default(_) => Value::Unknown(Why::Default),
    }
}

/// Whether brackets nest deeper than may be read.
fn too_deep(text: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        if in_string {
            (in_string, escaped) = (escaped || byte != b'"', !escaped && byte == b'\\');
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return true;
        }
    }
    false
}
