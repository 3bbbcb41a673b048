//! Whether what a bundle holds hangs together: every number in it leads somewhere, nothing stands within itself, and every expression finds around it what it
//! asks for. What was compiled is so by its making. Bytes that a digest vouches for may have been made by anyone, and are looked at before they are used.

use super::Engine;
use crate::check::typed::{Example, Program, Type};
use crate::plan::Plan;
use crate::source::{Sources, Span};
use crate::value::Value;

mod expressions;
mod plan;
mod program;

/// How deep expressions may go, with the definitions in them: deeper than the language lets them.
const DEEPEST: usize = 1_100;

/// Whether an engine hangs together, but for its examples.
pub(super) fn is_sound(engine: &Engine) -> bool {
    let whole = Whole { program: &engine.program, plan: &engine.plan, sources: &engine.sources };
    let warnings = engine.warnings.iter().all(|it| whole.span(it.span) && it.related.iter().all(|(span, _)| whole.span(*span)));
    warnings && program::is_sound(&whole) && plan::is_sound(&whole)
}

/// Whether examples hang together with the engine that they are of.
pub(super) fn are_sound(engine: &Engine, examples: &[Example]) -> bool {
    let whole = Whole { program: &engine.program, plan: &engine.plan, sources: &engine.sources };
    examples.iter().all(|example| program::example(&whole, example))
}

/// What numbers lead into.
struct Whole<'e> {
    program: &'e Program,
    plan: &'e Plan,
    sources: &'e Sources,
}

impl Whole<'_> {
    /// Whether a span lies in its source, between letters.
    fn span(&self, span: Span) -> bool {
        let text = self.sources.find(span.source).map(|source| &source.text);
        text.is_some_and(|text| text.get(span.start as usize..span.end as usize).is_some())
    }

    /// Whether a type leads somewhere.
    fn ty(&self, ty: &Type) -> bool {
        match ty {
            Type::Choice(choice) => *choice < self.program.choices.len(),
            Type::Record(record) => *record < self.program.records.len(),
            Type::Row(table) => *table < self.program.tables.len(),
            Type::Range(of) | Type::List(of) | Type::Set(of) => self.ty(of),
            _ => true,
        }
    }

    /// Whether a value is one that stands in rules and tables: neither a record nor a row, and a choice only where there is one.
    fn plain(&self, value: &Value) -> bool {
        match value {
            Value::Record(_) | Value::Row(..) => false,
            Value::Choice(choice) => self.plan.knows(*choice),
            Value::Range(ends) => self.plain(&ends.0) && self.plain(&ends.1),
            Value::List(items) | Value::Set(items) => items.iter().all(|item| self.plain(item)),
            _ => true,
        }
    }

    /// Whether a value that stands in rules and tables is of the type that is said beside it: what judges quickly goes by that.
    fn is_of(&self, value: &Value, ty: &Type) -> bool {
        match (value, ty) {
            (Value::Unknown(_), _) => true,
            (Value::Range(ends), Type::Range(of)) => self.is_of(&ends.0, of) && self.is_of(&ends.1, of),
            (Value::List(items), Type::List(of)) | (Value::Set(items), Type::Set(of)) => {
                items.iter().all(|item| self.is_of(item, of))
            }
            (value, ty) => ty.fits(value) && self.plain(value),
        }
    }

    /// Whether a value has the shape of a record, a value for each of its fields.
    fn of_record(&self, record: usize, value: &Value) -> bool {
        let (Value::Record(values), Some(record)) = (value, self.program.records.get(record)) else { return false };
        values.len() == record.fields.len()
            && record.fields.iter().zip(values.iter()).all(|(field, value)| match (&field.ty, value) {
                (_, Value::Unknown(_)) => true,
                (Type::Record(inner), value) => self.of_record(*inner, value),
                (Type::List(of), Value::List(items)) => items.iter().all(|item| match **of {
                    Type::Record(inner) => self.of_record(inner, item),
                    _ => self.plain(item),
                }),
                (_, value) => self.plain(value),
            })
    }
}
