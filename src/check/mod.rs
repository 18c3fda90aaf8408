//! A draft as its editor sees it: loaded words in the draft's own voice, each with its place, its reason and what to write
//! instead. Other people's words are left alone.

mod machine;
mod people;

pub use machine::{checkstyle, github, json, sarif};
pub use people::{human, short, summary};

use crate::analysis::Voice;
use crate::lexicon::{Family, Strength};
use crate::marked::{Article, Mark, Places};
use std::ops::Range;

/// What is asked of a draft.
#[derive(Debug, Clone, Copy)]
pub struct Wants {
    /// Wording that is loaded less often than this is passed over.
    pub strength: Strength,
    /// Doubt, hedges, scare quotes and wordings of harm are told as notes.
    pub notes: bool,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// To be seen; decides nothing.
    Note,
    /// Loaded wording in own voice.
    Warning,
}

impl Level {
    /// As other programs call it.
    pub fn name(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
        }
    }
}

/// A finding in a draft. Lines and columns are from 1, columns in code points, the end exclusive.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub level: Level,
    /// The file, or `-`.
    pub path: String,
    /// The article's id, where the file holds several and lines are those of the article's text.
    pub record: Option<String>,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    /// Bytes of the text.
    pub range: Range<usize>,
    pub text: String,
    pub category: String,
    pub category_title: String,
    pub entry: String,
    pub strength: &'static str,
    pub why: String,
    pub alternatives: Vec<String>,
    pub source: Vec<String>,
}

impl Finding {
    /// `path:line:column`, with the record where one file holds several.
    pub fn place(&self) -> String {
        match &self.record {
            None => format!("{}:{}:{}", self.path, self.line, self.column),
            Some(id) => format!("{}#{id}:{}:{}", self.path, self.line, self.column),
        }
    }
    /// What is said of it in one sentence.
    pub fn message(&self) -> String {
        let mut out = format!("“{}”: {}", self.text, self.why);
        if !self.alternatives.is_empty() {
            out += &format!(" Instead: {}.", self.alternatives.join(", "));
        }
        out
    }
}

/// Whether a mark is told, and how.
pub fn level(mark: &Mark, wants: Wants) -> Option<Level> {
    match mark.family {
        Family::Lexical if mark.voice == Voice::Own => (mark.strength >= wants.strength).then_some(Level::Warning),
        Family::Attribution | Family::Agency if mark.voice == Voice::Own => wants.notes.then_some(Level::Note),
        _ => None,
    }
}

/// The findings of an article, in the order of the text: a row for each stretch, so that each can be found.
pub fn findings(article: &Article, path: &str, whole_file: bool, wants: Wants) -> Vec<Finding> {
    let places = Places::new(&article.text);
    let mut out = Vec::new();
    for mark in &article.marks {
        let Some(level) = level(mark, wants) else { continue };
        for range in &mark.ranges {
            let ((line, column), (end_line, end_column)) = (places.line_column(range.start), places.line_column(range.end));
            out.push(Finding {
                level,
                path: path.to_owned(),
                record: (!whole_file).then(|| article.id.clone()),
                line,
                column,
                end_line,
                end_column,
                range: range.clone(),
                text: article.slice(range).split_whitespace().collect::<Vec<_>>().join(" "),
                category: mark.category.clone(),
                category_title: mark.category_title.clone(),
                entry: mark.entry.clone(),
                strength: mark.strength.name(),
                why: mark.why.clone(),
                alternatives: mark.alternatives.clone(),
                source: mark.source.clone(),
            });
        }
    }
    out.sort_by(|a, b| (a.range.start, a.range.end, &a.entry).cmp(&(b.range.start, b.range.end, &b.entry)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marked::{one, tests::engine};

    const ALL: Wants = Wants { strength: Strength::Mild, notes: false };

    #[test]
    fn own_words_are_told_with_line_and_column_and_other_peoples_are_not() {
        let article = one(engine(), "draft", "", "Ω first line.\n\n  The régime’s brutal crackdown went on.\n“The brutal regime must go,” Mr Orla said.\n");
        let found = findings(&article, "draft.txt", true, ALL);
        assert!(!found.is_empty() && found.iter().all(|f| f.line == 3 && f.end_line == 3), "{found:?}");
        assert_eq!(found[0].place(), "draft.txt:3:7");
        assert_eq!((found[0].column, found[0].end_column - found[0].column), (7, found[0].text.chars().count()));
        assert!(found.iter().any(|f| !f.alternatives.is_empty() && f.message().contains("Instead: ")));
    }

    #[test]
    fn weaker_words_can_be_passed_over_and_doubt_asked_for() {
        let article = one(engine(), "draft", "", "The brutal regime fell. The minister claimed that it was late.");
        let strong = findings(&article, "d", true, Wants { strength: Strength::Strong, notes: false });
        assert!(strong.iter().all(|f| f.strength == "strong") && !strong.is_empty());
        let noted = findings(&article, "d", true, Wants { strength: Strength::Mild, notes: true });
        assert!(noted.iter().any(|f| f.level == Level::Note && f.category == "doubt"), "{noted:?}");
    }
}
