//! Every engine names the same violations, and each rule is broken often enough for that to mean something.

use sadame_benches::engines;
use sadame_benches::generate::Lines;
use sadame_benches::judge::{RULES, agree};

#[test]
fn all_engines_name_the_same_violations() {
    let lines = Lines::generate(2_000, 7);
    let violations = agree(&engines::all(), &lines).expect("all agree");
    for rule in 1..=RULES {
        let count = violations.iter().filter(|it| it.rule == rule).count();
        assert!((40..400).contains(&count), "rule {rule} is broken {count} times in 2,000");
    }
}

#[test]
fn records_are_of_the_size_that_is_told_and_keep_it_under_other_numbers() {
    let mut lines = Lines::generate(1_000, 7);
    let size = lines.bytes().len() / lines.count();
    assert!((700..900).contains(&size), "{size} bytes");
    let before: Vec<Vec<u8>> = lines.iter().map(<[u8]>::to_vec).collect();
    lines.renumber(5_000_000);
    assert!(lines.iter().zip(&before).all(|(line, before)| line.len() == before.len()));
    lines.renumber(0);
    assert!(lines.iter().eq(before.iter().map(Vec::as_slice)));
}
