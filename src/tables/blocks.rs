//! CSV tables read in blocks of whole rows, so that several threads work on one table, and rows as raw cells: what nobody
//! changes is copied as it stands.

use super::sheet::unguard;
use anyhow::{Context, bail};
use rayon::prelude::*;
use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes read at a time.
const BLOCK: u64 = 1 << 20;

/// A row of a table, its cells as they stand in the file.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// The row without its line end.
    pub line: &'a str,
    /// Byte after each cell.
    ends: &'a [u32],
}

impl<'a> Row<'a> {
    /// First byte of a cell and the byte after it; nothing where there is no such column.
    pub fn place(&self, at: usize) -> (usize, usize) {
        match self.ends.get(at) {
            Some(end) => (at.checked_sub(1).and_then(|n| self.ends.get(n)).map_or(0, |n| *n as usize + 1), *end as usize),
            None => (0, 0),
        }
    }

    /// A cell with its quotation marks.
    pub fn raw(&self, at: usize) -> &'a str {
        let (from, to) = self.place(at);
        self.line.get(from..to).unwrap_or("")
    }

    /// A cell without quotation marks and without the spreadsheet guard.
    pub fn text(&self, at: usize) -> Cow<'a, str> {
        let raw = self.raw(at);
        let Some(inner) = raw.strip_prefix('"') else { return Cow::Borrowed(unguard(raw)) };
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        if !inner.contains('"') {
            return Cow::Borrowed(unguard(inner));
        }
        let whole = inner.replace("\"\"", "\"");
        match unguard(&whole) {
            bare if bare.len() == whole.len() => Cow::Owned(whole),
            bare => Cow::Owned(bare.to_owned()),
        }
    }

    /// A number; 0 where the cell is empty.
    pub fn number<T: std::str::FromStr + Default>(&self, at: usize) -> T {
        self.text(at).parse().unwrap_or_default()
    }
}

/// Calls `each` for every row of a block, with its cells; empty lines are passed over.
///
/// # Errors
/// What `each` finds wrong.
pub fn rows<'a>(block: &'a str, mut each: impl FnMut(Row<'_>, &'a str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let bytes = block.as_bytes();
    let mut ends: Vec<u32> = Vec::new();
    let (mut from, mut quoted) = (0, false);
    let mut finish = |from: usize, to: usize, ends: &mut Vec<u32>| -> anyhow::Result<()> {
        let line = block.get(from..to).unwrap_or("");
        let line = line.strip_suffix('\r').unwrap_or(line);
        if !line.is_empty() {
            ends.push(line.len() as u32);
            each(Row { line, ends }, line)?;
        }
        ends.clear();
        Ok(())
    };
    for at in memchr::memchr3_iter(b'"', b',', b'\n', bytes) {
        match bytes[at] {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b',' => ends.push((at - from) as u32),
            _ => {
                finish(from, at, &mut ends)?;
                from = at + 1;
            }
        }
    }
    if from < bytes.len() {
        finish(from, bytes.len(), &mut ends)?;
    }
    Ok(())
}

/// Byte after the last line end that stands outside quotation marks.
fn last_row_end(bytes: &[u8]) -> Option<usize> {
    let quotes = |part: &[u8]| memchr::memchr_iter(b'"', part).count();
    let mut before = quotes(bytes);
    let mut to = bytes.len();
    while let Some(at) = memchr::memrchr(b'\n', &bytes[..to]) {
        before -= quotes(&bytes[at..to]);
        if before.is_multiple_of(2) {
            return Some(at + 1);
        }
        to = at;
    }
    None
}

/// A table being read.
pub struct Blocks {
    path: PathBuf,
    file: File,
    rest: Vec<u8>,
    /// Columns, as they stand in the first row.
    pub names: Vec<String>,
    /// The first row as it stands.
    pub header: String,
    /// Whether a byte order mark stands before it.
    pub bom: bool,
    rows: usize,
}

