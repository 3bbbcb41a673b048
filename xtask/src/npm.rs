//! `cargo xtask wasm`: builds the npm package: each chunk compiled, given its JavaScript, made small; and the JavaScript around them.

use std::fs;
use std::path::{Path, PathBuf};

use super::bench::{ALONE, target};
use super::desk;
use super::step::{WASM, program, root, wasm_target};

/// A chunk of the package: its name, the feature of the crate that it is built with, and the profile.
type Chunk = (&'static str, &'static str, &'static str);

const CHUNKS: [Chunk; 3] = [("core", "judge", "wasm"), ("full", "full", "wasm-lazy"), ("sheets", "sheets", "wasm-lazy")];

/// What `wasm-opt` may use: what every browser of the last years has.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// How `wasm-opt` makes a chunk small. The first thousand bytes of memory are the last of the stack: nothing is addressed from there.
const SMALL: [&str; 5] = ["--low-memory-unused", "--merge-similar-functions", "-Oz", "-O3", "-Oz"];

/// The folder of the package.
pub const FOLDER: &str = "bindings/wasm";

/// Builds the package into `bindings/wasm/dist`.
pub fn build() -> Result<(), String> {
    wasm_target()?;
    npm()?;
    CHUNKS.into_iter().try_for_each(chunk)?;
    run("node", &["bindings/wasm/scripts/build.mjs"])
}

/// The test that leaves programs made at random, and what came of them, where the package's tests look for them.
const LEAVES_PROGRAMS: &[&str] = &["test", "--quiet", "--features", "arrow", "--test", "main", "reference::corpus"];

/// Builds the package and what it is held against: the program, and what came of programs made at random. Asks the compiler of its types, and looks for a
/// browser.
pub fn tested() -> Result<(), String> {
    build()?;
    run("node", &["bindings/wasm/node_modules/typescript/bin/tsc", "--project", "bindings/wasm/test"])?;
    run("cargo", &["build", "--quiet", "--features", "arrow", "--bin", "sadame"])?;
    run("cargo", LEAVES_PROGRAMS)?;
    desk::browser()
}

/// Judges so many contracts in Node, and prints what that takes beside `JSON.parse` of them.
pub fn timed(records: &str) -> Result<(), String> {
    let contracts = target().join("npm/contracts.jsonl");
    let make = [&["run", "--quiet", "--release"], ALONE, &["--", "contracts", records]].concat();
    let made = program("cargo").args(&make).output().map_err(|why| why.to_string())?;
    fs::write(&contracts, made.stdout).map_err(|why| format!("{}: {why}", contracts.display()))?;
    ["full", "core"].iter().try_for_each(|chunk| run("node", &["bindings/wasm/scripts/bench.mjs", text(&contracts)?, chunk]))
}

/// Installs what the package is built with, as its lock file says.
pub fn npm() -> Result<(), String> {
    let (lock, done) =
        (root().join(FOLDER).join("package-lock.json"), root().join(FOLDER).join("node_modules/.package-lock.json"));
    let time = |path: &Path| fs::metadata(path).and_then(|it| it.modified()).ok();
    if time(&done).is_some_and(|done| Some(done) >= time(&lock)) {
        return Ok(());
    }
    run("npm", &["ci", "--prefix", FOLDER, "--no-audit", "--no-fund", "--ignore-scripts"])
}

/// Compiles a chunk, and puts it with its JavaScript into `js/glue`. What has not changed is not made again.
fn chunk((name, feature, profile): Chunk) -> Result<(), String> {
    let compile =
        ["rustc", "--quiet", "--profile", profile, "--package", "sadame-wasm", "--target", WASM, "--crate-type", "cdylib"];
    let nowhere = nowhere()?;
    run("cargo", &[&compile[..], &["--no-default-features", "--features", feature, "--config", &nowhere]].concat())?;
    let compiled = target().join(WASM).join(profile).join("sadame_wasm.wasm");
    let (glue, work) = (root().join(FOLDER).join("js/glue"), target().join("npm"));
    let before = work.join(format!("{name}.wasm"));
    let small = glue.join(format!("{name}_bg.wasm"));
    let bytes = fs::read(&compiled).map_err(|why| format!("{}: {why}", compiled.display()))?;
    if small.exists() && fs::read(&before).is_ok_and(|known| known == bytes) {
        return Ok(());
    }
    fs::create_dir_all(&work).map_err(|why| why.to_string())?;
    run("cargo", &["run", "--quiet", "--package", "sadame-chunk", "--", text(&compiled)?, text(&glue)?, name])?;
    let optimise = root().join(FOLDER).join("node_modules/binaryen/bin/wasm-opt");
    run("node", &[&[text(&optimise)?], &FEATURES[..], &SMALL[..], &[text(&small)?, "-o", text(&small)?]].concat())?;
    fs::write(&before, bytes).map_err(|why| format!("{}: {why}", before.display()))
}

/// Has nothing of where the packages of others lie stand in what is compiled: equal sources give equal bytes, on every machine.
fn nowhere() -> Result<String, String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let sources = home.ok_or("nobody knows where cargo keeps the packages of others")?.join("registry/src");
    let folders = fs::read_dir(&sources).into_iter().flatten().flatten().map(|entry| entry.path());
    let flags: Vec<String> = folders.map(|from| format!("'--remap-path-prefix={}=/packages'", from.display())).collect();
    Ok(format!("target.{WASM}.rustflags=[{}]", flags.join(",")))
}

fn text(path: &Path) -> Result<&str, String> {
    path.to_str().ok_or_else(|| format!("{}: the path is no text", path.display()))
}

fn run(name: &str, arguments: &[&str]) -> Result<(), String> {
    let line = || format!("{name} {}", arguments.join(" "));
    let status = program(name).args(arguments).status().map_err(|error| format!("`{}` cannot be run: {error}", line()))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed", line())) }
}
