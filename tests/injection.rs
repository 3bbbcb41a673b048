//! Whatever stands in contracts, in rules and in the names of files: in a report it is text. Every writer against every text that is a command elsewhere.

use std::io::{Cursor, Write};

use calamine::{Data, Reader, Xlsx};
use sadame::engine::{Engine, Options};
use sadame::json::Document;
use sadame::lang::Lang;
use sadame::pack::Builtin;
use sadame::report::desk::{Contents, Record, Settings};
use sadame::report::text::Style;
use sadame::report::{Coverage, csv, desk, github, html, junit, lines, sarif, text, write_json, xlsx};

use super::documents::{examples, nasty, spoilt};
use super::reference::compile;

/// What is put before and after every text, and what it would be a command to.
const HOSTILE: &[(&str, &str, &str)] = &[
    ("a browser", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>' onfocus='alert(1)"),
    ("a script that holds data", "</script><!--<script>", "--></style></title></textarea>\u{2028}\u{2029}]]>"),
    ("a spreadsheet", "=cmd|' /C calc'!A0", "\n=1+1\r\n=2+2"),
    ("a spreadsheet, otherwise", "+1", "-1"),
    ("a spreadsheet, by a macro of old", "@SUM(A1)", "\t=1"),
    ("a spreadsheet, after what it passes over", "\t=1+1", "\r=1+1"),
    ("a spreadsheet, after a line end", "\r=1+1", ""),
    ("a spreadsheet in full width", "＝1+1", "＠"),
    ("a terminal", "\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}[31m", "\u{9b}2J\u{9d}0;t\u{9c}\u{8}\u{7f}\u{0}"),
    ("a terminal, by overwriting", "all is well\r", "\u{85}\u{b}\u{c}"),
    ("the eye", "\u{202e}\u{2066}\u{200f}\u{61c}", "\u{202a}\u{202b}\u{202d}\u{2067}\u{2068}\u{200e}"),
    ("a job log", "::error file=x,line=1,title=t::", "\n::stop-commands::x\r\n##[error]%0A::set-output name=a::b,c:d"),
    ("a reader of Markdown", "[x](javascript:alert(1))", "| a | ` <b>\n\n# b"),
    ("a reader of SARIF", "{0} {{1}}", "[a](1) ![b](http://example.invalid)"),
    ("a reader of XML", "]]><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;", "\u{fffe}\u{ffff}<![CDATA["),
];

/// Every document, with every hostile text at both ends of each of its own; and what tells them apart.
fn documents() -> Vec<(&'static str, Document)> {
    let mut document = nasty();
    // Enough of each outcome, and quick to write.
    let mut seen = std::collections::BTreeMap::new();
    document.findings.retain(|finding| {
        let count: &mut usize = seen.entry(format!("{:?}{:?}", finding.outcome, finding.standing)).or_default();
        *count += 1;
        *count <= 6
    });
    let spoil = |(what, before, after): &(&'static str, &str, &str)| (*what, spoilt(&document, before, after));
    HOSTILE.iter().map(spoil).chain([("nobody", examples(false))]).collect()
}

/// What a writer makes of each document, in both languages.
fn each(write: impl Fn(&mut dyn Write, &Document, Lang) -> std::io::Result<()>, check: impl Fn(&Document, &[u8])) {
    for (what, document) in documents() {
        for lang in [Lang::Ja, Lang::En] {
            let mut out = Vec::new();
            write(&mut out, &document, lang).unwrap_or_else(|fault| panic!("{what}: {fault}"));
            assert!(!out.is_empty());
            check(&document, &out);
        }
    }
}

/// The text of a report, when nothing in it is a command to a terminal but line ends, and what else is let pass.
fn calm<'b>(bytes: &'b [u8], but: &[char]) -> &'b str {
    let text = std::str::from_utf8(bytes).expect("a report is UTF-8");
    let turns =
        |letter| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let found = text.char_indices().find(|(_, it)| (it.is_control() || turns(*it)) && *it != '\n' && !but.contains(it));
    if let Some((at, letter)) = found {
        panic!("{letter:?} in {:?}", text[..at].chars().rev().take(60).collect::<Vec<_>>().iter().rev().collect::<String>());
    }
    text
}

