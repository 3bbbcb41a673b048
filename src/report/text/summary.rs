//! What could not be read, and the counts.

use std::io::Result;

use super::findings::cited;
use super::page::{Ink, Page};
use crate::json::{Counts, Document, Level, RuleCount, Summary};
use crate::lang::Lang;

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
        page.hung(2, (Ink::Red, &format!("{}  ", crate::report::wrap::harmless(&input.name))), (Ink::Plain, &problem))?;
    }
    for fault in &document.data_errors {
        let place = page.text(&fault.place);
        let what = if place.is_empty() { String::new() } else { format!("{place} ({}) ", fault.path) };
        let raw = match (fault.raw.is_empty(), page.style.lang) {
            (true, _) => String::new(),
            (false, Lang::Ja) => format!("「{}」", fault.raw),
            (false, Lang::En) => format!("`{}` ", fault.raw),
        };
        let note = if fault.level == Level::Note { page.say("（注記）", "(note) ") } else { "" };
        let colon = page.say("：", ": ");
        let text = format!("{note}{what}{raw}{colon}{}", page.text(&fault.reason));
        let at = crate::report::wrap::harmless(&format!("{}:{}", fault.input, fault.position));
        page.line(2, &format!("{at}  "), text.trim_start_matches(colon))?;
    }
    page.blank()
}

/// The counts: always, and last.
pub(super) fn write(page: &mut Page<'_>, document: &Document) -> Result<()> {
    let summary = &document.summary;
    page.heading(page.say("まとめ", "Summary"), None)?;
    page.blank()?;
    let text = match page.style.lang {
        Lang::Ja => format!(
            "読込 {}件　判定 {}件　指摘あり {}件　指摘はないが判定不能を含む {}件　データに不備 {}件",
            summary.read, summary.judged, summary.flagged, summary.undetermined, summary.in_error
        ),
        Lang::En => format!(
            "{} read, {} judged, {} flagged, {} not flagged but undetermined in part, {} with faulty data",
            summary.read, summary.judged, summary.flagged, summary.undetermined, summary.in_error
        ),
    };
    page.inked(2, Ink::Bold, &text)?;
    let (verdicts, failures) = (summary.verdicts, summary.failures);
    let text = match page.style.lang {
        Lang::Ja => format!(
            "違反 {}　注意 {}　要審査 {}　参考 {}　判定不能 {}　例外適用 {}　適合 {}　対象外 {}",
            failures.error,
            failures.warning,
            failures.review,
            failures.info,
            verdicts.unknown,
            verdicts.excepted,
            verdicts.pass,
            verdicts.not_applicable
        ),
        Lang::En => format!(
            "{} violations, {} warnings, {} for review, {} for information, {} undetermined, {} excepted, {} passed, {} not applicable",
            failures.error,
            failures.warning,
            failures.review,
            failures.info,
            verdicts.unknown,
            verdicts.excepted,
            verdicts.pass,
            verdicts.not_applicable
        ),
    };
    page.inked(2, Ink::Plain, &text)?;
    rules(page, summary)?;
    unverified(page, summary)
}

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
        let grave = crate::finding::Outcome::Fail.word(rule.severity, page.style.lang);
        let text = format!("{} {}（{grave}）", rule.rule, page.text(&rule.title));
        let text = if page.style.lang == Lang::Ja { text } else { text.replace('（', " (").replace('）', ")") };
        page.hung(0, (Ink::Plain, &counts), (Ink::Plain, &text))?;
    }
    let others = summary.rules.len() - speaking.len();
    if others > 0 {
        let text = match page.style.lang {
            Lang::Ja => format!("ほかの{others}規則は、すべて適合又は対象外です"),
            Lang::En => format!("the other {others} rules all passed or did not apply"),
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
        let verified = crate::json::Source { verified: true, ..source.clone() };
        let named = cited(page, &verified);
        let text = match &source.why_unverified {
            Some(why) => format!("{named}{}{why}", page.say("：", ": ")),
            None => named,
        };
        page.line(2, page.say("・", "- "), &text)?;
    }
    Ok(())
}