impl Blocks {
    /// Opens a table that must have `columns`.
    ///
    /// # Errors
    /// A file that cannot be read, a column that is not there.
    pub fn open(path: &Path, columns: &[&str]) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        let mut all = Self { path: path.to_path_buf(), file, rest: Vec::new(), names: Vec::new(), header: String::new(), bom: false, rows: 0 };
        let Some(first) = all.block(1 << 14)? else {
            if let Some(column) = columns.first() {
                bail!("{}: there is no column \"{column}\"; is it a table of this version?", path.display());
            }
            return Ok(all);
        };
        let bare = first.strip_prefix('\u{FEFF}');
        all.bom = bare.is_some();
        let bare = bare.unwrap_or(&first);
        let mut rest = "";
        let mut header = None;
        rows(bare, |row, line| {
            if header.is_none() {
                header = Some((line.to_owned(), (0..row.ends.len()).map(|at| row.text(at).into_owned()).collect::<Vec<_>>()));
                let after = line.as_ptr() as usize - bare.as_ptr() as usize + line.len();
                let tail = bare.get(after..).unwrap_or("");
                let tail = tail.strip_prefix('\r').unwrap_or(tail);
                rest = tail.strip_prefix('\n').unwrap_or(tail);
            }
            Ok(())
        })?;
        (all.header, all.names) = header.unwrap_or_default();
        let mut kept = rest.as_bytes().to_vec();
        kept.append(&mut all.rest);
        all.rest = kept;
        for column in columns {
            if !all.names.iter().any(|n| n == column) {
                bail!("{}: there is no column \"{column}\"; is it a table of this version?", path.display());
            }
        }
        Ok(all)
    }

    /// Position of a column; a position that no row has where there is none.
    pub fn at(&self, name: &str) -> usize {
        self.names.iter().position(|n| n == name).unwrap_or(usize::MAX)
    }

    /// Whole rows of about so many bytes; `None` at the end.
    fn block(&mut self, size: u64) -> anyhow::Result<Option<String>> {
        let shown = || self.path.display().to_string();
        loop {
            let read = Read::by_ref(&mut self.file).take(size).read_to_end(&mut self.rest).with_context(shown)?;
            let bytes = if read == 0 {
                std::mem::take(&mut self.rest)
            } else {
                // A cell longer than a block: read on.
                let Some(cut) = last_row_end(&self.rest) else { continue };
                let tail = self.rest.split_off(cut);
                std::mem::replace(&mut self.rest, tail)
            };
            if bytes.is_empty() {
                return Ok(None);
            }
            return String::from_utf8(bytes).map(Some).with_context(|| format!("{}: is not UTF-8", self.path.display()));
        }
    }

    /// Works on blocks in parallel, several at a time, and takes what came of them in order. `work` is given the rows of a
    /// block and the number of its first row.
    ///
    /// # Errors
    /// A table that cannot be read, rows of unlike length, what `work` or `take` finds wrong.
    pub fn each<T: Send>(
        &mut self,
        work: impl Fn(usize, &str) -> anyhow::Result<T> + Sync,
        mut take: impl FnMut(T) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        loop {
            let mut blocks = Vec::new();
            while blocks.len() < 2 * rayon::current_num_threads().max(1)
                && let Some(block) = self.block(BLOCK)?
            {
                blocks.push(block);
            }
            if blocks.is_empty() {
                return Ok(());
            }
            let counted: Vec<usize> = blocks.par_iter().map(|b| self.count(b)).collect::<anyhow::Result<_>>()?;
            let mut first = Vec::with_capacity(blocks.len());
            for n in counted {
                first.push(self.rows);
                self.rows += n;
            }
            let done: Vec<T> = blocks.into_par_iter().zip(first).map(|(block, first)| work(first, &block)).collect::<anyhow::Result<_>>()?;
            for one in done {
                take(one)?;
            }
        }
    }

    /// Rows of a block, all of which must be as long as the header.
    fn count(&self, block: &str) -> anyhow::Result<usize> {
        let mut count = 0;
        rows(block, |row, line| {
            count += 1;
            if row.ends.len() != self.names.len() {
                let shown: String = line.chars().take(60).collect();
                bail!("{}: a row of {} cells under a header of {}: {shown}", self.path.display(), row.ends.len(), self.names.len());
            }
            Ok(())
        })?;
        Ok(count)
    }

    /// Calls `each` for every row, one after the other.
    ///
    /// # Errors
    /// A table that cannot be read, rows of unlike length, what `each` finds wrong.
    pub fn rows(mut self, mut each: impl FnMut(&Row<'_>) -> anyhow::Result<()>) -> anyhow::Result<()> {
        while let Some(block) = self.block(BLOCK)? {
            self.count(&block)?;
            rows(&block, |row, _| each(&row))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        (base, path)
    }

    #[test]
    fn cells_come_without_quotes_and_guards() {
        let text = "\u{FEFF}id,text\r\na,\"x, \"\"y\"\"\r\nz\"\r\n'=b,'-1\n\n\"'=c\",";
        let (_base, path) = written(text.as_bytes());
        let table = Blocks::open(&path, &["id"]).unwrap();
        assert!(table.bom && table.names == ["id", "text"] && table.header == "id,text");
        let mut found = Vec::new();
        table
            .rows(|row| {
                found.push((row.text(0).into_owned(), row.text(1).into_owned(), row.text(usize::MAX).into_owned()));
                Ok(())
            })
            .unwrap();
        let own = |a: &str, b: &str| (a.to_owned(), b.to_owned(), String::new());
        assert_eq!(found, [own("a", "x, \"y\"\r\nz"), own("=b", "-1"), own("=c", "")]);
    }

    #[test]
    fn blocks_are_cut_between_rows_and_keep_their_order() {
        let mut text = String::from("id,text\n");
        for n in 0..90_000 {
            text.push_str(&format!("a{n},\"line one\nline \"\"two\"\" of {n}, and more\"\n"));
        }
        let (_base, path) = written(text.as_bytes());
        let mut table = Blocks::open(&path, &[]).unwrap();
        let (mut next, mut blocks) = (0, 0);
        table
            .each(
                |first, block| {
                    let mut ids = Vec::new();
                    rows(block, |row, _| {
                        assert!(row.text(1).ends_with("and more"));
                        ids.push(row.text(0).into_owned());
                        Ok(())
                    })?;
                    Ok((first, ids))
                },
                |(first, ids)| {
                    assert_eq!(first, next);
                    blocks += 1;
                    for id in ids {
                        assert_eq!(id, format!("a{next}"));
                        next += 1;
                    }
                    Ok(())
                },
            )
            .unwrap();
        assert!(next == 90_000 && blocks > 2, "{next} rows in {blocks} blocks");
    }

    #[test]
    fn what_is_no_table_is_named() {
        let (_base, path) = written(b"id,text\na,b\nc\n");
        let error = Blocks::open(&path, &[]).unwrap().rows(|_| Ok(())).unwrap_err().to_string();
        assert!(error.contains("a row of 1 cells under a header of 2: c"), "{error}");
        assert!(Blocks::open(&path, &["outlet"]).err().is_some_and(|e| e.to_string().contains("no column \"outlet\"")));
        let (_base, path) = written(b"");
        assert!(Blocks::open(&path, &["id"]).is_err());
        assert!(Blocks::open(&path, &[]).unwrap().rows(|_| Ok(())).is_ok());
        let (_base, path) = written(b"id\n\xFF\n");
        assert!(Blocks::open(&path, &[]).is_err_and(|e| e.to_string().contains("UTF-8")));
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_comes_back(cells in proptest::collection::vec("[a\"',\n\r=é -]{0,9}", 2..40)) {
            let mut bytes = b"x,y\n".to_vec();
            for pair in cells.chunks_exact(2) {
                crate::tables::sheet::push_csv(&pair[0], &mut bytes);
                bytes.push(b',');
                crate::tables::sheet::push_csv(&pair[1], &mut bytes);
                bytes.push(b'\n');
            }
            let (_base, path) = written(&bytes);
            let mut found = Vec::new();
            Blocks::open(&path, &[]).unwrap().rows(|row| { found.extend([row.text(0).into_owned(), row.text(1).into_owned()]); Ok(()) }).unwrap();
            proptest::prop_assert_eq!(&found[..], &cells[..cells.len() / 2 * 2]);
        }
    }
}
