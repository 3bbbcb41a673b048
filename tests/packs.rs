//! The packs that are built in: their examples, and the contracts that try them.

use std::collections::BTreeMap;
use std::convert::Infallible;

use sadame::engine::{Alone, Engine, Options, Report, parse_date};
use sadame::eval::run_case;
use sadame::finding::Outcome;
use sadame::pack::Builtin;

fn engine(pack: &str) -> Engine {
    Engine::compile(&[&Builtin], &[pack.to_owned()]).unwrap_or_else(|error| {
        let shown: Vec<String> = error.diagnostics.iter().map(|it| it.problem.message(sadame::lang::Lang::En)).collect();
        panic!("{pack}: {}", shown.join("\n"))
    })
}

/// The records of a file, judged.
fn run(engine: &Engine, path: &str, options: &Options) -> Report {
    let mut session = engine.session(options).expect("the settings fit");
    let input = session.input(path);
    let text = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{path} is there"));
    for (number, line) in (1..).zip(text.lines()) {
        session.push(input, number, line.as_bytes());
    }
    session.finish()
}

/// The settings of the synthetic contracts.
fn settings() -> Options {
    let text = std::fs::read_to_string("examples/jlis/settings.txt").expect("the settings are there");
    let parameters =
        text.lines().filter_map(|line| line.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned()));
    Options { as_of: parse_date("2017-04-28"), parameters: parameters.collect(), ..Options::default() }
}

#[test]
fn every_example_of_every_pack_comes_as_expected() {
    for pack in ["jlis", "budget"] {
        let engine = engine(pack);
        let mut cases = 0;
        for example in engine.examples().expect("they were just compiled") {
            for case in &example.cases {
                cases += 1;
                let result = run_case(&engine.plan, example.rule, case);
                assert!(result.passed, "{}: {}", engine.program.rules[example.rule].id, engine.sources.text(case.span));
            }
        }
        assert!(cases > 80, "{pack} has {cases} cases");
        assert!(engine.warnings.is_empty(), "{pack}: {:?}", engine.warnings.iter().map(|it| &it.problem).collect::<Vec<_>>());
    }
}

#[test]
fn a_pack_of_words_alone_compiles() {
    assert_eq!(engine("procurement").program.rules.len(), 0, "it has records and definitions, and no rule that reads them");
}

#[test]
fn every_rule_has_titles_messages_sources_and_an_undetermined_example() {
    use sadame::check::typed::ExpectOutcome;
    for pack in ["jlis", "budget"] {
        let engine = engine(pack);
        for (number, rule) in engine.program.rules.iter().enumerate() {
            assert_ne!(rule.label.ja, rule.label.en, "{} has a title in both languages", rule.id);
            assert!(!rule.cites.is_empty(), "{} cites", rule.id);
            let outcomes: Vec<ExpectOutcome> = engine
                .examples()
                .expect("they were just compiled")
                .iter()
                .filter(|it| it.rule == number)
                .flat_map(|it| &it.cases)
                .map(|case| case.expect.outcome)
                .collect();
            assert!(outcomes.contains(&ExpectOutcome::Fail), "{} has an example that fails", rule.id);
            assert!(outcomes.contains(&ExpectOutcome::Pass), "{} has an example that passes", rule.id);
            // This one asks only of what is there, and an example cannot hold what is unreadable.
            let undetermined = outcomes.contains(&ExpectOutcome::Unknown) || rule.id == "DQ-01";
            assert!(undetermined, "{} has an example that is undetermined", rule.id);
            if !rule.exceptions.is_empty() {
                assert!(outcomes.contains(&ExpectOutcome::Excepted), "{} has an example that is excepted", rule.id);
            }
        }
    }
}

/// The law's own table is not the contracts' to get wrong: these rules judge it.
const OF_THE_TABLE: &[(&str, Outcome)] = &[("DB-08", Outcome::Fail), ("DB-08", Outcome::Unknown), ("DB-09", Outcome::Unknown)];

