//! Layouts, as written: where each field of a record is read from.

use serde::{Deserialize, Serialize};

use super::{Label, Name, Spanned, Unit};
use crate::source::Span;
use crate::value::nested::nested;

/// How an outside file maps onto a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

    /// More fields, from other sheets or files.
    pub fn also(&self) -> impl Iterator<Item = &Joined> {
        self.lines.iter().filter_map(|line| match &line.node {
            LayoutLine::Also(joined) => Some(joined),
            _ => None,
        })
    }

    /// The fields that the form does not have.
    pub fn lacks(&self) -> impl Iterator<Item = &Name> {
        self.lines.iter().flat_map(|line| match &line.node {
            LayoutLine::Lacks(names) => names.as_slice(),
            _ => &[],
        })
    }

    /// Whether fields that no line names are read under their labels.
    #[must_use]
    pub fn others(&self) -> bool {
        self.lines.iter().any(|line| line.node == LayoutLine::Others)
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum LayoutLine {
    /// `format WORD`.
    Format(Name),
    /// `sheet "…", "…"`: the first of these that the workbook has.
    Sheet(Vec<Spanned<String>>),
    /// `header at "…"`, `header at "…" over 2 rows`.
    HeaderAt {
        /// A heading in its row.
        heading: Spanned<String>,
        /// How many rows the headings take.
        rows: u32,
    },
    /// `records at "/releases"`: JSON pointers to the records, or the lists of them; `*` stands for every element of a list.
    Records(Vec<Spanned<String>>),
    /// `also from sheet "…" joined by "…" { … }`: more fields of the same record.
    Also(Joined),
    /// `lacks section, body`: fields that the form does not have.
    Lacks(Vec<Name>),
    /// `others by label`: fields that no line names are read under their name or one of their labels, where there is such a heading.
    Others,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

nested!(LayoutFrom);

/// Where a field is read from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
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
        /// What is read of each.
        body: LayoutBody,
    },
    /// `from sheet "支払" joined by "契約番号" { … }`, or `from file "…" …`.
    Joined(Joined),
    /// `from list "/awards" { … }`: a JSON pointer to a list.
    List {
        /// The pointer.
        pointer: Spanned<String>,
        /// What is read of each.
        body: LayoutBody,
    },
}

/// Rows of another sheet or file, found by what they share with the rows of this one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Joined {
    /// `file` rather than `sheet`.
    pub file: bool,
    /// The sheet or the file.
    pub name: Spanned<String>,
    /// The headings that both share.
    pub keys: Vec<Spanned<String>>,
    /// What is read of each row.
    pub body: LayoutBody,
    /// Where.
    pub span: Span,
}

/// What is read of an element.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LayoutBody {
    /// Its fields.
    pub fields: Vec<LayoutField>,
    /// More of its fields, from elsewhere.
    pub also: Vec<Joined>,
    /// Fields that the form does not have.
    pub lacks: Vec<Name>,
    /// Fields that no line names are read under their name or one of their labels.
    pub others: bool,
}

impl LayoutFrom {
    /// What is read of each element, where it is a list.
    #[must_use]
    pub fn body(&self) -> Option<&LayoutBody> {
        match self {
            LayoutFrom::Columns { body, .. } | LayoutFrom::List { body, .. } => Some(body),
            LayoutFrom::Joined(joined) => Some(&joined.body),
            LayoutFrom::Headings(_) | LayoutFrom::Column(_) => None,
        }
    }
}
