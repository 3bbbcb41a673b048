//! `sadame check`: judge contracts.

use std::io::{self, IsTerminal, Write};
use std::num::NonZeroU8;
use std::path::PathBuf;

use clap::{ArgMatches, ValueEnum};
use encoding_rs::Encoding;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Deserialize;

use super::config::Config;
use super::output::{Desk, Format, Look, Output, outputs, to_the_end};
use super::part::Part;
use super::read::Reader;
use super::scribe::Scribe;
use super::{Common, Status, complain, desk, inputs, known, places, watch};
use crate::check::typed::Severity;
use crate::engine::{Engine, Options, Report, Session, parse_date};
use crate::finding::Outcome;
use crate::input::encoding::named;
use crate::json::{Document, Maker, Whole};
use crate::lang::Lang;
use crate::report::desk::{Contents, Settings};
use crate::report::{Coverage, Lines, write_json};
use crate::threads::Threads;
use crate::value::Date;

/// The exit status and examples, below the options.
const AFTER: &str = "\
Exit status 終了コード:
  0  no finding at or above the fail level 指摘なし
  1  findings at or above it 指摘あり
  2  not all could be judged: faulty rules, settings, files or records, or a report that could not be written to its end
     判定できないもの、又は書き終えられない報告がある
A record with some unreadable fields is judged without them, is counted, and does not change the status; rows of another table
that belong to no record do. Findings that are known
from a baseline, or accepted in a decisions file, are reported as such and do not change it either.

Files 入力: JSON, JSON lines, CSV or TSV (UTF-8, CP932, EUC-JP, UTF-16), workbooks (xlsx, xls, ods), each packed with gzip or zstd
or not; Parquet and Arrow where built with them. What a file holds is told by its content. `sadame inspect FILE` shows what is
understood of it.

