//! A whole file of JSON: one record, or an array of records.

use serde_json::value::RawValue;

/// What a file of JSON holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// Records, each with the line on which it begins.
    Records(Vec<(u64, Vec<u8>)>),
    /// Something that is to be read line by line.
    Lines,
}

/// Looks at a whole file: an array gives its elements, one object gives itself, anything else is read line by line.
#[must_use]
pub fn document(bytes: &[u8]) -> Document {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return Document::Lines };
    let trimmed = text.trim_start();
    let line_of = |part: &str| {
        let offset = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        text.get(..offset).map_or(1, |before| before.matches('\n').count() as u64 + 1)
    };
    if trimmed.starts_with('[') {
        if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(text) {
            return Document::Records(items.iter().map(|item| (line_of(item.get()), item.get().as_bytes().to_vec())).collect());
        }
        return Document::Lines;
    }
    let first_line = trimmed.lines().next().unwrap_or_default();
    let whole_line = serde_json::from_str::<&RawValue>(first_line).is_ok();
    if !whole_line && serde_json::from_str::<&RawValue>(text).is_ok() {
        return Document::Records(vec![(line_of(trimmed), trimmed.as_bytes().to_vec())]);
    }
    Document::Lines
}