#[test]
fn the_synthetic_contracts_bring_every_rule_to_every_outcome() {
    let engine = engine("jlis");
    let mut seen: BTreeMap<&str, Vec<Outcome>> = BTreeMap::new();
    let mut read = 0;
    for file in ["examples/jlis/contracts.jsonl", "examples/jlis/incomplete.jsonl"] {
        for options in [Options::default(), settings()] {
            let report = run(&engine, file, &options);
            read += report.counts.read;
            assert_eq!(report.counts.read, report.counts.judged, "every contract is judged");
            for (number, rule) in engine.plan.rules.iter().enumerate() {
                for outcome in [Outcome::Pass, Outcome::Excepted, Outcome::Unknown, Outcome::Fail] {
                    if report.tally.count(number, outcome) > 0 {
                        seen.entry(&rule.id).or_default().push(outcome);
                    }
                }
            }
        }
    }
    assert!(read / 2 >= 60, "at least sixty contracts");
    for rule in &engine.plan.rules {
        let mut wanted = vec![Outcome::Pass, Outcome::Fail, Outcome::Unknown];
        wanted.extend((!rule.exceptions.is_empty()).then_some(Outcome::Excepted));
        for outcome in wanted {
            let exempt = OF_THE_TABLE.contains(&(rule.id.as_str(), outcome));
            let there = seen.get(rule.id.as_str()).is_some_and(|seen| seen.contains(&outcome));
            assert!(there || exempt, "no contract brings {} to {outcome:?}", rule.id);
        }
    }
}

/// How many sums of the FY2016 budget each rule of the budget pack holds; `README.md` of the pack says which.
const SUMS: &[(&str, u64)] = &[
    ("DQ-05", 89),
    ("BG-01", 120),
    ("BG-02", 8),
    ("BG-03", 8),
    ("BG-04", 8),
    ("BG-05", 8),
    ("BG-06", 8),
    ("BG-07", 8),
    ("BG-08", 8),
    ("BG-09", 8),
    ("BG-10", 8),
    ("BG-11", 8),
    ("BG-12", 8),
    ("DQ-07-1", 8),
    ("DQ-07-2", 8),
    ("DQ-07-3", 8),
    ("DQ-07-4", 8),
    ("DQ-07-5", 8),
    ("DQ-07-6", 8),
];

/// The other checks of the budget: each restored sign, and the overview.
const SIGNS: &[(&str, u64)] = &[("DQ-05-1", 712), ("DQ-05-2", 7)];
const OVERVIEW: &[(&str, u64)] = &[("DQ-06", 15), ("DQ-06-1", 8), ("DQ-06-2", 1)];

#[test]
fn the_budget_of_fy2016_adds_up() {
    let engine = engine("budget");
    // Three sections of a single line, in eight columns, are checked beyond the 321 sums of the document.
    assert_eq!(SUMS.iter().map(|(_, sums)| sums).sum::<u64>(), 321 + 3 * 8);
    let statements: Vec<(&str, u64)> = [SUMS, SIGNS].concat();
    for (record, file, passes) in [
        ("entry", "examples/budget/fy2016.jsonl", &statements[..]),
        ("overview_line", "examples/budget/overview_fy2016.jsonl", OVERVIEW),
    ] {
        let report = run(&engine, file, &Options { record: Some(record.to_owned()), ..Options::default() });
        for (number, rule) in engine.plan.rules.iter().enumerate() {
            let wanted = passes.iter().find(|(id, _)| *id == &*rule.id).map_or(0, |(_, count)| *count);
            assert_eq!(report.tally.count(number, Outcome::Pass), wanted, "{} holds so often in {file}", rule.id);
            for outcome in [Outcome::Fail, Outcome::Unknown, Outcome::Excepted] {
                assert_eq!(report.tally.count(number, outcome), 0, "{} comes to {outcome:?} in {file}", rule.id);
            }
        }
    }
}

