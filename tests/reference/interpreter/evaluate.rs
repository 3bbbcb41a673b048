//! The value of an expression: what the manual says of each form, in its words. What an expression is made of is worked out anew wherever it stands.

use std::rc::Rc;

use num_traits::Zero;
use sadame::check::typed::{Aggregate, Expr, ExprKind, From, Lookup, Over, Type};
use sadame::syntax::ast::Quantifier;

use super::World;
use super::calendar::Day;
use super::kleene::{all, any, not};
use super::operate;
use super::value::{Fact, Number, Truth, Value, Why, constant, day, order, set, whole};

/// What an expression finds around it.
#[derive(Debug, Clone)]
pub enum Frame {
    /// A record, a row, or an element.
    One(Value),
    /// The members of a group or of the whole set: each with the records around it, outermost first, itself last.
    Members(Rc<Vec<Vec<Value>>>),
}

/// Where an expression stands.
#[derive(Debug, Clone)]
pub struct Here<'p> {
    frames: Vec<Frame>,
    /// How many of them are the rule's own.
    own: usize,
    /// What the members of the group have in common.
    keys: Rc<Vec<Value>>,
    lets: Rc<Vec<&'p Expr>>,
}

impl<'p> Here<'p> {
    /// In a rule, or in what it stands on.
    pub fn new(frames: Vec<Frame>, keys: &[Value], lets: Vec<&'p Expr>) -> Here<'p> {
        let own = frames.len();
        Here { frames, own, keys: Rc::new(keys.to_vec()), lets: Rc::new(lets) }
    }

    /// Around a record and the elements on the way down, and nothing else.
    pub fn in_member(member: &[Value]) -> Here<'p> {
        Here::new(member.iter().cloned().map(Frame::One).collect(), &[], Vec::new())
    }

    /// Further in.
    fn inside(&self, element: &[Value]) -> Here<'p> {
        let mut here = self.clone();
        here.frames.extend(element.iter().cloned().map(Frame::One));
        here
    }

    /// Where the rule's `let`s stand.
    fn of_rule(&self) -> Here<'p> {
        let mut here = self.clone();
        here.frames.truncate(self.own);
        here
    }
}

/// What a known value says as a condition.
fn as_truth(fact: Fact) -> Truth {
    match fact? {
        Value::Bool(truth) => Ok(truth),
        other => panic!("{other:?} is no condition"),
    }
}

impl<'p> World<'p> {
    /// A condition.
    pub fn truth(&self, here: &Here<'p>, expr: &'p Expr) -> Truth {
        as_truth(self.value(here, expr))
    }

