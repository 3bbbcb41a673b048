//! `sadame bundle`: compiled rules in one file, and reading such a file.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use super::output::to_the_end;
use super::part::whole;
use super::{Common, Status, complain, places};
use crate::engine::{Engine, is_bundle};
use crate::lang::Lang;

/// How the name of a bundle ends.
const ENDING: &str = "sadamec";

/// The most bytes that are read of a bundle.
const LARGEST: u64 = 256 << 20;

/// Write the rules, compiled, into one file. It loads in less time than compiling takes, and `--rules FILE` takes it in the place of a pack.
///
/// 規則をコンパイルして一つのファイルにします。`--rules FILE` でパックの代わりに使えます。
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit status 終了コード: 0 written 出力した; 2 the rules have errors, or the file cannot be written 規則の誤り、又は書き込めない

Examples 例:
  sadame bundle -r jlis -o jlis.sadamec
  sadame check -r jlis.sadamec contracts.jsonl")]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,

    /// The file to write, as `rules.sadamec`; `-` is the standard output 出力先のファイル
    #[arg(short, long = "output", value_name = "FILE")]
    output: String,
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang = arguments.common.lang.into();
    let Some(engine) = places::compile(&arguments.common.rules, lang, true) else { return Ok(Status::Abnormal) };
    let bundle = engine.to_bundle();
    match arguments.output.as_str() {
        "-" => to_the_end(io::stdout().lock(), lang, |out| out.write_all(&bundle))?,
        file => whole(Path::new(file), lang, |out| out.write_all(&bundle))?,
    }
    Ok(Status::Clean)
}

/// Whether a file is a bundle: it begins as one, or its name says that it should.
pub(super) fn is_one(path: &Path) -> bool {
    let begins = || {
        let mut first = Vec::new();
        File::open(path).is_ok_and(|file| file.take(64).read_to_end(&mut first).is_ok()) && is_bundle(&first)
    };
    path.is_file() && (path.extension().is_some_and(|ending| ending == ENDING) || begins())
}

/// The engine of a bundle; why not is told.
pub(super) fn load(path: &str, lang: Lang) -> Option<Engine> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes));
    let why = match read.map(|_| Engine::from_bundle(&bytes)) {
        Ok(Ok(engine)) => return Some(engine),
        Ok(Err(why)) => why.message(lang),
        Err(why) => super::read::why(&why)[usize::from(lang == Lang::En)].clone(),
    };
    complain(&format!("{path}: {why}"));
    None
}
