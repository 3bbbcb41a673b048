//! Conditions in the form that is judged most quickly: fields by where they lie, what does not change worked out beforehand. What has no such form is
//! walked as the plan has it.

use super::cells::Cell;
use super::express::arithmetic;
use super::value::{Quick, Truth};
use super::{DEEP, Frame, Judge};
use crate::eval::{Settings, is_plain};
use crate::plan::{Expr, From, Kind, Plan, Rule, Scope, SlotRef};
use crate::syntax::ast::{BinaryOp, Quantifier};
use crate::value::Value;

/// The rules that look at one record at a time, made ready.
#[derive(Debug)]
pub(crate) struct Ready<'p> {
    /// Their numbers in the plan, with the record whose fields they look at.
    pub(super) rules: Vec<(usize, usize, Conditions<'p>)>,
}

/// The conditions of a rule.
#[derive(Debug)]
pub(super) struct Conditions<'p> {
    /// It looks at every record, whenever and whatever it is, and knows no exceptions: only what it requires is asked.
    pub(super) plain: bool,
    pub(super) when: Test<'p>,
    pub(super) require: Test<'p>,
}

/// A condition.
#[derive(Debug)]
pub(super) enum Test<'p> {
    /// It is known beforehand.
    Sure(Truth),
    /// All of these.
    All(Vec<Test<'p>>),
    /// Any of these.
    Any(Vec<Test<'p>>),
    /// Not this.
    Not(Box<Test<'p>>),
    /// A fact that is true or false.
    Fact(Place),
    /// Two values, compared.
    Compare(BinaryOp, Operand<'p>, Operand<'p>),
    /// Something of the elements of a list; as the plan has it, where the list is not at hand.
    Each(Quantifier, Place, Box<Test<'p>>, &'p Expr),
    /// Anything else.
    Other(&'p Expr),
}

/// A value.
#[derive(Debug)]
pub(super) enum Operand<'p> {
    /// A field.
    Place(Place),
    /// What is the same for every record; as a cell too, where it is small.
    Same(Quick<'p>, Option<Cell>),
    /// What comes of two others.
    Reckon(BinaryOp, Box<(Operand<'p>, Operand<'p>)>),
    /// Anything else.
    Other(&'p Expr),
}

/// A field of one of the records around.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    frame: usize,
    slot: SlotRef,
}

impl<'p> Ready<'p> {
    /// The rules of a plan that are run by these settings.
    pub(crate) fn new(plan: &'p Plan, settings: &Settings) -> Ready<'p> {
        let make = Make { plan, settings };
        let single = |(number, rule): (usize, &'p Rule)| match rule.scope {
            Scope::Each { record, .. } if !rule.portfolio && settings.runs(number) => {
                let always = matches!(rule.when.kind, Kind::Const(Value::Bool(true)));
                let plain = is_plain(&rule.scope) && rule.applies.is_none() && rule.exceptions.is_empty() && always;
                let conditions = Conditions { plain, when: make.test(&rule.when), require: make.test(&rule.require) };
                Some((number, record, conditions))
            }
            _ => None,
        };
        Ready { rules: plan.rules.iter().enumerate().filter_map(single).collect() }
    }
}

/// Makes conditions ready.
struct Make<'p, 's> {
    plan: &'p Plan,
    settings: &'s Settings,
}

impl<'p> Make<'p, '_> {
    fn test(&self, expr: &'p Expr) -> Test<'p> {
        let all = |parts: &'p [Expr]| parts.iter().map(|part| self.test(part)).collect();
        match &expr.kind {
            Kind::Const(Value::Bool(truth)) => Test::Sure(Truth::from(*truth)),
            Kind::And(parts) => Test::All(all(parts)),
            Kind::Or(parts) => Test::Any(all(parts)),
            Kind::Not(inner) => Test::Not(Box::new(self.test(inner))),
            Kind::Slot(..) => Place::of(expr).map_or(Test::Other(expr), Test::Fact),
            Kind::Binary(op, left, right) if !is_special(*op, right) => {
                Test::Compare(*op, self.operand(left), self.operand(right))
            }
            Kind::Quantify(kind, over, Some(body)) if over.through.is_empty() && over.filter.is_none() => match &over.from {
                From::Value(list) if let Some(list) = Place::of(list) => Test::Each(*kind, list, Box::new(self.test(body)), expr),
                _ => Test::Other(expr),
            },
            _ => Test::Other(expr),
        }
    }

    fn operand(&self, expr: &'p Expr) -> Operand<'p> {
        match &expr.kind {
            Kind::Const(value) => Operand::Same(Quick::of(value), Cell::small(value)),
            Kind::AsOf => {
                Operand::Same(self.settings.as_of.map_or(Quick::Unknown, Quick::Date), self.settings.as_of.map(Cell::Date))
            }
            Kind::Slot(..) if let Some(place) = Place::of(expr) => Operand::Place(place),
            Kind::Define(define, None) => self.operand(&self.plan.defines[*define]),
            _ if expr.once > 0 => Operand::Other(expr),
            Kind::Binary(op @ (BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide), left, right) => {
                Operand::Reckon(*op, Box::new((self.operand(left), self.operand(right))))
            }
            _ => Operand::Other(expr),
        }
    }
}

/// Whether a comparison looks at the parts of what stands on its right one by one.
fn is_special(op: BinaryOp, right: &Expr) -> bool {
    matches!(op, BinaryOp::In | BinaryOp::Includes) && matches!(right.kind, Kind::Set(_) | Kind::Aggregate(..))
}

impl Place {
    /// The field that an expression is, if it is one.
    fn of(expr: &Expr) -> Option<Place> {
        match &expr.kind {
            Kind::Slot(base, slot) if let Kind::Frame(frame) = base.kind => Some(Place { frame, slot: *slot }),
            _ => None,
        }
    }
}

impl<'q> Judge<'q> {
    /// Whether a condition holds.
    pub(super) fn test(&mut self, test: &'q Test<'q>) -> Truth {
        match test {
            Test::Sure(truth) => *truth,
            Test::Compare(op, left, right) => self.compare(*op, left, right),
            Test::Fact(place) => match self.cell(*place) {
                Some(Cell::Bool(truth)) => Truth::from(truth),
                _ => self.place(*place).truth(),
            },
            Test::All(parts) => {
                let mut all = Truth::True;
                for part in parts {
                    all = all.and(self.test(part));
                    if all == Truth::False {
                        break;
                    }
                }
                all
            }
            Test::Any(parts) => {
                let mut any = Truth::False;
                for part in parts {
                    any = any.or(self.test(part));
                    if any == Truth::True {
                        break;
                    }
                }
                any
            }
            Test::Not(inner) => self.test(inner).not(),
            Test::Each(kind, list, body, whole) => match self.place(*list) {
                Quick::Records(first, count) if self.depth < DEEP => self.of_each(*kind, (first, count), body),
                _ => self.eval(whole).truth(),
            },
            Test::Other(expr) => self.eval(expr).truth(),
        }
    }

    /// Whether something holds of every record of a list, of some, or of none.
    fn of_each(&mut self, kind: Quantifier, (first, count): (u32, u32), body: &'q Test<'q>) -> Truth {
        let outer = self.depth;
        let (mut at, mut found) = (first, Truth::False);
        for _ in 0..count {
            self.frames[outer] = Frame::Record(at);
            self.depth = outer + 1;
            let holds = self.test(body);
            // A counterexample, or an instance.
            found = found.or(if kind == Quantifier::Every { holds.not() } else { holds });
            if found == Truth::True {
                break;
            }
            at = self.row.next(at);
        }
        self.depth = outer;
        if kind == Quantifier::Some { found } else { found.not() }
    }

    fn compare(&mut self, op: BinaryOp, left: &'q Operand<'q>, right: &'q Operand<'q>) -> Truth {
        if let (Some(left), Some(right)) = (self.at_hand(left), self.at_hand(right))
            && let Some(holds) = left.compared(op, right)
        {
            return Truth::from(holds);
        }
        let (left, right) = (self.operand(left), self.operand(right));
        self.compared(op, left, right).truth()
    }

    /// A value that need not be worked out.
    #[inline(always)]
    fn at_hand(&self, operand: &Operand<'q>) -> Option<Cell> {
        match operand {
            Operand::Place(place) => self.cell(*place),
            Operand::Same(_, cell) => *cell,
            _ => None,
        }
    }

    #[inline]
    fn operand(&mut self, operand: &'q Operand<'q>) -> Quick<'q> {
        match operand {
            Operand::Place(place) => self.place(*place),
            Operand::Same(value, _) => *value,
            Operand::Reckon(op, parts) => {
                let (left, right) = (self.operand(&parts.0), self.operand(&parts.1));
                if left.is_unknown() || right.is_unknown() { Quick::Unknown } else { arithmetic(*op, left, right) }
            }
            Operand::Other(expr) => self.eval(expr),
        }
    }

    /// What is in a field, its default put in where it was left out.
    #[inline]
    fn place(&self, place: Place) -> Quick<'q> {
        match self.frames[..self.depth].get(place.frame) {
            Some(Frame::Record(at)) => self.slot(*at, place.slot),
            Some(Frame::Value(Quick::Absent)) => Quick::Absent,
            Some(Frame::Value(Quick::Unknown)) => Quick::Unknown,
            Some(Frame::Value(Quick::Record(at))) => self.slot(*at, place.slot),
            _ => Quick::Unsure,
        }
    }

    #[inline]
    fn cell(&self, place: Place) -> Option<Cell> {
        match self.frames[..self.depth].get(place.frame) {
            Some(Frame::Record(at)) => Some(self.row.cell(*at, place.slot.slot)),
            _ => None,
        }
    }
}
