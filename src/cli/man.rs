//! `sadame man`: the pages of the manual, made from the same words as `--help`.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;

use super::output::to_the_end;
use super::{Status, complain};
use crate::lang::Lang;

/// Write the manual pages: one for sadame and one for each verb into a folder, or that of sadame to the standard output.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit status 終了コード: 0 written 出力した; 2 a page cannot be written 書き込めない

Examples 例:
  sadame man | man -l -
  sadame man -o ~/.local/share/man/man1")]
pub(super) struct Arguments {
    /// The folder; it is made where it does not exist 出力先のフォルダ
    #[arg(short, long = "output", value_name = "DIR")]
    output: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let mut whole = super::Arguments::command().disable_help_subcommand(true);
    whole.build();
    let Some(folder) = &arguments.output else {
        let mut bytes = Vec::new();
        page(whole).render(&mut bytes)?;
        to_the_end(io::stdout().lock(), Lang::Ja, |out| out.write_all(&bytes))?;
        return Ok(Status::Clean);
    };
    let verbs: Vec<clap::Command> = whole.get_subcommands().filter(|verb| !verb.is_hide_set()).cloned().collect();
    let pages = verbs.into_iter().chain([whole]).map(page);
    let written =
        fs::create_dir_all(folder).and_then(|()| pages.into_iter().try_for_each(|page| write(&page, Path::new(folder))));
    if let Err(fault) = written {
        complain(&format!("{folder}: {fault}"));
        return Ok(Status::Abnormal);
    }
    Ok(Status::Clean)
}

/// A page. It bears the version and no date, so that equal programs give equal pages.
fn page(command: clap::Command) -> Man {
    // An empty date would not count as one, and what follows would stand in its place.
    Man::new(command).date(" ").source(concat!("sadame ", env!("CARGO_PKG_VERSION"))).manual("Sadame 定め")
}

fn write(page: &Man, folder: &Path) -> io::Result<()> {
    page.generate_to(folder).map(|_| ())
}
