//! Fuzzing: `cargo xtask fuzz TARGET` runs a target of `fuzz/` for some minutes, from what is kept and what the repository holds anyway.
//!
//! The stable compiler is asked for what only libFuzzer's counters need; no sanitizer is, for there is no `unsafe` in what is fuzzed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::step::root;
use crate::tools;

mod run;

/// What `cargo xtask fuzz help` says.
pub const HELP: &str = "\
Fuzzing.

Usage: cargo xtask fuzz TARGET [--minutes N]            runs a target, 5 minutes where none are said
       cargo xtask fuzz all [--minutes N] [--jobs N]    runs each for so many minutes, so many of them side by side
       cargo xtask fuzz keep TARGET                     keeps some of the fewest inputs that reach what all that were found reach
       cargo xtask fuzz list                            the targets

At the end stands a table of what was run: seconds by the clock, executions, seconds of a processor, crashes.
What is found lies in fuzz/found, what breaks a target in fuzz/artifacts, and what is kept in fuzz/corpus.
";

/// The version that is installed where there is none.
const CARGO_FUZZ: &str = "0.13.2";

/// The longest input that is kept, in bytes, and how many are at most: every run of the tests goes over them.
const LONGEST: u64 = 4_096;
const MOST: usize = 40;

/// Runs what is told.
pub fn run(words: &[&str]) -> Result<(), String> {
    let targets = targets()?;
    match words {
        ["list"] => {
            targets.iter().for_each(|target| println!("{target}"));
            Ok(())
        }
        ["keep", target] if targets.iter().any(|it| it == target) => keep(target),
        [target, options @ ..] => fuzz(&targets, target, how(options)?),
        [] => Err(HELP.to_owned()),
    }
}

/// The names of the targets.
fn targets() -> Result<Vec<String>, String> {
    let folder = root().join("fuzz/targets");
    let entries = fs::read_dir(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    let stem = |path: PathBuf| path.file_stem().map(|it| it.to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| stem(entry.path())).collect();
    names.sort();
    Ok(names)
}

fn how(options: &[&str]) -> Result<run::How, String> {
    let mut how = run::How { minutes: 5, jobs: 1 };
    for option in options.chunks(2) {
        match option {
            ["--minutes", minutes] => {
                how.minutes = minutes.parse().map_err(|_| format!("`{minutes}` is no number of minutes"))?
            }
            ["--jobs", jobs] => how.jobs = jobs.parse().map_err(|_| format!("`{jobs}` is no number of targets"))?,
            _ => return Err(HELP.to_owned()),
        }
    }
    Ok(how)
}

fn fuzz(targets: &[String], target: &str, how: run::How) -> Result<(), String> {
    let wanted: Vec<&String> = targets.iter().filter(|it| target == "all" || *it == target).collect();
    if wanted.is_empty() {
        return Err(format!("there is no target `{target}`\n\n{HELP}"));
    }
    wanted.iter().try_for_each(|target| seed(target))?;
    let build = ["build", "-s", "none", target];
    cargo_fuzz(if target == "all" { &build[..3] } else { &build })?;
    run::all(&wanted, how)
}

/// Writes some of the fewest inputs that reach what all that were found reach, none of them long, among those that are kept.
fn keep(target: &str) -> Result<(), String> {
    let [found, few, kept] = ["found", "few", "corpus"].map(|folder| format!("fuzz/{folder}/{target}"));
    let few = few.replace("few/", "found/few-");
    for folder in [&found, &few, &kept] {
        made(&root().join(folder))?;
    }
    cargo_fuzz(&["run", "-s", "none", target, "--", "-set_cover_merge=1", &few, &found, &kept])?;
    let entries = fs::read_dir(root().join(&few)).map_err(|why| why.to_string())?.flatten();
    let mut short: Vec<(u64, PathBuf)> = entries.filter_map(|it| Some((it.metadata().ok()?.len(), it.path()))).collect();
    short.retain(|(length, _)| *length <= LONGEST);
    short.sort();
    // Short ones and long ones: they reach different things.
    for (_, path) in short.iter().step_by(short.len().div_ceil(MOST).max(1)) {
        let name = path.file_name().ok_or("an input has a name")?;
        fs::copy(path, root().join(&kept).join(name)).map_err(|why| why.to_string())?;
    }
    Ok(())
}

/// Runs cargo-fuzz.
fn cargo_fuzz(words: &[&str]) -> Result<(), String> {
    let mut command = tools::cargo("cargo-fuzz", CARGO_FUZZ)?;
    // What is built is looked for there, wherever else things are built to.
    command.arg("fuzz").args(words).env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", root().join("fuzz/target"));
    tools::done(&mut command, "cargo-fuzz did not come to an end")
}

fn made(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|why| format!("{}: {why}", folder.display()))
}

