//! What the engine finds in one article: hits, quotations, mentions, harm events and counts, all in bytes and tokens.

use crate::actors::Mention;
use crate::agency::HarmEvent;
use crate::lexicon::Family;
use crate::text::{Flags, Token};
use crate::voice::{Quote, reports};

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

/// No embedded mention is longer than this many tokens.
const EMBEDDED: u32 = 16;

/// What was found in one article.
#[derive(Debug, Default)]
pub struct Analysis {
    pub hits: Vec<Hit>,
    /// References to actors, in order; embedded ones too.
    pub mentions: Vec<Mention>,
    pub dropped: Vec<Dropped>,
    /// Reported speech, in the order of its beginning.
    pub quotes: Vec<Quote>,
    /// Where its indirect part reaches.
    pub reported: Reach,
    /// Harm events as worded, in order.
    pub harm: Vec<HarmEvent>,
    /// Different speakers.
    pub speakers: usize,
    /// Counted words.
    pub words: u32,
}

/// How far stretches reach that are sorted by their beginning: finds the first that holds another without trying all.
#[derive(Debug, Default)]
pub struct Reach(Vec<u32>);

impl Reach {
    /// Takes the stretches in order; those that are `None` hold nothing.
    pub fn take(&mut self, stretches: impl Iterator<Item = Option<Stretch>>) {
        self.0.clear();
        let mut far = 0;
        self.0.extend(stretches.map(|s| {
            far = far.max(s.map_or(0, |s| s.1));
            far
        }));
    }

    /// The only stretch that can be the first to hold one that ends before token `last`: the first that reaches so far.
    pub fn first(&self, last: u32) -> Option<usize> {
        let at = self.0.partition_point(|far| *far < last);
        (at < self.0.len()).then_some(at)
    }
}

impl Analysis {
    /// Says of the quotations, once they are known, where they reach.
    pub(crate) fn reach(&mut self) {
        self.reported.take(self.quotes.iter().map(|q| reports(q).then_some((q.first_token, q.last_token))));
    }

    /// Who is speaking at a token.
    pub fn voice_at(&self, tokens: &[Token], token: u32) -> Voice {
        if tokens.get(token as usize).is_some_and(|t| t.is(Flags::QUOTED)) {
            return Voice::Quoted;
        }
        let indirect = self.reported.first(token + 1).is_some_and(|at| self.quotes[at].first_token <= token);
        if indirect { Voice::Attributed } else { Voice::Own }
    }

    /// The first mention that shares a token with a stretch.
    pub fn mention_over(&self, (first, last): Stretch) -> Option<&Mention> {
        let end = self.mentions.partition_point(|m| m.first < last);
        // Those that are not embedded stand apart, and what is embedded is short.
        let near = self.mentions[..end].iter().rev().take_while(|m| m.embedded || m.last > first || m.first + EMBEDDED > first);
        near.filter(|m| first < m.last).last()
    }

    /// The actor that the speaker of a quotation refers to.
    pub fn speaker_actor(&self, tokens: &[Token], quote: &Quote) -> Option<u16> {
        let speaker = quote.speaker_resolved.as_ref().or(quote.speaker.as_ref())?;
        let inside = |m: &&Mention| -> Option<()> {
            let (first, last) = (tokens.get(m.first as usize)?, tokens.get((m.last as usize).checked_sub(1)?)?);
            (speaker.start <= first.start && last.end <= speaker.end || first.start <= speaker.start && speaker.end <= last.end).then_some(())
        };
        // The outermost mention comes first; a person speaks for whom they are named as. Those that are not embedded stand
        // apart, so that behind the first that ends too early there is none.
        let end = self.mentions.partition_point(|m| tokens.get(m.first as usize).is_some_and(|t| t.start < speaker.end));
        let ends_before = |m: &&Mention| tokens.get((m.last as usize).wrapping_sub(1)).is_some_and(|t| t.end <= speaker.start);
        let near = self.mentions[..end].iter().rev().filter(|m| !m.embedded).take_while(|m| !ends_before(m));
        near.filter(|m| inside(m).is_some()).last().map(|m| m.actor)
    }
}
