//! What an expression comes to, case by case: under which condition it is which sum, which word, which set.

use std::collections::BTreeSet;

use super::formula::{Atom, Formula, Word};
use super::linear::{Linear, Var, minus_one};
use super::read::{Lists, Reader, Reason, Scene, Seat};
use super::variables::{Path, Source, Step, day_number};
use crate::check::typed::{Bound, Expr, ExprKind, FieldIx, Presence, RecordIx, TableIx, Type};
use crate::syntax::ast::BinaryOp;
use crate::value::{Exact, Value};

/// What an expression comes to.
#[derive(Debug, Clone)]
pub(super) enum Term {
    Number(Linear),
    Word(Word),
    /// A variable that is a word.
    Of(Var),
    Set(Holding),
    Range(Box<(Term, Term)>),
    Record(Path, RecordIx),
    Row(TableIx, usize),
    List(Path, RecordIx),
    /// Something that is not looked into.
    Other,
}

/// A set of words.
#[derive(Debug, Clone)]
pub(super) enum Holding {
    Fixed(BTreeSet<Word>),
    Held(Var),
    Union(Box<(Holding, Holding)>),
    Less(Box<(Holding, Holding)>),
}

/// A condition, and what an expression comes to where it holds.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) guard: Formula,
    pub(super) term: Term,
}

/// More cases than this are not told apart.
const MOST: usize = 200;

impl Holding {
    /// When a word is in the set, or is not.
    pub(super) fn holds(&self, word: &Word, want: bool) -> Formula {
        match self {
            Holding::Fixed(words) => Formula::from(words.contains(word) == want),
            Holding::Held(var) => Formula::Atom(Atom::Holds(*var, word.clone(), want)),
            Holding::Union(sets) => {
                let parts = [sets.0.holds(word, want), sets.1.holds(word, want)];
                if want { Formula::any(parts) } else { Formula::all(parts) }
            }
            Holding::Less(sets) => {
                let parts = [sets.0.holds(word, want), sets.1.holds(word, !want)];
                if want { Formula::all(parts) } else { Formula::any(parts) }
            }
        }
    }

    /// The words that may be in it; `None` where they cannot be told.
    pub(super) fn words(&self, of: &dyn Fn(Var) -> Option<BTreeSet<Word>>, into: &mut BTreeSet<Word>) -> Option<()> {
        match self {
            Holding::Fixed(words) => into.extend(words.iter().cloned()),
            Holding::Held(var) => into.extend(of(*var)?),
            Holding::Union(sets) => {
                sets.0.words(of, into)?;
                sets.1.words(of, into)?;
            }
            Holding::Less(sets) => sets.0.words(of, into)?,
        }
        Some(())
    }
}

impl<'p> Reader<'p> {
    /// What an expression comes to, case by case; where no case holds, it is unknown.
    pub(super) fn cases(&mut self, expr: &'p Expr, scene: &Scene<'p>) -> Vec<Case> {
        match &expr.kind {
            ExprKind::Const(value) => one(fixed(value)),
            ExprKind::Frame(at) => self.seated(&scene.frames[*at], &expr.ty),
            ExprKind::Get(base, field) => self.field(expr, base, *field, scene),
            ExprKind::GroupKey(at) => self.group_key(*at, &expr.ty, scene),
            ExprKind::Let(at) => self.cases(&scene.lets[*at].1, &scene.outside()),
            ExprKind::Define(define, base) => {
                let seat = base.as_ref().map(|base| self.seat(base, scene));
                let program = self.program;
                self.cases(&program.defines[*define].body, &Scene::of(seat))
            }
            ExprKind::Parameter(parameter) => vec![one_known(self.term_of(&expr.ty, Source::Parameter(*parameter)))],
            ExprKind::AsOf => vec![one_known(self.term_of(&Type::Date, Source::AsOf))],
            ExprKind::Figure(_) => self.aside(expr, scene, Reason::Figure),
            ExprKind::Bound(inner, bound) => self.bound(expr, inner, *bound, scene),
            ExprKind::Lookup(lookup) => self.rows(expr, lookup, scene),
            ExprKind::If(condition, yes, no) => {
                let (when, unless) = (self.truth(condition, scene, true), self.truth(condition, scene, false));
                let mut cases = guarded(&when, self.cases(yes, scene));
                cases.extend(guarded(&unless, self.cases(no, scene)));
                cases
            }
            ExprKind::Set(items) => self.set(expr, items, scene),
            ExprKind::Negate(inner) => {
                let negated = self.cases(inner, scene);
                self.each(expr, scene, negated, |term| match term {
                    Term::Number(linear) => linear.times(minus_one()).map(Term::Number),
                    _ => None,
                })
            }
            ExprKind::Binary(op, left, right) if is_arithmetic(*op) => self.arithmetic(expr, *op, left, right, scene),
            ExprKind::Call(function, args) => self.call(expr, *function, args, scene),
            ExprKind::Aggregate(kind, over, taken, _) => self.aggregate(expr, *kind, over, taken.as_deref(), scene),
            ExprKind::Size(inner) => self.size(expr, inner, scene),
            _ if expr.ty == Type::Bool => [true, false]
                .map(|truth| Case { guard: self.truth(expr, scene, truth), term: Term::Word(Word::Bool(truth)) })
                .into_iter()
                .filter(|case| !case.guard.is_false())
                .collect(),
            _ => self.aside(expr, scene, Reason::Other),
        }
    }

