//! What was read: the inputs of a run, and what was understood of them.

/// An input: a file, or what came through a pipe.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// Its name, as given; with a number behind it, where another had that name before.
    pub name: String,
    /// The name as given, where `name` has a number behind it.
    pub given: Option<String>,
    /// SHA-256 of its bytes as they lay there, in hexadecimal; none where it was not read to its end.
    pub digest: Option<String>,
    /// How many records were in it, those that could not be read included.
    pub records: u64,
    /// Why it could not be read, or not to its end: Japanese, English.
    pub problem: Option<[String; 2]>,
    /// What was understood of it.
    pub reading: Reading,
}

/// What was understood of an input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// What kind of file: `jsonl`, `json`, `csv`, `xlsx`, `parquet`, `arrow`.
    pub format: String,
    /// How it was packed: `gzip`, `zstd`.
    pub packed: Option<&'static str>,
    /// How its text was written, where it is a text other than plain UTF-8: `Shift_JIS`.
    pub encoding: Option<String>,
    /// The layout it was read by: its name.
    pub layout: Option<String>,
    /// The sheet.
    pub sheet: Option<String>,
    /// The row of the headings, from 1.
    pub header_row: Option<u64>,
    /// Files and sheets that were read with it, for what belongs to a record.
    pub beside: Vec<Beside>,
    /// The columns that fields are read from.
    pub columns: Vec<ColumnRead>,
    /// Headings that no field is read from.
    pub unmapped: Vec<String>,
    /// Fields that must be given, or that the layout names, and that have no column: Japanese, English.
    pub absent: Vec<[String; 2]>,
    /// Rows that were left out.
    pub skipped: Vec<Skipped>,
    /// Cells that were read though they were not written as the data should be, by column and kind.
    pub repairs: Vec<Repair>,
}

/// A column that a field is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnRead {
    /// Its place: `D`, `支払!B`.
    pub at: String,
    /// Its heading.
    pub heading: String,
    /// The field: `amount`, `payments/amount`.
    pub field: String,
    /// How many of the currency's unit one stands for: 1000 for 千円; 1 of anything that is no money.
    pub unit: u64,
}

/// A file or a sheet that was read beside the main one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// SHA-256 of its bytes; none of a sheet in the same file.
    pub digest: Option<String>,
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its place: `契約一覧!12`.
    pub at: String,
    /// What stands in it first.
    pub text: String,
    /// Why: Japanese, English.
    pub why: [String; 2],
}

/// Cells of one column that were repaired in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The column's heading.
    pub column: String,
    /// The field it is read into: `amount`, `payments/amount`.
    pub field: String,
    /// In which way, for machines: `width`, `grouping`, `era`, …
    pub code: &'static str,
    /// In which way, for people: Japanese, English.
    pub what: [&'static str; 2],
    /// How many cells.
    pub count: u64,
    /// The first of them: its place.
    pub at: String,
    /// What stood there.
    pub raw: String,
    /// What it was read as.
    pub read: String,
}
