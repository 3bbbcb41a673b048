//! The packs of `rules/` are built into the library: it is built anew when one of them changes.

fn main() {
    println!("cargo::rerun-if-changed=rules");
}
