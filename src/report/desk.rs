//! The review desk: one page that a committee opens from a file, with the report, the contracts and the rules inside.
//!
//! The page itself is built from `bindings/desk` and handed in. What it shows stands in it as JSON lines, packed with gzip and written in base 64, in a
//! block of data; in that alphabet nothing can end the block, whatever the contracts say. The lines are
//!
//! | `type` | what |
//! | --- | --- |
//! | `desk` | first: the version, the language, how the run was set, what the rules are, and their text |
//! | `record` | a contract, as it was read: the name of its input, its place there, its values |
//! | `header`, `finding`, `data_error`, `summary` | the report, as `--format jsonl` writes it |

use std::collections::BTreeMap;
use std::io::{Result, Write};

use base64::engine::general_purpose::STANDARD;
use base64::write::EncoderWriter;
use flate2::{Compression, GzBuilder};
use serde::Serialize;
use serde_json::value::RawValue;

use super::lines;
use crate::engine::Engine;
use crate::json::{About, Document};
use crate::lang::Lang;

/// The version of the first line.
const VERSION: u32 = 1;

/// Where the data goes: at the end of the page's body.
const PLACE: &str = "</body>";

/// How the run was set, as `sadame check` is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// The date the check is made for.
    pub as_of: Option<String>,
    /// Parameters: name and value, as the language writes it.
    pub parameters: Vec<(String, String)>,
    /// The record that the input holds, where it was said.
    pub record: Option<String>,
    /// Rules to run.
    pub select: Vec<String>,
    /// Rules not to run.
    pub ignore: Vec<String>,
    /// How grave failures were set to be: rules and severity.
    pub levels: Vec<(String, String)>,
}

/// A contract as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The number of its input.
    pub input: u32,
    /// Its line or row there, from 1.
    pub position: u64,
    /// Its values, as JSON.
    pub json: String,
}

/// What stands on the desk besides the report.
#[derive(Debug, Clone)]
pub struct Contents<'a> {
    /// The language that the page opens in.
    pub lang: Lang,
    /// How the run was set.
    pub settings: Settings,
    /// What judged.
    pub engine: &'a Engine,
    /// The contracts.
    pub records: Vec<Record>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line<'a> {
    Desk {
        version: u32,
        lang: &'static str,
        settings: &'a Settings,
        about: &'a About,
        /// The record that was judged, by its name.
        record: &'a str,
        /// The packs that were named, which the others are dependencies of.
        packs: Vec<String>,
        /// The text of the rules by path: manifests, modules, tables.
        files: BTreeMap<String, String>,
    },
    Record {
        input: &'a str,
        position: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        values: Option<&'a RawValue>,
        /// What stood there, where it is no JSON.
        #[serde(skip_serializing_if = "Option::is_none")]
        raw: Option<&'a str>,
    },
}

/// Writes the page with its data.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, page: &str, document: &Document, contents: &Contents<'_>) -> Result<()> {
    let (before, after) = page.rfind(PLACE).map_or((page, ""), |at| page.split_at(at));
    out.write_all(before.as_bytes())?;
    out.write_all(b"<script type=\"application/json\" id=\"sadame-desk\">{\"packed\":\"gzip\",\"data\":\"")?;
    let mut letters = EncoderWriter::new(&mut *out, &STANDARD);
    let mut packed = GzBuilder::new().mtime(0).write(&mut letters, Compression::default());
    put_all(&mut packed, document, contents)?;
    packed.finish()?;
    letters.finish()?;
    drop(letters);
    out.write_all(b"\"}</script>\n")?;
    out.write_all(after.as_bytes())
}

fn put_all(out: &mut impl Write, document: &Document, contents: &Contents<'_>) -> Result<()> {
    let Contents { lang, settings, engine, records } = contents;
    let line = Line::Desk {
        version: VERSION,
        lang: if *lang == Lang::Ja { "ja" } else { "en" },
        settings,
        about: &About::new(engine).with_tables(engine),
        record: &document.header.record.name,
        packs: engine.named(),
        files: engine.files(),
    };
    put(out, &line)?;
    for record in records {
        let input = document.summary.inputs.get(record.input as usize).map_or("", |input| input.name.as_str());
        let values = serde_json::from_str(&record.json).ok();
        let raw = if values.is_none() { Some(record.json.as_str()) } else { None };
        put(out, &Line::Record { input, position: record.position, values, raw })?;
    }
    lines::write(out, document)
}

fn put(out: &mut impl Write, line: &Line<'_>) -> Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    writeln!(out)
}
