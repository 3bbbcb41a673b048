//! What is open in the editor, and the packs around it: read from the disk, with the unsaved texts in the place of the files.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::diag::Diagnostic;
use crate::disk::Disk;
use crate::engine::{Analysis, CompileError};
use crate::eval::{CaseResult, run_case};
use crate::pack::{Builtin, Files, Single};
use crate::plan::Plan;
use crate::source::{SourceId, Sources, Span};

/// The scheme of texts that lie in the program: modules of built-in packs, pages of codes.
pub(super) const SCHEME: &str = "sadame";

/// What stands for itself in the name of a file is a letter, a digit, or one of these.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':');

/// A text open in the editor.
#[derive(Debug, Clone)]
pub(super) struct Document {
    /// Its name, as the client writes it.
    pub(super) uri: Uri,
    /// How often it was changed, by the client's count.
    pub(super) version: i32,
    /// What stands in it.
    pub(super) text: String,
}

/// The open texts by their paths, and what is understood of the packs around them.
#[derive(Default)]
pub(super) struct Workspace {
    open: BTreeMap<String, Document>,
    analysed: BTreeMap<Home, Rc<Analysed>>,
}

/// The pack that a text belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Home {
    /// A folder with a `pack.toml`.
    Folder(String),
    /// The file alone.
    Alone(String),
    /// A built-in pack.
    Builtin(String),
}

/// A pack, as far as it is understood.
pub(super) struct Analysed {
    home: Home,
    /// What came of it; or why nothing did.
    pub(super) found: Result<Analysis, CompileError>,
    plan: OnceCell<Option<Plan>>,
}

