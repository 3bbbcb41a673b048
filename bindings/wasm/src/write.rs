//! What only the full chunk does: compiling rules, laying them out, and writing what is told about them.

use std::ops::Range;
use std::rc::Rc;

use include_dir::{Dir, include_dir};
use js_sys::Uint8Array;
use sadame::diag;
use sadame::engine::{self, CompileError, Engine, Origin};
use sadame::input::feed::{Kept, KeptRecord, Run};
use sadame::json::{Diagnostic, Finding, Maker, schema};
use sadame::lang::Lang;
use sadame::pack::{Builtin, Files, Memory, Single};
use sadame::report::{book, csv, html, text};
use sadame::source::{SourceId, Sources};
use sadame::syntax::{self, parse};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault;
use crate::options::Told;
use crate::report::{Report, json};
use crate::rules::Rules;
use crate::session::Underway;

/// Diagnostics as the contract has them.
pub(crate) fn diagnostics(sources: &Sources, all: &[diag::Diagnostic]) -> Vec<Diagnostic> {
    all.iter().map(|it| Diagnostic::new(sources, it)).collect()
}

/// What a writer writes.
fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory takes all that is written");
    String::from_utf8(out).expect("what is written is a text")
}

fn lang(english: bool) -> Lang {
    if english { Lang::En } else { Lang::Ja }
}

/// Files by their paths.
fn memory(paths: Vec<String>, contents: &[Uint8Array]) -> Memory {
    Memory(paths.into_iter().zip(contents.iter().map(Uint8Array::to_vec)).collect())
}

fn compiled(files: &Memory, names: &[String]) -> Result<Engine, CompileError> {
    let single = names.iter().filter(|name| name.ends_with(".sadame") && files.0.contains_key(*name));
    let singles: Vec<Single<Memory>> = single.map(|path| Single { path: path.clone(), files: files.clone() }).collect();
    let mut places: Vec<&dyn Files> = singles.iter().map(|it| it as &dyn Files).collect();
    places.extend([files as &dyn Files, &Builtin]);
    Engine::compile(&places, names)
}

/// Compiles packs: of files, given by their paths, and of those built in.
#[wasm_bindgen]
pub fn compile(paths: Vec<String>, contents: Vec<Uint8Array>, names: Vec<String>) -> Result<Rules, String> {
    Rules::compiled(&memory(paths, &contents), &names)
}

/// The faults of packs, and what is worth a warning, as a list.
#[wasm_bindgen]
pub fn diagnose(paths: Vec<String>, contents: Vec<Uint8Array>, names: Vec<String>) -> String {
    let all = match compiled(&memory(paths, &contents), &names) {
        Ok(engine) => diagnostics(&engine.sources, &engine.warnings),
        Err(error) => diagnostics(&error.sources, &error.diagnostics),
    };
    serde_json::to_string(&all).expect("the contract is JSON")
}

/// A schema of the contract: `report`, `lines`, `about`, `diagnostic`, `baseline`, `decisions`.
#[wasm_bindgen(js_name = schemaOf)]
pub fn schema_of(what: &str) -> Option<String> {
    let schema = match what {
        "report" => schema::report(),
        "lines" => schema::lines(),
        "about" => schema::about(),
        "diagnostic" => schema::diagnostic(),
        "baseline" => schema::baseline(),
        "decisions" => schema::decisions(),
        _ => return None,
    };
    Some(schema.to_string())
}

/// A page for each code of a diagnostic.
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/errors");

/// The page of the code of a diagnostic, in Markdown.
#[wasm_bindgen]
pub fn page(code: &str) -> Option<String> {
    let page = PAGES.get_file(format!("{}.md", code.to_uppercase()))?;
    page.contents_utf8().map(str::to_owned)
}

/// The names of the packs that are built in.
#[wasm_bindgen]
pub fn packs() -> Vec<String> {
    let mut names: Vec<String> =
        Builtin.list("").iter().filter_map(|path| path.strip_suffix("/pack.toml").map(str::to_owned)).collect();
    names.sort();
    names
}

/// The text of a module laid out in the one style; none where it cannot be read.
#[wasm_bindgen]
pub fn format(text: &str) -> Option<String> {
    let (file, faults) = parse(SourceId(0), text);
    let whole = faults.iter().all(|fault| !fault.problem.code().is_error());
    whole.then(|| syntax::format(&file, text))
}

/// What came since the last time: see [`Session::take`](crate::session::Session::take).
pub(crate) fn taken(run: &mut Run<'_>, from: &mut usize) -> String {
    let (found, faults) = run.session.drain();
    let report = run.session.so_far();
    let maker = Maker { engine: run.engine, report };
    let mut out = String::from("{\"records\":");
    let kept = run.kept.as_ref();
    let to = kept.map_or(0, Kept::len);
    match kept {
        Some(kept) => records(&mut out, report, kept, *from..to),
        None => out.push_str("[]"),
    }
    *from = to;
    let findings = json(&found.iter().map(|finding| maker.outline(finding)).collect::<Vec<Finding>>());
    let faults = json(&faults.iter().map(|fault| maker.data_error(fault)).collect::<Vec<_>>());
    out.push_str(&format!(",\"findings\":{findings},\"data_errors\":{faults}}}"));
    out
}

