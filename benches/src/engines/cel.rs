//! CEL by the crate `cel`: one expression a rule, compiled. Its values borrow from the record, and are found by name without a map. Dates are numbers: year,
//! month, day where they are ordered, days where they are counted.

use std::collections::HashMap;
use std::sync::Arc;

use cel::common::types::{CelBool, CelInt, CelList, CelMap, CelMapKey, CelString, LIST_TYPE};
use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;
use cel::{Context, Env, ExecutionError, Program, Value};

use crate::contract::Contract;
use crate::judge::{Judge, Named, Violation};
use crate::table::{ACTS, Act, CEILINGS, REQUIRED_CLAUSES};

/// The rules: true where they are kept.
const RULES: [&str; 15] = [
    "amount <= act[debt_item].limit",
    "act[debt_item].first <= signed_on && signed_on <= act[debt_item].last",
    "payments.all(p, act[debt_item].from <= p.year && p.year <= act[debt_item].to)",
    "sum(payments.map(p, p.amount)) == amount",
    "procedure != 'negotiated' || planned_price <= ceiling[kind]",
    "amount * 100 <= planned_price * 99",
    "procedure != 'open' || bidders > 1",
    "subcontracts.all(s, s.approved_on <= published_on)",
    "sum(subcontracts.map(s, s.amount)) * 2 <= amount",
    "!handles_personal_data || required.all(c, c in clauses)",
    "!handles_personal_data || privacy_mark || isms",
    "kind != 'lease' || ends_on <= starts_on + 60000",
    "published_day - signed_day <= 72",
    "!payments.exists(p, p.year > act[debt_item].to)",
    "id != ''",
];

/// The rules, compiled, and the tables.
pub struct Cel {
    rules: Vec<Program>,
    env: Arc<Env>,
    tables: Tables,
}

struct Tables {
    acts: CelMap<'static>,
    ceilings: CelMap<'static>,
    required: CelList<'static>,
}

/// A record, each field a value of CEL.
pub struct Facts<'a> {
    tables: &'a Tables,
    id: CelString<'a>,
    debt_item: CelString<'a>,
    kind: CelString<'a>,
    procedure: CelString<'a>,
    amount: CelInt,
    planned_price: CelInt,
    bidders: CelInt,
    signed_on: CelInt,
    signed_day: CelInt,
    starts_on: CelInt,
    ends_on: CelInt,
    published_on: CelInt,
    published_day: CelInt,
    handles_personal_data: CelBool,
    privacy_mark: CelBool,
    isms: CelBool,
    clauses: CelList<'a>,
    payments: CelList<'a>,
    subcontracts: CelList<'a>,
}

/// CEL with the rules.
#[must_use]
pub fn new() -> Named<Cel> {
    let mut env = Env::stdlib();
    env.add_overload("sum", "sum_list", vec![LIST_TYPE], sum).expect("CEL has no sum of its own");
    let env = Arc::new(env);
    let rules = RULES.iter().map(|rule| env.compile(rule).expect("the rule is CEL")).collect();
    let row = |act: &Act| {
        let first = i64::from(act.year) * 10_000 + 401;
        let (from, to) = (act.burden.0.into(), act.burden.1.into());
        map([("limit", act.limit), ("first", first), ("last", first + 9_930), ("from", from), ("to", to)])
    };
    let acts: HashMap<CelMapKey<'static>, Box<dyn Val>> = ACTS.iter().map(|act| (act.item.into(), boxed(row(act)))).collect();
    let words = REQUIRED_CLAUSES.iter().map(|word| boxed(CelString::from(*word))).collect::<Vec<_>>();
    let tables = Tables { acts: acts.into(), ceilings: map(CEILINGS), required: words.into() };
    Named {
        name: "cel",
        lacks: "no sum (B-04, B-09): a function in Rust; no tables: variables",
        judge: Cel { rules, env, tables },
    }
}

fn boxed<'v>(value: impl Val + 'v) -> Box<dyn Val + 'v> {
    Box::new(value)
}

