//! A table as Parquet: text, whole numbers and numbers with a fraction as the schema says, and back to the CSV that it was.

use super::shape::{Written, create, text};
use crate::tables::schema::{Kind, Table};
use crate::tables::sheet::push_csv;
use anyhow::{Context, bail};
use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Field;
use parquet::schema::types::Type;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Rows and bytes of a row group.
const MOST_ROWS: usize = 100_000;
const MOST_BYTES: usize = 64 << 20;
/// Key of the places behind the point that each column had: a Parquet number has none.
const PLACES: &str = "slantwise.places";

enum Column {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>, Vec<i16>),
    Float(Vec<f64>, Vec<i16>),
}

/// Writes the table at `from`.
///
/// # Errors
/// A cell that is not what the schema says; what the system says.
pub fn write(from: &Path, to: &Path, name: &str, known: &[Table]) -> anyhow::Result<()> {
    let context = || format!("{}: cannot be written", to.display());
    let mut rows = Written::open(from)?;
    let columns = rows.columns(name, known);
    let field = |(name, kind): &(String, Kind)| {
        let (physical, converted, repetition) = match kind {
            Kind::Text => (Physical::BYTE_ARRAY, ConvertedType::UTF8, Repetition::REQUIRED),
            Kind::Integer => (Physical::INT64, ConvertedType::NONE, Repetition::OPTIONAL),
            Kind::Float => (Physical::DOUBLE, ConvertedType::NONE, Repetition::OPTIONAL),
        };
        Type::primitive_type_builder(name, physical).with_converted_type(converted).with_repetition(repetition).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().with_context(context)?;
    let schema = Type::group_type_builder(name).with_fields(fields).build().with_context(context)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(format!("slantwise {}", env!("CARGO_PKG_VERSION")))
        .build();
    let mut writer = SerializedFileWriter::new(create(to)?, Arc::new(schema), Arc::new(properties)).with_context(context)?;
    let mut places = vec![0usize; columns.len()];
    let empty = || -> Vec<Column> {
        columns
            .iter()
            .map(|(_, kind)| match kind {
                Kind::Text => Column::Text(Vec::new()),
                Kind::Integer => Column::Integer(Vec::new(), Vec::new()),
                Kind::Float => Column::Float(Vec::new(), Vec::new()),
            })
            .collect()
    };
    let (mut held, mut count, mut bytes, mut line) = (empty(), 0, 0, 0u64);
    let mut group = |held: &mut Vec<Column>| -> anyhow::Result<()> {
        let mut group = writer.next_row_group().with_context(context)?;
        for column in std::mem::replace(held, empty()) {
            let Some(mut out) = group.next_column().with_context(context)? else { break };
            match column {
                Column::Text(values) => out.typed::<ByteArrayType>().write_batch(&values, None, None),
                Column::Integer(values, there) => out.typed::<Int64Type>().write_batch(&values, Some(&there), None),
                Column::Float(values, there) => out.typed::<DoubleType>().write_batch(&values, Some(&there), None),
            }
            .with_context(context)?;
            out.close().with_context(context)?;
        }
        group.close().map(|_| ()).with_context(context)
    };
    while let Some(row) = rows.next()? {
        line += 1;
        for (at, (cell, column)) in row.iter().zip(&mut held).enumerate() {
            bytes += cell.len() + 8;
            let no_number = || format!("{}: row {line}: \"{}\" in the column {} is no number", from.display(), String::from_utf8_lossy(cell), columns[at].0);
            match column {
                Column::Text(values) => values.push(ByteArray::from(text(cell).as_bytes().to_vec())),
                Column::Integer(_, there) | Column::Float(_, there) if cell.is_empty() => there.push(0),
                Column::Integer(values, there) => {
                    values.push(std::str::from_utf8(cell).ok().and_then(|c| c.parse().ok()).with_context(no_number)?);
                    there.push(1);
                }
                Column::Float(values, there) => {
                    values.push(std::str::from_utf8(cell).ok().and_then(|c| c.parse().ok()).with_context(no_number)?);
                    there.push(1);
                    places[at] = places[at].max(cell.iter().rev().position(|b| *b == b'.').unwrap_or(0));
                }
            }
        }
        count += 1;
        if count >= MOST_ROWS || bytes >= MOST_BYTES {
            group(&mut held)?;
            (count, bytes) = (0, 0);
        }
    }
    if count > 0 {
        group(&mut held)?;
    }
    let places: Vec<String> = places.iter().map(ToString::to_string).collect();
    writer.append_key_value_metadata(KeyValue::new(PLACES.to_owned(), places.join(" ")));
    writer.append_key_value_metadata(KeyValue::new("slantwise.schema".to_owned(), super::manifest::SCHEMA.to_string()));
    let mut file = writer.into_inner().with_context(context)?;
    file.flush().with_context(context)
}

/// Writes the table at `from`, which [`write`] wrote, as CSV.
///
/// # Errors
/// A file that is none of ours.
pub fn to_csv(from: &Path, to: &Path) -> anyhow::Result<()> {
    let context = || format!("{}: cannot be read", from.display());
    let reader = SerializedFileReader::new(File::open(from).with_context(context)?).with_context(context)?;
    let meta = reader.metadata().file_metadata();
    let said = meta.key_value_metadata().and_then(|list| list.iter().find(|kv| kv.key == PLACES)).and_then(|kv| kv.value.as_deref());
    let places: Vec<usize> = said.unwrap_or("").split(' ').map(|n| n.parse().unwrap_or(0)).collect();
    let names: Vec<&str> = meta.schema().get_fields().iter().map(|f| f.name()).collect();
    let mut out = create(to)?;
    writeln!(out, "{}", names.join(","))?;
    let mut line = Vec::new();
    for row in reader.get_row_iter(None).with_context(context)? {
        let row = row.with_context(context)?;
        line.clear();
        for (at, (_, value)) in row.get_column_iter().enumerate() {
            if at > 0 {
                line.push(b',');
            }
            match value {
                Field::Null => {}
                Field::Str(text) => push_csv(text, &mut line),
                Field::Long(number) => write!(line, "{number}")?,
                Field::Double(number) => write!(line, "{number:.*}", places.get(at).copied().unwrap_or(0))?,
                other => bail!("{}: a value of a kind that no table of this program has: {other}", from.display()),
            }
        }
        line.push(b'\n');
        out.write_all(&line)?;
    }
    out.flush().with_context(|| format!("{}: cannot be written", to.display()))
}
