//! From syntax to a typed program: names, types, tables, rules, exceptions, examples and layouts, all their faults in one run.
//!
//! [`check`] is the boundary; a private `Context` goes through the declarations in the order in which they depend on one another.

use crate::check::names::{Found, Names, Space, Thing};
use crate::check::typed::Program;
use crate::diag::nearest;
use crate::diag::problem::{CheckProblem, Problem};
use crate::diag::{Beside, Diagnostic};
use crate::source::{SourceId, Sources, Span};
use crate::syntax::ast;

mod declare;
mod examples;
mod exceptions;
mod expr;
mod figures;
pub(crate) mod fold;
mod groups;
mod layouts;
mod names;
mod rules;
mod scope;
mod tables;
pub mod typed;
pub mod types;
mod unused;
mod uses;

#[cfg(feature = "lsp")]
pub use expr::functions;
#[cfg(feature = "lsp")]
pub use uses::{Target, Use, Uses};

/// A parsed module, and the source it was parsed from.
#[derive(Debug, Clone, Copy)]
pub struct CheckFile<'a> {
    /// The syntax tree.
    pub file: &'a ast::File,
    /// Its source.
    pub source: SourceId,
}

/// Where the files of `rows from "…"` come from.
pub trait TableFiles {
    /// The path and the bytes of `path` beside the module at `module`; `None` where there is no such file.
    fn read(&self, module: &str, path: &str) -> Option<(String, Vec<u8>)>;
}

/// No files at all: for programs whose tables stand in the text.
impl TableFiles for () {
    fn read(&self, _module: &str, _path: &str) -> Option<(String, Vec<u8>)> {
        None
    }
}

/// Checks modules together. A program with errors among its diagnostics must not be run.
///
/// Table files that are read are added to `sources`, so that diagnostics can point into them.
pub fn check(files: &[CheckFile<'_>], tables: &dyn TableFiles, sources: &mut Sources) -> (Program, Vec<Diagnostic>) {
    checked(files, tables, sources, |_| ())
}

/// The same, with every name in the text and what it stands for.
#[cfg(feature = "lsp")]
pub fn check_noting(files: &[CheckFile<'_>], tables: &dyn TableFiles, sources: &mut Sources) -> (Program, Vec<Diagnostic>, Uses) {
    let mut uses = Uses::default();
    let (program, diagnostics) = checked(files, tables, sources, |context| {
        uses = Uses::sorted(std::mem::take(&mut context.uses), &context.program, context.sources);
    });
    (program, diagnostics, uses)
}

/// Goes through the declarations; `after` looks at the whole before it is taken apart.
fn checked<'a>(
    files: &'a [CheckFile<'a>],
    tables: &'a dyn TableFiles,
    sources: &'a mut Sources,
    after: impl FnOnce(&mut Context<'a>),
) -> (Program, Vec<Diagnostic>) {
    let mut context = Context::new(files, tables, sources);
    context.modules();
    context.declare_names();
    context.declare_bodies();
    context.tables();
    context.check_summaries();
    context.definitions();
    context.rules();
    context.exceptions();
    context.examples();
    context.layouts();
    context.unused();
    after(&mut context);
    let Context { program, mut diagnostics, .. } = context;
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.problem.code()));
    diagnostics.dedup();
    (program, diagnostics)
}

/// How far a definition or a figure has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Waiting,
    Underway,
    Done,
}

