//! The rule book (規則集): every rule with its source, its text and its examples, and all that the rules read; one printable page of HTML.
//!
//! It holds nothing from outside: no script, no font, no image. Whoever prints it has what the engine judges by.

use std::io::{Error, ErrorKind, Result, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::words::say;
use super::wrap::printable;
use crate::check::typed::{Example, Label, Program};
use crate::engine::Engine;
use crate::finding::Outcome;
use crate::lang::Lang;
use text::Texts;

mod example;
mod facts;
mod rule;
mod sources;
mod table;
mod text;
mod uses;
mod wording;

/// The style, which the page carries with it.
const STYLE: &str = include_str!("style.css");

/// Nothing is loaded, and nothing runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Writes the rule book of the compiled packs.
///
/// # Errors
/// Those of the writer; and the examples of a bundle may be damaged.
pub fn write(out: &mut dyn Write, engine: &Engine, lang: Lang) -> Result<()> {
    let examples = engine.examples().map_err(|why| Error::new(ErrorKind::InvalidData, why.message(lang)))?;
    let book = Book { engine, examples, lang, texts: Texts::of(&engine.sources) };
    // What is written in rules is shown, and commands nothing where the page is looked at in a terminal.
    out.write_all(printable(&book.page().into_string()).as_bytes())?;
    writeln!(out)
}

/// What a page is made of.
struct Book<'a> {
    engine: &'a Engine,
    examples: &'a [Example],
    lang: Lang,
    texts: Texts<'a>,
}

/// A chapter that is not a module: its anchor, and its title.
const CHAPTERS: &[(&str, &str, &str)] = &[
    ("tables", "表", "Tables"),
    ("parameters", "パラメータ", "Parameters"),
    ("definitions", "定義", "Definitions"),
    ("records", "記録", "Records"),
    ("choices", "選択肢", "Choices"),
    ("sources", "出典", "Sources"),
    ("index", "規則の索引", "Index of rules"),
];

