//! Questions about text.

use crate::value::{Exact, Value, Why};

/// Whether a text begins with another.
#[must_use]
pub fn starts_with(text: &Value, part: &Value) -> Value {
    ask(text, part, |text, part| text.starts_with(part))
}

/// Whether a text ends with another.
#[must_use]
pub fn ends_with(text: &Value, part: &Value) -> Value {
    ask(text, part, |text, part| text.ends_with(part))
}

/// Whether a text has another within it.
#[must_use]
pub fn contains_text(text: &Value, part: &Value) -> Value {
    ask(text, part, |text, part| text.contains(part))
}

/// The number of characters.
#[must_use]
pub fn length(text: &Value) -> Value {
    match text {
        Value::Text(text) => Value::Number(Exact::from(i64::try_from(text.chars().count()).unwrap_or(i64::MAX))),
        Value::Unknown(why) => Value::Unknown(*why),
        _ => Value::Unknown(Why::Mismatch),
    }
}

/// The first so many characters of a text; a shorter text is itself.
#[must_use]
pub fn prefix(text: &Value, count: &Value) -> Value {
    match (text, count) {
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Value::Unknown(*why),
        (Value::Text(text), Value::Number(count)) if count.is_integer() && !count.is_negative() => {
            let count = count.to_i64().and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX);
            match text.char_indices().nth(count) {
                Some((end, _)) => Value::Text(text[..end].into()),
                None => Value::Text(text.clone()),
            }
        }
        _ => Value::Unknown(Why::Mismatch),
    }
}

/// Whether a text is a corporate number (法人番号): 13 digits, the first of which is 9 − (Σ Pₙ·Qₙ mod 9), where n counts the other twelve
/// from the lowest and Qₙ is 1 for odd n and 2 for even n.
///
/// Source: the check digit as the National Tax Agency (国税庁) publishes it.
#[must_use]
pub fn is_corporate_number(text: &Value) -> Value {
    match text {
        Value::Text(text) => Value::Bool(check_digit_holds(text)),
        Value::Unknown(why) => Value::Unknown(*why),
        _ => Value::Unknown(Why::Mismatch),
    }
}

fn check_digit_holds(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 13 || !bytes.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let digit = |byte: u8| u32::from(byte - b'0');
    let sum: u32 = bytes[1..].iter().rev().enumerate().map(|(at, &byte)| digit(byte) * if at % 2 == 0 { 1 } else { 2 }).sum();
    digit(bytes[0]) == 9 - sum % 9
}

fn ask(text: &Value, part: &Value, holds: fn(&str, &str) -> bool) -> Value {
    match (text, part) {
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Value::Unknown(*why),
        (Value::Text(text), Value::Text(part)) => Value::Bool(holds(text, part)),
        _ => Value::Unknown(Why::Mismatch),
    }
}
