//! The facade: packs in, verdicts out. [`Engine::compile`] makes an engine of packs; a [`Session`] judges records as they come.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::typed::Program;
use crate::check::{CheckFile, TableFiles, check};
use crate::decode::{DataError, Decoder, Level, Reason};
use crate::diag::Diagnostic;
use crate::diag::problem::Problem;
use crate::eval::{Input, Portfolio, Settings, Tally, judge};
use crate::finding::{Finding, Outcome, RecordId, Subject};
use crate::pack::{self, Files, Pack};
use crate::plan::{Plan, lower};
use crate::source::{Sources, Span};
use crate::syntax::parse;
use crate::value::{Date, Value, Why};

pub use settings::{Options, SettingError};

mod settings;

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
        let mut diagnostics = Vec::new();
        let mut files = Vec::new();
        for (path, text) in packs.iter().flat_map(|pack| &pack.modules) {
            let source = sources.add(path.as_str(), text.as_str());
            let (file, found) = parse(source, text);
            diagnostics.extend(found);
            files.push((file, source));
        }
        let files: Vec<CheckFile<'_>> = files.iter().map(|(file, source)| CheckFile { file, source: *source }).collect();
        let (program, found) = check(&files, &PackFiles { places, packs: &packs }, &mut sources);
        diagnostics.extend(found);
        if diagnostics.iter().any(|diagnostic| diagnostic.problem.code().is_error()) {
            return Err(CompileError { sources, diagnostics });
        }
        let plan = lower(&program, &sources);
        Ok(Engine { program, plan, sources, packs, warnings: diagnostics })
    }

    /// Starts judging.
    ///
    /// # Errors
    /// Parameters that cannot be set so; no record, or no one record, to judge.
    pub fn session(&self, options: &Options) -> Result<Session<'_>, Vec<SettingError>> {
        let settings = settings::resolve(self, options);
        let record = settings::record(self, options.record.as_deref());
        match (settings, record) {
            (Ok(settings), Ok(record)) => Ok(Session {
                engine: self,
                decoder: Decoder::new(&self.program, &self.plan, record),
                portfolio: Portfolio::new(),
                ids: BTreeMap::new(),
                report: Report { tally: Tally::new(&self.plan), settings, record, ..Report::default() },
                flagged: Vec::new(),
            }),
            (settings, record) => Err(settings.err().into_iter().chain(record.err()).flatten().collect()),
        }
    }
}

/// Judges records as they come.
#[derive(Debug)]
pub struct Session<'e> {
    engine: &'e Engine,
    decoder: Decoder,
    portfolio: Portfolio,
    /// Where each key was first read.
    ids: BTreeMap<Arc<str>, (u32, u64)>,
    report: Report,
    /// Records with a finding, for the count of them.
    flagged: Vec<(RecordId, bool)>,
}

/// An input: a file, or what came through a pipe.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// Its name, as given.
    pub name: String,
    /// How many records were in it, those that could not be read included.
    pub records: u64,
    /// Why it could not be read, or not to its end: Japanese, English.
    pub problem: Option<[String; 2]>,
}

/// What came of a run.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The kind of record that was judged: its number in the program.
    pub record: usize,
    /// The inputs, by number.
    pub inputs: Vec<Source>,
    /// What was set, defaults filled in.
    pub settings: Settings,
    /// The findings: those of records in the order of the input, then those of groups, rows and the whole set.
    pub findings: Vec<Finding>,
    /// What could not be read.
    pub faults: Vec<DataError>,
    /// What tells people which record it is: for each record that a finding may name, the values of its heading.
    pub headings: BTreeMap<RecordId, Vec<Value>>,
    /// What was not set although verdicts turned on it (a parameter, `as_of`), and how many did.
    pub unset: BTreeMap<String, u64>,
    /// How often each rule came to each outcome.
    pub tally: Tally,
    /// How many of each.
    pub counts: Counts,
}

/// How many records came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Records in the input, those that could not be read included.
    pub read: u64,
    /// Records judged.
    pub judged: u64,
    /// Records with at least one failed rule of their own or of a group they are in.
    pub flagged: u64,
    /// Records without a failed rule, but with an undetermined one.
    pub undetermined: u64,
    /// Records in which something could not be read, judged or not.
    pub in_error: u64,
}

