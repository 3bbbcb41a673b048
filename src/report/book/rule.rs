//! The rules, module by module.

use maud::{Markup, html};

use super::Book;
use super::text::layout;
use super::uses::Uses;
use crate::check::typed::{Exception, Expr, ExprKind, Grouping, MessagePart, Module, RecordIx, Rule, Scope, Type};
use crate::lang::Lang;

impl<'a> Book<'a> {
    /// The rules of a module, by its number.
    pub(super) fn rules_of(&self, module: usize) -> impl Iterator<Item = &'a Rule> {
        self.program().rules.iter().filter(move |rule| rule.module == module)
    }

    /// A module that has rules.
    pub(super) fn module(&self, number: usize, module: &Module) -> Markup {
        html! {
            @if self.rules_of(number).next().is_some() {
                section.chapter id={ "module-" (module.name) } {
                    h2 { (self.label(&module.label)) " " code { (module.name) } }
                    @for (number, rule) in self.program().rules.iter().enumerate().filter(|(_, rule)| rule.module == number) {
                        (self.rule(number, rule))
                    }
                }
            }
        }
    }

    fn rule(&self, number: usize, rule: &Rule) -> Markup {
        let uses = Uses::of(self.program(), rule);
        html! {
            article.rule id={ "rule-" (rule.id) } {
                h3 { span.id { (rule.id) } " " (self.label(&rule.label)) " " (self.grave(rule)) }
                dl.about {
                    (self.entry("判定の対象", "What it judges", self.scope(&rule.scope)))
                    @if let Some(applies) = &rule.applies {
                        (self.entry("適用", "Applies", html! {
                            (self.period(applies.from, applies.until))
                            (self.say("（", " (by "))  (self.phrase(&applies.by)) (self.say("による）", ")"))
                        }))
                    }
                    (self.entry("根拠", "Source", self.cites(&rule.cites)))
                    (self.entry("指摘の文", "What it says", self.message(rule)))
                    @if !rule.exceptions.is_empty() {
                        (self.entry("例外", "Exceptions", html! { @for it in &rule.exceptions { (self.exception(it)) } }))
                    }
                    (self.reads(&uses))
                }
                (layout(&self.texts.declaration(rule.span)))
                @for exception in rule.exceptions.iter().filter(|it| it.id.is_some()) {
                    (layout(&self.texts.declaration(exception.span)))
                }
                p.place { (self.texts.place(rule.span)) }
                (self.examples_of(number))
            }
        }
    }

    /// One line of what is said of a rule.
    fn entry(&self, ja: &str, en: &str, body: Markup) -> Markup {
        html! { div { dt { (self.say(ja, en)) } dd { (body) } } }
    }

    /// What it gives findings for.
    fn scope(&self, scope: &Scope) -> Markup {
        let record = |record: RecordIx| self.label(&self.program().records[record].label);
        let (what, filter) = match scope {
            Scope::Each { record: at, path, filter } => (self.each(*at, path), filter),
            Scope::Group { of: Grouping { record: at, path, by, filter }, window } => {
                let keys = html! { @for (at, key) in by.iter().enumerate() {
                    @if at > 0 { (self.say("、", ", ")) } (self.phrase(key))
                } };
                let window = html! { @if let Some(window) = window {
                    (self.say("のうち、", ", those within ")) @if self.lang == Lang::Ja { (self.phrase(&window.date)) "が" }
                    (self.phrase(&window.length)) @if self.lang == Lang::En { " of one another by " (self.phrase(&window.date)) }
                    (self.say("以内のもの", ""))
                } };
                let words = match self.lang {
                    Lang::Ja => html! { (keys) "が同じ" (self.members(*at, path)) "の組" (window) },
                    Lang::En => html! { "each group of " (self.members(*at, path)) " records with the same " (keys) (window) },
                };
                (words, filter)
            }
            Scope::Row { table, filter } => {
                let table = &self.program().tables[*table];
                let link = html! { a href={ "#table-" (table.name) } { (self.label(&table.label)) } };
                (html! { (self.say("表「", "each row of the table “")) (link) (self.say("」の行ごと", "”")) }, filter)
            }
            Scope::Set { record: at, filter } => {
                (html! { (self.say("", "the whole set of ")) (record(*at)) (self.say("の全体", " records")) }, filter)
            }
        };
        html! {
            (what)
            @if let Some(filter) = filter {
                (self.say("。ただし ", ", where ")) code { (self.texts.written(filter.span)) } (self.say(" のもの", ""))
            }
        }
    }

    /// A record, or an element of its lists.
    fn each(&self, record: RecordIx, path: &[usize]) -> Markup {
        let words = self.way_down(record, path);
        match self.lang {
            Lang::Ja => html! { (words.join("の")) "ごと" },
            Lang::En => html! { "each " (words.join(": each of its ")) },
        }
    }

    /// What is grouped.
    fn members(&self, record: RecordIx, path: &[usize]) -> String {
        self.way_down(record, path).join(self.say("の", ": "))
    }

    fn way_down(&self, record: RecordIx, path: &[usize]) -> Vec<&str> {
        let mut at = record;
        let mut words = vec![self.label(&self.program().records[record].label)];
        for &field in path {
            let field = &self.program().records[at].fields[field];
            words.push(self.label(&field.label));
            if let Type::List(of) = &field.ty
                && let Type::Record(inner) = **of
            {
                at = inner;
            }
        }
        words
    }

    /// The message as a template: values stand by their names.
    fn message(&self, rule: &Rule) -> Markup {
        let parts = if self.lang == Lang::Ja { &rule.message_ja } else { &rule.message_en };
        html! { p.message { @for part in parts { @match part {
            MessagePart::Text(text) => { (text) }
            MessagePart::Value(expr) => { var { (self.say("〔", "{")) (self.phrase(self.behind(rule, expr))) (self.say("〕", "}")) } }
        } } } }
    }

    fn exception(&self, exception: &Exception) -> Markup {
        html! {
            div.exception {
                p {
                    @if let Some(id) = &exception.id { span.id { (id) } " " }
                    (self.label(&exception.label))
                    (self.say("：", ": "))
                    @for (at, when) in exception.when.iter().enumerate() {
                        @if at > 0 { (self.say("、かつ ", ", and ")) } code { (self.texts.written(when.span)) }
                    }
                }
                (self.cites(&exception.cites))
            }
        }
    }

    /// What the rule reads besides records.
    fn reads(&self, uses: &Uses) -> Markup {
        let program = self.program();
        let defines = uses.defines.iter().map(|&it| ("definition", &program.defines[it].name, &program.defines[it].label));
        let figures = uses.figures.iter().map(|&it| ("definition", &program.figures[it].name, &program.figures[it].label));
        let summaries =
            uses.summaries.iter().map(|&it| ("definition", &program.summaries[it].name, &program.summaries[it].label));
        let tables = uses.tables.iter().map(|&it| ("table", &program.tables[it].name, &program.tables[it].label));
        html! {
            @if !uses.tables.is_empty() { (self.entry("参照する表", "Tables read", self.links(tables))) }
            @if !uses.parameters.is_empty() {
                (self.entry("パラメータ", "Parameters", html! { ul { @for &it in &uses.parameters {
                    @let parameter = &program.parameters[it];
                    li {
                        a href={ "#parameter-" (parameter.name) } { (self.label(&parameter.label)) }
                        (self.say("：", ": ")) (self.parameter_value(parameter))
                    }
                } } }))
            }
            @if !uses.defines.is_empty() || !uses.figures.is_empty() || !uses.summaries.is_empty() {
                (self.entry("用いる定義", "Definitions used", self.links(defines.chain(figures).chain(summaries))))
            }
            @if uses.as_of { (self.entry("基準日", "Date of the check", html! { (self.say("要する", "needed")) })) }
        }
    }

    fn links<'l>(&self, them: impl Iterator<Item = (&'l str, &'l String, &'l crate::check::typed::Label)>) -> Markup {
        html! { @for (at, (kind, name, label)) in them.enumerate() {
            @if at > 0 { (self.say("、", ", ")) }
            a href={ "#" (kind) "-" (name) } { (self.label(label)) }
        } }
    }

    /// What a name of the rule's own stands for: what its group has in common, or a `let` that only gives another name.
    fn behind<'r>(&self, rule: &'r Rule, expr: &'r Expr) -> &'r Expr {
        match (&expr.kind, &rule.scope) {
            (ExprKind::GroupKey(at), Scope::Group { of, .. }) => of.by.get(*at).unwrap_or(expr),
            (ExprKind::Let(at), _) => {
                rule.lets.get(*at).map(|(_, body)| body).filter(|body| self.name_of(body).is_some()).unwrap_or(expr)
            }
            _ => expr,
        }
    }
}
