//! What was understood of an input, in words: for every report that people read.

use super::words::{comma, say};
use crate::json::{Input, Reading, Repair};
use crate::lang::Lang;

/// How many records it held, and what kind of file it is.
pub(super) fn counted(lang: Lang, input: &Input) -> String {
    let reading = &input.reading;
    let mut parts = vec![match lang {
        Lang::Ja => format!("{}件", input.records),
        Lang::En if input.records == 1 => "1 record".to_owned(),
        Lang::En => format!("{} records", input.records),
    }];
    parts.extend((!reading.format.is_empty()).then(|| reading.format.clone()));
    parts.extend(reading.packed.clone());
    parts.extend(reading.encoding.clone());
    parts.join(comma(lang))
}

/// What is worth saying of how it was read: a label, and a line for each thing.
pub(super) fn lines(lang: Lang, reading: &Reading) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let layout = reading.layout.clone().or_else(|| {
        // By its labels: only a table needs one.
        reading.header_row.map(|_| say(lang, "なし（項目名で読んだ）", "none (read by the labels of the record)").to_owned())
    });
    lines.extend(layout.map(|layout| (say(lang, "様式", "layout"), layout)));
    if let Some(sheet) = &reading.sheet {
        lines.push((say(lang, "シート", "sheet"), sheet.clone()));
    }
    if let Some(row) = reading.header_row {
        let text = match lang {
            Lang::Ja => format!("{row}行目"),
            Lang::En => format!("row {row}"),
        };
        lines.push((say(lang, "見出し", "headings"), text));
    }
    for beside in &reading.beside {
        let digest = beside.digest.as_ref().map_or_else(String::new, |digest| format!(" sha256 {digest}"));
        let text = match lang {
            Lang::Ja => format!("{}（{}行）{digest}", beside.name, beside.rows),
            Lang::En => format!("{} ({} rows){digest}", beside.name, beside.rows),
        };
        lines.push((say(lang, "併読", "with it"), text));
    }
    lines.extend(units(lang, reading).map(|text| (say(lang, "単位", "unit"), text)));
    if !reading.absent.is_empty() {
        let fields: Vec<&str> = reading.absent.iter().map(|field| field.get(lang)).collect();
        lines.push((say(lang, "列のない項目", "fields without a column"), fields.join(comma(lang))));
    }
    if !reading.unmapped.is_empty() {
        lines.push((say(lang, "読まなかった列", "columns not read"), reading.unmapped.join(comma(lang))));
    }
    for skipped in &reading.skipped {
        let text = match lang {
            Lang::Ja => format!("{}「{}」：{}", skipped.at, skipped.text, skipped.why.ja),
            Lang::En => format!("{} `{}`: {}", skipped.at, skipped.text, skipped.why.en),
        };
        lines.push((say(lang, "除いた行", "row left out"), text));
    }
    lines.extend(reading.repairs.iter().map(|repair| (say(lang, "補正", "repaired"), repaired(lang, repair))));
    lines
}

/// The columns of amounts that are not counted in yen.
pub(super) fn units(lang: Lang, reading: &Reading) -> impl Iterator<Item = String> {
    reading.columns.iter().filter(|column| column.unit != 1).map(move |column| match lang {
        Lang::Ja => format!("{}「{}」の1は{}円", column.at, column.heading, column.unit),
        Lang::En => format!("1 in {} `{}` is {} yen", column.at, column.heading, column.unit),
    })
}

/// A kind of repair in a column: how often, and the first.
pub(super) fn repaired(lang: Lang, repair: &Repair) -> String {
    let raw = repair.raw.replace('\n', "↵");
    match lang {
        Lang::Ja => {
            format!("「{}」{}　{}件（{}「{raw}」→ {} など）", repair.column, repair.what.ja, repair.count, repair.at, repair.read)
        }
        Lang::En => format!(
            "`{}`: {}, {} times ({} `{raw}` as {}, for one)",
            repair.column, repair.what.en, repair.count, repair.at, repair.read
        ),
    }
}
