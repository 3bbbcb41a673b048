//! Records of JSON: straight from the text into slots, without a tree in between.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::value::RawValue;

use super::fault::{DataError, Level, Reason};
use super::leaf::wrong;
use super::object::{Entries, Text, entries};
use super::path::Path;
use super::repair::{QUOTED_SIGN, as_written, quote_bare_words};
use super::scan::{DEPTH, Written};
use super::shape::{Field, Members, Shape};
use crate::check::typed::{Label, Presence, Program, Type};
use crate::diag::nearest;
use crate::plan::Plan;
use crate::syntax::ast;
use crate::value::{Value, Why};

/// How many faults of one record are listed; those beyond are counted.
const LISTED: u64 = 1000;

/// The longest name, in bytes, for which a likely one is looked for.
const NAME: usize = 200;

/// Decodes records of one kind.
#[derive(Debug)]
pub struct Decoder {
    pub(super) shapes: Vec<Shape>,
    pub(super) choices: Vec<Vec<(String, Label)>>,
    /// Each possibility of each choice by its name, as it is mostly written.
    pub(super) named: Vec<Vec<Written>>,
    pub(super) record: usize,
    /// How many hints its shapes have.
    pub(super) hints: usize,
}

/// Decodes one record.
pub(super) struct Reader<'a> {
    shapes: &'a [Shape],
    pub(super) choices: &'a [Vec<(String, Label)>],
    faults: &'a mut Vec<DataError>,
    found: u64,
    /// The paths of faults that were known before: of these fields it is known that they cannot be read.
    told: BTreeSet<String>,
    /// Bytes that were not UTF-8 have been replaced.
    pub(super) lossy: bool,
    /// Words that are not JSON have been quoted behind a sign.
    repaired: bool,
    /// A layout maps it: others wrote it, by rules of their own.
    pub(super) mapped: bool,
}

impl Decoder {
    /// A decoder of records of that kind.
    #[must_use]
    pub fn new(program: &Program, plan: &Plan, record: usize) -> Decoder {
        let choices = program.choices.iter().map(|choice| choice.variants.clone()).collect();
        let written = |(name, _): &(String, Label)| Written::new(format!("\"{name}\"").into_bytes());
        let names = |variants: &[(String, Label)]| variants.iter().map(written).collect();
        let named = program.choices.iter().map(|choice| names(&choice.variants)).collect();
        Decoder { shapes: Shape::all(program, plan), choices, named, record, hints: 0 }.prepared()
    }

    /// One for inputs that lack these fields altogether: by name, those of elements as `payments/year`. That is told once, not of each record.
    #[must_use]
    pub fn lacking(mut self, fields: &[String]) -> Decoder {
        for field in fields {
            let mut record = self.record;
            let (inner, name) = field.rsplit_once('/').map_or((None, field.as_str()), |(list, name)| (Some(list), name));
            for list in inner.into_iter().flat_map(|list| list.split('/')) {
                let found = self.shapes[record].fields().find(|(known, _)| *known == list).map(|(_, field)| &field.ty);
                let Some(Type::List(of)) = found else { break };
                let Type::Record(element) = **of else { break };
                record = element;
            }
            self.shapes[record].lacks(name);
        }
        self
    }

    /// One for records that a layout of JSON maps: its number in the program.
    #[must_use]
    pub fn mapped(program: &Program, plan: &Plan, layout: usize) -> Decoder {
        let layout = &program.layouts[layout];
        let mut decoder = Decoder::new(program, plan, layout.record);
        let lines: Vec<&ast::LayoutField> = layout.declaration.fields().collect();
        decoder.record = Shape::mapped(&mut decoder.shapes, program, plan, layout.record, &lines);
        decoder.prepared()
    }

    fn prepared(mut self) -> Decoder {
        self.hints = self.shapes.iter_mut().fold(0, |first, shape| shape.members.prepare(first));
        self
    }

