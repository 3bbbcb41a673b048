//! Layouts ready to be read by: those that packs declare, and the one that the labels of a record give by themselves.

use crate::check::typed::{self, Presence, Program, RecordIx, Type};
use crate::syntax::ast::{self, LayoutFrom, LayoutLine};

/// How a table maps onto a record.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Its name; none of the one that labels give.
    pub name: Option<String>,
    /// The record.
    pub record: RecordIx,
    /// The kind of file that it was written for: `csv`, `xlsx`.
    pub format: Option<String>,
    /// The sheet: the first of these that there is; any where none is named.
    pub sheets: Vec<String>,
    /// Where the headings are.
    pub header: Header,
    /// What plain amounts are counted in, and the word for it.
    pub unit: Option<(u64, String)>,
    /// Rows to leave out: where the cell under a heading says so.
    pub skip: Vec<(String, String)>,
    /// What is read.
    pub body: Body,
}

/// Where the headings are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// In the row that has this one, and so many rows in all.
    At(String, u32),
    /// In the row that knows most of the fields.
    Sought,
    /// Nowhere: columns are known by their numbers.
    None,
}

/// What is read of a row.
#[derive(Debug, Clone)]
pub struct Body {
    /// The kind of record.
    pub record: RecordIx,
    /// The fields.
    pub fields: Vec<Field>,
    /// More fields, from other tables: at most one row each.
    pub also: Vec<Joined>,
}

/// A field, and where it is read from.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What people read: Japanese, English.
    pub label: [String; 2],
    /// Its type.
    pub ty: Type,
    /// Whether its having no column is told: it must be given, or a layout names its heading.
    pub expected: bool,
    /// Where it is read from.
    pub from: From,
    /// What its plain amounts are counted in, and the word for it.
    pub unit: Option<(u64, String)>,
    /// What stands between its elements.
    pub split: Option<String>,
}

/// Where a field is read from.
#[derive(Debug, Clone)]
pub enum From {
    /// The column with one of these headings; of a range, also that with its end.
    Headings(Vec<String>, Option<String>),
    /// The column of that number, from 0.
    Column(usize),
    /// Columns whose headings hold a number.
    Numbered(u32, u32, Body),
    /// Rows of another table.
    Joined(Joined),
    /// Nowhere: the form does not have it.
    Nowhere,
}

/// Rows of another table, found by what both share.
#[derive(Debug, Clone)]
pub struct Joined {
    /// It is another file, and not another sheet.
    pub file: bool,
    /// Its name: the first of these that there is.
    pub names: Vec<String>,
    /// The headings that both share; each under one of its names.
    pub keys: Vec<Vec<String>>,
    /// What is read of a row.
    pub body: Body,
}

impl Body {
    /// Every table that is read beside, at any depth.
    pub fn joined<'l>(&'l self, each: &mut dyn FnMut(&'l Joined)) {
        let of_fields = self.fields.iter().filter_map(|field| match &field.from {
            From::Joined(inner) => Some(inner),
            _ => None,
        });
        for inner in of_fields.chain(&self.also) {
            each(inner);
            inner.body.joined(each);
        }
    }
}

impl Layout {
    /// The layout of that number in a program; none where it is one of JSON.
    #[must_use]
    pub fn declared(program: &Program, number: usize) -> Option<Layout> {
        let layout = &program.layouts[number];
        let written = &layout.declaration;
        if matches!(written.format(), Some("json" | "jsonl")) {
            return None;
        }
        let parts = Parts {
            fields: written.fields().collect(),
            also: written.also().collect(),
            lacks: written.lacks().map(|name| name.node.as_str()).collect(),
            others: written.others(),
        };
        let mut made = Layout {
            name: Some(layout.name.clone()),
            record: layout.record,
            format: written.format().map(str::to_owned),
            sheets: Vec::new(),
            header: Header::Sought,
            unit: None,
            skip: Vec::new(),
            body: body(program, layout.record, &parts),
        };
        for line in &written.lines {
            match &line.node {
                LayoutLine::Sheet(names) => made.sheets = names.iter().map(|name| name.node.clone()).collect(),
                LayoutLine::HeaderAt { heading, rows } => made.header = Header::At(heading.node.clone(), (*rows).max(1)),
                LayoutLine::WithoutHeader => made.header = Header::None,
                LayoutLine::Unit(unit) => made.unit = Some(self::unit(unit)),
                LayoutLine::SkipRows { heading, equals } => made.skip.push((heading.node.clone(), equals.node.clone())),
                _ => {}
            }
        }
        Some(made)
    }

    /// The layout that the labels of a record give: every field under its name or one of its labels, every list of records in a sheet of its
    /// own, joined by the record's key.
    #[must_use]
    pub fn of_labels(program: &Program, record: RecordIx) -> Layout {
        let fields = program.records[record].fields.iter().map(|field| by_label(program, record, field)).collect();
        Layout {
            name: None,
            record,
            format: None,
            sheets: Vec::new(),
            header: Header::Sought,
            unit: None,
            skip: Vec::new(),
            body: Body { record, fields, also: Vec::new() },
        }
    }
}

