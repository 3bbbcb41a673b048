//! Values in a few bytes, for as long as a run takes: they are read by the same program that wrote them.

use serde::{Deserialize, Serialize};

use crate::value::{Value, Why};

/// What follows.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Follows {
    /// Values that are not known for one reason, one after the other: how many, and the reason.
    Unknown,
    /// A text.
    Text,
    /// How many values a list has, and they.
    List,
    /// The same of a set.
    Set,
    /// The same of a record.
    Record,
    /// Any other value.
    Other,
}

/// A value as bytes.
pub(super) fn pack(value: &Value) -> Box<[u8]> {
    let mut packer = Packer(Vec::with_capacity(256));
    packer.value(value);
    packer.0.into()
}

/// The value that was packed into those bytes.
///
/// # Panics
/// Where they are none of [`pack`].
pub(super) fn unpack(bytes: &[u8]) -> Value {
    Unpacker { bytes, again: (Why::Missing, 0) }.value()
}

/// Writes values.
struct Packer(Vec<u8>);

impl Packer {
    fn put<T: Serialize + ?Sized>(&mut self, it: &T) {
        self.0 = postcard::to_extend(it, std::mem::take(&mut self.0)).expect("memory takes all that is written");
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Unknown(why) => self.put(&(Follows::Unknown, 1_u32, why)),
            Value::Text(text) => self.put(&(Follows::Text, &**text)),
            Value::List(items) => self.values(Follows::List, items),
            Value::Set(items) => self.values(Follows::Set, items),
            Value::Record(slots) => self.values(Follows::Record, slots),
            other => self.put(&(Follows::Other, other)),
        }
    }

    fn values(&mut self, follows: Follows, values: &[Value]) {
        self.put(&(follows, values.len()));
        let same = |one: &Value, other: &Value| matches!((one, other), (Value::Unknown(why), Value::Unknown(too)) if why == too);
        for run in values.chunk_by(same) {
            match run {
                [Value::Unknown(why), ..] => self.put(&(Follows::Unknown, run.len(), why)),
                run => run.iter().for_each(|value| self.value(value)),
            }
        }
    }
}

/// Reads them.
struct Unpacker<'b> {
    bytes: &'b [u8],
    /// The reason why the next values are not known, and how many they are.
    again: (Why, usize),
}

impl<'b> Unpacker<'b> {
    fn take<T: Deserialize<'b>>(&mut self) -> T {
        let (it, rest) = postcard::take_from_bytes(self.bytes).expect("what was packed can be read");
        self.bytes = rest;
        it
    }

    fn value(&mut self) -> Value {
        if self.again.1 > 0 {
            self.again.1 -= 1;
            return Value::Unknown(self.again.0);
        }
        match self.take() {
            Follows::Unknown => {
                let (count, why): (usize, Why) = self.take();
                self.again = (why, count - 1);
                Value::Unknown(why)
            }
            Follows::Text => Value::Text(self.take::<&str>().into()),
            Follows::List => Value::List(self.values()),
            Follows::Set => Value::Set(self.values()),
            Follows::Record => Value::Record(self.values()),
            Follows::Other => self.take(),
        }
    }

    fn values<C: FromIterator<Value>>(&mut self) -> C {
        let count: usize = self.take();
        (0..count).map(|_| self.value()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Exact, FiscalYear};

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let unknown = |why| Value::Unknown(why);
        let text = |text: &str| Value::Text(text.into());
        let inner = Value::Record([unknown(Why::Absent), text("役務"), unknown(Why::Absent)].into());
        let list = Value::List([inner.clone(), Value::Record([].into()), inner].into());
        let all = [
            unknown(Why::Missing),
            unknown(Why::Missing),
            unknown(Why::Absent),
            list,
            Value::Set([Value::Number(Exact::from(3)), Value::Number(Exact::from(5))].into()),
            unknown(Why::Missing),
            Value::FiscalYear(FiscalYear(2016)),
            Value::Bool(true),
            unknown(Why::Missing),
        ];
        let record = Value::Record(all.into());
        assert_eq!(unpack(&pack(&record)), record);
        assert_eq!(unpack(&pack(&unknown(Why::Absent))), unknown(Why::Absent));
    }
}
