//! What is understood of packs, whether or not they can be run: for editors, which show rules while they are being written.

use super::{CompileError, Loaded, PackFiles, load};
use crate::check::typed::Program;
use crate::check::{CheckFile, Uses, check_noting};
use crate::diag::Diagnostic;
use crate::pack::{Files, Pack};
use crate::plan::{Plan, lower};
use crate::source::{SourceId, Sources};
use crate::syntax::ast;

/// Packs as far as they can be understood.
#[derive(Debug)]
pub struct Analysis {
    /// The text.
    pub sources: Sources,
    /// The packs, dependencies first.
    pub packs: Vec<Pack>,
    /// The modules, without the declarations that cannot be read.
    pub files: Vec<(ast::File, SourceId)>,
    /// The program. It must not be run where there are errors.
    pub program: Program,
    /// Which name stands for what.
    pub uses: Uses,
    /// The faults, and what is worth a warning.
    pub diagnostics: Vec<Diagnostic>,
}

impl Analysis {
    /// Reads and checks packs by name, with all they depend on. Each is looked for in the places in order.
    ///
    /// ```
    /// use sadame::engine::Analysis;
    /// use sadame::pack::Builtin;
    /// let analysis = Analysis::new(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs are there");
    /// assert!(analysis.plan().is_some());
    /// ```
    ///
    /// # Errors
    /// A pack that is not there, or whose `pack.toml` cannot be read.
    pub fn new(places: &[&dyn Files], names: &[String]) -> Result<Analysis, CompileError> {
        let Loaded { mut sources, packs, files, mut diagnostics } = load(places, names)?;
        let checked: Vec<CheckFile<'_>> = files.iter().map(|(file, source)| CheckFile { file, source: *source }).collect();
        let (program, found, uses) = check_noting(&checked, &PackFiles { places, packs: &packs }, &mut sources);
        diagnostics.extend(found);
        Ok(Analysis { sources, packs, files, program, uses, diagnostics })
    }

    /// The plan that runs; none where there are errors.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        let faulty = self.diagnostics.iter().any(|diagnostic| diagnostic.problem.code().is_error());
        (!faulty).then(|| lower(&self.program, &self.sources))
    }
}
