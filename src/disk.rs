//! Packs that lie on the disk: folders, and single files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pack::{Files, Single};

/// The places to look in for packs, and the names to look for: what was named is a file of rules, a folder with a `pack.toml`, or the name of a built-in
/// pack. The built-in packs are no place of their own here.
#[must_use]
pub fn places(rules: &[String]) -> (Vec<Box<dyn Files>>, Vec<String>) {
    let mut places: Vec<Box<dyn Files>> = Vec::new();
    let mut names = Vec::new();
    for rule in rules {
        let name = rule.replace(std::path::MAIN_SEPARATOR, "/");
        let name = if name.len() > 1 { name.trim_end_matches('/').to_owned() } else { name };
        let path = Path::new(rule);
        if path.is_file() && path.extension().is_some_and(|extension| extension == "sadame") {
            places.push(Box::new(Single { path: name.clone(), files: Disk(PathBuf::new()) }));
        } else if path.is_dir() {
            places.push(Box::new(Disk(PathBuf::new())));
            // The packs it depends on may lie beside it.
            let beside = fs::canonicalize(path).ok().and_then(|full| full.parent().map(Path::to_owned));
            places.extend(beside.map(|beside| Box::new(Disk(beside)) as Box<dyn Files>));
        }
        names.push(name);
    }
    (places, names)
}

/// A folder of the disk. A pack in it is named by its path from there, so that reports and diagnostics name files as they were typed.
#[derive(Debug)]
pub(crate) struct Disk(pub(crate) PathBuf);

impl Files for Disk {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.0.join(path)).ok()
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let mut out = Vec::new();
        walk(&self.0.join(folder), folder, if folder.is_empty() { 1 } else { 8 }, &mut out);
        out
    }
}

/// The files below a folder, at most so many folders down; hidden ones and built things are passed over.
fn walk(folder: &Path, name: &str, depth: usize, out: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(file) = entry.file_name().into_string() else { continue };
        let below = if name.is_empty() { file.clone() } else { format!("{name}/{file}") };
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if file.starts_with('.') || file == "target" {
            continue;
        } else if is_folder && depth > 0 {
            walk(&entry.path(), &below, depth - 1, out);
        } else if !is_folder {
            out.push(below);
        }
    }
}
