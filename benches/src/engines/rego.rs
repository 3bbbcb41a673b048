//! Rego by `regorus`, compiled for its virtual machine: the broken rules as one set. Dates are numbers: year, month, day where they are ordered, days where
//! they are counted.

use std::cell::RefCell;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::RegoVM;
use regorus::value::{Array, Object, Set};
use regorus::{Engine, Value};
use serde_json::json;

use crate::contract::Contract;
use crate::judge::{Judge, Named, Violation};
use crate::table::{ACTS, CEILINGS};

/// The rules: each adds its number where it is broken.
const RULES: &str = r#"
package bench

row := data.act[input.debt_item]

required := {"safety", "secrecy", "education", "damages", "compliance", "suboutsourcing"}

broken contains 1 if input.amount > row.limit
broken contains 2 if input.signed_on < row.first
broken contains 2 if input.signed_on > row.last
broken contains 3 if { some payment in input.payments; payment.year < row.from }
broken contains 3 if { some payment in input.payments; payment.year > row.to }
broken contains 4 if sum([payment.amount | some payment in input.payments]) != input.amount
broken contains 5 if { input.procedure == "negotiated"; input.planned_price > data.ceiling[input.kind] }
broken contains 6 if input.amount * 100 > input.planned_price * 99
broken contains 7 if { input.procedure == "open"; input.bidders <= 1 }
broken contains 8 if { some sub in input.subcontracts; sub.approved_on > input.published_on }
broken contains 9 if sum([sub.amount | some sub in input.subcontracts]) * 2 > input.amount
broken contains 10 if { input.handles_personal_data; count(required - input.clauses) > 0 }
broken contains 11 if { input.handles_personal_data; not input.privacy_mark; not input.isms }
broken contains 12 if { input.kind == "lease"; input.ends_on > input.starts_on + 60000 }
broken contains 13 if input.published_day - input.signed_day > 72
broken contains 14 if { some payment in input.payments; payment.year > row.to }
broken contains 15 if input.id == ""
"#;

/// The machine with the rules and the tables loaded.
pub struct Rego {
    machine: RefCell<RegoVM>,
    keys: Keys,
}

/// The names of fields, made once.
struct Keys {
    record: [Value; 19],
    payment: [Value; 2],
    subcontract: [Value; 2],
}

/// Rego with the rules.
#[must_use]
pub fn new() -> Named<Rego> {
    let acts: serde_json::Map<String, serde_json::Value> = (ACTS.iter())
        .map(|act| {
            let first = act.year * 10_000 + 401;
            let row = json!({
                "limit": act.limit, "first": first, "last": first + 9_930, "from": act.burden.0, "to": act.burden.1,
            });
            (act.item.to_owned(), row)
        })
        .collect();
    let ceilings: serde_json::Map<String, serde_json::Value> =
        CEILINGS.iter().map(|(kind, ceiling)| ((*kind).to_owned(), json!(ceiling))).collect();
    let data = Value::from_json_str(&json!({"act": acts, "ceiling": ceilings}).to_string()).expect("the tables are JSON");
    let mut engine = Engine::new();
    engine.add_policy("bench.rego".to_owned(), RULES.to_owned()).expect("the rules are Rego");
    engine.add_data(data.clone()).expect("the tables are an object");
    let policy = engine.compile_with_entrypoint(&"data.bench.broken".into()).expect("the rules compile");
    let program = Compiler::compile_from_policy(&policy, &["data.bench.broken"]).expect("the rules compile");
    let mut machine = RegoVM::new();
    machine.load_program(program);
    machine.set_data(data).expect("no rule stands where the tables do");
    machine.set_max_instructions(usize::MAX);
    let keys = Keys {
        record: [
            "id",
            "kind",
            "procedure",
            "amount",
            "planned_price",
            "bidders",
            "signed_on",
            "signed_day",
            "starts_on",
            "ends_on",
            "published_on",
            "published_day",
            "debt_item",
            "handles_personal_data",
            "privacy_mark",
            "isms",
            "clauses",
            "payments",
            "subcontracts",
        ]
        .map(Value::from),
        payment: ["year", "amount"].map(Value::from),
        subcontract: ["amount", "approved_on"].map(Value::from),
    };
    Named { name: "regorus", lacks: "", judge: Rego { machine: RefCell::new(machine), keys } }
}

fn object<const N: usize>(keys: &[Value; N], values: [Value; N]) -> Value {
    keys.iter().cloned().zip(values).collect::<Object>().into()
}

impl Judge for Rego {
    type Record<'a> = Value;

    fn decode<'a>(&'a self, line: &'a [u8]) -> Value {
        let it = Contract::read(line);
        let payment = |it: &crate::contract::Payment| object(&self.keys.payment, [it.year.into(), it.amount.into()]);
        let sub =
            |it: &crate::contract::Subcontract| object(&self.keys.subcontract, [it.amount.into(), it.approved_on.ymd().into()]);
        let clauses = it.clauses.iter().map(|clause| Value::from(clause.word()));
        object(
            &self.keys.record,
            [
                Value::from(&*it.id),
                it.kind.word().into(),
                it.procedure.word().into(),
                it.amount.into(),
                it.planned_price.into(),
                it.bidders.into(),
                it.signed_on.ymd().into(),
                it.signed_on.count().into(),
                it.starts_on.ymd().into(),
                it.ends_on.ymd().into(),
                it.published_on.ymd().into(),
                it.published_on.count().into(),
                Value::from(&*it.debt_item),
                it.handles_personal_data.into(),
                it.privacy_mark.into(),
                it.isms.into(),
                clauses.collect::<Set>().into(),
                it.payments.iter().map(payment).collect::<Array>().into(),
                it.subcontracts.iter().map(sub).collect::<Array>().into(),
            ],
        )
    }

    fn judge(&self, number: u32, record: &Value, found: &mut Vec<Violation>) {
        let machine = &mut *self.machine.borrow_mut();
        machine.set_input(record.clone());
        let broken = machine.execute().expect("the rules fit the record");
        for rule in broken.as_set().expect("it is a set").iter() {
            let rule = rule.as_u8().expect("the rules are numbered");
            found.push(Violation { record: number, rule });
        }
    }
}
