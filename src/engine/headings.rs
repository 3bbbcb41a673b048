//! What tells people which record it is: the values of the fields that head it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::finding::RecordId;
use crate::value::{Currency, Exact, Money, Value, sort};

/// The headings of records: for each that a finding may name, the values of its heading. There may be many, so their texts lie one behind the other.
///
/// ```
/// use sadame::engine::{Engine, Options};
/// use sadame::pack::Builtin;
/// use sadame::value::Value;
/// let engine = Engine::compile(&[&Builtin], &["jlis".to_owned()]).expect("the built-in packs compile");
/// let mut session = engine.session(&Options::default()).expect("nothing is set wrongly");
/// let input = session.input("contracts.jsonl");
/// session.push(input, 1, r#"{"id": "H28-001", "title": "端末の賃借"}"#.as_bytes());
/// let report = session.finish();
/// let sadame::finding::Subject::Record { record, .. } = &report.findings[0].subject else { panic!("it is of the contract") };
/// assert!(report.headings.of(record).contains(&Value::Text("端末の賃借".into())));
/// ```
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Headings {
    /// The records, and where the values of each lie: in runs, each in the order of the records. They mostly come in that order, and are one run.
    places: Vec<Place>,
    /// Where each run but the first begins.
    #[serde(skip)]
    runs: Vec<usize>,
    values: Values,
}

/// A record, and where the values of its heading lie.
type Place = (RecordId, Range<u32>);

/// Headings as they were written down: of their order nothing is known.
#[derive(Deserialize)]
struct Written {
    places: Vec<Place>,
    values: Values,
}

/// The headings of some records, in the order in which they were read.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    /// The records, and where the values of each end.
    records: Vec<(RecordId, u32)>,
    values: Values,
}

/// Values of headings, one behind the other. What is not known is not among them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Values {
    all: Vec<Told>,
    texts: String,
}

/// A value of a heading.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Told {
    /// A text, by where it begins, and its length.
    Text(usize, u32),
    /// A whole amount.
    Money(i64, Currency),
    /// Any other value.
    Other(Box<Value>),
}

impl Headings {
    /// The values of the heading of a record that are known, in the order of its fields; none where nothing is held of it.
    #[must_use]
    pub fn of(&self, record: &RecordId) -> Vec<Value> {
        self.find(record).map_or_else(Vec::new, |place| place.map_while(|at| self.values.get(at)).collect())
    }

    /// Where the values of a record lie; of one that was noted twice, those noted last.
    fn find(&self, record: &RecordId) -> Option<Range<u32>> {
        let mut end = self.places.len();
        for &start in self.runs.iter().rev().chain([&0]) {
            let run = &self.places[start..end];
            if let Ok(at) = run.binary_search_by(|(known, _)| known.cmp(record)) {
                return Some(run[at].1.clone());
            }
            end = start;
        }
        None
    }

    /// Notes where the values of a record lie.
    fn note(&mut self, record: RecordId, values: Range<u32>) {
        match self.places.last_mut() {
            Some((last, known)) if *last == record => return *known = values,
            Some((last, _)) if *last > record => self.begin_run(),
            _ => {}
        }
        self.places.push((record, values));
    }

    /// Begins a run. The last become one as long as each is at most twice as long as the one behind it: so there are never many.
    fn begin_run(&mut self) {
        while let Some(&last) = self.runs.last() {
            let before = self.runs.len().checked_sub(2).map_or(0, |at| self.runs[at]);
            if last - before > 2 * (self.places.len() - last) {
                break;
            }
            self.runs.pop();
            let mut both = self.places.split_off(before);
            sort::by(&mut both, |one, other| one.0.cmp(&other.0));
            // Of a record that stands in both, what was noted last.
            both.dedup_by(|later, kept| {
                let same = later.0 == kept.0;
                if same {
                    kept.1 = later.1.clone();
                }
                same
            });
            self.places.append(&mut both);
        }
        self.runs.push(self.places.len());
    }

    /// The same of some records alone.
    pub(super) fn of_these(&self, records: &[&RecordId]) -> Headings {
        let mut these = Headings::default();
        for &id in records {
            if these.find(id).is_none() {
                let start = these.values.len();
                self.of(id).iter().for_each(|value| these.values.push(value));
                these.note(id.clone(), start..these.values.len());
            }
        }
        these
    }

    /// Takes in those of other records, and empties them.
    pub(super) fn take_in(&mut self, fresh: &mut Fresh) {
        let first = self.values.take_in(&mut fresh.values);
        let mut start = first;
        for (id, end) in fresh.records.drain(..) {
            let end = first.saturating_add(end);
            self.note(id, start..end);
            start = end;
        }
    }

    /// Takes in others, whose records are known by other ids here.
    pub(super) fn merge(&mut self, mut other: Headings, here: impl Fn(RecordId) -> RecordId) {
        let start = self.values.take_in(&mut other.values);
        for (id, place) in other.places {
            self.note(here(id), place.start.saturating_add(start)..place.end.saturating_add(start));
        }
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.runs.clear();
        self.values.clear();
    }
}

impl From<Written> for Headings {
    fn from(Written { places, values }: Written) -> Headings {
        let mut headings = Headings { values, ..Headings::default() };
        places.into_iter().for_each(|(id, place)| headings.note(id, place));
        headings
    }
}

/// Headings are equal where the same is said of the same records, in whatever order it was read.
impl PartialEq for Headings {
    fn eq(&self, these: &Headings) -> bool {
        let in_it = |one: &Headings, other: &Headings| one.places.iter().all(|(id, _)| one.of(id) == other.of(id));
        in_it(self, these) && in_it(these, self)
    }
}

