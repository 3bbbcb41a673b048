//! `cargo xtask bench`: prints how Sadame does beside the same rules in other forms.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use sadame_benches::engines;
use sadame_benches::generate::Lines;
use sadame_benches::judge::{Decoded, Violation, agree};
use sadame_benches::{load, measure, ocds, scale, show};

const HELP: &str = "\
Usage: sadame-benches COMMAND

Commands:
  rules [RECORDS [ROUNDS]]              fifteen rules in every engine, against hand-written Rust
  instructions                          the same, counted by valgrind
  scale SADAME [MOST]                   10^4 records and more, up to so many
  ocds SADAME [MEGABYTES [ROUNDS]]      published data through the program SADAME
  load                                  compiling the built-in packs
  one ENGINE RECORDS end|evaluate|decode|none [TIMES]  one engine alone, for a profiler
  stream RECORDS                        what `scale` runs
  contracts RECORDS                     the contracts themselves, as lines of JSON
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |at: usize, otherwise: usize| words.get(at).and_then(|word| word.parse().ok()).unwrap_or(otherwise);
    let path = || PathBuf::from(words.get(1).copied().unwrap_or("sadame"));
    let done = match words.first().copied() {
        Some("rules") => rules(number(1, 5_000), number(2, 15)),
        Some("instructions") => instructions(),
        Some("scale") => scale::run(&path(), number(2, 10_000_000)).map_err(|error| error.to_string()),
        Some("ocds") => ocds::run(&path(), number(2, 1_000) as u64, number(3, 2)).map_err(|error| error.to_string()),
        Some("load") => {
            load::run();
            Ok(())
        }
        Some("one") => {
            one(words.get(1).copied().unwrap_or(""), number(2, 1_000), words.get(3).copied().unwrap_or("end"), number(4, 1))
        }
        Some("stream") => {
            scale::stream(number(1, 10_000));
            Ok(())
        }
        Some("contracts") => {
            std::io::stdout().write_all(Lines::generate(number(1, 10_000), 1).bytes()).map_err(|error| error.to_string())
        }
        _ => {
            print!("{HELP}");
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// The fifteen rules everywhere.
fn rules(records: usize, rounds: usize) -> Result<(), String> {
    let lines = Lines::generate(records, 1);
    let contestants = engines::all();
    let count = agree(&contestants, &lines)?.len();
    println!(
        "## Fifteen rules over {records} contracts of {} bytes on average, {rounds} rounds\n",
        lines.bytes().len() / records
    );
    println!("All name the same {count} violations.\n");
    let end = times(
        contestants.iter().map(|it| Box::new(|found: &mut Found| it.end_to_end(&lines, found)) as _),
        &lines,
        count,
        rounds,
    );
    let evaluated = times(contestants.iter().map(|it| it.decoded(&lines)), &lines, count, rounds);
    let rows: Vec<Vec<String>> = (contestants.iter().zip(evaluated.iter().zip(&end)))
        .map(|(contestant, (evaluated, end))| {
            let cells = [evaluated, end].map(|it| vec![format!("{:.0}", it.best), show::times(it.ratio), show::times(it.median)]);
            [vec![contestant.name().to_owned()], cells.concat()].concat()
        })
        .collect();
    show::table(&["", "evaluation, ns", "ratio", "median", "end to end, ns", "ratio", "median"], &rows);
    for contestant in contestants.iter().filter(|it| !it.lacks().is_empty()) {
        println!("{}: {}.", contestant.name(), contestant.lacks());
    }
    println!();
    Ok(())
}

type Found = Vec<Violation>;

/// The times of works that each find so many violations.
fn times<'a>(works: impl Iterator<Item = Decoded<'a>>, lines: &Lines, count: usize, rounds: usize) -> Vec<measure::Time> {
    let checked = |mut work: Decoded<'a>| {
        Box::new(move || {
            let mut found = Vec::with_capacity(count);
            work(&mut found);
            assert_eq!(found.len(), count, "it was found to agree before");
        }) as Box<dyn FnMut() + 'a>
    };
    let mut works: Vec<Box<dyn FnMut() + 'a>> = works.map(checked).collect();
    measure::in_turns(&mut works, rounds, lines.count())
}

/// Runs one engine alone, so many times over the same records.
fn one(name: &str, records: usize, what: &str, times: usize) -> Result<(), String> {
    let contestants = engines::all();
    let contestant = contestants.iter().find(|it| it.name() == name).ok_or_else(|| format!("there is no engine `{name}`"))?;
    let lines = Lines::generate(records, 1);
    let mut found = Vec::new();
    match what {
        "end" => (0..times).for_each(|_| contestant.end_to_end(&lines, &mut found)),
        "evaluate" => {
            let mut work = contestant.decoded(&lines);
            (0..times).for_each(|_| work(&mut found));
        }
        "decode" => drop(contestant.decoded(&lines)),
        _ => {}
    }
    println!("{}", found.len());
    Ok(())
}

/// Instructions a record: those of a run that judges less those of one that does not.
fn instructions() -> Result<(), String> {
    println!("## Instructions a record, as valgrind counts them\n");
    let contestants = engines::all();
    let count = |name: &str, records: usize, what: &str| -> Option<f64> {
        let own = std::env::current_exe().ok()?;
        let mut command = Command::new("valgrind");
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(own).args([
            "one",
            name,
            &records.to_string(),
            what,
        ]);
        let told = command.output().ok()?;
        let told = String::from_utf8_lossy(&told.stderr).into_owned();
        told.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
    };
    let (few, many) = (200, 1_200);
    let mut first: Option<[f64; 2]> = None;
    let mut rows = Vec::new();
    for contestant in &contestants {
        let name = contestant.name();
        let each = |what: &str| Some((count(name, many, what)? - count(name, few, what)?) / (many - few) as f64);
        let told = (|| {
            let (end, evaluate, decode, made) = (each("end")?, each("evaluate")?, each("decode")?, each_made(&count, few, many)?);
            Some([evaluate - decode, end - made])
        })();
        let ratios = told.map(|told| {
            let first = *first.get_or_insert(told);
            [told[0] / first[0], told[1] / first[1]]
        });
        let cell = |at: usize| {
            let (count, ratio) = (told.map(|it| format!("{:.0}", it[at])), ratios.map(|it| show::times(it[at])));
            [count, ratio].map(|cell| cell.unwrap_or_else(|| "–".to_owned())).to_vec()
        };
        rows.push([vec![name.to_owned()], cell(0), cell(1)].concat());
    }
    show::table(&["", "evaluation", "ratio", "end to end", "ratio"], &rows);
    Ok(())
}

/// What making the records takes, which every run does.
fn each_made(count: &impl Fn(&str, usize, &str) -> Option<f64>, few: usize, many: usize) -> Option<f64> {
    let name = "hand-written Rust";
    Some((count(name, many, "none")? - count(name, few, "none")?) / (many - few) as f64)
}
