//! Files of columns, Parquet and Arrow IPC, row by row: as records whose columns are named as the rules name their fields, or as rows of a table.

use std::io::{Read, Seek};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::timezone::Tz;
use arrow_array::types::{
    ArrowTemporalType, Date32Type, Date64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray, RecordBatch, RecordBatchReader, StructArray};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, DataType, Schema, TimeUnit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;

use super::cell::Cell;
use super::fault::TableFault;

/// The beginning of a Parquet file, and of an Arrow file.
pub const PARQUET: &[u8] = b"PAR1";
/// The beginning of an Arrow file.
pub const ARROW: &[u8] = b"ARROW1";

/// The batches of a file.
pub struct Batches {
    schema: Arc<Schema>,
    batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>,
}

fn fault(why: &impl ToString) -> TableFault {
    TableFault::Columns { why: why.to_string() }
}

impl Batches {
    /// Of a Parquet file.
    ///
    /// # Errors
    /// It is none, or a column is of a type that no field can be read from.
    pub fn parquet(file: impl ChunkReader + 'static) -> Result<Batches, TableFault> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|why| fault(&why))?;
        let reader = reader.with_batch_size(1024).build().map_err(|why| fault(&why))?;
        Batches::new(reader.schema(), Box::new(reader))
    }

    /// Of an Arrow file.
    ///
    /// # Errors
    /// As of a Parquet file.
    pub fn arrow_file(file: impl Read + Seek + 'static) -> Result<Batches, TableFault> {
        let reader = FileReader::try_new(file, None).map_err(|why| fault(&why))?;
        Batches::new(reader.schema(), Box::new(reader))
    }

    /// Of an Arrow stream.
    ///
    /// # Errors
    /// As of a Parquet file.
    pub fn arrow_stream(stream: impl Read + 'static) -> Result<Batches, TableFault> {
        let reader = StreamReader::try_new(stream, None).map_err(|why| fault(&why))?;
        Batches::new(reader.schema(), Box::new(reader))
    }

    /// Of whatever gives batches, such as another program through the C interface of Arrow.
    ///
    /// # Errors
    /// A column is of a type that no field can be read from.
    pub fn of(reader: impl RecordBatchReader + 'static) -> Result<Batches, TableFault> {
        Batches::new(reader.schema(), Box::new(reader))
    }

    fn new(
        schema: Arc<Schema>,
        batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>,
    ) -> Result<Batches, TableFault> {
        for field in schema.fields() {
            if !can_be_read(field.data_type()) {
                return Err(TableFault::ColumnType { column: field.name().clone(), ty: field.data_type().to_string() });
            }
        }
        Ok(Batches { schema, batches })
    }

    /// The names of the columns.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// Each row as a record of JSON, with its number from 1, until `each` gives an error.
    ///
    /// # Errors
    /// Those of `each`; the file is damaged.
    pub fn records<E: From<TableFault>>(self, mut each: impl FnMut(u64, &str) -> Result<(), E>) -> Result<(), E> {
        let (mut number, mut json) = (0, String::new());
        for batch in self.batches {
            let rows = StructArray::from(batch.map_err(|why| fault(&why))?);
            for row in 0..rows.len() {
                number += 1;
                json.clear();
                write(&rows, row, &mut json);
                each(number, &json)?;
            }
        }
        Ok(())
    }

    /// Each row as the cells of a table, with its number from 1, until `each` gives an error.
    ///
    /// # Errors
    /// Those of `each`; the file is damaged.
    pub fn rows<E: From<TableFault>>(self, mut each: impl FnMut(u64, Vec<Cell>) -> Result<(), E>) -> Result<(), E> {
        let mut number = 0;
        for batch in self.batches {
            let batch = batch.map_err(|why| fault(&why))?;
            for row in 0..batch.num_rows() {
                number += 1;
                each(number, batch.columns().iter().map(|column| cell(column, row)).collect())?;
            }
        }
        Ok(())
    }
}

/// Whether values of a type can be read.
fn can_be_read(ty: &DataType) -> bool {
    match ty {
        DataType::List(of) | DataType::LargeList(of) | DataType::FixedSizeList(of, _) => can_be_read(of.data_type()),
        DataType::Struct(fields) => fields.iter().all(|field| can_be_read(field.data_type())),
        DataType::Dictionary(_, of) => can_be_read(of),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Boolean | DataType::Null => true,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => true,
        DataType::Decimal128(..) | DataType::Decimal256(..) => true,
        other => other.is_integer() || other.is_floating(),
    }
}

/// A value as JSON.
fn write(array: &dyn Array, row: usize, out: &mut String) {
    if array.is_null(row) {
        return out.push_str("null");
    }
    match array.data_type() {
        DataType::Struct(fields) => {
            let columns = array.as_struct();
            out.push('{');
            for (number, field) in fields.iter().enumerate() {
                if columns.column(number).is_null(row) {
                    continue;
                }
                separate(out);
                quote(field.name(), out);
                out.push(':');
                write(columns.column(number), row, out);
            }
            out.push('}');
        }
        DataType::List(_) => list(&*array.as_list::<i32>().value(row), out),
        DataType::LargeList(_) => list(&*array.as_list::<i64>().value(row), out),
        DataType::FixedSizeList(..) => list(&*array.as_fixed_size_list().value(row), out),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            write(dictionary.values(), dictionary.normalized_keys()[row], out);
        }
        _ => match cell(array, row) {
            Cell::Empty => out.push_str("null"),
            Cell::Bool(truth) => out.push_str(if truth { "true" } else { "false" }),
            Cell::Number(digits) => out.push_str(&digits),
            Cell::Text(text) | Cell::Date(text) => quote(&text, out),
            // No JSON: the decoder tells of it, whatever the field is.
            Cell::Fault(text) => {
                out.push('~');
                out.extend(text.chars().filter(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '+' | '.')));
            }
        },
    }
}

