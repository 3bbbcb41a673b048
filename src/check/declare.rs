//! Declarations other than tables, rules and layouts: names first, then the bodies that need no expression.

use crate::check::names::{Entry, Space, Thing};
use crate::check::scope::Scope;
use crate::check::typed::{self, Frame, Label, Presence, Type};
use crate::check::{Context, Progress};
use crate::diag::problem::{CheckProblem, Problem};
use crate::diag::{Beside, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};
use crate::value::{Date, Value};

/// What people read of a declaration; the name where nothing is written.
pub(super) fn label(written: Option<&ast::Label>, name: &str) -> Label {
    let ja = written.map_or(name, |label| &label.ja.node);
    let en = written.and_then(|label| label.en.as_ref()).map_or(ja, |en| &en.node);
    Label { ja: ja.to_owned(), en: en.to_owned() }
}

/// The most steps that one definition may come to.
const MOST_COSTLY: u64 = 10_000;

/// How deep one definition may go, those it reads included.
const DEEPEST: usize = 320;

/// How many definitions may stand within one another.
const MOST_WITHIN: usize = 64;

/// What a definition comes to, those it reads included.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    steps: u64,
    depth: usize,
}

/// What a definition comes to. A definition within itself has been reported.
fn cost_of(program: &typed::Program, define: typed::DefineIx, costs: &mut Vec<Option<Cost>>) -> Cost {
    fn of(program: &typed::Program, expr: &typed::Expr, costs: &mut Vec<Option<Cost>>) -> Cost {
        let own = match expr.kind {
            typed::ExprKind::Define(inner, _) => cost_of(program, inner, costs),
            _ => Cost { steps: 1, depth: 0 },
        };
        let mut sum = own;
        expr.for_each_child(|child| {
            let inside = of(program, child, costs);
            sum.steps = sum.steps.saturating_add(inside.steps);
            sum.depth = sum.depth.max(inside.depth);
        });
        Cost { depth: sum.depth + 1, ..sum }
    }
    if let Some(cost) = costs[define] {
        return cost;
    }
    costs[define] = Some(Cost::default());
    let cost = of(program, &program.defines[define].body, costs);
    costs[define] = Some(cost);
    cost
}

impl<'a> Context<'a> {
    /// Gives every declaration its number, so that bodies may name each other in any order.
    pub(super) fn declare_names(&mut self) {
        for (module, item) in self.items() {
            match &item.node {
                ItemKind::FiscalYear(month) => self.fiscal_year(module, month),
                ItemKind::Source(source) => {
                    let document = self.document(source);
                    self.program.documents.push(document);
                    self.declare(Space::Document, &source.name, module, Thing::Document(self.program.documents.len() - 1));
                }
                ItemKind::Choice(choice) => {
                    let made = self.choice(choice);
                    self.program.choices.push(made);
                    self.note_variants(choice);
                    self.declare(Space::Type, &choice.name, module, Thing::Choice(self.program.choices.len() - 1));
                }
                ItemKind::Record(record) => {
                    self.program.records.push(typed::Record {
                        name: record.name.node.clone(),
                        label: label(record.label.as_ref(), &record.name.node),
                        fields: Vec::new(),
                        key: None,
                        root: true,
                        summary: None,
                        span: record.name.span,
                    });
                    self.declare(Space::Type, &record.name, module, Thing::Record(self.program.records.len() - 1));
                }
                ItemKind::Table(table) => {
                    self.program.tables.push(typed::Table {
                        name: table.name.node.clone(),
                        label: label(table.label.as_ref(), &table.name.node),
                        columns: Vec::new(),
                        keys: Vec::new(),
                        dated: table.dated.is_some(),
                        cites: Vec::new(),
                        rows: Vec::new(),
                        span: table.name.span,
                    });
                    self.declare(Space::Value, &table.name, module, Thing::Table(self.program.tables.len() - 1));
                }
                _ => {}
            }
        }
        self.declare_summaries();
        for (module, item) in self.items() {
            self.declare_value_name(module, item);
        }
    }