/// The path of a text: of a file, with `/` between its parts; of any other, its name as a whole.
pub(super) fn path_of(uri: &Uri) -> String {
    let text = uri.as_str();
    let Some(rest) = text.strip_prefix("file://") else {
        // A pack is made of files whose names end so.
        let whole = text.ends_with(".sadame") || text.starts_with(&format!("{SCHEME}:"));
        return if whole { text.to_owned() } else { format!("{text}.sadame") };
    };
    // A host may stand before the path: it is this one.
    let path = rest.find('/').map_or(rest, |at| &rest[at..]);
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    // `/C:/rules` is `C:/rules` where there are drives.
    let drive = cfg!(windows) && path.as_bytes().get(2) == Some(&b':');
    if drive { path[1..].to_owned() } else { path }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The name of a text in the program.
pub(super) fn inside(path: &str) -> Option<Uri> {
    format!("{SCHEME}:/{path}").parse().ok()
}

impl Workspace {
    /// Takes in what a text is now.
    pub(super) fn put(&mut self, document: Document) {
        self.open.insert(path_of(&document.uri), document);
        self.forget();
    }

    /// A text was closed: what lies on the disk counts again.
    pub(super) fn close(&mut self, uri: &Uri) {
        self.open.remove(&path_of(uri));
        self.forget();
    }

    /// Files may have changed.
    pub(super) fn forget(&mut self) {
        self.analysed.clear();
    }

    /// The open text of that name.
    pub(super) fn get(&self, uri: &Uri) -> Option<&Document> {
        self.open.get(&path_of(uri))
    }

    /// The packs of all that is open.
    pub(super) fn homes(&self) -> Vec<Home> {
        let mut homes: Vec<Home> = self.open.keys().map(|path| home(path)).collect();
        homes.sort();
        homes.dedup();
        homes
    }

    /// What is understood of a pack.
    pub(super) fn analysed(&mut self, home: &Home) -> Rc<Analysed> {
        if let Some(known) = self.analysed.get(home) {
            return Rc::clone(known);
        }
        let made = Rc::new(Analysed::new(home.clone(), &self.open));
        self.analysed.insert(home.clone(), Rc::clone(&made));
        made
    }

    /// What is understood of the pack of a text, and the number of the text in it. None where it could not be read at all.
    pub(super) fn source(&mut self, uri: &Uri) -> Option<(Rc<Analysed>, SourceId)> {
        let path = path_of(uri);
        let analysed = self.analysed(&home(&path));
        let wanted = path.strip_prefix(&format!("{SCHEME}:/")).unwrap_or(&path).to_owned();
        let source = analysed.found.as_ref().ok()?.sources.iter().find(|(_, source)| source.path == wanted).map(|(id, _)| id)?;
        Some((analysed, source))
    }

    /// What a pack would be with other texts, by their paths: tried, and not kept.
    pub(super) fn with(&self, home: &Home, texts: &BTreeMap<String, String>) -> Analysed {
        let mut open = self.open.clone();
        for (path, text) in texts {
            match open.get_mut(path) {
                Some(document) => document.text.clone_from(text),
                None => {
                    if let Some(uri) = uri_of(path) {
                        open.insert(path.clone(), Document { uri, version: 0, text: text.clone() });
                    }
                }
            }
        }
        Analysed::new(home.clone(), &open)
    }

    /// The client's own name of a path, where it is open; otherwise the one that is made of it.
    pub(super) fn uri(&self, path: &str) -> Option<Uri> {
        self.open.get(path).map_or_else(|| uri_of(path), |document| Some(document.uri.clone()))
    }
}

fn uri_of(path: &str) -> Option<Uri> {
    if !Path::new(path).is_absolute() {
        return path.parse().ok();
    }
    let root = if path.starts_with('/') { "" } else { "/" };
    format!("file://{root}{}", utf8_percent_encode(path, ESCAPED)).parse().ok()
}

/// The pack that a path belongs to.
pub(super) fn home(path: &str) -> Home {
    if let Some(inside) = path.strip_prefix(&format!("{SCHEME}:/")) {
        return Home::Builtin(inside.split('/').next().unwrap_or_default().to_owned());
    }
    let folders = Path::new(path).ancestors().skip(1).filter(|folder| folder.is_absolute());
    match folders.into_iter().find(|folder| folder.join("pack.toml").is_file()) {
        Some(folder) => Home::Folder(slashed(folder)),
        None => Home::Alone(path.to_owned()),
    }
}

impl Analysed {
    fn new(home: Home, open: &BTreeMap<String, Document>) -> Analysed {
        let found = match &home {
            Home::Builtin(name) => Analysis::new(&[&Builtin], std::slice::from_ref(name)),
            Home::Alone(path) => {
                let alone = Single { path: path.clone(), files: Unsaved { base: String::new(), open } };
                Analysis::new(&[&alone, &Builtin], std::slice::from_ref(path))
            }
            Home::Folder(folder) => {
                // The packs it depends on may lie beside it.
                let beside = Unsaved { base: beside(folder), open };
                Analysis::new(&[&Unsaved { base: String::new(), open }, &beside, &Builtin], std::slice::from_ref(folder))
            }
        };
        Analysed { home, found, plan: OnceCell::new() }
    }

    /// Its text.
    pub(super) fn sources(&self) -> &Sources {
        match &self.found {
            Ok(analysis) => &analysis.sources,
            Err(error) => &error.sources,
        }
    }

    /// What is wrong with it.
    pub(super) fn diagnostics(&self) -> &[Diagnostic] {
        match &self.found {
            Ok(analysis) => &analysis.diagnostics,
            Err(error) => &error.diagnostics,
        }
    }

    /// How many errors it has.
    pub(super) fn errors(&self) -> usize {
        self.diagnostics().iter().filter(|diagnostic| diagnostic.problem.code().is_error()).count()
    }

    /// Whether a source belongs to the pack itself, rather than to one that it depends on.
    pub(super) fn is_own(&self, source: SourceId) -> bool {
        let path = &self.sources().get(source).path;
        match &self.home {
            Home::Folder(folder) => path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')),
            Home::Alone(file) => path == file,
            Home::Builtin(_) => false,
        }
    }

    /// Where a source lies: the path of a file, or the name of a text in the program.
    pub(super) fn path(&self, source: SourceId) -> String {
        let path = self.sources().get(source).path.clone();
        if self.is_own(source) || Path::new(&path).is_absolute() {
            return path;
        }
        if let Home::Folder(folder) = &self.home {
            let there = format!("{}/{path}", beside(folder));
            if Path::new(&there).is_file() {
                return there;
            }
        }
        format!("{SCHEME}:/{path}")
    }

    /// Runs the case of an example that stands at this place; none where the pack has errors.
    pub(super) fn case(&self, span: Span) -> Option<(usize, CaseResult)> {
        let analysis = self.found.as_ref().ok()?;
        let plan = self.plan.get_or_init(|| analysis.plan()).as_ref()?;
        let examples = analysis.program.examples.get()?.iter();
        let (rule, case) = examples
            .flat_map(|example| example.cases.iter().map(move |case| (example.rule, case)))
            .find(|(_, case)| case.span == span)?;
        Some((rule, run_case(plan, rule, case)))
    }
}

/// The folder around a folder.
fn beside(folder: &str) -> String {
    Path::new(folder).parent().map_or_else(String::new, slashed)
}

/// A folder of the disk with the unsaved texts in the place of its files. Without a base, paths are whole.
struct Unsaved<'a> {
    base: String,
    open: &'a BTreeMap<String, Document>,
}

impl Unsaved<'_> {
    fn full(&self, path: &str) -> String {
        if self.base.is_empty() { path.to_owned() } else { format!("{}/{path}", self.base) }
    }
}

impl Files for Unsaved<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let full = self.full(path);
        if self.base.is_empty() && !self.open.contains_key(&full) && !Path::new(&full).is_absolute() {
            // Packs are named by their folders here; a bare name is looked for elsewhere.
            return None;
        }
        self.open.get(&full).map(|document| document.text.clone().into_bytes()).or_else(|| fs::read(full).ok())
    }

    fn list(&self, folder: &str) -> Vec<String> {
        if self.base.is_empty() && !Path::new(folder).is_absolute() {
            return Vec::new();
        }
        let mut files = Disk(PathBuf::from(&self.base)).list(folder);
        let within = format!("{}/", self.full(folder));
        for path in self.open.keys().filter(|path| path.starts_with(&within)) {
            let named = path.strip_prefix(&format!("{}/", self.base)).filter(|_| !self.base.is_empty()).unwrap_or(path);
            if !files.iter().any(|file| file == named) {
                files.push(named.to_owned());
            }
        }
        files
    }
}
