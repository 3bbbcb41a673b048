//! Definitions: what is asked of a record by a name, and worked out once for all that is asked of the record.

use super::machine::{Frame, Machine};
use super::trace::Trace;
use crate::plan::{Expr, Kind};
use crate::value::Value;

impl<'d, T: Trace> Machine<'_, 'd, T> {
    /// Turns to a record, and keeps what is worked out of it for what is asked of it next. Nothing is left of that in a trace.
    pub(super) fn turn_to(&mut self, record: Frame<'d>) {
        self.frames.clear();
        self.frames.push(record);
        self.known.clear();
        self.known.resize(self.data.plan.defines.len(), None);
    }

    /// What a definition comes to, of what it is asked of.
    pub(super) fn define(&mut self, define: usize, base: Option<&'d Expr>) -> Value {
        // What is asked of the first of the frames may be known; it finds that frame alone.
        let of_first = base.is_some_and(|base| matches!(base.kind, Kind::Frame(0)));
        if let (true, Some(Some(value))) = (of_first, self.known.get(define)) {
            return value.clone();
        }
        let frames = match base {
            _ if of_first && self.frames.len() == 1 => None,
            None => Some(Vec::new()),
            Some(base) => match &base.kind {
                Kind::Frame(frame) => Some(vec![self.frames[*frame].clone()]),
                _ => match self.quiet(base) {
                    value @ Value::Record(_) => {
                        let (id, path) = self.place(base);
                        Some(vec![Frame::Record { value, id, path: path.into() }])
                    }
                    Value::Row(table, row) => Some(vec![Frame::Row(table as usize, row as usize)]),
                    unknown => {
                        if T::ON {
                            self.eval(base);
                        }
                        return unknown;
                    }
                },
            },
        };
        let outer = frames.map(|frames| std::mem::replace(&mut self.frames, frames));
        let others = if of_first { Vec::new() } else { std::mem::take(&mut self.known) };
        let value = self.eval(&self.data.plan.defines[define]);
        if let Some(outer) = outer {
            self.frames = outer;
        }
        if !of_first {
            self.known = others;
        } else if let Some(known) = self.known.get_mut(define) {
            *known = Some(value.clone());
        }
        value
    }
}
