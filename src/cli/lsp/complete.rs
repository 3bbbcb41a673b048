//! Completion: keywords by their place, and the names that can stand there.

use std::collections::BTreeSet;

use lsp_types::{CompletionItem, CompletionItemKind, CompletionParams, Documentation, MarkupContent, MarkupKind};

use super::functions::FUNCTIONS;
use super::hover::About;
use super::navigate::At;
use super::scene::{Kind, Scene, scene};
use super::server::{Answer, Server, answer};
use crate::check::Target;
use crate::check::typed::{Field, Frame, Program, RecordIx, Type};
use crate::engine::Analysis;
use crate::lang::Lang;
use crate::syntax::KEYWORDS;
use names::Names;

mod given;
mod names;

const CLAUSES: &[&str] = &["for", "severity", "cite", "applies", "let", "when", "require", "except", "message"];
const OPERATORS: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "is",
    "has",
    "where",
    "as",
    "then",
    "else",
    "includes",
    "overlaps",
    "contains",
    "starts with",
    "ends with",
    "within",
    "of",
    "by",
    "on",
    "en",
    "from",
    "until",
];
const BEGINNINGS: &[&str] = &["if", "not", "every", "some", "no", "true", "false", "as_of"];
const SOURCE_LINES: &[&str] = &["article", "issued", "revised", "in force from", "link", "verified yes", "verified no", "note"];
const TYPES: &[&str] = &[
    "text",
    "bool",
    "number",
    "percent",
    "money",
    "money incl tax",
    "money excl tax",
    "date",
    "moment",
    "fiscal_year",
    "days",
    "months",
    "years",
    "dates",
    "fiscal_years",
    "list of",
    "set of",
    "range of",
];
const MODIFIERS: &[&str] = &["key", "optional", "default", "incl tax", "excl tax", "any currency", "en"];
const LAYOUT_LINES: &[&str] = &[
    "format",
    "sheet",
    "header at",
    "without header",
    "unit",
    "skip rows where",
    "records at",
    "others by label",
    "lacks",
    "also from",
];

/// What can stand at a place.
pub(super) fn complete(server: &mut Server, params: &CompletionParams) -> Answer {
    let Some(at) = At::of(server, &params.text_document_position) else { return answer(()) };
    let (Some(analysis), text) = (at.analysis(), &at.analysed.sources().get(at.source).text) else { return answer(()) };
    let mut list = List { about: About { analysis, lang: server.lang }, items: Vec::new(), known: BTreeSet::new() };
    if let Some(scene) = scene(text, at.offset) {
        Place { analysis, scene: &scene, names: Names::of(&analysis.program, &scene) }.propose(&mut list);
    }
    answer(list.items)
}

/// What is proposed, the likelier first.
struct List<'a> {
    about: About<'a>,
    items: Vec<CompletionItem>,
    known: BTreeSet<String>,
}

impl List<'_> {
    fn words(&mut self, words: &[&str]) {
        words.iter().for_each(|word| self.push(word, CompletionItemKind::KEYWORD, None, None));
    }

    fn target(&mut self, target: Target, kind: CompletionItemKind) {
        let program = &self.about.analysis.program;
        let (name, label) = (target.name(program).to_owned(), label(program, target, self.about.lang));
        let page = self.about.target(target);
        self.push(&name, kind, label, Some(page));
    }

    fn push(&mut self, label: &str, kind: CompletionItemKind, detail: Option<String>, page: Option<String>) {
        if label.is_empty() || !self.known.insert(label.to_owned()) {
            return;
        }
        let documentation = page.map(|value| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value }));
        self.items.push(CompletionItem {
            label: label.to_owned(),
            kind: Some(kind),
            detail,
            documentation,
            sort_text: Some(format!("{:05}", self.items.len())),
            ..CompletionItem::default()
        });
    }
}

/// What people read of it.
fn label(program: &Program, target: Target, lang: Lang) -> Option<String> {
    let label = match target {
        Target::Module(at) => &program.modules[at].label,
        Target::Source(at) => &program.documents[at].label,
        Target::Choice(at) => &program.choices[at].label,
        Target::Variant(choice, at) => &program.choices[choice].variants[at].1,
        Target::Record(at) => &program.records[at].label,
        Target::Field(record, at) => &program.records[record].fields[at].label,
        Target::Table(at) => &program.tables[at].label,
        Target::Column(table, at) => &program.tables[table].columns[at].label,
        Target::Parameter(at) => &program.parameters[at].label,
        Target::Define(at) => &program.defines[at].label,
        Target::Figure(at) => &program.figures[at].label,
        Target::Rule(at) => &program.rules[at].label,
        Target::Exception(rule, at) => &program.rules[rule].exceptions[at].label,
        Target::Layout(at) => &program.layouts[at].label,
        Target::Let(..) => return None,
    };
    Some(label.text(lang).to_owned())
}

