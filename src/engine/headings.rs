//! What tells people which record it is: the values of the fields that head it.

use std::collections::BTreeMap;
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
    /// The records that came in their order, and where the values of each lie.
    places: Vec<(RecordId, Range<u32>)>,
    /// The same of those that came later than in their order.
    #[serde(with = "pairs")]
    late: Late,
    values: Values,
}

/// Where the values of records lie.
type Late = BTreeMap<RecordId, Range<u32>>;

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
        self.find(record).map_or_else(Vec::new, |place| place.map_while(|at| self.values.get(at)).collect())
    }

    /// Where the values of a record lie.
    fn find(&self, record: &RecordId) -> Option<Range<u32>> {
        let in_order = self.places.binary_search_by(|(known, _)| known.cmp(record));
        in_order.map_or_else(|_| self.late.get(record).cloned(), |at| Some(self.places[at].1.clone()))
    }

    /// Notes where the values of a record lie.
    fn note(&mut self, record: RecordId, values: Range<u32>) {
        match self.places.last_mut() {
            Some((last, known)) if *last == record => *known = values,
            Some((last, _)) if *last > record => {
                self.late.insert(record, values);
            }
            _ => self.places.push((record, values)),
        }
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
        for (id, place) in other.places.into_iter().chain(other.late) {
            self.note(here(id), place.start.saturating_add(start)..place.end.saturating_add(start));
        }
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.late.clear();
        self.values.clear();
    }
}

/// Headings are equal where the same is said of the same records, in whatever order it was read.
impl PartialEq for Headings {
    fn eq(&self, these: &Headings) -> bool {
        let ids = |it: &Headings| it.places.len() + it.late.len();
        let mut all = self.places.iter().map(|(id, _)| id).chain(self.late.keys());
        ids(self) == ids(these) && all.all(|id| these.find(id).is_some() && self.of(id) == these.of(id))
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
            Told::Text(start, length) => Told::Text(start.saturating_add(before), length),
            other => other,
        }));
        others.texts.clear();
        start
    }
}

/// A map as pairs: not every format has keys that are no text.
mod pairs {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Late, RecordId};

    pub(super) fn serialize<S: Serializer>(map: &Late, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(map)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Late, D::Error> {
        Ok(Vec::<(RecordId, _)>::deserialize(from)?.into_iter().collect())
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
