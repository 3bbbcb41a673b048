//! Where reports go, and in which form.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::ValueEnum;

use super::part::{Part, unwritable};
use crate::json::Document;
use crate::lang::Lang;
use crate::report::{csv, desk, github, html, junit, lines, sarif, shown, text, write_json, xlsx};

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people 人が読む文
    Text,
    /// One document 一つの文書
    Json,
    /// One line a finding, as they come 一件一行
    Jsonl,
    /// A table of findings 指摘の表
    Csv,
    /// A workbook ブック
    Xlsx,
    /// One page to read and print 閲覧・印刷用の一枚
    Html,
    /// For code scanning (SARIF 2.1.0) 静的解析の交換形式
    Sarif,
    /// For test runners 試験結果の形式
    Junit,
    /// For GitHub's annotations 注釈
    Github,
    /// The review desk: one page with the report, the contracts and the rules in it 審査卓
    Desk,
    /// How many records each rule could judge 規則ごとに判定できた件数
    Coverage,
}

/// A report to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) format: Format,
    /// The file; none is the standard output.
    pub(super) file: Option<PathBuf>,
}

/// What the review desk holds besides the report.
pub(super) struct Desk<'a> {
    /// The page.
    pub(super) page: String,
    pub(super) contents: desk::Contents<'a>,
}

/// How text is laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) lang: Lang,
    /// No colours, no wrapping.
    pub(super) plain: bool,
}

/// The outputs, from `--format` and `-o` as they stand: a file is of the form named before it, or of the one that its ending says.
///
/// # Errors
/// Two reports for the standard output; a file whose ending says nothing.
pub(super) fn outputs(matches: &ArgMatches) -> Result<Vec<Output>, String> {
    let formats =
        matches.indices_of("format").into_iter().flatten().zip(matches.get_many::<Format>("format").into_iter().flatten());
    let files =
        matches.indices_of("output").into_iter().flatten().zip(matches.get_many::<PathBuf>("output").into_iter().flatten());
    let mut said: Vec<(usize, Result<Format, PathBuf>)> = formats.map(|(at, format)| (at, Ok(*format))).collect();
    said.extend(files.map(|(at, file)| (at, Err(file.clone()))));
    said.sort_by_key(|(at, _)| *at);
    let (mut outputs, mut pending) = (Vec::new(), None);
    for (_, said) in said {
        match said {
            Ok(format) => outputs.extend(pending.replace(format).map(|format| Output { format, file: None })),
            Err(file) => {
                let format = pending.take().or_else(|| by_ending(&file));
                let format = format.ok_or_else(|| format!("{}: which form? say `--format` before `-o`", file.display()))?;
                outputs.push(Output { format, file: Some(file).filter(|file| file != Path::new("-")) });
            }
        }
    }
    outputs.extend(pending.map(|format| Output { format, file: None }));
    if outputs.is_empty() {
        outputs.push(Output { format: Format::Text, file: None });
    }
    if outputs.iter().filter(|output| output.file.is_none()).count() > 1 {
        return Err("only one report can go to the standard output: give the others a file with `-o`".to_owned());
    }
    Ok(outputs)
}

fn by_ending(file: &Path) -> Option<Format> {
    if file == Path::new("-") {
        return Some(Format::Text);
    }
    match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "txt" => Some(Format::Text),
        "json" => Some(Format::Json),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        "csv" => Some(Format::Csv),
        "xlsx" => Some(Format::Xlsx),
        "html" | "htm" => Some(Format::Html),
        "xml" => Some(Format::Junit),
        "sarif" => Some(Format::Sarif),
        _ => None,
    }
}

impl Output {
    /// Begins its file, where it has one: what cannot be written is told before anything is judged.
    ///
    /// # Errors
    /// It cannot be written there: with its name, in a sentence.
    pub(super) fn begin(&self, lang: Lang) -> io::Result<Option<Part>> {
        self.file.as_deref().map(|file| Part::begin(file, lang)).transpose()
    }

