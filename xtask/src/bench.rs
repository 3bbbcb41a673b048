//! `cargo xtask bench`: builds what is timed, and prints the tables. What they mean stands in `docs/performance.md`.

use std::path::PathBuf;

use super::npm;
use super::step::{program, root};

/// How much is done.
struct Size {
    rules: &'static [&'static str],
    scale: &'static str,
    ocds: &'static [&'static str],
    npm: &'static str,
}

const WHOLE: Size = Size { rules: &["5000", "15"], scale: "10000000", ocds: &["1000", "2"], npm: "20000" };
const QUICK: Size = Size { rules: &["2000", "5"], scale: "100000", ocds: &["50", "1"], npm: "5000" };

/// The package with the other engines in it, and without: quick to build, and with a `serde_json` that keeps no order of members.
const WITH_ENGINES: &[&str] = &["--package", "sadame-benches"];
pub const ALONE: &[&str] = &["--package", "sadame-benches", "--no-default-features"];

/// What may be asked for.
pub const HELP: &str = "\
The arguments of `cargo xtask bench`:

  (none)          every table; an hour on a slow machine, most of it for ten million records
  --quick         the same with less: minutes
  rules           only the fifteen rules, against other engines
  instructions    the same, counted by valgrind
  scale           only many records, in Sadame
  ocds            only published data through the program
  npm             only the npm package in Node, beside `JSON.parse`
  load            only compiling the built-in packs, and loading their bundles
  check           no timing: lints, and the test that all engines agree
";

/// Runs the parts named, or all.
pub fn run(words: &[&str]) -> Result<(), String> {
    let parts: Vec<&str> = words.iter().copied().filter(|word| *word != "--quick").collect();
    if let Some(other) =
        parts.iter().find(|part| !["rules", "instructions", "scale", "ocds", "load", "npm", "check"].contains(part))
    {
        return Err(format!("there is no part `{other}`\n\n{HELP}"));
    }
    let size = if words.contains(&"--quick") { QUICK } else { WHOLE };
    let wanted = |part: &str| parts.contains(&part) || (parts.is_empty() && !["instructions", "npm", "check"].contains(&part));
    if wanted("check") {
        cargo(&[&["clippy"], WITH_ENGINES, &["--all-targets", "--", "--deny", "warnings"]].concat())?;
        cargo(&[&["test"], WITH_ENGINES].concat())?;
    }
    if wanted("rules") {
        bench(WITH_ENGINES, &[&["rules"], size.rules].concat())?;
    }
    if wanted("instructions") {
        bench(WITH_ENGINES, &["instructions"])?;
    }
    if wanted("load") {
        bench(ALONE, &["load"])?;
    }
    if wanted("npm") {
        npm::build()?;
        npm::timed(size.npm)?;
    }
    if wanted("scale") || wanted("ocds") {
        cargo(&["build", "--quiet", "--release", "--package", "sadame"])?;
    }
    let sadame = target().join("release").join(if cfg!(windows) { "sadame.exe" } else { "sadame" });
    let sadame = sadame.to_str().ok_or("the path of the target directory is no text")?;
    if wanted("scale") {
        bench(ALONE, &["scale", sadame, size.scale])?;
    }
    if wanted("ocds") {
        bench(ALONE, &[&["ocds", sadame], size.ocds].concat())?;
    }
    Ok(())
}

/// Where cargo builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |path| root().join(path))
}

fn bench(package: &[&str], arguments: &[&str]) -> Result<(), String> {
    cargo(&[&["run", "--quiet", "--release"], package, &["--"], arguments].concat())
}

fn cargo(arguments: &[&str]) -> Result<(), String> {
    let line = || format!("cargo {}", arguments.join(" "));
    let status = program("cargo").args(arguments).status().map_err(|error| format!("`{}` cannot be run: {error}", line()))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed", line())) }
}