impl Session<'_> {
    /// Names the next input (a file's path), and gives its number. A name given again is told apart by a number behind it.
    pub fn input(&mut self, name: &str) -> u32 {
        let again = self.report.inputs.iter().filter(|source| source.name == name).count();
        let name = if again == 0 { name.to_owned() } else { format!("{name} ({})", again + 1) };
        self.report.inputs.push(Source { name, ..Source::default() });
        u32::try_from(self.report.inputs.len() - 1).unwrap_or(u32::MAX)
    }

    /// Notes that an input could not be read, or not to its end.
    pub fn broken(&mut self, input: u32, why: [String; 2]) {
        if let Some(source) = self.report.inputs.get_mut(input as usize) {
            source.problem = Some(why);
        }
    }

    fn count_read(&mut self, input: u32) {
        self.report.counts.read += 1;
        if let Some(source) = self.report.inputs.get_mut(input as usize) {
            source.records += 1;
        }
    }

    /// Judges one record of JSON. `position` is its line, from 1 (or its place in an array).
    pub fn push(&mut self, input: u32, position: u64, json: &[u8]) {
        let mut faults = Vec::new();
        self.count_read(input);
        let value = self.decoder.decode(json, &mut faults);
        let in_error = faults.iter().any(|fault| fault.level == Level::Error);
        self.report.counts.in_error += u64::from(in_error);
        self.report.faults.extend(faults.into_iter().map(|fault| DataError { input, position, ..fault }));
        if let Some(value) = value {
            self.judge(input, position, value, in_error);
        }
    }

    /// Reports a record that could not be handed over at all, such as a line that is too long.
    pub fn refuse(&mut self, input: u32, position: u64, reason: Reason, raw: &str) {
        self.count_read(input);
        self.report.counts.in_error += 1;
        self.report.faults.push(DataError { input, position, ..DataError::new("", raw, reason) });
    }

    fn judge(&mut self, number: u32, position: u64, value: Value, mut in_error: bool) {
        let plan = &self.engine.plan;
        let key = plan.key_of(self.report.record, &value);
        let id = RecordId { input: number, position, key: key.clone() };
        if !key.is_empty() {
            if let Some(&(first, line)) = self.ids.get(&key) {
                let first = self.report.inputs.get(first as usize).map_or("", |source| &source.name);
                let name = plan.projections[self.report.record]
                    .key
                    .map_or("", |slot| plan.projections[self.report.record].slots[slot].name.as_str());
                let fault = DataError::new(&format!("/{name}"), &key, Reason::DuplicateId { first: format!("{first}:{line}") });
                self.report.faults.push(DataError { input: number, position, ..fault });
                self.report.counts.in_error += u64::from(!in_error);
                in_error = true;
            } else {
                self.ids.insert(key, (number, position));
            }
        }
        self.report.counts.judged += 1;
        let input = Input { id, record: self.report.record, value };
        let before = self.report.findings.len();
        judge(plan, &self.report.settings, &input, &mut self.report.findings, &mut self.report.tally);
        self.portfolio.push(plan, &input);
        let unknown_keys = missing_rows(&self.report.findings[before..], number, position);
        if !unknown_keys.is_empty() {
            self.report.counts.in_error += u64::from(!in_error);
            self.report.faults.extend(unknown_keys);
        }
        if before < self.report.findings.len() || plan.rules.iter().any(|rule| rule.portfolio) {
            self.report.headings.insert(input.id.clone(), self.heading(&input.value));
        }
    }

    fn heading(&self, value: &Value) -> Vec<Value> {
        let Value::Record(slots) = value else { return Vec::new() };
        self.engine.plan.projections[self.report.record].heading.iter().map(|&slot| slots[slot].clone()).collect()
    }

    /// What there is so far: for reports that stream. The findings and the faults in it are those not yet [drained](Session::drain).
    #[must_use]
    pub fn so_far(&self) -> &Report {
        &self.report
    }

    /// Takes the findings and the faults so far out of the report, for one that streams.
    pub fn drain(&mut self) -> (Vec<Finding>, Vec<DataError>) {
        let findings = std::mem::take(&mut self.report.findings);
        self.note(&findings);
        if self.engine.plan.rules.iter().all(|rule| !rule.portfolio) {
            self.report.headings.clear();
        }
        (findings, std::mem::take(&mut self.report.faults))
    }

    /// Judges what looks at more than one record, and closes the run.
    #[must_use]
    pub fn finish(mut self) -> Report {
        let own = std::mem::take(&mut self.report.findings);
        self.note(&own);
        let mut last = Vec::new();
        self.portfolio.finish(&self.engine.plan, &self.report.settings, &mut last, &mut self.report.tally);
        self.note(&last);
        self.report.findings = own;
        self.report.findings.extend(last);
        self.flagged.sort();
        self.flagged.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 |= same && later.1;
            same
        });
        self.report.counts.flagged = self.flagged.iter().filter(|(_, failed)| *failed).count() as u64;
        self.report.counts.undetermined = self.flagged.iter().filter(|(_, failed)| !failed).count() as u64;
        self.report
    }

    /// Counts the records that findings name, and what was not set.
    fn note(&mut self, findings: &[Finding]) {
        for finding in findings.iter().filter(|finding| matches!(finding.outcome, Outcome::Fail | Outcome::Unknown)) {
            let failed = finding.outcome == Outcome::Fail;
            match &finding.subject {
                Subject::Record { record, .. } => self.flagged.push((record.clone(), failed)),
                Subject::Group { members, .. } => self.flagged.extend(members.iter().map(|member| (member.clone(), failed))),
                Subject::Row { .. } | Subject::Set { .. } => {}
            }
            let unset = finding.evidence.missing.iter().filter(|it| matches!(it.why, Why::Parameter | Why::AsOf));
            for missing in unset {
                *self.report.unset.entry(missing.path.clone()).or_default() += 1;
            }
        }
    }
}

/// Fields whose value no table row has: faults of the input as much as of the contract.
fn missing_rows(findings: &[Finding], input: u32, position: u64) -> Vec<DataError> {
    let mut faults: Vec<DataError> = Vec::new();
    for missing in findings.iter().flat_map(|finding| &finding.evidence.missing) {
        if let (Why::NoRow, Some(Value::Text(text)), true) = (missing.why, &missing.value, missing.path.starts_with('/'))
            && faults.iter().all(|known| known.path != missing.path)
        {
            let reason = Reason::NoSuchRow { table: missing.label.clone() };
            faults.push(DataError { input, position, ..DataError::new(&missing.path, text, reason) });
        }
    }
    faults
}

/// The date in a text, for `--as-of` and its like.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    match crate::value::literal::date(text) {
        Ok(Value::Date(date)) => Some(date),
        _ => None,
    }
}