/// Records that were kept, as a list: what is no JSON is handed on as the text that it is.
fn records(out: &mut String, report: &engine::Report, kept: &Kept, numbers: Range<usize>) {
    let mut before = "[";
    for KeptRecord { input, position, json, .. } in numbers.filter_map(|number| kept.get(number)) {
        let input = Value::from(report.inputs.get(input as usize).map_or("", |source| source.name.as_str()));
        let record = String::from_utf8_lossy(json);
        let record = match serde_json::from_str::<&RawValue>(&record) {
            Ok(whole) => whole.get().to_owned(),
            Err(_) => Value::from(&*record).to_string(),
        };
        out.push_str(&format!("{before}{{\"input\":{input},\"position\":{position},\"record\":{record}}}"));
        before = ",";
    }
    out.push_str(if before == "[" { "[]" } else { "]" });
}

impl Rules {
    /// The rules of packs: see [`compile`], which takes the files from JavaScript.
    ///
    /// # Errors
    /// The faults of the rules, as JSON.
    pub fn compiled(files: &Memory, names: &[String]) -> Result<Rules, String> {
        compiled(files, names).map(|engine| Rules { engine: Rc::new(engine) }).map_err(|error| fault::of_rules(&error))
    }
}

#[wasm_bindgen]
impl Rules {
    /// The files that the rules were compiled of, as JSON: modules and tables by path, and what says of a pack's folder that it is one.
    pub fn files(&self) -> String {
        let mut files: Map<String, Value> =
            self.engine.sources.iter().map(|(_, source)| (source.path.clone(), Value::from(&*source.text))).collect();
        for pack in &self.engine.packs {
            let Some((folder, _)) = pack.modules.first().and_then(|(path, _)| path.split_once('/')) else { continue };
            let title = format!("{{ ja = {:?}, en = {:?} }}", pack.title.ja, pack.title.en);
            let manifest =
                format!("name = {:?}\nversion = {:?}\ntitle = {title}\ndepends = {:?}\n", pack.name, pack.version, pack.depends);
            files.insert(format!("{folder}/pack.toml"), Value::from(manifest));
        }
        Value::from(files).to_string()
    }

    /// What is worth a warning, as a list.
    pub fn warnings(&self) -> String {
        serde_json::to_string(&diagnostics(&self.engine.sources, &self.engine.warnings)).expect("the contract is JSON")
    }

    /// The rules as a bundle.
    #[wasm_bindgen(js_name = toBundle)]
    pub fn to_bundle(&self) -> Vec<u8> {
        self.engine.to_bundle()
    }

    /// The schema of a record of the input.
    pub fn schema(&self, record: Option<String>) -> Result<String, String> {
        let options = record.map_or_else(String::new, |record| format!("record\u{1f}{record}"));
        let session = Told::new(&options).session(&self.engine)?;
        Ok(schema::record(&self.engine, session.so_far().record).to_string())
    }

    /// The rule book, as one page of HTML. The examples of a bundle are read here first, and may be none.
    pub fn book(&self, english: bool) -> Result<String, String> {
        self.engine.examples().map_err(fault::of_bundle)?;
        Ok(written(|out| book::write(out, &self.engine, lang(english))))
    }
}

#[wasm_bindgen]
impl Report {
    /// Some of the findings without their sources and what shows them, but for what is missing. For lists of many.
    pub fn outlines(&self, from: usize, to: usize) -> String {
        let found = self.report.findings.get(from..to.min(self.report.findings.len())).unwrap_or_default();
        json(&found.iter().map(|finding| self.maker().outline(finding)).collect::<Vec<Finding>>())
    }

    /// Judges a record that was kept once more, by its number: the findings about it alone, in full, as a list.
    pub fn again(&mut self, number: usize) -> String {
        let Report { live, report, kept } = self;
        let found = live.with_dependent_mut(|_, underway| match (underway, kept.get(number)) {
            (Underway::Done(workers), Some(KeptRecord { input, position, json, faults })) => {
                let origin = Origin { place: &|_| String::new(), faults: faults.to_vec() };
                workers.get_mut(input as usize).map(|worker| worker.again(position, json, origin)).unwrap_or_default()
            }
            _ => Vec::new(),
        });
        let maker = Maker { engine: live.borrow_owner(), report };
        json(&found.iter().map(|finding| maker.finding(finding)).collect::<Vec<Finding>>())
    }

    /// Some of the records that were kept, as a list: `{"input", "position", "record"}`, the record as it was read.
    pub fn records(&self, from: usize, to: usize) -> String {
        let mut out = String::new();
        records(&mut out, &self.report, &self.kept, from..to.min(self.kept.len()));
        out
    }

    /// The number of the first record that was kept at a position of an input, by the input's number; none where there is none.
    #[wasm_bindgen(js_name = recordAt)]
    pub fn record_at(&self, input: &str, position: f64) -> Option<usize> {
        let input = self.report.inputs.iter().position(|source| source.name == input)?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position is a whole number")]
        self.kept.find(u32::try_from(input).ok()?, position as u64)
    }

    /// The report in words.
    pub fn text(&self, english: bool) -> String {
        let style = text::Style { lang: lang(english), width: 10_000, colour: false };
        written(|out| text::write(out, &self.document(), style))
    }

    /// The report as one page of HTML.
    pub fn html(&self, english: bool) -> String {
        written(|out| html::write(out, &self.document(), lang(english)))
    }

    /// The findings as a table.
    pub fn csv(&self, english: bool) -> String {
        written(|out| csv::write(out, &self.document(), lang(english)))
    }
}