    /// The slots of a record; `None` where no record could be read at all. Whatever could not be read is added to `faults`; fields that those already
    /// there name are unreadable, whatever stands in them.
    pub fn decode(&self, json: &[u8], faults: &mut Vec<DataError>) -> Option<Value> {
        let (text, lossy) = match std::str::from_utf8(json) {
            Ok(text) => (Cow::Borrowed(text), false),
            Err(_) => (String::from_utf8_lossy(json), true),
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).trim_end();
        let refuse = |faults: &mut Vec<DataError>, reason| {
            faults.push(DataError::new("", text.trim_start(), reason));
            None
        };
        if too_deep(text) {
            return refuse(faults, Reason::TooDeep);
        }
        let first = entries(text);
        let quoted = if first.is_err() { quote_bare_words(text) } else { None };
        let repaired = quoted.as_deref().and_then(|quoted| entries(quoted).ok());
        let mut told = BTreeSet::new();
        for fault in faults.iter().filter(|fault| fault.level == Level::Error) {
            told.insert(fault.path.clone());
        }
        let mut reader = Reader {
            shapes: &self.shapes,
            choices: &self.choices,
            faults,
            found: 0,
            told,
            lossy,
            repaired: repaired.is_some(),
            mapped: self.shapes[self.record].mapped,
        };
        // Where the repair does not help, what was wrong at first is told.
        match repaired.map_or(first, Ok) {
            Ok(entries) => {
                let record = reader.record(&entries, self.record, &Path::Root);
                reader.close();
                Some(record)
            }
            Err(_) if !text.trim_start().starts_with('{') && serde_json::from_str::<&RawValue>(text).is_ok() => {
                refuse(faults, Reason::NotObject)
            }
            Err(_) if lossy => refuse(faults, Reason::NotUtf8),
            Err(malformed) => refuse(faults, Reason::NotJson(malformed)),
        }
    }
}

impl<'a> Reader<'a> {
    /// One that reads nothing but leaves.
    pub(super) fn of_leaves(
        shapes: &'a [Shape],
        choices: &'a [Vec<(String, Label)>],
        faults: &'a mut Vec<DataError>,
        mapped: bool,
    ) -> Reader<'a> {
        Reader { shapes, choices, faults, found: 0, told: BTreeSet::new(), lossy: false, repaired: false, mapped }
    }
}

