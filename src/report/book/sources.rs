//! The documents that rules and tables cite, and whether anybody has held the figures against them.

use maud::{Markup, html};

use super::Book;
use crate::check::typed::{Cite, Document, Rule};
use crate::json::source_of;
use crate::value::{Date, Value};

impl Book<'_> {
    /// Citations, each with its article, a link to the document, and why it is not verified.
    pub(super) fn cites(&self, cites: &[Cite]) -> Markup {
        html! { ul.cites { @for cite in cites {
            @let source = source_of(self.program(), cite);
            li {
                a href={ "#source-" (source.source) } { (source.title.get(self.lang)) }
                @if let Some(article) = &source.article { " " span lang="ja" { (article) } }
                @if !source.verified { " " (self.unverified_mark()) }
                @if let Some(why) = &source.why_unverified { " " small { (why.get(self.lang)) } }
                @if let Some(link) = &self.program().documents[cite.document].link { " " (outside(link)) }
            }
        } } }
    }

    pub(super) fn unverified_mark(&self) -> Markup {
        html! { span.unverified { (self.say("未確認", "not verified")) } }
    }

    /// Whether a rule, an exception to it or a table that it reads cites what nobody has verified.
    pub(super) fn rests_on_unverified(&self, rule: &Rule) -> bool {
        let program = self.program();
        let tables = super::uses::Uses::of(program, rule).tables;
        let cites = rule.cites.iter().chain(rule.exceptions.iter().flat_map(|exception| &exception.cites));
        let mut cites = cites.chain(tables.iter().flat_map(|&table| &program.tables[table].cites));
        cites.any(|cite| !program.documents[cite.document].verified)
    }

    pub(super) fn sources(&self) -> Markup {
        let documents = &self.program().documents;
        let unverified: Vec<&Document> = documents.iter().filter(|document| !document.verified).collect();
        self.chapter("sources", || {
            html! {
                @if !unverified.is_empty() {
                    div.attention {
                        p { (self.say("次の出典は、条文や原資料と突き合わせていません。", "Nobody has held the figures against these documents:")) }
                        ul { @for document in &unverified {
                            li { a href={ "#source-" (document.name) } { (self.label(&document.label)) }
                                @if let Some(article) = &document.article { " " span lang="ja" { (article) } } }
                        } }
                    }
                }
                @for (number, document) in documents.iter().enumerate() { (self.document(number, document)) }
            }
        })
    }

    fn document(&self, number: usize, document: &Document) -> Markup {
        let program = self.program();
        let cites = |cites: &[Cite]| cites.iter().any(|cite| cite.document == number);
        let rules = program.rules.iter().filter(|rule| cites(&rule.cites) || rule.exceptions.iter().any(|it| cites(&it.cites)));
        let tables = program.tables.iter().filter(|table| cites(&table.cites));
        let day = |date: Date| self.value(&Value::Date(date));
        let line = |ja: &str, en: &str, body: Markup| html! { div { dt { (self.say(ja, en)) } dd { (body) } } };
        html! {
            section.source id={ "source-" (document.name) } {
                h3 {
                    (self.label(&document.label))
                    @if let Some(article) = &document.article { " " span lang="ja" { (article) } }
                    @if !document.verified { " " (self.unverified_mark()) }
                }
                dl.about {
                    @if let Some(issued) = document.issued { (line("発出", "Issued", html! { (day(issued)) })) }
                    @if !document.revised.is_empty() {
                        @let revised: Vec<String> = document.revised.iter().map(|date| day(*date)).collect();
                        (line("改正", "Revised", html! { (revised.join(self.say("、", ", "))) }))
                    }
                    @if document.from.is_some() || document.until.is_some() {
                        (line("施行", "In force", html! { (self.period(document.from, document.until)) }))
                    }
                    @if let Some(link) = &document.link { (line("所在", "Link", outside(link))) }
                    (line("確認", "Verified", html! {
                        @if document.verified { (self.say("原資料と突き合わせた", "held against the document")) }
                        @else { (self.say("未確認", "not verified"))
                            @if let Some(why) = &document.why_unverified { (self.say("：", ": ")) (self.label(why)) } }
                    }))
                    @for note in &document.notes { (line("備考", "Note", html! { (self.label(note)) })) }
                    (line("引く規則", "Cited by", self.rule_links(rules.map(|rule| rule.id.as_str()))))
                    @for table in tables { (line("引く表", "Cited by table", html! {
                        a href={ "#table-" (table.name) } { (self.label(&table.label)) }
                    })) }
                }
            }
        }
    }
}

/// A link out of the page, shown in full so that it can be read on paper.
fn outside(link: &str) -> Markup {
    let is_web = link.starts_with("https://") || link.starts_with("http://");
    html! { @if is_web { a.outside href=(link) rel="noreferrer" { (link) } } @else { (link) } }
}