#[test]
fn text_commands_no_terminal() {
    for width in [40, 100, 10_000] {
        each(
            |out, document, lang| text::write(out, document, Style { lang, width, colour: false }),
            |_, out| {
                calm(out, &[]);
            },
        );
    }
    each(
        |out, document, lang| text::write(out, document, Style { lang, width: 80, colour: true }),
        |_, out| {
            // What is left when its own colours are taken away.
            let text = String::from_utf8_lossy(out).into_owned();
            let colours = ["0", "1", "2", "32", "1;31", "1;33", "1;34"].map(|code| format!("\u{1b}[{code}m"));
            calm(colours.iter().fold(text, |text, colour| text.replace(colour, "")).as_bytes(), &[]);
        },
    );
}

/// The tags of a page: the name and the attributes.
fn tags(page: &str) -> Vec<(String, Vec<String>)> {
    let mut tags = Vec::new();
    for piece in page.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("a tag ends");
        let mut names = Vec::new();
        let mut rest = tag;
        while let Some((before, after)) = rest.split_once("=\"") {
            names.push(before.rsplit(' ').next().unwrap_or_default().to_owned());
            rest = after.split_once('"').expect("a value ends").1;
        }
        assert!(!rest.contains(['"', '\'']), "{tag}");
        tags.push((tag.split([' ', '\n']).next().unwrap_or_default().to_lowercase(), names));
    }
    tags
}

#[test]
fn a_page_has_no_tag_or_attribute_of_others() {
    let mut plain = Vec::new();
    html::write(&mut plain, &examples(true), Lang::Ja).expect("memory takes all that is written");
    let style_ends = String::from_utf8(plain).expect("a page is UTF-8").find("</style>").expect("it has a style");
    each(html::write, |_, out| {
        let page = calm(out, &['\t']);
        for (name, attributes) in tags(&page[style_ends..]) {
            let bare = name.trim_start_matches('/');
            assert!(
                !["script", "img", "iframe", "object", "embed", "link", "base", "form", "input", "svg", "!--"].contains(&bare)
            );
            for attribute in attributes {
                assert!(!attribute.starts_with("on") && attribute != "src", "{name} {attribute}");
            }
        }
        assert_eq!(page.matches("</style>").count(), 1);
        assert!(!page.contains("href=\"javascript") && !page.contains("<!--") && !page.contains("<script"));
    });
}

#[test]
fn no_cell_is_a_formula() {
    each(csv::write, |_, out| {
        let table = calm(out, &['\t', '\r']).strip_prefix('\u{feff}').expect("it says that it is UTF-8").to_owned();
        let mut reader = ::csv::Reader::from_reader(table.as_bytes());
        let rows: Vec<_> = reader.records().collect::<Result<_, _>>().expect("every row has every cell");
        assert!(rows.len() > 3);
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']), "{cell}");
        }
    });
    each(xlsx::write, |_, out| {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(out)).expect("the workbook can be read");
        for name in workbook.sheet_names() {
            let formulas = workbook.worksheet_formula(&name).expect("the sheet is there");
            assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{name}: a text has become a formula");
        }
        for (_, sheet) in workbook.worksheets() {
            for (_, _, cell) in sheet.cells() {
                if let Data::String(text) = cell {
                    calm(text.as_bytes(), &[]);
                }
            }
        }
    });
}

#[test]
fn json_is_one_value_and_commands_no_terminal() {
    each(
        |out, document, _| write_json(out, document),
        |document, out| {
            let read: Document = serde_json::from_str(calm(out, &[])).expect("it is a document");
            assert_eq!(serde_json::to_value(&read).ok(), serde_json::to_value(document).ok(), "nothing is lost by an escape");
        },
    );
    each(
        |out, document, _| lines::write(out, document),
        |document, out| {
            let text = calm(out, &[]);
            assert!(!text.contains(['\u{2028}', '\u{2029}']));
            assert_eq!(text.lines().count(), document.findings.len() + document.data_errors.len() + 2);
            assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok_and(|it| it.is_object())));
        },
    );
}

#[test]
fn a_result_manager_is_given_no_link_and_no_placeholder() {
    each(sarif::write, |_, out| {
        let log: serde_json::Value = serde_json::from_str(calm(out, &[])).expect("it is JSON");
        let mut messages = Vec::new();
        texts(&log["runs"][0]["results"], "", &mut messages);
        texts(&log["runs"][0]["tool"], "", &mut messages);
        texts(&log["runs"][0]["invocations"], "", &mut messages);
        assert!(messages.len() > 10);
        for text in messages {
            assert!(!text.contains("](") && !text.replace("{{", "").replace("}}", "").contains(['{', '}']), "{text}");
        }
    });
}

