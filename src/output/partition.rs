//! Tables in parts, one an outlet or a month, in folders named as Hive, DuckDB, Spark and pyarrow read them: hits/outlet=…/part.csv.

use super::shape::{Written, text};
use anyhow::Context;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What tables are parted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Who published the article.
    Outlet,
    /// When, to the month.
    Month,
}

impl By {
    fn name(self) -> &'static str {
        match self {
            By::Outlet => "outlet",
            By::Month => "month",
        }
    }

    fn column(self) -> &'static [u8] {
        match self {
            By::Outlet => b"outlet",
            By::Month => b"date",
        }
    }

    /// The value of a part, from the cell of the column.
    fn value(self, cell: &[u8]) -> String {
        let cell = text(cell);
        match self {
            By::Outlet => cell.into_owned(),
            By::Month => {
                cell.get(..7).filter(|m| m.as_bytes()[4] == b'-' && m.bytes().enumerate().all(|(at, b)| at == 4 || b.is_ascii_digit())).unwrap_or("").to_owned()
            }
        }
    }
}

/// What Hive calls a part without a value.
const NONE: &str = "__HIVE_DEFAULT_PARTITION__";
/// Bytes kept of all parts before they are written.
const MOST: usize = 32 << 20;

/// Which part each article belongs to.
pub struct Places {
    by: By,
    of_article: FxHashMap<Box<[u8]>, u32>,
    values: IndexMap<String, ()>,
}

impl Places {
    /// Reads articles.csv of a folder. Where an id comes twice, rows of other tables follow the first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(folder: &Path, by: By) -> anyhow::Result<Self> {
        let mut places = Self { by, of_article: FxHashMap::default(), values: IndexMap::new() };
        let mut rows = Written::open(&folder.join("articles.csv"))?;
        let at = |name: &[u8]| rows.header.iter().position(|h| h == name).context("articles.csv: it lacks a column");
        let (id, column) = (at(b"article_id")?, at(by.column())?);
        while let Some(row) = rows.next()? {
            let value = by.value(row.get(column).unwrap_or(b""));
            let number = places.values.insert_full(value, ()).0 as u32;
            places.of_article.entry(row.get(id).unwrap_or(b"").into()).or_insert(number);
        }
        Ok(places)
    }
}

/// Writes a table in parts below `folder`; `None` where its rows are not of articles. The parts' paths.
///
/// # Errors
/// When a part cannot be written.
pub fn split(path: &Path, folder: &Path, places: &Places, bom: bool) -> anyhow::Result<Option<Vec<PathBuf>>> {
    let mut rows = Written::open(path)?;
    let Some(id) = rows.header.iter().position(|h| h == b"article_id") else { return Ok(None) };
    // The article's own row knows best; other tables may not have the column.
    let own = rows.header.iter().position(|h| h == places.by.column());
    let header = rows.header.clone();
    let mut parts: IndexMap<u32, Part> = IndexMap::new();
    let mut values = places.values.clone();
    let mut held = 0;
    while let Some(row) = rows.next()? {
        let number = match own {
            Some(own) => values.insert_full(places.by.value(row.get(own).unwrap_or(b"")), ()).0 as u32,
            None => places.of_article.get(row.get(id).unwrap_or(b"")).copied().unwrap_or(u32::MAX),
        };
        let part = match parts.get_mut(&number) {
            Some(part) => part,
            None => {
                let value = values.get_index(number as usize).map_or("", |(v, ())| v.as_str());
                parts.entry(number).or_insert(Part::new(folder, places.by, value, &header, bom)?)
            }
        };
        let before = part.held.len();
        push(row, &mut part.held);
        held += part.held.len() - before;
        if held > MOST {
            parts.values_mut().try_for_each(Part::flush)?;
            held = 0;
        }
    }
    parts.values_mut().try_for_each(Part::flush)?;
    let mut paths: Vec<PathBuf> = parts.into_values().map(|p| p.path).collect();
    paths.sort();
    Ok(Some(paths))
}

/// One part. Its file is open only while it is written: there may be thousands.
struct Part {
    path: PathBuf,
    held: Vec<u8>,
}

impl Part {
    fn new(folder: &Path, by: By, value: &str, header: &csv::ByteRecord, bom: bool) -> anyhow::Result<Self> {
        let folder = folder.join(format!("{}={}", by.name(), encode(value)));
        std::fs::create_dir_all(&folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
        let path = folder.join("part.csv");
        // What an interrupted run left there does not count.
        std::fs::write(&path, if bom { "\u{FEFF}" } else { "" }).with_context(|| format!("{}: cannot be written", path.display()))?;
        let mut part = Self { path, held: Vec::new() };
        push(header, &mut part.held);
        Ok(part)
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let context = || format!("{}: cannot be written", self.path.display());
        OpenOptions::new().append(true).open(&self.path).and_then(|mut f| f.write_all(&self.held)).with_context(context)?;
        self.held = Vec::new();
        Ok(())
    }
}

/// A row as it stood.
fn push(row: &csv::ByteRecord, out: &mut Vec<u8>) {
    for (at, cell) in row.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        crate::compare::raw::push_raw(cell, out);
    }
    out.push(b'\n');
}

/// A value as a folder's name: all but letters, digits and a few signs as %XX. Names that would be too long are cut, and told apart by a hash.
fn encode(value: &str) -> String {
    if value.is_empty() {
        return NONE.to_owned();
    }
    let mut out = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    if out.len() > 180 {
        let hash = crate::lexicon::load::sha256_hex(value.as_bytes());
        // Not in the middle of a %XX.
        let cut = (148..=150).find(|at| out.as_bytes()[*at] == b'%').unwrap_or(150);
        out.truncate(cut);
        out.push('~');
        out.push_str(&hash[..16]);
    }
    out
}
