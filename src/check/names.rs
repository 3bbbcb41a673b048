//! Which name means what, from which module: declarations, visibility, and what was used of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::typed;
use crate::diag::problem::CheckProblem;
use crate::source::Span;

/// Names of different spaces never clash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Space {
    /// Documents that rules cite.
    Document,
    /// Choices and records.
    Type,
    /// Tables, parameters, constants, figures.
    Value,
    /// Definitions of that record, which read like its fields.
    OfRecord(typed::RecordIx),
    /// Definitions of that table's rows.
    OfTable(typed::TableIx),
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each holds its number in the program")]
pub enum Thing {
    Document(typed::DocumentIx),
    Choice(typed::ChoiceIx),
    Record(typed::RecordIx),
    Table(typed::TableIx),
    Parameter(typed::ParameterIx),
    Define(typed::DefineIx),
    Figure(typed::FigureIx),
}

/// A declaration.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The module it stands in.
    pub module: usize,
    /// What it declares.
    pub thing: Thing,
    /// Where its name stands.
    pub span: Span,
}

/// What a search came to.
pub enum Found {
    /// This.
    One(Thing),
    /// Nothing, or one of several: the problem says which; `None` where nothing at all is called that.
    Problem(Option<CheckProblem>),
}

/// Every declaration of the program.
#[derive(Debug, Default)]
pub struct Names {
    entries: BTreeMap<(Space, String), Vec<Entry>>,
    modules: Vec<String>,
    /// For each module, the modules it uses (itself included).
    visible: Vec<BTreeSet<usize>>,
    used: BTreeSet<Thing>,
    used_modules: BTreeSet<(usize, usize)>,
}

impl Names {
    /// Starts with the modules' names, each seeing only itself.
    pub fn new(modules: Vec<String>) -> Names {
        let visible = (0..modules.len()).map(|module| BTreeSet::from([module])).collect();
        Names { modules, visible, ..Names::default() }
    }

    /// Makes the module of that name, and those below it, visible in `module`; the numbers of what was found.
    pub fn use_module(&mut self, module: usize, name: &str) -> Vec<usize> {
        let below = format!("{name}.");
        let found: Vec<usize> =
            (0..self.modules.len()).filter(|&at| self.modules[at] == name || self.modules[at].starts_with(&below)).collect();
        self.visible[module].extend(&found);
        found
    }

    /// The modules' names.
    pub fn modules(&self) -> &[String] {
        &self.modules
    }

    /// Adds a declaration; the span of the first where the module already has one of that name.
    pub fn declare(&mut self, space: Space, name: &str, entry: Entry) -> Result<(), Span> {
        let entries = self.entries.entry((space, name.to_owned())).or_default();
        if let Some(first) = entries.iter().find(|first| first.module == entry.module) {
            return Err(first.span);
        }
        entries.push(entry);
        Ok(())
    }

    /// What `name` stands for in `module`.
    pub fn find(&mut self, space: Space, module: usize, name: &str) -> Found {
        let entries = self.entries.get(&(space, name.to_owned())).map_or(&[][..], Vec::as_slice);
        let own = entries.iter().find(|entry| entry.module == module).copied();
        let seen: Vec<Entry> = own.map_or_else(
            || entries.iter().filter(|entry| self.visible[module].contains(&entry.module)).copied().collect(),
            |own| vec![own],
        );
        match seen.as_slice() {
            [one] => {
                self.used.insert(one.thing);
                self.used_modules.insert((module, one.module));
                Found::One(one.thing)
            }
            [] => Found::Problem(
                entries
                    .first()
                    .map(|entry| CheckProblem::NotUsedHere { name: name.to_owned(), module: self.modules[entry.module].clone() }),
            ),
            [first, second, ..] => Found::Problem(Some(CheckProblem::Ambiguous {
                name: name.to_owned(),
                first: self.modules[first.module].clone(),
                second: self.modules[second.module].clone(),
            })),
        }
    }

    /// Whether something was found by its name at least once.
    pub fn is_used(&self, thing: Thing) -> bool {
        self.used.contains(&thing)
    }

    /// Notes that a module's rule was named from another (exceptions, examples).
    pub fn note_module_used(&mut self, from: usize, module: usize) {
        self.used_modules.insert((from, module));
    }

    /// Whether `from` used anything of any of `modules`.
    pub fn uses_any(&self, from: usize, modules: &[usize]) -> bool {
        modules.iter().any(|&module| self.used_modules.contains(&(from, module)))
    }

    /// The names of a space that `module` can see, for suggestions.
    pub fn seen(&self, space: Space, module: usize) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .filter(move |((of, _), entries)| {
                *of == space && entries.iter().any(|entry| self.visible[module].contains(&entry.module))
            })
            .map(|((_, name), _)| name.as_str())
    }

    /// What the names of a space that `module` can see stand for.
    pub fn things(&self, space: Space, module: usize) -> Vec<Thing> {
        let of_space = self.entries.iter().filter(|((of, _), _)| *of == space).flat_map(|(_, entries)| entries);
        of_space.filter(|entry| self.visible[module].contains(&entry.module)).map(|entry| entry.thing).collect()
    }

    /// Every declaration, by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, Entry)> {
        self.entries.iter().flat_map(|((_, name), entries)| entries.iter().map(move |entry| (name.as_str(), *entry)))
    }
}
