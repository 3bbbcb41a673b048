//! Headings: finding their row, and what they say of their columns.

use super::cell::{Cell, fold};
use super::fault::TableFault;
use super::grid::{Region, Row, place, text};
use super::layout::{Body, From, Header, Layout};
use crate::value::literal;

/// How many rows at the top are looked at for headings.
pub const SEEN: usize = 60;

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// As it stands there.
    pub text: String,
    /// As it is compared: whole, and what stands in its last row.
    forms: Vec<String>,
    /// The same without what stands in brackets about the unit.
    bare: Vec<String>,
    /// What its column counts in, and the word for it: `（千円）`.
    pub unit: Option<(u64, String)>,
    /// Its column holds hundredths: `（％）`.
    pub percent: bool,
}

/// The headings of a table, and what was found around them.
#[derive(Debug, Clone, Default)]
pub struct Headings {
    /// The number of their last row; 0 where the table has none.
    pub row: u64,
    /// How many rows of those seen come before the first record.
    pub taken: usize,
    /// One a column.
    pub columns: Vec<Heading>,
    /// What a cell above them says of the unit.
    pub unit: Option<UnitAt>,
    /// A cell above them that says something of the unit which cannot be told, or contradicts another.
    pub unclear: Option<UnclearAt>,
}

/// A unit that a cell says: the place, how many of the currency's unit, the word for it.
pub type UnitAt = (String, u64, String);

/// A cell that leaves the unit open: the place, and what stands there.
pub type UnclearAt = (String, String);

impl Heading {
    /// A heading over one or several rows.
    #[must_use]
    pub fn new(rows: &[String]) -> Heading {
        let mut parts: Vec<&str> = Vec::new();
        for row in rows.iter().map(|row| row.trim()).filter(|row| !row.is_empty()) {
            if parts.last() != Some(&row) {
                parts.push(row);
            }
        }
        let whole = parts.join(" ");
        let mut forms = vec![fold(without_remark(&whole))];
        if parts.len() > 1 {
            forms.push(fold(without_remark(parts[parts.len() - 1])));
        }
        let mut heading = Heading { text: whole, ..Heading::default() };
        for form in &forms {
            let (bare, said) = bracketed(form);
            let unit = said.iter().find_map(|word| Some((literal::unit(word)?, word.clone())));
            let percent = said.iter().any(|word| is_percent(word));
            if unit.is_some() || percent {
                heading.bare.push(bare);
            }
            heading.unit = heading.unit.or(unit);
            heading.percent |= percent;
        }
        heading.forms = forms;
        heading
    }

    /// Whether it is what a layout names, as it stands.
    fn is(&self, folded: &str) -> bool {
        self.forms.iter().any(|form| form == folded && !form.is_empty())
    }

    /// Whether it is what a layout names, but for its unit.
    fn is_bare(&self, folded: &str) -> bool {
        self.bare.iter().any(|form| form == folded && !form.is_empty())
    }
}

/// The columns whose heading is one of these: those that are so as they stand; where none is, those that are so but for their unit.
#[must_use]
pub fn find(columns: &[Heading], names: &[String]) -> Vec<usize> {
    let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
    let with = |is: fn(&Heading, &str) -> bool| -> Vec<usize> {
        (0..columns.len()).filter(|&at| folded.iter().any(|name| is(&columns[at], name))).collect()
    };
    let whole = with(Heading::is);
    if whole.is_empty() { with(Heading::is_bare) } else { whole }
}

/// What stands between the words in brackets: `（税込・千円）`.
const BETWEEN: &[char] = &['・', '、', ',', '/', ';', ':', '･'];

