//! What was understood of files, before anything is judged: for `sadame inspect`.

use std::collections::BTreeMap;
use std::io::{Result, Write};

use serde_json::value::RawValue;

use super::page::{Ink, Page};
use super::{Style, summary};
use crate::check::typed::{Program, RecordIx, Type};
use crate::check::types;
use crate::diag::nearest;
use crate::json::{ColumnRead, Document, Input};
use crate::lang::Lang;
use crate::report::intake;

/// A record as it was read, in the JSON that the decoder sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The number of its input.
    pub input: u32,
    /// Its line or row.
    pub position: u64,
    /// The record.
    pub json: String,
}

/// Writes what was understood of the inputs of a document.
///
/// # Errors
/// Those of the writer.
pub fn inspect(out: &mut dyn Write, document: &Document, program: &Program, samples: &[Sample], style: Style) -> Result<()> {
    let mut page = Page::new(out, style);
    let record = program.records.iter().position(|record| record.name == document.header.record.name).unwrap_or_default();
    for (number, input) in document.summary.inputs.iter().enumerate() {
        page.heading(&input.name, None)?;
        page.blank()?;
        head(&mut page, input)?;
        columns(&mut page, input, program, record)?;
        for sample in samples.iter().filter(|sample| sample.input as usize == number) {
            shown(&mut page, sample, program, record)?;
        }
        page.blank()?;
    }
    summary::data_errors(&mut page, document)
}

fn head(page: &mut Page<'_>, input: &Input) -> Result<()> {
    let lang = page.style.lang;
    page.line(2, "", &intake::counted(lang, input))?;
    if let Some(digest) = &input.digest {
        page.hung(2, (Ink::Dim, "sha256 "), (Ink::Dim, digest))?;
    }
    for (label, text) in intake::lines(lang, &input.reading) {
        page.line(2, &format!("{label}{}", page.say("　", "  ")), &text)?;
    }
    Ok(())
}

/// The columns that are read, and into what; those that are not, with the field that may be meant.
fn columns(page: &mut Page<'_>, input: &Input, program: &Program, record: RecordIx) -> Result<()> {
    let lang = page.style.lang;
    if input.reading.columns.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.inked(2, Ink::Bold, page.say("列", "Columns"))?;
    for column in &input.reading.columns {
        let lead = format!("{}  ", column.at);
        let text = format!("{} → {}", column.heading, target(lang, column, program, record));
        page.hung(4, (Ink::Green, &lead), (Ink::Plain, &text))?;
    }
    let labels: Vec<&str> = program.records[record].fields.iter().map(|field| field.label.text(lang)).collect();
    for heading in &input.reading.unmapped {
        let near = nearest(heading.rsplit('!').next().unwrap_or(heading), labels.iter().copied());
        let near = match (near, lang) {
            (None, _) => String::new(),
            (Some(near), Lang::Ja) => format!("（「{near}」ではありませんか）"),
            (Some(near), Lang::En) => format!(" (did you mean `{near}`?)"),
        };
        let text = format!("{heading} → {}{near}", page.say("読まれない", "not read"));
        page.hung(4, (Ink::Yellow, page.say("？  ", "?  ")), (Ink::Plain, &text))?;
    }
    page.blank()
}

/// The field of a column: its name, its label, its type, and what a number counts.
fn target(lang: Lang, column: &ColumnRead, program: &Program, record: RecordIx) -> String {
    let (mut within, mut label, mut ty) = (record, String::new(), None);
    for part in column.field.split('/') {
        let Some(field) = program.records[within].fields.iter().find(|field| field.name == part) else { continue };
        if !label.is_empty() {
            label.push_str(if lang == Lang::Ja { "の" } else { ", " });
        }
        label.push_str(field.label.text(lang));
        if let Type::List(of) = &field.ty
            && let Type::Record(element) = **of
        {
            within = element;
        }
        ty = Some(&field.ty);
    }
    let ty = ty.map_or_else(String::new, |ty| types::show(ty, program).replace('`', ""));
    let unit = if column.unit == 1 { String::new() } else { format!(" × {}", column.unit) };
    match lang {
        Lang::Ja => format!("{}（{label}、{ty}）{unit}", column.field),
        Lang::En => format!("{} ({label}, {ty}){unit}", column.field),
    }
}

/// A record, field by field.
fn shown(page: &mut Page<'_>, sample: &Sample, program: &Program, record: RecordIx) -> Result<()> {
    let lang = page.style.lang;
    let title = match lang {
        Lang::Ja => format!("{}行目の{}", sample.position, program.records[record].label.ja),
        Lang::En => format!("The {} in row {}", program.records[record].label.en, sample.position),
    };
    page.inked(2, Ink::Bold, &title)?;
    // As written: a number keeps its digits.
    let Ok(members) = serde_json::from_str::<BTreeMap<String, &RawValue>>(&sample.json) else {
        return page.line(4, "", &sample.json);
    };
    let fields = &program.records[record].fields;
    let place = |name: &str| fields.iter().position(|field| field.name == name).unwrap_or(usize::MAX);
    let mut members: Vec<(&String, &&RawValue)> = members.iter().collect();
    members.sort_by_key(|(name, _)| place(name));
    for (name, value) in members {
        let label = fields.get(place(name)).map_or(name.as_str(), |field| field.label.text(lang));
        let text: String = serde_json::from_str(value.get()).unwrap_or_else(|_| value.get().to_owned());
        page.line(4, &format!("{label}{}", page.say("　", "  ")), &text)?;
    }
    Ok(())
}
