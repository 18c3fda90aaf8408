//! Buffers of one thread, and the laying out of an article's parts over its tokens.

use crate::actors::Work;
use crate::analysis::Stretch;
use crate::clean::{Layout, Part};
use crate::matcher::Found;
use crate::matcher::trie::Candidate;
use crate::text::scan::Scanner;
use crate::text::{Flags, Token};
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
    /// Part of each token.
    pub part_of: Vec<Part>,
    /// Paragraph number of each token, from 0.
    pub paragraph_of: Vec<u32>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) shouting: Vec<bool>,
    pub(super) masked: Vec<Stretch>,
    pub(super) mention_at: Vec<u32>,
    pub(super) mentions: Vec<(u32, u32, u8)>,
    pub(super) work: Work,
    /// Sentence number of each token, from 0.
    pub sentence_of: Vec<u32>,
    pub(super) found: Found,
    pub(super) voice: VoiceScratch,
}

impl Scratch {
    /// Writes the parts of the text onto the tokens: flags, part, sentence and paragraph numbers.
    pub(super) fn lay_out(&mut self) {
        let Scratch { tokens, layout, part_of, paragraph_of, sentence_of, body_start, .. } = self;
        part_of.clear();
        paragraph_of.clear();
        sentence_of.clear();
        let mut lines = layout.lines.iter().peekable();
        let (mut sentence, mut paragraph) = (0u32, 0u32);
        for (at, token) in tokens.iter_mut().enumerate() {
            let part = match (token.start as usize).checked_sub(*body_start) {
                None => Part::Headline,
                Some(start) => {
                    while lines.peek().is_some_and(|l| l.end as usize <= start) {
                        lines.next();
                    }
                    if start == 0 {
                        token.flags.set(Flags::FIELD | Flags::SENTENCE | Flags::LINE);
                    }
                    lines.peek().filter(|l| l.start as usize <= start).map_or(Part::Body, |l| l.part)
                }
            };
            // Where the part changes within a line (a dateline before the first sentence), a sentence begins.
            if part_of.last().is_some_and(|last| *last != part) {
                token.flags.set(Flags::SENTENCE | Flags::LINE);
            }
            match part {
                Part::Boilerplate => token.flags.set(Flags::BOILERPLATE),
                Part::Headline => token.flags.set(Flags::HEADLINE),
                _ => {}
            }
            part_of.push(part);
            sentence += u32::from(at > 0 && token.is(Flags::SENTENCE));
            paragraph += u32::from(at > 0 && token.is(Flags::LINE | Flags::FIELD));
            sentence_of.push(sentence);
            paragraph_of.push(paragraph);
        }
    }
}
