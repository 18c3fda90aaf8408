//! Tables as bytes: read row by row, cells written out again as they stood, or with others in their place.

use crate::tables::read::skip_bom;
use crate::tables::sheet::{needs_guard, unguard};
use anyhow::Context;
use csv::ByteRecord;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The column of mentions.csv that says who found a row, and what it says where a comparison did: such rows stand behind
/// all others, and are found anew.
const FOUND: (&str, &[u8]) = ("found_by", b"discovery");
/// Appends a cell as it was read, quoted where it must be and guarded no second time.
pub fn push_raw(cell: &[u8], out: &mut Vec<u8>) {
    if !cell.iter().any(|b| matches!(b, b'"' | b',' | b'\n' | b'\r')) {
        out.extend_from_slice(cell);
        return;
    }
    out.push(b'"');
    for byte in cell {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

/// A text made harmless for spreadsheets.
pub fn guard(text: &str) -> String {
    if needs_guard(text) { format!("'{text}") } else { text.to_owned() }
}

/// A table being read row by row, with one row in hand.
pub(super) struct Rows {
    pub path: PathBuf,
    inner: csv::Reader<BufReader<File>>,
    pub header: ByteRecord,
    pub row: Option<ByteRecord>,
    bom: bool,
    found: Option<usize>,
}

impl Rows {
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let context = || format!("{}: cannot be read", path.display());
        let mut buffered = BufReader::with_capacity(1 << 18, File::open(path).with_context(context)?);
        let bom = skip_bom(&mut buffered).with_context(context)?;
        let mut inner = csv::ReaderBuilder::new().from_reader(buffered);
        let header = inner.byte_headers().with_context(context)?.clone();
        let found = header.iter().position(|h| h == FOUND.0.as_bytes());
        let mut rows = Self { path: path.to_path_buf(), inner, header, row: Some(ByteRecord::new()), bom, found };
        rows.next()?;
        Ok(rows)
    }

    /// Puts the next row in hand.
    pub fn next(&mut self) -> anyhow::Result<()> {
        if let Some(row) = &mut self.row
            && !self.inner.read_byte_record(row).with_context(|| self.path.display().to_string())?
        {
            self.row = None;
        }
        Ok(())
    }

    /// Whether the row in hand is one that a comparison found.
    pub fn is_found(&self) -> bool {
        self.row.as_ref().zip(self.found).is_some_and(|(row, at)| row.get(at) == Some(FOUND.1))
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|h| h == name.as_bytes())
    }

    pub fn need(&self, name: &str) -> anyhow::Result<usize> {
        self.column(name).with_context(|| format!("{}: there is no column \"{name}\"; is it a table of this version?", self.path.display()))
    }
}

pub(super) fn push_row<'c>(cells: impl Iterator<Item = &'c [u8]>, out: &mut impl Write) -> std::io::Result<()> {
    let mut line = Vec::with_capacity(256);
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            line.push(b',');
        }
        push_raw(cell, &mut line);
    }
    line.push(b'\n');
    out.write_all(&line)
}

/// Writes a table anew in its place, with other cells in `columns`. `cells` gives a row's new cells for the first of these
/// columns, as many as are to change.
///
/// # Errors
/// When the table cannot be read or written.
pub fn rewrite(path: &Path, columns: &[&str], mut cells: impl FnMut(usize) -> Vec<String>) -> anyhow::Result<()> {
    let mut new = Vec::new();
    let mut last = usize::MAX;
    rewrite_cells(path, columns, |row, column, _| {
        if row != last {
            new = cells(row);
            last = row;
        }
        new.get(column).cloned()
    })
}

/// Writes a table anew in its place, each cell as `cell` makes it from column and text, or as it was.
///
/// # Errors
/// When the table cannot be read or written.
pub fn rewrite_all(path: &Path, mut cell: impl FnMut(&str, &str) -> Option<String>) -> anyhow::Result<()> {
    let header = Rows::open(path)?.header;
    let names: Vec<String> = header.iter().map(|h| String::from_utf8_lossy(h).into_owned()).collect();
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    rewrite_cells(path, &columns, |_, column, old| cell(columns[column], unguard(&String::from_utf8_lossy(old))).map(|text| guard(&text)))
}

fn rewrite_cells(path: &Path, columns: &[&str], mut cell: impl FnMut(usize, usize, &[u8]) -> Option<String>) -> anyhow::Result<()> {
    let mut rows = Rows::open(path)?;
    let mut at = vec![None; rows.header.len()];
    for (number, column) in columns.iter().enumerate() {
        at[rows.need(column)?] = Some(number);
    }
    let beside = path.with_extension("csv.new");
    let context = || format!("{}: cannot be written", beside.display());
    let mut out = BufWriter::with_capacity(1 << 18, File::create(&beside).with_context(context)?);
    if rows.bom {
        out.write_all("\u{FEFF}".as_bytes()).with_context(context)?;
    }
    push_row(rows.header.iter(), &mut out).with_context(context)?;
    let mut number = 0;
    while let Some(row) = &rows.row {
        let new: Vec<Option<String>> = row.iter().zip(&at).map(|(old, at)| at.and_then(|column| cell(number, column, old))).collect();
        push_row(row.iter().zip(&new).map(|(old, new)| new.as_ref().map_or(old, |n| n.as_bytes())), &mut out).with_context(context)?;
        rows.next()?;
        number += 1;
    }
    out.flush().with_context(context)?;
    drop(rows);
    std::fs::rename(&beside, path).with_context(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_rewritten_in_place() {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("articles.csv");
        let rows = ["article_id,shrunk_per_1000,event_id,text\n", "a,,,\"x, \"\"y\"\"\"\n", "b,,,\"two\nlines\"\n"];
        std::fs::write(&path, rows.concat()).unwrap();
        rewrite(&path, &["shrunk_per_1000", "event_id"], |row| if row == 1 { vec!["7.5".into(), guard("=E")] } else { Vec::new() }).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, [rows[0], rows[1], "b,7.5,'=E,\"two\nlines\"\n"].concat());
    }
}
