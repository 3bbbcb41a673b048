//! The targets: a function each, from bytes.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

use sadame::engine::{Engine, Options, Report};
use sadame::eval::run_case;
use sadame::input::feed::{Around, Feed, How, Run};
use sadame::input::workbook::Workbook;
use sadame::json::Document;
use sadame::lang::Lang;
use sadame::pack::{Builtin, Memory};
use sadame::report::text::Style;
use sadame::report::{Coverage, book, csv, github, html, junit, lines, sarif, text, write_json, xlsx};
use sadame::source::Sources;
use sadame::syntax::{format, parse};
use sha2::{Digest, Sha256};

pub use wasm::wasm;

#[path = "wasm.rs"]
mod wasm;

/// The name of a target, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: &[Target] = &[
    ("parser", parser),
    ("formatter", formatter),
    ("checker", checker),
    ("json", json),
    ("tables", tables),
    ("workbook", workbook),
    ("evaluator", evaluator),
    ("program", program),
    ("reports", reports),
    ("bundle", bundle),
    ("wasm", wasm),
];

const BOTH: [Lang; 2] = [Lang::Ja, Lang::En];

/// Small rules that touch everything: lists, groups, tables, parameters, exceptions.
static SMALL: LazyLock<Engine> = LazyLock::new(|| {
    let rules = include_str!("../../tests/cli/pack/small.sadame");
    compiled(rules).unwrap_or_else(|| panic!("the small rules compile"))
});

static JLIS: LazyLock<Engine> = LazyLock::new(|| built_in("jlis"));
static OCDS: LazyLock<Engine> = LazyLock::new(|| built_in("ocds"));

fn built_in(name: &str) -> Engine {
    Engine::compile(&[&Builtin], &[name.to_owned()]).unwrap_or_else(|_| panic!("the built-in rules compile"))
}

/// Rules of one module; what is wrong with them is told in both languages.
fn compiled(rules: &str) -> Option<Engine> {
    let manifest = b"name = \"m\"\nversion = \"1\"\ntitle = { ja = \"m\" }\n";
    let files = Memory(BTreeMap::from([
        ("m/pack.toml".to_owned(), manifest.to_vec()),
        ("m/m.sadame".to_owned(), rules.as_bytes().to_vec()),
    ]));
    match Engine::compile(&[&files], &["m".to_owned()]) {
        Ok(engine) => Some(engine),
        Err(error) => {
            told(&error.sources, &error.diagnostics);
            None
        }
    }
}

fn told(sources: &Sources, diagnostics: &[sadame::diag::Diagnostic]) {
    for diagnostic in diagnostics {
        for lang in BOTH {
            assert!(!diagnostic.problem.message(lang).is_empty());
            let _ = diagnostic.problem.help(lang);
        }
        let text = &sources.get(diagnostic.span.source).text;
        assert!(diagnostic.span.start <= diagnostic.span.end && diagnostic.span.end as usize <= text.len());
        assert!(
            text.get(diagnostic.span.start as usize..diagnostic.span.end as usize).is_some(),
            "it begins and ends with letters"
        );
        let _ = sources.place(diagnostic.span);
    }
}

/// The text of rules: any bytes are read, or told why not.
pub fn parser(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut sources = Sources::default();
    let source = sources.add("m.sadame", &*text);
    let (_, diagnostics) = parse(source, &text);
    told(&sources, &diagnostics);
}

/// What is laid out is the same rules, and stays as it is when it is laid out again.
pub fn formatter(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Some((once, tree)) = laid_out(&text) else { return };
    let (twice, again) = laid_out(&once).unwrap_or_else(|| panic!("what is laid out can be read:\n{once}"));
    assert_eq!(once, twice, "it is laid out once and for all");
    assert_eq!(tree, again, "it says what it said:\n{once}");
}

/// The text in the one style, and its tree without the places.
fn laid_out(text: &str) -> Option<(String, String)> {
    let mut sources = Sources::default();
    let source = sources.add("m.sadame", text);
    let (file, diagnostics) = parse(source, text);
    diagnostics.is_empty().then(|| (format(&file, text), without_places(&format!("{file:?}"))))
}

/// A tree as it is shown, without what says where its parts stood.
fn without_places(shown: &str) -> String {
    let mut pieces = shown.split("Span {");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        // `source: SourceId(0), start: 1, end: 2 }`
        out.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
    }
    out
}

