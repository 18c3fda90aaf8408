//! Parquet: the wanted columns of a table, row by row. A Parquet file is read from its end, so one that comes packed or through a pipe is
//! laid down in a temporary file first.

use super::{Body, Chunks, Names, Notice, RawChunk, ReadError, ReadOptions, Reason, Reject, Shared, Slots};
use crate::record::{Ordinal, Record};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field as Value, Row};
use parquet::schema::types::Type;
use std::borrow::Cow;
use std::fs::File;
use std::sync::Arc;

/// Bytes of a chunk's values.
const MOST: usize = 1 << 20;
/// Rows of a chunk, at most.
const MOST_ROWS: usize = 4096;
/// Bytes that the wanted columns of one row group may unpack to.
const MOST_GROUP: i64 = 8 << 30;
/// … and how many times larger than they are stored.
const MOST_RATIO: i64 = 1000;

/// Reads a table.
pub(super) struct Table {
    shared: Arc<Shared>,
    rows: Option<RowIter<'static>>,
    number: u64,
    /// What is wrong with the file.
    error: Option<Reason>,
    columns: Vec<String>,
}

impl Table {
    /// # Errors
    /// A table without a column of text.
    pub fn open(file: File, shared: Arc<Shared>) -> Result<Self, ReadError> {
        let opened = super::contain(|| open(file, &shared.names));
        let (rows, error): (Option<RowIter<'static>>, _) = match opened {
            Some(Ok((rows, columns))) => return Ok(Self { shared, rows: Some(rows), number: 0, error: None, columns }),
            Some(Err(Wrong::NoText(columns))) => {
                return Err(ReadError::NoTextColumn { path: shared.name.clone(), wanted: shared.names.text(), columns });
            }
            Some(Err(Wrong::File(why))) => (None, Some(Reason::Unreadable(why))),
            None => (None, Some(broken())),
        };
        Ok(Self { shared, rows, number: 0, error, columns: Vec::new() })
    }
}

fn broken() -> Reason {
    Reason::Unreadable("the Parquet file is damaged".to_owned())
}

enum Wrong {
    NoText(Vec<String>),
    File(String),
}

/// The rows, and the names of all columns.
fn open(file: File, names: &Names) -> Result<(RowIter<'static>, Vec<String>), Wrong> {
    let wrong = |error: parquet::errors::ParquetError| Wrong::File(format!("not a Parquet file that can be read: {error}"));
    let reader = SerializedFileReader::new(file).map_err(wrong)?;
    let schema = reader.metadata().file_metadata().schema().clone();
    let columns: Vec<String> = schema.get_fields().iter().map(|f| f.name().to_owned()).collect();
    let wanted = |name: &str| names.list.iter().any(|n| n.whole == name || n.path.len() > 1 && n.path[0] == name);
    if !names.list.iter().any(|n| n.slot == super::Field::Text as usize && columns.iter().any(|c| *c == n.whole || *c == n.path[0])) {
        return Err(Wrong::NoText(columns));
    }
    let fields: Vec<_> = schema.get_fields().iter().filter(|f| wanted(f.name())).cloned().collect();
    for group in reader.metadata().row_groups() {
        let columns = group.columns().iter().filter(|c| c.column_path().parts().first().is_some_and(|p| wanted(p)));
        let (packed, whole) = columns.fold((0i64, 0i64), |sum, c| (sum.0.saturating_add(c.compressed_size()), sum.1.saturating_add(c.uncompressed_size())));
        if whole > MOST_GROUP || packed < 0 || whole < 0 || whole > packed.saturating_mul(MOST_RATIO).max(64 << 20) {
            return Err(Wrong::File(format!("a row group unpacks to {whole} bytes, which is too much")));
        }
    }
    let projection = Type::group_type_builder(schema.name()).with_fields(fields).build().map_err(wrong)?;
    let rows = RowIter::from_file_into(Box::new(reader)).project(Some(projection)).map_err(wrong)?;
    Ok((rows, columns))
}

