//! `sadame inspect`: what is understood of a file, before anything is judged.

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::value::RawValue;

use super::check::Reading;
use super::config::Config;
use super::output::{style, to_the_end};
use super::read::Reader;
use super::{Common, Status, complain, inputs, places};
use crate::engine::Options;
use crate::input::encoding::named;
use crate::json::{DataError, Document, Input};
use crate::lang::Lang;
use crate::report::pretty;
use crate::report::text::{self, Sample};

/// Show what is understood of files: encoding, sheet, headings, columns, units, first records, and what is wrong.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit status 終了コード:
  0  every file could be read to its end 読み取れた
  2  one could not 読み取れないものがある

Examples 例:
  sadame inspect 契約台帳.xlsx
  sadame inspect --layout register --rows 10 契約/*.csv")]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,

    /// Files, patterns and folders; `-` is the standard input ファイル
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,

    /// How many records are shown as they are read 表示する件数
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    rows: usize,

    /// The form of what is shown 表示の形式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    #[command(flatten)]
    reading: Reading,

    /// Take settings from this file rather than the nearest `sadame.toml` 設定ファイル
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(super) config: Option<PathBuf>,

    /// Take no settings from a file 設定ファイルを使わない
    #[arg(long)]
    pub(super) no_config: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people 人が読む文
    Text,
    /// One document 一つの文書
    Json,
}

/// What is shown to machines.
#[derive(serde::Serialize)]
struct Whole<'a> {
    inputs: &'a [Input],
    data_errors: &'a [DataError],
    records: Vec<Record<'a>>,
}

/// One of the first records, in the JSON that the decoder sees.
#[derive(serde::Serialize)]
struct Record<'a> {
    input: &'a str,
    position: u64,
    record: &'a RawValue,
}

pub(super) fn run(arguments: &Arguments, config: &Config) -> io::Result<Status> {
    let lang: Lang = arguments.common.lang.into();
    let Some(engine) = places::compile(&arguments.common.rules, lang, false) else { return Ok(Status::Abnormal) };
    let options = Options {
        record: arguments.reading.record.clone().or_else(|| config.record.clone()),
        // Nothing is judged.
        ignore: engine.packs.iter().map(|pack| pack.name.clone()).collect(),
        ..Options::default()
    };
    let mut session = match engine.session(&options) {
        Ok(session) => session,
        Err(errors) => {
            errors.iter().for_each(|error| complain(&error.message(lang)));
            return Ok(Status::Abnormal);
        }
    };
    let Some(layouts) = config.layouts(&engine, arguments.reading.layout.as_deref(), lang) else { return Ok(Status::Abnormal) };
    let mut reader = Reader {
        engine: &engine,
        limit: arguments.reading.max_line,
        lang,
        encoding: arguments.reading.encoding.or_else(|| config.encoding.as_deref().and_then(named)),
        layout: arguments.reading.layout.clone(),
        layouts,
        progress: indicatif::ProgressBar::hidden(),
        after: &mut |_| Ok(()),
        threads: 1,
        keep: arguments.rows,
        kept: Vec::new(),
    };
    let files = inputs::open(&arguments.files, &mut session, lang);
    reader.read_all(&mut session, &files)?;
    let kept = std::mem::take(&mut reader.kept);
    let report = session.finish();
    let document = Document::new(&engine, &report);
    let samples = kept.into_iter().map(|(input, position, json)| Sample { input, position, json }).collect::<Vec<_>>();
    let out = BufWriter::new(anstream::AutoStream::auto(io::stdout()));
    to_the_end(out, lang, |out| match arguments.format {
        Format::Text => text::inspect(out, &document, &engine.program, &samples, style(lang)),
        Format::Json => {
            let records = samples.iter().filter_map(|sample| {
                let input = &document.summary.inputs.get(sample.input as usize)?.name;
                // As written: a number keeps its digits.
                Some(Record { input, position: sample.position, record: serde_json::from_str(&sample.json).ok()? })
            });
            let whole =
                Whole { inputs: &document.summary.inputs, data_errors: &document.data_errors, records: records.collect() };
            pretty(out, &whole)
        }
    })?;
    let unread = report.inputs.iter().any(|input| input.problem.is_some());
    Ok(if unread { Status::Abnormal } else { Status::Clean })
}
