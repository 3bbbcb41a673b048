//! Workbooks (XLSX, XLS, XLSB, ODS) as tables.

use std::io::Cursor;

use calamine::{
    Data, Dimensions, Error, OdsError, Reader, Sheets, XlsError, XlsxError, open_workbook_auto_from_rs, open_workbook_from_rs,
};
use rust_decimal::Decimal;

use super::cell::Cell;
use super::fault::TableFault;
use super::grid::{Region, Row, Table};

/// The beginning of a workbook in a compound file: an old one, or a new one under a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

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
    /// The sheet is damaged.
    pub fn table(&mut self, name: &str) -> Result<Table, TableFault> {
        let range = self.sheets.worksheet_range(name).map_err(|why| fault(&why))?;
        let merged = self.merged(name);
        let percents = self.percents(name);
        let (top, left) = range.start().unwrap_or_default();
        let mut rows: Vec<Row> = range
            .rows()
            .zip(u64::from(top)..)
            .map(|(cells, at)| {
                let mut row = Row { number: at + 1, cells: vec![Cell::Empty; left as usize], fault: None };
                let read = cells.iter().enumerate().map(|(column, data)| {
                    let here = (at, column + left as usize);
                    cell(data, percents.contains(&here))
                });
                row.cells.extend(read);
                row
            })
            .collect();
        for region in &merged {
            fill_down(&mut rows, region);
        }
        Ok(Table { name: name.to_owned(), rows, merged, text: false, digest: None })
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

    /// Cells whose number is shown as a percentage: row and column, from 0.
    fn percents(&mut self, name: &str) -> std::collections::BTreeSet<(u64, usize)> {
        let Sheets::Xlsx(xlsx) = &mut self.sheets else { return Default::default() };
        let Ok(styles) = xlsx.worksheet_style(name) else { return Default::default() };
        let Some((top, left)) = styles.start() else { return Default::default() };
        let percent =
            |style: &calamine::Style| style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%'));
        let mut found = std::collections::BTreeSet::new();
        for row in 0..styles.height() {
            for column in 0..styles.width() {
                let here = (u64::from(top) + row as u64, left as usize + column);
                let at = (u32::try_from(here.0).unwrap_or(u32::MAX), u32::try_from(here.1).unwrap_or(u32::MAX));
                if styles.get(at).is_some_and(percent) {
                    found.insert(here);
                }
            }
        }
        found
    }
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
    let column = region.columns.0;
    let Some(first) = rows.iter().position(|row| row.number == region.rows.0) else { return };
    let value = rows[first].cell(column).clone();
    if value == Cell::Empty {
        return;
    }
    for row in rows[first + 1..].iter_mut().take_while(|row| row.number <= region.rows.1) {
        if let Some(cell) = row.cells.get_mut(column) {
            *cell = value.clone();
        }
    }
}

fn cell(data: &Data, percent: bool) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::Text(text.clone()),
        Data::Bool(truth) => Cell::Bool(*truth),
        Data::Int(number) => number_cell(number.to_string(), percent),
        Data::Float(number) => number_cell(digits(number.to_string(), || format!("{number:.14e}")), percent),
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

/// A number as its file has it. Spreadsheets hold, and show, 15 digits; what a formula leaves behind them is no part of the number.
fn digits(shortest: String, scientific: impl FnOnce() -> String) -> String {
    let count = shortest.bytes().filter(u8::is_ascii_digit).count();
    if count <= 15 {
        return shortest;
    }
    Decimal::from_scientific(&scientific()).map_or(shortest, |rounded| rounded.normalize().to_string())
}

fn number_cell(digits: String, percent: bool) -> Cell {
    let hundredths = || digits.parse::<Decimal>().ok()?.checked_mul(Decimal::ONE_HUNDRED);
    match percent.then(hundredths).flatten() {
        Some(hundredths) => Cell::Text(format!("{}%", hundredths.normalize())),
        None => Cell::Number(digits),
    }
}
