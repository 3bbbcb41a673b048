//! The keys of the records read so far, so that one given twice is told. What grows with every record must be small: a key is kept as sixteen bytes of a
//! digest, and its place in eight.

use hashbrown::HashTable;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::xxh3_128;

/// How many bits of a place are its line; one more says whether the record was in error.
const LINE: u32 = 43;

/// What stands for a key: two that differ come to the same in one of 2¹²⁸ cases.
pub(super) type Digest = u128;

/// What stands for a key.
pub(super) fn digest(key: &str) -> Digest {
    xxh3_128(key.as_bytes())
}

/// Where a key was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Place {
    /// The number of the input.
    pub(super) input: u32,
    /// The line of it.
    pub(super) line: u64,
    /// Something else in the record could not be read.
    pub(super) in_error: bool,
}

/// The keys, and where each was first read.
#[derive(Debug, Default)]
pub(super) struct Keys(HashTable<(u64, u64, u64)>);

impl Keys {
    /// Notes a key at a place. Where it was read before, the place of that.
    pub(super) fn insert(&mut self, key: Digest, place: Place) -> Option<Place> {
        let (high, low) = (low_half(key >> 64), low_half(key));
        let known = self.0.entry(low, |entry| (entry.0, entry.1) == (high, low), |entry| entry.1);
        match known {
            hashbrown::hash_table::Entry::Vacant(free) => {
                free.insert((high, low, place.pack()));
                None
            }
            hashbrown::hash_table::Entry::Occupied(first) => Some(Place::unpack(first.get().2)),
        }
    }

    /// Whether none was read.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every key with its place, in the order of the input.
    pub(super) fn in_order(&self) -> Vec<(Place, Digest)> {
        let whole = |(high, low, place): &(u64, u64, u64)| (Place::unpack(*place), u128::from(*high) << 64 | u128::from(*low));
        let mut keys: Vec<(Place, Digest)> = self.0.iter().map(whole).collect();
        keys.sort_unstable();
        keys
    }
}

impl Serialize for Keys {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.in_order().serialize(to)
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Keys, D::Error> {
        let mut keys = Keys::default();
        for (place, digest) in Vec::<(Place, Digest)>::deserialize(from)? {
            keys.insert(digest, place);
        }
        Ok(keys)
    }
}

impl Place {
    /// The same place, where inputs are numbered from `before` on.
    pub(super) fn behind(self, before: u32) -> Place {
        Place { input: self.input.saturating_add(before), ..self }
    }

    pub(super) fn pack(self) -> u64 {
        (u64::from(self.input) << (LINE + 1)) | ((self.line & ((1 << LINE) - 1)) << 1) | u64::from(self.in_error)
    }

    pub(super) fn unpack(place: u64) -> Place {
        let input = u32::try_from(place >> (LINE + 1)).unwrap_or(u32::MAX);
        Place { input, line: (place >> 1) & ((1 << LINE) - 1), in_error: place & 1 == 1 }
    }
}

/// Half of a digest.
pub(super) fn low_half(digest: u128) -> u64 {
    u64::try_from(digest & u128::from(u64::MAX)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_where_it_was_first_read() {
        let mut keys = Keys::default();
        let at = |input, line| Place { input, line, in_error: line == 7 };
        assert_eq!(keys.insert(digest("A"), at(0, 1)), None);
        assert_eq!(keys.insert(digest("B"), at(70_000, 1 << 40)), None);
        assert_eq!(keys.insert(digest("A"), at(0, 1)), Some(at(0, 1)), "two records of a package may stand in one line");
        assert_eq!(keys.insert(digest("A"), at(1, 1)), Some(at(0, 1)));
        assert_eq!(keys.insert(digest("B"), at(70_000, 7)), Some(at(70_000, 1 << 40)));
        assert_eq!(keys.insert(digest("C"), at(3, 7)), None);
        assert_eq!(keys.in_order(), [(at(0, 1), digest("A")), (at(3, 7), digest("C")), (at(70_000, 1 << 40), digest("B"))]);
    }
}
