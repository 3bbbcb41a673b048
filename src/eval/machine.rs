//! The evaluator of expressions. Unknown values carry their reason; what they were is for the trace to say.

#[cfg(feature = "trial")]
use std::sync::Mutex;
use std::sync::{Arc, OnceLock};

use super::kept::Kept;
use super::place::{Belongs, Within};
use super::trace::{Event, Trace};
use super::{Alone, Crew, Settings};
use crate::check::typed::{Bound, Function};
use crate::finding::{Comparison, Evidence, Fact, MissingFact, RecordId};
use crate::plan::{Expr, Kind, Plan, SlotRef};
use crate::syntax::ast::BinaryOp;
use crate::value::{Exact, FiscalYear, Value, Why, ops};

/// What all judgements of a run share.
pub(super) struct Data<'a> {
    pub(super) plan: &'a Plan,
    pub(super) settings: &'a Settings,
    /// Every record, by kind, sorted; empty while records are still coming in.
    pub(super) records: Vec<Vec<&'a Kept>>,
    /// The same, by [their keys](Kept::in_order).
    pub(super) in_order: Vec<Vec<&'a Kept>>,
    /// The figures of the whole set.
    pub(super) figures: Vec<Value>,
    /// What each figure lacks, once that was asked.
    pub(super) lacking: Vec<OnceLock<Evidence>>,
    /// The summaries.
    pub(super) summaries: &'a [super::summary::Groups],
    /// For each rule, which records belong to what it looks at, as far as that was asked before.
    pub(super) sifted: Vec<Vec<Belongs>>,
    /// Who does what can be done at once.
    pub(super) crew: &'a dyn Crew,
    /// What is seen of every evaluation, where rules are on trial.
    #[cfg(feature = "trial")]
    pub(super) watched: Option<&'a Mutex<super::watch::Watched>>,
}

impl<'a> Data<'a> {
    /// Nothing of the whole set is known.
    pub(super) fn none(plan: &'a Plan, settings: &'a Settings) -> Data<'a> {
        Data {
            plan,
            settings,
            records: Vec::new(),
            in_order: Vec::new(),
            figures: Vec::new(),
            lacking: Vec::new(),
            summaries: &[],
            sifted: Vec::new(),
            crew: &Alone,
            #[cfg(feature = "trial")]
            watched: None,
        }
    }

    /// The same, before anything of the whole set is known.
    pub(super) fn again(&self) -> Data<'a> {
        Data {
            crew: self.crew,
            #[cfg(feature = "trial")]
            watched: self.watched,
            ..Data::none(self.plan, self.settings)
        }
    }

    /// Whether somebody sees what is evaluated.
    pub(super) fn is_watched(&self) -> bool {
        #[cfg(feature = "trial")]
        return self.watched.is_some();
        #[cfg(not(feature = "trial"))]
        false
    }
}

/// What an expression finds around it.
#[derive(Clone)]
pub(super) enum Frame<'a> {
    /// A record, and where it lies: the record of the input, and the path in it.
    Record { value: Value, id: Option<&'a RecordId>, path: Arc<str> },
    /// A table's row.
    Row(usize, usize),
    /// The members of a group or of the whole set.
    Members(&'a [&'a Kept]),
    /// The members of a group of elements: each with the records around it, outermost first.
    Elements(&'a Within<'a>),
}

/// Evaluates the expressions of one judgement.
pub(super) struct Machine<'a, 'd, T> {
    pub(super) data: &'d Data<'a>,
    pub(super) trace: T,
    pub(super) frames: Vec<Frame<'d>>,
    /// How many of them are the rule's own; the others belong to the quantifiers and aggregates being gone over.
    own_frames: usize,
    /// The grouping values.
    pub(super) keys: &'d [Value],
    /// The rule's `let`s, and those reached so far with what they left in the trace.
    pub(super) lets: &'d [Expr],
    pub(super) reached: Vec<Option<(Value, Arc<[Event]>)>>,
    /// What was worked out of the one record that it is about, by the definitions; empty where that is not kept.
    pub(super) known: Vec<Option<Value>>,
    /// The record that was looked at last among the members of a group: the next is often of the same.
    pub(super) last: Option<(&'d Kept, Value)>,
}

/// Where a value lies: the record of the input, and the path in it.
type Place<'d> = (Option<&'d RecordId>, String);

