//! Records inside documents of JSON: the releases of a package, by JSON pointers in which `*` stands for every element of a list.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The records that one of the pointers leads to, each with where it begins: the first pointer that leads anywhere counts. An empty pointer is the whole.
/// Where none leads anywhere, the whole is the record.
///
/// ```
/// let package = r#"{"uri": "u", "releases": [{"ocid": "a"}, {"ocid": "b"}]}"#;
/// let found = sadame::input::records_at(package, &["/releases/*".to_owned()]);
/// assert_eq!(found, [(26, r#"{"ocid": "a"}"#), (41, r#"{"ocid": "b"}"#)]);
/// ```
#[must_use]
pub fn records_at<'j>(json: &'j str, pointers: &[String]) -> Vec<(usize, &'j str)> {
    let escapes = !pointers.is_empty() && json.contains(r"\u00");
    for pointer in pointers.iter().filter(|pointer| may_lead(json, pointer, escapes)) {
        let mut found = Vec::new();
        let steps: Vec<&str> = pointer.split('/').skip(1).collect();
        if follow(json, &steps, &mut found) {
            let offset = |part: &str| part.as_ptr() as usize - json.as_ptr() as usize;
            return found.into_iter().map(|part| (offset(part), part)).collect();
        }
    }
    vec![(0, json)]
}

/// Whether the name that a pointer begins with stands in the text at all, or may, where letters of that are escaped.
fn may_lead(json: &str, pointer: &str, escapes: bool) -> bool {
    let Some(first) = pointer.split('/').nth(1).filter(|first| !first.contains(['~', '*'])) else { return true };
    escapes || !first.is_ascii() || json.contains(&format!("\"{first}\""))
}

/// Whether the steps lead anywhere; what they lead to.
fn follow<'j>(json: &'j str, steps: &[&str], found: &mut Vec<&'j str>) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        found.push(json);
        return true;
    };
    if *step == "*" {
        let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(json) else { return false };
        // An element without what is looked for is a record of its own: nothing is dropped.
        for item in items {
            if !follow(item.get(), rest, found) {
                found.push(item.get());
            }
        }
        return true;
    }
    let Ok(members) = serde_json::from_str::<BTreeMap<std::borrow::Cow<'_, str>, &RawValue>>(json) else { return false };
    let name = step.replace("~1", "/").replace("~0", "~");
    members.get(name.as_str()).is_some_and(|inner| follow(inner.get(), rest, found))
}

/// The records of a package, each with its line; what is none is a record itself.
#[must_use]
pub fn cut<'j>(line: u64, json: &'j [u8], pointers: &[String]) -> Vec<(u64, &'j [u8])> {
    let Some(text) = simdutf8::basic::from_utf8(json).ok().filter(|_| !pointers.is_empty()) else { return vec![(line, json)] };
    let (mut at, mut line) = (0, line);
    let records = records_at(text, pointers).into_iter().map(|(start, record)| {
        line += memchr::memchr_iter(b'\n', &text.as_bytes()[at..start.max(at)]).count() as u64;
        at = start.max(at);
        (line, record.as_bytes())
    });
    records.collect()
}
