//! Records as they were read, kept for whoever wants to look at them again, or have them judged again.

use std::collections::BTreeMap;

use crate::decode::DataError;

/// How many bytes stand in a piece, but for records that are longer.
const PIECE: usize = 1 << 20;

/// Records, in the order in which they were read.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Their JSON, one after the other: in pieces, so that nothing is moved when there are many.
    pieces: Vec<Vec<u8>>,
    records: Vec<Place>,
    /// What was found wrong of a record before it became JSON, by its number.
    faults: BTreeMap<usize, Vec<DataError>>,
}

/// Where a record stands: in the input, and here.
#[derive(Debug, Clone, Copy)]
struct Place {
    input: u32,
    piece: u32,
    position: u64,
    end: usize,
}

/// A record that was kept.
#[derive(Debug, Clone, Copy)]
pub struct KeptRecord<'k> {
    /// The number of its input.
    pub input: u32,
    /// Its line, row, or place in the array, from 1.
    pub position: u64,
    /// The JSON that was judged.
    pub json: &'k [u8],
    /// What was found wrong before it became JSON.
    pub faults: &'k [DataError],
}

impl Kept {
    /// Keeps a record: the JSON that was judged, and what was found wrong before.
    pub(super) fn push(&mut self, input: u32, position: u64, json: &[u8], faults: &[DataError]) {
        if self.pieces.last().is_none_or(|last| last.capacity() - last.len() < json.len()) {
            self.pieces.push(Vec::with_capacity(PIECE.max(json.len())));
        }
        let piece = self.pieces.len() - 1;
        let end = self.pieces.get_mut(piece).map_or(0, |last| {
            last.extend_from_slice(json);
            last.len()
        });
        if !faults.is_empty() {
            self.faults.insert(self.records.len(), faults.to_vec());
        }
        self.records.push(Place { input, piece: u32::try_from(piece).unwrap_or(u32::MAX), position, end });
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

    /// A record by its number, from 0.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<KeptRecord<'_>> {
        let Place { input, piece, position, end } = *self.records.get(number)?;
        let before = number.checked_sub(1).and_then(|before| self.records.get(before));
        let start = before.filter(|before| before.piece == piece).map_or(0, |before| before.end);
        let json = self.pieces.get(piece as usize)?.get(start..end)?;
        let faults = self.faults.get(&number).map_or(&[][..], Vec::as_slice);
        Some(KeptRecord { input, position, json, faults })
    }

    /// The number of the first record of an input at a position, from 0.
    #[must_use]
    pub fn find(&self, input: u32, position: u64) -> Option<usize> {
        let at = self.records.partition_point(|record| (record.input, record.position) < (input, position));
        self.records.get(at).filter(|record| (record.input, record.position) == (input, position)).map(|_| at)
    }
}
