//! Compiled rules.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use pyo3::prelude::{Bound, PyAny, PyBytesMethods, PyErr, PyResult, Python, pyclass, pymethods};
use pyo3::types::PyBytes;
use sadame::disk;
use sadame::engine::{self, Engine};
use sadame::json::Diagnostic;
use sadame::pack::{Builtin, Files};
use sadame::threads::Threads;

use crate::lines::Columns;
use crate::part::{self, Part};
use crate::report::Report;
use crate::run::Run;
use crate::settings::Settings;
use crate::{fault, kinds};

/// Compiled rules, with all the text they were made of.
#[pyclass(frozen, module = "sadame._native")]
pub(crate) struct Rules {
    engine: Arc<Engine>,
    names: Vec<String>,
    text: Text,
}

/// What was read of packs that are not built in: the files, and which there are in a folder.
#[derive(Default)]
struct Text {
    files: BTreeMap<String, Vec<u8>>,
    folders: BTreeMap<String, Vec<String>>,
}

impl Files for Text {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.files.get(path).cloned()
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.folders.get(folder).cloned().unwrap_or_default()
    }
}

/// The names of packs, their files, and which there are in a folder.
type Source<'py> = (Vec<String>, BTreeMap<String, Bound<'py, PyBytes>>, BTreeMap<String, Vec<String>>);

/// Places that remember what was read from them.
struct Remembered {
    places: Vec<Box<dyn Files>>,
    text: RefCell<Text>,
}

impl Files for Remembered {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let bytes = self.places.iter().find_map(|place| place.read(path))?;
        self.text.borrow_mut().files.insert(path.to_owned(), bytes.clone());
        Some(bytes)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let files = self.places.iter().map(|place| place.list(folder)).find(|files| !files.is_empty()).unwrap_or_default();
        self.text.borrow_mut().folders.insert(folder.to_owned(), files.clone());
        files
    }
}

/// What judges an input.
enum Kind {
    Json,
    Arrow,
    Values,
}

impl Rules {
    fn feed(
        py: Python<'_>,
        run: &mut Run<'_>,
        kind: &Kind,
        records: &Bound<'_, PyAny>,
        settings: &Settings,
        before: u64,
    ) -> PyResult<()> {
        let layout = settings.layout.as_deref();
        match kind {
            Kind::Json => kinds::json(py, run, records.cast::<PyBytes>()?.as_bytes(), layout),
            Kind::Arrow => kinds::arrow(py, run, records, layout, before),
            Kind::Values => kinds::values(py, run, records, layout),
        }
    }
}

#[pymethods]
impl Rules {
    /// Compiles packs: built in, or on the disk.
    #[new]
    fn new(py: Python<'_>, names: Vec<String>) -> PyResult<Rules> {
        py.detach(|| {
            let (places, names) = disk::places(&names);
            let remembered = Remembered { places, text: RefCell::default() };
            match Engine::compile(&[&remembered, &Builtin], &names) {
                Ok(engine) => Ok(Rules { engine: Arc::new(engine), names, text: remembered.text.into_inner() }),
                Err(error) => Err(fault::of_rules(&error)),
            }
        })
    }

    /// Compiles packs from the text that `source` gave.
    #[staticmethod]
    fn from_source(
        py: Python<'_>,
        names: Vec<String>,
        files: BTreeMap<String, Vec<u8>>,
        folders: BTreeMap<String, Vec<String>>,
    ) -> PyResult<Rules> {
        py.detach(|| {
            let text = Text { files, folders };
            match Engine::compile(&[&text, &Builtin], &names) {
                Ok(engine) => Ok(Rules { engine: Arc::new(engine), names, text }),
                Err(error) => Err(fault::of_rules(&error)),
            }
        })
    }

    /// What they were made of: the packs' names, and their files and folders but for those built in.
    fn source<'py>(&self, py: Python<'py>) -> Source<'py> {
        let files = self.text.files.iter().map(|(path, bytes)| (path.clone(), PyBytes::new(py, bytes)));
        (self.names.clone(), files.collect(), self.text.folders.clone())
    }

    /// What is worth a warning, as a list.
    fn warnings(&self) -> String {
        let all: Vec<Diagnostic> = self.engine.warnings.iter().map(|it| Diagnostic::new(&self.engine.sources, it)).collect();
        serde_json::to_string(&all).expect("the contract is JSON")
    }

    /// The packs, dependencies first: name, version, digest.
    fn packs(&self) -> Vec<(String, String, String)> {
        self.engine.packs.iter().map(|pack| (pack.name.clone(), pack.version.clone(), pack.digest.clone())).collect()
    }

    /// The ids of the rules.
    fn ids(&self) -> Vec<String> {
        self.engine.program.rules.iter().map(|rule| rule.id.clone()).collect()
    }

    /// Judges records: `kind` is `json` (bytes), `arrow` (a stream) or `values` (an iterable).
    fn check(&self, py: Python<'_>, kind: &str, records: &Bound<'_, PyAny>, settings: Settings) -> PyResult<Report> {
        let kind = match kind {
            "json" => Kind::Json,
            "arrow" => Kind::Arrow,
            _ => Kind::Values,
        };
        let mut session = settings.session(&self.engine)?;
        let input = session.input(&settings.name);
        settings.digest.iter().for_each(|digest| session.digest(input, digest.clone()));
        let mut run = Run::new(&self.engine, session, input, &settings);
        Rules::feed(py, &mut run, &kind, records, &settings, 0)?;
        let session = run.session;
        Ok(Report { engine: Arc::clone(&self.engine), report: py.detach(|| session.finish_on(&Threads(settings.threads))) })
    }

    /// Judges more of the records of a part: those of a stream of Arrow. Gives the findings and the data errors.
    fn judge(&self, py: Python<'_>, part: &Part, stream: &Bound<'_, PyAny>, settings: Settings) -> PyResult<Columns> {
        let mut session = settings.session(&self.engine)?;
        let before = part.take();
        let records = before.as_ref().map_or(0, engine::Part::records);
        match before {
            Some(before) => session.merge(before).expect("it is of these rules"),
            None => drop(session.input(&settings.name)),
        }
        let mut run = Run::new(&self.engine, session, 0, &settings);
        Rules::feed(py, &mut run, &Kind::Arrow, stream, &settings, records)?;
        let mut session = run.session;
        Ok(py.detach(|| {
            let columns = Columns::of(&self.engine, session.so_far());
            session.drain();
            part.put(session.part());
            columns
        }))
    }

    /// Judges what needs the records of all parts, given in their order.
    fn finish(&self, py: Python<'_>, parts: Vec<Vec<u8>>, settings: Settings) -> PyResult<Report> {
        let mut session = settings.session(&self.engine)?;
        let report = py.detach(|| {
            for bytes in parts {
                let part = part::read(&bytes)?;
                session.merge(part).map_err(|_| {
                    fault::setting(
                        "規則又はプログラムの版の異なる部分が混じっています",
                        "a part was judged by other rules, or another version of them or of this program",
                    )
                })?;
            }
            Ok::<_, PyErr>(session.finish_on(&Threads(settings.threads)))
        })?;
        Ok(Report { engine: Arc::clone(&self.engine), report })
    }
}