impl Fresh {
    /// One more record, with the values of its heading, which `add` adds.
    pub(super) fn add(&mut self, record: RecordId, add: impl FnOnce(&mut Values)) {
        let start = self.values.len();
        add(&mut self.values);
        if self.values.len() > start {
            self.records.push((record, self.values.len()));
        }
    }

    /// None yet, and room for as many as there are here.
    pub(super) fn as_large(&self) -> Fresh {
        Fresh { records: Vec::with_capacity(self.records.len()), values: self.values.as_large() }
    }

    pub(super) fn clear(&mut self) {
        self.records.clear();
        self.values.clear();
    }
}

impl Values {
    /// Room for as many as there are here.
    fn as_large(&self) -> Values {
        Values { all: Vec::with_capacity(self.all.len()), texts: String::with_capacity(self.texts.len()) }
    }

    fn clear(&mut self) {
        self.all.clear();
        self.texts.clear();
    }

    /// How many there are: less than four billions, of which each takes sixteen bytes.
    fn len(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }

    /// One more, which is a text.
    pub(super) fn text(&mut self, text: &str) {
        let start = self.texts.len();
        self.texts.push_str(text);
        self.all.push(Told::Text(start, u32::try_from(text.len()).unwrap_or(u32::MAX)));
    }

    /// One more, where it is known.
    pub(super) fn push(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.text(text),
            Value::Unknown(_) => {}
            Value::Money(money) if let Some(whole) = money.amount.to_i64() => self.all.push(Told::Money(whole, money.currency)),
            other => self.all.push(Told::Other(Box::new(other.clone()))),
        }
    }

    fn get(&self, at: u32) -> Option<Value> {
        Some(match self.all.get(at as usize)? {
            Told::Text(start, length) => Value::Text(self.texts.get(*start..start.saturating_add(*length as usize))?.into()),
            Told::Money(amount, currency) => Value::Money(Money { amount: Exact::from(*amount), currency: *currency }),
            Told::Other(value) => (**value).clone(),
        })
    }

    /// Takes others in, and empties them; where the first of them lies.
    fn take_in(&mut self, others: &mut Values) -> u32 {
        let (start, before) = (self.len(), self.texts.len());
        self.texts.push_str(&others.texts);
        self.all.extend(others.all.drain(..).map(|told| match told {
            Told::Text(start, length) => Told::Text(start.saturating_add(before), length),
            other => other,
        }));
        others.texts.clear();
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Why;

    fn id(position: u64) -> RecordId {
        RecordId { input: 0, position, key: "".into() }
    }

    /// Headings of records at these positions, each with its position.
    fn headings(positions: &[u64]) -> Headings {
        let (mut all, mut fresh) = (Headings::default(), Fresh::default());
        for &position in positions {
            fresh.add(id(position), |values| {
                values.push(&Value::Text(format!("件名{position}").into()));
                values.push(&Value::Unknown(Why::Absent));
                values.push(&Value::Days(i64::try_from(position).expect("they are small")));
            });
            all.take_in(&mut fresh);
        }
        all
    }

    #[test]
    fn in_whatever_order_records_come_each_keeps_its_own() {
        let all = headings(&[5, 9, 7, 1, 8]);
        let of = |at: u64| vec![Value::Text(format!("件名{at}").into()), Value::Days(i64::try_from(at).expect("they are small"))];
        for at in [1, 5, 7, 8, 9] {
            assert_eq!(all.of(&id(at)), of(at));
        }
        assert!(all.of(&id(2)).is_empty());
        assert_eq!(all, headings(&[1, 5, 7, 8, 9]));
        assert_ne!(all, headings(&[1, 5, 7, 8]));
        let mut both = headings(&[1, 3]);
        both.merge(all, |known| RecordId { input: 1, ..known });
        assert_eq!(both.of(&RecordId { input: 1, ..id(7) }), of(7));
        assert_eq!(both.of(&id(3)), of(3));
    }

    #[test]
    fn however_many_come_late_they_are_found_among_few_runs() {
        let backwards: Vec<u64> = (0..1_000).rev().collect();
        // Two thousand positions, each twice, in an order without a pattern.
        let mixed: Vec<u64> = (0..4_000).map(|at| at * 1_237 % 2_000).collect();
        for positions in [backwards, mixed] {
            let all = headings(&positions);
            assert!(all.runs.len() < 12, "{}", all.runs.len());
            for &at in &positions {
                assert_eq!(all.of(&id(at)).first(), Some(&Value::Text(format!("件名{at}").into())));
            }
        }
        let mut twice = Fresh::default();
        for (position, title) in [(2, "甲"), (1, "乙"), (2, "丙"), (1, "丁"), (0, "戊")] {
            twice.add(id(position), |values| values.text(title));
        }
        let mut all = Headings::default();
        all.take_in(&mut twice);
        let title = |at: u64| all.of(&id(at));
        assert_eq!(
            [title(0), title(1), title(2)],
            ["戊", "丁", "丙"].map(|text| vec![Value::Text(text.into())]),
            "what came last"
        );
        let written = serde_json::to_string(&all).expect("headings can be written");
        assert_eq!(serde_json::from_str::<Headings>(&written).expect("and read"), all);
    }

    #[test]
    fn what_is_told_of_a_value_is_the_value() {
        let money = |text: &str| Value::Money(Money { amount: text.parse().expect("a number"), currency: Currency::JPY });
        let all = [money("1000"), money("0.5"), Value::Bool(true)];
        let mut values = Values::default();
        values.push(&Value::Unknown(Why::Unreadable));
        all.iter().for_each(|value| values.push(value));
        assert_eq!((0..4).filter_map(|at| values.get(at)).collect::<Vec<_>>(), all);
    }
}
