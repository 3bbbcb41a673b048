//! What cargo builds something of: the packages by `cargo tree`, which knows the features that are on, and what is known of each by `cargo metadata` and the lock
//! file.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::Parts;
use crate::step::{program, root};

/// What is built into a package, and what builds it.
const INSIDE: &str = "normal";
const WITH: &str = "normal,build";

/// Adds the packages that a package is built of; `whole` is what the package itself is called.
///
/// # Errors
/// Cargo could not be asked, or says what is not understood.
pub(super) fn gather(built: &[&str], whole: &str, parts: &mut Parts) -> Result<(), String> {
    let (known, sums) = (known()?, sums()?);
    let inside: Vec<Line> = tree(built, INSIDE)?;
    let mut above: Vec<String> = Vec::new();
    for line in tree(built, WITH)? {
        let called = if line.depth == 0 { whole.to_owned() } else { line.purl() };
        above.truncate(line.depth);
        parts.wants.entry(called.clone()).or_default();
        if let Some(wants) = above.last().and_then(|it| parts.wants.get_mut(it)) {
            wants.insert(called.clone());
        }
        above.push(called.clone());
        if line.depth > 0 && !parts.components.contains_key(&called) {
            let scope = if inside.iter().any(|it| it.is(&line)) { "required" } else { "excluded" };
            let about = known.get(&(line.name.clone(), line.version.clone()));
            let about = about.ok_or_else(|| format!("cargo metadata does not know {called}"))?;
            let sum = sums.get(&(line.name.clone(), line.version.clone()));
            parts.components.insert(called, component(&line, about, sum, scope));
        }
    }
    Ok(())
}

/// A line of a tree: a package, and how deep it stands.
struct Line {
    depth: usize,
    name: String,
    version: String,
}

impl Line {
    /// `2serde v1.0.229 (proc-macro) (*)`, as `--prefix depth` prints it.
    fn read(line: &str) -> Option<Line> {
        let name = line.find(|it: char| !it.is_ascii_digit())?;
        let mut words = line[name..].split(' ');
        let (called, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        Some(Line { depth: line[..name].parse().ok()?, name: called.to_owned(), version: version.to_owned() })
    }

    fn is(&self, other: &Line) -> bool {
        self.name == other.name && self.version == other.version
    }

    fn purl(&self) -> String {
        purl(&self.name, &self.version)
    }
}

/// What a package of cargo's is called everywhere.
pub(super) fn purl(name: &str, version: &str) -> String {
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

/// The packages that a package is built of, each below what wants it.
fn tree(built: &[&str], edges: &str) -> Result<Vec<Line>, String> {
    let how = ["tree", "--locked", "--prefix", "depth", "--format", "{p}", "--edges", edges, "--package"];
    let told = asked(&[&how[..], built].concat())?;
    told.lines().map(|line| Line::read(line).ok_or_else(|| format!("cargo tree says `{line}`"))).collect()
}

/// What is said of every package that there is.
pub(super) fn metadata() -> Result<Value, String> {
    serde_json::from_str(&asked(&["metadata", "--locked", "--format-version", "1"])?).map_err(|why| why.to_string())
}

fn known() -> Result<BTreeMap<(String, String), Value>, String> {
    let mut metadata = metadata()?;
    let packages = metadata["packages"].as_array_mut().map(std::mem::take).unwrap_or_default();
    let text = |package: &Value, name: &str| package[name].as_str().unwrap_or_default().to_owned();
    Ok(packages.into_iter().map(|it| ((text(&it, "name"), text(&it, "version")), it)).collect())
}

/// The digests of the packages from the registry, as the lock file has them.
fn sums() -> Result<BTreeMap<(String, String), String>, String> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).map_err(|why| format!("Cargo.lock: {why}"))?;
    let value = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \"")?.strip_suffix('"'));
        line.map(str::to_owned)
    };
    let blocks = lock.split("[[package]]").skip(1);
    Ok(blocks.filter_map(|it| Some(((value(it, "name")?, value(it, "version")?), value(it, "checksum")?))).collect())
}

fn component(line: &Line, about: &Value, sum: Option<&String>, scope: &str) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": line.purl(),
        "name": line.name,
        "version": line.version,
        "scope": scope,
        "purl": line.purl(),
    });
    if let Some(licence) = about["license"].as_str() {
        component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
    }
    if let Some(sum) = sum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    if let Some(home) = about["repository"].as_str() {
        component["externalReferences"] = json!([{ "type": "vcs", "url": home }]);
    }
    component
}

fn asked(arguments: &[&str]) -> Result<String, String> {
    let told = program("cargo").args(arguments).output().map_err(|why| format!("cargo cannot be run: {why}"))?;
    if !told.status.success() {
        return Err(format!("`cargo {}` failed: {}", arguments.join(" "), String::from_utf8_lossy(&told.stderr)));
    }
    String::from_utf8(told.stdout).map_err(|why| why.to_string())
}