/// Rules are checked, lowered and written as a bundle, or told what is wrong.
pub fn checker(data: &[u8]) {
    let Some(engine) = compiled(&String::from_utf8_lossy(data)) else { return };
    told(&engine.sources, &engine.warnings);
    assert!(!engine.plan.to_string().contains('\0') || data.contains(&0));
    let bundle = engine.to_bundle();
    let again = Engine::from_bundle(&bundle).unwrap_or_else(|why| panic!("what was compiled can be loaded: {why}"));
    assert!(again.to_bundle() == bundle);
}

/// What came of inputs that were handed over.
fn judged(engine: &Engine, record: Option<&str>, name: &str, data: &[u8]) -> Option<Report> {
    let options = Options { all: true, record: record.map(str::to_owned), ..Options::default() };
    let session = engine.session(&options).ok()?;
    let mut run = Run { engine, session, kept: None };
    let mut feed = Feed::new(&mut run, name, How { limit: 1 << 16, ..How::default() });
    // Cut where nothing says that it may be.
    let (one, other) = data.split_at(data.len() / 3);
    feed.push(&mut run, one);
    feed.push(&mut run, other);
    let files = BTreeMap::new();
    let mut sheets = |bytes: Vec<u8>| {
        let mut workbook = Workbook::new(bytes)?;
        let names = workbook.names();
        names.iter().map(|name| workbook.table(name)).collect()
    };
    feed.end(&mut run, &mut Around { files: &files, sheets: &mut sheets, after: &mut |_| {} });
    let report = run.session.finish();
    let counts = report.counts;
    assert!(counts.judged <= counts.read && counts.flagged <= counts.judged, "every record is counted");
    Some(report)
}

/// All that is told of a report to machines.
fn document(engine: &Engine, report: &Report) -> Document {
    let document = Document::new(engine, report);
    let mut out = Vec::new();
    write_json(&mut out, &document).unwrap_or_else(|fault| panic!("memory takes all that is written: {fault}"));
    let _: serde_json::Value = serde_json::from_slice(&out).unwrap_or_else(|fault| panic!("it is JSON: {fault}"));
    document
}

/// Contracts as JSON, whole or in lines.
pub fn json(data: &[u8]) {
    let Some((which, data)) = data.split_first() else { return };
    let (engine, name) = [(&SMALL, "c.json"), (&SMALL, "c.jsonl"), (&OCDS, "c.json"), (&OCDS, "c.jsonl")][usize::from(which % 4)];
    let record = engine.program.records.iter().find(|it| it.root).map(|it| it.name.clone());
    if let Some(report) = judged(engine, record.as_deref(), name, data) {
        document(engine, &report);
    }
}

/// Contracts as tables of text, in any encoding.
pub fn tables(data: &[u8]) {
    let Some((which, data)) = data.split_first() else { return };
    let (engine, name) = [(&SMALL, "c.csv"), (&JLIS, "c.csv"), (&JLIS, "c.tsv"), (&JLIS, "c.txt")][usize::from(which % 4)];
    if let Some(report) = judged(engine, None, name, data) {
        document(engine, &report);
    }
}

/// Contracts as workbooks: the bytes themselves, or those of a sheet in a workbook that is whole.
pub fn workbook(data: &[u8]) {
    let Some((which, data)) = data.split_first() else { return };
    let whole;
    let bytes = if which % 2 == 0 {
        data
    } else {
        whole = workbook_of(data);
        &whole
    };
    if let Some(report) = judged(&JLIS, None, "c.xlsx", bytes) {
        document(&JLIS, &report);
    }
}