/// A folded text without what stands in brackets about the unit, and the words that stand in any of its brackets; `単位：` is passed over.
fn bracketed(folded: &str) -> (String, Vec<String>) {
    const PAIRS: &[(char, char)] = &[('(', ')'), ('[', ']'), ('〔', '〕'), ('【', '】'), ('<', '>'), ('「', '」')];
    let (mut bare, mut said, mut rest) = (String::new(), Vec::new(), folded);
    while let Some(at) = rest.find(|letter| PAIRS.iter().any(|(open, _)| *open == letter)) {
        let open = rest[at..].chars().next().unwrap_or_default();
        let close = PAIRS.iter().find(|(known, _)| *known == open).map_or(open, |(_, close)| *close);
        let inside = at + open.len_utf8();
        let Some(end) = rest[inside..].find(close).map(|end| inside + end) else { break };
        let words: Vec<&str> =
            rest[inside..end].trim_start_matches("単位").split(BETWEEN).filter(|word| !word.is_empty()).collect();
        let others: Vec<&str> = words.iter().copied().filter(|word| literal::unit(word).is_none() && !is_percent(word)).collect();
        bare.push_str(&rest[..at]);
        if others.len() == words.len() {
            bare.push_str(&rest[at..end + close.len_utf8()]);
        } else if !others.is_empty() {
            bare.push(open);
            bare.push_str(&others.join("・"));
            bare.push(close);
        }
        said.extend(words.into_iter().map(str::to_owned));
        rest = &rest[end + close.len_utf8()..];
    }
    bare.push_str(rest);
    (bare, said)
}

fn is_percent(word: &str) -> bool {
    matches!(word, "%" | "パーセント")
}

/// A heading without `※1` behind it.
fn without_remark(text: &str) -> &str {
    text.split_once('※').map_or(text, |(before, _)| before)
}

/// Finds the headings in the first rows of a table.
///
/// # Errors
/// No row has them.
pub fn headings(layout: &Layout, table: &str, rows: &[Row], merged: &[Region]) -> Result<Headings, TableFault> {
    if rows.iter().all(Row::is_blank) {
        return Err(TableFault::Empty);
    }
    let (first, count) = match &layout.header {
        Header::None => {
            let first = rows.iter().position(|row| !row.is_blank()).unwrap_or_default();
            return Ok(Headings { taken: first, ..Headings::default() });
        }
        Header::At(heading, count) => {
            let wanted = fold(heading);
            let holds = |row: &Row| row.cells.iter().any(|cell| matches(cell, &wanted));
            let first = rows.iter().position(holds).ok_or_else(|| TableFault::NoHeader { expected: vec![heading.clone()] })?;
            (first, *count as usize)
        }
        Header::Sought => (sought(&layout.body, rows, merged)?, 1),
    };
    let last = (first + count - 1).min(rows.len() - 1);
    let columns = of_rows(&rows[first..=last], merged);
    let (unit, unclear) = unit_above(table, &rows[..first]);
    Ok(Headings { row: rows[last].number, taken: last + 1, columns, unit, unclear })
}

fn matches(cell: &Cell, wanted: &str) -> bool {
    let heading = Heading::new(&[text(cell).to_owned()]);
    heading.is(wanted) || heading.is_bare(wanted)
}

/// How many fields of a layout the headings of a table stand for; 0 where it has none of them.
#[must_use]
pub fn score(layout: &Layout, rows: &[Row], merged: &[Region]) -> usize {
    match headings(layout, "", rows, merged) {
        Ok(found) => known(&layout.body, &found.columns),
        Err(_) => 0,
    }
}

/// The row that knows most of the fields; the first of several.
fn sought(body: &Body, rows: &[Row], merged: &[Region]) -> Result<usize, TableFault> {
    let mut best: Option<(usize, usize)> = None;
    for (at, row) in rows.iter().enumerate() {
        let found = known(body, &of_rows(std::slice::from_ref(row), merged));
        if found > best.map_or(0, |(_, found)| found) {
            best = Some((at, found));
        }
    }
    let enough = body.fields.iter().filter(|field| matches!(field.from, From::Headings(..))).count().min(2);
    best.filter(|(_, found)| *found >= enough).map(|(at, _)| at).ok_or_else(|| {
        let headings = body.fields.iter().filter_map(|field| match &field.from {
            From::Headings(names, _) => names.first().cloned(),
            _ => None,
        });
        TableFault::NoHeader { expected: headings.take(4).collect() }
    })
}

