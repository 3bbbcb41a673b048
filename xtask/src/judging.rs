//! The long runs that look at judging alone: `cargo xtask pairs` holds the engine against the reference interpreter on many more programs than the tests do, and
//! `cargo xtask mutants` changes the checker and the evaluation, one place at a time, and tells which changes no test notices.
//!
//! Both work in a copy of what is committed, under `target/judging`, with the core of the library and those tests that need neither the program nor a reader of
//! files: these are built in a fraction of the time, and each mutant costs a build of them.

use std::fs;
use std::path::PathBuf;

use crate::step::{program, root};
use crate::tools::{self, done};

/// The version that is installed where there is none.
const CARGO_MUTANTS: &str = "27.1.0";

/// The mutants that are tried where none are named: one in 36, from the first.
const SHARD: &str = "0/36";

/// What the checker and the evaluation do for others, where it wants no package.
const FEATURES: &str = "clear,forms,trial";

/// The integration tests that are run, in the place of `tests/main.rs`.
const TESTS: &str = r#"//! The tests that look at judging.

mod at_once {
    /// The first in the order of names: from here on, whatever fails first ends the run.
    #[test]
    fn a_fault_ends_the_run() {
        let say = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |why| {
            say(why);
            std::process::exit(101)
        }));
    }
}
mod check;
mod clear;
mod declared;
mod defaults;
mod evidence;
mod expressions;
mod packs;
mod pages;
mod parts;
mod quick;
mod reference {
    mod agree;
    mod generate;
    mod interpreter;
    mod json;
    mod runs;
}
mod semantics;
"#;

/// Judges so many pairs of a program and a record, of a seed: `1000000 7`.
pub fn pairs(words: &[&str]) -> Result<(), String> {
    let (pairs, seed) = (words.first().copied().unwrap_or("1000000"), words.get(1).copied().unwrap_or("0"));
    let mut command = program("cargo");
    command.current_dir(copy()?).env("SADAME_PAIRS", pairs).env("SADAME_SEED", seed);
    // Quick to build matters more than the last of the speed.
    command.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    command.args(["test", "--release", "--no-default-features", "--test", "main", "--", "reference::agree", "--nocapture"]);
    done(&mut command, "the engine and the reference interpreter part")
}

/// Tries a part of the mutants: `0/36` is the first of every 36, `1/36` the second.
pub fn mutants(words: &[&str]) -> Result<(), String> {
    let shard = words.first().copied().unwrap_or(SHARD);
    let mut command = tools::cargo("cargo-mutants", CARGO_MUTANTS)?;
    command.current_dir(copy()?);
    // Each mutant is built once and judged by tests that take ten times as long where nothing is optimized.
    command.env("CARGO_PROFILE_TEST_OPT_LEVEL", "1").env("CARGO_PROFILE_TEST_DEBUG", "0").env("CARGO_INCREMENTAL", "1");
    command.args(["mutants", "--in-place", "--no-default-features", "--features", FEATURES]);
    command.args(["--sharding", "round-robin", "--shard", shard]);
    command.args(["--file", "src/check/**", "--file", "src/eval/**", "--exclude", "src/eval/watch.rs"]);
    // What editors are told is held by the program's own tests.
    command.args(["--exclude", "src/check/uses.rs", "--timeout", "60", "--", "--test", "main", "--"]);
    // Long, and about the parser and the search for changes.
    command.args(["--skip", "check::depth", "--skip", "clear::whole"]);
    done(&mut command, "what no test noticed stands in target/judging/mutants.out/missed.txt")
}

/// The copy, as what is committed is now.
fn copy() -> Result<PathBuf, String> {
    let copy = root().join("target/judging");
    if !copy.join("Cargo.toml").exists() {
        let there = copy.to_string_lossy().into_owned();
        done(program("git").args(["clone", "--quiet", ".", &there]), "the repository could not be copied")?;
    }
    for arguments in [&["fetch", "--quiet", "origin", "HEAD"][..], &["reset", "--quiet", "--hard", "FETCH_HEAD"]] {
        done(program("git").args(arguments).current_dir(&copy), "the copy could not be brought up to date")?;
    }
    fs::write(copy.join("tests/main.rs"), TESTS).map_err(|why| format!("{}: {why}", copy.display()))?;
    Ok(copy)
}
