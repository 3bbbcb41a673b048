//! The facade: packs in, verdicts out. [`Engine::compile`] makes an engine of packs; a [`Session`] judges records as they come.

use std::sync::Arc;

use crate::check::typed::Program;
use crate::check::{CheckFile, TableFiles, check};
use crate::decode::{Decoder, Scratch};
use crate::diag::Diagnostic;
use crate::diag::problem::Problem;
use crate::eval::{Portfolio, Ready, Tally};
use crate::pack::{self, Files, Pack};
use crate::plan::{Plan, lower, lower_for};
use crate::source::{SourceId, Sources, Span};
use crate::syntax::{ast, parse};
use crate::value::{Date, Value};

pub use crate::eval::{Alone, Crew, Here, Work};
#[cfg(feature = "lsp")]
pub use analysis::Analysis;
pub use bundle::{BundleError, FORMAT, is_bundle};
pub use fingerprint::fingerprint;
pub use headings::Headings;
pub use part::{OtherRules, Part};
pub use reading::{Beside, ColumnRead, Reading, Repair, Skipped, Source};
pub use report::{Counts, Report};
pub use session::{Origin, Session};
pub use settings::{Options, SettingError};
pub use standing::{Baseline, DecidedInput, Decision, Decisions, KnownFinding, Register, Verdict};
use worker::Judging;
pub use worker::{Batch, Held, Worker};

#[cfg(feature = "lsp")]
mod analysis;
mod bundle;
#[cfg(feature = "clear")]
mod clear;
mod fingerprint;
mod flagged;
mod headings;
mod keys;
mod mapping;
mod part;
mod reading;
mod report;
mod session;
mod settings;
mod sound;
pub mod standing;
mod texts;
mod worker;

/// Compiled packs, ready to judge.
#[derive(Debug)]
pub struct Engine {
    /// The checked program.
    pub program: Program,
    /// The plan that runs.
    pub plan: Plan,
    /// The text it was made from.
    pub sources: Sources,
    /// The packs, dependencies first.
    pub packs: Vec<Pack>,
    /// What is worth a warning.
    pub warnings: Vec<Diagnostic>,
    made: Made,
}

/// What the plan was made for, and of what.
#[derive(Debug)]
enum Made {
    /// Of the program, for any run.
    Compiled,
    /// Of the program, for runs of these rules.
    For(Vec<bool>),
    /// Of a bundle: what stands in it is what is run.
    Loaded,
}

/// Why packs do not compile.
#[derive(Debug)]
pub struct CompileError {
    /// The text the diagnostics point into.
    pub sources: Sources,
    /// The faults, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Table files beside the modules of packs.
struct PackFiles<'a> {
    places: &'a [&'a dyn Files],
    packs: &'a [Pack],
}

impl TableFiles for PackFiles<'_> {
    fn read(&self, module: &str, path: &str) -> Option<(String, Vec<u8>)> {
        let pack = self.packs.iter().find(|pack| pack.modules.iter().any(|(known, _)| known == module))?;
        let folder = module.rsplit_once('/').map_or("", |(folder, _)| folder);
        let full = if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
        if path.split('/').any(|part| part == "..") {
            return None;
        }
        Some((full.clone(), self.places[pack.place].read(&full)?))
    }
}

/// Packs that were read, and not yet checked.
struct Loaded {
    sources: Sources,
    packs: Vec<Pack>,
    files: Vec<(ast::File, SourceId)>,
    diagnostics: Vec<Diagnostic>,
}

/// Reads packs by name, with all they depend on.
fn load(places: &[&dyn Files], names: &[String]) -> Result<Loaded, CompileError> {
    let mut sources = Sources::default();
    let packs = match pack::load(places, names) {
        Ok(packs) => packs,
        Err(faults) => {
            let diagnostics = faults.into_iter().map(|fault| {
                let source = sources.add(fault.path, "");
                Problem::Pack(fault.problem).at(Span { source, start: 0, end: 0 })
            });
            let diagnostics = diagnostics.collect();
            return Err(CompileError { sources, diagnostics });
        }
    };
    let (mut files, mut diagnostics) = (Vec::new(), Vec::new());
    for (path, text) in packs.iter().flat_map(|pack| &pack.modules) {
        let source = sources.add(path.as_str(), Arc::clone(text));
        let (file, found) = parse(source, text);
        diagnostics.extend(found);
        files.push((file, source));
    }
    Ok(Loaded { sources, packs, files, diagnostics })
}

