//! What rules are made of: parameters, definitions, records and choices.

use maud::{Markup, html};

use super::Book;
use super::text::layout;
use super::uses::Uses;
use crate::check::typed::{Parameter, Record};

impl Book<'_> {
    /// A parameter's default; that it has to be set, where there is none.
    pub(super) fn parameter_value(&self, parameter: &Parameter) -> Markup {
        html! { @match &parameter.default {
            Some(value) => { (self.say("既定値 ", "default ")) (self.value(value)) }
            None => { strong { (self.say("設定を要する", "to be set")) } }
        } }
    }

    pub(super) fn parameters(&self) -> Markup {
        let program = self.program();
        let uses: Vec<Uses> = program.rules.iter().map(|rule| Uses::of(program, rule)).collect();
        let readers = |number: usize| {
            let readers = program.rules.iter().zip(&uses).filter(move |(_, uses)| uses.parameters.contains(&number));
            readers.map(|(rule, _)| rule.id.as_str())
        };
        self.chapter("parameters", || {
            html! {
                table {
                    thead { tr { th { (self.say("名前", "Name")) } th { (self.say("意味", "Meaning")) } th { (self.say("型", "Type")) }
                        th { (self.say("値", "Value")) } th { (self.say("読む規則", "Read by")) } } }
                    tbody { @for (number, parameter) in program.parameters.iter().enumerate() {
                        tr id={ "parameter-" (parameter.name) } {
                            td { code { (parameter.name) } } td { (self.label(&parameter.label)) } td { (self.type_words(&parameter.ty)) }
                            td { (self.parameter_value(parameter)) } td { (self.rule_links(readers(number))) }
                        }
                    } }
                }
            }
        })
    }

    pub(super) fn definitions(&self) -> Markup {
        let program = self.program();
        let defines = program.defines.iter().map(|it| (&it.name, &it.label, it.span));
        let figures = program.figures.iter().map(|it| (&it.name, &it.label, it.span));
        let summaries = program.summaries.iter().map(|it| (&it.name, &it.label, it.span));
        self.chapter("definitions", || {
            html! { @for (name, label, span) in defines.chain(figures).chain(summaries) {
                article.definition id={ "definition-" (name) } {
                    h3 { (self.label(label)) " " code { (name) } }
                    (layout(&self.texts.declaration(span)))
                }
            } }
        })
    }

    pub(super) fn records(&self) -> Markup {
        self.chapter(
            "records",
            || html! { @for record in self.program().records.iter().filter(|it| it.summary.is_none()) { (self.record(record)) } },
        )
    }

    fn record(&self, record: &Record) -> Markup {
        html! {
            section.record id={ "record-" (record.name) } {
                h3 { (self.label(&record.label)) " " code { (record.name) } }
                table {
                    thead { tr { th { (self.say("項目", "Field")) } th { (self.say("名前", "Name")) } th { (self.say("型", "Type")) }
                        th { (self.say("記載", "Given")) } } }
                    tbody { @for (at, field) in record.fields.iter().enumerate() {
                        tr {
                            td { (self.label(&field.label)) @if record.key == Some(at) { span.key { (self.say("鍵", "key")) } } }
                            td { code { (field.name) } } td { (self.type_words(&field.ty)) } td { (self.presence(&field.presence)) }
                        }
                    } }
                }
            }
        }
    }

    pub(super) fn choices(&self) -> Markup {
        self.chapter("choices", || {
            html! { @for choice in &self.program().choices {
                section.choice id={ "choice-" (choice.name) } {
                    h3 { (self.label(&choice.label)) " " code { (choice.name) } }
                    table {
                        thead { tr { th { (self.say("名前", "Name")) } th { "日本語" } th { "English" } } }
                        tbody { @for (name, label) in &choice.variants {
                            tr { td { code { (name) } } td lang="ja" { (label.ja) } td lang="en" { (label.en) } }
                        } }
                    }
                }
            } }
        })
    }
}
