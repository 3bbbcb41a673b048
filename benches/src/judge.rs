//! What every engine is asked to do: records in, violations out.

use crate::generate::Lines;

/// A rule that a record breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The record's number in the input, from 0.
    pub record: u32,
    /// The rule's number, from 1.
    pub rule: u8,
}

/// How many rules there are.
pub const RULES: u8 = 15;

/// An engine with the fifteen rules in it.
pub trait Judge {
    /// A record in the form that this engine judges.
    type Record<'a>
    where
        Self: 'a;

    /// From a line of JSON to that form.
    fn decode<'a>(&'a self, line: &'a [u8]) -> Self::Record<'a>;

    /// Adds the rules that a record breaks.
    fn judge(&self, number: u32, record: &Self::Record<'_>, found: &mut Vec<Violation>);

    /// From lines to violations, in the way that suits the engine best.
    fn end_to_end(&self, lines: &Lines, found: &mut Vec<Violation>) {
        for (number, line) in (0..).zip(lines.iter()) {
            let record = self.decode(line);
            self.judge(number, &record, found);
        }
    }
}

/// Judges, over and over, records that were decoded before.
pub type Decoded<'a> = Box<dyn FnMut(&mut Vec<Violation>) + 'a>;

/// An engine by name; what the harness sees of it.
pub trait Contestant {
    /// Its name in the tables.
    fn name(&self) -> &'static str;

    /// The rules that its language cannot say as they stand, and what it was given for them; empty where it can say all.
    fn lacks(&self) -> &'static str;

    /// From lines to violations.
    fn end_to_end(&self, lines: &Lines, found: &mut Vec<Violation>);

    /// Decodes the lines, and gives what judges them.
    fn decoded<'a>(&'a self, lines: &'a Lines) -> Decoded<'a>;
}

/// An engine, named.
pub struct Named<J> {
    /// Its name.
    pub name: &'static str,
    /// What it cannot say.
    pub lacks: &'static str,
    /// The engine.
    pub judge: J,
}

impl<J: Judge> Contestant for Named<J> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn lacks(&self) -> &'static str {
        self.lacks
    }

    fn end_to_end(&self, lines: &Lines, found: &mut Vec<Violation>) {
        self.judge.end_to_end(lines, found);
    }

    fn decoded<'a>(&'a self, lines: &'a Lines) -> Decoded<'a> {
        let records: Vec<J::Record<'a>> = lines.iter().map(|line| self.judge.decode(line)).collect();
        Box::new(move |found| {
            for (number, record) in (0..).zip(&records) {
                self.judge.judge(number, record, found);
            }
        })
    }
}

/// The violations that all name, in order.
///
/// # Errors
/// Where one differs from the first: how.
pub fn agree(contestants: &[Box<dyn Contestant>], lines: &Lines) -> Result<Vec<Violation>, String> {
    let mut first: Option<Vec<Violation>> = None;
    for contestant in contestants {
        let mut end_to_end = Vec::new();
        contestant.end_to_end(lines, &mut end_to_end);
        let mut decoded = Vec::new();
        contestant.decoded(lines)(&mut decoded);
        for (mut found, how) in [(end_to_end, "end to end"), (decoded, "from decoded records")] {
            found.sort_unstable();
            let expected = first.get_or_insert_with(|| found.clone());
            if *expected != found {
                let differs = |it: &&Violation| expected.contains(it) != found.contains(it);
                let some: Vec<&Violation> = expected.iter().chain(&found).filter(differs).take(5).collect();
                return Err(format!("{} differs {how}: {some:?}", contestant.name()));
            }
        }
    }
    Ok(first.unwrap_or_default())
}
