//! What changed between two versions of rules, in words: for `sadame diff`.

use std::io::{Result, Write};

use super::page::{Ink, Page};
use super::{Style, short, subject};
use crate::diff::{Change, Diff, Judged, Kind, Place, RowChange, Turn, VerdictChange, Verdicts, What};
use crate::finding::Outcome;
use crate::json::{Counts, Finding, Pack, Record, Shown, Subject, Text};
use crate::lang::Lang;
use crate::report::{evidence, words};
use crate::syntax::Part;

/// Writes what changed.
///
/// # Errors
/// Those of the writer.
pub fn diff(out: &mut dyn Write, diff: &Diff, style: Style) -> Result<()> {
    let mut page = Page::new(out, style);
    packs(&mut page, ("旧　", "Old  "), &diff.old)?;
    packs(&mut page, ("新　", "New  "), &diff.new)?;
    page.blank()?;
    if diff.changes.is_empty() {
        page.inked(0, Ink::Green, page.say("規則と表に変更はありません", "No rule and no table changed"))?;
        page.blank()?;
    }
    for alike in diff.changes.chunk_by(|one, other| one.kind == other.kind) {
        let Some(first) = alike.first() else { continue };
        page.heading(kind(page.style.lang, first.kind), Some(alike.len()))?;
        page.blank()?;
        for change in alike {
            declaration(&mut page, change)?;
        }
    }
    if let Some(found) = &diff.verdicts {
        verdicts(&mut page, found)?;
    }
    Ok(())
}

fn packs(page: &mut Page<'_>, (ja, en): (&str, &str), packs: &[Pack]) -> Result<()> {
    let lang = page.style.lang;
    let named = |pack: &Pack| match lang {
        Lang::Ja => format!("{}（{} {}、{}）", pack.title.ja, pack.name, pack.version, short(&pack.digest)),
        Lang::En => format!("{} ({} {}, {})", pack.title.en, pack.name, pack.version, short(&pack.digest)),
    };
    let packs: Vec<String> = packs.iter().rev().map(named).collect();
    let packs = packs.join(page.comma());
    page.hung(0, (Ink::Dim, page.say(ja, en)), (Ink::Dim, &packs))
}

/// A declaration: what happened to it, its pieces as they were and are, its rows.
fn declaration(page: &mut Page<'_>, change: &Change) -> Result<()> {
    let lang = page.style.lang;
    let (ink, mut word) = match change.what {
        What::Added => (Ink::Green, page.say("追加", "added").to_owned()),
        What::Removed => (Ink::Red, page.say("削除", "removed").to_owned()),
        What::Renamed => (Ink::Blue, page.say("改名", "renamed").to_owned()),
        What::Changed => (Ink::Yellow, page.say("変更", "changed").to_owned()),
    };
    if let Some(was) = &change.was {
        word = match lang {
            Lang::Ja => format!("{word}（旧 {was}）"),
            Lang::En => format!("{word} (was {was})"),
        };
    }
    let title = change.title.get(lang);
    let name = if title == change.name { title.to_owned() } else { format!("{} {title}", change.name) };
    let places = places(lang, change.old.as_ref(), change.new.as_ref());
    page.hung(0, (Ink::Bold, "● "), (Ink::Bold, name.trim_start()))?;
    page.hung(2, (ink, &format!("{word}{}", page.say("　", "  "))), (Ink::Dim, &places))?;
    for piece in change.pieces.iter().filter(|piece| !(change.what != What::Changed && piece.part == Part::Title)) {
        let both = piece.old.is_some() && piece.new.is_some();
        page.inked(2, Ink::Plain, part(lang, piece.part))?;
        for (label, ink, written) in
            [(page.say("旧　", "old  "), Ink::Red, &piece.old), (page.say("新　", "new  "), Ink::Green, &piece.new)]
        {
            let Some(written) = written else { continue };
            let place = if both { format!("{}{}", page.say("　", "  "), at(&written.place)) } else { String::new() };
            page.hung(4, (ink, label), (Ink::Plain, &format!("{}{place}", written.text)))?;
        }
    }
    rows(page, change)?;
    page.blank()
}

/// The rows of a table: those of one that was added or removed are counted.
fn rows(page: &mut Page<'_>, change: &Change) -> Result<()> {
    let lang = page.style.lang;
    if matches!(change.what, What::Added | What::Removed) {
        if change.kind == Kind::Table {
            let count = change.rows.len();
            page.line(2, "", words::say(lang, &format!("{count}行"), &format!("{count} rows")))?;
        }
        return Ok(());
    }
    change.rows.iter().try_for_each(|row| one_row(page, row))
}

