//! The tables, in full.

use maud::{Markup, html};

use super::Book;
use crate::check::typed::{Row, Table, Type};

impl Book<'_> {
    pub(super) fn tables(&self) -> Markup {
        self.chapter(
            "tables",
            || html! { @for (number, table) in self.program().tables.iter().enumerate() { (self.table(number, table)) } },
        )
    }

    fn table(&self, number: usize, table: &Table) -> Markup {
        let readers = self.engine.plan.rules.iter().filter(|rule| rule.tables.contains(&number)).map(|rule| rule.id.as_str());
        html! {
            section.table id={ "table-" (table.name) } {
                h3 { (self.label(&table.label)) " " code { (table.name) } }
                dl.about {
                    div { dt { (self.say("根拠", "Source")) } dd { (self.cites(&table.cites)) } }
                    div { dt { (self.say("読む規則", "Read by")) } dd { (self.rule_links(readers)) } }
                    div { dt { (self.say("所在", "File")) } dd { (self.files(table)) } }
                }
                table.rows {
                    thead { tr {
                        @for (at, column) in table.columns.iter().enumerate() {
                            th class=[is_amount(&column.ty).then_some("amount")] {
                                (self.label(&column.label))
                                @if table.keys.contains(&at) { span.key { (self.say("鍵", "key")) } }
                            }
                        }
                        @if table.dated { th { (self.say("適用", "In force")) } }
                        th { (self.say("行", "Line")) }
                    } }
                    tbody { @for row in &table.rows { (self.row(table, row)) } }
                }
            }
        }
    }

    fn row(&self, table: &Table, row: &Row) -> Markup {
        html! {
            tr {
                @for (column, value) in table.columns.iter().zip(row.values.iter()) {
                    td class=[is_amount(&column.ty).then_some("amount")] { (self.value(value)) }
                }
                @if table.dated { td { (self.period(row.from, row.until)) } }
                td.line { (row.line) }
            }
        }
    }

    /// The files its rows stand in.
    fn files(&self, table: &Table) -> Markup {
        let mut files: Vec<&str> = table.rows.iter().map(|row| &*row.file).collect();
        files.dedup();
        html! { @for (at, file) in files.iter().enumerate() { @if at > 0 { (self.say("、", ", ")) } code { (file) } } }
    }

    /// Links to rules by their ids.
    pub(super) fn rule_links<'r>(&self, ids: impl Iterator<Item = &'r str>) -> Markup {
        let ids: Vec<&str> = ids.collect();
        html! {
            @if ids.is_empty() { "―" }
            @for (at, id) in ids.iter().enumerate() { @if at > 0 { " " } a.id href={ "#rule-" (id) } { (id) } }
        }
    }
}

/// Whether its values stand one below the other by their last digit.
fn is_amount(ty: &Type) -> bool {
    matches!(ty, Type::Money(_) | Type::Number | Type::Percent | Type::Days | Type::Months | Type::Years)
}