    /// Parameters, definitions and figures: after records and tables, which definitions may belong to.
    fn declare_value_name(&mut self, module: usize, item: &'a ast::Item) {
        match &item.node {
            ItemKind::Parameter(parameter) => {
                let name = &parameter.field.name;
                self.program.parameters.push(typed::Parameter {
                    name: name.node.clone(),
                    label: label(parameter.field.label.as_ref(), &name.node),
                    ty: Type::Error,
                    default: None,
                    span: name.span,
                });
                self.declare(Space::Value, name, module, Thing::Parameter(self.program.parameters.len() - 1));
            }
            ItemKind::Define(define) => {
                let of = define.of.as_ref().and_then(|of| self.define_of(module, of));
                let space = match of {
                    Some(Frame::Record(record)) => Space::OfRecord(record),
                    Some(Frame::Row(table)) => Space::OfTable(table),
                    _ => Space::Value,
                };
                self.program.defines.push(typed::Define {
                    name: define.name.node.clone(),
                    label: label(define.label.as_ref(), &define.name.node),
                    of,
                    body: self.error_expr(define.body.span),
                    span: define.name.span,
                });
                self.defines.push((module, define, Progress::Waiting));
                self.declare(space, &define.name, module, Thing::Define(self.program.defines.len() - 1));
            }
            ItemKind::Figure(figure) => {
                self.program.figures.push(typed::Figure {
                    name: figure.name.node.clone(),
                    label: label(figure.label.as_ref(), &figure.name.node),
                    record: 0,
                    filter: None,
                    body: self.error_expr(figure.body.span),
                    span: figure.name.span,
                });
                self.figures.push((module, figure, Progress::Waiting));
                self.declare(Space::Value, &figure.name, module, Thing::Figure(self.program.figures.len() - 1));
            }
            _ => {}
        }
    }

    /// The name of a record that is not written as one.
    pub(super) fn declare_record(&mut self, module: usize, name: &ast::Name, record: typed::RecordIx) {
        self.declare(Space::Type, name, module, Thing::Record(record));
    }

    fn declare(&mut self, space: Space, name: &ast::Name, module: usize, thing: Thing) {
        self.note_declared(name, thing);
        if let Err(first) = self.names.declare(space, &name.node, Entry { module, thing, span: name.span }) {
            self.report_beside(CheckProblem::Duplicate { name: name.node.clone() }, name.span, first, Beside::First);
        }
    }

    fn define_of(&mut self, module: usize, of: &ast::Name) -> Option<Frame> {
        use crate::check::names::Found;
        if let Found::One(Thing::Record(record)) = self.names.find(Space::Type, module, &of.node) {
            self.note_thing(of.span, Thing::Record(record));
            return Some(Frame::Record(record));
        }
        if let Found::One(Thing::Table(table)) = self.names.find(Space::Value, module, &of.node) {
            self.note_thing(of.span, Thing::Table(table));
            return Some(Frame::Row(table));
        }
        self.report(CheckProblem::DefineOf { name: of.node.clone() }, of.span);
        None
    }

    fn fiscal_year(&mut self, _module: usize, month: &ast::Spanned<u32>) {
        if !(1..=12).contains(&month.node) {
            return self.report(CheckProblem::BadMonth { month: month.node }, month.span);
        }
        let before = self.items().find_map(|(_, item)| match &item.node {
            ItemKind::FiscalYear(first) if first.span != month.span => Some(first.clone()),
            _ => None,
        });
        if let Some(first) = before.filter(|first| first.node != month.node && first.span < month.span) {
            self.report_beside(CheckProblem::TwoCalendars, month.span, first.span, Beside::Other);
        }
        self.program.fiscal_year_start = month.node;
    }

    fn document(&mut self, source: &ast::Source) -> typed::Document {
        let mut document = typed::Document {
            name: source.name.node.clone(),
            label: label(source.label.as_ref(), &source.name.node),
            article: None,
            issued: None,
            revised: Vec::new(),
            from: None,
            until: None,
            link: None,
            verified: false,
            why_unverified: None,
            notes: Vec::new(),
            span: source.name.span,
        };
        let mut said = false;
        for line in &source.lines {
            match &line.node {
                ast::SourceLine::Article(text) => document.article = Some(text.node.clone()),
                ast::SourceLine::Issued(date) => document.issued = self.literal_date(date),
                ast::SourceLine::Revised(date) => document.revised.extend(self.literal_date(date)),
                ast::SourceLine::InForce(period) => (document.from, document.until) = self.period(period),
                ast::SourceLine::Link(text) => document.link = Some(text.node.clone()),
                ast::SourceLine::Verified { yes, why } => {
                    said = true;
                    document.verified = *yes;
                    document.why_unverified = why.as_ref().map(|why| label(Some(why), ""));
                }
                ast::SourceLine::Note(note) => document.notes.push(label(Some(note), "")),
            }
        }
        if !said {
            self.report(CheckProblem::NoClause { rule: source.name.node.clone(), clause: "verified".into() }, source.name.span);
        }
        document
    }

    /// A date as written.
    pub(super) fn literal_date(&mut self, literal: &ast::Literal) -> Option<Date> {
        if let Value::Date(date) = literal.value {
            return Some(date);
        }
        let found = format!("`{}`", literal.text);
        self.report(CheckProblem::WrongType { expected: "`date`".into(), found }, literal.span);
        None
    }

