//! Figures of the whole set: each is checked when it is first needed, and none is worked out from another.

use std::collections::BTreeSet;

use super::scope::Scope;
use super::typed::{DefineIx, Expr, ExprKind, FigureIx, From, Program, Type};
use super::{Context, Progress};
use crate::diag::problem::CheckProblem;
use crate::source::Span;

impl Context<'_> {
    /// Checks a figure's condition and its body, the first time it is needed.
    pub(super) fn figure(&mut self, figure: FigureIx, from: Span) -> Type {
        let (module, written, progress) = self.figures[figure];
        match progress {
            Progress::Done => {}
            Progress::Underway => {
                self.report(CheckProblem::Cycle { name: written.name.node.clone() }, from);
                return Type::Error;
            }
            Progress::Waiting => {
                self.figures[figure].2 = Progress::Underway;
                if let Some(record) = self.find_record(module, &written.record) {
                    let outside = std::mem::replace(&mut self.in_figure, true);
                    let one = Scope::of_record(module, record, &self.program);
                    let filter = written.filter.as_ref().map(|filter| self.condition(&one, filter));
                    let body = self.infer(&Scope::of_members(module, vec![record], &self.program), &written.body, None);
                    self.in_figure = outside;
                    let made = &mut self.program.figures[figure];
                    (made.record, made.filter, made.body) = (record, filter, body);
                }
                self.figures[figure].2 = Progress::Done;
            }
        }
        self.program.figures[figure].body.ty.clone()
    }

    /// Reports what stands, by way of definitions, behind a figure or a summary that is worked out before it.
    pub(super) fn figures_behind(&mut self) {
        let mut found = Vec::new();
        for figure in &self.program.figures {
            let read = figure.filter.iter().chain([&figure.body]).find_map(|expr| behind(&self.program, expr, false));
            found.extend(read.map(|name| (CheckProblem::FigureInFigure { name }, figure.span)));
        }
        for summary in &self.program.summaries {
            let read = summary.expressions().find_map(|expr| behind(&self.program, expr, true));
            found.extend(read.map(|name| (CheckProblem::InSummary { name }, summary.span)));
        }
        found.into_iter().for_each(|(problem, span)| self.report(problem, span));
    }
}

/// The name of a figure that an expression reads, through definitions too; or of a summary, where those are looked for.
fn behind(program: &Program, expr: &Expr, summaries: bool) -> Option<String> {
    let mut search = Search { program, summaries, seen: BTreeSet::new(), found: None };
    search.expr(expr);
    search.found
}

/// Looks for what is worked out later.
struct Search<'p> {
    program: &'p Program,
    summaries: bool,
    seen: BTreeSet<DefineIx>,
    found: Option<String>,
}

impl Search<'_> {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Figure(figure) => self.found = Some(self.program.figures[*figure].name.clone()),
            ExprKind::Define(define, _) if self.seen.insert(*define) => {
                self.expr(&self.program.defines[*define].body);
            }
            ExprKind::Quantify(_, over, _) | ExprKind::Aggregate(_, over, ..) => {
                if let (true, From::All(record)) = (self.summaries, &over.from)
                    && self.program.records[*record].summary.is_some()
                {
                    self.found = Some(self.program.records[*record].name.clone());
                }
            }
            _ => {}
        }
        expr.for_each_child(|child| self.expr(child));
    }
}
