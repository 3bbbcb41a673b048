//! Look-ups, row by row; and when a value is there, or is absent.

use super::formula::{Atom, Formula};
use super::linear::Linear;
use super::read::{Reader, Reason, Scene, Seat};
use super::term::{Case, Holding, Term, fixed, may_be_absent};
use super::variables::{Path, Source, Step, day_number};
use crate::check::typed::{Expr, ExprKind, Lookup, Row, Type};
use crate::value::{Date, Value, Why};

/// Tables with more rows than this are not gone through row by row.
const MOST: usize = 300;

impl<'p> Reader<'p> {
    /// The rows that a look-up may find, each with when it does.
    pub(super) fn rows(&mut self, expr: &'p Expr, lookup: &'p Lookup, scene: &Scene<'p>) -> Vec<Case> {
        let rows = &self.program.tables[lookup.table].rows;
        if rows.len() > MOST {
            return self.aside(expr, scene, Reason::Table);
        }
        let mut cases = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let Some(key) = self.key_is(lookup, row, scene, true) else { return self.aside(expr, scene, Reason::Table) };
            if key.is_false() {
                continue;
            }
            let guard = key.and(self.in_force(lookup, row.from, row.until, scene));
            if !guard.is_false() {
                cases.push(Case { guard, term: Term::Row(lookup.table, number) });
            }
        }
        cases
    }

    /// When the key of a look-up is that of a row, or is not; `None` where that is not looked into.
    pub(super) fn key_is(&mut self, lookup: &'p Lookup, row: &Row, scene: &Scene<'p>, want: bool) -> Option<Formula> {
        let columns = &self.program.tables[lookup.table].keys;
        let values: Vec<&Value> = columns.iter().map(|column| &row.values[*column]).collect();
        self.asks_for(lookup, &values, scene, want)
    }

    /// When a look-up asks for these key values, or for others.
    pub(super) fn asks_for(&mut self, lookup: &'p Lookup, values: &[&Value], scene: &Scene<'p>, want: bool) -> Option<Formula> {
        let mut parts = Vec::new();
        for (key, value) in lookup.keys.iter().zip(values) {
            let wanted = fixed(value);
            let mut any = Vec::new();
            for case in self.cases(key, scene) {
                let held = self.equal(&case.term, &wanted, want)?;
                any.push(case.guard.and(held));
            }
            parts.push(Formula::any(any));
        }
        Some(if want { Formula::all(parts) } else { Formula::any(parts) })
    }

    /// When the event of a look-up lies in a period: of the dates named, the first that is not absent.
    pub(super) fn in_force(&mut self, lookup: &'p Lookup, from: Option<Date>, until: Option<Date>, scene: &Scene<'p>) -> Formula {
        if lookup.on.is_empty() {
            return Formula::TRUE;
        }
        let (mut before, mut any) = (Formula::TRUE, Vec::new());
        for event in &lookup.on {
            for case in self.cases(event, scene) {
                let within = self.between(&case.term, from, until).unwrap_or(Formula::TRUE);
                any.push(Formula::all([before.clone(), case.guard, within]));
            }
            before = before.and(self.absent(event, scene));
        }
        Formula::any(any)
    }

    /// When a day lies between two others, both included.
    pub(super) fn between(&self, day: &Term, from: Option<Date>, until: Option<Date>) -> Option<Formula> {
        let Term::Number(day) = day else { return None };
        let fixed = |date: Date| Linear::fixed(day_number(date));
        let after = from.map(|from| fixed(from).minus(day).map(Formula::at_most));
        let before = until.map(|until| day.minus(&fixed(until)).map(Formula::at_most));
        Some(Formula::all(after.into_iter().chain(before).collect::<Option<Vec<Formula>>>()?))
    }

    /// When a day lies outside a period.
    pub(super) fn outside(&self, day: &Term, from: Option<Date>, until: Option<Date>) -> Option<Formula> {
        let Term::Number(day) = day else { return None };
        let fixed = |date: Date| Linear::fixed(day_number(date));
        let before = from.map(|from| day.minus(&fixed(from)).map(Formula::below));
        let after = until.map(|until| fixed(until).minus(day).map(Formula::below));
        Some(Formula::any(before.into_iter().chain(after).collect::<Option<Vec<Formula>>>()?))
    }

    /// `k in TABLE`: there is a row of that key, on whatever day.
    pub(super) fn has_row(&mut self, lookup: &'p Lookup, scene: &Scene<'p>, want: bool) -> Formula {
        let rows = &self.program.tables[lookup.table].rows;
        let parts: Option<Vec<Formula>> = match rows.len() > MOST {
            true => None,
            false => rows.iter().map(|row| self.key_is(lookup, row, scene, want)).collect(),
        };
        match parts {
            Some(parts) if want => Formula::any(parts),
            Some(parts) => Formula::all(parts),
            None => {
                self.reasons.insert(Reason::Table);
                let keys: Vec<String> = lookup.keys.iter().map(|key| self.text_of(key, scene)).collect();
                Formula::fact(&format!("{} in {}", keys.join(","), lookup.table), want)
            }
        }
    }

    /// When an expression has a value.
    pub(super) fn known(&mut self, expr: &'p Expr, scene: &Scene<'p>) -> Formula {
        let mut parts = Vec::new();
        for case in self.cases(expr, scene) {
            parts.push(match case.term {
                // Whether it is there is not looked into: it must not be there and absent at once.
                Term::Other => case.guard.and(self.closed_presence(expr, scene, true)),
                _ => case.guard,
            });
        }
        Formula::any(parts)
    }

    fn closed_presence(&mut self, expr: &'p Expr, scene: &Scene<'p>, want: bool) -> Formula {
        self.reasons.insert(Reason::Other);
        let text = self.text_of(expr, scene);
        Formula::fact(&format!("{text} is present"), want)
    }

    /// When an expression is absent: what it turns on does not exist.
    pub(super) fn absent(&mut self, expr: &'p Expr, scene: &Scene<'p>) -> Formula {
        let program = self.program;
        match &expr.kind {
            ExprKind::Get(base, field) => {
                let mut parts = vec![self.absent(base, scene)];
                if let ExprKind::Frame(at) = base.kind
                    && matches!(scene.frames[at], Seat::Named(_))
                {
                    return self.closed_presence(expr, scene, false);
                }
                for case in self.cases(base, scene) {
                    parts.push(match &case.term {
                        Term::Record(path, record) if may_be_absent(&program.records[*record].fields[*field].presence) => {
                            case.guard.and(self.absent_fact(path, *record, *field))
                        }
                        Term::Record(..) => Formula::FALSE,
                        Term::Row(table, row)
                            if program.tables[*table].rows[*row].values[*field] == Value::Unknown(Why::Absent) =>
                        {
                            case.guard
                        }
                        Term::Row(..) => Formula::FALSE,
                        _ => self.closed_presence(expr, scene, false),
                    });
                }
                Formula::any(parts)
            }
            ExprKind::Let(at) => self.absent(&scene.lets[*at].1, &scene.outside()),
            ExprKind::Define(define, base) => {
                let seat = base.as_ref().map(|base| self.seat(base, scene));
                let of_base = base.as_ref().map_or(Formula::FALSE, |base| self.absent(base, scene));
                Formula::any([of_base, self.absent(&program.defines[*define].body, &Scene::of(seat))])
            }
            ExprKind::If(condition, yes, no) => {
                let first = self.truth(condition, scene, true).and(self.absent(yes, scene));
                let second = self.truth(condition, scene, false).and(self.absent(no, scene));
                Formula::any([self.absent(condition, scene), first, second])
            }
            ExprKind::Lookup(lookup) => {
                let keys: Vec<Formula> = lookup.keys.iter().map(|key| self.absent(key, scene)).collect();
                let events: Vec<Formula> = lookup.on.iter().map(|event| self.absent(event, scene)).collect();
                let none = if lookup.on.is_empty() { Formula::FALSE } else { Formula::all(events) };
                Formula::any(keys.into_iter().chain([none]))
            }
            ExprKind::Negate(inner) | ExprKind::Bound(inner, _) => self.absent(inner, scene),
            ExprKind::Binary(_, left, right) => Formula::any([self.absent(left, scene), self.absent(right, scene)]),
            ExprKind::Call(_, parts) | ExprKind::Set(parts) => {
                let parts: Vec<Formula> = parts.iter().map(|part| self.absent(part, scene)).collect();
                Formula::any(parts)
            }
            ExprKind::Const(Value::Unknown(Why::Absent)) => Formula::TRUE,
            ExprKind::Const(_) | ExprKind::Frame(_) | ExprKind::GroupKey(_) | ExprKind::Parameter(_) | ExprKind::AsOf => {
                Formula::FALSE
            }
            _ => self.closed_presence(expr, scene, false),
        }
    }

    fn absent_fact(&mut self, path: &Path, record: usize, field: usize) -> Formula {
        let declared = &self.program.records[record].fields[field];
        let path = path.down(Step::Field(field));
        let source = match &declared.ty {
            Type::Range(_) => Source::Fact(path.down(Step::Start)),
            _ => Source::Fact(path),
        };
        match self.term_of(&declared.ty, source) {
            Term::Number(linear) => {
                let var = linear.terms.keys().next().copied();
                var.map_or(Formula::TRUE, |var| Formula::Atom(Atom::Present(var, false)))
            }
            Term::Of(var) | Term::Set(Holding::Held(var)) => Formula::Atom(Atom::Present(var, false)),
            _ => Formula::TRUE,
        }
    }

    /// When a rule is in force, or is not.
    pub(super) fn in_period(
        &mut self,
        by: &'p Expr,
        (from, until): (Option<Date>, Option<Date>),
        scene: &Scene<'p>,
        want: bool,
    ) -> Formula {
        let mut any = Vec::new();
        for case in self.cases(by, scene) {
            let held = if want { self.between(&case.term, from, until) } else { self.outside(&case.term, from, until) };
            any.push(case.guard.and(held.unwrap_or(Formula::TRUE)));
        }
        Formula::any(any)
    }
}
