//! The developer's tasks: `cargo xtask test` is the whole judgement of a change, and what the server runs. No shell is needed.
#![allow(clippy::disallowed_types, reason = "a developer's task may look at the clock; the engine may not")]

use std::process::ExitCode;
use std::time::Instant;

use step::{STEPS, Step};

mod bench;
mod desk;
mod fuzz;
mod judging;
mod npm;
mod sbom;
mod step;
mod tools;
mod twice;

const HELP: &str = "\
The developer's tasks.

Usage: cargo xtask COMMAND

Commands:
  test [STEP…]  everything a change must pass, in order; or only the steps named
  ci            the same as `test`
  desk          builds the page of the review desk: target/desk/desk.html
  wasm          builds the npm package: bindings/wasm/dist; with `--twice`, what is committed in two places, and compares them
  steps         the steps of `test`, with the commands they run
  bench [PART…] how fast it is; `bench help` tells the parts
  sbom          writes what each thing that is passed on is built of, as CycloneDX: target/sbom
  fuzz TARGET   runs a target of fuzz/; `fuzz help` tells more
  pairs [N [S]] judges so many pairs of a program and a record twice, a million of seed 0 where nothing is said
  mutants [K/N] changes the checker and the evaluation in each N-th place, and tells which changes no test notices
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        ["test" | "ci", names @ ..] => test(names),
        ["bench", "help"] => {
            print!("{}", bench::HELP);
            ExitCode::SUCCESS
        }
        ["bench", parts @ ..] => told(bench::run(parts)),
        ["fuzz", "help"] => {
            print!("{}", fuzz::HELP);
            ExitCode::SUCCESS
        }
        ["fuzz", words @ ..] => told(fuzz::run(words)),
        ["pairs", words @ ..] => told(judging::pairs(words)),
        ["mutants", words @ ..] => told(judging::mutants(words)),
        ["sbom"] => told(sbom::write()),
        ["desk"] => told(desk::page()),
        ["wasm"] => told(npm::build()),
        ["wasm", "--twice"] => told(twice::held()),
        ["steps"] => {
            STEPS.iter().for_each(|step| println!("{:<10} {}", step.name, step.line()));
            ExitCode::SUCCESS
        }
        [other, ..] => {
            eprint!("there is no task `{other}`\n\n{HELP}");
            ExitCode::from(2)
        }
    }
}

/// Says why something failed.
fn told(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the steps named, or all of them, and stops at the first that fails.
fn test(names: &[&str]) -> ExitCode {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        eprintln!("there is no step `{unknown}`; `cargo xtask steps` lists them");
        return ExitCode::from(2);
    }
    let chosen: Vec<&Step> = STEPS.iter().filter(|step| names.is_empty() || names.contains(&step.name)).collect();
    let begun = Instant::now();
    for (number, step) in chosen.iter().enumerate() {
        println!("\n── {}/{} {} ── {}", number + 1, chosen.len(), step.name, step.what);
        let started = Instant::now();
        if let Err(why) = step.run() {
            eprintln!("\nfailed: {} ({why})\nto repeat it: {}", step.name, step.line());
            return ExitCode::FAILURE;
        }
        println!("   {} in {:.1} s", step.name, started.elapsed().as_secs_f32());
    }
    println!("\nall {} steps passed in {:.1} s", chosen.len(), begun.elapsed().as_secs_f32());
    ExitCode::SUCCESS
}
