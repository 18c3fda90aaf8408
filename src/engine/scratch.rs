//! Buffers of one thread, and the laying out of an article's parts over its tokens.

use crate::actors::Work;
use crate::analysis::Stretch;
use crate::clean::{Layout, Part};
use crate::matcher::trie::Candidate;
use crate::matcher::{Found, Told};
use crate::text::scan::Scanner;
use crate::text::{Flags, Landmarks, Runs, Token};
use crate::voice::VoiceScratch;

/// Buffers of one thread, reused from article to article.
#[derive(Default)]
pub struct Scratch {
    pub(super) scanner: Scanner,
    /// Tokens of the article.
    pub tokens: Vec<Token>,
    /// Title, a blank line, text; or the text alone.
    pub text: String,
    /// Where the record's text begins in it.
    pub body_start: usize,
    /// The parts of the record's text.
    pub layout: Layout,
    /// The part that tokens stand in.
    pub parts: Runs<Part>,
    /// Where sentences and paragraphs begin, and whatever else a stage looks for.
    pub landmarks: Landmarks,
    pub(super) candidates: Vec<Candidate>,
    /// Names and labels of actors.
    pub(super) referring: Vec<Candidate>,
    pub(super) masked: Vec<Stretch>,
    pub(super) told: Told,
    pub(super) named: Vec<(u32, u32)>,
    pub(super) work: Work,
    pub(super) found: Found,
    pub(super) folded: String,
    pub(super) voice: VoiceScratch,
}

impl Scratch {
    /// Writes the parts of the text onto the tokens: flags, stretches, and where a part begins, a sentence.
    pub(super) fn lay_out(&mut self) {
        let Scratch { tokens, layout, parts, landmarks, body_start, .. } = self;
        parts.clear();
        let mut laid = Laid { tokens, parts, landmarks, changed: false, at: 0 };
        laid.up_to(*body_start, Part::Headline);
        if let Some(token) = laid.tokens.get_mut(laid.at).filter(|t| t.start as usize == *body_start) {
            token.flags.set(Flags::FIELD | Flags::SENTENCE | Flags::LINE);
            laid.landmarks.add_gap(laid.at as u32);
            laid.changed = true;
        }
        for line in &layout.lines {
            laid.up_to(line.start as usize + *body_start, Part::Body);
            laid.up_to(line.end as usize + *body_start, line.part);
        }
        laid.up_to(usize::MAX, Part::Body);
        if laid.changed {
            landmarks.list_sentences(tokens);
        }
    }

    /// The part that a token stands in.
    pub fn part(&self, token: u32) -> Part {
        self.parts.at(token).unwrap_or_default()
    }
}

/// The laying out of parts over the tokens, from the first on.
struct Laid<'a> {
    tokens: &'a mut [Token],
    parts: &'a mut Runs<Part>,
    landmarks: &'a mut Landmarks,
    /// A sentence begins where none was listed.
    changed: bool,
    /// The first token that has no part yet.
    at: usize,
}

impl Laid<'_> {
    /// Gives the tokens that begin before byte `end` a part.
    fn up_to(&mut self, end: usize, part: Part) {
        let first = self.at;
        // Lines are some dozens of tokens long: the end is near, and doubling steps find it.
        let rest = &self.tokens[first..];
        let mut step = 1;
        while rest.get(step).is_some_and(|t| (t.start as usize) < end) {
            step *= 2;
        }
        let near = &rest[..rest.len().min(step + 1)];
        let last = first + near.partition_point(|t| (t.start as usize) < end);
        if last == first {
            return;
        }
        self.at = last;
        // Where the part changes within a line (a dateline before the first sentence), a sentence begins.
        if self.parts.push(first as u32, part) {
            let flags = &mut self.tokens[first].flags;
            if !flags.any(Flags::SENTENCE) || !flags.any(Flags::LINE) {
                flags.set(Flags::SENTENCE | Flags::LINE);
                self.landmarks.add_gap(first as u32);
                self.changed = true;
            }
        }
        let flag = match part {
            Part::Boilerplate => Flags::BOILERPLATE,
            Part::Headline => Flags::HEADLINE,
            _ => return,
        };
        for token in &mut self.tokens[first..last] {
            token.flags.set(flag);
        }
    }
}
