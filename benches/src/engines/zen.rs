//! zen-expression: one expression a rule, compiled; dates as numbers: year, month, day where they are ordered, days where they are counted.

use std::cell::RefCell;

use zen_expression::expression::Standard;
use zen_expression::scope::Scope;
use zen_expression::variable::{Variable, VariableMap};
use zen_expression::vm::VM;
use zen_expression::{Expression, compile_expression};
use zen_types::symbol::Symbol;

use crate::contract::Contract;
use crate::judge::{Judge, Named, Violation};
use crate::table::{ACTS, CEILINGS};

/// The rules: true where they are kept.
const RULES: [&str; 15] = [
    "amount <= act[debt_item].limit",
    "act[debt_item].first <= signed_on and signed_on <= act[debt_item].last",
    "all(payments, act[debt_item].from <= #.year and #.year <= act[debt_item].to)",
    "sum(map(payments, #.amount)) == amount",
    "procedure != 'negotiated' or planned_price <= ceiling[kind]",
    "amount * 100 <= planned_price * 99",
    "procedure != 'open' or bidders > 1",
    "all(subcontracts, #.approved_on <= published_on)",
    "sum(map(subcontracts, #.amount)) * 2 <= amount",
    "not handles_personal_data or all(['safety', 'secrecy', 'education', 'damages', 'compliance', 'suboutsourcing'], # in clauses)",
    "not handles_personal_data or privacy_mark or isms",
    "kind != 'lease' or ends_on <= starts_on + 60000",
    "published_day - signed_day <= 72",
    "none(payments, #.year > act[debt_item].to)",
    "id != ''",
];

/// The rules, compiled, and the tables.
pub struct Zen {
    rules: Vec<Expression<Standard>>,
    machine: RefCell<VM>,
    acts: Variable,
    ceilings: Variable,
}

/// zen-expression with the rules.
#[must_use]
pub fn new() -> Named<Zen> {
    let rules = RULES.iter().map(|rule| compile_expression(rule).expect("the rule is an expression")).collect();
    let row = |act: &crate::table::Act| {
        let first = i64::from(act.year) * 10_000 + 401;
        object([
            ("limit", number(act.limit)),
            ("first", number(first)),
            ("last", number(first + 9_930)),
            ("from", number(act.burden.0.into())),
            ("to", number(act.burden.1.into())),
        ])
    };
    let acts = object(ACTS.map(|act| (act.item, row(&act))));
    let ceilings = object(CEILINGS.map(|(kind, ceiling)| (kind, number(ceiling))));
    let judge = Zen { rules, machine: RefCell::new(VM::new()), acts, ceilings };
    Named { name: "zen-expression", lacks: "no tables: they are handed over with each record", judge }
}

fn object(pairs: impl IntoIterator<Item = (&'static str, Variable)>) -> Variable {
    let pairs = pairs.into_iter();
    let mut map = VariableMap::with_capacity(pairs.size_hint().0);
    for (key, value) in pairs {
        map.insert(Symbol::from_static(key), value);
    }
    Variable::from_object(map)
}

fn number(number: i64) -> Variable {
    Variable::Number(number.into())
}

fn word(word: &'static str) -> Variable {
    Variable::String(Symbol::from_static(word))
}

impl Judge for Zen {
    type Record<'a> = Variable;

    fn decode<'a>(&'a self, line: &'a [u8]) -> Variable {
        let it = Contract::read(line);
        let payments = it.payments.iter().map(|it| object([("year", number(it.year.into())), ("amount", number(it.amount))]));
        let subcontracts = it
            .subcontracts
            .iter()
            .map(|it| object([("amount", number(it.amount)), ("approved_on", number(it.approved_on.ymd()))]));
        let others = [
            ("id", Variable::String(Symbol::from(&*it.id))),
            ("kind", word(it.kind.word())),
            ("procedure", word(it.procedure.word())),
            ("debt_item", Variable::String(Symbol::from(&*it.debt_item))),
            ("handles_personal_data", Variable::Bool(it.handles_personal_data)),
            ("privacy_mark", Variable::Bool(it.privacy_mark)),
            ("isms", Variable::Bool(it.isms)),
            ("clauses", Variable::from_array(it.clauses.iter().map(|clause| word(clause.word())).collect())),
            ("payments", Variable::from_array(payments.collect())),
            ("subcontracts", Variable::from_array(subcontracts.collect())),
            ("act", self.acts.shallow_clone()),
            ("ceiling", self.ceilings.shallow_clone()),
        ];
        object(it.numbers().map(|(name, value)| (name, number(value))).into_iter().chain(others))
    }

    fn judge(&self, number: u32, record: &Variable, found: &mut Vec<Violation>) {
        let scope = Scope::new(record.shallow_clone());
        let machine = &mut *self.machine.borrow_mut();
        for (rule, expression) in (1..).zip(&self.rules) {
            let kept = expression.evaluate_with_scope(&scope, machine);
            if kept.expect("the rule fits the record").as_bool() != Some(true) {
                found.push(Violation { record: number, rule });
            }
        }
    }
}