impl<'a> Book<'a> {
    fn program(&self) -> &'a Program {
        &self.engine.program
    }

    fn say<'s>(&self, ja: &'s str, en: &'s str) -> &'s str {
        say(self.lang, ja, en)
    }

    fn label<'l>(&self, label: &'l Label) -> &'l str {
        label.text(self.lang)
    }

    /// The title of the book: that of the last pack, which depends on the others.
    fn title(&self) -> String {
        let pack = self.engine.packs.last().map_or("", |pack| self.label(&pack.title));
        format!("{pack}{}{}", self.say("　", " — "), self.say("規則集", "Rule book"))
    }

    fn page(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(self.say("ja", "en")) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content={ "sadame " (env!("CARGO_PKG_VERSION")) };
                    title { (self.title()) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    (self.cover())
                    main {
                        (self.contents())
                        @for (number, module) in self.program().modules.iter().enumerate() { (self.module(number, module)) }
                        (self.tables())
                        (self.parameters())
                        (self.definitions())
                        (self.records())
                        (self.choices())
                        (self.sources())
                        (self.index())
                    }
                }
            }
        }
    }

    fn cover(&self) -> Markup {
        let program = self.program();
        let unverified = program.documents.iter().filter(|document| !document.verified).count();
        html! {
            header.cover {
                p.kind { (self.say("規則集", "Rule book")) }
                h1 { (self.engine.packs.last().map_or("", |pack| self.label(&pack.title))) }
                dl.counts {
                    @for (ja, en, count) in [
                        ("規則", "rules", program.rules.len()),
                        ("例", "cases in examples", self.examples.iter().map(|example| example.cases.len()).sum()),
                        ("表", "tables", program.tables.len()),
                        ("出典", "sources", program.documents.len()),
                        ("うち未確認", "of them not verified", unverified),
                    ] {
                        div { dt { (self.say(ja, en)) } dd { (count) } }
                    }
                }
                table.packs {
                    thead { tr { th { (self.say("パック", "Pack")) } th { (self.say("名称", "Title")) } th { (self.say("版", "Version")) }
                        th { "SHA-256" } } }
                    tbody {
                        @for pack in &self.engine.packs {
                            tr { td { code { (pack.name) } } td { (self.label(&pack.title)) } td { (pack.version) }
                                td.digest { code { (pack.digest) } } }
                        }
                    }
                }
                p.note { (self.say(
                    "この規則集は、判定に用いる規則そのものから作られています。上の SHA-256 は規則と表の全体から求めた値で、報告書に記される値と同じです。「未確認」は、条文や原資料との突き合わせを人が済ませていないことを示します。",
                    "This book is made from the very rules that judge. The SHA-256 above is taken over all rules and tables, and is the one that reports give. “Not verified” means that nobody has held the figures against the document.",
                )) }
                p.made { "Sadame " (env!("CARGO_PKG_VERSION")) }
            }
        }
    }

    fn contents(&self) -> Markup {
        html! {
            nav.contents aria-label=(self.say("目次", "Contents")) {
                h2 { (self.say("目次", "Contents")) }
                ol {
                    @for (number, module) in self.program().modules.iter().enumerate() {
                        @let rules: Vec<_> = self.rules_of(number).collect();
                        @if !rules.is_empty() {
                            li {
                                a href={ "#module-" (module.name) } { (self.label(&module.label)) } " " code { (module.name) }
                                ul { @for rule in rules {
                                    li { a href={ "#rule-" (rule.id) } { span.id { (rule.id) } " " (self.label(&rule.label)) } }
                                } }
                            }
                        }
                    }
                    li.others {
                        @for (anchor, ja, en) in CHAPTERS { @if self.has(anchor) { a href={ "#" (anchor) } { (self.say(ja, en)) } " " } }
                    }
                }
            }
        }
    }

    /// Whether there is anything in a chapter.
    fn has(&self, anchor: &str) -> bool {
        let program = self.program();
        match anchor {
            "tables" => !program.tables.is_empty(),
            "parameters" => !program.parameters.is_empty(),
            "definitions" => !program.defines.is_empty() || !program.figures.is_empty() || !program.summaries.is_empty(),
            "records" => !program.records.is_empty(),
            "choices" => !program.choices.is_empty(),
            "sources" => !program.documents.is_empty(),
            _ => !program.rules.is_empty(),
        }
    }

    /// A chapter of things that stand in tables; nothing where there are none.
    fn chapter(&self, anchor: &str, body: impl FnOnce() -> Markup) -> Markup {
        let title = CHAPTERS.iter().find(|(known, ..)| *known == anchor).map_or("", |(_, ja, en)| self.say(ja, en));
        html! { @if self.has(anchor) { section.chapter id=(anchor) { h2 { (title) } (body()) } } }
    }

    /// A rule's severity in a word.
    fn grave(&self, rule: &crate::check::typed::Rule) -> Markup {
        html! { span class={ "grave " (rule.severity.name()) } { (Outcome::Fail.word(rule.severity, self.lang)) } }
    }

    fn index(&self) -> Markup {
        let mut rules: Vec<_> = self.program().rules.iter().collect();
        rules.sort_by(|one, other| one.id.cmp(&other.id));
        self.chapter("index", || {
            html! {
                table.index {
                    thead { tr { th { (self.say("番号", "Id")) } th { (self.say("規則", "Rule")) } th { (self.say("指摘", "Failure")) }
                        th { (self.say("章", "Chapter")) } } }
                    tbody { @for rule in rules {
                        @let module = &self.program().modules[rule.module];
                        tr {
                            td.id { a href={ "#rule-" (rule.id) } { (rule.id) } }
                            td { (self.label(&rule.label)) @if self.rests_on_unverified(rule) { " " (self.unverified_mark()) } }
                            td { (self.grave(rule)) }
                            td { a href={ "#module-" (module.name) } { (self.label(&module.label)) } }
                        }
                    } }
                }
            }
        })
    }
}
