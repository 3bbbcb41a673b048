//! `sadame lsp`: the language server, over the standard input and output.
//!
//! One file an ability; `server` takes messages and sends them there, `workspace` holds what is open and what is understood of it.

use std::io;

use lsp_server::Connection;

use super::{LangArg, Status};

mod complete;
mod examples;
mod functions;
mod hover;
mod navigate;
mod position;
mod publish;
mod rename;
mod scene;
mod server;
mod symbols;
mod workspace;

/// Serve an editor by the Language Server Protocol, over the standard input and output: what is wrong as it is typed, what a name stands for, completion, references, renaming,
/// layout, and what comes of the examples.
///
/// 規則を書くエディタのための言語サーバーです。標準入出力で動きます。
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit status 終了コード: 0 ended as the editor asked 正常に終了; 1 ended without being asked 求められずに終了; 2 no editor speaks 通信できない

The language 言語: `--lang`, or the initialization option `language`, or the editor's locale; Japanese otherwise.")]
pub(super) struct Arguments {
    /// Over the standard input and output, as it always is: some editors say it
    #[arg(long)]
    stdio: bool,

    /// The language of what is shown 表示の言語
    #[arg(long, value_enum)]
    lang: Option<LangArg>,
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let (connection, threads) = Connection::stdio();
    let served = server::serve(connection, arguments.lang);
    match served {
        // The threads end with the streams; who has gone without closing them is not waited for.
        Ok(Status::Clean) => threads.join().map(|()| Status::Clean),
        Ok(status) => Ok(status),
        Err(fault) => Err(io::Error::other(fault.to_string())),
    }
}
