//! The formulas of rules held against the engine: on every example of the packs that are built in, with the facts of the example put in, what came of it
//! must be possible. A formula that says `never` there would prove what is not so.

use super::ask::open;
use super::formula::{Atom, Formula};
use super::linear::Linear;
use super::read::{Lists, Reader};
use super::solve::solve;
use super::system::Outcome as Answer;
use super::term::{Holding, Term, fixed};
use super::variables::{Path, Source, Step};
use crate::check::typed::{Case, Scope};
use crate::engine::Engine;
use crate::eval::run_case;
use crate::finding::Outcome;
use crate::pack::Builtin;
use crate::value::{Value, Why};

/// What stands at the end of a way in a record.
fn at(value: &Value, steps: &[Step]) -> Option<Value> {
    let Some((step, rest)) = steps.split_first() else { return Some(value.clone()) };
    match (step, value) {
        (Step::Field(field), Value::Record(values)) => at(&values[*field], rest),
        (Step::Element(number), Value::List(items)) => at(items.get(*number)?, rest),
        (Step::Start, Value::Range(ends)) => Some(ends.0.clone()),
        (Step::End, Value::Range(ends)) => Some(ends.1.clone()),
        (_, Value::Unknown(why)) => Some(Value::Unknown(*why)),
        _ => None,
    }
}

/// That a variable is what an example has there.
fn pinned(reader: &Reader<'_>, case: &Case) -> Formula {
    let mut parts = Vec::new();
    for (var, known) in reader.vars.iter() {
        let given = match &known.source {
            Source::Fact(Path { root, steps }) => case.records.get(*root).and_then(|(_, value)| at(value, steps)),
            Source::Parameter(parameter) => case.parameters.get(parameter).cloned(),
            Source::AsOf => case.as_of.map(Value::Date),
            _ => None,
        };
        match given {
            None | Some(Value::Unknown(Why::Default)) => {}
            Some(Value::Unknown(Why::Absent)) => parts.push(Formula::Atom(Atom::Present(var, false))),
            Some(Value::Unknown(_)) => parts.push(Formula::Atom(Atom::Lacking(var))),
            Some(value) => {
                parts.push(Formula::Atom(Atom::Present(var, true)));
                parts.push(match fixed(&value) {
                    Term::Number(number) => Formula::zero(Linear::of(var).minus(&number).expect("few digits")),
                    Term::Word(word) => Formula::is(var, word, true),
                    Term::Set(Holding::Fixed(words)) => {
                        Formula::all(words.into_iter().map(|word| Formula::Atom(Atom::Holds(var, word, true))))
                    }
                    _ => Formula::TRUE,
                });
            }
        }
    }
    Formula::all(parts)
}

/// Whether every list on the way of a rule has one element at most, as the formula is about the first.
fn is_single(case: &Case, path: &[usize]) -> bool {
    let Some((_, mut value)) = case.records.first().map(|(record, value)| (*record, value.clone())) else { return false };
    for field in path {
        let Value::Record(values) = &value else { return false };
        match values[*field].clone() {
            Value::List(items) if items.len() == 1 => value = items[0].clone(),
            _ => return false,
        }
    }
    true
}

#[test]
fn what_examples_come_to_is_possible_by_the_formulas() {
    let mut held = 0;
    for pack in ["jlis", "budget", "ocds"] {
        let engine = Engine::compile(&[&Builtin], &[pack.to_owned()]).expect("the pack compiles");
        for example in engine.examples().expect("they were just compiled") {
            let rule = &engine.program.rules[example.rule];
            let Scope::Each { record, path, .. } = &rule.scope else { continue };
            if engine.program.records[*record].summary.is_some() {
                continue;
            }
            for case in example.cases.iter().filter(|case| case.tables.is_empty() && is_single(case, path)) {
                let found = run_case(&engine.plan, example.rule, case).found.findings;
                let [only] = found.as_slice() else { continue };
                let mut asked = open(&engine.program, rule, Lists::Any);
                let scene = asked.scenes.swap_remove(0);
                let reader = &mut asked.reader;
                let formula = match only.outcome {
                    Outcome::Pass => reader.applies(rule, &scene).and(reader.every(&rule.require, &scene, true)),
                    Outcome::Fail => {
                        let broken = reader.applies(rule, &scene).and(reader.every(&rule.require, &scene, false));
                        broken.and(reader.excepted(rule, &scene, false))
                    }
                    Outcome::Excepted => reader.applies(rule, &scene).and(reader.excepted(rule, &scene, true)),
                    Outcome::NotApplicable => reader.is_out(rule, &scene),
                    // Neither true nor false: what holds where neither does must be possible.
                    Outcome::Unknown => {
                        let kept = reader.applies(rule, &scene).and(reader.every(&rule.require, &scene, true));
                        kept.denied().and(reader.is_out(rule, &scene).denied())
                    }
                };
                let whole = formula.and(pinned(reader, case));
                let answer = solve(&whole, &reader.vars, &engine.program);
                assert!(!matches!(answer, Answer::Never), "{}: {}", rule.id, engine.sources.text(case.span));
                held += 1;
            }
        }
    }
    assert!(held > 600, "{held} cases were held against the engine");
}