impl Reader<'_> {
    /// A record's slots from its entries.
    fn record(&mut self, entries: &Entries<'_>, record: usize, path: &Path<'_>) -> Value {
        let shapes = self.shapes;
        let shape = &shapes[record];
        let mut slots = shape.left_out.clone();
        let mut seen = vec![None; shape.len()];
        if shape.mapped {
            self.members(entries, &shape.members, shape, (path, &Path::Root), (&mut slots, &mut seen));
        } else {
            self.entries(entries, shape, path, (&mut slots, &mut seen));
        }
        for ((name, field), seen) in shape.fields().zip(seen) {
            if field.presence == Presence::Required && seen.is_none() && !field.told {
                let sought = if shape.mapped { Path::Sought(path, name, &field.pointer) } else { Path::Field(path, name) };
                self.report(&sought, "", Reason::Missing);
            }
        }
        Value::Record(slots.into())
    }

    /// Members that are named as the rules name their fields.
    fn entries(&mut self, entries: &Entries<'_>, shape: &Shape, path: &Path<'_>, (slots, seen): Filled<'_>) {
        for (name, raw) in entries {
            let path = &Path::Field(path, &name.0);
            let Some(&(at, _)) = shape.members.find(&name.0).and_then(|member| member.fields.first()) else {
                let near = self.near(&name.0, shape.fields().map(|(name, _)| name));
                self.report(path, raw.get(), Reason::UnknownField { near });
                continue;
            };
            let (_, field) = shape.field(at);
            // Fields that no rule reads are read too: what is wrong in them is worth knowing.
            let value = if seen[at].is_some() {
                self.report(path, raw.get(), Reason::Twice);
                Value::Unknown(Why::Unreadable)
            } else {
                self.field(raw.get(), field, path)
            };
            seen[at] = Some(0);
            if let Some(slot) = field.slot {
                slots[slot] = value;
            }
        }
    }

    /// Members that a layout maps: of the record itself, or of what it holds. Of several places for a field, the first that gives it counts.
    fn members(
        &mut self,
        entries: &Entries<'_>,
        members: &Members,
        shape: &Shape,
        (path, from): (&Path<'_>, &Path<'_>),
        (slots, seen): Filled<'_>,
    ) {
        for (name, raw) in entries {
            let Some(member) = members.find(&name.0) else { continue };
            let from = &Path::Field(from, &name.0);
            for &(at, rank) in &member.fields {
                if raw.get() == "null" || seen[at].is_some_and(|seen| seen < rank) {
                    continue;
                }
                let (field_name, field) = shape.field(at);
                let path = &Path::Mapped(path, field_name, from);
                let value = match seen[at] {
                    Some(seen) if seen == rank => {
                        self.report(path, raw.get(), Reason::Twice);
                        Value::Unknown(Why::Unreadable)
                    }
                    _ => self.field(raw.get(), field, path),
                };
                seen[at] = Some(rank);
                if let Some(slot) = field.slot {
                    slots[slot] = value;
                }
            }
            if !member.inside.list.is_empty()
                && let Some(inner) = inner(raw.get())
            {
                self.members(&inner, &member.inside, shape, (path, from), (&mut *slots, &mut *seen));
            }
        }
    }

    /// A field's value; unreadable where it cannot be read.
    fn field(&mut self, raw: &str, field: &Field, path: &Path<'_>) -> Value {
        if self.is_told(path) {
            return Value::Unknown(Why::Unreadable);
        }
        if raw == "null" {
            if field.presence == Presence::Required {
                self.report(path, raw, Reason::Missing);
            }
            return field.left_out();
        }
        self.value(raw, &field.ty, path).unwrap_or_else(|reason| {
            self.report(path, raw, reason);
            Value::Unknown(Why::Unreadable)
        })
    }

    /// Whether it was told before that a field cannot be read.
    fn is_told(&self, path: &Path<'_>) -> bool {
        !self.told.is_empty() && self.told.contains(&path.to_string())
    }

    fn value(&mut self, raw: &str, ty: &Type, path: &Path<'_>) -> Result<Value, Reason> {
        match ty {
            Type::List(of) => {
                let items: Vec<&RawValue> = serde_json::from_str(raw).map_err(|_| wrong("リスト（[ … ]）", "a list ([ … ])"))?;
                let values = items.iter().enumerate().map(|(at, item)| {
                    let path = &Path::Element(path, at);
                    if self.is_told(path) {
                        return self.unreadable(of);
                    }
                    self.value(item.get(), of, path).unwrap_or_else(|reason| {
                        self.report(path, item.get(), reason);
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
            Type::Record(record) => {
                Value::Record(vec![Value::Unknown(Why::Unreadable); self.shapes[*record].left_out.len()].into())
            }
            _ => Value::Unknown(Why::Unreadable),
        }
    }

    /// Whether a word stands here that is not JSON.
    pub(super) fn is_bare_word(&self, raw: &str) -> bool {
        self.repaired && raw.starts_with(QUOTED_SIGN)
    }

    /// The known word that was likely meant; not looked for in what is no word, nor in a record that is full of faults.
    pub(super) fn near<'w>(&self, word: &str, known: impl Iterator<Item = &'w str>) -> Option<String> {
        if word.len() <= NAME && self.found <= LISTED { nearest(word, known) } else { None }
    }

    pub(super) fn report(&mut self, path: &Path<'_>, raw: &str, reason: Reason) {
        self.found += 1;
        if self.found > LISTED {
            return;
        }
        let written = if self.repaired { as_written(raw) } else { Cow::Borrowed(raw) };
        let at = path.in_input().unwrap_or_default();
        self.faults.push(DataError { at, ..DataError::new(&path.to_string(), &written, reason) });
    }

    /// Says how many faults were not listed.
    fn close(self) {
        if self.found > LISTED {
            self.faults.push(DataError::new("", "", Reason::More { count: self.found - LISTED }));
        }
    }
}

/// The slots of a record and, for each field, from which of its places it has been read.
type Filled<'f> = (&'f mut [Value], &'f mut [Option<usize>]);

/// The members of an object; of a list, its elements by number.
fn inner(raw: &str) -> Option<Entries<'_>> {
    if !raw.starts_with('[') {
        return entries(raw).ok();
    }
    let items: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
    Some(items.into_iter().enumerate().map(|(at, item)| (Text(Cow::Owned(at.to_string())), item)).collect())
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
