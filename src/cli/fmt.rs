//! `sadame fmt`: lay out rule files in the one style.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::part::whole;
use super::read::why;
use super::{LangArg, Status, complain, diagnostics};
use crate::lang::Lang;
use crate::report::shown;
use crate::source::Sources;
use crate::syntax::{format, parse};

/// What `sadame fmt` is told.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit status 終了コード: 0 done 完了; 1 with --check, some file would change 書式の違うファイルがある; 2 a file cannot be read 読めないファイルがある"
)]
pub(super) struct Arguments {
    /// Files, or folders with `.sadame` files below them; `-` reads from the standard input and writes to the standard output
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,

    /// Change nothing; say which files would change 書き換えずに調べる
    #[arg(long)]
    check: bool,

    /// The language of what is printed 表示の言語
    #[arg(long, value_enum)]
    lang: Option<LangArg>,
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang: Lang = arguments.lang.into();
    if arguments.paths == ["-"] {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text)?;
        return match laid_out("-", &text, lang) {
            Some(done) if arguments.check => Ok(if done == text { Status::Clean } else { Status::Findings }),
            Some(done) => {
                io::stdout().write_all(done.as_bytes())?;
                Ok(Status::Clean)
            }
            None => Ok(Status::Abnormal),
        };
    }
    let mut files = Vec::new();
    for path in &arguments.paths {
        collect(Path::new(path), &mut files)?;
    }
    let (mut abnormal, mut changed) = (false, 0);
    for file in &files {
        let name = file.display().to_string();
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(fault) => {
                complain(&format!("{name}: {}", why(&fault)[usize::from(lang == Lang::En)]));
                abnormal = true;
                continue;
            }
        };
        match laid_out(&name, &text, lang) {
            None => abnormal = true,
            Some(done) if done == text => {}
            Some(done) => {
                changed += 1;
                // The files are laid out whoever listens.
                let _ = writeln!(io::stdout(), "{}", shown(&name));
                if !arguments.check {
                    whole(file, lang, |out| out.write_all(done.as_bytes()))?;
                }
            }
        }
    }
    if files.is_empty() {
        complain("no .sadame file");
        abnormal = true;
    }
    Ok(if abnormal {
        Status::Abnormal
    } else if arguments.check && changed > 0 {
        Status::Findings
    } else {
        Status::Clean
    })
}

/// The text in the one style; `None` where it cannot be read, which is printed.
fn laid_out(name: &str, text: &str, lang: Lang) -> Option<String> {
    let mut sources = Sources::default();
    let source = sources.add(name, text);
    let (file, diagnostics) = parse(source, text);
    if diagnostics.is_empty() {
        return Some(format(&file, text));
    }
    diagnostics::print(&sources, &diagnostics, lang);
    None
}

/// The `.sadame` files at or below a path, sorted.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        fs::metadata(path).map_err(|fault| io::Error::new(fault.kind(), format!("{}: {fault}", path.display())))?;
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for entry in entries {
        let name = entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if entry.is_dir() && !name.starts_with('.') && name != "target" {
            collect(&entry, files)?;
        } else if entry.extension().is_some_and(|extension| extension == "sadame") {
            files.push(entry);
        }
    }
    Ok(())
}
