//! A finding with all it rests on: what it says and where it comes from in sight, the facts read to be unfolded.

use maud::{Markup, html};

use super::contents::Contents;
use super::sheet::{self, Sheet, table};
use crate::check::typed::Severity;
use crate::finding::Outcome;
use crate::json::{Comparison, Evidence, Exception, Fact, Finding, Missing, Record, RowUse, Source, Subject};
use crate::lang::Lang;
use crate::report::evidence::{decision, standing_word};
use crate::report::{clears, words};

/// How many ways to clear a finding are in sight.
const WAYS: usize = 5;

/// The class that gives a finding its colour; its word stands beside it always.
pub(super) fn tone(outcome: Outcome, severity: Severity) -> &'static str {
    match (outcome, severity) {
        (Outcome::Fail, Severity::Error) => "error",
        (Outcome::Fail, Severity::Warning) => "warning",
        (Outcome::Fail, Severity::Review) => "review",
        (Outcome::Unknown, _) => "unknown",
        (Outcome::Excepted, _) => "excepted",
        (Outcome::Pass, _) => "pass",
        _ => "info",
    }
}

/// The word of a finding, and how it stands.
pub(super) fn word(sheet: &Sheet<'_>, finding: &Finding) -> Markup {
    html! {
        span class={ "word " (tone(finding.outcome, finding.severity)) } { (sheet.text(&finding.word)) }
        @if let Some(standing) = standing_word(sheet.lang, finding.standing) { " " span.mark { (standing) } }
    }
}

/// A finding of a record, under its rule.
pub(super) fn of_record(sheet: &Sheet<'_>, contents: &Contents<'_>, finding: &Finding, id: &str) -> Markup {
    let heading = html! { (word(sheet, finding)) " " (finding.rule) " " (sheet.text(&finding.title)) };
    whole(sheet, contents, finding, id, &heading, true)
}

/// A finding across records, under what it is about: the rule and its sources stand above.
pub(super) fn of_several(sheet: &Sheet<'_>, contents: &Contents<'_>, finding: &Finding, id: &str, with_rule: bool) -> Markup {
    let about = words::describe(sheet.lang, &finding.subject);
    let heading = html! {
        @if with_rule { (word(sheet, finding)) " " (finding.rule) " " (sheet.text(&finding.title)) " " }
        @else if let Some(standing) = standing_word(sheet.lang, finding.standing) { span.mark { (standing) } " " }
        (about)
    };
    whole(sheet, contents, finding, id, &heading, with_rule)
}

fn whole(
    sheet: &Sheet<'_>,
    contents: &Contents<'_>,
    finding: &Finding,
    id: &str,
    heading: &Markup,
    with_sources: bool,
) -> Markup {
    let class = tone(finding.outcome, finding.severity);
    html! {
        section class={ "finding " (class) } id=(id) {
            h4 { (heading) }
            @if let Some(message) = &finding.message { p.message { (sheet.text(message)) } }
            (pairs(sheet, finding, with_sources))
            (members(sheet, contents, &finding.subject))
            (details(sheet, contents, finding))
        }
    }
}

/// Where it stands, where it comes from, what decided, and what was decided of it.
fn pairs(sheet: &Sheet<'_>, finding: &Finding, with_sources: bool) -> Markup {
    let evidence = &finding.evidence;
    let held: Vec<&Exception> = evidence.exceptions.iter().filter(|exception| exception.held == Some(true)).collect();
    let place = match &finding.subject {
        Subject::Record { path, place, .. } if !path.is_empty() => Some((sheet.text(place), path.as_str())),
        _ => None,
    };
    html! { dl.pairs {
        @if let Some((place, path)) = place {
            dt { (sheet.say("箇所", "At")) } dd { (place) " " code { (path) } }
        }
        @if !held.is_empty() {
            dt { (sheet.say("例外", "Exception")) }
            @for exception in held { dd { (sheet.text(&exception.title)) (in_brackets(sheet, &exception.sources)) } }
        }
        @if !evidence.comparisons.is_empty() {
            dt { (sheet.say("比較", "Compared")) }
            @for comparison in &evidence.comparisons { dd { (compared(sheet, comparison)) } }
        }
        @if !evidence.rows.is_empty() {
            dt { (sheet.say("表", "Table")) }
            @for row in &evidence.rows { dd { (words::row(sheet.lang, row)) " " span.place { (row.file) ":" (row.line) } } }
        }
        (ways(sheet, finding))
        @if with_sources { (sources(sheet, &finding.sources)) }
        @if !finding.decisions.is_empty() {
            dt { (sheet.say("決定", "Decided")) }
            @for decided in &finding.decisions { dd { (decision(sheet.lang, decided)) } }
        }
    } }
}

