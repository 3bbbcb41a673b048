//! Which packs the command line names.

use std::path::Path;

use super::{bundle, complain, diagnostics};
use crate::disk;
use crate::engine::Engine;
use crate::lang::Lang;
use crate::pack::{Builtin, Files};

/// The pack that is run where none is named.
const DEFAULT: &str = "jlis";

/// Compiles the packs named on the command line, or loads the bundle. Diagnostics are printed; `None` where there are errors.
pub(super) fn compile(rules: &[String], lang: Lang, warnings: bool) -> Option<Engine> {
    match rules.iter().find(|rule| bundle::is_one(Path::new(rule))) {
        Some(file) if rules.len() > 1 => {
            complain(&match lang {
                Lang::Ja => format!("{file}：バンドルは他の規則と一緒には使えません。一つだけ指定してください"),
                Lang::En => format!("{file}: a bundle goes with no other rules: name it alone"),
            });
            return None;
        }
        Some(file) => {
            let engine = bundle::load(file, lang)?;
            if warnings {
                diagnostics::print(&engine.sources, &engine.warnings, lang);
            }
            return Some(engine);
        }
        None => {}
    }
    let (places, names) = resolve(rules);
    let mut all: Vec<&dyn Files> = places.iter().map(AsRef::as_ref).collect();
    all.push(&Builtin);
    match Engine::compile(&all, &names) {
        Ok(engine) => {
            if warnings {
                diagnostics::print(&engine.sources, &engine.warnings, lang);
            }
            Some(engine)
        }
        Err(error) => {
            diagnostics::print(&error.sources, &error.diagnostics, lang);
            None
        }
    }
}

/// The places to look in, and the names to look for.
fn resolve(rules: &[String]) -> (Vec<Box<dyn Files>>, Vec<String>) {
    match rules {
        [] if Path::new("pack.toml").is_file() => disk::places(&[".".to_owned()]),
        [] => (Vec::new(), vec![DEFAULT.to_owned()]),
        named => disk::places(named),
    }
}
