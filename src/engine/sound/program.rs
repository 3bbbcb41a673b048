//! The typed program of a bundle: what is told of rules is looked up in it.

use super::Whole;
use crate::check::typed::{
    Case, Cite, Example, Exception, Expr, ExprKind, Field, Frame, From, Grouping, Lookup, MessagePart, Over, Presence, Program,
    Record, Row, Rule, Scope, Table, Type,
};

/// Whether every number in the program leads somewhere.
pub(super) fn is_sound(whole: &Whole<'_>) -> bool {
    let program = whole.program;
    let spans = program.modules.iter().map(|it| it.span);
    let spans = spans.chain(program.documents.iter().map(|it| it.span)).chain(program.choices.iter().map(|it| it.span));
    let spans = spans.chain(program.records.iter().map(|it| it.span)).chain(program.tables.iter().map(|it| it.span));
    let spans = spans.chain(program.parameters.iter().map(|it| it.span)).chain(program.summaries.iter().map(|it| it.span));
    (1..=12).contains(&program.fiscal_year_start)
        && spans.into_iter().all(|span| whole.span(span))
        && whole.records()
        && program.tables.iter().all(|table| whole.table(table))
        && program.parameters.iter().all(|it| whole.ty(&it.ty) && it.default.iter().all(|value| whole.is_of(value, &it.ty)))
        && whole.defines()
        && program
            .figures
            .iter()
            .all(|it| it.record < program.records.len() && whole.span(it.span) && whole.exprs(it.filter.iter().chain([&it.body])))
        && program
            .summaries
            .iter()
            .all(|it| it.record < program.records.len() && whole.exprs(it.expressions()) && whole.grouping(&it.of))
        && program.rules.iter().all(|rule| whole.rule(rule))
        && program.layouts.iter().all(|it| it.record < program.records.len())
}

/// Whether an example is one of the program.
pub(super) fn example(whole: &Whole<'_>, example: &Example) -> bool {
    let program = whole.program;
    let case = |case: &Case| {
        let row = |(table, rows): (&usize, &Vec<Row>)| {
            program.tables.get(*table).is_some_and(|table| rows.iter().all(|row| whole.row(table, row)))
        };
        whole.span(case.span)
            && case.parameters.iter().all(|(at, value)| program.parameters.get(*at).is_some_and(|it| whole.is_of(value, &it.ty)))
            && case.tables.iter().all(row)
            && case.records.iter().all(|(record, value)| whole.of_record(*record, value))
    };
    example.rule < program.rules.len() && whole.span(example.span) && example.cases.iter().all(case)
}

