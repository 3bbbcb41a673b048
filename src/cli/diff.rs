//! `sadame diff`: what changed between two versions of rules, and which verdicts change with it.

use std::collections::BTreeMap;
use std::io::{self, BufWriter};

use clap::ValueEnum;
use indicatif::ProgressBar;

use super::check::{Reading, read_date, read_parameter, threads};
use super::config::Config;
use super::read::Reader;
use super::{LangArg, Status, complain, inputs, output, places};
use crate::diff::{Diff, Pair, VerdictChange, pairs};
use crate::engine::{Engine, Options};
use crate::json::Document;
use crate::lang::Lang;
use crate::report::pretty;
use crate::report::text;
use crate::threads::Threads;
use crate::value::Date;

/// Say what changed between two versions of rules: which rules and tables, and with `--on` which verdicts on contracts, with both explanations.
///
/// 規則の新旧を比べ、変わった規則・表と、`--on` に示した契約の判定のうち変わるものを、双方の理由とともに示します。
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Layout, comments, examples and the order in which things stand are no change. 書式、注釈、例、順序の違いは変更とみなしません。

Exit status 終了コード:
  0  nothing changed 変更なし
  1  something changed 変更あり
  2  it could not be told: faulty rules, settings, files or records 比べられないものがある

Examples 例:
  sadame diff rules-2024 rules-2025
  sadame diff jlis ./my-jlis --on contracts.jsonl
  sadame diff old.sadamec new.sadamec --on '契約/*.xlsx' --as-of 2025-04-01 --format json")]
pub(super) struct Arguments {
    /// The rules before: a pack's folder, a `.sadame` file, a bundle, or the name of a built-in pack 旧の規則
    #[arg(value_name = "OLD")]
    old: String,

    /// The rules after 新の規則
    #[arg(value_name = "NEW")]
    new: String,

    /// Judge these contracts by both, and show the verdicts that change 双方で判定する契約
    #[arg(long, value_name = "FILE", num_args = 1..)]
    on: Vec<String>,

    /// The form of what is printed 形式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// The date the check is made for, such as 2017-03-31 判定の基準日
    #[arg(long, value_name = "DATE", value_parser = read_date, requires = "on")]
    as_of: Option<Date>,

    /// Set a parameter of the rules, where they have it; may be repeated パラメータの設定
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = read_parameter, requires = "on")]
    parameters: Vec<(String, String)>,

    #[command(flatten)]
    reading: Reading,

    /// Text without colours and without wrapped lines 装飾のない文
    #[arg(long)]
    plain: bool,

    /// The language of what is printed: ja (by default) or en 表示の言語
    #[arg(long, value_enum)]
    lang: Option<LangArg>,
}

/// The form of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people 人が読む文
    Text,
    /// For programs; `sadame schema diff` describes it 一つの文書
    Json,
}

/// The rules before and after.
struct Both {
    old: Engine,
    new: Engine,
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang: Lang = arguments.lang.into();
    let compiled = |rules: &String| places::compile(std::slice::from_ref(rules), lang, false);
    let (Some(old), Some(new)) = (compiled(&arguments.old), compiled(&arguments.new)) else { return Ok(Status::Abnormal) };
    let both = Both { old, new };
    let mut diff = Diff::new(&both.old, &both.new);
    let mut whole = true;
    if !arguments.on.is_empty() {
        let Some((judged, all)) = arguments.judged(&both, diff, lang)? else { return Ok(Status::Abnormal) };
        (diff, whole) = (judged, all);
    }
    arguments.print(&diff, lang)?;
    Ok(match (whole, diff.is_empty()) {
        (false, _) => Status::Abnormal,
        (true, true) => Status::Clean,
        (true, false) => Status::Findings,
    })
}

