//! The keys of the records read so far, so that one given twice is told. What grows with every record must be small: a key is kept as twelve bytes of its
//! digest, and its place in eight.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use sha2::{Digest, Sha256};

/// How many bits of a place are its line.
const LINE: u32 = 44;

/// The keys, and where each was first read.
#[derive(Debug, Default)]
pub(super) struct Keys(BTreeMap<[u8; 12], u64>);

impl Keys {
    /// Notes a key at a line of an input. Where it was read before, the input and the line of that; an empty key is none.
    pub(super) fn insert(&mut self, key: &str, input: u32, line: u64) -> Option<(u32, u64)> {
        if key.is_empty() {
            return None;
        }
        let digest = Sha256::digest(key.as_bytes());
        let mut short = [0; 12];
        short.copy_from_slice(&digest[..12]);
        let place = (u64::from(input) << LINE) | (line & ((1 << LINE) - 1));
        match self.0.entry(short) {
            Entry::Vacant(free) => {
                free.insert(place);
                None
            }
            Entry::Occupied(first) => {
                let first = *first.get();
                Some((u32::try_from(first >> LINE).unwrap_or(u32::MAX), first & ((1 << LINE) - 1)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_where_it_was_first_read() {
        let mut keys = Keys::default();
        assert_eq!(keys.insert("A", 0, 1), None);
        assert_eq!(keys.insert("", 0, 2), None);
        assert_eq!(keys.insert("", 0, 3), None);
        assert_eq!(keys.insert("B", 70_000, 1 << 40), None);
        assert_eq!(keys.insert("A", 0, 1), Some((0, 1)), "two records of a package may stand in one line");
        assert_eq!(keys.insert("A", 1, 1), Some((0, 1)));
        assert_eq!(keys.insert("B", 70_000, 7), Some((70_000, 1 << 40)));
    }
}