/// A workbook with one sheet, which may be anything.
fn workbook_of(sheet: &[u8]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let workbook = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let links = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let types = format!("<Types xmlns=\"{package}/content-types\"></Types>");
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// An archive of files that are not packed.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut sum = flate2::Crc::new();
        sum.update(content);
        let [length, name_length] = [content.len(), name.len()].map(|it| u32::try_from(it).unwrap_or(0));
        let mut about = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        about.extend(sum.sum().to_le_bytes());
        about.extend(length.to_le_bytes());
        about.extend(length.to_le_bytes());
        about.extend(&name_length.to_le_bytes()[..2]);
        about.extend([0, 0]);
        let at = u32::try_from(out.len()).unwrap_or(0);
        out.extend(b"PK\x03\x04");
        out.extend(&about);
        out.extend(name.as_bytes());
        out.extend(*content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let [count, size, start] = [files.len(), directory.len(), out.len()].map(|it| u32::try_from(it).unwrap_or(0).to_le_bytes());
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(&count[..2]);
    out.extend(&count[..2]);
    out.extend(size);
    out.extend(start);
    out.extend([0, 0]);
    out
}

/// Records of any kind by the shipped rules: what is judged in two parts is what is judged in one.
pub fn evaluator(data: &[u8]) {
    let Some((which, data)) = data.split_first() else { return };
    let engine = [&*SMALL, &*JLIS][usize::from(which % 2)];
    let Ok(mut whole) = engine.session(&Options { all: true, ..Options::default() }) else { return };
    let Ok(mut first) = engine.session(&Options { all: true, ..Options::default() }) else { return };
    let Ok(mut second) = engine.session(&Options { all: true, ..Options::default() }) else { return };
    let input = whole.input("c.jsonl");
    first.input("c.jsonl");
    second.input("c.jsonl");
    for (position, line) in (1..).zip(data.split(|byte| *byte == b'\n')) {
        whole.push(input, position, line);
        if position % 2 == 0 { &mut first } else { &mut second }.push(input, position, line);
    }
    let (whole, first, second) = (whole.finish(), first.finish(), second.finish());
    assert_eq!(whole.counts.read, first.counts.read + second.counts.read);
    assert_eq!(whole.counts.judged, first.counts.judged + second.counts.judged);
    document(engine, &whole);
}

/// Whole rules, and after a line of `---` the records that they judge.
pub fn program(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (rules, records) = text.split_once("\n---\n").unwrap_or((&text, ""));
    let Some(engine) = compiled(rules) else { return };
    used(&engine, records);
}

/// All that can be done with rules, over some records.
fn used(engine: &Engine, records: &str) {
    if let Ok(examples) = engine.examples() {
        for example in examples {
            for case in &example.cases {
                let _ = run_case(&engine.plan, example.rule, case);
            }
        }
    }
    let roots: Vec<String> = engine.program.records.iter().filter(|it| it.root).map(|it| it.name.clone()).collect();
    for root in roots.into_iter().take(3) {
        let Ok(mut session) = engine.session(&Options { all: true, record: Some(root), ..Options::default() }) else { continue };
        let input = session.input("c.jsonl");
        for (position, line) in (1..).zip(records.lines().take(50)) {
            session.push(input, position, line.as_bytes());
        }
        document(engine, &session.finish());
    }
    for lang in BOTH {
        let _ = book::write(&mut std::io::sink(), engine, lang);
    }
}

/// Every report of records with any text in them: nothing in it is a command to a terminal.
pub fn reports(data: &[u8]) {
    let Some(report) = judged(&SMALL, None, "名\u{1b}[2J\u{202e}前.jsonl", data) else { return };
    let document = document(&SMALL, &report);
    for lang in BOTH {
        let style = Style { lang, width: 60, colour: false };
        calm(|out| text::write(out, &document, style));
        calm(|out| html::write(out, &document, lang));
        calm(|out| csv::write(out, &document, lang));
        calm(|out| sarif::write(out, &document, lang));
        calm(|out| junit::write(out, &document, lang));
        calm(|out| github::write(out, &document, lang));
        let mut coverage = Coverage::new(&SMALL);
        coverage.found(&report.findings);
        calm(|out| coverage.write(out, &document.summary, lang));
        calm(|out| lines::write(out, &document));
        xlsx::write(&mut Vec::new(), &document, lang).unwrap_or_else(|fault| panic!("memory takes all that is written: {fault}"));
    }
}

fn calm(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) {
    let mut out = Vec::new();
    write(&mut out).unwrap_or_else(|fault| panic!("memory takes all that is written: {fault}"));
    let text = String::from_utf8(out).unwrap_or_else(|fault| panic!("it is UTF-8: {fault}"));
    let turns = |it| matches!(it, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let found = text.chars().find(|it| (it.is_control() && !matches!(it, '\n' | '\r' | '\t')) || turns(*it));
    assert_eq!(found, None);
}

/// The bytes before the content of a bundle: what it is, the version, the digest.
const HEADER: usize = 44;

/// A bundle with any content and the right digest: refused, or good to be used.
pub fn bundle(data: &[u8]) {
    static BEGINNING: LazyLock<Vec<u8>> = LazyLock::new(|| SMALL.to_bundle()[..12].to_vec());
    let _ = Engine::from_bundle(data);
    let content = data.get(HEADER..).unwrap_or(data);
    let signed = [&BEGINNING[..], Sha256::digest(content).as_slice(), content].concat();
    let Ok(engine) = Engine::from_bundle(&signed) else { return };
    told(&engine.sources, &engine.warnings);
    used(
        &engine,
        "{\"id\":\"A\",\"title\":\"x\",\"amount\":1001,\"signed_on\":\"2016-04-01\",\"item\":\"回線\",\"negotiated\":true,\"payments\":[{\"year\":2016,\"amount\":900}]}\n{}",
    );
    let _ = engine.to_bundle();
}
