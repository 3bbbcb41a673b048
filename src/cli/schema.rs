//! `sadame schema`: the JSON Schemas of what is written and read.

use std::io::{self, Write};

use clap::ValueEnum;

use super::output::to_the_end;
use super::{Common, Status, complain, places};
use crate::diff::{self, Diff};
use crate::engine::Options;
use crate::json::schema;

/// Write a JSON Schema (draft 2020-12) to the standard output.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples 例:
  sadame schema report > report.schema.json
  sadame schema record > contract.schema.json
  sadame schema record -r budget overview")]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,

    /// Of what 何のスキーマか
    #[arg(value_enum, value_name = "WHAT", default_value_t = What::Report)]
    what: What,

    /// The record, where the rules know several 記録の種類
    #[arg(value_name = "RECORD")]
    record: Option<String>,

    /// The same, as `sadame check` has it RECORD に同じ
    #[arg(long = "record", value_name = "NAME", conflicts_with = "record")]
    named: Option<String>,
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// The report of `check --format json` 判定の報告
    Report,
    /// Each line of `check --format jsonl` 報告の一行
    Lines,
    /// A record of the input, by the rules 入力の記録
    Record,
    /// What changed, of `diff --format json` 新旧の比較
    Diff,
    /// The file of known findings 既知の指摘
    Baseline,
    /// The file of decisions on findings 指摘についての決定
    Decisions,
    /// The settings in `sadame.toml` 設定ファイル
    Config,
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang = arguments.common.lang.into();
    let record = arguments.record.as_ref().or(arguments.named.as_ref());
    if record.is_some() && arguments.what != What::Record {
        complain("only `sadame schema record` takes the name of a record");
        return Ok(Status::Abnormal);
    }
    let schema = match arguments.what {
        What::Report => schema::report(),
        What::Lines => schema::lines(),
        What::Diff => schema::written_as::<Diff>("diff", diff::VERSION, "規則の新旧の比較 / What changed"),
        What::Baseline => schema::baseline(),
        What::Decisions => schema::decisions(),
        What::Config => schema::file::<super::config::Config>("config", 1, "設定 / Settings"),
        What::Record => {
            let Some(engine) = places::compile(&arguments.common.rules, lang, false) else { return Ok(Status::Abnormal) };
            match engine.session(&Options { record: record.cloned(), ..Options::default() }) {
                Ok(session) => schema::record(&engine, session.so_far().record),
                Err(errors) => {
                    errors.iter().for_each(|error| complain(&error.message(lang)));
                    return Ok(Status::Abnormal);
                }
            }
        }
    };
    to_the_end(io::stdout().lock(), lang, |out| {
        serde_json::to_writer_pretty(&mut *out, &schema)?;
        writeln!(out)
    })?;
    Ok(Status::Clean)
}
