//! Phrases that every report for people shares: what a finding is about, what was compared, what is cited, what is missing and how to supply it.

use crate::json::{Comparison, Member, Record, RowUse, Source, Subject, Summary, Text};
use crate::lang::Lang;

/// One of two texts, by the language.
pub(super) fn say<'s>(lang: Lang, ja: &'s str, en: &'s str) -> &'s str {
    if lang == Lang::Ja { ja } else { en }
}

/// The title of a report on records of a kind: 契約の点検結果, Contract review.
#[cfg(any(feature = "pages", feature = "sheets"))]
pub(super) fn report_title(lang: Lang, label: &Text) -> String {
    if lang == Lang::Ja {
        return format!("{}の点検結果", label.ja);
    }
    let mut letters = label.en.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{} review", letters.as_str())
}

/// What stands between the things of a list.
pub(super) fn comma(lang: Lang) -> &'static str {
    say(lang, "、", ", ")
}

/// The name of a record: its key, or its place.
pub(super) fn name(record: &Record) -> String {
    record.name()
}

/// Where a record stands in the input.
pub(super) fn place(record: &Record) -> String {
    format!("{}:{}", record.input, record.position)
}

/// A record's name, title and amount.
pub(super) fn title(lang: Lang, record: &Record, heading: &[Text]) -> String {
    let words = heading.iter().map(|text| text.get(lang));
    std::iter::once(name(record).as_str()).chain(words).collect::<Vec<&str>>().join(say(lang, "　", "  "))
}

/// A member of a group: its name, title and amount.
pub(super) fn member(lang: Lang, member: &Member) -> String {
    title(lang, &member.record, &member.heading)
}

/// A record, a group, a row, or the whole set in words.
pub(super) fn describe(lang: Lang, subject: &Subject) -> String {
    match subject {
        Subject::Record { record, heading, .. } => title(lang, record, heading),
        Subject::Group { key, window, members } => {
            let keys: Vec<String> =
                key.iter().map(|key| format!("{}{}{}", key.label.get(lang), say(lang, "：", ": "), key.text.get(lang))).collect();
            let window = window.as_ref().map_or_else(String::new, |[first, last]| match lang {
                Lang::Ja => format!("　{first}から{last}まで"),
                Lang::En => format!(", {first} to {last}"),
            });
            let keys = keys.join(comma(lang));
            match lang {
                Lang::Ja => format!("{keys}{window}（{}件）", members.len()),
                Lang::En => format!("{keys}{window} ({})", members.len()),
            }
        }
        Subject::Row { label, key, .. } => quoted(lang, label.get(lang), key),
        Subject::Set { count } => match lang {
            Lang::Ja => format!("全体（{count}件）"),
            Lang::En => format!("the whole set ({count})"),
        },
    }
}

/// A row of a table, by the table's label and its key.
pub(super) fn row(lang: Lang, row: &RowUse) -> String {
    quoted(lang, row.label.get(lang), row.key.get(lang))
}

fn quoted(lang: Lang, label: &str, key: &str) -> String {
    match lang {
        Lang::Ja => format!("{label}「{key}」"),
        Lang::En => format!("{label} “{key}”"),
    }
}

/// A source by its title and article.
pub(super) fn titled(lang: Lang, source: &Source) -> String {
    let article = source.article.as_deref().map_or_else(String::new, |article| format!(" {article}"));
    format!("{}{article}", source.title.get(lang))
}

/// A source as it is cited: title, article, and whether a person has held the figures against it.
pub(super) fn cited(lang: Lang, source: &Source) -> String {
    let mark = if source.verified { "" } else { say(lang, "【未確認】", " [not verified]") };
    format!("{}{mark}", titled(lang, source))
}

/// A comparison with what stood on its two sides, and whether it held.
pub(super) fn compared(lang: Lang, comparison: &Comparison) -> String {
    let (ja, en) = match comparison.held {
        Some(true) => ("成り立ちます", "holds"),
        Some(false) => ("成り立ちません", "does not hold"),
        None => ("決まりません", "is undetermined"),
    };
    match lang {
        Lang::Ja => format!("{} は{ja}（{}）", operands(lang, comparison), comparison.text),
        Lang::En => format!("{} {en} ({})", operands(lang, comparison), comparison.text),
    }
}

/// A comparison with what stood on its two sides.
pub(super) fn operands(lang: Lang, comparison: &Comparison) -> String {
    let left = comparison.left.text.get(lang);
    let right = comparison.right.as_ref().map(|right| right.text.get(lang));
    match lang {
        Lang::Ja => in_japanese(left, &comparison.operator, right),
        Lang::En => in_english(left, &comparison.operator, right),
    }
}

