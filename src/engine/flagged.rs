//! Which records have a finding, where rules over several records may add to them at the end.

use serde::{Deserialize, Serialize};

use crate::finding::RecordId;
use crate::value::sort;

/// Records with a finding, known and accepted ones too, and whether one of theirs failed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Flagged {
    /// A record may stand in it several times.
    records: Vec<(RecordId, bool)>,
    /// How many there were when each last stood in it once.
    once: usize,
}

/// How many records it takes before each is made to stand there once.
const FEW: usize = 1_000;

impl Flagged {
    /// Notes a record, and whether it failed.
    pub(super) fn note(&mut self, record: &RecordId, failed: bool) {
        match self.records.last_mut() {
            Some((last, before)) if last == record => *before |= failed,
            _ => self.records.push((record.clone(), failed)),
        }
        if self.records.len() >= self.once.saturating_mul(2).saturating_add(FEW) {
            self.settle();
        }
    }

    /// Takes in those of a session whose records `here` names as they are named in this one.
    pub(super) fn merge(&mut self, others: Flagged, here: impl Fn(RecordId) -> RecordId) {
        self.records.extend(others.records.into_iter().map(|(id, failed)| (here(id), failed)));
    }

    /// How many records failed, and how many are only undetermined.
    pub(super) fn count(mut self) -> (u64, u64) {
        self.settle();
        let failed = self.records.iter().filter(|(_, failed)| *failed).count();
        (failed as u64, (self.records.len() - failed) as u64)
    }

    /// Has each record stand there once.
    fn settle(&mut self) {
        sort::by(&mut self.records, Ord::cmp);
        self.records.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 |= same && later.1;
            same
        });
        self.once = self.records.len();
    }
}
