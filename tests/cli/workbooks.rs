//! Workbooks: which sheet is read, what stands in a cell that is one over several, and what a file does not hold although a screen may have shown it.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::tabled::{Said, by_layout, check, file, folder};

/// A sheet with the headings and rows of this text, divided at commas; what looks like a number is one.
fn sheet(name: &str, text: &str) -> Worksheet {
    let mut sheet = Worksheet::new();
    sheet.set_name(name).expect("the name can be one of a sheet");
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<u32>() {
                Ok(number) => sheet.write_number(row, column, number),
                Err(_) => sheet.write_string(row, column, cell),
            }
            .expect("the cell is in the sheet");
        }
    }
    sheet
}

fn bytes(sheets: impl IntoIterator<Item = Worksheet>) -> Vec<u8> {
    let mut book = Workbook::new();
    sheets.into_iter().for_each(|sheet| book.push_worksheet(sheet));
    book.save_to_buffer().expect("the workbook can be written")
}

fn book(sheets: impl IntoIterator<Item = Worksheet>) -> Said {
    file("c.xlsx", bytes(sheets))
}

const ROWS: &str = "契約番号,件名,契約金額,契約締結日\nA,回線,900,2016-04-01\nB,端末,1001,2016-04-01\n";

#[test]
fn a_workbook_that_cannot_be_opened_is_refused_with_the_cure() {
    let stream = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes);
    let protected: Vec<u8> = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied().chain([0; 504]).chain(stream).collect();
    file("c.xlsx", &protected).refused(&["パスワードで保護されています", "解除して保存し直してください"]);
    let whole = bytes([sheet("一覧", ROWS)]);
    for damaged in [&whole[..whole.len() / 2], b"PK\x03\x04", b"no workbook", &protected[..512]] {
        file("c.xlsx", damaged).refused(&["ブックとして読めません", "開いて保存し直してください"]);
    }
    file("c.xlsx", b"").refused(&["中身がありません"]);
    book([sheet("一覧", "")]).refused(&["中身がありません"]);
    let mut spoilt = whole;
    let part = b"xl/worksheets/sheet1.xml";
    let at = spoilt.windows(part.len()).position(|bytes| bytes == part).expect("the sheet is there") + part.len();
    spoilt[at..at + 100].fill(0x55);
    file("c.xlsx", &spoilt).refused(&["ブックとして読めません", "開いて保存し直してください"]);
}

#[test]
fn a_workbook_that_cannot_be_read_leaves_the_others_to_be_judged() {
    let folder = folder("", &[("a.xlsx", b"PK\x03\x04"), ("b.xlsx", &bytes([sheet("一覧", ROWS)]))]);
    let said = check(&folder, &["a.xlsx", "b.xlsx"]);
    assert_eq!((said.status, said.counts()), (2, [2, 2, 0]));
    assert!(said.problem().contains("ブックとして読めません"), "{said:?}");
    assert_eq!(said.outcome("F-1", "B"), "fail");
}

#[test]
fn a_cell_that_is_one_over_several_rows_stands_in_each_and_that_is_told() {
    let mut list = sheet("一覧", "契約番号,契約金額,契約締結日,件名\nA,900,2016-04-01\nB,1001,2016-04-01\nC,1,2016-04-01\n");
    list.merge_range(1, 3, 2, 3, "回線", &Format::new()).expect("the cells are in the sheet");
    let said = book([list]);
    said.faulty(&[("一覧!D4", "/title", "missing")]);
    assert_eq!(said.repairs(), [("title".into(), "merged".into(), 1)]);
    assert_eq!(said.counts(), [3, 3, 1]);
    assert_eq!(said.outcome("F-1", "B"), "fail");
}

#[test]
fn two_sheets_that_fit_as_well_are_not_chosen_between() {
    let (spring, autumn) = (|| sheet("上期", ROWS), || sheet("下期", ROWS));
    book([spring(), autumn()]).refused(&["読み方が一つに定まりません", "「上期」", "「下期」", "`sheet`"]);
    let mut hidden = autumn();
    hidden.set_hidden(true);
    let said = book([spring(), hidden]);
    assert_eq!((said.counts(), &said.inputs()[0]["sheet"]), ([2, 2, 0], &"上期".into()), "what does not show is not meant");
    assert_eq!(said.texts("unmapped"), ["下期!*"], "and it is told that nothing is read from it");
    let said = book([sheet("様式", ROWS.lines().next().unwrap_or_default()), autumn()]);
    assert_eq!((said.counts(), &said.inputs()[0]["sheet"]), ([2, 2, 0], &"下期".into()), "headings alone are a form");
    let layout = "layout list \"一覧\" for contract { format xlsx sheet \"下期\" header at \"契約番号\" others by label }";
    let said = by_layout(layout, "c.xlsx", bytes([spring(), autumn()]));
    assert_eq!((said.counts(), &said.inputs()[0]["sheet"]), ([2, 2, 0], &"下期".into()), "the layout names it");
    by_layout(&layout.replace("下期", "通年"), "c.xlsx", bytes([sheet("別", "一,二\n1,2\n")]))
        .refused(&["見出しの行が見つかりません"]);
    let folder = folder(&layout.replace("下期", "通年"), &[("c.xlsx", &bytes([spring()]))]);
    check(&folder, &["--layout", "list", "c.xlsx"]).refused(&["シート「通年」がありません", "「上期」"]);
}