fn one_row(page: &mut Page<'_>, row: &RowChange) -> Result<()> {
    let lang = page.style.lang;
    let (ink, word) = match row.what {
        What::Added => (Ink::Green, page.say("行の追加　", "row added    ")),
        What::Removed => (Ink::Red, page.say("行の削除　", "row removed  ")),
        What::Renamed | What::Changed => (Ink::Yellow, page.say("行の変更　", "row changed  ")),
    };
    let key = row.key.get(lang);
    let key = match lang {
        _ if key.is_empty() => String::new(),
        Lang::Ja => format!("「{key}」"),
        Lang::En => format!("“{key}”"),
    };
    let period = match (&row.old_period, &row.period) {
        (Some(old), Some(new)) => format!("{}{} → {}", page.say("　", ", "), old.get(lang), new.get(lang)),
        (None, Some(period)) => format!("{}{}", page.say("　", ", "), period.get(lang)),
        _ => String::new(),
    };
    let places = places(lang, row.old.as_ref(), row.new.as_ref());
    page.hung(2, (ink, word), (Ink::Plain, &format!("{key}{period}{}{places}", page.say("　", "  "))))?;
    for cell in &row.cells {
        let shown = |shown: &Option<Shown>| shown.as_ref().map(|shown| shown.text.get(lang).to_owned());
        let figures = match (shown(&cell.old), shown(&cell.new)) {
            (Some(old), Some(new)) => format!("{old} → {new}"),
            (one, other) => one.or(other).unwrap_or_default(),
        };
        page.line(4, &format!("{}{}", cell.label.get(lang), page.say("　", "  ")), &figures)?;
    }
    Ok(())
}

/// What changed for the contracts: how they were judged, the counts, and each verdict with both its explanations.
fn verdicts(page: &mut Page<'_>, found: &Verdicts) -> Result<()> {
    let lang = page.style.lang;
    page.heading(page.say("判定の変化", "Verdicts that changed"), Some(found.changes.len()))?;
    page.blank()?;
    if found.changes.is_empty() {
        page.inked(0, Ink::Green, page.say("判定の変わるものはありません", "No verdict changes"))?;
    }
    for turn in &found.turns {
        let text = match lang {
            Lang::Ja => format!("{}件", turn.count),
            Lang::En => turn.count.to_string(),
        };
        page.line(2, &format!("{}{}", turned(page, turn), page.say("　", "  ")), &text)?;
    }
    let same = match lang {
        Lang::Ja => format!("変わらない判定 {}件", found.same),
        Lang::En => format!("{} verdicts are as they were", found.same),
    };
    page.line(2, "", &same)?;
    for (label, judged) in [(page.say("旧　", "old  "), &found.old), (page.say("新　", "new  "), &found.new)] {
        page.hung(2, (Ink::Dim, label), (Ink::Dim, &counted(lang, judged)))?;
    }
    page.blank()?;
    let mut last: Option<&Record> = None;
    for change in &found.changes {
        match &change.finding().subject {
            Subject::Record { record, heading, .. } => {
                if last != Some(record) {
                    subject::record(page, record, heading)?;
                }
                last = Some(record);
            }
            other => {
                page.hung(0, (Ink::Bold, "● "), (Ink::Bold, &words::describe(lang, other)))?;
                last = None;
            }
        }
        verdict(page, change)?;
    }
    Ok(())
}

fn counted(lang: Lang, run: &Judged) -> String {
    let Judged { read, judged, in_error, verdicts, .. } = run;
    let Counts { fail, unknown, excepted, pass, not_applicable } = verdicts;
    match lang {
        Lang::Ja => format!(
            "読込 {read}件　判定 {judged}件　データに不備 {in_error}件　不適合 {fail}　判定不能 {unknown}　例外適用 {excepted}　適合 {pass}　対象外 {not_applicable}"
        ),
        Lang::En => format!(
            "read {read}, judged {judged}, with faulty data {in_error}; failed {fail}, undetermined {unknown}, excepted {excepted}, passed {pass}, not applicable {not_applicable}"
        ),
    }
}

fn turned(page: &Page<'_>, turn: &Turn) -> String {
    let none = page.say("判定なし", "no verdict");
    let word = |text: &Option<Text>| text.as_ref().map_or_else(|| none.to_owned(), |text| page.text(text).to_owned());
    format!("{} → {}", word(&turn.old), word(&turn.new))
}

