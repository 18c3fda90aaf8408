//! The tables of a large run cut up by event in one pass, so that a page an event reads its own rows and no others.

use crate::tables::blocks::{Blocks, rows};
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
        // The page reads neither: what is left of an article there stands in other tables.
        tables.retain(|p| !p.file_stem().is_some_and(|n| n == "articles" || n == "facts" || n == "events"));
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
        let mut table = Blocks::open(path, &[])?;
        let (key, known) = match (table.names.iter().position(|n| n == "article_id"), table.names.iter().position(|n| n == "event_id")) {
            (Some(at), _) => (at, by_article),
            (None, Some(at)) => (at, by_event),
            (None, None) => {
                for page in 0..pages {
                    std::fs::copy(path, self.page(page).join(name))?;
                }
                return Ok(());
            }
        };
        let mut files: Vec<String> = vec![format!("{}\n", table.header); pages];
        table.each(
            |_, block| {
                let mut found: Vec<(usize, String)> = Vec::new();
                rows(block, |row, line| {
                    for page in known.get(&*row.text(key)).into_iter().flatten() {
                        match found.last_mut().filter(|f| f.0 == *page) {
                            Some((_, lines)) => lines.push_str(line),
                            None => found.push((*page, line.to_owned())),
                        }
                        if let Some((_, lines)) = found.last_mut() {
                            lines.push('\n');
                        }
                    }
                    Ok(())
                })?;
                Ok(found)
            },
            |found| {
                for (page, lines) in found {
                    files[page].push_str(&lines);
                }
                Ok(())
            },
        )?;
        for (page, lines) in files.into_iter().enumerate() {
            std::fs::write(self.page(page).join(name), lines)?;
        }
        Ok(())
    }
}
