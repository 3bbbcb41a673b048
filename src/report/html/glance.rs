//! The counts at a glance.

use std::io::Result;

use maud::{Markup, html};

use super::contents::Contents;
use super::evidence::tone;
use super::frame;
use super::sheet::{self, Sheet, number, table};
use crate::check::typed::Severity;
use crate::finding::{Outcome, Standing};
use crate::json::{Document, Summary};
use crate::lang::Lang;

/// Writes the section.
pub(super) fn write(sheet: &mut Sheet<'_>, document: &Document, contents: &Contents<'_>) -> Result<()> {
    frame::section(sheet, contents, "glance")?;
    let summary = &document.summary;
    let label = sheet.text(&document.header.record.label);
    let lead = lead(sheet.lang, summary, label);
    let unverified = summary.unverified.len();
    let doubt = match sheet.lang {
        Lang::Ja => format!("根拠のうち{unverified}件の出典は、数字を原典と照合していません（未確認）。"),
        Lang::En => format!("Of the sources, {unverified} have not been held against the original (not verified). "),
    };
    sheet.put(&html! {
        p.lead { (lead) }
        @if unverified > 0 { p { (doubt) a href="#unverified" { (sheet.say("未確認の出典を見る", "See which")) } } }
        (tiles(sheet, summary))
        (bar(sheet, summary))
    })?;
    let rows = html! {
        @for severity in [Severity::Error, Severity::Warning, Severity::Review, Severity::Info] {
            (severity_row(sheet, document, severity))
        }
        (unknown_row(sheet, document))
    };
    let headings = [
        sheet.say("区分", "Kind"),
        sheet.say("#計", "#All"),
        sheet.say("#新規", "#New"),
        sheet.say("#既知", "#Known"),
        sheet.say("#承認済み", "#Accepted"),
    ];
    let table = table(sheet.say("指摘と判定不能の件数", "Findings, and what is undetermined"), &headings, &rows);
    sheet.put(&html! { div.narrow { (table) } })?;
    let (verdicts, space) = (summary.verdicts, sheet.say("　", ", "));
    let mut rest = [
        (Outcome::Excepted, verdicts.excepted),
        (Outcome::Pass, verdicts.pass),
        (Outcome::NotApplicable, verdicts.not_applicable),
    ]
    .map(|(outcome, count)| format!("{} {}", outcome.word(Severity::Error, sheet.lang), sheet::count(count)))
    .join(space);
    if summary.unused_decisions > 0 {
        let unused = sheet::count(summary.unused_decisions);
        rest.push_str(&match sheet.lang {
            Lang::Ja => format!("　今回の指摘に当たらない決定 {unused}"),
            Lang::En => format!(", decisions on findings that this run did not make {unused}"),
        });
    }
    sheet.put(&html! { p.faint { (sheet.say("このほか、", "Beside these: ")) (rest) } })?;
    sheet.tag("</section>")
}

/// What came of it, in a sentence.
fn lead(lang: Lang, summary: &Summary, label: &str) -> String {
    let [judged, flagged, undetermined] = [summary.judged, summary.flagged, summary.undetermined].map(sheet::count);
    let found = match (lang, summary.flagged, summary.judged) {
        (Lang::Ja, _, 0) => format!("点検した{label}はありません。"),
        (Lang::En, _, 0) => format!("No {label} was judged."),
        (Lang::Ja, 0, _) => format!("{label}{judged}件を点検しました。指摘のあるものはありません。"),
        (Lang::En, 0, _) => format!("{judged} records ({label}) were judged; none is flagged."),
        (Lang::Ja, ..) => format!("{label}{judged}件を点検し、うち{flagged}件に指摘があります。"),
        (Lang::En, ..) => format!("{judged} records ({label}) were judged; {flagged} of them are flagged."),
    };
    let waiting = match (lang, summary.undetermined) {
        (_, 0) => String::new(),
        (Lang::Ja, _) => format!("ほかの{undetermined}件には、事実が足りず判定できない規則があります。"),
        (Lang::En, _) => format!(" For {undetermined} more, some rules could not be judged for want of facts."),
    };
    format!("{found}{waiting}")
}

fn tiles(sheet: &Sheet<'_>, summary: &Summary) -> Markup {
    let tiles = [
        (sheet.say("読込", "read"), summary.read),
        (sheet.say("判定", "judged"), summary.judged),
        (sheet.say("指摘あり", "flagged"), summary.flagged),
        (sheet.say("判定不能のみ", "undetermined only"), summary.undetermined),
        (sheet.say("データに不備", "with faulty data"), summary.in_error),
    ];
    html! { dl.tiles { @for (label, count) in tiles {
        div { dt { (label) } dd { (sheet::count(count)) small { (sheet.say("件", "")) } } }
    } } }
}

/// How the records divide, as a bar with its key.
fn bar(sheet: &Sheet<'_>, summary: &Summary) -> Markup {
    let judged = summary.judged.max(1);
    let clean = summary.judged.saturating_sub(summary.flagged + summary.undetermined);
    let parts = [
        ("error", sheet.say("指摘あり", "flagged"), summary.flagged),
        ("unknown", sheet.say("指摘はなく、判定不能を含む", "not flagged, but undetermined in part"), summary.undetermined),
        ("good", sheet.say("すべて適合・対象外など", "neither"), clean),
    ];
    html! { @if summary.judged > 0 {
        div.bar aria-hidden="true" { @for (class, _, count) in parts {
            @if count > 0 { div class=(class) style={ "flex-grow:" (count.saturating_mul(1000) / judged) } {} }
        } }
        ul.key { @for (class, label, count) in parts {
            li class=(class) { span { (label) " " (sheet::count(count)) (sheet.say("件", "")) } }
        } }
    } }
}

fn severity_row(sheet: &Sheet<'_>, document: &Document, severity: Severity) -> Markup {
    let of = |failures: &crate::json::Failures| match severity {
        Severity::Error => failures.error,
        Severity::Warning => failures.warning,
        Severity::Review => failures.review,
        Severity::Info => failures.info,
    };
    let count = |standing| {
        let same = document.findings.iter().filter(|finding| finding.outcome == Outcome::Fail && finding.severity == severity);
        same.filter(|finding| finding.standing == standing).count() as u64
    };
    let word = Outcome::Fail.word(severity, sheet.lang);
    html! { tr {
        th scope="row" { span class={ "word " (tone(Outcome::Fail, severity)) } { (word) } }
        (number(of(&document.summary.failures))) (number(of(&document.summary.open)))
        (number(count(Standing::Known))) (number(count(Standing::Accepted)))
    } }
}

fn unknown_row(sheet: &Sheet<'_>, document: &Document) -> Markup {
    let count = |standing| {
        let unknown = document.findings.iter().filter(|finding| finding.outcome == Outcome::Unknown);
        unknown.filter(|finding| finding.standing == standing).count() as u64
    };
    let word = Outcome::Unknown.word(Severity::Error, sheet.lang);
    html! { tr {
        th scope="row" { span.word.unknown { (word) } }
        (number(document.summary.verdicts.unknown)) (number(count(Standing::New)))
        (number(count(Standing::Known))) (number(count(Standing::Accepted)))
    } }
}
