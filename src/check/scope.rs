//! What an expression may name at the place where it stands: frames, grouping fields, `let`s.

use crate::check::typed::{Frame, LetIx, Program, RecordIx, TableIx, Type};

/// The frames around an expression, outermost first, and what else can be named.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The module whose names are seen.
    pub module: usize,
    /// The frames.
    pub frames: Vec<Named>,
    /// The grouping fields: name and type.
    pub keys: Vec<(String, Type)>,
    /// The `let`s so far: name, number and type.
    pub lets: Vec<(String, LetIx, Type)>,
    /// Every record of the input may be looked at.
    pub sees_all: bool,
}

/// A frame and the names it answers to.
#[derive(Debug, Clone)]
pub struct Named {
    /// What it holds.
    pub frame: Frame,
    /// The record's or table's name, and its alias.
    pub names: Vec<String>,
}

impl Scope {
    /// No frame at all.
    pub fn bare(module: usize) -> Scope {
        Scope { module, frames: Vec::new(), keys: Vec::new(), lets: Vec::new(), sees_all: false }
    }

    /// One record.
    pub fn of_record(module: usize, record: RecordIx, program: &Program) -> Scope {
        Scope::bare(module).inside(Frame::Record(record), None, program)
    }

    /// One row of a table.
    pub fn of_row(module: usize, table: TableIx, program: &Program) -> Scope {
        Scope { sees_all: true, ..Scope::bare(module).inside(Frame::Row(table), None, program) }
    }

    /// A group, or the whole set: of these records, or of elements within them, the root first.
    pub fn of_members(module: usize, path: Vec<RecordIx>, program: &Program) -> Scope {
        Scope { sees_all: true, ..Scope::bare(module).inside(Frame::Members(path), None, program) }
    }

    /// One frame further in.
    pub fn inside(&self, frame: Frame, alias: Option<&str>, program: &Program) -> Scope {
        let name = match &frame {
            Frame::Record(record) => Some(program.records[*record].name.clone()),
            Frame::Members(path) => path.last().map(|&record| program.records[record].name.clone()),
            Frame::Row(table) => Some(program.tables[*table].name.clone()),
            Frame::Scalar(_) => None,
        };
        let names = name.into_iter().chain(alias.map(str::to_owned)).collect();
        let mut scope = self.clone();
        scope.frames.push(Named { frame, names });
        scope
    }

    /// The number of the members' frame, where the scope is a group or the whole set, and the records on the way down to a member.
    pub fn members(&self) -> Option<(usize, &[RecordIx])> {
        self.frames.iter().enumerate().find_map(|(at, named)| match &named.frame {
            Frame::Members(path) => Some((at, path.as_slice())),
            _ => None,
        })
    }

    /// The records around each member that is an element, outermost first.
    pub fn around_members(&self) -> &[RecordIx] {
        self.members().and_then(|(_, path)| path.split_last()).map_or(&[], |(_, around)| around)
    }
}
