//! Records that show a finding: made of the values that a formula holds by, run through the engine, and written as an example writes them.

use std::collections::BTreeMap;

use super::computed::{operands, value_of};
use super::formula::{Formula, Word};
use super::linear::{Linear, Var};
use super::read::{Lists, Reader};
use super::solve::{Model, solve};
use super::system::{Outcome as Answer, preferred};
use super::variables::{Derived, Path, Source, Step, Variable, day_number, day_of, is_number, words_of};
use crate::check::typed::{Case, Expect, ExpectOutcome, Presence, Program, RecordIx, Type};
use crate::source::Span;
use crate::value::{Currency, Date, Exact, FiscalYear, Money, Value, Why, ops};

/// Values by which a formula holds, what is computed of others being what it is.
pub(super) fn find(reader: &Reader<'_>, formula: &Formula) -> Option<Model> {
    let mut formula = formula.clone();
    for _ in 0..8 {
        let Answer::Found(mut model) = solve(&formula, &reader.vars, reader.program) else { return None };
        for var in &model.present {
            let ty = &reader.vars.get(*var).ty;
            if is_number(ty) {
                model.numbers.entry(*var).or_insert_with(|| preferred(ty));
            }
        }
        let month = reader.program.fiscal_year_start;
        let wrong = reader.vars.iter().find_map(|(var, known)| {
            let derived = known.derived.as_ref()?;
            let of: Vec<Exact> = operands(derived).into_iter().map(|linear| settled(linear, &model)).collect::<Option<_>>()?;
            let (is, is_taken_for) = (value_of(derived, &of, month)?, *model.numbers.get(&var)?);
            (is != is_taken_for).then_some((var, derived, of, is, is_taken_for))
        });
        let Some((var, derived, of, is, is_taken_for)) = wrong else { return Some(model) };
        let pinned = pins(var, derived, &of, is, is_taken_for, month).into_iter().find_map(|pin| {
            let more = formula.clone().and(pin);
            matches!(solve(&more, &reader.vars, reader.program), Answer::Found(_)).then_some(more)
        });
        formula = pinned?;
    }
    None
}

fn settled(linear: &Linear, model: &Model) -> Option<Exact> {
    linear.value(&model.numbers)
}

/// Ways to make what is computed what it is taken for, the freest first.
fn pins(var: Var, derived: &Derived, of: &[Exact], is: Exact, taken: Exact, month: u32) -> Vec<Formula> {
    let equals = |linear: &Linear, value: Exact| linear.minus(&Linear::fixed(value)).map(Formula::zero);
    let between = |day: &Linear, from: Option<Date>, until: Option<Date>| {
        let from = Linear::fixed(day_number(from?)).minus(day)?;
        let until = day.minus(&Linear::fixed(day_number(until?)))?;
        Some(Formula::at_most(from).and(Formula::at_most(until)))
    };
    let own = Linear::of(var);
    let year = || Some(FiscalYear(i32::try_from(taken.to_i64()?).ok()?));
    let freest = match derived {
        Derived::FiscalYear(day) => year().and_then(|year| between(day, year.start(month), year.end(month))),
        Derived::Year(day) => year().and_then(|year| between(day, year.start(1), year.end(1))),
        Derived::Month(day) => day_of(of[0]).zip(taken.to_i64()).and_then(|(at, month)| {
            let first = Date::ymd(at.year(), u32::try_from(month).ok()?, 1)?;
            between(day, Some(first), first.add_months(1).and_then(|next| next.add_days(-1)))
        }),
        Derived::Day(day) => day_of(of[0]).zip(taken.to_i64()).and_then(|(at, wanted)| {
            let on = Date::ymd(at.year(), at.month(), u32::try_from(wanted).ok()?);
            between(day, on, on)
        }),
        Derived::Product(one, other) => {
            let product = one.times(of[1]).and_then(|product| own.minus(&product)).map(Formula::zero);
            equals(other, of[1]).zip(product).map(|(other, product)| other.and(product))
        }
        Derived::Quotient(one, other) => {
            let quotient = Exact::ONE.checked_div(of[1]).ok().and_then(|by| own.minus(&one.times(by)?)).map(Formula::zero);
            equals(other, of[1]).zip(quotient).map(|(other, quotient)| other.and(quotient))
        }
        Derived::LaterBy(..) | Derived::Rounded(..) => None,
    };
    let taken_for = freest.zip(equals(&own, taken)).map(|(freest, own)| match derived {
        Derived::Product(..) | Derived::Quotient(..) => freest,
        _ => freest.and(own),
    });
    let fixed: Option<Vec<Formula>> =
        operands(derived).into_iter().zip(of).map(|(linear, value)| equals(linear, *value)).collect();
    let as_is = fixed.zip(equals(&own, is)).map(|(fixed, own)| Formula::all(fixed).and(own));
    taken_for.into_iter().chain(as_is).collect()
}

