//! The keys of the records read so far, so that one given twice is told. What grows with every record must be small: a key is kept as sixteen bytes of a
//! digest, and its place in eight.

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_128;

/// How many bits of a place are its line.
const LINE: u32 = 44;

/// What stands for a key: two that differ come to the same in one of 2¹²⁸ cases.
pub(super) type Digest = u128;

/// What stands for a key.
pub(super) fn digest(key: &str) -> Digest {
    xxh3_128(key.as_bytes())
}

/// The keys, and where each was first read.
#[derive(Debug, Default)]
pub(super) struct Keys(HashTable<(u64, u64, u64)>);

impl Keys {
    /// Notes a key at a line of an input. Where it was read before, the input and the line of that.
    pub(super) fn insert(&mut self, key: Digest, input: u32, line: u64) -> Option<(u32, u64)> {
        let place = (u64::from(input) << LINE) | (line & ((1 << LINE) - 1));
        let (high, low) = (low_half(key >> 64), low_half(key));
        let known = self.0.entry(low, |entry| (entry.0, entry.1) == (high, low), |entry| entry.1);
        match known {
            hashbrown::hash_table::Entry::Vacant(free) => {
                free.insert((high, low, place));
                None
            }
            hashbrown::hash_table::Entry::Occupied(first) => {
                let first = first.get().2;
                Some((u32::try_from(first >> LINE).unwrap_or(u32::MAX), first & ((1 << LINE) - 1)))
            }
        }
    }
}

fn low_half(digest: u128) -> u64 {
    u64::try_from(digest & u128::from(u64::MAX)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_by_where_it_was_first_read() {
        let mut keys = Keys::default();
        assert_eq!(keys.insert(digest("A"), 0, 1), None);
        assert_eq!(keys.insert(digest("B"), 70_000, 1 << 40), None);
        assert_eq!(keys.insert(digest("A"), 0, 1), Some((0, 1)), "two records of a package may stand in one line");
        assert_eq!(keys.insert(digest("A"), 1, 1), Some((0, 1)));
        assert_eq!(keys.insert(digest("B"), 70_000, 7), Some((70_000, 1 << 40)));
    }
}
