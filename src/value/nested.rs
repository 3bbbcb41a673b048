//! Things within things, read no deeper than anybody writes them: bytes may claim any depth, and the stack has an end.

use std::cell::Cell;

use serde::de::Error;

/// How deep what is read may go: twice as deep as the language lets anything go.
const DEEPEST: u32 = 640;

thread_local! {
    /// How deep what is being read has come.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// One level of what is being read.
pub(crate) struct Level(());

impl Level {
    /// Goes one level deeper, until it is dropped.
    ///
    /// # Errors
    /// It is too deep.
    pub(crate) fn enter<E: Error>() -> Result<Level, E> {
        DEPTH.with(|depth| {
            if depth.get() == DEEPEST {
                return Err(E::custom("nested too deeply"));
            }
            depth.set(depth.get() + 1);
            Ok(Level(()))
        })
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get() - 1));
    }
}

/// Lets a type that may stand within itself be read so deep and no deeper. It derives what it does under `#[serde(remote = "Self")]`.
macro_rules! nested {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $name::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let _level = crate::value::nested::Level::enter()?;
                $name::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use nested;
