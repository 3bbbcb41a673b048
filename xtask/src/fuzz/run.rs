//! Runs targets, one after the other or side by side, and tells what came of each as a table.

use std::fs::{self, File};
use std::process::{Child, Command, ExitStatus};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::step::{program, root};

/// How long, and how many at once.
#[derive(Clone, Copy)]
pub struct How {
    pub minutes: u64,
    pub jobs: usize,
}

/// The most memory that a target may take, in megabytes.
const MEMORY: usize = 1_500;

/// After how many seconds an input is said to be slow, where one target runs alone.
const SLOW: usize = 20;

/// How often a second Linux counts the processor's time of a process.
const TICKS: u64 = 100;

/// What came of a target.
struct Ran {
    target: String,
    seconds: u64,
    executions: Option<u64>,
    /// Where the system tells it.
    processor: Option<u64>,
    /// Where what broke it lies.
    broken: Option<String>,
}

/// Runs targets that are built, and prints what came of them.
///
/// # Errors
/// One of them broke.
pub fn all(targets: &[&String], how: How) -> Result<(), String> {
    let host = host()?;
    let (waiting, done) = (Mutex::new(targets.iter().rev().collect::<Vec<_>>()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..how.jobs.clamp(1, targets.len()) {
            scope.spawn(|| {
                while let Some(target) = waiting.lock().ok().and_then(|mut waiting| waiting.pop()) {
                    let ran = one(target, &host, how);
                    if let Ok(mut done) = done.lock() {
                        done.push(ran);
                    }
                }
            });
        }
    });
    let done = done.into_inner().map_err(|why| why.to_string())?;
    let mut done = done.into_iter().collect::<Result<Vec<Ran>, String>>()?;
    done.sort_by_key(|ran| targets.iter().position(|target| **target == ran.target));
    print!("{}", table(&done));
    let broken: Vec<String> = done.into_iter().filter_map(|ran| ran.broken).collect();
    if broken.is_empty() { Ok(()) } else { Err(format!("what broke it lies in {}", broken.join(", "))) }
}

/// The table that `docs/trust.md` has.
fn table(all: &[Ran]) -> String {
    let mut out =
        "\n| target | seconds | executions | of a processor | crashes |\n| --- | ---: | ---: | ---: | ---: |\n".to_owned();
    for Ran { target, seconds, executions, processor, broken } in all {
        let [executions, processor] = [executions, processor].map(|it| it.map_or_else(|| "–".to_owned(), thousands));
        let crashes = u8::from(broken.is_some());
        out.push_str(&format!("| {target} | {} | {executions} | {processor} | {crashes} |\n", thousands(*seconds)));
    }
    out
}

/// A number with a comma after each thousand.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|it| std::str::from_utf8(it).ok()).collect();
    groups.join(",")
}

/// Runs a target. What it says goes into a file.
fn one(target: &str, host: &str, how: How) -> Result<Ran, String> {
    let (log, artifacts) = (format!("fuzz/found/{target}.log"), format!("fuzz/artifacts/{target}/"));
    fs::create_dir_all(root().join(&artifacts)).map_err(|why| format!("{artifacts}: {why}"))?;
    let file = File::create(root().join(&log)).map_err(|why| format!("{log}: {why}"))?;
    let mut command = Command::new(root().join(format!("fuzz/target/{host}/release/{target}")));
    command.current_dir(root()).stderr(file).args([
        format!("-artifact_prefix={artifacts}"),
        format!("-max_total_time={}", how.minutes * 60),
        format!("-timeout={}", SLOW * how.jobs),
        format!("-rss_limit_mb={MEMORY}"),
        "-max_len=16384".to_owned(),
        "-print_final_stats=1".to_owned(),
        format!("fuzz/found/{target}"),
        format!("fuzz/corpus/{target}"),
    ]);
    println!("{target} runs; what it says is in {log}");
    let begun = Instant::now();
    let child = command.spawn().map_err(|why| format!("{target} cannot be run: {why}"))?;
    let (status, processor) = waited(child).map_err(|why| format!("{target}: {why}"))?;
    let said = fs::read(root().join(&log)).map_err(|why| format!("{log}: {why}"))?;
    let said = String::from_utf8_lossy(&said);
    let after = |mark: &str| said.rsplit_once(mark).and_then(|(_, rest)| rest.split_whitespace().next());
    let seconds = after(" runs in ").and_then(|it| it.parse().ok()).unwrap_or_else(|| begun.elapsed().as_secs());
    let executions = after("stat::number_of_executed_units:").and_then(|it| it.parse().ok());
    let broken = (!status.success()).then(|| after("Test unit written to ").unwrap_or(&log).to_owned());
    println!(
        "{target} has run for {seconds} seconds{}",
        broken.as_deref().map_or(String::new(), |it| format!(", and broke: {it}"))
    );
    Ok(Ran { target: target.to_owned(), seconds, executions, processor, broken })
}

/// Waits for the end, and tells how much of a processor it took, in seconds, as far as that was seen.
fn waited(mut child: Child) -> std::io::Result<(ExitStatus, Option<u64>)> {
    let mut processor = None;
    loop {
        processor = taken(child.id()).max(processor);
        if let Some(status) = child.try_wait()? {
            return Ok((status, processor));
        }
        thread::sleep(Duration::from_secs(1));
    }
}

/// The processor's seconds that a process has taken, where there is `/proc`.
fn taken(process: u32) -> Option<u64> {
    let about = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program stands in brackets, and may hold anything.
    let (_, after) = about.rsplit_once(')')?;
    let mut fields = after.split_whitespace().skip(11);
    let [own, system] = [fields.next()?, fields.next()?].map(str::parse::<u64>);
    Some((own.ok()? + system.ok()?) / TICKS)
}

/// The name of the machine that is compiled for, which is in the path of what is built.
fn host() -> Result<String, String> {
    let told = program("rustc").arg("-vV").output().map_err(|why| format!("`rustc -vV` cannot be run: {why}"))?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "`rustc -vV` names no host".to_owned())
}
