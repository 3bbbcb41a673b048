//! `sadame completions`: what a shell needs to complete verbs, options and values.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::Status;
use super::output::to_the_end;
use crate::lang::Lang;

/// Write a script that makes a shell complete sadame's verbs and options.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples 例:
  sadame completions bash > ~/.local/share/bash-completion/completions/sadame
  sadame completions zsh > ~/.zfunc/_sadame
  sadame completions fish > ~/.config/fish/completions/sadame.fish")]
pub(super) struct Arguments {
    /// The shell シェル
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut super::Arguments::command(), "sadame", &mut script);
    to_the_end(io::stdout().lock(), Lang::Ja, |out| out.write_all(&script))?;
    Ok(Status::Clean)
}
