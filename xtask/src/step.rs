//! The steps of `cargo xtask test`, as a table. A step is one command; what must be there first is its `before`.

use std::path::Path;
use std::process::Command;

use crate::{desk, npm};

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

/// What the examples of every shipped pack must hold.
macro_rules! examples_of {
    ($pack:literal, $mutate:literal) => {
        &[
            "cargo",
            "run",
            "--quiet",
            "--features",
            "arrow",
            "--",
            "test",
            "-r",
            $pack,
            "--min-coverage",
            "rule=100",
            "--min-coverage",
            "exception=100",
            $mutate,
        ]
    };
}

const PLAIN: Step = Step { name: "", what: "", command: &[], environment: &[], expected: &[0], before: None };

/// What browsers run.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The test that leaves JUnit reports where the step `junit` looks for them.
const LEAVES_REPORTS: &[&str] =
    &["test", "--quiet", "--features", "arrow", "--test", "main", "reports::junit::reports_are_left_for_the_schema"];

/// Stands in a command for the Python of the virtual environment under `target/`.
const PYTHON: &str = "venv-python";

/// Every step, cheapest first.
pub const STEPS: &[Step] = &[
    Step { name: "fmt", what: "the Rust is formatted", command: &["cargo", "fmt", "--all", "--check"], ..PLAIN },
    Step {
        name: "clippy",
        what: "no lint has anything to say, on any target",
        command: &[
            "cargo",
            "clippy",
            "--workspace",
            "--exclude",
            "sadame-benches",
            "--all-targets",
            "--features",
            "arrow",
            "--",
            "--deny",
            "warnings",
        ],
        ..PLAIN
    },
    Step {
        name: "benches",
        what: "no lint has anything to say of what times the engine; `cargo xtask bench check` looks at the other engines too",
        command: &[
            "cargo",
            "clippy",
            "--package",
            "sadame-benches",
            "--no-default-features",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ],
        ..PLAIN
    },
    Step {
        name: "tests",
        what: "unit tests, and the one binary of integration tests",
        command: &["cargo", "test", "--features", "arrow", "--lib", "--bins", "--tests"],
        ..PLAIN
    },
    Step {
        name: "sbom",
        what: "what each thing that is passed on is built of is written down, whole and by the schema",
        command: &["cargo", "test", "--quiet", "--package", "xtask"],
        ..PLAIN
    },
    Step {
        name: "rules-fmt",
        what: "the rules are laid out in the one style",
        command: &["cargo", "run", "--quiet", "--features", "arrow", "--", "fmt", "--check", "rules", "src/cli/starter"],
        ..PLAIN
    },
    Step {
        name: "rules-jlis",
        what: "the examples of the J-LIS rules: they come as expected, reach every rule and exception, and notice what is changed",
        command: examples_of!("jlis", "--mutate"),
        ..PLAIN
    },
    Step {
        name: "rules-budget",
        what: "the examples of the budget's rules, likewise",
        command: examples_of!("budget", "--mutate=threshold,date,comparison,exception,quantifier"),
        ..PLAIN
    },
    Step {
        name: "rules-portal",
        what: "the examples of the rules for the procurement portal's awards, likewise",
        command: examples_of!("portal", "--mutate"),
        ..PLAIN
    },
    Step {
        name: "rules-ocds",
        what: "the examples of the rules for data published by the OCDS: they notice every changed threshold",
        command: examples_of!("ocds", "--mutate=threshold,date,exception"),
        ..PLAIN
    },
    Step {
        name: "main-job",
        what: "the synthetic contracts are judged; some break the rules, which is exit status 1",
        command: &["cargo", "run", "--quiet", "--features", "arrow", "--", "check", "examples/jlis/contracts.jsonl"],
        expected: &[1],
        ..PLAIN
    },
    Step {
        name: "junit",
        what: "reports for test runners follow the schema that Jenkins reads them by",
        command: &[PYTHON, "tests/schemas/validate_junit.py", "target/reports/junit"],
        before: Some(junit_reports),
        ..PLAIN
    },
    Step {
        name: "python",
        what: "the wheel for Python, alone and on a cluster of Spark",
        command: &[
            PYTHON,
            "-m",
            "pytest",
            "--config-file",
            "bindings/python/pyproject.toml",
            "--pyargs",
            "sadame",
            "bindings/python/tests",
        ],
        before: Some(python_wheel),
        ..PLAIN
    },
    Step {
        name: "npm",
        what: "the npm package: its size, its types, in Node, in a browser, against the program, and under whatever is handed to it",
        command: &[
            "node",
            "--test",
            "--test-reporter=spec",
            "bindings/wasm/test/docs.test.mjs",
            "bindings/wasm/test/form-guard.test.mjs",
            "bindings/wasm/test/generated.test.mjs",
            "bindings/wasm/test/hostile.test.mjs",
            "bindings/wasm/test/same.test.mjs",
            "bindings/wasm/test/sessions.test.mjs",
            "bindings/wasm/test/silent-faults.test.mjs",
            "bindings/wasm/test/size.test.mjs",
            "bindings/wasm/test/standard-schema.test.mjs",
            "bindings/wasm/test/trap.test.mjs",
            "bindings/wasm/test/values.test.mjs",
        ],
        before: Some(npm::tested),
        ..PLAIN
    },
    Step {
        name: "desk",
        what: "the review desk in a browser, opened from a file",
        command: &[
            "node",
            "--test",
            "--test-concurrency=1",
            "--test-reporter=spec",
            "bindings/desk/test/desk.test.mjs",
            "bindings/desk/test/committee.test.mjs",
        ],
        before: Some(desk::tested),
        ..PLAIN
    },
    Step {
        name: "doctests",
        what: "the examples in the documentation run",
        command: &["cargo", "test", "--features", "arrow", "--doc"],
        ..PLAIN
    },
    Step {
        name: "doc",
        what: "the documentation builds, and its links lead somewhere",
        command: &["cargo", "doc", "--features", "arrow", "--no-deps", "--lib"],
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

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies in the repository")
}

/// A program to be run at the root of the repository; `cargo` is the one that runs this task.
pub fn program(name: &str) -> Command {
    let mut command = match (name, std::env::var_os("CARGO")) {
        ("cargo", Some(cargo)) => Command::new(cargo),
        (PYTHON, _) => {
            Command::new(root().join(if cfg!(windows) { "target/venv/Scripts/python" } else { "target/venv/bin/python" }))
        }
        _ => Command::new(name),
    };
    command.current_dir(root());
    command
}

/// Runs what must have been run before a step.
fn first(name: &str, arguments: &[&str], else_say: &str) -> Result<(), String> {
    match program(name).args(arguments).status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(else_say.to_owned()),
    }
}

