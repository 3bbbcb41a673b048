//! The same contracts in every kind of file: JSON lines, a workbook, text files in CP932, Parquet. What is found must not depend on it.
//!
//! The workbook and the text files under examples/jlis are made here, from contracts.jsonl: with SADAME_BLESS=1 they are written anew.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};
use sadame::check::typed::{Program, Type};
use sadame::engine::Engine;
use sadame::pack::Builtin;
use serde_json::Value;

const CONTRACTS: &str = "examples/jlis/contracts.jsonl";
const WORKBOOK: &str = "examples/jlis/contracts.xlsx";
const FOLDER: &str = "examples/jlis/register";

/// The fields that stand in the sheet of approvals.
const APPROVAL: &[&str] = &["approved_on", "approved_amount", "approval_items", "consent", "consented_on", "named_in_consent"];

/// A cell of the register.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Blank,
    Text(String),
    Yen(i64),
    Count(i64),
    Date(String),
    Percent(String),
}

/// A sheet of the register.
#[derive(Debug)]
struct Sheet {
    name: String,
    headings: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

fn engine() -> Engine {
    Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile")
}

fn contracts() -> Vec<Value> {
    let text = std::fs::read_to_string(CONTRACTS).expect("the contracts are there");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

/// A value as an office writes it.
fn cell(program: &Program, ty: &Type, value: Option<&Value>) -> Cell {
    let Some(value) = value else { return Cell::Blank };
    let label = |choice: usize, name: &Value| {
        let found = program.choices[choice].variants.iter().find(|(known, _)| Some(known.as_str()) == name.as_str());
        found.map_or_else(|| name.as_str().unwrap_or_default().to_owned(), |(_, label)| label.ja.clone())
    };
    match (ty, value) {
        (Type::Money(_), Value::Number(yen)) => yen.as_i64().map_or_else(|| Cell::Text(yen.to_string()), Cell::Yen),
        (Type::Bool, Value::Bool(truth)) => Cell::Text(if *truth { "はい" } else { "いいえ" }.to_owned()),
        (Type::Date, Value::String(day)) if day.len() == 10 => Cell::Date(day.clone()),
        (Type::Percent, Value::String(share)) => Cell::Percent(share.clone()),
        (Type::FiscalYear, Value::Number(year)) => Cell::Text(format!("{year}年度")),
        (Type::Choice(choice), name) => Cell::Text(label(*choice, name)),
        (Type::Set(of), Value::Array(items)) => match (&**of, items.is_empty()) {
            (_, true) => Cell::Text("なし".to_owned()),
            (Type::Choice(choice), _) => Cell::Text(items.iter().map(|item| label(*choice, item)).collect::<Vec<_>>().join("、")),
            _ => Cell::Text(value.to_string()),
        },
        (_, Value::Number(number)) => number.as_i64().map_or_else(|| Cell::Text(number.to_string()), Cell::Count),
        (_, Value::String(text)) => Cell::Text(text.clone()),
        (_, other) => Cell::Text(other.to_string()),
    }
}

/// The sheets of the register: contracts, and what belongs to them, with the number of the contract in front.
fn sheets(program: &Program, contracts: &[Value]) -> Vec<Sheet> {
    let record = |name: &str| program.records.iter().find(|record| record.name == name).expect("the record is there");
    let contract = record("contract");
    let list = |field: &sadame::check::typed::Field| match &field.ty {
        Type::List(of) => match **of {
            Type::Record(element) => Some(element),
            _ => None,
        },
        _ => None,
    };
    let own: Vec<_> = contract.fields.iter().filter(|field| list(field).is_none()).collect();
    let rows = contracts.iter().map(|it| own.iter().map(|field| cell(program, &field.ty, it.get(&field.name))).collect());
    let headings = own.iter().map(|field| heading(&field.name, &field.label.ja)).collect();
    let mut sheets = vec![Sheet { name: "契約一覧".to_owned(), headings, rows: rows.collect() }];
    for field in &contract.fields {
        let Some(element) = list(field) else { continue };
        let of_approval = |name: &str| field.name == "subcontracts" && APPROVAL.contains(&name);
        let fields: Vec<_> = program.records[element].fields.iter().filter(|it| !of_approval(&it.name)).collect();
        let approval: Vec<_> = program.records[element].fields.iter().filter(|it| of_approval(&it.name)).collect();
        let numbered = !approval.is_empty();
        let keys = ["契約番号", "再委託番号"].into_iter().take(1 + usize::from(numbered)).map(str::to_owned);
        let head = |of: &[&sadame::check::typed::Field]| {
            keys.clone().chain(of.iter().map(|it| it.label.ja.clone())).collect::<Vec<String>>()
        };
        let mut here = Sheet { name: field.label.ja.clone(), headings: head(&fields), rows: Vec::new() };
        let mut approvals = Sheet { name: "承認".to_owned(), headings: head(&approval), rows: Vec::new() };
        for contract in contracts {
            for (number, item) in contract[&field.name].as_array().into_iter().flatten().enumerate() {
                let id =
                    [Cell::Text(contract["id"].as_str().expect("it has a number").to_owned()), Cell::Count(number as i64 + 1)];
                let row = |of: &[&sadame::check::typed::Field]| {
                    let cells = of.iter().map(|field| cell(program, &field.ty, item.get(&field.name)));
                    id.iter().take(1 + usize::from(numbered)).cloned().chain(cells).collect::<Vec<Cell>>()
                };
                here.rows.push(row(&fields));
                if numbered && row(&approval)[2..].iter().any(|cell| *cell != Cell::Blank) {
                    approvals.rows.push(row(&approval));
                }
            }
        }
        sheets.push(here);
        sheets.extend(numbered.then_some(approvals));
    }
    sheets
}

fn heading(name: &str, label: &str) -> String {
    if name == "amount" { format!("{label}（税込）") } else { label.to_owned() }
}

/// The register as a workbook, as an office keeps it: a title over the columns, the unit, the headings, and a total below.
fn write_workbook(path: &Path, sheets: &[Sheet]) {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2017, 4, 28).expect("a day");
    workbook.set_properties(&DocProperties::new().set_title("契約台帳（架空）").set_creation_datetime(&made));
    let title = Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center);
    for sheet in sheets {
        let page = workbook.add_worksheet();
        page.set_name(&sheet.name).expect("a sheet may be called so");
        let last = u16::try_from(sheet.headings.len() - 1).expect("a sheet has few columns");
        let text = format!("{}（架空の契約）", sheet.name);
        page.merge_range(0, 0, 0, last, &text, &title).expect("a title can be merged");
        page.write(1, last, "単位：円").expect("a cell");
        write_rows(page, sheet);
        page.set_freeze_panes(3, 1).expect("panes freeze");
        page.autofit();
    }
    workbook.save(path).expect("the workbook can be written");
}

