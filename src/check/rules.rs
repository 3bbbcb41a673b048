//! Rules: their scope, and their clauses in the scope's terms.

use crate::check::scope::Scope;
use crate::check::typed::{self, Applies, Expr, Frame, Label, MessagePart, RecordIx, Rule, Severity, Type};
use crate::check::types::{is_duration, is_scalar};
use crate::check::uses::Lets;
use crate::check::{Context, declare, fold};
use crate::diag::Beside;
use crate::diag::problem::CheckProblem;
use crate::source::Span;
use crate::syntax::ast::{self, ClauseKind, ItemKind};
use crate::value::Value;

/// The clauses in the order they are read in.
const ORDER: &[&str] = &["for", "severity", "cite", "applies", "when", "require", "except", "message"];

impl<'a> Context<'a> {
    /// Every rule, in order.
    pub(super) fn rules(&mut self) {
        for (module, item) in self.items() {
            if let ItemKind::Rule(written) = &item.node {
                if let Some(first) = self.program.rules.iter().find(|rule| rule.id == written.name.node).map(|rule| rule.span) {
                    let problem = CheckProblem::Duplicate { name: written.name.node.clone() };
                    self.report_beside(problem, written.name.span, first, Beside::First);
                }
                self.rule(module, written);
            }
        }
    }

    fn rule(&mut self, module: usize, written: &'a ast::Rule) {
        self.clause_shape(written);
        self.lets_of = Lets::Rule(self.program.rules.len());
        self.note_rule(&written.name, self.program.rules.len(), true);
        let id = written.name.node.clone();
        let scope_clause = written.clauses.iter().find_map(|clause| match &clause.node {
            ClauseKind::Scope(scope) => Some((scope, clause.span)),
            _ => None,
        });
        let made = scope_clause.and_then(|(scope, span)| self.rule_scope(module, scope, span));
        let (scope_of_rule, mut scope) = made.unwrap_or_else(|| {
            let nowhere = typed::Scope::Each { record: 0, path: Vec::new(), filter: None };
            (nowhere, Scope { sees_all: true, ..Scope::bare(module) })
        });
        let scope_is_known = scope_clause.is_none() || !scope.frames.is_empty();
        let mut rule = Rule {
            id: id.clone(),
            label: declare::label(written.label.as_ref(), &id),
            module,
            severity: Severity::Error,
            cites: Vec::new(),
            scope: scope_of_rule,
            applies: None,
            lets: Vec::new(),
            when: Vec::new(),
            require: Vec::new(),
            exceptions: Vec::new(),
            message_ja: Vec::new(),
            message_en: Vec::new(),
            span: written.name.span,
        };
        self.used_lets.clear();
        let before = self.diagnostics.len();
        for clause in &written.clauses {
            self.clause(module, &mut scope, &mut rule, clause);
        }
        if !scope_is_known {
            // Without its scope nothing in the rule can be named: one report is enough.
            self.diagnostics.truncate(before);
        }
        self.unused_lets(written);
        self.constant_clauses(&rule);
        self.scopes.push(scope);
        self.program.rules.push(rule);
    }

    /// What every rule needs, once each, in the order of a clause of law.
    fn clause_shape(&mut self, written: &ast::Rule) {
        let id = &written.name.node;
        if written.label.is_none() {
            self.report(CheckProblem::UntitledRule { rule: id.clone() }, written.name.span);
        }
        let has = |wanted: &str| written.clauses.iter().any(|clause| clause_name(&clause.node) == wanted);
        for needed in ["for", "cite", "require", "message"] {
            if !has(needed) {
                self.report(CheckProblem::NoClause { rule: id.clone(), clause: needed.into() }, written.name.span);
            }
        }
        let (mut last, mut seen) = (0, Vec::new());
        for clause in &written.clauses {
            let name = clause_name(&clause.node);
            if matches!(name, "for" | "severity" | "applies" | "message") && seen.contains(&name) {
                self.report(CheckProblem::ClauseTwice { clause: name.into() }, clause.span);
            }
            seen.push(name);
            let Some(place) = ORDER.iter().position(|known| *known == name) else { continue };
            if place < last {
                let problem = if name == "for" {
                    CheckProblem::ScopeFirst
                } else {
                    CheckProblem::Order { clause: name.into(), before: ORDER[last].into() }
                };
                self.report(problem, clause.span);
            }
            last = last.max(place);
        }
    }

