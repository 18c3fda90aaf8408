//! The tables of a large run cut up by event in one pass, so that a page an event reads its own rows and no others.

use super::grid::Tables;
use crate::tables::blocks::{Block, Blocks, rows_upto};
use anyhow::Context;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of each table for one page, headers with them.
pub type Cut = FxHashMap<String, Arc<[u8]>>;

/// The rows of every page.
pub struct Slices {
    pages: Vec<Cut>,
}

impl Slices {
    /// Cuts up every table of `run_folder` that has a column `article_id` or `event_id`; a page sees the others whole.
    /// `pages`: each page's event and the ids of its articles.
    ///
    /// # Errors
    /// A table that cannot be read.
    pub fn cut(run_folder: &Path, pages: &[(String, Vec<String>)]) -> anyhow::Result<Self> {
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
        let mut slices = Self { pages: vec![Cut::default(); pages.len()] };
        for path in &tables {
            slices.table(path, &by_article, &by_event).with_context(|| format!("{}: cannot be read", path.display()))?;
        }
        Ok(slices)
    }

    /// The tables of a page of the run in `folder`.
    pub fn page<'s>(&'s self, folder: &'s Path, page: usize) -> Tables<'s> {
        Tables { folder, cut: self.pages.get(page) }
    }

    fn table(&mut self, path: &Path, by_article: &FxHashMap<&str, Vec<usize>>, by_event: &FxHashMap<&str, Vec<usize>>) -> anyhow::Result<()> {
        let name = path.file_stem().and_then(|n| n.to_str()).context("a table has a name")?;
        let mut table = Blocks::open(path, &[])?;
        let (key, known) = match (table.names.iter().position(|n| n == "article_id"), table.names.iter().position(|n| n == "event_id")) {
            (Some(at), _) => (at, by_article),
            (None, Some(at)) => (at, by_event),
            (None, None) => return Ok(()),
        };
        let mut files: Vec<Vec<u8>> = vec![format!("{}\n", table.header).into_bytes(); self.pages.len()];
        let wanted = |block: Block<'_>| {
            let mut found: Vec<(usize, String)> = Vec::new();
            // Rows of one article or event stand together: what it is asked for is asked once.
            let (mut last, mut pages): (String, &[usize]) = (String::new(), known.get("").map_or(&[], Vec::as_slice));
            rows_upto(block.text, key + 1, |row, line| {
                let raw = row.raw(key);
                if raw != last {
                    last.clear();
                    last.push_str(raw);
                    pages = known.get(&*row.text(key)).map_or(&[], Vec::as_slice);
                }
                for page in pages {
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
        };
        table.each(wanted, |found| {
            for (page, lines) in found {
                files[page].extend_from_slice(lines.as_bytes());
            }
            Ok(())
        })?;
        for (page, lines) in self.pages.iter_mut().zip(files) {
            page.insert(name.to_owned(), lines.into());
        }
        Ok(())
    }
}
