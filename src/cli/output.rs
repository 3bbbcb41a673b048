//! Where reports go, and in which form. A file is whole or not there at all: it is written beside its name and then renamed.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::ValueEnum;

use crate::json::Document;
use crate::lang::Lang;
use crate::report::{coverage, csv, desk, github, html, junit, lines, sarif, text, write_json, xlsx};

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
    /// Writes a report; the review desk needs what stands on it.
    pub(super) fn write(&self, document: &Document, look: Look, desk: Option<&Desk<'_>>) -> io::Result<()> {
        if let (Format::Desk, Some(Desk { page, contents })) = (self.format, desk) {
            return match &self.file {
                Some(file) => whole(file, |out| desk::write(out, page, document, contents)),
                None => desk::write(&mut BufWriter::new(io::stdout().lock()), page, document, contents),
            };
        }
        match &self.file {
            Some(file) => {
                whole(file, |out| write(out, self.format, document, text::Style { lang: look.lang, width: 100, colour: false }))
            }
            None if self.format == Format::Text => {
                let style =
                    if look.plain { text::Style { lang: look.lang, width: 10_000, colour: false } } else { style(look.lang) };
                let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout()));
                text::write(&mut out, document, style)?;
                out.flush()
            }
            None if self.format == Format::Xlsx && io::stdout().is_terminal() => {
                Err(io::Error::other("a workbook is nothing for a terminal: say `-o FILE.xlsx`"))
            }
            None => {
                let mut out = BufWriter::new(io::stdout().lock());
                write(&mut out, self.format, document, text::Style { lang: look.lang, width: 100, colour: false })?;
                out.flush()
            }
        }
    }
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
        Format::Coverage => coverage::write(out, document, style.lang),
    }
}

/// Writes a file whole, or not at all.
pub(super) fn whole(file: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let part = Part::new(file)?;
    let mut out = BufWriter::new(part.open()?);
    write(&mut out)?;
    out.flush()?;
    drop(out);
    part.done()
}

/// A file that is being written, beside the name it will have. It goes away unless it is done.
#[derive(Debug)]
pub(super) struct Part {
    file: PathBuf,
    part: PathBuf,
    done: bool,
}

impl Part {
    /// A part of a file to be.
    pub(super) fn new(file: &Path) -> io::Result<Part> {
        let name = file.file_name().ok_or_else(|| io::Error::other(format!("{}: this is no file", file.display())))?;
        let mut beside = OsString::from(".");
        beside.push(name);
        beside.push(format!(".{}.part", std::process::id()));
        Ok(Part { file: file.to_owned(), part: file.with_file_name(beside), done: false })
    }

    /// Opens it for writing.
    pub(super) fn open(&self) -> io::Result<File> {
        File::create(&self.part).map_err(|why| io::Error::new(why.kind(), format!("{}: {why}", self.file.display())))
    }

    /// Gives it its name.
    pub(super) fn done(mut self) -> io::Result<()> {
        fs::rename(&self.part, &self.file)?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.part);
        }
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