    fn clause(&mut self, module: usize, scope: &mut Scope, rule: &mut Rule, clause: &ast::Clause) {
        match &clause.node {
            ClauseKind::Scope(_) => {}
            ClauseKind::Severity(word) => rule.severity = self.severity(word),
            ClauseKind::Cite(cite) => rule.cites.extend(self.cite(module, cite)),
            ClauseKind::Applies { period, by } => {
                let (from, until) = self.period(period);
                rule.applies = Some(Applies { from, until, by: self.expecting(scope, by, &Type::Date) });
            }
            ClauseKind::Let { name, value } => self.let_clause(scope, rule, name, value),
            ClauseKind::When(condition) => rule.when.push(self.condition(scope, condition)),
            ClauseKind::Require(condition) => rule.require.push(self.condition(scope, condition)),
            ClauseKind::Except(except) => {
                let when = vec![self.condition(scope, &except.when)];
                let cites = except.cites.iter().filter_map(|cite| self.cite(module, cite)).collect();
                let label = declare::label(Some(&except.label), "");
                rule.exceptions.push(typed::Exception { id: None, label, when, cites, module, span: clause.span });
            }
            ClauseKind::Message(message) => {
                if message.en.is_none() {
                    self.report(CheckProblem::NoEnglish { name: rule.id.clone() }, message.ja.span);
                }
                rule.message_ja = self.template(scope, &message.ja);
                rule.message_en = match &message.en {
                    Some(en) => self.template(scope, en),
                    None => rule.message_ja.clone(),
                };
            }
        }
    }

    /// A `let`, of a rule or of an exception added to it.
    pub(super) fn let_clause(&mut self, scope: &mut Scope, rule: &mut Rule, name: &ast::Name, value: &ast::Expr) {
        if scope.lets.iter().any(|(known, ..)| *known == name.node) {
            self.report(CheckProblem::Duplicate { name: name.node.clone() }, name.span);
        }
        let value = self.infer(scope, value, None);
        self.note_let(name, rule.lets.len());
        scope.lets.push((name.node.clone(), rule.lets.len(), value.ty.clone()));
        rule.lets.push((name.node.clone(), value));
        self.used_lets.push(false);
    }

    fn unused_lets(&mut self, written: &ast::Rule) {
        let names = written.clauses.iter().filter_map(|clause| match &clause.node {
            ClauseKind::Let { name, .. } => Some(name),
            _ => None,
        });
        let used = std::mem::take(&mut self.used_lets);
        for (name, used) in names.zip(used) {
            if !used {
                self.report(CheckProblem::Unused { what: "let".into(), name: name.node.clone() }, name.span);
            }
        }
    }

    fn severity(&mut self, word: &ast::Name) -> Severity {
        word.node.parse().unwrap_or_else(|()| {
            self.report(CheckProblem::Severity { name: word.node.clone() }, word.span);
            Severity::Error
        })
    }

    fn template(&mut self, scope: &Scope, template: &ast::Template) -> Vec<MessagePart> {
        let mut parts = Vec::with_capacity(template.parts.len());
        for part in &template.parts {
            parts.push(match part {
                ast::TemplatePart::Text(text) => MessagePart::Text(text.clone()),
                ast::TemplatePart::Hole(hole) => {
                    let value = self.infer(scope, hole, None);
                    if !is_scalar(&value.ty) && !matches!(value.ty, Type::Set(_) | Type::Range(_)) {
                        let found = self.called(&value.ty);
                        self.report(CheckProblem::BadType { found, place: "a message".into() }, value.span);
                    }
                    MessagePart::Value(value)
                }
            });
        }
        parts
    }

    /// A condition that is always false, an obligation that always holds.
    fn constant_clauses(&mut self, rule: &Rule) {
        for condition in &rule.when {
            if fold::fold(condition, &self.program) == Some(Value::Bool(false)) {
                self.report(CheckProblem::NeverApplies { rule: rule.id.clone() }, condition.span);
            }
        }
        for (at, condition) in rule.when.iter().enumerate() {
            if rule.when[..at].iter().any(|before| fold::opposite(before, condition)) {
                self.report(CheckProblem::NeverApplies { rule: rule.id.clone() }, condition.span);
            }
        }
        let always = |condition: &&Expr| fold::fold(condition, &self.program) == Some(Value::Bool(true));
        if let Some(last) = rule.require.last().filter(|_| rule.require.iter().all(|condition| always(&condition))) {
            self.report(CheckProblem::NeverFails { rule: rule.id.clone() }, last.span);
        }
    }

