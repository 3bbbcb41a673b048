//! A record as it is kept until all are in: packed into a few bytes, and made whole each time it is looked at.

use std::cmp::Ordering;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Input;
use super::machine::Frame;
#[cfg(feature = "dense")]
use super::packed::{pack, unpack};
use crate::finding::RecordId;
use crate::value::{Value, sort};

/// A record that is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Input", into = "Input")]
pub(super) struct Kept {
    /// Which record of the input.
    pub(super) id: RecordId,
    /// Of which kind: its number in the program.
    pub(super) record: usize,
    held: Held,
}

/// What is held of it.
#[derive(Debug, Clone)]
enum Held {
    /// A value for each slot.
    Whole(Box<Value>),
    /// The same in bytes: it takes a tenth of the memory, and no more than some millionths of a second to look at.
    #[cfg(feature = "dense")]
    Packed(Box<[u8]>),
}

/// The most bytes that a record is packed into: one with long lists may be looked at for each of their elements, and stays whole.
#[cfg(feature = "dense")]
const LARGEST: usize = 1_000;

impl Kept {
    /// A record that is not looked at before all are in.
    pub(super) fn packed(id: RecordId, record: usize, value: Value) -> Kept {
        #[cfg(feature = "dense")]
        if let Some(bytes) = Some(pack(&value)).filter(|bytes| bytes.len() <= LARGEST) {
            return Kept { id, record, held: Held::Packed(bytes) };
        }
        Kept::whole(id, record, value)
    }

    /// A record that is looked at more than once.
    pub(super) fn whole(id: RecordId, record: usize, value: Value) -> Kept {
        Kept { id, record, held: Held::Whole(Box::new(value)) }
    }

    /// Whether it has to be made whole each time it is looked at.
    pub(super) fn is_packed(&self) -> bool {
        !matches!(self.held, Held::Whole(_))
    }

    /// The same record, quick to look at.
    pub(super) fn opened(&self) -> Kept {
        Kept::whole(self.id.clone(), self.record, self.value())
    }

    /// A value for each slot.
    pub(super) fn value(&self) -> Value {
        match &self.held {
            Held::Whole(value) => (**value).clone(),
            #[cfg(feature = "dense")]
            Held::Packed(bytes) => unpack(bytes),
        }
    }

    /// The record, as it is judged by itself.
    pub(super) fn input(&self) -> Input {
        Input { id: self.id.clone(), record: self.record, value: self.value() }
    }

    /// The record, as what expressions find around them.
    pub(super) fn frame(&self) -> Frame<'_> {
        self.frame_of(self.value(), Arc::default())
    }

    /// The same, made whole already, and told of as lying there.
    pub(super) fn frame_of(&self, value: Value, path: Arc<str>) -> Frame<'_> {
        Frame::Record { value, id: Some(&self.id), path }
    }

    /// How it stands to another by their keys: what is worked out of several records, and what is told of them, is then the same in whatever order they came.
    pub(super) fn in_order(&self, other: &Kept) -> Ordering {
        self.id.key.cmp(&other.id.key).then_with(|| self.id.cmp(&other.id))
    }

    /// Puts records into that order.
    pub(super) fn order(records: &mut [&Kept]) {
        sort::by(records, |one, other| one.in_order(other));
    }
}

/// Records are equal where the same is kept of them, packed or whole.
impl PartialEq for Kept {
    fn eq(&self, other: &Kept) -> bool {
        (&self.id, self.record) == (&other.id, other.record) && self.value() == other.value()
    }
}

impl From<Input> for Kept {
    fn from(Input { id, record, value }: Input) -> Kept {
        Kept::packed(id, record, value)
    }
}

impl From<Kept> for Input {
    fn from(kept: Kept) -> Input {
        kept.input()
    }
}