impl<'a, 'd, T: Trace> Machine<'a, 'd, T> {
    /// A machine for one judgement.
    pub(super) fn new(
        data: &'d Data<'a>,
        trace: T,
        frames: Vec<Frame<'d>>,
        keys: &'d [Value],
        lets: &'d [Expr],
    ) -> Machine<'a, 'd, T> {
        let own_frames = frames.len();
        Machine { data, trace, frames, own_frames, keys, lets, reached: vec![None; lets.len()], known: Vec::new(), last: None }
    }

    /// Its frames are now those of a rule, of which nothing was reached yet.
    pub(super) fn begin(&mut self) {
        self.own_frames = self.frames.len();
        self.reached.fill(None);
    }

    /// The value of an expression.
    pub(super) fn eval(&mut self, expr: &'d Expr) -> Value {
        let value = match &expr.kind {
            Kind::Const(value) => value.clone(),
            Kind::Frame(frame) => self.frame(*frame),
            Kind::Slot(base, slot) => self.slot(base, *slot),
            Kind::Column(base, column) => self.column(base, *column),
            Kind::GroupKey(key) => self.keys[*key].clone(),
            Kind::Let(number) => self.let_value(*number),
            Kind::Parameter(parameter) => self.parameter(*parameter),
            Kind::AsOf => self.as_of(),
            Kind::Figure(figure) => self.figure(*figure),
            Kind::Define(define, base) => self.define(*define, base.as_deref()),
            Kind::Bound(inner, bound) => self.bound(inner, *bound),
            Kind::Lookup(lookup) => self.lookup(lookup, &expr.text),
            Kind::HasRow(lookup) => self.has_row(lookup, &expr.text),
            Kind::Not(inner) => self.not(inner, &expr.text),
            Kind::Negate(inner) => {
                let value = self.eval(inner);
                self.computed(&expr.text, ops::negate(&value), &[&value])
            }
            Kind::And(parts) => self.connective(parts, false),
            Kind::Or(parts) => self.connective(parts, true),
            Kind::If(condition, yes, no) => match self.condition(condition) {
                Value::Bool(true) => self.eval(yes),
                Value::Bool(false) => self.eval(no),
                unknown => unknown,
            },
            Kind::Binary(op, left, right) => self.binary(*op, left, right, &expr.text),
            Kind::IsPresent(inner) => self.is_present(inner, &expr.text),
            Kind::IsKnown(inner) => self.is_known(inner),
            Kind::IsEmpty(inner) => self.is_empty(inner, &expr.text),
            Kind::Set(items) => {
                let items = items.iter().map(|item| self.eval(item)).collect();
                ops::set_of(items)
            }
            Kind::Call(function, args) => self.call(*function, args, &expr.text),
            Kind::Quantify(kind, over, body) => self.quantify(*kind, over, body.as_deref(), &expr.text),
            Kind::Aggregate(..) => self.aggregate(expr),
            Kind::Size(inner) => match self.eval(inner) {
                Value::Set(items) | Value::List(items) => Value::Number(count(items.len())),
                unknown => unknown,
            },
        };
        self.trace.saw(expr, &value);
        value
    }

    /// A condition: a plain fact that decides is itself a comparison.
    pub(super) fn condition(&mut self, expr: &'d Expr) -> Value {
        let value = self.eval(expr);
        let plain = matches!(
            expr.kind,
            Kind::Slot(..) | Kind::Column(..) | Kind::Parameter(_) | Kind::Call(..) | Kind::Figure(_) | Kind::GroupKey(_)
        );
        if T::ON && plain {
            self.compared(&expr.text, "is", value.clone(), None, &value);
        }
        value
    }