/// What would clear it; many ways are folded.
fn ways(sheet: &Sheet<'_>, finding: &Finding) -> Markup {
    let ways = clears::sentences(sheet.lang, finding);
    let (first, rest) = ways.split_at(ways.len().min(WAYS));
    html! { @if !ways.is_empty() {
        dt { (sheet.say("どうであれば適合するか", "What would satisfy the rule")) }
        @for way in first { dd { (way) } }
        @if !rest.is_empty() {
            dd { details {
                summary { (sheet.say("ほかに", "and ")) (sheet::count(rest.len() as u64)) (sheet.say("通り", " more")) }
                ul.plain { @for way in rest { li { (way) } } }
            } }
        }
    } }
}

/// Where a rule comes from, as pairs of a list.
pub(super) fn sources(sheet: &Sheet<'_>, sources: &[Source]) -> Markup {
    html! { @if !sources.is_empty() {
        dt { (sheet.say("根拠", "Source")) }
        @for source in sources { dd { (cited(sheet, source)) } }
    } }
}

/// A source, and whether a person has held the figures against it; if not, why.
pub(super) fn cited(sheet: &Sheet<'_>, source: &Source) -> Markup {
    html! {
        (words::titled(sheet.lang, source))
        @if !source.verified {
            " " span.mark.warning { (sheet.say("未確認", "not verified")) }
            @if let Some(why) = &source.why_unverified { " " span.faint { (why.get(sheet.lang)) } }
        }
    }
}

fn in_brackets(sheet: &Sheet<'_>, sources: &[Source]) -> Markup {
    html! { @for source in sources { " " span.faint { (sheet.say("〔", "[")) (cited(sheet, source)) (sheet.say("〕", "]")) } } }
}

fn compared(sheet: &Sheet<'_>, comparison: &Comparison) -> Markup {
    let held = truth(sheet.lang, comparison.held);
    html! { (words::operands(sheet.lang, comparison)) (sheet.say("　", " — ")) (held) " " code { (comparison.text) } }
}

/// Whether something held, in words.
fn truth(lang: Lang, held: Option<bool>) -> &'static str {
    match held {
        Some(true) => words::say(lang, "成り立つ", "holds"),
        Some(false) => words::say(lang, "成り立たない", "does not hold"),
        None => words::say(lang, "決まらない", "undetermined"),
    }
}

/// The members of a group; many are folded.
fn members(sheet: &Sheet<'_>, contents: &Contents<'_>, subject: &Subject) -> Markup {
    let Subject::Group { members, .. } = subject else { return html! {} };
    let width = members.iter().map(|member| member.heading.len()).max().unwrap_or_default();
    let rows = html! { @for member in members { tr {
        th scope="row" { (linked(contents, &member.record)) }
        @for at in 0..width { td { @if let Some(text) = member.heading.get(at) { (sheet.text(text)) } } }
        td.place { (words::place(&member.record)) }
    } } };
    let caption = match sheet.lang {
        Lang::Ja => format!("対象　{}件", sheet::count(members.len() as u64)),
        Lang::En => format!("Members ({})", sheet::count(members.len() as u64)),
    };
    let table = html! {
        div.scroll role="group" aria-label=(caption) tabindex="0" { table {
            caption { (caption) }
            thead { tr {
                th scope="col" { (sheet.say("番号", "Key")) }
                @if width > 0 { th scope="colgroup" colspan=(width) { (sheet.say("件名・金額等", "Title, amount")) } }
                th scope="col" { (sheet.say("入力の位置", "Place")) }
            } }
            tbody { (rows) }
        } }
    };
    html! { @if members.len() > 20 { details { summary { (caption) } (table) } } @else { (table) } }
}

