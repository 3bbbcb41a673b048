//! `sadame lint`: what is wrong with rules and can be seen before any contract is.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use super::{Common, Status, places};
use crate::engine::Engine;
use crate::lang::Lang;
use crate::lint::{CODES, Finding, Report, Undecided, lint};
use crate::source::Span;

/// What `sadame lint` is told.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit status 終了コード: 0 nothing found 指摘なし; 1 findings 指摘あり; 2 the rules have errors 規則に誤りがある"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,

    /// How what is found is written 出力の形式
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Tell only of these codes (L01, L02 …) この番号の指摘だけを示す
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = code)]
    only: Vec<String>,

    /// Tell nothing of these codes この番号の指摘を示さない
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = code)]
    allow: Vec<String>,

    /// Also tell which questions were not decided, and why 判断できなかった問いとその理由も示す
    #[arg(long)]
    verbose: bool,
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people 人が読む形
    Text,
    /// JSON
    Json,
    /// Annotations for GitHub GitHub の注釈
    Github,
}

fn code(text: &str) -> Result<String, String> {
    let code = text.to_uppercase();
    if CODES.contains(&code.as_str()) { Ok(code) } else { Err(format!("there is no code `{text}`: {}", CODES.join(" "))) }
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang: Lang = arguments.common.lang.into();
    let Some(engine) = places::compile(&arguments.common.rules, lang, false) else { return Ok(Status::Abnormal) };
    let mut report = lint(&engine);
    report.findings.retain(|finding| {
        let code = finding.kind.code();
        let is = |codes: &[String]| codes.iter().any(|known| known == code);
        (arguments.only.is_empty() || is(&arguments.only)) && !is(&arguments.allow)
    });
    let mut out = anstream::stdout().lock();
    match arguments.format {
        Format::Text => text(&mut out, &engine, &report, lang, arguments.verbose)?,
        Format::Json => json(&mut out, &engine, &report)?,
        Format::Github => github(&mut out, &engine, &report, lang)?,
    }
    Ok(if report.findings.is_empty() { Status::Clean } else { Status::Findings })
}

/// Where something stands, as `path:line:column`.
fn place(engine: &Engine, span: Span) -> String {
    let place = engine.sources.place(span);
    format!("{}:{}:{}", engine.sources.get(span.source).path, place.line, place.column)
}

fn text(out: &mut dyn Write, engine: &Engine, report: &Report, lang: Lang, verbose: bool) -> io::Result<()> {
    let say = |ja: &'static str, en: &'static str| if lang == Lang::Ja { ja } else { en };
    for finding in &report.findings {
        writeln!(out, "{}: {} {}", place(engine, finding.span), finding.kind.code(), finding.kind.message(lang))?;
        if let Some(beside) = finding.beside {
            writeln!(out, "  {}{}", say("もう一方　", "the other  "), place(engine, beside))?;
        }
        if let Some(witness) = &finding.witness {
            for (rule, outcome) in &witness.outcomes {
                let rule = &engine.program.rules[*rule];
                writeln!(out, "  {}{}: {} -> {}", say("例　", "case  "), rule.id, witness.case, outcome.name())?;
            }
        }
        writeln!(out)?;
    }
    if verbose {
        for undecided in &report.undecided {
            writeln!(out, "{}", told(engine, undecided, lang))?;
        }
    }
    match lang {
        Lang::Ja => writeln!(
            out,
            "規則 {}件、指摘 {}件、判断できなかった問い {}件",
            report.rules,
            report.findings.len(),
            report.undecided.len()
        ),
        Lang::En => writeln!(
            out,
            "{} rules, {} findings, {} questions not decided",
            report.rules,
            report.findings.len(),
            report.undecided.len()
        ),
    }
}

/// An undecided question, on a line.
fn told(engine: &Engine, undecided: &Undecided, lang: Lang) -> String {
    let rule = &engine.program.rules[undecided.rule].id;
    let why: Vec<&str> = undecided.why.iter().map(|[ja, en]| if lang == Lang::Ja { *ja } else { *en }).collect();
    match lang {
        Lang::Ja => format!("{rule}：{}は判断できません（{}）", undecided.question.text(lang), why.join("、")),
        Lang::En => format!("{rule}: not decided {} ({})", undecided.question.text(lang), why.join(", ")),
    }
}

/// A finding, as JSON.
#[derive(Serialize)]
struct Told<'a> {
    code: &'static str,
    message: Both,
    file: &'a str,
    line: u32,
    column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cases: Vec<ToldCase<'a>>,
}

/// A case that shows it.
#[derive(Serialize)]
struct ToldCase<'a> {
    rule: &'a str,
    case: &'a str,
    outcome: &'static str,
}

/// A sentence in both languages.
#[derive(Serialize)]
struct Both {
    ja: String,
    en: String,
}

/// The whole, as JSON.
#[derive(Serialize)]
struct ToldAll<'a> {
    rules: usize,
    findings: Vec<Told<'a>>,
    undecided: Vec<Both>,
}

fn told_finding<'a>(engine: &'a Engine, finding: &'a Finding) -> Told<'a> {
    let at = engine.sources.place(finding.span);
    let cases = finding.witness.iter().flat_map(|witness| {
        witness.outcomes.iter().map(|(rule, outcome)| ToldCase {
            rule: &engine.program.rules[*rule].id,
            case: &witness.case,
            outcome: outcome.name(),
        })
    });
    Told {
        code: finding.kind.code(),
        message: Both { ja: finding.kind.message(Lang::Ja), en: finding.kind.message(Lang::En) },
        file: &engine.sources.get(finding.span.source).path,
        line: at.line,
        column: at.column,
        beside: finding.beside.map(|span| place(engine, span)),
        cases: cases.collect(),
    }
}

fn json(out: &mut dyn Write, engine: &Engine, report: &Report) -> io::Result<()> {
    let both = |undecided: &Undecided| Both { ja: told(engine, undecided, Lang::Ja), en: told(engine, undecided, Lang::En) };
    let all = ToldAll {
        rules: report.rules,
        findings: report.findings.iter().map(|finding| told_finding(engine, finding)).collect(),
        undecided: report.undecided.iter().map(both).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &all)?;
    writeln!(out)
}

/// One annotation a finding; the text of it is escaped as GitHub asks.
fn github(out: &mut dyn Write, engine: &Engine, report: &Report, lang: Lang) -> io::Result<()> {
    let escaped = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    for finding in &report.findings {
        let at = engine.sources.place(finding.span);
        let path = escaped(&engine.sources.get(finding.span.source).path).replace(':', "%3A").replace(',', "%2C");
        let (code, message) = (finding.kind.code(), escaped(&finding.kind.message(lang)));
        writeln!(out, "::warning file={path},line={},col={},title={code}::{message}", at.line, at.column)?;
    }
    Ok(())
}
