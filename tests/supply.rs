//! What the library is built of: every package comes from the registry or lies here, under a licence that lets it be passed on.

use std::process::Command;

use serde_json::Value;

/// The licences that packages may be under. Of several to choose from (`OR`), one is enough; of several at once (`AND`), all are needed.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages that are under another one. They are timed against, in `benches/`, and passed on with nothing.
const TIMED_AGAINST: &[(&str, &str)] = &[("smartstring", "MPL-2.0+")];

/// Whether an expression of licences lets a package be used. It knows `AND`, `OR`, the old `/`, and brackets around choices.
fn allows(licence: &str) -> bool {
    let licence = licence.replace('/', " OR ");
    // `(A OR B) AND C`: what binds tightest here is the bracket, then `AND`; without brackets, `OR` stands outermost.
    if licence.contains('(') {
        return licence.split(" AND ").all(|part| allows(part.trim().trim_start_matches('(').trim_end_matches(')')));
    }
    let all = |part: &str| part.split(" AND ").all(|one| ALLOWED.contains(&one.trim()));
    licence.split(" OR ").any(all)
}

fn packages() -> Vec<Value> {
    let asked = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--locked"]).output().expect("cargo runs");
    let told: Value = serde_json::from_slice(&asked.stdout).expect("cargo tells what there is in JSON");
    told["packages"].as_array().expect("a list of packages").clone()
}

#[test]
fn every_package_may_be_passed_on_and_comes_from_the_registry() {
    let packages = packages();
    assert!(packages.len() > 300, "{}", packages.len());
    for package in packages {
        let text = |name: &str| package[name].as_str().unwrap_or_default().to_owned();
        let (name, licence) = (text("name"), text("license"));
        assert!(allows(&licence) || TIMED_AGAINST.contains(&(&name, &licence)), "{name} is under `{licence}`");
        match package["source"].as_str() {
            Some(source) => assert!(source.starts_with("registry+"), "{name} is of no registry, but of {source}"),
            None => assert!(name.starts_with("sadame") || name == "xtask", "{name} lies here"),
        }
    }
}

#[test]
fn expressions_of_licences_are_understood() {
    for (licence, allowed) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-2.0-only OR MIT", true),
        ("GPL-2.0-only", false),
        ("MIT AND GPL-2.0-only", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0-only", false),
        ("Apache-2.0 WITH LLVM-exception OR MIT", true),
        ("", false),
    ] {
        assert_eq!(allows(licence), allowed, "{licence}");
    }
}
