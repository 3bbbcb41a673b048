//! What tells people which record it is: the values of the fields that head it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::finding::RecordId;
use crate::value::{Currency, Exact, Money, Value, Why};

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
pub struct Headings {
    /// The records in their order, and where the values of each lie.
    places: Vec<(RecordId, Range<u32>)>,
    values: Values,
}

/// Values of headings, one behind the other.
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
    /// None, and why.
    Unknown(Why),
    /// Any other value.
    Other(Box<Value>),
}

impl Headings {
    /// The values of the heading of a record, in the order of its fields; none where nothing is held of it.
    #[must_use]
    pub fn of(&self, record: &RecordId) -> Vec<Value> {
        let Ok(at) = self.find(record) else { return Vec::new() };
        self.places[at].1.clone().filter_map(|at| self.values.get(at)).collect()
    }

    /// Where a record stands, or would stand.
    fn find(&self, record: &RecordId) -> Result<usize, usize> {
        self.places.binary_search_by(|(known, _)| known.cmp(record))
    }

    /// Notes where the values of a record lie: mostly of one behind all others.
    fn note(&mut self, record: RecordId, values: Range<u32>) {
        match self.places.last() {
            Some((last, _)) if *last >= record => match self.find(&record) {
                Ok(at) => self.places[at].1 = values,
                Err(at) => self.places.insert(at, (record, values)),
            },
            _ => self.places.push((record, values)),
        }
    }

    /// The same of some records alone.
    pub(super) fn of_these(&self, records: &[&RecordId]) -> Headings {
        let mut these = Headings::default();
        for &id in records {
            if these.find(id).is_err() {
                let start = these.values.len();
                self.of(id).iter().for_each(|value| these.values.push(value));
                these.note(id.clone(), start..these.values.len());
            }
        }
        these
    }

    /// Takes in the values of records, as many of each.
    pub(super) fn take_in(&mut self, ids: &mut Vec<RecordId>, values: &mut Values) {
        let each = values.len() / u32::try_from(ids.len()).unwrap_or(u32::MAX).max(1);
        let mut start = self.values.take_in(values);
        for id in ids.drain(..) {
            self.note(id, start..start + each);
            start += each;
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
        self.values.clear();
    }
}

/// Headings are equal where the same is said of the same records, in whatever order it was read.
impl PartialEq for Headings {
    fn eq(&self, these: &Headings) -> bool {
        let same = |((one, _), (other, _)): (&(RecordId, _), &(RecordId, _))| one == other && self.of(one) == these.of(other);
        self.places.len() == these.places.len() && self.places.iter().zip(&these.places).all(same)
    }
}

impl Values {
    /// Room for as many as there are here.
    pub(super) fn as_large(&self) -> Values {
        Values { all: Vec::with_capacity(self.all.len()), texts: String::with_capacity(self.texts.len()) }
    }

    /// How many there are: less than four billions, of which each takes sixteen bytes.
    fn len(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.texts.clear();
    }

    /// One more, which is a text.
    pub(super) fn text(&mut self, text: &str) {
        let start = self.texts.len();
        self.texts.push_str(text);
        self.all.push(Told::Text(start, u32::try_from(text.len()).unwrap_or(u32::MAX)));
    }

    /// One more.
    pub(super) fn push(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.text(text),
            Value::Unknown(why) => self.all.push(Told::Unknown(*why)),
            Value::Money(money) if let Some(whole) = money.amount.to_i64() => self.all.push(Told::Money(whole, money.currency)),
            other => self.all.push(Told::Other(Box::new(other.clone()))),
        }
    }

    fn get(&self, at: u32) -> Option<Value> {
        Some(match self.all.get(at as usize)? {
            Told::Text(start, length) => Value::Text(self.texts.get(*start..start.saturating_add(*length as usize))?.into()),
            Told::Money(amount, currency) => Value::Money(Money { amount: Exact::from(*amount), currency: *currency }),
            Told::Unknown(why) => Value::Unknown(*why),
            Told::Other(value) => (**value).clone(),
        })
    }

    /// Takes others in, and empties them; where the first of them lies.
    fn take_in(&mut self, others: &mut Values) -> u32 {
        let (start, before) = (self.len(), self.texts.len());
        self.texts.push_str(&others.texts);
        self.all.extend(others.all.drain(..).map(|told| match told {
            Told::Text(start, length) => Told::Text(start + before, length),
            other => other,
        }));
        others.texts.clear();
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(position: u64) -> RecordId {
        RecordId { input: 0, position, key: "".into() }
    }

    /// Headings of records at these positions, each with its position.
    fn headings(positions: &[u64]) -> Headings {
        let (mut all, mut values) = (Headings::default(), Values::default());
        for &position in positions {
            values.push(&Value::Text(format!("件名{position}").into()));
            values.push(&Value::Days(i64::try_from(position).expect("they are small")));
            all.take_in(&mut vec![id(position)], &mut values);
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
    fn what_is_told_of_a_value_is_the_value() {
        let money = |text: &str| Value::Money(Money { amount: text.parse().expect("a number"), currency: Currency::JPY });
        let all = [money("1000"), money("0.5"), Value::Unknown(Why::Absent), Value::Unknown(Why::Unreadable), Value::Bool(true)];
        let mut values = Values::default();
        all.iter().for_each(|value| values.push(value));
        assert_eq!((0..5).filter_map(|at| values.get(at)).collect::<Vec<_>>(), all);
    }
}
