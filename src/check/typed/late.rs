//! A list that is not made before it is asked for: judging never asks for the examples, and they are half of what a bundle holds.

use std::fmt;
use std::sync::OnceLock;

use serde::de::{DeserializeOwned, Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list; one that was read from a bundle is made of its bytes when it is first looked at.
///
/// ```
/// use sadame::check::typed::Late;
/// assert_eq!(Late::of(vec![1, 2]).get(), Some(&[1, 2][..]));
/// ```
#[derive(Clone)]
pub struct Late<T> {
    made: OnceLock<Option<Vec<T>>>,
    /// As it was written; nothing where it was not read.
    written: Vec<u8>,
}

impl<T> Late<T> {
    /// A list that is there.
    #[must_use]
    pub fn of(items: Vec<T>) -> Late<T> {
        Late { made: OnceLock::from(Some(items)), written: Vec::new() }
    }
}

impl<T> Default for Late<T> {
    fn default() -> Late<T> {
        Late::of(Vec::new())
    }
}

impl<T: DeserializeOwned> Late<T> {
    /// The list; `None` where it was read, and its bytes are not those of a list.
    #[must_use]
    pub fn get(&self) -> Option<&[T]> {
        let made = || postcard::take_from_bytes(&self.written).ok().and_then(|(list, rest)| rest.is_empty().then_some(list));
        self.made.get_or_init(made).as_deref()
    }
}

impl<T: DeserializeOwned + fmt::Debug> fmt::Debug for Late<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(out)
    }
}

impl<T: Serialize> Serialize for Late<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.made.get() {
            Some(Some(made)) => serializer.serialize_bytes(&postcard::to_allocvec(made).map_err(serde::ser::Error::custom)?),
            _ => serializer.serialize_bytes(&self.written),
        }
    }
}

impl<'de, T> Deserialize<'de> for Late<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Late<T>, D::Error> {
        Ok(Late { made: OnceLock::new(), written: deserializer.deserialize_bytes(Bytes)? })
    }
}

/// Takes bytes as they are.
struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Vec<u8>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }
}
