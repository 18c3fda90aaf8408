//! The words that facts are read by, from config/facts.toml: lists there, hashes of folded words here.

use crate::text::vocabulary::hash_word;
use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    calendar: Vec<String>,
    titles: Vec<String>,
    groups: Vec<String>,
    links: Vec<String>,
    links_with_the: Vec<String>,
    articles: Vec<String>,
    closing: Vec<String>,
    heads: Vec<String>,
    head_endings: Vec<String>,
    no_heads: Vec<String>,
    scales: Vec<String>,
    times: Vec<String>,
    spans: Vec<String>,
    pronouns: Vec<String>,
    nobody: Vec<String>,
    numbers: IndexMap<String, String>,
}

/// Words by their hashes: most of what is asked for is not there, and a bit says so before the list is searched.
#[derive(Debug, Default)]
pub struct HashSet {
    bits: [u64; 16],
    sorted: Vec<u32>,
}

impl HashSet {
    fn new(mut sorted: Vec<u32>) -> Self {
        sorted.sort_unstable();
        let mut bits = [0u64; 16];
        for hash in &sorted {
            bits[(hash >> 6 & 15) as usize] |= 1 << (hash & 63);
        }
        Self { bits, sorted }
    }

    /// Whether the word with this hash is one of them.
    #[inline]
    pub fn contains(&self, hash: u32) -> bool {
        self.may_contain(hash) && self.sorted.binary_search(&hash).is_ok()
    }

    #[inline]
    fn may_contain(&self, hash: u32) -> bool {
        self.bits[(hash >> 6 & 15) as usize] >> (hash & 63) & 1 == 1
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }
}

/// The words, most of them as hashes.
#[derive(Debug, Default)]
pub struct Words {
    /// Days and months: a capital, and no name.
    pub calendar: HashSet,
    /// Stand before a person's name.
    pub titles: HashSet,
    /// Groups that a name before them makes an actor.
    pub groups: HashSet,
    /// Small words inside a name.
    pub links: HashSet,
    /// Those after which "the" may stand.
    pub links_with_the: HashSet,
    /// the, a, an
    pub articles: Vec<String>,
    /// What an apposition ends before.
    pub closing: Vec<String>,
    /// Nouns that an apposition behind a name may end in.
    heads: HashSet,
    head_endings: Vec<String>,
    no_heads: HashSet,
    /// Parts of a number: million.
    pub scales: HashSet,
    /// Units of dates and times.
    pub times: HashSet,
    /// Units of how long something lasts.
    pub spans: Vec<String>,
    /// Speakers that name nobody.
    pub pronouns: Vec<String>,
    /// Words in capitals that stand alone and are nobody.
    pub nobody: HashSet,
    /// Numbers in words.
    numbers: HashSet,
    /// What they are in digits, in the order of the hashes.
    values: Vec<String>,
}

impl Words {
    /// Whether the word with this hash may be a number; most that are none are told.
    #[inline]
    pub fn may_be_number(&self, hash: u32) -> bool {
        self.numbers.may_contain(hash)
    }

    /// Whether a folded word may be the noun of an apposition: of a title, a trade, a place, a body.
    pub fn may_head(&self, folded: &str) -> bool {
        let hash = hash_word(folded.as_bytes()) as u32;
        let listed = || self.titles.contains(hash) || self.groups.contains(hash) || self.heads.contains(hash);
        !self.no_heads.contains(hash) && (listed() || self.head_endings.iter().any(|ending| folded.len() > ending.len() + 1 && folded.ends_with(&**ending)))
    }

    /// A number in words, in digits.
    #[inline]
    pub fn number(&self, hash: u32) -> Option<&str> {
        if !self.numbers.may_contain(hash) {
            return None;
        }
        self.numbers.sorted.binary_search(&hash).ok().and_then(|at| self.values.get(at)).map(String::as_str)
    }
}

/// Classes whose words in capitals are nobody.
const NOBODY: [&str; 3] = ["nationality", "weekday", "month"];

const TEXT: &str = include_str!("../../config/facts.toml");

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // The file is part of the program, and a test reads it.
    let file: File = toml::from_str(TEXT).unwrap_or_default();
    let hash = |w: &str| hash_word(w.as_bytes()) as u32;
    let hashes = |list: &[String]| HashSet::new(list.iter().map(|w| hash(w)).collect());
    let mut nobody = file.nobody;
    let classes: toml::Table = include_str!("../../config/classes.toml").parse().unwrap_or_default();
    let class = |name: &str| classes.get("classes")?.get(name)?.as_array();
    for word in NOBODY.iter().filter_map(|name| class(name)).flatten().filter_map(|w| w.as_str()) {
        nobody.push(word.split('/').next().unwrap_or(word).to_owned());
    }
    let mut numbers: Vec<(u32, String)> = file.numbers.into_iter().map(|(word, value)| (hash(&word), value)).collect();
    numbers.sort_unstable();
    let (numbers, values) = numbers.into_iter().unzip();
    Words {
        calendar: hashes(&file.calendar),
        titles: hashes(&file.titles),
        groups: hashes(&file.groups),
        links: hashes(&file.links),
        links_with_the: hashes(&file.links_with_the),
        heads: hashes(&file.heads),
        head_endings: file.head_endings,
        no_heads: hashes(&file.no_heads),
        scales: hashes(&file.scales),
        times: hashes(&file.times),
        nobody: hashes(&nobody),
        articles: file.articles,
        closing: file.closing,
        spans: file.spans,
        pronouns: file.pronouns,
        numbers: HashSet::new(numbers),
        values,
    }
});

/// The words in the program.
pub fn fact_words() -> &'static Words {
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read() {
        let file: File = toml::from_str(TEXT).unwrap();
        assert!(file.numbers.len() > 20 && file.titles.contains(&"president".to_owned()));
        assert_eq!(fact_words().titles.len(), file.titles.len());
        // The classes are there too.
        assert!(fact_words().nobody.len() > file.nobody.len() + 100);
    }
}
