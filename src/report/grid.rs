//! A table of a run folder in memory, cells by column name: what a table lacks is empty, and never an error.

use crate::tables::read::Reader;
use std::path::Path;

/// A table, or the part of it that the page uses.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// Column names.
    pub names: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
    /// Rows that the file has and this does not, because of the cap.
    pub left_out: u64,
}

/// A row of a [`Grid`].
#[derive(Clone, Copy)]
pub struct Row<'g> {
    grid: &'g Grid,
    cells: &'g [String],
}

impl<'g> Row<'g> {
    /// A cell; empty where there is no such column.
    pub fn text(&self, name: &str) -> &'g str {
        self.grid.column(name).and_then(|at| self.cells.get(at)).map_or("", String::as_str)
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

impl Grid {
    /// Reads up to `cap` of the rows that `keep` wants (column name to cell); `None` where the folder has no such table.
    ///
    /// # Errors
    /// A file that is there and cannot be read.
    pub fn read(folder: &Path, table: &str, cap: usize, keep: impl Fn(&dyn Fn(&str) -> String) -> bool) -> anyhow::Result<Option<Self>> {
        let path = folder.join(format!("{table}.csv"));
        if !path.is_file() {
            return Ok(None);
        }
        let mut reader = Reader::open(&path, &[])?;
        let names = reader.names().to_vec();
        let mut grid = Self { names, ..Self::default() };
        while reader.next_row()? {
            let wanted = keep(&|name| grid.column(name).map_or(String::new(), |at| reader.text(at).to_owned()));
            if !wanted {
                continue;
            }
            if grid.rows.len() >= cap {
                grid.left_out += 1;
                continue;
            }
            grid.rows.push((0..grid.names.len()).map(|at| reader.text(at).to_owned()).collect());
        }
        Ok(Some(grid))
    }

    /// Where a column stands.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// The rows.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { grid: self, cells })
    }
}
