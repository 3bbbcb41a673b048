//! datalogic-rs: JSONLogic. Records are built in its own arena, dates as numbers: year, month, day where they are ordered, days where they are counted.
//! The tables stand in the data, as JSONLogic has none of its own.

use bumpalo::Bump;
use datalogic_rs::{DataValue, Engine, Logic};
use serde_json::{Value, json};

use crate::contract::Contract;
use crate::generate::Lines;
use crate::judge::{Judge, Named, Violation};
use crate::table::{ACTS, CEILINGS, REQUIRED_CLAUSES};

/// The rules, compiled, and the tables.
pub struct DataLogic {
    engine: Engine,
    rules: Vec<Logic>,
    arena: Bump,
    tables: &'static [(&'static str, DataValue<'static>); 2],
}

/// datalogic-rs with the rules.
#[must_use]
pub fn new() -> Named<DataLogic> {
    let engine = Engine::new();
    let compile = |rule: Value| engine.compile(rule.to_string().as_str()).expect("the rule is JSONLogic");
    let rules = rules().into_iter().map(compile).collect();
    let judge = DataLogic { rules, engine, arena: Bump::new(), tables: tables() };
    Named { name: "datalogic-rs", lacks: "no tables: they are handed over with each record", judge }
}

/// The tables, kept for as long as the program runs.
fn tables() -> &'static [(&'static str, DataValue<'static>); 2] {
    let arena: &'static Bump = Box::leak(Box::new(Bump::new()));
    let number = DataValue::from_i64;
    let object = |pairs: Vec<(&'static str, DataValue<'static>)>| DataValue::Object(arena.alloc_slice_copy(&pairs));
    let row = |act: &crate::table::Act| {
        let (from, to) = act.burden;
        let first = i64::from(act.year) * 10_000 + 401;
        object(vec![
            ("limit", number(act.limit)),
            ("first", number(first)),
            ("last", number(first + 9_930)),
            ("from", number(from.into())),
            ("to", number(to.into())),
        ])
    };
    let acts = object(ACTS.iter().map(|act| (act.item, row(act))).collect());
    let ceilings = object(CEILINGS.iter().map(|(kind, ceiling)| (*kind, number(*ceiling))).collect());
    arena.alloc([("act", acts), ("ceiling", ceilings)])
}

/// The rules: true where they are kept.
fn rules() -> Vec<Value> {
    let val = |name: &str| json!({"val": name});
    let act = |column: &str| json!({"val": ["act", {"val": "debt_item"}, column]});
    let outer_act = |column: &str| json!({"val": [[-2], "act", {"val": [[-2], "debt_item"]}, column]});
    let sum = |list: &str| json!({"reduce": [val(list), {"+": [{"val": ["current", "amount"]}, val("accumulator")]}, 0]});
    let unless = |condition: Value, holds: Value| json!({"or": [{"!": [condition]}, holds]});
    vec![
        json!({"<=": [val("amount"), act("limit")]}),
        json!({"<=": [act("first"), val("signed_on"), act("last")]}),
        json!({"!": [{"some": [val("payments"), {"!": [{"<=": [outer_act("from"), val("year"), outer_act("to")]}]}]}]}),
        json!({"===": [sum("payments"), val("amount")]}),
        unless(
            json!({"===": [val("procedure"), "negotiated"]}),
            json!({"<=": [val("planned_price"), {"val": ["ceiling", val("kind")]}]}),
        ),
        json!({"<=": [{"*": [val("amount"), 100]}, {"*": [val("planned_price"), 99]}]}),
        unless(json!({"===": [val("procedure"), "open"]}), json!({">": [val("bidders"), 1]})),
        json!({"!": [{"some": [val("subcontracts"), {">": [val("approved_on"), {"val": [[-2], "published_on"]}]}]}]}),
        json!({"<=": [{"*": [sum("subcontracts"), 2]}, val("amount")]}),
        unless(
            val("handles_personal_data"),
            json!({"all": [REQUIRED_CLAUSES, {"in": [{"val": []}, {"val": [[-2], "clauses"]}]}]}),
        ),
        unless(val("handles_personal_data"), json!({"or": [val("privacy_mark"), val("isms")]})),
        unless(json!({"===": [val("kind"), "lease"]}), json!({"<=": [val("ends_on"), {"+": [val("starts_on"), 60_000]}]})),
        json!({"<=": [{"-": [val("published_day"), val("signed_day")]}, 72]}),
        json!({"!": [{"some": [val("payments"), {">": [val("year"), outer_act("to")]}]}]}),
        json!({"!==": [val("id"), ""]}),
    ]
}

