//! What `--format desk` needs besides the report: the page of the review desk, and what stands on it.

use std::fs;
use std::path::Path;

use crate::engine::Engine;
use crate::lang::Lang;
use crate::report::desk::{Contents, Record, Settings};

/// The page that was built into the program; empty where none was.
const PAGE: &str = include_str!(concat!(env!("OUT_DIR"), "/desk.html"));

/// The page: the one that is named, or else the one built into the program.
///
/// # Errors
/// There is none, or it cannot be read: a sentence that says what to do.
pub(super) fn page(named: Option<&Path>, lang: Lang) -> Result<String, String> {
    match named {
        Some(file) => fs::read_to_string(file)
            .map_err(|fault| format!("{}: {}", file.display(), super::read::why(&fault)[usize::from(lang == Lang::En)])),
        None if PAGE.is_empty() => Err(match lang {
            Lang::Ja => "このプログラムには審査卓のページが入っていません。`cargo xtask desk` で作り、`--desk target/desk/desk.html` で指定してください",
            Lang::En => "the page of the review desk is not built into this program: build it with `cargo xtask desk`, and name it with `--desk target/desk/desk.html`",
        }
        .to_owned()),
        None => Ok(PAGE.to_owned()),
    }
}

/// What stands on the desk.
pub(super) fn contents<'e>(engine: &'e Engine, settings: Settings, kept: Vec<(u32, u64, String)>, lang: Lang) -> Contents<'e> {
    let records = kept.into_iter().map(|(input, position, json)| Record { input, position, json });
    Contents { lang, settings, engine, records: records.collect() }
}