fn write_rows(page: &mut Worksheet, sheet: &Sheet) {
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_text_wrap().set_background_color("#DDE6F0");
    let (yen, day) = (Format::new().set_num_format("#,##0"), Format::new().set_num_format("yyyy/m/d"));
    let share = Format::new().set_num_format("0.0%");
    for (column, text) in (0..).zip(&sheet.headings) {
        page.write_with_format(2, column, text, &head).expect("a heading");
    }
    for (row, cells) in (3..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(cells) {
            let written = match cell {
                Cell::Blank => continue,
                Cell::Text(text) => page.write(row, column, text),
                Cell::Yen(amount) => page.write_with_format(row, column, *amount, &yen),
                Cell::Count(count) => page.write(row, column, *count),
                Cell::Date(text) => match ExcelDateTime::parse_from_str(text) {
                    Ok(date) => page.write_with_format(row, column, &date, &day),
                    Err(_) => page.write(row, column, text),
                },
                Cell::Percent(text) => match text.trim_end_matches('%').parse::<f64>() {
                    Ok(hundredths) => page.write_with_format(row, column, hundredths / 100.0, &share),
                    Err(_) => page.write(row, column, text),
                },
            };
            written.expect("a cell can be written");
        }
    }
    if sheet.name == "契約一覧" {
        let below = 3 + u32::try_from(sheet.rows.len()).expect("few rows");
        let at = sheet.headings.iter().position(|text| text.starts_with("契約金額")).expect("it has amounts");
        let amounts = sheet.rows.iter().map(|row| if let Cell::Yen(amount) = row[at] { amount } else { 0 });
        page.write(below, 0, "合計").expect("a cell");
        let at = u16::try_from(at).expect("few columns");
        page.write_with_format(below, at, amounts.sum::<i64>(), &yen).expect("a cell");
    }
}