/// An operand that stands by itself: an empty text is seen.
fn operand<'t>(text: &'t str, empty: &'static str) -> &'t str {
    if text.is_empty() { empty } else { text }
}

/// A comparison as it is read in English.
fn in_english(left: &str, operator: &str, right: Option<&str>) -> String {
    let (left, right) = (operand(left, "\"\""), right.map(|right| operand(right, "\"\"")));
    match operator {
        "is" => left.to_owned(),
        "every" => format!("every one of {left}"),
        "some" => format!("any of {left}"),
        "no" => format!("none of {left}"),
        operator => format!("{left} {operator} {}", right.unwrap_or_default()).trim_end().to_owned(),
    }
}

/// A comparison as it is read in Japanese.
fn in_japanese(left: &str, operator: &str, right: Option<&str>) -> String {
    let right = right.unwrap_or_default();
    match operator {
        "in" => format!("「{left}」が「{right}」に含まれること"),
        "includes" | "contains" => format!("「{left}」が「{right}」を含むこと"),
        "overlaps" => format!("「{left}」と「{right}」が重なること"),
        "starts with" => format!("「{left}」が「{right}」で始まること"),
        "ends with" => format!("「{left}」が「{right}」で終わること"),
        "not in" => format!("「{left}」が「{right}」に含まれないこと"),
        "is" => format!("「{left}」"),
        "every" => format!("{left}件のすべてが満たすこと"),
        "some" => format!("{left}件のいずれかが満たすこと"),
        "no" => format!("{left}件のいずれも満たさないこと"),
        "is empty" => format!("「{left}」が空であること"),
        "is not empty" => format!("「{left}」が空でないこと"),
        "is present" => "記載があること".to_owned(),
        "is absent" => "記載がないこと".to_owned(),
        operator => {
            let sign = match operator {
                "<=" => "≦",
                ">=" => "≧",
                "!=" => "≠",
                other => other,
            };
            format!("{} {sign} {}", operand(left, "「」"), operand(right, "「」"))
        }
    }
}

/// That more was read than is listed.
pub(super) fn more(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Ja => format!("このほかに読んだ事実・比較が{count}件あります"),
        Lang::En => format!("{count} more facts and comparisons were read"),
    }
}

/// That records belong to no group, because it is not known to which.
pub(super) fn unplaced(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Ja => format!("事実が足りず、どの組に入るか決まらないものが、ほかに{count}件あります"),
        Lang::En => format!("{count} more could not be placed in any group, for want of facts"),
    }
}

/// How a setting is made: the date of the check, or a parameter.
pub(super) fn way(lang: Lang, name: &str) -> String {
    match name {
        "as_of" => "--as-of 2017-03-31".to_owned(),
        name => format!("--param {name}={}", say(lang, "値", "VALUE")),
    }
}

/// How many records were read, judged, flagged, and so on.
pub(super) fn records_counted(lang: Lang, summary: &Summary) -> String {
    match lang {
        Lang::Ja => format!(
            "読込 {}件　判定 {}件　指摘あり {}件　指摘はないが判定不能を含む {}件　データに不備 {}件",
            summary.read, summary.judged, summary.flagged, summary.undetermined, summary.in_error
        ),
        Lang::En => format!(
            "read {}, judged {}, flagged {}, not flagged but undetermined in part {}, with faulty data {}",
            summary.read, summary.judged, summary.flagged, summary.undetermined, summary.in_error
        ),
    }
}

/// How many verdicts there were of each kind.
pub(super) fn verdicts_counted(lang: Lang, summary: &Summary) -> String {
    let (verdicts, failures) = (summary.verdicts, summary.failures);
    match lang {
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
            "violations {}, warnings {}, for review {}, for information {}, undetermined {}, excepted {}, passed {}, not applicable {}",
            failures.error,
            failures.warning,
            failures.review,
            failures.info,
            verdicts.unknown,
            verdicts.excepted,
            verdicts.pass,
            verdicts.not_applicable
        ),
    }
}

/// How many findings are known or accepted, and how many decisions met none; none where there are none of these.
pub(super) fn standing_counted(lang: Lang, summary: &Summary) -> Option<String> {
    let (known, accepted, unused) = (summary.known, summary.accepted, summary.unused_decisions);
    if known + accepted + unused == 0 {
        return None;
    }
    let open = summary.open.error + summary.open.warning + summary.open.review + summary.open.info;
    Some(match lang {
        Lang::Ja => format!(
            "既知 {known}件　承認済み {accepted}件　残る指摘 {open}件、判定不能 {}件　該当のない決定 {unused}件",
            summary.open_unknown
        ),
        Lang::En => format!(
            "known {known}, accepted {accepted}, left: {open} findings and {} undetermined; decisions that met no finding {unused}",
            summary.open_unknown
        ),
    })
}
