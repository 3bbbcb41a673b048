//! What stands behind a finding, as plain strings: for reports whose readers are other programs and have a cell or a line for each thing.

use super::words::{cited, comma, compared, more, name, place, row, say, unplaced};
use crate::finding::{Outcome, Standing};
use crate::json::{DataError, Decided, Document, Finding, Input, Missing, Record, Subject};
use crate::lang::Lang;

/// What the rule says; of a verdict that could not be reached, what is missing; and the rule's title where it says nothing.
pub(super) fn message(lang: Lang, finding: &Finding) -> String {
    let said = finding.message.as_ref().map_or("", |message| message.get(lang));
    let missing = missing(lang, finding);
    match finding.outcome {
        _ if !said.is_empty() => said.to_owned(),
        Outcome::Unknown if !missing.is_empty() => format!("{}{}", say(lang, "不足：", "missing: "), missing.join(comma(lang))),
        _ => finding.title.get(lang).to_owned(),
    }
}

/// The facts that were not to be had, each with its reason.
pub(super) fn missing(lang: Lang, finding: &Finding) -> Vec<String> {
    let mut lines: Vec<String> = finding.evidence.missing.iter().map(|missing| one_missing(lang, missing)).collect();
    let count = finding.evidence.unplaced;
    lines.extend((count > 0).then(|| unplaced(lang, count)));
    lines
}

fn one_missing(lang: Lang, missing: &Missing) -> String {
    let of = missing.record.as_ref().map_or_else(String::new, |record| format!("{} ", name(record)));
    format!("{of}{}{}{}", missing.place.get(lang), say(lang, "：", ": "), missing.reason.get(lang))
}

/// Where the rule comes from, and the tables it used where they come from elsewhere.
pub(super) fn sources(lang: Lang, finding: &Finding) -> Vec<String> {
    let of_rows = finding.evidence.rows.iter().flat_map(|row| &row.sources);
    let mut lines: Vec<String> = Vec::new();
    for source in finding.sources.iter().chain(of_rows) {
        let line = cited(lang, source);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// The comparisons that decided, with what stood on both sides.
pub(super) fn comparisons(lang: Lang, finding: &Finding) -> Vec<String> {
    let mut lines: Vec<String> = finding.evidence.comparisons.iter().map(|comparison| compared(lang, comparison)).collect();
    let count = finding.evidence.more;
    lines.extend((count > 0).then(|| more(lang, count)));
    lines
}

/// The rows of tables that were used, with the file and the line they stand in.
pub(super) fn rows(lang: Lang, finding: &Finding) -> Vec<String> {
    finding.evidence.rows.iter().map(|used| format!("{} {}:{}", row(lang, used), used.file, used.line)).collect()
}

/// The exceptions considered, and whether each held.
pub(super) fn exceptions(lang: Lang, finding: &Finding) -> Vec<String> {
    let one = |exception: &crate::json::Exception| {
        let held = match exception.held {
            Some(true) => say(lang, "該当する", "holds"),
            Some(false) => say(lang, "該当しない", "does not hold"),
            None => say(lang, "決まらない", "undetermined"),
        };
        let sources: Vec<String> = exception.sources.iter().map(|source| cited(lang, source)).collect();
        let sources = match (sources.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::Ja) => format!("（{}）", sources.join("、")),
            (false, Lang::En) => format!(" ({})", sources.join(", ")),
        };
        format!("{}{}{held}{sources}", exception.title.get(lang), say(lang, "：", ": "))
    };
    finding.evidence.exceptions.iter().map(one).collect()
}

/// How the finding stands, where it is not new, and what was decided of it.
pub(super) fn standing(lang: Lang, finding: &Finding) -> Vec<String> {
    let word = standing_word(lang, finding.standing).map(str::to_owned);
    word.into_iter().chain(finding.decisions.iter().map(|decided| decision(lang, decided))).collect()
}

/// How a finding stands, in a word; none where it is new.
pub(super) fn standing_word(lang: Lang, standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::New => None,
        Standing::Known => Some(say(lang, "既知", "known")),
        Standing::Accepted => Some(say(lang, "承認済み", "accepted")),
    }
}