/// The state of one run.
struct Context<'a> {
    files: &'a [CheckFile<'a>],
    table_files: &'a dyn TableFiles,
    sources: &'a mut Sources,
    program: Program,
    names: Names,
    diagnostics: Vec<Diagnostic>,
    /// The definitions as written, with their modules, by number.
    defines: Vec<(usize, &'a ast::Define, Progress)>,
    /// How many of them are underway, one within another.
    within: usize,
    /// The figures as written, with their modules, by number.
    figures: Vec<(usize, &'a ast::Figure, Progress)>,
    /// The summaries as written, with their modules, by number.
    summaries: Vec<(usize, &'a ast::Summary)>,
    /// What each rule's expressions may name, by the rule's number.
    scopes: Vec<scope::Scope>,
    /// The `let`s of the rule in hand that were read.
    used_lets: Vec<bool>,
    /// Whose values the `let`s in hand are.
    #[cfg_attr(not(feature = "lsp"), allow(dead_code, reason = "read for editors alone"))]
    lets_of: uses::Lets,
    /// What names stand for, as far as it has been found.
    #[cfg(feature = "lsp")]
    uses: Vec<Use>,
    /// Checking a figure: other figures cannot be read.
    in_figure: bool,
    /// Checking a summary: figures and summaries cannot be read.
    in_summary: bool,
}

impl<'a> Context<'a> {
    fn new(files: &'a [CheckFile<'a>], table_files: &'a dyn TableFiles, sources: &'a mut Sources) -> Context<'a> {
        Context {
            files,
            table_files,
            sources,
            program: Program { fiscal_year_start: 4, ..Program::default() },
            names: Names::default(),
            diagnostics: Vec::new(),
            defines: Vec::new(),
            within: 0,
            figures: Vec::new(),
            summaries: Vec::new(),
            scopes: Vec::new(),
            used_lets: Vec::new(),
            lets_of: uses::Lets::None,
            #[cfg(feature = "lsp")]
            uses: Vec::new(),
            in_figure: false,
            in_summary: false,
        }
    }

    /// The declarations of every module, with the module's number.
    fn items(&self) -> impl Iterator<Item = (usize, &'a ast::Item)> + use<'a> {
        self.files.iter().enumerate().flat_map(|(module, file)| file.file.items.iter().map(move |item| (module, item)))
    }

    /// Names the modules and what each of them uses.
    fn modules(&mut self) {
        for file in self.files {
            let module = file.file.module.as_ref();
            let name = module.map_or_else(String::new, |module| module.name.node.clone());
            let label = declare::label(module.and_then(|module| module.label.as_ref()), &name);
            let span = module.map_or(Span { source: file.source, start: 0, end: 0 }, |module| module.span);
            self.program.modules.push(typed::Module { name, label, span });
        }
        self.names = Names::new(self.program.modules.iter().map(|module| module.name.clone()).collect());
        for (module, file) in self.files.iter().enumerate() {
            if let Some(module) = &file.file.module {
                self.note_module(&module.name, true);
            }
            for used in &file.file.uses {
                self.note_module(used, false);
                if self.names.use_module(module, &used.node).is_empty() {
                    let near = nearest(&used.node, self.names.modules().iter().map(String::as_str));
                    self.report(CheckProblem::UnknownModule { name: used.node.clone(), near }, used.span);
                }
            }
        }
    }

    fn report(&mut self, problem: CheckProblem, span: Span) {
        self.diagnostics.push(Problem::Check(problem).at(span));
    }

    fn report_beside(&mut self, problem: CheckProblem, span: Span, first: Span, text: Beside) {
        self.diagnostics.push(Problem::Check(problem).at(span).beside(first, text));
    }

    /// What a name stands for; where nothing does, the problem that `unknown` makes of it is reported.
    fn find(
        &mut self,
        space: Space,
        module: usize,
        name: &ast::Name,
        unknown: impl FnOnce(String, Option<String>) -> CheckProblem,
    ) -> Option<Thing> {
        match self.names.find(space, module, &name.node) {
            Found::One(thing) => {
                self.note_thing(name.span, thing);
                Some(thing)
            }
            Found::Problem(problem) => {
                let problem =
                    problem.unwrap_or_else(|| unknown(name.node.clone(), nearest(&name.node, self.names.seen(space, module))));
                self.report(problem, name.span);
                None
            }
        }
    }

    /// The record of that name.
    fn find_record(&mut self, module: usize, name: &ast::Name) -> Option<typed::RecordIx> {
        match self.find(Space::Type, module, name, |name, near| CheckProblem::UnknownRecord { name, near })? {
            Thing::Record(record) => Some(record),
            _ => {
                self.report(CheckProblem::UnknownRecord { name: name.node.clone(), near: None }, name.span);
                None
            }
        }
    }

    /// The table of that name.
    fn find_table(&mut self, module: usize, name: &ast::Name) -> Option<typed::TableIx> {
        match self.find(Space::Value, module, name, |name, near| CheckProblem::UnknownTable { name, near })? {
            Thing::Table(table) => Some(table),
            _ => {
                self.report(CheckProblem::UnknownTable { name: name.node.clone(), near: None }, name.span);
                None
            }
        }
    }
}
