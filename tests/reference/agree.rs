//! The engine and the second reading come to the same, whatever the program and whatever the records. `SADAME_PAIRS=1000000 cargo test --release --test main
//! reference::agree` judges so many pairs of a program and a record; `SADAME_SEED=7` judges others.

use proptest::prelude::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use sadame::check::typed::Program;
use sadame::engine::{Engine, Options, Report, parse_date};
use sadame::finding::{Finding, Subject};
use sadame::lang::Lang;
use sadame::pack::Memory;

use super::generate::{Case, Run};
use super::interpreter::{Place, Verdict, World};

/// How many pairs of a program and a record are judged, where the environment does not say more.
const PAIRS: usize = 10_000;

/// How many runs each program is given.
const RUNS: usize = 16;

/// The engine of a program that is well typed.
pub fn compile(program: &str) -> Engine {
    tried(program).unwrap_or_else(|faults| panic!("what is well typed does not compile:\n{faults}\n{program}"))
}

/// The engine of a program, or what is wrong with it.
fn tried(program: &str) -> Result<Engine, String> {
    let mut files = Memory::default();
    files.0.insert("g/pack.toml".into(), b"name = \"g\"\nversion = \"0\"\ntitle = { ja = \"g\" }\n".to_vec());
    files.0.insert("g/g.sadame".into(), program.as_bytes().to_vec());
    Engine::compile(&[&files], &["g".to_owned()]).map_err(|error| {
        let faults = error.diagnostics.iter().filter(|it| it.problem.code().is_error());
        let line = |span| program.lines().nth(error.sources.place(span).line as usize - 1).unwrap_or_default();
        let shown =
            faults.map(|it| format!("{} `{}` in {}", it.problem.message(Lang::En), error.sources.text(it.span), line(it.span)));
        shown.collect::<Vec<_>>().join("\n")
    })
}

/// What a run is told.
pub fn options(run: &Run) -> Options {
    let as_of = run.as_of.as_deref().and_then(parse_date);
    Options { as_of, parameters: run.parameters.clone(), record: Some("deal".to_owned()), all: true, ..Options::default() }
}

/// What the engine comes to.
pub fn judged(engine: &Engine, run: &Run, options: &Options) -> Report {
    let mut session = engine.session(options).expect("nothing is set wrongly");
    let input = session.input("records.jsonl");
    for (position, record) in (1..).zip(&run.records) {
        session.push(input, position, record.to_string().as_bytes());
    }
    session.finish()
}

/// The verdicts of a rule among the findings of a run.
fn verdicts(report: &Report, rule: usize) -> Vec<Verdict> {
    report.findings.iter().filter(|finding| finding.rule == rule).map(verdict).collect()
}

fn verdict(finding: &Finding) -> Verdict {
    let place = match &finding.subject {
        Subject::Record { record, path } => Place::Record { position: record.position, path: path.clone() },
        Subject::Group { window, members, .. } => {
            Place::Group { members: members.iter().map(|member| member.position).collect(), window: window.as_deref().cloned() }
        }
        Subject::Row { line, .. } => Place::Row { line: *line },
        Subject::Set { count } => Place::Set { count: *count },
    };
    let tried = finding.evidence.exceptions.iter();
    let held = tried.filter(|tried| tried.held == Some(true)).map(|tried| tried.exception).collect();
    Verdict { place, outcome: finding.outcome, held }
}

/// What a rule came to, by the engine and by the second reading, where they part.
struct Parting {
    rule: usize,
    engine: Vec<Verdict>,
    second: Vec<Verdict>,
}

/// How often each outcome was come to in a run, or where the engine and the second reading of a program part.
fn compared(engine: &Engine, program: &Program, run: &Run) -> Result<[u64; 5], Parting> {
    let options = options(run);
    let full = judged(engine, run, &Options { in_full: true, ..options.clone() });
    let world = World::new(program, full.record, &run.records, &full.settings.parameters, options.as_of);
    let mut outcomes = [0; 5];
    for rule in 0..program.rules.len() {
        let (engine, second) = (verdicts(&full, rule), world.judge(rule));
        if engine != second {
            return Err(Parting { rule, engine, second });
        }
        engine.iter().for_each(|verdict| outcomes[verdict.outcome as usize] += 1);
    }
    Ok(outcomes)
}

