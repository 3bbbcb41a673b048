//! What the library is built of: every package comes from the registry or lies here, under a licence that lets it be passed on.

use std::process::Command;

use serde_json::Value;

/// The licences that packages may be under, and those of a few by their names: as `deny.toml` has them.
struct Allowed {
    licences: Vec<String>,
    exceptions: Vec<(String, Vec<String>)>,
}

impl Allowed {
    fn read() -> Allowed {
        let told: toml::Table = toml::from_str(include_str!("../deny.toml")).expect("it is TOML");
        let texts = |list: &toml::Value| -> Vec<String> {
            let list = list.as_array().expect("a list of licences").iter();
            list.map(|it| it.as_str().expect("a licence").to_owned()).collect()
        };
        let exceptions = told["licenses"]["exceptions"].as_array().expect("a list of packages").iter();
        Allowed {
            licences: texts(&told["licenses"]["allow"]),
            exceptions: exceptions.map(|it| (it["crate"].as_str().expect("a package").to_owned(), texts(&it["allow"]))).collect(),
        }
    }

    /// Whether a package may be used.
    fn has(&self, name: &str, licence: &str) -> bool {
        let exception = self.exceptions.iter().find(|(package, _)| package == name);
        allows(&self.licences, licence) || exception.is_some_and(|(_, licences)| allows(licences, licence))
    }
}

/// Whether an expression of licences lets a package be used. It knows `AND`, `OR`, the old `/`, brackets around choices, and `+`: a
/// licence or any later one.
fn allows(allowed: &[String], licence: &str) -> bool {
    let licence = licence.replace('/', " OR ");
    // `(A OR B) AND C`: what binds tightest here is the bracket, then `AND`; without brackets, `OR` stands outermost.
    if licence.contains('(') {
        return licence.split(" AND ").all(|part| allows(allowed, part.trim().trim_start_matches('(').trim_end_matches(')')));
    }
    let all = |part: &str| part.split(" AND ").all(|one| allowed.iter().any(|it| it == one.trim().trim_end_matches('+')));
    licence.split(" OR ").any(all)
}

fn packages() -> Vec<Value> {
    let asked = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1", "--locked"]).output().expect("cargo runs");
    let told: Value = serde_json::from_slice(&asked.stdout).expect("cargo tells what there is in JSON");
    told["packages"].as_array().expect("a list of packages").clone()
}

#[test]
fn every_package_may_be_passed_on_and_comes_from_the_registry() {
    let (allowed, packages) = (Allowed::read(), packages());
    assert!(packages.len() > 300, "{}", packages.len());
    for package in packages {
        let text = |name: &str| package[name].as_str().unwrap_or_default().to_owned();
        let (name, licence) = (text("name"), text("license"));
        assert!(allowed.has(&name, &licence), "{name} is under `{licence}`");
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
        assert_eq!(allows(&Allowed::read().licences, licence), allowed, "{licence}");
    }
}
