//! What many records cost: each size in a process of its own, so that its memory can be told.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use cpu_time::ThreadTime;
use sadame::engine::Options;

use crate::engines::sadame::engine;
use crate::generate::Lines;
use crate::show;

/// How many contracts are kept; longer inputs repeat them under other numbers.
const KEPT: usize = 100_000;

/// Prints time and memory for each size up to the largest.
///
/// # Errors
/// What the system says of the processes.
pub fn run(sadame: &Path, most: usize) -> std::io::Result<()> {
    println!("## Many records: Sadame with findings, which are dropped as a program does that writes them out\n");
    let sizes: Vec<usize> = [10_000, 100_000, 1_000_000, 10_000_000].into_iter().filter(|size| *size <= most).collect();
    let mut rows = Vec::new();
    for size in &sizes {
        let told = Command::new(std::env::current_exe()?).args(["stream", &size.to_string()]).output()?;
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        rows.push([vec![size.to_string()], told.split_whitespace().map(str::to_owned).collect()].concat());
    }
    show::table(&["records", "ns a record", "memory at most (MB)"], &rows);
    threads(sadame, most.min(1_000_000))
}

/// Streams so many records through one session, and prints what that took.
pub fn stream(records: usize) {
    let engine = engine();
    let mut session = engine.session(&Options::default()).expect("nothing is set");
    let input = session.input("contracts.jsonl");
    let mut lines = Lines::generate(KEPT.min(records), 1);
    let (mut time, mut findings) = (0.0, 0);
    let mut first = 0;
    while first < records {
        lines.renumber(first);
        let begun = ThreadTime::now();
        for (position, line) in (first as u64 + 1..).zip(lines.iter().take(records - first)) {
            session.push(input, position, line);
            findings += session.drain().0.len();
        }
        time += begun.elapsed().as_secs_f64();
        first += lines.count();
    }
    let report = session.finish();
    assert_eq!(report.counts.judged, records as u64, "every record is judged, and gave {findings} findings");
    println!("{:.0} {}", time * 1e9 / records as f64, memory());
}

/// The most memory that this process has had, in megabytes; `–` where the system does not say.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<f64>().ok());
    most.map_or_else(|| "–".to_owned(), |kilobytes| format!("{:.0}", kilobytes / 1e3))
}

/// The program with one thread and with two, where it can be told how many.
fn threads(sadame: &Path, records: usize) -> std::io::Result<()> {
    let help = Command::new(sadame).args(["check", "--help"]).output()?;
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let Some(option) = ["--threads", "--jobs"].into_iter().find(|option| help.contains(option)) else {
        println!("Two threads: `sadame check` has no option for them yet.\n");
        return Ok(());
    };
    let path = std::env::temp_dir().join(format!("sadame-threads-{}.jsonl", std::process::id()));
    let mut file = std::fs::File::create(&path)?;
    let mut lines = Lines::generate(KEPT.min(records), 1);
    for first in (0..records).step_by(KEPT) {
        lines.renumber(first);
        file.write_all(lines.bytes())?;
    }
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
    let mut best = [f64::INFINITY; 2];
    for _ in 0..3 {
        for (threads, best) in (1..).zip(&mut best) {
            let begun = Instant::now();
            let mut command = Command::new(sadame);
            command.args(["check", "--rules", rules, option, &threads.to_string(), "--format", "jsonl", "--plain"]);
            command.arg(&path).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
            *best = best.min(begun.elapsed().as_secs_f64());
        }
    }
    std::fs::remove_file(&path)?;
    let row = |threads: usize| {
        let time = best[threads - 1];
        vec![threads.to_string(), format!("{:.0}", time * 1e9 / records as f64), show::times(best[0] / time)]
    };
    show::table(&["threads", "ns a record", "against one"], &[row(1), row(2)]);
    Ok(())
}
