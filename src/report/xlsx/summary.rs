//! The first sheet: by what rules, how many of each, and what the judgement rests on.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::book::{Book, height, lines};
use super::cell::{Cell, Tone, clean, parted};
use super::findings::tone;
use crate::check::typed::Severity;
use crate::finding::{Outcome, Standing};
use crate::json::{Document, Failures, Summary};
use crate::report::words::{report_title, titled, way};

/// The widths of the columns, in narrow letters.
const WIDTHS: [u16; 6] = [34, 13, 13, 13, 13, 58];

/// How many narrow letters have room from the second column to the last.
const WIDE: usize = 104;

/// The sheet, and the row that comes next.
struct Page<'b> {
    book: &'b Book,
    sheet: Worksheet,
    row: u32,
}

/// Writes the sheet.
pub(super) fn write(book: &mut Book, document: &Document) -> Result<(), XlsxError> {
    let mut sheet = book.sheet(book.say("概要", "Summary"))?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let mut page = Page { book, sheet, row: 0 };
    heading(&mut page, document)?;
    records(&mut page, document)?;
    findings(&mut page, document)?;
    settings(&mut page, document)?;
    sources(&mut page, &document.summary)?;
    let sheet = page.sheet;
    book.take(sheet);
    Ok(())
}

fn heading(page: &mut Page<'_>, document: &Document) -> Result<(), XlsxError> {
    let (book, header) = (page.book, &document.header);
    let title = report_title(book.lang, &header.record.label);
    page.sheet.write_string_with_format(0, 0, clean(&title), &book.looks.title)?;
    page.row = 2;
    for (nth, pack) in header.packs.iter().rev().enumerate() {
        let label = if nth == 0 { book.say("規則パック", "Rule packs") } else { "" };
        let text = format!("{}  {} {}\nSHA-256 {}", pack.title.get(book.lang), pack.name, pack.version, pack.digest);
        page.pair(label.into(), &text)?;
    }
    let day = header.as_of.as_deref().unwrap_or(book.say("指定なし", "not given"));
    page.pair(book.say("基準日", "As of").into(), day)?;
    let names: Vec<&str> = document.summary.inputs.iter().map(|input| input.name.as_str()).collect();
    page.pair(book.say("対象の入力", "Inputs").into(), &names.join("\n"))?;
    page.pair(book.say("作成", "Made by").into(), &format!("Sadame {}", header.sadame))
}

/// Records read, and what came of them.
fn records(page: &mut Page<'_>, document: &Document) -> Result<(), XlsxError> {
    let (book, summary) = (page.book, &document.summary);
    page.headings(&[book.say("件数", "Records"), book.say("#計", "#All")])?;
    for (label, count) in [
        (book.say("読込", "Read"), summary.read),
        (book.say("判定", "Judged"), summary.judged),
        (book.say("指摘あり", "Flagged"), summary.flagged),
        (book.say("指摘はないが判定不能を含む", "Not flagged, but undetermined in part"), summary.undetermined),
        (book.say("データに不備", "With faulty data"), summary.in_error),
    ] {
        page.counts(label.into(), &[count])?;
    }
    Ok(())
}

/// Findings by how grave they are and how they stand.
fn findings(page: &mut Page<'_>, document: &Document) -> Result<(), XlsxError> {
    let (book, summary) = (page.book, &document.summary);
    let headings = [
        book.say("指摘と判定", "Findings and verdicts"),
        book.say("#計", "#All"),
        book.say("#新規", "#New"),
        book.say("#既知", "#Known"),
        book.say("#承認済み", "#Accepted"),
    ];
    page.headings(&headings)?;
    let count = |outcome: Outcome, severity: Option<Severity>, standing: Standing| {
        let alike = document.findings.iter().filter(|it| it.outcome == outcome && it.standing == standing);
        alike.filter(|it| severity.is_none_or(|severity| it.severity == severity)).count() as u64
    };
    let word = |outcome: Outcome, severity| Cell::Toned(outcome.word(severity, book.lang).to_owned(), tone(outcome, severity));
    let (all, open): (&Failures, &Failures) = (&summary.failures, &summary.open);
    for (severity, all, open) in [
        (Severity::Error, all.error, open.error),
        (Severity::Warning, all.warning, open.warning),
        (Severity::Review, all.review, open.review),
        (Severity::Info, all.info, open.info),
    ] {
        let stands = |standing| count(Outcome::Fail, Some(severity), standing);
        page.counts(word(Outcome::Fail, severity), &[all, open, stands(Standing::Known), stands(Standing::Accepted)])?;
    }
    let unknown = |standing| count(Outcome::Unknown, None, standing);
    let counts = [summary.verdicts.unknown, unknown(Standing::New), unknown(Standing::Known), unknown(Standing::Accepted)];
    page.counts(word(Outcome::Unknown, Severity::Error), &counts)?;
    let verdicts = summary.verdicts;
    page.counts(word(Outcome::Excepted, Severity::Error), &[verdicts.excepted])?;
    page.counts(word(Outcome::Pass, Severity::Error), &[verdicts.pass])?;
    page.counts(word(Outcome::NotApplicable, Severity::Error), &[verdicts.not_applicable])?;
    if summary.unused_decisions > 0 {
        let label = book.say("今回の指摘に当たらない決定", "Decisions on findings not made");
        page.counts(label.into(), &[summary.unused_decisions])?;
    }
    Ok(())
}

