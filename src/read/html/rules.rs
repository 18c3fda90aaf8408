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
    pub boilerplate: Boilerplate,
    pub meta: Meta,
    pub dates: Dates,
    pub kinds: Kinds,
}

/// What is no text of the article.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Skip {
    pub elements: FxHashSet<String>,
    /// Words of classes and ids.
    pub marks: FxHashSet<String>,
    /// Share of the text that a marked part may hold.
    pub most: f64,
    /// Marks of parts that are taken off the page at first.
    pub apart: FxHashSet<String>,
    /// Share of the page's text that such a part may hold.
    pub most_apart: f64,
}

/// Paragraphs that lead elsewhere.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leads {
    pub words: usize,
    pub starts: Vec<String>,
}

/// Paragraphs that are the site's own. All as [`bare`] makes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boilerplate {
    pub words: usize,
    lines: FxHashSet<String>,
    starts: Vec<String>,
    holds: Vec<String>,
    credits: Vec<(String, String)>,
}

impl Boilerplate {
    /// Whether a paragraph is the site's own.
    pub fn is(&self, paragraph: &str) -> bool {
        if paragraph.split_whitespace().nth(self.words).is_some() {
            return false;
        }
        let bare = bare(paragraph);
        let starts = |start: &str| bare.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let holds = |part: &str| {
            part.is_empty()
                || bare
                    .match_indices(part)
                    .any(|(at, _)| (at == 0 || bare[..at].ends_with(' ')) && bare[at + part.len()..].chars().next().is_none_or(|c| c == ' '))
        };
        self.lines.contains(&bare)
            || self.starts.iter().any(|s| starts(s))
            || self.holds.iter().any(|h| holds(h))
            || self.credits.iter().any(|(start, then)| starts(start) && holds(then))
    }
}

/// A line without signs, in small letters, blanks between the words.
fn bare(line: &str) -> String {
    let words = line.split(|c: char| !c.is_alphanumeric() && c != '©').filter(|w| !w.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
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
    /// Words of classes and ids.
    pub marks: FxHashSet<String>,
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
        let mut rules: Self = toml::from_str(text)?;
        let own = &mut rules.boilerplate;
        own.lines = own.lines.iter().map(|l| bare(l)).collect();
        own.starts.iter_mut().chain(&mut own.holds).for_each(|s| *s = bare(s));
        own.credits.iter_mut().for_each(|(start, then)| (*start, *then) = (bare(start), bare(then)));
        Ok(rules)
    }

    /// Whether a class or an id says that what it names is no text of the article.
    pub fn is_marked(&self, names: &str) -> bool {
        holds(&self.skip.marks, names)
    }

    /// Whether it says that this is no part of the article's page at all.
    pub fn is_apart(&self, names: &str) -> bool {
        holds(&self.skip.apart, names)
    }

    /// Whether it names a date.
    pub fn is_date(&self, names: &str) -> bool {
        holds(&self.dates.marks, names)
    }
}

/// Whether one of the `marks`, of one word or two, is among the names.
fn holds(marks: &FxHashSet<String>, names: &str) -> bool {
    let words = words_of(names);
    (0..words.len()).any(|at| marks.contains(&words[at]) || words.get(at + 1).is_some_and(|next| marks.contains(&format!("{} {next}", words[at]))))
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
    fn what_a_site_says_of_itself_is_known() {
        for (line, own) in [
            ("Advertisement · Scroll to continue", true),
            ("Don’t miss the latest news from here.", true),
            ("Reporting by A. Nobody; Editing by B. Nobody", true),
            ("Reporting by the Post showed that the mayor had lied.", false),
            ("Tagsüber war es still.", false),
            ("The advertisement was banned.", false),
            ("He said the firm's report was not to be read more than once.", false),
            ("© 2031 The Lantern", true),
        ] {
            assert_eq!(RULES.boilerplate.is(line), own, "{line}");
        }
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
