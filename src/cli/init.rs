//! `sadame init`: a starter project that checks green.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::output::stdout;
use super::{Status, complain};
use crate::lang::Lang;

/// Make a starter project: a pack with a table, a rule and its examples, and contracts to try it on.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder; it is made where it does not exist ひな形を作るフォルダ
    #[arg(value_name = "DIR", default_value = ".")]
    folder: String,
}

/// The files of the project.
const FILES: &[(&str, &str)] = &[
    ("pack.toml", include_str!("starter/pack.toml")),
    ("rules.sadame", include_str!("starter/rules.sadame")),
    ("contracts.jsonl", include_str!("starter/contracts.jsonl")),
    ("README.md", include_str!("starter/README.md")),
];

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let folder = Path::new(&arguments.folder);
    let there: Vec<&str> = FILES.iter().map(|(name, _)| *name).filter(|name| folder.join(name).exists()).collect();
    if !there.is_empty() {
        complain(&format!("{} is already there; nothing was written", there.join(", ")));
        return Ok(Status::Abnormal);
    }
    fs::create_dir_all(folder)?;
    for (name, text) in FILES {
        fs::write(folder.join(name), text)?;
    }
    let shown = &arguments.folder;
    let mut out = stdout(Lang::Ja);
    writeln!(out, "{shown} にひな形を作りました。次のように試せます / made a starter project in {shown}; try:")?;
    writeln!(out, "  sadame test -r {shown}")?;
    writeln!(out, "  sadame check -r {shown} {}", folder.join("contracts.jsonl").display())?;
    Ok(Status::Clean)
}
