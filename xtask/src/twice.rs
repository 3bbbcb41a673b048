//! `cargo xtask wasm --twice`: builds the npm package in two copies of the repository, at paths of different lengths, and holds the files of the one against those
//! of the other, byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::bench::target;
use crate::npm::FOLDER;
use crate::step::program;
use crate::tools::done;

/// Where the copies lie.
const COPIES: [&str; 2] = ["a", "another/and/longer"];

/// Builds twice what is committed, and compares.
///
/// # Errors
/// A file is not the same, or there is only one of it.
pub fn held() -> Result<(), String> {
    let copies = COPIES.map(|name| target().join("twice").join(name));
    for copy in &copies {
        if copy.exists() {
            fs::remove_dir_all(copy).map_err(|why| format!("{}: {why}", copy.display()))?;
        }
        done(program("git").args(["clone", "--quiet", "."]).arg(copy), "the repository could not be copied")?;
        let mut build = program("cargo");
        build.current_dir(copy).args(["xtask", "wasm"]).env("CARGO_TARGET_DIR", copy.join("target"));
        done(&mut build, "the package could not be built")?;
    }
    let [one, other] = copies.map(|copy| {
        let mut files = BTreeMap::new();
        read(&copy.join(FOLDER).join("dist"), "", &mut files).map(|()| files)
    });
    let (one, other) = (one?, other?);
    let differ: Vec<&str> =
        one.keys().chain(other.keys()).filter(|name| one.get(*name) != other.get(*name)).map(String::as_str).collect();
    match differ.as_slice() {
        [] => {
            println!("{} files are the same, byte for byte", one.len());
            Ok(())
        }
        differ => Err(format!("not the same: {}", differ.join(", "))),
    }
}

/// The files below a folder, by their path in it.
fn read(folder: &Path, above: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let said = |why: std::io::Error| format!("{}: {why}", folder.display());
    for entry in fs::read_dir(folder).map_err(said)? {
        let path = entry.map_err(said)?.path();
        let name = format!("{above}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            read(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(&path).map_err(said)?);
        }
    }
    Ok(())
}
