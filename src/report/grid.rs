//! A table of a run folder in memory, cells by column name: what a table lacks is empty, and never an error.

use super::slices::Cut;
use crate::tables::blocks::{self, Blocks};
use rustc_hash::FxHashMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// Where the tables of a page are: in a run folder, or cut up beforehand as far as they tell of articles and events.
#[derive(Clone, Copy)]
pub struct Tables<'t> {
    /// The run.
    pub folder: &'t Path,
    /// The page's own rows.
    pub cut: Option<&'t Cut>,
}

impl<'t> Tables<'t> {
    /// All rows of a run folder.
    pub fn whole(folder: &'t Path) -> Self {
        Self { folder, cut: None }
    }

    fn path(&self, table: &str) -> PathBuf {
        self.folder.join(format!("{table}.csv"))
    }

    /// Whether there is such a table.
    pub fn has(&self, table: &str) -> bool {
        self.path(table).is_file()
    }

    /// Opens a table; `None` where the run has none.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn open(&self, table: &str) -> anyhow::Result<Option<Blocks>> {
        let path = self.path(table);
        match self.cut.and_then(|cut| cut.get(table)) {
            Some(rows) => Blocks::over(&path, Box::new(Cursor::new(rows.clone())), &[]).map(Some),
            None if path.is_file() => Blocks::open(&path, &[]).map(Some),
            None => Ok(None),
        }
    }
}

/// A table, or the part of it that the page uses: all cells in one text, so that a row costs little more than it says.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// Column names.
    pub names: Vec<String>,
    columns: FxHashMap<String, usize>,
    text: String,
    /// Byte after each cell, row by row.
    ends: Vec<usize>,
    /// Rows that the file has and this does not, because of the cap.
    pub left_out: u64,
}

/// A row of a [`Grid`].
#[derive(Clone, Copy)]
pub struct Row<'g> {
    grid: &'g Grid,
    first: usize,
}

impl<'g> Row<'g> {
    fn cell(&self, at: usize) -> &'g str {
        let cell = self.first + at;
        let from = cell.checked_sub(1).map_or(0, |n| self.grid.ends.get(n).copied().unwrap_or(0));
        self.grid.ends.get(cell).and_then(|to| self.grid.text.get(from..*to)).unwrap_or("")
    }
    /// A cell; empty where there is no such column.
    pub fn text(&self, name: &str) -> &'g str {
        self.grid.column(name).map_or("", |at| self.cell(at))
    }
    /// All cells.
    pub fn cells(self) -> impl Iterator<Item = &'g str> {
        (0..self.grid.names.len()).map(move |at| self.cell(at))
    }
    /// A whole number; 0 where there is none.
    pub fn count(&self, name: &str) -> u64 {
        self.text(name).parse().unwrap_or(0)
    }
    /// A signed number; 0 where there is none.
    pub fn sign(&self, name: &str) -> i8 {
        self.text(name).parse().unwrap_or(0)
    }
    /// A number; `None` where there is none.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.text(name).parse().ok().filter(|n: &f64| n.is_finite())
    }
}

/// A column and what its cells must be for a row to be read.
pub type Keep<'k> = (&'k str, &'k dyn Fn(&str) -> bool);

impl Grid {
    fn of(blocks: &Blocks) -> Self {
        let columns = blocks.names.iter().enumerate().rev().map(|(at, name)| (name.clone(), at)).collect();
        Self { names: blocks.names.clone(), columns, ..Self::default() }
    }

    fn push(&mut self, row: &blocks::Row<'_>) {
        for at in 0..self.names.len() {
            self.text.push_str(&row.text(at));
            self.ends.push(self.text.len());
        }
    }

    /// Reads up to `cap` of the rows that `keep` wants; `None` where the folder has no such table.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn read(tables: Tables<'_>, table: &str, cap: usize, keep: Option<Keep<'_>>) -> anyhow::Result<Option<Self>> {
        let Some(blocks) = tables.open(table)? else { return Ok(None) };
        let mut grid = Self::of(&blocks);
        let keep = keep.map(|(column, wanted)| (blocks.at(column), wanted));
        let (mut rows, mut left_out) = (0, 0);
        blocks.rows(|row| {
            if keep.is_some_and(|(at, wanted)| !wanted(&row.text(at))) {
                return Ok(());
            }
            if rows < cap {
                grid.push(row);
                rows += 1;
            } else {
                left_out += 1;
            }
            Ok(())
        })?;
        grid.left_out = left_out;
        Ok(Some(grid))
    }

    /// The rows of a table that `keep` wants, looked for in several threads.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn wanted(blocks: &mut Blocks, keep: impl Fn(&blocks::Row<'_>) -> bool + Sync) -> anyhow::Result<Self> {
        let mut all = Self::of(blocks);
        let part = |block: blocks::Block<'_>| {
            let mut part = Self { names: all.names.clone(), ..Self::default() };
            block.rows(|row, _| {
                if keep(&row) {
                    part.push(&row);
                }
                Ok(())
            })?;
            Ok((part.text, part.ends))
        };
        let mut parts = Vec::new();
        blocks.each(part, |part| {
            parts.push(part);
            Ok(())
        })?;
        for (text, ends) in parts {
            let before = all.text.len();
            all.text.push_str(&text);
            all.ends.extend(ends.into_iter().map(|end| before + end));
        }
        Ok(all)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len().checked_div(self.names.len()).unwrap_or(0)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Where a column stands.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied()
    }

    /// The rows.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|row| Row { grid: self, first: row * self.names.len() })
    }
}
