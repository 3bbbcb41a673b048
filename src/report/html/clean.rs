//! What passes and what is not applicable, where it was asked for.

use std::io::Result;

use maud::html;

use super::contents::Contents;
use super::evidence::{of_record, of_several};
use super::flagged::headed;
use super::frame;
use super::sheet::{self, Sheet};
use crate::report::words;

/// Writes the section: by record, folded.
pub(super) fn write(sheet: &mut Sheet<'_>, contents: &Contents<'_>) -> Result<()> {
    if !frame::section(sheet, contents, "clean")? {
        return Ok(());
    }
    for (at, of) in contents.clean.iter().enumerate() {
        let id = format!("p{}", at + 1);
        let count = sheet::counted(sheet.lang, of.findings.len());
        sheet.tag(&format!("<details class=\"record deep\" id=\"{id}\">"))?;
        sheet.put(&html! { summary {
            span.title { (words::name(of.record)) } " " (headed(sheet, of.heading.get(..1).unwrap_or_default())) " " span.place { (count) }
        } })?;
        for (nth, finding) in of.findings.iter().enumerate() {
            sheet.put(&of_record(sheet, contents, finding, &format!("{id}-{}", nth + 1)))?;
        }
        sheet.tag("</details>")?;
    }
    if !contents.clean_across.is_empty() {
        sheet.tag("<details class=\"record deep\">")?;
        sheet.put(&html! { summary { span.title { (sheet.say("複数の記録にわたるもの", "Across records")) } } })?;
        for (at, finding) in contents.clean_across.iter().enumerate() {
            sheet.put(&of_several(sheet, contents, finding, &format!("q{}", at + 1), true))?;
        }
        sheet.tag("</details>")?;
    }
    sheet.tag("</section>")
}
