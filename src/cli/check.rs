//! `sadame check`: judge contracts.

use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Read, Write};
use std::path::Path;

use clap::ValueEnum;

use super::{Common, Status, complain, places};
use crate::check::typed::Severity;
use crate::decode::{Level, Reason};
use crate::engine::{Engine, Options, Report, Session, parse_date};
use crate::finding::Outcome;
use crate::input::{Document, Line, Lines, document};
use crate::lang::Lang;
use crate::report::{json, text};
use crate::value::Date;

/// Judge contracts against the rules, and say why, by which article, and what is missing.
///
/// Exit status: 0 nothing at or above the fail level; 1 findings at or above it; 2 something was abnormal: rules with errors, a file that cannot
/// be opened, records that cannot be read at all.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sadame check contracts.jsonl
  sadame check --as-of 2017-03-31 --param split_window='30 days' contracts.jsonl
  cat contracts.jsonl | sadame check --format json -")]
pub(super) struct Arguments {
    #[command(flatten)]
    common: Common,

    /// Files of JSON or JSON lines; `-` is the standard input 契約のファイル
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    /// The form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// The date the check is made for, such as 2017-03-31 判定の基準日
    #[arg(long, value_name = "DATE", value_parser = read_date)]
    as_of: Option<Date>,

    /// Set a parameter of the rules, as in `--param limit=160万円`; may be repeated パラメータの設定
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = read_parameter)]
    parameters: Vec<(String, String)>,

    /// The gravest outcome that still exits with 0 is the one below this
    #[arg(long, value_enum, default_value_t = FailLevel::Error)]
    fail_level: FailLevel,

    /// The record that the input holds, where the rules know several
    #[arg(long, value_name = "NAME")]
    record: Option<String>,

    /// Report what passes and what is not applicable, too
    #[arg(long)]
    all: bool,

    /// Pass over lines longer than this, and report them
    #[arg(long, value_name = "BYTES", default_value_t = 16 * 1024 * 1024)]
    max_line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One document
    Json,
    /// One line a finding
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailLevel {
    /// 参考 and graver
    Info,
    /// 要審査 and graver
    Review,
    /// 注意 and graver
    Warning,
    /// 違反
    Error,
    /// Findings never fail the run
    Never,
}

fn read_date(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| format!("`{text}` is not a date; write 2017-03-31 or 平成29年3月31日"))
}

fn read_parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is not NAME=VALUE"))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang = arguments.common.lang.into();
    let Some(engine) = places::compile(&arguments.common.rules, lang, false) else { return Ok(Status::Abnormal) };
    let options = Options {
        as_of: arguments.as_of,
        parameters: arguments.parameters.clone(),
        record: arguments.record.clone(),
        all: arguments.all,
    };
    let mut session = match engine.session(&options) {
        Ok(session) => session,
        Err(errors) => {
            errors.iter().for_each(|error| complain(&error.message(lang)));
            return Ok(Status::Abnormal);
        }
    };
    let mut all_read = true;
    for file in &arguments.files {
        if let Err(fault) = read_file(&mut session, file, arguments.max_line) {
            complain(&format!("{file}: {fault}"));
            all_read = false;
        }
    }
    let report = session.finish();
    write(arguments, &engine, &report, lang)?;
    Ok(status(arguments, &engine, &report, all_read))
}

/// Judges every record of a file.
fn read_file(session: &mut Session<'_>, file: &str, limit: usize) -> io::Result<()> {
    if file == "-" {
        let input = session.input("-");
        return read_lines(session, input, Lines::new(BufReader::new(io::stdin().lock()), limit), limit);
    }
    let path = Path::new(file);
    if path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "this is a folder, not a file"));
    }
    let mut opened = File::open(path)?;
    let input = session.input(file);
    let whole = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if whole {
        let mut bytes = Vec::new();
        opened.read_to_end(&mut bytes)?;
        if let Document::Records(records) = document(&bytes) {
            records.iter().for_each(|(line, record)| session.push(input, *line, record));
            return Ok(());
        }
        return read_lines(session, input, Lines::new(&bytes[..], limit), limit);
    }
    read_lines(session, input, Lines::new(BufReader::with_capacity(1 << 16, opened), limit), limit)
}

fn read_lines<R: io::BufRead>(session: &mut Session<'_>, input: u32, mut lines: Lines<R>, limit: usize) -> io::Result<()> {
    while let Some(line) = lines.next_line()? {
        match line {
            Line::Whole(number, bytes) => session.push(input, number, &bytes),
            Line::TooLong(number, start) => {
                session.refuse(input, number, Reason::TooLong { limit }, &String::from_utf8_lossy(&start))
            }
        }
    }
    Ok(())
}

fn write(arguments: &Arguments, engine: &Engine, report: &Report, lang: Lang) -> io::Result<()> {
    let mut out = io::BufWriter::new(anstream::AutoStream::auto(io::stdout()));
    match arguments.format {
        Format::Json => json::write(&mut out, engine, report)?,
        Format::Jsonl => json::write_lines(&mut out, engine, report)?,
        Format::Text => {
            let terminal = io::stdout().is_terminal();
            text::write(&mut out, engine, report, text::Style { lang, width: width(), colour: terminal })?;
        }
    }
    out.flush()
}

/// The width to write for: the terminal's where it says so, otherwise 100 columns.
fn width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    said.unwrap_or(100_usize).clamp(40, 160)
}

fn status(arguments: &Arguments, engine: &Engine, report: &Report, all_read: bool) -> Status {
    let level = match arguments.fail_level {
        FailLevel::Info => Some(Severity::Info),
        FailLevel::Review => Some(Severity::Review),
        FailLevel::Warning => Some(Severity::Warning),
        FailLevel::Error => Some(Severity::Error),
        FailLevel::Never => None,
    };
    let failed = (0..engine.plan.rules.len()).any(|rule| {
        let grave = level.is_some_and(|level| engine.plan.rules[rule].severity >= level);
        grave && report.tally.count(rule, Outcome::Fail) > 0
    });
    let unjudged = report.counts.judged < report.counts.read
        || report.faults.iter().any(|fault| fault.level == Level::Error && fault.path.is_empty());
    if !all_read || unjudged {
        Status::Abnormal
    } else if failed {
        Status::Findings
    } else {
        Status::Clean
    }
}
