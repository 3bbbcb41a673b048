//! The text of an expression with everything named put in its place: what is not looked into is the same where its text is.

use super::read::{Reader, Scene, Seat};
use crate::check::typed::{Expr, ExprKind, From, Over};

impl<'p> Reader<'p> {
    /// The text of an expression. Equal texts have equal values, whatever the record.
    pub(super) fn text_of(&mut self, expr: &'p Expr, scene: &Scene<'p>) -> String {
        let program = self.program;
        match &expr.kind {
            ExprKind::Const(value) => format!("{value:?}"),
            ExprKind::Frame(at) => named(&scene.frames[*at]),
            ExprKind::Get(base, field) => format!("{}.{field}", self.text_of(base, scene)),
            ExprKind::GroupKey(at) => format!("by {at}"),
            ExprKind::Let(at) => self.text_of(&scene.lets[*at].1, &scene.outside()),
            ExprKind::Define(define, base) => {
                let seat = base.as_ref().map(|base| match &base.kind {
                    ExprKind::Frame(at) => scene.frames[*at].clone(),
                    _ => Seat::Named(self.text_of(base, scene)),
                });
                self.text_of(&program.defines[*define].body, &Scene::of(seat))
            }
            ExprKind::Parameter(parameter) => format!("parameter {parameter}"),
            ExprKind::AsOf => "as_of".to_owned(),
            ExprKind::Figure(figure) => format!("figure {figure}"),
            ExprKind::Bound(inner, bound) => format!("{bound:?}({})", self.text_of(inner, scene)),
            ExprKind::Lookup(lookup) | ExprKind::HasRow(lookup) => {
                let keys = self.texts(lookup.keys.iter(), scene);
                let what = if matches!(expr.kind, ExprKind::HasRow(_)) { "has" } else { "row" };
                format!("{what} {}[{keys} on {}]", lookup.table, self.texts(lookup.on.iter(), scene))
            }
            ExprKind::Not(inner) => format!("not({})", self.text_of(inner, scene)),
            ExprKind::Negate(inner) => format!("minus({})", self.text_of(inner, scene)),
            ExprKind::And(parts) => format!("and({})", self.texts(parts.iter(), scene)),
            ExprKind::Or(parts) => format!("or({})", self.texts(parts.iter(), scene)),
            ExprKind::If(condition, yes, no) => format!("if({})", self.texts([&**condition, yes, no], scene)),
            ExprKind::Binary(op, left, right) => format!("{op:?}({})", self.texts([&**left, right], scene)),
            ExprKind::IsPresent(inner) => format!("present({})", self.text_of(inner, scene)),
            ExprKind::IsKnown(inner) => format!("known({})", self.text_of(inner, scene)),
            ExprKind::IsEmpty(inner) => format!("empty({})", self.text_of(inner, scene)),
            ExprKind::Set(parts) => format!("set({})", self.texts(parts.iter(), scene)),
            ExprKind::Call(function, parts) => format!("{function:?}({})", self.texts(parts.iter(), scene)),
            ExprKind::Quantify(kind, over, body) => {
                let over_text = self.over_text(over, scene);
                let inner = element(scene);
                format!("{kind:?}({over_text}: {})", self.texts(body.iter().map(|body| &**body), &inner))
            }
            ExprKind::Aggregate(kind, over, taken, argument) => {
                let over_text = self.over_text(over, scene);
                let inner = element(scene);
                let taken = self.texts(taken.iter().map(|taken| &**taken), &inner);
                format!("{kind:?}({over_text}: {taken}; {})", self.texts(argument.iter().map(|it| &**it), scene))
            }
            ExprKind::Size(inner) => format!("size({})", self.text_of(inner, scene)),
        }
    }

    fn texts(&mut self, parts: impl IntoIterator<Item = &'p Expr>, scene: &Scene<'p>) -> String {
        let parts: Vec<String> = parts.into_iter().map(|part| self.text_of(part, scene)).collect();
        parts.join(", ")
    }

    fn over_text(&mut self, over: &'p Over, scene: &Scene<'p>) -> String {
        let from = match &over.from {
            From::Members(frame, record) => format!("members {record} of {}", named(&scene.frames[*frame])),
            From::All(record) => format!("all {record}"),
            From::Value(value) => self.text_of(value, scene),
        };
        let filter = self.texts(over.filter.iter(), &element(scene));
        format!("{from} through {:?} where {filter}", over.through)
    }
}

/// The scene of an element that is known by how deep it stands.
fn element<'p>(scene: &Scene<'p>) -> Scene<'p> {
    scene.with(Seat::Named(format!("element {}", scene.frames.len())))
}

fn named(seat: &Seat) -> String {
    match seat {
        Seat::Record(path, _) => format!("{path:?}"),
        Seat::Row(table, row) => format!("row {table}/{row}"),
        Seat::Members(_) => "members".to_owned(),
        Seat::Scalar(term) => format!("{term:?}"),
        Seat::Named(name) => name.clone(),
    }
}
