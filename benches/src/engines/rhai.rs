//! Rhai: one script of all rules, compiled; it gives the numbers of those that are broken. Dates are numbers: year, month, day where they are ordered, days
//! where they are counted.

use rhai::{AST, Array, Dynamic, Engine, ImmutableString, Map, OptimizationLevel, Scope};

use crate::contract::Contract;
use crate::judge::{Judge, Named, Violation};
use crate::table::{ACTS, CEILINGS};

/// The rules: a function that is called with a record and the tables.
const RULES: &str = r#"
fn broken(it, act, ceiling) {
    let broken = [];
    let row = act[it.debt_item];
    if it.amount > row.limit { broken.push(1); }
    if it.signed_on < row.first || it.signed_on > row.last { broken.push(2); }
    let total = 0;
    let outside = false;
    let after = false;
    for payment in it.payments {
        total += payment.amount;
        if payment.year < row.from { outside = true; }
        if payment.year > row.to { outside = true; after = true; }
    }
    if outside { broken.push(3); }
    if total != it.amount { broken.push(4); }
    if it.procedure == "negotiated" && it.planned_price > ceiling[it.kind] { broken.push(5); }
    if it.amount * 100 > it.planned_price * 99 { broken.push(6); }
    if it.procedure == "open" && it.bidders <= 1 { broken.push(7); }
    let passed = 0;
    let late = false;
    for sub in it.subcontracts {
        passed += sub.amount;
        if sub.approved_on > it.published_on { late = true; }
    }
    if late { broken.push(8); }
    if passed * 2 > it.amount { broken.push(9); }
    if it.handles_personal_data {
        for clause in ["safety", "secrecy", "education", "damages", "compliance", "suboutsourcing"] {
            if !(clause in it.clauses) { broken.push(10); break; }
        }
        if !it.privacy_mark && !it.isms { broken.push(11); }
    }
    if it.kind == "lease" && it.ends_on > it.starts_on + 60000 { broken.push(12); }
    if it.published_day - it.signed_day > 72 { broken.push(13); }
    if after { broken.push(14); }
    if it.id == "" { broken.push(15); }
    broken
}
"#;

/// The script, compiled, and the tables.
pub struct Rhai {
    engine: Engine,
    script: AST,
    acts: Dynamic,
    ceilings: Dynamic,
}

/// Rhai with the rules.
#[must_use]
pub fn new() -> Named<Rhai> {
    let mut engine = Engine::new();
    engine.set_optimization_level(OptimizationLevel::Full);
    let script = engine.compile(RULES).expect("the rules are a script");
    let row = |act: &crate::table::Act| {
        let first = i64::from(act.year) * 10_000 + 401;
        let (from, to) = (act.burden.0.into(), act.burden.1.into());
        map([
            ("limit", act.limit.into()),
            ("first", first.into()),
            ("last", (first + 9_930).into()),
            ("from", number(from)),
            ("to", number(to)),
        ])
    };
    // Shared, so that a call does not copy them.
    let acts = map(ACTS.map(|act| (act.item, row(&act)))).into_shared();
    let ceilings = map(CEILINGS.map(|(kind, ceiling)| (kind, ceiling.into()))).into_shared();
    Named { name: "rhai", lacks: "", judge: Rhai { engine, script, acts, ceilings } }
}

fn number(number: i64) -> Dynamic {
    number.into()
}

fn map(pairs: impl IntoIterator<Item = (&'static str, Dynamic)>) -> Dynamic {
    Dynamic::from_map(pairs.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>())
}

impl Judge for Rhai {
    type Record<'a> = Dynamic;

    fn decode<'a>(&'a self, line: &'a [u8]) -> Dynamic {
        let it = Contract::read(line);
        let text = |text: &str| Dynamic::from(ImmutableString::from(text));
        let payment = |it: &crate::contract::Payment| map([("year", number(it.year.into())), ("amount", number(it.amount))]);
        let sub = |it: &crate::contract::Subcontract| {
            map([("amount", number(it.amount)), ("approved_on", number(it.approved_on.ymd()))])
        };
        let others = [
            ("id", text(&it.id)),
            ("kind", text(it.kind.word())),
            ("procedure", text(it.procedure.word())),
            ("debt_item", text(&it.debt_item)),
            ("handles_personal_data", it.handles_personal_data.into()),
            ("privacy_mark", it.privacy_mark.into()),
            ("isms", it.isms.into()),
            ("clauses", Dynamic::from_array(it.clauses.iter().map(|clause| text(clause.word())).collect())),
            ("payments", Dynamic::from_array(it.payments.iter().map(payment).collect())),
            ("subcontracts", Dynamic::from_array(it.subcontracts.iter().map(sub).collect())),
        ];
        map(it.numbers().map(|(name, value)| (name, number(value))).into_iter().chain(others)).into_shared()
    }

    fn judge(&self, number: u32, record: &Dynamic, found: &mut Vec<Violation>) {
        let arguments = (record.clone(), self.acts.clone(), self.ceilings.clone());
        let broken: Array =
            self.engine.call_fn(&mut Scope::new(), &self.script, "broken", arguments).expect("the rules fit the record");
        for rule in broken {
            let rule = rule.as_int().expect("the rules are numbered");
            found.push(Violation { record: number, rule: u8::try_from(rule).expect("there are fifteen") });
        }
    }
}
