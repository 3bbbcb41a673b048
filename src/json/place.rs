//! Where a fact stands, in words: `/payments/2/year` is 支払予定3件目の支払年度.

use super::Text;
use crate::check::typed::{Program, Type};
use crate::lang::Lang;

/// A JSON pointer within a record of that kind, in words. What the record does not know is named as it stands.
pub(super) fn words(program: &Program, record: usize, pointer: &str) -> Text {
    Text::of(|lang| in_words(program, record, pointer, lang))
}

fn in_words(program: &Program, record: usize, pointer: &str, lang: Lang) -> String {
    let mut within = Some(record);
    let mut words = String::new();
    for segment in pointer.split('/').skip(1) {
        if let (Ok(at), false) = (segment.parse::<u64>(), words.is_empty()) {
            match lang {
                Lang::Ja => words.push_str(&format!("{}件目", at.saturating_add(1))),
                Lang::En => words.push_str(&format!(" no. {}", at.saturating_add(1))),
            }
            continue;
        }
        let field = within.and_then(|record| program.records[record].fields.iter().find(|field| field.name == segment));
        within = field.and_then(|field| inner(&field.ty));
        if !words.is_empty() {
            words.push_str(if lang == Lang::Ja { "の" } else { ", " });
        }
        match field {
            Some(field) => words.push_str(field.label.text(lang)),
            None => words.push_str(&segment.replace("~1", "/").replace("~0", "~")),
        }
    }
    words
}

/// The record that a field holds, or that its list's elements are.
fn inner(ty: &Type) -> Option<usize> {
    match ty {
        Type::Record(record) => Some(*record),
        Type::List(of) => inner(of),
        _ => None,
    }
}