/// The parts of a layout, or of an element in it, as written.
struct Parts<'a> {
    fields: Vec<&'a ast::LayoutField>,
    also: Vec<&'a ast::Joined>,
    lacks: Vec<&'a str>,
    others: bool,
}

impl<'a> Parts<'a> {
    fn of(body: &'a ast::LayoutBody) -> Parts<'a> {
        Parts {
            fields: body.fields.iter().collect(),
            also: body.also.iter().collect(),
            lacks: body.lacks.iter().map(|name| name.node.as_str()).collect(),
            others: body.others,
        }
    }
}

/// A field under its name or one of its labels; a list of records in a sheet of that name, joined by the record's key.
fn by_label(program: &Program, record: RecordIx, field: &typed::Field) -> Field {
    let declared = &program.records[record];
    let key = declared.key.map(|key| names(&declared.fields[key]));
    let element = match &field.ty {
        Type::List(of) => match **of {
            Type::Record(element) => Some(element),
            _ => None,
        },
        _ => None,
    };
    let from = match (element, key) {
        (Some(element), Some(key)) => {
            From::Joined(Joined { file: false, names: names(field), keys: vec![key], body: leaves(program, element) })
        }
        _ => leaf(field),
    };
    make(field, from)
}

/// An element's fields, each under its name or labels.
fn leaves(program: &Program, record: RecordIx) -> Body {
    let fields = program.records[record].fields.iter().map(|field| make(field, leaf(field))).collect();
    Body { record, fields, also: Vec::new() }
}

fn leaf(field: &typed::Field) -> From {
    let nested = match &field.ty {
        Type::List(of) => matches!(**of, Type::Record(_)),
        Type::Record(_) => true,
        _ => false,
    };
    if nested { From::Nowhere } else { From::Headings(names(field), None) }
}

fn names(field: &typed::Field) -> Vec<String> {
    let mut names = vec![field.label.ja.clone(), field.label.en.clone(), field.name.clone()];
    names.dedup();
    names
}

fn make(field: &typed::Field, from: From) -> Field {
    Field {
        name: field.name.clone(),
        label: [field.label.ja.clone(), field.label.en.clone()],
        ty: field.ty.clone(),
        expected: field.presence == Presence::Required,
        from,
        unit: None,
        split: None,
    }
}

fn body(program: &Program, record: RecordIx, parts: &Parts<'_>) -> Body {
    let known = |name: &str| program.records[record].fields.iter().find(|field| field.name == name);
    let mut fields: Vec<Field> = Vec::new();
    for line in &parts.fields {
        let Some(field) = known(&line.name.node) else { continue };
        let from = match &line.from {
            LayoutFrom::Headings(headings) => From::Headings(texts(headings), line.to.as_ref().map(|to| to.node.clone())),
            LayoutFrom::Column(number) => From::Column((number.node as usize).saturating_sub(1)),
            LayoutFrom::Columns { first, last, body } => {
                From::Numbered(*first, *last, element(program, &field.ty, &Parts::of(body)))
            }
            LayoutFrom::Joined(joined) => From::Joined(join(joined, element(program, &field.ty, &Parts::of(&joined.body)))),
            LayoutFrom::List { .. } => From::Nowhere,
        };
        fields.push(Field {
            unit: line.unit.as_ref().map(unit),
            split: line.split.as_ref().map(|split| split.node.clone()),
            expected: true,
            ..make(field, from)
        });
    }
    fields.extend(parts.lacks.iter().filter_map(|name| known(name)).map(|field| make(field, From::Nowhere)));
    let also: Vec<Joined> =
        parts.also.iter().map(|joined| join(joined, body(program, record, &Parts::of(&joined.body)))).collect();
    if parts.others {
        let named = |name: &str| {
            let elsewhere = also.iter().flat_map(|joined| &joined.body.fields);
            fields.iter().chain(elsewhere).any(|field| field.name == name)
        };
        let others = program.records[record].fields.iter().filter(|field| !named(&field.name));
        let others: Vec<Field> = others.map(|field| by_label(program, record, field)).collect();
        fields.extend(others);
    }
    Body { record, fields, also }
}

fn join(joined: &ast::Joined, body: Body) -> Joined {
    Joined {
        file: joined.file,
        names: vec![joined.name.node.clone()],
        keys: joined.keys.iter().map(|key| vec![key.node.clone()]).collect(),
        body,
    }
}

/// What is read of the elements of a list.
fn element(program: &Program, ty: &Type, parts: &Parts<'_>) -> Body {
    match ty {
        Type::List(of) => match **of {
            Type::Record(record) => body(program, record, parts),
            _ => Body { record: 0, fields: Vec::new(), also: Vec::new() },
        },
        _ => Body { record: 0, fields: Vec::new(), also: Vec::new() },
    }
}

fn texts(texts: &[ast::Spanned<String>]) -> Vec<String> {
    texts.iter().map(|text| text.node.clone()).collect()
}

fn unit(unit: &ast::Unit) -> (u64, String) {
    (unit.multiplier, unit.text.clone())
}
