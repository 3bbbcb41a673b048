//! The workbook: its looks, and sheets of rows under headings that stay in sight, can be filtered, and repeat on every printed page.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use unicode_width::UnicodeWidthStr;

use super::cell::{Cell, Tone, clean, parted};
use crate::json::Document;
use crate::lang::Lang;
use crate::report::words::{report_title, say};

/// The last row of a sheet, from 0.
pub(super) const LAST_ROW: u32 = 1_048_575;

/// A4.
const PAPER: u8 = 9;

/// The height of a line, and that of the tallest row a sheet can have, in pixels.
const LINE: u32 = 19;
const TALLEST: u32 = 545;

/// How many lines of a cell that is not printed are in sight.
const UNPRINTED: usize = 8;

/// A sheet of rows.
pub(super) struct Grid<'g> {
    /// Its name.
    pub(super) name: &'g str,
    /// The headings, and how wide the columns are, in narrow letters. Headings that begin with `#` are of counts.
    pub(super) columns: &'g [(&'g str, u16)],
    /// How many of the columns are printed.
    pub(super) printed: usize,
}

/// How cells look.
pub(super) struct Looks {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) heading_of_counts: Format,
    pub(super) text: Format,
    pub(super) guarded: Format,
    pub(super) count: Format,
    tones: Vec<Format>,
}

/// The workbook that is being written.
pub(super) struct Book {
    book: Workbook,
    pub(super) looks: Looks,
    pub(super) lang: Lang,
    rows: u32,
}

impl Looks {
    fn new(lang: Lang) -> Looks {
        let plain = Format::new().set_font_name(say(lang, "BIZ UDPゴシック", "Calibri")).set_font_size(10);
        let line = |format: Format| {
            let format = format.set_align(FormatAlign::Top).set_text_wrap();
            format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00D3_D8DE))
        };
        let text = line(plain.clone());
        let toned = |tone: Tone| {
            let (ink, ground) = tone.colours();
            text.clone().set_bold().set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(ground))
        };
        let heading = line(plain.clone())
            .set_bold()
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(Color::RGB(0x00E4_E8ED))
            .set_border_bottom_color(Color::RGB(0x004D_555E));
        Looks {
            title: plain.set_bold().set_font_size(16),
            heading_of_counts: heading.clone().set_align(FormatAlign::Right).set_indent(1),
            heading,
            guarded: text.clone().set_quote_prefix(),
            count: text.clone().set_num_format("#,##0").set_align(FormatAlign::Right).set_indent(1),
            tones: Tone::ALL.into_iter().map(toned).collect(),
            text,
        }
    }

    /// A heading and its look.
    pub(super) fn heading_of<'h>(&self, heading: &'h str) -> (&'h str, &Format) {
        heading.strip_prefix('#').map_or((heading, &self.heading), |heading| (heading, &self.heading_of_counts))
    }

    pub(super) fn tone(&self, tone: Tone) -> &Format {
        &self.tones[tone as usize]
    }

    /// The look of a text; one that could be taken for a formula when it is edited is guarded.
    pub(super) fn of(&self, text: &str) -> &Format {
        if text.starts_with(['=', '+', '-', '@']) { &self.guarded } else { &self.text }
    }
}

impl Book {
    /// An empty workbook, dated by the check and not by a clock.
    pub(super) fn new(document: &Document, lang: Lang, rows: u32) -> Result<Book, XlsxError> {
        let mut book = Workbook::new();
        let title = report_title(lang, &document.header.record.label);
        let properties = DocProperties::new()
            .set_title(clean(&title))
            .set_author(format!("Sadame {}", clean(&document.header.sadame)))
            .set_creation_datetime(&date(document.header.as_of.as_deref())?);
        book.set_properties(&properties);
        Ok(Book { book, looks: Looks::new(lang), lang, rows })
    }

    /// One of two texts, by the language.
    pub(super) fn say<'s>(&self, ja: &'s str, en: &'s str) -> &'s str {
        say(self.lang, ja, en)
    }