    /// The value of an expression.
    pub fn value(&self, here: &Here<'p>, expr: &'p Expr) -> Fact {
        let value = |part: &'p Expr| self.value(here, part);
        let truth = |part: &'p Expr| self.truth(here, part);
        let month = i64::from(self.program.fiscal_year_start);
        match &expr.kind {
            ExprKind::Const(known) => constant(known),
            ExprKind::Frame(at) => match &here.frames[*at] {
                Frame::One(value) => Ok(value.clone()),
                Frame::Members(_) => panic!("members have no value"),
            },
            ExprKind::Get(base, field) => self.field(value(base)?, *field),
            ExprKind::GroupKey(at) => Ok(here.keys[*at].clone()),
            ExprKind::Let(at) => self.value(&here.of_rule(), here.lets[*at]),
            ExprKind::Parameter(at) => self.parameters[*at].clone().ok_or(Why::Lacking),
            ExprKind::AsOf => self.as_of.map(Value::Date).ok_or(Why::Lacking),
            ExprKind::Figure(at) => self.figure(*at).map_err(|_| Why::Lacking),
            ExprKind::Define(at, base) => {
                let base = base.as_ref().map(|base| value(base)).transpose()?;
                self.value(&Here::in_member(base.as_slice()), &self.program.defines[*at].body)
            }
            ExprKind::Bound(inner, bound) => operate::bound(&value(inner)?, *bound, month),
            ExprKind::Lookup(lookup) => self.row(here, lookup),
            ExprKind::HasRow(lookup) => Ok(Value::Bool(!self.rows_of_key(here, lookup)?.is_empty())),
            ExprKind::Not(inner) => not(truth(inner)).map(Value::Bool),
            ExprKind::Negate(inner) => operate::negate(&value(inner)?),
            ExprKind::And(parts) => all(parts.iter().map(truth)).map(Value::Bool),
            ExprKind::Or(parts) => any(parts.iter().map(truth)).map(Value::Bool),
            ExprKind::If(condition, yes, no) => {
                if truth(condition)? {
                    value(yes)
                } else {
                    value(no)
                }
            }
            ExprKind::Binary(op, left, right) => operate::binary(*op, &value(left)?, &value(right)?),
            ExprKind::IsPresent(inner) => match value(inner) {
                Err(Why::Absent) => Ok(Value::Bool(false)),
                fact => fact.map(|_| Value::Bool(true)),
            },
            ExprKind::IsKnown(inner) => Ok(Value::Bool(value(inner).is_ok())),
            ExprKind::IsEmpty(inner) => operate::is_empty(&value(inner)?).map(Value::Bool),
            ExprKind::Set(items) => items.iter().map(value).collect::<Result<_, _>>().map(set),
            ExprKind::Call(function, args) => {
                operate::call(*function, &args.iter().map(value).collect::<Result<Vec<_>, _>>()?, month)
            }
            ExprKind::Quantify(quantifier, over, body) => {
                self.quantify(here, *quantifier, over, body.as_deref()).map(Value::Bool)
            }
            ExprKind::Aggregate(aggregate, over, taken, share) => {
                self.aggregate(here, *aggregate, over, (taken.as_deref(), share.as_deref()))
            }
            ExprKind::Size(inner) => match value(inner)? {
                Value::Set(items) | Value::List(items) => Ok(Value::Number(whole(items.len()))),
                other => panic!("{other:?} has no size"),
            },
        }
    }

    /// A field of a record, or a cell of a row.
    fn field(&self, base: Value, field: usize) -> Fact {
        match base {
            Value::Record(fields) => fields[field].clone(),
            Value::Row(table, row) => constant(&self.program.tables[table].rows[row].values[field]),
            other => panic!("{other:?} has no fields"),
        }
    }

    /// The row of a key, in the version that the event selects.
    fn row(&self, here: &Here<'p>, lookup: &'p Lookup) -> Fact {
        let rows = self.rows_of_key(here, lookup)?;
        if rows.is_empty() {
            return Err(Why::Lacking);
        }
        let in_force = match self.event(here, &lookup.on)? {
            None => rows.first().copied(),
            Some(event) => rows.into_iter().find(|&row| {
                let row = &self.program.tables[lookup.table].rows[row];
                row.from.is_none_or(|from| day(from) <= event) && row.until.is_none_or(|until| event <= day(until))
            }),
        };
        in_force.map(|row| Value::Row(lookup.table, row)).ok_or(Why::Lacking)
    }

    /// The rows of a key, whenever they are in force.
    fn rows_of_key(&self, here: &Here<'p>, lookup: &'p Lookup) -> Result<Vec<usize>, Why> {
        let table = &self.program.tables[lookup.table];
        let key = lookup.keys.iter().map(|part| self.value(here, part)).collect::<Result<Vec<Value>, Why>>()?;
        let is_of_key = |row: &usize| {
            let cells = table.keys.iter().map(|&column| constant(&table.rows[*row].values[column]));
            cells.zip(&key).all(|(cell, part)| cell.is_ok_and(|cell| order(&cell, part).is_eq()))
        };
        Ok((0..table.rows.len()).filter(is_of_key).collect())
    }

    /// Of the events that are named, the day of the first that took place; none where none is named.
    fn event(&self, here: &Here<'p>, events: &'p [Expr]) -> Result<Option<Day>, Why> {
        let facts = events.iter().map(|event| self.value(here, event));
        match facts.into_iter().find(|fact| !matches!(fact, Err(Why::Absent))) {
            Some(Ok(Value::Date(day))) => Ok(Some(day)),
            Some(Ok(other)) => panic!("{other:?} is no event"),
            Some(Err(why)) => Err(why),
            None if events.is_empty() => Ok(None),
            None => Err(Why::Absent),
        }
    }

