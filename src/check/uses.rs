//! Which name in the text stands for what: noted while checking, for editors. Nothing of it is kept in the program, and without the feature `lsp`
//! nothing is noted.

use crate::check::Context;
use crate::check::names::Thing;
use crate::check::scope::Scope;
use crate::check::typed::{Expr, FieldIx, LetIx, RecordIx};
use crate::source::Span;
use crate::syntax::ast;

#[cfg(feature = "lsp")]
pub use index::{Target, Use, Uses};

/// Whose values a `let` in hand is numbered among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(not(feature = "lsp"), allow(dead_code, reason = "read for editors alone"))]
pub(super) enum Lets {
    /// There are none.
    #[default]
    None,
    /// Those of a rule.
    Rule(usize),
    /// The figures of a summary, which are fields of its record, after so many that it is grouped by.
    Summary(RecordIx, usize),
}

#[cfg(feature = "lsp")]
mod index {
    use super::{Context, Expr, FieldIx, LetIx, Lets, RecordIx, Scope, Span, Thing, ast};
    use crate::check::typed::{ChoiceIx, ExprKind, Frame, Program, RuleIx, TableIx, Type};
    use crate::source::Sources;
    use crate::value::Value;

    /// What a name stands for, by its number in the program.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    #[allow(missing_docs, reason = "named as in the language")]
    pub enum Target {
        Module(usize),
        Source(usize),
        Choice(ChoiceIx),
        Variant(ChoiceIx, usize),
        Record(RecordIx),
        Field(RecordIx, FieldIx),
        Table(TableIx),
        Column(TableIx, FieldIx),
        Parameter(usize),
        Define(usize),
        Figure(usize),
        Rule(RuleIx),
        Exception(RuleIx, usize),
        Let(RuleIx, LetIx),
        Layout(usize),
    }

    impl Target {
        /// Its name.
        #[must_use]
        pub fn name(self, program: &Program) -> &str {
            match self {
                Target::Module(at) => &program.modules[at].name,
                Target::Source(at) => &program.documents[at].name,
                Target::Choice(at) => &program.choices[at].name,
                Target::Variant(choice, at) => &program.choices[choice].variants[at].0,
                Target::Record(at) => &program.records[at].name,
                Target::Field(record, at) => &program.records[record].fields[at].name,
                Target::Table(at) => &program.tables[at].name,
                Target::Column(table, at) => &program.tables[table].columns[at].name,
                Target::Parameter(at) => &program.parameters[at].name,
                Target::Define(at) => &program.defines[at].name,
                Target::Figure(at) => &program.figures[at].name,
                Target::Rule(at) => &program.rules[at].id,
                Target::Exception(rule, at) => program.rules[rule].exceptions[at].id.as_deref().unwrap_or_default(),
                Target::Let(rule, at) => &program.rules[rule].lets[at].0,
                Target::Layout(at) => &program.layouts[at].name,
            }
        }
    }

    impl From<Thing> for Target {
        fn from(thing: Thing) -> Target {
            match thing {
                Thing::Document(at) => Target::Source(at),
                Thing::Choice(at) => Target::Choice(at),
                Thing::Record(at) => Target::Record(at),
                Thing::Table(at) => Target::Table(at),
                Thing::Parameter(at) => Target::Parameter(at),
                Thing::Define(at) => Target::Define(at),
                Thing::Figure(at) => Target::Figure(at),
            }
        }
    }

