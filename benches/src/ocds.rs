//! Published procurement data: the real records of `examples/ocds`, repeated under fresh ids, through the program and through a plain reading of JSON.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::show;

/// Where the records are.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/ocds");

/// The eleven indicators of red flags that publishers know by their numbers, which are timed by themselves.
const ELEVEN: &str = "R003,R018,R024,R025,R028,R030,R035,R036,R038*,R048,R058";

/// Makes a file of so many megabytes, and prints how fast it is judged.
///
/// # Errors
/// What the file system says.
pub fn run(sadame: &Path, megabytes: u64, rounds: usize) -> std::io::Result<()> {
    println!("## OCDS: {megabytes} MB of compiled releases, by the pack `ocds`\n");
    let path = std::env::temp_dir().join(format!("sadame-bench-{}.jsonl", std::process::id()));
    let told = write(&path, megabytes * 1_000_000).and_then(|bytes| measure(sadame, &path, bytes, rounds));
    let removed = std::fs::remove_file(&path);
    told.and(std::fs::remove_file(path.with_extension("report"))).and(removed)
}

/// The lines of the real records.
fn records() -> std::io::Result<Vec<String>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(EXAMPLES)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|it| it == "jsonl") && !path.ends_with("fictional.jsonl"));
    files.sort();
    let mut lines = Vec::new();
    for path in files {
        for line in BufReader::new(File::open(path)?).lines() {
            lines.push(line?);
        }
    }
    Ok(lines)
}

/// Repeats the records until the file is as large as it should be; says how large it is.
fn write(path: &Path, bytes: u64) -> std::io::Result<u64> {
    const OCID: &str = "\"ocid\":\"";
    let lines = records()?;
    let mut file = BufWriter::new(File::create(path)?);
    let mut written = 0;
    for round in 0_u64.. {
        for line in &lines {
            let at = line.find(OCID).map_or(0, |at| at + OCID.len());
            let (before, after) = line.split_at(at);
            let fresh = if at == 0 { String::new() } else { format!("r{round}-") };
            writeln!(file, "{before}{fresh}{after}")?;
            written += (line.len() + fresh.len() + 1) as u64;
        }
        if written >= bytes {
            break;
        }
    }
    file.flush()?;
    Ok(written)
}

fn measure(sadame: &Path, path: &Path, bytes: u64, rounds: usize) -> std::io::Result<()> {
    let (mut plain, mut every, mut eleven) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
    for _ in 0..rounds {
        let begun = Instant::now();
        parse(path)?;
        plain = plain.min(begun.elapsed().as_secs_f64());
        every = every.min(judge(sadame, path, &[])?);
        eleven = eleven.min(judge(sadame, path, &["--select", ELEVEN])?);
    }
    let speed = |seconds: f64| format!("{:.0} MB/s", bytes as f64 / 1e6 / seconds);
    let row = |what: &str, seconds: f64| vec![what.to_owned(), speed(seconds), show::times(plain / seconds)];
    let rows = [
        row("serde_json::from_slice::<Value>, line by line", plain),
        row("sadame check -r ocds --brief --format jsonl, every rule", every),
        row("the eleven indicators", eleven),
    ];
    show::table(&["on one thread", "speed", "against Value"], &rows);
    Ok(())
}

/// How many seconds the program takes.
fn judge(sadame: &Path, path: &Path, selected: &[&str]) -> std::io::Result<f64> {
    let begun = Instant::now();
    let mut command = Command::new(sadame);
    command.args(["check", "--rules", "ocds", "--brief", "--plain", "--threads", "1", "--format", "jsonl"]).args(selected);
    // A report takes the place of the file that it is for: that must not be a device.
    command.arg("--output").arg(path.with_extension("report")).arg(path).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status()?;
    if !matches!(status.code(), Some(0 | 1)) {
        println!("`sadame check` ended with {status}\n");
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// Reads every line into a tree, and drops it.
fn parse(path: &Path) -> std::io::Result<()> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut line = Vec::new();
    while file.read_until(b'\n', &mut line)? > 0 {
        std::hint::black_box(serde_json::from_slice::<serde_json::Value>(&line)?);
        line.clear();
    }
    Ok(())
}
