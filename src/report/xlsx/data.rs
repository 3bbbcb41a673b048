//! A row for each thing that could not be read; and what was understood of each input.

use rust_xlsxwriter::XlsxError;

use super::book::{Book, Grid};
use super::cell::{Cell, Tone};
use crate::json::{DataError, Document, Input, Level};
use crate::lang::Lang;
use crate::report::evidence::broken;
use crate::report::intake;
use crate::report::words::say;

/// What could not be read, or was read with a remark.
pub(super) fn errors(book: &mut Book, document: &Document) -> Result<(), XlsxError> {
    let lang = book.lang;
    let columns = [
        (book.say("程度", "Level"), 9),
        (book.say("入力", "Input"), 34),
        (book.say("#行・順番", "#Position"), 12),
        (book.say("セル等", "Cell"), 18),
        (book.say("項目", "Field"), 32),
        (book.say("項目の位置", "Path"), 28),
        (book.say("記載", "What stands there"), 32),
        (book.say("理由", "Why"), 44),
        (book.say("種別", "Code"), 18),
    ];
    let grid = Grid { name: book.say("データの不備", "Data errors"), columns: &columns, printed: columns.len() };
    let inputs = broken(document, lang).map(|(input, problem)| {
        let mut row = vec![level(lang, Level::Error), input.name.as_str().into()];
        row.extend([""; 5].map(Cell::from));
        row.extend([Cell::from(problem), Cell::from("")]);
        row
    });
    let faults = document.data_errors.iter().map(|fault| error(lang, fault));
    book.grid(&grid, inputs.chain(faults))
}

fn level(lang: Lang, level: Level) -> Cell {
    match level {
        Level::Error => Cell::Toned(say(lang, "不備", "error").to_owned(), Tone::Error),
        Level::Note => Cell::Toned(say(lang, "注記", "note").to_owned(), Tone::Info),
    }
}

fn error(lang: Lang, fault: &DataError) -> Vec<Cell> {
    vec![
        level(lang, fault.level),
        fault.input.as_str().into(),
        Cell::Count(fault.position),
        fault.at.as_str().into(),
        fault.place.get(lang).into(),
        fault.path.as_str().into(),
        fault.raw.as_str().into(),
        fault.reason.get(lang).into(),
        fault.code.as_str().into(),
    ]
}

/// What was understood of each input.
pub(super) fn inputs(book: &mut Book, document: &Document) -> Result<(), XlsxError> {
    let lang = book.lang;
    let columns = [
        (book.say("入力", "Input"), 36),
        (book.say("種類", "Kind"), 28),
        (book.say("位置・見出し", "Place or heading"), 28),
        (book.say("内容", "What"), 76),
        (book.say("#件数", "#Count"), 10),
    ];
    let grid = Grid { name: book.say("入力", "Inputs"), columns: &columns, printed: columns.len() };
    book.grid(&grid, document.summary.inputs.iter().flat_map(|input| input_rows(lang, input)))
}

fn input_rows(lang: Lang, input: &Input) -> Vec<Vec<Cell>> {
    let reading = &input.reading;
    let row = |kind: (&str, &str), at: &str, what: String, count: Option<u64>| {
        let count = count.map_or_else(|| Cell::from(""), Cell::Count);
        vec![input.name.as_str().into(), say(lang, kind.0, kind.1).into(), at.into(), what.into(), count]
    };
    let facts = [
        (("SHA-256", "SHA-256"), input.digest.clone()),
        (("問題", "Problem"), input.problem.as_ref().map(|problem| problem.get(lang).to_owned())),
        (("形式", "Format"), Some(reading.format.clone())),
        (("圧縮", "Packed"), reading.packed.clone()),
        (("文字コード", "Encoding"), reading.encoding.clone()),
        (("様式", "Layout"), reading.layout.clone()),
        (("シート", "Sheet"), reading.sheet.clone()),
        (("見出しの行", "Row of headings"), reading.header_row.map(|row| row.to_string())),
    ];
    let mut rows = vec![row(("読み込んだ件数", "Records"), "", String::new(), Some(input.records))];
    let facts = facts.into_iter().filter_map(|(kind, text)| Some((kind, text.filter(|text| !text.is_empty())?)));
    rows.extend(facts.map(|(kind, text)| row(kind, "", text, None)));
    rows.extend(
        reading
            .beside
            .iter()
            .map(|it| row(("併せて読んだもの", "Read with it"), &it.name, it.digest.clone().unwrap_or_default(), Some(it.rows))),
    );
    rows.extend(intake::units(lang, reading).map(|it| row(("単位", "Unit"), "", it, None)));
    rows.extend(reading.unmapped.iter().map(|it| row(("対応する項目のない見出し", "Heading not read"), it, String::new(), None)));
    let absent = reading.absent.iter();
    rows.extend(absent.map(|it| row(("列のない項目", "Field without a column"), it.get(lang), String::new(), None)));
    rows.extend(reading.skipped.iter().map(|it| {
        let what = format!("{}{}{}", it.text, say(lang, "：", ": "), it.why.get(lang));
        row(("読まなかった行", "Row left out"), &it.at, what, None)
    }));
    rows.extend(reading.repairs.iter().map(|it| {
        let (column, field, what, at) = (&it.column, &it.field, it.what.get(lang), &it.at);
        let what = match lang {
            Lang::Ja => format!("{what}：「{}」を「{}」と読み取り（最初は{at}、項目は{field}）", it.raw, it.read),
            Lang::En => format!("{what}: `{}` read as `{}` (first at {at}, field {field})", it.raw, it.read),
        };
        row(("表記を補って読んだ欄", "Cells repaired"), column, what, Some(it.count))
    }));
    rows
}
