//! Tables as files give them: rows of cells, by number.

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use crate::decode::Reason;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the sheet, or the line on which it begins, from 1.
    pub number: u64,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Why it cannot be told what stands in which cell; of texts only, and not written.
    #[serde(skip)]
    pub fault: Option<Reason>,
    /// Its cells that are one with those of the same column above, and hold what stands there.
    pub filled: Vec<usize>,
}

impl Row {
    /// The cell of that column, from 0.
    #[must_use]
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| text(cell).trim().is_empty())
    }
}

/// The text of a cell, as it stands there.
#[must_use]
pub fn text(cell: &Cell) -> &str {
    match cell {
        Cell::Empty => "",
        Cell::Text(text) | Cell::Number(text) | Cell::Date(text) | Cell::Fault(text) => text,
        Cell::Bool(true) => "TRUE",
        Cell::Bool(false) => "FALSE",
    }
}

/// A table that is read whole: a sheet, or a file that belongs to another.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Table {
    /// Its name: the sheet's, the file's; empty of a file that is one table.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Cells that are one over several columns or rows.
    pub merged: Vec<Region>,
    /// It is a sheet that does not show.
    pub hidden: bool,
    /// It is a text, in which a row has as many cells as were written.
    pub text: bool,
    /// SHA-256 of the file, in hexadecimal; none of a sheet.
    pub digest: Option<String>,
}

/// Cells that are one: first and last row, as numbered; first and last column, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// First and last row.
    pub rows: (u64, u64),
    /// First and last column.
    pub columns: (usize, usize),
}

/// How a spreadsheet names a cell: `D12`.
///
/// ```
/// assert_eq!(sadame::input::grid::cell_name(3, 12), "D12");
/// assert_eq!(sadame::input::grid::cell_name(26, 1), "AA1");
/// ```
#[must_use]
pub fn cell_name(column: usize, row: u64) -> String {
    let (mut letters, mut left) = (Vec::new(), column + 1);
    while left > 0 {
        left -= 1;
        letters.push(b'A' + u8::try_from(left % 26).unwrap_or_default());
        left /= 26;
    }
    letters.reverse();
    format!("{}{row}", String::from_utf8_lossy(&letters))
}

/// A place in a table: `契約一覧!D12`, or `D12` where the table has no name.
#[must_use]
pub fn place(table: &str, column: usize, row: u64) -> String {
    let name = cell_name(column, row);
    if table.is_empty() { name } else { format!("{table}!{name}") }
}