/// Writes the reports, and installs the validator: XML Schema is not to be had in Rust.
fn junit_reports() -> Result<(), String> {
    first("cargo", LEAVES_REPORTS, "the reports could not be written")?;
    install("tests/schemas/requirements.txt")
}

/// Builds the wheel and the program that it is held against, and installs the wheel with all that its tests need.
fn python_wheel() -> Result<(), String> {
    install("bindings/python/requirements.txt")?;
    first("cargo", &["build", "--quiet", "--features", "arrow", "--bin", "sadame"], "the program could not be built")?;
    let manifest = ["--manifest-path", "bindings/python/Cargo.toml"];
    let build =
        [&["-m", "maturin", "build", "--quiet", "--auditwheel", "skip", "--out", "target/wheels"], &manifest[..]].concat();
    first(PYTHON, &build, "the wheel could not be built")?;
    let wheel = [&PIP_INSTALL[..], &["--no-index", "--find-links", "target/wheels", "--no-deps", "--force-reinstall", "sadame"]];
    first(PYTHON, &wheel.concat(), "the wheel could not be installed")
}

/// How `pip` installs without chatter.
const PIP_INSTALL: [&str; 5] = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];

/// Installs what a file names, in the virtual environment, which is made first where there is none.
fn install(requirements: &str) -> Result<(), String> {
    if !root().join("target/venv/pyvenv.cfg").exists() {
        let system = if cfg!(windows) { "python" } else { "python3" };
        first(system, &["-m", "venv", "target/venv"], "this step needs Python 3.10 or later, with `venv`")?;
    }
    let install = [&PIP_INSTALL[..], &["-r", requirements]].concat();
    first(PYTHON, &install, &format!("what {requirements} names could not be installed"))
}

/// Fetches the browser's standard library where the toolchain does not have it yet.
pub fn wasm_target() -> Result<(), String> {
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
