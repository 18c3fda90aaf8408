//! Buffers of one thread, and the laying out of an article's parts over its tokens.

use crate::actors::Work;
use crate::analysis::Stretch;
use crate::clean::{Layout, Part};
use crate::matcher::trie::Candidate;
use crate::matcher::{Found, Told};
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
    /// Names and labels of actors.
    pub(super) referring: Vec<Candidate>,
    pub(super) shouting: Vec<bool>,
    pub(super) masked: Vec<Stretch>,
    pub(super) told: Told,
    pub(super) named: Vec<(u32, u32)>,
    pub(super) work: Work,
    /// Sentence number of each token, from 0.
    pub sentence_of: Vec<u32>,
    pub(super) found: Found,
    pub(super) folded: String,
    pub(super) voice: VoiceScratch,
}

impl Scratch {
    /// Writes the parts of the text onto the tokens: flags, part, sentence and paragraph numbers.
    pub(super) fn lay_out(&mut self) {
        let Scratch { tokens, layout, part_of, paragraph_of, sentence_of, body_start, .. } = self;
        for list in [&mut *paragraph_of, &mut *sentence_of] {
            list.clear();
            list.resize(tokens.len(), 0);
        }
        part_of.clear();
        part_of.resize(tokens.len(), Part::Body);
        let mut last = None;
        let mut lines = layout.lines.iter().peekable();
        let (mut sentence, mut paragraph) = (0u32, 0u32);
        // The part of the tokens that begin before `until`.
        let (mut here, mut until) = (Part::Headline, *body_start);
        let numbers = part_of.iter_mut().zip(paragraph_of.iter_mut()).zip(sentence_of.iter_mut());
        for (at, (token, ((part_of, paragraph_of), sentence_of))) in tokens.iter_mut().zip(numbers).enumerate() {
            if token.start as usize >= until {
                let start = token.start as usize - *body_start;
                while lines.peek().is_some_and(|l| l.end as usize <= start) {
                    lines.next();
                }
                if start == 0 {
                    token.flags.set(Flags::FIELD | Flags::SENTENCE | Flags::LINE);
                }
                (here, until) = match lines.peek() {
                    Some(line) if line.start as usize <= start => (line.part, line.end as usize),
                    Some(line) => (Part::Body, line.start as usize),
                    None => (Part::Body, usize::MAX - *body_start),
                };
                until += *body_start;
            }
            let part = here;
            // Where the part changes within a line (a dateline before the first sentence), a sentence begins.
            if last.is_some_and(|last| last != part) {
                token.flags.set(Flags::SENTENCE | Flags::LINE);
            }
            match part {
                Part::Boilerplate => token.flags.set(Flags::BOILERPLATE),
                Part::Headline => token.flags.set(Flags::HEADLINE),
                _ => {}
            }
            last = Some(part);
            *part_of = part;
            sentence += u32::from(at > 0 && token.is(Flags::SENTENCE));
            paragraph += u32::from(at > 0 && token.is(Flags::LINE | Flags::FIELD));
            *sentence_of = sentence;
            *paragraph_of = paragraph;
        }
    }
}
