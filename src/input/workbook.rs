//! Workbooks (XLSX, XLS, XLSB, ODS) as tables.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Seek};

use calamine::{
    Data, Dimensions, Error, OdsError, Reader, SheetVisible, Sheets, XlsError, Xlsx, XlsxError, XlsxFormulaMetadata,
    open_workbook_auto_from_rs, open_workbook_from_rs,
};
use rust_decimal::Decimal;

use super::cell::Cell;
use super::fault::TableFault;
use super::grid::{Region, Row, Table};

/// The beginning of a workbook in a compound file: an old one, or a new one under a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// How many cells a sheet may have, those before the last of each row counted.
const CELLS: usize = 1 << 26;

/// Cells by row and column, from 0.
type Cells = BTreeMap<u32, BTreeMap<u32, Cell>>;

/// A workbook, held in memory.
pub struct Workbook {
    sheets: Sheets<Cursor<Vec<u8>>>,
}

impl Workbook {
    /// Opens the bytes of a file.
    ///
    /// # Errors
    /// It is under a password, damaged, or no workbook.
    pub fn new(bytes: Vec<u8>) -> Result<Workbook, TableFault> {
        let protected = bytes.starts_with(COMPOUND) && is_encrypted(&bytes);
        if protected {
            return Err(TableFault::Password);
        }
        let whole = Cursor::new(bytes);
        // The common kind first, for its own word on what is wrong.
        let opened = match open_workbook_from_rs(whole.clone()) {
            Ok(xlsx) => Ok(Sheets::Xlsx(xlsx)),
            Err(XlsxError::Password) => return Err(TableFault::Password),
            Err(why) => open_workbook_auto_from_rs(whole).map_err(|_| why),
        };
        opened.map(|sheets| Workbook { sheets }).map_err(|why| TableFault::Workbook { why: why.to_string() })
    }

    /// The names of its sheets, in their order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.sheets.sheet_names()
    }

    /// A sheet as a table. A cell that is one over several rows stands in each of them.
    ///
    /// # Errors
    /// The sheet is damaged, or too large.
    pub fn table(&mut self, name: &str) -> Result<Table, TableFault> {
        let visible = |sheet: &calamine::Sheet| sheet.name != name || sheet.visible == SheetVisible::Visible;
        let hidden = !self.sheets.sheets_metadata().iter().all(visible);
        let merged = self.merged(name);
        let cells = match &mut self.sheets {
            Sheets::Xlsx(xlsx) => cells(xlsx, name).map_err(|why| fault(&Error::Xlsx(why)))?,
            others => {
                let range = others.worksheet_range(name).map_err(|why| fault(&why))?;
                let (top, left) = range.start().unwrap_or_default();
                let row = |(at, row): (u32, &[Data])| {
                    let cells = (left..).zip(row.iter().map(|data| cell(data, false)));
                    (at, cells.filter(|(_, cell)| *cell != Cell::Empty).collect())
                };
                (top..).zip(range.rows()).map(row).collect()
            }
        };
        let wide: usize = cells.values().filter_map(|row| row.keys().next_back()).map(|last| *last as usize + 1).sum();
        if wide > CELLS {
            return Err(TableFault::Workbook { why: format!("{name}: more than {CELLS} cells") });
        }
        let mut rows: Vec<Row> = cells.into_iter().map(|(at, cells)| row(at, cells)).collect();
        for region in &merged {
            fill_down(&mut rows, region);
        }
        Ok(Table { name: name.to_owned(), rows, merged, hidden, text: false, digest: None })
    }

    fn merged(&mut self, name: &str) -> Vec<Region> {
        let found = match &mut self.sheets {
            Sheets::Xlsx(xlsx) => xlsx.merge_cells_by_sheet_name(name).unwrap_or_default(),
            Sheets::Xls(xls) => xls.merge_cells_by_sheet_name(name).unwrap_or_default(),
            Sheets::Xlsb(_) | Sheets::Ods(_) => Vec::new(),
        };
        let region = |it: Dimensions| Region {
            rows: (u64::from(it.start.0) + 1, u64::from(it.end.0) + 1),
            columns: (it.start.1 as usize, it.end.1 as usize),
        };
        found.into_iter().map(region).collect()
    }
}

/// The cells of a sheet that are not blank, by row and column from 0. They are taken as they stand in the file: a sheet with one cell far out is not
/// laid out in full.
fn cells<R: Read + Seek>(xlsx: &mut Xlsx<R>, name: &str) -> Result<Cells, XlsxError> {
    let percents = match percents(xlsx, name) {
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Cells::new()),
        percents => percents?,
    };
    let mut reader = xlsx.worksheet_cells_reader(name)?;
    let mut rows = Cells::new();
    while let Some(record) = reader.next_cell_with_formula_metadata()? {
        let (row, column) = record.pos;
        let read = match (Data::from(record.value), record.formula) {
            (Data::Empty, Some(formula)) => Cell::Fault(format!("={}", written(&formula))),
            (data, _) => cell(&data, percents.contains(&record.pos)),
        };
        if read != Cell::Empty {
            rows.entry(row).or_default().insert(column, read);
        }
    }
    Ok(rows)
}

