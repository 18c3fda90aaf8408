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

/// The same where only the first `cells` of a row are wanted: the others are passed over and are empty in the row.
///
/// # Errors
/// What `each` finds wrong.
pub fn rows_upto<'a>(block: &'a str, cells: usize, mut each: impl FnMut(Row<'_>, &'a str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let bytes = block.as_bytes();
    let mut ends: Vec<u32> = Vec::with_capacity(cells + 1);
    let mut from = 0;
    while from < bytes.len() {
        ends.clear();
        let (mut at, mut quoted) = (from, false);
        // The cells that are wanted, then the end of the row.
        while ends.len() < cells
            && let Some(next) = memchr::memchr3(b'"', b',', b'\n', &bytes[at..])
        {
            at += next;
            match bytes[at] {
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b',' => ends.push((at - from) as u32),
                _ => break,
            }
            at += 1;
        }
        let mut to = bytes.len();
        for next in memchr::memchr2_iter(b'"', b'\n', &bytes[at.min(to)..]) {
            if bytes[at + next] == b'"' {
                quoted = !quoted;
            } else if !quoted {
                to = at + next;
                break;
            }
        }
        let line = block.get(from..to).unwrap_or("");
        let line = line.strip_suffix('\r').unwrap_or(line);
        if !line.is_empty() {
            if ends.len() < cells {
                ends.push(line.len() as u32);
            }
            each(Row { line, ends: &ends }, line)?;
        }
        from = to + 1;
    }
    Ok(())
}

/// Rows of a table that are read together.
#[derive(Clone, Copy)]
pub struct Block<'a> {
    /// The rows as they stand.
    pub text: &'a str,
    /// Number of the first of them, where rows are numbered.
    pub first: usize,
    path: &'a Path,
    columns: usize,
}

impl<'a> Block<'a> {
    /// Calls `each` for every row, all of which must be as long as the header.
    ///
    /// # Errors
    /// Rows of unlike length, what `each` finds wrong.
    pub fn rows(&self, mut each: impl FnMut(Row<'_>, &'a str) -> anyhow::Result<()>) -> anyhow::Result<()> {
        rows(self.text, |row, line| {
            if row.ends.len() != self.columns {
                let shown: String = line.chars().take(60).collect();
                bail!("{}: a row of {} cells under a header of {}: {shown}", self.path.display(), row.ends.len(), self.columns);
            }
            each(row, line)
        })
    }
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
    file: Box<dyn Read + Send>,
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
        Self::over(path, Box::new(file), columns)
    }

    /// A table that is at hand, and where it would stand.
    ///
    /// # Errors
    /// As [`Blocks::open`].
    pub fn over(path: &Path, file: Box<dyn Read + Send>, columns: &[&str]) -> anyhow::Result<Self> {
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

    /// Works on blocks in parallel, several at a time, and takes what came of them in order.
    ///
    /// # Errors
    /// A table that cannot be read, what `work` or `take` finds wrong.
    pub fn each<T: Send>(
        &mut self,
        work: impl Fn(Block<'_>) -> anyhow::Result<T> + Sync,
        mut take: impl FnMut(T) -> anyhow::Result<()> + Send,
    ) -> anyhow::Result<()> {
        let mut blocks = self.several()?;
        while !blocks.is_empty() {
            let (path, columns) = (self.path.clone(), self.names.len());
            let block = |text: &String| work(Block { text, first: 0, path: &path, columns });
            // While some are worked on, the next are read.
            let (done, next) = rayon::join(|| blocks.par_iter().map(block).collect::<anyhow::Result<Vec<T>>>(), || self.several());
            for one in done? {
                take(one)?;
            }
            blocks = next?;
        }
        Ok(())
    }

    /// The same with rows numbered.
    ///
    /// # Errors
    /// As [`Blocks::each`].
    pub fn each_numbered<T: Send>(
        &mut self,
        work: impl Fn(Block<'_>) -> anyhow::Result<T> + Sync,
        mut take: impl FnMut(T) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        loop {
            let blocks = self.several()?;
            if blocks.is_empty() {
                return Ok(());
            }
            let (path, columns) = (self.path.clone(), self.names.len());
            let count = |text: &String| {
                let mut count = 0;
                rows_upto(text, 0, |_, _| {
                    count += 1;
                    Ok(())
                })?;
                Ok(count)
            };
            let counted: Vec<usize> = blocks.par_iter().map(count).collect::<anyhow::Result<_>>()?;
            let mut first = Vec::with_capacity(blocks.len());
            for n in counted {
                first.push(self.rows);
                self.rows += n;
            }
            let block = |(text, first): (&String, usize)| work(Block { text, first, path: &path, columns });
            let done: Vec<T> = blocks.par_iter().zip(first).map(block).collect::<anyhow::Result<_>>()?;
            for one in done {
                take(one)?;
            }
        }
    }

    /// The next blocks, as many as are worked on together.
    fn several(&mut self) -> anyhow::Result<Vec<String>> {
        let mut blocks = Vec::new();
        while blocks.len() < 2 * rayon::current_num_threads().max(1)
            && let Some(block) = self.block(BLOCK)?
        {
            blocks.push(block);
        }
        Ok(blocks)
    }

    /// Calls `each` for every row, one after the other.
    ///
    /// # Errors
    /// A table that cannot be read, rows of unlike length, what `each` finds wrong.
    pub fn rows(mut self, mut each: impl FnMut(&Row<'_>) -> anyhow::Result<()>) -> anyhow::Result<()> {
        while let Some(text) = self.block(BLOCK)? {
            Block { text: &text, first: 0, path: &self.path, columns: self.names.len() }.rows(|row, _| each(&row))?;
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
            .each_numbered(
                |block| {
                    let mut ids = Vec::new();
                    block.rows(|row, _| {
                        assert!(row.text(1).ends_with("and more"));
                        ids.push(row.text(0).into_owned());
                        Ok(())
                    })?;
                    Ok((block.first, ids))
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

    #[test]
    fn rows_of_unlike_length_are_told_in_parallel_too() {
        let (_base, path) = written(b"id,text\na,b\nc\n");
        let mut table = Blocks::open(&path, &[]).unwrap();
        let error = table.each(|block| block.rows(|_, _| Ok(())), |()| Ok(())).unwrap_err().to_string();
        assert!(error.contains("a row of 1 cells under a header of 2: c"), "{error}");
    }

    proptest::proptest! {
        #[test]
        fn the_first_cells_are_those_of_all(text in "[a\",\n\ré]{0,60}", cells in 0usize..5) {
            let mut whole = Vec::new();
            rows(&text, |row, line| {
                whole.push((line.to_owned(), (0..cells).map(|at| row.raw(at).to_owned()).collect::<Vec<_>>()));
                Ok(())
            }).unwrap();
            let mut found = Vec::new();
            rows_upto(&text, cells, |row, line| {
                found.push((line.to_owned(), (0..cells).map(|at| row.raw(at).to_owned()).collect::<Vec<_>>()));
                assert!(row.raw(cells).is_empty());
                Ok(())
            }).unwrap();
            proptest::prop_assert_eq!(found, whole);
        }

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
