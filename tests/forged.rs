//! Bundles that somebody made to look like one: the digest is right, and what they hold does not hang together. They are refused; what is not refused can
//! be used like any other.

use sadame::check::typed::{Presence, Type};
use sadame::engine::{BundleError, Engine, Options};
use sadame::pack::Memory;
use sadame::plan::{Expr, Kind, Lookup, Scope, SlotRef};
use sadame::source::SourceId;
use sadame::value::{ChoiceRef, Currency, Exact, Money, Value};

use super::fuzzed::targets;

/// What is done to an engine, in words and in deed.
type Forgery = (&'static str, fn(&mut Engine));

fn small() -> Engine {
    let files = Memory(std::collections::BTreeMap::from([
        ("small/pack.toml".to_owned(), include_bytes!("cli/pack/pack.toml").to_vec()),
        ("small/small.sadame".to_owned(), include_bytes!("cli/pack/small.sadame").to_vec()),
    ]));
    Engine::compile(&[&files], &["small".to_owned()]).expect("the rules compile")
}

fn expr(kind: Kind) -> Expr {
    Expr { kind, text: "".into(), once: 0 }
}

/// Numbers that lead nowhere, things within themselves, and expressions that find nothing of what they ask for.
const FORGED: &[Forgery] = &[
    ("a frame that is not there", |it| it.plan.rules[0].when = expr(Kind::Frame(7))),
    ("a parameter that is not there", |it| it.plan.rules[0].when = expr(Kind::Parameter(7))),
    ("a figure that is not there", |it| it.plan.rules[0].when = expr(Kind::Figure(7))),
    ("a definition that is not there", |it| it.plan.rules[0].when = expr(Kind::Define(7, None))),
    ("a `let` that is not there", |it| it.plan.rules[0].when = expr(Kind::Let(0))),
    ("a key of no group", |it| it.plan.rules[0].when = expr(Kind::GroupKey(0))),
    ("a slot that is not there", |it| {
        it.plan.rules[0].when = expr(Kind::Slot(Box::new(expr(Kind::Frame(0))), SlotRef { record: 1, slot: 99 }));
    }),
    ("a slot of another record", |it| {
        it.plan.rules[0].when = expr(Kind::Slot(Box::new(expr(Kind::Frame(0))), SlotRef { record: 0, slot: 0 }));
    }),
    ("a slot of what is no record", |it| {
        let value = expr(Kind::Const(Value::Bool(true)));
        it.plan.rules[0].when = expr(Kind::Slot(Box::new(value), SlotRef { record: 1, slot: 0 }));
    }),
    ("a column of what is no row", |it| it.plan.rules[0].when = expr(Kind::Column(Box::new(expr(Kind::Frame(0))), 0))),
    ("a table that is not there", |it| {
        it.plan.rules[0].when = expr(Kind::HasRow(Lookup { table: 7, keys: Vec::new(), on: Vec::new() }));
    }),
    ("a look-up with too many keys", |it| {
        let key = || expr(Kind::Const(Value::Bool(true)));
        it.plan.rules[0].when = expr(Kind::HasRow(Lookup { table: 0, keys: vec![key(), key()], on: Vec::new() }));
    }),
    ("a value that is a record", |it| it.plan.rules[0].when = expr(Kind::Const(Value::Record(Vec::new().into())))),
    ("a row of a table that is not there", |it| it.plan.rules[0].when = expr(Kind::Const(Value::Row(9, 9)))),
    ("a choice that is not there", |it| {
        it.plan.rules[0].when = expr(Kind::Const(Value::Choice(ChoiceRef { choice: 9, variant: 0 })));
    }),
    ("a function of nothing", |it| {
        it.plan.rules[0].when = expr(Kind::Call(sadame::check::typed::Function::Abs, Vec::new()));
    }),
    ("more worked out once than there is", |it| it.plan.shared = usize::MAX / 2),
    ("a number for what is worked out once, without one for all", |it| it.plan.rules[0].when.once = 1 << 40),
    ("two conditions with one number for what is worked out once", |it| {
        it.plan.shared = 2;
        (it.plan.rules[0].require.once, it.plan.rules[2].require.once) = (1, 1);
    }),
    ("a condition on each payment, worked out once for the contract", |it| {
        it.plan.shared = 2;
        it.plan.rules[1].require.once = 1;
    }),
    ("a condition on a group, worked out once for a contract", |it| {
        it.plan.shared = 2;
        it.plan.rules[3].require.once = 1;
    }),
    ("a rule of a record that is not there", |it| {
        it.plan.rules[0].scope = Scope::Each { record: 9, path: Vec::new(), filter: None };
    }),
    ("a way down through what is no list", |it| {
        it.plan.rules[0].scope = Scope::Each { record: 1, path: vec![0], filter: None };
    }),
    ("a rule of a table that is not there", |it| it.plan.rules[0].scope = Scope::Row { table: 9, filter: None }),
    ("a rule less than there are", |it| drop(it.plan.rules.pop())),
    ("a table that is not read", |it| it.plan.rules[0].tables = vec![9]),
    ("a slot for a field that is not there", |it| it.plan.projections[1].slots[0].field = 99),
    ("a slot that is not kept, asked of records that are", |it| {
        it.plan.projections.iter_mut().flat_map(|projection| &mut projection.slots).for_each(|slot| slot.portfolio = false);
    }),
    ("a key in no slot", |it| it.plan.projections[1].key = Some(99)),
    ("a month that is none", |it| (it.plan.fiscal_year_start, it.program.fiscal_year_start) = (13, 13)),
    ("a record that is not there", |it| it.program.records[1].fields[0].ty = Type::Record(9)),
    ("a record within itself", |it| it.program.records[1].fields[0].ty = Type::Record(1)),
    ("a document that is not there", |it| it.program.rules[0].cites[0].document = 9),
    ("a module that is not there", |it| it.program.rules[0].module = 9),
    ("a text that is not there", |it| it.program.rules[0].span.source = SourceId(9)),
    ("a place outside of the text", |it| it.program.rules[0].span.end = u32::MAX),
    ("a row with a cell too few", |it| it.program.tables[0].rows[0].values = Vec::new().into()),
    ("rows whose numbers do not come in the order of their keys", |it| it.program.tables[0].rows.reverse()),
    ("a cell of another currency than its column", |it| {
        let limit = Value::Money(Money { amount: Exact::from(1_000), currency: Currency(*b"USD") });
        it.program.tables[0].rows[0].values = [it.program.tables[0].rows[0].values[0].clone(), limit].into();
    }),
    ("a cell of another type than its column", |it| {
        it.program.tables[0].rows[0].values = [Value::Bool(true), it.program.tables[0].rows[0].values[1].clone()].into();
    }),
    ("what is left out is of another type", |it| {
        it.program.records[1].fields[5].presence = Presence::Default(Value::Text("".into()))
    }),
    ("a parameter of another type", |it| it.plan.parameters[0].default = Some(Value::Bool(true))),
    ("a key in no column", |it| it.program.tables[0].keys = vec![9]),
    ("a layout of a record that is not there", |it| {
        if let Some(layout) = it.program.layouts.first_mut() { layout.record = 9 } else { it.program.rules[0].module = 9 }
    }),
];

#[test]
fn what_leads_nowhere_is_refused() {
    for (what, forge) in FORGED {
        let mut engine = small();
        forge(&mut engine);
        let bundle = engine.to_bundle();
        assert_eq!(Engine::from_bundle(&bundle).map(|_| ()), Err(BundleError::Damaged), "{what}");
        assert_eq!(Engine::to_judge(&bundle).map(|_| ()), Err(BundleError::Damaged), "{what}");
    }
    assert!(Engine::from_bundle(&small().to_bundle()).is_ok(), "what was compiled is not");
}

/// What is asked in the same words of one contract may be worked out once.
#[test]
fn one_number_for_one_condition_is_taken() {
    let mut engine = small();
    engine.plan.shared = 2;
    engine.plan.rules[0].require.once = 1;
    engine.plan.rules[2].require = engine.plan.rules[0].require.clone();
    assert!(Engine::from_bundle(&engine.to_bundle()).is_ok());
}

/// What somebody wrote into a bundle is what it comes to, whichever rules are chosen.
#[test]
fn what_a_bundle_says_does_not_turn_on_what_is_chosen() {
    let mut forged = small();
    forged.plan.rules[0].require = expr(Kind::Const(Value::Bool(false)));
    let one = Options { select: vec!["S-1".to_owned()], ..Options::default() };
    let failed = |engine: Engine| {
        let mut session = engine.session(&one).expect("nothing is set wrongly");
        let input = session.input("contracts.jsonl");
        session.push(input, 1, "{\"id\":\"A\",\"item\":\"回線\",\"amount\":1}".as_bytes());
        session.finish().findings.len()
    };
    let loaded = || Engine::from_bundle(&forged.to_bundle()).expect("it hangs together");
    assert_eq!((failed(loaded()), failed(loaded().ready_for(&one))), (1, 1));
}

#[test]
fn what_goes_too_deep_is_refused_and_not_followed() {
    for deep in [700, 200_000] {
        let mut engine = small();
        for _ in 0..deep {
            let inner = std::mem::replace(&mut engine.plan.rules[0].when, expr(Kind::AsOf));
            engine.plan.rules[0].when = expr(Kind::Not(Box::new(inner)));
        }
        // Writing it, and letting go of it, goes as deep as it does.
        let refused = std::thread::Builder::new().stack_size(1 << 30).spawn(move || {
            let bundle = engine.to_bundle();
            (bundle, drop(engine))
        });
        let (bundle, ()) = refused.expect("there is room for a thread").join().expect("it can be written");
        assert_eq!(Engine::from_bundle(&bundle).map(|_| ()), Err(BundleError::Damaged), "{deep}");
    }
}

/// Every 29th byte of the content changed, and the whole signed again: refused, or used without harm.
#[test]
fn any_byte_may_be_another() {
    let bundle = small().to_bundle();
    for (turn, at) in (44..bundle.len()).step_by(29).enumerate() {
        let mut forged = bundle.clone();
        forged[at] = [forged[at].wrapping_add(1), 0x7f, 0, 0x80][turn % 4];
        let done = std::panic::catch_unwind(|| targets::bundle(&forged));
        assert!(done.is_ok(), "byte {at} as {}", forged[at]);
    }
}