/// Puts what the repository holds anyway where the target looks for inputs to begin with.
fn seed(target: &str) -> Result<(), String> {
    let found = root().join("fuzz/found").join(target);
    made(&found)?;
    made(&root().join("fuzz/corpus").join(target))?;
    for (number, seed) in seeds(target).into_iter().enumerate() {
        fs::write(found.join(format!("seed-{number}")), seed).map_err(|why| why.to_string())?;
    }
    Ok(())
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let texts = |folder: &str, ending: &str| {
        let files = below(&root().join(folder), ending);
        files.into_iter().filter_map(|file| fs::read_to_string(file).ok()).collect::<Vec<String>>()
    };
    let with = |first: u8, bytes: &[u8]| [&[first], bytes].concat();
    let lines: Vec<String> =
        texts("examples", "jsonl").iter().flat_map(|text| text.lines().take(8).map(str::to_owned).collect::<Vec<_>>()).collect();
    let small = fs::read_to_string(root().join("tests/cli/pack/small.sadame")).unwrap_or_default();
    match target {
        "parser" | "formatter" => texts("rules", "sadame").iter().flat_map(|text| declarations(text)).collect(),
        "checker" => texts("docs/errors", "md").iter().flat_map(|page| blocks(page)).chain([small.into_bytes()]).collect(),
        "program" => texts("docs/errors", "md").iter().flat_map(|page| blocks(page)).chain([with_records(&small)]).collect(),
        "json" => lines.iter().flat_map(|line| (0..4).map(|first| with(first, line.as_bytes()))).collect(),
        "evaluator" => lines.iter().flat_map(|line| (0..2).map(|first| with(first, line.as_bytes()))).collect(),
        "reports" => lines.into_iter().map(String::into_bytes).chain([with_records("").split_off(5)]).collect(),
        "tables" => texts("examples", "csv").iter().flat_map(|text| (0..4).map(|first| with(first, head(text)))).collect(),
        "workbook" => {
            let book = fs::read(root().join("examples/jlis/contracts.xlsx")).unwrap_or_default();
            vec![with(0, &book), with(1, SHEET.as_bytes())]
        }
        _ => Vec::new(),
    }
}

/// A sheet with a heading and a row.
const SHEET: &str = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
    <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>契約番号</t></is></c><c r=\"B1\" t=\"str\"><v>契約金額</v></c></row>\
    <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>H28-001</t></is></c><c r=\"B2\"><v>1900000</v></c></row>\
    </sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells></worksheet>";

/// The beginning of a text, whole lines of it.
fn head(text: &str) -> &[u8] {
    let end = text.char_indices().take_while(|(at, _)| *at < 3_000).filter(|(_, it)| *it == '\n').map(|(at, _)| at).last();
    &text.as_bytes()[..end.unwrap_or(0)]
}

/// The declarations of a file, each after the line of a module.
fn declarations(text: &str) -> Vec<Vec<u8>> {
    text.split("\n\n")
        .filter(|part| part.contains('{'))
        .take(12)
        .map(|part| format!("module m\n\n{part}\n").into_bytes())
        .collect()
}

/// The rules that stand in a page.
fn blocks(page: &str) -> Vec<Vec<u8>> {
    let after = page.split("```sadame\n").skip(1);
    after.filter_map(|rest| rest.split_once("```")).map(|(block, _)| format!("module m\n{block}").into_bytes()).collect()
}

fn with_records(rules: &str) -> Vec<u8> {
    let record = r#"{"id":"A","title":"回線","amount":1001,"signed_on":"2016-04-01","item":"回線","negotiated":true,"payments":[{"year":2015,"amount":900}]}"#;
    format!("{rules}\n---\n{record}\n{}\n{{}}", record.replace("1001", "\"x\"")).into_bytes()
}

/// The files below a folder whose names end so, in order.
fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(below(&path, ending));
        } else if path.extension().is_some_and(|it| it == ending) {
            files.push(path);
        }
    }
    files.sort();
    files
}