    /// An expression that is not looked into.
    pub(super) fn aside(&mut self, expr: &'p Expr, scene: &Scene<'p>, reason: Reason) -> Vec<Case> {
        let text = self.text_of(expr, scene);
        self.unlooked(&expr.ty, text, reason)
    }

    /// Each case made into another; one that cannot be makes the whole one that is not looked into.
    pub(super) fn each(
        &mut self,
        expr: &'p Expr,
        scene: &Scene<'p>,
        cases: Vec<Case>,
        make: impl Fn(Term) -> Option<Term>,
    ) -> Vec<Case> {
        let made: Option<Vec<Case>> =
            cases.into_iter().map(|case| Some(Case { guard: case.guard, term: make(case.term)? })).collect();
        made.unwrap_or_else(|| self.aside(expr, scene, Reason::NotLinear))
    }

    /// What the base of a definition or of a field is.
    pub(super) fn seat(&mut self, base: &'p Expr, scene: &Scene<'p>) -> Seat {
        if let ExprKind::Frame(at) = base.kind {
            return scene.frames[at].clone();
        }
        match self.cases(base, scene).as_slice() {
            [Case { term: Term::Record(path, record), .. }] => Seat::Record(path.clone(), *record),
            [Case { term: Term::Row(table, row), guard }] if guard.is_true() => Seat::Row(*table, *row),
            _ => Seat::Named(self.text_of(base, scene)),
        }
    }

    fn seated(&mut self, seat: &Seat, ty: &Type) -> Vec<Case> {
        match seat {
            Seat::Record(path, record) => one(Term::Record(path.clone(), *record)),
            Seat::Row(table, row) => one(Term::Row(*table, *row)),
            Seat::Scalar(term) => one(term.clone()),
            Seat::Named(name) => self.unlooked(ty, name.clone(), Reason::Quantifier),
            Seat::Members(_) => one(Term::Other),
        }
    }

    fn field(&mut self, expr: &'p Expr, base: &'p Expr, field: FieldIx, scene: &Scene<'p>) -> Vec<Case> {
        let bases = match &base.kind {
            ExprKind::Frame(at) if matches!(scene.frames[*at], Seat::Named(_)) => Vec::new(),
            _ => self.cases(base, scene),
        };
        let mut cases = Vec::new();
        for Case { guard, term } in &bases {
            match term {
                Term::Record(path, record) => cases.extend(guarded(guard, one_or_none(self.fact(path, *record, field)))),
                Term::Row(table, row) => {
                    let value = &self.program.tables[*table].rows[*row].values[field];
                    if !value.is_unknown() {
                        cases.push(Case { guard: guard.clone(), term: fixed(value) });
                    }
                }
                _ => return self.aside(expr, scene, Reason::Aggregate),
            }
        }
        if bases.is_empty() && matches!(base.kind, ExprKind::Frame(_)) {
            return self.aside(expr, scene, Reason::Quantifier);
        }
        cases
    }