    /// A name in the text.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Use {
        /// Where it stands.
        pub span: Span,
        /// What it stands for.
        pub target: Target,
        /// It is the declaration itself.
        pub declares: bool,
    }

    /// Every name that was noted, in the order of the text.
    #[derive(Debug, Clone, Default)]
    pub struct Uses(Vec<Use>);

    impl Uses {
        /// The names that stand as they are declared, each once. Where a list is named by its elements, or a group by its field, the word is noted for
        /// what it is the name of.
        pub(in crate::check) fn sorted(mut noted: Vec<Use>, program: &Program, sources: &Sources) -> Uses {
            noted.retain(|it| sources.text(it.span) == it.target.name(program));
            noted.sort_by_key(|it| (it.span, !it.declares));
            noted.dedup_by_key(|it| it.span);
            Uses(noted)
        }

        /// The name at a place: a byte of a source, or the one behind its end.
        #[must_use]
        pub fn at(&self, place: Span) -> Option<Use> {
            let meets = |it: &&Use| it.span.source == place.source && it.span.start <= place.start && place.start <= it.span.end;
            // Of two that touch, the one that begins here.
            self.0.iter().filter(meets).max_by_key(|it| it.span.start).copied()
        }

        /// Every place where something is named.
        pub fn of(&self, target: Target) -> impl Iterator<Item = Use> {
            self.0.iter().copied().filter(move |it| it.target == target)
        }

        /// Where something is declared.
        #[must_use]
        pub fn declared(&self, target: Target) -> Option<Span> {
            self.of(target).find(|it| it.declares).map(|it| it.span)
        }
    }

    impl Context<'_> {
        fn note(&mut self, span: Span, target: Target, declares: bool) {
            self.uses.push(Use { span, target, declares });
        }

        pub(in crate::check) fn note_declared(&mut self, name: &ast::Name, thing: Thing) {
            self.note(name.span, thing.into(), true);
        }

        pub(in crate::check) fn note_thing(&mut self, span: Span, thing: Thing) {
            self.note(span, thing.into(), false);
        }

        pub(in crate::check) fn note_variants(&mut self, choice: &ast::Choice) {
            for (at, variant) in choice.variants.iter().enumerate() {
                self.note(variant.name.span, Target::Variant(self.program.choices.len() - 1, at), true);
            }
        }

        pub(in crate::check) fn note_field(&mut self, name: &ast::Name, record: RecordIx, field: FieldIx, declares: bool) {
            self.note(name.span, Target::Field(record, field), declares);
        }

        pub(in crate::check) fn note_column(&mut self, name: &ast::Name, table: TableIx, column: FieldIx) {
            self.note(name.span, Target::Column(table, column), true);
        }

        /// A list named by its field or by the record of its elements.
        pub(in crate::check) fn note_list(&mut self, name: &ast::Name, record: RecordIx, field: FieldIx, child: RecordIx) {
            let by_field = self.program.records[record].fields[field].name == name.node;
            self.note(name.span, if by_field { Target::Field(record, field) } else { Target::Record(child) }, false);
        }

        pub(in crate::check) fn note_rule(&mut self, name: &ast::Name, rule: RuleIx, declares: bool) {
            self.note(name.span, Target::Rule(rule), declares);
        }

        pub(in crate::check) fn note_exception(&mut self, name: &ast::Name, rule: RuleIx, exception: usize, declares: bool) {
            self.note(name.span, Target::Exception(rule, exception), declares);
        }

        pub(in crate::check) fn note_let(&mut self, name: &ast::Name, number: LetIx) {
            if let Lets::Rule(rule) = self.lets_of {
                self.note(name.span, Target::Let(rule, number), true);
            }
        }

        pub(in crate::check) fn note_layout(&mut self, name: &ast::Name) {
            self.note(name.span, Target::Layout(self.program.layouts.len() - 1), true);
        }

        pub(in crate::check) fn note_module(&mut self, name: &ast::Name, declares: bool) {
            if let Some(at) = self.program.modules.iter().position(|module| module.name == name.node) {
                self.note(name.span, Target::Module(at), declares);
            }
        }

        /// What a name, or the word behind a dot, was found to be.
        pub(in crate::check) fn note_expr(&mut self, scope: &Scope, span: Span, expr: &Expr) {
            let target = match &expr.kind {
                ExprKind::Get(base, field) => match base.ty {
                    Type::Record(record) => Some(Target::Field(record, *field)),
                    Type::Row(table) => Some(Target::Column(table, *field)),
                    _ => None,
                },
                ExprKind::Define(define, _) => Some(Target::Define(*define)),
                ExprKind::Parameter(parameter) => Some(Target::Parameter(*parameter)),
                ExprKind::Figure(figure) => Some(Target::Figure(*figure)),
                ExprKind::Let(number) => match self.lets_of {
                    Lets::Rule(rule) => Some(Target::Let(rule, *number)),
                    Lets::Summary(record, before) => Some(Target::Field(record, before + number)),
                    Lets::None => None,
                },
                ExprKind::Frame(at) => scope.frames.get(*at).and_then(|named| match &named.frame {
                    Frame::Record(record) => Some(Target::Record(*record)),
                    Frame::Row(table) => Some(Target::Table(*table)),
                    _ => None,
                }),
                ExprKind::GroupKey(key) => self.grouped_by(scope, *key),
                ExprKind::Const(Value::Choice(at)) => Some(Target::Variant(at.choice as usize, at.variant as usize)),
                _ => None,
            };
            if let Some(target) = target {
                self.note(span, target, false);
            }
        }

        /// The field that a group is grouped by.
        fn grouped_by(&self, scope: &Scope, key: usize) -> Option<Target> {
            let (name, _) = scope.keys.get(key)?;
            let (_, path) = scope.members()?;
            let field = |&record: &RecordIx| {
                let at = self.program.records[record].fields.iter().position(|field| field.name == *name)?;
                Some(Target::Field(record, at))
            };
            let define = || {
                let of = |define: &crate::check::typed::Define| {
                    define.name == *name && matches!(define.of, Some(Frame::Record(record)) if path.contains(&record))
                };
                self.program.defines.iter().position(of).map(Target::Define)
            };
            path.iter().rev().find_map(field).or_else(define)
        }

        /// The facts that an example expects to be missing: words of a path, each a field of the records given or of what they contain.
        pub(in crate::check) fn note_missing(&mut self, name: &ast::Name, records: &[RecordIx]) {
            let mut start = name.span.start;
            let mut within = self.contained(records);
            for word in name.node.split('.') {
                let end = start + u32::try_from(word.len()).unwrap_or(0);
                let found = within.iter().find_map(|&record| {
                    let fields = &self.program.records[record].fields;
                    fields.iter().position(|field| field.name == word).map(|at| (record, at))
                });
                match found {
                    Some((record, at)) => {
                        self.note(Span { start, end, ..name.span }, Target::Field(record, at), false);
                        within = self.program.records[record].fields[at].ty.record().into_iter().collect();
                    }
                    None => {
                        let parameter = self.program.parameters.iter().position(|parameter| parameter.name == word);
                        if let Some(at) = parameter {
                            self.note(Span { start, end, ..name.span }, Target::Parameter(at), false);
                        }
                    }
                }
                start = end + 1;
            }
        }

        /// Records, and those within them.
        fn contained(&self, records: &[RecordIx]) -> Vec<RecordIx> {
            let mut all: Vec<RecordIx> = Vec::new();
            let mut ahead: std::collections::VecDeque<RecordIx> = records.iter().copied().collect();
            while let Some(record) = ahead.pop_front() {
                if !all.contains(&record) {
                    all.push(record);
                    ahead.extend(self.program.records[record].fields.iter().filter_map(|field| field.ty.record()));
                }
            }
            all
        }
    }
}

