//! `sadame rules`: list the rules.

use std::io::{self, Write};

use super::output::stdout;
use super::{Common, Status, places};
use crate::finding::Outcome;
use crate::json::source_of;

/// List the rules: id, severity, title, source.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let lang = arguments.common.lang.into();
    let Some(engine) = places::compile(&arguments.common.rules, lang, false) else { return Ok(Status::Abnormal) };
    let mut out = stdout(lang);
    for rule in &engine.program.rules {
        let grave = Outcome::Fail.word(rule.severity, lang);
        writeln!(out, "{:<8} {} {}", rule.id, grave, rule.label.text(lang))?;
        for cite in &rule.cites {
            let source = source_of(&engine.program, cite);
            let mark = if source.verified { "" } else { " [未確認 not verified]" };
            let article = source.article.map_or_else(String::new, |article| format!(" {article}"));
            writeln!(out, "         {}{article}{mark}", source.title.get(lang))?;
        }
    }
    Ok(Status::Clean)
}