impl DataLogic {
    /// A record in an arena.
    fn build<'a>(&self, arena: &'a Bump, line: &'a [u8]) -> DataValue<'a> {
        let it = Contract::read(line);
        let (number, text) = (DataValue::from_i64, |text: &str| DataValue::String(arena.alloc_str(text)));
        let payment = |at: usize| {
            let payment = &it.payments[at];
            let pairs = [("year", number(payment.year.into())), ("amount", number(payment.amount))];
            DataValue::Object(arena.alloc(pairs))
        };
        let subcontract = |at: usize| {
            let sub = &it.subcontracts[at];
            DataValue::Object(arena.alloc([("amount", number(sub.amount)), ("approved_on", number(sub.approved_on.ymd()))]))
        };
        let clauses = arena.alloc_slice_fill_with(it.clauses.len(), |at| DataValue::String(it.clauses[at].word()));
        let [acts, ceilings] = *self.tables;
        DataValue::Object(arena.alloc([
            ("id", text(&it.id)),
            ("kind", DataValue::String(it.kind.word())),
            ("procedure", DataValue::String(it.procedure.word())),
            ("amount", number(it.amount)),
            ("planned_price", number(it.planned_price)),
            ("bidders", number(it.bidders.into())),
            ("signed_on", number(it.signed_on.ymd())),
            ("signed_day", number(it.signed_on.count())),
            ("starts_on", number(it.starts_on.ymd())),
            ("ends_on", number(it.ends_on.ymd())),
            ("published_on", number(it.published_on.ymd())),
            ("published_day", number(it.published_on.count())),
            ("debt_item", text(&it.debt_item)),
            ("handles_personal_data", DataValue::Bool(it.handles_personal_data)),
            ("privacy_mark", DataValue::Bool(it.privacy_mark)),
            ("isms", DataValue::Bool(it.isms)),
            ("clauses", DataValue::Array(clauses)),
            ("payments", DataValue::Array(arena.alloc_slice_fill_with(it.payments.len(), payment))),
            ("subcontracts", DataValue::Array(arena.alloc_slice_fill_with(it.subcontracts.len(), subcontract))),
            acts,
            ceilings,
        ]))
    }

    fn tell<'a>(&'a self, number: u32, record: &'a DataValue<'a>, scratch: &'a Bump, found: &mut Vec<Violation>) {
        for (rule, logic) in (1..).zip(&self.rules) {
            let kept = self.engine.evaluate(logic, record, scratch).expect("the rule fits the record");
            if kept.as_bool() != Some(true) {
                found.push(Violation { record: number, rule });
            }
        }
    }
}

impl Judge for DataLogic {
    type Record<'a> = DataValue<'a>;

    fn decode<'a>(&'a self, line: &'a [u8]) -> DataValue<'a> {
        self.build(&self.arena, line)
    }

    fn judge(&self, number: u32, record: &DataValue<'_>, found: &mut Vec<Violation>) {
        let scratch = Bump::new();
        self.tell(number, record, &scratch, found);
    }

    fn end_to_end(&self, lines: &Lines, found: &mut Vec<Violation>) {
        let mut arena = Bump::new();
        for (number, line) in (0..).zip(lines.iter()) {
            let record = self.build(&arena, line);
            self.tell(number, &record, &arena, found);
            arena.reset();
        }
    }
}
