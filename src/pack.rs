//! Packs: folders of rules with a `pack.toml`, their dependencies, and the packs that are built in.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::check::typed::Label;
use crate::diag::nearest;
use crate::diag::problem::PackProblem;

/// Where the files of packs come from: a folder, an archive, memory. Paths have `/` between their parts.
pub trait Files {
    /// The bytes of a file; `None` where there is none.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
    /// The paths of all files below a folder (`""` is the whole), in any order.
    fn list(&self, folder: &str) -> Vec<String>;
}

/// The packs of `rules/`, built into the library.
#[derive(Debug, Clone, Copy, Default)]
pub struct Builtin;

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

impl Files for Builtin {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        RULES.get_file(path).map(|file| file.contents().to_vec())
    }

    fn list(&self, folder: &str) -> Vec<String> {
        fn below(dir: &Dir<'_>, out: &mut Vec<String>) {
            out.extend(dir.files().filter_map(|file| file.path().to_str()).map(|path| path.replace('\\', "/")));
            dir.dirs().for_each(|dir| below(dir, out));
        }
        let mut out = Vec::new();
        match folder {
            "" => below(&RULES, &mut out),
            folder => RULES.get_dir(folder).into_iter().for_each(|dir| below(dir, &mut out)),
        }
        out
    }
}

/// Files held in memory: what a page or a test hands over.
#[derive(Debug, Clone, Default)]
pub struct Memory(pub BTreeMap<String, Vec<u8>>);

impl Files for Memory {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).cloned()
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.0.keys().filter(|path| path.starts_with(&below)).cloned().collect()
    }
}

/// One `.sadame` file as a pack of its own: it depends on the built-in packs whose modules it uses. Tables are read from beside it.
#[derive(Debug, Clone)]
pub struct Single<F> {
    /// Its path, which is the pack's name.
    pub path: String,
    /// Where it lies.
    pub files: F,
}

impl<F: Files> Files for Single<F> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        match path.strip_prefix(self.path.as_str()) {
            Some("/pack.toml") => Some(self.manifest().into_bytes()),
            _ => self.files.read(path),
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        if folder == self.path { vec![self.path.clone()] } else { Vec::new() }
    }
}

impl<F: Files> Single<F> {
    fn manifest(&self) -> String {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        let name = file.strip_suffix(".sadame").unwrap_or(file);
        let text = self.files.read(&self.path).unwrap_or_default();
        let mut uses: Vec<String> = String::from_utf8_lossy(&text)
            .lines()
            .filter_map(|line| line.trim().strip_prefix("use "))
            .filter_map(|module| module.split(['.', ' ', '#']).next())
            .filter(|pack| Builtin.read(&format!("{pack}/pack.toml")).is_some())
            .map(|pack| format!("{pack:?}"))
            .collect();
        uses.dedup();
        // What JSON writes in quotation marks, TOML reads, but for one sign.
        let name = serde_json::Value::from(name).to_string().replace('\u{7f}', "\\u007f");
        format!("name = {name}\nversion = \"0\"\ntitle = {{ ja = {name} }}\ndepends = [{}]\n", uses.join(", "))
    }
}

/// What `pack.toml` holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    name: String,
    version: String,
    title: Title,
    #[serde(default)]
    depends: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Title {
    ja: String,
    #[serde(default)]
    en: Option<String>,
}

/// A pack, with its texts.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: Label,
    /// The packs whose modules it uses.
    pub depends: Vec<String>,
    /// Its modules: path and text, sorted by path.
    pub modules: Vec<(String, Arc<str>)>,
    /// SHA-256 over its rules and tables, in hexadecimal: path within the pack, length and bytes of each, sorted by path.
    pub digest: String,
    /// Which of the places it was found in.
    pub place: usize,
}

/// A problem with a pack, and the file it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The file.
    pub path: String,
    /// The problem.
    pub problem: PackProblem,
}

