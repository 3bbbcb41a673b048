//! `sadame explain`: the page of an error code, or a rule with its source and its text.

use std::io::{self, Write};

use include_dir::{Dir, include_dir};

use super::output::stdout;
use super::{Common, Status, complain, places};
use crate::diag::nearest;
use crate::finding::Outcome;
use crate::json::source_of;
use crate::lang::Lang;

/// A page for each code of a diagnostic.
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/errors");

/// What is said of the codes of `sadame lint`, a section each.
const LINT: &str = include_str!("../../docs/lint.md");

/// Explain an error code such as E0301, or a rule such as DB-02.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,

    /// An error code such as E0301, or a rule such as DB-02 エラー番号又は規則の番号
    #[arg(value_name = "CODE|RULE")]
    what: String,
}

/// The page of a code.
pub(super) fn page(code: &str) -> Option<&'static str> {
    PAGES.get_file(format!("{code}.md"))?.contents_utf8()
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang: Lang = arguments.common.lang.into();
    let mut out = stdout(lang);
    let code = arguments.what.to_uppercase();
    if let Some(page) = page(&code) {
        writeln!(out, "{}", page.trim_end())?;
        return Ok(Status::Clean);
    }
    let section = LINT.split("\n## ").find(|section| section.lines().next() == Some(code.as_str()));
    if let Some(section) = section {
        writeln!(out, "# {}", section.trim_end())?;
        return Ok(Status::Clean);
    }
    let Some(engine) = places::compile(&arguments.common.rules, lang, false) else { return Ok(Status::Abnormal) };
    let rules = &engine.program.rules;
    let Some(number) = rules.iter().position(|rule| rule.id.eq_ignore_ascii_case(&arguments.what)) else {
        let near = nearest(&arguments.what, rules.iter().map(|rule| rule.id.as_str()));
        let hint = near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"));
        complain(&format!("there is neither a code nor a rule `{}`{hint}", arguments.what));
        return Ok(Status::Abnormal);
    };
    let rule = &rules[number];
    writeln!(out, "{} 【{}】 {}\n", rule.id, Outcome::Fail.word(rule.severity, lang), rule.label.text(lang))?;
    for cite in &rule.cites {
        let source = source_of(&engine.program, cite);
        let why = source.why_unverified.map_or_else(String::new, |why| format!(" ［未確認 not verified: {}］", why.get(lang)));
        let article = source.article.map_or_else(String::new, |article| format!(" {article}"));
        writeln!(out, "{}{article}{why}", source.title.get(lang))?;
    }
    let place = engine.sources.place(rule.span);
    writeln!(out, "{}:{}\n", engine.sources.get(rule.span.source).path, place.line)?;
    for text in engine.written(number) {
        writeln!(out, "{text}\n")?;
    }
    Ok(Status::Clean)
}