    /// A fact of a record.
    fn fact(&mut self, path: &Path, record: RecordIx, field: FieldIx) -> Option<Case> {
        let declared = &self.program.records[record].fields[field];
        let path = path.down(Step::Field(field));
        let mut ends = |step| Some(self.term_of(range_of(&declared.ty)?, Source::Fact(path.down(step))));
        let term = match &declared.ty {
            Type::Record(inner) => return Some(Case { guard: Formula::TRUE, term: Term::Record(path, *inner) }),
            Type::List(of) => return Some(Case { guard: Formula::TRUE, term: Term::List(path, of.record()?) }),
            Type::Range(_) => {
                let both: Option<(Term, Term)> = ends(Step::Start).zip(ends(Step::End));
                Term::Range(Box::new(both?))
            }
            ty => self.term_of(ty, Source::Fact(path)),
        };
        Some(one_known(term))
    }

    fn group_key(&mut self, at: usize, ty: &Type, scene: &Scene<'p>) -> Vec<Case> {
        if let (Lists::Of(_), Some(Seat::Members(members))) = (self.lists, scene.own.first()) {
            return match members.first() {
                Some(frames) => self.cases(&scene.by[at], &Scene::new(frames.clone(), &[], &[])),
                None => Vec::new(),
            };
        }
        one(self.term_of(ty, Source::Key(at)))
    }

    fn bound(&mut self, expr: &'p Expr, inner: &'p Expr, bound: Bound, scene: &Scene<'p>) -> Vec<Case> {
        let month = self.program.fiscal_year_start;
        let cases = self.cases(inner, scene);
        self.each(expr, scene, cases, |term| match (term, bound) {
            (Term::Range(ends), Bound::Start) => Some(ends.0),
            (Term::Range(ends), Bound::End) => Some(ends.1),
            (Term::Number(year), bound) => {
                let year = crate::value::FiscalYear(i32::try_from(year.as_fixed()?.to_i64()?).ok()?);
                let day = if bound == Bound::Start { year.start(month) } else { year.end(month) };
                day.map(|day| Term::Number(Linear::fixed(day_number(day))))
            }
            _ => None,
        })
    }

    fn set(&mut self, expr: &'p Expr, items: &'p [Expr], scene: &Scene<'p>) -> Vec<Case> {
        let words: Option<BTreeSet<Word>> = items
            .iter()
            .map(|item| match self.cases(item, scene).as_slice() {
                [Case { guard, term: Term::Word(word) }] if guard.is_true() => Some(word.clone()),
                _ => None,
            })
            .collect();
        match words {
            Some(words) => one(Term::Set(Holding::Fixed(words))),
            None => self.aside(expr, scene, Reason::Other),
        }
    }

    fn size(&mut self, expr: &'p Expr, inner: &'p Expr, scene: &Scene<'p>) -> Vec<Case> {
        if let (Lists::Of(count), [Case { term: Term::List(path, _), .. }]) = (self.lists, self.cases(inner, scene).as_slice()) {
            self.gone_over.insert(path.clone());
            return one(Term::Number(Linear::fixed(Exact::from(i64::try_from(count).unwrap_or(0)))));
        }
        let text = self.text_of(expr, scene);
        self.counted(&expr.ty, text, 0, Reason::Aggregate)
    }

    fn arithmetic(&mut self, expr: &'p Expr, op: BinaryOp, left: &'p Expr, right: &'p Expr, scene: &Scene<'p>) -> Vec<Case> {
        let (lefts, rights) = (self.cases(left, scene), self.cases(right, scene));
        if lefts.len() * rights.len() > MOST {
            return self.aside(expr, scene, Reason::Cases);
        }
        let mut cases = Vec::new();
        for a in &lefts {
            for b in &rights {
                let guard = a.guard.clone().and(b.guard.clone());
                let made = match op {
                    BinaryOp::Range => Some((Formula::TRUE, Term::Range(Box::new((a.term.clone(), b.term.clone()))))),
                    _ => self.reckoned(op, (&a.term, &left.ty), (&b.term, &right.ty), &expr.ty),
                };
                match made {
                    Some((more, term)) => cases.push(Case { guard: guard.and(more), term }),
                    None => return self.aside(expr, scene, Reason::NotLinear),
                }
            }
        }
        cases
    }

