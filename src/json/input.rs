//! What was read, as the contract has it.

use super::{Beside, ColumnRead, Input, Reading, Repair, Skipped, Text};
use crate::engine;

impl From<&engine::Source> for Input {
    fn from(source: &engine::Source) -> Input {
        Input {
            name: source.name.clone(),
            given: source.given.clone(),
            digest: source.digest.clone(),
            records: source.records,
            problem: source.problem.as_ref().map(Text::from),
            reading: (&source.reading).into(),
        }
    }
}

impl From<&engine::Reading> for Reading {
    fn from(reading: &engine::Reading) -> Reading {
        let beside = |it: &engine::Beside| Beside { name: it.name.clone(), rows: it.rows, digest: it.digest.clone() };
        let skipped = |it: &engine::Skipped| Skipped { at: it.at.clone(), text: it.text.clone(), why: (&it.why).into() };
        Reading {
            format: reading.format.clone(),
            packed: reading.packed.map(str::to_owned),
            encoding: reading.encoding.clone(),
            layout: reading.layout.clone(),
            sheet: reading.sheet.clone(),
            header_row: reading.header_row,
            beside: reading.beside.iter().map(beside).collect(),
            columns: reading.columns.iter().map(ColumnRead::from).collect(),
            unmapped: reading.unmapped.clone(),
            absent: reading.absent.iter().map(Text::from).collect(),
            skipped: reading.skipped.iter().map(skipped).collect(),
            repairs: reading.repairs.iter().map(Repair::from).collect(),
        }
    }
}

impl From<&engine::ColumnRead> for ColumnRead {
    fn from(column: &engine::ColumnRead) -> ColumnRead {
        let (at, heading, field) = (column.at.clone(), column.heading.clone(), column.field.clone());
        ColumnRead { at, heading, field, unit: column.unit }
    }
}

impl From<&engine::Repair> for Repair {
    fn from(repair: &engine::Repair) -> Repair {
        let [ja, en] = repair.what;
        Repair {
            column: repair.column.clone(),
            field: repair.field.clone(),
            code: repair.code.to_owned(),
            what: Text { ja: ja.to_owned(), en: en.to_owned() },
            count: repair.count,
            at: repair.at.clone(),
            raw: repair.raw.clone(),
            read: repair.read.clone(),
        }
    }
}