    fn frame(&mut self, frame: usize) -> Value {
        match &self.frames[frame] {
            Frame::Record { value, .. } => value.clone(),
            Frame::Row(table, row) => Value::Row(number(*table), number(*row)),
            Frame::Members(_) | Frame::Elements(_) => Value::Unknown(Why::Mismatch),
        }
    }

    fn slot(&mut self, base: &'d Expr, at: SlotRef) -> Value {
        let plan = self.data.plan;
        let read = |record: &Value| match record {
            Value::Record(slots) => plan.projections[at.record].slots[at.slot].read(&slots[at.slot]),
            Value::Unknown(why) => (Value::Unknown(*why), false),
            _ => (Value::Unknown(Why::Mismatch), false),
        };
        let (value, defaulted) = match &base.kind {
            Kind::Frame(frame) => match &self.frames[*frame] {
                Frame::Record { value, .. } => read(value),
                _ => (Value::Unknown(Why::Mismatch), false),
            },
            _ => read(&self.quiet(base)),
        };
        if T::ON {
            self.note_slot(base, at, &value, defaulted);
        }
        value
    }

    /// The record that a field is asked of, without noting that it was read.
    pub(super) fn quiet(&mut self, base: &'d Expr) -> Value {
        match &base.kind {
            Kind::Frame(frame) => match &self.frames[*frame] {
                Frame::Record { value, .. } => value.clone(),
                _ => Value::Unknown(Why::Mismatch),
            },
            Kind::Slot(outer, at) => match self.quiet(outer) {
                Value::Record(slots) => slots[at.slot].clone(),
                other => other,
            },
            _ => self.eval(base),
        }
    }

    fn note_slot(&mut self, base: &'d Expr, at: SlotRef, value: &Value, defaulted: bool) {
        let (record, path) = self.place(base);
        let label = self.data.plan.projections[at.record].slots[at.slot].label.both();
        let (record, path) = (record.cloned(), self.data.plan.path_to(&path, at));
        self.trace.push(match value {
            Value::Unknown(why) => Event::Missing(MissingFact { record, path, label, why: *why, value: None }),
            _ => Event::Fact(Fact { record, path, label, value: value.clone(), defaulted }),
        });
    }

