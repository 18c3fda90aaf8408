//! What config/pages.toml says of pages.

use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The built-in rules. A test holds that the file is right, so the default is never met.
pub static RULES: LazyLock<PageRules> = LazyLock::new(|| PageRules::parse(BUILT_IN).unwrap_or_default());
const BUILT_IN: &str = include_str!("../../../config/pages.toml");

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageRules {
    /// Words of running text that an article has at least.
    pub least_words: usize,
    /// … where the page says that it is one.
    pub least_words_marked: usize,
    /// Share of its text that may stand in links.
    pub most_linked: f64,
    /// Share of the text in the page's data below which that text is taken.
    pub trust_data_below: f64,
    pub skip: Skip,
    pub leads: Leads,
    pub meta: Meta,
    pub dates: Dates,
    pub kinds: Kinds,
}

/// What is no text of the article.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    pub elements: FxHashSet<String>,
    /// Words of classes and ids.
    pub marks: FxHashSet<String>,
    /// Share of the text that a marked part may hold.
    pub most: f64,
}

/// Paragraphs that lead elsewhere.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leads {
    pub words: usize,
    pub starts: Vec<String>,
}

/// Names of meta elements, the best first.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    pub title: Vec<String>,
    pub date: Vec<String>,
    pub outlet: Vec<String>,
    pub url: Vec<String>,
    pub language: Vec<String>,
}

/// Where dates stand in the page itself.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    pub itemprops: Vec<String>,
}

/// Kinds of schema.org, in lower case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinds {
    pub articles: FxHashSet<String>,
    pub genre: BTreeMap<String, String>,
}

impl PageRules {
    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Whether a class or an id says that what it names is no text of the article.
    pub fn is_marked(&self, names: &str) -> bool {
        let words = words_of(names);
        (0..words.len())
            .any(|at| self.skip.marks.contains(&words[at]) || words.get(at + 1).is_some_and(|next| self.skip.marks.contains(&format!("{} {next}", words[at]))))
    }
}

/// The words of a class attribute: parted by signs, and where a capital follows a small letter.
fn words_of(names: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut open, mut small) = (false, false);
    for c in names.chars().take(2000) {
        if !c.is_alphanumeric() {
            (open, small) = (false, false);
            continue;
        }
        if !open || small && c.is_uppercase() {
            words.push(String::new());
        }
        (open, small) = (true, c.is_lowercase());
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_file_is_right() {
        let rules = PageRules::parse(BUILT_IN).unwrap();
        assert!(rules.least_words > 0 && !rules.meta.date.is_empty());
        assert!(rules.skip.marks.iter().all(|m| m.split(' ').count() < 3), "marks have one word or two");
    }

    #[test]
    fn classes_are_read_word_by_word() {
        for (names, marked) in [
            ("related-links", true),
            ("story relatedLinks", true),
            ("c-share__bar", true),
            ("sign-up-box", true),
            ("read_more", true),
            ("shareholder", false),
            ("readable", false),
            ("unrelated", false),
            ("advice", false),
            ("header", false),
            ("", false),
        ] {
            assert_eq!(RULES.is_marked(names), marked, "{names}");
        }
    }
}
