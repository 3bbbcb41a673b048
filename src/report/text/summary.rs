//! What could not be read, and the counts.

use std::io::Result;

use unicode_width::UnicodeWidthStr;

use super::page::{Ink, Page};
use crate::finding::Outcome;
use crate::json::{Counts, DataError, Document, Level, RuleCount, Summary};
use crate::lang::Lang;
use crate::report::words;

/// What could not be read, or was read with a remark.
pub(super) fn data_errors(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let broken: Vec<_> = document.summary.inputs.iter().filter(|input| input.problem.is_some()).collect();
    let count = document.data_errors.len() + broken.len();
    if count == 0 {
        return Ok(());
    }
    page.heading(page.say("読み取れなかったデータ", "Data that could not be read"), Some(count))?;
    page.blank()?;
    for input in broken {
        let problem = input.problem.as_ref().map_or("", |problem| page.text(problem)).to_owned();
        let space = page.say("　", "  ");
        page.hung(2, (Ink::Red, page.say("・", "- ")), (Ink::Plain, &format!("{}{space}{problem}", input.name)))?;
    }
    let together = |one: &DataError, other: &DataError| {
        one.code == "missing" && (&one.code, &one.input, one.position) == (&other.code, &other.input, other.position)
    };
    for alike in document.data_errors.chunk_by(together) {
        data_error(page, alike)?;
    }
    page.blank()
}

/// A data error; fields that one record does not give are named together.
fn data_error(page: &mut Page<'_>, alike: &[DataError]) -> Result<()> {
    let Some(fault) = alike.first() else { return Ok(()) };
    let places: Vec<&str> = alike.iter().map(|fault| page.text(&fault.place)).collect();
    let place = match (alike.len(), fault.path.is_empty()) {
        (1, true) => String::new(),
        (1, false) => format!("{} ({})", places[0], fault.path),
        _ => places.join(page.comma()),
    };
    let raw = match (fault.raw.is_empty(), page.style.lang) {
        (true, _) => String::new(),
        (false, Lang::Ja) => format!("「{}」", fault.raw),
        (false, Lang::En) => format!(" `{}`", fault.raw),
    };
    let note = if fault.level == Level::Note { page.say("（注記）", "(note) ") } else { "" };
    let colon = page.say("：", ": ");
    let text = format!("{note}{place}{raw}{colon}{}", page.text(&fault.reason));
    let text = text.trim_start_matches(colon).trim_start();
    let space = page.say("　", "  ");
    let at = if fault.at.is_empty() { String::new() } else { format!(" {}", fault.at) };
    page.line(2, page.say("・", "- "), &format!("{}:{}{at}{space}{text}", fault.input, fault.position))
}

/// The counts: always, and last.
pub(super) fn write(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let summary = &document.summary;
    page.heading(page.say("まとめ", "Summary"), None)?;
    page.blank()?;
    page.inked(2, Ink::Bold, &words::records_counted(page.style.lang, summary))?;
    page.inked(2, Ink::Plain, &words::verdicts_counted(page.style.lang, summary))?;
    if let Some(text) = words::standing_counted(page.style.lang, summary) {
        page.inked(2, Ink::Plain, &text)?;
    }
    rules(page, summary)?;
    unverified(page, summary)
}

/// How wide the words for a failure are, in Japanese and in English.
const WORD: [usize; 2] = [8, 17];

/// Rules with something to say, with their counts; how many others there are.
fn rules(page: &mut Page<'_>, summary: &Summary) -> Result<()> {
    let speaks = |rule: &&RuleCount| rule.counts.fail + rule.counts.unknown + rule.counts.excepted > 0;
    let speaking: Vec<&RuleCount> = summary.rules.iter().filter(speaks).collect();
    if speaking.is_empty() {
        return Ok(());
    }
    page.blank()?;
    let head = page.say("  指摘  不能  例外  適合  対象外  ", "  fail  unkn.  exc.  pass     n/a  ");
    page.hung(0, (Ink::Dim, head), (Ink::Dim, page.say("規則", "rule")))?;
    for rule in &speaking {
        let Counts { fail, unknown, excepted, pass, not_applicable } = rule.counts;
        let counts = match page.style.lang {
            Lang::Ja => format!("{fail:>6}{unknown:>6}{excepted:>6}{pass:>6}{not_applicable:>8}  "),
            Lang::En => format!("{fail:>6}{unknown:>7}{excepted:>6}{pass:>6}{not_applicable:>8}  "),
        };
        let grave = Outcome::Fail.word(rule.severity, page.style.lang);
        let pad = " ".repeat(WORD[usize::from(page.style.lang == Lang::En)].saturating_sub(grave.width()));
        let lead = format!("{counts}{grave}{pad}{} ", rule.rule);
        page.hung(0, (Ink::Plain, &lead), (Ink::Plain, page.text(&rule.title)))?;
    }
    let others = summary.rules.len() - speaking.len();
    if others > 0 {
        let text = match page.style.lang {
            Lang::Ja => format!("ほかの{others}規則は、すべて適合又は対象外です"),
            Lang::En => format!("the other rules ({others}) all passed or did not apply"),
        };
        page.inked(2, Ink::Dim, &text)?;
    }
    Ok(())
}

/// Sources that nobody has held the figures against.
fn unverified(page: &mut Page<'_>, summary: &Summary) -> Result<()> {
    if summary.unverified.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.inked(
        2,
        Ink::Yellow,
        page.say(
            "未確認の出典（数字を原典と照合していないもの）",
            "Sources not verified (nobody has held the figures against them)",
        ),
    )?;
    for source in &summary.unverified {
        let named = words::titled(page.style.lang, source);
        let text = match &source.why_unverified {
            Some(why) => format!("{named}{}{}", page.say("：", ": "), why.get(page.style.lang)),
            None => named,
        };
        page.line(2, page.say("・", "- "), &text)?;
    }
    Ok(())
}
