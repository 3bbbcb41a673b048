//! What a file holds, by its first bytes and its name.

use super::fault::TableFault;

/// How many bytes are seen at most before it is settled what a file holds.
pub const SEEN: usize = 1 << 16;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JSON: records by line, or one document.
    Json,
    /// A text of rows.
    Text,
    /// A workbook.
    Workbook,
    /// A file of columns.
    Columns,
}

/// What a file holds that begins so; `ended` where that is the whole of it.
///
/// ```
/// use sadame::input::kind::{Kind, kind};
/// assert_eq!(kind(b"{\"id\": 1}", true, "contracts"), Ok(Kind::Json));
/// assert_eq!(kind("番号,金額\n".as_bytes(), true, "contracts"), Ok(Kind::Text));
/// ```
///
/// # Errors
/// There is nothing in it.
pub fn kind(seen: &[u8], ended: bool, name: &str) -> Result<Kind, TableFault> {
    if [&b"PK\x03\x04"[..], b"\xd0\xcf\x11\xe0"].iter().any(|mark| seen.starts_with(mark))
        || ends_in(name, &["xlsx", "xls", "xlsm", "xlsb", "ods"])
    {
        return if seen.is_empty() { Err(TableFault::Empty) } else { Ok(Kind::Workbook) };
    }
    if seen.starts_with(b"PAR1") || seen.starts_with(b"ARROW1") || ends_in(name, &["parquet", "arrow", "feather"]) {
        return Ok(Kind::Columns);
    }
    if ended && first(seen).is_none() {
        return Err(TableFault::Empty);
    }
    let json = ends_in(name, &["json", "jsonl", "ndjson"]) || matches!(first(seen), Some(b'{' | b'[') | None);
    // Above headings there may be titles, in which nothing stands between values.
    let mut lines = seen.split(|byte| matches!(byte, b'\n' | b'\r')).take(20);
    let rows = lines.any(|line| !line.starts_with(b"{") && line.iter().any(|byte| matches!(byte, b',' | b'\t' | b';')))
        || seen.starts_with(b"\xff\xfe")
        || seen.starts_with(b"\xfe\xff");
    Ok(if ends_in(name, &["csv", "tsv", "txt"]) || (!json && rows) { Kind::Text } else { Kind::Json })
}

/// The first byte that is not blank.
#[must_use]
pub fn first(seen: &[u8]) -> Option<u8> {
    let seen = super::document::without_mark(seen);
    seen.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Whether a file's name ends so, but for how it is packed.
#[must_use]
pub fn ends_in(name: &str, endings: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    let bare = [".gz", ".zst", ".zstd"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
    bare.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}
