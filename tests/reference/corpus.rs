//! Programs that were made at random, with records and the reports that the program writes of them: left under `target/generated`, where other
//! builds of the engine may be held against them.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::generate::{Case, Run};

/// How many programs are left, in two runs each.
const PROGRAMS: u64 = 40;

/// What the program writes of a run, in its folder.
fn report(folder: &Path, run: &Run, more: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sadame"));
    command.current_dir(folder).args(["check", "-r", "rules.sadame", "--no-config", "--exit-zero", "--all", "--format", "json"]);
    command.args(["--record", "deal"]).args(more);
    for (name, value) in &run.parameters {
        command.arg("--param").arg(format!("{name}={value}"));
    }
    if let Some(as_of) = &run.as_of {
        command.args(["--as-of", as_of]);
    }
    let output = command.arg("records.jsonl").output().expect("the program runs");
    assert!(!output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn reports_of_generated_programs_are_left_and_threads_do_not_show() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it lies in the target").join("generated");
    fs::remove_dir_all(&target).ok();
    for seed in 0..PROGRAMS {
        let case = Case::of(1_000_000 + seed, usize::try_from(seed % 4).expect("it is small"), 2);
        for (number, run) in case.runs.iter().enumerate() {
            let folder = target.join(format!("{seed}-{number}"));
            fs::create_dir_all(&folder).expect("there is room for a folder");
            let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).expect("the file can be written");
            let lines: Vec<String> = run.records.iter().map(ToString::to_string).collect();
            let options = json!({ "all": true, "record": "deal", "asOf": run.as_of, "parameters": run.parameters });
            write("rules.sadame", case.program().as_bytes());
            write("records.jsonl", lines.join("\n").as_bytes());
            write("options.json", options.to_string().as_bytes());
            let native = report(&folder, run, &["--threads", "1"]);
            if seed % 8 == 0 {
                for threads in ["2", "8"] {
                    let threaded = report(&folder, run, &["--threads", threads]);
                    assert!(threaded == native, "on {threads} threads the report is another one in {}", folder.display());
                }
            }
            write("report.json", &native);
        }
    }
}
