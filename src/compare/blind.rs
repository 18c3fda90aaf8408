//! `--blind`: outlets hidden in the tables, so that a class or a coder judges words and not names. The article's own words
//! stay as they are: a text that names its outlet gives it away.

use super::raw::rewrite_all;
use crate::stats::random::SplitMix64;
use std::path::Path;

/// Letters and digits that are not taken for one another.
const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

fn code(seed: u64, kind: &str, name: &str, length: usize) -> String {
    let mut rng = SplitMix64::keyed(seed, &["blind", kind, name]);
    (0..length).map(|_| char::from(SIGNS[rng.below(SIGNS.len())])).collect()
}

/// "Outlet 7KQ3F": the same in every shard of a run, and not to be turned back without the names and the seed.
pub fn outlet(seed: u64, name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("Outlet {}", code(seed, "outlet", name, 5)) }
}

/// An id that no file name shows through: these are often named for the outlet.
pub fn id(seed: u64, id: &str) -> String {
    format!("article-{}", code(seed, "id", id, 10).to_lowercase())
}

/// Hides outlets, ids and addresses in the score tables of a folder that is being written. `tables`: their names.
///
/// # Errors
/// When a table cannot be read or written.
pub fn hide(folder: &Path, tables: &[&str], seed: u64) -> anyhow::Result<()> {
    for path in tables.iter().map(|t| folder.join(format!("{t}.csv"))).filter(|p| p.is_file()) {
        rewrite_all(&path, |column, cell| match column {
            "article_id" => Some(id(seed, cell)),
            "outlet" => Some(outlet(seed, cell)),
            "url" => Some(String::new()),
            _ => None,
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_ids_and_addresses_are_hidden() {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("articles.csv");
        std::fs::write(&path, "article_id,outlet,title,url\n'=gazette-1,The Gazette,\"A, b\",http://gazette.example\nx,,,\n").unwrap();
        hide(base.path(), &["articles", "hits"], 7).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, format!("article_id,outlet,title,url\n{},{},\"A, b\",\n{},,,\n", id(7, "=gazette-1"), outlet(7, "The Gazette"), id(7, "x")));
        assert!(!text.to_lowercase().contains("gazette"));
        assert_ne!(outlet(7, "The Gazette"), outlet(8, "The Gazette"));
        assert_eq!(outlet(7, "The Gazette").len(), 12);
    }
}
