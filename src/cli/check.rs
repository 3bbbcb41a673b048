//! `sadame check`: judge contracts.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;

use super::read::Reader;
use super::{Common, Status, complain, places};
use crate::check::typed::Severity;
use crate::engine::{Engine, Options, Report, Session, parse_date};
use crate::finding::Outcome;
use crate::json::Document;
use crate::report::{Lines, text, write_json};
use crate::value::Date;

/// The exit status and examples, below the options.
const AFTER: &str = "\
Exit status 終了コード:
  0  no finding at or above the fail level 指摘なし
  1  findings at or above it 指摘あり
  2  not all could be judged: faulty rules, settings, files or records 判定できないものがある
A record with some unreadable fields is judged without them, is counted, and does not change the status.

Examples 例:
  sadame check contracts.jsonl
  sadame check --as-of 2017-03-31 --param split_window='30 days' contracts.jsonl
  cat contracts.jsonl | sadame check --format json -";

/// What `sadame check` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    #[command(flatten)]
    common: Common,

    /// Files of JSON or JSON lines; `-`, or none in a pipe, is the standard input 契約のファイル
    #[arg(value_name = "FILE")]
    files: Vec<String>,

    /// The form of the report 報告の形式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// The date the check is made for, such as 2017-03-31 判定の基準日
    #[arg(long, value_name = "DATE", value_parser = read_date)]
    as_of: Option<Date>,

    /// Set a parameter of the rules, as in `--param limit=160万円`; may be repeated パラメータの設定
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = read_parameter)]
    parameters: Vec<(String, String)>,

    /// Exit with 1 from this severity on 終了コードを1とする重大度
    #[arg(long, value_enum, default_value_t = FailLevel::Error)]
    fail_level: FailLevel,

    /// The record that the input holds, where the rules know several 入力の記録の種類
    #[arg(long, value_name = "NAME")]
    record: Option<String>,

    /// Report what passes and what is not applicable, too 適合・対象外も示す
    #[arg(long)]
    all: bool,

    /// Pass over lines longer than this, and report them 一行の長さの上限
    #[arg(long, value_name = "BYTES", default_value_t = 16 * 1024 * 1024)]
    max_line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people 人が読む文
    Text,
    /// One document 一つの文書
    Json,
    /// One line a finding, as they come 一件一行
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailLevel {
    /// For information and graver 参考以上
    Info,
    /// For review and graver 要審査以上
    Review,
    /// Warnings and violations 注意以上
    Warning,
    /// Violations only 違反のみ
    Error,
    /// Never 指摘では1としない
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
    let files = match arguments.files.as_slice() {
        [] if io::stdin().is_terminal() => {
            complain("no file to check: name one, or `-` for the standard input (`sadame check --help`)");
            return Ok(Status::Abnormal);
        }
        [] => vec!["-".to_owned()],
        files => files.to_vec(),
    };
    let Some(engine) = places::compile(&arguments.common.rules, lang, true) else { return Ok(Status::Abnormal) };
    let options = Options {
        as_of: arguments.as_of,
        parameters: arguments.parameters.clone(),
        record: arguments.record.clone(),
        all: arguments.all,
        ..Options::default()
    };
    let session = match engine.session(&options) {
        Ok(session) => session,
        Err(errors) => {
            errors.iter().for_each(|error| complain(&error.message(lang)));
            return Ok(Status::Abnormal);
        }
    };
    let report = judge(arguments, &engine, session, &files)?;
    Ok(status(arguments, &engine, &report))
}

/// Judges every file, and writes the report: in lines as it comes, otherwise when all is in.
fn judge(arguments: &Arguments, engine: &Engine, mut session: Session<'_>, files: &[String]) -> io::Result<Report> {
    let lang = arguments.common.lang.into();
    if arguments.format == Format::Jsonl {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let mut lines = Lines::new(&mut out, engine, &session)?;
        let mut reader = Reader { limit: arguments.max_line, lang, after: &mut |session| lines.drain(session) };
        files.iter().try_for_each(|file| reader.read(&mut session, file))?;
        let report = session.finish();
        lines.finish(&report)?;
        out.flush()?;
        return Ok(report);
    }
    let mut reader = Reader { limit: arguments.max_line, lang, after: &mut |_| Ok(()) };
    files.iter().try_for_each(|file| reader.read(&mut session, file))?;
    let report = session.finish();
    let document = Document::new(engine, &report);
    match arguments.format {
        Format::Text => {
            let mut out = io::BufWriter::new(anstream::AutoStream::auto(io::stdout()));
            let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
            text::write(&mut out, &document, text::Style { lang, width: width(), colour })?;
            out.flush()?;
        }
        Format::Json | Format::Jsonl => {
            let mut out = io::BufWriter::new(io::stdout().lock());
            write_json(&mut out, &document)?;
            out.flush()?;
        }
    }
    Ok(report)
}

/// The width to write for: the terminal's, at most 120 columns; 100 where there is no terminal.
fn width() -> usize {
    let terminal = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    said.or(terminal.map(|(width, _)| usize::from(width.0))).unwrap_or(100).clamp(40, 120)
}

fn status(arguments: &Arguments, engine: &Engine, report: &Report) -> Status {
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
    let unread = report.inputs.iter().any(|input| input.problem.is_some());
    if unread || report.counts.judged < report.counts.read {
        Status::Abnormal
    } else if failed {
        Status::Findings
    } else {
        Status::Clean
    }
}
