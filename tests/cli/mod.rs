//! The program as people run it: arguments in, text and an exit status out.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

mod bundle;
mod check;
mod children;
mod conventions;
mod desk;
mod diff;
mod faults;
mod files;
mod inspect;
mod letters;
mod limits;
mod lint;
mod lsp;
mod outputs;
mod shell;
mod tabled;
mod terminal;
mod trial;
mod verbs;
mod workbooks;

/// What a run left behind.
#[derive(Debug)]
struct Ran {
    status: i32,
    out: String,
    err: String,
}

/// Runs the program in a folder.
fn sadame(folder: &Path, arguments: &[&str]) -> Ran {
    piped(folder, arguments, b"")
}

/// Runs the program with something on its standard input.
fn piped(folder: &Path, arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sadame"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("COLUMNS")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("the input is piped");
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // The program need not read all of it.
            let _ = stdin.write_all(input);
        });
        child.wait_with_output().expect("the program ends")
    });
    Ran {
        status: output.status.code().expect("the program ends by itself"),
        out: String::from_utf8(output.stdout).expect("what is written is UTF-8"),
        err: String::from_utf8(output.stderr).expect("what is written is UTF-8"),
    }
}

/// What the program writes is what stands in a file. With SADAME_BLESS=1, it is written there, to be looked at and committed.
fn golden(file: &str, written: &str) {
    if std::env::var_os("SADAME_BLESS").is_some() {
        std::fs::write(file, written).expect("the file can be written");
    }
    let expected = std::fs::read_to_string(file).expect("the file is there");
    assert_eq!(written, expected, "{written}");
}

/// The report as JSON.
fn json(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|fault| panic!("{fault}: {}\n{}", ran.out, ran.err))
}

/// A folder with the small pack of these tests in it.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let own = [("pack.toml", include_str!("pack/pack.toml")), ("small.sadame", include_str!("pack/small.sadame"))];
    for (name, text) in own.iter().chain(files) {
        std::fs::write(folder.path().join(name), text).expect("the folder takes files");
    }
    folder
}
