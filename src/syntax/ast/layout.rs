//! Layouts, as written: where each field of a record is read from.

use super::{Label, Name, Spanned, Unit};

/// How an outside file maps onto a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub label: Option<Label>,
    /// The record.
    pub record: Name,
    /// Its lines.
    pub lines: Vec<Spanned<LayoutLine>>,
}

impl Layout {
    /// The fields it reads.
    pub fn fields(&self) -> impl Iterator<Item = &LayoutField> {
        self.lines.iter().filter_map(|line| match &line.node {
            LayoutLine::Field(field) => Some(field),
            _ => None,
        })
    }

    /// The format it is of: `csv`, `xlsx`, `json`, `jsonl`, `parquet`.
    #[must_use]
    pub fn format(&self) -> Option<&str> {
        self.lines.iter().find_map(|line| match &line.node {
            LayoutLine::Format(name) => Some(name.node.as_str()),
            _ => None,
        })
    }
}

/// A line of a layout.
#[derive(Debug, Clone, PartialEq)]
pub enum LayoutLine {
    /// `format WORD`.
    Format(Name),
    /// `sheet "…"`.
    Sheet(Spanned<String>),
    /// `header at "…"`.
    HeaderAt(Spanned<String>),
    /// `without header`.
    WithoutHeader,
    /// `unit 千円`: of every amount that names none.
    Unit(Unit),
    /// `skip rows where "heading" = "text"`.
    SkipRows {
        /// The heading.
        heading: Spanned<String>,
        /// The text.
        equals: Spanned<String>,
    },
    /// A field.
    Field(LayoutField),
}

/// Where one field of the record is read from.
#[derive(Debug, Clone, PartialEq)]
pub struct LayoutField {
    /// The field.
    pub name: Name,
    /// Where it is read from.
    pub from: LayoutFrom,
    /// `to "heading"`: the end of a range.
    pub to: Option<Spanned<String>>,
    /// `in 千円`.
    pub unit: Option<Unit>,
    /// `split by "、"`.
    pub split: Option<Spanned<String>>,
}

/// Where a field is read from.
#[derive(Debug, Clone, PartialEq)]
pub enum LayoutFrom {
    /// `from "heading", "other heading"`, or a JSON pointer.
    Headings(Vec<Spanned<String>>),
    /// `from column 3` (the first is 1).
    Column(Spanned<u32>),
    /// `from columns 1..10 { … }`: headings hold `{n}`.
    Columns {
        /// The first n.
        first: u32,
        /// The last n.
        last: u32,
        /// The element's fields.
        fields: Vec<LayoutField>,
    },
    /// `from sheet "支払" joined by "契約番号" { … }`, or `from file "…" …`.
    Joined {
        /// `file` rather than `sheet`.
        file: bool,
        /// The sheet or the file.
        name: Spanned<String>,
        /// The heading that both share.
        key: Spanned<String>,
        /// The element's fields.
        fields: Vec<LayoutField>,
    },
    /// `from list "/awards" { … }`: a JSON pointer to a list.
    List {
        /// The pointer.
        pointer: Spanned<String>,
        /// The element's fields.
        fields: Vec<LayoutField>,
    },
}
