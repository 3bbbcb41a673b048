//! `sadame test`: run the examples that stand beside the rules.

use std::io::{self, Write};

use super::{Common, Status, complain, places};
use crate::check::typed::Expect;
use crate::engine::Engine;
use crate::eval::{Found, run_case};
use crate::finding::Outcome;
use crate::lang::Lang;
use crate::value::show::show;

/// What `sadame test` is told.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit status 終了コード: 0 all came as expected すべて期待どおり; 1 some did not 期待と異なる例がある; 2 the rules have errors 規則に誤りがある"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,

    /// Run only the examples of these rules この規則の例だけを実行する
    #[arg(long = "rule", value_name = "ID")]
    only: Vec<String>,
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
    let mut out = anstream::stdout().lock();
    let (mut passed, mut failed) = (0, 0);
    for example in examples {
        let rule = &engine.program.rules[example.rule];
        if !arguments.only.is_empty() && !arguments.only.contains(&rule.id) {
            continue;
        }
        for case in &example.cases {
            let result = run_case(&engine.plan, example.rule, case);
            if result.passed {
                passed += 1;
                continue;
            }
            failed += 1;
            let source = engine.sources.get(case.span.source);
            let place = engine.sources.place(case.span);
            writeln!(out, "{}:{}: {} {}", source.path, place.line, rule.id, example.label.text(lang))?;
            writeln!(out, "  {}", engine.sources.text(case.span).trim().replace('\n', "\n  "))?;
            explain(&mut out, &engine, example.rule, &case.expect, &result.found, lang)?;
        }
    }
    let without: Vec<&str> = (0..engine.program.rules.len())
        .filter(|&rule| examples.iter().all(|example| example.rule != rule))
        .map(|rule| engine.program.rules[rule].id.as_str())
        .collect();
    if !without.is_empty() {
        writeln!(out, "{}{}", if lang == Lang::Ja { "例のない規則：" } else { "rules without an example: " }, without.join(" "))?;
    }
    match lang {
        Lang::Ja => {
            writeln!(out, "規則 {}件、例 {}件のうち {failed}件が期待と異なります", engine.program.rules.len(), passed + failed)?
        }
        Lang::En => {
            writeln!(out, "{} rules, {} cases: {passed} as expected, {failed} not", engine.program.rules.len(), passed + failed)?
        }
    }
    Ok(if failed == 0 { Status::Clean } else { Status::Findings })
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
