//! What tells people which record it is: the values of the fields that head it.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::finding::RecordId;
use crate::value::Value;

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
    /// Where the values of each lie.
    #[serde(with = "pairs")]
    places: BTreeMap<RecordId, Range<usize>>,
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
    /// A text, by where it lies.
    Text(Range<usize>),
    /// Any other value.
    Other(Value),
}

impl Headings {
    /// The values of the heading of a record, in the order of its fields; none where nothing is held of it.
    #[must_use]
    pub fn of(&self, record: &RecordId) -> Vec<Value> {
        self.places.get(record).map_or_else(Vec::new, |place| place.clone().map(|at| self.values.get(at)).collect())
    }

    /// The same of some records alone.
    pub(super) fn of_these(&self, records: &[&RecordId]) -> Headings {
        let mut these = Headings::default();
        for &id in records {
            if these.places.contains_key(id) {
                continue;
            }
            let start = these.values.len();
            self.of(id).iter().for_each(|value| these.values.push(value));
            these.places.insert(id.clone(), start..these.values.len());
        }
        these
    }

    /// Takes in the values of records, as many of each.
    pub(super) fn take_in(&mut self, ids: &mut Vec<RecordId>, values: &mut Values) {
        let each = values.len() / ids.len().max(1);
        let mut start = self.values.take_in(values);
        for id in ids.drain(..) {
            self.places.insert(id, start..start + each);
            start += each;
        }
    }

    /// Takes in others, whose records are known by other ids here.
    pub(super) fn merge(&mut self, mut other: Headings, here: impl Fn(RecordId) -> RecordId) {
        let start = self.values.take_in(&mut other.values);
        let moved = other.places.into_iter().map(|(id, place)| (here(id), place.start + start..place.end + start));
        self.places.extend(moved);
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.values.clear();
    }
}

/// Headings are equal where the same is said of the same records, in whatever order it was read.
impl PartialEq for Headings {
    fn eq(&self, other: &Headings) -> bool {
        self.places.keys().eq(other.places.keys()) && self.places.keys().all(|id| self.of(id) == other.of(id))
    }
}

impl Values {
    /// Room for as many as there are here.
    pub(super) fn as_large(&self) -> Values {
        Values { all: Vec::with_capacity(self.all.len()), texts: String::with_capacity(self.texts.len()) }
    }

    fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.texts.clear();
    }

    /// One more, which is a text.
    pub(super) fn text(&mut self, text: &str) {
        let start = self.texts.len();
        self.texts.push_str(text);
        self.all.push(Told::Text(start..self.texts.len()));
    }

    /// One more.
    pub(super) fn push(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.text(text),
            other => self.all.push(Told::Other(other.clone())),
        }
    }

    fn get(&self, at: usize) -> Value {
        match &self.all[at] {
            Told::Text(span) => Value::Text(self.texts[span.clone()].into()),
            Told::Other(value) => value.clone(),
        }
    }

    /// Takes others in, and empties them; where the first of them lies.
    fn take_in(&mut self, others: &mut Values) -> usize {
        let (start, before) = (self.all.len(), self.texts.len());
        self.texts.push_str(&others.texts);
        self.all.extend(others.all.drain(..).map(|told| match told {
            Told::Text(span) => Told::Text(span.start + before..span.end + before),
            other => other,
        }));
        others.texts.clear();
        start
    }
}

/// A map as pairs: not every format has keys that are no text.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<K: Serialize, V: Serialize, S: Serializer>(map: &BTreeMap<K, V>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(map)
    }

    pub(super) fn deserialize<'de, K, V, D>(from: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Ok(Vec::<(K, V)>::deserialize(from)?.into_iter().collect())
    }
}
