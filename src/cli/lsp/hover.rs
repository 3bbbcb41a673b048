//! What a name stands for, in words: its type, what people read of it, and where it comes from.

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::functions;
use super::navigate::At;
use super::publish::range;
use super::server::{Answer, Server, answer};
use crate::check::Target;
use crate::check::typed::{Cite, Field, Frame, Label, Presence, Program, Type};
use crate::check::types::show as show_type;
use crate::engine::Analysis;
use crate::finding::Outcome;
use crate::json::source_of;
use crate::lang::Lang;
use crate::source::Span;
use crate::value::show::show;

/// What stands at a place: a name of the rules, or a function of the language.
pub(super) fn hover(server: &mut Server, params: &HoverParams) -> Answer {
    let lang = server.lang;
    let Some(at) = At::of(server, &params.text_document_position_params) else { return answer(()) };
    let Some(analysis) = at.analysis() else { return answer(()) };
    let named = at.named().map(|named| (named.span, About { analysis, lang }.target(named.target)));
    let found = named.or_else(|| {
        let (span, word) = word(&at)?;
        let function = functions::find(word)?;
        Some((span, format!("```sadame\n{}\n```\n{}", function.call, function.gives(lang))))
    });
    answer(found.map(|(span, value)| Hover {
        contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }),
        range: Some(range(server, &at.analysed, span)),
    }))
}

/// The word at a place that is followed by a bracket.
fn word(at: &At) -> Option<(Span, &str)> {
    let text = &at.analysed.sources().get(at.source).text;
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let start =
        text[..at.offset].char_indices().rev().take_while(|(_, letter)| is_word(*letter)).last().map_or(at.offset, |it| it.0);
    let end = at.offset + text[at.offset..].find(|letter| !is_word(letter)).unwrap_or(text.len() - at.offset);
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let span = Span { source: at.source, start: number(start), end: number(end) };
    text[end..].trim_start().starts_with('(').then(|| (span, &text[start..end]))
}

/// Says what names stand for.
pub(super) struct About<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) lang: Lang,
}