/// Makes a case as small as it can be and still part the two, and says what is left.
fn told(case: &Case, run: &Run) -> String {
    let parts = |case: &Case, run: &Run| {
        let engine = compile(&case.program());
        compared(&engine, &engine.program, run).err()
    };
    let (mut case, mut run) = (Case { runs: Vec::new(), ..case.clone() }, run.clone());
    let Parting { rule, .. } = parts(&case, &run).expect("they part");
    let alone = Case { rules: vec![case.rules[rule].clone()], ..case.clone() };
    if parts(&alone, &run).is_some() {
        case = alone;
    }
    let mut at = 0;
    while at < run.records.len() {
        let mut fewer = run.clone();
        fewer.records.remove(at);
        if parts(&case, &fewer).is_some() { run = fewer } else { at += 1 }
    }
    let Parting { engine, second, .. } = parts(&case, &run).expect("they still part");
    let shown = shown(&compile(&case.program()), &run);
    format!("seed {}\n{shown}\nthe engine: {engine:#?}\nthe second reading: {second:#?}", case.seed)
}

/// A program, and what a run of it is given.
pub fn shown(engine: &Engine, run: &Run) -> String {
    let program = engine.packs.iter().flat_map(|pack| &pack.modules).map(|(_, text)| text.to_string());
    let records = run.records.iter().map(ToString::to_string);
    let set = format!("as of {:?}, with {:?}", run.as_of, run.parameters);
    program.chain([set]).chain(records).collect::<Vec<_>>().join("\n")
}

/// How many pairs are asked for.
fn pairs() -> usize {
    std::env::var("SADAME_PAIRS").ok().and_then(|pairs| pairs.parse().ok()).unwrap_or(PAIRS)
}

#[test]
fn what_is_put_together_of_well_typed_parts_compiles() {
    let programs = (0..400).map(|seed| Case::of(seed, usize::try_from(seed % 4).expect("it is small"), 0).program());
    let refused: Vec<String> = programs.filter_map(|program| tried(&program).err()).collect();
    assert!(refused.is_empty(), "{} of 400:\n{}", refused.len(), refused.join("\n\n"));
}

#[test]
fn the_engine_agrees_with_a_second_reading_of_the_language() {
    let seed = std::env::var("SADAME_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let (mut judged, mut outcomes) = (0, [0_u64; 5]);
    let config = Config { rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    while judged < pairs() {
        let (seed, size) = (any::<u64>(), 0_usize..4).new_tree(&mut runner).expect("a case can be made").current();
        let case = Case::of(seed, size, RUNS);
        let engine = compile(&case.program());
        for run in &case.runs {
            let counted = compared(&engine, &engine.program, run).unwrap_or_else(|_| panic!("{}", told(&case, run)));
            outcomes.iter_mut().zip(counted).for_each(|(sum, more)| *sum += more);
            judged += run.records.len();
        }
    }
    // Each outcome is come to often: a case that is not reached shows nothing.
    let least = outcomes.iter().min().copied().unwrap_or(0);
    println!("{judged} pairs; not applicable, pass, excepted, unknown, fail: {outcomes:?}");
    assert!(least * 200 > outcomes.iter().sum(), "{outcomes:?}");
}

#[test]
fn a_slip_of_the_engine_would_be_noticed() {
    for (right, wrong) in [
        (" <= ", " < "),
        (" != ", " = "),
        (" and ", " or "),
        ("(not ", "("),
        ("every ", "some "),
        ("count(", "1 + count("),
        ("is present", "is absent"),
        ("when ", "when not "),
        ("applies from 2016-04-01", "applies from 2018-04-01"),
    ] {
        let cases = (0..300).map(|seed| Case::of(seed, 2, 3)).filter(|case| case.program().contains(right));
        let noticed = cases.into_iter().take(40).any(|case| {
            let meant = compile(&case.program());
            let slipped = tried(&case.program().replace(right, wrong));
            slipped.is_ok_and(|engine| case.runs.iter().any(|run| compared(&engine, &meant.program, run).is_err()))
        });
        assert!(noticed, "`{wrong}` in the place of `{right}`");
    }
}
