//! From the lines of a record to its parts: headline, standfirst, body, and the furniture of a web page that is none of them.
//!
//! What a line is decides whether it counts: everything but [`Part::Boilerplate`] is counted and matched. The rules are data
//! (config/layout.toml); [`Cleaner`] holds them compiled, and is a pure function of a text and its title.

mod cleaner;
mod date;
mod patterns;
mod rules;
mod shape;
mod table;
#[cfg(test)]
mod tests;

pub use cleaner::{Cleaner, UntrueExample};
pub use rules::{Gives, LayoutError, LayoutRules, NumericDates, Place, RuleSpec};

use std::ops::Range;

/// The first date in `text` that can be read in one way only.
pub fn date_in(text: &str) -> Option<jiff::civil::Date> {
    date::first_date(text, NumericDates::Ambiguous)
}

/// The same, and the byte at which it begins.
pub fn date_placed_in(text: &str) -> Option<(usize, jiff::civil::Date)> {
    date::first_placed(text, NumericDates::Ambiguous)
}

/// What a line of an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Part {
    /// The headline, where it stands in the text.
    Headline,
    /// The sentence or two under the headline.
    Standfirst,
    /// The article.
    #[default]
    Body,
    /// The words under a picture.
    Caption,
    /// A heading between paragraphs.
    Crosshead,
    /// Not part of the article: neither counted nor matched.
    Boilerplate,
}

impl Part {
    /// The name in the tables' `section` column.
    pub fn name(self) -> &'static str {
        match self {
            Part::Headline => "headline",
            Part::Standfirst => "standfirst",
            Part::Body => "body",
            Part::Caption => "caption",
            Part::Crosshead => "crosshead",
            Part::Boilerplate => "boilerplate",
        }
    }
}

/// A line, or the part of one before or after a dateline or headline that shares it. Bytes into the text, without the
/// blanks at either end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// First byte.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
    /// What it is.
    pub part: Part,
    /// The rule that decided, see [`Cleaner::rule_name`]; `None` where the line is what no rule claims.
    pub rule: Option<u16>,
}

impl Line {
    /// The bytes of the line.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The parts of one text. Reused from record to record: [`Cleaner::layout`] clears it.
#[derive(Debug, Default)]
pub struct Layout {
    /// Every line that is not blank, in order, without overlap: only white space lies between them.
    pub lines: Vec<Line>,
    /// Where the headline stands in the text; `None` where the text has none (the record's title then is the headline).
    pub headline: Option<Range<u32>>,
    /// The text has a copy of the record's title: that copy is the headline, and the title is not read a second time.
    pub title_in_text: bool,
    /// The day that a date line, or else a dateline, names.
    pub date: Option<jiff::civil::Date>,
    /// Who wrote it, as a byline says: the names' bytes.
    pub byline: Option<Range<u32>>,
    /// The wire service that a credit line or dateline names.
    pub wire: Option<String>,
    scratch: cleaner::Scratch,
}

impl Layout {
    /// The stretches of boilerplate, in order.
    pub fn boilerplate(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|l| l.part == Part::Boilerplate)
    }

    fn clear(&mut self) {
        self.lines.clear();
        self.headline = None;
        self.title_in_text = false;
        self.date = None;
        self.byline = None;
        self.wire = None;
    }
}
