//! The plan of a bundle: what runs. Every expression finds the frames, the slots and the columns that it reads.

use super::Whole;
use super::expressions::{Around, Frame, Shape, Walk};
use crate::check::typed::{Frame as TypedFrame, Type};
use crate::plan::{Expr, Grouping, MessagePart, Projection, Rule, Scope, Summary};

/// Whether the plan is one of the program, and runs.
pub(super) fn is_sound(whole: &Whole<'_>) -> bool {
    walk(whole).is_some()
}

/// Holds where a condition does.
pub(super) fn must(holds: bool) -> Option<()> {
    holds.then_some(())
}

fn walk(whole: &Whole<'_>) -> Option<()> {
    let (program, plan) = (whole.program, whole.plan);
    let lengths = [
        (plan.projections.len(), program.records.len()),
        (plan.tables.len(), program.tables.len()),
        (plan.parameters.len(), program.parameters.len()),
        (plan.defines.len(), program.defines.len()),
        (plan.figures.len(), program.figures.len()),
        (plan.summaries.len(), program.summaries.len()),
        (plan.rules.len(), program.rules.len()),
    ];
    must(lengths.iter().all(|(one, other)| one == other))?;
    must(plan.fiscal_year_start == program.fiscal_year_start)?;
    let mut parameters = plan.parameters.iter().zip(&program.parameters);
    must(parameters.all(|(it, typed)| it.default.iter().all(|value| whole.is_of(value, &typed.ty))))?;
    for (record, projection) in plan.projections.iter().enumerate() {
        self::projection(whole, record, projection)?;
    }
    let mut walk = Walk::new(whole)?;
    for figure in 0..plan.figures.len() {
        walk.figure(figure)?;
    }
    for define in 0..plan.defines.len() {
        walk.define(define)?;
    }
    for (number, it) in plan.summaries.iter().enumerate() {
        must(program.records.get(it.record)?.summary == Some(number))?;
        walk.of(true, |walk| summary(walk, it))?;
    }
    plan.rules.iter().zip(&program.rules).try_for_each(|(rule, typed)| {
        must(rule.exceptions.len() == typed.exceptions.len() && rule.tables.iter().all(|table| *table < plan.tables.len()))?;
        walk.single = match rule.scope {
            Scope::Each { record, .. } if !rule.portfolio => Some(record),
            _ => None,
        };
        walk.of(rule.portfolio, |walk| self::rule(walk, rule))
    })
}

fn projection(whole: &Whole<'_>, record: usize, it: &Projection) -> Option<()> {
    let declared = &whole.program.records[record];
    for slot in &it.slots {
        let field = declared.fields.get(slot.field)?;
        must(slot.inner == field.ty.record() && slot.default.iter().all(|value| whole.is_of(value, &field.ty)))?;
    }
    must(it.key.iter().chain(&it.heading).all(|slot| *slot < it.slots.len()))
}

/// The records on the way down a path of lists, outermost first.
fn way_down(walk: &Walk<'_>, record: usize, path: &[usize]) -> Option<Vec<usize>> {
    let mut records = vec![record];
    must(record < walk.whole.plan.projections.len())?;
    for slot in path {
        match walk.slot(*records.last()?, *slot)? {
            Shape::List(inner) => records.push(inner),
            _ => return None,
        }
    }
    Some(records)
}

fn each_of(records: &[usize]) -> Vec<Frame> {
    records.iter().map(|record| Frame::One(Shape::Record(*record))).collect()
}

/// The frames of the members, and the shapes of what they are grouped by.
fn grouping<'w>(walk: &mut Walk<'w>, of: &'w Grouping) -> Option<(Vec<usize>, Vec<Shape>)> {
    let records = way_down(walk, of.record, &of.path)?;
    walk.all(of.filter.iter(), &mut Around::of(each_of(&records)))?;
    let by = of.by.iter().map(|by| walk.expr(by, &mut Around::of(each_of(&records)))).collect::<Option<Vec<Shape>>>()?;
    Some((records, by))
}

fn summary<'w>(walk: &mut Walk<'w>, it: &'w Summary) -> Option<()> {
    let (records, mut shapes) = grouping(walk, &it.of)?;
    let mut around = Around { keys: shapes.clone(), ..Around::of(vec![Frame::Members(records)]) };
    for value in &it.values {
        let shape = walk.expr(value, &mut around)?;
        around.lets.push(shape);
        shapes.push(shape);
    }
    must(walk.whole.plan.projections[it.record].slots.len() == shapes.len())?;
    shapes.iter().enumerate().try_for_each(|(slot, shape)| must(walk.slot(it.record, slot)? == *shape))
}

fn rule<'w>(walk: &mut Walk<'w>, rule: &'w Rule) -> Option<()> {
    let mut keys = Vec::new();
    let frames = match &rule.scope {
        Scope::Each { record, path, filter } => {
            let frames = each_of(&way_down(walk, *record, path)?);
            walk.all(filter.iter(), &mut Around::of(frames.clone()))?;
            frames
        }
        Scope::Group { of, window } => {
            let (records, by) = grouping(walk, of)?;
            if let Some((length, date)) = window {
                walk.expr(length, &mut Around::of(Vec::new()))?;
                walk.expr(date, &mut Around::of(each_of(&records)))?;
            }
            keys = by;
            vec![Frame::Members(records)]
        }
        Scope::Row { table, filter } => {
            must(*table < walk.whole.plan.tables.len())?;
            let frames = vec![Frame::One(Shape::Row(*table))];
            walk.all(filter.iter(), &mut Around::of(frames.clone()))?;
            frames
        }
        Scope::Set { record, filter } => {
            let records = way_down(walk, *record, &[])?;
            walk.all(filter.iter(), &mut Around::of(each_of(&records)))?;
            vec![Frame::Members(records)]
        }
    };
    let mut around = Around { keys, ..Around::of(frames) };
    for expr in &rule.lets {
        let shape = walk.expr(expr, &mut around)?;
        around.lets.push(shape);
    }
    let messages = rule.message.iter().flatten().filter_map(|part| match part {
        MessagePart::Value(expr) => Some(expr),
        MessagePart::Text(_) => None,
    });
    let applies = rule.applies.iter().map(|(_, _, by)| by);
    let exceptions = rule.exceptions.iter().map(|exception| &exception.when);
    let all: Vec<&Expr> = applies.chain([&rule.when, &rule.require]).chain(exceptions).chain(messages).collect();
    walk.all(all.into_iter(), &mut around)
}

/// What the frame of a definition holds.
pub(super) fn base_of(frame: Option<&TypedFrame>) -> Option<Vec<Frame>> {
    match frame {
        None => Some(Vec::new()),
        Some(TypedFrame::Record(record)) => Some(vec![Frame::One(Shape::Record(*record))]),
        Some(TypedFrame::Row(table)) => Some(vec![Frame::One(Shape::Row(*table))]),
        Some(_) => None,
    }
}

/// What a field holds, as far as numbers lead into it.
pub(super) fn shape_of(ty: &Type) -> Shape {
    match ty {
        Type::Record(record) => Shape::Record(*record),
        Type::List(of) => of.record().map_or(Shape::Plain, Shape::List),
        _ => Shape::Plain,
    }
}