    /// Writes a report, to its file where one was begun; the review desk needs what stands on it.
    ///
    /// # Errors
    /// What it was for cannot be written: with its name, in a sentence.
    pub(super) fn write(&self, part: Option<Part>, document: &Document, look: Look, desk: Option<&Desk<'_>>) -> io::Result<()> {
        let style = text::Style { lang: look.lang, width: 100, colour: false };
        let write = |out: &mut dyn Write| match (self.format, desk) {
            (Format::Desk, Some(Desk { page, contents })) => desk::write(out, page, document, contents),
            _ => write(out, self.format, document, style),
        };
        match part {
            Some(part) => part.write(|out| write(out)),
            None if self.format == Format::Xlsx && io::stdout().is_terminal() => {
                Err(io::Error::other("a workbook is nothing for a terminal: say `-o FILE.xlsx`"))
            }
            None if self.format == Format::Text => {
                let style = if look.plain { text::Style { width: 10_000, ..style } } else { self::style(look.lang) };
                let out = BufWriter::new(anstream::AutoStream::auto(io::stdout()));
                to_the_end(out, look.lang, |out| text::write(out, document, style))
            }
            None => to_the_end(BufWriter::new(io::stdout().lock()), look.lang, |out| write(out)),
        }
    }

    /// Writes a report that is made as it is written.
    pub(super) fn write_by(
        &self,
        part: Option<Part>,
        lang: Lang,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        match part {
            Some(part) => part.write(|out| write(out)),
            None => to_the_end(BufWriter::new(io::stdout().lock()), lang, |out| write(out)),
        }
    }
}

/// The standard output, for a text: what stands in it may come from anyone, and is no command to the terminal.
pub(super) fn stdout(lang: Lang) -> impl Write {
    Said { out: anstream::stdout().lock(), lang }
}

/// Where a text is said, piece by piece.
struct Said<W> {
    out: W,
    lang: Lang,
}

impl<W: Write> Write for Said<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let said = self.out.write_all(shown(&String::from_utf8_lossy(piece)).as_bytes());
        said.map_err(|fault| unwritable(stdout_name(self.lang), fault, self.lang)).map(|()| piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(|fault| unwritable(stdout_name(self.lang), fault, self.lang))
    }
}

fn stdout_name(lang: Lang) -> &'static str {
    if lang == Lang::Ja { "標準出力" } else { "standard output" }
}

/// Writes to the standard output, to the last byte.
///
/// # Errors
/// It cannot be written, in a sentence; a reader that went away is told as such.
pub(super) fn to_the_end<W: Write, T>(mut out: W, lang: Lang, write: impl FnOnce(&mut W) -> io::Result<T>) -> io::Result<T> {
    write(&mut out).and_then(|done| out.flush().map(|()| done)).map_err(|fault| unwritable(stdout_name(lang), fault, lang))
}

fn write(out: &mut dyn Write, format: Format, document: &Document, style: text::Style) -> io::Result<()> {
    match format {
        Format::Text => text::write(out, document, style),
        Format::Json => write_json(out, document),
        Format::Jsonl => lines::write(out, document),
        Format::Csv => csv::write(out, document, style.lang),
        Format::Xlsx => xlsx::write(out, document, style.lang),
        Format::Html => html::write(out, document, style.lang),
        Format::Junit => junit::write(out, document, style.lang),
        Format::Sarif => sarif::write(out, document, style.lang),
        Format::Github => github::write(out, document, style.lang),
        Format::Desk => Err(io::Error::other("the review desk needs its page")),
        Format::Coverage => Err(io::Error::other("coverage is counted as findings come")),
    }
}

/// How text is laid out on the standard output.
pub(super) fn style(lang: Lang) -> text::Style {
    let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    text::Style { lang, width: width(), colour }
}

/// The width to write for: the terminal's, at most 120 columns; 100 where there is no terminal.
fn width() -> usize {
    let terminal = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    said.or(terminal.map(|(width, _)| usize::from(width.0))).unwrap_or(100).clamp(40, 120)
}