/// The register sheet by sheet as text in CP932, with commas between thousands and days in the era.
fn write_texts(folder: &Path, sheets: &[Sheet]) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    for sheet in sheets {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
        writer.write_record([format!("{}（架空の契約）　単位：円", sheet.name)]).expect("a title");
        writer.write_record(&sheet.headings).expect("the headings");
        for row in &sheet.rows {
            let texts = row.iter().map(|cell| match cell {
                Cell::Blank => String::new(),
                Cell::Text(text) | Cell::Percent(text) => text.clone(),
                Cell::Yen(amount) => thousands(*amount),
                Cell::Count(count) => count.to_string(),
                Cell::Date(day) => in_era(day),
            });
            writer.write_record(texts).expect("a row");
        }
        let text = String::from_utf8(writer.into_inner().expect("all is written")).expect("it is text");
        let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(&text);
        assert!(!lost, "{} has letters that CP932 does not have", sheet.name);
        std::fs::write(folder.join(format!("{}.csv", sheet.name)), bytes).expect("the file can be written");
    }
}

fn thousands(amount: i64) -> String {
    let digits = amount.abs().to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|it| std::str::from_utf8(it).expect("digits")).collect();
    format!("{}{}", if amount < 0 { "△" } else { "" }, groups.join(","))
}

/// 2016-04-01 as H28.4.1; days of other eras as they stand.
fn in_era(day: &str) -> String {
    let parts: Vec<i32> = day.split('-').filter_map(|part| part.parse().ok()).collect();
    match parts[..] {
        [year, month, date] if (1990..=2018).contains(&year) => format!("H{}.{month}.{date}", year - 1988),
        _ => day.to_owned(),
    }
}

/// What is found in files, by what does not depend on where it stood.
fn found(files: &[&Path]) -> (BTreeMap<String, usize>, Value) {
    let ran = Command::new(env!("CARGO_BIN_EXE_sadame"))
        .args(["check", "--no-config", "--format", "json", "--all", "--as-of", "2017-04-28"])
        .args(files)
        .output()
        .expect("the program runs");
    let report: Value =
        serde_json::from_slice(&ran.stdout).unwrap_or_else(|fault| panic!("{fault}\n{}", String::from_utf8_lossy(&ran.stderr)));
    let mut findings = BTreeMap::new();
    for finding in report["findings"].as_array().expect("there are findings") {
        let mut finding = finding.clone();
        without_places(&mut finding);
        *findings.entry(finding.to_string()).or_default() += 1;
    }
    (findings, report["summary"].clone())
}

fn without_places(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("input");
            members.remove("position");
            members.values_mut().for_each(without_places);
        }
        Value::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}

/// Asserts that files say what the lines of JSON say.
fn assert_same(files: &[&Path]) {
    let (expected, lines) = found(&[Path::new(CONTRACTS)]);
    let (same, summary) = found(files);
    let only = |one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>| -> Vec<String> {
        one.iter().filter(|(finding, count)| other.get(*finding) != Some(count)).map(|(finding, _)| finding.clone()).collect()
    };
    let (lost, gained) = (only(&expected, &same), only(&same, &expected));
    assert!(expected.len() > 1000, "there is something to compare");
    assert!(
        lost.is_empty() && gained.is_empty(),
        "{files:?}\nlost: {:#?}\ngained: {:#?}\n{summary:#}",
        lost.first(),
        gained.first()
    );
    for count in ["read", "judged", "flagged", "undetermined", "verdicts", "failures"] {
        assert_eq!(summary[count], lines[count], "{count}");
    }
}