/// What was set, what was not, and which rules were run otherwise than they are written.
fn settings(page: &mut Page<'_>, document: &Document) -> Result<(), XlsxError> {
    let (book, header) = (page.book, &document.header);
    let lang = book.lang;
    if !document.summary.unset.is_empty() {
        page.headings(&[
            book.say("設定すると判定できるもの", "To be judged once these are set"),
            book.say("#判定不能", "#Verdicts"),
            book.say("設定のしかた", "How"),
        ])?;
    }
    for unset in &document.summary.unset {
        let row = page.row;
        page.counts(unset.label.get(lang).into(), &[unset.verdicts])?;
        page.wide(row, 2, &way(lang, &unset.name))?;
    }
    if !header.parameters.is_empty() {
        page.headings(&[book.say("パラメータ", "Parameters"), book.say("値", "Value")])?;
    }
    for parameter in &header.parameters {
        let value = parameter.text.as_ref().map_or(book.say("未設定", "not set"), |text| text.get(lang));
        page.pair(parameter.label.get(lang).into(), &format!("{value}  ({})", parameter.name))?;
    }
    if !header.levels.is_empty() {
        page.headings(&[
            book.say("重大度を変えた規則", "Severities set"),
            book.say("規則の定め → 今回の設定", "As written → as set"),
        ])?;
    }
    for level in &header.levels {
        let words = [level.written, level.set].map(|severity| Outcome::Fail.word(severity, lang));
        page.pair(level.rule.as_str().into(), &words.join(" → "))?;
    }
    if !header.not_run.is_empty() {
        page.headings(&[book.say("実行しなかった規則", "Rules not run")])?;
        page.pair("".into(), &header.not_run.join(" "))?;
    }
    Ok(())
}

/// Sources that nobody has held the figures against.
fn sources(page: &mut Page<'_>, summary: &Summary) -> Result<(), XlsxError> {
    let book = page.book;
    if summary.unverified.is_empty() {
        return Ok(());
    }
    page.headings(&[book.say("未確認の出典", "Sources not verified"), book.say("照合していない理由", "Why not")])?;
    for source in &summary.unverified {
        let why = source.why_unverified.as_ref().map_or("", |why| why.get(book.lang));
        page.pair(Cell::Toned(titled(book.lang, source), Tone::Warning), why)?;
    }
    Ok(())
}

impl Page<'_> {
    /// A line of headings, after an empty one.
    fn headings(&mut self, headings: &[&str]) -> Result<(), XlsxError> {
        self.row += 1;
        for column in 0..WIDTHS.len() {
            let heading = headings.get(column).copied().unwrap_or_default();
            let column = u16::try_from(column).expect("there are six columns");
            let (heading, look) = self.book.looks.heading_of(heading);
            self.sheet.write_string_with_format(self.row, column, heading, look)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A label and its counts.
    fn counts(&mut self, label: Cell, counts: &[u64]) -> Result<(), XlsxError> {
        self.book.cell(&mut self.sheet, self.row, 0, &label)?;
        for (column, count) in (1..).zip(counts) {
            self.book.cell(&mut self.sheet, self.row, column, &Cell::Count(*count))?;
        }
        self.row += 1;
        Ok(())
    }

    /// A label and a text that takes the rest of the line, or several lines.
    fn pair(&mut self, label: Cell, text: &str) -> Result<(), XlsxError> {
        let rows = parted(vec![label, text.into()], "");
        for row in rows {
            let [label, Cell::Text(text)] = &row[..] else { continue };
            self.book.cell(&mut self.sheet, self.row, 0, label)?;
            self.wide(self.row, 1, text)?;
            if let Cell::Text(label) | Cell::Toned(label, _) = label {
                let tall = lines(label, usize::from(WIDTHS[0])).max(lines(text, WIDE));
                self.sheet.set_row_height_pixels(self.row, height(tall))?;
            }
            self.row += 1;
        }
        Ok(())
    }

    /// A text over all columns from one on.
    fn wide(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        let text = clean(text);
        let last = u16::try_from(WIDTHS.len() - 1).expect("there are six columns");
        self.sheet.merge_range(row, column, row, last, &text, self.book.looks.of(&text))?;
        Ok(())
    }
}