    /// A sum, a difference, a product or a quotient of two terms, with what holds of it.
    fn reckoned(&mut self, op: BinaryOp, a: (&Term, &Type), b: (&Term, &Type), ty: &Type) -> Option<(Formula, Term)> {
        let plain = |term: Term| Some((Formula::TRUE, term));
        match (op, a.0, b.0) {
            (BinaryOp::Add, Term::Set(a), Term::Set(b)) => plain(Term::Set(Holding::Union(Box::new((a.clone(), b.clone()))))),
            (BinaryOp::Subtract, Term::Set(a), Term::Set(b)) => plain(Term::Set(Holding::Less(Box::new((a.clone(), b.clone()))))),
            (BinaryOp::Add | BinaryOp::Subtract, Term::Number(day), Term::Number(by))
                if *a.1 == Type::Date && matches!(b.1, Type::Months | Type::Years) =>
            {
                let months = if *b.1 == Type::Years { 12 } else { 1 };
                let count = by.as_fixed()?.to_i64()?.checked_mul(months)?;
                self.later_by(day, if op == BinaryOp::Add { count } else { -count })
            }
            (BinaryOp::Add, Term::Number(_), Term::Number(_)) if *b.1 == Type::Date && *a.1 != Type::Days => None,
            (BinaryOp::Add, Term::Number(a), Term::Number(b)) => plain(Term::Number(a.plus(b, Exact::ONE)?)),
            (BinaryOp::Subtract, Term::Number(a), Term::Number(b)) => plain(Term::Number(a.minus(b)?)),
            (BinaryOp::Multiply, Term::Number(a), Term::Number(b)) => match (a.as_fixed(), b.as_fixed()) {
                (Some(times), _) => plain(Term::Number(b.times(times)?)),
                (_, Some(times)) => plain(Term::Number(a.times(times)?)),
                _ => self.product(a, b, ty),
            },
            (BinaryOp::Divide, Term::Number(a), Term::Number(b)) => match b.as_fixed() {
                Some(Exact::ZERO) => Some((Formula::FALSE, Term::Number(a.clone()))),
                Some(by) => plain(Term::Number(a.times(Exact::ONE.checked_div(by).ok()?)?)),
                None => self.quotient(a, b, ty),
            },
            _ => None,
        }
    }
}

/// Whether an operator makes a value of two, and no truth.
fn is_arithmetic(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Range)
}

/// A variable, where it has a value.
pub(super) fn one_known(term: Term) -> Case {
    let var = match &term {
        Term::Number(linear) => linear.terms.first_key_value().map(|(var, _)| *var),
        Term::Of(var) | Term::Set(Holding::Held(var)) => Some(*var),
        _ => None,
    };
    let guard = var.map_or(Formula::TRUE, |var| Formula::Atom(Atom::Present(var, true)));
    Case { guard, term }
}

/// One case, without a condition.
pub(super) fn one(term: Term) -> Vec<Case> {
    vec![Case { guard: Formula::TRUE, term }]
}

fn one_or_none(case: Option<Case>) -> Vec<Case> {
    case.map_or_else(|| one(Term::Other), |case| vec![case])
}

/// Cases under one more condition; those that cannot be are left out.
pub(super) fn guarded(guard: &Formula, cases: Vec<Case>) -> Vec<Case> {
    let more = cases.into_iter().map(|case| Case { guard: guard.clone().and(case.guard), ..case });
    more.filter(|case| !case.guard.is_false()).collect()
}

/// The term of a value.
pub(super) fn fixed(value: &Value) -> Term {
    if let Some(number) = number_of(value) {
        return Term::Number(Linear::fixed(number));
    }
    match value {
        Value::Set(items) => match items.iter().map(Word::of).collect::<Option<BTreeSet<Word>>>() {
            Some(words) => Term::Set(Holding::Fixed(words)),
            None => Term::Other,
        },
        Value::Range(ends) => Term::Range(Box::new((fixed(&ends.0), fixed(&ends.1)))),
        value => Word::of(value).map_or(Term::Other, Term::Word),
    }
}

/// The number that a value is reckoned with as.
pub(super) fn number_of(value: &Value) -> Option<Exact> {
    match value {
        Value::Number(number) | Value::Percent(number) => Some(*number),
        Value::Money(money) => Some(money.amount),
        Value::Date(date) => Some(day_number(*date)),
        Value::FiscalYear(year) => Some(Exact::from(i64::from(year.0))),
        Value::Days(count) | Value::Months(count) | Value::Years(count) => Some(Exact::from(*count)),
        _ => None,
    }
}

/// What the ends of a range are.
fn range_of(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Range(of) => Some(of),
        _ => None,
    }
}

/// Whether a fact may be absent.
pub(super) fn may_be_absent(presence: &Presence) -> bool {
    *presence == Presence::Optional
}
