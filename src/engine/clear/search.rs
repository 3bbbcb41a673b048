//! The fields that a verdict read, and what is found for each.

use super::field::Field;
use super::trial::{Probe, Trial};
use super::{chosen, ordered};
use crate::check::typed::Type;
use crate::finding::{Evidence, Outcome, RecordId, Way};
use crate::value::{Currency, Date, Exact, FiscalYear, Moment, Money, Value, Why};

/// The most fields of a finding that are tried, and the most members of a group whose fields are.
const FIELDS: usize = 40;
const MEMBERS: usize = 20;

/// A field that a verdict read.
pub(super) struct Read {
    /// The record, where the verdict is on several.
    pub(super) record: Option<RecordId>,
    pub(super) path: String,
    pub(super) label: [String; 2],
    pub(super) value: Value,
}

/// A field, and the changes of it that clear the finding.
pub(super) struct Sought {
    pub(super) read: Read,
    pub(super) found: Vec<Found>,
}

/// A change that clears.
pub(super) struct Found {
    /// What would stand there; unknown where any value does, or none is to.
    pub(super) to: Value,
    pub(super) way: Way,
    /// How far it is from what stands there.
    pub(super) by: Option<Value>,
    /// The values that were judged with: itself, or some of those that it stands for.
    pub(super) tried: Vec<Value>,
    /// What the rule then comes to.
    pub(super) outcome: Outcome,
}

impl Found {
    pub(super) fn new(to: Value, way: Way) -> Found {
        Found { tried: vec![to.clone()], to, way, by: None, outcome: Outcome::Pass }
    }

    /// Any of these would do.
    pub(super) fn given(tried: Vec<Value>) -> Found {
        Found { tried, ..Found::new(Value::Unknown(Why::Absent), Way::Given) }
    }
}

/// What would clear a finding, field by field; and whether there was more than was tried. Of a finding on one record that turns on others too, `own` is that
/// record, and no field of another is offered.
pub(super) fn sought(trial: &mut Trial<'_>, record: usize, own: Option<&RecordId>) -> (Vec<Sought>, bool) {
    let Some(now) = trial.evidence() else { return (Vec::new(), true) };
    let (reads, mut cut) = reads(&now, own);
    let mut all = Vec::new();
    for read in reads {
        let Some(field) = Field::find(trial.engine, record, &read.path) else { continue };
        let mut probe = Probe { trial: &mut *trial, field: &field, member: read.record.as_ref() };
        let mut found = changes(&mut probe, &read.value, &now);
        found.retain_mut(|found| {
            let outcome = found.tried.first().and_then(|tried| probe.outcome(tried));
            found.outcome = outcome.unwrap_or(Outcome::Fail);
            matches!(found.outcome, Outcome::Pass | Outcome::Excepted)
        });
        if trial.spent() {
            cut = true;
            break;
        }
        if !found.is_empty() {
            all.push(Sought { read, found });
        }
    }
    (all, cut)
}

/// The fields read, those that are left out too; and whether there are more.
fn reads(now: &Evidence, own: Option<&RecordId>) -> (Vec<Read>, bool) {
    let facts = now.facts.iter().map(|it| (&it.record, &it.path, &it.label, it.value.clone()));
    let absent = now.missing.iter().filter(|it| it.why == Why::Absent);
    let absent = absent.map(|it| (&it.record, &it.path, &it.label, Value::Unknown(Why::Absent)));
    let (mut all, mut members, mut cut) = (Vec::new(), Vec::new(), now.more > 0);
    for (record, path, label, value) in facts.chain(absent).filter(|(record, ..)| own.is_none() || record.is_none()) {
        let record = own.cloned().or_else(|| record.clone());
        if !members.contains(&record) {
            if members.len() == MEMBERS {
                cut = true;
                continue;
            }
            members.push(record.clone());
        }
        if all.len() == FIELDS {
            cut = true;
            break;
        }
        all.push(Read { record, path: path.clone(), label: label.clone(), value });
    }
    (all, cut)
}

/// The changes of a field that clear.
fn changes(probe: &mut Probe<'_, '_>, value: &Value, now: &Evidence) -> Vec<Found> {
    let ty = probe.field.ty;
    let found = match ty {
        Type::Bool | Type::Choice(_) => {
            let all = chosen::possibilities(probe, ty);
            chosen::others(probe, value, &all)
        }
        Type::Set(of) => chosen::items(probe, value, of, now),
        Type::Text => chosen::texts(probe, value, now),
        Type::List(_) | Type::Record(_) | Type::Row(_) | Type::Error => return Vec::new(),
        Type::Range(_) if value.is_unknown() => {
            let all = such(ty, now, None);
            chosen::others(probe, value, &all).into_iter().take(1).collect()
        }
        _ if value.is_unknown() => {
            let all = such(ty, now, probe.trial.settled.quiet.as_of);
            ordered::given(probe, &all, now).into_iter().collect()
        }
        _ => ordered::nearest(probe, value, now),
    };
    if found.is_empty() && !value.is_unknown() {
        return chosen::left_out(probe).into_iter().collect();
    }
    found
}

/// Values that a field of that type could have: those compared with, those of other fields, the date of the check, and any.
fn such(ty: &Type, now: &Evidence, as_of: Option<Date>) -> Vec<Value> {
    let compared = now.comparisons.iter().flat_map(|it| [Some(&it.left), it.right.as_ref()]).flatten();
    let facts = now.facts.iter().map(|fact| &fact.value);
    let mut all: Vec<Value> = compared.chain(facts).cloned().chain(as_of.map(Value::Date)).chain(any(ty)).collect();
    all.retain(|value| ty.fits(value));
    all.dedup();
    all
}

/// A value of a type that has an order.
fn any(ty: &Type) -> Option<Value> {
    Some(match ty {
        Type::Number => Value::Number(Exact::ONE),
        Type::Percent => Value::Percent(Exact::ONE),
        Type::Money(money) => Value::Money(Money { amount: Exact::ONE, currency: money.currency.unwrap_or(Currency::JPY) }),
        Type::Date => Value::Date(Date::ymd(2000, 1, 1)?),
        Type::Moment => Value::Moment(Moment::parse("2000-01-01T00:00:00Z").ok()?),
        Type::FiscalYear => Value::FiscalYear(FiscalYear(2000)),
        Type::Days => Value::Days(1),
        Type::Months => Value::Months(1),
        Type::Years => Value::Years(1),
        _ => return None,
    })
}
