//! `sadame doc`: the rule book.

use std::io::{self, Write};
use std::path::Path;

use super::output::to_the_end;
use super::part::whole;
use super::{Common, Status, places};
use crate::report::book;

/// Write the rule book: one printable page of HTML with every rule, its source, its text and its examples.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit status 終了コード: 0 written 出力した; 2 the rules have errors, or the file cannot be written 規則の誤り、又は書き込めない

Examples 例:
  sadame doc -o rules.html
  sadame doc -r budget --lang en > budget.html")]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,

    /// The file to write; without it, the standard output 出力先のファイル
    #[arg(short, long = "output", value_name = "FILE")]
    output: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang = arguments.common.lang.into();
    let Some(engine) = places::compile(&arguments.common.rules, lang, false) else { return Ok(Status::Abnormal) };
    let mut page = Vec::new();
    book::write(&mut page, &engine, lang)?;
    match arguments.output.as_deref() {
        None | Some("-") => to_the_end(io::stdout().lock(), lang, |out| out.write_all(&page))?,
        Some(file) => whole(Path::new(file), lang, |out| out.write_all(&page))?,
    }
    Ok(Status::Clean)
}
