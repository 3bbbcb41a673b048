//! Records as they were read, kept for whoever wants to look at them again.

/// Records, in the order in which they were read.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    bytes: Vec<u8>,
    /// Of each record its input, its position, and where it ends.
    records: Vec<(u32, u64, usize)>,
}

impl Kept {
    /// Keeps a record: the JSON that was judged.
    pub(super) fn push(&mut self, input: u32, position: u64, json: &[u8]) {
        self.bytes.extend_from_slice(json);
        self.records.push((input, position, self.bytes.len()));
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// A record by its number, from 0: its input, its position, and its JSON.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<(u32, u64, &[u8])> {
        let (input, position, end) = *self.records.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.records[before].2);
        Some((input, position, &self.bytes[start..end]))
    }

    /// The number of the first record of an input at a position, from 0.
    #[must_use]
    pub fn find(&self, input: u32, position: u64) -> Option<usize> {
        let at = self.records.partition_point(|record| (record.0, record.1) < (input, position));
        self.records.get(at).filter(|record| (record.0, record.1) == (input, position)).map(|_| at)
    }
}