impl Chunks for Table {
    fn next(&mut self) -> Result<Option<RawChunk>, ReadError> {
        let first = self.number;
        let mut out: Vec<Vec<(usize, String)>> = Vec::new();
        let mut rejects: Vec<Reject> = Vec::new();
        let mut bytes = 0;
        let shared = self.shared.clone();
        let limit = shared.max_record_bytes;
        while bytes < MOST && out.len() < MOST_ROWS && self.error.is_none() {
            let Some(rows) = &mut self.rows else { break };
            let row = match super::contain(|| rows.next().map(|row| row.map(|row| values(&row, &shared.names)))) {
                Some(None) => {
                    self.rows = None;
                    break;
                }
                Some(Some(Ok(row))) => row,
                Some(Some(Err(error))) => {
                    self.error = Some(Reason::Unreadable(error.to_string()));
                    break;
                }
                None => {
                    self.error = Some(broken());
                    break;
                }
            };
            let size: usize = row.iter().map(|(_, value)| value.len()).sum();
            let ordinal = Ordinal { input: shared.input, number: self.number };
            self.number += 1;
            if size > limit {
                rejects.push(shared.reject(Some(self.number), ordinal, Reason::TooLarge(limit), &[]));
                out.push(Vec::new());
                continue;
            }
            bytes += size;
            // A row without any value is still a row; an empty list marks one that was rejected here.
            out.push(if row.is_empty() { vec![(usize::MAX, String::new())] } else { row });
        }
        if let Some(reason) = self.error.take() {
            let ordinal = Ordinal { input: shared.input, number: self.number };
            rejects.push(shared.reject(Some(self.number + 1), ordinal, reason, &[]));
            self.rows = None;
        }
        if out.is_empty() && rejects.is_empty() {
            return Ok(None);
        }
        let mut chunk = RawChunk::new(&self.shared, first, 1, Vec::new(), Body::Values(out));
        chunk.rejects = rejects;
        Ok(Some(chunk))
    }

    fn notices(&mut self) -> Vec<Notice> {
        let columns = std::mem::take(&mut self.columns);
        if columns.is_empty() { Vec::new() } else { self.shared.lacking(&columns) }
    }
}

/// The wanted values of a row, each with the number of its name.
fn values(row: &Row, names: &Names) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (number, name) in names.list.iter().enumerate() {
        let whole = row.get_column_iter().find(|(column, _)| **column == name.whole).map(|(_, value)| value);
        let found = whole.or_else(|| {
            let (head, tail) = name.path.split_first()?;
            let mut value = row.get_column_iter().find(|(column, _)| *column == head)?.1;
            for part in tail {
                let Value::Group(inner) = value else { return None };
                value = inner.get_column_iter().find(|(column, _)| *column == part)?.1;
            }
            Some(value)
        });
        if let Some(text) = found.and_then(text) {
            out.push((number, text));
        }
    }
    out
}

/// A value as text; nothing for lists and groups.
fn text(value: &Value) -> Option<String> {
    let stamp = |micros: i64| jiff::Timestamp::from_microsecond(micros).ok().map(|t| t.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    Some(match value {
        Value::Str(text) => text.clone(),
        Value::Bytes(bytes) => std::str::from_utf8(bytes.data()).ok()?.to_owned(),
        Value::Date(days) => jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(*days).ok()?).ok()?.to_string(),
        Value::TimestampMillis(n) => stamp(n.checked_mul(1000)?)?,
        Value::TimestampMicros(n) => stamp(*n)?,
        Value::Null | Value::Group(_) | Value::ListInternal(_) | Value::MapInternal(_) => return None,
        other => other.to_string(),
    })
}

/// Appends a record for each row.
pub(super) fn parse<'a>(
    chunk: &'a RawChunk,
    rows: &'a [Vec<(usize, String)>],
    options: &'a ReadOptions,
    records: &mut Vec<Record<'a>>,
    rejects: &mut Vec<Reject>,
) {
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        let number = chunk.first.number + index as u64;
        let ordinal = Ordinal { input: chunk.first.input, number };
        let mut slots = Slots::default();
        for (name, value) in row {
            slots.set(*name, &chunk.shared.names, Cow::Borrowed(value));
        }
        match slots.finish(&chunk.shared, options, ordinal, chunk.several) {
            Ok(record) => records.push(record),
            Err(reason) => {
                let shown = row.iter().map(|(_, value)| value.as_str()).find(|v| !v.is_empty()).unwrap_or("");
                rejects.push(chunk.shared.reject(Some(number + 1), ordinal, reason, shown.as_bytes()));
            }
        }
    }
}
