//! What config/pages.toml says of pages.

use super::text::Part;
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
    /// Share of the text found from which on the page's data say what belongs to it.
    pub trust_data_from: f64,
    /// Elements and roles that hold an article and little else.
    pub holders: Vec<String>,
    /// Share of the text of such an element below which it is taken.
    pub trust_holder_below: f64,
    pub skip: Skip,
    pub leads: Leads,
    pub boilerplate: Boilerplate,
    pub tail: Tail,
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
    /// Share of the text that all parts of one mark may hold.
    pub most_together: f64,
    /// Words of classes and ids of pictures with what is said of them.
    pub pictures: FxHashSet<String>,
    /// Words that are said of a picture, at most.
    pub picture_words: usize,
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
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Boilerplate {
    pub words: usize,
    lines: FxHashSet<String>,
    starts: Vec<String>,
    holds: Vec<String>,
    dated: Vec<String>,
    /// Among how many paragraphs at the beginning one may be a day, and words that such a paragraph has at most.
    pub dated_first: usize,
    pub dated_words: usize,
}

impl Boilerplate {
    /// Whether a paragraph is the site's own.
    pub fn is(&self, paragraph: &str) -> bool {
        if paragraph.split_whitespace().nth(self.words).is_some() {
            return false;
        }
        let bare = bare(paragraph);
        let starts = |start: &str| bare.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        self.lines.contains(&bare)
            || self.starts.iter().any(|s| starts(s))
            || self.holds.iter().any(|h| has_words(&bare, h))
            || bare.split(' ').nth(12).is_none() && bare.contains(|c: char| c.is_ascii_digit()) && self.dated.iter().any(|s| starts(s))
    }
}

/// What stands below an article: how to reach its author.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tail {
    words: usize,
    pub paragraphs: usize,
    holds: Vec<String>,
}

impl Tail {
    /// Whether one of the last paragraphs is such.
    pub fn is(&self, paragraph: &str) -> bool {
        paragraph.split_whitespace().nth(self.words).is_none() && {
            let bare = bare(paragraph);
            self.holds.iter().any(|h| has_words(&bare, h))
        }
    }
}

/// Whether these words stand in a line, whole and in a row.
fn has_words(bare: &str, part: &str) -> bool {
    let whole = |at: usize| (at == 0 || bare[..at].ends_with(' ')) && bare[at + part.len()..].chars().next().is_none_or(|c| c == ' ');
    bare.match_indices(part).any(|(at, _)| whole(at))
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
        own.starts.iter_mut().chain(&mut own.holds).chain(&mut own.dated).for_each(|s| *s = bare(s));
        rules.tail.holds.iter_mut().for_each(|s| *s = bare(s));
        Ok(rules)
    }

    /// The mark by which a class or an id says that what it names is no text of the article.
    pub fn mark(&self, names: &str) -> Option<&str> {
        find(&self.skip.marks, names)
    }

    /// The word by which it says that it names a picture.
    pub fn picture(&self, names: &str) -> Option<&str> {
        find(&self.skip.pictures, names)
    }

    /// What the page says that an element holds.
    pub fn part(&self, name: &str, node: &dom_query::NodeRef<'_>) -> Option<Part> {
        let is_holder = |name: &str| self.holders.iter().any(|h| h == name);
        if node.attr("itemprop").is_some_and(|p| &*p == "articleBody") {
            Some(Part::Body)
        } else if is_holder(name) || node.attr("role").is_some_and(|role| is_holder(&role)) {
            Some(Part::Holder)
        } else {
            None
        }
    }

    /// Whether it says that this is no part of the article's page at all.
    pub fn is_apart(&self, names: &str) -> bool {
        find(&self.skip.apart, names).is_some()
    }

    /// Whether it names a date.
    pub fn is_date(&self, names: &str) -> bool {
        find(&self.dates.marks, names).is_some()
    }
}

/// Which of the `marks`, of one word or two, is the first among the names.
fn find<'a>(marks: &'a FxHashSet<String>, names: &str) -> Option<&'a str> {
    let words = words_of(names);
    let mut pair = String::new();
    (0..words.len()).find_map(|at| {
        let both = || {
            pair.clear();
            pair.extend([words[at].as_str(), " ", words.get(at + 1)?.as_str()]);
            marks.get(&pair)
        };
        marks.get(&words[at]).or_else(both).map(String::as_str)
    })
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
            // Wire services are known by their credits, later.
            ("Reporting by A. Nobody; Editing by B. Nobody", false),
            ("Reporting by the Post showed that the mayor had lied.", false),
            ("Tagsüber war es still.", false),
            ("The advertisement was banned.", false),
            ("He said the firm's report was not to be read more than once.", false),
            ("© 2031 The Lantern", true),
            ("Published: Apr. 2, 2031 at 10:11 AM", true),
            ("Published in 1950, the book sold two copies, and the second of them was to his mother.", false),
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
            assert_eq!(RULES.mark(names).is_some(), marked, "{names}");
        }
    }
}
