//! Each document follows the schema, names what cargo knows to be in it and nothing else, and says nothing of where it was made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use serde_json::Value;

use super::{PRODUCTS, Product, crates, document};
use crate::step::root;

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("`{name}` is a text of {value}"))
}

/// Every product, and what is written of it.
static MADE: LazyLock<Vec<(&Product, Value)>> = LazyLock::new(|| {
    PRODUCTS.iter().map(|product| (product, document(product).expect("all that it is built of is known"))).collect()
});

/// What each of a list says under a name.
fn all(values: &Value, name: &str) -> BTreeSet<String> {
    list(values).iter().map(|it| text(it, name).to_owned()).collect()
}

/// By `cargo metadata`, which knows nothing of the features of one package alone: what a package is built of in any case, or may be built of at most.
fn reached(metadata: &Value, package: &str, in_any_case: bool) -> BTreeSet<String> {
    let by_id = |values| list(values).iter().map(|it| (text(it, "id"), it)).collect::<BTreeMap<&str, &Value>>();
    let (packages, nodes) = (by_id(&metadata["packages"]), by_id(&metadata["resolve"]["nodes"]));
    let (itself, _) = packages.iter().find(|(_, it)| it["name"] == package && it["source"].is_null()).expect("it lies here");
    let (mut found, mut open) = (BTreeSet::new(), vec![*itself]);
    while let Some(id) = open.pop() {
        if !found.insert(id) {
            continue;
        }
        for edge in list(&nodes[id]["deps"]) {
            let to = text(edge, "pkg");
            let declared = list(&packages[id]["dependencies"]).iter().filter(|it| it["name"] == packages[to]["name"]);
            let always = |it: &Value| it["optional"] == false && it["kind"].is_null() && it["target"].is_null();
            let built = list(&edge["dep_kinds"]).iter().any(|it| it["kind"] != "dev");
            if built && (!in_any_case || declared.into_iter().any(always)) {
                open.push(to);
            }
        }
    }
    found.remove(itself);
    found.iter().map(|id| crates::purl(text(packages[id], "name"), text(packages[id], "version"))).collect()
}

#[test]
fn each_follows_the_schema_and_says_nothing_of_a_machine() {
    let schema = fs::read_to_string(root().join("tests/schemas/cyclonedx-1.5.json")).expect("the schema is there");
    let mut schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    // Two more schemas are asked for by it, of signatures and of licences by number. Neither is written here.
    schema["definitions"]["signature"] = true.into();
    schema["definitions"]["license"]["properties"]["id"] = true.into();
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    for (product, made) in &*MADE {
        let faults: Vec<String> = validator.iter_errors(made).take(5).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:#?}", product.name);
        let shown = made.to_string();
        assert!(!shown.contains("file:") && !shown.contains(root().to_str().expect("the path is text")), "{}", product.name);
    }
    let (product, made) = &MADE[0];
    assert_eq!(*made, document(product).expect("it was known"), "equal sources give equal bytes");
}

#[test]
fn each_names_the_packages_that_cargo_knows_of() {
    let metadata = crates::metadata().expect("cargo can be asked");
    for (product, made) in &*MADE {
        let named = all(&made["components"], "bom-ref");
        let [least, most] = [true, false].map(|in_any_case| reached(&metadata, product.built[0], in_any_case));
        assert!(least.len() > 30 && named.len() > least.len(), "{}: {} of {}", product.name, named.len(), least.len());
        let lacking: Vec<&String> = least.difference(&named).collect();
        assert!(lacking.is_empty(), "{} lacks {lacking:?}", product.name);
        let more: Vec<&String> = named.iter().filter(|it| it.starts_with("pkg:cargo/") && !most.contains(*it)).collect();
        assert!(more.is_empty(), "{} names {more:?}, which it is not built of", product.name);
    }
}

#[test]
fn whatever_is_wanted_is_named_and_has_a_licence_and_a_digest() {
    for (product, made) in &*MADE {
        let mut named = all(&made["components"], "bom-ref");
        named.insert(text(&made["metadata"]["component"], "bom-ref").to_owned());
        assert_eq!(all(&made["dependencies"], "ref"), named, "{}: each says what it wants", product.name);
        for wanted in list(&made["dependencies"]).iter().flat_map(|it| list(&it["dependsOn"])) {
            assert!(named.contains(wanted.as_str().unwrap_or_default()), "{wanted}");
        }
        for component in list(&made["components"]) {
            let lies_here = text(component, "name").starts_with("sadame");
            assert!(component["licenses"][0]["expression"].is_string(), "{component}");
            assert!(lies_here || component["hashes"][0]["content"].is_string(), "{component}");
        }
    }
}
