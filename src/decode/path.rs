//! Where in a record something stands. Only what is reported is ever written out.

use std::fmt;

/// A place in a record, as a chain from the innermost step outwards; shown as a JSON pointer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'p> {
    /// The record itself.
    Root,
    /// A field of what stands there.
    Field(&'p Path<'p>, &'p str),
    /// An element of what stands there, from 0.
    Element(&'p Path<'p>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Field(parent, name) => write!(out, "{parent}/{}", name.replace('~', "~0").replace('/', "~1")),
            Path::Element(parent, at) => write!(out, "{parent}/{at}"),
        }
    }
}
