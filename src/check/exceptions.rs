//! Exceptions that a module adds to a rule of another, and those that contradict one another.

use crate::check::rules::{clause_name, title};
use crate::check::typed;
use crate::check::uses::Lets;
use crate::check::{Context, declare, fold};
use crate::diag::Beside;
use crate::diag::problem::CheckProblem;
use crate::syntax::ast::{self, ClauseKind, ItemKind};

impl<'a> Context<'a> {
    /// Adds every `exception … to …` to its rule; then looks for contradictions.
    pub(super) fn exceptions(&mut self) {
        for (module, item) in self.items() {
            if let ItemKind::Exception(written) = &item.node {
                self.exception(module, written);
            }
        }
        for rule in 0..self.program.rules.len() {
            self.contradictions(rule);
        }
    }

    fn exception(&mut self, module: usize, written: &'a ast::Exception) {
        let Some(at) = self.find_rule(module, &written.rule) else { return };
        self.lets_of = Lets::Rule(at);
        let known = self.program.rules.iter().flat_map(|rule| &rule.exceptions);
        if let Some(first) = known.clone().find(|known| known.id.as_ref() == Some(&written.name.node)).map(|known| known.span) {
            let problem = CheckProblem::Duplicate { name: written.name.node.clone() };
            self.report_beside(problem, written.name.span, first, Beside::First);
        }
        let mut scope = self.scopes[at].clone();
        if scope.frames.is_empty() {
            return;
        }
        scope.module = module;
        let mut rule = self.program.rules[at].clone();
        let mut made = typed::Exception {
            id: Some(written.name.node.clone()),
            label: declare::label(written.label.as_ref(), &written.name.node),
            when: Vec::new(),
            cites: Vec::new(),
            module,
            span: written.name.span,
        };
        self.used_lets = vec![true; rule.lets.len()];
        for clause in &written.clauses {
            match &clause.node {
                ClauseKind::Let { name, value } => self.let_clause(&mut scope, &mut rule, name, value),
                ClauseKind::When(condition) => made.when.push(self.condition(&scope, condition)),
                ClauseKind::Cite(cite) => made.cites.extend(self.cite(module, cite)),
                other => self.report(CheckProblem::NotInException { clause: clause_name(other).into() }, clause.span),
            }
        }
        if made.when.is_empty() {
            self.report(CheckProblem::ExceptionAlways { name: written.name.node.clone() }, written.name.span);
        }
        if made.cites.is_empty() {
            self.report(CheckProblem::NoClause { rule: written.name.node.clone(), clause: "cite".into() }, written.name.span);
        }
        self.note_exception(&written.name, at, rule.exceptions.len(), true);
        rule.exceptions.push(made);
        self.program.rules[at] = rule;
    }

    /// Two exceptions with the same condition, or with opposite ones.
    fn contradictions(&mut self, rule: typed::RuleIx) {
        let exceptions = self.program.rules[rule].exceptions.clone();
        for (at, one) in exceptions.iter().enumerate() {
            for other in &exceptions[at + 1..] {
                let ([first], [second]) = (one.when.as_slice(), other.when.as_slice()) else { continue };
                let (name, other_name) = (title(one.id.as_deref(), &one.label), title(other.id.as_deref(), &other.label));
                if fold::same(first, second) {
                    let problem = CheckProblem::SameException { first: name, second: other_name };
                    self.report_beside(problem, other.span, one.span, Beside::OtherException);
                } else if fold::opposite(first, second) {
                    let problem = CheckProblem::OppositeExceptions { first: name, second: other_name };
                    self.report_beside(problem, other.span, one.span, Beside::OtherException);
                }
            }
        }
    }
}
