//! Published guidance that entries cite: config/sources.toml, by id.

use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../config/sources.toml");

/// One publication.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guidance {
    /// What entries cite.
    pub id: String,
    /// Who published it.
    pub authority: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Year, or day.
    #[serde(default)]
    pub date: String,
    /// Where it can be read.
    #[serde(default, rename = "where")]
    pub place: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: Vec<Guidance>,
}

static ALL: LazyLock<IndexMap<String, Guidance>> = LazyLock::new(|| {
    // The file is part of the program, and a test reads it.
    let file: File = toml::from_str(TEXT).unwrap_or(File { source: Vec::new() });
    file.source.into_iter().map(|g| (g.id.clone(), g)).collect()
});

/// The publication of an id.
pub fn find(id: &str) -> Option<&'static Guidance> {
    ALL.get(id)
}

/// All publications, in the file's order.
pub fn all() -> impl Iterator<Item = &'static Guidance> {
    ALL.values()
}

/// "AP: Stylebook (2022)", or the id where nothing is known of it.
pub fn cite(id: &str) -> String {
    match find(id) {
        Some(g) if g.date.is_empty() => format!("{}: {}", g.authority, g.title),
        Some(g) => format!("{}: {} ({})", g.authority, g.title, g.date),
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_entries_cite_what_is_there() {
        let file: File = toml::from_str(TEXT).unwrap();
        assert_eq!(file.source.len(), all().count(), "an id is there twice");
        for source in crate::lexicon::load::built_in().unwrap() {
            for family in &source.file.family {
                for id in family.get_ref().shared.source.iter().flat_map(|s| s.get_ref()) {
                    assert!(find(id).is_some(), "{}: config/sources.toml has no \"{id}\"", source.name);
                }
            }
        }
        for pack in crate::lexicon::authority::built_in().unwrap() {
            for rule in &pack.rule {
                assert!(find(&rule.source).is_some(), "authority {}: config/sources.toml has no \"{}\"", pack.id, rule.source);
            }
        }
    }
}
