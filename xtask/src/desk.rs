//! The review desk: building its page, and what its tests in a browser need.

use std::path::Path;
use std::process::Command;

use crate::npm;
use crate::step::{program, root};

/// Where the package lies.
const FOLDER: &str = "bindings/desk";

/// Builds the engine for the browser, and the page around it: `target/desk/desk.html`.
pub fn page() -> Result<(), String> {
    npm::build()?;
    npm(
        &["ci", "--no-audit", "--no-fund", "--loglevel=error"],
        "what the review desk is made of could not be installed: this needs Node 20.19 or later",
    )?;
    npm(&["run", "--silent", "build"], "the page of the review desk could not be built")
}

/// Builds the page and the program, and looks for a browser.
pub fn tested() -> Result<(), String> {
    page()?;
    browser()?;
    let built = program("cargo").args(["build", "--quiet", "--features", "arrow", "--bin", "sadame"]).status();
    if built.is_ok_and(|it| it.success()) { Ok(()) } else { Err("the program could not be built".to_owned()) }
}

fn npm(arguments: &[&str], else_say: &str) -> Result<(), String> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    match Command::new(npm).args(arguments).current_dir(root().join(FOLDER)).status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(else_say.to_owned()),
    }
}

/// Installs Debian's Chromium, and letters to print with, where they are missing.
pub fn browser() -> Result<(), String> {
    if std::env::var_os("CHROMIUM").is_some() || Path::new("/usr/bin/chromium").exists() {
        return Ok(());
    }
    for arguments in
        [&["update", "--quiet"][..], &["install", "--quiet", "--yes", "--no-install-recommends", "chromium", "fonts-noto-cjk"]]
    {
        let done = Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").status();
        if !done.is_ok_and(|it| it.success()) {
            return Err("the tests in a browser need Chromium: install it, or name it in CHROMIUM".to_owned());
        }
    }
    Ok(())
}
