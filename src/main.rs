//! The program `sadame`. Everything is in the library's `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sadame::cli::main()
}