/// A formula as it stands in the file; of one that is shared with another cell, nothing does.
fn written(formula: &XlsxFormulaMetadata) -> &str {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
        _ => "",
    }
}

/// Cells whose number is shown as a percentage: row and column, from 0.
fn percents<R: Read + Seek>(xlsx: &mut Xlsx<R>, name: &str) -> Result<BTreeSet<(u32, u32)>, XlsxError> {
    let mut reader = xlsx.worksheet_cells_reader(name)?;
    let shown = |style: &calamine::Style| style.number_format.as_ref().is_some_and(|format| shows_percent(&format.format_code));
    let shown: Vec<bool> = reader.styles().iter().map(shown).collect();
    let mut found = BTreeSet::new();
    while shown.contains(&true)
        && let Some((row, column, style)) = reader.next_style_id()?
    {
        if shown.get(style) == Some(&true) {
            found.insert((row, column));
        }
    }
    Ok(found)
}

/// Whether a format shows a number as a percentage: a `%` that is no text of its own.
fn shows_percent(code: &str) -> bool {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '%' => return true,
            '"' => _ = letters.by_ref().find(|letter| *letter == '"'),
            '\\' | '_' | '*' => _ = letters.next(),
            _ => {}
        }
    }
    false
}

/// A row of a table from its cells.
fn row(at: u32, cells: BTreeMap<u32, Cell>) -> Row {
    let width = cells.keys().next_back().map_or(0, |last| *last as usize + 1);
    let mut row = Row { number: u64::from(at) + 1, cells: vec![Cell::Empty; width], ..Row::default() };
    cells.into_iter().for_each(|(column, cell)| row.cells[column as usize] = cell);
    row
}

/// Whether a compound file holds an encrypted package: its directory names the stream, in UTF-16.
fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|part| part == name)
}

fn fault(why: &Error) -> TableFault {
    match why {
        Error::Xlsx(XlsxError::Password) | Error::Xls(XlsError::Password) | Error::Ods(OdsError::Password) => {
            TableFault::Password
        }
        why => TableFault::Workbook { why: why.to_string() },
    }
}

/// A cell that is one over several rows stands in each of them.
fn fill_down(rows: &mut [Row], region: &Region) {
    let (column, (top, bottom)) = (region.columns.0, region.rows);
    if top == bottom {
        return;
    }
    let Ok(first) = rows.binary_search_by_key(&top, |row| row.number) else { return };
    let value = rows[first].cell(column).clone();
    if value == Cell::Empty {
        return;
    }
    for row in rows[first + 1..].iter_mut().take_while(|row| row.number <= bottom) {
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        row.cells[column] = value.clone();
        row.filled.push(column);
    }
}

fn cell(data: &Data, percent: bool) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::Text(text.clone()),
        Data::Bool(truth) => Cell::Bool(*truth),
        Data::Int(number) => number_cell(number.to_string(), percent),
        Data::Float(number) => match digits(number.to_string(), || format!("{number:.14e}")) {
            Ok(digits) => number_cell(digits, percent),
            Err(inexact) => Cell::Fault(inexact),
        },
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                Cell::Date(day)
            } else {
                Cell::Text(format!("{day} {hour:02}:{minute:02}:{second:02}"))
            }
        }
        Data::DateTime(length) => Cell::Text(length.to_string()),
        Data::DateTimeIso(text) => match text.strip_suffix("T00:00:00").or(Some(text)).filter(|day| day.len() == 10) {
            Some(day) => Cell::Date(day.to_owned()),
            None => Cell::Text(text.replace('T', " ")),
        },
        Data::DurationIso(text) => Cell::Text(text.clone()),
        Data::Error(why) => Cell::Fault(why.to_string()),
    }
}

/// A number as its file has it. Spreadsheets show 15 digits: what a formula leaves behind them in a fraction is no part of the number. A whole number is
/// held to its last digit up to 2⁵³; above that, nobody knows what was written.
fn digits(shortest: String, scientific: impl FnOnce() -> String) -> Result<String, String> {
    let count = shortest.bytes().filter(u8::is_ascii_digit).count();
    if count <= 15 {
        return Ok(shortest);
    }
    if !shortest.contains('.') {
        let held = shortest.parse::<i64>().is_ok_and(|number| number.unsigned_abs() <= 1 << 53);
        return if held { Ok(shortest) } else { Err(shortest) };
    }
    Ok(Decimal::from_scientific(&scientific()).map_or(shortest, |rounded| rounded.normalize().to_string()))
}

fn number_cell(digits: String, percent: bool) -> Cell {
    let hundredths = || digits.parse::<Decimal>().ok()?.checked_mul(Decimal::ONE_HUNDRED);
    match percent.then(hundredths).flatten() {
        Some(hundredths) => Cell::Text(format!("{}%", hundredths.normalize())),
        None => Cell::Number(digits),
    }
}