/// A decision: its word, who, when, why, and until when.
pub(super) fn decision(lang: Lang, decided: &Decided) -> String {
    let (word, it) = (decided.word.get(lang), &decided.decision);
    let until = match (&it.until, lang) {
        (None, _) => String::new(),
        (Some(until), Lang::Ja) => format!("、{until}まで"),
        (Some(until), Lang::En) => format!(", until {until}"),
    };
    let over = if decided.in_force { "" } else { say(lang, "、現在は効力なし", ", not in force") };
    match lang {
        Lang::Ja => format!("{word}（{} {}{until}{over}）：{}", it.by, it.on, it.reason),
        Lang::En => format!("{word} ({} {}{until}{over}): {}", it.by, it.on, it.reason),
    }
}

/// The records that a finding is about: one, the members of a group, or none.
pub(super) fn records(finding: &Finding) -> Vec<&Record> {
    match &finding.subject {
        Subject::Record { record, .. } => vec![record],
        Subject::Group { members, .. } => members.iter().map(|member| &member.record).collect(),
        Subject::Row { .. } | Subject::Set { .. } => Vec::new(),
    }
}

/// Where in a record a finding is, in words; empty for the record itself.
pub(super) fn within(lang: Lang, finding: &Finding) -> &str {
    match &finding.subject {
        Subject::Record { place, .. } => place.get(lang),
        _ => "",
    }
}

/// All that the [message](message) does not say, a line for each thing with its label: for readers that show one text.
pub(super) fn told(lang: Lang, finding: &Finding) -> Vec<String> {
    let within = Some(within(lang, finding)).filter(|within| !within.is_empty()).map(str::to_owned);
    let stands: Vec<String> = records(finding).into_iter().map(place).collect();
    let is_said = finding.outcome == Outcome::Unknown && finding.message.is_none();
    let missing = if is_said { Vec::new() } else { missing(lang, finding) };
    let things = [
        (say(lang, "箇所", "At"), within.into_iter().collect()),
        (say(lang, "不足", "Missing"), missing),
        (say(lang, "比較", "Compared"), comparisons(lang, finding)),
        (say(lang, "表", "Table"), rows(lang, finding)),
        (say(lang, "例外", "Exception"), exceptions(lang, finding)),
        (say(lang, "根拠", "Source"), sources(lang, finding)),
        (say(lang, "扱い", "Standing"), standing(lang, finding)),
        (say(lang, "入力", "Input"), stands),
        (say(lang, "指紋", "Fingerprint"), vec![finding.fingerprint.clone()]),
    ];
    let line = |label: &str, text: String| format!("{label}{}{text}", say(lang, "：", ": "));
    things.into_iter().flat_map(|(label, texts)| texts.into_iter().map(move |text| line(label, text))).collect()
}

/// Inputs that could not be read, or not to their end, with the reason.
pub(super) fn broken(document: &Document, lang: Lang) -> impl Iterator<Item = (&Input, &str)> {
    document.summary.inputs.iter().filter_map(move |input| Some((input, input.problem.as_ref()?.get(lang))))
}

/// Something that could not be read: the record's place, the field, what stood there, and why.
pub(super) fn fault(lang: Lang, fault: &DataError) -> String {
    let of = format!("{}:{}", fault.input, fault.position);
    let field = match (fault.path.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Ja) => format!("　{}（{}）", fault.place.ja, fault.path),
        (false, Lang::En) => format!(" {} ({})", fault.place.en, fault.path),
    };
    let cell = if fault.at.is_empty() { String::new() } else { format!(" {}", fault.at) };
    let raw = match (fault.raw.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Ja) => format!("「{}」", fault.raw),
        (false, Lang::En) => format!(" `{}`", fault.raw),
    };
    format!("{of}{field}{cell}{raw}{}{}", say(lang, "：", ": "), fault.reason.get(lang))
}

/// What was read of an input.
fn input<'d>(document: &'d Document, name: &str) -> Option<&'d Input> {
    document.summary.inputs.iter().find(|known| known.name == name)
}

/// The file that an input is, by the name people know it by: without the number that tells it from the same file given before.
pub(super) fn file<'d>(document: &'d Document, name: &'d str) -> &'d str {
    input(document, name).and_then(|known| known.given.as_deref()).unwrap_or(name)
}

/// The line of the input at which a record stands; none where its position is a place in an array, a row of a sheet, or a line of a packed file.
pub(super) fn line(document: &Document, name: &str, position: u64) -> Option<u64> {
    let reading = &input(document, name)?.reading;
    let by_lines = matches!(reading.format.as_str(), "" | "jsonl" | "csv") && reading.packed.is_none() && name != "-";
    (by_lines && position > 0).then_some(position)
}
