//! `sadame test`: run the examples that stand beside the rules; and say how well they hold the rules.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::output::stdout;
use super::{Common, Status, complain, places};
use crate::check::typed::{Case, Example, Expect};
use crate::engine::Engine;
use crate::eval::{Found, run_case};
use crate::finding::Outcome;
use crate::lang::Lang;
use crate::trial::{Kind, Trial};
use crate::value::show::show;

mod coverage;
mod mutants;

/// What `sadame test` is told.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit status 終了コード: 0 all came as expected すべて期待どおり; 1 some did not, less is reached than asked for, or some changes are not noticed \
                  期待と異なる例、求めに足りない到達、例が気づかない変更がある; 2 the rules have errors 規則に誤りがある"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,

    /// Run only the examples of these rules この規則の例だけを実行する
    #[arg(long = "rule", value_name = "ID")]
    only: Vec<String>,

    /// Say what of the rules the examples reach, and name what they do not 例が規則のどこまで届くかを示す
    #[arg(long)]
    coverage: bool,

    /// The least percentage that must be reached, of everything or of one kind: `90`, `rule=100`; may be repeated 到達の下限（%）
    #[arg(long, value_name = "[KIND=]PERCENT", value_parser = coverage::least)]
    min_coverage: Vec<coverage::Least>,

    /// Change the rules, one thing at a time, and list the changes that no example notices: all kinds, or those named (threshold, date, comparison, drop,
    /// negate, exception, quantifier, tax) 規則を一か所ずつ変え、どの例も気づかない変更を挙げる
    #[arg(long, value_name = "KINDS", num_args = 0.., require_equals = true, value_delimiter = ',', value_parser = mutants::kind)]
    mutate: Option<Vec<Kind>>,

    /// The form of what is printed 出力の形式
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// The form of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people 人が読む
    Text,
    /// For programs プログラムが読む
    Json,
}

/// A run: what it prints, where, and in which form.
struct Run<'a, W> {
    arguments: &'a Arguments,
    engine: &'a Engine,
    lang: Lang,
    /// What people read.
    out: W,
    /// What programs read, by name.
    told: Map<String, Value>,
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang = arguments.common.lang.into();
    let Some(engine) = places::compile(&arguments.common.rules, lang, true) else { return Ok(Status::Abnormal) };
    let examples = match engine.examples() {
        Ok(examples) => examples,
        Err(why) => {
            complain(&why.message(lang));
            return Ok(Status::Abnormal);
        }
    };
    let out: Box<dyn Write> = match arguments.format {
        Format::Text => Box::new(stdout(lang)),
        Format::Json => Box::new(io::sink()),
    };
    let mut run = Run { arguments, engine: &engine, lang, out, told: Map::new() };
    let mut clean = run.examples(examples)?;
    let asks_coverage = arguments.coverage || !arguments.min_coverage.is_empty();
    if asks_coverage || arguments.mutate.is_some() {
        let mut trial = Trial::new(&engine, examples);
        if asks_coverage {
            clean &= run.coverage(&trial)?;
        }
        if let Some(kinds) = &arguments.mutate {
            clean &= run.mutants(&mut trial, kinds)?;
        }
    }
    if arguments.format == Format::Json {
        writeln!(io::stdout().lock(), "{:#}", Value::Object(run.told))?;
    }
    Ok(if clean { Status::Clean } else { Status::Findings })
}

