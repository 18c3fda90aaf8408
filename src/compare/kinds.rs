//! What kind of source a speaker is, from the words that name them: data, not code.

use crate::tables::read::{RunTables, Sym};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// The file: kinds in the order that decides between them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    kind: Vec<KindWords>,
}

/// Words that make a speaker one of a kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindWords {
    id: String,
    words: Vec<String>,
}

/// The kinds of sources.
#[derive(Debug, Clone)]
pub struct SourceKinds {
    names: Vec<String>,
    /// Word or words in a row → kind.
    words: FxHashMap<String, usize>,
    longest: usize,
}

impl SourceKinds {
    /// Reads word lists.
    ///
    /// # Errors
    /// What TOML finds wrong.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: KindFile = toml::from_str(text)?;
        let mut names: Vec<String> = file.kind.iter().map(|k| k.id.clone()).collect();
        names.push("other".into());
        let mut words = FxHashMap::default();
        let mut longest = 1;
        for (kind, list) in file.kind.iter().enumerate() {
            for phrase in &list.words {
                let phrase = folded(phrase).join(" ");
                longest = longest.max(phrase.split(' ').count());
                words.entry(phrase).or_insert(kind);
            }
        }
        Ok(Self { names, words, longest })
    }

    /// The lists in the binary.
    pub fn built_in() -> Self {
        // A test reads the file, so the fallback is never taken.
        Self::parse(include_str!("../../config/source_kinds.toml")).unwrap_or(Self { names: vec!["other".into()], words: FxHashMap::default(), longest: 1 })
    }

    /// The kinds, in the order that decides between them; "other" is the last.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The kinds of all speakers of the tables, each looked up once.
    pub fn speakers(&self, tables: &RunTables) -> Speakers<'_> {
        let mut all: Vec<Sym> = tables.quotes.iter().map(|q| q.speaker).collect();
        all.par_sort_unstable();
        all.dedup();
        let told: Vec<(usize, String)> = all.par_iter().map(|s| (self.of(tables.symbols.text(*s)), tables.symbols.text(*s).to_lowercase())).collect();
        let mut names: FxHashMap<&str, u32> = FxHashMap::default();
        let mut of = FxHashMap::default();
        for (speaker, (kind, name)) in all.iter().zip(&told) {
            let next = names.len() as u32;
            of.insert(*speaker, (*kind, *names.entry(name).or_insert(next)));
        }
        Speakers { kinds: self, of }
    }

    /// The kind of a speaker.
    pub fn of(&self, speaker: &str) -> usize {
        let tokens = folded(speaker);
        let mut best = self.names.len() - 1;
        for from in 0..tokens.len() {
            for to in from + 1..=tokens.len().min(from + self.longest) {
                if let Some(kind) = self.words.get(&tokens[from..to].join(" ")) {
                    best = best.min(*kind);
                }
            }
        }
        best
    }
}

/// The kinds of the speakers of a run.
pub struct Speakers<'k> {
    kinds: &'k SourceKinds,
    /// Kind, and a number for the name in lower case.
    of: FxHashMap<Sym, (usize, u32)>,
}

impl Speakers<'_> {
    /// The kinds.
    pub fn names(&self) -> &[String] {
        self.kinds.names()
    }

    /// The kind of a speaker of the tables.
    pub fn of(&self, speaker: Sym) -> usize {
        self.of.get(&speaker).map_or(self.kinds.names.len() - 1, |s| s.0)
    }

    /// A number that two speakers share whose names differ in letter case at most.
    pub fn name(&self, speaker: Sym) -> u32 {
        self.of.get(&speaker).map_or(u32::MAX, |s| s.1)
    }
}

/// Lower-case words; a possessive ending is no part of them.
fn folded(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')))
        .filter(|w| !w.is_empty())
        .map(|w| {
            let w = w.to_lowercase().replace('’', "'");
            w.strip_suffix("'s").or(w.strip_suffix('\'')).unwrap_or(&w).to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speakers_have_kinds() {
        let kinds = SourceKinds::parse(include_str!("../../config/source_kinds.toml")).unwrap();
        for (speaker, kind) in [
            ("a US official who spoke on condition of anonymity", "anonymous"),
            ("Foreign Minister Mevlut Cavusoglu", "official"),
            ("an army spokesman", "military"),
            ("the Syrian Observatory for Human Rights", "ngo"),
            ("Witnesses", "witness"),
            ("Professor Ann Lee", "expert"),
            ("a rebel commander", "armed group"),
            ("the woman’s brother", "relative"),
            ("Reuters", "media"),
            ("Ann Lee", "other"),
            ("", "other"),
        ] {
            assert_eq!(kinds.names()[kinds.of(speaker)], kind, "{speaker}");
        }
    }
}
