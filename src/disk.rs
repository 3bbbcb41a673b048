//! Packs that lie on the disk: folders, and single files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pack::{Builtin, Files};

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
            places.push(Box::new(Single { path: name.clone() }));
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
struct Disk(PathBuf);

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

/// One `.sadame` file as a pack of its own: it depends on the built-in packs whose modules it uses. Tables are read from beside it.
#[derive(Debug)]
struct Single {
    path: String,
}

impl Files for Single {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        match path.strip_prefix(self.path.as_str()) {
            Some("/pack.toml") => Some(self.manifest().into_bytes()),
            _ => fs::read(path).ok(),
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        if folder == self.path { vec![self.path.clone()] } else { Vec::new() }
    }
}

impl Single {
    fn manifest(&self) -> String {
        let name = Path::new(&self.path).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let text = fs::read(&self.path).unwrap_or_default();
        let mut uses: Vec<String> = String::from_utf8_lossy(&text)
            .lines()
            .filter_map(|line| line.trim().strip_prefix("use "))
            .filter_map(|module| module.split(['.', ' ', '#']).next())
            .filter(|pack| Builtin.read(&format!("{pack}/pack.toml")).is_some())
            .map(|pack| format!("{pack:?}"))
            .collect();
        uses.dedup();
        format!("name = {name:?}\nversion = \"0\"\ntitle = {{ ja = {name:?} }}\ndepends = [{}]\n", uses.join(", "))
    }
}
