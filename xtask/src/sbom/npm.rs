//! What npm brings into something that is passed on: the packages of a lock file that are not for making it alone.

use std::fs;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use super::Parts;
use crate::step::root;

/// Adds the packages of the lock file in a folder; `whole` is what they make up.
///
/// # Errors
/// There is no such file, or it is none.
pub(super) fn gather(folder: &str, whole: &str, parts: &mut Parts) -> Result<(), String> {
    let path = root().join(folder).join("package-lock.json");
    let text = fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))?;
    let lock: Value = serde_json::from_str(&text).map_err(|why| format!("{}: {why}", path.display()))?;
    let packages = lock["packages"].as_object().ok_or_else(|| format!("{}: it has no packages", path.display()))?;
    for (at, package) in packages.iter().filter(|(at, package)| at.is_empty() || passed_on(at, package)) {
        let called = if at.is_empty() { whole.to_owned() } else { purl(at, package) };
        let wanted = package["dependencies"].as_object().into_iter().flat_map(Map::keys);
        let wanted = wanted.filter_map(|name| found(packages, at, name));
        parts.wants.entry(called.clone()).or_default().extend(wanted);
        if !at.is_empty() {
            parts.components.insert(called, component(at, package));
        }
    }
    Ok(())
}

/// Whether a package goes into what is made; what lies in this repository is there by way of cargo.
fn passed_on(at: &str, package: &Value) -> bool {
    at.starts_with("node_modules/") && package["dev"] != true && package["link"] != true
}

/// What a package that another wants is called: the nearest of its name, from there outwards.
fn found(packages: &Map<String, Value>, from: &str, name: &str) -> Option<String> {
    let mut folder = Some(from);
    while let Some(inside) = folder {
        let at = format!("{inside}{}node_modules/{name}", if inside.is_empty() { "" } else { "/" });
        if let Some(package) = packages.get(&at) {
            return passed_on(&at, package).then(|| purl(&at, package));
        }
        folder = if inside.is_empty() { None } else { Some(inside.rfind("/node_modules/").map_or("", |end| &inside[..end])) };
    }
    None
}

fn name(at: &str) -> &str {
    at.rsplit_once("node_modules/").map_or(at, |(_, name)| name)
}

/// What a package of npm's is called everywhere.
fn purl(at: &str, package: &Value) -> String {
    format!("pkg:npm/{}@{}", name(at).replace('@', "%40"), package["version"].as_str().unwrap_or_default())
}

fn component(at: &str, package: &Value) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": purl(at, package),
        "name": name(at),
        "version": package["version"],
        "scope": "required",
        "purl": purl(at, package),
    });
    if let Some(licence) = package["license"].as_str() {
        component["licenses"] = json!([{ "expression": licence }]);
    }
    let sum = package["integrity"].as_str().and_then(|it| it.strip_prefix("sha512-"));
    if let Some(sum) = sum.and_then(|it| BASE64_STANDARD.decode(it).ok()) {
        let digits: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        component["hashes"] = json!([{ "alg": "SHA-512", "content": digits }]);
    }
    component
}
