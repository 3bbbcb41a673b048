//! Programs that are well typed because they are put together so, and records for them: in order, lacking, wrong, extreme. All of it turns on one number, so that
//! a case can be made again.

use self::declare::{Vocabulary, declare};
use self::dice::Dice;
use super::json::Json;

mod declare;
mod dice;
mod express;
mod literal;
mod quantify;
mod record;
mod rule;
mod scope;

/// A program, and runs of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The number it was made of.
    pub seed: u64,
    /// Records, tables, definitions: what stands before the rules.
    pub declarations: String,
    /// The rules, each by itself.
    pub rules: Vec<String>,
    pub runs: Vec<Run>,
}

/// One run of a program.
#[derive(Debug, Clone)]
pub struct Run {
    pub parameters: Vec<(String, String)>,
    pub as_of: Option<String>,
    pub records: Vec<Json>,
}

impl Case {
    /// A case. The greater the size, the more rules there are, and the deeper their expressions.
    pub fn of(seed: u64, size: usize, runs: usize) -> Case {
        let mut dice = Dice::new(seed);
        let (vocabulary, declarations) = declare(&mut dice, size);
        let count = 1 + dice.below(2 + size);
        let rules = (0..count).map(|number| rule::rule(&mut dice, &vocabulary, number, size)).collect();
        let runs = (0..runs).map(|_| run(&mut dice, &vocabulary)).collect();
        Case { seed, declarations, rules, runs }
    }

    /// The program as text.
    pub fn program(&self) -> String {
        format!("{}\n{}", self.declarations, self.rules.join("\n"))
    }
}

/// A few records, all of them in order, some of them damaged a little, or much.
fn run(dice: &mut Dice, vocabulary: &Vocabulary) -> Run {
    let damage = *dice.pick(&[0, 0, 2, 5, 20]);
    let count = 1 + dice.below(12);
    let records = (0..count).map(|_| record::root(dice, vocabulary, damage)).collect();
    let set = vocabulary.parameters.iter().filter_map(|(name, ty)| {
        let text = literal::setting(dice, ty);
        dice.chance(70).then(|| (name.clone(), text))
    });
    let parameters = set.collect();
    let as_of = dice.chance(80).then(|| literal::day(dice));
    Run { parameters, as_of, records }
}
