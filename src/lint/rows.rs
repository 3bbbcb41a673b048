//! Rows of tables that no rule looks up wherever it applies: the row is there in vain, or a rule does not ask for what it was meant to.

use std::collections::{BTreeMap, BTreeSet};

use super::Linter;
use super::ask::open;
use super::formula::Formula;
use super::read::Lists;
use super::sites::{Deed, sites};
use super::solve::solve;
use super::system::Outcome as Answer;
use super::words::Kind;
use crate::check::typed::{Expr, ExprKind, Program, Scope, TableIx};
use crate::lang::Lang;
use crate::source::Span;
use crate::value::show::show;

impl Linter<'_> {
    /// The rows that nothing looks up.
    pub(super) fn rows(&mut self) {
        let program = &self.engine.program;
        let whole = read_whole(program);
        let mut left: BTreeMap<TableIx, BTreeSet<usize>> = BTreeMap::new();
        for (table, declared) in program.tables.iter().enumerate() {
            if !whole.contains(&table) && !declared.keys.is_empty() {
                left.insert(table, (0..declared.rows.len()).collect());
            }
        }
        let mut asked_for: BTreeSet<TableIx> = BTreeSet::new();
        for rule in &program.rules {
            let mut asked = open(program, rule, Lists::Any);
            for scene in asked.scenes.clone() {
                for site in sites(&mut asked.reader, rule, &scene, true) {
                    let Deed::Look(lookup, finds) = site.deed else { continue };
                    asked_for.insert(lookup.table);
                    let Some(rows) = left.get_mut(&lookup.table) else { continue };
                    rows.retain(|number| {
                        let row = &program.tables[lookup.table].rows[*number];
                        let Some(key) = asked.reader.key_is(lookup, row, &site.scene, true) else { return false };
                        let days = match finds {
                            true => asked.reader.in_force(lookup, row.from, row.until, &site.scene),
                            false => Formula::TRUE,
                        };
                        let formula = Formula::all([site.context.clone(), key, days]);
                        matches!(solve(&formula, &asked.reader.vars, program), Answer::Never)
                    });
                }
            }
        }
        for (table, rows) in left.into_iter().filter(|(table, _)| asked_for.contains(table)) {
            for number in rows {
                let declared = &program.tables[table];
                let row = &declared.rows[number];
                let key: Vec<String> = declared.keys.iter().map(|at| show(&row.values[*at], Lang::Ja, program)).collect();
                let period = match (row.from, row.until) {
                    (None, None) => String::new(),
                    (from, until) => {
                        let day = |day: Option<crate::value::Date>| day.map_or_else(String::new, |day| day.to_string());
                        format!(" {}..{}", day(from), day(until))
                    }
                };
                let span = self.line(&row.file, row.line).unwrap_or(declared.span);
                let kind = Kind::RowUnused { table: declared.name.clone(), row: format!("{}{period}", key.join("、")) };
                self.report(kind, span, None);
            }
        }
    }

    /// A line of a source, without the blanks around it.
    pub(super) fn line(&self, file: &str, line: u32) -> Option<Span> {
        let (id, source) = self.engine.sources.iter().find(|(_, source)| source.path == file)?;
        let number = usize::try_from(line.checked_sub(1)?).ok()?;
        let text = source.text.lines().nth(number)?;
        let lead = text.len() - text.trim_start().len();
        let start = text.as_ptr().addr().checked_sub(source.text.as_ptr().addr())? + lead;
        let end = start + text.trim().len();
        Some(Span { source: id, start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
    }
}

/// The tables that are gone through row by row, or read where it is not looked into which rows.
fn read_whole(program: &Program) -> BTreeSet<TableIx> {
    let of_rows = program.rules.iter().filter_map(|rule| match rule.scope {
        Scope::Row { table, .. } => Some(table),
        _ => None,
    });
    let mut tables: BTreeSet<TableIx> = of_rows.collect();
    let figures = program.figures.iter().flat_map(|figure| figure.filter.iter().chain([&figure.body]));
    let summaries = program.summaries.iter().flat_map(|summary| summary.expressions());
    for expr in figures.chain(summaries) {
        mentioned(expr, program, &mut tables);
    }
    tables
}

/// The tables that an expression looks up.
fn mentioned(expr: &Expr, program: &Program, into: &mut BTreeSet<TableIx>) {
    match &expr.kind {
        ExprKind::Lookup(lookup) | ExprKind::HasRow(lookup) => {
            into.insert(lookup.table);
        }
        ExprKind::Define(define, _) => mentioned(&program.defines[*define].body, program, into),
        _ => {}
    }
    expr.for_each_child(|child| mentioned(child, program, into));
}
