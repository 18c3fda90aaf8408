//! Who says what: direct quotations, indirect speech and words held at a distance, each with its speaker and cue.
//!
//! Works on the token array of one document and on nothing else. Quotation marks are paired first ([`marks`]); a
//! sentence that holds a quotation or a cue is then read as a short row of items in which a quotation is one item
//! ([`scope`]), which yields attributions: a cue, a source, and the stretches it accounts for. Quotations that no
//! cue reaches take the speaker of their neighbours or are words in scare quotes or titles ([`scare`]); pronouns
//! and bare titles are tied to earlier names ([`speaker`]).
//!
//! Everything that is knowledge of the language stands in config/speech.toml; see [`cues`].

mod cues;
mod marks;
mod scare;
mod scope;
mod speaker;
#[cfg(test)]
mod tests;

pub use cues::{CueGroup, CueKind, FrameName, Speech, SpeechError, SpeechWords};

use crate::text::{Flags, Landmarks, Token};
use std::ops::Range;

/// What kind of stretch a [`Quote`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteKind {
    /// Inside quotation marks, said by somebody.
    Direct,
    /// Reported without marks, or with marks around part of it.
    Indirect,
    /// One to three words in marks that nobody in the sentence says.
    Scare,
    /// A title, a name or a word that is spoken of: neither speech nor distance.
    Title,
}

/// How the cue takes its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A statement: said that, according to.
    Statement,
    /// An act in view: vowed to fight, is expected to win, urged them to leave.
    Intent,
    /// What is spoken of, in the reporter's words more often than not: called for, praised, described as.
    Topic,
    /// A quotation of its own.
    Quotation,
}

/// A stretch of speech. Direct ones are disjoint, indirect ones too; a direct one may lie in an indirect one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Direct, indirect, scare or title.
    pub kind: QuoteKind,
    /// First byte; inside the marks where there are any.
    pub start: u32,
    /// First byte behind it.
    pub end: u32,
    /// First token.
    pub first_token: u32,
    /// First token behind it.
    pub last_token: u32,
    /// The noun phrase that names who speaks.
    pub speaker: Option<Range<u32>>,
    /// The token that heads that noun phrase.
    pub speaker_head: Option<u32>,
    /// An earlier noun phrase that a pronoun or a bare title stands for.
    pub speaker_resolved: Option<Range<u32>>,
    /// The words that bring the stretch in.
    pub cue: Option<Range<u32>>,
    /// What the cue makes of it.
    pub cue_kind: CueKind,
    /// How the cue takes it.
    pub frame: Frame,
    /// Whether the cue reports speech and does little else (said, told, according to): of indirect speech, the part
    /// that is reported beyond doubt. Quotations are as their marks say.
    pub plain: bool,
    /// Number of the sentence in which it begins, from 0.
    pub sentence: u32,
}

/// Buffers kept between documents.
#[derive(Default, Debug)]
pub struct VoiceScratch {
    marks: marks::MarksScratch,
    spans: Vec<marks::Span>,
    scope: scope::ScopeScratch,
    quotes: Vec<Quote>,
}

impl Speech {
    /// Finds the speech in one document and flags the tokens inside direct quotations with [`Flags::QUOTED`].
    /// `tokens` are the scanner's over `text`, with sentences marked, and `landmarks` theirs.
    pub fn voice<'s>(&self, text: &str, tokens: &mut [Token], landmarks: &Landmarks, scratch: &'s mut VoiceScratch) -> &'s [Quote] {
        let VoiceScratch { marks, spans, scope, quotes } = scratch;
        quotes.clear();
        marks::find(text, tokens, &landmarks.gaps, marks, spans);
        scope::read(self, text, tokens, landmarks, spans, scope, quotes);
        scare::settle(self, text, tokens, spans, scope, quotes);
        quotes.sort_unstable_by_key(|q| (q.start, u32::MAX - q.end));
        speaker::resolve(self, text, tokens, &landmarks.sentences, quotes);
        for quote in quotes.iter().filter(|q| q.kind == QuoteKind::Direct) {
            for token in &mut tokens[quote.first_token as usize..quote.last_token as usize] {
                token.flags.set(Flags::QUOTED);
            }
        }
        quotes
    }
}
/// Whether a stretch reports what somebody says, so that its words are theirs: what somebody praised, wants or thinks
/// of is often the reporter's own wording.
pub fn reports(quote: &Quote) -> bool {
    quote.kind == QuoteKind::Indirect && matches!(quote.frame, Frame::Statement | Frame::Intent)
}
