//! `sadame lint`: what is wrong with rules and can be seen before any contract is.

use std::io::{self, Write};

use clap::ValueEnum;
use serde::Serialize;

use super::{Common, Status, complain, places};
use crate::engine::Engine;
use crate::lang::Lang;
use crate::lint::{CODES, Finding, Report, Undecided, lint};
use crate::report::sarif;
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

    /// Tell nothing of these codes, or not where they are about a rule or a table: L02, L11:DB-03 この番号の指摘を、又は規則や表を挙げてそれについての指摘を示さない
    #[arg(long, value_name = "CODE[:NAME]", value_delimiter = ',', value_parser = allowance)]
    allow: Vec<Allowance>,

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
    /// SARIF 2.1.0, for code hosts and editors コードの置き場やエディタのための SARIF 2.1.0
    Sarif,
}

/// A code that nothing is told of; or not of what it says of one rule or table.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Allowance {
    code: String,
    about: Option<String>,
}

impl Allowance {
    fn holds(&self, finding: &Finding) -> bool {
        let about = |name: &String| finding.kind.about().iter().any(|it| it.eq_ignore_ascii_case(name));
        self.code == finding.kind.code() && self.about.as_ref().is_none_or(about)
    }
}

fn code(text: &str) -> Result<String, String> {
    let code = text.to_uppercase();
    let codes = || CODES.iter().map(|it| it.name);
    if codes().any(|it| it == code) {
        return Ok(code);
    }
    Err(format!("there is no code `{text}`: {}", codes().collect::<Vec<_>>().join(" ")))
}

fn allowance(text: &str) -> Result<Allowance, String> {
    let (known, about) = text.split_once(':').map_or((text, None), |(known, about)| (known, Some(about.to_owned())));
    Ok(Allowance { code: code(known)?, about })
}

/// What an allowance is about and is neither a rule nor a table.
fn unknown<'a>(engine: &Engine, allowances: &'a [Allowance]) -> Option<&'a str> {
    let (rules, tables) = (&engine.program.rules, &engine.program.tables);
    let is = |name: &str| {
        rules.iter().map(|it| &it.id).chain(tables.iter().map(|it| &it.name)).any(|known| known.eq_ignore_ascii_case(name))
    };
    allowances.iter().filter_map(|it| it.about.as_deref()).find(|name| !is(name))
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang: Lang = arguments.common.lang.into();
    let Some(engine) = places::compile(&arguments.common.rules, lang, false) else { return Ok(Status::Abnormal) };
    if let Some(name) = unknown(&engine, &arguments.allow) {
        complain(&format!("there is neither a rule nor a table `{name}`"));
        return Ok(Status::Abnormal);
    }
    let mut report = lint(&engine);
    report.findings.retain(|finding| {
        let wanted = arguments.only.is_empty() || arguments.only.iter().any(|it| it == finding.kind.code());
        wanted && !arguments.allow.iter().any(|it| it.holds(finding))
    });
    let mut out = anstream::stdout().lock();
    match arguments.format {
        Format::Text => text(&mut out, &engine, &report, lang, arguments.verbose)?,
        Format::Json => json(&mut out, &engine, &report)?,
        Format::Github => github(&mut out, &engine, &report, lang)?,
        Format::Sarif => sarif::lint::write(&mut out, &engine, &report, lang)?,
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
            writeln!(out, "{}", undecided.sentence(engine, lang))?;
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
    let both =
        |undecided: &Undecided| Both { ja: undecided.sentence(engine, Lang::Ja), en: undecided.sentence(engine, Lang::En) };
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