    /// The scope of a rule, and what its expressions may name.
    fn rule_scope(&mut self, module: usize, written: &ast::Scope, span: Span) -> Option<(typed::Scope, Scope)> {
        match written {
            ast::Scope::Each { path, filter } => self.each_scope(module, path, filter.as_ref(), span),
            ast::Scope::Group { of, window } => {
                let (of, one, scope) = self.grouping(module, of)?;
                let window = window.as_ref().map(|window| self.window(module, &one, window));
                Some((typed::Scope::Group { of, window }, scope))
            }
            ast::Scope::Row { table, filter } => {
                let table = self.find_table(module, table)?;
                let scope = Scope::of_row(module, table, &self.program);
                let filter = filter.as_ref().map(|filter| self.condition(&scope, filter));
                Some((typed::Scope::Row { table, filter }, scope))
            }
            ast::Scope::Set { record, filter } => {
                let record = self.root_record(module, record)?;
                let one = Scope::of_record(module, record, &self.program);
                let filter = filter.as_ref().map(|filter| self.condition(&one, filter));
                Some((typed::Scope::Set { record, filter }, Scope::of_members(module, vec![record], &self.program)))
            }
        }
    }

    fn each_scope(
        &mut self,
        module: usize,
        path: &[ast::Name],
        filter: Option<&ast::Expr>,
        _span: Span,
    ) -> Option<(typed::Scope, Scope)> {
        let (record, path, scope) = self.way_down(module, path)?;
        let filter = filter.map(|filter| self.condition(&scope, filter));
        Some((typed::Scope::Each { record, path, filter }, scope))
    }

    /// The way from a root record down to what is named first: the root, the list fields, and what can be named there.
    pub(super) fn way_down(&mut self, module: usize, path: &[ast::Name]) -> Option<(RecordIx, Vec<typed::FieldIx>, Scope)> {
        let (outer, inner) = path.split_last()?;
        let record = self.root_record(module, outer)?;
        let mut scope = Scope::of_record(module, record, &self.program);
        let (mut at, mut fields, mut parent) = (record, Vec::new(), outer);
        for name in inner.iter().rev() {
            let Some((field, child)) = self.child_list(at, &name.node) else {
                let several =
                    self.program.records[at].fields.iter().filter(|field| self.is_list_of(&field.ty, &name.node)).count() > 1;
                let (child, parent) = (name.node.clone(), parent.node.clone());
                let problem =
                    if several { CheckProblem::WhichList { child, parent } } else { CheckProblem::NoPath { child, parent } };
                self.report(problem, name.span);
                return None;
            };
            self.note_list(name, at, field, child);
            fields.push(field);
            scope = scope.inside(Frame::Record(child), Some(&name.node), &self.program);
            (at, parent) = (child, name);
        }
        Some((record, fields, scope))
    }

    fn is_list_of(&self, ty: &Type, record: &str) -> bool {
        matches!(ty, Type::List(of) if matches!(**of, Type::Record(child) if self.program.records[child].name == record))
    }

    /// A record that lines of input hold.
    fn root_record(&mut self, module: usize, name: &ast::Name) -> Option<RecordIx> {
        let record = self.find_record(module, name)?;
        if !self.program.records[record].root && self.program.records[record].summary.is_none() {
            self.report(CheckProblem::NotRoot { name: name.node.clone() }, name.span);
            return None;
        }
        Some(record)
    }

    fn window(&mut self, module: usize, one: &Scope, written: &ast::Window) -> typed::Window {
        let length = self.infer(&Scope::bare(module), &written.length, None);
        if !is_duration(&length.ty) && length.ty != Type::Error {
            let found = self.called(&length.ty);
            self.report(CheckProblem::WrongType { expected: "`days`, `months` or `years`".into(), found }, length.span);
        }
        typed::Window { length, date: self.expecting(one, &written.date, &Type::Date) }
    }
}

/// The word a clause begins with.
pub(super) fn clause_name(clause: &ClauseKind) -> &'static str {
    match clause {
        ClauseKind::Scope(_) => "for",
        ClauseKind::Severity(_) => "severity",
        ClauseKind::Cite(_) => "cite",
        ClauseKind::Applies { .. } => "applies",
        ClauseKind::Let { .. } => "let",
        ClauseKind::When(_) => "when",
        ClauseKind::Require(_) => "require",
        ClauseKind::Except(_) => "except",
        ClauseKind::Message(_) => "message",
    }
}

/// A title in quotes, for messages about two exceptions.
pub(super) fn title(id: Option<&str>, label: &Label) -> String {
    id.map_or_else(|| format!("`{}`", label.ja), |id| format!("`{id}`"))
}
