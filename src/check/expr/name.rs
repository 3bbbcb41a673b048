//! Names and members: which field, `let`, definition, choice or parameter a word stands for.

use crate::check::Context;
use crate::check::names::{Found, Space, Thing};
use crate::check::scope::Scope;
use crate::check::typed::{Bound, ChoiceIx, Expr, ExprKind, FieldIx, Frame, FrameIx, RecordIx, TableIx, Type};
use crate::check::types::show;
use crate::diag::nearest;
use crate::diag::problem::CheckProblem;
use crate::source::Span;
use crate::syntax::ast;
use crate::value::{ChoiceRef, Value};

/// What a word stands for within the frames.
pub(super) enum Local {
    /// A value.
    Value(Expr),
    /// A field of the members of a group, which has no single value.
    OfMembers(FrameIx, RecordIx),
    /// The members themselves.
    Members(FrameIx, RecordIx),
}

/// What fields can be asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Record(RecordIx),
    Table(TableIx),
}

impl Owner {
    pub(super) fn of(ty: &Type) -> Option<Owner> {
        match ty {
            Type::Record(record) => Some(Owner::Record(*record)),
            Type::Row(table) => Some(Owner::Table(*table)),
            _ => None,
        }
    }

    pub(super) fn of_frame(frame: &Frame) -> Option<Owner> {
        match frame {
            Frame::Record(record) => Some(Owner::Record(*record)),
            Frame::Row(table) => Some(Owner::Table(*table)),
            Frame::Members(_) | Frame::Scalar(_) => None,
        }
    }

    fn space(self) -> Space {
        match self {
            Owner::Record(record) => Space::OfRecord(record),
            Owner::Table(table) => Space::OfTable(table),
        }
    }
}

