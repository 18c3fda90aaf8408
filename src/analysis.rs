//! What the engine finds in one article: hits, quotations, mentions, harm events and counts, all in bytes and tokens.

use crate::lexicon::Family;

/// Who is speaking where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Voice {
    /// The outlet itself.
    #[default]
    Own,
    /// Somebody else, in indirect speech.
    Attributed,
    /// Somebody else, inside quotation marks.
    Quoted,
}

impl Voice {
    /// As written in tables.
    pub fn name(self) -> &'static str {
        match self {
            Voice::Own => "own",
            Voice::Attributed => "attributed",
            Voice::Quoted => "quoted",
        }
    }
}

/// A stretch of tokens: first, and the one after the last.
pub type Stretch = (u32, u32);

/// An expression that counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Number of the pattern, or [`Hit::SCARE`] for a scare quote.
    pub pattern: u32,
    /// Marked stretches; several where other words part them.
    pub marks: Vec<Stretch>,
    /// Family of its category.
    pub family: Family,
    /// Index of its category.
    pub category: u16,
    /// Who says it.
    pub voice: Voice,
    /// Index of the reported speech it stands in.
    pub quote: Option<u32>,
    /// Index of the mention it is about.
    pub target: Option<u32>,
    /// The rule that found the target.
    pub target_rule: &'static str,
    /// The sign it gives its target.
    pub polarity: i8,
    /// What a rule says of it beyond its entry; empty for patterns.
    pub subtype: &'static str,
}

impl Hit {
    /// Stands for a pattern where the hit came from the scare-quote rule.
    pub const SCARE: u32 = u32::MAX;
    /// Stands for a pattern where the hit came from the agency stage.
    pub const HARM: u32 = u32::MAX - 1;
    /// First token and the token after the last.
    pub fn stretch(&self) -> Stretch {
        (self.marks.first().map_or(0, |m| m.0), self.marks.last().map_or(0, |m| m.1))
    }
}

/// A candidate that a rule dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// Number of the pattern.
    pub pattern: u32,
    /// Marked stretch.
    pub stretch: Stretch,
    /// Which rule.
    pub rule: &'static str,
    /// Why, in words.
    pub reason: String,
}
