//! Tables: columns, rows from the text or from a CSV file, keys and periods in force.

use std::sync::Arc;

use crate::check::typed::{self, FieldIx, Presence, Row, Type};
use crate::check::types::show;
use crate::check::{Context, declare};
use crate::diag::problem::CheckProblem;
use crate::diag::{Beside, nearest};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{self, ItemKind};
use crate::value::{ChoiceRef, Currency, FiscalYear, Lang, Money, Value, Why, literal, ops, show as show_value};

/// Where each column of a table is read from in a CSV file.
struct Headings {
    /// For each column: its position, and that of the range's end.
    columns: Vec<Option<(usize, Option<usize>)>>,
    from: Option<usize>,
    until: Option<usize>,
}

/// A row with the place it was written.
type Placed = (Row, Span);

impl Context<'_> {
    /// Every table: columns first, then rows.
    pub(super) fn tables(&mut self) {
        let mut number = 0;
        for (module, item) in self.items() {
            if let ItemKind::Table(written) = &item.node {
                self.columns(module, number, written);
                let rows = match &written.rows {
                    Some(ast::Rows::Inline(rows)) => self.inline_rows(module, number, rows),
                    Some(ast::Rows::File(path)) => self.file_rows(module, number, written, path),
                    None => Vec::new(),
                };
                if rows.is_empty() {
                    self.report(CheckProblem::NoRows { name: written.name.node.clone() }, written.name.span);
                }
                self.check_rows(number, &rows);
                self.program.tables[number].rows = rows.into_iter().map(|(row, _)| row).collect();
                number += 1;
            }
        }
    }

    fn columns(&mut self, module: usize, table: typed::TableIx, written: &ast::Table) {
        for (at, column) in written.columns.iter().enumerate() {
            let field = &column.field;
            self.note_column(&field.name, table, at);
            if let Some(first) = written.columns[..at].iter().find(|first| first.field.name.node == field.name.node) {
                let problem = CheckProblem::Duplicate { name: field.name.node.clone() };
                self.report_beside(problem, field.name.span, first.field.name.span, Beside::First);
            }
            let ty = self.resolve_type(module, &field.ty);
            if matches!(ty, Type::List(_) | Type::Record(_)) {
                let found = show(&ty, &self.program);
                self.report(CheckProblem::BadType { found, place: "a table".into() }, field.ty.span);
            }
            if let Some(unit) = column.unit.as_ref().filter(|_| !matches!(ty, Type::Money(_) | Type::Error)) {
                self.report(CheckProblem::UnitOfWhat { column: field.name.node.clone() }, unit.span);
            }
            if field.key.is_some() {
                self.program.tables[table].keys.push(at);
            }
            let presence = if field.key.is_some() { Presence::Required } else { Presence::Optional };
            let label = declare::label(field.label.as_ref(), &field.name.node);
            self.program.tables[table].columns.push(typed::Field { name: field.name.node.clone(), label, ty, presence });
        }
        let cites: Vec<typed::Cite> = written.cites.iter().filter_map(|cite| self.cite(module, cite)).collect();
        if written.cites.is_empty() {
            self.report(CheckProblem::TableUncited { name: written.name.node.clone() }, written.name.span);
        }
        self.program.tables[table].cites = cites;
    }

    /// Rows that stand in the text; also those that an example puts in a table's place.
    pub(super) fn inline_rows(&mut self, module: usize, table: typed::TableIx, rows: &[ast::Row]) -> Vec<Placed> {
        let types: Vec<Type> = self.program.tables[table].columns.iter().map(|column| column.ty.clone()).collect();
        let mut made = Vec::with_capacity(rows.len());
        for row in rows {
            if row.cells.len() != types.len() {
                self.report(CheckProblem::CellCount { expected: types.len(), found: row.cells.len() }, row.span);
                continue;
            }
            let values = row.cells.iter().zip(&types).map(|(cell, ty)| match &cell.node {
                Some(written) => self.constant(module, written, ty),
                None => Value::Unknown(Why::Absent),
            });
            let values: Arc<[Value]> = values.collect();
            self.period_fits(table, row.period.is_some(), row.span);
            let (from, until) = row.period.as_ref().map_or((None, None), |period| self.period(period));
            let file = self.sources.get(row.span.source).path.as_str().into();
            let line = self.sources.place(row.span).line;
            made.push((Row { values, from, until, file, line }, row.span));
        }
        made
    }

    fn period_fits(&mut self, table: typed::TableIx, has_period: bool, span: Span) {
        let dated = self.program.tables[table].dated;
        if dated && !has_period {
            self.report(CheckProblem::Period { dated: "lacks its period in force".into() }, span);
        } else if !dated && has_period {
            self.report(CheckProblem::Period { dated: "has a period in force, and its table is not `dated`".into() }, span);
        }
    }

    fn file_rows(
        &mut self,
        module: usize,
        table: typed::TableIx,
        written: &ast::Table,
        path: &ast::Spanned<String>,
    ) -> Vec<Placed> {
        let beside = self.sources.get(self.files[module].source).path.clone();
        let Some((full, bytes)) = self.table_files.read(&beside, &path.node) else {
            self.report(CheckProblem::NoTableFile { path: path.node.clone() }, path.span);
            return Vec::new();
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.report(CheckProblem::BadTableFile { path: path.node.clone(), why: "it is not UTF-8".into() }, path.span);
            return Vec::new();
        };
        let source = self.sources.add(full, text);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
        let headings = match reader.headers() {
            Ok(headings) => headings.clone(),
            Err(fault) => {
                self.report(CheckProblem::BadTableFile { path: path.node.clone(), why: fault.to_string() }, path.span);
                return Vec::new();
            }
        };
        let headings = self.headings(table, written, &headings, path.span);
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => rows.extend(self.file_row(table, written, &headings, &record, source)),
                Err(fault) => {
                    self.report(CheckProblem::BadTableFile { path: path.node.clone(), why: fault.to_string() }, path.span);
                }
            }
        }
        rows
    }

    fn headings(&mut self, table: typed::TableIx, written: &ast::Table, found: &csv::StringRecord, span: Span) -> Headings {
        let position = |wanted: &str| found.iter().position(|heading| heading == wanted);
        let mut columns = Vec::new();
        for (at, column) in written.columns.iter().enumerate() {
            let declared = &self.program.tables[table].columns[at];
            let names = match &column.from {
                Some(from) => vec![from.node.clone()],
                None => vec![declared.name.clone(), declared.label.ja.clone(), declared.label.en.clone()],
            };
            let start = names.iter().find_map(|name| position(name));
            let end = column.to.as_ref().map(|to| (to, position(&to.node)));
            if start.is_none() {
                let near = nearest(&names[0], found.iter());
                let span = column.from.as_ref().map_or(column.field.name.span, |from| from.span);
                self.report(CheckProblem::NoHeading { heading: names[0].clone(), near }, span);
            }
            if let Some((to, None)) = end {
                self.report(CheckProblem::NoHeading { heading: to.node.clone(), near: nearest(&to.node, found.iter()) }, to.span);
            }
            columns.push(start.map(|start| (start, end.and_then(|(_, end)| end))));
        }
        let (from, until) = (position("in_force_from"), position("in_force_until"));
        if written.dated.is_some() && from.is_none() && until.is_none() {
            self.report(CheckProblem::NoHeading { heading: "in_force_from".into(), near: None }, span);
        }
        Headings { columns, from, until }
    }

    fn file_row(
        &mut self,
        table: typed::TableIx,
        written: &ast::Table,
        headings: &Headings,
        record: &csv::StringRecord,
        source: SourceId,
    ) -> Option<Placed> {
        let position = record.position()?;
        // The reader counts the end of the line before to the record after it.
        let byte = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let rest = self.sources.get(source).text.get(byte..).unwrap_or_default();
        let start = u32::try_from(byte + rest.len() - rest.trim_start_matches(['\r', '\n']).len()).unwrap_or(u32::MAX);
        let length = record.as_slice().len() + record.len().saturating_sub(1);
        let span = Span { source, start, end: start.saturating_add(u32::try_from(length).unwrap_or(0)) };
        let mut values = Vec::with_capacity(headings.columns.len());
        for (at, heading) in headings.columns.iter().enumerate() {
            let (start, end) = (*heading)?;
            let column = &written.columns[at];
            let ty = self.program.tables[table].columns[at].ty.clone();
            let cell = record.get(start).unwrap_or_default();
            values.push(match (end.and_then(|end| record.get(end)), &ty) {
                (Some(end), Type::Range(of)) => {
                    let (from, to) = (self.cell(cell, of, column, span), self.cell(end, of, column, span));
                    if ops::compare(&from, &to).is_ok_and(std::cmp::Ordering::is_gt) {
                        self.report(CheckProblem::EmptyRange, span);
                    }
                    ops::make_range(&from, &to)
                }
                _ => self.cell(cell, &ty, column, span),
            });
        }
        let mut date = |at: Option<usize>| match at.and_then(|at| record.get(at)).unwrap_or_default() {
            "" => None,
            text => match literal::date(text) {
                Ok(Value::Date(date)) => Some(date),
                _ => {
                    self.report(CheckProblem::BadCell { text: text.to_owned(), expected: "`date`".into() }, span);
                    None
                }
            },
        };
        let (from, until) = (date(headings.from), date(headings.until));
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            self.report(CheckProblem::EmptyPeriod, span);
        }
        let (file, line) = (self.sources.get(source).path.as_str().into(), self.sources.place(span).line);
        Some((Row { values: values.into(), from, until, file, line }, span))
    }

    /// A cell's text as a value of its column's type.
    fn cell(&mut self, text: &str, ty: &Type, column: &ast::Column, span: Span) -> Value {
        if text.is_empty() {
            return Value::Unknown(Why::Absent);
        }
        if matches!(ty, Type::Money(_)) && column.unit.is_none() && literal::money(text).is_err() && literal::number(text).is_ok()
        {
            self.report(CheckProblem::NoUnit { column: column.field.name.node.clone() }, column.field.name.span);
            return Value::Unknown(Why::Unreadable);
        }
        let value = self.read_cell(text, ty, column.unit.as_ref().map(|unit| unit.multiplier));
        value.unwrap_or_else(|| {
            let expected = show(ty, &self.program);
            self.report(CheckProblem::BadCell { text: text.to_owned(), expected }, span);
            Value::Unknown(Why::Unreadable)
        })
    }

    fn read_cell(&self, text: &str, ty: &Type, unit: Option<u64>) -> Option<Value> {
        match (ty, unit) {
            (Type::FiscalYear, _) if let Ok(year) = text.parse() => Some(Value::FiscalYear(FiscalYear(year))),
            (Type::Money(money), Some(unit)) => in_units(text, money.currency.unwrap_or(Currency::JPY), unit),
            (Type::Range(of), _) => {
                let (from, to) = text.split_once("..")?;
                Some(ops::make_range(&self.read_cell(from.trim(), of, unit)?, &self.read_cell(to.trim(), of, unit)?))
            }
            (Type::Set(of), _) => {
                let items = text.split('、').map(|item| self.read_cell(item.trim(), of, unit));
                items.collect::<Option<Vec<Value>>>().map(ops::set_of)
            }
            _ => self.program.read(text, ty),
        }
    }

    /// Keys without a value, keys twice, periods that overlap, gaps between them.
    fn check_rows(&mut self, table: typed::TableIx, rows: &[Placed]) {
        let keys: Vec<FieldIx> = self.program.tables[table].keys.clone();
        if keys.is_empty() {
            return;
        }
        for (row, span) in rows {
            for &key in &keys {
                if row.values[key] == Value::Unknown(Why::Absent) {
                    let column = self.program.tables[table].columns[key].name.clone();
                    self.report(CheckProblem::EmptyKey { column }, *span);
                }
            }
        }
        let mut order: Vec<&Placed> =
            rows.iter().filter(|(row, _)| keys.iter().all(|&key| !row.values[key].is_unknown())).collect();
        order.sort_by(|(one, _), (other, _)| {
            let keys = keys.iter().map(|&key| one.values[key].total_cmp(&other.values[key]));
            keys.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).then(one.from.cmp(&other.from))
        });
        for pair in order.windows(2) {
            let [(one, first), (other, second)] = pair else { continue };
            if keys.iter().all(|&key| one.values[key].total_cmp(&other.values[key]).is_eq()) {
                self.same_key(table, (one, *first), (other, *second), &keys);
            }
        }
    }

    fn same_key(&mut self, table: typed::TableIx, one: (&Row, Span), other: (&Row, Span), keys: &[FieldIx]) {
        let key = keys.iter().map(|&key| self.show_key(&one.0.values[key])).collect::<Vec<_>>().join(", ");
        if !self.program.tables[table].dated {
            return self.report_beside(CheckProblem::DuplicateKey { key }, other.1, one.1, Beside::OtherRow);
        }
        match (one.0.until, other.0.from) {
            (Some(until), Some(from)) if until < from => {
                let next = until.add_days(1);
                if next.is_some_and(|next| next < from) {
                    let before = from.add_days(-1).unwrap_or(from);
                    let problem = CheckProblem::Gap {
                        key,
                        from: next.map_or_else(String::new, |date| date.to_string()),
                        until: before.to_string(),
                    };
                    self.report_beside(problem, other.1, one.1, Beside::PeriodBefore);
                }
            }
            _ => self.report_beside(CheckProblem::Overlap { key }, other.1, one.1, Beside::OtherRow),
        }
    }

    fn show_key(&self, value: &Value) -> String {
        format!("`{}`", show_value::show(value, Lang::Ja, &self.program))
    }
}

/// An amount that is counted in thousands or the like.
fn in_units(text: &str, currency: Currency, unit: u64) -> Option<Value> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let Ok(Value::Number(number)) = literal::number(digits) else { return None };
    let unit = Value::Number(i64::try_from(unit).ok()?.into());
    let amount = ops::multiply(&Value::Money(Money { amount: number, currency }), &unit);
    Some(if negative { ops::negate(&amount) } else { amount })
}

impl show_value::Names for typed::Program {
    fn choice(&self, choice: ChoiceRef, lang: Lang) -> &str {
        let (_, label) = &self.choices[choice.choice as usize].variants[choice.variant as usize];
        match lang {
            Lang::Ja => &label.ja,
            Lang::En => &label.en,
        }
    }

    fn row(&self, table: u32, row: u32) -> String {
        let table = &self.tables[table as usize];
        let values = &table.rows[row as usize].values;
        table.keys.iter().map(|&key| show_value::show(&values[key], Lang::Ja, self)).collect::<Vec<_>>().join(", ")
    }
}
