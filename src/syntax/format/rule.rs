//! Rules and exceptions.

use super::WIDTH;
use super::writer::{Writer, width};
use crate::source::Span;
use crate::syntax::ast::{self, ClauseKind, Expr, Scope};

impl Writer<'_> {
    pub(super) fn rule(&mut self, rule: &ast::Rule, span: Span) {
        let head = self.head("rule", &rule.name, rule.label.as_ref());
        self.block(&head, span, |writer| writer.clauses(&rule.clauses));
    }

    pub(super) fn exception(&mut self, exception: &ast::Exception, span: Span) {
        let label = exception.label.as_ref().map_or_else(String::new, |label| format!(" {}", self.label(label)));
        let head = format!("exception {} to {}{label}", exception.name.node, exception.rule.node);
        self.block(&head, span, |writer| writer.clauses(&exception.clauses));
    }

    fn clauses(&mut self, clauses: &[ast::Clause]) {
        for clause in clauses {
            self.before(clause.span.start, false);
            self.clause(&clause.node);
            self.after(clause.span.end);
        }
    }

    fn clause(&mut self, clause: &ClauseKind) {
        match clause {
            ClauseKind::Scope(scope) => {
                let text = self.scope(scope);
                self.line(&text);
            }
            ClauseKind::Severity(word) => self.line(&format!("severity {}", word.node)),
            ClauseKind::Cite(cite) => {
                let text = self.cite(cite);
                self.line(&text);
            }
            ClauseKind::Applies { period, by } => {
                let text = format!("applies {} by {}", self.period(period), self.expr(by));
                self.line(&text);
            }
            ClauseKind::Let { name, value } => self.worded(&format!("let {} =", name.node), value),
            ClauseKind::When(condition) => self.worded("when", condition),
            ClauseKind::Require(condition) => self.worded("require", condition),
            ClauseKind::Except(except) => self.except(except),
            ClauseKind::Message(message) => self.message(message),
        }
    }

    /// A word and an expression; a long one is broken and hung two steps in.
    fn worded(&mut self, word: &str, expr: &Expr) {
        let room = WIDTH.saturating_sub(self.indent() + width(word) + 1);
        let lines = self.broken(expr, room);
        for (number, line) in lines.iter().enumerate() {
            if number == 0 { self.line(&format!("{word} {line}")) } else { self.line(&format!("    {line}")) }
        }
    }

    fn except(&mut self, except: &ast::Except) {
        let head = format!("except {}", self.label(&except.label));
        let when = format!("when {}", self.expr(&except.when));
        let cites: String = except.cites.iter().map(|cite| format!(" {}", self.cite(cite))).collect();
        let whole = format!("{head} {when}{cites}");
        if self.indent() + width(&whole) <= WIDTH {
            return self.line(&whole);
        }
        self.line(&head);
        self.line(&format!("  {when}"));
        if !cites.is_empty() {
            self.line(&format!("  {}", cites.trim_start()));
        }
    }

    fn message(&mut self, message: &ast::Message) {
        let ja = format!("message {}", self.template(&message.ja));
        let Some(en) = &message.en else { return self.line(&ja) };
        let en = format!("en {}", self.template(en));
        if self.indent() + width(&ja) + 1 + width(&en) <= WIDTH {
            return self.line(&format!("{ja} {en}"));
        }
        self.line(&ja);
        self.line(&format!("     {en}"));
    }

    pub(super) fn scope(&self, scope: &Scope) -> String {
        let filtered =
            |filter: &Option<Expr>| filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", self.expr(filter)));
        match scope {
            Scope::Each { path, filter } => {
                let names: Vec<&str> = path.iter().map(|name| name.node.as_str()).collect();
                format!("for each {}{}", names.join(" of "), filtered(filter))
            }
            Scope::Row { table, filter } => format!("for each row of {}{}", table.node, filtered(filter)),
            Scope::Set { record, filter } => format!("for the whole set of {}{}", record.node, filtered(filter)),
            Scope::Group { of, window } => {
                let window = window.as_ref().map_or_else(String::new, |window| {
                    format!(" within {} of {}", self.expr(&window.length), self.expr(&window.date))
                });
                format!("for {}{window}", self.grouping(of))
            }
        }
    }
}
