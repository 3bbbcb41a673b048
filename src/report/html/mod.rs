//! The report as one page that a committee opens in a browser, from a file: no network, no script, nothing beside it. What is flagged comes first, gravest
//! first; every fact, figure and source that a finding rests on can be unfolded.

use std::io::{Result, Write};

use crate::json::Document;
use crate::lang::Lang;
use contents::Contents;
use sheet::Sheet;

mod basis;
mod clean;
mod contents;
mod data;
mod evidence;
mod flagged;
mod frame;
mod glance;
mod sheet;
mod undetermined;

/// Writes the report as a page of HTML.
///
/// ```
/// use sadame::engine::{Engine, Options};
/// use sadame::json::Document;
/// use sadame::lang::Lang;
/// use sadame::pack::Builtin;
/// use sadame::report::html;
///
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
/// let report = engine.session(&Options::default()).expect("nothing is set wrongly").finish();
/// let mut page = Vec::new();
/// html::write(&mut page, &Document::new(&engine, &report), Lang::Ja).expect("memory takes all that is written");
/// assert!(page.starts_with(b"<!DOCTYPE html>"));
/// ```
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, document: &Document, lang: Lang) -> Result<()> {
    let contents = Contents::new(document, lang);
    let mut sheet = Sheet { out, lang };
    frame::open(&mut sheet, document, &contents)?;
    glance::write(&mut sheet, document, &contents)?;
    flagged::docket(&mut sheet, document, &contents)?;
    flagged::records(&mut sheet, &contents)?;
    flagged::across(&mut sheet, &contents)?;
    flagged::excepted(&mut sheet, &contents)?;
    undetermined::write(&mut sheet, document, &contents)?;
    data::errors(&mut sheet, document, &contents)?;
    clean::write(&mut sheet, &contents)?;
    basis::rules(&mut sheet, document, &contents)?;
    data::inputs(&mut sheet, document, &contents)?;
    basis::write(&mut sheet, document, &contents)?;
    frame::close(&mut sheet, document)
}