    /// A sheet, ready to be written on and to be printed.
    pub(super) fn sheet(&self, name: &str) -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?.set_paper_size(PAPER).set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_header("&L&A").set_footer("&C&P / &N");
        Ok(sheet)
    }

    /// Takes a sheet that is done.
    pub(super) fn take(&mut self, sheet: Worksheet) {
        self.book.push_worksheet(sheet);
    }

    /// Writes rows under headings; they go on in a further sheet where one is full.
    pub(super) fn grid(&mut self, grid: &Grid<'_>, rows: impl Iterator<Item = Vec<Cell>>) -> Result<(), XlsxError> {
        let goes_on = self.say("（前の行の続き）", "(continued)");
        let (mut sheet, mut number, mut at) = (self.begun(grid, 1)?, 1, 0);
        for row in rows.flat_map(|row| parted(row, goes_on)) {
            if at == self.rows {
                number += 1;
                let next = self.begun(grid, number)?;
                self.done(grid, std::mem::replace(&mut sheet, next), at)?;
                at = 0;
            }
            at += 1;
            sheet.set_row_height_pixels(at, height(tallest(grid, &row)))?;
            for (column, cell) in (0..).zip(row) {
                self.cell(&mut sheet, at, column, &cell)?;
            }
        }
        self.done(grid, sheet, at)
    }

    fn begun(&self, grid: &Grid<'_>, number: u32) -> Result<Worksheet, XlsxError> {
        let name = if number == 1 { grid.name.to_owned() } else { format!("{} ({number})", grid.name) };
        let mut sheet = self.sheet(&name)?;
        for (column, (heading, width)) in (0..).zip(grid.columns) {
            let (heading, look) = self.looks.heading_of(heading);
            sheet.write_string_with_format(0, column, heading, look)?;
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        Ok(sheet)
    }

    fn done(&mut self, grid: &Grid<'_>, mut sheet: Worksheet, last: u32) -> Result<(), XlsxError> {
        let column = |count: usize| u16::try_from(count.saturating_sub(1)).expect("a sheet of this report has few columns");
        sheet.autofilter(0, 0, last, column(grid.columns.len()))?;
        sheet.set_print_area(0, 0, last, column(grid.printed))?;
        self.take(sheet);
        Ok(())
    }

    /// Writes a cell. A text is written as text, whatever it begins with.
    pub(super) fn cell(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Text(text) => {
                let text = clean(text);
                sheet.write_string_with_format(row, column, &text, self.looks.of(&text))?;
            }
            Cell::Toned(text, tone) => {
                sheet.write_string_with_format(row, column, clean(text), self.looks.tone(*tone))?;
            }
            Cell::Count(count) => match u32::try_from(*count) {
                Ok(count) => _ = sheet.write_number_with_format(row, column, count, &self.looks.count)?,
                Err(_) => _ = sheet.write_string_with_format(row, column, count.to_string(), &self.looks.count)?,
            },
        }
        Ok(())
    }

    /// The bytes of the workbook.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        self.book.save_to_buffer()
    }
}

/// How many lines a text takes in a column of that many narrow letters.
pub(super) fn lines(text: &str, width: usize) -> usize {
    text.lines().map(|line| line.width().div_ceil(width.max(1)).max(1)).sum::<usize>().max(1)
}

/// How many lines the tallest cell of a row takes; those that are not printed may be opened to be read in full.
fn tallest(grid: &Grid<'_>, row: &[Cell]) -> usize {
    let cells = row.iter().zip(grid.columns).enumerate();
    let tall = cells.map(|(at, (cell, (_, width)))| match cell {
        Cell::Text(text) | Cell::Toned(text, _) => {
            lines(text, usize::from(*width)).min(if at < grid.printed { usize::MAX } else { UNPRINTED })
        }
        Cell::Count(_) => 1,
    });
    tall.max().unwrap_or(1)
}

/// The height of so many lines, in pixels; a row takes no more than about thirty.
pub(super) fn height(lines: usize) -> u32 {
    u32::try_from(lines).map_or(TALLEST, |lines| lines.saturating_mul(LINE).saturating_add(4)).min(TALLEST)
}

/// The date that the workbook bears: that of the check, or one that is always the same.
fn date(as_of: Option<&str>) -> Result<ExcelDateTime, XlsxError> {
    let parts: Vec<u16> = as_of.into_iter().flat_map(|day| day.split('-')).filter_map(|part| part.parse().ok()).collect();
    if let [year, month, day] = parts[..]
        && let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day))
        && let Ok(date) = ExcelDateTime::from_ymd(year, month, day)
    {
        return Ok(date);
    }
    ExcelDateTime::from_ymd(2000, 1, 1)
}
