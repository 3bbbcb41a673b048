//! The program: one file a verb. Only here are files opened, arguments read and lines printed.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::lang::Lang;
use crate::report::shown;

use config::Config;

mod bundle;
mod check;
#[cfg(feature = "arrow")]
mod columns;
mod completions;
mod config;
mod desk;
mod diagnostics;
mod diff;
mod doc;
mod explain;
mod fmt;
mod hand;
mod init;
mod inputs;
mod inspect;
mod known;
mod lint;
mod lsp;
mod man;
mod open;
mod output;
mod part;
mod places;
mod read;
mod rules;
mod schema;
mod scribe;
mod tables;
mod test;
mod threads;
mod watch;

/// What the program found, as its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Nothing to say.
    Clean,
    /// Findings, failed examples, files that are not formatted.
    Findings,
    /// It could not do all that it was asked to.
    Abnormal,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Clean => 0,
            Status::Findings => 1,
            Status::Abnormal => 2,
        })
    }
}

/// Checks contracts against written rules, and says why, by which article, and what is missing.
///
/// 定め：契約を規則に照らし、指摘とその理由・根拠・足りない事実を示します。
#[derive(Debug, Parser)]
#[command(name = "sadame", version, arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

/// Arguments that most verbs share.
#[derive(Debug, Clone, clap::Args)]
struct Common {
    /// A pack's folder, a `.sadame` file, or the name of a built-in pack; may be repeated. Or one bundle of compiled rules. Without it: the pack of this folder where there is a
    /// `pack.toml`, otherwise the built-in J-LIS rules 規則のパック
    #[arg(short, long = "rules", value_name = "PACK")]
    rules: Vec<String>,

    /// The language of what is printed: ja (by default) or en 表示の言語
    #[arg(long, value_enum)]
    lang: Option<LangArg>,
}

/// A language, as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum LangArg {
    /// 日本語
    Ja,
    /// English
    En,
}

impl From<Option<LangArg>> for Lang {
    fn from(lang: Option<LangArg>) -> Lang {
        match lang {
            None | Some(LangArg::Ja) => Lang::Ja,
            Some(LangArg::En) => Lang::En,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Judge contracts 契約を判定する
    Check(check::Arguments),
    /// Show what is understood of files ファイルの読み取りを確かめる
    Inspect(inspect::Arguments),
    /// Run the examples that stand beside the rules 規則の例を実行する
    Test(test::Arguments),
    /// Find faults in rules before contracts are judged 規則そのものの誤りを探す
    Lint(lint::Arguments),
    /// Lay out rule files in the one style 規則の書式を整える
    Fmt(fmt::Arguments),
    /// Explain an error code or a rule エラー番号や規則を説明する
    Explain(explain::Arguments),
    /// List the rules 規則を一覧する
    Rules(rules::Arguments),
    /// Write the rule book 規則集を作る
    Doc(doc::Arguments),
    /// Say what changed between two versions of rules 規則の新旧を比べる
    Diff(diff::Arguments),
    /// Write the rules, compiled, into one file 規則をコンパイルして一つのファイルにする
    Bundle(bundle::Arguments),
    /// Write a JSON Schema of reports or records 報告や記録のスキーマを出力する
    Schema(schema::Arguments),
    /// Serve an editor エディタの言語サーバー
    Lsp(lsp::Arguments),
    /// Make a starter project ひな形を作る
    Init(init::Arguments),
    /// Write completions for a shell シェルの補完を出力する
    Completions(completions::Arguments),
    /// Write the manual pages マニュアルを出力する
    Man(man::Arguments),
}

impl Verb {
    /// Fills in from the configuration what the arguments do not say.
    fn configure(&mut self) -> Result<Config, String> {
        let (common, named, none) = match self {
            Verb::Check(arguments) => (&mut arguments.common, arguments.config.clone(), arguments.no_config),
            Verb::Inspect(arguments) => (&mut arguments.common, arguments.config.clone(), arguments.no_config),
            Verb::Test(arguments) => (&mut arguments.common, None, false),
            Verb::Explain(arguments) => (&mut arguments.common, None, false),
            Verb::Lint(arguments) => (&mut arguments.common, None, false),
            Verb::Rules(arguments) => (&mut arguments.common, None, false),
            Verb::Schema(arguments) => (&mut arguments.common, None, false),
            Verb::Doc(arguments) => (&mut arguments.common, None, false),
            Verb::Bundle(arguments) => (&mut arguments.common, None, false),
            Verb::Diff(_) | Verb::Lsp(_) | Verb::Fmt(_) | Verb::Init(_) | Verb::Completions(_) | Verb::Man(_) => {
                return Ok(Config::default());
            }
        };
        let config = Config::find(named.as_deref(), none)?;
        config.fill(common);
        Ok(config)
    }
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let parsed = Arguments::command().try_get_matches_from(arguments);
    let parsed = parsed.and_then(|matches| Ok((Arguments::from_arg_matches(&matches)?, matches)));
    let (mut arguments, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(fault) => fault.exit(),
    };
    let config = match arguments.verb.configure() {
        Ok(config) => config,
        Err(why) => {
            complain(&why);
            return Status::Abnormal.into();
        }
    };
    let done = match arguments.verb {
        Verb::Check(arguments) => {
            let matches = matches.subcommand().map(|(_, matches)| matches).expect("a verb was parsed");
            check::run(&arguments, matches, config)
        }
        Verb::Inspect(arguments) => inspect::run(&arguments, &config),
        Verb::Test(arguments) => test::run(&arguments),
        Verb::Lint(arguments) => lint::run(&arguments),
        Verb::Fmt(arguments) => fmt::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments),
        Verb::Rules(arguments) => rules::run(&arguments),
        Verb::Doc(arguments) => doc::run(&arguments),
        Verb::Diff(arguments) => diff::run(&arguments),
        Verb::Bundle(arguments) => bundle::run(&arguments),
        Verb::Schema(arguments) => schema::run(&arguments),
        Verb::Lsp(arguments) => lsp::run(&arguments),
        Verb::Init(arguments) => init::run(&arguments),
        Verb::Completions(arguments) => completions::run(&arguments),
        Verb::Man(arguments) => man::run(&arguments),
    };
    match done {
        Ok(status) => status.into(),
        // Whoever reads has read enough: that is no fault of the run.
        Err(fault) if fault.kind() == std::io::ErrorKind::BrokenPipe => Status::Clean.into(),
        Err(fault) => {
            complain(&fault.to_string());
            Status::Abnormal.into()
        }
    }
}

/// Says on the error stream what went wrong. What stands in it may come from anyone, and is no command to the terminal.
fn complain(message: &str) {
    say(&format!("sadame: {}", shown(message)));
}

/// Writes a line on the error stream. Where nobody can be told, the exit status still tells.
fn say(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}