    /// Where a record lies.
    pub(super) fn place(&mut self, expr: &'d Expr) -> Place<'d> {
        match &expr.kind {
            Kind::Frame(frame) => match &self.frames[*frame] {
                Frame::Record { id, path, .. } => (*id, path.to_string()),
                _ => (None, String::new()),
            },
            Kind::Slot(base, at) => {
                let (id, path) = self.place(base);
                (id, self.data.plan.path_to(&path, *at))
            }
            _ => (None, expr.text.to_string()),
        }
    }

    fn column(&mut self, base: &'d Expr, column: usize) -> Value {
        let row = match &base.kind {
            Kind::Frame(frame) => self.frame(*frame),
            _ => self.eval(base),
        };
        let Value::Row(table, row) = row else { return row };
        // The row that is itself judged is a fact, and none that was looked up.
        if !matches!(base.kind, Kind::Frame(_)) {
            self.trace.took(table as usize, row as usize, column);
        }
        let table = &self.data.plan.tables[table as usize];
        let value = table.rows[row as usize].values[column].clone();
        if let (true, Value::Unknown(why)) = (T::ON, &value) {
            let (name, label) = &table.columns[column];
            let path = format!("{}[{}].{name}", table.name, table.key_text(row as usize, crate::value::Lang::Ja, self.data.plan));
            self.trace.push(Event::Missing(MissingFact { record: None, path, label: label.both(), why: *why, value: None }));
        }
        value
    }

    pub(super) fn let_value(&mut self, at: usize) -> Value {
        if let Some((value, events)) = self.reached[at].clone() {
            events.iter().for_each(|event| self.trace.push(event.clone()));
            return value;
        }
        let lets = self.lets;
        let mark = self.trace.mark();
        // A `let` sees the frames of its rule, not those of the quantifier it is read in.
        let inner = self.frames.split_off(self.own_frames);
        let value = self.eval(&lets[at]);
        self.frames.extend(inner);
        self.reached[at] = Some((value.clone(), self.trace.since(mark)));
        value
    }

    fn parameter(&mut self, parameter: usize) -> Value {
        if let Some(Some(value)) = self.data.settings.parameters.get(parameter) {
            return value.clone();
        }
        let declared = &self.data.plan.parameters[parameter];
        self.lacking(&declared.name, declared.label.both(), Why::Parameter)
    }

    fn as_of(&mut self) -> Value {
        match self.data.settings.as_of {
            Some(date) => Value::Date(date),
            None => self.lacking("as_of", ["判定の基準日".to_owned(), "date of the check".to_owned()], Why::AsOf),
        }
    }

    fn lacking(&mut self, path: &str, label: [String; 2], why: Why) -> Value {
        if T::ON {
            self.trace.push(Event::Missing(MissingFact { record: None, path: path.to_owned(), label, why, value: None }));
        }
        Value::Unknown(why)
    }

    fn figure(&mut self, figure: usize) -> Value {
        let value = self.data.figures.get(figure).cloned().unwrap_or(Value::Unknown(Why::Figure));
        if T::ON && value.is_unknown() {
            let declared = &self.data.plan.figures[figure];
            self.lacking(&declared.name, declared.label.both(), Why::Figure);
            super::portfolio::explain_figure(self.data, figure, &mut self.trace);
        }
        value
    }

    fn bound(&mut self, inner: &'d Expr, bound: Bound) -> Value {
        match (self.eval(inner), bound) {
            (Value::Range(ends), Bound::Start) => ends.0.clone(),
            (Value::Range(ends), Bound::End) => ends.1.clone(),
            (Value::FiscalYear(year), bound) => {
                let start = self.data.plan.fiscal_year_start;
                let day = if bound == Bound::Start { year.start(start) } else { year.end(start) };
                day.map_or(Value::Unknown(Why::Overflow), Value::Date)
            }
            (unknown @ Value::Unknown(_), _) => unknown,
            _ => Value::Unknown(Why::Mismatch),
        }
    }

    fn not(&mut self, inner: &'d Expr, written: &Arc<str>) -> Value {
        let mark = self.trace.mark();
        let value = ops::truth_not(&self.condition(inner));
        if T::ON {
            self.negated(mark, inner, written);
        }
        value
    }

    /// A single comparison under `not`, or in a negative form, is told with its sign turned and as written.
    fn negated(&mut self, mark: usize, inner: &'d Expr, written: &Arc<str>) {
        let turned = match &inner.kind {
            Kind::IsPresent(_) => "is absent",
            Kind::IsEmpty(_) => "is not empty",
            Kind::Binary(BinaryOp::In, ..) | Kind::HasRow(_) => "not in",
            _ => return,
        };
        if let Some(comparison) = self.trace.last_compared(mark) {
            self.trace.retain(mark, |_, event| !matches!(event, Event::Comparison(known) if *known == comparison));
            let held = comparison.held.map(|held| !held);
            self.trace.push(Event::Comparison(Comparison { operator: turned, held, text: written.to_string(), ..comparison }));
        }
    }

    /// `and` and `or`: one part may decide; of the others nothing is kept.
    fn connective(&mut self, parts: &'d [Expr], decisive: bool) -> Value {
        let start = self.trace.mark();
        let mut result = Value::Bool(!decisive);
        let mut values = Vec::new();
        for part in parts {
            let mark = self.trace.mark();
            let value = self.condition(part);
            result = if decisive { ops::truth_or(&result, &value) } else { ops::truth_and(&result, &value) };
            if T::ON {
                values.push((mark, value));
            } else if result == Value::Bool(decisive) {
                return result;
            }
        }
        if T::ON {
            self.keep_decisive(start, &values, &result);
        }
        result
    }

    /// Keeps the events of the parts that came to what the whole came to.
    pub(super) fn keep_decisive(&mut self, start: usize, parts: &[(usize, Value)], result: &Value) {
        let decides = |value: &Value| match result {
            Value::Bool(truth) => *value == Value::Bool(*truth),
            _ => value.is_unknown(),
        };
        self.trace.retain(start, |at, _| {
            let part = parts.partition_point(|(mark, _)| *mark <= at);
            part == 0 || decides(&parts[part - 1].1)
        });
    }

    fn binary(&mut self, op: BinaryOp, left: &'d Expr, right: &'d Expr, text: &str) -> Value {
        let (a, b) = (self.eval(left), self.eval(right));
        let ordered =
            |holds: fn(std::cmp::Ordering) -> bool| ops::compare(&a, &b).map_or_else(Value::Unknown, |it| Value::Bool(holds(it)));
        let (sign, value) = match op {
            BinaryOp::Equal => ("=", ops::equal(&a, &b)),
            BinaryOp::NotEqual => ("!=", ops::truth_not(&ops::equal(&a, &b))),
            BinaryOp::Less => ("<", ordered(std::cmp::Ordering::is_lt)),
            BinaryOp::LessEqual => ("<=", ordered(std::cmp::Ordering::is_le)),
            BinaryOp::Greater => (">", ordered(std::cmp::Ordering::is_gt)),
            BinaryOp::GreaterEqual => (">=", ordered(std::cmp::Ordering::is_ge)),
            BinaryOp::In => ("in", ops::is_in(&a, &b)),
            BinaryOp::Includes => ("includes", ops::contains(&a, &b)),
            BinaryOp::Overlaps => ("overlaps", ops::overlaps(&a, &b)),
            BinaryOp::StartsWith => ("starts with", ops::starts_with(&a, &b)),
            BinaryOp::EndsWith => ("ends with", ops::ends_with(&a, &b)),
            BinaryOp::Contains => ("contains", ops::contains_text(&a, &b)),
            _ => return self.arithmetic(op, &a, &b, text),
        };
        if T::ON {
            let value = self.computed(text, value.clone(), &[&a, &b]);
            self.compared(text, sign, a, Some(b), &value);
        }
        value
    }

    fn arithmetic(&mut self, op: BinaryOp, a: &Value, b: &Value, text: &str) -> Value {
        let value = match op {
            BinaryOp::Add => ops::add(a, b),
            BinaryOp::Subtract => ops::subtract(a, b),
            BinaryOp::Multiply => ops::multiply(a, b),
            BinaryOp::Divide => ops::divide(a, b),
            BinaryOp::Range => ops::make_range(a, b),
            _ => Value::Unknown(Why::Mismatch),
        };
        self.computed(text, value, &[a, b])
    }

    /// Notes a computation that failed though all it was made of was known.
    pub(super) fn computed(&mut self, text: &str, value: Value, operands: &[&Value]) -> Value {
        if let (true, Value::Unknown(why)) = (T::ON, &value)
            && operands.iter().all(|operand| !operand.is_unknown())
        {
            self.lacking(text, [text.to_owned(), text.to_owned()], *why);
        }
        value
    }

    pub(super) fn compared(&mut self, text: &str, operator: &'static str, left: Value, right: Option<Value>, result: &Value) {
        self.trace.push(Event::Comparison(Comparison { text: text.to_owned(), operator, left, right, held: result.truth() }));
    }

    fn is_present(&mut self, inner: &'d Expr, text: &str) -> Value {
        let mark = self.trace.mark();
        let value = self.eval(inner);
        let present = match &value {
            Value::Unknown(Why::Absent) => Value::Bool(false),
            Value::Unknown(why) => Value::Unknown(*why),
            _ => Value::Bool(true),
        };
        if T::ON {
            if !present.is_unknown() {
                self.trace.retain(mark, |_, event| !matches!(event, Event::Missing(_)));
            }
            self.compared(text, "is present", value, None, &present);
        }
        present
    }

    /// Whether a value could be told at all; what it lacks is told of the record itself.
    fn is_known(&mut self, inner: &'d Expr) -> Value {
        let mark = self.trace.mark();
        let value = self.eval(inner);
        self.trace.retain(mark, |_, event| !matches!(event, Event::Missing(_)));
        Value::Bool(!value.is_unknown())
    }

    fn is_empty(&mut self, inner: &'d Expr, text: &str) -> Value {
        let value = self.eval(inner);
        let empty = match &value {
            Value::List(items) | Value::Set(items) => Value::Bool(items.is_empty()),
            Value::Text(text) => Value::Bool(text.is_empty()),
            Value::Range(ends) => ops::compare(&ends.0, &ends.1).map_or_else(Value::Unknown, |it| Value::Bool(it.is_gt())),
            Value::Unknown(why) => Value::Unknown(*why),
            _ => Value::Unknown(Why::Mismatch),
        };
        if T::ON {
            self.compared(text, "is empty", value, None, &empty);
        }
        empty
    }

    fn call(&mut self, function: Function, args: &'d [Expr], text: &str) -> Value {
        let values: Vec<Value> = args.iter().map(|arg| self.eval(arg)).collect();
        let value = apply(function, &values, self.data.plan.fiscal_year_start);
        self.computed(text, value, &values.iter().collect::<Vec<_>>())
    }
}

/// A function of values.
fn apply(function: Function, args: &[Value], start_month: u32) -> Value {
    let first = &args[0];
    let second = args.get(1).unwrap_or(first);
    if let Some(Value::Unknown(why)) = args.iter().find(|arg| arg.is_unknown()) {
        return Value::Unknown(*why);
    }
    let number_of = |count: Option<i64>| count.map_or(Value::Unknown(Why::Mismatch), |count| Value::Number(Exact::from(count)));
    let part = |part: fn(crate::value::Date) -> i64| match first {
        Value::Date(date) => number_of(Some(part(*date))),
        _ => Value::Unknown(Why::Mismatch),
    };
    let whole = |make: fn(i64) -> Value| match first {
        Value::Number(number) => number.to_i64().map_or(Value::Unknown(Why::Mismatch), make),
        _ => Value::Unknown(Why::Mismatch),
    };
    let pick = |wanted: std::cmp::Ordering| match ops::compare(first, second) {
        Ok(ordering) => if ordering == wanted { first } else { second }.clone(),
        Err(why) => Value::Unknown(why),
    };
    match function {
        Function::FiscalYear => match first {
            Value::Date(date) => Value::FiscalYear(FiscalYear::of(*date, start_month)),
            _ => Value::Unknown(Why::Mismatch),
        },
        Function::Year => part(|date| date.year().into()),
        Function::Month => part(|date| date.month().into()),
        Function::Day => part(|date| date.day().into()),
        Function::Round => ops::round(first, second),
        Function::RoundUp => ops::round_up(first, second),
        Function::RoundDown => ops::round_down(first, second),
        Function::Abs => ops::abs(first),
        Function::WithTax => ops::with_tax(first, second),
        Function::WithoutTax => ops::without_tax(first, second),
        Function::Length => ops::length(first),
        Function::Prefix => ops::prefix(first, second),
        Function::Currency => match first {
            Value::Money(money) => Value::Text(money.currency.to_string().into()),
            _ => Value::Unknown(Why::Mismatch),
        },
        Function::Date => match first {
            Value::Moment(moment) => Value::Date(moment.date()),
            _ => Value::Unknown(Why::Mismatch),
        },
        Function::IsCorporateNumber => ops::is_corporate_number(first),
        Function::Min => pick(std::cmp::Ordering::Less),
        Function::Max => pick(std::cmp::Ordering::Greater),
        Function::Days => whole(Value::Days),
        Function::Months => whole(Value::Months),
        Function::Years => whole(Value::Years),
        Function::Number => match first {
            Value::Days(count) | Value::Months(count) | Value::Years(count) => number_of(Some(*count)),
            _ => Value::Unknown(Why::Mismatch),
        },
    }
}

/// A count as a number.
pub(super) fn count(items: usize) -> Exact {
    Exact::from(i64::try_from(items).unwrap_or(i64::MAX))
}

fn number(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than 2³² rows")
}
