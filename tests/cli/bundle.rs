//! Compiled rules in one file: what is said by them is what is said by their sources, byte for byte.

use std::fs;
use std::path::Path;

use super::sadame;

/// Packs, and what each is tried on.
const TRIED: &[(&str, &[&str])] = &[
    ("jlis", &["--as-of", "2017-04-28", "examples/jlis/contracts.jsonl", "examples/jlis/incomplete.jsonl"]),
    ("jlis", &["examples/jlis/contracts.xlsx"]),
    ("japan", &["examples/jlis/contracts.jsonl"]),
    ("procurement", &["examples/jlis/contracts.jsonl"]),
    ("budget", &["--record", "budget_line", "examples/budget/fy2016.jsonl"]),
    ("portal", &["examples/portal/awards.csv"]),
    ("ocds", &["examples/ocds/moldova.jsonl", "examples/ocds/release_package.json"]),
];

/// The bundle of a pack, in a folder.
fn bundle(folder: &Path, pack: &str) -> String {
    let path = folder.join(format!("{pack}.sadamec")).to_string_lossy().into_owned();
    let ran = sadame(Path::new("."), &["bundle", "-r", pack, "-o", &path]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "", ""), "{pack}");
    path
}

/// Runs with the pack and with its bundle: what is written and the status are the same. Gives what was written.
fn same(pack: &str, bundle: &str, verb: &str, arguments: &[&str]) -> String {
    let [one, other] = [pack, bundle].map(|rules| sadame(Path::new("."), &[&[verb, "-r", rules], arguments].concat()));
    assert!(
        (one.status, &one.out, &one.err) == (other.status, &other.out, &other.err),
        "{verb} {pack} {arguments:?}\n{}",
        other.err
    );
    one.out
}

#[test]
fn reports_by_a_bundle_are_those_by_its_sources() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    for (pack, arguments) in TRIED {
        let bundle = bundle(folder.path(), pack);
        let report = same(pack, &bundle, "check", &[&["--format", "json", "--all"], *arguments].concat());
        assert!(report.contains("\"digest\"") || report.is_empty(), "{pack}: the report names the packs by their digests");
    }
    let bundle = bundle(folder.path(), "jlis");
    for format in ["text", "jsonl", "html", "sarif"] {
        let report = same("jlis", &bundle, "check", &["--format", format, "--lang", "en", "examples/jlis/contracts.jsonl"]);
        assert!(!report.is_empty(), "{format}");
    }
}

#[test]
fn every_verb_takes_a_bundle() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let bundle = bundle(folder.path(), "jlis");
    for (verb, arguments) in [
        ("test", &[][..]),
        ("rules", &[]),
        ("doc", &[]),
        ("explain", &["DB-02"]),
        ("schema", &["record"]),
        ("inspect", &["examples/jlis/contracts.xlsx"]),
    ] {
        assert!(!same("jlis", &bundle, verb, arguments).is_empty(), "{verb}");
    }
    let again = folder.path().join("again").to_string_lossy().into_owned();
    assert_eq!(sadame(folder.path(), &["bundle", "-r", &bundle, "-o", &again]).status, 0);
    assert!(fs::read(&bundle).ok() == fs::read(&again).ok(), "the bundle of a bundle is that bundle");
    assert_eq!(sadame(folder.path(), &["rules", "-r", &again]).status, 0, "it is known by its content, whatever its name");
}

#[test]
fn what_is_no_whole_bundle_is_refused_in_both_languages() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let good = fs::read(bundle(folder.path(), "portal")).expect("it has been written");
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    let other = sadame::engine::FORMAT ^ 1;
    let (other_ja, other_en) = (format!("第{other}版"), format!("version {other}"));
    for (bytes, ja, en) in [
        (flipped(good.len() / 2), "壊れています", "damaged"),
        (good[..good.len() / 2].to_vec(), "壊れています", "damaged"),
        (flipped(8), &*other_ja, &*other_en),
        (flipped(0), "ではありません", "no bundle"),
        (Vec::new(), "ではありません", "no bundle"),
        (b"module m".to_vec(), "ではありません", "no bundle"),
    ] {
        fs::write(folder.path().join("bad.sadamec"), &bytes).expect("the folder takes files");
        for (lang, said) in [("ja", ja), ("en", en)] {
            let ran = sadame(folder.path(), &["check", "-r", "bad.sadamec", "--lang", lang, "x.jsonl"]);
            assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{said}");
            assert!(ran.err.contains("bad.sadamec") && ran.err.contains(said), "{said}: {}", ran.err);
        }
    }
    let ran = sadame(folder.path(), &["rules", "-r", "portal.sadamec", "-r", "jlis", "--lang", "en"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("goes with no other rules"), "{}", ran.err);
    let ran = sadame(folder.path(), &["bundle", "-r", "jils", "-o", "none.sadamec"]);
    assert!(ran.status == 2 && !folder.path().join("none.sadamec").exists(), "rules with errors leave no bundle");
}