impl Context<'_> {
    /// A bare word.
    pub(super) fn name(&mut self, scope: &Scope, name: &str, span: Span, want: Option<&Type>) -> Expr {
        let local = self.local(scope, name, span);
        if let Some((choice, variant)) = self.wanted_variant(want, name) {
            if matches!(&local, Some(Local::Value(expr)) if expr.ty == Type::Choice(choice)) {
                self.report(CheckProblem::VariantOrField { name: name.to_owned() }, span);
            }
            return variant_expr(choice, variant, span);
        }
        match local {
            Some(Local::Value(expr)) => return expr,
            Some(Local::OfMembers(..)) => return self.refuse(CheckProblem::FieldOfMembers { name: name.to_owned() }, span),
            Some(Local::Members(..)) => return self.refuse(CheckProblem::RecordAsValue { name: name.to_owned() }, span),
            None => {}
        }
        match self.names.find(Space::Value, scope.module, name) {
            Found::One(thing) => self.global(thing, name, span),
            Found::Problem(Some(problem)) => self.refuse(problem, span),
            Found::Problem(None) => self.unknown_name(scope, name, span, want),
        }
    }

    fn global(&mut self, thing: Thing, name: &str, span: Span) -> Expr {
        match thing {
            Thing::Parameter(parameter) => {
                let ty = self.program.parameters[parameter].ty.clone();
                Expr { kind: ExprKind::Parameter(parameter), ty, span }
            }
            Thing::Define(define) => {
                let ty = self.definition(define, span);
                Expr { kind: ExprKind::Define(define, None), ty, span }
            }
            Thing::Figure(_) if self.in_summary => self.refuse(CheckProblem::InSummary { name: name.to_owned() }, span),
            Thing::Figure(_) if self.in_figure => self.refuse(CheckProblem::FigureInFigure { name: name.to_owned() }, span),
            Thing::Figure(figure) => {
                let ty = self.figure(figure, span);
                Expr { kind: ExprKind::Figure(figure), ty, span }
            }
            Thing::Table(_) => self.refuse(CheckProblem::TableAsValue { name: name.to_owned() }, span),
            _ => self.error_expr(span),
        }
    }

    fn unknown_name(&mut self, scope: &Scope, name: &str, span: Span, want: Option<&Type>) -> Expr {
        if name == "as_of" {
            return Expr { kind: ExprKind::AsOf, ty: Type::Date, span };
        }
        if let Some(expr) = self.variant_of_any(scope, name, span) {
            return expr;
        }
        if let Some(choice) = wanted_choice(want) {
            let choice = &self.program.choices[choice];
            let near = nearest(name, choice.variants.iter().map(|(variant, _)| variant.as_str()));
            if near.is_some() {
                return self
                    .refuse(CheckProblem::UnknownVariant { choice: choice.name.clone(), name: name.to_owned(), near }, span);
            }
        }
        let record = matches!(self.names.find(Space::Type, scope.module, name), Found::One(Thing::Record(_)));
        if record {
            return self.refuse(CheckProblem::RecordAsValue { name: name.to_owned() }, span);
        }
        let mut known: Vec<String> = self.names.seen(Space::Value, scope.module).map(str::to_owned).collect();
        known.extend(scope.lets.iter().map(|(name, ..)| name.clone()).chain(scope.keys.iter().map(|(name, _)| name.clone())));
        for named in &scope.frames {
            known.extend(named.names.iter().cloned());
            if let Some(owner) = Owner::of_frame(&named.frame) {
                known.extend(self.field_names(owner));
            }
        }
        let near = nearest(name, known.iter().map(String::as_str));
        self.refuse(CheckProblem::UnknownName { name: name.to_owned(), near }, span)
    }

    /// What a word stands for within the frames, innermost first; nothing is reported.
    pub(super) fn local(&mut self, scope: &Scope, name: &str, span: Span) -> Option<Local> {
        if let Some((_, number, ty)) = scope.lets.iter().rev().find(|(known, ..)| known == name) {
            if let Some(used) = self.used_lets.get_mut(*number) {
                *used = true;
            }
            return Some(Local::Value(Expr { kind: ExprKind::Let(*number), ty: ty.clone(), span }));
        }
        for (at, named) in scope.frames.iter().enumerate().rev() {
            if let Some(owner) = Owner::of_frame(&named.frame) {
                let base = frame_expr(at, &named.frame, span);
                if let Some(expr) = self.field(scope, owner, base, name, span) {
                    return Some(Local::Value(expr));
                }
            }
            if let Frame::Members(path) = &named.frame
                && let Some((&member, around)) = path.split_last()
            {
                if let Some(key) = scope.keys.iter().position(|(key, _)| key == name) {
                    return Some(Local::Value(Expr { kind: ExprKind::GroupKey(key), ty: scope.keys[key].1.clone(), span }));
                }
                let entered = scope.frames.iter().any(|named| named.names.iter().any(|known| known == name));
                let named_around = !entered && around.iter().any(|&record| self.program.records[record].name == name);
                if named_around || path.iter().any(|&record| self.has_field(scope, Owner::Record(record), name)) {
                    return Some(Local::OfMembers(at, member));
                }
            }
        }
        let (at, named) =
            scope.frames.iter().enumerate().rev().find(|(_, named)| named.names.iter().any(|known| known == name))?;
        Some(match &named.frame {
            Frame::Members(path) => Local::Members(at, *path.last()?),
            _ => Local::Value(frame_expr(at, &named.frame, span)),
        })
    }

    /// `base.member`.
    pub(super) fn member(&mut self, scope: &Scope, base: &ast::Expr, member: &ast::Name, span: Span) -> Expr {
        // A field often bears the name of its choice; it has no members itself, so the choice is meant.
        if let ast::ExprKind::Name(name) = &*base.kind
            && matches!(self.local(scope, name, base.span), None | Some(Local::Value(Expr { ty: Type::Choice(_), .. })))
            && let Found::One(Thing::Choice(choice)) = self.names.find(Space::Type, scope.module, name)
        {
            self.note_thing(base.span, Thing::Choice(choice));
            let expr = self.variant(choice, member, span);
            self.note_expr(scope, member.span, &expr);
            return expr;
        }
        let base = self.infer(scope, base, None);
        self.member_of(scope, base, member, span)
    }

    /// A member of a checked expression.
    pub(super) fn member_of(&mut self, scope: &Scope, base: Expr, member: &ast::Name, span: Span) -> Expr {
        if let Some(owner) = Owner::of(&base.ty) {
            if let Some(expr) = self.field(scope, owner, base, &member.node, span) {
                self.note_expr(scope, member.span, &expr);
                return expr;
            }
            let (of, fields) = (self.owner_name(owner), self.field_names(owner));
            let near = nearest(&member.node, fields.iter().map(String::as_str));
            return self.refuse(CheckProblem::UnknownField { of, name: member.node.clone(), near }, member.span);
        }
        let bound = match member.node.as_str() {
            "start" => Some(Bound::Start),
            "end" => Some(Bound::End),
            _ => None,
        };
        match (&base.ty, bound) {
            (Type::Error, _) => self.error_expr(span),
            (Type::Range(of), Some(bound)) => {
                let ty = (**of).clone();
                Expr { kind: ExprKind::Bound(Box::new(base), bound), ty, span }
            }
            (Type::FiscalYear, Some(bound)) => Expr { kind: ExprKind::Bound(Box::new(base), bound), ty: Type::Date, span },
            (Type::List(of), _) => {
                let list = show(of, &self.program).trim_matches('`').to_owned();
                self.refuse(CheckProblem::WhatOfEach { function: "sum".into(), list }, span)
            }
            (ty, _) => {
                let of = show(ty, &self.program).trim_matches('`').to_owned();
                self.refuse(CheckProblem::UnknownField { of, name: member.node.clone(), near: None }, member.span)
            }
        }
    }

    /// A field of a record, a column of a row, or a definition of either; nothing is reported where there is none.
    fn field(&mut self, scope: &Scope, owner: Owner, base: Expr, name: &str, span: Span) -> Option<Expr> {
        if let Some((field, ty)) = self.own_field(owner, name) {
            return Some(Expr { kind: ExprKind::Get(Box::new(base), field), ty, span });
        }
        match self.names.find(owner.space(), scope.module, name) {
            Found::One(Thing::Define(define)) => {
                let ty = self.definition(define, span);
                Some(Expr { kind: ExprKind::Define(define, Some(Box::new(base))), ty, span })
            }
            _ => None,
        }
    }

    fn own_field(&self, owner: Owner, name: &str) -> Option<(FieldIx, Type)> {
        let fields = match owner {
            Owner::Record(record) => &self.program.records[record].fields,
            Owner::Table(table) => &self.program.tables[table].columns,
        };
        fields.iter().position(|field| field.name == name).map(|at| (at, fields[at].ty.clone()))
    }

    pub(super) fn has_field(&mut self, scope: &Scope, owner: Owner, name: &str) -> bool {
        self.own_field(owner, name).is_some() || matches!(self.names.find(owner.space(), scope.module, name), Found::One(_))
    }

    fn field_names(&self, owner: Owner) -> Vec<String> {
        let fields = match owner {
            Owner::Record(record) => &self.program.records[record].fields,
            Owner::Table(table) => &self.program.tables[table].columns,
        };
        fields.iter().map(|field| field.name.clone()).collect()
    }

    fn owner_name(&self, owner: Owner) -> String {
        match owner {
            Owner::Record(record) => self.program.records[record].name.clone(),
            Owner::Table(table) => self.program.tables[table].name.clone(),
        }
    }

    /// The one choice that has every word of a set.
    pub(super) fn choice_of_all(&mut self, scope: &Scope, items: &[ast::Expr]) -> Option<Type> {
        let words: Vec<&str> = items
            .iter()
            .filter_map(|item| match &*item.kind {
                ast::ExprKind::Name(name) => Some(name.as_str()),
                _ => None,
            })
            .collect();
        if words.is_empty() || words.len() < items.len() {
            return None;
        }
        let mut having = self.names.things(Space::Type, scope.module).into_iter().filter_map(|thing| match thing {
            Thing::Choice(choice) => {
                let variants = &self.program.choices[choice].variants;
                words.iter().all(|word| variants.iter().any(|(variant, _)| variant == word)).then_some(choice)
            }
            _ => None,
        });
        match (having.next(), having.next()) {
            (Some(choice), None) => Some(Type::Choice(choice)),
            _ => None,
        }
    }

    /// The possibility of that name, where one choice alone has it.
    fn variant_of_any(&mut self, scope: &Scope, name: &str, span: Span) -> Option<Expr> {
        let seen = self.names.things(Space::Type, scope.module);
        let mut having = seen.into_iter().filter_map(|thing| match thing {
            Thing::Choice(choice) => {
                let at = self.program.choices[choice].variants.iter().position(|(variant, _)| variant == name)?;
                Some((choice, at))
            }
            _ => None,
        });
        match (having.next(), having.next()) {
            (Some((choice, variant)), None) => Some(variant_expr(choice, variant, span)),
            (Some((first, _)), Some((second, _))) => {
                let (first, second) = (self.program.choices[first].name.clone(), self.program.choices[second].name.clone());
                Some(self.refuse(CheckProblem::Ambiguous { name: name.to_owned(), first, second }, span))
            }
            _ => None,
        }
    }

    fn variant(&mut self, choice: ChoiceIx, name: &ast::Name, span: Span) -> Expr {
        let declared = &self.program.choices[choice];
        match declared.variants.iter().position(|(variant, _)| *variant == name.node) {
            Some(variant) => variant_expr(choice, variant, span),
            None => {
                let near = nearest(&name.node, declared.variants.iter().map(|(variant, _)| variant.as_str()));
                let problem = CheckProblem::UnknownVariant { choice: declared.name.clone(), name: name.node.clone(), near };
                self.refuse(problem, name.span)
            }
        }
    }

    /// The possibility a bare word names in the choice that its place expects.
    fn wanted_variant(&self, want: Option<&Type>, name: &str) -> Option<(ChoiceIx, usize)> {
        let choice = wanted_choice(want)?;
        let variant = self.program.choices[choice].variants.iter().position(|(variant, _)| variant == name)?;
        Some((choice, variant))
    }

    /// Whether a bare word means something by itself, without a type to say of which choice it is.
    pub(super) fn stands_alone(&mut self, scope: &Scope, written: &ast::Expr) -> bool {
        match &*written.kind {
            ast::ExprKind::Name(name) => {
                name == "as_of"
                    || self.local(scope, name, written.span).is_some()
                    || !matches!(self.names.find(Space::Value, scope.module, name), Found::Problem(None))
            }
            ast::ExprKind::Paren(inner) => self.stands_alone(scope, inner),
            _ => true,
        }
    }

    /// Reports a problem and gives an expression that fits anywhere.
    pub(super) fn refuse(&mut self, problem: CheckProblem, span: Span) -> Expr {
        self.report(problem, span);
        self.error_expr(span)
    }
}

fn wanted_choice(want: Option<&Type>) -> Option<ChoiceIx> {
    match want? {
        Type::Choice(choice) => Some(*choice),
        Type::Set(of) => wanted_choice(Some(of)),
        _ => None,
    }
}

fn variant_expr(choice: ChoiceIx, variant: usize, span: Span) -> Expr {
    let number = |at: usize| u32::try_from(at).expect("fewer than 2³² declarations");
    let value = Value::Choice(ChoiceRef { choice: number(choice), variant: number(variant) });
    Expr { kind: ExprKind::Const(value), ty: Type::Choice(choice), span }
}

/// The record, row or element in a frame.
pub(super) fn frame_expr(at: FrameIx, frame: &Frame, span: Span) -> Expr {
    let ty = match frame {
        Frame::Record(record) => Type::Record(*record),
        Frame::Members(path) => path.last().map_or(Type::Error, |&record| Type::Record(record)),
        Frame::Row(table) => Type::Row(*table),
        Frame::Scalar(ty) => ty.clone(),
    };
    Expr { kind: ExprKind::Frame(at), ty, span }
}