/// How many fields have a column among these.
fn known(body: &Body, columns: &[Heading]) -> usize {
    let has = |names: &[String]| !find(columns, names).is_empty();
    let known = |field: &&super::layout::Field| match &field.from {
        From::Headings(names, _) => has(names),
        From::Numbered(first, _, inner) => inner.fields.iter().any(|field| match &field.from {
            From::Headings(names, _) => has(&numbered(names, *first)),
            _ => false,
        }),
        _ => false,
    };
    body.fields.iter().filter(known).count()
}

/// Headings with the number where `{n}` stands.
#[must_use]
pub fn numbered(names: &[String], number: u32) -> Vec<String> {
    names.iter().map(|name| name.replace("{n}", &number.to_string())).collect()
}

/// The heading of each column, over all the rows; what is merged over columns stands over each of them.
fn of_rows(rows: &[Row], merged: &[Region]) -> Vec<Heading> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let column = |at: usize| {
        let texts: Vec<String> = rows
            .iter()
            .map(|row| {
                let over = merged.iter().find(|region| {
                    (region.rows.0..=region.rows.1).contains(&row.number) && (region.columns.0..=region.columns.1).contains(&at)
                });
                text(row.cell(over.map_or(at, |region| region.columns.0))).to_owned()
            })
            .collect();
        Heading::new(&texts)
    };
    (0..width).map(column).collect()
}

/// What a text says of the unit that amounts are counted in, where it says anything of it: `単位：千円`, or `（千円）` behind a title.
#[must_use]
pub fn unit_said(text: &str) -> Option<Said> {
    let folded = fold(text);
    let words = match folded.split_once("単位") {
        Some((_, behind)) => {
            let behind = behind.trim_start_matches([':', '(', '=', 'は']);
            let end = behind.find([')', ']', '】', '〕', '。', '(']).unwrap_or(behind.len());
            behind[..end].split(BETWEEN).map(str::to_owned).collect()
        }
        None => bracketed(&folded).1,
    };
    let mut units: Vec<(u64, &str)> = words.iter().filter_map(|word| unit_of(word)).collect();
    units.dedup_by_key(|(times, _)| *times);
    match units.as_slice() {
        [(times, word)] => Some(Said::Unit(*times, (*word).to_owned())),
        [] if folded.contains("単位") && words.iter().any(|word| is_of_money(word)) => Some(Said::Unclear),
        [] => None,
        _ => Some(Said::Unclear),
    }
}

/// The unit that a word is, be it with `未満切捨て` behind it.
fn unit_of(word: &str) -> Option<(u64, &str)> {
    const BEHIND: &[&str] = &["未満", "以下", "です", "とする", "である", "で表示"];
    let end = word.find('円')? + '円'.len_utf8();
    let (unit, behind) = word.split_at(end);
    let known = behind.is_empty() || BEHIND.iter().any(|word| behind.starts_with(word));
    literal::unit(unit).filter(|_| known).map(|times| (times, unit))
}

/// What is said of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// How many of the currency's unit, and the word for it.
    Unit(u64, String),
    /// Several units, or one that is not known.
    Unclear,
}

/// Whether a word is of money, but none that is known for a unit: `百万`, `千ドル`.
fn is_of_money(word: &str) -> bool {
    let money = ["円", "ドル", "ユーロ", "元", "$", "€", "usd", "eur", "jpy", "yen"];
    money.iter().any(|money| word.contains(money)) || literal::unit(&format!("{word}円")).is_some_and(|times| times > 1)
}

/// What the cells above the headings say of the unit; what more than one of them say, and not alike, is unclear.
fn unit_above(table: &str, rows: &[Row]) -> (Option<UnitAt>, Option<UnclearAt>) {
    let (mut unit, mut unclear): (Option<UnitAt>, Option<UnclearAt>) = (None, None);
    for row in rows {
        for (at, cell) in row.cells.iter().enumerate() {
            let at = || place(table, at, row.number);
            match unit_said(text(cell)) {
                Some(Said::Unit(times, word)) if unit.as_ref().is_none_or(|(_, known, _)| *known == times) => {
                    unit.get_or_insert_with(|| (at(), times, word));
                }
                Some(_) => _ = unclear.get_or_insert_with(|| (at(), text(cell).to_owned())),
                None => {}
            }
        }
    }
    (unit, unclear)
}
