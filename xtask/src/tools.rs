//! Tools from the registry, installed under `target/tools` where they are not there yet.

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