/// A place and what is known there.
struct Place<'a> {
    analysis: &'a Analysis,
    scene: &'a Scene<'a>,
    names: Names<'a>,
}

impl Place<'_> {
    fn program(&self) -> &Program {
        &self.analysis.program
    }

    fn propose(&self, list: &mut List<'_>) {
        let (scene, declaration) = (self.scene, self.scene.declaration);
        match (declaration, scene.back(0)) {
            ("", _) => list.words(KEYWORDS),
            (_, ".") => self.members(list),
            ("use", _) => {
                (0..self.program().modules.len()).for_each(|at| list.target(Target::Module(at), CompletionItemKind::MODULE))
            }
            (_, "cite") => self.sources(list),
            (_, "severity") => list.words(&["error", "warning", "review", "info"]),
            ("example", "example") | ("exception", "to") => self.rules(list),
            ("example", _) => self.given(list),
            ("source", _) if scene.at_line_start => list.words(SOURCE_LINES),
            ("source" | "choice" | "module" | "fiscal", _) => {}
            ("record" | "table" | "parameter", _) => self.declared(list),
            ("layout", _) => self.layout(list),
            (_, "is") => list.words(&["present", "absent", "known", "empty", "not empty"]),
            ("rule" | "summary" | "figure", "for") => list.words(&["each", "each group of", "each row of", "the whole set of"]),
            (_, "each") => {
                self.records(list);
                list.words(&["group of", "row of"]);
            }
            ("define", "of") if scene.tokens.len() == 3 => {
                self.records(list);
                self.tables(list);
            }
            (_, "of") if scene.back(1) == "row" => self.tables(list),
            (_, "of") if self.in_scope_line() => self.records(list),
            _ => self.expression(list),
        }
    }

    /// Whether the line is one that says what a rule or a summary is for.
    fn in_scope_line(&self) -> bool {
        self.scene.line().iter().any(|token| token.text == "for") && !self.scene.line().iter().any(|token| token.text == "within")
    }

    fn rules(&self, list: &mut List<'_>) {
        (0..self.program().rules.len()).for_each(|at| list.target(Target::Rule(at), CompletionItemKind::CLASS));
    }

    fn sources(&self, list: &mut List<'_>) {
        (0..self.program().documents.len()).for_each(|at| list.target(Target::Source(at), CompletionItemKind::FILE));
    }

    fn records(&self, list: &mut List<'_>) {
        (0..self.program().records.len()).for_each(|at| list.target(Target::Record(at), CompletionItemKind::STRUCT));
    }

    fn tables(&self, list: &mut List<'_>) {
        (0..self.program().tables.len()).for_each(|at| list.target(Target::Table(at), CompletionItemKind::VALUE));
    }

    fn fields(&self, list: &mut List<'_>, record: RecordIx) {
        let count = self.program().records[record].fields.len();
        (0..count).for_each(|at| list.target(Target::Field(record, at), CompletionItemKind::FIELD));
        self.defines_of(list, &Frame::Record(record));
    }

    fn columns(&self, list: &mut List<'_>, table: usize) {
        let count = self.program().tables[table].columns.len();
        (0..count).for_each(|at| list.target(Target::Column(table, at), CompletionItemKind::FIELD));
        self.defines_of(list, &Frame::Row(table));
    }

    fn defines_of(&self, list: &mut List<'_>, frame: &Frame) {
        let of = |(_, define): &(usize, &crate::check::typed::Define)| define.of.as_ref() == Some(frame);
        let defines = self.program().defines.iter().enumerate().filter(of);
        defines.for_each(|(at, _)| list.target(Target::Define(at), CompletionItemKind::PROPERTY));
    }

    fn variants(&self, list: &mut List<'_>, choice: usize) {
        let count = self.program().choices[choice].variants.len();
        (0..count).for_each(|at| list.target(Target::Variant(choice, at), CompletionItemKind::ENUM_MEMBER));
    }

    /// What can follow a dot.
    fn members(&self, list: &mut List<'_>) {
        let tokens = &self.scene.tokens;
        let Some(ty) = self.names.before(&tokens[..tokens.len() - 1]) else {
            let choice = self.program().choices.iter().position(|choice| choice.name == self.scene.back(1));
            return choice.into_iter().for_each(|choice| self.variants(list, choice));
        };
        match ty {
            Type::Record(record) => self.fields(list, record),
            Type::List(of) => of.record().into_iter().for_each(|record| self.fields(list, record)),
            Type::Row(table) => self.columns(list, table),
            Type::Range(_) | Type::FiscalYear => list.words(&["start", "end"]),
            Type::Choice(choice) if self.program().choices[choice].name == self.scene.back(1) => self.variants(list, choice),
            _ => {}
        }
    }

    /// A type and what may follow it, in a record, a table or a parameter.
    fn declared(&self, list: &mut List<'_>) {
        let (scene, line) = (self.scene, self.scene.line());
        if scene.declaration == "table" && scene.depth() == 2 {
            let cells = line.iter().filter(|token| token.text == "|").count();
            let table =
                self.program().tables.iter().find(|table| Some(table.name.as_str()) == scene.tokens.get(1).map(|it| it.text));
            let column = table.and_then(|table| table.columns.get(cells));
            return column.into_iter().for_each(|column| self.valued(list, &column.ty));
        }
        let named = if scene.declaration == "parameter" { scene.tokens.len() == 2 } else { line.len() == 1 };
        if scene.at_line_start {
            if scene.declaration == "table" {
                list.words(&["cite", "rows {", "rows from"]);
            }
        } else if named || scene.back(0) == "of" {
            list.words(TYPES);
            (0..self.program().choices.len()).for_each(|at| list.target(Target::Choice(at), CompletionItemKind::ENUM));
            self.records(list);
        } else if scene.back(0) == "default" {
            let ty = line.iter().find_map(|token| self.program().choices.iter().position(|choice| choice.name == token.text));
            ty.into_iter().for_each(|choice| self.variants(list, choice));
            list.words(&["empty", "true", "false"]);
        } else if scene.depth() > 0 || scene.declaration == "parameter" {
            list.words(MODIFIERS);
            if scene.declaration == "table" {
                list.words(&["from", "to", "in"]);
            }
        }
    }

    /// What can stand for a value of a type.
    fn valued(&self, list: &mut List<'_>, ty: &Type) {
        match ty {
            Type::Choice(choice) => self.variants(list, *choice),
            Type::Set(of) | Type::Range(of) => self.valued(list, of),
            Type::Bool => list.words(&["true", "false"]),
            _ => {}
        }
    }

    fn layout(&self, list: &mut List<'_>) {
        let scene = self.scene;
        match scene.back(0) {
            "format" => list.words(&["csv", "xlsx", "parquet", "json", "jsonl"]),
            "from" => list.words(&["column", "columns", "sheet", "file", "list"]),
            "for" if scene.depth() == 0 => self.records(list),
            "lacks" => self.names.records().into_iter().for_each(|record| self.fields(list, record)),
            _ if scene.at_line_start => {
                self.names.records().into_iter().for_each(|record| self.fields(list, record));
                list.words(LAYOUT_LINES);
            }
            _ => list.words(&["from", "to", "in", "split by", "joined by", "over", "en"]),
        }
    }

    /// An expression, or the clause after it.
    fn expression(&self, list: &mut List<'_>) {
        let (scene, program) = (self.scene, self.program());
        if scene.at_line_start && matches!(scene.declaration, "rule" | "exception") {
            list.words(CLAUSES);
        }
        if let Some(ty) = self.names.expected(&scene.tokens) {
            self.valued(list, &ty);
        }
        for frame in self.names.frames.iter().rev() {
            match frame {
                Frame::Record(record) => self.fields(list, *record),
                Frame::Members(path) => path.iter().rev().for_each(|record| self.fields(list, *record)),
                Frame::Row(table) => self.columns(list, *table),
                Frame::Scalar(_) => {}
            }
        }
        self.names.lets().iter().for_each(|name| list.push(name, CompletionItemKind::VARIABLE, None, None));
        let quantified = matches!(scene.back(0), "every" | "some" | "no");
        if quantified || matches!(scene.back(1), "sum" | "count" | "min" | "max" | "distinct" | "quantile" | "only") {
            self.records(list);
        }
        (0..program.parameters.len()).for_each(|at| list.target(Target::Parameter(at), CompletionItemKind::CONSTANT));
        let globals = program.defines.iter().enumerate().filter(|(_, define)| define.of.is_none());
        globals.for_each(|(at, _)| list.target(Target::Define(at), CompletionItemKind::PROPERTY));
        (0..program.figures.len()).for_each(|at| list.target(Target::Figure(at), CompletionItemKind::VARIABLE));
        self.tables(list);
        let lang = list.about.lang;
        for function in FUNCTIONS {
            let detail = Some(function.call.to_owned());
            list.push(function.name, CompletionItemKind::FUNCTION, detail, Some(function.gives(lang).to_owned()));
        }
        let begins = scene.at_line_start || scene.tokens.last().is_none_or(|token| token.kind == Kind::Mark);
        list.words(if begins { BEGINNINGS } else { OPERATORS });
        list.words(if begins { OPERATORS } else { BEGINNINGS });
    }
}

/// The field of that name.
fn field<'p>(fields: &'p [Field], name: &str) -> Option<&'p Field> {
    fields.iter().find(|field| field.name == name)
}