    /// A figure of the whole set; it is not known where it cannot be told whether a record counts.
    fn figure(&self, at: usize) -> Fact {
        let figure = &self.program.figures[at];
        let mut members = Vec::new();
        for (_, record) in self.records_of(figure.record) {
            let counts = |filter| self.truth(&Here::in_member(std::slice::from_ref(&record)), filter);
            if figure.filter.as_ref().map_or(Ok(true), counts)? {
                members.push(vec![record]);
            }
        }
        self.value(&Here::new(vec![Frame::Members(Rc::new(members))], &[], Vec::new()), &figure.body)
    }

    // ---- Lists, groups, the whole set -----------------------------------------------------------------------------

    /// What is gone over: each element, with those around it that are named in it.
    fn elements(&self, here: &Here<'p>, over: &'p Over) -> Result<Vec<Vec<Value>>, Why> {
        let mut elements: Vec<Vec<Value>> = match &over.from {
            From::Members(frame, _) => match &here.frames[*frame] {
                Frame::Members(members) => members.to_vec(),
                Frame::One(one) => panic!("{one:?} has no members"),
            },
            From::All(record) => self.records_of(*record).into_iter().map(|(_, record)| vec![record]).collect(),
            From::Value(list) => match self.value(here, list)? {
                Value::List(items) | Value::Set(items) => items.iter().map(|item| vec![item.clone()]).collect(),
                other => panic!("{other:?} has no elements"),
            },
        };
        for &field in &over.through {
            let lists = elements.into_iter().map(|element| {
                let inner = element.last().expect("an element is itself").clone();
                match self.field(inner, field)? {
                    Value::List(items) => Ok(items.iter().map(|item| vec![item.clone()]).collect::<Vec<_>>()),
                    other => panic!("{other:?} is no list"),
                }
            });
            elements = lists.collect::<Result<Vec<_>, Why>>()?.concat();
        }
        Ok(elements)
    }

    /// Whether an element counts.
    fn counts(&self, inside: &Here<'p>, over: &'p Over) -> Truth {
        over.filter.as_ref().map_or(Ok(true), |filter| self.truth(inside, filter))
    }

    /// `every`, `some`, `no`.
    fn quantify(&self, here: &Here<'p>, quantifier: Quantifier, over: &'p Over, body: Option<&'p Expr>) -> Truth {
        let elements = self.elements(here, over)?;
        let each = elements.iter().map(|element| {
            let inside = here.inside(element);
            let holds = body.map_or(Ok(true), |body| self.truth(&inside, body));
            (self.counts(&inside, over), holds)
        });
        match quantifier {
            Quantifier::Every => all(each.map(|(counts, holds)| any([not(counts), holds]))),
            Quantifier::Some => any(each.map(|(counts, holds)| all([counts, holds]))),
            Quantifier::No => not(any(each.map(|(counts, holds)| all([counts, holds])))),
        }
    }

    /// `sum`, `count` and the others: not known where an element that counts, or may count, is not.
    fn aggregate(
        &self,
        here: &Here<'p>,
        aggregate: Aggregate,
        over: &'p Over,
        (taken, share): (Option<&'p Expr>, Option<&'p Expr>),
    ) -> Fact {
        let mut values = Vec::new();
        for element in self.elements(here, over)? {
            let inside = here.inside(&element);
            if self.counts(&inside, over)? {
                values.push(match taken {
                    Some(taken) => self.value(&inside, taken)?,
                    None => element.last().expect("an element is itself").clone(),
                });
            }
        }
        match share {
            Some(share) => operate::quantile(values, &self.value(here, share)?),
            None => operate::aggregate(aggregate, values, taken.map_or(Value::Bool(false), |taken| zero(&taken.ty))),
        }
    }
}

/// The sum of nothing.
fn zero(ty: &Type) -> Value {
    match ty {
        Type::Percent => Value::Percent(Number::zero()),
        Type::Money(of) => Value::Money(Number::zero(), of.currency.map_or("JPY".into(), |of| of.to_string().into())),
        Type::Days => Value::Days(0),
        Type::Months => Value::Months(0),
        Type::Years => Value::Years(0),
        _ => Value::Number(Number::zero()),
    }
}
