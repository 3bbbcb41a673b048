//! Names that nothing uses: worth a warning, because a rule that was meant to use them may be using something else.

use crate::check::Context;
use crate::check::names::{Entry, Thing};
use crate::diag::problem::CheckProblem;
use crate::source::Span;

impl Context<'_> {
    /// Warns of declarations that nothing names, and of modules used in vain.
    pub(super) fn unused(&mut self) {
        let unused: Vec<(&'static str, String, Span)> = self
            .names
            .all()
            .filter(|(_, Entry { thing, module, .. })| !self.names.is_used(*thing) && self.has_rules(*module))
            .filter_map(|(name, Entry { thing, span, .. })| Some((called(thing)?, name.to_owned(), span)))
            .collect();
        for (what, name, span) in unused {
            self.report(CheckProblem::Unused { what: what.into(), name }, span);
        }
        for (module, file) in self.files.iter().enumerate() {
            for used in &file.file.uses {
                let modules = self.names.use_module(module, &used.node);
                if !modules.is_empty() && !self.names.uses_any(module, &modules) {
                    self.report(CheckProblem::UnusedModule { name: used.node.clone() }, used.span);
                }
            }
        }
    }

    /// A module without rules is vocabulary, which others use as they need.
    fn has_rules(&self, module: usize) -> bool {
        self.program.rules.iter().any(|rule| rule.module == module)
    }
}

/// What an unused declaration is called; choices and records are vocabulary, which need not all be used.
fn called(thing: Thing) -> Option<&'static str> {
    match thing {
        Thing::Document(_) => Some("source"),
        Thing::Table(_) => Some("table"),
        Thing::Parameter(_) => Some("parameter"),
        Thing::Define(_) => Some("define"),
        Thing::Figure(_) => Some("figure"),
        Thing::Choice(_) | Thing::Record(_) => None,
    }
}