/// Loads packs by name, and all they depend on, those first. Each is looked for in the places in order.
///
/// # Errors
/// Every problem found.
pub fn load(places: &[&dyn Files], names: &[String]) -> Result<Vec<Pack>, Vec<Fault>> {
    let mut loading = Loading { places, packs: Vec::new(), underway: Vec::new(), faults: Vec::new() };
    for name in names {
        loading.load(name, name);
    }
    if loading.faults.is_empty() { Ok(loading.packs) } else { Err(loading.faults) }
}

struct Loading<'a> {
    places: &'a [&'a dyn Files],
    packs: Vec<Pack>,
    underway: Vec<String>,
    faults: Vec<Fault>,
}

impl Loading<'_> {
    fn load(&mut self, name: &str, wanted_by: &str) {
        if self.packs.iter().any(|pack| pack.name == name) {
            return;
        }
        if self.underway.iter().any(|underway| underway == name) {
            return self.fault(format!("{name}/pack.toml"), PackProblem::Cycle { name: name.to_owned() });
        }
        let manifest = format!("{name}/pack.toml");
        let found = self.places.iter().enumerate().find_map(|(place, files)| Some((place, files.read(&manifest)?)));
        let Some((place, bytes)) = found else {
            let problem = match self.places.iter().any(|files| !files.list(name).is_empty()) {
                true => PackProblem::NoManifest { folder: name.to_owned() },
                false => PackProblem::NotFound { name: name.to_owned(), near: self.near(name) },
            };
            return self.fault(wanted_by.to_owned(), problem);
        };
        let Some(read) = self.manifest(&manifest, &bytes) else { return };
        if self.packs.iter().any(|pack| pack.name == read.name) {
            return;
        }
        self.underway.push(name.to_owned());
        for depends in &read.depends {
            self.load(depends, &manifest);
        }
        self.underway.pop();
        if let Some(pack) = self.pack(name, place, read) {
            self.packs.push(pack);
        }
    }

    fn manifest(&mut self, path: &str, bytes: &[u8]) -> Option<Manifest> {
        let text = self.text(path, bytes.to_vec())?;
        match toml::from_str(&text) {
            Ok(manifest) => Some(manifest),
            Err(fault) => {
                self.fault(path.to_owned(), PackProblem::Manifest { why: fault.message().to_owned() });
                None
            }
        }
    }

    fn pack(&mut self, folder: &str, place: usize, manifest: Manifest) -> Option<Pack> {
        let mut paths = self.places[place].list(folder);
        paths.retain(|path| path.ends_with(".sadame") || path.ends_with(".csv"));
        paths.sort();
        let mut digest = Sha256::new();
        let mut modules = Vec::new();
        for path in paths {
            let bytes = self.places[place].read(&path)?;
            let within = path.strip_prefix(folder).unwrap_or(&path);
            digest.update(within.as_bytes());
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(&bytes);
            if path.ends_with(".sadame") {
                let text = self.text(&path, bytes)?;
                modules.push((path, text.into()));
            }
        }
        if modules.is_empty() {
            self.fault(format!("{folder}/pack.toml"), PackProblem::Empty { name: folder.to_owned() });
            return None;
        }
        let title = Label { en: manifest.title.en.unwrap_or_else(|| manifest.title.ja.clone()), ja: manifest.title.ja };
        let digest = hexadecimal(&digest.finalize());
        let Manifest { name, version, depends, .. } = manifest;
        Some(Pack { name, version, title, depends, modules, digest, place })
    }

    fn text(&mut self, path: &str, bytes: Vec<u8>) -> Option<String> {
        let text = String::from_utf8(bytes).ok();
        if text.is_none() {
            self.fault(path.to_owned(), PackProblem::NotUtf8);
        }
        text.map(|text| text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
    }

    fn near(&self, name: &str) -> Option<String> {
        let manifests = self.places.iter().flat_map(|files| files.list(""));
        let names: Vec<String> = manifests.filter_map(|path| path.strip_suffix("/pack.toml").map(str::to_owned)).collect();
        nearest(name, names.iter().map(String::as_str))
    }

    fn fault(&mut self, path: String, problem: PackProblem) {
        self.faults.push(Fault { path, problem });
    }
}

/// Bytes in hexadecimal digits, as digests are told.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