Examples 例:
  sadame check contracts.xlsx
  sadame check 契約/*.csv --format text -o report.html -o findings.xlsx
  sadame check --as-of 2017-03-31 --param split_window='30 days' contracts.jsonl
  sadame check contracts.jsonl --write-baseline known.json; sadame check new.jsonl --baseline known.json
  cat contracts.jsonl | sadame check --format json -";

/// What `sadame check` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,

    /// Files, patterns and folders of contracts; `-`, or none in a pipe, is the standard input 契約のファイル
    #[arg(value_name = "FILE")]
    files: Vec<String>,

    /// The form of the report; may be repeated, each followed by the `-o` it is for 報告の形式
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Report 報告")]
    format: Vec<Format>,

    /// Write the report to a file, in the form its ending says, or that of the `--format` before it 報告の書き先
    #[arg(short, long, value_name = "FILE", help_heading = "Report 報告")]
    output: Vec<PathBuf>,

    /// Report what passes and what is not applicable, too 適合・対象外も示す
    #[arg(long, help_heading = "Report 報告")]
    all: bool,

    /// Report which rules came to what, without evidence and messages: faster over millions of records. Not where
    /// findings are to be known again (--baseline, --write-baseline, --decisions) 根拠と説明を省く
    #[arg(long, help_heading = "Report 報告")]
    brief: bool,

    /// On how many threads to judge lines of JSON; as many as the machine has, where it is not said 並列の数
    #[arg(long, value_name = "NUMBER", help_heading = "Reading 読込")]
    threads: Option<NonZeroU8>,

    /// Say what would clear each failed finding, also in forms that do not by themselves (jsonl, csv, xlsx, …) 適合する値も調べる
    #[arg(long, overrides_with = "no_clear", conflicts_with = "brief", help_heading = "Report 報告")]
    clear: bool,

    /// Do not look for what would clear failed findings 適合する値を調べない
    #[arg(long, overrides_with = "clear", help_heading = "Report 報告")]
    no_clear: bool,

    /// Text without colours and without wrapped lines, no progress 装飾のない文
    #[arg(long, help_heading = "Report 報告")]
    plain: bool,

    /// The page of the review desk, as built from bindings/desk, for `--format desk` 審査卓のページ
    #[arg(long, value_name = "PAGE", help_heading = "Report 報告")]
    desk: Option<PathBuf>,

    #[command(flatten)]
    reading: Reading,

    #[command(flatten)]
    judging: Judging,

    /// Take settings from this file rather than the nearest `sadame.toml` 設定ファイル
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,

    /// Take no settings from a file 設定ファイルを使わない
    #[arg(long)]
    pub(super) no_config: bool,

    /// Check again whenever a file or a rule changes 変更のたびに判定し直す
    #[arg(long)]
    watch: bool,
}

/// How files are read.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Reading 読込")]
pub(super) struct Reading {
    /// The record that the input holds, where the rules know several 入力の記録の種類
    #[arg(long, value_name = "NAME")]
    pub(super) record: Option<String>,

    /// Read the files by this layout 読込の様式
    #[arg(long, value_name = "NAME")]
    pub(super) layout: Option<String>,

    /// How texts are written: utf-8, cp932, euc-jp, utf-16le, … 文字コード
    #[arg(long, value_name = "NAME", value_parser = read_encoding)]
    pub(super) encoding: Option<&'static Encoding>,

    /// Pass over lines longer than this, and report them 一行の長さの上限
    #[arg(long, value_name = "BYTES", default_value_t = 16 * 1024 * 1024)]
    pub(super) max_line: usize,
}

/// How contracts are judged, and what of it makes the exit status.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Judging 判定")]
pub(super) struct Judging {
    /// The date the check is made for, such as 2017-03-31 判定の基準日
    #[arg(long, value_name = "DATE", value_parser = read_date)]
    as_of: Option<Date>,

    /// Set a parameter of the rules, as in `--param limit=160万円`; may be repeated パラメータの設定
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = read_parameter)]
    parameters: Vec<(String, String)>,

    /// Run only these rules: by id (`DB-02`, `DB-*`), pack or severity; may be repeated 実行する規則
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,

    /// Do not run these rules; may be repeated 実行しない規則
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,

    /// Set how grave failures are, as in `--level SC-*=review`; may be repeated 重大度の変更
    #[arg(long = "level", value_name = "RULES=SEVERITY", value_parser = read_level)]
    levels: Vec<(String, Severity)>,

    /// Findings known from an earlier run, as `--write-baseline` wrote them 既知の指摘
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write the findings of this run as known 今回の指摘を既知として書き出す
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,

    /// What was decided of findings: accepted by whom, why, until when 決定のファイル
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,

    /// Exit with 1 from this severity on (error by default) 終了コードを1とする重大度
    #[arg(long, value_enum)]
    fail_level: Option<FailLevel>,

    /// Exit with 1 where verdicts are undetermined, too 判定不能でも終了コードを1とする
    #[arg(long)]
    fail_on_unknown: bool,

    /// Exit with 0 whatever is found; 2 stays 2 指摘があっても終了コードを0とする
    #[arg(long)]
    exit_zero: bool,
}

/// From which severity on the exit status is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(super) enum FailLevel {
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

/// How many threads the machine has.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

pub(super) fn read_date(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| format!("`{text}` is not a date; write 2017-03-31 or 平成29年3月31日"))
}

pub(super) fn read_encoding(text: &str) -> Result<&'static Encoding, String> {
    named(text).ok_or_else(|| format!("`{text}` is no encoding; write utf-8, cp932, euc-jp, utf-16le or utf-16be"))
}

pub(super) fn read_parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is not NAME=VALUE"))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn read_level(text: &str) -> Result<(String, Severity), String> {
    let (name, level) = read_parameter(text)?;
    let level = level.parse().map_err(|()| format!("`{level}` is not a severity; write info, review, warning or error"))?;
    Ok((name, level))
}

/// All that a run is told, by the arguments and by the configuration.
struct Run<'a> {
    arguments: &'a Arguments,
    config: Config,
    lang: Lang,
    files: Vec<String>,
    outputs: Vec<Output>,
}

/// What is judged, and by what.
struct Set<'e> {
    engine: &'e Engine,
    session: Session<'e>,
    /// Which files are read by which layout.
    layouts: Vec<(glob::Pattern, String)>,
}

pub(super) fn run(arguments: &Arguments, matches: &ArgMatches, config: Config) -> io::Result<Status> {
    let lang = arguments.common.lang.into();
    let files = match arguments.files.as_slice() {
        [] if io::stdin().is_terminal() => {
            complain("no file to check: name one, or `-` for the standard input (`sadame check --help`)");
            return Ok(Status::Abnormal);
        }
        [] => vec!["-".to_owned()],
        files => files.to_vec(),
    };
    let outputs = match outputs(matches) {
        Ok(outputs) => outputs,
        Err(why) => {
            complain(&why);
            return Ok(Status::Abnormal);
        }
    };
    let run = Run { arguments, config, lang, files, outputs };
    if arguments.watch {
        return watch::watch(&run.watched(), || run.once());
    }
    run.once()
}

/// The document without what passes and what does not apply, for reports that are not to show it.
fn only_what_speaks(document: &Document) -> Document {
    let mut shorter = document.clone();
    shorter.findings.retain(|it| !matches!(it.outcome, Outcome::Pass | Outcome::NotApplicable));
    shorter
}

/// Whoever reads may have read enough; what goes to files is written all the same.
fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

impl Run<'_> {
    fn once(&self) -> io::Result<Status> {
        let judging = &self.arguments.judging;
        let Some(engine) = places::compile(&self.arguments.common.rules, self.lang, true) else { return Ok(Status::Abnormal) };
        let options = match self.options() {
            Ok(options) => options,
            Err(whys) => {
                whys.iter().for_each(|why| complain(why));
                return Ok(Status::Abnormal);
            }
        };
        let streamed = self.streamed();
        // Nobody asks anything else of these rules.
        let engine = if streamed.is_some() { engine.ready_for(&options) } else { engine };
        let session = match engine.session(&options) {
            Ok(session) => session,
            Err(errors) => {
                errors.iter().for_each(|error| complain(&error.message(self.lang)));
                return Ok(Status::Abnormal);
            }
        };
        let named = self.arguments.reading.layout.as_deref();
        let Some(layouts) = self.config.layouts(&engine, named, self.lang) else { return Ok(Status::Abnormal) };
        let mut parts = self.outputs.iter().map(|output| output.begin(self.lang)).collect::<io::Result<Vec<Option<Part>>>>()?;
        let set = Set { engine: &engine, session, layouts };
        let report = if let Some(output) = streamed {
            let part = parts.pop().flatten();
            let report = if self.covers() { self.count(output, part, set) } else { self.stream(part, set) };
            match report {
                // Whoever reads has read enough, and not all was judged.
                Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => return Ok(Status::Abnormal),
                report => report?,
            }
        } else {
            let page = match self.desk_page() {
                Ok(page) => page,
                Err(why) => {
                    complain(&why);
                    return Ok(Status::Abnormal);
                }
            };
            let mut kept = Vec::new();
            let report = self.judge(set, &mut |_| Ok(()), page.is_some().then_some(&mut kept))?;
            if let ([one @ Output { format: Format::Json, .. }], None) = (self.outputs.as_slice(), &judging.write_baseline) {
                let whole = Whole::new(&engine, &report);
                unless_closed(one.write_by(parts.pop().flatten(), self.lang, |out| write_json(out, &whole)))?;
                return Ok(self.status(&engine, &report));
            }
            let document = Document::new(&engine, &report);
            let desk = page.map(|page| Desk { page, contents: self.desk_contents(&engine, kept) });
            self.write(parts, &document, (&engine, &report), desk.as_ref())?;
            if let Some(path) = &judging.write_baseline {
                let count = known::write_baseline(path, &document, self.lang)?;
                complain(&format!("{}: {count} known findings 既知の指摘", path.display()));
            }
            report
        };
        Ok(self.status(&engine, &report))
    }

    /// Judges every file.
    fn judge(
        &self,
        Set { engine, mut session, layouts }: Set<'_>,
        after: &mut dyn FnMut(&mut Session<'_>) -> io::Result<()>,
        kept: Option<&mut Vec<(u32, u64, String)>>,
    ) -> io::Result<Report> {
        let files = inputs::open(&self.files, &mut session, self.lang);
        let reading = &self.arguments.reading;
        let progress = self.progress(&files);
        let mut reader = Reader {
            engine,
            limit: reading.max_line,
            lang: self.lang,
            encoding: reading.encoding.or_else(|| self.config.encoding.as_deref().and_then(named)),
            layout: reading.layout.clone(),
            layouts,
            progress: progress.clone(),
            after,
            threads: self.threads(),
            keep: if kept.is_some() { usize::MAX } else { 0 },
            kept: Vec::new(),
        };
        reader.read_all(&mut session, &files)?;
        if let Some(kept) = kept {
            *kept = std::mem::take(&mut reader.kept);
        }
        progress.finish_and_clear();
        session.finish_by(&Threads(self.threads()), reader.after)
    }

    /// Judges, and writes lines as they come.
    fn stream(&self, part: Option<Part>, set: Set<'_>) -> io::Result<Report> {
        let engine = set.engine;
        let write = |mut out: &mut (dyn Write + Send)| {
            Lines::new(&mut out, engine).header(&set.session)?;
            let report = if self.threads() < 2 {
                let mut lines = Lines::new(&mut out, engine);
                self.judge(set, &mut |session| session.take().map_or(Ok(()), |part| lines.found(&part)), None)?
            } else {
                self.stream_apart(set, &mut out)?
            };
            Lines::new(&mut out, engine).finish(&report)?;
            Ok(report)
        };
        match part {
            Some(part) => part.write(write),
            None => to_the_end(io::stdout(), self.lang, |out| write(out)),
        }
    }

    /// Judges, and counts what could be judged as it comes.
    fn count(&self, output: &Output, part: Option<Part>, set: Set<'_>) -> io::Result<Report> {
        let engine = set.engine;
        let mut coverage = Coverage::new(engine);
        let after = &mut |session: &mut Session<'_>| {
            coverage.found(&session.drain().0);
            Ok(())
        };
        let report = self.judge(set, after, None)?;
        coverage.found(&report.findings);
        let summary = Maker { engine, report: &report }.summary();
        unless_closed(output.write_by(part, self.lang, |out| coverage.write(out, &summary, self.lang)))?;
        Ok(report)
    }

    /// Judges, while other threads write.
    fn stream_apart(&self, set: Set<'_>, out: &mut (impl Write + Send)) -> io::Result<Report> {
        std::thread::scope(|scope| {
            let mut scribe = Scribe::new(scope, set.engine, self.threads(), out);
            let tell = &mut |session: &mut Session<'_>| session.take().map_or(Ok(()), |part| scribe.tell(part));
            let judged = self.judge(set, tell, None);
            scribe.done().and(judged)
        })
    }

    fn options(&self) -> Result<Options, Vec<String>> {
        let (judging, config) = (&self.arguments.judging, &self.config);
        let as_of = match (&judging.as_of, &config.as_of) {
            (Some(day), _) => Some(*day),
            (None, Some(text)) => Some(read_date(text).map_err(|why| vec![format!("as_of: {why}")])?),
            (None, None) => None,
        };
        if let Some(encoding) = config.encoding.as_deref().filter(|name| named(name).is_none()) {
            return Err(vec![format!("encoding: `{encoding}` is no encoding")]);
        }
        let baseline = judging.baseline.as_deref().or(config.baseline.as_deref());
        let decisions = judging.decisions.as_deref().or(config.decisions.as_deref());
        let register = known::register(baseline, decisions, self.lang).map_err(|why| vec![why])?;
        let either = |said: &[String], written: &[String]| if said.is_empty() { written.to_vec() } else { said.to_vec() };
        let written = config.parameters.iter().map(|(name, value)| (name.clone(), value.clone()));
        let levels = config.levels.iter().map(|(name, level)| (name.clone(), *level));
        Ok(Options {
            as_of,
            parameters: written.chain(judging.parameters.iter().cloned()).collect(),
            record: self.arguments.reading.record.clone().or_else(|| config.record.clone()),
            all: self.arguments.all || self.covers(),
            // A finding is known again by its facts.
            brief: self.arguments.brief && judging.write_baseline.is_none(),
            // What is told of coverage is counts, and what was lacking.
            lacking: self.covers() && self.streamed().is_some(),
            in_full: false,
            clear: self.clears(),
            select: either(&judging.select, &config.select),
            ignore: either(&judging.ignore, &config.ignore),
            levels: levels.chain(judging.levels.iter().cloned()).collect(),
            register,
        })
    }

    /// Writes the reports. What is asked for the sake of coverage alone is shown nowhere else.
    fn write(
        &self,
        parts: Vec<Option<Part>>,
        document: &Document,
        (engine, report): (&Engine, &Report),
        desk: Option<&Desk<'_>>,
    ) -> io::Result<()> {
        let shorter = (self.covers() && !self.arguments.all).then(|| only_what_speaks(document));
        let look = Look { lang: self.lang, plain: self.arguments.plain };
        self.outputs.iter().zip(parts).try_for_each(|(output, part)| {
            unless_closed(match output.format {
                Format::Coverage => {
                    let mut coverage = Coverage::new(engine);
                    coverage.found(&report.findings);
                    output.write_by(part, self.lang, |out| coverage.write(out, &document.summary, self.lang))
                }
                _ => output.write(part, shorter.as_ref().unwrap_or(document), look, desk),
            })
        })
    }

    /// The page of the review desk, where one is to be written.
    fn desk_page(&self) -> Result<Option<String>, String> {
        let wanted = self.outputs.iter().any(|output| output.format == Format::Desk);
        wanted.then(|| desk::page(self.arguments.desk.as_deref(), self.lang)).transpose()
    }

    /// What stands on the desk.
    fn desk_contents<'e>(&self, engine: &'e Engine, kept: Vec<(u32, u64, String)>) -> Contents<'e> {
        let options = self.options().unwrap_or_default();
        let settings = Settings {
            as_of: options.as_of.map(|day| day.to_string()),
            parameters: options.parameters,
            record: options.record,
            select: options.select,
            ignore: options.ignore,
            levels: options.levels.into_iter().map(|(rules, level)| (rules, level.name().to_owned())).collect(),
        };
        desk::contents(engine, settings, kept, self.lang)
    }

    /// Whether to find out what would clear failed findings: where it is asked, or a report tells of it.
    fn clears(&self) -> bool {
        let tells = |output: &Output| matches!(output.format, Format::Text | Format::Json | Format::Html | Format::Desk);
        let arguments = self.arguments;
        arguments.clear || (!arguments.no_clear && !arguments.brief && self.outputs.iter().any(tells))
    }

    /// The only report, where it can be made as findings come. What a change would do to rules over several records is known only at the end.
    fn streamed(&self) -> Option<&Output> {
        let held = self.arguments.judging.write_baseline.is_some() || self.clears();
        match self.outputs.as_slice() {
            [output] if !held && matches!(output.format, Format::Jsonl | Format::Coverage) => Some(output),
            _ => None,
        }
    }

    /// Whether a report wants every finding, whatever else is shown.
    fn covers(&self) -> bool {
        self.outputs.iter().any(|output| output.format == Format::Coverage)
    }

    /// On how many threads records are judged: as many as the machine has, unless it is said.
    fn threads(&self) -> usize {
        self.arguments.threads.map_or_else(threads, |threads| usize::from(threads.get()))
    }

    /// Shows how far the reading is, on a terminal.
    fn progress(&self, files: &[String]) -> ProgressBar {
        let sizes: Option<u64> = files.iter().map(|file| Some(std::fs::metadata(file).ok()?.len())).sum();
        if self.arguments.plain || !io::stderr().is_terminal() || sizes.is_some_and(|size| size < 1 << 20) {
            return ProgressBar::hidden();
        }
        let style = match sizes {
            Some(_) => "{bar:40} {bytes} / {total_bytes}  {eta}",
            None => "{spinner} {bytes}",
        };
        let style = ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(sizes, ProgressDrawTarget::stderr()).with_style(style)
    }

    /// What is watched: the files, and the packs that lie on the disk.
    fn watched(&self) -> Vec<PathBuf> {
        let files = inputs::expand(&self.files).into_iter().flatten().filter(|file| file != "-");
        let rules = self.arguments.common.rules.iter().cloned();
        let here = self.arguments.common.rules.is_empty().then(|| "pack.toml".to_owned());
        files.chain(rules).chain(here).map(PathBuf::from).filter(|path| path.exists()).collect()
    }

    fn status(&self, engine: &Engine, report: &Report) -> Status {
        let judging = &self.arguments.judging;
        let level = match judging.fail_level.or(self.config.fail_level).unwrap_or(FailLevel::Error) {
            FailLevel::Info => Some(Severity::Info),
            FailLevel::Review => Some(Severity::Review),
            FailLevel::Warning => Some(Severity::Warning),
            FailLevel::Error => Some(Severity::Error),
            FailLevel::Never => None,
        };
        let grave = |rule: usize| level.is_some_and(|level| report.settings.severity(&engine.plan, rule) >= level);
        let failed = report.open.iter().enumerate().any(|(rule, open)| *open > 0 && grave(rule));
        let unknown = (judging.fail_on_unknown || self.config.fail_on_unknown) && report.open_unknown > 0;
        let unread = report.inputs.iter().any(|input| input.problem.is_some());
        if unread || report.lost > 0 || report.counts.judged < report.counts.read {
            Status::Abnormal
        } else if (failed || unknown) && !judging.exit_zero {
            Status::Findings
        } else {
            Status::Clean
        }
    }
}