impl Engine {
    /// Compiles packs by name, with all they depend on. Each is looked for in the places in order.
    ///
    /// ```
    /// use sadame::engine::Engine;
    /// use sadame::pack::Builtin;
    /// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
    /// assert!(engine.plan.rules.iter().any(|rule| rule.id == "DB-02"));
    /// ```
    ///
    /// # Errors
    /// Every fault of every file, in one run.
    pub fn compile(places: &[&dyn Files], names: &[String]) -> Result<Engine, CompileError> {
        let Loaded { mut sources, packs, files, mut diagnostics } = load(places, names)?;
        let files: Vec<CheckFile<'_>> = files.iter().map(|(file, source)| CheckFile { file, source: *source }).collect();
        let (program, found) = check(&files, &PackFiles { places, packs: &packs }, &mut sources);
        diagnostics.extend(found);
        if diagnostics.iter().any(|diagnostic| diagnostic.problem.code().is_error()) {
            return Err(CompileError { sources, diagnostics });
        }
        let plan = lower(&program, &sources);
        Ok(Engine { program, plan, sources, packs, warnings: diagnostics, made: Made::Compiled })
    }

    /// The same rules, made ready for runs of those that these options choose: of the others nothing is kept or worked out, and they are run no more. The rules of
    /// a bundle stay as they are.
    ///
    /// ```
    /// use sadame::engine::{Engine, Options};
    /// use sadame::pack::Builtin;
    /// let options = Options { select: vec!["R018".to_owned()], ..Options::default() };
    /// let engine = Engine::compile(&[&Builtin], &["ocds".to_owned()]).expect("the built-in packs compile").ready_for(&options);
    /// let mut session = engine.session(&options).expect("nothing is set wrongly");
    /// ```
    #[must_use]
    pub fn ready_for(self, options: &Options) -> Engine {
        if !matches!(self.made, Made::Compiled) || (options.select.is_empty() && options.ignore.is_empty()) {
            return self;
        }
        // Whoever begins the run is told of what is set wrongly.
        let enabled = settings::enabled(&self, options, &mut Vec::new());
        Engine { plan: lower_for(&self.program, &self.sources, |rule| enabled[rule]), made: Made::For(enabled), ..self }
    }

    /// The pack that a rule stands in.
    #[must_use]
    pub fn pack_of(&self, rule: usize) -> Option<&Pack> {
        let file = &self.sources.get(self.program.rules[rule].span.source).path;
        self.packs.iter().find(|pack| pack.modules.iter().any(|(path, _)| path == file))
    }

    /// A rule, by its number, and its examples after it: each as it stands in its file.
    #[must_use]
    pub fn written(&self, rule: usize) -> Vec<&str> {
        let rule = &self.program.rules[rule];
        let text: &str = &self.sources.get(rule.span.source).text;
        let begins = |line: &str| {
            let mut words = line.split_whitespace();
            matches!(words.next(), Some("rule" | "example")) && words.next() == Some(&rule.id)
        };
        let (mut out, mut begun, mut at) = (Vec::new(), None, 0);
        for line in text.split_inclusive('\n') {
            if begins(line) {
                out.extend(begun.replace(at).map(|start| text[start..at].trim_end()));
            }
            at += line.len();
            if line.trim_end() == "}" {
                out.extend(begun.take().map(|start: usize| text[start..at].trim_end()));
            }
        }
        out.extend(begun.map(|start| text[start..].trim_end()));
        out
    }

    /// Starts judging.
    ///
    /// # Errors
    /// Parameters that cannot be set so; no record, or no one record, to judge.
    pub fn session(&self, options: &Options) -> Result<Session<'_>, Vec<SettingError>> {
        let settings = settings::resolve(self, options);
        let record = settings::record(self, options.record.as_deref());
        match (settings, record) {
            (Ok(settings), Ok(record)) => {
                let plain = Arc::new(Decoder::new(&self.program, &self.plan, record));
                let groups = self.plan.rules.iter().enumerate().any(|(number, rule)| rule.portfolio && settings.runs(number));
                Ok(Session {
                    engine: self,
                    own: Worker {
                        judging: Judging {
                            engine: self,
                            settings: Arc::new(settings.clone()),
                            ready: Arc::new(Ready::new(&self.program, &self.plan, &settings)),
                            record,
                            input: 0,
                            groups,
                            #[cfg(feature = "clear")]
                            clear: (options.clear && !options.brief).then(|| Arc::new(clear::Settled::new(&settings))),
                            batch: Batch::new(self, 0),
                        },
                        decoder: Arc::clone(&plain),
                        in_full: options.in_full,
                        scratch: Scratch::default(),
                    },
                    plain,
                    decoders: Vec::new(),
                    portfolio: Portfolio::new(),
                    keys: keys::Keys::default(),
                    report: Report {
                        tally: Tally::new(&self.plan),
                        open: vec![0; self.plan.rules.len()],
                        register: options.register.clone(),
                        settings,
                        record,
                        ..Report::default()
                    },
                    flagged: flagged::Flagged::default(),
                })
            }
            (settings, record) => Err(settings.err().into_iter().chain(record.err()).flatten().collect()),
        }
    }
}

/// The date in a text, for `--as-of` and its like.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    match crate::value::literal::date(text) {
        Ok(Value::Date(date)) => Some(date),
        _ => None,
    }
}