fn map<const N: usize>(pairs: [(&'static str, i64); N]) -> CelMap<'static> {
    let entries: HashMap<CelMapKey<'static>, Box<dyn Val>> =
        pairs.into_iter().map(|(key, number)| (key.into(), boxed(CelInt::from(number)))).collect();
    entries.into()
}

/// The sum of a list of numbers.
fn sum<'b, 'v>(args: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let list = args[0].downcast_ref::<CelList>().expect("the overload takes a list");
    let numbers = list.inner().iter().map(|number| number.downcast_ref::<CelInt>().map_or(0, |number| *number.inner()));
    Ok(CowVal::owned(CelInt::from(numbers.sum::<i64>())))
}

impl VariableResolver for Facts<'_> {
    fn resolve<'b>(&'b self, name: &str) -> Option<CowVal<'b, 'b>> {
        let value: &(dyn Val + 'b) = match name {
            "act" => &self.tables.acts,
            "ceiling" => &self.tables.ceilings,
            "required" => &self.tables.required,
            "id" => &self.id,
            "debt_item" => &self.debt_item,
            "kind" => &self.kind,
            "procedure" => &self.procedure,
            "amount" => &self.amount,
            "planned_price" => &self.planned_price,
            "bidders" => &self.bidders,
            "signed_on" => &self.signed_on,
            "signed_day" => &self.signed_day,
            "starts_on" => &self.starts_on,
            "ends_on" => &self.ends_on,
            "published_on" => &self.published_on,
            "published_day" => &self.published_day,
            "handles_personal_data" => &self.handles_personal_data,
            "privacy_mark" => &self.privacy_mark,
            "isms" => &self.isms,
            "clauses" => &self.clauses,
            "payments" => &self.payments,
            "subcontracts" => &self.subcontracts,
            _ => return None,
        };
        Some(CowVal::Borrowed(value))
    }
}

impl Judge for Cel {
    type Record<'a> = Facts<'a>;

    fn decode<'a>(&'a self, line: &'a [u8]) -> Facts<'a> {
        let it = Contract::read(line);
        let payments = it.payments.iter().map(|it| boxed(map([("year", it.year.into()), ("amount", it.amount)])));
        let subcontracts =
            it.subcontracts.iter().map(|it| boxed(map([("amount", it.amount), ("approved_on", it.approved_on.ymd())])));
        let clauses: Vec<Box<dyn Val + 'a>> = it.clauses.iter().map(|clause| boxed(CelString::from(clause.word()))).collect();
        Facts {
            tables: &self.tables,
            clauses: clauses.into(),
            payments: payments.collect::<Vec<_>>().into(),
            subcontracts: subcontracts.collect::<Vec<_>>().into(),
            id: it.id.into(),
            debt_item: it.debt_item.into(),
            kind: it.kind.word().into(),
            procedure: it.procedure.word().into(),
            amount: it.amount.into(),
            planned_price: it.planned_price.into(),
            bidders: i64::from(it.bidders).into(),
            signed_on: it.signed_on.ymd().into(),
            signed_day: it.signed_on.count().into(),
            starts_on: it.starts_on.ymd().into(),
            ends_on: it.ends_on.ymd().into(),
            published_on: it.published_on.ymd().into(),
            published_day: it.published_on.count().into(),
            handles_personal_data: it.handles_personal_data.into(),
            privacy_mark: it.privacy_mark.into(),
            isms: it.isms.into(),
        }
    }

    fn judge(&self, number: u32, record: &Facts<'_>, found: &mut Vec<Violation>) {
        let mut context = Context::with_env(Arc::clone(&self.env));
        context.set_variable_resolver(record);
        for (rule, program) in (1..).zip(&self.rules) {
            let kept = Value::resolve_val(program.expression(), &context).expect("the rule fits the record");
            if !kept.downcast_ref::<CelBool>().is_some_and(|kept| *kept.inner()) {
                found.push(Violation { record: number, rule });
            }
        }
    }
}
