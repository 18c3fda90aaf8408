//! Tables as bytes: read row by row, cells written out again as they stood, or with others in their place.

use crate::tables::blocks::{Blocks, Row, rows_upto};
use crate::tables::read::skip_bom;
use crate::tables::sheet::needs_guard;
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
    found: Option<usize>,
}

impl Rows {
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let context = || format!("{}: cannot be read", path.display());
        let mut buffered = BufReader::with_capacity(1 << 18, File::open(path).with_context(context)?);
        skip_bom(&mut buffered).with_context(context)?;
        let mut inner = csv::ReaderBuilder::new().from_reader(buffered);
        let header = inner.byte_headers().with_context(context)?.clone();
        let found = header.iter().position(|h| h == FOUND.0.as_bytes());
        let mut rows = Self { path: path.to_path_buf(), inner, header, row: Some(ByteRecord::new()), found };
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

/// Writes a table anew in its place, with other cells in `columns`; the others are copied as they stand. `cell` gives a row's new
/// cell for one of these columns, `None` where the old one stays; rows are numbered from 0. Works in the threads of the rayon
/// pool it is called in.
///
/// # Errors
/// When the table cannot be read or written.
pub fn rewrite(path: &Path, columns: &[&str], cell: impl Fn(usize, usize) -> Option<String> + Sync) -> anyhow::Result<()> {
    let Anew { mut table, mut out, places } = Anew::begin(path, columns)?;
    table.each_numbered(
        |block| {
            let number = std::cell::Cell::new(block.first);
            replaced(block.text, &places, |_, at| cell(number.get(), at), || number.set(number.get() + 1))
        },
        |bytes| out.write_all(&bytes).with_context(|| cannot(path)),
    )?;
    put(table, out, path)
}

/// The same where what stands in a row says what its new cells are. `cell` is given the row up to the last of `columns`.
///
/// # Errors
/// When the table cannot be read or written.
pub fn rewrite_rows(path: &Path, columns: &[&str], cell: impl Fn(&Row<'_>, usize) -> Option<String> + Sync) -> anyhow::Result<()> {
    let Anew { mut table, mut out, places } = Anew::begin(path, columns)?;
    table.each(|block| replaced(block.text, &places, |row, at| cell(row, at), || ()), |bytes| out.write_all(&bytes).with_context(|| cannot(path)))?;
    put(table, out, path)
}

/// Writes a table anew in its place, each cell as `cell` makes it from column and text, or as it was.
///
/// # Errors
/// When the table cannot be read or written.
pub fn rewrite_all(path: &Path, cell: impl Fn(&str, &str) -> Option<String> + Sync) -> anyhow::Result<()> {
    let names = Blocks::open(path, &[])?.names;
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    rewrite_rows(path, &columns, |row, column| cell(columns[column], &row.text(column)).map(|text| guard(&text)))
}

/// A table that is written anew beside itself.
struct Anew {
    table: Blocks,
    out: BufWriter<File>,
    /// Where the columns stand, in that order, and their numbers.
    places: Vec<(usize, usize)>,
}

impl Anew {
    fn begin(path: &Path, columns: &[&str]) -> anyhow::Result<Self> {
        let table = Blocks::open(path, columns)?;
        let mut places: Vec<(usize, usize)> = columns.iter().enumerate().map(|(number, column)| (table.at(column), number)).collect();
        places.sort_unstable();
        let context = || cannot(path);
        let mut out = BufWriter::with_capacity(1 << 18, File::create(beside(path)).with_context(context)?);
        if table.bom {
            out.write_all("\u{FEFF}".as_bytes()).with_context(context)?;
        }
        out.write_all(table.header.as_bytes()).and_then(|()| out.write_all(b"\n")).with_context(context)?;
        Ok(Self { table, out, places })
    }
}

fn beside(path: &Path) -> PathBuf {
    path.with_extension("csv.new")
}

fn cannot(path: &Path) -> String {
    format!("{}: cannot be written", beside(path).display())
}

/// Puts what was written in the table's place.
fn put(table: Blocks, mut out: BufWriter<File>, path: &Path) -> anyhow::Result<()> {
    out.flush().with_context(|| cannot(path))?;
    // Windows replaces no file that is open.
    drop((table, out));
    std::fs::rename(beside(path), path).with_context(|| cannot(path))
}

/// Rows with other cells at `places`; `done` is called behind each.
fn replaced(block: &str, places: &[(usize, usize)], cell: impl Fn(&Row<'_>, usize) -> Option<String>, done: impl Fn()) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(block.len() + block.len() / 8);
    rows_upto(block, places.last().map_or(0, |p| p.0 + 1), |row, line| {
        let mut at = 0;
        for (place, column) in places {
            if let Some(new) = cell(&row, *column) {
                let (from, to) = row.place(*place);
                bytes.extend_from_slice(&line.as_bytes()[at..from]);
                push_raw(new.as_bytes(), &mut bytes);
                at = to;
            }
        }
        bytes.extend_from_slice(&line.as_bytes()[at..]);
        bytes.push(b'\n');
        done();
        Ok(())
    })?;
    Ok(bytes)
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
        rewrite(&path, &["event_id", "shrunk_per_1000"], |row, column| (row == 1).then(|| [guard("=E"), "7.5".into()][column].clone())).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, [rows[0], rows[1], "b,7.5,'=E,\"two\nlines\"\n"].concat());
    }
}
