//! What quantifiers and aggregates run over: a path of names to a list, to the members of a group, or to all records.

use crate::check::Context;
use crate::check::expr::name::{Local, Owner, frame_expr};
use crate::check::names::{Found, Space, Thing};
use crate::check::scope::Scope;
use crate::check::typed::{self, Expr, ExprKind, FieldIx, Frame, Over, RecordIx, Type};
use crate::check::types::show;
use crate::diag::problem::CheckProblem;
use crate::source::Span;
use crate::syntax::ast::{self, Quantifier};

/// A list as written, with its alias and its filter.
pub(super) struct OverWritten<'w> {
    pub(super) list: &'w ast::Expr,
    pub(super) alias: Option<&'w ast::Name>,
    pub(super) filter: Option<&'w ast::Expr>,
}

/// Where a path leads: a list, and the words after it.
struct Start<'s> {
    from: typed::From,
    element: Frame,
    rest: &'s [ast::Name],
}

/// The words of a path of names; `None` for any other expression.
pub(super) fn segments(list: &ast::Expr) -> Option<Vec<ast::Name>> {
    match &*list.kind {
        ast::ExprKind::Name(name) => Some(vec![ast::Spanned { node: name.clone(), span: list.span }]),
        ast::ExprKind::Member(base, name) => {
            let mut path = segments(base)?;
            path.push(name.clone());
            Some(path)
        }
        _ => None,
    }
}

