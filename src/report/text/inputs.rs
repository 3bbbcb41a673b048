//! What was read, and how it was understood: always the name and the digest; the rest where there is something to say.

use std::io::Result;

use super::page::{Ink, Page};
use crate::json::{Document, Input};
use crate::report::intake;

/// The inputs.
pub(super) fn write(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let inputs = &document.summary.inputs;
    if inputs.is_empty() {
        return Ok(());
    }
    page.heading(page.say("読み込んだもの", "What was read"), Some(inputs.len()))?;
    page.blank()?;
    for input in inputs {
        one(page, input)?;
    }
    page.blank()
}

fn one(page: &mut Page<'_>, input: &Input) -> Result<()> {
    let lang = page.style.lang;
    let head = format!("{}{}{}", input.name, page.say("　", "  "), intake::counted(lang, input));
    page.hung(2, (Ink::Plain, page.say("・", "- ")), (Ink::Plain, &head))?;
    if let Some(digest) = &input.digest {
        page.hung(4, (Ink::Dim, "sha256 "), (Ink::Dim, digest))?;
    }
    for (label, text) in intake::lines(lang, &input.reading) {
        let label = format!("{label}{}", page.say("　", "  "));
        page.line(4, &label, &text)?;
    }
    Ok(())
}
