//! What a finding is about, as a line that people know it by.

use std::io::Result;

use super::page::{Ink, Page};
use crate::json::{Member, Record, Subject, Text};
use crate::lang::Lang;
use crate::report::words;

/// The line of a record: its name, title and amount, and where it stands.
pub(super) fn record(page: &mut Page<'_>, record: &Record, heading: &[Text]) -> Result<()> {
    let title = words::title(page.style.lang, record, heading);
    let place = match (record.key.is_empty(), page.style.lang) {
        (true, _) => String::new(),
        (false, Lang::Ja) => format!("　〔{}〕", words::place(record)),
        (false, Lang::En) => format!("  [{}]", words::place(record)),
    };
    page.hung(0, (Ink::Bold, "● "), (Ink::Bold, &format!("{title}{place}")))
}

/// The line of a group, a row, or the whole set.
pub(super) fn other(page: &mut Page<'_>, subject: &Subject) -> Result<()> {
    let text = words::describe(page.style.lang, subject);
    page.hung(4, (Ink::Bold, "● "), (Ink::Bold, &text))
}

/// The members of a group, one a line.
pub(super) fn members(page: &mut Page<'_>, members: &[Member]) -> Result<()> {
    for (number, member) in members.iter().enumerate() {
        let label = if number == 0 { page.say("対象　", "Among    ") } else { page.say("　　　", "         ") };
        let text = words::member(page.style.lang, member);
        page.line(6, label, &text)?;
    }
    Ok(())
}