impl Context<'_> {
    /// `every LIST where C has C` and its like.
    pub(super) fn quantifier(
        &mut self,
        scope: &Scope,
        kind: Quantifier,
        written: &OverWritten<'_>,
        body: Option<&ast::Expr>,
        span: Span,
    ) -> Expr {
        let Some((over, inner, taken)) = self.over(scope, written, true) else { return self.error_expr(span) };
        if taken.is_some() {
            let name = self.sources.text(written.list.span).to_owned();
            return self.refuse(CheckProblem::NotList { name }, written.list.span);
        }
        let body = body.map(|body| Box::new(self.condition(&inner, body)));
        Expr { kind: ExprKind::Quantify(kind, Box::new(over), body), ty: Type::Bool, span }
    }

    /// What is run over, the scope of each element, and what is taken of it: the part of the path after the list.
    pub(super) fn over(&mut self, scope: &Scope, written: &OverWritten<'_>, counts: bool) -> Option<(Over, Scope, Option<Expr>)> {
        let path = segments(written.list);
        let path = path.as_deref().unwrap_or_default();
        let start =
            if path.is_empty() { self.start_of_value(scope, written.list)? } else { self.start(scope, path, written.list.span)? };
        let Start { from, mut element, mut rest } = start;
        let mut through = Vec::new();
        while let ([next, after @ ..], Frame::Record(record)) = (rest, &element) {
            let Some((field, child)) = self.child_list(*record, &next.node) else { break };
            self.note_list(next, *record, field, child);
            through.push(field);
            element = Frame::Record(child);
            rest = after;
        }
        // Around a member that is an element stand the records that it is in; around elements within members stand none.
        let around = match from {
            typed::From::Members(..) if through.is_empty() => scope.around_members(),
            _ => &[],
        };
        let outer = around.iter().fold(scope.clone(), |outer, &record| outer.inside(Frame::Record(record), None, &self.program));
        let inner = outer.inside(element.clone(), written.alias.map(|alias| alias.node.as_str()), &self.program);
        let taken = self.taken(&inner, &element, rest, !around.is_empty(), written.list.span);
        if counts && taken.as_ref().is_some_and(|taken| !matches!(taken.ty, Type::Set(_) | Type::Error)) {
            let name = self.sources.text(written.list.span).to_owned();
            self.report(CheckProblem::NotList { name }, written.list.span);
            return None;
        }
        let filter = written.filter.map(|filter| self.condition(&inner, filter));
        Some((Over { from, through, element, filter }, inner, taken))
    }

    /// What is taken of an element: the words after the list. Where records stand around it, the first may be theirs.
    fn taken(&mut self, inner: &Scope, element: &Frame, rest: &[ast::Name], around: bool, span: Span) -> Option<Expr> {
        let mut words = rest.iter();
        let first = words.next()?;
        let base = frame_expr(inner.frames.len() - 1, element, span);
        let own = !around || Owner::of_frame(element).is_some_and(|owner| self.has_field(inner, owner, &first.node));
        let mut taken = match if own { None } else { self.local(inner, &first.node, first.span) } {
            Some(Local::Value(theirs)) => {
                self.note_expr(inner, first.span, &theirs);
                theirs
            }
            _ => self.member_of(inner, base, first, first.span),
        };
        for word in words {
            taken = self.member_of(inner, taken, word, word.span);
        }
        Some(taken)
    }

    fn start_of_value<'s>(&mut self, scope: &Scope, list: &ast::Expr) -> Option<Start<'s>> {
        let value = self.infer(scope, list, None);
        let span = list.span;
        let Some(element) = element_of(&value.ty) else {
            if value.ty != Type::Error {
                self.report(CheckProblem::NotList { name: self.sources.text(span).to_owned() }, span);
            }
            return None;
        };
        Some(Start { from: typed::From::Value(value), element, rest: &[] })
    }

    /// The list that a path of names begins with.
    fn start<'s>(&mut self, scope: &Scope, path: &'s [ast::Name], span: Span) -> Option<Start<'s>> {
        let (first, rest) = path.split_first().expect("a path has a first word");
        if let Some((at, path)) = scope.members()
            && let Some(&record) = path.last()
            && rest.is_empty()
            && self.program.records[record].name == first.node
        {
            self.note_thing(first.span, Thing::Record(record));
            return Some(Start { from: typed::From::Members(at, record), element: Frame::Record(record), rest });
        }
        match self.local(scope, &first.node, first.span) {
            Some(Local::Value(base)) => {
                let is_whole_record =
                    rest.is_empty() && matches!(base.ty, Type::Record(_)) && matches!(base.kind, ExprKind::Frame(_));
                if !is_whole_record || !scope.sees_all {
                    self.note_expr(scope, first.span, &base);
                    return self.walk(scope, base, rest, span);
                }
            }
            Some(Local::OfMembers(at, record)) => {
                return Some(Start { from: typed::From::Members(at, record), element: Frame::Record(record), rest: path });
            }
            Some(Local::Members(at, record)) => {
                self.note_thing(first.span, Thing::Record(record));
                return Some(Start { from: typed::From::Members(at, record), element: Frame::Record(record), rest });
            }
            None => {}
        }
        if let Some(start) = self.start_by_element(scope, path) {
            return Some(start);
        }
        self.start_global(scope, path, span)
    }

    /// A list named by its element: `every payment …`.
    fn start_by_element<'s>(&mut self, scope: &Scope, path: &'s [ast::Name]) -> Option<Start<'s>> {
        let (first, rest) = path.split_first()?;
        for (at, named) in scope.frames.iter().enumerate().rev() {
            match &named.frame {
                Frame::Record(record) => {
                    if let Some((field, child)) = self.child_list(*record, &first.node) {
                        self.note_list(first, *record, field, child);
                        let base = frame_expr(at, &named.frame, first.span);
                        let ty = Type::List(Box::new(Type::Record(child)));
                        let list = Expr { kind: ExprKind::Get(Box::new(base), field), ty, span: first.span };
                        return Some(Start { from: typed::From::Value(list), element: Frame::Record(child), rest });
                    }
                }
                Frame::Members(members) => {
                    let member = members.last().copied().filter(|&member| self.child_list(member, &first.node).is_some());
                    if let Some(member) = member {
                        return Some(Start {
                            from: typed::From::Members(at, member),
                            element: Frame::Record(member),
                            rest: path,
                        });
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// All the records of a kind, or a constant set.
    fn start_global<'s>(&mut self, scope: &Scope, path: &'s [ast::Name], span: Span) -> Option<Start<'s>> {
        let (first, rest) = path.split_first()?;
        if let Found::One(Thing::Record(record)) = self.names.find(Space::Type, scope.module, &first.node)
            && (self.program.records[record].root || self.program.records[record].summary.is_some())
        {
            if self.in_summary && self.program.records[record].summary.is_some() {
                self.report(CheckProblem::InSummary { name: first.node.clone() }, span);
                return None;
            }
            if !scope.sees_all {
                self.report(CheckProblem::AllFromOne { name: first.node.clone() }, span);
                return None;
            }
            self.note_thing(first.span, Thing::Record(record));
            return Some(Start { from: typed::From::All(record), element: Frame::Record(record), rest });
        }
        let base = self.name(scope, &first.node, first.span, None);
        self.note_expr(scope, first.span, &base);
        self.walk(scope, base, rest, span)
    }

    /// Follows words from a value until a list or set is reached.
    fn walk<'s>(&mut self, scope: &Scope, mut base: Expr, mut rest: &'s [ast::Name], span: Span) -> Option<Start<'s>> {
        // The record in hand, where all of its kind seem to be meant.
        let whole = match (&base.kind, &base.ty) {
            (ExprKind::Frame(_), Type::Record(record)) if self.program.records[*record].root => Some(*record),
            _ => None,
        };
        loop {
            if let Some(element) = element_of(&base.ty) {
                return Some(Start { from: typed::From::Value(base), element, rest });
            }
            let Some((next, after)) = rest.split_first() else {
                let problem = match whole {
                    Some(record) => CheckProblem::AllFromOne { name: self.program.records[record].name.clone() },
                    None => CheckProblem::NotList { name: self.sources.text(span).to_owned() },
                };
                if base.ty != Type::Error {
                    self.report(problem, span);
                }
                return None;
            };
            let by_element = match base.ty {
                Type::Record(record) => self.child_list(record, &next.node),
                _ => None,
            };
            if let (Some((field, child)), Type::Record(record)) = (by_element, &base.ty) {
                self.note_list(next, *record, field, child);
            }
            base = match by_element {
                Some((field, child)) => Expr {
                    kind: ExprKind::Get(Box::new(base), field),
                    ty: Type::List(Box::new(Type::Record(child))),
                    span: next.span,
                },
                None => self.member_of(scope, base, next, next.span),
            };
            rest = after;
        }
    }

    /// The list field of a record, named by itself or by the record of its elements.
    pub(in crate::check) fn child_list(&self, record: RecordIx, name: &str) -> Option<(FieldIx, RecordIx)> {
        let fields = &self.program.records[record].fields;
        let child = |field: &typed::Field| match &field.ty {
            Type::List(of) => match **of {
                Type::Record(child) => Some(child),
                _ => None,
            },
            _ => None,
        };
        let by_field = fields.iter().position(|field| field.name == name);
        if let Some(at) = by_field {
            return child(&fields[at]).map(|child| (at, child));
        }
        let mut by_element = fields.iter().enumerate().filter_map(|(at, field)| {
            child(field).filter(|&child| self.program.records[child].name == name).map(|child| (at, child))
        });
        by_element.next().filter(|_| by_element.next().is_none())
    }

    /// What a type is called, for messages.
    pub(in crate::check) fn called(&self, ty: &Type) -> String {
        show(ty, &self.program)
    }
}

fn element_of(ty: &Type) -> Option<Frame> {
    match ty {
        Type::List(of) => match **of {
            Type::Record(record) => Some(Frame::Record(record)),
            _ => None,
        },
        Type::Set(of) => Some(Frame::Scalar((**of).clone())),
        _ => None,
    }
}