/// A record's name, linked to its findings.
fn linked(contents: &Contents<'_>, record: &Record) -> Markup {
    let name = words::name(record);
    html! { @match contents.anchor(record) {
        Some(anchor) => a href={ "#" (anchor) } { (name) },
        None => (name),
    } }
}

/// All that was read, to be unfolded.
fn details(sheet: &Sheet<'_>, contents: &Contents<'_>, finding: &Finding) -> Markup {
    let evidence = &finding.evidence;
    html! { details.deep {
        summary { (sheet.say("事実と照合の細目", "Facts and details")) }
        div {
            (missing(sheet, contents, evidence))
            (facts(sheet, contents, &evidence.facts))
            @for row in &evidence.rows { (row_used(sheet, row)) }
            (exceptions(sheet, &evidence.exceptions))
            @if evidence.unplaced > 0 { p { (words::unplaced(sheet.lang, evidence.unplaced)) } }
            @if evidence.more > 0 { p { (words::more(sheet.lang, evidence.more)) } }
            p.faint { (sheet.say("指紋 ", "Fingerprint ")) span.print { (finding.fingerprint) } }
        }
    } }
}

fn missing(sheet: &Sheet<'_>, contents: &Contents<'_>, evidence: &Evidence) -> Markup {
    html! { @if !evidence.missing.is_empty() {
        p { (sheet.say("足りない事実", "What is missing")) }
        ul.plain { @for missing in &evidence.missing { li.missing { (wanted(sheet, contents, missing)) } } }
    } }
}

/// What is missing and why; with its record, where the finding is about several.
fn wanted(sheet: &Sheet<'_>, contents: &Contents<'_>, missing: &Missing) -> Markup {
    html! {
        @if let Some(record) = &missing.record { (linked(contents, record)) " " }
        (sheet.text(&missing.place)) (sheet.say("：", ": ")) (sheet.text(&missing.reason))
        @if !missing.path.is_empty() { " " code { (missing.path) } }
    }
}

fn facts(sheet: &Sheet<'_>, contents: &Contents<'_>, facts: &[Fact]) -> Markup {
    if facts.is_empty() {
        return html! {};
    }
    let several = facts.iter().any(|fact| fact.record.is_some());
    let mut headings = vec![sheet.say("事実", "Fact"), sheet.say("値", "Value"), sheet.say("位置", "Path")];
    if several {
        headings.insert(0, sheet.say("番号", "Record"));
    }
    let rows = html! { @for fact in facts { tr {
        @if several { td { @if let Some(record) = &fact.record { (linked(contents, record)) } } }
        th scope="row" { (sheet.text(&fact.place)) }
        td {
            (sheet.text(&fact.shown.text))
            @if fact.by_default { " " span.mark { (sheet.say("記載がなく、規則の既定値による", "not given; the rules' default")) } }
        }
        td { code { (fact.path) } }
    } } };
    table(sheet.say("読み取った事実", "Facts read"), &headings, &rows)
}

/// A table row used, with what stands in it.
fn row_used(sheet: &Sheet<'_>, row: &RowUse) -> Markup {
    let caption = format!("{} ({}:{})", words::row(sheet.lang, row), row.file, row.line);
    let rows = html! { @for cell in &row.cells { tr {
        th scope="row" { (sheet.text(&cell.label)) }
        td { (sheet.text(&cell.shown.text)) }
    } } };
    let headings = [sheet.say("欄", "Column"), sheet.say("値", "Value")];
    html! {
        (table(&caption, &headings, &rows))
        @if !row.sources.is_empty() { dl.pairs { (sources(sheet, &row.sources)) } }
    }
}

fn exceptions(sheet: &Sheet<'_>, exceptions: &[Exception]) -> Markup {
    html! { @if !exceptions.is_empty() {
        p { (sheet.say("検討した例外", "Exceptions considered")) }
        ul.plain { @for exception in exceptions { li {
            @if let Some(id) = &exception.id { (id) " " }
            (sheet.text(&exception.title)) (sheet.say("：", ": ")) (truth(sheet.lang, exception.held))
            (in_brackets(sheet, &exception.sources))
        } } }
    } }
}
