//! Where packs are on this machine: folders, single files, and those built in.

use std::fs;
use std::path::{Path, PathBuf};

use super::diagnostics;
use crate::engine::Engine;
use crate::lang::Lang;
use crate::pack::{Builtin, Files, Memory};

/// The pack that is run where none is named.
const DEFAULT: &str = "jlis";

/// A folder that holds packs.
#[derive(Debug)]
struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.0.join(path)).ok()
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let mut out = Vec::new();
        walk(&self.0.join(folder), folder, 0, &mut out);
        out
    }
}

/// The files below a folder, at most eight folders down; hidden ones are passed over.
fn walk(folder: &Path, name: &str, depth: usize, out: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(file) = entry.file_name().into_string() else { continue };
        let below = if name.is_empty() { file.clone() } else { format!("{name}/{file}") };
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if file.starts_with('.') || file == "target" {
            continue;
        } else if is_folder && depth < 8 {
            walk(&entry.path(), &below, depth + 1, out);
        } else if !is_folder {
            out.push(below);
        }
    }
}

/// Compiles the packs named on the command line. Diagnostics are printed; `None` where there are errors.
pub(super) fn compile(rules: &[String], lang: Lang, warnings: bool) -> Option<Engine> {
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
    if rules.is_empty() {
        return (Vec::new(), vec![DEFAULT.to_owned()]);
    }
    let mut places: Vec<Box<dyn Files>> = Vec::new();
    let mut names = Vec::new();
    for rule in rules {
        let path = Path::new(rule);
        let stem = |path: &Path| path.file_stem().map_or_else(|| rule.clone(), |stem| stem.to_string_lossy().into_owned());
        if path.is_file() && path.extension().is_some_and(|extension| extension == "sadame") {
            let name = stem(path);
            places.push(Box::new(single(path, &name)));
            names.push(name);
        } else if path.is_dir() {
            let full = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            let parent = full.parent().unwrap_or(&full).to_owned();
            names.push(full.file_name().map_or_else(|| rule.clone(), |name| name.to_string_lossy().into_owned()));
            places.push(Box::new(Folder(parent)));
        } else {
            names.push(rule.clone());
        }
    }
    (places, names)
}

/// One file as a pack of its own; it depends on the built-in packs whose modules it uses. Tables are read from beside it.
fn single(path: &Path, name: &str) -> Memory {
    let text = fs::read(path).unwrap_or_default();
    let uses: Vec<String> = String::from_utf8_lossy(&text)
        .lines()
        .filter_map(|line| line.trim().strip_prefix("use "))
        .filter_map(|module| module.split(['.', ' ', '#']).next())
        .filter(|pack| Builtin.read(&format!("{pack}/pack.toml")).is_some())
        .map(|pack| format!("{pack:?}"))
        .collect();
    let manifest = format!("name = {name:?}\nversion = \"0\"\ntitle = {{ ja = {name:?} }}\ndepends = [{}]\n", uses.join(", "));
    let mut memory = Memory::default();
    memory.0.insert(format!("{name}/pack.toml"), manifest.into_bytes());
    memory.0.insert(format!("{name}/{name}.sadame"), text);
    let beside = Folder(path.parent().map_or_else(PathBuf::new, Path::to_owned));
    for file in beside.list("") {
        if file.ends_with(".csv") {
            if let Some(bytes) = beside.read(&file) {
                memory.0.insert(format!("{name}/{file}"), bytes);
            }
        }
    }
    memory
}
