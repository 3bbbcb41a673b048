//! The report that a committee reads on a terminal: what is flagged first, each with its reasons and their sources; then what could not be judged
//! and what to ask for; then what could not be read; the counts last, always.

use std::io::{Result, Write};

pub use diff::diff;
pub use inspect::{Sample, inspect};

use crate::finding::Outcome;
use crate::json::Document;
use crate::lang::Lang;
use page::{Ink, Page};

mod diff;
mod findings;
mod inputs;
mod inspect;
mod page;
mod subject;
mod summary;
mod undetermined;

/// How to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The language.
    pub lang: Lang,
    /// The width in columns; a letter of Japanese takes two.
    pub width: usize,
    /// Colours and bold letters.
    pub colour: bool,
}

impl Default for Style {
    /// Japanese, 100 columns, no colours.
    fn default() -> Style {
        Style { lang: Lang::Ja, width: 100, colour: false }
    }
}

/// Writes the report.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, document: &Document, style: Style) -> Result<()> {
    let mut page = Page::new(out, style);
    header(&mut page, document)?;
    findings::flagged(&mut page, document)?;
    findings::across(&mut page, document)?;
    findings::excepted(&mut page, document)?;
    undetermined::write(&mut page, document)?;
    findings::clean(&mut page, document)?;
    summary::data_errors(&mut page, document)?;
    inputs::write(&mut page, document)?;
    summary::write(&mut page, document)
}

/// By which rules, and for which day.
fn header(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let header = &document.header;
    let packs: Vec<String> = header
        .packs
        .iter()
        .rev()
        .map(|pack| match page.style.lang {
            Lang::Ja => format!("{}（{} {}、{}）", pack.title.ja, pack.name, pack.version, short(&pack.digest)),
            Lang::En => format!("{} ({} {}, {})", pack.title.en, pack.name, pack.version, short(&pack.digest)),
        })
        .collect();
    let packs = packs.join(page.comma());
    page.hung(0, (Ink::Dim, page.say("規則　　", "Rules  ")), (Ink::Dim, &packs))?;
    if let Some(day) = &header.as_of {
        page.hung(0, (Ink::Dim, page.say("基準日　", "As of  ")), (Ink::Dim, day))?;
    }
    if !header.not_run.is_empty() {
        let rules = header.not_run.join(" ");
        page.hung(0, (Ink::Yellow, page.say("不実行　", "Not run  ")), (Ink::Plain, &rules))?;
    }
    for set in &header.levels {
        let words = [set.written, set.set].map(|severity| Outcome::Fail.word(severity, page.style.lang));
        let text = format!("{} {} → {}", set.rule, words[0], words[1]);
        page.hung(0, (Ink::Yellow, page.say("重大度　", "Severity  ")), (Ink::Plain, &text))?;
    }
    page.blank()
}

/// The beginning of a digest, enough to tell versions apart.
fn short(digest: &str) -> &str {
    digest.get(..8).unwrap_or(digest)
}