/// A verdict that changed: from what to what, and why it was and why it is.
fn verdict(page: &mut Page<'_>, change: &VerdictChange) -> Result<()> {
    let lang = page.style.lang;
    let finding = change.finding();
    let none = page.say("判定なし", "no verdict");
    let word = |finding: &Option<Finding>| finding.as_ref().map_or(none, |finding| finding.word.get(lang)).to_owned();
    let head = match lang {
        Lang::Ja => format!("【{} → {}】", word(&change.old), word(&change.new)),
        Lang::En => format!("[{} → {}] ", word(&change.old), word(&change.new)),
    };
    let ink = match change.new.as_ref().map(|finding| finding.outcome) {
        Some(Outcome::Fail) => Ink::Red,
        Some(Outcome::Unknown) => Ink::Yellow,
        _ => Ink::Green,
    };
    page.hung(2, (ink, &head), (Ink::Bold, &format!("{} {}", finding.rule, finding.title.get(lang))))?;
    if let Subject::Record { path, place, .. } = &finding.subject
        && !path.is_empty()
    {
        page.line(4, page.say("箇所　", "at   "), &format!("{} ({path})", place.get(lang)))?;
    }
    for (label, finding) in [(page.say("旧　", "old  "), &change.old), (page.say("新　", "new  "), &change.new)] {
        let Some(finding) = finding else { continue };
        let mut lines = reasons(lang, finding).into_iter();
        page.hung(4, (Ink::Dim, label), (Ink::Plain, &lines.next().unwrap_or_default()))?;
        for line in lines {
            page.line(4, page.say("　　", "     "), &line)?;
        }
    }
    page.blank()
}

/// Why a verdict is what it is: what the rule says of a failure or what was lacking, the comparisons that decided, the rows used.
fn reasons(lang: Lang, finding: &Finding) -> Vec<String> {
    let speaks = !matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable);
    let mut lines = if speaks { vec![evidence::message(lang, finding)] } else { vec![finding.word.get(lang).to_owned()] };
    let held = finding.evidence.exceptions.iter().filter(|exception| exception.held == Some(true));
    lines.extend(held.map(|exception| format!("{}{}", words::say(lang, "例外：", "exception: "), exception.title.get(lang))));
    lines.extend(finding.evidence.comparisons.iter().map(|comparison| words::compared(lang, comparison)));
    let row = |row| format!("{}{}", words::say(lang, "表：", "table: "), words::row(lang, row));
    lines.extend(finding.evidence.rows.iter().map(|used| format!("{} {}:{}", row(used), used.file, used.line)));
    lines
}

fn at(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

/// Where something stands, and where it stood if that was elsewhere.
fn places(lang: Lang, old: Option<&Place>, new: Option<&Place>) -> String {
    match (old, new) {
        (Some(old), Some(new)) if old != new => match lang {
            Lang::Ja => format!("{}（旧 {}）", at(new), at(old)),
            Lang::En => format!("{} (was {})", at(new), at(old)),
        },
        (old, new) => new.or(old).map_or_else(String::new, at),
    }
}

fn kind(lang: Lang, kind: Kind) -> &'static str {
    let (ja, en) = match kind {
        Kind::Rule => ("規則", "Rules"),
        Kind::Exception => ("例外", "Exceptions"),
        Kind::Table => ("表", "Tables"),
        Kind::Parameter => ("パラメータ", "Parameters"),
        Kind::Define => ("定義", "Definitions"),
        Kind::Figure => ("全体の数値", "Figures"),
        Kind::Summary => ("組ごとの数値", "Summaries"),
        Kind::Choice => ("選択肢", "Choices"),
        Kind::Record => ("記録", "Records"),
        Kind::Source => ("出典", "Sources"),
        Kind::Layout => ("様式", "Layouts"),
        Kind::FiscalYear => ("会計年度", "Fiscal year"),
    };
    words::say(lang, ja, en)
}

fn part(lang: Lang, part: Part) -> &'static str {
    let (ja, en) = match part {
        Part::Title => ("題名", "title"),
        Part::Scope => ("対象", "scope"),
        Part::Severity => ("重大度", "severity"),
        Part::Cite => ("根拠", "citation"),
        Part::Applies => ("適用期間", "period"),
        Part::Let => ("置き換え", "let"),
        Part::When => ("条件", "condition"),
        Part::Require => ("義務", "obligation"),
        Part::Except => ("例外", "exception"),
        Part::Message => ("説明文", "message"),
        Part::To => ("例外の対象", "exception to"),
        Part::Line => ("行", "line"),
        Part::Variant => ("選択肢", "possibility"),
        Part::Field => ("項目", "field"),
        Part::Column => ("列", "column"),
        Part::Dated => ("適用期間の有無", "dated"),
        Part::Type => ("型", "type"),
        Part::Default => ("既定値", "default"),
        Part::Value => ("値", "value"),
    };
    words::say(lang, ja, en)
}