/// The texts that are messages.
fn texts(json: &serde_json::Value, name: &str, out: &mut Vec<String>) {
    match json {
        serde_json::Value::Object(fields) => fields.iter().for_each(|(name, value)| texts(value, name, out)),
        serde_json::Value::Array(items) => items.iter().for_each(|item| texts(item, name, out)),
        serde_json::Value::String(text) if name == "text" => out.push(text.clone()),
        _ => {}
    }
}

#[test]
fn xml_is_well_formed_and_declares_nothing() {
    each(junit::write, |document, out| {
        let xml = calm(out, &[]);
        assert!(!xml.contains("<!DOCTYPE") && !xml.contains("<!ENTITY") && !xml.contains(['\u{fffe}', '\u{ffff}']));
        let report = quick_junit::Report::deserialize_from_str(xml).expect("it is JUnit's XML");
        assert!(report.test_suites.len() >= document.summary.rules.len());
    });
}

#[test]
fn a_job_log_gets_the_commands_of_the_report_only() {
    each(github::write, |document, out| {
        let log = calm(out, &['\t']);
        let broken = document.summary.inputs.iter().filter(|input| input.problem.is_some()).count();
        assert_eq!(log.lines().count(), document.findings.len() + document.data_errors.len() + broken + 1);
        for line in log.lines() {
            let (head, _) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")).expect("each line is one command");
            let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
            assert!(["error", "warning", "notice", "debug"].contains(&name), "{line}");
            for property in properties.split(',').filter(|it| !it.is_empty()) {
                let name = property.split_once('=').map(|(name, _)| name);
                assert!(matches!(name, Some("file" | "line" | "title")), "{line}");
            }
        }
    });
}

#[test]
fn a_table_in_markdown_keeps_its_cells() {
    let holds = |document: &Document, out: &[u8]| {
        let table = calm(out, &[]);
        assert_eq!(table.lines().count(), document.summary.rules.len() + 2);
        for line in table.lines() {
            let cells = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
            assert_eq!(cells, 7, "{line}");
            // Between backticks, nothing is markup.
            let outside: String = line.split('`').step_by(2).collect();
            assert!(!outside.contains('<'), "{line}");
        }
    };
    let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
    each(|out, document, lang| Coverage::new(&engine).write(out, &document.summary, lang), holds);
    // What is lacking may be an expression, with any text in it.
    for text in ["| a | ` <b>", "`](javascript:x)", "&lt;|", "<script>"] {
        let engine = lacking(text);
        let mut session = engine.session(&Options { all: true, ..Options::default() }).expect("nothing need be set");
        let input = session.input("a.jsonl");
        session.push(input, 1, br#"{"id": "1", "n": 1}"#);
        let report = session.finish();
        let (mut coverage, mut table, document) = (Coverage::new(&engine), Vec::new(), Document::new(&engine, &report));
        coverage.found(&report.findings);
        coverage.write(&mut table, &document.summary, Lang::En).expect("memory takes all that is written");
        let path = &document.findings[0].evidence.missing[0].path;
        assert!(path.contains(text) && table.ends_with(b"` |\n"), "{path}");
        holds(&document, &table);
    }
}

/// A rule that divides by nothing, and says so with a text in it.
fn lacking(text: &str) -> Engine {
    let rules = format!(
        "module k \"印\" en \"marks\"\nsource doc \"出典\" en \"document\" {{ verified yes }}\n\
         record c \"記録\" en \"record\" {{ id text key \"番号\" en \"number\"  n number \"数\" en \"n\" }}\n\
         rule K-1 \"商\" en \"quotient\" {{ for each c cite doc require n / (if id = \"{text}\" then 1 else 0) > 0 message \"小\" en \"small\" }}\n"
    );
    compile(&rules)
}

#[test]
fn the_data_of_the_desk_cannot_end_its_block() {
    let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in rules compile");
    each(
        |out, document, lang| {
            let hostile = &document.findings[0].fingerprint;
            let records = vec![Record { input: 0, position: 1, json: format!("{{\"id\": {hostile:?}") }];
            let settings = Settings { parameters: vec![(hostile.clone(), hostile.clone())], ..Settings::default() };
            let contents = Contents { lang, settings, engine: &engine, records };
            desk::write(out, "<html><body>page</body></html>", document, &contents)
        },
        |_, out| {
            let page = calm(out, &[]);
            let (before, rest) = page.split_once("id=\"sadame-desk\">").expect("the block is there");
            assert_eq!(before, "<html><body>page<script type=\"application/json\" ");
            let (data, after) = rest.split_once("</script>").expect("the block ends");
            assert_eq!(after, "\n</body></html>");
            assert!(data.chars().all(|it| it.is_ascii_alphanumeric() || "{}\":,+/=".contains(it)));
        },
    );
}