impl<W: Write> Run<'_, W> {
    fn say<'s>(&self, ja: &'s str, en: &'s str) -> &'s str {
        if self.lang == Lang::Ja { ja } else { en }
    }

    /// Whether a rule is looked at.
    fn wants(&self, rule: usize) -> bool {
        self.arguments.only.is_empty() || self.arguments.only.contains(&self.engine.program.rules[rule].id)
    }

    /// Runs the examples; whether all came as expected.
    fn examples(&mut self, examples: &[Example]) -> io::Result<bool> {
        let engine = self.engine;
        let (mut passed, mut failed) = (0, Vec::new());
        for example in examples {
            if !self.wants(example.rule) {
                continue;
            }
            for case in &example.cases {
                let result = run_case(&engine.plan, example.rule, case);
                if result.passed {
                    passed += 1;
                    continue;
                }
                self.failed(example, case, &result.found)?;
                let place = engine.sources.place(case.span);
                failed.push(json!({
                    "rule": engine.program.rules[example.rule].id,
                    "path": engine.sources.get(case.span.source).path,
                    "line": place.line,
                    "case": engine.sources.text(case.span).trim(),
                    "expected": Outcome::from(case.expect.outcome),
                    "found": result.found.outcome,
                }));
            }
        }
        let rules = &engine.program.rules;
        let without: Vec<&str> = (0..rules.len())
            .filter(|&rule| examples.iter().all(|example| example.rule != rule))
            .map(|rule| rules[rule].id.as_str())
            .collect();
        if !without.is_empty() {
            writeln!(self.out, "{}{}", self.say("例のない規則：", "rules without an example: "), without.join(" "))?;
        }
        let (count, cases, wrong) = (rules.len(), passed + failed.len(), failed.len());
        match self.lang {
            Lang::Ja => writeln!(self.out, "規則 {count}件、例 {cases}件のうち {wrong}件が期待と異なります")?,
            Lang::En => writeln!(self.out, "{count} rules, {cases} cases: {passed} as expected, {wrong} not")?,
        }
        let told =
            [("rules", json!(count)), ("cases", json!(cases)), ("without_example", json!(without)), ("failed", json!(failed))];
        self.told.extend(told.map(|(name, value)| (name.to_owned(), value)));
        Ok(wrong == 0)
    }

    fn failed(&mut self, example: &Example, case: &Case, found: &Found) -> io::Result<()> {
        let engine = self.engine;
        let source = engine.sources.get(case.span.source);
        let place = engine.sources.place(case.span);
        let id = &engine.program.rules[example.rule].id;
        writeln!(self.out, "{}:{}: {id} {}", source.path, place.line, example.label.text(self.lang))?;
        writeln!(self.out, "  {}", engine.sources.text(case.span).trim().replace('\n', "\n  "))?;
        explain(&mut self.out, engine, example.rule, &case.expect, found, self.lang)
    }
}

/// What was expected, and what was found instead.
fn explain(out: &mut dyn Write, engine: &Engine, rule: usize, expect: &Expect, found: &Found, lang: Lang) -> io::Result<()> {
    let severity = engine.program.rules[rule].severity;
    let say = |ja: &'static str, en: &'static str| if lang == Lang::Ja { ja } else { en };
    let missing = |names: &[String]| match (names, lang) {
        ([], _) => String::new(),
        (names, Lang::Ja) => format!("（不足：{}）", names.join("、")),
        (names, Lang::En) => format!(" (missing: {})", names.join(", ")),
    };
    let expected = Outcome::from(expect.outcome).word(severity, lang);
    let exception = expect.exception.as_ref().map_or_else(String::new, |name| format!(" {name}"));
    let at = expect.at.as_ref().map_or_else(String::new, |at| format!(" at {at:?}"));
    writeln!(out, "  {}{expected}{exception}{at}{}", say("期待　", "expected  "), missing(&expect.missing))?;
    let outcome = found.outcome.map_or_else(|| say("該当する判定がない", "no verdict there"), |it| it.word(severity, lang));
    let exceptions = if found.exceptions.is_empty() { String::new() } else { format!(" {}", found.exceptions.join(" ")) };
    writeln!(out, "  {}{outcome}{exceptions}{}", say("結果　", "found     "), missing(&found.missing))?;
    for finding in found.findings.iter().filter(|finding| finding.outcome != Outcome::NotApplicable) {
        for comparison in &finding.evidence.comparisons {
            let left = show(&comparison.left, lang, &engine.plan);
            let right =
                comparison.right.as_ref().map_or_else(String::new, |right| format!(" {}", show(right, lang, &engine.plan)));
            writeln!(out, "  {}{}  ［{left} {}{right}］", say("比較　", "compared  "), comparison.text, comparison.operator)?;
        }
    }
    writeln!(out)
}
