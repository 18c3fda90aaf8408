//! Layout rules as a file says them (config/layout.toml), and what can be wrong with that file.

use indexmap::IndexMap;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// A file of layout rules.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LayoutRules {
    /// How 3/4/2020 is read.
    #[serde(default)]
    pub numeric_dates: NumericDates,
    /// Pieces of patterns by name; `{name}` in a pattern or in another piece stands for them.
    #[serde(default)]
    pub fragments: IndexMap<String, String>,
    /// Pieces that are looked for before the patterns; `{name}` in a pattern stands for a place where one stood. At most eight.
    #[serde(default)]
    pub marks: IndexMap<String, Spanned<String>>,
    /// The rules; the first that holds takes the line.
    #[serde(default, rename = "rule")]
    pub rules: Vec<RuleSpec>,
    /// The place at the head of the first paragraph.
    #[serde(default)]
    pub dateline: DatelineSpec,
    /// Wire services: name → what credits call them.
    #[serde(default)]
    pub wire: IndexMap<String, Vec<String>>,
    #[serde(skip)]
    source: String,
}

/// How a date of three numbers is read where it can be read both ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumericDates {
    /// Not at all.
    #[default]
    Ambiguous,
    /// 3/4/2020 is in April.
    DayFirst,
    /// 3/4/2020 is in March.
    MonthFirst,
}

/// One kind of line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleSpec {
    /// Its name in explanations.
    pub name: String,
    /// What such a line is.
    #[serde(default)]
    pub part: RulePart,
    /// What it tells of the article.
    #[serde(default)]
    pub gives: Option<Gives>,
    /// Where in the text it holds.
    #[serde(default, rename = "where")]
    pub place: Place,
    /// Whole lines.
    #[serde(default, rename = "is")]
    pub is: Vec<String>,
    /// First words; with `*` at the end no word boundary need follow.
    #[serde(default)]
    pub starts: Vec<String>,
    /// Last words.
    #[serde(default)]
    pub ends: Vec<String>,
    /// Words anywhere in the line.
    #[serde(default)]
    pub contains: Vec<String>,
    /// Regular expressions over the whole line.
    #[serde(default)]
    pub pattern: Vec<Spanned<String>>,
    /// Regular expressions over the whole line under which the rule does not hold.
    #[serde(default)]
    pub unless: Vec<Spanned<String>>,
    /// The longest line in words.
    #[serde(default = "thirty")]
    pub max_words: u32,
    /// The shortest line in words.
    #[serde(default)]
    pub min_words: u32,
    /// Also takes lines that read like a sentence of the article, by more than their first words.
    #[serde(default)]
    pub sentences: bool,
    /// Takes the short lines that follow.
    #[serde(default)]
    pub heads: bool,
    /// Holds only next to a line that another rule took.
    #[serde(default)]
    pub beside: bool,
    /// Lines the rule must take.
    #[serde(default, rename = "match")]
    pub examples: Vec<String>,
    /// Lines the rule must not take.
    #[serde(default)]
    pub no_match: Vec<String>,
}

fn thirty() -> u32 {
    30
}

/// What a rule makes of its lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RulePart {
    /// Not part of the article.
    #[default]
    Boilerplate,
    /// The words under a picture.
    Caption,
}

/// What a rule's lines tell of the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gives {
    /// When it appeared.
    Date,
    /// Who wrote it.
    Byline,
    /// Which wire service it comes from.
    Wire,
}

/// Where in a text a rule holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Everywhere.
    #[default]
    Anywhere,
    /// Among the first lines, before the third paragraph.
    Top,
    /// After the last paragraph but one.
    Bottom,
    /// Not on the first line.
    Inside,
}

/// Datelines: what stands before the first sentence of the first paragraph.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DatelineSpec {
    /// Regular expressions that begin where the paragraph begins.
    #[serde(default)]
    pub pattern: Vec<Spanned<String>>,
    /// Capitals that are no place.
    #[serde(default)]
    pub not: Vec<String>,
}

/// What is wrong with a file of layout rules.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum LayoutError {
    /// Not TOML, or not the keys that belong there.
    #[error("line {line}, column {column}: {message}\n  {excerpt}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What was expected.
        message: String,
        /// The line in question.
        excerpt: String,
    },
    /// A pattern that is no regular expression.
    #[error("line {line}: the pattern of rule `{rule}` is no regular expression: {message}")]
    Pattern {
        /// The rule's name.
        rule: String,
        /// From 1; 0 where the rules did not come from a file.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// Two rules of one name.
    #[error("two rules are called `{0}`")]
    Twice(String),
    /// A rule that can take no line.
    #[error("rule `{0}` has none of `is`, `starts`, `ends`, `contains`, `pattern`")]
    Empty(String),
    /// More rules than fit.
    #[error("{0} rules; at most 60000 fit")]
    TooMany(usize),
    /// More marks than there are signs for them.
    #[error("{0} marks; at most 8 fit")]
    TooManyMarks(usize),
    /// Fragments that stand for each other.
    #[error("the fragment `{{{0}}}` contains itself, or is longer than 100000 characters")]
    Circular(String),
}

impl LayoutRules {
    /// Reads rules from TOML.
    ///
    /// # Errors
    /// [`LayoutError::Syntax`] with the line, and what was meant.
    pub fn from_toml(text: &str) -> Result<Self, LayoutError> {
        let mut rules: LayoutRules = toml::from_str(text).map_err(|error| {
            let (line, column, excerpt) = place(text, error.span().unwrap_or(0..0));
            LayoutError::Syntax { line, column, message: error.message().to_owned(), excerpt }
        })?;
        rules.source = text.to_owned();
        Ok(rules)
    }

    /// The rules that the program brings.
    ///
    /// # Errors
    /// Never in a release: a test reads them.
    pub fn built_in() -> Result<Self, LayoutError> {
        Self::from_toml(include_str!("../../config/layout.toml"))
    }

    /// The line, from 1, where `span` begins in the file that the rules came from; 0 where there was none.
    pub(super) fn line_of(&self, span: Range<usize>) -> usize {
        if self.source.is_empty() { 0 } else { place(&self.source, span).0 }
    }

    /// `pattern` with its fragments written out.
    pub(super) fn expand(&self, pattern: &str) -> Result<String, LayoutError> {
        let mut text = pattern.to_owned();
        for (number, name) in self.marks.keys().enumerate() {
            text = text.replace(&format!("{{{name}}}"), &format!("\\x{:02X}", number + 1));
        }
        // Fragments may hold fragments; more rounds than there are fragments means that they go in a circle.
        for _ in 0..=self.fragments.len() {
            let mut changed = None;
            for (name, fragment) in &self.fragments {
                let hole = format!("{{{name}}}");
                if text.contains(&hole) {
                    text = text.replace(&hole, &format!("(?:{fragment})"));
                    changed = Some(name);
                    if text.len() > 100_000 {
                        return Err(LayoutError::Circular(name.clone()));
                    }
                }
            }
            if changed.is_none() {
                return Ok(text);
            }
        }
        match self.fragments.keys().find(|name| text.contains(&format!("{{{name}}}"))) {
            Some(name) => Err(LayoutError::Circular(name.clone())),
            None => Ok(text),
        }
    }
}

/// Line, column and text of the line where `span` begins.
fn place(text: &str, span: Range<usize>) -> (usize, usize, String) {
    let at = (0..=span.start.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let excerpt = text.lines().nth(line - 1).unwrap_or("").chars().take(160).collect();
    (line, column, excerpt)
}