    /// A period as written; one that ends before it begins is reported.
    pub(super) fn period(&mut self, period: &ast::Period) -> (Option<Date>, Option<Date>) {
        let from = period.from.as_ref().and_then(|date| self.literal_date(date));
        let until = period.until.as_ref().and_then(|date| self.literal_date(date));
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            self.report(CheckProblem::EmptyPeriod, period.span);
        }
        (from, until)
    }

    fn choice(&mut self, choice: &ast::Choice) -> typed::Choice {
        for (at, variant) in choice.variants.iter().enumerate() {
            if let Some(first) = choice.variants[..at].iter().find(|first| first.name.node == variant.name.node) {
                let problem = CheckProblem::Duplicate { name: variant.name.node.clone() };
                self.report_beside(problem, variant.name.span, first.name.span, Beside::First);
            }
        }
        typed::Choice {
            name: choice.name.node.clone(),
            label: label(choice.label.as_ref(), &choice.name.node),
            variants: choice
                .variants
                .iter()
                .map(|variant| (variant.name.node.clone(), label(variant.label.as_ref(), &variant.name.node)))
                .collect(),
            span: choice.name.span,
        }
    }

    /// Fields of records, parameters: everything that is a type and perhaps a fixed value.
    pub(super) fn declare_bodies(&mut self) {
        let (mut record, mut parameter) = (0, 0);
        for (module, item) in self.items() {
            match &item.node {
                ItemKind::Record(written) => {
                    self.record(module, record, written);
                    record += 1;
                }
                ItemKind::Parameter(written) => {
                    self.parameter(module, parameter, &written.field);
                    parameter += 1;
                }
                _ => {}
            }
        }
        self.roots();
    }

    fn record(&mut self, module: usize, record: typed::RecordIx, written: &ast::Record) {
        for (at, field) in written.fields.iter().enumerate() {
            if let Some(first) = written.fields[..at].iter().find(|first| first.name.node == field.name.node) {
                let problem = CheckProblem::Duplicate { name: field.name.node.clone() };
                self.report_beside(problem, field.name.span, first.name.span, Beside::First);
            }
            self.note_field(&field.name, record, at, true);
            let ty = self.resolve_type(module, &field.ty);
            let presence = self.presence(module, field, &ty);
            if field.key.is_some() {
                let fits = matches!(ty, Type::Text | Type::Number | Type::Error) && self.program.records[record].key.is_none();
                if !fits || presence != Presence::Required {
                    self.report(CheckProblem::BadKey { name: field.name.node.clone() }, field.name.span);
                }
                self.program.records[record].key = Some(at);
            }
            let label = label(field.label.as_ref(), &field.name.node);
            self.program.records[record].fields.push(typed::Field { name: field.name.node.clone(), label, ty, presence });
        }
    }

    fn presence(&mut self, module: usize, field: &ast::Field, ty: &Type) -> Presence {
        let list = matches!(ty, Type::List(_));
        if let (Some(span), true) = (field.optional, list) {
            self.report(CheckProblem::OptionalList { name: field.name.node.clone() }, span);
        }
        if let (Some(span), Some(_)) = (field.optional, &field.default) {
            self.report(CheckProblem::Modifier { word: "optional".into(), place: "a field with a default".into() }, span);
        }
        match &field.default {
            Some(ast::Default::Empty(span)) => match ty {
                Type::List(_) => Presence::Default(Value::List([].into())),
                Type::Set(_) => Presence::Default(Value::Set([].into())),
                _ => {
                    let found = crate::check::types::show(ty, &self.program);
                    self.report(CheckProblem::BadType { found, place: "`default empty`".into() }, *span);
                    Presence::Required
                }
            },
            Some(ast::Default::Value(expr)) => Presence::Default(self.constant(module, expr, ty)),
            None if field.optional.is_some() && !list => Presence::Optional,
            None => Presence::Required,
        }
    }

    fn parameter(&mut self, module: usize, parameter: typed::ParameterIx, field: &ast::Field) {
        let ty = self.resolve_type(module, &field.ty);
        if matches!(ty, Type::List(_) | Type::Record(_)) {
            let found = crate::check::types::show(&ty, &self.program);
            self.report(CheckProblem::BadType { found, place: "a parameter".into() }, field.ty.span);
        }
        for (span, word) in [(field.key, "key"), (field.optional, "optional")] {
            if let Some(span) = span {
                self.report(CheckProblem::Modifier { word: word.into(), place: "a parameter".into() }, span);
            }
        }
        self.program.parameters[parameter].default = match &field.default {
            Some(ast::Default::Value(expr)) => Some(self.constant(module, expr, &ty)),
            Some(ast::Default::Empty(_)) => Some(Value::Set([].into())),
            None => None,
        };
        self.program.parameters[parameter].ty = ty;
    }

    /// A root is a record that no other contains; none may contain itself.
    fn roots(&mut self) {
        let inner = |ty: &Type| match ty {
            Type::Record(record) => Some(*record),
            Type::List(of) => match **of {
                Type::Record(record) => Some(record),
                _ => None,
            },
            _ => None,
        };
        let children: Vec<Vec<usize>> = self
            .program
            .records
            .iter()
            .map(|record| record.fields.iter().filter_map(|field| inner(&field.ty)).collect())
            .collect();
        for child in children.iter().flatten() {
            self.program.records[*child].root = false;
        }
        for start in 0..children.len() {
            let (mut seen, mut ahead) = (vec![false; children.len()], children[start].clone());
            while let Some(at) = ahead.pop() {
                if !std::mem::replace(&mut seen[at], true) {
                    ahead.extend(&children[at]);
                }
            }
            if seen[start] {
                let (name, span) = (self.program.records[start].name.clone(), self.program.records[start].span);
                self.report(CheckProblem::RecordCycle { name }, span);
                for field in &mut self.program.records[start].fields {
                    if inner(&field.ty).is_some() {
                        field.ty = Type::Error;
                    }
                }
            }
        }
    }

    /// The bodies of definitions and figures.
    pub(super) fn definitions(&mut self) {
        for define in 0..self.defines.len() {
            self.definition(define, self.program.defines[define].span);
        }
        for figure in 0..self.figures.len() {
            self.figure(figure, self.program.figures[figure].span);
        }
        self.figures_behind();
        self.costs();
    }

    /// Definitions are worked out wherever they are read. One that reads another twice, which reads a third twice, would double at every step.
    fn costs(&mut self) {
        // Where definitions stand too deep within one another, that has been told.
        if self.diagnostics.iter().any(|it| matches!(it.problem, Problem::Check(CheckProblem::TooCostly { .. }))) {
            return;
        }
        let mut costs: Vec<Option<Cost>> = vec![None; self.program.defines.len()];
        for define in 0..costs.len() {
            let cost = cost_of(&self.program, define, &mut costs);
            if cost.steps > MOST_COSTLY || cost.depth > DEEPEST {
                let (name, span) = (self.program.defines[define].name.clone(), self.program.defines[define].span);
                self.report(CheckProblem::TooCostly { name }, span);
            }
        }
    }

    /// Checks a definition's body, the first time it is needed.
    pub(super) fn definition(&mut self, define: typed::DefineIx, from: Span) -> Type {
        let (module, written, progress) = self.defines[define];
        match progress {
            Progress::Done => {}
            Progress::Underway => {
                self.report(CheckProblem::Cycle { name: written.name.node.clone() }, from);
                return Type::Error;
            }
            Progress::Waiting if self.within == MOST_WITHIN => {
                self.report(CheckProblem::TooCostly { name: written.name.node.clone() }, written.name.span);
                return Type::Error;
            }
            Progress::Waiting => {
                self.within += 1;
                self.defines[define].2 = Progress::Underway;
                let scope = match self.program.defines[define].of {
                    Some(Frame::Record(record)) => Scope::of_record(module, record, &self.program),
                    Some(Frame::Row(table)) => Scope::of_row(module, table, &self.program),
                    _ => Scope::bare(module),
                };
                // A definition is read in many places: what it may read does not turn on the first of them.
                let outside = (std::mem::take(&mut self.in_figure), std::mem::take(&mut self.in_summary));
                self.program.defines[define].body = self.infer(&scope, &written.body, None);
                (self.in_figure, self.in_summary) = outside;
                self.defines[define].2 = Progress::Done;
                self.within -= 1;
            }
        }
        self.program.defines[define].body.ty.clone()
    }

    /// A cited source; one that is unknown is reported.
    pub(super) fn cite(&mut self, module: usize, cite: &ast::Cite) -> Option<typed::Cite> {
        match self.find(Space::Document, module, &cite.source, |name, near| CheckProblem::UnknownSource { name, near })? {
            Thing::Document(document) => {
                Some(typed::Cite { document, article: cite.article.as_ref().map(|article| article.node.clone()) })
            }
            _ => None,
        }
    }

    /// The rule of that id.
    pub(super) fn find_rule(&mut self, module: usize, name: &ast::Name) -> Option<typed::RuleIx> {
        let found = self.program.rules.iter().position(|rule| rule.id == name.node);
        match found {
            Some(rule) => {
                self.names.note_module_used(module, self.program.rules[rule].module);
                self.note_rule(name, rule, false);
            }
            None => {
                let near = nearest(&name.node, self.program.rules.iter().map(|rule| rule.id.as_str()));
                self.report(CheckProblem::UnknownRule { name: name.node.clone(), near }, name.span);
            }
        }
        found
    }
}