/// The case that values make.
pub(super) fn case_of(reader: &Reader<'_>, model: &Model) -> Option<Case> {
    let mut facts: BTreeMap<Path, Value> = BTreeMap::new();
    let (mut parameters, mut as_of) = (BTreeMap::new(), None);
    for (var, known) in reader.vars.iter() {
        let Some(value) = value(var, known, model, reader.program)? else { continue };
        match &known.source {
            Source::Fact(path) => {
                facts.insert(path.clone(), value);
            }
            Source::Parameter(parameter) => {
                parameters.insert(*parameter, value);
            }
            Source::AsOf => {
                if let Value::Date(date) = value {
                    as_of = Some(date);
                }
            }
            Source::Key(_) | Source::Text(_) => {}
        }
    }
    let building = Building { reader, facts };
    let mut roots = reader.roots.clone();
    if roots.is_empty() {
        // A case has a record, also where none is asked about.
        roots.extend(reader.program.records.iter().position(|record| record.root && record.summary.is_none()));
    }
    let records = roots.iter().enumerate().map(|(root, record)| (*record, building.record(&Path::root(root), *record)));
    let expect = Expect { outcome: ExpectOutcome::Pass, missing: Vec::new(), exception: None, at: None };
    Some(Case { parameters, as_of, tables: BTreeMap::new(), records: records.collect(), expect, span: Span::default() })
}

/// The value of a variable. The outer `None`: it has one that cannot be written.
fn value(var: Var, known: &Variable, model: &Model, program: &Program) -> Option<Option<Value>> {
    if model.absent.contains(&var) {
        return Some(Some(Value::Unknown(Why::Absent)));
    }
    if let Some(number) = model.numbers.get(&var) {
        return number_as(*number, &known.ty).map(Some);
    }
    if let Some(word) = model.words.get(&var) {
        return Some(Some(word.value()));
    }
    if let Some(words) = model.sets.get(&var) {
        return Some(Some(ops::set_of(words.iter().map(Word::value).collect())));
    }
    Some(model.present.contains(&var).then(|| any_value(&known.ty, program)).flatten())
}

/// Some value of a type.
fn any_value(ty: &Type, program: &Program) -> Option<Value> {
    match ty {
        Type::Text => Some(Value::Text("甲".into())),
        Type::Set(_) => Some(ops::set_of(Vec::new())),
        Type::Bool | Type::Choice(_) => Some(words_of(ty, program)?.first()?.value()),
        ty => number_as(preferred(ty), ty),
    }
}

fn number_as(number: Exact, ty: &Type) -> Option<Value> {
    match ty {
        Type::Money(money) => {
            number.as_decimal()?;
            Some(Value::Money(Money { amount: number, currency: money.currency.unwrap_or(Currency::JPY) }))
        }
        Type::Number => number.as_decimal().map(|_| Value::Number(number)),
        Type::Percent => number.as_decimal().map(|_| Value::Percent(number)),
        Type::Date => day_of(number).map(Value::Date),
        Type::FiscalYear => i32::try_from(number.to_i64()?)
            .ok()
            .filter(|year| (1..=9999).contains(year))
            .map(|year| Value::FiscalYear(FiscalYear(year))),
        Type::Days => number.to_i64().map(Value::Days),
        Type::Months => number.to_i64().map(Value::Months),
        Type::Years => number.to_i64().map(Value::Years),
        _ => None,
    }
}

/// Records as they are put together.
struct Building<'r, 'p> {
    reader: &'r Reader<'p>,
    facts: BTreeMap<Path, Value>,
}

impl Building<'_, '_> {
    fn record(&self, path: &Path, record: RecordIx) -> Value {
        let fields = self.reader.program.records[record].fields.iter().enumerate().map(|(at, field)| {
            let path = path.down(Step::Field(at));
            let given = match &field.ty {
                Type::List(of) => of.record().and_then(|of| self.list(&path, of)),
                Type::Record(of) => self.is_named(&path).then(|| self.record(&path, *of)),
                Type::Range(_) => self.range(&path),
                _ => self.facts.get(&path).cloned(),
            };
            given.unwrap_or(match field.presence {
                Presence::Required => Value::Unknown(Why::Missing),
                Presence::Optional => Value::Unknown(Why::Absent),
                Presence::Default(_) => Value::Unknown(Why::Default),
            })
        });
        Value::Record(fields.collect())
    }

    /// A list with as many elements as were looked at; none where it was not.
    fn list(&self, path: &Path, of: RecordIx) -> Option<Value> {
        let count = match (self.reader.lists, self.reader.gone_over.contains(path)) {
            (Lists::Of(count), true) => count,
            _ => 0,
        };
        let count = count.max(usize::from(self.is_named(&path.down(Step::Element(0)))));
        if count == 0 && !self.reader.gone_over.contains(path) {
            return None;
        }
        Some(Value::List((0..count).map(|at| self.record(&path.down(Step::Element(at)), of)).collect()))
    }

    fn range(&self, path: &Path) -> Option<Value> {
        let start = self.facts.get(&path.down(Step::Start))?;
        match (start, self.facts.get(&path.down(Step::End))) {
            (Value::Unknown(why), _) => Some(Value::Unknown(*why)),
            (start, end) => Some(ops::make_range(start, end.unwrap_or(start))),
        }
    }

    /// Whether anything is said of what lies below, or it was looked at.
    fn is_named(&self, path: &Path) -> bool {
        let below = |known: &Path| known.root == path.root && known.steps.starts_with(&path.steps);
        self.facts.keys().any(below)
            || self.reader.vars.iter().any(|(_, known)| matches!(&known.source, Source::Fact(of) if below(of)))
    }
}