impl Arguments {
    /// Adds the verdicts that change, and says whether every record could be judged; none where the contracts could not be judged, which is told.
    ///
    /// First every verdict of both is held against the other, without its explanation; then the rules by which any changed judge again, with it.
    fn judged(&self, both: &Both, diff: Diff, lang: Lang) -> io::Result<Option<(Diff, bool)>> {
        let renamed: BTreeMap<String, String> = diff.renamed().map(|(was, is)| (was.to_owned(), is.to_owned())).collect();
        let Some(old) = self.judge(both, &both.old, None, lang)? else { return Ok(None) };
        let Some(new) = self.judge(both, &both.new, None, lang)? else { return Ok(None) };
        let (mut same, mut select) = (0, [Vec::new(), Vec::new()]);
        for pair in pairs(&old, &new, &renamed) {
            if pair.differs() {
                for (rules, finding) in select.iter_mut().zip([pair.old, pair.new]) {
                    rules.extend(finding.map(|finding| finding.rule.clone()).filter(|rule| !rules.contains(rule)));
                }
            } else {
                same += 1;
            }
        }
        let [of_old, of_new] = select;
        let Some(old_again) = self.judge(both, &both.old, Some(of_old), lang)? else { return Ok(None) };
        let Some(new_again) = self.judge(both, &both.new, Some(of_new), lang)? else { return Ok(None) };
        let changes: Vec<VerdictChange> =
            pairs(&old_again, &new_again, &renamed).iter().filter(|pair| pair.differs()).map(Pair::change).collect();
        let whole = [&old, &new].iter().all(|document| document.summary.judged == document.summary.read);
        Ok(Some((diff.judged(&old, &new, same, changes), whole)))
    }

    /// Every verdict on the contracts by one version: briefly by all its rules, or with the explanations by some. None where a setting or a file is
    /// wrong, which is told.
    fn judge(&self, both: &Both, engine: &Engine, rules: Option<Vec<String>>, lang: Lang) -> io::Result<Option<Document>> {
        let options = Options {
            as_of: self.as_of,
            parameters: self.parameters_of(both, engine),
            record: self.reading.record.clone(),
            all: true,
            brief: rules.is_none(),
            select: rules.clone().unwrap_or_default(),
            // Where none is to run, none is named.
            ignore: if rules.is_some_and(|rules| rules.is_empty()) { vec!["*".to_owned()] } else { Vec::new() },
            ..Options::default()
        };
        let mut session = match engine.session(&options) {
            Ok(session) => session,
            Err(errors) => {
                errors.iter().for_each(|error| complain(&error.message(lang)));
                return Ok(None);
            }
        };
        let Some(layouts) = Config::default().layouts(engine, self.reading.layout.as_deref(), lang) else { return Ok(None) };
        if self.on.iter().any(|file| file == "-") {
            complain(&match lang {
                Lang::Ja => "契約は二度読むため、標準入力からは読めません。ファイルに保存してください".to_owned(),
                Lang::En => "contracts are read more than once, so the standard input will not do: name a file".to_owned(),
            });
            return Ok(None);
        }
        let files = inputs::open(&self.on, &mut session, lang);
        let mut reader = Reader {
            engine,
            limit: self.reading.max_line,
            lang,
            encoding: self.reading.encoding,
            layout: self.reading.layout.clone(),
            layouts,
            progress: ProgressBar::hidden(),
            after: &mut |_| Ok(()),
            threads: threads(),
            keep: 0,
            kept: Vec::new(),
        };
        reader.read_all(&mut session, &files)?;
        let report = session.finish_on(&Threads(threads()));
        let read = report.inputs.iter().all(|input| input.problem.is_none());
        Ok(read.then(|| Document::new(engine, &report)))
    }

    /// The parameters that a version has; one that neither has goes to both, to be told.
    fn parameters_of(&self, both: &Both, engine: &Engine) -> Vec<(String, String)> {
        let has = |engine: &Engine, name: &str| engine.plan.parameters.iter().any(|parameter| parameter.name == name);
        let unknown = |name: &str| !has(&both.old, name) && !has(&both.new, name);
        self.parameters.iter().filter(|(name, _)| has(engine, name) || unknown(name)).cloned().collect()
    }

    fn print(&self, diff: &Diff, lang: Lang) -> io::Result<()> {
        match self.format {
            Format::Json => output::to_the_end(BufWriter::new(io::stdout().lock()), lang, |out| pretty(out, diff)),
            Format::Text => {
                let style = if self.plain { text::Style { lang, width: 10_000, colour: false } } else { output::style(lang) };
                let out = BufWriter::new(anstream::AutoStream::auto(io::stdout()));
                output::to_the_end(out, lang, |out| text::diff(out, diff, style))
            }
        }
    }
}