#[test]
fn a_workbook_says_what_the_lines_say() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("contracts.xlsx");
    write_workbook(&path, &sheets(&engine().program, &contracts()));
    if std::env::var_os("SADAME_BLESS").is_some() {
        std::fs::copy(&path, WORKBOOK).expect("the example can be written");
    }
    assert_same(&[&path]);
    assert_same(&[Path::new(WORKBOOK)]);
}

#[test]
fn texts_in_cp932_say_what_the_lines_say() {
    let folder = tempfile::tempdir().expect("there is room");
    if std::env::var_os("SADAME_BLESS").is_some() {
        write_texts(Path::new(FOLDER), &sheets(&engine().program, &contracts()));
    }
    write_texts(folder.path(), &sheets(&engine().program, &contracts()));
    assert_same(&[folder.path()]);
    assert_same(&[&folder.path().join("契約一覧.csv")]);
    assert_same(&[Path::new(FOLDER)]);
}

#[cfg(feature = "arrow")]
mod columns {
    use std::fs::File;
    use std::sync::Arc;

    use arrow_array::RecordBatch;
    use arrow_json::ReaderBuilder;
    use arrow_json::reader::infer_json_schema_from_iterator;

    use super::{assert_same, contracts};

    /// The contracts as one batch, lists and all, as a data platform keeps them.
    fn batch() -> RecordBatch {
        let contracts = contracts();
        let schema = infer_json_schema_from_iterator(contracts.iter().map(Ok)).expect("the contracts are alike");
        let mut decoder = ReaderBuilder::new(Arc::new(schema)).build_decoder().expect("the types can be read");
        decoder.serialize(&contracts).expect("the contracts fit");
        decoder.flush().expect("the batch is whole").expect("there are contracts")
    }

    #[test]
    fn parquet_and_arrow_say_what_the_lines_say() {
        let folder = tempfile::tempdir().expect("there is room");
        let batch = batch();
        let path = folder.path().join("contracts.parquet");
        let mut writer = parquet::arrow::ArrowWriter::try_new(File::create(&path).expect("a file"), batch.schema(), None)
            .expect("the columns can be written");
        writer.write(&batch).expect("the rows can be written");
        writer.close().expect("the file can be closed");
        assert_same(&[&path]);

        let path = folder.path().join("contracts.arrow");
        let file = File::create(&path).expect("a file");
        let mut writer = arrow_ipc::writer::FileWriter::try_new(file, &batch.schema()).expect("the columns can be written");
        writer.write(&batch).expect("the rows can be written");
        writer.finish().expect("the file can be closed");
        assert_same(&[&path]);
    }

    #[test]
    fn columns_under_labels_are_read_as_a_table() {
        use arrow_array::{ArrayRef, Date32Array, Decimal128Array, Float64Array, StringArray};
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("契約番号", Arc::new(StringArray::from(vec!["A-1", "A-2"]))),
            ("件名", Arc::new(StringArray::from(vec!["一（架空）", "二（架空）"]))),
            (
                "契約金額（千円）",
                Arc::new(Decimal128Array::from(vec![Some(1_848_001), None]).with_precision_and_scale(12, 3).expect("it fits")),
            ),
            ("予定価格", Arc::new(Float64Array::from(vec![Some(1_850_000.0), Some(0.5)]))),
            ("契約締結日", Arc::new(Date32Array::from(vec![Some(17_257), None]))),
        ];
        let batch = RecordBatch::try_from_iter(columns).expect("the columns are of one length");
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join("a.parquet");
        let mut writer =
            parquet::arrow::ArrowWriter::try_new(File::create(&path).expect("a file"), batch.schema(), None).expect("columns");
        writer.write(&batch).expect("rows");
        writer.close().expect("it can be closed");
        let ran = std::process::Command::new(env!("CARGO_BIN_EXE_sadame"))
            .args(["check", "--no-config", "--format", "json", "--all", "--select", "PM-09,DQ-01"])
            .arg(&path)
            .output()
            .expect("the program runs");
        let report: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("it is JSON");
        let facts = report["findings"].to_string();
        assert!(facts.contains("JPY 1,848,001"), "{facts}");
        let errors = report["data_errors"].to_string();
        assert!(errors.contains("\"fraction\"") && errors.contains("D2"), "half a yen is reported with its cell: {errors}");
    }
}
