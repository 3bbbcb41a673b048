//! Where in a record something stands. Only what is reported is ever written out.

use std::fmt;

/// A place in a record, as a chain from the innermost step outwards; shown as a JSON pointer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'p> {
    /// The record itself.
    Root,
    /// A field of what stands there.
    Field(&'p Path<'p>, &'p str),
    /// A field of what stands there, that is read from elsewhere in it: the pointer from there.
    Mapped(&'p Path<'p>, &'p str, &'p Path<'p>),
    /// A field of what stands there, that is not where it would be read from: the pointer from there.
    Sought(&'p Path<'p>, &'p str, &'p str),
    /// An element of what stands there, from 0.
    Element(&'p Path<'p>, usize),
}

impl Path<'_> {
    /// The pointer in the input, where that is not the one by the names of the rules.
    pub(super) fn in_input(&self) -> Option<String> {
        match self {
            Path::Root => None,
            Path::Field(parent, name) => Some(format!("{}/{}", parent.in_input()?, escaped(name))),
            Path::Element(parent, at) => Some(format!("{}/{at}", parent.in_input()?)),
            Path::Mapped(parent, _, from) => Some(format!("{}{from}", parent.in_input().unwrap_or_default())),
            Path::Sought(parent, _, pointer) => Some(format!("{}{pointer}", parent.in_input().unwrap_or_default())),
        }
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Field(parent, name) => write!(out, "{parent}/{}", escaped(name)),
            Path::Mapped(parent, name, _) | Path::Sought(parent, name, _) => write!(out, "{parent}/{name}"),
            Path::Element(parent, at) => write!(out, "{parent}/{at}"),
        }
    }
}
