//! Evidence as bytes: by which it is known again, and told from other evidence.

use sha2::{Digest, Sha256};

use super::{Comparison, Fact, MissingFact, RecordId};
use crate::value::show::{Names, show};
use crate::value::{Lang, Value};

/// Bytes that texts are put into, each with its length before it: they can be told apart.
pub(crate) struct Print<'n> {
    names: &'n dyn Names,
    pub(crate) bytes: Vec<u8>,
}

impl<'n> Print<'n> {
    /// Nothing yet.
    pub(crate) fn new(names: &'n dyn Names) -> Print<'n> {
        Print { names, bytes: Vec::new() }
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A value, as people read it.
    pub(crate) fn value(&mut self, value: Option<&Value>) {
        self.text(&value.map_or_else(String::new, |value| show(value, Lang::En, self.names)));
    }

    /// A record, by its key.
    pub(crate) fn record(&mut self, record: Option<&RecordId>) {
        self.text(record.map_or("", |record| &record.key));
    }

    /// A fact: of which record, where, and what was read.
    pub(crate) fn fact(&mut self, fact: &Fact) {
        self.text("fact");
        self.record(fact.record.as_ref());
        self.text(&fact.path);
        self.value(Some(&fact.value));
    }

    /// A comparison, by its operands.
    pub(crate) fn comparison(&mut self, compared: &Comparison) {
        self.text("comparison");
        self.text(compared.operator);
        self.value(Some(&compared.left));
        self.value(compared.right.as_ref());
    }

    /// A missing fact: of which record, where, and why it was not to be had.
    pub(crate) fn missing(&mut self, missing: &MissingFact) {
        self.text("missing");
        self.record(missing.record.as_ref());
        self.text(&missing.path);
        self.text(missing.why.label(Lang::En));
        self.value(missing.value.as_ref());
    }

    /// The bytes since a place are taken out, and their digest is added to others: their sum is the same in whatever order they are added.
    pub(crate) fn add_since(&mut self, start: usize, sum: &mut u128) {
        let digest = Sha256::digest(&self.bytes[start..]);
        *sum = digest[..16].iter().fold(0, |number, byte| number << 8 | u128::from(*byte)).wrapping_add(*sum);
        self.bytes.truncate(start);
    }
}