#[test]
fn a_whole_number_that_the_file_no_longer_has_is_not_read() {
    let mut list = sheet("一覧", "契約番号,件名,契約金額,契約締結日\nA,回線,,2016-04-01\nB,端末,,2016-04-01\n");
    for (row, amount) in [(1, 9_007_199_254_740_992_f64), (2, 12_345_678_901_234_568_f64)] {
        list.write_number(row, 2, amount).expect("the cell is in the sheet");
    }
    let said = book([list]);
    said.faulty(&[("一覧!C3", "/amount", "not_exact")]);
    assert!(said.message("F-1", "A").contains("9,007,199,254,740,992円"), "{said:?}");
    assert_eq!(said.outcome("F-1", "B"), "unknown");
}

#[test]
fn a_percent_sign_in_quotation_marks_makes_no_percentage() {
    let mut list = sheet("一覧", "契約番号,件名,契約金額,契約締結日,落札率\nA,回線,1,2016-04-01\nB,端末,1,2016-04-01\n");
    for (row, rate, shown) in [(1, 0.985, "0.0%"), (2, 98.5, "0.0\"%\"")] {
        list.write_number_with_format(row, 4, rate, &Format::new().set_num_format(shown)).expect("the cell is in the sheet");
    }
    let said = book([list]);
    said.faulty(&[("一覧!E3", "/rate", "wrong_type")]);
    assert_eq!((said.outcome("F-4", "A"), said.outcome("F-4", "B")), ("pass".to_owned(), "unknown".to_owned()));
}

#[test]
fn a_cell_far_out_costs_nothing() {
    let mut list = sheet("一覧", ROWS);
    list.write_string(1_048_575, 16_383, "※").expect("the cell is in the sheet");
    let said = book([list]);
    assert_eq!(said.counts(), [2, 2, 0]);
    assert_eq!(said.left_out(), [("一覧!A1048576".to_owned(), "注記の行".to_owned())]);
}

#[test]
fn a_formula_without_its_result_is_told() {
    let row = |cells: &str| format!("<row>{cells}</row>");
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let head: String = ["契約番号", "件名", "契約金額", "契約締結日"].map(text).concat();
    let first = [text("A"), text("回線"), "<c><f>B9*2</f></c>".to_owned(), text("2016-04-01")].concat();
    let second = [text("B"), text("端末"), "<c><f>B9*2</f><v>1001</v></c>".to_owned(), text("2016-04-01")].concat();
    let said = file("c.xlsx", written(&[row(&head), row(&first), row(&second)].concat()));
    said.faulty(&[("一覧!C2", "/amount", "no_result")]);
    assert_eq!(said.report["data_errors"][0]["raw"], "=B9*2");
    assert_eq!((said.outcome("F-1", "A"), said.outcome("F-1", "B")), ("unknown".to_owned(), "fail".to_owned()));
}

/// A workbook with one sheet of these rows, as programs write it that compute nothing.
fn written(rows: &str) -> Vec<u8> {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"{of}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let parts = [
        (
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r=\"{of}\"><sheets><sheet name=\"一覧\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>")),
    ];
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let length = |bytes: usize| u32::try_from(bytes).expect("the parts are short").to_le_bytes();
    for (name, text) in &parts {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        // Stored as it is, on the first day that the format knows.
        let mut entry = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        entry.extend(crc.sum().to_le_bytes());
        entry.extend([length(text.len()), length(text.len())].concat());
        entry.extend([&length(name.len())[..2], &[0, 0]].concat());
        let at = length(out.len());
        out.extend([b"PK\x03\x04", entry.as_slice(), name.as_bytes(), text.as_bytes()].concat());
        directory.extend([b"PK\x01\x02\x14\x00", entry.as_slice(), &[0; 10], &at, name.as_bytes()].concat());
    }
    let count = &length(parts.len())[..2];
    let end = [b"PK\x05\x06\0\0\0\0", count, count, &length(directory.len()), &length(out.len()), &[0, 0]].concat();
    [out, directory, end].concat()
}