#[test]
fn without_its_minus_signs_the_budget_does_not_add_up() {
    let engine = engine("budget");
    let text = std::fs::read_to_string("examples/budget/fy2016.jsonl").expect("the budget is there");
    let mut session =
        engine.session(&Options { record: Some("entry".to_owned()), ..Options::default() }).expect("it is a record");
    let input = session.input("as printed");
    for (number, line) in (1..).zip(text.lines()) {
        session.push(input, number, line.replace("\"amount\": -", "\"amount\": ").as_bytes());
    }
    let report = session.finish();
    let failed = |id: &str| {
        let rule = engine.plan.rules.iter().position(|rule| *rule.id == *id).expect("there is such a rule");
        report.tally.count(rule, Outcome::Fail)
    };
    assert_eq!(failed("DQ-05"), 7, "the seven lines that hold the 22 lost signs");
    assert!(failed("BG-06") + failed("BG-08") + failed("BG-11") > 0, "and the columns show it too");
}

#[test]
fn records_in_any_order_and_in_parts_come_to_the_same() {
    use sadame::decode::Decoder;
    use sadame::eval::{Input, Portfolio, Settings, Tally};
    use sadame::finding::RecordId;
    let engine = engine("jlis");
    let record = engine.program.records.iter().position(|record| record.name == "contract").expect("there is one");
    let decoder = Decoder::new(&engine.program, &engine.plan, record);
    let text = std::fs::read_to_string("examples/jlis/contracts.jsonl").expect("the contracts are there");
    let inputs: Vec<Input> = (1..)
        .zip(text.lines())
        .filter_map(|(position, line)| {
            let value = decoder.decode(line.as_bytes(), &mut Vec::new())?;
            let key = engine.plan.key_of(record, &value);
            Some(Input { id: RecordId { input: 0, position, key }, record, value })
        })
        .collect();
    let settings = Settings {
        parameters: engine.plan.default_parameters(),
        as_of: parse_date("2017-04-28"),
        all: true,
        ..Settings::default()
    };
    let finish = |portfolio: &Portfolio| {
        let (mut findings, mut tally) = (Vec::new(), Tally::new(&engine.plan));
        let Ok(()) = portfolio.finish(&engine.plan, &settings, &Alone, |of_rule| {
            findings.extend(of_rule.findings);
            tally.merge(&of_rule.tally);
            Ok::<(), Infallible>(())
        });
        (findings, tally)
    };
    let push = |inputs: &mut dyn Iterator<Item = &Input>| {
        let mut portfolio = Portfolio::new();
        inputs.for_each(|input| portfolio.push(&engine.plan, input));
        portfolio
    };
    let whole = finish(&push(&mut inputs.iter()));
    assert!(!whole.0.is_empty());
    assert_eq!(finish(&push(&mut inputs.iter().rev())), whole, "the order does not matter");
    for cut in [1, 20, inputs.len() - 1] {
        let mut later = push(&mut inputs[cut..].iter());
        later.merge(push(&mut inputs[..cut].iter()));
        assert_eq!(finish(&later), whole, "nor do the parts");
        let written = serde_json::to_string(&later).expect("a portfolio can be written");
        let read: Portfolio = serde_json::from_str(&written).expect("and read again");
        assert_eq!(finish(&read), whole, "nor does the way in between");
    }
}

#[test]
fn evidence_names_the_line_of_the_table_it_used() {
    let engine = engine("jlis");
    let table = std::fs::read_to_string("rules/jlis/tables/debt_burden_fy2016.csv").expect("the table is there");
    let report = run(&engine, "examples/jlis/contracts.jsonl", &settings());
    let mut used = 0;
    for row in report
        .findings
        .iter()
        .flat_map(|finding| &finding.evidence.rows)
        .filter(|row| row.file.ends_with("debt_burden_fy2016.csv"))
    {
        let line = table.lines().nth(row.line as usize - 1).expect("the line is there");
        let item = engine.plan.tables[row.table].key_text(row.row, sadame::lang::Lang::Ja, &engine.plan);
        assert!(line.starts_with(&item), "line {} is `{line}`, not that of `{item}`", row.line);
        used += 1;
    }
    assert!(used > 5);
}
