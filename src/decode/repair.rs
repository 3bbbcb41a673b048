//! JSON with words in it that JSON does not have: `NaN`, `Infinity`, `04`. They are put in quotation marks behind a private sign, so that the
//! rest of the record can be read, and the field is reported with what stood there.

use std::borrow::Cow;

/// How a JSON string begins that stands for such a word.
pub(super) const QUOTED_SIGN: &str = "\"\\u0001";

/// The text with every such word quoted; `None` where there is none, or where one stands for a field's name.
pub(super) fn quote_bare_words(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut changed = false;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            letter if letter.is_whitespace() => letter.len_utf8(),
            _ => {
                let end =
                    rest.find(|letter: char| matches!(letter, '{' | '}' | '[' | ']' | ',' | ':' | '"') || letter.is_whitespace());
                let word = &rest[..end.unwrap_or(rest.len())];
                if !is_json(word) {
                    changed = true;
                    out.push_str(QUOTED_SIGN);
                    out.extend(word.chars().filter(|letter| !matches!(letter, '\\' | '"') && !letter.is_control()));
                    out.push('"');
                    rest = &rest[word.len()..];
                    if rest.trim_start().starts_with(':') {
                        return None;
                    }
                    continue;
                }
                word.len()
            }
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    changed.then_some(out)
}

/// The text with every such word as it stood before it was quoted.
pub(super) fn as_written(text: &str) -> Cow<'_, str> {
    if !text.contains(QUOTED_SIGN) {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split(QUOTED_SIGN);
    let first = parts.next().unwrap_or_default().to_owned();
    Cow::Owned(parts.fold(first, |written, part| written + &part.replacen('"', "", 1)))
}

fn string_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn is_json(word: &str) -> bool {
    matches!(word, "true" | "false" | "null") || serde_json::from_str::<serde_json::Number>(word).is_ok()
}
