//! The report as a workbook, to be sorted, filtered and handed round: a summary, a row for each finding, each rule, each missing fact, each thing that could
//! not be read, and what was understood of the inputs.

use std::io::{Error, Result, Write};

use crate::json::Document;
use crate::lang::Lang;
use book::Book;

mod book;
mod cell;
mod data;
mod findings;
mod summary;
mod undetermined;

/// Writes the report as a workbook. All text in it is text: nothing in the data becomes a formula or a link.
///
/// ```
/// use sadame::engine::{Engine, Options};
/// use sadame::json::Document;
/// use sadame::lang::Lang;
/// use sadame::pack::Builtin;
/// use sadame::report::xlsx;
///
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
/// let report = engine.session(&Options::default()).expect("nothing is set wrongly").finish();
/// let mut workbook = Vec::new();
/// xlsx::write(&mut workbook, &Document::new(&engine, &report), Lang::Ja).expect("memory takes all that is written");
/// assert!(workbook.starts_with(b"PK"));
/// ```
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, document: &Document, lang: Lang) -> Result<()> {
    let workbook = made(document, lang, book::LAST_ROW).map_err(Error::other)?;
    out.write_all(&workbook)
}

/// The workbook, with at most that many rows below the headings of a sheet.
fn made(document: &Document, lang: Lang, rows: u32) -> std::result::Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Book::new(document, lang, rows)?;
    summary::write(&mut book, document)?;
    findings::write(&mut book, document)?;
    findings::rules(&mut book, document)?;
    undetermined::write(&mut book, document)?;
    data::errors(&mut book, document)?;
    data::inputs(&mut book, document)?;
    book.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader, Xlsx};

    use super::made;
    use crate::engine::{Engine, Options};
    use crate::json::Document;
    use crate::lang::Lang;
    use crate::pack::Builtin;

    #[test]
    fn a_full_sheet_goes_on_in_another() {
        let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
        let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
        let input = session.input("contracts.jsonl");
        session.push(input, 1, br#"{"id": "A", "kind": "works", "amount": 1900000, "planned_price": 1848000}"#);
        let document = Document::new(&engine, &session.finish());
        let workbook = made(&document, Lang::Ja, 3).expect("the workbook can be made");
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).expect("the workbook can be read");
        let sheets: Vec<String> = workbook.sheet_names().into_iter().filter(|name| name.starts_with("指摘")).collect();
        assert_eq!(&sheets[..2], ["指摘", "指摘 (2)"]);
        assert_eq!(sheets.len(), document.findings.len().div_ceil(3));
        let rows: usize = sheets.iter().map(|name| workbook.worksheet_range(name).expect("it is there").height() - 1).sum();
        assert_eq!(rows, document.findings.len());
    }
}
