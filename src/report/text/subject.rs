//! What a finding is about, as a line that people know it by.

use std::io::Result;

use super::page::{Ink, Page};
use crate::json::{Member, Record, Subject, Text};
use crate::lang::Lang;

/// The name of a record: its key, or its place.
pub(super) fn name(record: &Record) -> String {
    if record.key.is_empty() { place(record) } else { record.key.clone() }
}

/// Where a record stands in the input.
pub(super) fn place(record: &Record) -> String {
    format!("{}:{}", record.input, record.position)
}

/// A record's name, title and amount.
fn title(page: &Page<'_>, record: &Record, heading: &[Text]) -> String {
    let words = heading.iter().map(|text| page.text(text));
    std::iter::once(name(record).as_str()).chain(words).collect::<Vec<&str>>().join(page.say("　", "  "))
}

/// The line of a record: its name, title and amount, and where it stands.
pub(super) fn record(page: &mut Page<'_>, record: &Record, heading: &[Text]) -> Result<()> {
    let title = title(page, record, heading);
    let place = match (record.key.is_empty(), page.style.lang) {
        (true, _) => String::new(),
        (false, Lang::Ja) => format!("　〔{}〕", place(record)),
        (false, Lang::En) => format!("  [{}]", place(record)),
    };
    page.hung(0, (Ink::Bold, "● "), (Ink::Bold, &format!("{title}{place}")))
}

/// The line of a group, a row, or the whole set.
pub(super) fn other(page: &mut Page<'_>, subject: &Subject) -> Result<()> {
    let text = describe(page, subject);
    page.hung(4, (Ink::Bold, "● "), (Ink::Bold, &text))
}

/// A group, a row, or the whole set in words.
pub(super) fn describe(page: &Page<'_>, subject: &Subject) -> String {
    match subject {
        Subject::Record { record, heading, .. } => title(page, record, heading),
        Subject::Group { key, window, members } => {
            let keys: Vec<String> = key
                .iter()
                .map(|key| format!("{}{}{}", page.text(&key.label), page.say("：", ": "), page.text(&key.text)))
                .collect();
            let window = window.as_ref().map_or_else(String::new, |[first, last]| match page.style.lang {
                Lang::Ja => format!("　{first}から{last}まで"),
                Lang::En => format!(", {first} to {last}"),
            });
            let keys = keys.join(page.comma());
            match page.style.lang {
                Lang::Ja => format!("{keys}{window}（{}件）", members.len()),
                Lang::En => format!("{keys}{window} ({})", members.len()),
            }
        }
        Subject::Row { label, key, .. } => match page.style.lang {
            Lang::Ja => format!("{}「{key}」", label.ja),
            Lang::En => format!("{} “{key}”", label.en),
        },
        Subject::Set { count } => match page.style.lang {
            Lang::Ja => format!("全体（{count}件）"),
            Lang::En => format!("the whole set ({count})"),
        },
    }
}

/// The members of a group, one a line.
pub(super) fn members(page: &mut Page<'_>, members: &[Member]) -> Result<()> {
    for (number, member) in members.iter().enumerate() {
        let label = if number == 0 { page.say("対象　", "Among    ") } else { page.say("　　　", "         ") };
        let text = title(page, &member.record, &member.heading);
        page.line(6, label, &text)?;
    }
    Ok(())
}
