//! The steps of `cargo xtask test`, as a table. A step is one command; what must be there first is its `before`.

use std::path::Path;
use std::process::Command;

/// One command, and what is expected of it.
pub struct Step {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it shows.
    pub what: &'static str,
    /// The command, word by word; the first is the program.
    command: &'static [&'static str],
    /// Environment it runs in.
    environment: &'static [(&'static str, &'static str)],
    /// Exit codes that are right.
    expected: &'static [i32],
    /// What must be there first.
    before: Option<fn() -> Result<(), String>>,
}

const PLAIN: Step = Step { name: "", what: "", command: &[], environment: &[], expected: &[0], before: None };

const WASM: &str = "wasm32-unknown-unknown";

/// Every step, cheapest first.
pub const STEPS: &[Step] = &[
    Step { name: "fmt", what: "the Rust is formatted", command: &["cargo", "fmt", "--all", "--check"], ..PLAIN },
    Step {
        name: "clippy",
        what: "no lint has anything to say, on any target",
        command: &["cargo", "clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"],
        ..PLAIN
    },
    Step {
        name: "tests",
        what: "unit tests, and the one binary of integration tests",
        command: &["cargo", "test", "--lib", "--bins", "--tests"],
        ..PLAIN
    },
    Step {
        name: "rules-fmt",
        what: "the rules are laid out in the one style",
        command: &["cargo", "run", "--quiet", "--", "fmt", "--check", "rules", "src/cli/starter"],
        ..PLAIN
    },
    Step {
        name: "rules-jlis",
        what: "the examples of the J-LIS rules",
        command: &["cargo", "run", "--quiet", "--", "test", "-r", "jlis"],
        ..PLAIN
    },
    Step {
        name: "rules-budget",
        what: "the examples of the budget's rules",
        command: &["cargo", "run", "--quiet", "--", "test", "-r", "budget"],
        ..PLAIN
    },
    Step {
        name: "main-job",
        what: "the synthetic contracts are judged; some break the rules, which is exit status 1",
        command: &["cargo", "run", "--quiet", "--", "check", "examples/jlis/contracts.jsonl"],
        expected: &[1],
        ..PLAIN
    },
    Step { name: "doctests", what: "the examples in the documentation run", command: &["cargo", "test", "--doc"], ..PLAIN },
    Step {
        name: "doc",
        what: "the documentation builds, and its links lead somewhere",
        command: &["cargo", "doc", "--no-deps", "--lib"],
        environment: &[("RUSTDOCFLAGS", "--deny warnings")],
        ..PLAIN
    },
    Step {
        name: "wasm",
        what: "the core builds for the browser",
        command: &["cargo", "build", "--lib", "--no-default-features", "--target", WASM],
        before: Some(wasm_target),
        ..PLAIN
    },
];

impl Step {
    /// The command as one would type it.
    pub fn line(&self) -> String {
        let environment = self.environment.iter().map(|(name, value)| format!("{name}='{value}'"));
        environment.chain(self.command.iter().map(|word| (*word).to_owned())).collect::<Vec<_>>().join(" ")
    }

    /// Runs it, and says why it is not well.
    pub fn run(&self) -> Result<(), String> {
        if let Some(before) = self.before {
            before()?;
        }
        let mut command = program(self.command[0]);
        command.args(&self.command[1..]).envs(self.environment.iter().copied());
        let status = command.status().map_err(|error| format!("`{}` cannot be run: {error}", self.command[0]))?;
        match status.code() {
            Some(code) if self.expected.contains(&code) => Ok(()),
            Some(code) => Err(format!("exit code {code}")),
            None => Err("ended by a signal".to_owned()),
        }
    }
}

/// A program to be run at the root of the repository; `cargo` is the one that runs this task.
fn program(name: &str) -> Command {
    let mut command = match (name, std::env::var_os("CARGO")) {
        ("cargo", Some(cargo)) => Command::new(cargo),
        _ => Command::new(name),
    };
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies in the repository"));
    command
}

/// Fetches the browser's standard library where the toolchain does not have it yet.
fn wasm_target() -> Result<(), String> {
    let found = program("rustc").args(["--print", "target-libdir", "--target", WASM]).output();
    let there = found.is_ok_and(|it| it.status.success() && Path::new(String::from_utf8_lossy(&it.stdout).trim()).is_dir());
    if there {
        return Ok(());
    }
    match program("rustup").args(["target", "add", WASM]).status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("the target {WASM} is not there, and `rustup target add {WASM}` did not fetch it")),
    }
}
