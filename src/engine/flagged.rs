//! Which records have a finding, where rules over several records may add to them at the end.

use serde::{Deserialize, Serialize};

use super::keys::{self, Place};
use crate::finding::RecordId;
use crate::value::sort;

/// Records with a finding, known and accepted ones too, and whether one of theirs failed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Flagged {
    /// The place of each, and what stands for its key, since several may stand in one line; the last bit of that tells whether it failed. It may be there
    /// several times.
    records: Vec<(u64, u64)>,
    /// How many there were when each last stood in it once.
    once: usize,
}

/// How many records it takes before each is made to stand there once.
const FEW: usize = 1_000;

/// The bit that tells whether a record failed.
const FAILED: u64 = 1;

impl Flagged {
    /// Notes a record, and whether it failed.
    pub(super) fn note(&mut self, record: &RecordId, failed: bool) {
        let place = Place { input: record.input, line: record.position, in_error: false };
        let noted = (place.pack(), keys::low_half(keys::digest(&record.key)) & !FAILED | u64::from(failed));
        match self.records.last_mut() {
            Some(last) if is_same(*last, noted) => last.1 |= noted.1,
            _ => self.records.push(noted),
        }
        if self.records.len() >= self.once.saturating_mul(2).saturating_add(FEW) {
            self.settle();
        }
    }

    /// Takes in those of a session before whose inputs this one has so many.
    pub(super) fn merge(&mut self, others: Flagged, before: u32) {
        let here = |place: u64| Place::unpack(place).behind(before).pack();
        self.records.extend(others.records.into_iter().map(|(place, key)| (here(place), key)));
    }

    /// How many records failed, and how many are only undetermined.
    pub(super) fn count(mut self) -> (u64, u64) {
        self.settle();
        let failed = self.records.iter().filter(|(_, key)| key & FAILED != 0).count();
        (failed as u64, (self.records.len() - failed) as u64)
    }

    /// Has each record stand there once.
    fn settle(&mut self) {
        sort::by(&mut self.records, Ord::cmp);
        self.records.dedup_by(|later, kept| {
            let same = is_same(*later, *kept);
            kept.1 |= later.1 & u64::from(same);
            same
        });
        self.once = self.records.len();
    }
}

/// Whether both are of one record.
fn is_same((place, key): (u64, u64), (other, its_key): (u64, u64)) -> bool {
    place == other && key | FAILED == its_key | FAILED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(input: u32, position: u64, key: &str) -> RecordId {
        RecordId { input, position, key: key.into() }
    }

    #[test]
    fn a_record_counts_once_however_often_it_is_noted() {
        let mut flagged = Flagged::default();
        for round in 0..3_u64 {
            for at in 0..5_000 {
                flagged.note(&id(0, at, "契約"), at % 10 == round);
            }
        }
        assert_eq!(flagged.count(), (1_500, 3_500));
    }

    #[test]
    fn records_of_one_line_and_of_other_inputs_are_others() {
        let mut flagged = Flagged::default();
        let mut others = Flagged::default();
        for noted in [&mut flagged, &mut others] {
            noted.note(&id(0, 1, "A"), false);
            noted.note(&id(0, 1, "B"), true);
            noted.note(&id(0, 1, "A"), false);
        }
        flagged.merge(others, 1);
        flagged.note(&id(1, 1, "A"), true);
        assert_eq!(flagged.count(), (3, 1));
    }
}