impl About<'_> {
    fn program(&self) -> &Program {
        &self.analysis.program
    }

    fn say<'s>(&self, ja: &'s str, en: &'s str) -> &'s str {
        if self.lang == Lang::Ja { ja } else { en }
    }

    fn ty(&self, ty: &Type) -> String {
        show_type(ty, self.program()).replace('`', "")
    }

    /// What a name stands for, as Markdown.
    pub(super) fn target(&self, target: Target) -> String {
        match target {
            Target::Module(at) => self.headed("module", &self.program().modules[at].name, "", &self.program().modules[at].label),
            Target::Layout(at) => self.headed("layout", &self.program().layouts[at].name, "", &self.program().layouts[at].label),
            Target::Source(at) => self.source(at),
            Target::Choice(at) => self.choice(at),
            Target::Variant(choice, at) => self.variant(choice, at),
            Target::Record(at) => self.record(at),
            Target::Field(record, at) => self.field(record, at),
            Target::Table(at) => self.table(at),
            Target::Column(table, at) => self.column(table, at),
            Target::Parameter(at) => self.parameter(at),
            Target::Define(at) => self.define(at),
            Target::Figure(at) => self.figure(at),
            Target::Rule(at) => self.rule(at),
            Target::Exception(rule, at) => self.exception(rule, at),
            Target::Let(rule, at) => self.let_clause(rule, at),
        }
    }

    fn choice(&self, at: usize) -> String {
        let choice = &self.program().choices[at];
        let rows = choice.variants.iter().map(|(name, label)| format!("- `{name}` {}", label.text(self.lang)));
        format!("{}\n\n{}", self.headed("choice", &choice.name, "", &choice.label), rows.collect::<Vec<_>>().join("\n"))
    }

    fn variant(&self, choice: usize, at: usize) -> String {
        let choice = &self.program().choices[choice];
        let (name, label) = &choice.variants[at];
        let of = format!("{}{}", self.say("選択肢：", "of the choice "), choice.label.text(self.lang));
        format!("```sadame\n{}.{name}\n```\n**{}**\n\n{of}", choice.name, label.text(self.lang))
    }

    fn record(&self, at: usize) -> String {
        let record = &self.program().records[at];
        let rows = record.fields.iter().map(|field| self.row(field));
        format!("{}\n\n{}", self.headed("record", &record.name, "", &record.label), rows.collect::<Vec<_>>().join("\n"))
    }

    fn field(&self, record: usize, at: usize) -> String {
        let record = &self.program().records[record];
        let field = &record.fields[at];
        let of = format!("{}{}", self.say("項目：", "a field of "), record.label.text(self.lang));
        format!("{}\n\n{of}{}", self.typed(&record.name, field), self.presence(&field.presence))
    }

    fn column(&self, table: usize, at: usize) -> String {
        let table = &self.program().tables[table];
        let key = if table.keys.contains(&at) { self.say("（キー）", " (key)") } else { "" };
        let of = format!("{}{}{key}", self.say("列：", "a column of "), table.label.text(self.lang));
        format!("{}\n\n{of}{}", self.typed(&table.name, &table.columns[at]), self.cites(&table.cites))
    }

    fn parameter(&self, at: usize) -> String {
        let parameter = &self.program().parameters[at];
        let default = match &parameter.default {
            Some(value) => format!("{}{}", self.say("既定値：", "by default "), show(value, self.lang, self.program())),
            None => self.say("既定値はありません", "it must be set").to_owned(),
        };
        format!("{}\n\n{default}", self.headed("parameter", &parameter.name, &self.ty(&parameter.ty), &parameter.label))
    }

    fn define(&self, at: usize) -> String {
        let define = &self.program().defines[at];
        let of = match define.of {
            Some(Frame::Record(record)) => format!(" of {}", self.program().records[record].name),
            Some(Frame::Row(table)) => format!(" of {}", self.program().tables[table].name),
            _ => String::new(),
        };
        let written = format!("define {}{of} = {}", define.name, self.analysis.sources.text(define.body.span));
        self.written(&written, &self.ty(&define.body.ty), &define.label)
    }

    fn figure(&self, at: usize) -> String {
        let figure = &self.program().figures[at];
        let written = format!("figure {} = {}", figure.name, self.analysis.sources.text(figure.body.span));
        self.written(&written, &self.ty(&figure.body.ty), &figure.label)
    }

    fn rule(&self, at: usize) -> String {
        let rule = &self.program().rules[at];
        let word = Outcome::Fail.word(rule.severity, self.lang);
        let head = format!("```sadame\nrule {}\n```\n**{}**\n\n{word}", rule.id, rule.label.text(self.lang));
        format!("{head}{}", self.cites(&rule.cites))
    }

    fn exception(&self, rule: usize, at: usize) -> String {
        let rule = &self.program().rules[rule];
        let exception = &rule.exceptions[at];
        let id = exception.id.as_deref().unwrap_or_default();
        let head = format!("```sadame\nexception {id} to {}\n```\n**{}**", rule.id, exception.label.text(self.lang));
        format!("{head}{}", self.cites(&exception.cites))
    }

    fn let_clause(&self, rule: usize, at: usize) -> String {
        let (name, value) = &self.program().rules[rule].lets[at];
        let written = format!("let {name} = {}", self.analysis.sources.text(value.span));
        format!("```sadame\n{written}\n```\n`{}`", self.ty(&value.ty))
    }

    fn headed(&self, word: &str, name: &str, ty: &str, label: &Label) -> String {
        format!("```sadame\n{}\n```\n**{}**", format!("{word} {name} {ty}").trim_end(), label.text(self.lang))
    }

    fn typed(&self, of: &str, field: &Field) -> String {
        format!("```sadame\n{of}.{}  {}\n```\n**{}**", field.name, self.ty(&field.ty), field.label.text(self.lang))
    }

    fn written(&self, written: &str, ty: &str, label: &Label) -> String {
        format!("```sadame\n{written}\n```\n**{}** `{ty}`", label.text(self.lang))
    }

    fn row(&self, field: &Field) -> String {
        format!("- `{}` `{}` {}", field.name, self.ty(&field.ty), field.label.text(self.lang))
    }

    fn presence(&self, presence: &Presence) -> String {
        match presence {
            Presence::Required => String::new(),
            Presence::Optional => self.say("。任意", ", optional").to_owned(),
            Presence::Default(value) => {
                format!("{}{}", self.say("。省略時は", ", by default "), show(value, self.lang, self.program()))
            }
        }
    }

    fn table(&self, at: usize) -> String {
        let table = &self.program().tables[at];
        let column = |(at, field): (usize, &Field)| {
            let key = if table.keys.contains(&at) { self.say("（キー）", " (key)") } else { "" };
            format!("{}{key}", self.row(field))
        };
        let columns: Vec<String> = table.columns.iter().enumerate().map(column).collect();
        let count = match self.lang {
            Lang::Ja => format!("{}行", table.rows.len()),
            Lang::En => format!("{} rows", table.rows.len()),
        };
        let dated = if table.dated { self.say("、適用期間あり", ", with periods in force") } else { "" };
        let head = self.headed("table", &table.name, "", &table.label);
        format!("{head}\n\n{}\n\n{count}{dated}{}", columns.join("\n"), self.cites(&table.cites))
    }

    fn source(&self, at: usize) -> String {
        let document = &self.program().documents[at];
        let article = document.article.as_deref().map_or_else(String::new, |article| format!("\n\n{article}"));
        let days =
            [(self.say("制定", "issued"), document.issued), (self.say("改正", "revised"), document.revised.last().copied())];
        let days = days.into_iter().filter_map(|(word, day)| Some(format!("\n\n{word} {}", day?)));
        let why = document.why_unverified.as_ref().map_or("", |why| why.text(self.lang));
        let verified = match document.verified {
            true => self.say("照合済み", "verified").to_owned(),
            false => format!("{} {why}", self.say("未確認", "not verified")),
        };
        let head = self.headed("source", &document.name, "", &document.label);
        format!("{head}{article}{}\n\n{}", days.collect::<String>(), verified.trim_end())
    }

    /// Where it comes from, a line for each source.
    fn cites(&self, cites: &[Cite]) -> String {
        let one = |cite: &Cite| {
            let source = source_of(self.program(), cite);
            let article = source.article.map_or_else(String::new, |article| format!(" {article}"));
            let mark = if source.verified { "" } else { self.say("【未確認】", " [not verified]") };
            format!("\n\n{}{}{article}{mark}", self.say("根拠：", "source: "), source.title.get(self.lang))
        };
        cites.iter().map(one).collect()
    }
}
