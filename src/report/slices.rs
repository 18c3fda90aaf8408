//! The tables of a large run cut up by event in one pass, so that a page an event reads its own rows and no others.

use crate::tables::sheet::unguard;
use anyhow::Context;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// A folder of tables for each page. They vanish with it.
pub struct Slices {
    folder: tempfile::TempDir,
}

impl Slices {
    /// Cuts up every table of `run_folder` that has a column `article_id` or `event_id`; the others go to every page whole.
    /// `pages`: each page's event and the ids of its articles.
    ///
    /// # Errors
    /// A table that cannot be read, a temporary folder that cannot be written.
    pub fn cut(run_folder: &Path, pages: &[(String, Vec<String>)]) -> anyhow::Result<Self> {
        let slices = Self { folder: tempfile::Builder::new().prefix("slantwise-pages-").tempdir().context("a temporary folder cannot be made")? };
        for page in 0..pages.len() {
            std::fs::create_dir_all(slices.page(page))?;
        }
        let mut by_article: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let mut by_event: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (at, (event, articles)) in pages.iter().enumerate() {
            by_event.entry(event).or_default().push(at);
            for id in articles {
                by_article.entry(id).or_default().push(at);
            }
        }
        let mut tables: Vec<PathBuf> =
            std::fs::read_dir(run_folder)?.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.extension().is_some_and(|e| e == "csv")).collect();
        tables.sort();
        for table in &tables {
            slices.table(table, pages.len(), &by_article, &by_event).with_context(|| format!("{}: cannot be read", table.display()))?;
        }
        Ok(slices)
    }

    /// The tables of a page.
    pub fn page(&self, page: usize) -> PathBuf {
        self.folder.path().join(page.to_string())
    }

    fn table(&self, path: &Path, pages: usize, by_article: &FxHashMap<&str, Vec<usize>>, by_event: &FxHashMap<&str, Vec<usize>>) -> anyhow::Result<()> {
        let name = path.file_name().context("a table has a name")?;
        let mut reader = csv::Reader::from_path(path)?;
        let header = reader.headers()?.clone();
        let column = |name: &str| header.iter().position(|h| h.trim_start_matches('\u{FEFF}') == name);
        let (key, known) = match (column("article_id"), column("event_id")) {
            (Some(at), _) => (at, by_article),
            (None, Some(at)) => (at, by_event),
            (None, None) => {
                for page in 0..pages {
                    std::fs::copy(path, self.page(page).join(name))?;
                }
                return Ok(());
            }
        };
        let mut writers: Vec<csv::Writer<Vec<u8>>> = (0..pages).map(|_| csv::Writer::from_writer(Vec::new())).collect();
        for writer in &mut writers {
            writer.write_record(&header)?;
        }
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row)? {
            for page in known.get(unguard(row.get(key).unwrap_or(""))).into_iter().flatten() {
                writers[*page].write_record(&row)?;
            }
        }
        for (page, writer) in writers.into_iter().enumerate() {
            let bytes = writer.into_inner().map_err(|e| anyhow::anyhow!("{e}"))?;
            std::fs::write(self.page(page).join(name), bytes)?;
        }
        Ok(())
    }
}