impl Whole<'_> {
    fn records(&self) -> bool {
        let Program { records, summaries, .. } = self.program;
        let field = |field: &Field| {
            let default = !matches!(&field.presence, Presence::Default(value) if !self.is_of(value, &field.ty));
            default && self.is_of_input(&field.ty)
        };
        let record = |record: &Record| {
            record.fields.iter().all(field)
                && record.key.is_none_or(|key| key < record.fields.len())
                && record.summary.is_none_or(|summary| summary < summaries.len())
        };
        records.iter().all(record)
            && !within_themselves(records.len(), |at, inner| {
                inner.extend(records[at].fields.iter().filter_map(|it| it.ty.record()))
            })
    }

    /// Whether a type is one of facts: a record, a list of them, or anything that holds neither records nor rows.
    fn is_of_input(&self, ty: &Type) -> bool {
        fn holds_none(ty: &Type) -> bool {
            match ty {
                Type::Record(_) | Type::Row(_) | Type::Error => false,
                Type::Range(of) | Type::List(of) | Type::Set(of) => holds_none(of),
                _ => true,
            }
        }
        let fits = match ty {
            Type::Record(_) => true,
            Type::List(of) if matches!(**of, Type::Record(_)) => true,
            other => holds_none(other),
        };
        fits && self.ty(ty)
    }

    fn table(&self, table: &Table) -> bool {
        let column = |column: &Field| self.is_of_input(&column.ty) && column.ty.record().is_none();
        table.columns.iter().all(column)
            && table.keys.iter().all(|key| *key < table.columns.len())
            && self.cites(&table.cites)
            && table.rows.iter().all(|row| self.row(table, row))
    }

    fn row(&self, table: &Table, row: &Row) -> bool {
        row.values.len() == table.columns.len()
            && row.values.iter().zip(&table.columns).all(|(value, column)| self.is_of(value, &column.ty))
    }

    fn cites(&self, cites: &[Cite]) -> bool {
        cites.iter().all(|cite| cite.document < self.program.documents.len())
    }

    fn defines(&self) -> bool {
        let defines = &self.program.defines;
        let sound = defines.iter().all(|define| {
            let of = match &define.of {
                Some(Frame::Record(record)) => *record < self.program.records.len(),
                Some(Frame::Row(table)) => *table < self.program.tables.len(),
                Some(_) => false,
                None => true,
            };
            of && self.span(define.span) && self.expr(&define.body)
        });
        sound && !within_themselves(defines.len(), |at, inner| defines_in(&defines[at].body, inner))
    }

    fn grouping(&self, of: &Grouping) -> bool {
        self.way_down(of.record, &of.path)
    }

    /// Whether each field of a path is a list of records in the one before.
    fn way_down(&self, record: usize, path: &[usize]) -> bool {
        let inner = |at: usize, field: &usize| match &self.program.records.get(at)?.fields.get(*field)?.ty {
            Type::List(of) => of.record(),
            _ => None,
        };
        record < self.program.records.len() && path.iter().try_fold(record, inner).is_some()
    }

    fn rule(&self, rule: &Rule) -> bool {
        let exception = |it: &Exception| it.module < self.program.modules.len() && self.cites(&it.cites) && self.span(it.span);
        let scope = match &rule.scope {
            Scope::Each { record, path, .. } => self.way_down(*record, path),
            Scope::Group { of, .. } => self.grouping(of),
            Scope::Row { table, .. } => *table < self.program.tables.len(),
            Scope::Set { record, .. } => *record < self.program.records.len(),
        };
        let own = |parts: &[MessagePart]| parts.iter().all(|part| !matches!(part, MessagePart::Value(expr) if !lets(expr, rule)));
        scope
            && own(&rule.message_ja)
            && own(&rule.message_en)
            && rule.module < self.program.modules.len()
            && self.cites(&rule.cites)
            && self.span(rule.span)
            && rule.exceptions.iter().all(exception)
            && self.exprs(rule.expressions())
    }

    fn exprs<'x>(&self, mut exprs: impl Iterator<Item = &'x Expr>) -> bool {
        exprs.all(|expr| self.expr(expr))
    }

    fn expr(&self, expr: &Expr) -> bool {
        let program = self.program;
        let own = match &expr.kind {
            ExprKind::Const(value) => self.plain(value),
            ExprKind::Get(base, field) => match base.ty {
                Type::Record(record) => program.records.get(record).is_some_and(|it| *field < it.fields.len()),
                Type::Row(table) => program.tables.get(table).is_some_and(|it| *field < it.columns.len()),
                _ => false,
            },
            ExprKind::Parameter(at) => *at < program.parameters.len(),
            ExprKind::Figure(at) => *at < program.figures.len(),
            ExprKind::Define(at, _) => *at < program.defines.len(),
            ExprKind::Lookup(lookup) | ExprKind::HasRow(lookup) => self.keyed(lookup),
            ExprKind::Quantify(_, over, _) | ExprKind::Aggregate(_, over, ..) => self.over(over),
            _ => true,
        };
        own && self.ty(&expr.ty) && self.span(expr.span) && all_inside(expr, |child| self.expr(child))
    }

    fn keyed(&self, lookup: &Lookup) -> bool {
        self.program.tables.get(lookup.table).is_some_and(|table| table.keys.len() == lookup.keys.len())
    }

    fn over(&self, over: &Over) -> bool {
        let from = match &over.from {
            From::Members(_, record) | From::All(record) => Some(*record),
            From::Value(value) => value.ty.record(),
        };
        let element = match &over.element {
            Frame::Record(record) => *record < self.program.records.len(),
            Frame::Row(table) => *table < self.program.tables.len(),
            Frame::Members(records) => records.iter().all(|record| *record < self.program.records.len()),
            Frame::Scalar(ty) => self.ty(ty),
        };
        element
            && match from {
                Some(record) => self.way_down(record, &over.through),
                None => over.through.is_empty(),
            }
    }
}

/// Whether an expression reads only `let`s that the rule has.
fn lets(expr: &Expr, rule: &Rule) -> bool {
    !matches!(expr.kind, ExprKind::Let(at) if at >= rule.lets.len()) && all_inside(expr, |child| lets(child, rule))
}

fn defines_in(expr: &Expr, out: &mut Vec<usize>) {
    if let ExprKind::Define(at, _) = &expr.kind {
        out.push(*at);
    }
    expr.for_each_child(|child| defines_in(child, out));
}

/// Whether something holds of every expression directly inside one; after the first of which it does not, none is asked.
fn all_inside(expr: &Expr, mut holds: impl FnMut(&Expr) -> bool) -> bool {
    let mut all = true;
    expr.for_each_child(|child| all = all && holds(child));
    all
}

/// Whether any of so many things stands within itself, by what stands in each; also true where one of them is none.
fn within_themselves(count: usize, mut inside: impl FnMut(usize, &mut Vec<usize>)) -> bool {
    // How many of the things it stands in are still to be gone over; those in none come first.
    let mut within: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut outer = vec![0_usize; count];
    for (at, inner) in within.iter_mut().enumerate() {
        inside(at, inner);
        for &one in &*inner {
            match outer.get_mut(one) {
                Some(outer) => *outer += 1,
                None => return true,
            }
        }
    }
    let mut free: Vec<usize> = (0..count).filter(|&at| outer[at] == 0).collect();
    let mut done = 0;
    while let Some(at) = free.pop() {
        done += 1;
        for &inner in &within[at] {
            outer[inner] -= 1;
            if outer[inner] == 0 {
                free.push(inner);
            }
        }
    }
    done < count
}
