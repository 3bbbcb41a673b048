//! `cargo xtask sbom`: what is passed on, and what it is built of, as CycloneDX 1.5. No clock, no random number and no path of a machine stands in it: equal sources
//! give equal bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};

use crate::step::{WASM, root};

mod crates;
mod npm;
#[cfg(test)]
mod tests;

/// Something that is passed on.
struct Product {
    /// The file under `target/sbom`, without its ending.
    name: &'static str,
    /// What it is: a type of CycloneDX.
    kind: &'static str,
    /// What it is called where packages are looked for.
    purl: &'static str,
    /// The package that cargo builds for it, with the options that it is built with.
    built: &'static [&'static str],
    /// The folder of the lock file of what npm brings.
    locked: Option<&'static str>,
}

/// The engine for browsers, with all its chunks.
const FOR_BROWSERS: &[&str] = &["sadame-wasm", "--no-default-features", "--features", "full,sheets", "--target", WASM];

const PRODUCTS: &[Product] = &[
    Product {
        name: "program",
        kind: "application",
        purl: "pkg:cargo/sadame",
        built: &["sadame", "--features", "arrow", "--target", "all"],
        locked: None,
    },
    Product { name: "npm", kind: "library", purl: "pkg:npm/sadame", built: FOR_BROWSERS, locked: Some("bindings/wasm") },
    Product {
        name: "python",
        kind: "library",
        purl: "pkg:pypi/sadame",
        built: &["sadame-python", "--target", "all"],
        locked: None,
    },
    Product {
        name: "desk",
        kind: "application",
        purl: "pkg:generic/sadame-desk",
        built: FOR_BROWSERS,
        locked: Some("bindings/desk"),
    },
];

/// Packages by what they are called, and what each is built of: by what that is called.
#[derive(Default)]
struct Parts {
    components: BTreeMap<String, Value>,
    wants: BTreeMap<String, BTreeSet<String>>,
}

/// Writes a file for each thing that is passed on.
pub fn write() -> Result<(), String> {
    let folder = root().join("target/sbom");
    fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    for product in PRODUCTS {
        let (path, document) = (folder.join(format!("{}.cdx.json", product.name)), document(product)?);
        fs::write(&path, format!("{document:#}\n")).map_err(|why| format!("{}: {why}", path.display()))?;
        let named = document["components"].as_array().map_or(0, Vec::len);
        println!("target/sbom/{}.cdx.json: {named} packages", product.name);
    }
    Ok(())
}

/// A product and its parts.
fn document(product: &Product) -> Result<Value, String> {
    let version = env!("CARGO_PKG_VERSION");
    let whole = format!("{}@{version}", product.purl);
    let mut parts = Parts::default();
    crates::gather(product.built, &whole, &mut parts)?;
    if let Some(folder) = product.locked {
        npm::gather(folder, &whole, &mut parts)?;
    }
    let wants = |(of, wanted): (&String, &BTreeSet<String>)| json!({ "ref": of, "dependsOn": wanted });
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": product.kind,
                "bom-ref": whole,
                "name": product.purl.rsplit('/').next(),
                "version": version,
                "licenses": [{ "expression": "Apache-2.0 OR MIT" }],
                "purl": whole,
            },
            "tools": { "components": [{ "type": "application", "name": "cargo xtask sbom", "version": version }] },
        },
        "components": parts.components.values().collect::<Vec<&Value>>(),
        "dependencies": parts.wants.iter().map(wants).collect::<Vec<Value>>(),
    }))
}
