//! Tools from the registry, installed under `target/tools` where they are not there yet.

use std::path::PathBuf;
use std::process::Command;

use crate::step::{program, root};

/// A cargo that finds a tool of cargo's.
///
/// # Errors
/// It could not be installed.
pub fn cargo(tool: &str, version: &str) -> Result<Command, String> {
    let tools = root().join("target/tools");
    let there = ["", ".exe"].iter().any(|ending| tools.join(format!("bin/{tool}{ending}")).exists());
    if !there {
        let folder = tools.to_string_lossy().into_owned();
        let install = ["install", tool, "--locked", "--version", version, "--root", &folder];
        done(program("cargo").args(install), &format!("{tool} could not be installed"))?;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([tools.join("bin")].into_iter().chain(std::env::split_paths(&path)));
    let mut command = program("cargo");
    command.env("PATH", path.map_err(|why| why.to_string())?);
    Ok(command)
}

/// Runs a command that must come to a good end.
///
/// # Errors
/// It did not, with what that means.
pub fn done(command: &mut Command, otherwise: &str) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{otherwise} ({status})")),
        Err(why) => Err(format!("{otherwise}: {why}")),
    }
}

/// Holds the packages against `deny.toml`: licences, bans and sources; and with `advisories`, against the database of RustSec, which is fetched.
///
/// # Errors
/// Something is not as it must be.
pub fn audit(words: &[&str]) -> Result<(), String> {
    let what: &[&str] = if words == ["advisories"] { &["advisories"] } else { &["bans", "licenses", "sources"] };
    done(cargo("cargo-deny", "0.18")?.args(["deny", "check"]).args(what), "what is wrong stands above")
}

/// Writes the list of all packages that are in the program, in the form of CycloneDX: `target/sbom/sadame.cdx.json`.
///
/// # Errors
/// It could not be written.
pub fn sbom() -> Result<(), String> {
    let written: PathBuf = root().join("sadame.cdx.json");
    let list = ["cyclonedx", "--format", "json", "--features", "arrow", "--override-filename", "sadame.cdx"];
    done(cargo("cargo-cyclonedx", "0.5")?.args(list), "the list could not be made")?;
    let folder = root().join("target/sbom");
    std::fs::create_dir_all(&folder).map_err(|why| why.to_string())?;
    // One is written beside each package of the workspace; the program's is the one that is wanted.
    for beside in ["benches", "bindings/python", "bindings/wasm", "bindings/wasm/chunk", "xtask"] {
        let _ = std::fs::remove_file(root().join(beside).join("sadame.cdx.json"));
    }
    std::fs::rename(&written, folder.join("sadame.cdx.json")).map_err(|why| format!("{}: {why}", written.display()))?;
    println!("target/sbom/sadame.cdx.json");
    Ok(())
}
