//! The packs of `rules/` are built into the library: it is built anew when one of them changes. The page of the review desk is built into the program where
//! `SADAME_DESK` names it; otherwise the program is told of it when it runs.

use std::env;
use std::fs;
use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-env-changed=SADAME_DESK");
    let page = env::var_os("SADAME_DESK").map_or_else(String::new, |file| {
        println!("cargo::rerun-if-changed={}", file.to_string_lossy());
        fs::read_to_string(&file).unwrap_or_else(|why| panic!("SADAME_DESK: {}: {why}", file.to_string_lossy()))
    });
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to write"));
    fs::write(folder.join("desk.html"), page).expect("cargo's own folder can be written to");
}