/// Nothing is noted.
#[cfg(not(feature = "lsp"))]
#[allow(clippy::unused_self, reason = "what is noted with the feature is noted here")]
impl Context<'_> {
    pub(super) fn note_declared(&mut self, _: &ast::Name, _: Thing) {}
    pub(super) fn note_thing(&mut self, _: Span, _: Thing) {}
    pub(super) fn note_variants(&mut self, _: &ast::Choice) {}
    pub(super) fn note_field(&mut self, _: &ast::Name, _: RecordIx, _: FieldIx, _: bool) {}
    pub(super) fn note_column(&mut self, _: &ast::Name, _: usize, _: FieldIx) {}
    pub(super) fn note_list(&mut self, _: &ast::Name, _: RecordIx, _: FieldIx, _: RecordIx) {}
    pub(super) fn note_rule(&mut self, _: &ast::Name, _: usize, _: bool) {}
    pub(super) fn note_exception(&mut self, _: &ast::Name, _: usize, _: usize, _: bool) {}
    pub(super) fn note_let(&mut self, _: &ast::Name, _: LetIx) {}
    pub(super) fn note_layout(&mut self, _: &ast::Name) {}
    pub(super) fn note_module(&mut self, _: &ast::Name, _: bool) {}
    pub(super) fn note_expr(&mut self, _: &Scope, _: Span, _: &Expr) {}
    pub(super) fn note_missing(&mut self, _: &ast::Name, _: &[RecordIx]) {}
}