fn list(items: &dyn Array, out: &mut String) {
    out.push('[');
    for row in 0..items.len() {
        separate(out);
        write(items, row, out);
    }
    out.push(']');
}

fn separate(out: &mut String) {
    if !out.ends_with(['{', '[']) {
        out.push(',');
    }
}

fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// A value as a cell; lists and structures as their JSON.
fn cell(array: &dyn Array, row: usize) -> Cell {
    if array.is_null(row) {
        return Cell::Empty;
    }
    match array.data_type() {
        DataType::Null => Cell::Empty,
        DataType::Utf8 => Cell::Text(array.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Cell::Text(array.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Cell::Text(array.as_string_view().value(row).to_owned()),
        DataType::Boolean => Cell::Bool(array.as_boolean().value(row)),
        DataType::Decimal128(..) => Cell::Number(array.as_primitive::<Decimal128Type>().value_as_string(row)),
        DataType::Decimal256(..) => Cell::Number(array.as_primitive::<Decimal256Type>().value_as_string(row)),
        DataType::Date32 => day(array.as_primitive::<Date32Type>(), row),
        DataType::Date64 => day(array.as_primitive::<Date64Type>(), row),
        DataType::Timestamp(unit, zone) => match unit {
            TimeUnit::Second => moment(array.as_primitive::<TimestampSecondType>(), zone.as_deref(), row),
            TimeUnit::Millisecond => moment(array.as_primitive::<TimestampMillisecondType>(), zone.as_deref(), row),
            TimeUnit::Microsecond => moment(array.as_primitive::<TimestampMicrosecondType>(), zone.as_deref(), row),
            TimeUnit::Nanosecond => moment(array.as_primitive::<TimestampNanosecondType>(), zone.as_deref(), row),
        },
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            cell(dictionary.values(), dictionary.normalized_keys()[row])
        }
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) | DataType::Struct(_) => {
            let mut json = String::new();
            write(array, row, &mut json);
            Cell::Text(json)
        }
        DataType::Float16 => float::<Float16Type>(array, row, 11),
        DataType::Float32 => float::<Float32Type>(array, row, 24),
        DataType::Float64 => float::<Float64Type>(array, row, 53),
        _ => number(array, row).map_or_else(|| Cell::Fault(array.data_type().to_string()), Cell::Number),
    }
}

/// A binary fraction, by its shortest digits. Of a whole number that needs more `bits` than it has, nobody knows what was written; nor of what is no number.
fn float<T: ArrowPrimitiveType<Native: ToString>>(array: &dyn Array, row: usize, bits: u32) -> Cell {
    let digits = digits::<T>(array, row);
    let whole = digits.trim_start_matches('-').split('.').next().and_then(|whole| whole.parse::<u64>().ok());
    if whole.is_some_and(|whole| whole < 1 << bits) { Cell::Number(digits) } else { Cell::Fault(digits) }
}

/// A whole number.
fn number(array: &dyn Array, row: usize) -> Option<String> {
    Some(match array.data_type() {
        DataType::Int8 => digits::<Int8Type>(array, row),
        DataType::Int16 => digits::<Int16Type>(array, row),
        DataType::Int32 => digits::<Int32Type>(array, row),
        DataType::Int64 => digits::<Int64Type>(array, row),
        DataType::UInt8 => digits::<UInt8Type>(array, row),
        DataType::UInt16 => digits::<UInt16Type>(array, row),
        DataType::UInt32 => digits::<UInt32Type>(array, row),
        DataType::UInt64 => digits::<UInt64Type>(array, row),
        _ => return None,
    })
}

fn digits<T: ArrowPrimitiveType<Native: ToString>>(array: &dyn Array, row: usize) -> String {
    array.as_primitive::<T>().value(row).to_string()
}

fn day<T: ArrowTemporalType>(array: &PrimitiveArray<T>, row: usize) -> Cell
where
    i64: From<T::Native>,
{
    array
        .value_as_date(row)
        .map_or_else(|| Cell::Fault(i64::from(array.value(row)).to_string()), |day| Cell::Date(day.to_string()))
}

/// A moment with its zone as RFC 3339 writes it; without one the day where it is midnight, otherwise the day and the time.
fn moment<T: ArrowTemporalType>(array: &PrimitiveArray<T>, zone: Option<&str>, row: usize) -> Cell
where
    i64: From<T::Native>,
{
    let unreadable = || Cell::Fault(format!("{} {}", i64::from(array.value(row)), zone.unwrap_or_default()));
    if let Some(zone) = zone {
        let shown = zone.parse::<Tz>().ok().and_then(|zone| array.value_as_datetime_with_tz(row, zone));
        return shown.map_or_else(unreadable, |at| Cell::Text(at.to_rfc3339()));
    }
    match array.value_as_datetime(row) {
        Some(at) if at.time() == chrono::NaiveTime::MIN => Cell::Date(at.date().to_string()),
        Some(at) => Cell::Text(at.format("%Y-%m-%d %H:%M:%S").to_string()),
        None => unreadable(),
    }
}
